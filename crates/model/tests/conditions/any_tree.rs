//! Whatever a tree or an expression looks like.

use crate::support::event_of;
use prama_model::condition::{Compiled, Condition, Facts, Op};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

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
