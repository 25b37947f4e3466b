//! What the app's own runs do to files, so that an event of it is known to be their doing. The store holds it; this is a copy in
//! memory that each event is compared with.

use super::named::Named;
use crate::clock::SharedClock;
use crate::triggers::Rules;
use prama_model::event::{Cause, Event, Object};
use prama_model::ids::RunId;
use prama_model::time::{self, Millis};
use prama_model::trigger::{Brake, Definition, Reason, ReasonCode};
use prama_store::file_effects::{self, FileEffect};
use prama_store::{Store, StoreError, Tx};
use serde_json::Value;
use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A file that changed later than this after the step wrote it down was changed by somebody else.
const SLACK_MS: Millis = 2_000;
/// A file that went away later than this after a step was to take it away went by itself.
const GONE_MS: Millis = 600_000;
/// Files known in memory.
const KNOWN: usize = 20_000;
/// Touches remembered for each trigger.
const TOUCHED: usize = 10_001;
/// How long they are remembered: a brake's time is no longer.
const TOUCHED_MS: Millis = 86_400_000;

/// The newest effect on each path.
pub struct Effects {
    store: Store,
    clock: SharedClock,
    known: Mutex<HashMap<String, FileEffect>>,
    named: Named,
    /// By trigger: which files it touched when, newest last.
    touched: Mutex<HashMap<i64, VecDeque<(Millis, String)>>>,
}

impl Effects {
    /// As the store has them. A brake goes on where it stood: what it let through is read again.
    pub(crate) async fn load(
        store: Store,
        clock: SharedClock,
        rules: &Rules,
    ) -> Result<Arc<Self>, StoreError> {
        let now = clock.now_ms();
        let braked: Vec<(i64, Millis)> = rules
            .triggers()
            .filter_map(|t| Some((t.row.n, t.row.definition.options.as_ref()?.brake.as_ref()?.per_s.ms())))
            .collect();
        let (rows, events) = store
            .read(move |c| {
                let mut events = Vec::new();
                for (trigger_n, per) in braked {
                    let through = file_effects::let_through(c, trigger_n, now - per, TOUCHED as u32)?;
                    events.extend(through.into_iter().map(|(at, path)| (trigger_n, at, path)));
                }
                Ok((file_effects::all(c)?, events))
            })
            .await?;
        let known = rows.iter().map(|e| (e.path.clone(), e.clone())).collect();
        let named = Named::default();
        let this = Self { store, clock, known: Mutex::new(known), named, touched: Mutex::default() };
        let by_steps = rows.into_iter().filter_map(|e| Some((e.trigger_n?, e.at_ms, e.path)));
        let mut touches: Vec<_> = by_steps.chain(events).collect();
        touches.sort_by_key(|(_, at, _)| *at);
        for (trigger_n, at, path) in touches {
            this.touch(Some(trigger_n), at, path);
        }
        Ok(Arc::new(this))
    }

    /// The run that an event of a file tells of, and its depth.
    pub(crate) fn cause(&self, data: &Object, now: Millis) -> Option<(Cause, u32)> {
        let text = |name: &str| data.get(name).and_then(Value::as_str);
        let path = text("file_path")?;
        let size = data.get("file_size").and_then(Value::as_u64);
        let modified = text("modified_at").and_then(time::parse);
        let theirs = |effect: &&FileEffect| match effect.size {
            Some(_) => size == effect.size && modified.is_none_or(|at| at <= effect.at_ms + SLACK_MS),
            None => size.is_none() && now <= effect.at_ms + GONE_MS,
        };
        let done = self.known().get(path).filter(theirs).map(|effect| (effect.cause(), effect.depth));
        done.or_else(|| self.named.cause(path, modified?))
    }

    /// Whether a trigger has touched so many files of late that this one is too many; else it counts as touched from now on,
    /// unless it is only foreseen.
    pub(crate) fn brakes(&self, trigger_n: i64, d: &Definition, event: &Event, foreseen: bool) -> bool {
        let Some(brake) = d.options.as_ref().and_then(|o| o.brake.as_ref()) else { return false };
        let mut touched = self.touched.lock().unwrap_or_else(PoisonError::into_inner);
        let touched = touched.entry(trigger_n).or_default();
        let since = event.received_ms - brake.per_s.ms();
        let recent: HashSet<&str> =
            touched.iter().rev().take_while(|(at, _)| *at > since).map(|(_, path)| path.as_str()).collect();
        let own = file_of(event).is_none_or(|path| !recent.contains(path));
        let too_many = recent.len() + usize::from(own) > brake.files as usize;
        if let Some(path) = file_of(event).filter(|_| !too_many && !foreseen) {
            note(touched, event.received_ms, path.to_owned());
        }
        too_many
    }

    fn touch(&self, trigger_n: Option<i64>, at: Millis, path: String) {
        let Some(trigger_n) = trigger_n else { return };
        let mut touched = self.touched.lock().unwrap_or_else(PoisonError::into_inner);
        note(touched.entry(trigger_n).or_default(), at, path);
    }

    fn known(&self) -> MutexGuard<'_, HashMap<String, FileEffect>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn learn(&self, effects: Vec<FileEffect>) {
        let mut known = self.known();
        if known.len() >= KNOWN {
            let mut times: Vec<Millis> = known.values().map(|e| e.at_ms).collect();
            let middle = times.len() / 2;
            let (_, median, _) = times.select_nth_unstable(middle);
            let median = *median;
            known.retain(|_, e| e.at_ms >= median);
        }
        for effect in &effects {
            self.touch(effect.trigger_n, effect.at_ms, effect.path.clone());
        }
        known.extend(effects.into_iter().map(|e| (e.path.clone(), e)));
    }
}

fn note(touched: &mut VecDeque<(Millis, String)>, at: Millis, path: String) {
    while touched.len() >= TOUCHED || touched.front().is_some_and(|(before, _)| *before < at - TOUCHED_MS) {
        touched.pop_front();
    }
    touched.push_back((at, path));
}

fn file_of(event: &Event) -> Option<&str> {
    event.data.get("file_path").and_then(Value::as_str)
}

/// Why a match is held by the brake.
pub(crate) fn braked(trigger: &str, brake: &Brake) -> Reason {
    let (files, seconds) = (brake.files, brake.per_s.ms() as f64 / 1000.0);
    let text = format!(
        "\"{trigger}\" touched {files} files in {seconds} s, which is your limit. None of the later ones has run yet."
    );
    Reason::new(ReasonCode::Brake, text)
}

/// Who is about to do something to files: one step of one run.
#[derive(Clone)]
pub struct Doer {
    effects: Option<Arc<Effects>>,
    run: RunId,
    step: u32,
    depth: u32,
}

impl Doer {
    /// A step of a run.
    pub(crate) fn of(effects: &Arc<Effects>, run: RunId, step: u32, depth: u32) -> Self {
        Self { effects: Some(Arc::clone(effects)), run, step, depth }
    }

    /// A step outside of a run: nothing is written down.
    pub(crate) fn unrecorded(run: RunId) -> Self {
        Self { effects: None, run, step: 0, depth: 0 }
    }

    /// A program is about to run that is given these names; what happens to the files until the answer is dropped is its doing.
    pub(crate) fn names(&self, paths: Vec<String>) -> Naming {
        let of = self.effects.clone().map(|effects| {
            let cause = Cause { run: self.run, step: Some(self.step) };
            effects.named.begin(&paths, cause, self.depth, effects.clock.now_ms());
            (effects, cause, paths)
        });
        Naming { of }
    }

    /// Writes in one transaction what is about to happen to files: path, and size or `None` for one that goes away.
    pub(crate) async fn announce(
        &self,
        store: &Store,
        files: Vec<(String, Option<u64>)>,
        also: impl FnOnce(&mut Tx<'_>) -> Result<(), StoreError> + Send + 'static,
    ) -> Result<(), StoreError> {
        let Some(effects) = &self.effects else { return store.write(also).await };
        let at_ms = effects.clock.now_ms();
        let (run, step, depth) = (self.run, self.step, self.depth);
        let written = effects
            .store
            .write(move |tx| {
                also(tx)?;
                let mut written = Vec::with_capacity(files.len());
                for (path, size) in files {
                    let mut effect = FileEffect { path, size, run, step, depth, trigger_n: None, at_ms };
                    effect.trigger_n = file_effects::put(tx, &effect)?;
                    written.push(effect);
                }
                Ok(written)
            })
            .await?;
        effects.learn(written);
        Ok(())
    }
}

/// A program that has files' names is at work until this is dropped.
pub(crate) struct Naming {
    of: Option<(Arc<Effects>, Cause, Vec<String>)>,
}

impl Drop for Naming {
    fn drop(&mut self) {
        if let Some((effects, cause, paths)) = &self.of {
            effects.named.end(paths, *cause, effects.clock.now_ms());
        }
    }
}
