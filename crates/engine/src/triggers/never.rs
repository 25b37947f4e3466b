//! Why a trigger never matched: the condition that every event failed, and the nearest past value.

use super::Triggers;
use super::backtest::{Backtest, Show, Waiting};
use super::evaluate::Fix;
use crate::error::EngineError;
use prama_model::backtest::{Change, Funnel};
use prama_model::condition::Leaf;
use prama_store::views::span::Span;
use prama_store::{Connection, StoreError};
use serde_json::Value;
use std::sync::Arc;

/// Events that are looked at.
const EVENTS: u32 = 10_000;
/// Different near values that are compared with each other.
const MAX_NEAR: usize = 200;

/// Past events against a trigger as it is now.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct NeverMatched {
    /// Events looked at.
    pub total: usize,
    /// Of those, match. With one or more, the rest is empty.
    pub matched: usize,
    /// The condition that stopped every event.
    pub blocker: Option<Blocker>,
}

/// A condition that stopped every event.
#[derive(Debug, Clone, PartialEq)]
pub struct Blocker {
    /// Its path.
    pub path: String,
    /// As words.
    pub text: String,
    /// The condition; `None` when it is no comparison of a field.
    pub leaf: Option<Leaf>,
    /// The past value that is nearest to what it asks for.
    pub nearest: Option<Nearest>,
}

/// A value that nearly was what was asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Nearest {
    /// The value, or the part of it that is near.
    pub value: Value,
    /// Events that had it.
    pub seen: usize,
    /// What asking for it would do.
    pub fix: Fix,
}

impl Triggers {
    /// Looks for the condition that no event gets past.
    pub async fn never_matched(&self, id: &str) -> Result<NeverMatched, EngineError> {
        let rules = self.rules.current();
        let live = rules.trigger(id).ok_or_else(|| EngineError::not_found("trigger", id))?;
        let Ok(funnel) = Funnel::new(live.row.definition.conditions.as_ref()) else {
            return Ok(NeverMatched::default());
        };
        let live = Arc::clone(live);
        let (_waiting, gone) = Waiting::new();
        let _turn = self.backtests.acquire().await.map_err(|_| StoreError::Closed)?;
        let found = self
            .store
            .read(move |c| {
                let d = &live.row.definition;
                let span = Span { last: EVENTS, from_ms: None, to_ms: None };
                let backtest = Backtest {
                    funnel: &funnel,
                    source: &d.source,
                    event_type: &d.event_type,
                    span,
                    options: None,
                    gone: &gone,
                };
                look(c, &backtest)
            })
            .await?;
        Ok(found)
    }
}

fn look(conn: &Connection, backtest: &Backtest<'_>) -> Result<NeverMatched, StoreError> {
    let counted = backtest.count(conn, Show::Matches, 0)?;
    let mut out = NeverMatched { total: counted.total, matched: counted.matched, blocker: None };
    if counted.matched > 0 || counted.total == 0 {
        return Ok(out);
    }
    let leaves = backtest.funnel.leaves();
    let stops = |i: &usize| counted.leaves[*i].against == counted.total;
    for i in (0..leaves.len()).filter(stops) {
        let nearest = nearest(conn, backtest, i)?;
        let leaf = &leaves[i];
        let found =
            Blocker { path: leaf.path.clone(), text: leaf.text(), leaf: leaf.leaf().cloned(), nearest };
        // The first one stands for all, but one that can be helped says more.
        if out.blocker.is_none() || found.nearest.is_some() {
            let helped = found.nearest.is_some();
            out.blocker = Some(found);
            if helped {
                break;
            }
        }
    }
    Ok(out)
}

struct Candidate {
    change: Change,
    value: Value,
    distance: f64,
    seen: usize,
}

fn nearest(conn: &Connection, backtest: &Backtest<'_>, i: usize) -> Result<Option<Nearest>, StoreError> {
    let leaf = &backtest.funnel.leaves()[i];
    let mut candidates: Vec<Candidate> = Vec::new();
    backtest.each(conn, |_, event, _| {
        let Some(near) = leaf.near(event, false) else { return };
        let Some(change) = near.change else { return };
        if let Some(known) = candidates.iter_mut().find(|c| c.change == change) {
            known.seen += 1;
        } else if candidates.len() < MAX_NEAR {
            candidates.push(Candidate { change, value: near.value, distance: near.distance, seen: 1 });
        }
    })?;
    let best = candidates.into_iter().min_by(|a, b| {
        let rarer = b.seen.cmp(&a.seen);
        a.distance.total_cmp(&b.distance).then(rarer).then_with(|| a.change.text().cmp(&b.change.text()))
    });
    let Some(best) = best else { return Ok(None) };
    let totals = backtest.matched_with(conn, std::slice::from_ref(&best.change))?;
    let fix = Fix { change: best.change, new_matched: totals.first().copied().unwrap_or_default() };
    Ok(Some(Nearest { value: best.value, seen: best.seen, fix }))
}
