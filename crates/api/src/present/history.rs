//! Revisions and findings of triggers on the wire.

use super::triggers::input;
use crate::wire::{
    EvaluationSuppressed, ShadowDifference, ShadowFates, ShadowOptions, TriggerChange, TriggerChangeKind,
    TriggerProblem, TriggerProblemSeverity, TriggerRevision, TriggerRevisionDetail, TriggerShadow,
};
use prama_engine::triggers::{Fates, Finding, Revision, ShadowReport};
use prama_model::time::rfc3339;
use prama_model::trigger::{Change, ChangeKind};

pub(crate) fn revision(of: Revision) -> TriggerRevision {
    TriggerRevision {
        revision: of.revision,
        created_at: rfc3339(of.created_ms),
        summary: of.summary,
        changes: of.changes.into_iter().map(change).collect(),
    }
}

pub(crate) fn detail(of: Revision, sentence: String) -> TriggerRevisionDetail {
    let definition = input(of.definition.clone());
    TriggerRevisionDetail { summary: revision(of), sentence, definition }
}

pub(crate) fn change(of: Change) -> TriggerChange {
    TriggerChange {
        path: of.path,
        kind: match of.kind {
            ChangeKind::Added => TriggerChangeKind::Added,
            ChangeKind::Removed => TriggerChangeKind::Removed,
            ChangeKind::Changed => TriggerChangeKind::Changed,
        },
        before: of.before,
        after: of.after,
        text: of.text,
    }
}

pub(crate) fn finding(of: Finding) -> TriggerProblem {
    let problem = of.problem;
    TriggerProblem {
        code: problem.code,
        severity: if of.broken { TriggerProblemSeverity::Error } else { TriggerProblemSeverity::Warning },
        title: problem.title,
        detail: problem.detail,
        fix: problem.fix,
        place: problem.place,
        suggestion: problem.suggestion,
        other_id: of.other_id,
    }
}

pub(crate) fn shadow(report: ShadowReport, sentence: String, changes: Vec<Change>) -> TriggerShadow {
    let of = report.shadow;
    TriggerShadow {
        draft: input(of.draft),
        sentence,
        changes: changes.into_iter().map(change).collect(),
        since: rfc3339(of.since_ms),
        judged: of.judged,
        differed: of.differed,
        differences: report
            .differences
            .into_iter()
            .map(|(event, live, shadow)| ShadowDifference {
                event_id: event.id.to_string(),
                subject: event.subject,
                time: rfc3339(event.time_ms),
                live: live.name().to_owned(),
                shadow: shadow.name().to_owned(),
            })
            .collect(),
        options: report
            .fates
            .map(|(live, shadow)| ShadowOptions { live: fates(live), shadow: fates(shadow) }),
    }
}

fn fates(of: Fates) -> ShadowFates {
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let suppressed =
        |(code, n): (&str, usize)| EvaluationSuppressed { code: code.to_owned(), count: count(n) };
    ShadowFates {
        matched: count(of.matched),
        runs: count(of.runs),
        suppressed: of.suppressed.into_iter().map(suppressed).collect(),
    }
}
