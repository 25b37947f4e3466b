//! What changed between two revisions of a trigger, each change as a person would say it.

use super::{Definition, Options, option_sentences};
use crate::condition::{Condition, GroupOp, words as phrase};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Whether something came, went or became something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// It was not there before.
    Added,
    /// It is not there any more.
    Removed,
    /// It says something else.
    Changed,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// JSON pointer into the definition: into the newer one, or into the older one for what was removed.
    pub path: String,
    /// What happened.
    pub kind: ChangeKind,
    /// What stood there.
    pub before: Option<Value>,
    /// What stands there.
    pub after: Option<Value>,
    /// The change in words, e.g. `filename contains "invoice" → "invoices"`.
    pub text: String,
}

/// What has a display name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named<'a> {
    /// A source, by id.
    Source(&'a str),
    /// An event type of a source.
    Type(&'a str, &'a str),
    /// A workflow, by id.
    Workflow(&'a str),
}

/// Changes named in a summary.
const IN_SUMMARY: usize = 3;

/// The changes that lead from one definition to the other. Whether it is on is no part of a revision.
pub fn diff(before: &Definition, after: &Definition, name: impl Fn(Named<'_>) -> String) -> Vec<Change> {
    let mut out = Vec::new();
    let mut plain = |path: &str, old: &str, new: &str, text: String| {
        if old != new {
            out.push(changed(path, old.into(), new.into(), text));
        }
    };
    plain("/name", &before.name, &after.name, format!("name \"{}\" → \"{}\"", before.name, after.name));
    let source = |d: &Definition| name(Named::Source(&d.source));
    plain("/source", &before.source, &after.source, format!("source {} → {}", source(before), source(after)));
    let event = |d: &Definition| name(Named::Type(&d.source, &d.event_type));
    plain(
        "/event_type",
        &before.event_type,
        &after.event_type,
        format!("event {} → {}", event(before), event(after)),
    );
    let workflow = |d: &Definition| name(Named::Workflow(&d.workflow_id));
    plain(
        "/workflow_id",
        &before.workflow_id,
        &after.workflow_id,
        format!("runs {} → {}", workflow(before), workflow(after)),
    );
    conditions(before.conditions.as_ref(), after.conditions.as_ref(), &mut out);
    options(before.options.as_deref(), after.options.as_deref(), &mut out);
    out
}

/// The changes in one line.
#[must_use]
pub fn summary(changes: &[Change]) -> String {
    let mut texts: Vec<&str> = changes.iter().take(IN_SUMMARY).map(|c| c.text.as_str()).collect();
    let more = match changes.len().saturating_sub(IN_SUMMARY) {
        0 => String::new(),
        n => format!("{n} more"),
    };
    if !more.is_empty() {
        texts.push(&more);
    }
    texts.join("; ")
}

fn changed(path: &str, before: Value, after: Value, text: String) -> Change {
    Change {
        path: path.to_owned(),
        kind: ChangeKind::Changed,
        before: Some(before),
        after: Some(after),
        text,
    }
}

/// Each option is said as in the trigger's sentence.
fn options(before: Option<&Options>, after: Option<&Options>, out: &mut Vec<Change>) {
    let json =
        |o: Option<&Options>, name: &str| o.and_then(|o| serde_json::to_value(o).ok()?.get(name).cloned());
    let said = |o: Option<&Options>| o.map(option_sentences).unwrap_or_default();
    let (old, new) = (said(before), said(after));
    let names = old.iter().chain(new.iter().filter(|(name, _)| !old.iter().any(|(n, _)| n == name)));
    for (name, _) in names {
        let text = |of: &[(&'static str, String)]| {
            let found = of.iter().find(|(n, _)| n == name);
            found.map(|(_, text)| text.trim_end_matches('.').to_owned())
        };
        let (was, is) = (json(before, name), json(after, name));
        let (kind, text) = match (text(&old), text(&new)) {
            _ if was == is => continue,
            (Some(a), Some(b)) => (ChangeKind::Changed, format!("{a} → {b}")),
            (Some(a), None) => (ChangeKind::Removed, format!("removed: {a}")),
            (None, Some(b)) => (ChangeKind::Added, format!("added: {b}")),
            (None, None) => continue,
        };
        out.push(Change { path: format!("/options/{name}"), kind, before: was, after: is, text });
    }
}

/// A leaf with its place.
struct Placed {
    pointer: String,
    /// The groups it stands in below the outermost one, outermost first.
    groups: Vec<GroupOp>,
    json: Value,
    words: String,
}

impl Placed {
    fn said(&self, key: &str) -> Option<&Value> {
        self.json.get(key)
    }
}

fn conditions(before: Option<&Condition>, after: Option<&Condition>, out: &mut Vec<Change>) {
    let (mut old, mut new) = (Vec::new(), Vec::new());
    let (was, is) = (spread(before, &mut old), spread(after, &mut new));
    if was != is && old.len().max(new.len()) > 1 {
        let text = format!("{} → {}", group_words(was), group_words(is));
        out.push(changed("/conditions", group_name(was).into(), group_name(is).into(), text));
    }
    // What stays as it is, then what is the same in another group, then what still asks of the same field.
    pair(&mut old, &mut new, |a, b| a.json == b.json && a.groups == b.groups, |_, _| ());
    pair(
        &mut old,
        &mut new,
        |a, b| a.json == b.json,
        |a, b| {
            let text = format!("{}: moved to {}", a.words, place_words(&b.groups, is));
            out.push(changed(&b.pointer, a.json.clone(), b.json.clone(), text));
        },
    );
    for same in [&["field", "op"][..], &["field"][..]] {
        let alike = |a: &Placed, b: &Placed| {
            same.iter().all(|key| a.said(key).is_some() && a.said(key) == b.said(key))
        };
        pair(&mut old, &mut new, alike, |a, b| {
            out.push(changed(&b.pointer, a.json.clone(), b.json.clone(), from_to(a, b)));
        });
    }
    out.extend(old.into_iter().map(|a| Change {
        path: a.pointer,
        kind: ChangeKind::Removed,
        text: format!("removed: {}", a.words),
        before: Some(a.json),
        after: None,
    }));
    out.extend(new.into_iter().map(|b| Change {
        path: b.pointer,
        kind: ChangeKind::Added,
        text: format!("added: {}", b.words),
        before: None,
        after: Some(b.json),
    }));
}

/// Takes out of both lists what belongs together.
fn pair(
    old: &mut Vec<Placed>,
    new: &mut Vec<Placed>,
    alike: impl Fn(&Placed, &Placed) -> bool,
    mut found: impl FnMut(&Placed, &Placed),
) {
    old.retain(|a| {
        let Some(i) = new.iter().position(|b| alike(a, b)) else { return true };
        found(a, &new.remove(i));
        false
    });
}

/// The leaves of a tree; gives the outermost group.
fn spread(condition: Option<&Condition>, out: &mut Vec<Placed>) -> GroupOp {
    let Some(condition) = condition else { return GroupOp::All };
    match condition.group() {
        Some((op, children)) => {
            for (i, child) in children.iter().enumerate() {
                leaves(child, &format!("/conditions/{}/{i}", group_name(op)), &[], out);
            }
            op
        }
        None => {
            leaves(condition, "/conditions", &[], out);
            GroupOp::All
        }
    }
}

fn leaves(condition: &Condition, pointer: &str, groups: &[GroupOp], out: &mut Vec<Placed>) {
    match condition.group() {
        Some((op, children)) => {
            let groups = [groups, &[op]].concat();
            for (i, child) in children.iter().enumerate() {
                leaves(child, &format!("{pointer}/{}/{i}", group_name(op)), &groups, out);
            }
        }
        None => out.push(Placed {
            pointer: pointer.to_owned(),
            groups: groups.to_vec(),
            json: serde_json::to_value(condition).unwrap_or_default(),
            words: phrase(condition, false),
        }),
    }
}

/// `filename contains "invoice" (any case) → "invoices" (any case)`: what both begin with is said once.
fn from_to(a: &Placed, b: &Placed) -> String {
    let words = |text: &str| text.split_inclusive(' ').map(str::len).collect::<Vec<_>>();
    let mut common = 0;
    for length in words(&a.words) {
        match (a.words.get(common..common + length), b.words.get(common..common + length)) {
            (Some(x), Some(y)) if x == y && x.ends_with(' ') => common += length,
            _ => break,
        }
    }
    // A value is said whole: it begins at its quotation mark.
    let start = a.words[..common].find('"').unwrap_or(common);
    let (left, right) = (a.words.as_str(), &b.words[start..]);
    let endings = [" (any case)", " (exact case)"];
    let same = endings.iter().find(|e| left.ends_with(**e) && right.ends_with(**e));
    match same {
        Some(e) if left.len() - e.len() > start => {
            format!("{} → {}", &left[..left.len() - e.len()], &right[..right.len() - e.len()])
        }
        _ => format!("{left} → {right}"),
    }
}

fn group_name(op: GroupOp) -> &'static str {
    match op {
        GroupOp::All => "all",
        GroupOp::Any => "any",
        GroupOp::None => "none",
    }
}

fn group_words(op: GroupOp) -> &'static str {
    match op {
        GroupOp::All => "all of these",
        GroupOp::Any => "any of these",
        GroupOp::None => "none of these",
    }
}

fn place_words(groups: &[GroupOp], top: GroupOp) -> String {
    match groups.last() {
        None => format!("the outer group ({})", group_words(top)),
        Some(op) => format!("a group ({})", group_words(*op)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn texts(before: Value, after: Value) -> Vec<String> {
        let definition = |v: Value| {
            let mut whole =
                json!({"id": "t", "name": "T", "source": "s", "event_type": "e", "workflow_id": "w"});
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
            (
                all(vec![leaf("size", "lt", json!(5))]),
                all(vec![leaf("size", "lt", json!(70))]),
                "size < 5 → 70",
            ),
            (
                all(vec![name("x")]),
                all(vec![
                    json!({"field": "filename", "op": "contains", "value": "x", "case_sensitive": true}),
                ]),
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
}
