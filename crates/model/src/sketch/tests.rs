//! Against exact statistics: equal while there are few events, within the bounds beyond; drift.

use super::*;
use serde_json::json;
use std::collections::BTreeMap;

fn object(value: Value) -> Object {
    serde_json::from_value(value).unwrap()
}

fn sketched(events: impl IntoIterator<Item = Value>) -> TypeSketch {
    let mut sketch = TypeSketch::default();
    for (i, event) in events.into_iter().enumerate() {
        sketch.add(&object(event), i as i64);
    }
    sketch
}

fn field(sketch: &TypeSketch, path: &str) -> FieldStatistics {
    sketch.statistics().0.into_iter().find(|f| f.path == path).unwrap_or_default()
}

/// A sequence without pattern that is the same each time.
fn dice() -> impl FnMut(u64) -> u64 {
    let mut state = 1_u64;
    move |n| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % n
    }
}

#[test]
fn few_events_are_counted_exactly() {
    let mut roll = dice();
    let events: Vec<Value> = (0..250_u32)
        .map(|i| {
            let mut e =
                json!({"n": roll(1000), "c": format!("v{}", roll(40)), "deep": {"er": {"b": roll(2) == 0}}});
            if i.is_multiple_of(3) {
                e["sometimes"] = if i.is_multiple_of(2) { json!(1.5) } else { Value::Null };
            }
            e
        })
        .collect();
    let sketch = sketched(events.clone());
    assert_eq!(sketch.statistics().1, 250);
    let mut numbers: Vec<u64> = events.iter().filter_map(|e| e["n"].as_u64()).collect();
    numbers.sort_unstable();
    let n = field(&sketch, "n");
    assert_eq!(n.numbers, Some((numbers[0] as f64, numbers[124] as f64, numbers[249] as f64)));
    assert_eq!(n.types, [("integer", 250)]);
    let mut counts: BTreeMap<String, i64> = BTreeMap::new();
    for e in &events {
        *counts.entry(e["c"].to_string()).or_default() += 1;
    }
    let mut expected: Vec<_> = counts.into_iter().collect();
    expected.sort_by_key(|(v, n)| (-n, v.clone()));
    let found: Vec<_> = field(&sketch, "c").values.into_iter().map(|(v, n)| (v.to_string(), n)).collect();
    assert_eq!(found, expected[..20]);
    let sometimes = field(&sketch, "sometimes");
    assert_eq!((sometimes.seen, sometimes.types), (84, vec![("null", 42), ("number", 42)]));
    assert_eq!(field(&sketch, "deep.er.b").seen, 250);
}

#[test]
fn many_events_stay_within_the_bounds() {
    let mut roll = dice();
    let count = GENERATION * 2;
    let events: Vec<Value> = (0..count)
        .map(|i| {
            let name = if roll(10) == 0 { "common".to_owned() } else { format!("file-{i}") };
            json!({"n": roll(1_000_000), "name": name})
        })
        .collect();
    let sketch = sketched(events.clone());
    assert_eq!(sketch.statistics().1, whole(count));
    let common = events.iter().filter(|e| e["name"] == "common").count() as i64;
    let (value, told) = field(&sketch, "name").values[0].clone();
    // Space saving is off by at most one in COUNTERS, and never too high here.
    let slack = whole(count) / values::COUNTERS as i64;
    assert!(value == "common" && told <= common && told >= common - slack, "{told} of {common}");
    let (min, median, max) = field(&sketch, "n").numbers.unwrap();
    let rank = |at: f64| events.iter().filter(|e| e["n"].as_f64() < Some(at)).count() as f64 / count as f64;
    assert!((rank(median) - 0.5).abs() < 0.1, "{}", rank(median));
    assert!(rank(min) == 0.0 && rank(max) > 0.999, "{min} {max}");
    let stored = serde_json::to_string(&sketch).unwrap();
    assert!(stored.len() < 40_000, "{}", stored.len());
    assert_eq!(serde_json::from_str::<TypeSketch>(&stored).unwrap(), sketch, "it comes back as it was");
}

#[test]
fn old_generations_are_forgotten_and_room_is_bounded() {
    let mut sketch = sketched((0..10).map(|_| json!({"old": 1})));
    for i in 0..GENERATION * 2 + 10 {
        sketch.add(&object(json!({"new": i % 3})), 0);
    }
    let (fields, events) = sketch.statistics();
    assert_eq!((fields.len(), fields[0].path.as_str()), (1, "new"));
    assert!(events > whole(GENERATION) && events <= whole(GENERATION * 2), "{events}");
    let wide: Object = (0..1000).map(|i| (format!("f{i}"), json!("x".repeat(10_000)))).collect();
    sketch.add(&wide, 0);
    assert_eq!(sketch.statistics().0.len(), MAX_FIELDS);
    assert!(serde_json::to_string(&sketch).unwrap().len() < 200_000);
}

#[test]
fn secrets_and_long_values_are_not_kept() {
    let sketch = sketched([
        json!({"api_key": "k-123", "user": {"Password": "p-123"}, "text": "é".repeat(300), "list": [1, 2]}),
    ]);
    let stored = serde_json::to_string(&sketch).unwrap();
    assert!(!stored.contains("-123"), "{stored}");
    assert_eq!(field(&sketch, "api_key").types, [("string", 1)]);
    let text = field(&sketch, "text");
    assert!(text.values.is_empty() && text.sample.as_str().unwrap().ends_with('…'));
    assert_eq!(field(&sketch, "list").sample, json!([1, 2]));
}

fn drifted(events: impl IntoIterator<Item = Value>) -> Vec<(String, DriftKind, String)> {
    sketched(events).drifts().into_iter().map(|d| (d.path, d.kind, d.text)).collect()
}

#[test]
fn a_field_that_nearly_every_event_had_vanishes() {
    let with = || (0..50).map(|i| json!({"a": {"b": i}, "c": 1}));
    let without = |n: usize| (0..n).map(|_| json!({"c": 1}));
    assert_eq!(drifted(with().chain(without(19))), []);
    let found = drifted(with().chain(without(25)));
    let text = "The last 25 events have no `a`; before, nearly every one had it.";
    assert_eq!(found, [("a".into(), DriftKind::Vanished, text.into())]);
    // One that only some had is not missed.
    let some =
        (0..60_u32).map(|i| if i.is_multiple_of(2) { json!({"a": 1, "c": 1}) } else { json!({"c": 1}) });
    assert_eq!(drifted(some.chain(without(25))), []);
    assert_eq!(drifted(with().chain(without(25)).chain(with().take(1))), [], "it is back");
}

#[test]
fn a_field_comes_as_another_type_or_is_new() {
    let numbers = || (0..30).map(|i| json!({"n": i}));
    let text = "`n` came as a text; before, it was a number.";
    assert_eq!(
        drifted(numbers().chain([json!({"n": "7"})])),
        [("n".into(), DriftKind::NewType, text.into())]
    );
    // Other numbers are still numbers, and nothing is no type.
    assert_eq!(drifted(numbers().chain([json!({"n": 1.5}), json!({"n": null})])), []);
    assert_eq!(drifted((0..10).map(|i| json!({"n": i})).chain([json!({"n": "7"})])), [], "too early to tell");
    let found = drifted(numbers().chain([json!({"n": 1, "m": {"x": 2}})]));
    assert_eq!(
        found,
        [("m".into(), DriftKind::NewField, "`m` is new: the 30 events before had none.".into())]
    );
}
