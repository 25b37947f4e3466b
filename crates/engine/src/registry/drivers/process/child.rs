//! The child process of a source: its environment, its process group, its end.

use super::Program;
use crate::registry::Shipped;
use crate::registry::drivers::Context;
use crate::registry::snapshot::SourceSpec;
use prama_model::Problem;
use process_wrap::tokio::{ChildWrapper, CommandWrap, KillOnDrop, ProcessGroup};
use rustix::process::{Pid, Signal, kill_process_group};
use std::io::ErrorKind;
use std::path::Path;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;
use tokio::process::{ChildStderr, ChildStdin, ChildStdout, Command};

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

/// A running program, leader of its own process group.
pub(super) struct Child {
    inner: Box<dyn ChildWrapper>,
    group: Option<Pid>,
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
        let mut wrapped = CommandWrap::from(command);
        wrapped.wrap(ProcessGroup::leader()).wrap(KillOnDrop);
        let mut inner = wrapped.spawn().map_err(|e| not_started(spec, &program.to_string_lossy(), &e))?;
        let pipes = match (inner.stdin().take(), inner.stdout().take(), inner.stderr().take()) {
            (Some(stdin), Some(stdout), Some(stderr)) => Pipes { stdin, stdout, stderr },
            _ => return Err(Box::new(Problem::new("SRC-012", "The program has no pipes.", ""))),
        };
        let group = inner.id().and_then(|pid| Pid::from_raw(i32::try_from(pid).ok()?));
        Ok((Self { inner, group }, pipes))
    }

    pub(super) fn pid(&self) -> Option<u32> {
        self.inner.id()
    }

    /// Returns when the program has ended; its own children end with it.
    pub(super) async fn ended(&mut self) {
        // A failed wait means that there is nothing to wait for.
        let _ = self.inner.wait().await;
        self.signal(Signal::KILL);
    }

    /// Waits for the end: at once asked to (`asked`) or after it closed its output. Then nobody of its group is left.
    pub(super) async fn end(&mut self, asked: bool) -> Option<ExitStatus> {
        let patience = if asked {
            self.signal(Signal::TERM);
            GRACE
        } else {
            AFTER_OUTPUT
        };
        let mut ended = tokio::time::timeout(patience, self.inner.wait()).await.ok();
        if ended.is_none() && !asked {
            self.signal(Signal::TERM);
            ended = tokio::time::timeout(GRACE, self.inner.wait()).await.ok();
        }
        // Also when it ended by itself: its own children go with it.
        self.signal(Signal::KILL);
        let ended = match ended {
            Some(ended) => ended,
            None => self.inner.wait().await,
        };
        ended.ok()
    }

    fn signal(&self, signal: Signal) {
        if let Some(group) = self.group {
            // No such group: everybody has gone already.
            let _ = kill_process_group(group, signal);
        }
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        if self.inner.id().is_some() {
            self.signal(Signal::KILL);
        }
    }
}

/// What the end of a program means: nothing to say for exit code 0, a crash for anything else.
pub(super) fn verdict(
    name: &str,
    status: Option<ExitStatus>,
    last: Option<String>,
) -> Result<(), Box<Problem>> {
    use std::os::unix::process::ExitStatusExt;
    let how = match status {
        Some(status) if status.success() => return Ok(()),
        Some(status) => match (status.code(), status.signal()) {
            (Some(code), _) => format!("exit code {code}"),
            (None, Some(signal)) => format!("killed by signal {signal}"),
            _ => "ended".into(),
        },
        None => "ended".into(),
    };
    let problem = Problem::new("SRC-012", format!("{name} crashed ({how})."), last.unwrap_or_default());
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
