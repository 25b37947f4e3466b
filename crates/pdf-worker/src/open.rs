//! Reading the file and opening it as a PDF, with a clear word when that cannot work.

use crate::wire::{Failure, Request};
use pdf_oxide::{Error, PdfDocument};
use std::io::ErrorKind;
use std::path::Path;

/// The largest file opened, in bytes: the parser keeps it twice within the memory cap.
const FILE_MAX_BYTES: u64 = 128 << 20;

/// How far from its start a PDF may begin, in bytes (Adobe's own tolerance).
const HEADER_WITHIN_BYTES: usize = 1024;

/// The file's bytes, if it looks like a whole PDF.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let shown = path.display();
    let meta = std::fs::metadata(path).map_err(|e| io_failure(path, &e))?;
    if !meta.is_file() {
        return Err(Failure::new("FILE-004", format!("\"{shown}\" isn't a file."))
            .fix("Give the path of a PDF file, not of a folder."));
    }
    if meta.len() == 0 {
        return Err(Failure::new("PDF-006", format!("\"{shown}\" is empty (0 bytes)."))
            .fix("Copy or download the file again."));
    }
    if meta.len() > FILE_MAX_BYTES {
        return Err(Failure::new(
            "PDF-004",
            format!(
                "\"{shown}\" has {} MB; PDFs up to {} MB can be read.",
                meta.len() >> 20,
                FILE_MAX_BYTES >> 20
            ),
        )
        .fix("Split the document into smaller ones."));
    }
    let bytes = std::fs::read(path).map_err(|e| io_failure(path, &e))?;
    if find(&bytes[..bytes.len().min(HEADER_WITHIN_BYTES)], b"%PDF-").is_none() {
        let seen = looks_like(&bytes).map(|l| format!(" It looks like {l}.")).unwrap_or_default();
        return Err(Failure::new("PDF-001", format!("\"{shown}\" isn't a PDF.{seen}"))
            .fix("Use a trigger condition on the file type, or convert the file to PDF first."));
    }
    if cut_off(&bytes) {
        return Err(Failure::new(
            "PDF-003",
            format!("\"{shown}\" is cut off: the end of the PDF is missing."),
        )
        .fix("It may not have been copied or downloaded completely. Fetch it again, then run again."));
    }
    Ok(bytes)
}

/// Opens the document, with the password if one is needed.
pub(crate) fn parse(bytes: Vec<u8>, request: &Request) -> Result<PdfDocument, Failure> {
    let shown = request.path.display();
    let document = PdfDocument::from_bytes(bytes).map_err(|e| damaged(&request.path, &e))?;
    if document.is_encrypted() && !document.is_authenticated() {
        let Some(password) = request.password.as_deref().filter(|p| !p.is_empty()) else {
            return Err(Failure::new("PDF-002", format!("\"{shown}\" is protected with a password."))
                .fix("Give the document's password in the step's \"Password\" field."));
        };
        match document.authenticate(password.as_bytes()) {
            Ok(true) => {}
            Ok(false) => {
                return Err(Failure::new("PDF-002", format!("The password doesn't open \"{shown}\"."))
                    .fix("Check the password, including capitals, in the step's \"Password\" field."));
            }
            Err(e) => {
                return Err(Failure::new(
                    "PDF-002",
                    format!("\"{shown}\" is protected in a way that can't be opened: {e}."),
                )
                .fix("Save the document without protection in a PDF viewer."));
            }
        }
    }
    Ok(document)
}

/// How many pages it has, within the request's limit.
pub(crate) fn page_count(document: &PdfDocument, request: &Request) -> Result<usize, Failure> {
    let pages = document.page_count().map_err(|e| damaged(&request.path, &e))?;
    if pages > request.max_pages {
        return Err(Failure::new(
            "PDF-004",
            format!(
                "\"{}\" says it has {pages} pages; at most {} are read.",
                request.path.display(),
                request.max_pages
            ),
        )
        .fix("Split the document into smaller ones."));
    }
    if pages == 0 {
        return Err(Failure::new("PDF-003", format!("\"{}\" has no readable page.", request.path.display()))
            .fix("Open the document in a PDF viewer; if it shows pages there, save it as a new PDF."));
    }
    Ok(pages)
}

/// The document is damaged, as the parser says.
pub(crate) fn damaged(path: &Path, error: &Error) -> Failure {
    let shown = path.display();
    match error {
        Error::EncryptedPdf => Failure::new("PDF-002", format!("\"{shown}\" is protected with a password."))
            .fix("Give the document's password in the step's \"Password\" field."),
        other => Failure::new("PDF-003", format!("\"{shown}\" is damaged: {other}."))
            .fix("Fetch the file again, or open it in a PDF viewer and save it as a new PDF."),
    }
}

fn io_failure(path: &Path, error: &std::io::Error) -> Failure {
    let shown = path.display();
    match error.kind() {
        ErrorKind::NotFound => Failure::new("FILE-001", format!("\"{shown}\" can't be found."))
            .fix("It may have been moved, renamed or deleted after the event. Check the path."),
        ErrorKind::PermissionDenied => Failure::new("FILE-002", format!("\"{shown}\" may not be read."))
            .fix("Change the permissions of the file or its folder so that you can open it."),
        _ => Failure::new("FILE-006", format!("\"{shown}\" could not be read: {error}."))
            .fix("Check that the drive is connected and working."),
    }
}

/// Whether the end is missing: after the last object neither cross-reference mark nor end mark.
fn cut_off(bytes: &[u8]) -> bool {
    let Some(last) = rfind(bytes, b"endobj") else { return false };
    let tail = &bytes[last..];
    find(tail, b"%%EOF").is_none() && find(tail, b"startxref").is_none()
}

fn looks_like(bytes: &[u8]) -> Option<&'static str> {
    const KNOWN: [(&[u8], &str); 7] = [
        (b"PK\x03\x04", "a ZIP archive or an Office document"),
        (b"\xd0\xcf\x11\xe0", "an old Office document"),
        (b"\xff\xd8\xff", "a JPEG picture"),
        (b"\x89PNG", "a PNG picture"),
        (b"{\\rtf", "an RTF document"),
        (b"%!PS", "a PostScript document"),
        (b"<", "a web page or XML"),
    ];
    let text = bytes.iter().position(|b| !b.is_ascii_whitespace()).map_or(bytes, |at| &bytes[at..]);
    KNOWN.iter().find(|(magic, _)| text.starts_with(magic)).map(|(_, name)| *name)
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|w| w == needle)
}

fn rfind(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).rposition(|w| w == needle)
}
