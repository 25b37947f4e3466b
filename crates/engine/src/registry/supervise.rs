//! Keeps one source running: starts its driver again after a crash, with back-off, until told to stop.

use super::backoff::{Backoff, Next};
use super::configure::Opening;
use super::drivers::{Context, Driver};
use super::status::State;
use futures::FutureExt;
use prama_model::Problem;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// Codes of problems that starting again cannot mend: the interpreter is missing, the file may not be run.
pub(super) const HOPELESS: [&str; 2] = ["SRC-010", "SRC-011"];

/// Code of the problem that the program's files are not the ones that a person trusted.
const UNTRUSTED: &str = "SRC-020";

/// Codes of problems with the secrets: a person may unlock the keyring at any time, so trying goes on.
const SECRETS: [&str; 4] = ["SRC-030", "SRC-031", "SRC-032", "SRC-033"];
/// The pause before the keyring is asked again.
const LOCKED_MS: i64 = 20_000;

/// Runs the driver until `context.cancel`, it ends by itself, or it crashes too often.
pub(super) async fn supervise(driver: Arc<dyn Driver>, opening: Opening, context: Context) {
    let mut backoff = Backoff::default();
    let born = Instant::now();
    loop {
        context.status.set(State::Starting, None);
        let began = Instant::now();
        let outcome = match opening.open(&context).await {
            Ok(context) => AssertUnwindSafe(driver.run(context)).catch_unwind().await,
            Err(problem) => Ok(Err(problem)),
        };
        if context.cancel.is_cancelled() {
            context.status.set(State::Off, None);
            return;
        }
        let problem = match outcome {
            Ok(Ok(())) => {
                context.log.info("Ended by itself.");
                context.status.set(State::Off, Some("Ended by itself.".into()));
                return;
            }
            Ok(Err(problem)) => *problem,
            Err(_) => Problem::new("SRC-013", "The source stopped because of a mistake in Prama.", ""),
        };
        let detail = context.log.redacted(if problem.detail.is_empty() {
            problem.title.clone()
        } else {
            format!("{} {}", problem.title, problem.detail)
        });
        context.log.error(detail.clone());
        if problem.code == UNTRUSTED {
            context.status.set(State::Untrusted, Some(with_fix(detail, &problem)));
            return;
        }
        if SECRETS.contains(&problem.code.as_str()) {
            context.status.backing_off(context.clock.now_ms() + LOCKED_MS, Some(with_fix(detail, &problem)));
            let pause = Duration::from_millis(LOCKED_MS.unsigned_abs());
            if context.cancel.run_until_cancelled(tokio::time::sleep(pause)).await.is_none() {
                context.status.set(State::Off, None);
                return;
            }
            continue;
        }
        let next = backoff.crashed(millis(born.elapsed()), millis(began.elapsed()), rand::random());
        let Next::After(pause_ms) = next else {
            context.log.error("Crashed more than 5 times in 5 minutes; it starts again only when you ask.");
            context.status.set(State::CrashLoop, Some(detail));
            return;
        };
        if HOPELESS.contains(&problem.code.as_str()) {
            context.status.set(State::CrashLoop, Some(with_fix(detail, &problem)));
            return;
        }
        context.status.backing_off(context.clock.now_ms() + pause_ms, Some(detail));
        let pause = Duration::from_millis(pause_ms.unsigned_abs());
        if context.cancel.run_until_cancelled(tokio::time::sleep(pause)).await.is_none() {
            context.status.set(State::Off, None);
            return;
        }
    }
}

fn with_fix(detail: String, problem: &Problem) -> String {
    problem.fix.as_ref().map_or(detail.clone(), |fix| format!("{detail} {fix}"))
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}
