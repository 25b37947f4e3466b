//! Reads the fields of a manifest one by one and collects everything that is wrong on the way.

use super::error::ManifestError;
use super::text::{Text, child};
use super::tree::{Node, Value};
use crate::suggest;

/// Collects errors and warnings while fields are read.
pub(super) struct Reader<'t> {
    pub text: Text<'t>,
    pub errors: Vec<ManifestError>,
    pub warnings: Vec<ManifestError>,
}

/// An object of the manifest, with its pointer and the way a person writes the path to it.
pub(super) struct Place<'n> {
    pub node: &'n Node,
    pub pointer: String,
    pub path: String,
}

impl<'n> Place<'n> {
    /// The pointer to a field.
    pub(super) fn pointer_to(&self, name: &str) -> String {
        child(&self.pointer, name)
    }

    /// The path to a field as a person writes it: `eventTypes[0].label`.
    pub(super) fn path_to(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }

    /// A field, unless it is absent or null.
    pub(super) fn get(&self, name: &str) -> Option<&'n Node> {
        self.node.get(name).filter(|n| !matches!(n.value, Value::Null))
    }
}

impl Reader<'_> {
    /// Adds an error at a node.
    pub(super) fn wrong(
        &mut self,
        code: &str,
        node: &Node,
        pointer: &str,
        message: String,
    ) -> &mut ManifestError {
        let error = self.text.error_at(code, node.start, pointer, message);
        self.errors.push(error);
        let last = self.errors.len() - 1;
        &mut self.errors[last]
    }

    /// Adds a warning at a byte offset.
    pub(super) fn warn(&mut self, code: &str, at: usize, pointer: &str, message: String) {
        self.warnings.push(self.text.error_at(code, at, pointer, message));
    }

    /// Says that a required field is missing; a near unknown name becomes the suggestion.
    pub(super) fn missing(&mut self, place: &Place<'_>, name: &str, known: &[&str], what: &str) {
        let unknown: Vec<&str> =
            place.node.members().iter().map(|m| m.name.as_str()).filter(|n| !known.contains(n)).collect();
        let near = suggest::nearest(name, unknown.iter().copied());
        let misspelt = near.and_then(|n| place.node.members().iter().find(|m| m.name == n));
        let path = place.path_to(name);
        let error = match misspelt {
            Some(member) => self.text.error_at(
                "PLG-002",
                member.start,
                &place.pointer_to(&member.name),
                format!("{path} is missing; \"{}\" stands in its place", member.name),
            ),
            None => {
                self.text.error_at("PLG-002", place.node.start, &place.pointer, format!("{path} is missing"))
            }
        };
        let suggestion = misspelt.map(|_| name.to_owned());
        self.errors.push(error.expected(format!("needs \"{name}\": {what}")).suggestion(suggestion));
    }

    /// A text. Says so when it is something else or blank.
    pub(super) fn text(&mut self, place: &Place<'_>, name: &str) -> Option<String> {
        let node = place.get(name)?;
        match &node.value {
            Value::String(s) if !s.trim().is_empty() => Some(s.clone()),
            Value::String(_) => {
                self.wrong(
                    "PLG-003",
                    node,
                    &place.pointer_to(name),
                    format!("{} is empty", place.path_to(name)),
                );
                None
            }
            _ => {
                self.mistyped(place, name, node, "a text in double quotes");
                None
            }
        }
    }

    /// A text that must be there.
    pub(super) fn required(
        &mut self,
        place: &Place<'_>,
        name: &str,
        known: &[&str],
        what: &str,
    ) -> Option<String> {
        if place.get(name).is_none() {
            self.missing(place, name, known, what);
        }
        self.text(place, name)
    }

    /// A list of texts; a single text counts as a list of one.
    pub(super) fn texts(&mut self, place: &Place<'_>, name: &str) -> Vec<String> {
        let Some(node) = place.get(name) else { return Vec::new() };
        let items = match &node.value {
            Value::Array(items) => items.iter().map(as_text).collect::<Option<Vec<_>>>(),
            Value::String(s) => Some(vec![s.clone()]),
            _ => None,
        };
        if items.is_none() {
            self.mistyped(place, name, node, "a list of texts");
        }
        items.unwrap_or_default()
    }

    /// An object, as it stands.
    pub(super) fn object<'n>(&mut self, place: &Place<'n>, name: &str) -> Option<&'n Node> {
        let node = place.get(name)?;
        if matches!(node.value, Value::Object(_)) {
            return Some(node);
        }
        self.mistyped(place, name, node, "an object in braces");
        None
    }

    /// One of a few words.
    pub(super) fn one_of<T: Copy>(
        &mut self,
        place: &Place<'_>,
        name: &str,
        words: &[(&str, T)],
    ) -> Option<T> {
        let text = self.text(place, name)?;
        if let Some((_, value)) = words.iter().find(|(word, _)| *word == text) {
            return Some(*value);
        }
        let node = place.get(name)?;
        let list = words.iter().map(|(w, _)| format!("\"{w}\"")).collect::<Vec<_>>().join(" or ");
        let near = suggest::nearest(&text, words.iter().map(|(w, _)| *w)).map(str::to_owned);
        let message = format!("{} is \"{text}\"", place.path_to(name));
        let error = self.wrong("PLG-003", node, &place.pointer_to(name), message);
        error.expected = Some(format!("must be {list}"));
        error.suggestion = near;
        None
    }

    /// Says that a value has the wrong type.
    pub(super) fn mistyped(&mut self, place: &Place<'_>, name: &str, node: &Node, expected: &str) {
        let message = format!("{} is {}", place.path_to(name), node.kind());
        self.wrong("PLG-003", node, &place.pointer_to(name), message).expected =
            Some(format!("must be {expected}"));
    }

    /// Warns about names that stand twice in one object.
    pub(super) fn repeated_names(&mut self, place: &Place<'_>) {
        let members = place.node.members();
        for (i, member) in members.iter().enumerate() {
            if members[..i].iter().any(|m| m.name == member.name) {
                let message =
                    format!("{} stands here twice; the first one counts", place.path_to(&member.name));
                self.warn("PLG-009", member.start, &place.pointer_to(&member.name), message);
            }
        }
    }
}

/// The text in a node.
pub(super) fn as_text(node: &Node) -> Option<String> {
    match &node.value {
        Value::String(s) => Some(s.clone()),
        _ => None,
    }
}
