//! The real binary, seen from outside: the flows a person follows, and the faults a machine has.

mod faults;
mod flow;
