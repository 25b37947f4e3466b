//! The desktop program: one window over the engine, a tray icon, notifications. It holds no rule.
#![cfg_attr(all(not(debug_assertions), target_os = "windows"), windows_subsystem = "windows")]
// What goes wrong before there is a window is said on standard error.
#![allow(clippy::print_stderr)]

mod commands;
mod dialog;
mod engine;
mod files;
mod follow;
mod notices;
mod open;
mod screen;
mod shell;
mod tray;
mod window;

use std::process::ExitCode;

/// Argument that makes this program the document worker instead; the engine starts it so.
const PDF_WORKER: &str = "__pdf-worker";
/// Argument of a start without a window, as at login.
const HIDDEN: &str = "--hidden";

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().skip(1).collect();
    if arguments.first().is_some_and(|first| first == PDF_WORKER) {
        return prama_pdf_worker::main();
    }
    if !screen::reachable() {
        eprintln!(
            "Prama has no display to open its window on. Start it inside a desktop session, \
             or run `prama serve` and open the address it prints in a browser."
        );
        return ExitCode::FAILURE;
    }
    match shell::run(arguments.iter().any(|argument| argument == HIDDEN)) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("Prama could not start: {error:#}");
            ExitCode::FAILURE
        }
    }
}
