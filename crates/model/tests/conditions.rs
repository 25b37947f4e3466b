//! Conditions from outside: what each operator says, what is unknown, what is refused with its place, and what older forms become.
#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use prama_model::condition::{Compiled, Condition, Explained, Facts, Op, Stop, Truth, Unknown, impossible};
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use support::{compiled, event_of};

fn data() -> Value {
    json!({"filename": "Invoice-0142.PDF", "file_size": 102_400, "source_folder": "/home/marta/Scans", "tags": ["urgent", "paid"],
           "at": "2026-05-03T10:00:00", "paid": true, "customer": {"city": "Turin", "lines": [{"qty": 2}, {"qty": 7}, {"note": "x"}]},
           "a.b": "dotted", "deep": {"c.d": {"e.f": [1, 2]}}, "none": null, "empty": "", "path": "/home/marta/Scans/Invoice-0142.PDF", "no_tags": []})
}

fn result(condition: &Value) -> Truth {
    let event = event_of(data());
    let facts = Facts::of(&event);
    let compiled = compiled(condition);
    let judged = compiled.judge(&facts);
    let explained = compiled.explain(&facts).unwrap();
    assert_eq!(explained.passed(), judged.is_ok(), "{condition}");
    match (judged, explained) {
        (Err(Stop { unknown: true, .. }), _) => Truth::Unknown,
        (judged, _) => judged.is_ok().into(),
    }
}

#[test]
fn operators_and_their_not_forms_mean_what_they_say() {
    let yes = [
        json!({"field": "filename", "op": "contains", "value": "invoice"}),
        json!({"field": "deep.c.d.e.f.1", "op": "eq", "value": 2}),
        json!({"field": "customer.lines.1.qty", "op": "eq", "value": 7}),
        json!({"field": "tags", "op": "contains", "value": "Urgent"}),
        json!({"field": "filename", "op": "is", "value": "invoice-0142.pdf"}),
        json!({"field": "file_size", "op": "is", "value": 102_400}),
        json!({"field": "filename", "op": "starts_with", "value": "INV"}),
        json!({"field": "filename", "op": "extension_is", "value": ".Pdf"}),
        json!({"field": "filename", "op": "ends_with", "value": ".pdf"}),
        json!({"field": "filename", "op": "matches_glob", "value": "invoice-*.pdf"}),
        json!({"field": "filename", "op": "matches_regex", "value": r"^invoice-\d{4}"}),
        json!({"field": "filename", "op": "is_one_of", "value": ["x", "INVOICE-0142.pdf"]}),
        json!({"field": "empty", "op": "is_empty"}),
        json!({"field": "none", "op": "is_empty"}),
        json!({"field": "file_size", "op": "eq", "value": "102400"}),
        json!({"field": "file_size", "op": "lt", "value": 20_000_000}),
        json!({"field": "file_size", "op": "le", "value": 102_400}),
        json!({"field": "file_size", "op": "between", "value": [1, 200_000]}),
        json!({"field": "at", "op": "before", "value": "2026-05-04T00:00:00Z"}),
        json!({"field": "at", "op": "after", "value": "2026-05-02T00:00:00Z"}),
        json!({"field": "at", "op": "in_last_seconds", "value": 60}),
        json!({"field": "at", "op": "weekday_is", "value": ["sun", "Saturday"]}),
        json!({"field": "at", "op": "time_between", "value": ["09:30", "10:30"]}),
        json!({"field": "at", "op": "time_between", "value": ["22:00", "10:30"]}),
        json!({"field": "at", "op": "time_between", "value": ["12:00", "12:01"], "time_zone": "Europe/Rome"}),
        json!({"field": "paid", "op": "is_true"}),
        json!({"field": "tags", "op": "has_item", "value": "Urgent"}),
        json!({"field": "tags", "op": "count_eq", "value": 2}),
        json!({"field": "tags", "op": "count_ge", "value": 2}),
        json!({"field": "tags", "op": "count_gt", "value": 1}),
        json!({"field": "tags", "op": "any_item", "value": {"op": "starts_with", "value": "ur"}}),
        json!({"field": "customer.lines", "op": "any_item", "value": {"field": "qty", "op": "gt", "value": 5}}),
        json!({"field": "tags", "op": "all_items", "value": {"any": [{"op": "is", "value": "paid"}, {"op": "is", "value": "urgent"}]}}),
        json!({"field": "no_tags", "op": "all_items", "value": {"op": "is", "value": "paid"}}),
        json!({"field": "customer", "op": "has_field", "value": "city"}),
        json!({"field": "filename", "op": "extension_is", "value": ".pdf"}),
        json!({"field": "source_folder", "op": "inside_folder", "value": "/home/marta/"}),
        json!({"field": "path", "op": "file_name_matches", "value": "invoice-????.pdf"}),
        json!({"field": "customer.city", "op": "exists"}),
        json!({"field": "customer.lines.0.qty", "op": "eq", "value": 2}),
        json!({"field": "a.b", "op": "is", "value": "dotted"}),
    ];
    let mut seen = Vec::new();
    for leaf in yes {
        assert_eq!(result(&leaf), Truth::True, "{leaf} should hold");
        let op = Op::ALL.iter().find(|op| op.name() == leaf["op"]).unwrap();
        seen.push(*op);
        let denial = Op::ALL.iter().find(|o| o.denies() == Some(*op));
        if let Some(denial) = denial {
            let mut leaf = leaf.clone();
            leaf["op"] = json!(denial.name());
            assert_eq!(result(&leaf), Truth::False, "{leaf} should not hold");
            seen.push(*denial);
        }
    }
    let left: Vec<_> = Op::ALL.iter().filter(|op| !seen.contains(op)).collect();
    assert!(left.is_empty(), "no case for {left:?}");
    for leaf in [
        json!({"field": "filename", "op": "contains", "value": "invoice", "case_sensitive": true}),
        json!({"field": "filename", "op": "matches_glob", "value": "invoice"}),
        json!({"field": "source_folder", "op": "inside_folder", "value": "/home/mart"}),
        json!({"field": "file_size", "op": "contains", "value": "999"}),
        json!({"field": "at", "op": "time_between", "value": ["10:30", "22:00"]}),
    ] {
        assert_eq!(result(&leaf), Truth::False, "{leaf} should not hold");
    }
}

#[test]
fn what_cannot_be_said_is_unknown_also_for_not_forms() {
    for leaf in [
        json!({"field": "nowhere", "op": "contains", "value": "x"}),
        json!({"field": "nowhere", "op": "is_not", "value": "x"}),
        json!({"field": "nowhere", "op": "ne", "value": 1}),
        json!({"field": "nowhere", "op": "is_empty"}),
        json!({"field": "none", "op": "is", "value": "x"}),
        json!({"field": "filename", "op": "gt", "value": 5}),
        json!({"field": "filename", "op": "is", "value": 5}),
        json!({"field": "filename", "op": "is_true"}),
        json!({"field": "filename", "op": "before", "value": "2026-05-04T00:00:00Z"}),
        json!({"field": "filename", "op": "not_has_item", "value": "x"}),
        json!({"field": "customer", "op": "contains", "value": "x"}),
        json!({"field": "customer.lines", "op": "any_item", "value": {"field": "qty", "op": "gt", "value": 50}}),
        json!({"field": "customer.lines", "op": "all_items", "value": {"field": "qty", "op": "lt", "value": 50}}),
        json!({"expression": "event.data.nowhere > 1"}),
        json!({"expression": "event.data.file_size"}),
    ] {
        assert_eq!(result(&leaf), Truth::Unknown, "{leaf}");
        // Turned round it is as unknown as before.
        assert_eq!(result(&json!({"none": [leaf]})), Truth::Unknown);
    }
    assert_eq!(result(&json!({"field": "nowhere", "op": "is_missing"})), Truth::True);
    assert_eq!(result(&json!({"field": "nowhere", "op": "exists"})), Truth::False);
}

#[test]
fn groups_follow_kleene() {
    let (t, f, u) = (
        json!({"field": "paid", "op": "is_true"}),
        json!({"field": "paid", "op": "is_false"}),
        json!({"field": "nowhere", "op": "is_true"}),
    );
    use Truth::{False, True, Unknown};
    for (children, all, any, none) in [
        (vec![&t, &t], True, True, False),
        (vec![&t, &f], False, True, False),
        (vec![&f, &f], False, False, True),
        (vec![&u, &t], Unknown, True, False),
        (vec![&u, &f], False, Unknown, Unknown),
        (vec![&f, &u], False, Unknown, Unknown),
        (vec![&u, &u], Unknown, Unknown, Unknown),
        (vec![], True, True, True),
    ] {
        assert_eq!(result(&json!({"all": children})), all, "all {children:?}");
        assert_eq!(result(&json!({"any": children})), any, "any {children:?}");
        assert_eq!(result(&json!({"none": children})), none, "none {children:?}");
    }
}

#[test]
fn a_policy_says_what_an_unknown_leaf_does() {
    let leaf = |policy: &str| json!({"field": "nowhere", "op": "is", "value": "x", "if_unknown": policy});
    assert_eq!(result(&leaf("no_match")), Truth::Unknown);
    // "match" helps the trigger to match in whichever group the leaf is.
    for group in [
        leaf("match"),
        json!({"none": [leaf("match")]}),
        json!({"none": [{"none": [leaf("match")]}]}),
        json!({"all": [leaf("match"), {"field": "paid", "op": "is_true"}]}),
    ] {
        assert_eq!(result(&group), Truth::True, "{group}");
    }
    let event = event_of(data());
    let stop = |condition: Value| {
        let compiled = compiled(&condition);
        compiled.judge(&Facts::of(&event)).map_err(|s| (s.leaf.to_owned(), s.error))
    };
    assert_eq!(stop(leaf("error")), Err(("0".to_owned(), true)));
    // It is an error only when the result hangs on it.
    let paid = json!({"field": "paid", "op": "is_true"});
    let unpaid = json!({"field": "paid", "op": "is_false"});
    assert_eq!(stop(json!({"any": [leaf("error"), paid]})), Ok(()));
    assert_eq!(stop(json!({"all": [leaf("error"), unpaid]})), Err(("1".to_owned(), false)));
    assert_eq!(stop(json!({"all": [leaf("no_match"), leaf("error")]})), Err(("1".to_owned(), true)));
}

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

#[test]
fn large_whole_numbers_are_told_apart() {
    let judged = |op: &str, value: Value, actual: Value| {
        let condition = Condition::from_value(&json!({"field": "id", "op": op, "value": value})).unwrap();
        let event = event_of(json!({"id": actual}));
        Compiled::new(condition.as_ref()).unwrap().judge(&Facts::of(&event)).is_ok()
    };
    let (n, next) = (9_007_199_254_740_992_i64, 9_007_199_254_740_993_i64);
    for op in ["is", "eq"] {
        assert!(judged(op, json!(n), json!(n)) && !judged(op, json!(n), json!(next)), "{op}");
        assert!(!judged(op, json!(u64::MAX), json!(u64::MAX - 1)), "{op}");
    }
    assert!(judged("gt", json!(n), json!(next)) && !judged("ge", json!(next), json!(n)));
    assert!(judged("lt", json!(u64::MAX), json!(-1)) && judged("eq", json!("9007199254740993"), json!(next)));
    assert!(
        !judged("between", json!([n, n]), json!(next)) && judged("between", json!([n, next]), json!(next))
    );
    assert!(
        judged("eq", json!(0), json!(-0.0))
            && judged("eq", json!(2.0), json!(2))
            && judged("gt", json!(1e308), json!(1.5e308))
    );
}

#[test]
fn older_forms_are_converted_or_refused_with_the_reason() {
    let same = |older: Value, now: Value| {
        let older = Condition::from_value(&older).unwrap_or_else(|p| panic!("{older}: {p:?}"));
        assert_eq!(serde_json::to_value(older).unwrap(), now);
    };
    same(
        json!({"filename_pattern": "*.pdf", "min_size": 1000, "max_size": 5000, "metadata_contains": {"author": "Rossi"}}),
        json!({"all": [{"field": "filename", "op": "matches_glob", "value": "*.pdf"}, {"field": "file_size", "op": "ge", "value": 1000},
                       {"field": "file_size", "op": "le", "value": 5000},
                       {"field": "metadata.author", "op": "is", "value": "Rossi", "case_sensitive": true}]}),
    );
    same(
        json!({"filename_pattern": r"invoice_.*\.pdf$"}),
        json!({"field": "filename", "op": "matches_regex", "value": r"invoice_.*\.pdf$"}),
    );
    same(json!({"amount": {"$gt": 1000}}), json!({"field": "amount", "op": "gt", "value": 1000}));
    same(
        json!({"amount": {"$gte": 10, "$lt": 20}, "status": {"$in": ["a", "b"]}}),
        json!({"all": [{"all": [{"field": "amount", "op": "ge", "value": 10}, {"field": "amount", "op": "lt", "value": 20}]},
                       {"field": "status", "op": "is_one_of", "value": ["a", "b"], "case_sensitive": true}]}),
    );
    same(json!({"amount": ">1000"}), json!({"field": "amount", "op": "gt", "value": 1000}));
    same(json!({"amount": ">= 10.5"}), json!({"field": "amount", "op": "ge", "value": 10.5}));
    same(
        json!({"name": "> not a number"}),
        json!({"field": "name", "op": "is", "value": "> not a number", "case_sensitive": true}),
    );
    same(
        json!({"paid": true, "n": 3}),
        json!({"all": [{"field": "paid", "op": "is_true"}, {"field": "n", "op": "eq", "value": 3}]}),
    );
    same(json!({"x": {"$exists": false}}), json!({"field": "x", "op": "is_missing"}));
    same(
        json!({"$or": [{"a": 1}, {"b": {"$not": {"$lt": 2}}}]}),
        json!({"any": [{"field": "a", "op": "eq", "value": 1}, {"none": [{"field": "b", "op": "lt", "value": 2}]}]}),
    );
    same(
        json!({"$and": [{"a": 1}, {"field": "b", "op": "lt", "value": 2}]}),
        json!({"all": [{"field": "a", "op": "eq", "value": 1}, {"field": "b", "op": "lt", "value": 2}]}),
    );
    for (older, place) in [
        (json!({"amount": ">1,000"}), "/amount"),
        (json!({"amount": "> 10 EUR"}), "/amount"),
        (json!({"amount": ">=1e400"}), "/amount"),
        (json!({"amount": "=>5"}), "/amount"),
        (json!({"amount": {"$gt": "big"}}), "/amount/$gt"),
        (json!({"tags": {"$size": -1}}), "/tags/$size"),
        (json!({"filename_pattern": "^(.pdf"}), "/filename_pattern"),
        (json!({"filename_pattern": "[a-z]*.pdf"}), "/filename_pattern"),
        (json!({"$or": []}), "/$or"),
        (json!({"$or": [{"all": [{"field": "a", "op": "equalz"}]}]}), "/$or/0/all/0/op"),
        (json!({"": 1}), "/"),
        (json!({"amount": {"$gtr": 1}}), "/amount/$gtr"),
        (json!({"amount": {"gt": 1}}), "/amount/gt"),
        (json!({"$where": "x"}), "/$where"),
        (json!({"min_size": "big"}), "/min_size"),
        (json!({"tags": ["a"]}), "/tags"),
        (json!({"amount": {}}), "/amount"),
    ] {
        assert_eq!(Condition::from_value(&older).unwrap_err().pointer, place, "{older}");
    }
}

#[test]
fn what_the_schema_rules_out_is_refused_with_the_reason() {
    let schema = json!({"properties": {
        "file_size": {"type": "integer"}, "filename": {"type": "string"}, "paid": {"type": "boolean"}, "tags": {"type": "array"},
        "status": {"type": "string", "enum": ["open", "paid"]}, "any": {}, "at": {"type": "string", "format": "date-time"},
        "customer": {"type": "object", "properties": {"city": {"type": "string"}}, "additionalProperties": false}
    }});
    let said = |leaf: Value| {
        let condition = Condition::from_value(&json!({"all": [leaf]})).unwrap().unwrap();
        let mut found = impossible(&condition, &schema);
        found.pop().map(|p| (p.pointer, p.message, p.suggestion))
    };
    for (leaf, place, message, near) in [
        (
            json!({"field": "file_size", "op": "lt", "value": "big"}),
            "/all/0/value",
            "file_size is a number; \"big\" can never match.",
            None,
        ),
        (
            json!({"field": "file_size", "op": "is", "value": "big"}),
            "/all/0/value",
            "file_size is a number; \"big\" can never match.",
            None,
        ),
        (
            json!({"field": "file_size", "op": "eq", "value": 1.5}),
            "/all/0/value",
            "file_size is a number; 1.5 can never match.",
            None,
        ),
        (
            json!({"field": "file_size", "op": "has_item", "value": 1}),
            "/all/0/op",
            "file_size is a number; \"has the item\" can never match.",
            None,
        ),
        (
            json!({"field": "filename", "op": "gt", "value": 5}),
            "/all/0/op",
            "filename is a text; \">\" can never match.",
            None,
        ),
        (
            json!({"field": "filename", "op": "is", "value": 5}),
            "/all/0/value",
            "filename is a text; 5 can never match.",
            Some("5"),
        ),
        (
            json!({"field": "paid", "op": "is", "value": "yes"}),
            "/all/0/value",
            "paid is yes or no; \"yes\" can never match.",
            None,
        ),
        (
            json!({"field": "status", "op": "is", "value": "payd"}),
            "/all/0/value",
            "status can only be open, paid; \"payd\" can never match.",
            Some("paid"),
        ),
        (
            json!({"field": "status", "op": "is_one_of", "value": ["open", "late"]}),
            "/all/0/value",
            "status can only be open, paid; \"late\" can never match.",
            None,
        ),
        (
            json!({"field": "customer.ctiy", "op": "is", "value": "x"}),
            "/all/0/field",
            "Events of this type have no `customer.ctiy`. Did you mean `customer.city`?",
            Some("customer.city"),
        ),
    ] {
        let wanted = (place.to_owned(), message.to_owned(), near.map(ToOwned::to_owned));
        assert_eq!(said(leaf.clone()), Some(wanted), "{leaf}");
    }
    for leaf in [
        json!({"field": "file_size", "op": "eq", "value": "102400"}),
        json!({"field": "file_size", "op": "lt", "value": 1.5}),
        json!({"field": "file_size", "op": "contains", "value": "24"}),
        json!({"field": "status", "op": "is", "value": "PAID"}),
        json!({"field": "any", "op": "gt", "value": 5}),
        json!({"field": "undeclared", "op": "gt", "value": 5}),
        json!({"field": "at", "op": "weekday_is", "value": ["mon"]}),
        json!({"field": "tags", "op": "contains", "value": "x"}),
    ] {
        assert_eq!(said(leaf.clone()), None, "{leaf}");
    }
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
    let leaf = ("[a-c.]{1,4}", prop::sample::select(Op::ALL), value(), any::<bool>()).prop_map(
        |(field, op, value, case)| {
            let mut leaf = json!({"field": field, "op": op.name(), "case_sensitive": case});
            if !op.is_unary() {
                leaf["value"] = value;
            }
            leaf
        },
    );
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
            let event = event_of(Value::Object(data.into_iter().collect::<Map<_, _>>()));
            let facts = Facts::of(&event);
            prop_assert_eq!(compiled.explain(&facts).unwrap().passed(), compiled.judge(&facts).is_ok());
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
