//! Project chores behind `cargo xtask`: run the app, run every test, set a machine up.
// This program talks to the person at the terminal; printing is its job.
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod counts;
mod npm;
mod process;
mod report;
mod run;
mod server;
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
}

fn main() -> ExitCode {
    let outcome = workspace::Workspace::find().and_then(|ws| match Args::parse().chore {
        Chore::Run(args) => run::run(&ws, &args),
        Chore::Test(args) => stages::test(&ws, &args),
        Chore::Ci => stages::test(&ws, &stages::TestArgs::strict()),
        Chore::Setup => setup::setup(&ws, system::Purpose::Test).map(|()| ExitCode::SUCCESS),
    });
    outcome.unwrap_or_else(|error| {
        eprintln!("\nxtask: {error:#}");
        ExitCode::FAILURE
    })
}
