//! What can never work is refused with its place.

use prama_model::condition::{Compiled, Condition};
use serde_json::{Value, json};

#[test]
fn what_can_never_work_is_said_with_its_place_and_a_suggestion() {
    let places = |condition: &Value| -> Vec<(String, Option<String>)> {
        let parsed = match Condition::from_value(condition) {
            Ok(parsed) => parsed,
            Err(p) => return vec![(p.pointer, p.suggestion)],
        };
        let problems = Compiled::new(parsed.as_ref()).err().unwrap_or_default();
        problems.into_iter().map(|p| (p.pointer, p.suggestion)).collect()
    };
    let bad = json!({"all": [{"field": "a", "op": "exists"}, {"any": [{"field": "n", "op": "lt", "value": "big"}, {"field": "t", "op": "matches_regex", "value": "("}]}]});
    assert_eq!(places(&bad), [("/all/1/any/0/value".into(), None), ("/all/1/any/1/value".into(), None)]);
    let one = |place: &str, hint: &str| vec![(place.to_owned(), (!hint.is_empty()).then(|| hint.to_owned()))];
    for (wrong, place, hint) in [
        (json!({"all": [{"field": "a", "op": "contians", "value": "x"}]}), "/all/0/op", "contains"),
        (json!({"field": "a", "op": "greater_than", "value": 1}), "/op", "gt"),
        (json!({"field": "a", "op": "is", "vaule": "x"}), "/vaule", "value"),
        (json!({"field": "a", "op": "is", "value": "x", "case": true}), "/case", ""),
        (json!({"field": "a", "op": "is", "value": "x", "case_sensitive": "yes"}), "/case_sensitive", ""),
        (json!({"field": "a", "op": "exists", "value": false}), "/value", ""),
        (json!({"field": "a", "op": "is", "value": "x", "if_unknown": "mtach"}), "/if_unknown", "match"),
        (json!({"field": "a", "op": "is"}), "/value", ""),
        (json!({"op": "is", "value": 1}), "/field", ""),
        (json!({"field": "a", "op": "weekday_is", "value": ["mo"]}), "/value", ""),
        (json!({"field": "a", "op": "time_between", "value": ["8", "9"]}), "/value", ""),
        (
            json!({"field": "a", "op": "time_between", "value": ["08:00", "09:00"], "time_zone": "Rome"}),
            "/time_zone",
            "",
        ),
        (json!({"field": "a", "op": "is", "value": "x", "time_zone": "Europe/Rome"}), "/time_zone", ""),
        (json!({"field": "a", "op": "between", "value": [9, 1]}), "/value", ""),
        (json!({"field": "a", "op": "any_item", "value": {"op": "hurrah", "value": 1}}), "/value/op", ""),
        (
            json!({"field": "a", "op": "any_item", "value": {"op": "is", "value": 1, "if_unknown": "match"}}),
            "/value/if_unknown",
            "",
        ),
        (json!({"expression": "event."}), "/expression", ""),
        (json!({"expression": "events.data.x > 1"}), "/expression", "event"),
        (json!({"expresion": "event.data.x > 1"}), "/expresion", "expression"),
        (json!({"al": [{"field": "a", "op": "exists"}]}), "/al", "all"),
        (json!({"all": 5}), "/all", ""),
        (json!({"all": [], "any": []}), "/any", ""),
        (json!({"none": [{"all": []}]}), "", ""),
        (json!({"field": "a", "op": "in_last_seconds", "value": -5}), "/value", ""),
        (json!({"field": "a", "op": "count_eq", "value": 1.5}), "/value", ""),
        (json!({"field": "a", "op": "count_lt", "value": -1}), "/value", ""),
        (json!({"field": "a", "op": "time_between", "value": ["+8:00", "18:00"]}), "/value", ""),
        (
            json!({"field": "a", "op": "weekday_is_not", "value": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]}),
            "/value",
            "",
        ),
        (json!({"field": "a", "op": "extension_is", "value": "*.pdf"}), "/value", ""),
        (json!({"field": "a", "op": "inside_folder", "value": "~/Scans"}), "/value", ""),
        (json!({"expression": "foo(event.data.x)"}), "/expression", ""),
        (json!({"expression": "'yes'"}), "/expression", ""),
        (json!({"expression": "1/0 == 1"}), "/expression", ""),
        (json!([{"field": "a"}]), "/0/op", ""),
    ] {
        assert_eq!(places(&wrong), one(place, hint), "{wrong}");
    }
    assert_eq!(Condition::from_value(&json!({})).unwrap(), None);
}

#[test]
fn conditions_on_items_count_and_nest_like_others() {
    let many: Vec<Value> = (0..201).map(|n| json!({"op": "eq", "value": n})).collect();
    let refused = |condition: &Value| {
        let parsed = Condition::from_value(condition).unwrap();
        Compiled::new(parsed.as_ref()).unwrap_err().into_iter().map(|p| p.pointer).collect::<Vec<_>>()
    };
    assert_eq!(refused(&json!({"field": "a", "op": "any_item", "value": {"all": many}})), [""]);
    let deep =
        (0..12).fold(json!({"op": "eq", "value": 1}), |inner, _| json!({"op": "any_item", "value": inner}));
    let mut deep = deep;
    deep["field"] = json!("a");
    assert_eq!(refused(&deep), ["/value".repeat(9)]);
}
