//! A child process in its own group: recorded before it can do much, killed as a tree when the step ends in any way.

use crate::process_tree::{self, Mark, Tree};
use crate::runner::step::StepContext;
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
    tree: Tree,
}

/// Starts `command` with piped stdio as the leader of a new group and records it with the attempt.
pub(super) async fn start(mut command: Command, context: &StepContext) -> io::Result<Running> {
    let mark = Mark::step(context.run, context.step_index, &context.data_dir);
    command.env(process_tree::VARIABLE, mark.as_str());
    let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = piped.process_group(0).kill_on_drop(true).spawn()?;
    let id = child.id();
    let running = Running { child, tree: Tree::new(id, mark) };
    if let Some(id) = id {
        context.children.started(id).await;
    }
    Ok(running)
}

impl Running {
    /// Waits for the leader; what it left behind in its group is killed. What left the group on purpose may live on.
    pub(super) async fn wait(&mut self, context: &StepContext) -> io::Result<ExitStatus> {
        let status = self.child.wait().await;
        self.tree.kill_group();
        context.children.ended().await;
        status
    }

    /// Asks the group to end, then makes it, and with it everything the child started.
    pub(super) async fn stop(&mut self, context: &StepContext) {
        self.tree.terminate();
        if tokio::time::timeout(GRACE, self.child.wait()).await.is_err() {
            self.tree.kill_group();
            let _ = self.child.wait().await;
        }
        self.tree.end().await;
        context.children.ended().await;
    }
}
