//! Conditions that set an event apart from its neighbours, read off its own values. The same events give the same proposals.

mod candidates;

use crate::backtest::{Funnel, Survey};
use crate::condition::{Condition, Facts, Leaf, Op, words};
use crate::event::{Event, Object};
use serde_json::Value;

/// Proposals that are made at most.
const MOST: usize = 12;
/// Conditions that a draft gets at most.
const IN_DRAFT: usize = 3;
/// A further condition must leave out at least one in so many of the events that the draft matches.
const WORTH_ONE_IN: usize = 10;

/// A condition that holds for the event, and for how many of its neighbours.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// The condition.
    pub leaf: Leaf,
    /// Neighbours for which it holds.
    pub matches: usize,
    /// Of so many.
    pub of: usize,
    /// Whether the draft has it.
    pub in_draft: bool,
}

impl Proposal {
    /// The condition as words.
    #[must_use]
    pub fn text(&self) -> String {
        words(&Condition::from(self.leaf.clone()), true)
    }

    /// Its value in the fewest words, for a name.
    #[must_use]
    pub fn short(&self) -> String {
        let text = |v: &Value| v.as_str().map_or_else(|| v.to_string(), ToOwned::to_owned);
        match (self.leaf.op, self.leaf.value.as_array().map(Vec::as_slice)) {
            (Op::InsideFolder, _) => {
                let folder = text(&self.leaf.value);
                folder.rsplit(['/', '\\']).next().unwrap_or_default().to_owned()
            }
            (Op::Between, Some([low, high])) => format!("{} {low}–{high}", self.leaf.field),
            (op, _) if op.is_unary() => format!("{} {}", self.leaf.field, op.words()),
            _ => text(&self.leaf.value),
        }
    }
}

/// Proposes conditions for an event among its neighbours, of which it may be one. Best ones first.
#[must_use]
pub fn propose(event: &Object, neighbours: &[Event]) -> Vec<Proposal> {
    let of = neighbours.len();
    let mut found: Vec<(f64, Proposal, Vec<bool>)> = Vec::new();
    for candidate in candidates::of(event, neighbours) {
        let Some(holds) = holds(&candidate.leaf, neighbours) else { continue };
        let matches = holds.iter().filter(|h| **h).count();
        // What holds for all of them sets nothing apart; what holds for the same ones says the same.
        let apart = matches < of || of < 2;
        if !apart || (of > 1 && found.iter().any(|(_, _, same)| *same == holds)) {
            continue;
        }
        let share = matches.max(1) as f64 / of.max(1) as f64;
        // Most for what holds for about a third: rare enough to tell apart, common enough not to be chance.
        let worth = (-share * share.ln()).max(0.0) * candidate.weight;
        found.push((worth, Proposal { leaf: candidate.leaf, matches, of, in_draft: false }, holds));
    }
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    found.truncate(MOST);
    choose(&mut found, of);
    found.into_iter().map(|(_, proposal, _)| proposal).collect()
}

fn holds(leaf: &Leaf, neighbours: &[Event]) -> Option<Vec<bool>> {
    let funnel = Funnel::new(Some(&leaf.clone().into())).ok()?;
    let mut survey = Survey::default();
    let judge = |event: &Event| {
        funnel.survey(&Facts::of(event), &mut survey);
        survey.matched
    };
    Some(neighbours.iter().map(judge).collect())
}

/// Marks those that together make the draft: each leaves out more, and none is about a field that another is about already.
fn choose(found: &mut [(f64, Proposal, Vec<bool>)], of: usize) {
    let mut left = vec![true; of];
    let mut fields: Vec<(String, Op)> = Vec::new();
    for (_, proposal, holds) in found.iter_mut() {
        let now = left.iter().filter(|l| **l).count();
        let then = left.iter().zip(holds.iter()).filter(|(l, h)| **l && **h).count();
        let worth_it = (now - then) * WORTH_ONE_IN >= now.max(1) && then > 0;
        let same = fields.iter().any(|(f, op)| *f == proposal.leaf.field && *op == proposal.leaf.op);
        // A range is a guess about how far the likeness goes: offered, not taken for granted.
        let guess = proposal.leaf.op == Op::Between;
        if fields.len() < IN_DRAFT && worth_it && !same && !guess {
            proposal.in_draft = true;
            fields.push((proposal.leaf.field.clone(), proposal.leaf.op));
            left.iter_mut().zip(holds.iter()).for_each(|(l, h)| *l &= *h);
        }
    }
}

#[cfg(test)]
mod tests;
