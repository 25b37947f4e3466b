//! Statistics of workflows over the last days.

use super::runs::{self, RunFilter, RunRow};
use super::{Page, Timeline, first_since};
use crate::StoreError;
use prama_model::time::Millis;
use rusqlite::Connection;

/// What a workflow did since an instant.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Statistics {
    /// Runs.
    pub runs: i64,
    /// Of those, succeeded.
    pub succeeded: i64,
    /// Median time of those, in milliseconds.
    pub median_ms: Option<i64>,
    /// The newest run, however old.
    pub last: Option<RunRow>,
}

/// Durations that are looked at for a median, newest first.
const SAMPLE: u32 = 1_000;

/// What a workflow did since an instant.
pub fn statistics(
    conn: &Connection,
    workflow_n: i64,
    id: &str,
    since_ms: Millis,
) -> Result<Statistics, StoreError> {
    let since = first_since(conn, Timeline::Runs, since_ms)?;
    let (runs, succeeded) = conn
        .prepare_cached(
            "SELECT count(*), count(*) FILTER (WHERE status = 3) FROM runs INDEXED BY runs_workflow WHERE workflow_n = ?1 AND n >= ?2",
        )?
        .query_row((workflow_n, since), |r| Ok((r.get(0)?, r.get(1)?)))?;
    let mut durations: Vec<i64> = conn
        .prepare_cached(
            "SELECT completed_ms - started_ms FROM runs INDEXED BY runs_workflow
             WHERE workflow_n = ?1 AND n >= ?2 AND status = 3 AND started_ms IS NOT NULL ORDER BY n DESC LIMIT ?3",
        )?
        .query_map((workflow_n, since, SAMPLE), |r| r.get(0))?
        .collect::<Result<_, _>>()?;
    durations.sort_unstable();
    let filter = RunFilter { workflow: Some(id.to_owned()), ..RunFilter::default() };
    let last = runs::list(conn, &filter, Page { limit: 1, before: None })?.items.pop();
    Ok(Statistics { runs, succeeded, median_ms: percentile(&durations, 50), last })
}

/// The value below which `percent` of the sorted values lie.
pub(super) fn percentile(sorted: &[i64], percent: usize) -> Option<i64> {
    let last = sorted.len().checked_sub(1)?;
    sorted.get((last * percent).div_ceil(100)).copied()
}

#[cfg(test)]
mod tests {
    use super::percentile;

    #[test]
    fn percentiles_of_small_sets() {
        assert_eq!(percentile(&[], 50), None);
        assert_eq!(percentile(&[7], 95), Some(7));
        assert_eq!(percentile(&[1, 2, 3], 50), Some(2));
        assert_eq!(percentile(&(1..=100).collect::<Vec<_>>(), 95), Some(96));
    }
}
