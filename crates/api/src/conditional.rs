//! Conditional requests (RFC 9110): `ETag` on what a person edits, `If-Match` on writing over it.

use crate::problem::{ApiError, plain};
use crate::wire::{SourceConfig, Trigger, Workflow};
use axum::Json;
use axum::extract::FromRequestParts;
use axum::response::{IntoResponse, Response};
use http::header::{ETAG, IF_MATCH};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, StatusCode};
use prama_engine::etag::Seen;
use serde::Serialize;
use utoipa::IntoParams;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::{ObjectBuilder, Required, Type};

/// What the writer has seen, by `If-Match`; without the header whatever stands there is written over.
pub(crate) struct IfMatch(pub(crate) Seen);

impl IntoParams for IfMatch {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let told = "ETag of the state that was edited: another one there now answers 412. Without it whatever is there is written over.";
        let tag = ParameterBuilder::new().name("If-Match").parameter_in(ParameterIn::Header);
        let text = ObjectBuilder::new().schema_type(Type::String);
        vec![tag.required(Required::False).description(Some(told)).schema(Some(text)).build()]
    }
}

impl<S: Send + Sync> FromRequestParts<S> for IfMatch {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        seen(&parts.headers).map(Self)
    }
}

fn seen(headers: &HeaderMap) -> Result<Seen, ApiError> {
    let mut tags = None;
    for value in headers.get_all(IF_MATCH) {
        let list = value.to_str().ok().and_then(list).ok_or_else(|| {
            plain(
                StatusCode::BAD_REQUEST,
                "API-400",
                "The header If-Match can't be read.",
                "Nothing was changed.",
                "Send the ETag of the answer you edited, with its quotes.",
            )
        })?;
        match list {
            List::Any => return Ok(Seen::anything()),
            List::Tags(more) => tags.get_or_insert_with(Vec::new).extend(more),
        }
    }
    Ok(tags.map_or_else(Seen::anything, Seen::one_of))
}

#[derive(Debug, PartialEq)]
enum List {
    Any,
    Tags(Vec<String>),
}

/// `*`, or quoted tags with commas between them. A weak one (`W/`) never matches, so it counts for nothing.
fn list(text: &str) -> Option<List> {
    let mut rest = text.trim();
    if rest == "*" {
        return Some(List::Any);
    }
    let mut tags = Vec::new();
    loop {
        let (weak, quoted) = rest.strip_prefix("W/").map_or((false, rest), |r| (true, r));
        let (tag, after) = quoted.strip_prefix('"')?.split_once('"')?;
        if !weak {
            tags.push(tag.to_owned());
        }
        let after = after.trim_start();
        if after.is_empty() {
            return Some(List::Tags(tags));
        }
        rest = after.strip_prefix(',')?.trim_start();
    }
}

/// An answer that has an entity tag.
pub(crate) trait HasTag {
    /// The tag with its quotes.
    fn tag(&self) -> &str;
}

impl HasTag for Trigger {
    fn tag(&self) -> &str {
        &self.etag
    }
}

impl HasTag for Workflow {
    fn tag(&self) -> &str {
        &self.etag
    }
}

impl HasTag for SourceConfig {
    fn tag(&self) -> &str {
        &self.etag
    }
}

/// An answer to a read, with its `ETag`.
pub(crate) struct Tagged<T>(pub(crate) Json<T>);

impl<T: HasTag + Serialize> IntoResponse for Tagged<T> {
    fn into_response(self) -> Response {
        let tag = HeaderValue::from_str(self.0.tag()).ok();
        let mut response = self.0.into_response();
        if let Some(tag) = tag {
            response.headers_mut().insert(ETAG, tag);
        }
        response
    }
}

/// A tag as it stands in headers and bodies.
pub(crate) fn quoted(tag: &str) -> String {
    format!("\"{tag}\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_tags_is_read_and_nothing_else() {
        let tags = |tags: &[&str]| Some(List::Tags(tags.iter().map(|t| (*t).to_owned()).collect()));
        assert_eq!(list(" * "), Some(List::Any));
        assert_eq!(list("\"7-on\""), tags(&["7-on"]));
        assert_eq!(list("\"a,b\" ,W/\"c\", \"d\""), tags(&["a,b", "d"]));
        for wrong in ["", "7-on", "\"7-on", "\"a\" \"b\"", "\"a\",", "*, \"a\"", "w/\"a\""] {
            assert_eq!(list(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn only_a_header_that_is_there_asks_for_a_state() {
        let mut headers = HeaderMap::new();
        assert_eq!(seen(&headers).ok(), Some(Seen::anything()));
        headers.append(IF_MATCH, HeaderValue::from_static("W/\"1\""));
        assert!(!seen(&headers).unwrap().covers("1"), "a weak tag never matches");
        headers.append(IF_MATCH, HeaderValue::from_static("\"2\""));
        assert!(seen(&headers).unwrap().covers("2"));
        headers.append(IF_MATCH, HeaderValue::from_static("3"));
        assert!(seen(&headers).is_err());
    }
}
