//! The program `prama`: runs the engine without a window, or talks to the one that runs.

mod args;
mod client;
mod commands;
mod documents;
mod failure;
mod out;

use clap::Parser;
use std::process::ExitCode;

/// Documents nest deeply and so do the futures over them.
const STACK_BYTES: usize = 16 << 20;
/// First argument that makes this program the document worker.
const PDF_WORKER: &str = "__pdf-worker";

fn main() -> ExitCode {
    if std::env::args_os().nth(1).is_some_and(|a| a == PDF_WORKER) {
        return prama_pdf_worker::main();
    }
    let args = args::Args::parse();
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_all().thread_stack_size(STACK_BYTES).build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(error) => {
            out::error(&format!("Prama can't start: {error}"));
            return ExitCode::from(failure::FAILED);
        }
    };
    // On a worker thread, for its larger stack.
    let outcome = runtime.block_on(async { tokio::spawn(commands::run(args)).await });
    // A thread that waits for a file system which doesn't answer may wait for ever; all that matters is stored by now.
    runtime.shutdown_background();
    match outcome {
        Ok(Ok(())) => ExitCode::SUCCESS,
        Ok(Err(failure)) => {
            failure.print();
            ExitCode::from(failure.exit_code())
        }
        Err(_) => ExitCode::from(failure::FAILED),
    }
}
