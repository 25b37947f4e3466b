//! Backtest: what a draft would have done with past events, leaf by leaf. Free of side effects.

use super::Triggers;
use super::backtest::{Backtest, Counted, LeafCount, Show, Waiting};
use super::overlap::{self, Also};
use crate::error::EngineError;
use prama_model::FieldProblem;
use prama_model::backtest::{Change, Funnel};
use prama_model::condition::{Compiled, Explained, Facts};
use prama_model::event::{Event, Object};
use prama_model::schedule::Tz;
use prama_model::time::Millis;
use prama_model::trigger::{Definition, Fate, Match, Options, sentence, simulate};
use prama_store::views::span::Span;
use prama_store::{Connection, StoreError, events};
use std::collections::BTreeMap;

/// Events a backtest looks at, at most.
pub const MAX_EVENTS: u32 = 100_000;
/// Events it returns whole, at most.
pub const MAX_RETURNED: usize = 200;
/// How long a run is taken to be at work, where that counts.
const RUN_MS: Millis = 1_000;
/// Different fixes whose new total is counted, at most.
const MAX_FIXES: usize = 40;

/// What a draft would have done.
#[derive(Debug, Clone, Default)]
pub struct Evaluation {
    /// Events looked at.
    pub total: usize,
    /// Events it would have matched.
    pub matched: usize,
    /// Events that one condition alone stopped, narrowly.
    pub near_misses: usize,
    /// Events on which some condition could not be judged.
    pub unknown: usize,
    /// Runs that would have started.
    pub runs: usize,
    /// Matches that the options would have held or kept from running, by the reason's name.
    pub suppressed: Vec<(&'static str, usize)>,
    /// Other triggers that matched the same events, those that share the most first.
    pub also: Vec<Also>,
    /// What each leaf did.
    pub leaves: Vec<LeafCount>,
    /// The newest events of those asked for, with their explanation.
    pub events: Vec<JudgedEvent>,
    /// The draft as a sentence.
    pub sentence: String,
    /// What is wrong with the draft.
    pub problems: Vec<FieldProblem>,
}

/// One past event, judged.
#[derive(Debug, Clone)]
pub struct JudgedEvent {
    /// The event.
    pub event: Event,
    /// Whether it matches.
    pub matched: bool,
    /// One leaf alone stopped it, and its value is close.
    pub near_miss: bool,
    /// The leaf that stopped it.
    pub failed_leaf: Option<String>,
    /// The smallest change that lets it through.
    pub fix: Option<Fix>,
    /// The tree.
    pub explanation: Option<Explained>,
}

/// A change of one leaf, and what it would do.
#[derive(Debug, Clone, PartialEq)]
pub struct Fix {
    /// The leaf as it would be.
    pub change: Change,
    /// Events that would then have matched.
    pub new_matched: usize,
}

/// Which events are judged, and which of them are returned.
#[derive(Debug, Clone, Copy)]
pub struct Question {
    /// The events.
    pub span: Span,
    /// Of these, returned.
    pub show: Show,
    /// How many are returned, at most [`MAX_RETURNED`].
    pub limit: usize,
}

impl Triggers {
    /// Judges a draft against past events of its type. Stops when the caller goes away.
    pub async fn evaluate(&self, draft: &Definition, question: Question) -> Result<Evaluation, EngineError> {
        let mut problems = self.problems(draft);
        // A draft need not have a name or workflow yet.
        problems.retain(|p| !matches!(p.pointer.as_str(), "/name" | "/id" | "/workflow_id"));
        let empty = Evaluation { sentence: self.sentence(draft), problems, ..Evaluation::default() };
        let conditions = draft.conditions.as_ref();
        let (Ok(compiled), Ok(funnel)) = (Compiled::new(conditions), Funnel::new(conditions)) else {
            return Ok(empty);
        };
        let (source, event_type) = (draft.source.clone(), draft.event_type.clone());
        let span = Span { last: question.span.last.clamp(1, MAX_EVENTS), ..question.span };
        let limit = question.limit.min(MAX_RETURNED);
        let (own, rules) = (draft.id.clone(), self.rules.current());
        let (options, zone) = (draft.options.clone(), self.clock.zone());
        let (_waiting, gone) = Waiting::new();
        // A person who types must not take all connections for reading.
        let _turn = self.backtests.acquire().await.map_err(|_| StoreError::Closed)?;
        let found = self
            .store
            .read(move |c| {
                let backtest = Backtest {
                    funnel: &funnel,
                    source: &source,
                    event_type: &event_type,
                    span,
                    options: options.as_deref(),
                    gone: &gone,
                };
                let counted = backtest.count(c, question.show, limit)?;
                let events = returned(c, &backtest, &compiled, &counted)?;
                let fates = options.as_deref().map(|o| fates(o, zone, &counted.matches));
                let also = overlap::of_draft(c, &rules, &own, &counted.numbers)?;
                Ok((counted, events, fates, also))
            })
            .await?;
        let (counted, events, fates, also) = found;
        let (runs, suppressed) = fates.unwrap_or((counted.matched, Vec::new()));
        Ok(Evaluation {
            total: counted.total,
            matched: counted.matched,
            near_misses: counted.near_misses,
            unknown: counted.unknown,
            runs,
            suppressed,
            also,
            leaves: counted.leaves,
            events,
            ..empty
        })
    }

    /// A definition as a sentence, with display names where they are known.
    #[must_use]
    pub fn sentence(&self, d: &Definition) -> String {
        let snapshot = self.registry.snapshot();
        let source = snapshot.source(&d.source);
        let label = source.and_then(|s| s.types.get(&d.event_type)).map(|t| t.def.label.clone());
        let rules = self.rules.current();
        let workflow = rules.plan(&d.workflow_id).map_or_else(|| d.workflow_id.clone(), |p| p.name.clone());
        sentence(
            source.map_or(&d.source, |s| &s.manifest.name),
            &label.unwrap_or_else(|| d.event_type.clone()),
            d,
            if workflow.is_empty() { "a workflow" } else { &workflow },
        )
    }
}

/// What the options would have made of the matches: runs, and by reason what did not run. The live rule decides, over a book in memory.
fn fates(options: &Options, zone: Tz, matches: &[(Millis, Object)]) -> (usize, Vec<(&'static str, usize)>) {
    let oldest_first: Vec<Match<'_>> =
        matches.iter().rev().map(|(at, data)| Match { at: *at, data }).collect();
    let (mut runs, mut others) = (0, BTreeMap::new());
    for fate in simulate(options, zone, &oldest_first, RUN_MS) {
        match fate {
            Fate::Runs(..) => runs += 1,
            Fate::Held(code) | Fate::Suppressed(code) => *others.entry(code.name()).or_default() += 1,
        }
    }
    (runs, others.into_iter().collect())
}

/// The events to return, read whole and explained, with the fixes of the near misses.
fn returned(
    conn: &Connection,
    backtest: &Backtest<'_>,
    compiled: &Compiled,
    counted: &Counted,
) -> Result<Vec<JudgedEvent>, StoreError> {
    let mut changes: Vec<Change> = Vec::new();
    let mut out = Vec::with_capacity(counted.kept.len());
    for (n, near) in &counted.kept {
        let Some(event) = events::by_number(conn, *n)? else { continue };
        let facts = Facts::of(&event);
        let judged = compiled.judge(&facts).map_err(|stop| stop.leaf.to_owned());
        let change = near.and_then(|i| {
            let keep = counted.leaves[i].passed > 0;
            backtest.funnel.leaves()[i].near(&event, keep)?.change
        });
        // Near misses beyond the bound are shown without a fix.
        let known = change.as_ref().and_then(|change| changes.iter().position(|c| c == change));
        let fix = match (known, change) {
            (None, Some(change)) if changes.len() < MAX_FIXES => {
                changes.push(change);
                Some(changes.len() - 1)
            }
            (known, _) => known,
        };
        let explanation = compiled.explain(&facts);
        out.push((
            fix,
            JudgedEvent {
                matched: judged.is_ok(),
                near_miss: near.is_some(),
                failed_leaf: judged.err(),
                fix: None,
                explanation,
                event,
            },
        ));
    }
    let totals = if changes.is_empty() { Vec::new() } else { backtest.matched_with(conn, &changes)? };
    let fixes: Vec<Fix> =
        changes.into_iter().zip(totals).map(|(change, new_matched)| Fix { change, new_matched }).collect();
    Ok(out
        .into_iter()
        .map(|(fix, event)| JudgedEvent { fix: fix.and_then(|i| fixes.get(i).cloned()), ..event })
        .collect())
}
