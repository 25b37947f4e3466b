//! The commands, one file per group.

pub(crate) mod catch_up;
mod definitions;
mod doctor;
mod emit;
mod events;
pub(crate) mod files;
mod history;
pub(crate) mod replay;
mod runs;
pub(crate) mod schedules;
mod serve;
mod source_setup;
mod sources;
mod sources_check;
mod sources_new;
mod triggers_test;
mod triggers_why;
pub(crate) mod upload;

pub(crate) use sources_check::CheckArgs;
pub(crate) use sources_new::NewArgs;

use crate::args::{Alone, Args, Command, Folder};
use crate::client::Client;
use crate::failure::Failure;
use crate::out;
use clap::CommandFactory;
use prama_api::{Endpoint, Options};
use std::path::PathBuf;

/// The step of a run that started this program, for the events that it sends.
fn cause() -> Option<String> {
    std::env::var("PRAMA_CAUSED_BY").ok().filter(|text| !text.is_empty())
}

/// Runs what the command line says.
pub(crate) async fn run(args: Args) -> Result<(), Failure> {
    match args.command {
        Command::Serve(serve) => serve::run(serve).await,
        Command::Emit(emit) => emit::run(emit).await,
        Command::Upload(upload) => upload::run(upload).await,
        Command::Sources(of) => sources::run(of).await,
        Command::Triggers(of) => definitions::triggers(of).await,
        Command::Workflows(of) => definitions::workflows(of).await,
        Command::Runs(of) => runs::run(of).await,
        Command::Events(of) => events::run(of).await,
        Command::CatchUp(of) => catch_up::run(of).await,
        Command::Files(of) => files::run(of).await,
        Command::Schedules(of) => schedules::run(of).await,
        Command::Doctor(alone) => doctor::run(alone).await,
        Command::Sync(alone) => sync(alone).await,
        Command::Token(alone) => token(alone).await,
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Args::command(), "prama", &mut script);
            out::raw(&String::from_utf8_lossy(&script));
            Ok(())
        }
    }
}

/// The data folder that a command works on.
fn data_dir(folder: &Folder) -> PathBuf {
    folder.dir.clone().unwrap_or_else(Options::default_data_dir)
}

/// Runs one exchange with whoever answers for the folder, and closes it in order.
async fn with<T>(dir: PathBuf, work: impl AsyncFnOnce(&Client) -> Result<T, Failure>) -> Result<T, Failure> {
    let client = Client::connect(&dir).await?;
    let done = work(&client).await;
    client.close().await;
    done
}

async fn sync(alone: Alone) -> Result<(), Failure> {
    let seq = with(data_dir(&alone.folder), async |c| c.get("/api/sync").await).await?;
    if alone.show.json {
        out::json(&seq);
    } else {
        out::line(&format!("Up to date at {}.", out::text(&seq, "seq")));
        match seq["waiting"].as_i64().unwrap_or_default() {
            0 => {}
            1 => out::line("1 file in the watched folders still waits; `prama sources` says why."),
            n => {
                out::line(&format!("{n} files in the watched folders still wait; `prama sources` says why."))
            }
        }
    }
    Ok(())
}

async fn token(alone: Alone) -> Result<(), Failure> {
    let dir = data_dir(&alone.folder);
    let token = match Endpoint::read(&dir) {
        Some(endpoint) => endpoint.token,
        None => {
            let options = Options { listen: None, ..Options::for_data_dir(dir) };
            let app = prama_api::App::open(options).await?;
            let token = app.token().to_owned();
            app.shutdown().await;
            token
        }
    };
    if alone.show.json {
        out::json(&serde_json::json!({ "token": token }));
    } else {
        out::line(&token);
    }
    Ok(())
}

/// A path segment or query value, its special characters encoded.
fn encode(text: &str) -> String {
    text.bytes()
        .map(|b| match b {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => char::from(b).to_string(),
            _ => format!("%{b:02X}"),
        })
        .collect()
}

/// A path with the query parameters that are there.
fn query(path: &str, parameters: &[(&str, Option<String>)]) -> String {
    let pairs: Vec<_> = parameters
        .iter()
        .filter_map(|(name, value)| value.as_ref().map(|v| format!("{name}={}", encode(v))))
        .collect();
    if pairs.is_empty() { path.to_owned() } else { format!("{path}?{}", pairs.join("&")) }
}
