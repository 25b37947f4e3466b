//! What changed between two trees of conditions: leaves are found again by what they ask.

use super::{Change, ChangeKind, changed};
use crate::condition::{Condition, GroupOp, words as phrase};
use serde_json::Value;

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

pub(super) fn compare(before: Option<&Condition>, after: Option<&Condition>, out: &mut Vec<Change>) {
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
