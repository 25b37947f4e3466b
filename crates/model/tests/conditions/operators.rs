//! What each operator and its not form says.

use crate::result;
use crate::support::event_of;
use prama_model::condition::{Compiled, Condition, Facts, Op, Truth};
use serde_json::{Value, json};

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
