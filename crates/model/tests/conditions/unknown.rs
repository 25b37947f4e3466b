//! What cannot be said is unknown, through groups too, and what a policy makes of it.

use crate::support::{compiled, event_of};
use crate::{data, result};
use prama_model::condition::{Facts, Truth};
use serde_json::{Value, json};

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
