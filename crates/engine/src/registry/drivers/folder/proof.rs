//! A file's own proof that it is complete, where its type has one.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

/// Bytes looked at from either end.
const WINDOW_BYTES: u64 = 1024;

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
    let pdf = path.extension().is_some_and(|e| e.eq_ignore_ascii_case("pdf"));
    if !pdf {
        return Proof::Silent;
    }
    match ends(path, size) {
        Ok((head, tail)) => pdf_proof(&head, &tail),
        Err(e) => Proof::Fails(format!("The file can't be read: {e}.")),
    }
}

fn ends(path: &Path, size: u64) -> std::io::Result<(Vec<u8>, Vec<u8>)> {
    let mut file = File::open(path)?;
    let (mut head, mut tail) = (Vec::new(), Vec::new());
    file.by_ref().take(WINDOW_BYTES).read_to_end(&mut head)?;
    file.seek(SeekFrom::Start(size.saturating_sub(WINDOW_BYTES)))?;
    file.take(WINDOW_BYTES).read_to_end(&mut tail)?;
    Ok((head, tail))
}

fn pdf_proof(head: &[u8], tail: &[u8]) -> Proof {
    let has = |bytes: &[u8], mark: &[u8]| bytes.windows(mark.len()).any(|w| w == mark);
    if !has(head, b"%PDF-") {
        Proof::Fails("The PDF header is missing.".into())
    } else if !has(tail, b"%%EOF") {
        Proof::Fails("The PDF's end is missing.".into())
    } else {
        Proof::Holds
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pdf_needs_both_ends() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.PDF");
        let check = |content: &[u8]| {
            std::fs::write(&path, content).unwrap();
            proof(&path, content.len() as u64)
        };
        let mut long = b"%PDF-1.7\n".to_vec();
        long.extend(vec![b'x'; 5000]);
        assert!(matches!(check(&long), Proof::Fails(r) if r.contains("end")));
        long.extend(b"\n%%EOF\n");
        assert_eq!(check(&long), Proof::Holds);
        assert!(matches!(check(b"hello %%EOF"), Proof::Fails(r) if r.contains("header")));
        assert!(matches!(check(b""), Proof::Fails(r) if r.contains("empty")));
        assert_eq!(proof(Path::new("notes.txt"), 5), Proof::Silent);
    }
}
