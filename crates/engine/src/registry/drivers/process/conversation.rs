//! The talk with a source's program: its lines in, our answers out, a bounded number of events on the way.

use super::super::Context;
use super::lines::Lines;
use super::order::Order;
use super::pace::{Pace, Paced};
use super::storing::{keep, take};
use super::{Probe, Seen};
use futures::StreamExt;
use futures::stream::FuturesOrdered;
use prama_model::Problem;
use prama_protocol::{
    Id, Initialized, Line, LogLevel, Outgoing, PROTOCOL_VERSION, Request, RpcError, read_line,
};
use prama_store::sources;
use std::collections::VecDeque;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt};
use tokio::sync::mpsc;
use tokio::sync::mpsc::error::TrySendError::Full;
use tokio::time::{Instant, MissedTickBehavior, interval_at};
use tokio_util::task::AbortOnDropHandle;

/// Events read but not yet stored, and their bytes. At the limit the program's output is left unread, so that it waits.
const WINDOW: usize = 64;
const WINDOW_BYTES: usize = 1 << 20;
/// Answers that the program has not read yet. At the limit its output is left unread, too.
const UNREAD_ANSWERS: usize = 256;
/// How often a program that asked for it is pinged; one that has not answered by the next turn is restarted.
const HEARTBEAT: Duration = Duration::from_secs(30);
/// The longest text that a program can put beside its state.
const DETAIL_CHARS: usize = 500;
/// How often is looked whether a program that was too fast has calmed down.
const CALM: Duration = Duration::from_secs(2);
const TOO_FAST: &str = "It writes more than 8,000 events, 1,000 other lines or 8 MiB a second, so its output is read more slowly.";

/// Work on one line, with the line's length.
type Answered<'c> = Pin<Box<dyn Future<Output = (usize, Option<Outgoing>)> + Send + 'c>>;

/// The talk with one program.
pub(super) struct Conversation<'c> {
    context: &'c Context,
    pace: Pace,
    /// For a further instance: the id of its base, by which its program may call itself.
    alias: Option<&'c str>,
    probe: Option<&'c Probe>,
    order: Arc<Order>,
    /// To the task that writes them; closed once the source stops.
    answers: Option<mpsc::Sender<Outgoing>>,
    /// Answers for which there is no room yet.
    unsent: VecDeque<Outgoing>,
    stopping: bool,
    initialized: bool,
    heartbeat: bool,
    unanswered_pings: u32,
    told_too_fast: bool,
    last_error: Option<String>,
    _writer: AbortOnDropHandle<()>,
}

impl<'c> Conversation<'c> {
    pub(super) fn new<W>(
        context: &'c Context,
        pace: Pace,
        stdin: W,
        alias: Option<&'c str>,
        probe: Option<&'c Probe>,
    ) -> Self
    where
        W: AsyncWrite + Unpin + Send + 'static,
    {
        let (answers, queue) = mpsc::channel(UNREAD_ANSWERS);
        Self {
            context,
            pace,
            alias,
            probe,
            order: Arc::new(Order::new()),
            answers: Some(answers),
            unsent: VecDeque::new(),
            stopping: false,
            initialized: false,
            heartbeat: false,
            unanswered_pings: 0,
            told_too_fast: false,
            last_error: None,
            _writer: AbortOnDropHandle::new(tokio::spawn(write_answers(stdin, queue))),
        }
    }

    /// Talks until the program closes its output or stops answering. When the source is cancelled, the program is told;
    /// what it writes until its end is still stored. Gives the last line of the last error that the program logged.
    pub(super) async fn run<R>(mut self, stdout: R) -> Result<Option<String>, Box<Problem>>
    where
        R: AsyncRead + Unpin,
    {
        let (context, pace) = (self.context, self.pace.clone());
        let mut lines = Lines::of(Paced::of_events(stdout, pace.clone()));
        let mut window: FuturesOrdered<Answered<'c>> = FuturesOrdered::new();
        let mut bytes = 0;
        let heartbeat = self.probe.map_or(HEARTBEAT, |probe| probe.heartbeat);
        let mut beat = interval_at(Instant::now() + heartbeat, heartbeat);
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut calm = interval_at(Instant::now() + CALM, CALM);
        calm.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            if self.stopping && window.is_empty() {
                // Everything it sent so far is answered: this ends its input.
                self.answers = None;
                self.unsent.clear();
            }
            let deaf = !self.unsent.is_empty();
            let room = window.len() < WINDOW && bytes < WINDOW_BYTES && !deaf;
            let waits = self.answers.clone().filter(|_| deaf);
            let watched = self.told_too_fast || pace.is_slowed();
            tokio::select! {
                biased;
                () = context.cancel.cancelled(), if !self.stopping => {
                    if self.initialized {
                        self.send(Outgoing::Shutdown);
                    }
                    self.stopping = true;
                }
                Some((length, answer)) = window.next(), if !window.is_empty() => {
                    bytes -= length;
                    if let Some(answer) = answer {
                        self.send(answer);
                    }
                }
                permit = async { waits?.reserve_owned().await.ok() }, if deaf => {
                    match (permit, self.unsent.pop_front()) {
                        (Some(permit), Some(answer)) => drop(permit.send(answer)),
                        // It reads nothing any more; its output will end too.
                        _ => self.unsent.clear(),
                    }
                }
                line = lines.next(), if room => match line {
                    Some(Ok(Ok(line))) => {
                        match self.line(&line).await {
                            Some(work) => {
                                bytes += line.len();
                                window.push_back(work);
                            }
                            None => pace.was_no_event(),
                        }
                    }
                    Some(Ok(Err(error))) => {
                        pace.was_no_event();
                        Probe::tell(self.probe, || Seen::LeftOut(error.to_string()));
                        context.log.warn(format!("A line was left out: {error} (at most 256 KiB of UTF-8)."));
                    }
                    Some(Err(error)) => {
                        context.log.error(format!("Its output can't be read any more: {error}"));
                        break;
                    }
                    None => break,
                },
                // Its answer may be among what we leave unread because the store is slow.
                _ = beat.tick(), if self.heartbeat && !self.stopping && (room || deaf) => self.beat()?,
                _ = calm.tick(), if watched => self.calm(),
                () = pace.slowed(), if !watched => {}
            }
        }
        while let Some((_, answer)) = window.next().await {
            answer.into_iter().for_each(|answer| self.send(answer));
        }
        Ok(self.last_error)
    }

    /// Hands an answer to the writer, at the latest when the program reads again.
    fn send(&mut self, answer: Outgoing) {
        let Some(answers) = &self.answers else { return };
        let left = if self.unsent.is_empty() { answers.try_send(answer).err() } else { Some(Full(answer)) };
        if let (Some(Full(answer)), false) = (left, self.stopping) {
            self.unsent.push_back(answer);
        }
    }

    fn calm(&mut self) {
        let slowed = self.pace.take_slowed();
        if slowed && !self.told_too_fast {
            self.context.log.warn(TOO_FAST);
        }
        if slowed != self.told_too_fast {
            self.context.status.detail(slowed.then(|| TOO_FAST.to_owned()));
        }
        self.told_too_fast = slowed;
    }

    fn beat(&mut self) -> Result<(), Box<Problem>> {
        if self.unanswered_pings > 0 {
            let problem = Problem::new(
                "SRC-014",
                "The program stopped answering.",
                "It did not answer a ping for 30 s.",
            );
            return Err(Box::new(problem.fix("Look at its log for what it was doing.")));
        }
        self.unanswered_pings += 1;
        self.send(Outgoing::Ping(0));
        Ok(())
    }

    /// Acts on one line; an event or a checkpoint gives work for the window.
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
                    self.send(Outgoing::Error(id, error));
                }
            }
            Line::Request(id, Request::Event(event)) => {
                let (context, order, length) = (self.context, Arc::clone(&self.order), line.len());
                let (n, alias) = (order.enter(), self.alias);
                return Some(Box::pin(
                    async move { (length, take(context, &order, n, alias, id, *event).await) },
                ));
            }
            Line::Request(id, Request::Checkpoint(value)) => {
                let (context, order, length) = (self.context, Arc::clone(&self.order), line.len());
                let n = order.enter();
                return Some(Box::pin(async move { (length, keep(context, &order, n, id, value).await) }));
            }
            Line::Request(id, request) => {
                if let Some(answer) = self.answer(id, request).await {
                    self.send(answer);
                }
            }
        }
        None
    }

    async fn answer(&mut self, id: Option<Id>, request: Request) -> Option<Outgoing> {
        let log = &self.context.log;
        match request {
            Request::Event(_) | Request::Checkpoint(_) => None,
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
            Request::Status(params) => {
                let detail = params.detail.map(|text| text.chars().take(DETAIL_CHARS).collect());
                self.context.status.detail(detail);
                id.map(Outgoing::Done)
            }
            Request::Ping => id.map(Outgoing::Done),
            Request::Unknown(method) => {
                log.debug(format!("Unknown method \"{method}\"."));
                let message = format!("There is no method \"{method}\".");
                id.map(|id| Outgoing::Error(Some(id), RpcError { code: RpcError::UNKNOWN_METHOD, message }))
            }
        }
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

/// Writes answers until the talk or the pipe ends; then the program's input is closed.
async fn write_answers<W: AsyncWrite + Unpin>(mut stdin: W, mut queue: mpsc::Receiver<Outgoing>) {
    while let Some(message) = queue.recv().await {
        let written = stdin.write_all(message.to_line().as_bytes()).await;
        if written.is_err() || stdin.flush().await.is_err() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::{SharedClock, SystemClock};
    use crate::ingest::{Ack, Incoming, Refused, Sink};
    use crate::registry::log::SourceLog;
    use crate::registry::status::Reporter;
    use prama_store::{OpenOptions, Store};
    use tokio_util::sync::CancellationToken;

    struct Nowhere;

    #[async_trait::async_trait]
    impl Sink for Nowhere {
        async fn ingest(&self, _: Incoming) -> Result<Ack, Refused> {
            std::future::pending().await
        }
    }

    /// Its input is full, so that not even the ping reaches it.
    #[tokio::test]
    async fn a_program_that_reads_nothing_is_still_found_hung() {
        let dir = tempfile::tempdir().expect("a folder");
        let clock: SharedClock = Arc::new(SystemClock);
        let context = Context {
            source: "deaf".into(),
            config: serde_json::Map::new(),
            sink: Arc::new(Nowhere),
            store: Store::open(&OpenOptions::new(dir.path().join("data"))).expect("a store"),
            clock: clock.clone(),
            log: SourceLog::detached(clock.clone()),
            status: Reporter::detached(clock),
            cancel: CancellationToken::new(),
        };
        let (_its_stdin, stdin) = tokio::io::duplex(16);
        let (mut program, stdout) = tokio::io::duplex(1024);
        let hello = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"1.0\",\"heartbeat\":true}}\n";
        let pings = "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"ping\"}\n".repeat(2 * UNREAD_ANSWERS);
        let writing = tokio::spawn(async move {
            program.write_all(format!("{hello}{pings}").as_bytes()).await.expect("it is read");
            std::future::pending::<()>().await;
        });
        let probe = Probe { seen: mpsc::unbounded_channel().0, heartbeat: Duration::from_millis(20) };
        let talk = Conversation::new(&context, Pace::default(), stdin, None, Some(&probe));
        let ended = tokio::time::timeout(Duration::from_secs(60), talk.run(stdout)).await.expect("it ends");
        assert_eq!(ended.expect_err("it is hung").code, "SRC-014");
        writing.abort();
    }
}
