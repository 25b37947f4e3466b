"""Names under which the quick start imports the emitter."""
