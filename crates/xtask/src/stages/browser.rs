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
    if !ws.path("ui/e2e").is_dir() {
        return Ok(Verdict::Skipped("there is no ui/e2e".to_owned()));
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
