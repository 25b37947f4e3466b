//! `command.run`: starts a program with an argument vector; never a shell unless the workflow names one.

use super::check::{field, typed};
use super::child::{self, Command};
use super::output::{KEPT_MAX_BYTES, Kept, Room, drain};
use super::placing::full_path;
use crate::runner::step::{Spec, StepContext, StepError, StepType, Touch};
use async_trait::async_trait;
use prama_model::Problem;
use prama_model::event::{Cause, Object};
use serde::Deserialize;
use serde_json::json;
use std::collections::BTreeMap;
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::ExitStatus;
use std::time::Duration;
use tokio::io::AsyncWriteExt as _;

/// Arguments that are looked at for names of files.
const MAX_NAMES: usize = 256;
/// A longer argument is no name.
const MAX_NAME_BYTES: usize = 4096;
/// How long output may still come after the program has ended: a helper it left behind may hold the pipe.
const LINGER: Duration = Duration::from_secs(1);

pub(super) struct CommandRun {
    spec: Spec,
}

#[derive(Deserialize)]
struct Input {
    argv: Vec<String>,
    cwd: Option<String>,
    #[serde(default)]
    env: BTreeMap<String, String>,
    stdin: Option<String>,
    ok_codes: Option<Vec<i32>>,
}

impl CommandRun {
    pub(super) fn new() -> Self {
        let spec = Spec {
            kind: "command.run",
            title: "Run a command",
            description: "Starts a program with arguments and keeps its output.",
            keywords: &["script", "shell", "program", "execute", "terminal", "python", "bash"],
            touches: &[Touch::Process],
            at_most_once: false,
            instant: false,
            inputs: json!({
                "type": "object", "additionalProperties": false, "required": ["argv"],
                "x-order": ["argv", "cwd", "env", "stdin", "ok_codes"],
                "properties": {
                    "argv": {
                        "type": "array", "items": { "type": "string" }, "minItems": 1, "x-fixed-program": true, "title": "Command",
                        "description": "The program and its arguments, one entry each. No shell: nothing is split, expanded or quoted. Put \"--\" before an entry that comes from an event, so that it is never read as an option."
                    },
                    "cwd": { "type": "string", "format": "folder", "title": "Folder", "description": "Full path of the folder it runs in; your home folder when empty." },
                    "env": { "type": "object", "additionalProperties": { "type": ["string", "number", "boolean"] }, "title": "Environment", "description": "More environment variables." },
                    "stdin": { "type": "string", "format": "multiline", "title": "Input", "description": "Text given to it on standard input." },
                    "ok_codes": { "type": "array", "items": { "type": "integer", "minimum": 0, "maximum": 255 }, "minItems": 1, "default": [0], "title": "Good exit codes", "description": "Exit codes that count as success." }
                }
            }),
            outputs: json!({
                "type": "object",
                "properties": {
                    "exit_code": { "type": "integer", "title": "Exit code" },
                    "stdout": { "type": "string", "title": "Output" },
                    "stderr": { "type": "string", "title": "Error output" },
                    "truncated": { "type": "boolean", "title": "Cut", "description": "Whether output beyond 10 MiB was thrown away." }
                }
            }),
            example: json!({ "argv": ["wc", "-w", "--", "${{ event.data.file_path }}"] }),
        };
        Self { spec }
    }
}

#[async_trait]
impl StepType for CommandRun {
    fn spec(&self) -> &Spec {
        &self.spec
    }

    async fn run(&self, context: &StepContext, mut input: Object) -> Result<Object, StepError> {
        if let Some(serde_json::Value::Object(env)) = input.get_mut("env") {
            for value in env.values_mut().filter(|v| v.is_number() || v.is_boolean()) {
                *value = value.to_string().into();
            }
        }
        let input: Input = typed(&self.spec, input)?;
        if input.argv.iter().chain(input.env.values()).any(|s| s.contains('\0')) {
            return Err(field(&self.spec, "/argv", "An argument can't have a zero character in it."));
        }
        if let Some(name) = input.env.keys().find(|k| k.is_empty() || k.contains(['=', '\0'])) {
            return Err(field(&self.spec, "/env", format!("\"{name}\" can't name an environment variable.")));
        }
        let cwd = match &input.cwd {
            Some(text) => context.exact(&full_path(text, "cwd")?),
            None => std::env::home_dir().filter(|h| h.is_dir()).unwrap_or_else(|| PathBuf::from("/")),
        };
        if !cwd.is_dir() {
            return Err(StepError::fatal(
                Problem::new(
                    "FILE-001",
                    format!("The folder \"{}\" can't be found.", cwd.display()),
                    "The program did not start.",
                )
                .fix("Correct \"Folder\" in the step, or make the folder."),
            ));
        }
        let program = find(&input.argv[0], &cwd)?;
        let mut command = Command::new(&program);
        let exact = |text: &String| context.names.put_back(text);
        command.args(input.argv[1..].iter().map(exact)).current_dir(&cwd);
        command.envs(input.env.iter().map(|(name, value)| (name, exact(value))));
        command.env("PRAMA_RUN_ID", context.run.to_string()).env("PRAMA_STEP_ID", &context.step_id);
        command.env("PRAMA_IDEMPOTENCY_KEY", &context.key);
        // What is sent from within names this step as its cause, so that a loop through a program is seen as one.
        let cause = Cause { run: context.run, step: Some(context.step_index) };
        command.env("PRAMA_CAUSED_BY", cause.to_string());
        let _at_work = context.doer.names(files(&input, &cwd));
        let (status, out, err) =
            execute(command, input.stdin, context).await.map_err(|e| not_started(&program, &e))?;
        let Some(status) = status else {
            return Err(StepError::fatal(
                Problem::new(
                    "STEP-004",
                    "The step was stopped.",
                    "The program and everything it started were ended.",
                )
                .place(program.display().to_string()),
            ));
        };
        judge(&program, status, &input.ok_codes.unwrap_or_else(|| vec![0]), &out, &err)?;
        let mut output = Object::new();
        output.insert("exit_code".into(), status.code().into());
        output.insert("stdout".into(), out.text().into());
        output.insert("stderr".into(), err.text().into());
        output.insert("truncated".into(), (out.truncated || err.truncated).into());
        Ok(output)
    }
}

/// Files that the program is given by name: whole arguments, what stands behind a `=`, and full paths in its environment.
fn files(input: &Input, cwd: &Path) -> Vec<String> {
    let arguments = input.argv.iter().skip(1).take(MAX_NAMES);
    let behind = |text: &'_ str| text.split_once('=').map(|(_, value)| value.to_owned());
    let named = arguments.flat_map(|a| [Some(a.clone()), behind(a)]).flatten();
    let in_env = input.env.values().filter(|value| value.starts_with('/')).cloned();
    let whole = |name: String| cwd.join(name).components().collect::<PathBuf>();
    let named = named.chain(in_env).filter(|name| !name.is_empty() && name.len() <= MAX_NAME_BYTES);
    named.map(|name| whole(name).to_string_lossy().into_owned()).collect()
}

/// Runs to the end; `None` when it was stopped.
async fn execute(
    command: Command,
    stdin: Option<String>,
    context: &StepContext,
) -> std::io::Result<(Option<ExitStatus>, Kept, Kept)> {
    let mut running = child::start(command, context).await?;
    let (pipe, stdout, stderr) =
        (running.child.stdin.take(), running.child.stdout.take(), running.child.stderr.take());
    let room = Room::new(KEPT_MAX_BYTES);
    let (mut out, mut err) = (Kept::default(), Kept::default());
    let status = {
        let feed = async {
            if let (Some(mut pipe), Some(text)) = (pipe, stdin) {
                // A program that does not read its input is no error.
                let _ = pipe.write_all(text.as_bytes()).await;
                let _ = pipe.shutdown().await;
            }
        };
        let streams = async {
            tokio::join!(
                feed,
                drain(stdout, &room, &mut out, |line| context.log.out(line)),
                drain(stderr, &room, &mut err, |line| context.log.err(line)),
            );
        };
        tokio::pin!(streams);
        // Both go on together: a full pipe would keep the program from ending.
        let both = async {
            let (mut drained, mut status) = (false, None);
            while status.is_none() {
                tokio::select! {
                    () = &mut streams, if !drained => drained = true,
                    ended = running.wait(context) => status = Some(ended),
                }
            }
            if !drained {
                let _ = tokio::time::timeout(LINGER, &mut streams).await;
            }
            status.transpose()
        };
        let ended = tokio::select! {
            biased;
            () = context.cancel.cancelled() => None,
            status = both => status?,
        };
        ended
    };
    if status.is_none() {
        running.stop(context).await;
    }
    if out.truncated || err.truncated {
        context.log.warn("Output beyond 10 MiB was thrown away.");
    }
    Ok((status, out, err))
}

fn judge(program: &Path, status: ExitStatus, good: &[i32], out: &Kept, err: &Kept) -> Result<(), StepError> {
    let name = program.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let said = Some(err.last_line()).filter(|l| !l.is_empty()).unwrap_or_else(|| out.last_line());
    let said = if said.is_empty() { "It said nothing.".to_owned() } else { said };
    match (status.code(), status.signal()) {
        (Some(code), _) if good.contains(&code) => Ok(()),
        (Some(code), _) => Err(StepError::passing(
            Problem::new("CMD-001", format!("\"{name}\" ended with exit code {code}."), said)
                .fix("Read its output in the log. If this code is fine, add it to \"Good exit codes\"."),
        )),
        (None, signal) => Err(StepError::passing(
            Problem::new("CMD-004", format!("\"{name}\" was ended by signal {}.", signal.unwrap_or(0)), said)
                .fix("Something outside stopped it, or it ran out of memory. Read its output in the log."),
        )),
    }
}

/// The program's path: as written when it has a slash, else the first one on PATH.
fn find(program: &str, cwd: &Path) -> Result<PathBuf, StepError> {
    let missing = |place: String| {
        StepError::fatal(
            Problem::new(
                "CMD-002",
                format!("The program \"{program}\" can't be found."),
                format!("Looked in {place}."),
            )
            .fix("Install it, or write its full path as the first entry of the command.")
            .place("/argv/0"),
        )
    };
    if program.contains('/') {
        let path = match program.strip_prefix("~/") {
            Some(rest) => std::env::home_dir().unwrap_or_default().join(rest),
            None => cwd.join(program),
        };
        let folder = path.parent().unwrap_or(Path::new("/")).display().to_string();
        return if path.is_file() { Ok(path) } else { Err(missing(folder)) };
    }
    let path = std::env::var_os("PATH").unwrap_or_else(|| "/usr/local/bin:/usr/bin:/bin".into());
    let folders: Vec<PathBuf> = std::env::split_paths(&path).filter(|p| p.is_absolute()).collect();
    let found = folders
        .iter()
        .map(|f| f.join(program))
        .find(|p| p.is_file() && rustix::fs::access(p, rustix::fs::Access::EXEC_OK).is_ok());
    found.filter(|_| !program.is_empty()).ok_or_else(|| {
        missing(folders.iter().map(|f| f.display().to_string()).collect::<Vec<_>>().join(", "))
    })
}

fn not_started(program: &Path, error: &std::io::Error) -> StepError {
    let shown = program.display();
    let problem = match error.kind() {
        std::io::ErrorKind::PermissionDenied => {
            Problem::new("CMD-003", format!("\"{shown}\" may not be run."), "The system refused it.")
                .fix(format!("Make it executable: chmod +x \"{shown}\""))
        }
        _ => Problem::new(
            "CMD-003",
            format!("\"{shown}\" could not be started: {error}."),
            "It did not run.",
        )
        .fix("If it is a script, check its first line (#!). Check that the arguments are not too long."),
    };
    StepError::fatal(problem.place("/argv/0"))
}
