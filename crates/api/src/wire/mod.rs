//! The wire types: what the HTTP surface says and reads. Their names are the schema names of the OpenAPI document.

mod apply;
mod catch_up;
mod chain;
mod conditions;
mod evaluate;
mod events;
mod explained;
mod fields;
mod files;
mod folders;
mod held;
mod history;
mod home;
mod insight;
mod judged;
mod live;
mod options;
mod problem;
mod replay;
mod runs;
mod said;
mod schedules;
mod sources;
mod status;
mod step_runs;
mod triggers;
mod trust;
mod uploads;
mod watched;
mod workflows;

pub use apply::*;
pub use catch_up::*;
pub use chain::*;
pub use conditions::*;
pub use evaluate::*;
pub use events::*;
pub use explained::*;
pub use fields::*;
pub use files::*;
pub use folders::*;
pub use held::*;
pub use history::*;
pub use home::*;
pub use insight::*;
pub use judged::*;
pub use live::*;
pub use options::*;
pub use problem::*;
pub use replay::*;
pub use runs::*;
pub use said::*;
pub use schedules::*;
pub use sources::*;
pub use status::*;
pub use step_runs::*;
pub use triggers::*;
pub use trust::*;
pub use uploads::*;
pub use watched::*;
pub use workflows::*;

use prama_model::event::Object;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One page of a list, newest first.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct List<T> {
    /// The rows.
    pub items: Vec<T>,
    /// Ask again with `?cursor=` for what follows; null at the end.
    #[schema(required)]
    pub next_cursor: Option<String>,
    /// How many rows match the filter.
    pub total: i64,
    /// False when there are more than were counted.
    pub total_is_exact: bool,
}

impl<T> List<T> {
    /// A list that is complete.
    #[must_use]
    pub fn whole(items: Vec<T>) -> Self {
        let total = i64::try_from(items.len()).unwrap_or(i64::MAX);
        Self { items, next_cursor: None, total, total_is_exact: true }
    }
}

/// A list without pages.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Items<T> {
    /// The rows.
    pub items: Vec<T>,
}

/// A JSON object in the schema.
#[derive(ToSchema)]
#[schema(value_type = std::collections::HashMap<String, serde_json::Value>)]
#[expect(dead_code, reason = "only its schema is used")]
pub struct AnyObject(Object);
