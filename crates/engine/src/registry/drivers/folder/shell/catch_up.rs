//! What the first look after an absence finds: it is marked until it is told, so that one report names all of it.

use super::Shell;
use super::jobs::Done;
use crate::registry::drivers::Context;
use crate::registry::drivers::folder::config::{self, Settings};
use crate::registry::drivers::folder::core::{Action, Change, Telling};
use crate::registry::drivers::folder::index::SharedPath;
use crate::registry::drivers::folder::outbox::Note;
use crate::registry::drivers::folder::stamp::{path_bytes, path_from_bytes};
use prama_model::time::Millis;
use prama_store::StoreError;
use prama_store::catch_ups::{self, Absence, Cause};
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

/// A source that is off for less was started anew, for another configuration or after a crash: that is no absence.
const RESTART_MS: i64 = 10_000;

/// What is still to be told of an absence.
pub(super) struct CatchUp {
    mode: config::CatchUp,
    /// The source's own absence, before this start.
    off: Arc<Absence>,
    /// Until when each folder was watched.
    until: HashMap<PathBuf, Millis>,
    /// Folders that went away since the start.
    away: HashMap<PathBuf, Absence>,
    paths: HashMap<SharedPath, Arc<Absence>>,
    /// Marked paths that were looked at: what is settled about them leaves.
    touched: Vec<SharedPath>,
    /// Absences of which nothing is left to be found, by their begin.
    ending: Vec<Millis>,
}

impl CatchUp {
    /// After a start; `until` is when the folders were last known to be watched.
    pub(super) async fn new(
        context: &Context,
        settings: &Settings,
        until: Vec<(Vec<u8>, Millis)>,
    ) -> Result<Self, StoreError> {
        let now = context.clock.now_ms();
        let until: HashMap<_, _> = until.iter().map(|(p, at)| (path_from_bytes(p), *at)).collect();
        let from_ms = settings.folders.iter().filter_map(|f| until.get(&f.path)).max().copied();
        let since_app = from_ms.is_some_and(|at| at >= context.status.born_ms());
        let ask = settings.catch_up == config::CatchUp::Ask;
        let fresh = Absence {
            source: context.source.clone(),
            began_ms: now,
            from_ms,
            to_ms: now,
            cause: if since_app { Cause::Source } else { Cause::App },
            folder: None,
            ask,
        };
        let source = context.source.clone();
        let silent = settings.catch_up == config::CatchUp::Silent;
        let cut_short = context.store.write(move |tx| {
            let open = catch_ups::reopen(tx, &source, now, ask)?;
            open.iter().filter(|_| silent).try_for_each(|o| catch_ups::close(tx, &source, o.began_ms))?;
            Ok(open)
        });
        let cut_short = cut_short.await?;
        Ok(Self {
            mode: settings.catch_up,
            off: Arc::new(cut_short.unwrap_or(fresh)),
            until,
            away: HashMap::new(),
            paths: HashMap::new(),
            touched: Vec::new(),
            ending: Vec::new(),
        })
    }

    /// A path was looked at or read.
    pub(super) fn touch(&mut self, path: SharedPath) {
        if self.paths.contains_key(&path) {
            self.touched.push(path);
        }
    }

    fn end_if_told(&mut self, began_ms: Millis) {
        if !self.paths.values().any(|a| a.began_ms == began_ms) && !self.ending.contains(&began_ms) {
            self.ending.push(began_ms);
        }
    }
}

fn until_now(absence: &Absence, now: Millis) -> Absence {
    Absence { to_ms: now, ..absence.clone() }
}

impl Shell {
    /// Whether a folder that is being listed was watched before and was then out of sight.
    pub(super) fn is_back(&self, at: usize) -> bool {
        let root = self.roots.get(at);
        let Some(root) = root.filter(|r| r.place.is_none() && r.row.dev != 0 && r.row.complete) else {
            return false;
        };
        let off = &self.catch_up.off;
        let away = self.catch_up.away.contains_key(&root.folder.path);
        let known = off.from_ms.filter(|_| self.catch_up.until.contains_key(&root.folder.path));
        let long = known.is_some_and(|from| off.cause == Cause::App || off.to_ms - from >= RESTART_MS);
        self.catch_up.mode != config::CatchUp::Silent && (away || long)
    }

    /// It was listed: whatever the listing asks about is part of the report.
    pub(super) fn came_back(&mut self, at: usize) {
        let Some(path) = self.roots.get(at).map(|r| r.folder.path.clone()) else { return };
        let absence = match self.catch_up.away.remove(&path) {
            Some(away) => Arc::new(until_now(&away, self.context.clock.now_ms())),
            None => self.catch_up.off.clone(),
        };
        for action in self.core.take_actions() {
            if let Action::Look(path) = &action {
                self.catch_up.paths.insert(path.clone(), absence.clone());
            }
            self.carry_out(action);
        }
        self.catch_up.end_if_told(absence.began_ms);
    }

    /// A folder that was watched can't be seen any more.
    pub(super) fn went_away(&mut self, at: usize) {
        let Some(path) = self.roots.get(at).map(|r| r.folder.path.clone()) else { return };
        let now = self.context.clock.now_ms();
        let off = &self.catch_up.off;
        let away = Absence {
            began_ms: now.max(off.began_ms + 1),
            from_ms: Some(now),
            to_ms: now,
            cause: Cause::Folder,
            folder: Some(path_bytes(&path)),
            ..(**off).clone()
        };
        self.catch_up.away.insert(path, away);
        self.watched(vec![at]);
    }

    /// What goes along with a telling.
    pub(super) fn note(&mut self, telling: &Telling) -> Note {
        telling.paths().for_each(|p| self.catch_up.touch(p.clone()));
        let content = telling.hash.filter(|_| telling.change != Change::Deleted);
        Note {
            absence: self.absence(telling),
            twin: content.and_then(|hash| self.core.index().twin(hash, &telling.path)),
        }
    }

    fn absence(&self, telling: &Telling) -> Option<Arc<Absence>> {
        if self.catch_up.mode == config::CatchUp::Silent {
            return None;
        }
        let marked = telling.paths().find_map(|p| self.catch_up.paths.get(p)).cloned();
        marked.or_else(|| {
            // The system may tell of a file in a folder that is back before that was noticed.
            let root = self.settings.owner(&telling.path)?;
            let away = self.catch_up.away.get(&root.path)?;
            Some(Arc::new(until_now(away, self.context.clock.now_ms())))
        })
    }

    /// Takes away the marks of what is settled. A report is complete once the last of its events is stored.
    pub(super) fn settle_catch_up(&mut self) {
        for path in std::mem::take(&mut self.catch_up.touched) {
            let open = self.lane(&path).looks.knows(&path);
            if open || !self.core.is_settled(&path) {
                continue;
            }
            if let Some(absence) = self.catch_up.paths.remove(&path) {
                self.catch_up.end_if_told(absence.began_ms);
            }
        }
        if !self.outbox.is_empty() {
            return;
        }
        for began in std::mem::take(&mut self.catch_up.ending) {
            let context = self.context.clone();
            self.jobs.spawn(async move {
                let source = context.source.clone();
                let closed = context.store.write(move |tx| catch_ups::close(tx, &source, began)).await;
                // An open report is gone on with at the next start.
                if let Err(error) = closed {
                    context.log.warn(format!("The report could not be closed: {error}."));
                }
                Done::Noted
            });
        }
    }

    /// Folders are seen right now.
    pub(super) fn watched(&mut self, roots: Vec<usize>) {
        let now = self.context.clock.now_ms();
        let paths: Vec<PathBuf> =
            roots.iter().filter_map(|at| self.roots.get(*at)).map(|r| r.folder.path.clone()).collect();
        self.catch_up.until.extend(paths.iter().map(|p| (p.clone(), now)));
        let context = self.context.clone();
        self.jobs.spawn(async move {
            write_down(&context, &paths, now).await;
            Done::Noted
        });
    }

    /// The last word before the source stops.
    pub(super) async fn leave(&self) {
        let seen = self
            .roots
            .iter()
            .filter(|r| r.place.is_some() && r.silent_since.is_none())
            .map(|r| r.folder.path.clone());
        let now = self.context.clock.now_ms();
        write_down(&self.context, &seen.collect::<Vec<_>>(), now).await;
    }
}

async fn write_down(context: &Context, folders: &[PathBuf], now: Millis) {
    let (source, paths) = (context.source.clone(), folders.iter().map(|p| path_bytes(p)).collect::<Vec<_>>());
    let written = context.store.write(move |tx| catch_ups::watched(tx, &source, &paths, now)).await;
    if let Err(error) = written {
        context.log.warn(format!("Until when the folders were watched could not be stored: {error}."));
    }
}
