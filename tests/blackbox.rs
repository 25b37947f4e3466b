//! The real binary, seen from outside: the flows a person follows, and the faults a machine has.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

mod conformance;
mod faults;
mod flow;
