//! Catch-up reports on the wire.

use super::source_name;
use crate::wire::{CatchUp, CatchUpCause, CatchUpItem, CatchUpKind, CatchUpState};
use prama_engine::files::title;
use prama_engine::registry::Snapshot;
use prama_engine::store::catch_ups::{Cause, Found, Item, Report};
use prama_model::time::rfc3339;

pub(crate) fn report((report, items): (Report, Vec<Item>), snapshot: &Snapshot) -> CatchUp {
    let name = source_name(snapshot, &report.absence.source);
    let title = title(&report, &name);
    let absence = report.absence;
    CatchUp {
        id: report.n.to_string(),
        source_name: name,
        title,
        cause: match absence.cause {
            Cause::App => CatchUpCause::AppOff,
            Cause::Source => CatchUpCause::SourceOff,
            Cause::Folder => CatchUpCause::FolderAway,
        },
        folder: absence.folder.map(|f| String::from_utf8_lossy(&f).into_owned()),
        from: absence.from_ms.map(rfc3339),
        to: rfc3339(absence.to_ms),
        new: report.new,
        changed: report.changed,
        renamed: report.renamed,
        deleted: report.deleted,
        state: match (report.held, report.runs, report.skipped) {
            (1.., _, _) => CatchUpState::Waiting,
            (_, 0, 1..) => CatchUpState::Skipped,
            (_, 1.., _) if absence.ask => CatchUpState::Done,
            _ => CatchUpState::Ran,
        },
        open: report.open,
        runs: report.runs,
        held: report.held,
        items: items.into_iter().filter_map(item).collect(),
        source: absence.source,
    }
}

fn item(item: Item) -> Option<CatchUpItem> {
    let kind = match item.kind {
        Found::New => CatchUpKind::New,
        Found::Changed => CatchUpKind::Changed,
        Found::Renamed => CatchUpKind::Renamed,
        Found::Deleted => CatchUpKind::Deleted,
        Found::Beside => return None,
    };
    Some(CatchUpItem {
        event_id: item.event_id.to_string(),
        subject: item.subject,
        path: item.path,
        kind,
        held: item.held,
    })
}
