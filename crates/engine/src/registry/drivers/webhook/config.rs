//! The configuration of `api-webhook`: where calls may come in, and how they prove where they come from.

use prama_model::FieldProblem;
use prama_model::event::Object;
use prama_model::webhook::{Scheme, Secret};
use serde::Deserialize;
use serde_json::Value;
use std::collections::HashSet;

/// The port that is tried first.
pub const DEFAULT_PORT: u16 = 8001;
/// Methods that a hook may take.
const METHODS: [&str; 5] = ["GET", "POST", "PUT", "PATCH", "DELETE"];
/// The longest path.
const LONGEST: usize = 200;

/// One place where calls come in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hook {
    /// The path after `/hooks/`.
    pub path: String,
    /// What a person calls it.
    pub name: String,
    /// The methods it takes.
    pub methods: Vec<String>,
    /// How a call is signed.
    pub scheme: Scheme,
    /// The keys of a signature: any of them.
    pub secrets: Vec<Secret>,
}

#[derive(Deserialize)]
struct Raw {
    path: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    methods: Vec<String>,
    #[serde(default)]
    scheme: Scheme,
    secret: Option<Value>,
    previous_secret: Option<Value>,
}

/// The port that the configuration wants.
#[must_use]
pub fn port(config: &Object) -> u16 {
    config.get("port").and_then(Value::as_u64).and_then(|p| p.try_into().ok()).unwrap_or(DEFAULT_PORT)
}

/// Reads the hooks.
///
/// # Errors
/// Every mistake, with a pointer into the configuration.
pub fn read(config: &Object) -> Result<Vec<Hook>, Vec<FieldProblem>> {
    let list = config.get("hooks").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let (mut hooks, mut errors, mut paths) = (Vec::new(), Vec::new(), HashSet::new());
    for (n, value) in list.iter().enumerate() {
        match hook(value, &format!("/hooks/{n}")) {
            Ok(hook) if !paths.insert(hook.path.clone()) => errors.push(FieldProblem::at(
                format!("/hooks/{n}/path"),
                format!("The path \"{}\" stands twice. Give each webhook its own.", hook.path),
            )),
            Ok(hook) => hooks.push(hook),
            Err(error) => errors.push(*error),
        }
    }
    if errors.is_empty() { Ok(hooks) } else { Err(errors) }
}

fn hook(value: &Value, place: &str) -> Result<Hook, Box<FieldProblem>> {
    let wrong = |field: &str, message: String| Box::new(FieldProblem::at(format!("{place}{field}"), message));
    let raw = Raw::deserialize(value).map_err(|e| wrong("", format!("This is not a webhook: {e}.")))?;
    let path =
        raw.path.trim_matches('/').strip_prefix("hooks/").unwrap_or(raw.path.trim_matches('/')).to_owned();
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~/".contains(&b);
    let parts_ok = path.split('/').all(|part| !part.is_empty() && part != "." && part != "..");
    if path.is_empty() || path.len() > LONGEST || !path.bytes().all(plain) || !parts_ok {
        let message = format!(
            "\"{}\" can't be a path. Use letters, digits, - _ . ~ and /, at most {LONGEST}.",
            raw.path
        );
        return Err(wrong("/path", message));
    }
    let methods: Vec<String> = match raw.methods.as_slice() {
        [] => vec!["POST".to_owned()],
        some => some.iter().map(|m| m.to_ascii_uppercase()).collect(),
    };
    if let Some(n) = methods.iter().position(|m| !METHODS.contains(&m.as_str())) {
        let message = format!("\"{}\" is none of {}.", methods[n], METHODS.join(", "));
        return Err(wrong(&format!("/methods/{n}"), message));
    }
    let mut secrets = Vec::new();
    let given = [("/secret", &raw.secret), ("/previous_secret", &raw.previous_secret)];
    for (field, value) in given.into_iter().filter_map(|(f, v)| Some((f, v.as_ref()?))) {
        // A secret that is kept elsewhere stands here as an object until it is resolved.
        if let Some(text) = value.as_str().filter(|t| !t.is_empty()) {
            secrets.push(Secret::read(raw.scheme, text).ok_or_else(|| {
                let how = "Standard Webhooks has it as whsec_ and Base64, as the provider shows it.";
                wrong(field, format!("This is not a secret of the scheme {}. {how}", raw.scheme.name()))
            })?);
        }
    }
    let absent = |v: &Option<Value>| v.as_ref().is_none_or(|v| v.is_null() || v == "");
    if raw.scheme != Scheme::None && absent(&raw.secret) {
        return Err(wrong(
            "/secret",
            format!("The scheme {} needs the provider's secret.", raw.scheme.name()),
        ));
    }
    let name = if raw.name.is_empty() { path.clone() } else { raw.name };
    Ok(Hook { path, name, methods, scheme: raw.scheme, secrets })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_mistake_has_its_place() {
        let config = json!({"hooks": [
            {"path": "../etc"}, {"path": "a b"}, {"path": "a", "methods": ["POST", "TRACE"]},
            {"path": "b", "scheme": "github"}, {"path": "c", "scheme": "standard-webhooks", "secret": "whsec_?"},
            {"path": "/hooks/d/"}, {"path": "d"}, {"path": "e", "scheme": "magic"},
            {"path": "f", "scheme": "github", "secret": {"$secret": "set"}}
        ]});
        let errors = read(config.as_object().unwrap()).unwrap_err();
        let places: Vec<_> = errors.iter().map(|e| e.pointer.as_str()).collect();
        assert_eq!(
            places,
            [
                "/hooks/0/path",
                "/hooks/1/path",
                "/hooks/2/methods/1",
                "/hooks/3/secret",
                "/hooks/4/secret",
                "/hooks/6/path",
                "/hooks/7"
            ]
        );
    }

    #[test]
    fn a_hook_takes_posts_unless_it_says_so_and_knows_both_secrets() {
        let config = json!({"hooks": [{"path": "x/y", "scheme": "stripe", "secret": "new", "previous_secret": "old"}]});
        let hooks = read(config.as_object().unwrap()).unwrap();
        assert_eq!(
            (hooks[0].methods.join(","), hooks[0].secrets.len(), hooks[0].name.as_str()),
            ("POST".to_owned(), 2, "x/y")
        );
    }
}
