//! Looks at the programs that runs started, from outside: how many of a lane are there at once, and what is left.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

/// Programs by lane, as (process, run).
type Seen = BTreeMap<String, BTreeSet<(u32, String)>>;

/// Looks until it is told to end. A program says its lane in `LANE`: the test's folder, then the rest.
pub(super) struct Witness {
    dir: PathBuf,
    stop: Arc<AtomicBool>,
    looking: JoinHandle<(u64, Vec<String>)>,
}

impl Witness {
    /// `most`: how many of a lane may be there at once.
    pub(super) fn of(dir: &Path, most: impl Fn(&str) -> usize + Send + 'static) -> Self {
        let (stop, dir) = (Arc::<AtomicBool>::default(), dir.to_owned());
        let (stopped, of) = (Arc::clone(&stop), dir.clone());
        let looking = std::thread::spawn(move || {
            let (mut looks, mut too_many) = (0, BTreeSet::new());
            while !stopped.load(Ordering::Relaxed) {
                looks += 1;
                let first = look(&of);
                let crowded = |runs: &BTreeSet<(u32, String)>, lane: &str| {
                    runs.iter().map(|(_, run)| run).collect::<BTreeSet<_>>().len() > most(lane)
                };
                if first.iter().any(|(lane, runs)| crowded(runs, lane)) {
                    // One look takes a while: only who is there in the next one too was there together.
                    let second = look(&of);
                    for (lane, runs) in &first {
                        let both = second.get(lane).map(|s| s & runs).unwrap_or_default();
                        if crowded(&both, lane) {
                            too_many.insert(format!("{lane}: {both:?}"));
                        }
                    }
                }
                std::thread::sleep(Duration::from_millis(5));
            }
            (looks, too_many.into_iter().collect())
        });
        Self { dir, stop, looking }
    }

    /// How often it looked, where there were too many, and what is there now.
    pub(super) fn end(self) -> (u64, Vec<String>, Vec<String>) {
        self.stop.store(true, Ordering::Relaxed);
        let (looks, too_many) = self.looking.join().unwrap();
        (looks, too_many, look(&self.dir).into_keys().collect())
    }
}

fn look(dir: &Path) -> Seen {
    let of = format!("LANE={}|", dir.display());
    let mut seen = Seen::new();
    for entry in std::fs::read_dir("/proc").into_iter().flatten().flatten() {
        let Some(pid) = entry.file_name().to_str().and_then(|name| name.parse().ok()) else { continue };
        // Who ended but was not collected has no environment any more.
        let environ = std::fs::read(entry.path().join("environ")).unwrap_or_default();
        let variables: Vec<_> = environ.split(|b| *b == 0).map(String::from_utf8_lossy).collect();
        let value = |name: &str| variables.iter().find_map(|v| v.strip_prefix(name));
        if let (Some(lane), Some(run)) = (value(&of), value("PRAMA_RUN_ID=")) {
            seen.entry(lane.to_owned()).or_default().insert((pid, run.to_owned()));
        }
    }
    seen
}
