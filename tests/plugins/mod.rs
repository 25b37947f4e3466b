//! The shipped sources that are programs, against real servers started here.

mod database;
mod dovecot;
mod email;
mod email_faults;
mod postgres;
mod postgres_rows;
mod server;
mod source;
