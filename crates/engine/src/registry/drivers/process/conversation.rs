//! The talk with a source's program: its lines in, our answers out, a bounded number of events on the way.

use super::super::Context;
use super::lines::Lines;
use super::{Probe, Seen};
use crate::ingest::{Ack, Incoming, Origin, Refused};
use futures::StreamExt;
use futures::stream::FuturesOrdered;
use prama_model::Problem;
use prama_protocol::{
    EventAnswer, EventParams, Id, Initialized, Line, LogLevel, Outgoing, PROTOCOL_VERSION, Request, RpcError,
    read_line,
};
use prama_store::sources;
use serde_json::Value;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::process::{ChildStdin, ChildStdout};
use tokio::sync::mpsc;
use tokio::time::{Instant, MissedTickBehavior, interval_at};

/// Events read but not yet stored. At the limit the program's output is left unread, so that it waits.
const WINDOW: usize = 64;
/// Answers that the program has not read yet.
const UNREAD_ANSWERS: usize = 256;
/// How often a program that asked for it is pinged; one that has not answered by the next turn is restarted.
const HEARTBEAT: Duration = Duration::from_secs(30);

/// The longest text that a program can put beside its state.
const DETAIL_CHARS: usize = 500;

type Answered<'c> = Pin<Box<dyn Future<Output = Option<Outgoing>> + Send + 'c>>;

/// The talk with one program.
pub(super) struct Conversation<'c> {
    context: &'c Context,
    /// For a further instance: the id of its base, by which its program may call itself.
    alias: Option<&'c str>,
    probe: Option<&'c Probe>,
    answers: mpsc::Sender<Outgoing>,
    initialized: bool,
    heartbeat: bool,
    unanswered_pings: u32,
    last_error: Option<String>,
}

impl<'c> Conversation<'c> {
    pub(super) fn new(
        context: &'c Context,
        stdin: ChildStdin,
        alias: Option<&'c str>,
        probe: Option<&'c Probe>,
    ) -> Self {
        let (answers, queue) = mpsc::channel(UNREAD_ANSWERS);
        tokio::spawn(write_answers(stdin, queue));
        Self {
            context,
            alias,
            probe,
            answers,
            initialized: false,
            heartbeat: false,
            unanswered_pings: 0,
            last_error: None,
        }
    }

    /// Talks until the program closes its output, stops answering, or the source is cancelled. Gives the last line of the
    /// last error that the program logged.
    pub(super) async fn run(mut self, stdout: ChildStdout) -> Result<Option<String>, Box<Problem>> {
        let context = self.context;
        let mut lines = Lines::of(stdout);
        let mut window: FuturesOrdered<Answered<'c>> = FuturesOrdered::new();
        let heartbeat = self.probe.map_or(HEARTBEAT, |probe| probe.heartbeat);
        let mut beat = interval_at(Instant::now() + heartbeat, heartbeat);
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                biased;
                () = context.cancel.cancelled() => break,
                Some(answer) = window.next(), if !window.is_empty() => self.send(answer).await,
                _ = beat.tick(), if self.heartbeat => self.beat().await?,
                line = lines.next(), if window.len() < WINDOW => match line {
                    Some(Ok(Ok(line))) => {
                        if let Some(work) = self.line(&line).await {
                            window.push_back(work);
                        }
                    }
                    Some(Ok(Err(error))) => {
                        Probe::tell(self.probe, || Seen::LeftOut(error.to_string()));
                        context.log.warn(format!("A line was left out: {error} (at most 256 KiB of UTF-8)."));
                    }
                    Some(Err(error)) => {
                        context.log.error(format!("Its output can't be read any more: {error}"));
                        break;
                    }
                    None => break,
                },
            }
        }
        if context.cancel.is_cancelled() {
            if self.initialized {
                // A program that reads nothing any more will get the signal.
                let _ = self.answers.try_send(Outgoing::Shutdown);
            }
            return Ok(self.last_error);
        }
        while let Some(Some(answer)) = context.cancel.run_until_cancelled(window.next()).await {
            self.send(answer).await;
        }
        Ok(self.last_error)
    }

    async fn send(&self, answer: Option<Outgoing>) {
        if let Some(answer) = answer {
            // A closed channel: the program no longer reads, its output will end too.
            let _ = self.context.cancel.run_until_cancelled(self.answers.send(answer)).await;
        }
    }

    async fn beat(&mut self) -> Result<(), Box<Problem>> {
        if self.unanswered_pings > 0 {
            let problem = Problem::new(
                "SRC-014",
                "The program stopped answering.",
                "It did not answer a ping for 30 s.",
            );
            return Err(Box::new(problem.fix("Look at its log for what it was doing.")));
        }
        self.unanswered_pings += 1;
        self.send(Some(Outgoing::Ping(0))).await;
        Ok(())
    }

    /// Acts on one line; an event gives work for the window.
    async fn line(&mut self, line: &str) -> Option<Answered<'c>> {
        let log = &self.context.log;
        match read_line(line) {
            Line::Blank => {}
            Line::Text(text) => log.info(text),
            Line::Answer(_) => {
                Probe::tell(self.probe, || Seen::Answered);
                self.unanswered_pings = 0;
            }
            Line::Wrong(id, error) => {
                Probe::tell(self.probe, || wrong(&error, line));
                log.warn(format!("{} (line: {})", error.message, line.chars().take(200).collect::<String>()));
                if id.is_some() || self.initialized {
                    self.send(Some(Outgoing::Error(id, error))).await;
                }
            }
            Line::Request(id, Request::Event(event)) => {
                return Some(Box::pin(take(self.context, self.alias, id, *event)));
            }
            Line::Request(id, request) => self.answer(id, request).await,
        }
        None
    }

    async fn answer(&mut self, id: Option<Id>, request: Request) {
        let log = &self.context.log;
        let answer = match request {
            Request::Event(_) => None,
            Request::Initialize(params) if major(&params.protocol_version) != major(PROTOCOL_VERSION) => {
                let message = format!(
                    "Protocol version \"{}\" is not spoken here; this Prama speaks \"{PROTOCOL_VERSION}\".",
                    params.protocol_version
                );
                log.error(message.clone());
                Probe::tell(self.probe, || Seen::NotUnderstood(message.clone()));
                id.map(|id| Outgoing::Error(Some(id), RpcError { code: RpcError::VERSION, message }))
            }
            Request::Initialize(params) => {
                self.initialized = true;
                self.heartbeat = params.heartbeat;
                Probe::tell(self.probe, || Seen::Began { heartbeat: self.heartbeat });
                let begun = self.begun().await;
                id.map(|id| Outgoing::Initialized(id, Box::new(begun)))
            }
            Request::Log(params) => {
                match params.level {
                    LogLevel::Debug => log.debug(params.message),
                    LogLevel::Info => log.info(params.message),
                    LogLevel::Warn => log.warn(params.message),
                    LogLevel::Error => {
                        self.last_error = params.message.trim_end().lines().last().map(str::to_owned);
                        log.error(params.message);
                    }
                }
                id.map(Outgoing::Done)
            }
            Request::Checkpoint(value) => match self.keep(value).await {
                Ok(()) => id.map(Outgoing::Done),
                Err(message) => {
                    log.warn(format!("The checkpoint was not kept: {message}"));
                    id.map(|id| Outgoing::Error(Some(id), RpcError { code: -32000, message }))
                }
            },
            Request::Status(params) => {
                self.context
                    .status
                    .detail(params.detail.map(|text| text.chars().take(DETAIL_CHARS).collect()));
                id.map(Outgoing::Done)
            }
            Request::Ping => id.map(Outgoing::Done),
            Request::Unknown(method) => {
                log.debug(format!("Unknown method \"{method}\"."));
                let message = format!("There is no method \"{method}\".");
                id.map(|id| Outgoing::Error(Some(id), RpcError { code: RpcError::UNKNOWN_METHOD, message }))
            }
        };
        self.send(answer).await;
    }

    async fn begun(&self) -> Initialized {
        let id = self.context.source.clone();
        let checkpoint = self.context.store.read(move |conn| sources::checkpoint(conn, &id)).await;
        let checkpoint = checkpoint.unwrap_or_else(|error| {
            self.context.log.error(format!("The checkpoint could not be read: {error}"));
            None
        });
        Initialized {
            protocol_version: PROTOCOL_VERSION.into(),
            source: self.context.source.clone(),
            config: self.context.config.clone(),
            checkpoint,
        }
    }

    async fn keep(&self, value: Value) -> Result<(), String> {
        let (id, now) = (self.context.source.clone(), self.context.clock.now_ms());
        let kept = self.context.store.write(move |tx| sources::set_checkpoint(tx, &id, &value, now));
        kept.await.map_err(|e| e.to_string())
    }
}

/// What a line that is not understood is to a probe.
fn wrong(error: &RpcError, line: &str) -> Seen {
    let begin: String = line.chars().take(120).collect();
    match error.code {
        RpcError::PARSE => Seen::NotJson(begin),
        _ => Seen::NotUnderstood(format!("{}: {begin}", error.message)),
    }
}

fn major(version: &str) -> &str {
    version.split('.').next().unwrap_or_default()
}

/// Hands an event to the sink and waits until it is stored or refused; tries again while it cannot be stored.
async fn take(
    context: &Context,
    alias: Option<&str>,
    id: Option<Id>,
    event: EventParams,
) -> Option<Outgoing> {
    let event_type = event.event_type.clone();
    let (mut envelope, checkpoint) = event.into_parts();
    // A program knows the name it was written under; as an instance it speaks for the instance.
    for said in [Some(&mut envelope.source), envelope.metadata.as_mut().map(|m| &mut m.source)] {
        if let Some(source) = said.filter(|s| s.is_some() && s.as_deref() == alias) {
            *source = Some(context.source.clone());
        }
    }
    let outcome = loop {
        let mut incoming = Incoming::new(envelope.clone(), Origin::Source(context.source.clone()));
        if let Some(value) = checkpoint.clone() {
            let (source, now) = (context.source.clone(), context.clock.now_ms());
            incoming.also = Some(Box::new(move |tx| sources::set_checkpoint(tx, &source, &value, now)));
        }
        match context.sink.ingest(incoming).await {
            Err(Refused::Unavailable { problem, retry_after_s }) => {
                context.log.warn(format!("{event_type} waits: {}", problem.title));
                let pause = Duration::from_secs(u64::from(retry_after_s.clamp(1, 60)));
                context.cancel.run_until_cancelled(tokio::time::sleep(pause)).await?;
            }
            other => break other,
        }
    };
    let answer = match outcome {
        Ok(Ack { event_id, duplicate, .. }) => {
            EventAnswer::Accepted { event_id: event_id.to_string(), duplicate }
        }
        Err(refused) => {
            let problem = refused.problem();
            let message = format!("{} {}", problem.title, problem.detail).trim_end().to_owned();
            context.log.warn(format!("{event_type} was set aside: {message} [{}]", problem.code));
            EventAnswer::Rejected { code: problem.code.clone(), message }
        }
    };
    id.map(|id| Outgoing::Event(id, answer))
}

/// Writes answers until the talk or the pipe ends; then the program's input is closed.
async fn write_answers(mut stdin: ChildStdin, mut queue: mpsc::Receiver<Outgoing>) {
    while let Some(message) = queue.recv().await {
        let written = stdin.write_all(message.to_line().as_bytes()).await;
        if written.is_err() || stdin.flush().await.is_err() {
            return;
        }
    }
}
