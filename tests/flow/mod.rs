//! What a person does, from beginning to end.

mod folder;
mod quick_start;
