//! Nouns and rules of Prama: events, manifests, triggers, conditions, workflows, runs. Pure: no async, no I/O, no clock.

pub mod backtest;
pub mod condition;
pub mod event;
pub mod expr;
pub mod ids;
pub mod manifest;
pub mod problem;
pub mod propose;
pub mod run;
pub mod schedule;
pub mod sketch;
pub mod suggest;
pub mod texts;
pub mod time;
pub mod trigger;
pub mod webhook;
pub mod workflow;

pub use problem::{FieldProblem, Problem};
