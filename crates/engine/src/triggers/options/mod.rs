//! Options of triggers: which matches run, which wait, which do not run, and what a person says about those.

mod held;

pub use held::Held;
