//! Reading the configuration; what its schema can't say is told at its place, with the fix.

use super::ignore_file::Current;
use super::{Family, Settings, Watched};
use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use prama_model::event::Object;
use prama_model::{FieldProblem, Problem};
use serde::{Deserialize, Serialize};
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, RwLock};

const SETTLE_MS: u32 = 2000;

#[derive(Debug, Deserialize)]
struct Raw {
    #[serde(default)]
    folders: Vec<RawFolder>,
    #[serde(default)]
    patterns: Vec<String>,
    settle_ms: Option<u32>,
    #[serde(default)]
    emit_any_change: bool,
    #[serde(default)]
    catch_up: super::CatchUp,
}

#[derive(Debug, Deserialize, Serialize)]
struct RawFolder {
    path: String,
    #[serde(default)]
    recursive: bool,
    max_depth: Option<usize>,
    #[serde(default)]
    include_existing: bool,
    #[serde(default)]
    patterns: Vec<String>,
    #[serde(default)]
    ignore: Vec<String>,
    #[serde(default)]
    hidden: bool,
    min_bytes: Option<u64>,
    max_bytes: Option<u64>,
    settle_ms: Option<u32>,
}

impl Settings {
    /// Reads a configuration that its schema has accepted.
    pub fn read(family: Family, config: &Object) -> Result<Self, Box<Problem>> {
        Self::read_all(family, config).map_err(|errors| {
            let first = errors.first().map(|e| e.message.clone()).unwrap_or_default();
            let problem = Problem::new("SRC-101", "The folders can't be watched as configured.", first);
            Box::new(problem.fix("Correct it on the source's page.").errors(errors))
        })
    }

    /// Reads it, or says everything that is wrong with it.
    pub fn read_all(family: Family, config: &Object) -> Result<Self, Vec<FieldProblem>> {
        let raw: Raw = serde_json::from_value(serde_json::Value::Object(config.clone()))
            .map_err(|e| vec![FieldProblem::at("", format!("The configuration is not right: {e}."))])?;
        let mut errors = Vec::new();
        globs(&raw.patterns, "", &mut errors);
        let mut folders: Vec<Watched> = Vec::new();
        for (at, folder) in raw.folders.iter().enumerate() {
            let pointer = format!("/folders/{at}");
            let folder = folder.watched(family, &raw, &pointer, &mut errors);
            if folders.iter().any(|f| f.path == folder.path) {
                let message = format!("The folder \"{}\" is in the list already.", folder.path.display());
                errors.push(wrong(
                    format!("{pointer}/path"),
                    message,
                    "Remove this row, or choose another folder",
                ));
            }
            folders.push(folder);
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        super::lanes::assign(&mut folders);
        let settle_ms = folders.iter().map(|f| f.settle_ms).max().unwrap_or(SETTLE_MS.into());
        Ok(Self { family, folders, settle_ms, any_change: raw.emit_any_change, catch_up: raw.catch_up })
    }
}

impl RawFolder {
    fn watched(&self, family: Family, all: &Raw, pointer: &str, errors: &mut Vec<FieldProblem>) -> Watched {
        let path: PathBuf = Path::new(&self.path).components().collect();
        if !path.is_absolute() || path.components().any(|c| c == Component::ParentDir) {
            let message = format!("The folder \"{}\" is not a full path.", self.path);
            errors.push(wrong(
                format!("{pointer}/path"),
                message,
                "A path from the root without \"..\", e.g. /home/you/Inbox",
            ));
        }
        let (min_bytes, max_bytes) = (self.min_bytes.unwrap_or(0), self.max_bytes.unwrap_or(u64::MAX));
        if min_bytes > max_bytes {
            let message = format!("No file is both at least {min_bytes} and at most {max_bytes} bytes.");
            errors.push(wrong(
                format!("{pointer}/max_bytes"),
                message,
                "A largest size that is not below the smallest one",
            ));
        }
        // A folder's own patterns take the place of those for all folders.
        let own = globs(&self.patterns, pointer, errors);
        let all_patterns = if all.patterns.is_empty() { vec!["*".to_owned()] } else { all.patterns.clone() };
        let patterns = if self.patterns.is_empty() { &all_patterns } else { &self.patterns };
        let (globs, narrowed, shown) = match family {
            Family::Pdf => {
                let shown = if self.patterns.is_empty() { String::new() } else { self.patterns.join("|") };
                (
                    globs(&["*.pdf".to_owned()], "", errors),
                    (!self.patterns.is_empty()).then_some(own),
                    [vec!["*.pdf".to_owned()], vec![shown].into_iter().filter(|s| !s.is_empty()).collect()]
                        .concat()
                        .join("&"),
                )
            }
            Family::File => (globs(patterns, "", &mut Vec::new()), None, patterns.join("|")),
        };
        Watched {
            lane: 0,
            filter: self.filter(&shown),
            ignore_file: Arc::new(RwLock::new(Current::new(&path))),
            path,
            recursive: self.recursive,
            max_depth: self.max_depth,
            include_existing: self.include_existing,
            hidden: self.hidden,
            min_bytes,
            max_bytes,
            settle_ms: self.settle_ms.or(all.settle_ms).unwrap_or(SETTLE_MS).into(),
            globs,
            narrowed,
            ignore: ignore(&self.ignore, pointer, errors),
            setup: Arc::new(self.alone(all)),
        }
    }

    /// A configuration of this folder alone.
    fn alone(&self, all: &Raw) -> Object {
        let mut setup = Object::new();
        setup.insert("folders".into(), serde_json::json!([self]));
        setup.insert("patterns".into(), serde_json::json!(all.patterns));
        setup
    }

    fn filter(&self, patterns: &str) -> String {
        let mut filter = format!("{} {patterns}", if self.recursive { "recursive" } else { "flat" });
        let mut add = |what: String| {
            filter.push(' ');
            filter.push_str(&what);
        };
        if let Some(depth) = self.max_depth {
            add(format!("depth:{depth}"));
        }
        if !self.ignore.is_empty() {
            add(format!("ignore:{}", self.ignore.join("|")));
        }
        if self.hidden {
            add("hidden".into());
        }
        if self.min_bytes.is_some() || self.max_bytes.is_some() {
            add(format!("bytes:{}-{}", self.min_bytes.unwrap_or(0), self.max_bytes.unwrap_or(u64::MAX)));
        }
        filter
    }
}

fn wrong(pointer: String, message: String, expected: &str) -> FieldProblem {
    FieldProblem { expected: Some(expected.into()), ..FieldProblem::at(pointer, message) }
}

fn globs(patterns: &[String], pointer: &str, errors: &mut Vec<FieldProblem>) -> GlobSet {
    let mut set = GlobSetBuilder::new();
    for (at, pattern) in patterns.iter().enumerate() {
        match GlobBuilder::new(pattern).case_insensitive(true).literal_separator(true).build() {
            Ok(glob) => drop(set.add(glob)),
            Err(e) => errors.push(wrong(
                format!("{pointer}/patterns/{at}"),
                format!("The pattern \"{pattern}\" can't be read: {}.", e.kind()),
                "A pattern such as *.pdf or report-*.csv",
            )),
        }
    }
    set.build().unwrap_or_else(|e| {
        errors.push(wrong(
            format!("{pointer}/patterns"),
            format!("The patterns can't be used: {e}."),
            "Fewer or simpler patterns",
        ));
        GlobSet::empty()
    })
}

fn ignore(lines: &[String], pointer: &str, errors: &mut Vec<FieldProblem>) -> Gitignore {
    let expected = "A line as in .gitignore, e.g. archive/, *.log or !keep.log";
    let set = add_lines(lines.iter().map(String::as_str), |at, line, why| {
        let message = format!("\"{line}\" can't be read: {why}.");
        errors.push(wrong(format!("{pointer}/ignore/{at}"), message, expected));
    });
    set.unwrap_or_else(|why| {
        errors.push(wrong(format!("{pointer}/ignore"), format!("The lines can't be used: {why}."), expected));
        Gitignore::empty()
    })
}

/// Lines as in a `.gitignore`, without regard to case; `wrong` is told which can't be read, and why.
pub(super) fn add_lines<'l>(
    lines: impl Iterator<Item = &'l str>,
    mut wrong: impl FnMut(usize, &str, String),
) -> Result<Gitignore, String> {
    let mut set = GitignoreBuilder::new("");
    // Only fails for a pattern that was accepted before; the lines that follow are checked anyway.
    let _ = set.case_insensitive(true);
    for (at, line) in lines.enumerate() {
        if let Err(e) = set.add_line(None, line) {
            wrong(at, line, e.to_string());
        }
    }
    set.build().map_err(|e| e.to_string())
}

/// Whether these lines leave out a path. As git does it: what lies in an ignored folder can't be let in again.
pub(super) fn ignore_lines(set: &Gitignore, below: &Path, folder: bool) -> bool {
    if set.is_empty() {
        return false;
    }
    let ignored =
        |path: &Path| !path.as_os_str().is_empty() && set.matched(path, folder || path != below).is_ignore();
    below.ancestors().any(ignored)
}
