//! Secrets out of a configuration and back into it.

use super::places::{self, escaped};
use super::{Redactor, Reference, Vault};
use prama_model::event::Object;
use prama_model::{FieldProblem, Problem};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The member that stands where a secret is.
const MARK: &str = "$secret";
/// Members by which an item of a list is known again after the list changed.
const NAMES: [&str; 3] = ["id", "path", "name"];

/// A new configuration, its secrets taken out.
#[derive(Debug)]
pub(crate) struct Split {
    /// With references where secrets are kept, and null where new ones are to come.
    pub stored: Value,
    /// To be checked against the schema: new secrets as they are, kept ones as a text.
    pub checked: Object,
    /// New secrets, by pointer.
    pub new: BTreeMap<String, Value>,
    /// Pointers of kept ones.
    pub kept: Vec<String>,
}

/// Takes the secrets out of `config`; `{"$secret": "set"}` keeps the one that `before` has there.
pub(crate) fn split(
    schema: Option<&Value>,
    config: Object,
    before: &Object,
) -> Result<Split, Vec<FieldProblem>> {
    let before = Value::Object(before.clone());
    let mut checked = Value::Object(config);
    let mut marks = Vec::new();
    find_marks(&checked, "", &mut marks);
    let mut stored = checked.clone();
    let (mut kept, mut errors) = (Vec::new(), Vec::new());
    for at in marks {
        let said = checked.pointer(&at).cloned().unwrap_or_default();
        match earlier(&before, &checked, &at) {
            _ if said != json!({MARK: "set"}) => errors.push(FieldProblem::at(
                at,
                "Only {\"$secret\": \"set\"}, a new value or null can stand for a secret.",
            )),
            Earlier::Is(reference) => {
                put(&mut stored, &at, reference);
                put(&mut checked, &at, Value::from("(kept secret)"));
                kept.push(at);
            }
            Earlier::None => errors.push(FieldProblem::at(at, "No secret is set here yet: enter it.")),
            Earlier::Unclear => errors.push(FieldProblem::at(
                at,
                "The list changed, so it is not clear which secret this is: enter it again.",
            )),
        }
    }
    if !errors.is_empty() {
        return Err(errors);
    }
    let mut new = BTreeMap::new();
    for at in schema.map(|s| places::of(s, &checked)).unwrap_or_default() {
        if kept.contains(&at) {
            continue;
        }
        if let Some(value) = stored.pointer_mut(&at) {
            new.insert(at, value.take());
        }
    }
    let checked = match checked {
        Value::Object(object) => object,
        _ => Object::new(),
    };
    Ok(Split { stored, checked, new, kept })
}

impl Split {
    /// What takes every new secret out of a text.
    pub(crate) fn redactor(&self) -> Redactor {
        Redactor::new(self.new.values())
    }

    /// Puts the references of the new secrets in.
    pub(crate) fn finish(mut self, references: &BTreeMap<String, Reference>) -> Object {
        for (at, reference) in references {
            put(&mut self.stored, at, json!({MARK: reference}));
        }
        match self.stored {
            Value::Object(object) => object,
            _ => Object::new(),
        }
    }
}

/// The configuration as it may be shown: `{"$secret": "set"}` for every secret.
pub(crate) fn mask(schema: Option<&Value>, config: Object) -> Object {
    let mut shown = Value::Object(config);
    let mut marks = Vec::new();
    find_marks(&shown, "", &mut marks);
    marks.extend(schema.map(|s| places::of(s, &shown)).unwrap_or_default());
    for at in marks {
        put(&mut shown, &at, json!({MARK: "set"}));
    }
    match shown {
        Value::Object(object) => object,
        _ => Object::new(),
    }
}

/// A stored configuration as a person would send it back: every kept secret as `{"$secret": "set"}`.
pub(crate) fn mark_kept(config: Object) -> Object {
    mask(None, config)
}

/// The references in a stored configuration, by pointer.
pub(crate) fn references(config: &Object) -> Vec<(String, Reference)> {
    let value = Value::Object(config.clone());
    let mut marks = Vec::new();
    find_marks(&value, "", &mut marks);
    let read = |at: String| {
        let held = value.pointer(&at)?.get(MARK)?.clone();
        Some((at, serde_json::from_value(held).ok()?))
    };
    marks.into_iter().filter_map(read).collect()
}

/// A stored configuration with its secrets, for the program only; and what takes them out of its log.
pub(crate) async fn with_secrets(
    vault: &Vault,
    config: Object,
) -> Result<(Object, Option<Redactor>), Box<Problem>> {
    let references = references(&config);
    if references.is_empty() {
        return Ok((config, None));
    }
    let mut value = Value::Object(config);
    let mut secrets = Vec::new();
    for (at, reference) in references {
        let secret = vault.get(&reference).await?;
        put(&mut value, &at, secret.clone());
        secrets.push(secret);
    }
    let config = match value {
        Value::Object(object) => object,
        _ => Object::new(),
    };
    Ok((config, Some(Redactor::new(secrets.iter()))))
}

fn find_marks(value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(members) if members.contains_key(MARK) => found.push(at.to_owned()),
        Value::Object(members) => {
            members.iter().for_each(|(name, v)| find_marks(v, &format!("{at}/{}", escaped(name)), found));
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(i, v)| find_marks(v, &format!("{at}/{i}"), found));
        }
        _ => {}
    }
}

fn put(root: &mut Value, at: &str, value: Value) {
    if let Some(place) = root.pointer_mut(at) {
        *place = value;
    }
}

/// What stood at a place before.
enum Earlier {
    Is(Value),
    None,
    Unclear,
}

/// Follows a pointer through the new configuration and the one before side by side. An item of a list is known again by
/// its id, path or name; items without one only while the list has as many as before.
fn earlier(before: &Value, now: &Value, at: &str) -> Earlier {
    let (mut before, mut now) = (before, now);
    for token in at.split('/').skip(1) {
        let name = token.replace("~1", "/").replace("~0", "~");
        match (before, now) {
            (Value::Object(b), Value::Object(n)) => match (b.get(&name), n.get(&name)) {
                (Some(b), Some(n)) => (before, now) = (b, n),
                _ => return Earlier::None,
            },
            (Value::Array(b), Value::Array(n)) => {
                let Some((i, item)) = name.parse::<usize>().ok().and_then(|i| Some((i, n.get(i)?))) else {
                    return Earlier::None;
                };
                let known_by = NAMES.iter().find_map(|name| Some((name, item.get(name)?)));
                let found = match known_by {
                    Some((name, value)) => {
                        let mut same = b.iter().filter(|old| old.get(name) == Some(value));
                        match (same.next(), same.next()) {
                            (Some(one), None) => one,
                            (None, _) => return Earlier::None,
                            _ => return Earlier::Unclear,
                        }
                    }
                    None if b.len() == n.len() => &b[i],
                    None => return Earlier::Unclear,
                };
                (before, now) = (found, item);
            }
            _ => return Earlier::None,
        }
    }
    if before.get(MARK).is_some_and(Value::is_object) { Earlier::Is(before.clone()) } else { Earlier::None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secrets::Place;

    fn object(value: Value) -> Object {
        value.as_object().unwrap().clone()
    }

    fn schema() -> Value {
        json!({"properties": {"token": {"writeOnly": true}, "hooks": {"items": {"properties": {"secret": {"writeOnly": true}}}},
            "list": {"items": {"format": "password"}}}})
    }

    fn reference(id: &str) -> Value {
        json!({MARK: {"id": id, "in": "file"}})
    }

    #[test]
    fn a_new_secret_is_taken_out_and_a_reference_put_in() {
        let split =
            split(Some(&schema()), object(json!({"token": "hunter2", "host": "h"})), &Object::new()).unwrap();
        assert_eq!(split.stored, json!({"token": null, "host": "h"}));
        assert_eq!(split.new["/token"], "hunter2");
        assert_eq!(split.checked["token"], "hunter2");
        let kept = BTreeMap::from([("/token".to_owned(), Reference { id: "1".into(), place: Place::File })]);
        let stored = split.finish(&kept);
        assert_eq!(Value::Object(stored.clone()), json!({"token": reference("1"), "host": "h"}));
        assert_eq!(mask(Some(&schema()), stored)["token"], json!({MARK: "set"}));
    }

    #[test]
    fn kept_secrets_follow_their_item_when_a_list_changes() {
        let before = object(
            json!({"hooks": [{"path": "/a", "secret": reference("a")}, {"path": "/b", "secret": reference("b")}]}),
        );
        let now = object(json!({"hooks": [{"path": "/b", "secret": {MARK: "set"}}]}));
        let split = split(Some(&schema()), now, &before).unwrap();
        assert_eq!(split.stored, json!({"hooks": [{"path": "/b", "secret": reference("b")}]}));
        assert_eq!(split.kept, ["/hooks/0/secret"]);
    }

    #[test]
    fn what_is_unclear_or_forged_is_refused() {
        let before = object(json!({"list": [reference("1"), reference("2")], "token": reference("3")}));
        let refused = |now: Value| split(Some(&schema()), object(now), &before).unwrap_err()[0].clone();
        assert!(refused(json!({"list": [{MARK: "set"}]})).message.contains("not clear"));
        assert!(refused(json!({"hooks": [{MARK: "set"}]})).message.contains("No secret is set"));
        let forged = refused(json!({"host": reference("3")}));
        assert_eq!(forged.pointer, "/host");
        assert!(split(Some(&schema()), object(json!({"list": [{MARK: "set"}, "new"]})), &before).is_ok());
    }

    #[test]
    fn a_secret_left_in_plain_text_is_never_shown() {
        let shown = mask(Some(&schema()), object(json!({"token": "left from before", "host": "h"})));
        assert_eq!(Value::Object(shown), json!({"token": {MARK: "set"}, "host": "h"}));
    }
}
