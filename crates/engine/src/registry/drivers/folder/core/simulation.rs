//! Random histories of a folder against the rules: files are written slowly, replaced, renamed and deleted, folders move,
//! notifications are late or lost, answers are late, the process dies. Whenever the world rests, what was told must add up
//! to what stands there, with no step told twice and no half-written content ever.

mod world;

use super::{Action, Change, Core, Hint, Listing, Look, Rules, SharedPath, Stamp, Telling, Tick};
use crate::registry::drivers::folder::index::Record;
use crate::registry::drivers::folder::look::{Digested, Unread};
use crate::registry::drivers::folder::outbox::{Letter, Note, Outbox};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::path::Path;

const RULES: Rules = Rules { settle_ms: 200, patience_ms: 3000, grace_ms: 50 };

#[derive(Debug, Clone)]
struct File {
    stamp: Stamp,
    content: u64,
    whole: bool,
}

#[derive(Clone, Copy, Debug)]
struct Mode {
    /// Share of notifications that never arrive.
    lost: f64,
    /// Chance of a crash at each step.
    crash: f64,
    /// The file system tells times of birth.
    births: bool,
    /// Files of this world prove by their content whether they are whole.
    proofs: bool,
}

/// Folders whose looks don't wait for each other's.
const LANES: usize = 2;

fn lane(path: &Path) -> usize {
    usize::from(path.starts_with("/in/a"))
}

struct Sim {
    rng: StdRng,
    mode: Mode,
    now: Tick,
    time_ns: i64,
    serial: u64,
    free_inodes: Vec<u64>,
    disk: BTreeMap<SharedPath, File>,
    writing: Option<SharedPath>,
    core: Core,
    hints: VecDeque<(SharedPath, Hint)>,
    /// By lane, with the time at which each was asked for.
    looks: [VecDeque<(Tick, SharedPath)>; LANES],
    look_hints: HashMap<SharedPath, Hint>,
    looked: [VecDeque<(Tick, SharedPath, Hint, Look)>; LANES],
    digests: Vec<(SharedPath, Stamp)>,
    digested: Vec<(SharedPath, Result<Digested, Unread>)>,
    scans: Vec<SharedPath>,
    outbox: Outbox,
    under_way: Vec<Letter>,
    stored: BTreeMap<SharedPath, Record>,
    told: Vec<Telling>,
    lost_identity: usize,
    /// What the tellings add up to.
    sum: BTreeMap<SharedPath, [u8; 32]>,
}

fn hash(content: u64) -> [u8; 32] {
    let mut hash = [0; 32];
    hash[..8].copy_from_slice(&content.to_le_bytes());
    hash
}

impl Sim {
    fn new(seed: u64, mode: Mode) -> Self {
        Self {
            rng: StdRng::seed_from_u64(seed),
            mode,
            now: 0,
            time_ns: 1_000_000_000,
            serial: 0,
            free_inodes: Vec::new(),
            disk: BTreeMap::new(),
            writing: None,
            core: Core::new(RULES, []),
            hints: VecDeque::new(),
            looks: Default::default(),
            look_hints: HashMap::new(),
            looked: Default::default(),
            digests: Vec::new(),
            digested: Vec::new(),
            scans: Vec::new(),
            outbox: Outbox::default(),
            under_way: Vec::new(),
            stored: BTreeMap::new(),
            told: Vec::new(),
            lost_identity: 0,
            sum: BTreeMap::new(),
        }
    }

    fn want(&mut self, path: SharedPath, hint: Hint) {
        if !self.look_hints.contains_key(&path) {
            self.looks[lane(&path)].push_back((self.now, path.clone()));
        }
        let kept = self.look_hints.entry(path).or_insert(hint);
        if hint != Hint::Look {
            *kept = hint;
        }
    }

    fn stands(&self, stamp: &Stamp) -> bool {
        self.disk.iter().any(|(p, f)| f.stamp.same_file(stamp) && self.core.index().get(p).is_none())
    }

    fn drain_hints(&mut self) {
        while let Some((path, hint)) = self.hints.pop_front() {
            self.want(path, hint);
        }
    }

    /// As the shell does, whenever something may be given up.
    fn tell_searching(&mut self) {
        let asked = self.looks.iter().filter_map(|l| l.front()).map(|(at, _)| *at);
        let oldest = asked.chain(self.looked.iter().filter_map(|l| l.front()).map(|(at, ..)| *at)).min();
        self.core.searching(!self.scans.is_empty(), oldest);
    }

    /// The engine's side of the world does one thing, if it has one to do.
    fn work(&mut self) -> bool {
        for action in self.core.take_actions() {
            match action {
                Action::Look(path) => self.want(path, Hint::Look),
                Action::Scan(path) => self.scans.push(path),
                Action::Digest(path, stamp) => self.digests.push((path, stamp)),
                Action::Tell(telling) => {
                    let gone = telling.change == Change::Deleted;
                    self.lost_identity += usize::from(gone && self.stands(&telling.stamp));
                    self.outbox.push(Letter::Tell(telling, Note::default()));
                }
                Action::Save(path, record) => self.outbox.push(Letter::Save(vec![(path, record)], None)),
            }
        }
        while let Some(letter) = self.outbox.take() {
            self.under_way.push(letter);
        }
        self.tell_searching();
        let at = self.rng.random_range(0..LANES);
        let at = if self.looks[at].is_empty() && self.looked[at].is_empty() { 1 - at } else { at };
        let mut kinds: Vec<u8> = Vec::new();
        let waits = [
            !self.hints.is_empty(),
            !self.looks[at].is_empty(),
            !self.looked[at].is_empty(),
            !self.digests.is_empty(),
            !self.digested.is_empty(),
            // As the shell does: a listing counts only after the looks that were made before it.
            !self.scans.is_empty() && self.looked.iter().all(VecDeque::is_empty),
            !self.under_way.is_empty(),
        ];
        kinds.extend((0..7).filter(|k| waits[*k as usize]));
        let Some(kind) = kinds.choose(&mut self.rng) else { return false };
        match kind {
            0 => {
                let (path, hint) = self.hints.pop_front().unwrap();
                self.want(path, hint);
            }
            1 => {
                let (asked, path) = self.looks[at].pop_front().unwrap();
                let hint = self.look_hints.remove(&path).unwrap();
                let look = self.look(&path);
                self.looked[at].push_back((asked, path, hint, look));
            }
            2 => {
                let (_, path, hint, look) = self.looked[at].pop_front().unwrap();
                self.drain_hints();
                self.tell_searching();
                self.core.saw(&path, hint, look, self.now);
            }
            3 => {
                let (path, stamp) = self.digests.swap_remove(self.rng.random_range(0..self.digests.len()));
                let file = self.disk.get(&path).filter(|f| f.stamp.same_version(&stamp));
                let digested = |f: &File| Digested { hash: hash(f.content), fresh: false };
                self.digested.push((path, file.map(digested).ok_or(Unread::Changed)));
            }
            4 => {
                let (path, result) = self.digested.swap_remove(self.rng.random_range(0..self.digested.len()));
                // As the shell does: what was written since it was read comes first.
                let named = self.hints.iter().map(|(p, h)| (p, *h));
                let asked = self.looked.iter().flatten().map(|(_, p, h, _)| (p, *h));
                let mut hints = named.chain(asked).chain(self.look_hints.iter().map(|(p, h)| (p, *h)));
                let written = hints.any(|(p, h)| *p == path && matches!(h, Hint::Written | Hint::Closed));
                let result = if written { Err(Unread::Changed) } else { result };
                self.core.digested(&path, result, self.now);
            }
            5 => {
                let folder = self.scans.remove(0);
                let below = self.disk.iter().filter(|(p, _)| p.starts_with(&folder));
                let files = below.map(|(p, f)| (p.clone(), f.stamp)).collect();
                self.core.scanned(&folder, Listing { files, ..Listing::default() });
            }
            _ => {
                let letter = self.under_way.swap_remove(self.rng.random_range(0..self.under_way.len()));
                self.deliver(letter);
            }
        }
        true
    }

    fn deliver(&mut self, letter: Letter) {
        self.outbox.done(&letter.paths());
        match letter {
            Letter::Save(rows, _) => self.stored.extend(rows),
            Letter::Tell(telling, _) => {
                if let Some(previous) = &telling.previous {
                    self.stored.remove(previous);
                }
                match &telling.row {
                    Some(row) => drop(self.stored.insert(telling.path.clone(), row.clone())),
                    None => drop(self.stored.remove(&telling.path)),
                }
                self.add_up(&telling);
                self.told.push(telling);
            }
        }
    }

    /// Each telling must be a step from what was told before.
    fn add_up(&mut self, t: &Telling) {
        let before = self.sum.get(&t.path).copied();
        let new = t.hash.unwrap_or_default();
        match t.change {
            Change::Added => assert_eq!(before, None, "added twice: {t:?}"),
            Change::Modified => assert!(before.is_some_and(|h| h != new), "modified to the same: {t:?}"),
            Change::Deleted => assert!(before.is_some(), "deleted twice: {t:?}"),
            Change::Renamed => {
                assert_eq!(before, None, "renamed onto a file: {t:?}");
                assert!(self.sum.contains_key(t.previous.as_ref().unwrap()), "renamed from nowhere: {t:?}");
            }
        }
        match t.change {
            Change::Deleted => drop(self.sum.remove(&t.path)),
            Change::Renamed => {
                let old = self.sum.remove(t.previous.as_ref().unwrap()).unwrap();
                // Other content under the new name is told by the next one.
                let row = t.row.as_ref().unwrap();
                self.sum.insert(t.path.clone(), if row.hash == Some(new) { new } else { old });
            }
            Change::Added | Change::Modified => drop(self.sum.insert(t.path.clone(), new)),
        }
    }

    fn crash(&mut self) {
        let known: Vec<_> =
            self.stored.iter().map(|(p, r)| (p.clone(), Record { fresh: false, ..r.clone() })).collect();
        self.core = Core::new(RULES, known);
        self.hints.clear();
        self.looks = Default::default();
        self.look_hints.clear();
        self.looked = Default::default();
        self.digests.clear();
        self.digested.clear();
        self.outbox = Outbox::default();
        self.under_way.clear();
        self.scans = vec![Path::new("/in").into()];
    }

    /// Everything stands still until nothing more is to be done; then the books must balance.
    fn rest(&mut self) {
        if let Some(path) = self.writing.take() {
            let time = self.time_ns + 1;
            self.time_ns = time;
            self.serial += 1;
            let serial = self.serial;
            let file = self.disk.get_mut(&path).unwrap();
            file.stamp = Stamp { size: file.stamp.size + 1, mtime_ns: time, ctime_ns: time, ..file.stamp };
            (file.content, file.whole) = (serial, true);
            self.hint(&path, Hint::Closed);
        }
        if self.mode.lost > 0.0 {
            self.scans.push(Path::new("/in").into());
        }
        loop {
            while self.work() {}
            let Some(due) = self.core.next_due() else { break };
            assert!(due < self.now + 60_000, "never comes to rest");
            self.now = self.now.max(due);
            self.drain_hints();
            self.tell_searching();
            self.core.tick(self.now);
        }
        let stands: BTreeMap<_, _> = self.disk.iter().map(|(p, f)| (p.clone(), hash(f.content))).collect();
        assert_eq!(self.sum, stands);
        assert_eq!(self.core.pending().count(), 0);
        for (path, record) in &self.stored {
            assert_eq!(Some(&record.hash), self.disk.get(path).map(|f| Some(hash(f.content))).as_ref());
        }
    }

    /// Nothing half-written may have been told: those contents never stood still long enough.
    fn run(&mut self, steps: usize) {
        let mut halves = std::collections::HashSet::new();
        for _ in 0..steps {
            if self.rng.random_bool(0.3) {
                self.happen();
                halves.extend(self.disk.values().filter(|f| !f.whole).map(|f| hash(f.content)));
            }
            for _ in 0..self.rng.random_range(0..4) {
                self.work();
            }
            // Slow writes have pauses, but shorter ones than the quiet time.
            self.now += self.rng.random_range(0..3);
            if self.core.next_due().is_some_and(|at| at <= self.now) {
                self.drain_hints();
                self.tell_searching();
                self.core.tick(self.now);
            }
            if self.rng.random_bool(self.mode.crash) {
                self.crash();
            }
            if self.rng.random_bool(0.01) {
                self.rest();
            }
        }
        self.rest();
        let told: Vec<_> =
            self.told.iter().filter(|t| t.change != Change::Deleted).filter_map(|t| t.hash).collect();
        // Without a proof in the content, a lost "written" after an earlier "closed" can't be known.
        let tellable = self.mode.lost == 0.0 || self.mode.proofs;
        assert!(!tellable || !told.iter().any(|h| halves.contains(h)), "a half-written file was told");
    }
}

fn simulate(mode: Mode) {
    let seeds = std::env::var("PRAMA_SEEDS").ok().and_then(|s| s.parse().ok()).unwrap_or(150);
    let first = std::env::var("PRAMA_SEED").ok().and_then(|s| s.parse().ok()).unwrap_or(1);
    let (mut told, mut lost) = (0, 0);
    for seed in first..first + seeds {
        println!("seed {seed} of {mode:?}");
        let mut sim = Sim::new(seed, mode);
        sim.run(600);
        told += sim.told.len();
        lost += sim.lost_identity;
    }
    println!("{seeds} histories, {told} changes told, {lost} identities lost");
    assert!(told as u64 > seeds * 20, "the world hardly moved");
    // A file that is renamed again and again while it is looked for may be told as a new one.
    assert!(mode.lost + mode.crash > 0.0 || lost * 2_000 < told, "files lost their identity");
}

#[test]
fn every_notification_arrives() {
    simulate(Mode { lost: 0.0, crash: 0.0, births: true, proofs: true });
    simulate(Mode { lost: 0.0, crash: 0.0, births: false, proofs: false });
}

#[test]
fn notifications_are_lost() {
    simulate(Mode { lost: 0.4, crash: 0.0, births: true, proofs: false });
    simulate(Mode { lost: 1.0, crash: 0.0, births: false, proofs: true });
}

#[test]
fn the_process_dies_again_and_again() {
    simulate(Mode { lost: 0.1, crash: 0.02, births: true, proofs: true });
    simulate(Mode { lost: 0.1, crash: 0.02, births: false, proofs: false });
}
