//! Identifiers: UUID v7 for events and runs (they sort by time), slugs for triggers and workflows.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use uuid::Uuid;

macro_rules! uuid_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.hyphenated().fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }

        impl $name {
            /// The 16 bytes kept in the store.
            #[must_use]
            pub fn as_bytes(&self) -> &[u8; 16] {
                self.0.as_bytes()
            }
        }
    };
}

uuid_id!(
    /// One stored event (CloudEvents `id`).
    EventId
);
uuid_id!(
    /// One run of a workflow ("execution" in the quick start).
    RunId
);

/// The longest slug accepted, in bytes.
pub const SLUG_MAX_BYTES: usize = 64;

/// Turns a display name into an id: lower case, words joined by hyphens. Empty when nothing is left.
#[must_use]
pub fn slug(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if c.is_alphanumeric() {
            out.extend(c.to_lowercase());
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
        if out.len() >= SLUG_MAX_BYTES {
            break;
        }
    }
    while out.len() > SLUG_MAX_BYTES || out.ends_with('-') {
        out.pop();
    }
    out
}

/// Whether `id` may name a trigger or workflow: 1 to 64 bytes of letters, digits, `-`, `_`, `.`, starting with a letter or digit.
#[must_use]
pub fn is_slug(id: &str) -> bool {
    !id.is_empty()
        && id.len() <= SLUG_MAX_BYTES
        && id.chars().next().is_some_and(char::is_alphanumeric)
        && id.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_readable_and_valid() {
        assert_eq!(slug("Daily Report"), "daily-report");
        assert_eq!(slug("  Extract  PDF text! "), "extract-pdf-text");
        assert_eq!(slug("???"), "");
        assert!(is_slug("generate-report") && !is_slug("") && !is_slug("-x") && !is_slug("a b"));
        assert!(slug(&"é".repeat(200)).len() <= SLUG_MAX_BYTES);
    }
}
