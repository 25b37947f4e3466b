//! The passes of a backtest over stored events: counting, and what changed conditions would have matched. Blocking; nothing is held.

use prama_model::backtest::{Change, Funnel, FunnelLeaf, Pick, Survey};
use prama_model::condition::Facts;
use prama_model::event::{Event, Object};
use prama_model::time::Millis;
use prama_model::trigger::Options;
use prama_store::views::span::{self, Span};
use prama_store::{Connection, StoreError};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Matches that are compared with those of other triggers, at most.
pub(super) const MAX_COMPARED: usize = 10_000;

/// Which events a backtest returns.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Show {
    /// All it looked at.
    #[default]
    All,
    /// Those that match.
    Matches,
    /// Those that nearly match.
    NearMisses,
}

/// What one leaf did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LeafCount {
    /// Its path.
    pub path: String,
    /// As words.
    pub text: String,
    /// Events it let pass.
    pub passed: usize,
    /// Events it could not be judged on.
    pub unknown: usize,
    /// Events on which it spoke against a match.
    pub against: usize,
    /// Events that it alone stopped.
    pub only_blocker: usize,
}

/// What the first pass found.
#[derive(Debug, Default)]
pub(super) struct Counted {
    pub(super) total: usize,
    pub(super) matched: usize,
    pub(super) near_misses: usize,
    pub(super) unknown: usize,
    pub(super) leaves: Vec<LeafCount>,
    /// When each match came, newest first, with what the trigger's options look at; empty without options.
    pub(super) matches: Vec<(Millis, Object)>,
    /// Row numbers of the newest matches, for what else matched them.
    pub(super) numbers: Vec<i64>,
    /// Row numbers of the events to return, and the leaf by which each was a near miss.
    pub(super) kept: Vec<(i64, Option<usize>)>,
}

/// Says that nobody waits for the answer any more, when it is dropped.
pub(super) struct Waiting(Arc<AtomicBool>);

impl Waiting {
    pub(super) fn new() -> (Self, Arc<AtomicBool>) {
        let gone = Arc::new(AtomicBool::new(false));
        (Self(Arc::clone(&gone)), gone)
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// A condition over the events of one type.
pub(super) struct Backtest<'a> {
    pub(super) funnel: &'a Funnel,
    pub(super) source: &'a str,
    pub(super) event_type: &'a str,
    pub(super) span: Span,
    /// What the trigger does with its matches.
    pub(super) options: Option<&'a Options>,
    /// Set when nobody waits for the answer any more.
    pub(super) gone: &'a AtomicBool,
}

impl Backtest<'_> {
    /// Counts, and notes the newest `limit` events of those that are to be shown.
    pub(super) fn count(&self, conn: &Connection, show: Show, limit: usize) -> Result<Counted, StoreError> {
        let leaves = self.funnel.leaves();
        let mut out = Counted {
            leaves: leaves
                .iter()
                .map(|l| LeafCount { path: l.path.clone(), text: l.text(), ..LeafCount::default() })
                .collect(),
            ..Counted::default()
        };
        let keys = self.options.map(|o| Pick::new(o.fields().into_iter().map(Some)));
        self.each(conn, |n, event, survey| {
            out.total += 1;
            if let Some(keys) = keys.as_ref().filter(|_| survey.matched) {
                out.matches.push((event.received_ms, keys.of(&event.data)));
            }
            if survey.matched && out.numbers.len() < MAX_COMPARED {
                out.numbers.push(n);
            }
            out.matched += usize::from(survey.matched);
            out.unknown += usize::from(survey.results.iter().any(Option::is_none));
            for ((leaf, result), count) in leaves.iter().zip(&survey.results).zip(&mut out.leaves) {
                count.passed += usize::from(leaf.passes(*result));
                count.unknown += usize::from(result.is_none());
                count.against += usize::from(!leaf.helps(*result));
            }
            let mut near = None;
            if !survey.matched {
                for i in &survey.pivots {
                    out.leaves[*i].only_blocker += 1;
                }
                near = nearest(leaves, survey, |leaf| Some(leaf.near(event, true)?.distance));
                out.near_misses += usize::from(near.is_some());
            }
            let shown = match show {
                Show::All => true,
                Show::Matches => survey.matched,
                Show::NearMisses => near.is_some(),
            };
            if shown && out.kept.len() < limit {
                out.kept.push((n, near));
            }
        })?;
        Ok(out)
    }

    /// How many events would have matched with each of these changes in place of its leaf.
    pub(super) fn matched_with(
        &self,
        conn: &Connection,
        changes: &[Change],
    ) -> Result<Vec<usize>, StoreError> {
        let mut totals = vec![0; changes.len()];
        let changed: Vec<Option<(usize, FunnelLeaf)>> = changes
            .iter()
            .map(|change| {
                let i = self.funnel.leaves().iter().position(|l| l.path == change.path)?;
                Some((i, self.funnel.leaves()[i].changed(change.leaf.clone()).ok()?))
            })
            .collect();
        self.each(conn, |_, event, survey| {
            let facts = Facts::of(event);
            for (total, changed) in totals.iter_mut().zip(&changed) {
                let Some((i, leaf)) = changed else { continue };
                // Where the leaf decides nothing, it may say what it likes.
                let turned = survey.pivots.contains(i)
                    && leaf.helps(leaf.result(&facts)) != leaf.helps(survey.results[*i]);
                *total += usize::from(survey.matched != turned);
            }
        })?;
        Ok(totals)
    }

    /// Hands over each event of the span with its row number, judged as of the moment it came in. Only those parts of its data are
    /// there that the condition looks at.
    pub(super) fn each(
        &self,
        conn: &Connection,
        mut each: impl FnMut(i64, &Event, &Survey),
    ) -> Result<(), StoreError> {
        let mut pick = self.funnel.pick();
        if let Some(options) = self.options {
            pick = pick.and(&Pick::new(options.fields().into_iter().map(Some)));
        }
        let mut survey = Survey::default();
        let mut kept: Option<Event> = None;
        span::each(conn, self.source, self.event_type, self.span, |seen| {
            if self.gone.load(Ordering::Relaxed) {
                return Err(StoreError::Closed);
            }
            let event = match kept.take().filter(|_| !pick.is_everything()) {
                Some(event) => Event { data: pick.read(seen.data)?, received_ms: seen.received_ms, ..event },
                None => seen.event()?,
            };
            self.funnel.survey(&Facts::of(&event), &mut survey);
            each(seen.n, &event, &survey);
            kept = Some(event);
            Ok(())
        })
    }
}

/// The pivot that is nearest.
pub(super) fn nearest(
    leaves: &[FunnelLeaf],
    survey: &Survey,
    distance: impl Fn(&FunnelLeaf) -> Option<f64>,
) -> Option<usize> {
    let near = survey.pivots.iter().filter_map(|i| Some((*i, distance(&leaves[*i])?)));
    near.min_by(|a, b| a.1.total_cmp(&b.1)).map(|(i, _)| i)
}
