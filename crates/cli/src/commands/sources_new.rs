//! `prama sources new`: a small working source with a test, in one of four languages.

use super::data_dir;
use crate::args::Folder;
use crate::failure::{FAILED, Failure};
use crate::out;
use clap::ValueEnum;
use prama_model::manifest::is_source_id;
use rust_embed::RustEmbed;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

/// One folder of files per language; `{{id}}` and `{{name}}` are replaced.
#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/templates/"]
#[exclude = "*/target/*"]
#[exclude = "*.pyc"]
struct Templates;

/// What to make.
#[derive(Debug, clap::Args)]
pub(crate) struct NewArgs {
    /// The source's id, in kebab-case: disk-watch
    name: String,
    /// The language of its program
    #[arg(long = "lang", value_enum)]
    language: Language,
    /// Where its folder is made; the folder of your own sources if absent
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Language {
    Python,
    Node,
    Bash,
    Rust,
}

impl Language {
    fn name(self) -> &'static str {
        match self {
            Self::Python => "python",
            Self::Node => "node",
            Self::Bash => "bash",
            Self::Rust => "rust",
        }
    }

    /// Commands that a person runs in the folder, in order, and what each does.
    fn steps(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Python => &[("python3 -B -m unittest", "its test")],
            Self::Node => &[("node --test", "its test")],
            Self::Bash => &[("bash test_count.sh", "its test")],
            Self::Rust => &[("cargo test", "its test"), ("cargo build --release", "what Prama starts")],
        }
    }
}

pub(super) fn run(args: &NewArgs, folder: &Folder) -> Result<(), Failure> {
    let id = checked(&args.name)?;
    let parent = args.dir.clone().unwrap_or_else(|| data_dir(folder).join("event-sources"));
    let dir = parent.join(id);
    if dir.symlink_metadata().is_ok() {
        return Err(Failure::new(
            FAILED,
            "CLI-004",
            format!("{} is there already; nothing was changed.", dir.display()),
            "Choose another name, or another --dir.",
        ));
    }
    let written = write(&dir, args.language, id).map_err(|e| {
        let title = format!("{} can't be written: {e}.", dir.display());
        Failure::new(FAILED, "CLI-005", title, "Check the folder's permissions and the free space.")
    })?;
    out::line(&format!("Made {} in {}", id, dir.display()));
    for name in written {
        out::line(&format!("  {name}"));
    }
    next(args, id, &dir);
    Ok(())
}

fn checked(name: &str) -> Result<&str, Failure> {
    if is_source_id(name) {
        return Ok(name);
    }
    let near = prama_model::ids::slug(name);
    let fix = if is_source_id(&near) {
        format!("Use {near}")
    } else {
        "Use lower-case letters, digits and single hyphens, at most 64: disk-watch".into()
    };
    Err(Failure::usage(format!("\"{name}\" is not kebab-case."), &fix))
}

/// Writes the template's files; their names, in order.
fn write(dir: &Path, language: Language, id: &str) -> std::io::Result<Vec<String>> {
    let root = format!("{}/", language.name());
    let mut written = Vec::new();
    fs::create_dir_all(dir)?;
    for path in Templates::iter() {
        let (Some(name), Some(file)) = (path.strip_prefix(&root), Templates::get(&path)) else { continue };
        // Cargo leaves alone what is called otherwise: a template is no package of this project.
        let name = name.strip_suffix(".tmpl").unwrap_or(name);
        let text = String::from_utf8_lossy(&file.data).replace("{{id}}", id).replace("{{name}}", &title(id));
        let target = dir.join(name);
        if let Some(parent) = target.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::File::create_new(target)?.write_all(text.as_bytes())?;
        written.push(name.to_owned());
    }
    written.sort_by_key(|name| (name.contains('/'), name != "plugin.json", name.clone()));
    Ok(written)
}

/// "disk-watch" → "Disk watch".
fn title(id: &str) -> String {
    let words = id.replace('-', " ");
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn next(args: &NewArgs, id: &str, dir: &Path) {
    let shown = dir.display().to_string();
    let quoted = if shown.contains(' ') { format!("'{shown}'") } else { shown };
    let mut steps: Vec<(String, String)> = vec![(format!("cd {quoted}"), String::new())];
    steps.extend(args.language.steps().iter().map(|(what, why)| ((*what).to_owned(), (*why).to_owned())));
    steps.push(("prama sources check .".into(), "run it as Prama would".into()));
    if args.dir.is_some() {
        steps.push((
            format!("prama serve --sources {}", quoted_parent(dir)),
            "have Prama look there too".into(),
        ));
    }
    steps.push((
        format!("prama sources trust {id}"),
        "let Prama run it; or say yes in the app, under Sources".into(),
    ));
    out::line("Next:");
    let width =
        steps.iter().map(|(command, _)| command.chars().count()).filter(|n| *n < 40).max().unwrap_or(0);
    for (command, why) in steps {
        out::line(format!("  {command:width$}  {why}").trim_end());
    }
    out::line(&format!("Then, in the app: Triggers › New trigger › {} › Count changed.", title(id)));
}

fn quoted_parent(dir: &Path) -> String {
    let parent = dir.parent().unwrap_or(dir).display().to_string();
    if parent.contains(' ') { format!("'{parent}'") } else { parent }
}
