//! From the text of a `plugin.json` to a manifest, or to everything that is wrong with it at once.

use super::error::ManifestError;
use super::reader::{Place, Reader};
use super::text::Text;
use super::tree::{self, Node, Value};
use super::{
    Kind, Lifecycle, MAX_BYTES, MAX_DEPTH, Manifest, Status, dialect, entry, event_types, is_source_id,
    schema,
};

/// The fields that a manifest may hold; others are ignored.
pub(super) const FIELDS: [&str; 18] = [
    "$schema",
    "type",
    "id",
    "name",
    "display_name",
    "description",
    "version",
    "eventTypes",
    "configSchema",
    "webhookEndpoint",
    "status",
    "tags",
    "author",
    "license",
    "entry",
    "entryPoint",
    "lifecycle",
    "permissions",
];

/// What reading a manifest gave.
#[derive(Debug, Default)]
pub struct Parsed {
    /// The manifest, when nothing is wrong.
    pub manifest: Option<Manifest>,
    /// Its id as written, if it could be read; not checked.
    pub id: Option<String>,
    /// Its display name, if it could be read.
    pub name: Option<String>,
    /// Everything that is wrong.
    pub errors: Vec<ManifestError>,
    /// What is worth a look but does no harm.
    pub warnings: Vec<ManifestError>,
}

/// Reads a manifest. `file` is the path shown in errors, `folder` the name of the folder that holds it.
#[must_use]
pub fn parse(text: &str, file: &str, folder: &str) -> Parsed {
    let text = Text { file, text: text.strip_prefix('\u{feff}').unwrap_or(text) };
    let mut reader = Reader { text, errors: Vec::new(), warnings: Vec::new() };
    if text.text.len() > MAX_BYTES {
        reader.errors.push(text.error_at("PLG-006", 0, "", "plugin.json is larger than 1 MiB"));
        return finish(reader, None, None, None);
    }
    let root = match tree::parse(text.text) {
        Ok(root) => root,
        Err(e) => {
            let (line, column) = text.position(e.at);
            let message =
                format!("plugin.json stops being valid at line {line}, column {column}: {}", e.what);
            reader.errors.push(text.error_at("PLG-001", e.at, "", message));
            return finish(reader, None, None, None);
        }
    };
    if !matches!(root.value, Value::Object(_)) {
        let message = format!("plugin.json holds {}", root.kind());
        reader.wrong("PLG-001", &root, "", message).expected = Some("must be an object in braces".into());
        return finish(reader, None, None, None);
    }
    if root.depth() > MAX_DEPTH {
        reader.errors.push(text.error_at("PLG-006", 0, "", "plugin.json nests deeper than 32 levels"));
        return finish(reader, None, None, None);
    }
    let (id, name) = dialect::identity(&root);
    let manifest = manifest(&mut reader, &root, folder);
    finish(reader, id, name, manifest)
}

fn finish(
    reader: Reader<'_>,
    id: Option<String>,
    name: Option<String>,
    manifest: Option<Manifest>,
) -> Parsed {
    let manifest = manifest.filter(|_| reader.errors.is_empty());
    let Reader { mut errors, warnings, .. } = reader;
    errors.sort_by_key(|e| (e.line, e.column));
    Parsed { manifest, id, name, errors, warnings }
}

/// Reads every field, so that all errors come at once; `None` as soon as one that is required is missing.
fn manifest(reader: &mut Reader<'_>, root: &Node, folder: &str) -> Option<Manifest> {
    let place = &Place { node: root, pointer: String::new(), path: String::new() };
    reader.repeated_names(place);
    if place.get("type").is_none() {
        reader.missing(place, "type", &FIELDS, "always \"event-source\"");
    }
    let kind = reader.one_of(place, "type", &[("event-source", Kind::EventSource)]);
    let id = id(reader, place, folder);
    let name = name(reader, place);
    let description = reader.required(place, "description", &FIELDS, "what it does, in a sentence");
    let version = version(reader, place);
    let event_types = event_types::read(reader, place);
    let config_schema = reader.object(place, "configSchema").map(Node::to_json);
    if let Some(schema) = config_schema.as_ref() {
        schema::check(reader, schema, &place.pointer_to("configSchema"), "configSchema");
    }
    let webhook_endpoint = webhook(reader, place);
    let status =
        reader.one_of(place, "status", &[("active", Status::Active), ("inactive", Status::Inactive)]);
    let tags = reader.texts(place, "tags");
    let author = dialect::author(place);
    let license = reader.text(place, "license");
    let entry = entry::read(reader, place);
    let lifecycle = reader.one_of(
        place,
        "lifecycle",
        &[
            ("persistent", Lifecycle::Persistent),
            ("scheduled", Lifecycle::Scheduled),
            ("on-demand", Lifecycle::OnDemand),
        ],
    );
    Some(Manifest {
        kind: kind?,
        id: id?,
        name: name?,
        description: description?,
        version: version?,
        event_types: event_types?,
        config_schema,
        webhook_endpoint,
        status: status.unwrap_or_default(),
        tags,
        author,
        license,
        entry,
        lifecycle,
        permissions: place.get("permissions").map(Node::to_json),
    })
}

fn id(reader: &mut Reader<'_>, place: &Place<'_>, folder: &str) -> Option<String> {
    if place.get("id").is_none() && place.get("display_name").is_some() {
        return check_id(reader, place, "name", folder);
    }
    if place.get("id").is_none() {
        reader.missing(
            place,
            "id",
            &FIELDS,
            &format!("a unique id in kebab-case, e.g. \"{}\"", kebab(folder)),
        );
        return None;
    }
    check_id(reader, place, "id", folder)
}

fn check_id(reader: &mut Reader<'_>, place: &Place<'_>, field: &str, folder: &str) -> Option<String> {
    let id = reader.text(place, field)?;
    let node = place.get(field)?;
    if !is_source_id(&id) {
        let suggestion = Some(kebab(&id)).filter(|k| is_source_id(k));
        let error = reader.wrong(
            "PLG-003",
            node,
            &place.pointer_to(field),
            format!("{field} \"{id}\" is not kebab-case"),
        );
        error.expected = Some("must be lower-case letters, digits and single hyphens, at most 64".into());
        error.suggestion = suggestion;
        return None;
    }
    if id != folder {
        let message = format!("The id is \"{id}\" but the folder is named \"{folder}\"");
        reader.warn("PLG-005", node.start, &place.pointer_to(field), message);
    }
    Some(id)
}

fn name(reader: &mut Reader<'_>, place: &Place<'_>) -> Option<String> {
    let field = if place.get("display_name").is_some() { "display_name" } else { "name" };
    reader.required(place, field, &FIELDS, "the name shown in the app, e.g. \"My Timer\"")
}

fn version(reader: &mut Reader<'_>, place: &Place<'_>) -> Option<String> {
    let version = reader.required(place, "version", &FIELDS, "the version, e.g. \"1.0.0\"")?;
    if semver::Version::parse(&version).is_ok() {
        return Some(version);
    }
    let node = place.get("version")?;
    let near = nearest_version(&version);
    let message = format!("version \"{version}\" is not semantic versioning");
    let error = reader.wrong("PLG-003", node, &place.pointer_to("version"), message);
    error.expected = Some(format!(
        "use {}",
        near.as_deref().map_or("\"MAJOR.MINOR.PATCH\", e.g. \"1.0.0\"".into(), |v| format!("\"{v}\""))
    ));
    error.suggestion = near;
    None
}

/// "1.0" → "1.0.0", "v2.1.0" → "2.1.0".
fn nearest_version(text: &str) -> Option<String> {
    let bare = text.trim().trim_start_matches(['v', 'V', '=', ' ']);
    let dots = bare.matches('.').count();
    let full = format!("{bare}{}", ".0".repeat(2usize.saturating_sub(dots)));
    semver::Version::parse(&full).ok().map(|v| v.to_string())
}

fn webhook(reader: &mut Reader<'_>, place: &Place<'_>) -> Option<String> {
    let path = reader.text(place, "webhookEndpoint")?;
    if path.starts_with('/') {
        return Some(path);
    }
    let node = place.get("webhookEndpoint")?;
    let message = format!("webhookEndpoint \"{path}\" is not a path");
    let error = reader.wrong("PLG-003", node, &place.pointer_to("webhookEndpoint"), message);
    error.expected = Some("must begin with \"/\"".into());
    error.suggestion = (!path.contains(':')).then(|| format!("/{path}"));
    None
}

/// A text as a kebab-case id; ASCII only.
fn kebab(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            out.push(c.to_ascii_lowercase());
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
    }
    out.trim_end_matches('-').to_owned()
}
