//! Watched folders on a real disk: random histories against an oracle, and many files at once.

mod happen;
mod history;
mod loose;
mod oracle;
mod scale;
mod watching;
mod world;
