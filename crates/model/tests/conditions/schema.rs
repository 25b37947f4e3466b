//! What the schema of an event type rules out.

use prama_model::condition::{Condition, impossible};
use serde_json::{Value, json};

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
