//! Triggers on the wire, and drafts into definitions.

use super::{event_label, source_name};
use crate::conditional::quoted;
use crate::problem::ApiError;
use crate::wire::{
    AlsoMatched, EvaluateInput, EvaluatedEvent, Evaluation, EvaluationFix, EvaluationLeaf, EvaluationShow,
    EvaluationSuppressed, OptionText, Trigger, TriggerInput, TriggerWarning,
};
use prama_engine::etag;
use prama_engine::registry::Snapshot;
use prama_engine::store::triggers::Trigger as Row;
use prama_engine::store::views::span::Span;
use prama_engine::store::views::triggers::Activity;
use prama_engine::traffic::Minded;
use prama_engine::triggers::{self as engine, Finding};
use prama_model::FieldProblem;
use prama_model::condition::Condition;
use prama_model::ids::slug;
use prama_model::texts::Said;
use prama_model::time::rfc3339;
use prama_model::trigger::{Definition, Options, option_sentences, sentence};

use super::events::wide;
use super::fields::drift_kind;
use super::history::finding;

/// What is known around a trigger.
pub(crate) struct Around<'a> {
    pub(crate) snapshot: &'a Snapshot,
    pub(crate) workflow_name: Option<String>,
    pub(crate) waiting_for_source: bool,
    pub(crate) activity: Activity,
    pub(crate) findings: Vec<Finding>,
    pub(crate) warnings: Vec<TriggerWarning>,
}

/// What of the changes is about one trigger.
pub(crate) fn warnings(minded: &[Minded], id: &str) -> Vec<TriggerWarning> {
    let own = minded.iter().filter(|m| m.triggers.iter().any(|t| t == id));
    own.map(|m| TriggerWarning {
        field: m.drift.path.clone(),
        kind: drift_kind(m.drift.kind),
        text: m.drift.text.clone(),
    })
    .collect()
}

pub(crate) fn trigger(row: Row, around: Around<'_>) -> Trigger {
    let etag = quoted(&etag::of_trigger(&row));
    let d = row.definition;
    let source_name = source_name(around.snapshot, &d.source);
    let event_label = event_label(around.snapshot, &d.source, &d.event_type);
    let workflow_name = around.workflow_name.unwrap_or_else(|| d.workflow_id.clone());
    Trigger {
        sentence: sentence(&source_name, &event_label, &d, &workflow_name),
        id: d.id,
        name: d.name,
        source: d.source,
        source_name,
        event_type: d.event_type,
        event_label,
        workflow_id: d.workflow_id,
        workflow_name,
        conditions: d.conditions.and_then(|c| serde_json::to_value(c).ok()),
        options: d.options.and_then(|o| serde_json::to_value(o).ok()),
        active: d.active,
        revision: row.revision,
        etag,
        created_at: rfc3339(row.created_ms),
        updated_at: rfc3339(row.updated_ms),
        waiting_for_source: around.waiting_for_source,
        events_24h: around.activity.events,
        matched_24h: around.activity.matched,
        runs_24h: around.activity.runs,
        failed_24h: around.activity.failed,
        last_fired_at: row.last_fired_ms.map(rfc3339),
        events_ever: row.events_ever,
        matched_ever: row.matched_ever,
        problems: around.findings.into_iter().map(finding).collect(),
        warnings: around.warnings,
        said: None,
    }
}

/// The definition that an input spells; without an id, one is made from the name.
pub(crate) fn definition(input: TriggerInput) -> Result<Definition, ApiError> {
    let conditions = match input.conditions.as_ref().map(Condition::from_value).transpose() {
        Ok(c) => c.flatten(),
        Err(p) => {
            let problem = FieldProblem { pointer: format!("/conditions{}", p.pointer), ..p };
            return Err(ApiError::invalid(problem.message.clone(), vec![problem]));
        }
    };
    let options = match input.options.as_ref().map(Options::from_value).transpose() {
        Ok(o) => o.flatten(),
        Err(problems) => {
            let below = |p: FieldProblem| FieldProblem { pointer: format!("/options{}", p.pointer), ..p };
            let problems: Vec<_> = problems.into_iter().map(below).collect();
            let title = problems.first().map(|p| p.message.clone()).unwrap_or_default();
            return Err(ApiError::invalid(title, problems));
        }
    };
    Ok(Definition {
        id: input.id.filter(|id| !id.is_empty()).unwrap_or_else(|| slug(&input.name)),
        name: input.name,
        source: input.source,
        event_type: input.event_type,
        workflow_id: input.workflow_id,
        conditions,
        options: options.map(Box::new),
        active: input.active,
    })
}

/// What a person would write to get this definition.
pub(crate) fn input(of: Definition) -> TriggerInput {
    TriggerInput {
        id: Some(of.id),
        name: of.name,
        source: of.source,
        event_type: of.event_type,
        workflow_id: of.workflow_id,
        conditions: of.conditions.and_then(|c| serde_json::to_value(c).ok()),
        options: of.options.and_then(|o| serde_json::to_value(o).ok()),
        active: of.active,
    }
}

/// What an input asks.
pub(crate) fn question(input: &EvaluateInput) -> Result<engine::Question, ApiError> {
    let (from_ms, to_ms) = super::window(input.from.as_deref(), input.to.as_deref())
        .map_err(|wrong| ApiError::invalid(wrong.message.clone(), vec![wrong]))?;
    let windowed = from_ms.is_some() || to_ms.is_some();
    Ok(engine::Question {
        span: Span {
            last: input.last.unwrap_or(if windowed { engine::MAX_EVENTS } else { 100 }),
            from_ms,
            to_ms,
        },
        show: match input.show {
            EvaluationShow::All => engine::Show::All,
            EvaluationShow::Matches => engine::Show::Matches,
            EvaluationShow::NearMisses => engine::Show::NearMisses,
        },
        limit: usize::try_from(input.limit).unwrap_or(engine::MAX_RETURNED),
    })
}

pub(crate) fn evaluation(
    of: engine::Evaluation,
    options: Option<&Options>,
    every_event: Option<Said>,
    warnings: Vec<Finding>,
) -> Evaluation {
    let text = |(key, text): (&str, String)| OptionText { key: key.to_owned(), text };
    Evaluation {
        total: wide(of.total),
        matched: wide(of.matched),
        near_misses: wide(of.near_misses),
        unknown: wide(of.unknown),
        runs: wide(of.runs),
        suppressed: of
            .suppressed
            .into_iter()
            .map(|(code, n)| EvaluationSuppressed { code: code.to_owned(), count: wide(n) })
            .collect(),
        also_matched_by: of.also.into_iter().map(also).collect(),
        leaves: of
            .leaves
            .into_iter()
            .map(|l| EvaluationLeaf {
                path: l.path,
                text: l.text,
                passed: wide(l.passed),
                unknown: wide(l.unknown),
                only_blocker: wide(l.only_blocker),
            })
            .collect(),
        events: of
            .events
            .into_iter()
            .map(|j| EvaluatedEvent {
                id: j.event.id.to_string(),
                subject: j.event.subject,
                time: rfc3339(j.event.time_ms),
                matched: j.matched,
                near_miss: j.near_miss,
                failed_leaf: j.failed_leaf,
                fix: j.fix.map(fix),
                explanation: j.explanation.map(Into::into),
                data: j.event.data,
            })
            .collect(),
        sentence: of.sentence,
        option_texts: options.map(option_sentences).unwrap_or_default().into_iter().map(text).collect(),
        every_event: every_event.map(Into::into),
        problems: of.problems.into_iter().map(Into::into).collect(),
        warnings: warnings.into_iter().map(finding).collect(),
    }
}

pub(crate) fn also(of: engine::Also) -> AlsoMatched {
    AlsoMatched { trigger_id: of.trigger_id, name: of.name, count: wide(of.count) }
}

pub(crate) fn fix(of: engine::Fix) -> EvaluationFix {
    EvaluationFix {
        text: of.change.text(),
        path: of.change.path,
        field: of.change.leaf.field,
        op: of.change.leaf.op.name().to_owned(),
        value: of.change.leaf.value,
        case_sensitive: of.change.leaf.case_sensitive,
        new_matched: wide(of.new_matched),
    }
}
