//! The bearer token: made once, kept in the data folder for its owner only, compared in constant time.

use super::endpoint::write_private;
use rand::TryRngCore;
use rand::rngs::OsRng;
use std::path::Path;
use subtle::ConstantTimeEq;

const BYTES: usize = 32;

/// Reads the token of a data folder, or makes one.
pub(crate) fn load_or_make(data_dir: &Path) -> std::io::Result<String> {
    let path = data_dir.join("token");
    if let Ok(text) = std::fs::read_to_string(&path) {
        let text = text.trim();
        if text.len() == BYTES * 2 && text.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Ok(text.to_owned());
        }
    }
    let mut bytes = [0_u8; BYTES];
    OsRng.try_fill_bytes(&mut bytes).map_err(std::io::Error::other)?;
    let token = hex::encode(bytes);
    write_private(&path, format!("{token}\n").as_bytes())?;
    Ok(token)
}

/// Whether an `Authorization` header carries the token.
pub(super) fn matches(header: Option<&http::HeaderValue>, token: &str) -> bool {
    let Some(given) = header.and_then(|v| v.to_str().ok()) else { return false };
    let Some((scheme, value)) = given.split_once(' ') else { return false };
    scheme.eq_ignore_ascii_case("bearer") && bool::from(value.trim().as_bytes().ct_eq(token.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    #[test]
    fn only_the_exact_token_passes() {
        let header = |t| HeaderValue::from_static(t);
        assert!(matches(Some(&header("Bearer abc")), "abc"));
        assert!(matches(Some(&header("bearer abc")), "abc"));
        for wrong in ["Bearer abd", "Bearer ab", "Bearer abcd", "Basic abc", "abc", "Bearer "] {
            assert!(!matches(Some(&header(wrong)), "abc"), "{wrong}");
        }
        assert!(!matches(None, "abc"));
    }

    #[test]
    fn token_is_made_once() {
        let dir = tempfile::tempdir().unwrap();
        let first = load_or_make(dir.path()).unwrap();
        assert_eq!(first, load_or_make(dir.path()).unwrap());
        assert_eq!(first.len(), 64);
    }
}
