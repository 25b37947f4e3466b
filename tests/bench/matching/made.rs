//! Triggers by the thousand, and the events that each match one of them.

use prama_engine::store::triggers;
use prama_engine::store::workflows;
use prama_engine::store::{OpenOptions, Store};
use prama_model::event::{Event, Object};
use prama_model::trigger::Definition;
use serde_json::{Value, json};
use std::path::Path;

/// How the triggers' conditions look.
#[derive(Clone, Copy)]
pub(crate) enum Mix {
    /// One text compared, or the beginning of one.
    Plain,
    /// Eight kinds of condition, half of the triggers with options, and twenty that nothing can be looked up of.
    Mixed,
}

/// Triggers of a mixed set whose conditions name nothing that can be looked up: each event is asked of them.
const ASKED_ALWAYS: usize = 20;
/// Triggers saved in one transaction.
const BATCH: usize = 1_000;

/// Opens a data folder and puts `count` triggers into it, all on one source and type.
pub(crate) async fn store(dir: &Path, count: usize, mix: Mix) -> Store {
    let store = Store::open(&OpenOptions::new(dir)).unwrap();
    let steps =
        json!([{"id": "set", "type": "data.set", "with": {"values": {"n": "${{ event.data.timer_id }}"}}}]);
    let workflow = serde_json::from_value(json!({"id": "bench", "name": "Bench", "steps": steps})).unwrap();
    store.write(move |tx| workflows::save(tx, &workflow, 0)).await.unwrap();
    for from in (0..count).step_by(BATCH) {
        let save = move |tx: &mut prama_engine::store::Tx<'_>| {
            for i in from..(from + BATCH).min(count) {
                let definition: Definition = serde_json::from_value(trigger(i, mix)).unwrap();
                triggers::save(tx, &definition, 0)?;
            }
            Ok(())
        };
        store.write(save).await.unwrap();
    }
    store
}

/// A trigger as a person would send it: number `i` matches the event of the same number only.
pub(crate) fn trigger(i: usize, mix: Mix) -> Value {
    let leaf = |field: &str, op: &str, value: Value| json!({"field": field, "op": op, "value": value});
    let name = || leaf("filename", "is", json!(format!("invoice-{i:06}.pdf")));
    let path = || leaf("file_path", "starts_with", json!(format!("/home/marta/Documents/{i:06}/")));
    let conditions = match mix {
        Mix::Mixed if i < ASKED_ALWAYS => leaf("filename", "contains", json!(format!("-{i:06}."))),
        Mix::Plain if i.is_multiple_of(2) => name(),
        Mix::Plain => path(),
        Mix::Mixed => match i % 8 {
            0 => name(),
            1 => path(),
            2 => leaf("file_path", "inside_folder", json!(format!("/home/marta/Documents/{i:06}"))),
            3 => leaf("number", "eq", json!(i)),
            4 => {
                let names = [i, i + 1_000_000, i + 2_000_000].map(|n| format!("invoice-{n:06}.pdf"));
                leaf("filename", "is_one_of", json!(names))
            }
            5 => json!({"all": [leaf("filename", "extension_is", json!("pdf")), name()]}),
            6 => {
                let other = leaf("customer", "is", json!(format!("nobody {i}")));
                json!({"any": [path(), other]})
            }
            _ => {
                let customer = leaf("customer", "is", json!(format!("customer {i}")));
                let large = leaf("file_size", "gt", json!(1_000));
                json!({"all": [customer, leaf("filename", "contains", json!("invoice")), large]})
            }
        },
    };
    let mut out = json!({"id": format!("invoices-of-customer-{i:06}"), "name": format!("Invoices of customer {i:06}"),
        "source": "my-timer", "event_type": "timer_fired", "workflow_id": "bench", "conditions": conditions, "active": true});
    if matches!(mix, Mix::Mixed) && i.is_multiple_of(2) {
        out["options"] = json!({"brake": {"files": 1_000, "per_s": 60}});
    }
    out
}

/// What event number `i` holds, like that of a file.
pub(crate) fn data(i: usize) -> Value {
    json!({"fired_at": "2026-05-03T10:00:00Z", "timer_id": "bench", "filename": format!("invoice-{i:06}.pdf"),
        "file_path": format!("/home/marta/Documents/{i:06}/2026/invoice-{i:06}.pdf"), "file_size": 48_213, "number": i,
        "customer": format!("customer {i}"), "content_type": "application/pdf", "file_hash": format!("{i:064x}")})
}

/// The same as the engine has it when it asks the triggers.
pub(crate) fn event(i: usize) -> Event {
    let data: Object = serde_json::from_value(data(i)).unwrap();
    prama_testkit::events::event("my-timer", "timer_fired", data)
}

/// A number below `count` that looks random, the same in each run.
pub(crate) fn scattered(i: usize, count: usize) -> usize {
    (i.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 20) % count
}
