//! What expression leaves cost, in one process; not a test of anything: `--ignored --nocapture`, with the profile `measure`.
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

mod support;

use prama_model::condition::Facts;
use serde_json::json;
use std::time::Instant;
use support::{compiled, event_of};

/// Leaves that are all asked.
const LEAVES: usize = 10;
const ROUNDS: usize = 2_000;

#[test]
#[ignore = "measures"]
fn expression_leaves() {
    let leaf = |n: usize| json!({"expression": format!("event.data.amount > {n} && event.data.name.endsWith('.pdf')")});
    let trigger = compiled(&json!({"all": (0..LEAVES).map(leaf).collect::<Vec<_>>()}));
    let one = compiled(&leaf(1));
    let event = event_of(
        json!({"amount": 1000, "name": "invoice-2026-05.pdf", "customer": {"city": "Turin", "number": 12},
        "tags": ["a", "b", "c"], "file_path": "/home/marta/Scans/invoice-2026-05.pdf", "file_size": 123_456,
        "lines": (0..10).map(|n| json!({"n": n, "text": "a line of it"})).collect::<Vec<_>>()}),
    );
    for (what, trigger) in [("1 leaf", &one), ("10 leaves", &trigger)] {
        let mut times: Vec<u128> = (0..ROUNDS)
            .map(|_| {
                let begun = Instant::now();
                assert!(trigger.judge(&Facts::of(&event)).is_ok());
                begun.elapsed().as_nanos()
            })
            .collect();
        times.sort_unstable();
        let at = |percent: usize| times[ROUNDS * percent / 100] as f64 / 1000.0;
        println!("{what}: median {:.1} µs, p90 {:.1} µs of {ROUNDS}", at(50), at(90));
    }
}
