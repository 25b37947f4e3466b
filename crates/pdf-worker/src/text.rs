//! The text of a document, page by page, with a second and third way for a page that the first cannot read.

use crate::wire::{Failure, Line, Request};
use crate::{limits, open, pdftotext, say};
use pdf_oxide::PdfDocument;
use pdf_oxide::converters::ConversionOptions;
use serde_json::{Value, json};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Reads the wanted pages.
pub(crate) fn text(document: &PdfDocument, request: &Request) -> Result<Value, Failure> {
    let pages = open::page_count(document, request)?;
    let mut collected = Collected::new(request.max_chars);
    let mut engine = "pdf_oxide";
    let wanted = wanted(request, pages)?;
    let mut unread = Vec::new();
    for (done, &page) in wanted.iter().enumerate() {
        limits::page_done(&request.limits, done);
        match page_text(document, page - 1) {
            Some(text) => collected.page(page, pages, &text),
            None => match pdftotext::page(request, page) {
                Ok(text) => {
                    engine = "pdf_oxide+pdftotext";
                    collected.page(page, pages, &text);
                }
                Err(_) => {
                    let _ = say(&Line::Warn(format!("Page {page} of {pages} could not be read.")));
                    unread.push(page);
                }
            },
        }
        if collected.truncated {
            break;
        }
    }
    if unread.len() == wanted.len() {
        return Err(Failure::new(
            "PDF-003",
            format!("No page of \"{}\" could be read.", request.path.display()),
        )
        .fix("Open the document in a PDF viewer and save it as a new PDF, then run again."));
    }
    Ok(collected.answer(pages, engine, &unread))
}

/// The wanted page numbers, from 1, in the order asked.
pub(crate) fn wanted(request: &Request, pages: usize) -> Result<Vec<usize>, Failure> {
    let Some(ranges) = &request.ranges else { return Ok((1..=pages).collect()) };
    let last = ranges.iter().map(|(_, to)| *to).max().unwrap_or(0);
    if last > pages || ranges.iter().any(|(from, to)| *from == 0 || from > to) {
        let have = if pages == 1 { "1 page".to_owned() } else { format!("{pages} pages") };
        return Err(Failure::new(
            "PDF-007",
            format!("Page {last} was asked for, but \"{}\" has {have}.", request.path.display()),
        )
        .fix("Change \"Pages\" in the step, or leave it empty for all pages."));
    }
    Ok(ranges.iter().flat_map(|(from, to)| *from..=*to).collect())
}

fn page_text(document: &PdfDocument, index: usize) -> Option<String> {
    let options = ConversionOptions::default();
    let plain = || document.to_plain_text(index, &options).ok();
    let words = || {
        let words = document.extract_words(index).ok()?;
        Some(words.iter().map(|w| w.text.as_str()).collect::<Vec<_>>().join(" "))
    };
    let first = guarded(|| document.extract_text(index).ok());
    match first {
        // Lines of ideographs come out broken there and whole here (word F1 0.94 and 0.99 on a Japanese manual).
        Some(text) if mostly_ideographs(&text) => guarded(plain).or(Some(text)),
        Some(text) => Some(text),
        None => guarded(words).or_else(|| guarded(plain)),
    }
}

/// A way of reading whose panic is a failure like another.
fn guarded(way: impl Fn() -> Option<String>) -> Option<String> {
    catch_unwind(AssertUnwindSafe(way)).ok().flatten()
}

fn mostly_ideographs(text: &str) -> bool {
    let ideograph =
        |c: char| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}');
    let (mut all, mut some) = (0usize, 0usize);
    for c in text.chars().filter(|c| c.is_alphanumeric()) {
        all += 1;
        some += usize::from(ideograph(c));
    }
    some * 4 > all
}

/// Text as it comes in, with its counts.
pub(crate) struct Collected {
    text: String,
    chars: usize,
    max_chars: usize,
    /// Whether the text was stopped at the limit.
    pub(crate) truncated: bool,
}

impl Collected {
    /// Nothing yet; at most `max_chars`.
    pub(crate) fn new(max_chars: usize) -> Self {
        Self { text: String::new(), chars: 0, max_chars, truncated: false }
    }

    /// Adds a page and tells the host.
    pub(crate) fn page(&mut self, page: usize, of: usize, text: &str) {
        let text = text.trim_matches(['\n', '\r', '\x0c']);
        let chars = text.chars().count();
        let _ = say(&Line::Page { page, of, chars });
        if !self.text.is_empty() && chars > 0 {
            self.text.push_str("\n\n");
            self.chars += 2;
        }
        let room = self.max_chars.saturating_sub(self.chars);
        if chars > room {
            self.text.extend(text.chars().take(room));
            self.truncated = true;
            let _ = say(&Line::Warn(format!("The text was stopped after {} characters.", self.max_chars)));
        } else {
            self.text.push_str(text);
        }
        self.chars += chars.min(room);
    }

    /// The answer line's value.
    pub(crate) fn answer(self, pages: usize, engine: &str, unread: &[usize]) -> Value {
        let words = self.text.split_whitespace().count();
        if words == 0 {
            let _ = say(&Line::Warn(
                "No text was found. The pages may be scanned pictures, which need text recognition (OCR) first.".into(),
            ));
        }
        json!({
            "text": self.text, "pages": pages, "chars": self.chars, "words": words,
            "engine": engine, "truncated": self.truncated, "unread_pages": unread,
        })
    }
}
