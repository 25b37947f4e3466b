//! A file's own proof that it is complete, where its type has one.

mod kinds;
#[cfg(test)]
mod tests;

use kinds::Kind;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

/// What a look at the content says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proof {
    /// Complete as far as its type can tell.
    Holds,
    /// Files of this type carry no proof.
    Silent,
    /// Not complete, for this reason.
    Fails(String),
}

/// Looks at both ends of a file. `size` is what `stat` gave.
#[must_use]
pub fn proof(path: &Path, size: u64) -> Proof {
    if size == 0 {
        return Proof::Fails("The file is empty so far.".into());
    }
    let Some(kind) = Kind::of(path) else { return Proof::Silent };
    match ends(path, size, kind.tail_bytes()) {
        Ok(ends) => kind.judge(&ends),
        Err(e) => Proof::Fails(format!("The file can't be read: {e}.")),
    }
}

/// Both ends of a file; they overlap in a short one.
struct Ends {
    head: Vec<u8>,
    tail: Vec<u8>,
    size: u64,
}

/// Bytes looked at from the beginning.
const HEAD_BYTES: u64 = 1024;

fn ends(path: &Path, size: u64, tail_bytes: u64) -> std::io::Result<Ends> {
    let mut file = File::open(path)?;
    let (mut head, mut tail) = (Vec::new(), Vec::new());
    file.by_ref().take(HEAD_BYTES).read_to_end(&mut head)?;
    file.seek(SeekFrom::Start(size.saturating_sub(tail_bytes)))?;
    file.take(tail_bytes).read_to_end(&mut tail)?;
    Ok(Ends { head, tail, size })
}
