//! The fields of an event type's payload: what the schema declares and what past events held.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// Type of a payload field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names of JSON Schema")]
pub enum FieldType {
    String,
    Number,
    Integer,
    Boolean,
    Array,
    Object,
    Any,
}

/// A field of an event type's payload.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Field {
    /// Dotted path.
    pub path: String,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: FieldType,
    /// JSON Schema format, e.g. `date-time`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub format: Option<String>,
    /// Whether every event must have it.
    pub required: bool,
    /// What it means.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub description: Option<String>,
    /// The only values it may have.
    #[serde(rename = "enum", default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub choices: Option<Vec<Value>>,
    /// Its value in the newest event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    pub sample: Option<Value>,
    /// Events that had it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub seen: Option<i64>,
    /// Events that this is about: the last 5,000 to 10,000, or all while there are fewer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub seen_of: Option<i64>,
    /// Its commonest values; exact counts while there are few different ones, lower bounds beyond.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub suggestions: Option<Vec<FieldValue>>,
    /// Smallest number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub min: Option<f64>,
    /// Middle number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub median: Option<f64>,
    /// Largest number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub max: Option<f64>,
    /// The types its values had.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub types: Vec<FieldTypeCount>,
    /// When the newest event that has it was received.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub last_seen_at: Option<String>,
    /// Whether it is not declared, but known from events.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[schema(required = false)]
    pub inferred: bool,
    /// What changed about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub drift: Option<FieldDrift>,
}

/// How many values of a field were of a type.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct FieldTypeCount {
    /// The type by its name in JSON Schema; also `null`.
    #[serde(rename = "type")]
    pub kind: String,
    /// How many.
    pub count: i64,
}

/// How a field changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FieldDriftKind {
    /// It was in nearly every event, and in none of the last ones.
    Vanished,
    /// It came as a type that it had not been before.
    NewType,
    /// Earlier events did not have it.
    NewField,
}

/// A change of a field in the events.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct FieldDrift {
    /// What changed.
    pub kind: FieldDriftKind,
    /// In a sentence.
    pub text: String,
    /// Ids of the triggers whose conditions use the field, 50 at most.
    pub triggers: Vec<String>,
    /// How many triggers use it.
    pub triggers_total: i64,
    /// When: the last event with a vanished field, else the first with the change.
    pub at: String,
}

/// A value a field had.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct FieldValue {
    /// The value.
    pub value: Value,
    /// How often.
    pub count: i64,
}

/// `GET /api/event-sources/{id}/event-types/{type}/fields`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Fields {
    /// The fields, in the schema's order.
    pub fields: Vec<Field>,
}
