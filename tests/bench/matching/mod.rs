//! Matching with very many triggers: what an event costs on the engine's own index, and what is seen of it from outside.

mod expressions;
mod made;

use crate::load;
use crate::stats::{Row, median};
use made::{Mix, data, event, scattered, store, trigger};
use prama_engine::triggers::{RuleSet, Rules};
use prama_model::condition::Facts;
use prama_model::event::Event;
use prama_tests::sources::rss_mb;
use prama_tests::start;
use serde_json::json;
use std::hint::black_box;
use std::time::{Duration, Instant};

/// Events judged in one round.
const EVENTS: usize = 20_000;
/// Events judged by asking every trigger, to compare with.
const SCANNED: usize = 5;
/// Triggers saved in one round, one after the other.
const SAVED: usize = 50;

pub(crate) async fn matching(rounds: usize, round: Duration, counts: [usize; 3]) -> Vec<Row> {
    let mut rows = Vec::new();
    for (mix, name) in [(Mix::Plain, "equal or prefix"), (Mix::Mixed, "mixed")] {
        let mut costs = Vec::new();
        for count in counts {
            let (cost, scan) = on_the_index(rounds, count, mix).await;
            rows.push(Row::new(&format!("match, {count} triggers, {name}"), cost, "µs", ""));
            rows.push(Row::new(&format!("  asking each of the {count}"), scan, "µs", ""));
            costs.push(cost);
        }
        let grown = costs.last().unwrap_or(&f64::NAN) / costs.first().unwrap_or(&f64::NAN);
        rows.push(Row::new(&format!("  grows from the fewest to the most, {name}"), grown, "×", "goal ≤ 3"));
    }
    rows.extend(expressions::expressions());
    let [few, _, many] = counts;
    for count in [few, many] {
        rows.extend(from_outside(rounds, round, count, count == 100_000).await);
    }
    rows
}

/// Microseconds an event, by the index and by asking every trigger: medians of the rounds' means.
async fn on_the_index(rounds: usize, count: usize, mix: Mix) -> (f64, f64) {
    let dir = tempfile::tempdir().unwrap();
    let store = store(dir.path(), count, mix).await;
    let rules = RuleSet::load(store.clone()).await.unwrap().current();
    let (mut by_index, mut by_scan) = (Vec::new(), Vec::new());
    for round in 0..rounds {
        let events: Vec<Event> = (0..EVENTS).map(|i| event(scattered(round * EVENTS + i, count))).collect();
        by_index.push(mean_us(&events, |event| judged(&rules, event)));
        by_scan.push(mean_us(&events[..SCANNED], |event| scanned(&rules, event)));
    }
    drop(rules);
    store.close().await.unwrap();
    (median(&by_index), median(&by_scan))
}

fn mean_us(events: &[Event], matches: impl Fn(&Event) -> usize) -> f64 {
    let begun = Instant::now();
    let matched: usize = events.iter().map(|e| matches(black_box(e))).sum();
    let took = begun.elapsed().as_secs_f64() * 1e6 / events.len() as f64;
    assert_eq!(matched, events.len(), "each event matches one trigger");
    took
}

/// As an event is judged that comes in.
fn judged(rules: &Rules, event: &Event) -> usize {
    let facts = Facts::of(event);
    let holds = |t: &&std::sync::Arc<prama_engine::triggers::Live>| {
        t.compiled.as_ref().is_ok_and(|c| c.judge(&facts).is_ok())
    };
    rules.asked(event, &facts).iter().filter(|t| holds(t)).count()
}

fn scanned(rules: &Rules, event: &Event) -> usize {
    let facts = Facts::of(event);
    let all = rules.listening(&event.source, &event.event_type);
    all.iter().filter(|t| t.compiled.as_ref().is_ok_and(|c| c.judge(&facts).is_ok())).count()
}

/// Start, memory, saving and events over HTTP with so many triggers of the mixed kind.
async fn from_outside(rounds: usize, round: Duration, count: usize, goals: bool) -> Vec<Row> {
    let goal = |text: &'static str| if goals { text } else { "" };
    let (mut ready, mut memory, mut saving, mut after) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let (mut ack, mut rate) = (Vec::new(), Vec::new());
    for n in 0..rounds {
        let dir = tempfile::tempdir().unwrap();
        store(dir.path(), count, Mix::Mixed).await.close().await.unwrap();
        let begun = Instant::now();
        let server = start(dir.path(), &[]).await;
        ready.push(begun.elapsed().as_secs_f64() * 1000.0);
        tokio::time::sleep(Duration::from_secs(1)).await;
        memory.push(rss_mb(server.pid()));
        let mut took = Vec::new();
        for i in 0..SAVED {
            let begun = Instant::now();
            server.client.post("/api/triggers", trigger(count + n * SAVED + i, Mix::Mixed)).await;
            took.push(begun.elapsed().as_secs_f64() * 1000.0);
        }
        saving.push(median(&took));
        let body = move |connection: usize, i: usize| {
            let data = data(scattered(connection * 100_000 + i, count));
            json!({"event_type": "timer_fired", "source": "my-timer", "data": data}).to_string()
        };
        ack.push(load::of(&server.client, 1, round, body).await.p50_ms);
        rate.push(load::of(&server.client, 64, round, body).await.acked as f64 / round.as_secs_f64());
        after.push(rss_mb(server.pid()));
    }
    let name = |what: &str| format!("{count} triggers: {what}");
    vec![
        Row::new(&name("start → ready"), median(&ready), "ms", ""),
        Row::new(&name("core memory, idle (RSS)"), median(&memory), "MB", goal("goal 250")),
        Row::new(&name("memory after the load"), median(&after), "MB", ""),
        Row::new(&name("saving one more, p50"), median(&saving), "ms", ""),
        Row::new(&name("ack p50, 1 connection"), median(&ack), "ms", ""),
        Row::new(&name("acked events, 64 connections"), median(&rate), "/s", ""),
    ]
}
