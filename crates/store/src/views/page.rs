//! Pages of a list: keyset cursors on the row number, filters, counts that stop in time.

use crate::StoreError;
use prama_model::time::Millis;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, params_from_iter};

/// Counts are exact up to here.
pub const COUNT_LIMIT: i64 = 10_000;
/// The longest page.
const LIMIT: u32 = 1_000;

/// Which part of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// At most this many rows.
    pub limit: u32,
    /// Rows before this row number, the cursor of the page before; `None` begins at the newest.
    pub before: Option<i64>,
}

impl Default for Page {
    fn default() -> Self {
        Self { limit: 100, before: None }
    }
}

impl Page {
    pub(super) fn rows(self) -> u32 {
        self.limit.clamp(1, LIMIT)
    }
}

/// One page of rows, newest first.
#[derive(Debug, Clone, PartialEq)]
pub struct List<T> {
    /// The rows.
    pub items: Vec<T>,
    /// Cursor of what follows.
    pub next: Option<i64>,
    /// How many rows match, at most [`COUNT_LIMIT`] when not exact.
    pub total: i64,
    /// Whether all were counted.
    pub total_is_exact: bool,
}

/// Conditions of a query, joined by AND, with their values.
#[derive(Debug, Default)]
pub(super) struct Filter {
    sql: Vec<&'static str>,
    values: Vec<Value>,
}

impl Filter {
    /// Adds a condition without a value.
    pub(super) fn plain(&mut self, sql: &'static str) {
        self.sql.push(sql);
    }

    /// Adds a condition that has one `?` for each value.
    pub(super) fn with(&mut self, sql: &'static str, values: impl IntoIterator<Item = Value>) {
        self.sql.push(sql);
        self.values.extend(values);
    }

    /// Adds a condition with one text, if there is one.
    pub(super) fn text(&mut self, sql: &'static str, value: Option<&str>) {
        if let Some(text) = value.filter(|t| !t.is_empty()) {
            self.with(sql, [Value::Text(text.to_owned())]);
        }
    }

    fn clause(&self) -> String {
        if self.sql.is_empty() { String::new() } else { format!("WHERE {}", self.sql.join(" AND ")) }
    }
}

/// A list query: `select` reads columns, `table` is filtered and counted, `joined` adds what is only read.
pub(super) struct Query<'a> {
    pub(super) select: &'a str,
    pub(super) table: &'a str,
    pub(super) joined: &'a str,
    pub(super) n: &'a str,
}

impl Query<'_> {
    /// The page's statement and values.
    pub(super) fn page_sql(&self, filter: &Filter, page: Page) -> (String, Vec<Value>) {
        let Self { select, table, joined, n } = self;
        let mut clause = filter.clause();
        let mut values = filter.values.clone();
        if let Some(before) = page.before {
            clause.push_str(if clause.is_empty() { "WHERE " } else { " AND " });
            clause.push_str(&format!("{n} < ?"));
            values.push(Value::Integer(before));
        }
        (
            format!(
                "SELECT {n}, {select} FROM {table} {joined} {clause} ORDER BY {n} DESC LIMIT {}",
                page.rows() + 1
            ),
            values,
        )
    }

    /// Runs it; `row` reads the selected columns from index 1.
    pub(super) fn list<T>(
        &self,
        conn: &Connection,
        filter: &Filter,
        page: Page,
        row: impl Fn(&rusqlite::Row<'_>) -> Result<T, StoreError>,
    ) -> Result<List<T>, StoreError> {
        let (sql, values) = self.page_sql(filter, page);
        let mut statement = conn.prepare_cached(&sql)?;
        let mut rows = statement.query(params_from_iter(values))?;
        let limit = page.rows() as usize;
        let (mut items, mut next, mut last) = (Vec::new(), None, None);
        while let Some(r) = rows.next()? {
            if items.len() == limit {
                next = last;
                break;
            }
            last = Some(r.get(0)?);
            items.push(row(r)?);
        }
        let (total, total_is_exact) = self.count(conn, filter)?;
        Ok(List { items, next, total, total_is_exact })
    }

    fn count(&self, conn: &Connection, filter: &Filter) -> Result<(i64, bool), StoreError> {
        let sql = format!(
            "SELECT count(*) FROM (SELECT 1 FROM {} {} LIMIT {})",
            self.table,
            filter.clause(),
            COUNT_LIMIT + 1
        );
        let counted: i64 =
            conn.prepare_cached(&sql)?.query_row(params_from_iter(filter.values.clone()), |r| r.get(0))?;
        Ok((counted.min(COUNT_LIMIT), counted <= COUNT_LIMIT))
    }
}

/// A LIKE pattern for "contains", its own signs escaped with `\`.
pub(super) fn contains(text: &str) -> Value {
    let mut pattern = String::from("%");
    for c in text.chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    Value::Text(pattern)
}

/// A table whose rows come in the order of a time column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Timeline {
    /// Events by the time they were received.
    Events,
    /// Runs by the time they were made.
    Runs,
}

/// Row number of the first row at or after an instant, by halving: needs no index on the time.
/// A clock that was set back makes it approximate.
pub fn first_since(conn: &Connection, timeline: Timeline, since_ms: Millis) -> Result<i64, StoreError> {
    let (table, column) = match timeline {
        Timeline::Events => ("events", "received_ms"),
        Timeline::Runs => ("runs", "created_ms"),
    };
    let bounds = format!("SELECT min(n), max(n) FROM {table}");
    let (low, high): (Option<i64>, Option<i64>) =
        conn.query_row(&bounds, [], |r| Ok((r.get(0)?, r.get(1)?)))?;
    let (Some(mut low), Some(high)) = (low, high) else { return Ok(i64::MAX) };
    let mut end = high + 1;
    let mut probe =
        conn.prepare_cached(&format!("SELECT n, {column} FROM {table} WHERE n >= ?1 ORDER BY n LIMIT 1"))?;
    while low < end {
        let middle = low + (end - low) / 2;
        let found =
            probe.query_row([middle], |r| Ok((r.get::<_, i64>(0)?, r.get::<_, i64>(1)?))).optional()?;
        match found {
            Some((n, at)) if at < since_ms => low = n + 1,
            _ => end = middle,
        }
    }
    Ok(low)
}
