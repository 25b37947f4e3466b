//! Reading requests: JSON bodies and query parameters with errors that say what is wrong.

use crate::problem::{ApiError, plain};
use axum::body::{Body, to_bytes};
use axum::extract::{FromRequest, FromRequestParts, Query, Request};
use http::StatusCode;
use http::header::CONTENT_TYPE;
use http::request::Parts;
use prama_model::FieldProblem;
use serde::de::DeserializeOwned;

/// The longest JSON body, in bytes.
pub(crate) const MAX_BODY_BYTES: usize = 1 << 20;
/// How deep a JSON body may nest.
pub(crate) const MAX_DEPTH: usize = 64;

/// A JSON body.
pub(crate) struct Json<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> Result<Self, ApiError> {
        let bytes = read(request).await?;
        parse(&bytes).map(Self)
    }
}

/// A JSON body that may be absent.
pub(crate) struct MaybeJson<T>(pub(crate) T);

impl<T: DeserializeOwned + Default, S: Send + Sync> FromRequest<S> for MaybeJson<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> Result<Self, ApiError> {
        let has_type = request.headers().contains_key(CONTENT_TYPE);
        let (parts, body) = request.into_parts();
        let bytes = limited(body).await?;
        if bytes.iter().all(u8::is_ascii_whitespace) {
            return Ok(Self(T::default()));
        }
        if has_type {
            check_type(&parts)?;
        }
        parse(&bytes).map(Self)
    }
}

/// Query parameters.
pub(crate) struct Params<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Params<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        match Query::<T>::from_request_parts(parts, state).await {
            Ok(Query(value)) => Ok(Self(value)),
            Err(e) => {
                let text = e.body_text();
                let what = text.rsplit_once("query string: ").map_or(text.as_str(), |(_, what)| what);
                let (name, what) = what.split_once(": ").unwrap_or(("", what));
                let pointer = if name.is_empty() { String::new() } else { format!("/{name}") };
                let errors = vec![unfit(what.to_owned(), pointer)];
                Err(ApiError::asked("The query can't be read.", errors))
            }
        }
    }
}

/// What stands in the path.
pub(crate) struct Path<T>(pub(crate) T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        match axum::extract::Path::<T>::from_request_parts(parts, state).await {
            Ok(axum::extract::Path(value)) => Ok(Self(value)),
            Err(e) => Err(plain(
                StatusCode::BAD_REQUEST,
                "API-400",
                &format!("The address can't be read: {}.", e.body_text().trim_end_matches('.')),
                "Nothing was looked up.",
                "Look the address up in /api/openapi.json.",
            )),
        }
    }
}

async fn read(request: Request) -> Result<Vec<u8>, ApiError> {
    let (parts, body) = request.into_parts();
    check_type(&parts)?;
    limited(body).await
}

fn check_type(parts: &Parts) -> Result<(), ApiError> {
    let value = parts.headers.get(CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let kind = value.split(';').next().unwrap_or_default().trim();
    if kind.eq_ignore_ascii_case("application/json")
        || (kind.starts_with("application/") && kind.ends_with("+json"))
    {
        return Ok(());
    }
    Err(plain(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "API-415",
        "The body must be JSON.",
        "Nothing was changed.",
        "Send the header Content-Type: application/json.",
    ))
}

async fn limited(body: Body) -> Result<Vec<u8>, ApiError> {
    to_bytes(body, MAX_BODY_BYTES).await.map(Into::into).map_err(|_| {
        plain(
            StatusCode::PAYLOAD_TOO_LARGE,
            "API-413",
            "The body is larger than 1 MiB, or ended too early.",
            "Nothing was changed.",
            "Send less at once.",
        )
    })
}

/// Parses JSON; errors name line and column.
pub(crate) fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ApiError> {
    if depth(bytes) > MAX_DEPTH {
        return Err(plain(
            StatusCode::BAD_REQUEST,
            "API-400",
            &format!("The JSON is nested more than {MAX_DEPTH} deep."),
            "Nothing was changed.",
            "Send a flatter document.",
        ));
    }
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|e| {
        let pointer = pointer(e.path());
        unread(&e.into_inner(), pointer)
    })?;
    reader.end().map_err(|e| unread(&e, String::new()))?;
    Ok(value)
}

fn unread(e: &serde_json::Error, pointer: String) -> ApiError {
    if e.classify() == serde_json::error::Category::Data {
        let text = e.to_string();
        let what = text.split(" at line ").next().unwrap_or(&text).to_owned();
        return ApiError::invalid(format!("The body doesn't fit: {what}."), vec![unfit(what, pointer)]);
    }
    ApiError::new(
        StatusCode::BAD_REQUEST,
        prama_model::Problem::new(
            "API-400",
            format!("The body stops being valid JSON at line {}, column {}.", e.line(), e.column()),
            "Nothing was changed.",
        )
        .fix("Correct the JSON and send it again.")
        .place(format!("{}:{}", e.line(), e.column())),
    )
}

/// What does not fit, with its place: a key that is not known or not there stands in the message only.
fn unfit(what: String, mut pointer: String) -> FieldProblem {
    let mut names = what.split('`').skip(1).step_by(2);
    let mut suggestion = None;
    if let Some(key) = names.next() {
        if what.starts_with("unknown ") {
            suggestion = prama_model::suggest::nearest(key, names).map(ToOwned::to_owned);
        }
        if ["unknown field", "missing field", "duplicate field"].iter().any(|kind| what.starts_with(kind)) {
            let key = format!("/{}", key.replace('~', "~0").replace('/', "~1"));
            // Where a key is not known, the path ends with it already.
            if what.starts_with("missing") || !pointer.ends_with(&key) {
                pointer += &key;
            }
        }
    }
    FieldProblem { suggestion, ..FieldProblem::at(pointer, what) }
}

fn pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    let part = |segment: &Segment| match segment {
        Segment::Seq { index } => index.to_string(),
        Segment::Map { key } => key.replace('~', "~0").replace('/', "~1"),
        Segment::Enum { variant } => variant.clone(),
        Segment::Unknown => "?".to_owned(),
    };
    path.iter().map(|segment| format!("/{}", part(segment))).collect()
}

/// How deep brackets nest, texts left out. Needs no valid JSON.
fn depth(bytes: &[u8]) -> usize {
    let (mut open, mut deepest, mut in_text, mut escaped) = (0_usize, 0, false, false);
    for &b in bytes {
        match b {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            b'{' | b'[' if !in_text => {
                open += 1;
                deepest = deepest.max(open);
            }
            b'}' | b']' if !in_text => open = open.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depth_counts_brackets_outside_texts() {
        assert_eq!(depth(br#"{"a":[{"b":"[[[\"{{"}]}"#), 3);
        assert_eq!(depth(b"]]]]"), 0);
        assert!(parse::<serde_json::Value>("[".repeat(65).as_bytes()).is_err());
    }

    #[test]
    fn what_does_not_fit_is_named_with_its_place() {
        #[derive(Debug, serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Inner {
            #[expect(dead_code, reason = "only read")]
            active: bool,
        }
        #[derive(Debug, serde::Deserialize)]
        struct Outer {
            #[expect(dead_code, reason = "only read")]
            of: Vec<Inner>,
        }
        for (body, place, near) in [
            (r#"{"of": [{"active": "yes"}]}"#, "/of/0/active", None),
            (r#"{"of": [{"active": true, "a/ctive": 1}]}"#, "/of/0/a~1ctive", Some("active")),
            (r#"{"of": [{}]}"#, "/of/0/active", None),
            (r#"{}"#, "/of", None),
        ] {
            let e = parse::<Outer>(body.as_bytes()).unwrap_err().into_body();
            assert_eq!((e.code.as_str(), e.place.as_deref()), ("API-422", Some(place)), "{body}");
            assert_eq!(e.errors[0].suggestion.as_deref(), near, "{body}");
        }
        assert_eq!(parse::<Outer>(b"{\"of\": []} x").unwrap_err().into_body().code, "API-400");
    }

    #[test]
    fn errors_name_the_place() {
        let e = parse::<serde_json::Value>(b"{\"a\": 1,\n \"b\" 2}").unwrap_err().into_body();
        assert_eq!((e.status, e.code.as_str(), e.place.as_deref()), (400, "API-400", Some("2:6")));
    }
}
