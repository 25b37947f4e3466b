//! What older forms become.

use prama_model::condition::Condition;
use serde_json::{Value, json};

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
