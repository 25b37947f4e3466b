//! Running a trigger for the files that were there before it was turned on. What is left to do is stored, so a crash loses
//! none of them; each file version has one key per trigger, so it doubles none.

use crate::clock::SharedClock;
use crate::error::EngineError;
use crate::ingest::{Also, Incoming, Refused, Sink};
use crate::registry::drivers::folder::existing::{Existing as Folder, Known};
use crate::registry::status::{FolderState, State};
use crate::registry::{Registry, View};
use crate::triggers::{Live, RuleSet};
use prama_model::Problem;
use prama_model::condition::Facts;
use prama_model::event::{Event, subject};
use prama_store::existing_jobs::{self, Job, Version};
use prama_store::{Store, StoreError};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;

/// Files that are looked at together.
const CHUNK: u32 = 64;
/// The pause before a job that could not go on is tried again.
const PAUSE: Duration = Duration::from_secs(2);
/// The pause before a job whose folders are still being listed is looked at again.
const LISTING_PAUSE: Duration = Duration::from_millis(200);

/// How many files a trigger would run for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// Whether the trigger is of a kind that can: it listens to new files of a folder source.
    pub applies: bool,
    /// Files in the watched folders.
    pub files: i64,
    /// Those that its conditions match and that it did not run for.
    pub matching: i64,
    /// Whether a folder is still being listed, so that more may turn up. A job waits for that.
    pub listing: bool,
    /// What it was asked for.
    pub job: Option<Job>,
}

/// How a look for work ended.
enum Turn {
    Worked,
    /// What there is to do waits for folders that are being listed.
    Waits,
    Idle,
}

/// The verbs, and the loop that does what was asked.
#[derive(Clone)]
pub struct Existing {
    store: Store,
    clock: SharedClock,
    registry: Registry,
    rules: RuleSet,
    sink: Arc<dyn Sink>,
    nudge: Arc<Notify>,
}

impl Existing {
    pub(crate) fn new(
        store: Store,
        clock: SharedClock,
        registry: Registry,
        rules: RuleSet,
        sink: Arc<dyn Sink>,
    ) -> Self {
        Self { store, clock, registry, rules, sink, nudge: Arc::default() }
    }

    /// How many files a trigger would run for.
    pub async fn offer(&self, trigger: &str) -> Result<Offer, EngineError> {
        let live = self.live(trigger).await?;
        let trigger_n = live.row.n;
        let Some(folder) = self.folder(&live) else {
            return Ok(Offer { applies: false, files: 0, matching: 0, listing: false, job: None });
        };
        let job = self.store.read(move |c| existing_jobs::get(c, trigger_n)).await?;
        let listing = self.is_listed_later(&folder).await?;
        let (files, matching) = self.count(&live, folder).await?;
        Ok(Offer { applies: true, files, matching, listing, job })
    }

    /// The files in a trigger's folders, and those of them that it would run for.
    async fn count(&self, live: &Arc<Live>, folder: Folder) -> Result<(i64, i64), EngineError> {
        let (live, clock) = (live.clone(), Arc::clone(&self.clock));
        let read = self.store.read(move |c| {
            let (mut files, mut matching) = (0, 0);
            let mut at = Vec::new();
            loop {
                let rows = prama_store::files::after(c, folder.source(), &at, 1000)?;
                let Some(last) = rows.last() else { return Ok((files, matching)) };
                at.clone_from(&last.path);
                for known in rows.iter().filter_map(|row| folder.known(row)) {
                    files += 1;
                    matching += i64::from(matches(&live, &known, &clock) && !ran(c, live.row.n, &known)?);
                }
            }
        });
        Ok(read.await?)
    }

    /// Whether a watched folder that can be seen was not listed to its end yet.
    async fn is_listed_later(&self, folder: &Folder) -> Result<bool, EngineError> {
        let Some(View { status, .. }) = self.registry.view(folder.source()) else { return Ok(false) };
        if !matches!(status.state, State::Starting | State::Running | State::BackingOff) {
            return Ok(false);
        }
        let source = folder.source().to_owned();
        let rows = self.store.read(move |c| prama_store::files::folders(c, &source)).await?;
        let is_away = |path: &Path| {
            let path = path.to_string_lossy();
            let folder = status.folders.iter().find(|f| f.path == path);
            let away = [FolderState::Missing, FolderState::NoPermission, FolderState::NotAnswering];
            folder.is_some_and(|f| away.contains(&f.state))
        };
        Ok(folder.is_listed_later(&rows, is_away))
    }

    /// Asks for it. A trigger that is at it already goes on.
    pub async fn start(&self, trigger: &str) -> Result<Offer, EngineError> {
        let live = self.live(trigger).await?;
        let offer = self.offer(trigger).await?;
        let refuse = |title: &str, detail: &str, fix: &str| {
            EngineError::Conflict(Box::new(Problem::new("FIL-003", title, detail).fix(fix)))
        };
        if !offer.applies {
            return Err(refuse(
                "This trigger has no files to run for.",
                "Only a trigger on new files of PDF Monitor or File Monitor has.",
                "Choose \"file added\" as its event type.",
            ));
        }
        if !live.row.definition.active {
            return Err(refuse("The trigger is off.", "Nothing was run.", "Turn it on first."));
        }
        if self.registry.paused_since(&live.row.definition.source).is_some() {
            return Err(refuse(
                "The trigger's source is off.",
                "Nothing was run.",
                "Turn the source on first.",
            ));
        }
        let (n, id, now) = (live.row.n, trigger.to_owned(), self.clock.now_ms());
        self.store.write(move |tx| existing_jobs::ask(tx, n, &id, offer.matching, now)).await?;
        self.nudge.notify_one();
        self.offer(trigger).await
    }

    async fn live(&self, trigger: &str) -> Result<Arc<Live>, EngineError> {
        let found = self.rules.fresh().await.trigger(trigger).cloned();
        found.ok_or_else(|| EngineError::not_found("trigger", trigger))
    }

    fn folder(&self, live: &Live) -> Option<Folder> {
        let d = &live.row.definition;
        let view = self.registry.view(&d.source)?;
        let base = view.spec.as_ref()?.base();
        Folder::new(base, &d.source, &d.event_type, &view.config, &view.status.folders)
    }

    /// Does what was asked, until the store closes.
    pub(crate) async fn run(self) {
        loop {
            let pause = match self.turn().await {
                Ok(Turn::Worked) => continue,
                Ok(Turn::Waits) => Some(LISTING_PAUSE),
                Ok(Turn::Idle) => None,
                Err(EngineError::Store(StoreError::Closed)) => return,
                Err(error) => {
                    tracing::warn!(%error, "running for files that were there waits");
                    Some(PAUSE)
                }
            };
            match pause {
                Some(pause) => tokio::time::sleep(pause).await,
                None => self.nudge.notified().await,
            }
        }
    }

    /// One step of the oldest job whose folders are listed.
    async fn turn(&self) -> Result<Turn, EngineError> {
        let rules = self.rules.fresh().await;
        let jobs = self.store.read(existing_jobs::open).await?;
        let mut turn = Turn::Idle;
        for job in jobs {
            let runs = |t: &&Arc<Live>| {
                t.row.definition.active && self.registry.paused_since(&t.row.definition.source).is_none()
            };
            let live = rules.numbered(job.trigger_n).filter(runs);
            // Turned off or deleted by now, or its source was: nothing more is to run.
            let at_work = live.and_then(|live| Some((live.clone(), self.folder(live)?)));
            if let Some((_, folder)) = &at_work
                && self.is_listed_later(folder).await?
            {
                turn = Turn::Waits;
                continue;
            }
            self.step(at_work, job).await?;
            return Ok(Turn::Worked);
        }
        Ok(turn)
    }

    /// One step of a job; with nothing to work on it ends.
    async fn step(&self, at_work: Option<(Arc<Live>, Folder)>, mut job: Job) -> Result<(), EngineError> {
        let mut next = false;
        if let Some((live, folder)) = &at_work {
            if job.after.is_empty() {
                // When it was asked for, the folders may not have been listed yet.
                job.total = job.done + self.count(live, folder.clone()).await?.1;
            }
            next = self.chunk(live, folder, &mut job).await?;
        }
        if !next {
            job.finished_ms = Some(self.clock.now_ms());
        }
        let id = at_work.map(|(live, _)| live.row.definition.id.clone()).unwrap_or_default();
        Ok(self.store.write(move |tx| existing_jobs::advance(tx, &id, &job)).await?)
    }

    /// The next files; false when there are no more.
    async fn chunk(&self, live: &Arc<Live>, folder: &Folder, job: &mut Job) -> Result<bool, EngineError> {
        let (source, at) = (folder.source().to_owned(), job.clone());
        let rows = self.store.read(move |c| existing_jobs::next(c, &source, &at, CHUNK)).await?;
        let Some(last) = rows.last().map(|r| r.path.clone()) else { return Ok(false) };
        let now = self.clock.now_ms();
        let (folder, live, n) = (folder.clone(), live.clone(), job.trigger_n);
        let looked = tokio::task::spawn_blocking({
            let (folder, live, clock) = (folder.clone(), live.clone(), Arc::clone(&self.clock));
            move || -> Vec<Option<Known>> {
                let known = rows.iter().filter_map(|row| folder.known(row));
                let whole = known.filter(|k| matches(&live, k, &clock) || mentions_content(&live));
                whole.map(|k| folder.read(k, now)).collect()
            }
        });
        let looked = looked.await.map_err(|e| StoreError::Sqlite(e.to_string()))?;
        job.passed += looked.iter().filter(|k| k.is_none()).count() as i64;
        let (here, judge) = (looked.into_iter().flatten().collect::<Vec<_>>(), live.clone());
        let clock = Arc::clone(&self.clock);
        let wanted = self.store.read(move |c| {
            let mut wanted = Vec::new();
            for known in here {
                if matches(&judge, &known, &clock) && !ran(c, n, &known)? {
                    wanted.push(known);
                }
            }
            Ok(wanted)
        });
        let id = &live.row.definition.id;
        let sent = wanted.await?.into_iter().map(|known| self.send(folder.incoming(known, id), n));
        for stored in futures::future::join_all(sent).await {
            job.passed += i64::from(!stored?);
        }
        job.after = last;
        Ok(true)
    }

    /// Whether it was stored, now or before; one that can't be stored now is tried again later.
    async fn send(&self, incoming: Incoming, trigger_n: i64) -> Result<bool, EngineError> {
        let also: Also = Box::new(move |tx| existing_jobs::count(tx, trigger_n));
        match self.sink.ingest(Incoming { also: Some(also), ..incoming }).await {
            Ok(_) => Ok(true),
            Err(Refused::Rejected { .. }) => Ok(false),
            Err(unavailable) => Err(unavailable.into()),
        }
    }
}

/// Whether the event that would tell of the file matches.
fn matches(live: &Live, known: &Known, clock: &SharedClock) -> bool {
    let (d, now) = (&live.row.definition, clock.now_ms());
    let event = Event {
        id: clock.event_id(),
        source: d.source.clone(),
        event_type: d.event_type.clone(),
        subject: subject(&d.event_type, &known.data),
        time_ms: now,
        received_ms: now,
        user_id: None,
        key: None,
        data: known.data.clone(),
        additional_data: None,
        depth: 0,
        replay_of: None,
        caused_by: None,
        rejection: None,
        flag: None,
    };
    live.compiled.as_ref().is_ok_and(|c| c.judge(&Facts::of(&event)).is_ok())
}

/// Whether its conditions ask for what is known only after a file was read.
fn mentions_content(live: &Live) -> bool {
    let conditions = live.row.definition.conditions.as_ref().and_then(|c| serde_json::to_string(c).ok());
    conditions.is_some_and(|text| text.contains("file_hash"))
}

fn ran(conn: &prama_store::Connection, trigger_n: i64, known: &Known) -> Result<bool, StoreError> {
    let modified = known.data.get("modified_at").and_then(|m| m.as_str()).unwrap_or_default();
    let version = known.hash.as_deref().map_or(Version::ModifiedAt(modified), Version::Hash);
    existing_jobs::has_matched(conn, trigger_n, &known.path, version)
}
