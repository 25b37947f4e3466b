//! Templates: step inputs whose texts may hold `${{ CEL }}`; expanded once, never again.

use super::{ExprError, Program, Scope};
use crate::FieldProblem;
use serde_json::Value;

/// A step input, compiled.
#[derive(Debug, Clone)]
pub enum Mapping {
    /// No expression inside.
    Constant(Value),
    /// A text that is one expression: keeps the type of its value.
    Whole(Program),
    /// A text with expressions inside.
    Mixed(Vec<Part>),
    /// A list.
    List(Vec<Mapping>),
    /// An object.
    Object(Vec<(String, Mapping)>),
}

/// A piece of a mixed text.
#[derive(Debug, Clone)]
pub enum Part {
    /// As it stands.
    Text(String),
    /// Evaluated and written as text.
    Expression(Program),
}

impl Mapping {
    /// Compiles a value.
    pub fn compile(value: &Value) -> Result<Self, ExprError> {
        Ok(match value {
            Value::String(s) => text(s)?,
            Value::Array(items) => {
                let items = items.iter().map(Self::compile).collect::<Result<Vec<_>, _>>()?;
                if items.iter().all(|m| matches!(m, Self::Constant(_))) {
                    Self::Constant(value.clone())
                } else {
                    Self::List(items)
                }
            }
            Value::Object(object) => {
                let entries = object
                    .iter()
                    .map(|(k, v)| Ok((k.clone(), Self::compile(v)?)))
                    .collect::<Result<Vec<_>, ExprError>>()?;
                if entries.iter().all(|(_, m)| matches!(m, Self::Constant(_))) {
                    Self::Constant(value.clone())
                } else {
                    Self::Object(entries)
                }
            }
            other => Self::Constant(other.clone()),
        })
    }

    /// The value in a scope.
    pub fn expand(&self, scope: &Scope) -> Result<Value, ExprError> {
        Ok(match self {
            Self::Constant(v) => v.clone(),
            Self::Whole(p) => p.evaluate(scope)?,
            Self::Mixed(parts) => {
                let mut out = String::new();
                for part in parts {
                    match part {
                        Part::Text(t) => out.push_str(t),
                        Part::Expression(p) => match p.evaluate(scope)? {
                            Value::String(s) => out.push_str(&s),
                            Value::Null => {}
                            other => out.push_str(&other.to_string()),
                        },
                    }
                }
                Value::String(out)
            }
            Self::List(items) => {
                Value::Array(items.iter().map(|m| m.expand(scope)).collect::<Result<_, _>>()?)
            }
            Self::Object(entries) => Value::Object(
                entries
                    .iter()
                    .map(|(k, m)| Ok((k.clone(), m.expand(scope)?)))
                    .collect::<Result<_, ExprError>>()?,
            ),
        })
    }

    fn programs<'m>(&'m self, out: &mut Vec<&'m Program>) {
        match self {
            Self::Constant(_) => {}
            Self::Whole(p) => out.push(p),
            Self::Mixed(parts) => out.extend(parts.iter().filter_map(|p| match p {
                Part::Expression(p) => Some(p),
                Part::Text(_) => None,
            })),
            Self::List(items) => items.iter().for_each(|m| m.programs(out)),
            Self::Object(entries) => entries.iter().for_each(|(_, m)| m.programs(out)),
        }
    }
}

fn text(source: &str) -> Result<Mapping, ExprError> {
    let mut parts = Vec::new();
    let mut rest = source;
    while let Some(start) = rest.find("${{") {
        if start > 0 {
            parts.push(Part::Text(rest[..start].to_owned()));
        }
        let inner = &rest[start + 3..];
        let end = close(inner).ok_or(ExprError::Unclosed)?;
        parts.push(Part::Expression(Program::compile(&inner[..end])?));
        rest = &inner[end + 2..];
    }
    if parts.is_empty() {
        return Ok(Mapping::Constant(Value::String(source.to_owned())));
    }
    if rest.is_empty()
        && parts.len() == 1
        && let Some(Part::Expression(p)) = parts.pop()
    {
        return Ok(Mapping::Whole(p));
    }
    if !rest.is_empty() {
        parts.push(Part::Text(rest.to_owned()));
    }
    Ok(Mapping::Mixed(parts))
}

/// Where the closing `}}` is, skipping CEL string literals and nested braces.
fn close(inner: &str) -> Option<usize> {
    let bytes = inner.as_bytes();
    let mut quote: Option<u8> = None;
    let mut depth = 0_usize;
    let mut i = 0;
    while i < bytes.len() {
        let b = bytes[i];
        match quote {
            Some(_) if b == b'\\' => i += 1,
            Some(q) if b == q => quote = None,
            Some(_) => {}
            None => match b {
                b'\'' | b'"' => quote = Some(b),
                b'{' => depth += 1,
                b'}' if depth > 0 => depth -= 1,
                b'}' if bytes.get(i + 1) == Some(&b'}') => return Some(i),
                _ => {}
            },
        }
        i += 1;
    }
    None
}

/// Compiles every text inside `value`: programs and problems with the pointer of the input they stand in.
pub fn templates(
    value: &Value,
    pointer: &str,
    programs: &mut Vec<(String, Program)>,
    problems: &mut Vec<FieldProblem>,
) {
    match Mapping::compile(value) {
        Ok(mapping) => {
            let mut found = Vec::new();
            mapping.programs(&mut found);
            programs.extend(found.into_iter().map(|p| (pointer.to_owned(), p.clone())));
        }
        Err(e) => problems.push(FieldProblem::at(pointer, e.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn expand(v: Value) -> Value {
        let mut scope = Scope::default();
        scope.set("event", &json!({"data": {"n": 3, "s": "a"}}));
        Mapping::compile(&v).unwrap().expand(&scope).unwrap()
    }

    #[test]
    fn whole_expressions_keep_their_type_and_mixed_ones_are_text() {
        assert_eq!(expand(json!("${{ event.data.n }}")), json!(3));
        assert_eq!(expand(json!("n=${{ event.data.n }}, s=${{event.data.s}}.")), json!("n=3, s=a."));
        assert_eq!(
            expand(json!({"a": ["${{ {'x': {'y': 1}} }}", "plain"]})),
            json!({"a": [{"x": {"y": 1}}, "plain"]})
        );
        assert_eq!(expand(json!("${{ '}}' }}")), json!("}}"));
    }

    #[test]
    fn what_an_expression_yields_is_not_expanded_again() {
        assert_eq!(expand(json!("${{ '${' + '{ event.data.n }}' }}")), json!("${{ event.data.n }}"));
    }

    #[test]
    fn unclosed_is_said() {
        assert_eq!(Mapping::compile(&json!("${{ event")).unwrap_err(), ExprError::Unclosed);
    }
}
