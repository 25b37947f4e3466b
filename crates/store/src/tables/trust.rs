//! What a person said about the program of a source: which content of its folder may run.

use super::journal::Kind;
use crate::{StoreError, Tx};
use prama_model::time::Millis;
use rusqlite::{Connection, params};

/// A file of an approved folder: path, bytes, hash of kind and content.
pub type ApprovedFile = (String, u64, String);

/// What a person said about a source's program.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Approval {
    /// Hash of the content that was approved.
    pub hash: Option<String>,
    /// `plugin.json` as approved.
    pub manifest: String,
    /// The files as approved.
    pub files: Vec<ApprovedFile>,
    /// The folder whose later edits need no approval.
    pub follows: Option<String>,
    /// Nothing of it may run.
    pub blocked: bool,
}

/// Everything that was said, by source id.
pub fn all(conn: &Connection) -> Result<Vec<(String, Approval)>, StoreError> {
    let mut statement =
        conn.prepare_cached("SELECT source_id, hash, manifest, files, follows, blocked FROM source_trust")?;
    let rows = statement
        .query_map([], |r| {
            let files: Option<String> = r.get(3)?;
            let manifest: Option<String> = r.get(2)?;
            let approval = Approval {
                hash: r.get(1)?,
                manifest: manifest.unwrap_or_default(),
                files: Vec::new(),
                follows: r.get(4)?,
                blocked: r.get(5)?,
            };
            Ok((r.get::<_, String>(0)?, approval, files))
        })?
        .collect::<Result<Vec<_>, _>>()?;
    rows.into_iter()
        .map(|(id, approval, files)| {
            let files = files.map(|text| serde_json::from_str(&text)).transpose()?.unwrap_or_default();
            Ok((id, Approval { files, ..approval }))
        })
        .collect()
}

/// Replaces what was said about a source.
pub fn set(tx: &mut Tx<'_>, id: &str, approval: &Approval, now: Millis) -> Result<(), StoreError> {
    let files = serde_json::to_string(&approval.files)?;
    tx.conn()
        .prepare_cached(
            "INSERT OR REPLACE INTO source_trust (source_id, hash, manifest, files, follows, blocked, updated_ms)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute(params![
            id,
            approval.hash,
            approval.manifest,
            files,
            approval.follows,
            approval.blocked,
            now
        ])?;
    tx.changed(Kind::Source, id);
    Ok(())
}
