//! The host's side of the document worker: starts it, passes on its progress, and says why it ended without an answer.

use super::child::{self, Command, Running};
use crate::runner::step::{StepContext, StepError};
use prama_model::Problem;
use prama_model::event::Object;
use serde::Deserialize;
use serde_json::Value;
use std::os::unix::process::ExitStatusExt as _;
use std::process::ExitStatus;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};

/// The longest it may take, waiting for a slow disk included; its CPU cap is far below.
const WALL: Duration = Duration::from_secs(180);
/// Everything it may say, in bytes.
const ANSWER_MAX_BYTES: u64 = 64 << 20;
/// What is kept of its error output, in bytes.
const STDERR_MAX_BYTES: usize = 8 << 10;

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Line {
    Page { page: usize, of: usize, chars: usize },
    Warn(String),
    Ok(Object),
    Error(Failure),
}

#[derive(Deserialize)]
struct Failure {
    code: String,
    message: String,
    fix: Option<String>,
}

/// Asks the worker; when its own reader ended it, asks once more for the other reader.
pub(super) async fn ask(context: &StepContext, mut request: Value) -> Result<Object, StepError> {
    let first = once(context, &request).await;
    let broke = first.as_ref().is_err_and(|e| {
        matches!(e.problem.code.as_str(), "PDF-004" | "PDF-005") && e.problem.place.is_some()
    });
    if !broke || request["op"] != "text" || context.cancel.is_cancelled() {
        return first;
    }
    request["engine"] = "pdftotext".into();
    context.log.info("The built-in PDF reader ended on this document; trying pdftotext.");
    once(context, &request).await.or(first)
}

async fn once(context: &StepContext, request: &Value) -> Result<Object, StepError> {
    let Some((program, arguments)) = context.worker.split_first() else {
        return Err(unavailable("it has no program"));
    };
    let mut command = Command::new(program);
    command.args(arguments);
    let mut running = child::start(command, context).await.map_err(|e| unavailable(&e.to_string()))?;
    let talked = tokio::select! {
        biased;
        () = context.cancel.cancelled() => Talk::Stopped,
        talked = tokio::time::timeout(WALL, talk(&mut running, context, request)) => talked.unwrap_or(Talk::Slow),
    };
    match talked {
        Talk::Answer(answer) => {
            let _ = running.wait(context).await;
            answer.map_err(|f| {
                let mut problem = Problem::new(&f.code, f.message, "The PDF was not changed.");
                problem.fix = f.fix;
                StepError::fatal(problem)
            })
        }
        Talk::Silence(stderr) => {
            let status = running.wait(context).await.map_err(|e| unavailable(&e.to_string()))?;
            for line in stderr.lines().filter(|l| !l.trim().is_empty()).take(20) {
                context.log.debug(format!("pdf reader: {line}"));
            }
            Err(ended(status, &stderr))
        }
        Talk::Slow => {
            running.stop(context).await;
            Err(too_much("it took longer than 180 seconds"))
        }
        Talk::Stopped => {
            running.stop(context).await;
            Err(StepError::fatal(Problem::new(
                "STEP-004",
                "The step was stopped.",
                "The PDF was not changed.",
            )))
        }
    }
}

enum Talk {
    Answer(Result<Object, Failure>),
    Silence(String),
    Slow,
    Stopped,
}

async fn talk(running: &mut Running, context: &StepContext, request: &Value) -> Talk {
    let child = &mut running.child;
    let (Some(mut stdin), Some(stdout), Some(stderr)) =
        (child.stdin.take(), child.stdout.take(), child.stderr.take())
    else {
        return Talk::Silence(String::new());
    };
    let asked = async {
        let _ = stdin.write_all(format!("{request}\n").as_bytes()).await;
        drop(stdin);
    };
    let heard = async {
        let mut lines = BufReader::new(stdout.take(ANSWER_MAX_BYTES));
        let mut line = Vec::new();
        loop {
            line.clear();
            match lines.read_until(b'\n', &mut line).await {
                Ok(0) | Err(_) => return None,
                Ok(_) => {}
            }
            match serde_json::from_slice(&line) {
                Ok(Line::Page { page, of, chars }) => {
                    context.log.info(format!("page {page} of {of}: {} characters", grouped(chars)));
                }
                Ok(Line::Warn(text)) => context.log.warn(text),
                Ok(Line::Ok(answer)) => return Some(Ok(answer)),
                Ok(Line::Error(failure)) => return Some(Err(failure)),
                Err(_) => context.log.debug("The PDF reader wrote a line that isn't understood."),
            }
        }
    };
    let (_, answer, said) = tokio::join!(asked, heard, tail(stderr));
    answer.map_or(Talk::Silence(said), Talk::Answer)
}

/// The end of the error output.
async fn tail(mut stderr: impl tokio::io::AsyncRead + Unpin) -> String {
    let (mut kept, mut buffer) = (Vec::new(), vec![0; 4096]);
    while let Ok(n) = stderr.read(&mut buffer).await {
        if n == 0 {
            break;
        }
        kept.extend_from_slice(&buffer[..n]);
        let extra = kept.len().saturating_sub(STDERR_MAX_BYTES);
        kept.drain(..extra);
    }
    String::from_utf8_lossy(&kept).into_owned()
}

/// Why the worker ended without an answer.
fn ended(status: ExitStatus, stderr: &str) -> StepError {
    const ABRT: i32 = 6;
    const KILL: i32 = 9;
    const XCPU: i32 = 24;
    match status.signal() {
        Some(XCPU) => too_much("it took too many seconds of computing"),
        Some(KILL) => too_much("the system ended its reader, as it does when memory or time runs out"),
        Some(ABRT) if stderr.contains("memory allocation") => {
            too_much("it needed more than 512 MB of memory")
        }
        Some(signal) => broke(&format!("signal {signal}")),
        None => broke(&format!("exit code {}", status.code().unwrap_or(-1))),
    }
}

fn too_much(why: &str) -> StepError {
    StepError::fatal(
        Problem::new(
            "PDF-004",
            format!("This PDF is too much to read: {why}."),
            "Only its reader was stopped.",
        )
        .fix("Split the document, or open it in a PDF viewer and print it to a new PDF, then run again.")
        .place("reader"),
    )
}

fn broke(how: &str) -> StepError {
    StepError::fatal(
        Problem::new(
            "PDF-005",
            format!("The PDF reader broke on this document ({how})."),
            "Nothing else was affected.",
        )
        .fix("Open the document in a PDF viewer and print it to a new PDF, then run again.")
        .place("reader"),
    )
}

fn unavailable(why: &str) -> StepError {
    StepError::passing(
        Problem::new(
            "PDF-008",
            format!("The PDF reader could not be started: {why}."),
            "The PDF was not read.",
        )
        .fix("Close other programs if the computer is short of memory; else install Prama again."),
    )
}

fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn thousands_are_grouped() {
        assert_eq!([7, 999, 1_204, 1_000_000].map(super::grouped), ["7", "999", "1,204", "1,000,000"]);
    }
}
