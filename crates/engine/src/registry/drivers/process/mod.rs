//! Driver of sources with a program of their own: a child process that writes events as lines (docs/plugin-protocol.md).

mod child;
mod conversation;
mod lines;
mod order;
mod pace;
mod probe;
mod program;
mod record;
mod storing;

pub(in crate::registry) use probe::{Probe, Seen};
pub use program::Program;
pub(in crate::registry) use program::SCRIPTS;
pub(in crate::registry) use record::kill_left_over;

use super::{Context, Driver};
use crate::registry::Shipped;
use crate::registry::snapshot::SourceSpec;
use crate::registry::trust::{Contents, TrustState, refusal};
use async_trait::async_trait;
use child::{Child, Why};
use conversation::Conversation;
use pace::{Pace, Paced};
use prama_model::Problem;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::AsyncBufReadExt;
use tokio_util::task::AbortOnDropHandle;

/// How long what a program wrote before its end may take to be stored, and how long while the source stops.
const LAST_WORDS: Duration = Duration::from_secs(30);
const LAST_WORDS_STOPPING: Duration = Duration::from_secs(1);

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
        let pace = Pace::of(child.group());
        let stderr = Paced::of_log(pipes.stderr, pace.clone());
        let stderr = AbortOnDropHandle::new(tokio::spawn(copy_stderr(stderr, context.log.clone())));
        let (alias, probe) = (self.spec.instance_of.as_deref(), self.probe.as_ref());
        let talk = Conversation::new(&context, pace.clone(), pipes.stdin, alias, probe).run(pipes.stdout);
        tokio::pin!(talk);
        let mut talked = None;
        let why = tokio::select! {
            said = &mut talk => match talked.insert(said) {
                Ok(_) => Why::OutputClosed,
                Err(_) => Why::Asked,
            },
            () = child.ended() => Why::Over,
            () = context.cancel.cancelled() => Why::Asked,
        };
        let end = {
            let end = child.end(why);
            tokio::pin!(end);
            loop {
                tokio::select! {
                    end = &mut end => break end,
                    // It is still listened to while it ends.
                    said = &mut talk, if talked.is_none() => talked = Some(said),
                }
            }
        };
        pace.release();
        if let Some(left) = end.left.as_deref().filter(|left| !left.is_empty()) {
            context.log.info(format!("What it left behind was ended: {}.", left.join(", ")));
        }
        Probe::tell(probe, || Seen::Ended { exit: end.status, left: end.left.clone() });
        let talked = match talked {
            Some(talked) => talked,
            None => last_words(&context, &mut talk).await,
        };
        let complained = tokio::time::timeout(LAST_WORDS_STOPPING, stderr).await;
        record::ended(&context).await;
        context.status.pid(None);
        if context.cancel.is_cancelled() {
            context.log.info("Stopped.");
            return Ok(());
        }
        let said = talked?;
        let last = said.or_else(|| complained.ok().and_then(Result::ok).flatten());
        child::verdict(&self.spec.manifest.name, &end, last)
    }
}

type Talked = Result<Option<String>, Box<Problem>>;

/// What a program wrote before its end is still read and stored. Nobody who could write more is left.
async fn last_words(context: &Context, talk: impl Future<Output = Talked>) -> Talked {
    tokio::pin!(talk);
    let heard = async {
        tokio::select! {
            heard = tokio::time::timeout(LAST_WORDS, &mut talk) => return heard,
            () = context.cancel.cancelled() => {}
        }
        tokio::time::timeout(LAST_WORDS_STOPPING, &mut talk).await
    };
    heard.await.unwrap_or_else(|_| {
        context.log.error("The last lines it wrote could not be stored in time.");
        Ok(None)
    })
}

/// Copies the program's standard error into the log, line by line; gives the last line that says something.
async fn copy_stderr(
    stderr: impl tokio::io::AsyncRead + Unpin,
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
