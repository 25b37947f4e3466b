//! What a person does, from beginning to end.

mod catch_up;
mod existing;
mod files;
mod folder;
mod hostile;
mod loops;
mod paused;
mod plug_in;
mod quick_start;
mod schedules;
mod system;
mod two_writers;
mod unfit;
mod uploads;
mod webhooks;
#[cfg(unix)]
mod where_it_is;
mod words;
mod write_a_source;
