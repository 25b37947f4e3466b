//! What a person does, from beginning to end.

mod folder;
mod quick_start;
mod schedules;
mod uploads;
mod webhooks;
