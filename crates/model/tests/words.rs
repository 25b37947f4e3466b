//! Conditions, sizes and lengths of time in words: the window says them by the same rule and is held to the same table.

#![allow(clippy::unwrap_used)]

use prama_model::condition::Condition;
use prama_model::texts::quantity::{exact_size, size, span};
use prama_model::trigger::{Definition, sentence};
use serde_json::{Value, json};

fn table() -> Value {
    serde_json::from_str(include_str!("words.json")).unwrap()
}

fn rows(name: &str) -> Vec<(Value, Value)> {
    let table = table();
    table[name].as_array().unwrap().iter().map(|row| (row[0].clone(), row[1].clone())).collect()
}

#[test]
fn a_condition_reads_as_the_table_says() {
    for (leaf, words) in rows("leaves") {
        let of = json!({ "id": "t", "name": "T", "source": "s", "event_type": "e", "workflow_id": "w" });
        let of: Definition = serde_json::from_value(of).unwrap();
        let of = Definition { conditions: Condition::from_value(&leaf).unwrap(), ..of };
        let said = sentence("S", "E", &of, "W");
        assert_eq!(said, format!("When S reports E and {}, run W.", words.as_str().unwrap()));
    }
}

#[test]
fn sizes_and_spans_read_as_the_table_says() {
    let number = |v: &Value| v.as_u64().unwrap();
    rows("sizes").iter().for_each(|(n, words)| assert_eq!(size(number(n)), *words));
    rows("exact_sizes").iter().for_each(|(n, words)| assert_eq!(json!(exact_size(number(n))), *words));
    rows("spans_s").iter().for_each(|(n, words)| assert_eq!(span(number(n) as i64 * 1000), *words));
}
