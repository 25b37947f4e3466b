//! Driver of sources with a program of their own: a child process that writes events as lines (docs/plugin-protocol.md).

mod child;
mod conversation;
mod lines;
mod probe;
mod program;
mod record;

pub(in crate::registry) use probe::{Probe, Seen};
pub use program::Program;
pub(in crate::registry) use program::SCRIPTS;
pub(in crate::registry) use record::kill_left_over;

use super::{Context, Driver};
use crate::registry::Shipped;
use crate::registry::snapshot::SourceSpec;
use crate::registry::trust::{Contents, TrustState, refusal};
use async_trait::async_trait;
use child::Child;
use conversation::Conversation;
use prama_model::Problem;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::AsyncBufReadExt;

/// How long what a program wrote before its end may take to be stored.
const LAST_WORDS: Duration = Duration::from_secs(30);

/// Runs a source's program.
pub struct Process {
    spec: Arc<SourceSpec>,
    shipped: Shipped,
    expected: Option<String>,
    probe: Option<Probe>,
}

impl Process {
    /// For a source; the SDKs of its language are found in what is shipped. `expected` is the hash that its folder must
    /// have when the program is started.
    #[must_use]
    pub fn new(spec: Arc<SourceSpec>, shipped: Shipped, expected: Option<String>) -> Self {
        Self { spec, shipped, expected, probe: None }
    }

    /// The same, watched, with whatever is in the folder.
    pub(in crate::registry) fn probed(spec: Arc<SourceSpec>, shipped: Shipped, probe: Probe) -> Self {
        Self { probe: Some(probe), ..Self::new(spec, shipped, None) }
    }

    /// Reads the folder once more, every file of it: what was approved is what is started.
    async fn check(&self) -> Result<(), Box<Problem>> {
        let Some(expected) = self.expected.clone() else { return Ok(()) };
        let spec = self.spec.clone();
        let read =
            tokio::task::spawn_blocking(move || Contents::read(&spec.dir, &spec.version.command, None));
        match read.await {
            Ok(Ok(now)) if now.hash == expected => Ok(()),
            Ok(Err(problem)) => Err(Box::new(Problem { code: "SRC-020".into(), ..*problem })),
            _ => Err(Box::new(refusal(TrustState::Changed, &self.spec.manifest.name))),
        }
    }
}

#[async_trait]
impl Driver for Process {
    async fn run(&self, context: Context) -> Result<(), Box<Problem>> {
        self.check().await?;
        let (mut child, pipes) = Child::spawn(&self.spec, &self.shipped, &context)?;
        context.status.pid(child.pid());
        context.log.info(format!("Started (process {}).", child.pid().unwrap_or_default()));
        record::started(&context, child.pid()).await;
        context.status.running();
        let stderr = tokio::spawn(copy_stderr(pipes.stderr, context.log.clone()));
        let talk = {
            let (alias, probe) = (self.spec.instance_of.as_deref(), self.probe.as_ref());
            let talk = Conversation::new(&context, pipes.stdin, alias, probe).run(pipes.stdout);
            tokio::pin!(talk);
            tokio::select! {
                talk = &mut talk => talk,
                // What it wrote before its end is still read; only a process that left the group could hold the pipe open.
                () = child.ended() => tokio::time::timeout(LAST_WORDS, &mut talk).await.unwrap_or(Ok(None)),
            }
        };
        let status = child.end(context.cancel.is_cancelled()).await;
        Probe::tell(self.probe.as_ref(), || Seen::Ended(status));
        // The pipe may be held open by a process that left the group; what it still writes is of no interest.
        let last = tokio::time::timeout(Duration::from_millis(500), stderr).await;
        record::ended(&context).await;
        context.status.pid(None);
        if context.cancel.is_cancelled() {
            context.log.info("Stopped.");
            return Ok(());
        }
        let said = talk?;
        let last = said.or_else(|| last.ok().and_then(Result::ok).flatten());
        child::verdict(&self.spec.manifest.name, status, last)
    }
}

/// Copies the program's standard error into the log, line by line; gives the last line that says something.
async fn copy_stderr(
    stderr: tokio::process::ChildStderr,
    log: crate::registry::log::SourceLog,
) -> Option<String> {
    const MAX_LINE: u64 = 16 * 1024;
    let mut reader = tokio::io::BufReader::new(stderr);
    let mut last = None;
    let mut line = Vec::new();
    loop {
        line.clear();
        let mut bounded = tokio::io::AsyncReadExt::take(&mut reader, MAX_LINE);
        match bounded.read_until(b'\n', &mut line).await {
            Ok(0) | Err(_) => return last,
            Ok(_) => {
                let text = String::from_utf8_lossy(&line);
                let text = text.trim_end();
                if !text.is_empty() {
                    log.info(text);
                    last = Some(text.chars().take(300).collect());
                }
            }
        }
    }
}
