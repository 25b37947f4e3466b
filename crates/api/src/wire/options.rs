//! Options of a trigger. Read as any JSON, so that each mistake can be said with its place; these types are its schema.
#![expect(dead_code, reason = "only their schemas are used")]

use utoipa::ToSchema;

/// Options of a trigger; what is not written does not apply.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub struct Options {
    /// Each file, path or key runs once.
    #[schema(nullable = false)]
    once: Option<OnceOption>,
    /// Waits until nothing new comes; the last event runs.
    #[schema(nullable = false)]
    debounce: Option<DebounceOption>,
    /// Collects events into one run.
    #[schema(nullable = false)]
    batch: Option<BatchOption>,
    /// At most so many runs in a time.
    #[schema(nullable = false)]
    rate: Option<RateOption>,
    /// How many runs at once.
    #[schema(nullable = false)]
    concurrency: Option<ConcurrencyOption>,
    /// When it may run.
    #[schema(nullable = false)]
    schedule: Option<ScheduleOption>,
    /// Holds an unexpected flood until a person looked at it.
    #[schema(nullable = false)]
    flood: Option<FloodOption>,
    /// Stops a trigger whose runs touch too many files.
    #[schema(nullable = false)]
    brake: Option<BrakeOption>,
}

/// What "the same" means: path with content, path, or the value of a field.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum OncePer {
    File,
    Path,
    Key,
}

/// Each file, path or key runs once.
#[derive(ToSchema)]
pub struct OnceOption {
    /// What "the same" means.
    per: OncePer,
    /// With `per: key`: the field's dotted path.
    #[schema(nullable = false)]
    key: Option<String>,
    /// Days after which it may run again.
    #[schema(nullable = false)]
    forget_after_days: Option<u32>,
}

/// Waits until nothing new comes; the last event runs.
#[derive(ToSchema)]
pub struct DebounceOption {
    /// Seconds without a new event.
    wait_s: f64,
    /// Field whose values wait apart from each other.
    #[schema(nullable = false)]
    key: Option<String>,
}

/// Collects events into one run, whose `event.data.events` has them all.
#[derive(ToSchema)]
pub struct BatchOption {
    /// Seconds from the first event on.
    window_s: f64,
    /// Events at most; 100 if absent.
    #[schema(nullable = false)]
    max: Option<u32>,
    /// Field whose values are collected apart from each other.
    #[schema(nullable = false)]
    key: Option<String>,
}

/// What happens to a run too many: it starts later, not at all, or when a person says so.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Overflow {
    Queue,
    Drop,
    Hold,
}

/// At most so many runs in a time.
#[derive(ToSchema)]
pub struct RateOption {
    /// How many runs.
    limit: u32,
    /// In so many seconds.
    per_s: f64,
    /// What happens to more; `queue` if absent.
    #[schema(required = false)]
    overflow: Overflow,
}

/// What happens when a run of the same key is at work: wait, run beside it, do not run, take its place.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum ConcurrencyMode {
    Queue,
    Parallel,
    Skip,
    Replace,
}

/// How many runs at once.
#[derive(ToSchema)]
pub struct ConcurrencyOption {
    /// What happens to one too many.
    mode: ConcurrencyMode,
    /// How many at once; one if absent, any number in parallel.
    #[schema(nullable = false)]
    max: Option<u32>,
    /// Field whose values are counted apart from each other.
    #[schema(nullable = false)]
    key: Option<String>,
}

/// A day of the week.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Weekday {
    Mon,
    Tue,
    Wed,
    Thu,
    Fri,
    Sat,
    Sun,
}

/// What happens outside the schedule: held until it opens, or not run.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum OutsideSchedule {
    Hold,
    Ignore,
}

/// When it may run.
#[derive(ToSchema)]
pub struct ScheduleOption {
    /// On which days.
    days: Vec<Weekday>,
    /// From when, `HH:MM`.
    from: String,
    /// Until when, `HH:MM`; before `from`: on the next day.
    to: String,
    /// IANA name; this computer's zone if absent.
    #[schema(nullable = false)]
    time_zone: Option<String>,
    /// What happens outside; `hold` if absent.
    #[schema(required = false)]
    outside: OutsideSchedule,
}

/// Holds an unexpected flood until a person looked at it.
#[derive(ToSchema)]
pub struct FloodOption {
    /// So many events are expected.
    limit: u32,
    /// In so many seconds.
    per_s: f64,
}

/// Stops a trigger whose runs touch too many files.
#[derive(ToSchema)]
pub struct BrakeOption {
    /// So many files.
    files: u32,
    /// In so many seconds.
    per_s: f64,
}
