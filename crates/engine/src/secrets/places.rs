//! Where in a configuration its schema has secrets: values with `"writeOnly": true` or `"format": "password"`.

use serde_json::Value;
use std::collections::BTreeSet;

/// How deep schemas are followed; one may refer to itself.
const DEEPEST: usize = 40;

/// JSON pointers of the values in `config` that are secrets. A value counts when any subschema that may apply says so.
pub(super) fn of(schema: &Value, config: &Value) -> BTreeSet<String> {
    let mut walk = Walk { root: schema, found: BTreeSet::new() };
    walk.visit(schema, config, "", 0);
    walk.found
}

struct Walk<'a> {
    root: &'a Value,
    found: BTreeSet<String>,
}

impl<'a> Walk<'a> {
    fn visit(&mut self, schema: &'a Value, value: &Value, at: &str, depth: usize) {
        if depth > DEEPEST || value.is_null() {
            return;
        }
        let is = |name: &str, wanted: Value| schema.get(name) == Some(&wanted);
        if is("writeOnly", true.into()) || is("format", "password".into()) {
            self.found.insert(at.to_owned());
            return;
        }
        let deeper = depth + 1;
        if let Some(there) = schema.get("$ref").and_then(Value::as_str).and_then(|r| r.strip_prefix('#'))
            && let Some(referred) = self.root.pointer(there)
        {
            self.visit(referred, value, at, deeper);
        }
        for name in ["allOf", "anyOf", "oneOf"] {
            for one in schema.get(name).and_then(Value::as_array).into_iter().flatten() {
                self.visit(one, value, at, deeper);
            }
        }
        for name in ["if", "then", "else"] {
            if let Some(one) = schema.get(name) {
                self.visit(one, value, at, deeper);
            }
        }
        for one in
            schema.get("dependentSchemas").and_then(Value::as_object).into_iter().flat_map(|m| m.values())
        {
            self.visit(one, value, at, deeper);
        }
        match value {
            Value::Object(members) => {
                for (name, member) in members {
                    let at = format!("{at}/{}", escaped(name));
                    let declared = schema.get("properties").and_then(|p| p.get(name));
                    let patterns = schema.get("patternProperties").and_then(Value::as_object);
                    // Whether a pattern fits is not asked: better one secret too many.
                    let others = patterns
                        .into_iter()
                        .flat_map(|m| m.values())
                        .chain(schema.get("additionalProperties"));
                    for one in declared.into_iter().chain(others.filter(|_| declared.is_none())) {
                        self.visit(one, member, &at, deeper);
                    }
                }
            }
            Value::Array(items) => {
                for (i, item) in items.iter().enumerate() {
                    let prefixed = schema.get("prefixItems").and_then(|p| p.get(i));
                    let one = prefixed.or_else(|| match schema.get("items") {
                        Some(Value::Array(list)) => list.get(i).or_else(|| schema.get("additionalItems")),
                        other => other,
                    });
                    for one in one.into_iter().chain(schema.get("contains")) {
                        self.visit(one, item, &format!("{at}/{i}"), deeper);
                    }
                }
            }
            _ => {}
        }
    }
}

/// A member's name as a token of a JSON pointer.
pub(super) fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn secrets_are_found_in_objects_arrays_references_and_alternatives() {
        let schema = json!({
            "$defs": {"login": {"properties": {"user": {}, "password": {"format": "password"}}}},
            "properties": {
                "token": {"type": "string", "writeOnly": true},
                "host": {"type": "string"},
                "login": {"$ref": "#/$defs/login"},
                "hooks": {"items": {"properties": {"path": {}, "secret": {"writeOnly": true}}}},
                "pair": {"prefixItems": [{}, {"writeOnly": true}]},
                "by_name": {"additionalProperties": {"format": "password"}},
                "loop/~": {"$ref": "#"}
            },
            "oneOf": [{"properties": {"key": {"writeOnly": true}}}, {"properties": {"key": {}}}]
        });
        let config = json!({
            "token": "t", "host": "h", "login": {"user": "u", "password": "p"},
            "hooks": [{"path": "/a", "secret": "s"}, {"path": "/b"}, {"path": "/c", "secret": null}],
            "pair": ["open", "shut"], "by_name": {"x": "1"}, "key": "k", "loop/~": {"token": "again"}
        });
        let expected = [
            "/by_name/x",
            "/hooks/0/secret",
            "/key",
            "/login/password",
            "/loop~1~0/token",
            "/pair/1",
            "/token",
        ];
        assert_eq!(of(&schema, &config).into_iter().collect::<Vec<_>>(), expected);
    }
}
