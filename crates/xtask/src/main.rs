//! Project chores behind `cargo xtask`: run the app, run every test, set a machine up.
// This program talks to the person at the terminal; printing is its job.
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod counts;
mod npm;
mod process;
mod report;
mod run;
mod setup;
mod stages;
mod system;
mod toolchain;
mod tools;
mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Chores of the Prama repository.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Args {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Subcommand)]
enum Chore {
    /// Install what is missing, build, and open the desktop app (or serve the UI where there is no display)
    Run(run::RunArgs),
    /// Run every check and test; ends with a table and "N passed, N failed"
    Test(stages::TestArgs),
    /// The same as `test`, but a stage that could not run counts as failed
    Ci,
    /// Check versions and install the system and npm packages that are missing
    Setup,
    /// Print the figures of docs/performance.md for this machine, as medians
    Bench {
        /// One short round of each, to see that it works
        #[arg(long)]
        quick: bool,
        /// Only start, idle memory, load and the way of a file
        #[arg(long)]
        load: bool,
        /// Only a healthy source beside misbehaving ones
        #[arg(long)]
        sources: bool,
        /// Only watched folders, beside chokidar and watchdog, which are installed for it
        #[arg(long)]
        folders: bool,
        /// Only backtests over stored events
        #[arg(long)]
        backtest: bool,
        /// Only matching, memory and saving with up to 100,000 triggers
        #[arg(long)]
        matching: bool,
    },
}

fn main() -> ExitCode {
    let outcome = workspace::Workspace::find().and_then(|ws| match Args::parse().chore {
        Chore::Run(args) => run::run(&ws, &args),
        Chore::Test(args) => stages::test(&ws, &args),
        Chore::Ci => stages::test(&ws, &stages::TestArgs::strict()),
        Chore::Bench { quick, load, sources, folders, backtest, matching } => {
            let words = [
                (quick, "--quick"),
                (load, "--load"),
                (sources, "--sources"),
                (folders, "--folders"),
                (backtest, "--backtest"),
                (matching, "--matching"),
            ];
            bench(&ws, &words)
        }
        Chore::Setup => setup::setup(&ws, system::Purpose::Test).map(|()| ExitCode::SUCCESS),
    });
    outcome.unwrap_or_else(|error| {
        eprintln!("\nxtask: {error:#}");
        ExitCode::FAILURE
    })
}

/// The bench is a program of the black-box tests, optimised as it ships.
fn bench(ws: &workspace::Workspace, asked: &[(bool, &str)]) -> anyhow::Result<ExitCode> {
    let mut command = process::command("cargo");
    command.current_dir(&ws.root).args([
        "run",
        "--profile",
        "measure",
        "--quiet",
        "--package",
        "prama-tests",
        "--bin",
        "prama-bench",
        "--",
    ]);
    command.args(asked.iter().filter(|(asked, _)| *asked).map(|(_, word)| word));
    process::run(&mut command)?;
    Ok(ExitCode::SUCCESS)
}
