//! Options of triggers: which matches run, which wait, which do not run, and what a person says about those. The rule itself is
//! the model's; here it is applied to the store.

mod book;
mod due;
mod held;
mod release;
#[cfg(test)]
mod tests;

pub(crate) use book::{After, Begun, Ledger, Rule};
pub use due::Due;
pub use held::{Held, Which};
