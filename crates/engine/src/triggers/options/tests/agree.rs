//! The live path against the simulation, on generated sequences.

use super::{World, file, start};
use crate::clock::Clock;
use prama_model::event::Object;
use prama_model::schedule::Tz;
use prama_model::time::Millis;
use prama_model::trigger::{Fate, Match, Options, simulate};
use prama_store::decisions::Outcome;
use prama_store::triggers;
use serde_json::{Value, json};
use std::sync::atomic::Ordering;

/// A small generator, so that a sequence is its seed.
struct Draw(u64);

impl Draw {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }

    fn options(&mut self) -> Value {
        let mut options = json!({});
        let mut some = |draw: &mut Self, name: &str, value: Value| {
            if draw.below(3) == 0 {
                options[name] = value;
            }
        };
        let key = ["file_path", "file_hash"][self.below(2) as usize];
        let per = ["file", "path"][self.below(2) as usize];
        some(self, "once", json!({"per": per}));
        some(self, "debounce", json!({"wait_s": 2, "key": key}));
        let max = self.below(4) + 2;
        some(self, "batch", json!({"window_s": 5, "max": max}));
        let (limit, overflow) = (self.below(4) + 1, ["queue", "drop", "hold"][self.below(3) as usize]);
        some(self, "rate", json!({"limit": limit, "per_s": 10, "overflow": overflow}));
        let (mode, max) =
            (["queue", "parallel", "skip", "replace"][self.below(4) as usize], self.below(3) + 1);
        some(self, "concurrency", json!({"mode": mode, "max": max, "key": key}));
        let outside = ["hold", "ignore"][self.below(2) as usize];
        let schedule = json!({"days": ["fri"], "from": "10:00", "to": "10:01", "outside": outside});
        some(self, "schedule", schedule);
        let limit = self.below(10) + 3;
        some(self, "flood", json!({"limit": limit, "per_s": 20}));
        options
    }
}

#[tokio::test]
async fn the_live_path_and_the_simulation_agree() {
    let seeds: u64 = std::env::var("PRAMA_OPTION_SEEDS").ok().and_then(|n| n.parse().ok()).unwrap_or(40);
    let (mut pairs, mut with_options) = (0, 0);
    let w = World::new().await;
    for seed in 0..seeds {
        w.clock.0.store(start() + i64::try_from(seed).unwrap() * 86_400_000 * 7, Ordering::Relaxed);
        let mut draw = Draw(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) + 1);
        let written = draw.options();
        let options = Options::from_value(&written).unwrap().unwrap_or_default();
        with_options += u64::from(options != Options::default());
        // One trigger at a time listens: the others are off.
        let id = format!("s{seed}");
        w.trigger(&id, &written).await;
        let (mut data, mut times, mut sent) = (Vec::<Object>::new(), Vec::new(), Vec::new());
        for _ in 0..25 {
            w.after([0, 1, 300, 1_900, 2_000, 7_000][draw.below(6) as usize]);
            let now = w.clock.now_ms();
            catch_up(&w, now).await;
            let value = file(&format!("/{}", draw.below(3)), &draw.below(3).to_string());
            data.push(value.as_object().unwrap().clone());
            times.push(now);
            sent.push(w.send(value).await);
        }
        catch_up(&w, Millis::MAX).await;
        let matches: Vec<_> = times.iter().zip(&data).map(|(at, data)| Match { at: *at, data }).collect();
        let simulated = simulate(&options, Tz::UTC, &matches, Millis::MAX / 4);
        for (i, (event, fate)) in sent.iter().zip(simulated).enumerate() {
            let (outcome, reason) = w.said(*event, &id).await;
            let code = reason.map(|r| r.code);
            let agree = match fate {
                Fate::Runs(..) => outcome == Outcome::Matched,
                Fate::Held(wanted) => (outcome, code) == (Outcome::Held, Some(wanted)),
                Fate::Suppressed(wanted) => (outcome, code) == (Outcome::Suppressed, Some(wanted)),
            };
            assert!(agree, "seed {seed}, event {i}: {fate:?}, live {outcome:?} {code:?}; {written}");
            pairs += 1;
        }
        let wanted = id.clone();
        w.rules.change(move |tx| triggers::set_active(tx, &wanted, false, 0)).await.unwrap();
    }
    w.balanced().await;
    println!(
        "{pairs} events of {seeds} sequences, {with_options} with options: live path and simulation agree"
    );
}

/// Lets everything end that is over by then, each at its time.
async fn catch_up(w: &World, until: Millis) {
    let now = w.clock.now_ms();
    loop {
        let next = w.store.read(prama_store::options::next_due).await.unwrap();
        let Some(next) = next.filter(|at| *at <= until) else { break };
        w.clock.0.store(next, Ordering::Relaxed);
        w.due.turn().await.unwrap();
    }
    if until != Millis::MAX {
        w.clock.0.store(now, Ordering::Relaxed);
    }
}
