//! What a person does, from beginning to end.

mod folder;
mod plug_in;
mod quick_start;
mod write_a_source;
