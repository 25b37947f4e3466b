//! Options on a simulated clock: each one from event to run, and the live path against the simulation on generated sequences.

use super::{Due, Held, Which};
use crate::clock::{Clock, SharedClock};
use crate::ingest::{Effects, Incoming, Ingest, Origin, Sink};
use crate::registry::{self, Registry, Shipped};
use crate::runner::{Offer, Task};
use crate::secrets::Vault;
use crate::triggers::RuleSet;
use prama_model::event::{Envelope, Object};
use prama_model::ids::EventId;
use prama_model::schedule::Tz;
use prama_model::time::{Millis, parse};
use prama_model::trigger::{Fate, Match, Options, Reason, ReasonCode, simulate};
use prama_store::decisions::{self, Outcome};
use prama_store::{OpenOptions, Store, books, events, lanes, runs, triggers, workflows};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use uuid::Uuid;

struct Hand(AtomicI64);

impl Clock for Hand {
    fn now_ms(&self) -> Millis {
        self.0.load(Ordering::Relaxed)
    }

    fn uuid(&self) -> Uuid {
        Uuid::now_v7()
    }

    fn zone(&self) -> Tz {
        Tz::UTC
    }
}

/// Runs stay where they are.
struct Nobody;

impl Offer for Nobody {
    fn offer(&self, _: Task) {}
    fn written(&self) {}
    fn ready(&self, _: i64) {}
    fn lane(&self, _: String) {}
}

struct World {
    store: Store,
    clock: Arc<Hand>,
    rules: RuleSet,
    ingest: Ingest,
    due: Arc<Due>,
    held: Held,
    _dir: tempfile::TempDir,
}

/// 2025-11-21 is a Friday.
fn start() -> Millis {
    parse("2025-11-21T10:00:00Z").unwrap()
}

impl World {
    async fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let source = dir.path().join("sources/files");
        std::fs::create_dir_all(&source).unwrap();
        let manifest = json!({"type": "event-source", "id": "files", "name": "Files", "description": "d", "version": "1.0.0",
            "eventTypes": [{"type": "came", "label": "Came", "description": "d"}]});
        std::fs::write(source.join("plugin.json"), manifest.to_string()).unwrap();
        let store = Store::open(&OpenOptions::new(dir.path().join("data"))).unwrap();
        let clock = Arc::new(Hand(AtomicI64::new(start())));
        let shared: SharedClock = clock.clone();
        let vault = Vault::new(&dir.path().join("data"), false, shared.clone());
        let shipped = Shipped::lay_out(&dir.path().join("data")).unwrap();
        let options = registry::Options {
            source_dirs: vec![dir.path().join("sources")],
            shipped,
            drivers: HashMap::new(),
            vault,
        };
        let registry = Registry::open(options, store.clone(), shared.clone()).await.unwrap();
        let rules = RuleSet::load(store.clone()).await.unwrap();
        let runner: Arc<dyn Offer> = Arc::new(Nobody);
        let due = Due::new(store.clone(), shared.clone(), rules.clone(), runner.clone());
        let effects = Effects::load(store.clone(), shared.clone(), &rules.current()).await.unwrap();
        let ingest =
            Ingest::new(store.clone(), shared.clone(), registry, rules.clone(), runner, effects, due.clone());
        let held = Held::new(store.clone(), shared, rules.clone(), due.clone());
        let world = Self { store, clock, rules, ingest, due, held, _dir: dir };
        let workflow = serde_json::from_value(json!({"id": "w", "name": "W", "steps": []})).unwrap();
        world.rules.change(move |tx| workflows::save(tx, &workflow, 0)).await.unwrap();
        world
    }

    async fn trigger(&self, id: &str, options: &Value) {
        let options = Options::from_value(options).unwrap();
        let definition =
            serde_json::from_value(json!({"id": id, "name": id, "source": "files", "event_type": "came",
            "workflow_id": "w", "options": options, "active": true}));
        let definition = definition.unwrap();
        self.rules.change(move |tx| triggers::save(tx, &definition, 0)).await.unwrap();
    }

    fn after(&self, ms: Millis) {
        self.clock.0.fetch_add(ms, Ordering::Relaxed);
    }

    async fn send(&self, data: Value) -> EventId {
        let envelope: Envelope =
            serde_json::from_value(json!({"event_type": "came", "source": "files", "data": data})).unwrap();
        self.ingest.ingest(Incoming::new(envelope, Origin::Api)).await.unwrap().event_id
    }

    /// What a trigger says of an event by now.
    async fn said(&self, event: EventId, trigger: &str) -> (Outcome, Option<Reason>) {
        let trigger = trigger.to_owned();
        self.store
            .read(move |c| {
                let (n, _) = events::get(c, event)?;
                let t = triggers::find(c, &trigger)?.unwrap();
                let d = decisions::get(c, n, t.n)?.unwrap();
                Ok((d.outcome, d.reason))
            })
            .await
            .unwrap()
    }

    async fn is(&self, event: EventId, wanted: Outcome, code: ReasonCode, text: &str) -> Reason {
        let (outcome, reason) = self.said(event, "t").await;
        let reason = reason.unwrap();
        assert_eq!((outcome, reason.code, reason.text.as_str()), (wanted, code, text));
        reason
    }

    async fn run(&self, event: EventId) -> Option<runs::RunRow> {
        self.store
            .read(move |c| {
                let (n, _) = events::get(c, event)?;
                let t = triggers::find(c, "t")?.unwrap();
                runs::of_match(c, n, t.n)?.map(|id| runs::get(c, id)).transpose()
            })
            .await
            .unwrap()
    }

    async fn balanced(&self) {
        let books = self.store.read(books).await.unwrap();
        assert_eq!(books.findings, []);
    }
}

fn file(path: &str, hash: &str) -> Value {
    json!({"file_path": path, "file_hash": hash})
}

#[tokio::test]
async fn a_file_with_the_same_content_runs_once() {
    let w = World::new().await;
    w.trigger("t", &json!({"once": {"per": "file", "forget_after_days": 2}})).await;
    let first = w.send(file("/a", "1")).await;
    let run = w.run(first).await.unwrap();
    w.after(60_000);
    let again = w.send(file("/a", "1")).await;
    let reason =
        w.is(again, Outcome::Suppressed, ReasonCode::Once, "Already handled at 10:00 (same content).").await;
    assert_eq!(
        (reason.twin_event_id, reason.twin_run_id),
        (Some(first.to_string()), Some(run.id.to_string()))
    );
    let other = w.send(file("/a", "2")).await;
    assert!(w.run(other).await.is_some(), "other content");
    let unlike = w.send(json!({"x": 1})).await;
    assert!(w.run(unlike).await.is_some(), "nothing to be the same by");
    // Run anyway.
    let which = Which { events: vec![again], reason: None };
    assert_eq!(w.held.run("t", which.clone()).await.unwrap(), 1);
    assert_eq!(w.held.run("t", which).await.unwrap(), 0, "it has its run");
    assert_eq!(w.said(again, "t").await.0, Outcome::Matched);
    // Forgotten: both contents.
    assert_eq!(w.held.forget("/a", Some("t")).await.unwrap(), 2);
    let fresh = w.send(file("/a", "1")).await;
    assert!(w.run(fresh).await.is_some());
    w.after(2 * 86_400_000 + 1);
    let later = w.send(file("/a", "1")).await;
    assert!(w.run(later).await.is_some(), "forgotten after two days");
    w.balanced().await;
}

#[tokio::test]
async fn the_last_of_a_burst_runs_and_the_others_name_it() {
    let w = World::new().await;
    w.trigger("t", &json!({"debounce": {"wait_s": 2, "key": "file_path"}})).await;
    let one = w.send(file("/a", "1")).await;
    let elsewhere = w.send(file("/b", "1")).await;
    w.after(1_500);
    let two = w.send(file("/a", "2")).await;
    w.is(one, Outcome::Suppressed, ReasonCode::Debounced, "A newer event took its place.").await;
    w.is(two, Outcome::Held, ReasonCode::Debounced, "Waits until nothing new comes for 2 seconds.").await;
    w.after(600);
    assert_eq!(w.due.turn().await.unwrap(), Some(w.clock.now_ms() + 1_400));
    assert!(w.run(elsewhere).await.is_some() && w.run(two).await.is_none());
    w.after(1_400);
    assert_eq!(w.due.turn().await.unwrap(), None);
    let run = w.run(two).await.unwrap();
    let reason = w.said(one, "t").await.1.unwrap();
    assert_eq!((reason.twin_event_id, reason.twin_run_id), (Some(two.to_string()), Some(run.id.to_string())));
    w.balanced().await;
}

#[tokio::test]
async fn a_batch_is_one_run_with_all_events() {
    let w = World::new().await;
    w.trigger("t", &json!({"batch": {"window_s": 10, "max": 3}, "once": {"per": "file"}})).await;
    let mut sent = Vec::new();
    for n in 0..4 {
        sent.push(w.send(file("/a", &n.to_string())).await);
        w.after(1_000);
    }
    let run = w.run(sent[2]).await.unwrap();
    let input: Value = serde_json::from_str(&run.input.unwrap()).unwrap();
    let hashes: Vec<_> = input["events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| e["data"]["file_hash"].as_str().unwrap())
        .collect();
    assert_eq!((hashes, &input["file_hash"]), (vec!["0", "1", "2"], &json!("2")), "full before its time");
    let reason = w.is(sent[0], Outcome::Suppressed, ReasonCode::Batched, "Ran together with 2 others.").await;
    assert_eq!(reason.twin_run_id, Some(run.id.to_string()));
    w.is(sent[3], Outcome::Held, ReasonCode::Batched, "Collects more until 10:00:13.").await;
    w.after(20_000);
    w.due.turn().await.unwrap();
    assert!(w.run(sent[3]).await.is_some());
    let known = w.send(file("/a", "1")).await;
    w.is(known, Outcome::Suppressed, ReasonCode::Once, "Already handled at 10:00 (same content).").await;
    w.balanced().await;
}

#[tokio::test]
async fn a_rate_queues_drops_or_holds_what_is_too_much() {
    let w = World::new().await;
    w.trigger("t", &json!({"rate": {"limit": 2, "per_s": 60}})).await;
    let mut sent = Vec::new();
    for _ in 0..5 {
        sent.push(w.send(json!({})).await);
    }
    let mut starts = Vec::new();
    for event in &sent {
        starts.push(w.run(*event).await.unwrap().next_attempt_ms.map(|at| at - start()));
    }
    assert_eq!(starts, [None, None, Some(60_000), Some(60_000), Some(120_000)]);
    let reason = w.said(sent[2], "t").await.1.unwrap();
    assert_eq!(reason.text, "Starts at 10:01: at most 2 runs in 1 minute.");
    w.after(60_000);
    assert_eq!(w.due.turn().await.unwrap(), Some(start() + 120_000));
    assert!(w.run(sent[3]).await.unwrap().next_attempt_ms.is_none());

    w.trigger("t", &json!({"rate": {"limit": 2, "per_s": 60, "overflow": "drop"}})).await;
    let dropped = w.send(json!({})).await;
    w.is(dropped, Outcome::Suppressed, ReasonCode::RateLimited, "Not run: at most 2 runs in 1 minute.").await;
    w.trigger("t", &json!({"rate": {"limit": 2, "per_s": 60, "overflow": "hold"}})).await;
    let held = w.send(json!({})).await;
    w.is(held, Outcome::Held, ReasonCode::RateLimited, "Held: at most 2 runs in 1 minute.").await;
    assert_eq!(w.held.run("t", Which::default()).await.unwrap(), 1);
    assert!(w.run(held).await.is_some());
    w.balanced().await;
}

#[tokio::test]
async fn what_a_rate_should_have_let_go_long_ago_keeps_order_and_distance() {
    let w = World::new().await;
    w.trigger("t", &json!({"rate": {"limit": 2, "per_s": 60}})).await;
    let mut sent = Vec::new();
    for _ in 0..7 {
        sent.push(w.send(json!({})).await);
    }
    // Nobody was there for ten minutes; one more comes in before anybody looked.
    w.after(600_000);
    sent.push(w.send(json!({})).await);
    let now = w.clock.now_ms();
    let waits = async |w: &World| {
        let mut waits = Vec::new();
        for event in &sent {
            waits.push(w.run(*event).await.unwrap().next_attempt_ms.map(|at| at - now));
        }
        waits
    };
    assert_eq!(w.due.turn().await.unwrap(), Some(now + 60_000));
    let (soon, later) = (Some(60_000), Some(120_000));
    assert_eq!(waits(&w).await, [None, None, None, None, soon, soon, later, later]);
    let reason = w.said(sent[4], "t").await.1.unwrap();
    assert_eq!(reason.text, "Starts at 10:11: at most 2 runs in 1 minute.");
    w.after(60_000);
    assert_eq!(w.due.turn().await.unwrap(), Some(now + 120_000));
    assert_eq!(waits(&w).await, [None, None, None, None, None, None, later, later]);
    let next = w.send(json!({})).await;
    assert_eq!(w.run(next).await.unwrap().next_attempt_ms, Some(now + 180_000), "behind those that wait");
    w.balanced().await;
}

#[tokio::test]
async fn what_waits_for_a_schedule_runs_when_the_schedule_is_changed() {
    let w = World::new().await;
    let days = |days: &[&str]| json!({"schedule": {"days": days, "from": "09:00", "to": "17:00", "time_zone": "UTC"}});
    w.trigger("t", &days(&["mon"])).await;
    let event = w.send(json!({})).await;
    assert_eq!(w.due.turn().await.unwrap(), parse("2025-11-24T09:00:00Z"));
    w.trigger("t", &days(&["sat", "mon"])).await;
    w.due.rules_changed();
    assert_eq!(w.due.turn().await.unwrap(), parse("2025-11-22T09:00:00Z"), "tomorrow");
    w.trigger("t", &days(&["fri"])).await;
    w.due.rules_changed();
    assert_eq!(w.due.turn().await.unwrap(), None);
    assert!(w.run(event).await.is_some(), "it is Friday");
    w.balanced().await;
}

#[tokio::test]
async fn outside_its_schedule_a_match_waits_or_does_not_run() {
    let w = World::new().await;
    let mut schedule = json!({"days": ["mon"], "from": "09:00", "to": "17:00", "time_zone": "Europe/Rome", "outside": "hold"});
    w.trigger("t", &json!({"schedule": schedule})).await;
    let event = w.send(json!({})).await;
    let text = "Outside the trigger's schedule, which opens on 24 Nov at 08:00.";
    let reason = w.is(event, Outcome::Held, ReasonCode::OutsideSchedule, text).await;
    assert_eq!(reason.until.as_deref(), Some("2025-11-24T08:00:00.000Z"));
    let groups = w.held.groups().await.unwrap();
    assert_eq!((groups.len(), groups[0].count), (1, 1));
    w.clock.0.store(parse("2025-11-24T07:59:59Z").unwrap(), Ordering::Relaxed);
    assert_eq!(w.due.turn().await.unwrap(), parse("2025-11-24T08:00:00Z"));
    w.after(1_000);
    assert_eq!(w.due.turn().await.unwrap(), None);
    assert!(w.run(event).await.is_some());
    let inside = w.send(json!({})).await;
    assert!(w.run(inside).await.is_some());
    schedule["outside"] = json!("ignore");
    schedule["days"] = json!(["tue"]);
    w.trigger("t", &json!({"schedule": schedule})).await;
    let event = w.send(json!({})).await;
    w.is(event, Outcome::Suppressed, ReasonCode::OutsideSchedule, "Not run: outside the trigger's schedule.")
        .await;
    w.balanced().await;
}

#[tokio::test]
async fn a_flood_is_held_until_a_person_looked_at_it() {
    let w = World::new().await;
    w.trigger("t", &json!({"flood": {"limit": 100, "per_s": 60}})).await;
    let mut sent = Vec::new();
    for n in 0..212 {
        sent.push(w.send(file(&format!("/{n}"), "1")).await);
        w.after(38);
    }
    assert!(w.run(sent[99]).await.is_some());
    w.is(
        sent[100],
        Outcome::Held,
        ReasonCode::Flood,
        "101 files arrived in 3.8 seconds, more than your limit of 100.",
    )
    .await;
    let groups = w.held.groups().await.unwrap();
    assert_eq!((groups.len(), groups[0].count, groups[0].events.len()), (1, 112, 50));
    assert_eq!(
        groups[0].reason.text,
        "212 files arrived in 8 seconds, more than your limit of 100. None has run yet."
    );
    // Choose, then the rest.
    let which = Which { events: vec![sent[150]], reason: None };
    assert_eq!(w.held.run("t", which).await.unwrap(), 1);
    let late = w.send(file("/late", "1")).await;
    assert_eq!(w.said(late, "t").await.0, Outcome::Held, "the flood goes on");
    let which = Which { events: Vec::new(), reason: Some(ReasonCode::Flood) };
    assert_eq!(w.held.dismiss("t", which).await.unwrap(), 112);
    let reason = w.said(sent[211], "t").await.1.unwrap();
    assert_eq!(reason.code, ReasonCode::Dismissed);
    let after = w.send(file("/after", "1")).await;
    assert!(w.run(after).await.is_some(), "counting began anew");
    w.balanced().await;
}

#[tokio::test]
async fn runs_of_one_key_queue_skip_or_replace() {
    let w = World::new().await;
    let at_work = async |key: &str| {
        let lane = format!("1:{key}");
        w.store.read(move |c| lanes::at_work(c, &lane)).await.unwrap()
    };
    w.trigger("t", &json!({"concurrency": {"mode": "skip", "key": "k"}})).await;
    let first = w.send(json!({"k": "a"})).await;
    let skipped = w.send(json!({"k": "a"})).await;
    let other = w.send(json!({"k": "b"})).await;
    assert!(w.run(first).await.is_some() && w.run(other).await.is_some());
    w.is(
        skipped,
        Outcome::Suppressed,
        ReasonCode::AlreadyRunning,
        "Not run: a run of the same k was at work.",
    )
    .await;
    w.trigger("t", &json!({"concurrency": {"mode": "queue", "key": "k"}})).await;
    let queued = w.send(json!({"k": "a"})).await;
    assert_eq!((w.run(queued).await.unwrap().lane.as_deref(), at_work("a").await), (Some("1:a"), 2));
    w.trigger("t", &json!({"concurrency": {"mode": "replace", "key": "k"}})).await;
    w.send(json!({"k": "a"})).await;
    let stops = w.store.read(|c| lanes::get(c, "1:a", 10)).await.unwrap().stops;
    assert_eq!((stops.len(), stops[0].1.as_str(), at_work("a").await), (2, "replaced", 1));
    w.balanced().await;
}

#[tokio::test]
async fn what_waits_ends_when_its_trigger_is_turned_off() {
    let w = World::new().await;
    w.trigger("t", &json!({"debounce": {"wait_s": 2}})).await;
    let event = w.send(json!({})).await;
    w.rules.change(|tx| triggers::set_active(tx, "t", false, 0)).await.unwrap();
    w.after(2_000);
    w.due.turn().await.unwrap();
    w.is(event, Outcome::Suppressed, ReasonCode::Off, "The trigger was turned off while this waited.").await;
    w.balanced().await;
}

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
