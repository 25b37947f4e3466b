//! Child processes on record, so that after a crash the old process group is killed before its step runs again.

use prama_store::steps::{self, At};
use prama_store::{Store, StoreError};

/// Records the child of one attempt.
#[derive(Clone)]
pub struct Children {
    store: Store,
    at: Option<At>,
}

impl Children {
    pub(super) fn of(store: Store, at: At) -> Self {
        Self { store, at: Some(at) }
    }

    /// For a step that is only tried out: nothing is recorded.
    #[must_use]
    pub fn unrecorded(store: Store) -> Self {
        Self { store, at: None }
    }

    /// Records the leader of the child's process group.
    pub async fn started(&self, pid: u32) {
        if let (Some(at), Some(start)) = (self.at, start_time(pid)) {
            self.said(self.store.write(move |tx| steps::set_child(tx, at, Some((pid, &start)))).await);
        }
    }

    /// The child is gone.
    pub async fn ended(&self) {
        if let Some(at) = self.at {
            self.said(self.store.write(move |tx| steps::set_child(tx, at, None)).await);
        }
    }

    /// A child that could not be put on record still runs: only the clean-up after a crash would miss it.
    fn said(&self, done: Result<(), StoreError>) {
        if let Err(error) = done {
            tracing::warn!(%error, "a child process could not be put on record");
        }
    }
}

/// Kills a recorded process group if its leader is still the process that was recorded.
pub(crate) fn kill_recorded(pid: u32, start: &str) {
    if start_time(pid).as_deref() != Some(start) {
        return;
    }
    #[cfg(unix)]
    if let Some(group) = i32::try_from(pid).ok().and_then(rustix::process::Pid::from_raw) {
        match rustix::process::kill_process_group(group, rustix::process::Signal::KILL) {
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
