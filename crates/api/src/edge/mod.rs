//! The edge: a loopback listener with its own accept loop, caps and time-outs, in front of the router.

pub mod endpoint;
mod guard;
mod listener;
mod token;
mod ui;

pub(crate) use guard::{Guard, MANIFEST_SCHEMA, REQUEST_TIME, run as guard};
pub(crate) use listener::{DEFAULT_PORT, Edge, ListenError, bind};
pub(crate) use token::load_or_make as load_token;
pub(crate) use ui::serve as serve_ui;
