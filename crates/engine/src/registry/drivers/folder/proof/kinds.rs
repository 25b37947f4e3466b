//! What each type says about its end. A type whose files legitimately go on after their end mark never contradicts.

use super::{Ends, Proof};
use std::path::Path;

/// Bytes looked at from the end.
const TAIL_BYTES: u64 = 1024;
/// A zip's end record has 22 bytes and a comment of at most 65,535.
const ZIP_TAIL_BYTES: u64 = 22 + 65_535;

const ZIPS: [&str; 22] = [
    "zip", "docx", "docm", "dotx", "xlsx", "xlsm", "xltx", "pptx", "pptm", "potx", "vsdx", "odt", "ods",
    "odp", "odg", "epub", "jar", "apk", "cbz", "kmz", "3mf", "whl",
];

/// A type that can tell its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Pdf,
    Zip,
    Png,
    Jpeg,
    Gif,
    SevenZip,
    Webp,
}

impl Kind {
    /// By the name's ending.
    pub(super) fn of(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?.to_ascii_lowercase();
        Some(match ending.as_str() {
            "pdf" => Self::Pdf,
            "png" => Self::Png,
            "jpg" | "jpeg" => Self::Jpeg,
            "gif" => Self::Gif,
            "7z" => Self::SevenZip,
            "webp" => Self::Webp,
            zip if ZIPS.contains(&zip) => Self::Zip,
            _ => return None,
        })
    }

    pub(super) fn tail_bytes(self) -> u64 {
        if self == Self::Zip { ZIP_TAIL_BYTES } else { TAIL_BYTES }
    }

    pub(super) fn judge(self, ends: &Ends) -> Proof {
        let fails = |why: &str| Proof::Fails(why.into());
        // Space that was set aside before the content came.
        if self != Self::Pdf && ends.head.iter().all(|b| *b == 0) {
            return fails("Its content has not arrived yet.");
        }
        let (head, tail) = (&*ends.head, &*ends.tail);
        match self {
            Self::Pdf if !has(head, b"%PDF-") => fails("The PDF header is missing."),
            Self::Pdf => hold(has(tail, b"%%EOF"), "The PDF's end is missing."),
            // An encrypted Office document is no zip.
            Self::Zip if head.starts_with(b"\xd0\xcf\x11\xe0") => Proof::Silent,
            Self::Zip if !head.starts_with(b"PK") => fails("The file's header is missing."),
            Self::Zip => hold(zip_end(ends), "The file's end is missing."),
            Self::Png if begins(head, b"\x89PNG\r\n\x1a\n") => {
                hold(has(tail, b"IEND\xaeB`\x82"), "The picture's end is missing.")
            }
            Self::SevenZip if begins(head, b"7z\xbc\xaf\x27\x1c") => {
                let end =
                    number(head, 12, 8).zip(number(head, 20, 8)).and_then(|(at, len)| at.checked_add(len));
                let whole = end.and_then(|e| e.checked_add(32)).is_some_and(|e| e <= ends.size && e > 32);
                hold(whole, "The archive's end is missing.")
            }
            Self::Webp if begins(head, b"RIFF") => {
                let whole = number(head, 4, 4).is_some_and(|len| len > 0 && len + 8 <= ends.size);
                hold(whole, "The picture's end is missing.")
            }
            // Cameras put more after the picture.
            Self::Jpeg if head.starts_with(b"\xff\xd8") && has(tail, b"\xff\xd9") => Proof::Holds,
            Self::Gif if head.starts_with(b"GIF8") && tail.ends_with(b";") => Proof::Holds,
            // Not what its name says: its type tells nothing.
            Self::Png | Self::SevenZip | Self::Webp | Self::Jpeg | Self::Gif => Proof::Silent,
        }
    }
}

fn hold(whole: bool, otherwise: &str) -> Proof {
    if whole { Proof::Holds } else { Proof::Fails(otherwise.into()) }
}

/// As far as it goes: a file may be cut within its mark.
fn begins(head: &[u8], mark: &[u8]) -> bool {
    head.starts_with(mark) || mark.starts_with(head)
}

fn has(bytes: &[u8], mark: &[u8]) -> bool {
    bytes.windows(mark.len()).any(|w| w == mark)
}

/// A little-endian number of `len` bytes.
fn number(bytes: &[u8], at: usize, len: usize) -> Option<u64> {
    let bytes = bytes.get(at..at + len)?;
    Some(bytes.iter().rev().fold(0, |n, b| n << 8 | u64::from(*b)))
}

/// The end record, with its comment and the directory it names inside the file.
fn zip_end(ends: &Ends) -> bool {
    let tail = &*ends.tail;
    let start = ends.size - tail.len() as u64;
    let at = tail.windows(4).enumerate().rev().filter(|(_, w)| w == b"PK\x05\x06").map(|(at, _)| at);
    at.into_iter().any(|at| {
        let (Some(size), Some(offset), Some(comment)) =
            (number(tail, at + 12, 4), number(tail, at + 16, 4), number(tail, at + 20, 2))
        else {
            return false;
        };
        let here = start + at as u64;
        // Beyond 4 GiB the numbers stand elsewhere.
        let directory = offset == 0xffff_ffff || size == 0xffff_ffff || offset + size <= here;
        directory && here + 22 + comment <= ends.size
    })
}
