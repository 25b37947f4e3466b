//! What lists and pages ask of the store: filters, cursors, counters, statistics. Read only.
