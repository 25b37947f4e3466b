//! JSON with comments and trailing commas as a tree that remembers where each value begins.

use super::syntax::{SyntaxError, words};
use jsonc_parser::common::Ranged;
use jsonc_parser::{CollectOptions, ParseOptions, ast};

/// A value and the byte offset where it begins.
#[derive(Debug)]
pub(super) struct Node {
    pub start: usize,
    pub value: Value,
}

/// A JSON value whose members keep their places and order.
#[derive(Debug)]
pub(super) enum Value {
    Null,
    Bool(bool),
    Number(serde_json::Value),
    String(String),
    Array(Vec<Node>),
    Object(Vec<Member>),
}

/// A member of an object.
#[derive(Debug)]
pub(super) struct Member {
    pub start: usize,
    pub name: String,
    pub node: Node,
}

const STRICT: ParseOptions = ParseOptions {
    allow_comments: true,
    allow_trailing_commas: true,
    allow_loose_object_property_names: false,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

/// Reads the text; the error says what is wrong and at which byte.
pub(super) fn parse(text: &str) -> Result<Node, SyntaxError> {
    let parsed =
        jsonc_parser::parse_to_ast(text, &CollectOptions::default(), &STRICT).map_err(|e| words(text, &e))?;
    match parsed.value {
        Some(value) => Ok(Node::from(value)),
        None => Err(SyntaxError { at: 0, what: "it is empty".into() }),
    }
}

impl Node {
    /// The first member of that name.
    pub(super) fn get(&self, name: &str) -> Option<&Node> {
        self.members().iter().find(|m| m.name == name).map(|m| &m.node)
    }

    /// The members of an object; none for anything else.
    pub(super) fn members(&self) -> &[Member] {
        match &self.value {
            Value::Object(members) => members,
            _ => &[],
        }
    }

    /// How deep it nests: 1 for a scalar.
    pub(super) fn depth(&self) -> usize {
        1 + match &self.value {
            Value::Array(items) => items.iter().map(Node::depth).max().unwrap_or(0),
            Value::Object(members) => members.iter().map(|m| m.node.depth()).max().unwrap_or(0),
            _ => 0,
        }
    }

    /// What kind of value it is, as a person says it.
    pub(super) fn kind(&self) -> &'static str {
        match &self.value {
            Value::Null => "null",
            Value::Bool(_) => "true or false",
            Value::Number(_) => "a number",
            Value::String(_) => "a text",
            Value::Array(_) => "a list",
            Value::Object(_) => "an object",
        }
    }

    /// The plain JSON value; the last of equal names counts, as everywhere.
    pub(super) fn to_json(&self) -> serde_json::Value {
        match &self.value {
            Value::Null => serde_json::Value::Null,
            Value::Bool(b) => (*b).into(),
            Value::Number(n) => n.clone(),
            Value::String(s) => s.as_str().into(),
            Value::Array(items) => items.iter().map(Node::to_json).collect(),
            Value::Object(members) => serde_json::Value::Object(
                members.iter().map(|m| (m.name.clone(), m.node.to_json())).collect(),
            ),
        }
    }
}

impl From<ast::Value<'_>> for Node {
    fn from(value: ast::Value<'_>) -> Self {
        let start = value.start();
        let value = match value {
            ast::Value::NullKeyword(_) => Value::Null,
            ast::Value::BooleanLit(b) => Value::Bool(b.value),
            number @ ast::Value::NumberLit(_) => Value::Number(number.into()),
            ast::Value::StringLit(s) => Value::String(s.value.into_owned()),
            ast::Value::Array(a) => Value::Array(a.elements.into_iter().map(Node::from).collect()),
            ast::Value::Object(o) => Value::Object(
                o.properties
                    .into_iter()
                    .map(|p| Member {
                        start: p.range.start,
                        name: p.name.into_string(),
                        node: p.value.into(),
                    })
                    .collect(),
            ),
        };
        Self { start, value }
    }
}
