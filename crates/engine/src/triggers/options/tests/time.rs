//! Rates and schedules on a simulated clock.

use super::super::Which;
use super::{World, start};
use crate::clock::Clock;
use prama_model::time::parse;
use prama_model::trigger::ReasonCode;
use prama_store::decisions::Outcome;
use serde_json::json;
use std::sync::atomic::Ordering;

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
