//! The manifest's `entry` (`entryPoint` in the older dialect): a file in the folder or an argument vector.

use super::Entry;
use super::reader::{Place, Reader, as_text};
use super::tree::{Node, Value};
use std::collections::BTreeMap;
use std::path::{Component, Path};

pub(super) fn read(reader: &mut Reader<'_>, root: &Place<'_>) -> Option<Entry> {
    let field = if root.get("entry").is_some() { "entry" } else { "entryPoint" };
    let node = root.get(field)?;
    match &node.value {
        Value::String(file) => file_entry(reader, root, field, node, file),
        Value::Object(_) if node.get("command").is_some() => command(reader, root, field, node),
        _ => {
            reader.mistyped(root, field, node, "a file in the folder, or {\"command\": [\"program\", …]}");
            None
        }
    }
}

fn file_entry(
    reader: &mut Reader<'_>,
    root: &Place<'_>,
    field: &str,
    node: &Node,
    file: &str,
) -> Option<Entry> {
    let path = Path::new(file);
    let inside = !file.trim().is_empty()
        && path.components().all(|c| matches!(c, Component::Normal(_) | Component::CurDir));
    if inside {
        return Some(Entry::File(file.to_owned()));
    }
    let message = format!("{field} \"{file}\" is not a file in the folder");
    reader.wrong("PLG-003", node, &root.pointer_to(field), message).expected =
        Some("must be a relative path without \"..\"".into());
    None
}

fn command(reader: &mut Reader<'_>, root: &Place<'_>, field: &str, node: &Node) -> Option<Entry> {
    let place = Place { node, pointer: root.pointer_to(field), path: field.to_owned() };
    let words = node.get("command")?;
    let argv: Option<Vec<String>> = match &words.value {
        Value::Array(items) => items.iter().map(as_text).collect(),
        _ => None,
    };
    let argv = argv.filter(|a| a.first().is_some_and(|program| !program.trim().is_empty()));
    if argv.is_none() {
        reader.mistyped(&place, "command", words, "a list of texts: the program, then its arguments");
    }
    let mut env = BTreeMap::new();
    if let Some(object) = reader.object(&place, "env") {
        let inner = Place { node: object, pointer: place.pointer_to("env"), path: place.path_to("env") };
        for member in object.members() {
            match as_text(&member.node) {
                Some(value) => drop(env.insert(member.name.clone(), value)),
                None => reader.mistyped(&inner, &member.name, &member.node, "a text in double quotes"),
            }
        }
    }
    Some(Entry::Command { command: argv?, env })
}
