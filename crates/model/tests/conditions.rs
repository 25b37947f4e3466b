//! Conditions from outside: what each operator says, that judging and explaining agree, and that any tree survives a round trip.
#![allow(clippy::unwrap_used, clippy::panic)]

use prama_model::condition::{Compiled, Condition, Op};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

fn event() -> Map<String, Value> {
    json!({"filename": "Invoice-0142.PDF", "file_size": 102_400, "source_folder": "/home/marta/Scans", "tags": ["urgent", "paid"],
           "at": "2026-05-03T10:00:00", "paid": true, "customer": {"city": "Turin", "lines": [{"qty": 2}]}, "a.b": "dotted", "none": null, "empty": ""})
        .as_object()
        .unwrap()
        .clone()
}

fn holds(leaf: Value) -> bool {
    let condition = Condition::from_value(&leaf).unwrap();
    let compiled = Compiled::new(condition.as_ref()).unwrap_or_else(|e| panic!("{leaf}: {e:?}"));
    let now = prama_model::time::parse("2026-05-03T10:00:30Z").unwrap();
    let judged = compiled.judge(&event(), now).is_ok();
    assert_eq!(compiled.explain(&event(), now).unwrap().passed(), judged, "{leaf}");
    judged
}

#[test]
fn operators_mean_what_they_say() {
    let yes = [
        json!({"field": "filename", "op": "contains", "value": "invoice"}),
        json!({"field": "filename", "op": "not_contains", "value": "scan"}),
        json!({"field": "filename", "op": "is", "value": "invoice-0142.pdf"}),
        json!({"field": "filename", "op": "starts_with", "value": "INV"}),
        json!({"field": "filename", "op": "ends_with", "value": ".pdf"}),
        json!({"field": "filename", "op": "matches_glob", "value": "invoice-*.pdf"}),
        json!({"field": "filename", "op": "matches_regex", "value": r"^invoice-\d{4}"}),
        json!({"field": "filename", "op": "is_one_of", "value": ["x", "INVOICE-0142.pdf"]}),
        json!({"field": "filename", "op": "extension_is", "value": ".pdf"}),
        json!({"field": "source_folder", "op": "inside_folder", "value": "/home/marta/"}),
        json!({"field": "file_size", "op": "between", "value": [1, 200_000]}),
        json!({"field": "file_size", "op": "lt", "value": 20_000_000}),
        json!({"field": "file_size", "op": "eq", "value": "102400"}),
        json!({"field": "at", "op": "in_last_seconds", "value": 60}),
        json!({"field": "at", "op": "before", "value": "2026-05-04T00:00:00Z"}),
        json!({"field": "paid", "op": "is_true"}),
        json!({"field": "tags", "op": "has_item", "value": "Urgent"}),
        json!({"field": "tags", "op": "count_ge", "value": 2}),
        json!({"field": "customer", "op": "has_field", "value": "city"}),
        json!({"field": "customer.city", "op": "is", "value": "turin"}),
        json!({"field": "customer.lines.0.qty", "op": "eq", "value": 2}),
        json!({"field": "a.b", "op": "is", "value": "dotted"}),
        json!({"field": "none", "op": "is_missing"}),
        json!({"field": "nowhere", "op": "is_missing"}),
        json!({"field": "empty", "op": "is_empty"}),
        json!({"none": [{"field": "paid", "op": "is_false"}]}),
        json!({"any": [{"field": "paid", "op": "is_false"}, {"field": "paid", "op": "is_true"}]}),
    ];
    let no = [
        json!({"field": "filename", "op": "contains", "value": "invoice", "case_sensitive": true}),
        json!({"field": "filename", "op": "matches_glob", "value": "invoice"}),
        json!({"field": "source_folder", "op": "inside_folder", "value": "/home/mart"}),
        json!({"field": "file_size", "op": "contains", "value": "999"}),
        json!({"field": "filename", "op": "gt", "value": 5}),
        json!({"field": "nowhere", "op": "contains", "value": "x"}),
        json!({"none": [{"field": "paid", "op": "is_true"}]}),
        json!({"all": [{"field": "paid", "op": "is_true"}, {"field": "paid", "op": "is_false"}]}),
    ];
    yes.into_iter().for_each(|leaf| assert!(holds(leaf.clone()), "{leaf} should hold"));
    no.into_iter().for_each(|leaf| assert!(!holds(leaf.clone()), "{leaf} should not hold"));
}

#[test]
fn what_can_never_work_is_said_with_its_place() {
    let bad = json!({"all": [{"field": "a", "op": "exists"}, {"any": [{"field": "n", "op": "lt", "value": "big"}, {"field": "t", "op": "matches_regex", "value": "("}]}]});
    let condition = Condition::from_value(&bad).unwrap();
    let places: Vec<String> =
        Compiled::new(condition.as_ref()).unwrap_err().into_iter().map(|p| p.pointer).collect();
    assert_eq!(places, ["/all/1/any/0/value", "/all/1/any/1/value"]);
    for (wrong, place) in [
        (json!({"all": [{"field": "a", "op": "nope"}]}), "/all/0"),
        (json!({"all": 5}), ""),
        (json!({"all": [], "any": []}), ""),
        (json!([{"field": "a"}]), "/0"),
    ] {
        assert_eq!(Condition::from_value(&wrong).unwrap_err().pointer, place, "{wrong}");
    }
    assert_eq!(Condition::from_value(&json!({})).unwrap(), None);
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        any::<i32>().prop_map(|n| json!(n)),
        "[a-z(*\\[]{0,6}".prop_map(Value::String),
        any::<bool>().prop_map(Value::Bool),
        prop::collection::vec("[a-z]{0,3}".prop_map(Value::String), 0..3).prop_map(Value::Array),
    ]
}

fn condition() -> impl Strategy<Value = Value> {
    let leaf = ("[a-c.]{1,4}", prop::sample::select(Op::ALL), value(), any::<bool>())
        .prop_map(|(field, op, value, case)| json!({"field": field, "op": op.name(), "value": value, "case_sensitive": case}));
    leaf.prop_recursive(4, 24, 4, |inner| {
        (prop::sample::select(&["all", "any", "none"][..]), prop::collection::vec(inner, 0..4))
            .prop_map(|(key, children)| json!({key: children}))
    })
}

proptest! {
    #[test]
    fn any_tree_survives_a_round_trip_and_judging_agrees_with_explaining(tree in condition(), data in prop::collection::hash_map("[a-c]", value(), 0..4)) {
        let parsed = Condition::from_value(&tree).unwrap();
        let text = serde_json::to_string(&parsed).unwrap();
        prop_assert_eq!(&serde_json::from_str::<Option<Condition>>(&text).unwrap(), &parsed);
        if let Ok(compiled) = Compiled::new(parsed.as_ref()) {
            let data: Map<String, Value> = data.into_iter().collect();
            let explained = compiled.explain(&data, 0).unwrap();
            prop_assert_eq!(explained.passed(), compiled.judge(&data, 0).is_ok());
        }
    }

    #[test]
    fn no_expression_text_panics(source in "[a-z0-9.()\\[\\]{}?:+*'\"&|<>=! ,]{0,60}") {
        if let Ok(program) = prama_model::expr::Program::compile(&source) {
            let _ = program.variables();
            let _ = program.evaluate(&prama_model::expr::Scope::default());
        }
    }
}
