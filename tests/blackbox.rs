//! The real binary, seen from outside: the flows a person follows, the faults a machine has, the sources that ship as programs.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

mod conformance;
mod faults;
mod flow;
mod folders;
#[cfg(target_os = "linux")]
mod mounts;
mod plugins;
