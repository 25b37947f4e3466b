//! The command line.

use crate::commands::catch_up::CatchUpCommand;
use crate::commands::files::FilesCommand;
use crate::commands::replay::ReplayArgs;
use crate::commands::schedules::SchedulesCommand;
use crate::commands::upload::Upload;
use crate::commands::{CheckArgs, NewArgs};
use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use std::net::SocketAddr;
use std::path::PathBuf;

/// When X happens, run workflow Y: on your own computer.
///
/// Exit codes: 0 ok, 1 failed, 2 usage, 3 already running, 4 data damaged, 5 data of a newer version, 6 disk full or not writable.
#[derive(Debug, Parser)]
#[command(name = "prama", version, propagate_version = true)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// The data folder.
#[derive(Debug, Clone, ClapArgs)]
pub(crate) struct Folder {
    /// Data folder; PRAMA_DATA or the user's data home if absent.
    #[arg(long = "data", alias = "data-dir", value_name = "DIR", global = true)]
    pub(crate) dir: Option<PathBuf>,
}

/// A moment as the surface reads it.
pub(crate) fn time(text: &str) -> Result<String, String> {
    match prama_model::time::parse(text) {
        Some(_) => Ok(text.to_owned()),
        None => Err("this is not a date and time, e.g. 2026-05-03T10:00:00Z".to_owned()),
    }
}

/// How a read is shown.
#[derive(Debug, Clone, Copy, ClapArgs)]
pub(crate) struct Show {
    /// As JSON, as the HTTP surface answers.
    #[arg(long, global = true)]
    pub(crate) json: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Runs the engine without a window, and serves the UI for a browser
    Serve(Serve),
    /// Sends an event
    Emit(Emit),
    /// Hands files over
    Upload(Upload),
    /// Event sources
    Sources(Of<SourcesCommand>),
    /// Triggers
    Triggers(Of<TriggersCommand>),
    /// Workflows
    Workflows(Of<WorkflowsCommand>),
    /// Schedules
    Schedules(Of<SchedulesCommand>),
    /// Runs
    Runs(Of<RunsCommand>),
    /// Events and what was decided about them
    Events(Of<EventsCommand>),
    /// Files and what happened to them
    Files(Of<FilesCommand>),
    /// What was found after the app, a source or a folder was away
    CatchUp(Of<CatchUpCommand>),
    /// Waits until everything sent before has been seen and matched
    Sync(Alone),
    /// Checks that the books of the data folder balance
    Doctor(Alone),
    /// Prints the access token
    Token(Alone),
    /// Prints completions for a shell
    Completions {
        /// Which shell.
        shell: Shell,
    },
}

/// A command of a group, with the options they share.
#[derive(Debug, ClapArgs)]
pub(crate) struct Of<C: Subcommand> {
    #[command(subcommand)]
    pub(crate) command: C,
    #[command(flatten)]
    pub(crate) folder: Folder,
    #[command(flatten)]
    pub(crate) show: Show,
}

/// A command with the shared options only.
#[derive(Debug, ClapArgs)]
pub(crate) struct Alone {
    #[command(flatten)]
    pub(crate) folder: Folder,
    #[command(flatten)]
    pub(crate) show: Show,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Serve {
    #[command(flatten)]
    pub(crate) folder: Folder,
    /// Where to listen, on this computer only; port 0 takes a free one
    #[arg(long, value_name = "ADDR")]
    pub(crate) listen: Option<SocketAddr>,
    /// A further folder of event sources
    #[arg(long, value_name = "DIR")]
    pub(crate) sources: Vec<PathBuf>,
    /// How the log is written to standard error
    #[arg(long, value_enum, default_value_t = LogFormat::Text)]
    pub(crate) log_format: LogFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Emit {
    /// Source id
    pub(crate) source: String,
    /// Event type
    #[arg(value_name = "TYPE")]
    pub(crate) event_type: String,
    /// Payload: JSON, @FILE, or - for standard input
    #[arg(long, value_name = "JSON")]
    pub(crate) data: Option<String>,
    /// Idempotency key: same source and key, one event
    #[arg(long)]
    pub(crate) key: Option<String>,
    /// Who caused it
    #[arg(long)]
    pub(crate) user: Option<String>,
    /// Data folder
    #[arg(long, value_name = "DIR")]
    pub(crate) data_dir: Option<PathBuf>,
    /// The answer as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum SourcesCommand {
    /// Lists all sources, problems first
    List {
        /// Only those with this tag
        #[arg(long)]
        tag: Option<String>,
        /// off, starting, running, backing_off, crash_loop, invalid, untrusted, builtin; several with commas
        #[arg(long)]
        state: Option<String>,
    },
    /// Shows one source
    Show {
        /// Source id
        id: String,
    },
    /// Says yes to the files of a source as they are now: its program may run
    Trust {
        /// Source id
        id: String,
        /// Only if the files still have this hash, as `sources show` prints it
        #[arg(long)]
        hash: Option<String>,
        /// Later edits of its folder run without being asked: for its author
        #[arg(long)]
        follow_edits: bool,
    },
    /// Says no: nothing of a source runs until you trust it
    Block {
        /// Source id
        id: String,
    },
    /// Turns a source on
    Start {
        /// Source id
        id: String,
    },
    /// Turns a source off: its program ends, and what is still sent to it is kept and starts nothing
    Stop {
        /// Source id
        id: String,
    },
    /// Whether events whose data does not fit what the source declares are accepted, flagged; else they are set aside
    AcceptUnfit {
        /// Source id
        id: String,
        /// on or off
        #[arg(value_parser = clap::builder::BoolishValueParser::new(), action = clap::ArgAction::Set, default_value = "on")]
        accept: bool,
    },
    /// Shows or replaces the configuration of a source
    Config {
        /// Source id
        id: String,
        /// The new one: JSON, @FILE, or - for standard input, which is the way for secrets
        #[arg(long, value_name = "JSON")]
        set: Option<String>,
    },
    /// Adds a further instance of a source, with an id and a configuration of its own
    Add {
        /// The source to run once more
        base: String,
        /// The instance's id
        id: String,
        /// Display name
        #[arg(long)]
        name: Option<String>,
        /// Its configuration: JSON, @FILE, or - for standard input
        #[arg(long, value_name = "JSON")]
        config: Option<String>,
    },
    /// Removes an instance with its configuration; its events stay
    Remove {
        /// The instance's id
        id: String,
    },
    /// Runs a source's program as Prama would, and says what is not as it should be
    Check(CheckArgs),
    /// Makes a small working source with a test
    New(NewArgs),
}

#[derive(Debug, Subcommand)]
pub(crate) enum TriggersCommand {
    /// Lists all triggers
    List {
        /// Those in the trash instead
        #[arg(long)]
        deleted: bool,
    },
    /// Shows one trigger
    Show {
        /// Trigger id
        id: String,
    },
    /// Says why a trigger does not fire, from its source to its workflow
    Why {
        /// Trigger id
        id: String,
    },
    /// Says what a trigger would have done with past events; starts nothing
    Test(TestArgs),
    /// Makes or changes what a file defines (YAML or JSON, several documents)
    Apply(Apply),
    /// Writes triggers as YAML documents
    Export {
        /// Trigger ids; all if absent
        ids: Vec<String>,
    },
    /// Turns triggers on
    Enable {
        /// Trigger ids
        #[arg(required = true)]
        ids: Vec<String>,
    },
    /// Turns triggers off
    Disable {
        /// Trigger ids
        #[arg(required = true)]
        ids: Vec<String>,
    },
    /// Lists matches that wait, by trigger and reason
    Held,
    /// Runs what a trigger holds; named events run even if they were suppressed
    RunHeld(HeldOf),
    /// Lets what a trigger holds be
    Dismiss(HeldOf),
    /// Deletes triggers
    Delete {
        /// Trigger ids
        #[arg(required = true)]
        ids: Vec<String>,
    },
    /// Lists every saved state of a trigger, and what each save changed
    Revisions {
        /// Trigger id
        id: String,
    },
    /// Says what changed between two revisions of a trigger
    Diff {
        /// Trigger id
        id: String,
        /// The earlier one; the one before if absent
        from: Option<i64>,
        /// The later one; the newest if absent
        to: Option<i64>,
    },
    /// Goes back to a revision of a trigger, or takes a deleted one out of the trash
    Restore {
        /// Trigger id
        id: String,
        /// The revision; absent: out of the trash
        revision: Option<i64>,
    },
}

#[derive(Debug, ClapArgs)]
pub(crate) struct TestArgs {
    /// Trigger id, or a file with triggers; - for standard input
    #[arg(value_name = "FILE|ID")]
    pub(crate) trigger: String,
    /// How many of the newest events, at most 100,000
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub(crate) last: Option<u32>,
    /// Only events received from then on, e.g. 2026-05-03T10:00:00Z
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub(crate) from: Option<String>,
    /// Only events received before
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub(crate) to: Option<String>,
    /// One event that is not stored, instead of past ones: JSON, @FILE, or - for standard input
    #[arg(long, value_name = "JSON", conflicts_with_all = ["last", "from", "to", "file"])]
    pub(crate) event: Option<String>,
    /// The event that would tell of this file, instead of past ones
    #[arg(long, value_name = "PATH", conflicts_with_all = ["last", "from", "to"])]
    pub(crate) file: Option<PathBuf>,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct HeldOf {
    /// Trigger id
    pub(crate) id: String,
    /// Event ids; all that wait if absent
    pub(crate) events: Vec<String>,
    /// Only what waits for this reason: flood, `catch_up`, `outside_schedule`, `rate_limited`
    #[arg(long)]
    pub(crate) reason: Option<String>,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Apply {
    /// Files; - for standard input
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Only say what would happen
    #[arg(long)]
    pub(crate) dry_run: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum WorkflowsCommand {
    /// Lists all workflows
    List,
    /// Shows one workflow
    Show {
        /// Workflow id
        id: String,
    },
    /// Makes or changes what a file defines (YAML or JSON, several documents)
    Apply(Apply),
    /// Writes workflows as YAML documents
    Export {
        /// Workflow ids; all if absent
        ids: Vec<String>,
    },
    /// Turns on all triggers that run a workflow
    Enable {
        /// Workflow id
        id: String,
    },
    /// Turns off all triggers that run a workflow
    Disable {
        /// Workflow id
        id: String,
    },
    /// Deletes workflows
    Delete {
        /// Workflow ids
        #[arg(required = true)]
        ids: Vec<String>,
    },
    /// Runs a workflow once
    Run {
        /// Workflow id
        id: String,
        /// What event.data holds: JSON, @FILE, or - for standard input
        #[arg(long = "input", value_name = "JSON")]
        input: Option<String>,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum RunsCommand {
    /// Lists runs, newest first
    List {
        /// queued, running, waiting, succeeded, failed, cancelled, active; several with commas
        #[arg(long)]
        status: Option<String>,
        /// Workflow id
        #[arg(long)]
        workflow: Option<String>,
        /// Trigger id
        #[arg(long)]
        trigger: Option<String>,
        /// At most this many
        #[arg(long, default_value_t = 50)]
        limit: u32,
    },
    /// Shows one run with its steps
    Show {
        /// Run id
        id: String,
    },
    /// Prints a run's log
    Logs {
        /// Run id
        id: String,
        /// Goes on until the run ends
        #[arg(short, long)]
        follow: bool,
    },
    /// Goes on with a failed run at its first unfinished step
    Retry {
        /// Run id
        id: String,
    },
    /// Starts a new run on the same event
    Rerun {
        /// Run id
        id: String,
    },
    /// Stops a run
    Cancel {
        /// Run id
        id: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum EventsCommand {
    /// Lists events, newest first
    List {
        /// Source id
        #[arg(long)]
        source: Option<String>,
        /// Event type
        #[arg(long = "type")]
        event_type: Option<String>,
        /// matched, `none_matched`, suppressed, held, paused, `no_listener` or rejected
        #[arg(long)]
        outcome: Option<String>,
        /// Only those that were accepted although something is wrong with them
        #[arg(long)]
        flagged: bool,
        /// Received from then on, e.g. 2026-05-03T10:00:00Z
        #[arg(long, value_name = "TIME", value_parser = time)]
        from: Option<String>,
        /// Received before
        #[arg(long, value_name = "TIME", value_parser = time)]
        to: Option<String>,
        /// At most this many
        #[arg(long, default_value_t = 50)]
        limit: u32,
    },
    /// Shows one event
    Show {
        /// Event id
        id: String,
    },
    /// Says why each trigger did or did not run for an event
    Why {
        /// Event id
        id: String,
    },
    /// Says what led to an event and what it led to
    Chain {
        /// Event id
        id: String,
    },
    /// Sends stored events again, or says what would happen
    Replay(ReplayArgs),
    /// Sends events again that named an id which no source has, as another source's
    SendAs {
        /// The id that they named
        source: String,
        /// The source that they were meant for
        #[arg(value_name = "AS")]
        other: String,
    },
}
