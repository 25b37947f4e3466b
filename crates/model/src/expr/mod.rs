//! Expressions: CEL inside `${{ … }}`. Data in, data out: no I/O, a cost limit, typed values; a whole-string expression keeps its type.

mod budget;
mod convert;
mod nesting;
mod program;
mod template;

pub use program::{Program, Scope};
pub use template::{Mapping, templates};

/// The variables an expression can use.
pub const ROOTS: [&str; 4] = ["event", "steps", "run", "workflow"];
/// The longest expression, in bytes: a longer one could overflow the parser's stack.
pub const MAX_SOURCE_BYTES: usize = 4096;
/// Loop turns that one evaluation may take, all nested macros together.
pub const MAX_TURNS: u64 = 100_000;
/// How deep brackets may be nested: each level costs the parser a lot of stack.
pub const MAX_NESTED: usize = 32;
/// How many operations may hang on each other, as in `a + b + c`.
pub const MAX_CHAINED: usize = 100;
/// What the loops of one evaluation may build: numbers, or 32 bytes of text each.
pub const MAX_BUILT: u64 = 1_000_000;
/// What the loops of one evaluation may compare and search as a whole.
pub const MAX_READ: u64 = 10_000_000;

/// Why an expression cannot be read or evaluated.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ExprError {
    /// It is not CEL.
    #[error("This expression cannot be read: {0}.")]
    Syntax(String),
    /// It is too long.
    #[error("An expression has {MAX_SOURCE_BYTES} bytes at most; this one has {0}.")]
    TooLong(usize),
    /// It is nested too deeply.
    #[error("Brackets can be nested {MAX_NESTED} deep at most in an expression.")]
    TooDeep,
    /// Too many operations hang on each other.
    #[error("An expression can chain {MAX_CHAINED} operations at most.")]
    TooChained,
    /// It calls a function that there is not.
    #[error("There is no function `{0}` in expressions.")]
    NoFunction(String),
    /// A `${{` without its `}}`.
    #[error("\"${{{{\" has no closing \"}}}}\".")]
    Unclosed,
    /// It names something that is not there, compares what cannot be compared, and so on.
    #[error("`{source_text}` could not be evaluated: {message}.")]
    Evaluation {
        /// The expression.
        source_text: String,
        /// Why.
        message: String,
    },
    /// It loops too long.
    #[error("`{0}` takes more than {MAX_TURNS} loop turns and was stopped.")]
    TooCostly(String),
    /// It builds or goes through too much.
    #[error("`{0}` builds or searches more than an expression may and was stopped.")]
    TooLarge(String),
}
