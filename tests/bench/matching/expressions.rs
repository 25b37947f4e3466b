//! What expression leaves cost: those of one event share one context.

use crate::stats::{Row, median};
use prama_model::condition::{Compiled, Condition, Facts};
use prama_model::event::Object;
use serde_json::{Value, json};
use std::time::Instant;

const EVENTS: usize = 2_000;

/// Medians of the time that one event takes, with one leaf and with ten that are all asked.
pub(crate) fn expressions() -> Vec<Row> {
    let leaf = |n: usize| json!({"expression": format!("event.data.amount > {n} && event.data.name.endsWith('.pdf')")});
    [1, 10]
        .map(|leaves| {
            let all = json!({"all": (0..leaves).map(leaf).collect::<Vec<_>>()});
            Row::new(&format!("one event, {leaves} expression leaves"), cost_us(&all), "µs", "")
        })
        .into()
}

fn cost_us(condition: &Value) -> f64 {
    let compiled = Compiled::new(Condition::from_value(condition).unwrap().as_ref()).unwrap();
    let data: Object = serde_json::from_value(
        json!({"amount": 1000, "name": "invoice-2026-05.pdf", "customer": {"city": "Turin", "number": 12},
        "tags": ["a", "b", "c"], "file_path": "/home/marta/Scans/invoice-2026-05.pdf", "file_size": 123_456,
        "lines": (0..10).map(|n| json!({"n": n, "text": "a line of it"})).collect::<Vec<_>>()}),
    )
    .unwrap();
    let event = prama_testkit::events::event("my-timer", "timer_fired", data);
    let times: Vec<f64> = (0..EVENTS)
        .map(|_| {
            let begun = Instant::now();
            assert!(compiled.judge(&Facts::of(&event)).is_ok());
            begun.elapsed().as_secs_f64() * 1e6
        })
        .collect();
    median(&times)
}
