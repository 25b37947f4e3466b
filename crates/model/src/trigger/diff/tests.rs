//! What a change is called.

use super::*;
use serde_json::json;

fn texts(before: Value, after: Value) -> Vec<String> {
    let definition = |v: Value| {
        let mut whole = json!({"id": "t", "name": "T", "source": "s", "event_type": "e", "workflow_id": "w"});
        whole.as_object_mut().unwrap().extend(v.as_object().unwrap().clone());
        serde_json::from_value::<Definition>(whole).unwrap()
    };
    let name = |n: Named<'_>| match n {
        Named::Source(id) | Named::Type(_, id) | Named::Workflow(id) => id.to_uppercase(),
    };
    diff(&definition(before), &definition(after), name).into_iter().map(|c| c.text).collect()
}

fn leaf(field: &str, op: &str, value: Value) -> Value {
    json!({"field": field, "op": op, "value": value})
}

#[test]
fn a_change_is_said_as_a_person_would() {
    let all = |leaves: Vec<Value>| json!({"conditions": {"all": leaves}});
    let name = |v: &str| leaf("filename", "contains", json!(v));
    let cases = [
        (
            all(vec![name("invoice")]),
            all(vec![name("invoices")]),
            "filename contains \"invoice\" → \"invoices\"",
        ),
        (all(vec![name("a b")]), all(vec![name("a c")]), "filename contains \"a b\" → \"a c\""),
        (
            all(vec![name("invoice")]),
            all(vec![leaf("filename", "is", json!("x"))]),
            "filename contains \"invoice\" → is \"x\"",
        ),
        (all(vec![leaf("size", "lt", json!(5))]), all(vec![leaf("size", "lt", json!(70))]), "size < 5 → 70"),
        (
            all(vec![name("x")]),
            all(vec![json!({"field": "filename", "op": "contains", "value": "x", "case_sensitive": true})]),
            "filename contains \"x\" (any case) → \"x\" (exact case)",
        ),
        (all(vec![name("x")]), json!({}), "removed: filename contains \"x\" (any case)"),
        (json!({}), all(vec![name("x")]), "added: filename contains \"x\" (any case)"),
        (json!({}), json!({"name": "U"}), "name \"T\" → \"U\""),
        (json!({}), json!({"workflow_id": "archive"}), "runs W → ARCHIVE"),
        (json!({}), json!({"options": {"once": {"per": "file"}}}), "added: Once per file"),
        (
            json!({"options": {"once": {"per": "file"}}}),
            json!({"options": {"once": {"per": "path"}}}),
            "Once per file → Once per path",
        ),
    ];
    for (before, after, text) in cases {
        assert_eq!(texts(before, after), [text]);
    }
}

#[test]
fn groups_and_moves_are_told_apart_from_what_comes_and_goes() {
    let (a, b) = (leaf("a", "is", json!(1)), leaf("b", "is", json!(2)));
    assert_eq!(
        texts(json!({"conditions": {"all": [a, b]}}), json!({"conditions": {"any": [a, b]}})),
        ["all of these → any of these"]
    );
    assert_eq!(
        texts(json!({"conditions": {"all": [a, b]}}), json!({"conditions": {"all": [a, {"none": [b]}]}})),
        ["b is 2: moved to a group (none of these)"]
    );
    assert_eq!(
        texts(json!({"conditions": {"all": [a, b]}}), json!({"conditions": {"all": [b, a]}})),
        [""; 0]
    );
}

#[test]
fn a_summary_is_one_line() {
    let change = |text: &str| changed("", Value::Null, Value::Null, text.to_owned());
    let changes: Vec<_> = ["a", "b", "c", "d", "e"].map(change).into();
    assert_eq!(summary(&changes), "a; b; c; 2 more");
    assert_eq!(summary(&changes[..1]), "a");
}
