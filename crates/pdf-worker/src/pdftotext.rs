//! The second reader: poppler's `pdftotext`, if it is installed, as a child under the same caps.

use crate::text::{Collected, wanted};
use crate::wire::{Failure, Request};
use serde_json::Value;
use std::ffi::OsStr;
use std::io::Read as _;
use std::process::{Command, Stdio};

/// The most text read from it, in bytes.
const OUTPUT_MAX_BYTES: u64 = 64 << 20;

/// The whole request by `pdftotext`.
pub(crate) fn text(request: &Request) -> Result<Value, Failure> {
    let all = run(request, &[])?;
    let pages: Vec<&str> = all.strip_suffix('\x0c').unwrap_or(&all).split('\x0c').collect();
    let mut collected = Collected::new(request.max_chars);
    for page in wanted(request, pages.len())? {
        collected.page(page, pages.len(), pages.get(page - 1).copied().unwrap_or_default());
    }
    Ok(collected.answer(pages.len(), "pdftotext", &[]))
}

/// One page, counted from 1.
pub(crate) fn page(request: &Request, page: usize) -> Result<String, Failure> {
    let number = page.to_string();
    run(request, &["-f", &number, "-l", &number])
}

fn run(request: &Request, more: &[&str]) -> Result<String, Failure> {
    let failed =
        |why: String| Failure::new("PDF-005", format!("pdftotext could not read the document: {why}."));
    if request.password.is_some() {
        // It takes a password only as an argument, which other users of this computer can see.
        return Err(failed("it is not used with a password".into()));
    }
    let path = std::path::absolute(&request.path).map_err(|e| failed(e.to_string()))?;
    let mut child = Command::new("pdftotext")
        .args(["-q", "-enc", "UTF-8"])
        .args(more)
        .args([path.as_os_str(), OsStr::new("-")])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|e| failed(e.to_string()))?;
    let mut bytes = Vec::new();
    if let Some(out) = child.stdout.take() {
        out.take(OUTPUT_MAX_BYTES).read_to_end(&mut bytes).map_err(|e| failed(e.to_string()))?;
    }
    let status = child.wait().map_err(|e| failed(e.to_string()))?;
    if !status.success() {
        return Err(failed(status.to_string()));
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
