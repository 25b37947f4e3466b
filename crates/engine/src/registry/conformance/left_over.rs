//! Processes that a source's program left behind: found by the data folder in their environment, which is the trial's own.

use std::path::Path;

/// Ends what is left, and says what it was. `None` where processes cannot be listed.
#[cfg(target_os = "linux")]
pub(super) async fn end(data: &Path) -> Option<Vec<String>> {
    use rustix::process::{Pid, Signal, kill_process};
    use std::time::Duration;
    // What was killed with the program's group needs a moment to be gone.
    const LOOKS: u32 = 20;
    let mut left = find(data)?;
    for _ in 0..LOOKS {
        if left.is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
        left = find(data)?;
    }
    for (pid, _) in &left {
        if let Some(pid) = Pid::from_raw(*pid) {
            // Gone by itself meanwhile.
            let _ = kill_process(pid, Signal::KILL);
        }
    }
    Some(left.into_iter().map(|(pid, name)| format!("{name} (process {pid})")).collect())
}

#[cfg(not(target_os = "linux"))]
pub(super) async fn end(_: &Path) -> Option<Vec<String>> {
    None
}

#[cfg(target_os = "linux")]
fn find(data: &Path) -> Option<Vec<(i32, String)>> {
    use std::os::unix::ffi::OsStrExt;
    let mark = [b"PRAMA_DATA=", data.as_os_str().as_bytes()].concat();
    let processes = std::fs::read_dir("/proc").ok()?.flatten();
    let found = processes.filter_map(|entry| {
        let pid: i32 = entry.file_name().to_str()?.parse().ok()?;
        let environment = std::fs::read(entry.path().join("environ")).ok()?;
        let ours = environment.split(|b| *b == 0).any(|variable| variable == mark);
        let words = std::fs::read(entry.path().join("cmdline")).ok().filter(|_| ours)?;
        let name: String =
            String::from_utf8_lossy(&words).replace('\0', " ").trim().chars().take(80).collect();
        Some((pid, name))
    });
    Some(found.collect())
}
