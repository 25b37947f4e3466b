//! Loops that can be seen before anything runs: a workflow that writes where its trigger's source watches.

use super::Triggers;
use super::references::Finding;
use crate::runner::{Plan, PlanStep};
use prama_model::Problem;
use prama_model::trigger::Definition;
use serde_json::Value;
use std::path::{Path, PathBuf};

/// Where a step puts a file, as far as its inputs say before it runs.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Target {
    folder: PathBuf,
    name: Option<String>,
}

impl Triggers {
    /// The warning that a trigger may keep starting itself.
    pub(super) fn loops(&self, d: &Definition) -> Option<Finding> {
        // A file that goes away or changes its name is not told of as one that is written.
        if d.event_type.ends_with("_deleted") {
            return None;
        }
        let rules = self.rules.current();
        let plan = rules.plan(&d.workflow_id)?;
        let (step, folder) = self.writes_into(plan, &d.source)?;
        let problem = Problem::new(
            "TRG-044",
            "This workflow may keep triggering itself.",
            format!("Its step \"{step}\" writes to {}, which \"{}\" watches.", shown(&folder), d.name),
        )
        .place("/workflow_id")
        .fix("Write to another folder, or add a condition that leaves out what the workflow writes.");
        Some(Finding::new(problem, false))
    }

    /// The step of a plan that writes into a folder of the source, and the folder.
    pub(crate) fn writes_into(&self, plan: &Plan, source: &str) -> Option<(String, PathBuf)> {
        plan.steps.iter().find_map(|step| {
            let target = target(step)?;
            let folder = self.registry.watches(source, &target.folder, target.name.as_deref())?;
            Some((step.step.id.clone(), folder))
        })
    }
}

/// A path with the home folder as `~`.
pub(crate) fn shown(path: &Path) -> String {
    match std::env::home_dir().and_then(|home| Some(path.strip_prefix(home).ok()?.to_owned())) {
        Some(rest) if rest.as_os_str().is_empty() => "~".to_owned(),
        Some(rest) => format!("~/{}", rest.display()),
        None => path.display().to_string(),
    }
}

fn target(step: &PlanStep) -> Option<Target> {
    let input = |name: &str| step.step.inputs.get(name).and_then(Value::as_str).filter(|t| !t.is_empty());
    match step.step.kind.as_str() {
        "file.copy" | "file.move" => match (input("to"), input("to_folder")) {
            (Some(path), _) => Some(split(path)),
            (None, Some(folder)) => {
                Some(Target { folder: before_expression(folder, true)?, name: fixed(input("name")) })
            }
            (None, None) => None,
        },
        "file.write" => input("path").map(split),
        _ => None,
    }
    .filter(|t| t.folder.is_absolute())
}

fn fixed(text: Option<&str>) -> Option<String> {
    text.filter(|t| !t.contains("${{")).map(ToOwned::to_owned)
}

fn split(path: &str) -> Target {
    match path.rsplit_once('/') {
        Some((folder, name)) if !folder.contains("${{") && !name.contains("}}") => {
            Target { folder: home(folder), name: fixed(Some(name)) }
        }
        _ => Target { folder: before_expression(path, false).unwrap_or_default(), name: None },
    }
}

/// The folder that a text names before its first expression.
fn before_expression(text: &str, whole: bool) -> Option<PathBuf> {
    match text.split_once("${{") {
        None if whole => Some(home(text)),
        None => Path::new(text).parent().map(|p| home(&p.to_string_lossy())),
        Some((before, _)) => before.rsplit_once('/').map(|(folder, _)| home(folder)),
    }
}

fn home(text: &str) -> PathBuf {
    let path = match text.strip_prefix("~/").or((text == "~").then_some("")) {
        Some(rest) => std::env::home_dir().unwrap_or_default().join(rest),
        None => PathBuf::from(text),
    };
    // Without a slash at the end or doubled ones, as the watched folders are kept.
    path.components().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn of(kind: &str, with: Value) -> Option<(String, Option<String>)> {
        let step = json!({"id": "s", "type": kind, "with": with});
        let step = PlanStep::new(&serde_json::from_value(step).unwrap());
        target(&step).map(|t| (t.folder.display().to_string(), t.name))
    }

    #[test]
    fn the_target_is_what_stands_before_the_first_expression() {
        let some = |folder: &str, name: Option<&str>| Some((folder.to_owned(), name.map(ToOwned::to_owned)));
        assert_eq!(of("file.copy", json!({"from": "x", "to_folder": "/a/b/"})), some("/a/b", None));
        assert_eq!(
            of("file.copy", json!({"from": "x", "to_folder": "/a", "name": "n.txt"})),
            some("/a", Some("n.txt"))
        );
        assert_eq!(
            of("file.move", json!({"from": "x", "to_folder": "/a/${{ event.data.year }}/x"})),
            some("/a", None)
        );
        assert_eq!(of("file.move", json!({"from": "x", "to": "/a/b/c.pdf"})), some("/a/b", Some("c.pdf")));
        assert_eq!(
            of("file.write", json!({"path": "/a/b/${{ run.id }}.txt", "text": ""})),
            some("/a/b", None)
        );
        assert_eq!(
            of("file.write", json!({"path": "/a/${{ event.data['a/b'] }}", "text": ""})),
            some("/a", None)
        );
        assert_eq!(of("file.write", json!({"path": "${{ event.data.file_path }}.txt", "text": ""})), None);
        assert_eq!(of("data.set", json!({"values": {}})), None);
    }
}
