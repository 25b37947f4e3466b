//! The child process of a source: its environment, its process group, its end.

use super::Program;
use crate::process_tree::{self, Mark, Tree};
use crate::registry::Shipped;
use crate::registry::drivers::Context;
use crate::registry::snapshot::SourceSpec;
use prama_model::Problem;
use rustix::process::Pid;
use std::io::ErrorKind;
use std::path::Path;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;
use tokio::process::{self, ChildStderr, ChildStdin, ChildStdout, Command};

/// Variables that a program inherits; everything else is cleared.
const INHERITED: [&str; 10] = [
    "PATH",
    "HOME",
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
    "TZ",
    "TMPDIR",
    "USER",
    "XDG_DATA_HOME",
    "XDG_RUNTIME_DIR",
];
/// How long a program may take to end after it was asked to.
const GRACE: Duration = Duration::from_secs(5);
/// How long a program that closed its output may go on.
const AFTER_OUTPUT: Duration = Duration::from_secs(2);

/// A running program, leader of its own process group, with everything it started.
pub(super) struct Child {
    inner: process::Child,
    tree: Tree,
}

/// The end of a program.
pub(super) struct End {
    pub status: Option<ExitStatus>,
    /// It closed its output, went on, and was made to end.
    pub went_on: bool,
    /// What it started and what left its group, ended now; `None` where that cannot be seen.
    pub left: Option<Vec<String>>,
}

/// Why a program's end is awaited.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Why {
    /// The source stops.
    Asked,
    /// It closed its output: it has a moment to end by itself.
    OutputClosed,
    /// It has ended already.
    Over,
}

/// The ends of its pipes.
pub(super) struct Pipes {
    pub stdin: ChildStdin,
    pub stdout: ChildStdout,
    pub stderr: ChildStderr,
}

impl Child {
    pub(super) fn spawn(
        spec: &SourceSpec,
        shipped: &Shipped,
        context: &Context,
    ) -> Result<(Self, Pipes), Box<Problem>> {
        let argv = spec.program.started(&spec.dir, shipped);
        let Some((program, arguments)) = argv.split_first() else {
            return Err(Box::new(Problem::new("SRC-012", "There is no program to start.", "")));
        };
        let mut command = Command::new(program);
        command.args(arguments).current_dir(&spec.dir).env_clear();
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        for name in INHERITED {
            if let Some(value) = std::env::var_os(name) {
                command.env(name, value);
            }
        }
        command
            .env("PRAMA_SOURCE_ID", spec.id())
            .env("PRAMA_PROTOCOL", prama_protocol::PROTOCOL_VERSION)
            .env("PRAMA_CONFIG", serde_json::Value::Object(context.config.clone()).to_string())
            .env("PRAMA_DATA", context.store.dir());
        if matches!(spec.program, Program::Python(_)) {
            command
                .env("PYTHONPATH", &shipped.python)
                .env("PYTHONUNBUFFERED", "1")
                .env("PYTHONDONTWRITEBYTECODE", "1");
        }
        if matches!(spec.program, Program::Node(_)) {
            // For `require`; `import` is helped by the module that comes before the source's own (program.rs).
            command.env("NODE_PATH", &shipped.node);
        }
        if let Program::Command { env, .. } = &spec.program {
            command.envs(env);
        }
        let mark = Mark::source(&context.source, context.store.dir());
        command.env(process_tree::VARIABLE, mark.as_str());
        command.process_group(0).kill_on_drop(true);
        let mut inner = command.spawn().map_err(|e| not_started(spec, &program.to_string_lossy(), &e))?;
        let tree = Tree::new(inner.id(), mark);
        if context.status.status().restarts > 0 {
            process_tree::let_others_first(tree.group());
        }
        match (inner.stdin.take(), inner.stdout.take(), inner.stderr.take()) {
            (Some(stdin), Some(stdout), Some(stderr)) => {
                Ok((Self { inner, tree }, Pipes { stdin, stdout, stderr }))
            }
            _ => Err(Box::new(Problem::new("SRC-012", "The program has no pipes.", ""))),
        }
    }

    pub(super) fn pid(&self) -> Option<u32> {
        self.inner.id()
    }

    pub(super) fn group(&self) -> Option<Pid> {
        self.tree.group()
    }

    /// Returns when the program itself has ended.
    pub(super) async fn ended(&mut self) {
        // A failed wait means that there is nothing to wait for.
        let _ = self.inner.wait().await;
    }

    /// Waits for the end or makes it; then nobody is left of what it started.
    pub(super) async fn end(&mut self, why: Why) -> End {
        let by_itself = match why {
            Why::Asked => None,
            Why::OutputClosed => tokio::time::timeout(AFTER_OUTPUT, self.inner.wait()).await.ok(),
            Why::Over => Some(self.inner.wait().await),
        };
        let went_on = by_itself.is_none() && why == Why::OutputClosed;
        let status = match by_itself {
            Some(status) => status,
            None => self.make_end().await,
        };
        // Also when it ended by itself: its own children go with it.
        let left = self.tree.end().await;
        End { status: status.ok(), went_on, left }
    }

    async fn make_end(&mut self) -> std::io::Result<ExitStatus> {
        self.tree.terminate();
        if let Ok(status) = tokio::time::timeout(GRACE, self.inner.wait()).await {
            return status;
        }
        self.tree.kill_group();
        self.inner.wait().await
    }
}

/// What the end of a program means: nothing to say for exit code 0, a crash for anything else. `last` is the last line of
/// what it complained about.
pub(super) fn verdict(name: &str, end: &End, last: Option<String>) -> Result<(), Box<Problem>> {
    use std::os::unix::process::ExitStatusExt;
    let detail = last.unwrap_or_default();
    if end.went_on {
        let title = format!("{name} closed its output and went on without it, so it was ended.");
        let problem = Problem::new("SRC-015", title, detail);
        return Err(Box::new(problem.fix("Keep standard output open, or end the program.")));
    }
    let how = match end.status {
        Some(status) if status.success() => return Ok(()),
        Some(status) => match (status.code(), status.signal()) {
            (Some(code), _) => format!("exit code {code}"),
            (None, Some(signal)) => format!("killed by signal {signal}"),
            _ => "ended".into(),
        },
        None => "ended".into(),
    };
    let problem = Problem::new("SRC-012", format!("{name} crashed ({how})."), detail);
    Err(Box::new(problem.fix("Look at its log for the reason.")))
}

fn not_started(spec: &SourceSpec, program: &str, error: &std::io::Error) -> Box<Problem> {
    let name = &spec.manifest.name;
    let shown = Path::new(program)
        .strip_prefix(&spec.dir)
        .map_or_else(|_| program.into(), |p| p.display().to_string());
    let problem = match error.kind() {
        ErrorKind::NotFound if !program.contains('/') => Problem::new(
            "SRC-010",
            format!("{name} needs \"{shown}\", which is not installed."),
            "It is not on the PATH of Prama.",
        )
        .fix(format!("Install {shown}, then start {name} again.")),
        ErrorKind::NotFound => Problem::new(
            "SRC-010",
            format!("{name} can't start: \"{shown}\" or the interpreter in its first line is missing."),
            "",
        )
        .fix("Correct \"entry\" in plugin.json or the first line of the file."),
        ErrorKind::PermissionDenied => {
            Problem::new("SRC-011", format!("{name} can't start: \"{shown}\" may not be executed."), "")
                .fix(format!("Make it executable: chmod +x {shown}"))
        }
        _ if error.raw_os_error() == Some(rustix::io::Errno::NOEXEC.raw_os_error()) => Problem::new(
            "SRC-011",
            format!("{name} can't start: \"{shown}\" is neither a program nor begins with #!."),
            "",
        )
        .fix("Give it a first line such as #!/usr/bin/env bash."),
        _ => Problem::new("SRC-012", format!("{name} can't start: {error}."), ""),
    };
    Box::new(problem)
}
