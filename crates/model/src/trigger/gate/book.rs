//! The book that the gate reads and writes: what was before, for one trigger, and what becomes of its matches.

use crate::time::Millis;
use crate::trigger::keys::{Keys, OnceKey};
use crate::trigger::why::{Flooding, Handled, Why};

/// What a match waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Kind {
    /// That nothing new comes.
    Debounce = 0,
    /// That others join.
    Batch = 1,
    /// That the schedule opens.
    Schedule = 2,
}

/// What is counted over time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Limit {
    /// Runs.
    Rate = 0,
    /// Matches.
    Flood = 1,
}

/// Several matches that wait for one instant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Its number in the book.
    pub n: i64,
    /// What it waits for.
    pub kind: Kind,
    /// When it is over.
    pub due: Millis,
}

/// What joining a window came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Joined {
    /// The window.
    pub window: Waiting,
    /// Its members by now.
    pub members: u32,
    /// What their payloads measure, in bytes.
    pub bytes: i64,
    /// The newest member before this one.
    pub before: Option<i64>,
}

/// How a run starts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Start {
    /// Not before this.
    pub not_before: Option<Millis>,
    /// It counts among the runs of this key.
    pub lane: Option<String>,
    /// So many runs of the key, the oldest first, are cancelled for it.
    pub replaces: u32,
    /// Events that it takes along, itself among them, oldest first; empty: only its own.
    pub batch: Vec<i64>,
    /// What has its run with it.
    pub handles: Vec<OnceKey>,
}

/// What became of a match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decided {
    /// It runs.
    Runs(Start, Option<Why>),
    /// It waits, for an instant or a person.
    Held(Why),
    /// It does not run.
    Suppressed(Why),
}

/// What was before, for one trigger. Events are named by their number, a newer one by a larger.
pub trait Book {
    /// Why it cannot be read or written.
    type Error;
    /// What the options look at in an event that waited.
    fn keys(&mut self, event: i64) -> Result<Keys, Self::Error>;
    /// What has its run, made at `since` or later.
    fn handled(&mut self, key: &OnceKey, since: Option<Millis>) -> Result<Option<Handled>, Self::Error>;
    /// The n-th newest mark, from 1.
    fn newest(&mut self, limit: Limit, nth: u32) -> Result<Option<Millis>, Self::Error>;
    /// Makes a mark; those before `keep` are needed no more.
    fn mark(&mut self, limit: Limit, event: i64, at: Millis, keep: Millis) -> Result<(), Self::Error>;
    /// The flood that goes on.
    fn flood(&mut self) -> Result<Option<Flooding>, Self::Error>;
    /// It begins or grows.
    fn set_flood(&mut self, flood: Flooding) -> Result<(), Self::Error>;
    /// Runs of a key that have not ended.
    fn at_work(&mut self, key: &str) -> Result<u32, Self::Error>;
    /// Joins a window or opens it; a debounce moves its end to `due`.
    fn join(&mut self, kind: Kind, key: &str, due: Millis, event: i64) -> Result<Joined, Self::Error>;
    /// A debounce or batch that is over, the first one.
    fn over(&mut self, now: Millis) -> Result<Option<Waiting>, Self::Error>;
    /// Members of a window: the newest `limit`, oldest first.
    fn members(&mut self, window: i64, limit: u32) -> Result<Vec<i64>, Self::Error>;
    /// The oldest members leave a window that stays.
    fn take(&mut self, window: i64, limit: u32) -> Result<Vec<i64>, Self::Error>;
    /// A window ends later.
    fn postpone(&mut self, window: i64, due: Millis) -> Result<(), Self::Error>;
    /// A window ends.
    fn close(&mut self, window: i64) -> Result<(), Self::Error>;
    /// Writes down what became of a match.
    fn decide(&mut self, event: i64, keys: &Keys, decided: Decided) -> Result<(), Self::Error>;
}
