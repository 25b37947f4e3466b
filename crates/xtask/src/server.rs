//! A `prama serve` on a temporary data folder, for tests that need a real one.

use std::fs::{self, File};
use std::path::PathBuf;
use std::process::{Child, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use tempfile::TempDir;

use crate::process;
use crate::workspace::Workspace;

const READY_WITHIN: Duration = Duration::from_secs(30);

/// What `endpoint.json` says; the file is written when the server is ready.
#[derive(Deserialize)]
pub(crate) struct Endpoint {
    pub(crate) url: String,
    pub(crate) token: String,
}

/// A running server; dropping it stops the process and removes its folder.
pub(crate) struct Server {
    pub(crate) endpoint: Endpoint,
    pub(crate) home: PathBuf,
    child: Child,
    _folder: TempDir,
}

impl Server {
    /// Starts the built `prama` with its own data and home folders, on a free port.
    pub(crate) fn start(ws: &Workspace) -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("prama-test-").tempdir()?;
        let (data, home) = (folder.path().join("data"), folder.path().join("home"));
        fs::create_dir_all(&home)?;
        let log = folder.path().join("serve.log");
        let mut child = process::command(ws.prama())
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(&data)
            .env("HOME", &home)
            .current_dir(&ws.root)
            .stdin(Stdio::null())
            .stdout(File::create(&log)?)
            .stderr(File::options().append(true).open(&log)?)
            .spawn()
            .with_context(|| format!("starting {}", ws.prama().display()))?;
        let endpoint_file = data.join("endpoint.json");
        let started = Instant::now();
        loop {
            if let Some(endpoint) =
                fs::read(&endpoint_file).ok().and_then(|json| serde_json::from_slice(&json).ok())
            {
                return Ok(Self { endpoint, home, child, _folder: folder });
            }
            let ended = child.try_wait()?;
            if ended.is_some() || started.elapsed() > READY_WITHIN {
                // The process is of no more use; what it printed says why.
                let _ = child.kill();
                let _ = child.wait();
                let printed = fs::read_to_string(&log).unwrap_or_default();
                bail!(
                    "prama serve was not ready within {} s ({ended:?}):\n{printed}",
                    READY_WITHIN.as_secs()
                );
            }
            sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Nothing to be done about a failure here; the temporary folder is its only trace.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
