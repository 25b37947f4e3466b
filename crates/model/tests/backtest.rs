//! The funnel agrees with the evaluator and with itself turned round; near misses and their fixes.
#![allow(clippy::unwrap_used)] // Helpers of tests.

use prama_model::backtest::{Funnel, Survey};
use prama_model::condition::{Compiled, Condition, Explained, Facts};
use prama_model::event::{Event, Object};
use proptest::prelude::*;
use serde_json::{Value, json};

/// 2026-05-03T10:00:00Z.
const NOW: i64 = 1_777_802_400_000;

fn object(value: Value) -> Object {
    serde_json::from_value(value).unwrap()
}

/// An event with this data, received at [`NOW`].
fn event(data: Object) -> Event {
    let at = "2026-05-03T10:00:00Z";
    assert_eq!(prama_model::time::parse(at), Some(NOW));
    serde_json::from_value(
        json!({"id": "018f0000-0000-7000-8000-000000000000", "source": "s", "event_type": "t",
        "subject": "t", "time_ms": NOW, "received_ms": NOW, "data": data, "depth": 0}),
    )
    .unwrap()
}

fn condition(value: &Value) -> Option<Condition> {
    Condition::from_value(value).unwrap()
}

fn leaf() -> impl Strategy<Value = Value> {
    let field = prop::sample::select(vec!["a", "b", "c.d"]);
    let text = prop::sample::select(vec!["x", "xy", "yx"]);
    prop_oneof![
        (field.clone(), prop::sample::select(vec!["is", "is_not", "contains", "starts_with"]), text)
            .prop_map(|(f, op, v)| json!({"field": f, "op": op, "value": v})),
        (field.clone(), prop::sample::select(vec!["lt", "ge", "eq"]), 0..4)
            .prop_map(|(f, op, v)| json!({"field": f, "op": op, "value": v})),
        (field, prop::sample::select(vec!["exists", "is_missing", "is_empty"]))
            .prop_map(|(f, op)| json!({"field": f, "op": op})),
    ]
    .prop_flat_map(|leaf| {
        // A leaf now and then says what it counts as when it is unknown.
        prop::sample::select(vec![None, None, Some("match"), Some("error")]).prop_map(move |policy| {
            let mut leaf = leaf.clone();
            if let Some(policy) = policy {
                leaf["if_unknown"] = json!(policy);
            }
            leaf
        })
    })
}

fn tree() -> impl Strategy<Value = Value> {
    leaf().prop_recursive(3, 12, 4, |inner| {
        (prop::sample::select(vec!["all", "any", "none"]), prop::collection::vec(inner, 0..4))
            .prop_map(|(op, children)| json!({ op: children }))
    })
}

fn payload() -> impl Strategy<Value = Object> {
    let value =
        || prop_oneof![Just(Value::Null), "[xy]{0,2}".prop_map(Value::from), (0..4).prop_map(Value::from)];
    (value(), value(), value(), 0..3).prop_map(|(a, b, d, shape)| {
        object(match shape {
            0 => json!({"a": a, "b": b, "c": {"d": d}}),
            1 => json!({"a": a, "c.d": d}),
            _ => json!({"b": b}),
        })
    })
}

/// What the tree says when its leaves say this, in order.
fn value(condition: &Condition, leaves: &mut impl Iterator<Item = bool>) -> bool {
    let Some((_, children)) = condition.group() else { return leaves.next().unwrap() };
    let values: Vec<bool> = children.iter().map(|c| value(c, leaves)).collect();
    match condition {
        Condition::All { .. } => values.iter().all(|v| *v),
        Condition::Any { .. } => values.is_empty() || values.contains(&true),
        _ => !values.contains(&true),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn the_funnel_agrees_with_the_evaluator(tree in tree(), data in payload()) {
        let condition = condition(&tree);
        // What can never match is refused.
        let Ok(compiled) = Compiled::new(condition.as_ref()) else { return Ok(()) };
        let funnel = Funnel::new(condition.as_ref()).unwrap();
        let mut survey = Survey::default();
        let picked = funnel.pick().read(&serde_json::to_string(&data).unwrap()).unwrap();
        funnel.survey(&Facts::of(&event(picked)), &mut survey);
        let whole = event(data);
        let facts = Facts::of(&whole);
        prop_assert_eq!(survey.matched, compiled.judge(&facts).is_ok());
        let paths: Vec<_> = funnel.leaves().iter().map(|l| l.path.clone()).collect();
        prop_assert_eq!(paths, compiled.paths());
        if let Some(tree) = compiled.explain(&facts) {
            let mut explained = Vec::new();
            leaves(&tree, &mut explained);
            let surveyed: Vec<_> = funnel.leaves().iter().zip(&survey.results).map(|(l, r)| (l.passes(*r), r.is_none())).collect();
            prop_assert_eq!(explained, surveyed);
        }
        // A leaf is a pivot exactly when its turning round turns round the answer.
        if let Some(condition) = &condition {
            let values: Vec<bool> = funnel.leaves().iter().zip(&survey.results).map(|(l, r)| l.helps(*r) == l.wanted).collect();
            for i in 0..values.len() {
                let mut turned = values.clone();
                turned[i] = !turned[i];
                let other = value(condition, &mut turned.into_iter());
                prop_assert_eq!(survey.pivots.contains(&i), other != survey.matched, "leaf {}", i);
            }
        }
    }
}

/// Per leaf, whether it counts as holding, and whether it is unknown.
fn leaves(tree: &Explained, out: &mut Vec<(bool, bool)>) {
    match tree {
        Explained::Group { children, .. } => children.iter().for_each(|c| leaves(c, out)),
        Explained::Leaf { passed, unknown, .. } => out.push((*passed, unknown.is_some())),
    }
}

/// The change that lets `actual` pass a leaf, as (operator, value, minds case); outer `None`: not near.
#[allow(clippy::option_option)]
fn fix(leaf: Value, actual: Value, keep: bool) -> Option<Option<(String, Value, bool)>> {
    let funnel = Funnel::new(condition(&leaf).as_ref()).unwrap();
    let event = event(object(json!({ "f": actual })));
    let mut survey = Survey::default();
    funnel.survey(&Facts::of(&event), &mut survey);
    assert!(!survey.matched, "{leaf} passes");
    let near = funnel.leaves().iter().find_map(|l| l.near(&event, keep))?;
    if let Some(change) = &near.change {
        let changed = funnel.leaves().iter().find(|l| l.path == change.path).unwrap();
        let changed = changed.changed(change.leaf.clone()).unwrap();
        assert_eq!(changed.result(&Facts::of(&event)), Some(changed.wanted), "{}", change.text());
    }
    Some(near.change.map(|c| (c.leaf.op.name().to_owned(), c.leaf.value, c.leaf.case_sensitive)))
}

fn of(op: &str, value: Value) -> Value {
    json!({"field": "f", "op": op, "value": value})
}

fn to(op: &str, value: Value) -> Option<Option<(String, Value, bool)>> {
    Some(Some((op.to_owned(), value, false)))
}

#[test]
fn numbers_within_twice_are_near() {
    assert_eq!(fix(of("lt", json!(20)), json!(38), true), to("le", json!(38)));
    assert_eq!(fix(of("lt", json!(20)), json!(41), true), None);
    assert_eq!(fix(of("ge", json!(1.5)), json!(1), false), to("ge", json!(1)));
    assert_eq!(fix(of("gt", json!(-4)), json!(-5), false), to("ge", json!(-5)));
    assert_eq!(fix(of("gt", json!(4)), json!(-4), false), None);
    assert_eq!(fix(of("eq", json!(10)), json!(11), false), to("eq", json!(11)));
    assert_eq!(fix(of("eq", json!(10)), json!(11), true), to("is_one_of", json!([10, 11])));
    assert_eq!(fix(of("between", json!([10, 20])), json!(8), true), to("between", json!([8, 20])));
    assert_eq!(fix(of("between", json!([10, 20])), json!(30), true), to("between", json!([10, 30])));
    assert_eq!(fix(of("count_ge", json!(3)), json!(["a", "b"]), true), to("count_ge", json!(2)));
    assert_eq!(fix(json!({"none": [of("gt", json!(20))]}), json!(38), true), to("gt", json!(38)));
    // A number as text is of the wrong type, not near.
    assert_eq!(fix(of("lt", json!(20)), json!("38"), true), None);
}

#[test]
fn texts_that_differ_by_case_separators_or_two_letters_are_near() {
    assert_eq!(
        fix(of("contains", json!("invioce")), json!("invoice-1.pdf"), false),
        to("contains", json!("invoice"))
    );
    assert_eq!(
        fix(of("contains", json!("invoice")), json!("invioce-1.pdf"), true),
        to("matches_regex", json!("(?:invoice|invioce)"))
    );
    assert_eq!(
        fix(of("contains", json!("annual report")), json!("annual_report.pdf"), false),
        to("contains", json!("annual_report"))
    );
    assert_eq!(fix(of("is", json!("defualt")), json!("default"), false), to("is", json!("default")));
    assert_eq!(
        fix(of("is", json!("night")), json!("nights"), true),
        to("is_one_of", json!(["night", "nights"]))
    );
    assert_eq!(
        fix(of("is_one_of", json!(["red", "green"])), json!("gren"), false),
        to("is_one_of", json!(["red", "green", "gren"]))
    );
    assert_eq!(
        fix(of("starts_with", json!("sacn")), json!("scan-1"), false),
        to("starts_with", json!("scan"))
    );
    assert_eq!(
        fix(of("ends_with", json!(".pfd")), json!("a.pdf"), true),
        to("matches_regex", json!("(?:\\.pfd|pdf)$"))
    );
    assert_eq!(
        fix(of("extension_is", json!("jepg")), json!("a.jpeg"), false),
        to("extension_is", json!("jpeg"))
    );
    assert_eq!(
        fix(of("inside_folder", json!("/home/a/Scans")), json!("/home/a/scans/x.pdf"), false),
        to("inside_folder", json!("/home/a/scans"))
    );
    assert_eq!(
        fix(of("has_item", json!("urgnt")), json!(["a", "urgent"]), false),
        to("has_item", json!("urgent"))
    );
    let exact = json!({"field": "f", "op": "contains", "value": "Invoice", "case_sensitive": true});
    assert_eq!(fix(exact, json!("invoice-1.pdf"), true), to("contains", json!("Invoice")));
    let glob = json!({"field": "f", "op": "matches_glob", "value": "*.PDF", "case_sensitive": true});
    assert_eq!(fix(glob, json!("a.pdf"), true), to("matches_glob", json!("*.PDF")));
    assert_eq!(fix(of("contains", json!("invoice")), json!("notes.pdf"), false), None);
    assert_eq!(fix(of("is_not", json!("x")), json!("x"), false), None);
    // The leaf cannot say it: near, without a change.
    assert_eq!(fix(of("has_item", json!("urgnt")), json!(["urgent"]), true), Some(None));
}

#[test]
fn dates_within_a_day_are_near() {
    let before = of("before", json!("2026-05-03T10:00:00Z"));
    assert_eq!(
        fix(before.clone(), json!("2026-05-03T10:00:00.5Z"), true),
        to("before", json!("2026-05-03T10:00:01.000Z"))
    );
    assert_eq!(fix(before, json!("2026-05-04T10:00:01Z"), true), None);
    assert_eq!(
        fix(of("after", json!("2026-05-03T10:00:00Z")), json!("2026-05-03T09:00:00Z"), true),
        to("after", json!("2026-05-03T08:59:59.000Z"))
    );
    assert_eq!(
        fix(of("in_last_seconds", json!(60)), json!("2026-05-03T09:50:00Z"), true),
        to("in_last_seconds", json!(600))
    );
    assert_eq!(fix(of("in_last_seconds", json!(60)), json!("2026-05-03T10:00:01Z"), true), None);
}
