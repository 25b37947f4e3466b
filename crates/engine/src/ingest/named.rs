//! Files that a program was given by name: one that changes while the program is at work was changed by it.

use prama_model::event::Cause;
use prama_model::time::Millis;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Names known in memory.
const KNOWN: usize = 20_000;
/// How long the names of a program that ended are known: an event may come late.
const KEPT_MS: Millis = 600_000;
/// A file's time is as coarse as the system's tick.
const TICK_MS: Millis = 20;

/// When which step had a file's name.
#[derive(Debug, Clone, Copy)]
struct Use {
    cause: Cause,
    depth: u32,
    from: Millis,
    /// `None`: it is at work.
    until: Option<Millis>,
}

/// The newest use of each name.
#[derive(Debug, Default)]
pub(super) struct Named(Mutex<HashMap<String, Use>>);

impl Named {
    /// A step begins that was given these names.
    pub(super) fn begin(&self, paths: &[String], cause: Cause, depth: u32, now: Millis) {
        let mut known = self.known();
        if known.len() + paths.len() > KNOWN {
            known.retain(|_, u| u.until.is_none_or(|until| now - until < KEPT_MS));
        }
        let new = Use { cause, depth, from: now, until: None };
        let room = KNOWN.saturating_sub(known.len());
        known.extend(paths.iter().take(room).map(|path| (path.clone(), new)));
    }

    /// It ended.
    pub(super) fn end(&self, paths: &[String], cause: Cause, now: Millis) {
        let mut known = self.known();
        for path in paths {
            if let Some(mine) = known.get_mut(path).filter(|u| u.cause == cause) {
                mine.until = Some(now);
            }
        }
    }

    /// The step that had a file's name when the file was changed, and its depth.
    pub(super) fn cause(&self, path: &str, modified: Millis) -> Option<(Cause, u32)> {
        let found = self.known().get(path).copied()?;
        let within =
            modified >= found.from - TICK_MS && found.until.is_none_or(|until| modified <= until + TICK_MS);
        within.then_some((found.cause, found.depth))
    }

    fn known(&self) -> MutexGuard<'_, HashMap<String, Use>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use prama_model::ids::RunId;

    #[test]
    fn a_file_is_a_programs_doing_only_while_it_is_at_work() {
        let named = Named::default();
        let cause = |n: u128| Cause { run: RunId(uuid::Uuid::from_u128(n)), step: Some(0) };
        let paths = ["/in/a".to_owned()];
        named.begin(&paths, cause(1), 3, 1_000);
        assert_eq!(named.cause("/in/a", 900), None, "it was so before");
        assert_eq!(named.cause("/in/a", 5_000), Some((cause(1), 3)), "at work");
        named.end(&paths, cause(1), 6_000);
        assert_eq!((named.cause("/in/a", 5_900), named.cause("/in/a", 7_000)), (Some((cause(1), 3)), None));
        assert_eq!(named.cause("/in/b", 5_000), None, "not named");
        // The next one has the name now; the end of the first changes nothing.
        named.begin(&paths, cause(2), 4, 8_000);
        named.end(&paths, cause(1), 9_000);
        assert_eq!(named.cause("/in/a", 60_000), Some((cause(2), 4)));
    }
}
