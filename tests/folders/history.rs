//! Random histories of watched folders, with stops, kills and starts in between: what is told must be what the oracle says,
//! nothing missed, nothing twice.
//!
//! `PRAMA_FILES=250000` makes so many files instead of the few of CI; `PRAMA_SEED` plays a history again.

use super::watching::{events, settled, watch};
use super::world::{SETTLE_MS, World};
use prama_tests::{Server, cli, runtime, start};
use rand::Rng;
use std::path::Path;
use std::time::Instant;

/// Files made in all, unless `PRAMA_FILES` says otherwise.
const FILES: usize = 500;
/// Files made in one history at most; then another one begins on empty folders.
const IN_ONE: usize = 25_000;

#[derive(Debug, Default)]
struct Figures {
    files: usize,
    events: usize,
    determined: usize,
    kills: usize,
    stops: usize,
    frozen: usize,
    starts: usize,
    rounds: usize,
}

/// What the process does while things happen.
#[derive(Debug, Clone, Copy)]
enum Mode {
    Runs,
    /// Ends before, starts after.
    Away,
    /// Ends and starts again and again in the middle.
    Restarts,
    /// Stands still, so that notifications pile up.
    Frozen,
}

struct History<'a> {
    world: World,
    data: &'a Path,
    server: Option<Server>,
    figures: &'a mut Figures,
    after: i64,
}

impl History<'_> {
    async fn run(&mut self, files: usize) {
        let long = files > 2 * FILES;
        while self.world.made < files {
            let mode = match self.world.rng.random_range(0..10) {
                0..=3 => Mode::Runs,
                4 | 5 => Mode::Away,
                6..=8 => Mode::Restarts,
                _ => Mode::Frozen,
            };
            let rng = &mut self.world.rng;
            let (things, most) = match long {
                true => (rng.random_range(20..500), if rng.random_bool(0.1) { 4_000 } else { 400 }),
                false => (60, 60),
            };
            self.round(mode, things, most).await;
        }
        assert_eq!(self.world.on_disk(), self.world.files.standing(), "the world lost its own way");
        if let Some(mut server) = self.server.take() {
            assert_eq!(server.stop(), Some(0), "an orderly stop");
        }
        let (code, books, errors) = cli(self.data, &["doctor"]);
        assert_eq!(code, 0, "{books}{errors}");
        self.figures.files += self.world.made;
        self.figures.events += self.world.oracle.told;
        self.figures.determined += self.world.oracle.determined;
    }

    async fn round(&mut self, mode: Mode, things: usize, most_at_once: usize) {
        let began = Instant::now();
        self.figures.rounds += 1;
        self.world.end_round();
        match mode {
            Mode::Away => self.end(),
            Mode::Frozen => {
                self.figures.frozen += 1;
                self.server.as_ref().unwrap().freeze();
            }
            Mode::Runs | Mode::Restarts => {}
        }
        let mut writers = Vec::new();
        for _ in 0..things {
            if matches!(mode, Mode::Restarts) && self.world.rng.random_bool(4.0 / things as f64) {
                self.turn_over().await;
            }
            match self.world.rng.random_range(0..100) {
                0..=2 => writers.extend(self.world.begin_to_write()),
                3..=8 if !writers.is_empty() => {
                    let at = self.world.rng.random_range(0..writers.len());
                    if !self.world.write_on(&mut writers[at]) {
                        let writer = writers.swap_remove(at);
                        self.world.end_writing(writer);
                    }
                }
                9..=13 => self.world.churn(),
                14 => {
                    let files = self.world.rng.random_range(1..most_at_once);
                    self.world.burst(files);
                }
                _ => self.world.happen(),
            }
        }
        writers.into_iter().for_each(|w| self.world.end_writing(w));
        if matches!(mode, Mode::Frozen) {
            self.server.as_ref().unwrap().thaw();
        }
        if self.server.is_none() {
            self.begin().await;
        }
        let happened = began.elapsed();
        settled(self.server.as_ref().unwrap()).await;
        println!(
            "round {} {mode:?}: {} files; {:.1} s to happen, {:.1} s to settle",
            self.figures.rounds,
            self.world.made,
            happened.as_secs_f64(),
            (began.elapsed() - happened).as_secs_f64()
        );
        let (events, after) = events(self.data, self.after);
        self.after = after;
        let wrong = self.world.oracle.compare(events, &self.world.files.standing());
        if !wrong.is_empty() {
            println!("round {} ({mode:?}):\n  {}", self.figures.rounds, self.world.diary.join("\n  "));
            println!("{:#?}", wrong.about);
            panic!("missed: {:#?}\ndoubled or wrong: {:#?}", wrong.missed, wrong.doubled);
        }
    }

    async fn turn_over(&mut self) {
        match self.server {
            Some(_) => self.end(),
            None => self.begin().await,
        }
    }

    fn end(&mut self) {
        let Some(mut server) = self.server.take() else { return };
        if self.world.rng.random_bool(0.6) {
            self.figures.kills += 1;
            server.kill();
        } else {
            self.figures.stops += 1;
            assert_eq!(server.stop(), Some(0), "an orderly stop");
        }
    }

    async fn begin(&mut self) {
        self.figures.starts += 1;
        self.server = Some(start(self.data, &[]).await);
    }
}

#[test]
fn every_file_is_told_once_whatever_happens() {
    let wanted = std::env::var("PRAMA_FILES").ok().and_then(|n| n.parse().ok()).unwrap_or(FILES);
    let given = std::env::var("PRAMA_SEED").ok().and_then(|n| n.parse().ok());
    let mut seed = given.unwrap_or_else(|| rand::random_range(1..1_000_000_000));
    let (began, mut figures) = (Instant::now(), Figures::default());
    runtime().block_on(async {
        while figures.files < wanted {
            println!("PRAMA_SEED={seed}");
            let dir = tempfile::tempdir().unwrap();
            let data = dir.path().join("data");
            let world = World::new(dir.path(), seed);
            // What was there before is only known as such when it was there for a while.
            tokio::time::sleep(std::time::Duration::from_millis(SETTLE_MS + 100)).await;
            let mut history = History { world, data: &data, server: None, figures: &mut figures, after: 0 };
            history.begin().await;
            let [inbox, archive, flat] = history.world.roots.clone();
            let folders = [(&*inbox, true), (&*archive, true), (&*flat, false)];
            watch(history.server.as_ref().unwrap(), &folders, SETTLE_MS).await;
            let left = wanted - history.figures.files;
            history.run(left.min(IN_ONE)).await;
            println!("{figures:?} after {:.0} s: 0 missed, 0 doubled", began.elapsed().as_secs_f64());
            seed += 1;
        }
    });
}
