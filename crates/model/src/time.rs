//! Time as an argument: milliseconds since the Unix epoch inside, RFC 3339 UTC with `Z` outside.

use chrono::{DateTime, NaiveDateTime, SecondsFormat, Utc};

/// Milliseconds since the Unix epoch, UTC.
pub type Millis = i64;

/// RFC 3339 in UTC with milliseconds and `Z`. Out-of-range values show as the epoch.
#[must_use]
pub fn rfc3339(ms: Millis) -> String {
    DateTime::<Utc>::from_timestamp_millis(ms)
        .unwrap_or_default()
        .to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// Reads RFC 3339, and ISO 8601 without an offset (taken as UTC, as `datetime.utcnow().isoformat()` writes it).
#[must_use]
pub fn parse(text: &str) -> Option<Millis> {
    if let Ok(t) = DateTime::parse_from_rfc3339(text) {
        return Some(t.timestamp_millis());
    }
    ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f"]
        .iter()
        .find_map(|f| NaiveDateTime::parse_from_str(text, f).ok())
        .map(|t| t.and_utc().timestamp_millis())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn naive_timestamps_are_utc() {
        assert_eq!(parse("2025-11-19T10:30:00"), parse("2025-11-19T10:30:00Z"));
        assert_eq!(
            parse("2025-11-19T10:30:00.123456").map(rfc3339).as_deref(),
            Some("2025-11-19T10:30:00.123Z")
        );
        assert_eq!(parse("yesterday"), None);
    }
}
