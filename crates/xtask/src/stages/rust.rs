//! Stages about the Rust code.

use std::process::Command;

use anyhow::Result;

use super::{cargo, stage};
use crate::counts::Counts;
use crate::report::Verdict;
use crate::workspace::Workspace;
use crate::{process, tools};

pub(super) fn format(ws: &Workspace, counts: &mut Counts) -> Result<Verdict> {
    stage(cargo(ws).args(["fmt", "--all", "--check"]), counts)
}

pub(super) fn clippy(ws: &Workspace, counts: &mut Counts) -> Result<Verdict> {
    let args = ["clippy", "--locked", "--workspace", "--all-targets", "--", "--deny", "warnings"];
    stage(cargo(ws).args(args), counts)
}

/// Advisories are left out: their database has to be fetched from the network.
pub(super) fn deny(ws: &Workspace, counts: &mut Counts) -> Result<Verdict> {
    let program = match tools::cargo_deny(ws) {
        Ok(program) => program,
        Err(error) => return Ok(Verdict::Skipped(format!("cargo-deny could not be installed: {error:#}"))),
    };
    let mut command = process::command(program);
    stage(command.current_dir(&ws.root).args(["--workspace", "check", "licenses", "bans", "sources"]), counts)
}

/// All in one go, so that programs and tests share one set of compiled dependencies.
pub(super) fn build(ws: &Workspace, counts: &mut Counts) -> Result<Verdict> {
    stage(cargo(ws).args(["build", "--locked", "--workspace", "--all-targets"]), counts)
}

pub(super) fn tests(ws: &Workspace, counts: &mut Counts) -> Result<Verdict> {
    let nextest = process::probe("cargo", &["nextest", "--version"]).is_some();
    if nextest {
        return stage(
            with_documents(ws).args(["nextest", "run", "--locked", "--workspace", "--no-fail-fast"]),
            counts,
        );
    }
    let args = ["test", "--locked", "--workspace", "--all-targets", "--no-fail-fast"];
    stage(with_documents(ws).args(args), counts)
}

pub(super) fn doc_tests(ws: &Workspace, counts: &mut Counts) -> Result<Verdict> {
    stage(cargo(ws).args(["test", "--locked", "--workspace", "--doc"]), counts)
}

/// Cargo, with the PDFs that the corpus test reads (tests/fixtures/README.md). Without them that test reads what it makes
/// itself, and says how many documents it had.
fn with_documents(ws: &Workspace) -> Command {
    let dir = ws.target.join("pdf-corpus");
    if process::on_path("apt-get") && process::on_path("dpkg-deb") {
        let mut fetch = process::command("sh");
        fetch.current_dir(&ws.root).arg("tests/fixtures/fetch-pdfs.sh").arg(&dir);
        if let Err(error) = process::run(&mut fetch) {
            println!("The PDFs for the corpus test could not be fetched: {error:#}");
        }
    }
    let mut cargo = cargo(ws);
    cargo.env("PRAMA_PDF_CORPUS", dir);
    cargo
}
