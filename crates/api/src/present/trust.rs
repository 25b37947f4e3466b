//! Trust in a source's program on the wire.

use crate::wire::{DiffKind, DiffLine, FileChange, SourcePermissions, SourceTrust, TrustFile, TrustState};
use prama_engine::registry::trust;

/// Files that are listed; a folder may hold thousands.
const FILES: usize = 500;

pub(crate) fn trust(t: trust::Trust) -> SourceTrust {
    let files_total = i64::try_from(t.files.len()).unwrap_or(i64::MAX);
    SourceTrust {
        state: match t.state {
            trust::TrustState::Shipped => TrustState::Shipped,
            trust::TrustState::Trusted => TrustState::Trusted,
            trust::TrustState::New => TrustState::New,
            trust::TrustState::Changed => TrustState::Changed,
            trust::TrustState::Blocked => TrustState::Blocked,
        },
        hash: t.hash,
        follows_edits: t.follows_edits,
        command: t.command,
        files: t.files.into_iter().take(FILES).map(file).collect(),
        files_total,
        permissions: SourcePermissions { folders: t.folders, network: t.network },
        manifest_diff: t.manifest_diff.map(|lines| lines.into_iter().map(line).collect()),
        problem: t.problem.map(|p| format!("{} {}", p.title, p.detail)),
    }
}

fn file(f: trust::TrustFile) -> TrustFile {
    TrustFile {
        path: f.path,
        size_bytes: i64::try_from(f.size_bytes).unwrap_or(i64::MAX),
        change: f.change.map(|c| match c {
            trust::FileChange::Added => FileChange::Added,
            trust::FileChange::Removed => FileChange::Removed,
            trust::FileChange::Modified => FileChange::Modified,
        }),
    }
}

fn line(l: trust::DiffLine) -> DiffLine {
    DiffLine {
        kind: match l.kind {
            trust::DiffKind::Same => DiffKind::Same,
            trust::DiffKind::Added => DiffKind::Added,
            trust::DiffKind::Removed => DiffKind::Removed,
        },
        text: l.text,
    }
}
