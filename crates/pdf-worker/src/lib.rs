//! The document worker: a child process with memory, CPU and time caps, the only place where documents are parsed.
//!
//! It reads one JSON request line on stdin, writes progress lines and one answer line on stdout, and ends. A panic
//! becomes an answer; an overflow, an exhausted cap or a hang ends only this process, and the host says so.

mod info;
mod limits;
mod open;
mod pdftotext;
mod text;
pub mod wire;

use std::io::{self, BufRead as _, Read as _, Write as _};
use std::process::ExitCode;
use wire::{Engine, Failure, Line, Op, Request};

/// First argument by which a binary of Prama becomes the worker.
pub const ARGUMENT: &str = "__pdf-worker";

/// The longest request line, in bytes.
const REQUEST_MAX_BYTES: u64 = 1 << 20;

/// Stack of the parsing thread, in bytes: parsers recurse with the document's nesting. Only touched pages cost memory.
const STACK_BYTES: usize = 64 << 20;

/// The worker's `main`: exit code 0 when it answered, also with an error.
#[must_use]
pub fn main() -> ExitCode {
    let last = match request() {
        Ok(request) => run(request),
        Err(failure) => Line::Error(failure),
    };
    if say(&last).is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn request() -> Result<Request, Failure> {
    let mut line = String::new();
    let read = io::stdin().lock().take(REQUEST_MAX_BYTES).read_line(&mut line);
    read.map_err(|e| e.to_string())
        .and_then(|_| serde_json::from_str(&line).map_err(|e| e.to_string()))
        .map_err(|e| {
            Failure::new("PDF-005", format!("The PDF reader was asked in a way it doesn't know: {e}."))
        })
}

fn run(request: Request) -> Line {
    if let Err(e) = limits::apply(&request.limits) {
        return Line::Error(Failure::new("PDF-005", format!("The PDF reader could not limit itself: {e}.")));
    }
    let parse = std::thread::Builder::new().name("parse".into()).stack_size(STACK_BYTES);
    let answer = parse.spawn(move || answer(&request)).map(std::thread::JoinHandle::join);
    match answer {
        Ok(Ok(Ok(value))) => Line::Ok(value),
        Ok(Ok(Err(failure))) => Line::Error(failure),
        Ok(Err(_panic)) => Line::Error(Failure::crashed()),
        Err(e) => Line::Error(Failure::new("PDF-004", format!("The PDF reader could not start: {e}."))),
    }
}

fn answer(request: &Request) -> Result<serde_json::Value, Failure> {
    let bytes = open::read(&request.path)?;
    match (request.op, request.engine) {
        (Op::Info, _) => info::info(&open::parse(bytes, request)?, &request.path),
        (Op::Text, Engine::Pdftotext) => pdftotext::text(request),
        (Op::Text, Engine::Auto) => {
            let read = open::parse(bytes, request).and_then(|document| text::text(&document, request));
            match read {
                Err(failure) if failure.another_reader_may_help() => {
                    pdftotext::text(request).map_err(|_| failure)
                }
                other => other,
            }
        }
    }
}

/// Writes one line to the host.
fn say(line: &Line) -> io::Result<()> {
    let mut out = io::stdout().lock();
    serde_json::to_writer(&mut out, line)?;
    out.write_all(b"\n")?;
    out.flush()
}
