//! Each option from event to run, on a simulated clock.

use super::super::Which;
use super::{World, file};
use crate::clock::Clock;
use prama_model::trigger::ReasonCode;
use prama_store::decisions::Outcome;
use prama_store::{lanes, triggers};
use serde_json::{Value, json};

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
