//! The UI in headless Chromium, against a real `prama serve`.

use anyhow::Result;

use super::{stage, ui};
use crate::counts::Counts;
use crate::report::Verdict;
use crate::server::Server;
use crate::workspace::Workspace;

pub(super) fn tests(ws: &Workspace, counts: &mut Counts) -> Result<Verdict> {
    if ui::absent(ws) {
        return Ok(ui::no_ui());
    }
    let package = std::fs::read_to_string(ws.path("ui/package.json"))?;
    let package: serde_json::Value = serde_json::from_str(&package)?;
    if package.pointer("/scripts/e2e").is_none() {
        return Ok(Verdict::Skipped("ui/package.json has no script e2e".to_owned()));
    }
    let server = Server::start(ws)?;
    let mut command = ui::script(ws, "e2e");
    command
        .env("PRAMA_URL", &server.endpoint.url)
        .env("PRAMA_TOKEN", &server.endpoint.token)
        .env("PRAMA_HOME", &server.home)
        .env("PRAMA_ARTIFACTS", ws.artifacts().join("browser"));
    stage(&mut command, counts)
}
