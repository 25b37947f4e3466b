//! Turns rows and views into wire types: names in place of ids, times as text.

pub(crate) mod catch_up;
pub(crate) mod events;
pub(crate) mod fields;
pub(crate) mod held;
pub(crate) mod history;
pub(crate) mod insight;
pub(crate) mod runs;
pub(crate) mod sources;
pub(crate) mod triggers;
pub(crate) mod trust;
pub(crate) mod workflows;

use crate::wire::List;
use prama_engine::registry::Snapshot;
use prama_engine::store::views;
use prama_model::FieldProblem;
use prama_model::time::{Millis, parse};

/// Triggers listed at most in an answer about something else; of more, their number.
pub(crate) const MAX_LISTED: usize = 50;

/// The page of a list that its query asks for; an unreadable cursor begins at the newest.
pub(crate) fn page(limit: Option<u32>, cursor: Option<&str>) -> views::Page {
    let limit = limit.unwrap_or(views::Page::default().limit);
    views::Page { limit, before: cursor.and_then(|c| c.parse().ok()) }
}

/// A page of rows as a page of wire types.
pub(crate) fn list<T, W>(rows: views::List<T>, each: impl FnMut(T) -> W) -> List<W> {
    List {
        next_cursor: rows.next.map(|n| n.to_string()),
        total: rows.total,
        total_is_exact: rows.total_is_exact,
        items: rows.items.into_iter().map(each).collect(),
    }
}

/// Display name of a source; its id when there is no such source.
pub(crate) fn source_name(snapshot: &Snapshot, source: &str) -> String {
    snapshot.source(source).map_or_else(|| source.to_owned(), |s| s.manifest.name.clone())
}

/// Display name of an event type; the type itself when it is not declared.
pub(crate) fn event_label(snapshot: &Snapshot, source: &str, event_type: &str) -> String {
    let declared = snapshot.source(source).and_then(|s| s.manifest.event_type(event_type));
    declared.map_or_else(|| event_type.to_owned(), |t| t.label.clone())
}

/// From and to, of which each may be missing.
pub(crate) fn window(
    from: Option<&str>,
    to: Option<&str>,
) -> Result<(Option<Millis>, Option<Millis>), FieldProblem> {
    Ok((instant(from, "/from")?, instant(to, "/to")?))
}

fn instant(text: Option<&str>, pointer: &str) -> Result<Option<Millis>, FieldProblem> {
    let Some(text) = text.filter(|t| !t.is_empty()) else { return Ok(None) };
    match parse(text) {
        Some(at) => Ok(Some(at)),
        None => {
            let message = format!("\"{text}\" is not a date and time, e.g. \"2026-05-03T10:00:00Z\".");
            Err(FieldProblem::at(pointer, message))
        }
    }
}
