//! Expressions, and what an explanation shows.

use crate::support::{compiled, event_of};
use crate::{data, result};
use prama_model::condition::{Explained, Facts, Truth, Unknown};
use serde_json::{Map, Value, json};

#[test]
fn an_expression_sees_the_event_and_says_yes_or_no() {
    for (source, truth) in [
        ("event.data.file_size > 1000 && event.source == 'pdf-monitor'", Truth::True),
        ("event.data.customer.lines.exists(l, has(l.qty) && l.qty > 5)", Truth::True),
        ("event.type == 'other'", Truth::False),
        ("size(event.data.tags) + 1", Truth::Unknown),
    ] {
        assert_eq!(result(&json!({"expression": source})), truth, "{source}");
    }
    let event = event_of(data());
    let tree =
        compiled(&json!({"all": [{"expression": "event.data.x > 1"}]})).explain(&Facts::of(&event)).unwrap();
    let Explained::Group { children, result: Truth::Unknown, .. } = tree else { panic!("{tree:?}") };
    let Explained::Leaf { op, text, unknown, error, passed, .. } = &children[0] else { panic!() };
    assert_eq!((op.as_str(), text.as_str(), *passed), ("expression", "event.data.x > 1", false));
    assert_eq!(*unknown, Some(Unknown::Expression));
    assert!(error.as_deref().unwrap().contains("could not be evaluated"), "{error:?}");
}

#[test]
fn an_explanation_does_not_repeat_what_is_large() {
    let actual = |value: Value| {
        let event = event_of(json!({"x": value}));
        let tree =
            compiled(&json!({"field": "x", "op": "is", "value": "y"})).explain(&Facts::of(&event)).unwrap();
        let Explained::Leaf { actual, .. } = tree else { panic!() };
        actual
    };
    assert_eq!(actual(json!("é".repeat(1_000))), json!("é".repeat(1_000)));
    assert_eq!(actual(json!("é".repeat(200_000))), json!(format!("{}…", "é".repeat(1_000))));
    assert_eq!(actual(json!(vec![1; 5_000]))[20], "… 4980 more");
    let wide: Map<String, Value> = (0..50).map(|n| (n.to_string(), json!(n))).collect();
    let mut cut: Map<String, Value> = (0..20).map(|n| (n.to_string(), json!(n))).collect();
    cut.insert("…".to_owned(), json!("… 30 more"));
    assert_eq!(actual(json!({"in": wide, "n": 1})), json!({"in": cut, "n": 1}));
}
