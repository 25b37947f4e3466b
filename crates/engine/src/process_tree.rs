//! Everything a program started: its process group, and what left the group but still carries the program's mark.

use prama_model::ids::RunId;
use rustix::process::{Pid, Signal, kill_process_group, setpriority_pgrp};
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
#[cfg(target_os = "linux")]
use std::process::Stdio;

/// The environment variable that a program and everything it starts inherit.
pub(crate) const VARIABLE: &str = "PRAMA_STARTED_BY";

/// For what a program was started, in which data folder: two engines never take each other's programs for their own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mark(String);

impl Mark {
    /// The mark of a source's program.
    pub(crate) fn source(id: &str, data: &Path) -> Self {
        Self(format!("source:{id}@{}", folder(data)))
    }

    /// The mark of the program of a run's step, by its position.
    pub(crate) fn step(run: RunId, step: u32, data: &Path) -> Self {
        Self(format!("step:{run}/{step}@{}", folder(data)))
    }

    /// The value of [`VARIABLE`].
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// A folder by device and inode: the same by every path and after a move.
fn folder(path: &Path) -> String {
    path.metadata().map_or_else(|_| path.display().to_string(), |m| format!("{}:{}", m.dev(), m.ino()))
}

/// A running program with everything it started. Dropping it kills them all.
pub(crate) struct Tree {
    leader: Option<Pid>,
    /// Until it is killed.
    group: Option<Pid>,
    mark: Mark,
}

impl Tree {
    /// Of a process that leads its own group and carries the mark.
    pub(crate) fn new(leader: Option<u32>, mark: Mark) -> Self {
        if let Some(leader) = leader {
            offer_first(leader);
        }
        let leader = leader.and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw);
        Self { leader, group: leader, mark }
    }

    /// Its process group, until it is killed.
    pub(crate) fn group(&self) -> Option<Pid> {
        self.group
    }

    /// Asks the group to end.
    pub(crate) fn terminate(&self) {
        self.signal(Signal::TERM);
    }

    /// Kills the group, once: later the number may belong to another one.
    pub(crate) fn kill_group(&mut self) {
        self.signal(Signal::KILL);
        self.group = None;
    }

    /// Kills the group and what left it; gives what had left it. `None` where that cannot be seen.
    pub(crate) async fn end(&mut self) -> Option<Vec<String>> {
        self.kill_group();
        let (mark, leader) = (self.mark.clone(), self.leader);
        end_where(leader, move |value| mark.0.as_bytes() == value).await
    }

    fn signal(&self, signal: Signal) {
        if let Some(group) = self.group {
            // No such group: everybody has gone already.
            let _ = kill_process_group(group, signal);
        }
    }
}

impl Drop for Tree {
    fn drop(&mut self) {
        if self.group.is_some() {
            self.kill_group();
            if let Ok(runtime) = tokio::runtime::Handle::try_current() {
                runtime.spawn(end_marked(vec![self.mark.clone()]));
            }
        }
    }
}

/// Lets everybody else go first while the processor is short: for a program that crashed or floods. It stays so until its end.
/// A lower priority alone still makes others wait for the end of a time slice, so where the system has a class for what
/// runs only when nobody else wants to, it goes there.
pub(crate) fn let_others_first(group: Option<Pid>) {
    const NICE: i32 = 10;
    let Some(group) = group else { return };
    if let Err(error) = setpriority_pgrp(Some(group), NICE) {
        tracing::debug!(?group, %error, "it keeps its share of the processor");
    }
    #[cfg(target_os = "linux")]
    {
        // Part of util-linux, as the call is in no library that checks what it is given.
        let mut chrt = tokio::process::Command::new("chrt");
        chrt.args(["--all-tasks", "--idle", "--pid", "0"]).arg(group.as_raw_nonzero().to_string());
        chrt.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        match chrt.spawn() {
            Ok(mut child) => drop(tokio::spawn(async move { child.wait().await })),
            Err(error) => tracing::debug!(%error, "programs that crash or flood only get a lower priority"),
        }
    }
}

/// When memory runs out, the system ends this program before the engine and before what the person works with.
fn offer_first(pid: u32) {
    #[cfg(target_os = "linux")]
    if let Err(error) = std::fs::write(format!("/proc/{pid}/oom_score_adj"), "500") {
        tracing::debug!(pid, %error, "it stays as likely as others to be ended when memory runs out");
    }
    #[cfg(not(target_os = "linux"))]
    let _ = pid;
}

/// Kills every process that carries one of the marks, until none is left.
pub(crate) async fn end_marked(marks: Vec<Mark>) {
    end_where(None, move |value| marks.iter().any(|m| m.0.as_bytes() == value)).await;
}

/// Kills every process that sources of this data folder left behind.
pub(crate) async fn end_sources_of(data: &Path) {
    let end = format!("@{}", folder(data));
    end_where(None, move |value| value.starts_with(b"source:") && value.ends_with(end.as_bytes())).await;
}

/// Gives the command lines of those that were outside of the group.
async fn end_where(
    group: Option<Pid>,
    marked: impl Fn(&[u8]) -> bool + Send + 'static,
) -> Option<Vec<String>> {
    // Reading the process table takes milliseconds on a busy machine.
    tokio::task::spawn_blocking(move || table::end(group, &marked)).await.ok().flatten()
}

/// Kills a recorded process group if its leader is still the process that was recorded.
pub(crate) fn kill_recorded(pid: u32, start: &str) {
    if start_time(pid).as_deref() != Some(start) {
        return;
    }
    if let Some(group) = i32::try_from(pid).ok().and_then(Pid::from_raw) {
        match kill_process_group(group, Signal::KILL) {
            Ok(()) => tracing::info!(pid, "killed a child left over from before the stop"),
            Err(error) => tracing::warn!(pid, %error, "a left-over child could not be killed"),
        }
    }
}

/// When a process began, in the kernel's own clock ticks since boot, with the boot's id; `None` when it is not there.
#[cfg(target_os = "linux")]
pub(crate) fn start_time(pid: u32) -> Option<String> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // Field 22; the command in field 2 may hold spaces and brackets, so count from its last bracket.
    let ticks = stat.rsplit_once(')')?.1.split_whitespace().nth(19)?.to_owned();
    let boot = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap_or_default();
    Some(format!("{ticks}@{}", boot.trim()))
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn start_time(_: u32) -> Option<String> {
    None
}

#[cfg(target_os = "linux")]
mod table {
    use super::VARIABLE;
    use rustix::fd::OwnedFd;
    use rustix::process::{Pid, PidfdFlags, Signal, getpgid, pidfd_open, pidfd_send_signal};
    use std::collections::BTreeMap;
    use std::thread::sleep;
    use std::time::Duration;

    /// A process may fork while the table is read, and shows no environment in the middle of an exec: it is read again
    /// until nobody was found twice in a row.
    const QUIET: u32 = 2;
    const ROUNDS: u32 = 100;
    const PAUSE: Duration = Duration::from_millis(5);
    const NAME_CHARS: usize = 80;

    struct Found {
        pid: Pid,
        /// A handle, not a number: a number may pass to another process before the signal is sent.
        handle: OwnedFd,
    }

    /// Kills every marked process; gives those outside of the group.
    pub(super) fn end(group: Option<Pid>, marked: &dyn Fn(&[u8]) -> bool) -> Option<Vec<String>> {
        let mut outside = BTreeMap::new();
        let mut quiet = 0;
        for _ in 0..ROUNDS {
            let found = processes(marked)?;
            quiet = if found.is_empty() { quiet + 1 } else { 0 };
            if quiet == QUIET {
                break;
            }
            for process in found {
                if getpgid(Some(process.pid)).is_ok_and(|of| Some(of) != group) {
                    outside.entry(process.pid.as_raw_nonzero()).or_insert_with(|| named(process.pid));
                }
                // Gone since: as good.
                let _ = pidfd_send_signal(process.handle, Signal::KILL);
            }
            sleep(PAUSE);
        }
        if quiet < QUIET {
            tracing::warn!("processes of a program that ended could not be killed");
        }
        Some(outside.into_values().collect())
    }

    fn processes(marked: &dyn Fn(&[u8]) -> bool) -> Option<Vec<Found>> {
        let entries = std::fs::read_dir("/proc").ok()?.flatten();
        let pids = entries.filter_map(|e| Pid::from_raw(e.file_name().to_str()?.parse().ok()?));
        let own = rustix::process::getpid();
        let found = pids.filter(|pid| *pid != own).filter_map(|pid| {
            let handle = pidfd_open(pid, PidfdFlags::empty()).ok()?;
            let environ = std::fs::read(format!("/proc/{}/environ", pid.as_raw_nonzero())).ok()?;
            let mut values = environ
                .split(|b| *b == 0)
                .filter_map(|variable| variable.strip_prefix(VARIABLE.as_bytes())?.strip_prefix(b"="));
            values.any(marked).then_some(Found { pid, handle })
        });
        Some(found.collect())
    }

    fn named(pid: Pid) -> String {
        let pid = pid.as_raw_nonzero();
        let words = std::fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
        let words = String::from_utf8_lossy(&words).replace('\0', " ");
        format!("{} (process {pid})", words.trim().chars().take(NAME_CHARS).collect::<String>())
    }
}

#[cfg(not(target_os = "linux"))]
mod table {
    use rustix::process::Pid;

    /// Elsewhere another process's environment cannot be read: only the group is ended.
    pub(super) fn end(_: Option<Pid>, _: &dyn Fn(&[u8]) -> bool) -> Option<Vec<String>> {
        None
    }
}
