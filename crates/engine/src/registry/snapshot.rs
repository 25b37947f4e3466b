//! The registered sources at one moment, with their compiled schemas: what ingest and the API look things up in.

use super::drivers::process::Program;
use super::trust::Version;
use jsonschema::Validator;
use prama_model::event::Object;
use prama_model::manifest::{EventType, Manifest, ManifestError};
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::sync::Arc;

/// All sources found by a scan. Never changed: a new scan makes a new one.
#[derive(Debug, Default)]
pub struct Snapshot {
    pub(super) sources: BTreeMap<String, Arc<SourceSpec>>,
    pub(super) broken: BTreeMap<String, Arc<Broken>>,
}

impl Snapshot {
    /// The registered source with that id.
    #[must_use]
    pub fn source(&self, id: &str) -> Option<&Arc<SourceSpec>> {
        self.sources.get(id)
    }

    /// The ids of all registered sources, sorted.
    pub fn ids(&self) -> impl Iterator<Item = &str> + Clone {
        self.sources.keys().map(String::as_str)
    }

    /// All registered sources, by id.
    pub fn sources(&self) -> impl Iterator<Item = &Arc<SourceSpec>> {
        self.sources.values()
    }

    /// The folders whose manifest cannot be used, by the name they are listed under.
    pub fn broken(&self) -> impl Iterator<Item = &Arc<Broken>> {
        self.broken.values()
    }

    /// The broken one listed under that name.
    #[must_use]
    pub fn broken_one(&self, key: &str) -> Option<&Arc<Broken>> {
        self.broken.get(key)
    }
}

/// A registered source.
#[derive(Debug, Clone)]
pub struct SourceSpec {
    /// Its manifest.
    pub manifest: Manifest,
    /// Whether it comes with the app.
    pub shipped: bool,
    /// Its folder.
    pub dir: PathBuf,
    /// Its event types, by name.
    pub types: HashMap<String, EventTypeSpec>,
    /// The validator of its configuration.
    pub config: Option<Arc<Validator>>,
    /// What runs for it.
    pub program: Program,
    /// Its README, if it has one.
    pub readme: Option<String>,
    /// What is wrong with the manifest on disk while this earlier version stays in use.
    pub errors: Vec<ManifestError>,
    /// What is worth a look.
    pub warnings: Vec<ManifestError>,
    /// Changes when the manifest or a script in the folder changes.
    pub fingerprint: String,
    /// The source whose folder and manifest it shares, for a further instance.
    pub instance_of: Option<String>,
    /// The folder as this was read from it.
    pub(super) version: Arc<Version>,
    /// The folder as it is now: another version while an earlier one stays in use.
    pub(super) on_disk: Arc<Version>,
}

impl SourceSpec {
    /// The id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.manifest.id
    }

    /// The id of the source whose folder it is.
    #[must_use]
    pub fn base(&self) -> &str {
        self.instance_of.as_deref().unwrap_or(&self.manifest.id)
    }

    /// A configuration with the schema's defaults where it says nothing.
    #[must_use]
    pub fn with_defaults(&self, mut config: Object) -> Object {
        let properties = self.manifest.config_schema.as_ref().and_then(|s| s.get("properties")?.as_object());
        for (name, property) in properties.into_iter().flatten() {
            if let (false, Some(default)) = (config.contains_key(name), property.get("default")) {
                config.insert(name.clone(), default.clone());
            }
        }
        config
    }

    /// What is wrong with a configuration, by JSON pointer.
    #[must_use]
    pub fn config_errors(&self, config: &Object) -> Vec<prama_model::FieldProblem> {
        let Some(validator) = &self.config else { return Vec::new() };
        let value = Value::Object(config.clone());
        validator
            .iter_errors(&value)
            .map(|e| {
                let message: String = e.to_string().chars().take(300).collect();
                prama_model::FieldProblem::at(e.instance_path().as_str(), message)
            })
            .collect()
    }
}

/// A declared event type with its compiled schema.
#[derive(Debug, Clone)]
pub struct EventTypeSpec {
    /// The declaration.
    pub def: EventType,
    /// Validates the event's data; `None` when nothing is declared.
    pub validator: Option<Arc<Validator>>,
}

/// A folder with a manifest that cannot be used.
#[derive(Debug, Clone)]
pub struct Broken {
    /// The name it is listed under: unique, and not the id of a registered source.
    pub key: String,
    /// The id it claims.
    pub id: Option<String>,
    /// Its display name, as far as it can be read.
    pub name: String,
    /// Whether it comes with the app.
    pub shipped: bool,
    /// Its folder.
    pub dir: PathBuf,
    /// Its README, if it has one.
    pub readme: Option<String>,
    /// Everything that is wrong.
    pub errors: Vec<ManifestError>,
    /// What is worth a look.
    pub warnings: Vec<ManifestError>,
}
