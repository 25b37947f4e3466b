//! Which events a history must give, known without looking at how folders are watched.
//!
//! Most of a round's changes are *determined*: each touches paths that nothing else touches in that round, so exactly one
//! outcome is right, whatever was running meanwhile. Paths with several changes in one round are *loose*: a version that
//! was replaced before it could settle needs no event, so their events need only be a walk through what stood there, in
//! order, each version at most once, which ends at what stands there now.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Added,
    Modified,
    Deleted,
    Renamed,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Event {
    pub(crate) kind: Kind,
    pub(crate) path: PathBuf,
    pub(crate) previous: Option<PathBuf>,
    /// SHA-256 of the content; none for a deleted file.
    pub(crate) hash: Option<String>,
}

/// What stood at a path one after the other; `None`: nothing that is watched.
type Walk = Vec<Option<String>>;

#[derive(Default)]
pub(crate) struct Oracle {
    /// What all events up to now add up to.
    sum: BTreeMap<PathBuf, String>,
    expected: Vec<Event>,
    loose: HashMap<PathBuf, Walk>,
    /// Events that had to be there, and events that were.
    pub(crate) determined: usize,
    pub(crate) told: usize,
}

/// What is wrong with a round's events.
#[derive(Debug, Default)]
pub(crate) struct Wrong {
    pub(crate) missed: Vec<String>,
    pub(crate) doubled: Vec<String>,
    /// All that is known of the paths that these are about.
    pub(crate) about: Vec<String>,
}

impl Wrong {
    pub(crate) fn is_empty(&self) -> bool {
        self.missed.is_empty() && self.doubled.is_empty()
    }
}

impl Oracle {
    /// Was there before the folder was watched: known, never told.
    pub(crate) fn knows(&mut self, path: &Path, hash: &str) {
        self.sum.insert(path.to_owned(), hash.to_owned());
    }

    /// A determined change.
    pub(crate) fn expect(&mut self, kind: Kind, path: &Path, previous: Option<&Path>, hash: Option<&str>) {
        self.expected.push(Event {
            kind,
            path: path.to_owned(),
            previous: previous.map(Path::to_owned),
            hash: hash.map(str::to_owned),
        });
    }

    /// From now on in this round, and until it ends, this path is loose.
    pub(crate) fn loosen(&mut self, path: &Path, stands: Option<&str>) {
        self.loose.entry(path.to_owned()).or_insert_with(|| vec![stands.map(str::to_owned)]);
    }

    /// What a loose path holds now, whole.
    pub(crate) fn stands(&mut self, path: &Path, hash: Option<&str>) {
        self.loose.entry(path.to_owned()).or_default().push(hash.map(str::to_owned));
    }

    /// Compares a round's events, all of them, with what had to come, and with what stands on the disk now.
    pub(crate) fn compare(&mut self, events: Vec<Event>, disk: &BTreeMap<PathBuf, String>) -> Wrong {
        let mut wrong = Wrong::default();
        self.told += events.len();
        let is_loose =
            |e: &Event| std::iter::once(&e.path).chain(&e.previous).any(|p| self.loose.contains_key(p));
        let (loose, mut strict): (Vec<_>, Vec<_>) = events.iter().cloned().partition(is_loose);
        let mut expected = std::mem::take(&mut self.expected);
        self.determined += expected.len();
        strict.sort();
        expected.sort();
        subtract(&expected, &strict, &mut wrong.missed);
        subtract(&strict, &expected, &mut wrong.doubled);
        self.walk(&loose, &mut wrong);
        for event in &events {
            self.add_up(event, &mut wrong);
        }
        for (path, hash) in disk {
            if self.sum.get(path) != Some(hash) {
                wrong.missed.push(format!("{} is {hash}, told {:?}", path.display(), self.sum.get(path)));
            }
        }
        for path in self.sum.keys().filter(|p| !disk.contains_key(*p)) {
            wrong.missed.push(format!("{} is not there any more", path.display()));
        }
        if !wrong.is_empty() {
            let told = events.iter().filter(|e| wrong.mentions(&e.path)).map(|e| format!("told: {e:?}"));
            let walks = self.loose.iter().filter(|(p, _)| wrong.mentions(p));
            wrong.about = told.chain(walks.map(|(p, w)| format!("{} went {w:?}", p.display()))).collect();
        }
        self.loose.clear();
        wrong
    }

    /// Whether the events of loose paths follow what stood there.
    fn walk(&self, events: &[Event], wrong: &mut Wrong) {
        let mut at: HashMap<&Path, usize> = HashMap::new();
        for event in events {
            if let Some(previous) = &event.previous {
                self.step(&mut at, previous, None, 1, event, wrong);
            }
            // A renamed file whose content changed too is told once as renamed and once as modified.
            let least = if event.kind == Kind::Modified { 0 } else { 1 };
            self.step(&mut at, &event.path, event.hash.as_ref(), least, event, wrong);
        }
    }

    fn step<'a>(
        &self,
        at: &mut HashMap<&'a Path, usize>,
        path: &'a Path,
        to: Option<&String>,
        least: usize,
        event: &Event,
        wrong: &mut Wrong,
    ) {
        let Some(walk) = self.loose.get(path) else {
            wrong.doubled.push(format!("{event:?} mixes a settled file with others"));
            return;
        };
        let now = at.get(path).copied().unwrap_or(0);
        match (now + least..walk.len()).find(|i| walk.get(*i).is_some_and(|w| w.as_ref() == to)) {
            Some(next) => drop(at.insert(path, next)),
            None => wrong.doubled.push(format!("{event:?} was told, but never came after that")),
        }
    }

    /// Each event must be a step from what was told before.
    fn add_up(&mut self, event: &Event, wrong: &mut Wrong) {
        let (path, hash) = (&event.path, event.hash.clone().unwrap_or_default());
        let known = self.sum.get(path).cloned();
        let fits = match event.kind {
            Kind::Added => known.is_none(),
            Kind::Modified => known.as_ref().is_some_and(|k| *k != hash),
            Kind::Deleted => known.is_some(),
            Kind::Renamed => {
                known.is_none() && event.previous.as_ref().is_some_and(|p| self.sum.contains_key(p))
            }
        };
        if !fits {
            wrong.doubled.push(format!("{event:?} is no step from {known:?}"));
        }
        match event.kind {
            Kind::Added | Kind::Modified => drop(self.sum.insert(path.clone(), hash)),
            Kind::Deleted => drop(self.sum.remove(path)),
            Kind::Renamed => {
                // Other content under the new name is told by the next event.
                let old = event.previous.as_ref().and_then(|p| self.sum.remove(p)).unwrap_or_default();
                self.sum.insert(path.clone(), old);
            }
        }
    }
}

impl Wrong {
    fn mentions(&self, path: &Path) -> bool {
        let path = path.display().to_string();
        self.missed.iter().chain(&self.doubled).any(|text| text.contains(&path))
    }
}

/// What `left` has more than `right`; both are sorted.
fn subtract(left: &[Event], right: &[Event], rest: &mut Vec<String>) {
    let mut right = right.iter().peekable();
    for event in left {
        while right.next_if(|r| *r < event).is_some() {}
        if right.next_if(|r| *r == event).is_none() {
            rest.push(format!("{event:?}"));
        }
    }
}

#[test]
fn the_oracle_sees_a_missing_and_a_second_event() {
    let path = Path::new("/in/a");
    let event = |kind, hash: &str| Event { kind, path: path.into(), previous: None, hash: Some(hash.into()) };
    let disk = |hash: &str| BTreeMap::from([(path.to_owned(), hash.to_owned())]);
    let compare = |loose: bool, events: Vec<Event>, end: &str| {
        let mut oracle = Oracle::default();
        if loose {
            oracle.loosen(path, None);
            oracle.stands(path, Some("1"));
            oracle.stands(path, Some("2"));
        } else {
            oracle.expect(Kind::Added, path, None, Some("1"));
        }
        let wrong = oracle.compare(events, &disk(end));
        (wrong.missed.is_empty(), wrong.doubled.is_empty())
    };
    let (one, two) = (event(Kind::Added, "1"), event(Kind::Modified, "2"));
    assert_eq!(compare(false, vec![one.clone()], "1"), (true, true));
    assert!(!compare(false, vec![], "1").0);
    assert!(!compare(false, vec![one.clone(), one.clone()], "1").1);
    assert!(!compare(false, vec![one.clone(), two.clone()], "2").1);
    assert_eq!(compare(true, vec![event(Kind::Added, "2")], "2"), (true, true));
    assert_eq!(compare(true, vec![one.clone(), two.clone()], "2"), (true, true));
    assert!(!compare(true, vec![one.clone()], "2").0);
    assert!(!compare(true, vec![event(Kind::Added, "2"), event(Kind::Modified, "1")], "2").1);
    assert!(!compare(true, vec![event(Kind::Added, "half"), two], "2").1);
}
