//! A child process in its own group: recorded before it can do much, killed as a tree when the step ends in any way.

use crate::runner::step::StepContext;
use rustix::process::{Pid, Signal, kill_process_group};
use std::io;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;
use tokio::process::Child;

/// A command before it starts. Steps start processes only through this file.
pub(super) use tokio::process::Command;

/// How long a child may take to end after SIGTERM.
const GRACE: Duration = Duration::from_secs(3);

/// A running child. Dropping it kills the whole group.
pub(super) struct Running {
    /// The leader, with its pipes.
    pub(super) child: Child,
    group: Group,
}

struct Group(Option<Pid>);

impl Group {
    fn signal(&self, signal: Signal) {
        if let Some(pid) = self.0 {
            // The group may be gone already.
            let _ = kill_process_group(pid, signal);
        }
    }

    /// Kills what is left, once: later the number may belong to another group.
    fn end(&mut self) {
        self.signal(Signal::KILL);
        self.0 = None;
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.end();
    }
}

/// Starts `command` with piped stdio as the leader of a new group and records it with the attempt.
pub(super) async fn start(mut command: Command, context: &StepContext) -> io::Result<Running> {
    let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = piped.process_group(0).kill_on_drop(true).spawn()?;
    let id = child.id();
    let group = Group(id.and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw));
    let running = Running { child, group };
    if let Some(id) = id {
        context.children.started(id).await;
    }
    Ok(running)
}

impl Running {
    /// Waits for the leader; what it left behind in its group is killed.
    pub(super) async fn wait(&mut self, context: &StepContext) -> io::Result<ExitStatus> {
        let status = self.child.wait().await;
        self.group.end();
        context.children.ended().await;
        status
    }

    /// Asks the group to end, then makes it.
    pub(super) async fn stop(&mut self, context: &StepContext) {
        self.group.signal(Signal::TERM);
        if tokio::time::timeout(GRACE, self.child.wait()).await.is_err() {
            self.group.signal(Signal::KILL);
            let _ = self.child.wait().await;
        }
        self.group.end();
        context.children.ended().await;
    }
}
