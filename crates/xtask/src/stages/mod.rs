//! `cargo xtask test`: the list of stages, which of them to run, and running them.

mod browser;
mod desktop;
mod rust;
mod sdk;
mod ui;

use std::process::{Command, ExitCode};
use std::time::Instant;

use anyhow::{Result, bail};
use clap::Args;

use crate::counts::Counts;
use crate::report::{self, Entry, Verdict};
use crate::system::Purpose;
use crate::workspace::Workspace;
use crate::{process, setup};

/// Which stages to run.
#[derive(Args, Default)]
pub(crate) struct TestArgs {
    /// Run these stages only
    #[arg(long, value_name = "STAGE")]
    only: Vec<String>,
    /// Begin at this stage
    #[arg(long, value_name = "STAGE")]
    from: Option<String>,
    /// Count a stage that could not run as failed
    #[arg(long)]
    no_skips: bool,
    /// Print the names of the stages
    #[arg(long)]
    list: bool,
}

impl TestArgs {
    /// Every stage, none left out.
    pub(crate) fn strict() -> Self {
        Self { no_skips: true, ..Self::default() }
    }
}

/// One named part of the test run.
struct Stage {
    name: &'static str,
    about: &'static str,
    /// Stages whose failure makes this one pointless.
    needs: &'static [&'static str],
    run: fn(&Workspace, &mut Counts) -> Result<Verdict>,
}

const STAGES: &[Stage] = &[
    Stage { name: "setup", about: "versions, system and npm packages", needs: &[], run: prepare },
    Stage { name: "ui-build", about: "the UI, compiled", needs: &["setup"], run: ui::build },
    Stage { name: "format", about: "rustfmt", needs: &[], run: rust::format },
    Stage { name: "clippy", about: "clippy, warnings denied", needs: &["setup"], run: rust::clippy },
    Stage { name: "deny", about: "licences, sources and banned crates", needs: &[], run: rust::deny },
    Stage { name: "build", about: "every crate, program and test", needs: &["setup"], run: rust::build },
    Stage { name: "rust", about: "Rust tests", needs: &["build"], run: rust::tests },
    Stage {
        name: "doc",
        about: "examples in the documentation comments",
        needs: &["build"],
        run: rust::doc_tests,
    },
    Stage { name: "ui-lint", about: "Biome and the type checker", needs: &["setup"], run: ui::lint },
    Stage { name: "ui-unit", about: "UI unit tests", needs: &["setup"], run: ui::unit },
    Stage {
        name: "python",
        about: "Python SDK and the sources written with it",
        needs: &[],
        run: sdk::python,
    },
    Stage { name: "typescript", about: "TypeScript SDK", needs: &["setup"], run: sdk::typescript },
    Stage {
        name: "packages",
        about: "wheel and npm tarball, installed and used",
        needs: &["build"],
        run: sdk::packages,
    },
    Stage {
        name: "browser",
        about: "the UI in headless Chromium",
        needs: &["build", "ui-build"],
        run: browser::tests,
    },
    Stage { name: "desktop", about: "the real window", needs: &["build", "ui-build"], run: desktop::tests },
];

/// Runs the chosen stages, goes on after a failure, and prints the closing table.
pub(crate) fn test(ws: &Workspace, args: &TestArgs) -> Result<ExitCode> {
    if args.list {
        STAGES.iter().for_each(|stage| println!("{:<10} {}", stage.name, stage.about));
        return Ok(ExitCode::SUCCESS);
    }
    let mut entries: Vec<Entry> = Vec::new();
    for stage in chosen(args)? {
        println!("\n=== {}: {}", stage.name, stage.about);
        let started = Instant::now();
        let mut counts = Counts::default();
        let broken = entries
            .iter()
            .find(|done| stage.needs.contains(&done.name) && matches!(done.verdict, Verdict::Failed(_)));
        let mut verdict = match broken {
            Some(needed) => Verdict::Failed(format!("not run, because {} failed", needed.name)),
            None => {
                (stage.run)(ws, &mut counts).unwrap_or_else(|error| Verdict::Failed(format!("{error:#}")))
            }
        };
        if let (true, Verdict::Skipped(why)) = (args.no_skips, &verdict) {
            verdict = Verdict::Failed(format!("could not run: {why}"));
        }
        let took = started.elapsed();
        println!("--- {} {:.1} s", stage.name, took.as_secs_f64());
        entries.push(Entry { name: stage.name, verdict, counts, took });
    }
    Ok(if report::print(&entries) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn chosen(args: &TestArgs) -> Result<Vec<&'static Stage>> {
    for name in args.only.iter().chain(&args.from) {
        if !STAGES.iter().any(|stage| stage.name == name) {
            let names: Vec<&str> = STAGES.iter().map(|stage| stage.name).collect();
            bail!("there is no stage {name:?}; the stages are {}", names.join(", "));
        }
    }
    let from =
        args.from.as_deref().and_then(|name| STAGES.iter().position(|stage| stage.name == name)).unwrap_or(0);
    Ok(STAGES[from..]
        .iter()
        .filter(|stage| args.only.is_empty() || args.only.iter().any(|name| name == stage.name))
        .collect())
}

fn prepare(ws: &Workspace, _: &mut Counts) -> Result<Verdict> {
    setup::setup(ws, Purpose::Test)?;
    Ok(Verdict::Passed)
}

/// Runs a command as a stage, reading test counts from its output.
fn stage(command: &mut Command, counts: &mut Counts) -> Result<Verdict> {
    let succeeded = process::watch(command, |line| counts.read(line))?;
    Ok(if succeeded { Verdict::Passed } else { Verdict::Failed(String::new()) })
}

/// A command at the root that is ended when it hangs: a window or a browser must not hold up everything.
fn limited(ws: &Workspace, arguments: &[&str]) -> Command {
    let mut command = process::command("timeout");
    command.current_dir(&ws.root).args(["--kill-after=10", "8m"]).args(arguments);
    command
}

/// A cargo command at the root, with the UI left to the `ui-build` stage.
fn cargo(ws: &Workspace) -> Command {
    let mut command = process::command("cargo");
    command.current_dir(&ws.root).env("SKIP_UI_BUILD", "1").env("CARGO_TERM_COLOR", "never");
    command.env("PRAMA_BIN", ws.prama()).env("PRAMA_DESKTOP_BIN", ws.desktop());
    command
}
