//! Caps that the worker sets on itself before it touches the document.

use crate::wire::Limits;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use std::io;

/// Address space beyond the writable memory: program text, libraries, reserved but unused arenas.
const ADDRESS_SLACK_BYTES: u64 = 1 << 30;

/// A document that goes on giving pages may take so many times the CPU cap in all.
const CPU_HARD_FACTOR: u64 = 12;
/// Pages read that earn one more second.
const PAGES_PER_CPU_S: usize = 10;

/// Caps memory and CPU time, and forbids core files.
///
/// The memory cap counts writable memory (`RLIMIT_DATA`), so that a large program file does not eat into it; the
/// address space is capped above it as a second line. At the CPU cap the process ends with SIGXCPU.
pub(crate) fn apply(limits: &Limits) -> io::Result<()> {
    cap(Resource::Core, 0, 0)?;
    cap(Resource::Cpu, limits.cpu_s, limits.cpu_s.saturating_mul(CPU_HARD_FACTOR))?;
    cap(Resource::As, limits.memory_bytes + ADDRESS_SLACK_BYTES, limits.memory_bytes + ADDRESS_SLACK_BYTES)?;
    cap(Resource::Data, limits.memory_bytes, limits.memory_bytes)
}

/// Raises the CPU cap a little with every page read, so that a long document has its time and a hanging page has not.
pub(crate) fn page_done(limits: &Limits, pages: usize) {
    let earned = u64::try_from(pages / PAGES_PER_CPU_S).unwrap_or(u64::MAX);
    let hard = limits.cpu_s.saturating_mul(CPU_HARD_FACTOR);
    // Refused only where the hard cap is lower already; then that one holds.
    let _ = cap(Resource::Cpu, limits.cpu_s.saturating_add(earned).min(hard), hard);
}

fn cap(resource: Resource, soft: u64, hard: u64) -> io::Result<()> {
    // A hard limit that is lower already stays: only root may raise one.
    let hard = getrlimit(resource).maximum.map_or(hard, |now| now.min(hard));
    let limit = Rlimit { current: Some(soft.min(hard)), maximum: Some(hard) };
    Ok(setrlimit(resource, limit)?)
}
