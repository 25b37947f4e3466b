//! `pdf.text` and `pdf.info`: what a PDF says, read in the document worker.

use super::check::{field, typed};
use super::pdf_child;
use super::placing::full_path;
use crate::runner::step::{Spec, StepContext, StepError, StepType, Touch};
use async_trait::async_trait;
use prama_model::event::Object;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::path::PathBuf;

pub(super) struct PdfText {
    spec: Spec,
}

pub(super) struct PdfInfo {
    spec: Spec,
}

#[derive(Deserialize)]
struct Input {
    file: String,
    password: Option<String>,
    pages: Option<String>,
}

/// What the worker is asked about: its name need not be text.
#[derive(Serialize)]
struct Document(#[serde(with = "crate::runner::exact::json")] PathBuf);

impl PdfText {
    pub(super) fn new() -> Self {
        let spec = Spec {
            kind: "pdf.text",
            title: "Extract PDF text",
            description: "Reads the text of a PDF, page by page.",
            keywords: &["document", "read", "content", "words", "convert", "ocr"],
            touches: &[Touch::FilesRead],
            at_most_once: false,
            instant: false,
            inputs: json!({
                "type": "object", "additionalProperties": false, "required": ["file"],
                "x-order": ["file", "pages", "password"],
                "properties": {
                    "file": file(),
                    "pages": { "type": "string", "default": "all", "title": "Pages", "description": "all, or page numbers and ranges such as 1-3,5.", "examples": ["all", "1", "1-3,5"] },
                    "password": password()
                }
            }),
            outputs: json!({
                "type": "object",
                "properties": {
                    "text": { "type": "string", "title": "Text", "description": "Pages are separated by an empty line." },
                    "pages": { "type": "integer", "title": "Pages", "description": "How many the document has." },
                    "chars": { "type": "integer", "title": "Characters" },
                    "words": { "type": "integer", "title": "Words" },
                    "engine": { "type": "string", "title": "Reader", "description": "pdf_oxide, or pdftotext where that failed." },
                    "truncated": { "type": "boolean", "title": "Cut", "description": "Whether the text was cut after 5 million characters." },
                    "unread_pages": { "type": "array", "items": { "type": "integer" }, "title": "Unread pages", "description": "Pages that could not be read." }
                }
            }),
            example: json!({ "file": "${{ event.data.file_path }}" }),
        };
        Self { spec }
    }
}

impl PdfInfo {
    pub(super) fn new() -> Self {
        let spec = Spec {
            kind: "pdf.info",
            title: "Read PDF properties",
            description: "Reads page count, title, author and version of a PDF.",
            keywords: &["document", "metadata", "pages", "count", "author", "title"],
            touches: &[Touch::FilesRead],
            at_most_once: false,
            instant: false,
            inputs: json!({
                "type": "object", "additionalProperties": false, "required": ["file"],
                "x-order": ["file", "password"],
                "properties": { "file": file(), "password": password() }
            }),
            outputs: json!({
                "type": "object",
                "properties": {
                    "pages": { "type": "integer", "title": "Pages" },
                    "title": { "type": "string", "title": "Title", "description": "Empty when it has none." },
                    "author": { "type": "string", "title": "Author" },
                    "producer": { "type": "string", "title": "Made with" },
                    "version": { "type": "string", "title": "PDF version" },
                    "encrypted": { "type": "boolean", "title": "Protected" },
                    "file_size": { "type": "integer", "title": "Size", "description": "In bytes." },
                    "page_sizes": { "type": "array", "title": "Page sizes", "description": "Width and height in points (1/72 inch), of the first 100 pages." }
                }
            }),
            example: json!({ "file": "${{ event.data.file_path }}" }),
        };
        Self { spec }
    }
}

fn file() -> Value {
    json!({ "type": "string", "minLength": 1, "format": "path", "title": "PDF file", "description": "Full path of the PDF." })
}

fn password() -> Value {
    json!({ "type": "string", "title": "Password", "description": "Only for a protected PDF." })
}

#[async_trait]
impl StepType for PdfText {
    fn spec(&self) -> &Spec {
        &self.spec
    }

    async fn run(&self, context: &StepContext, input: Object) -> Result<Object, StepError> {
        let input: Input = typed(&self.spec, input)?;
        let path = Document(context.exact(&full_path(&input.file, "file")?));
        let wanted = input.pages.as_deref().unwrap_or("all");
        let ranges = ranges(wanted).ok_or_else(|| {
            field(
                &self.spec,
                "/pages",
                format!("\"pages\" should be \"all\" or numbers such as \"1-3,5\"; got \"{wanted}\"."),
            )
        })?;
        let request = json!({ "op": "text", "path": path, "password": input.password, "ranges": ranges });
        let output = pdf_child::ask(context, request).await?;
        let count = |name: &str| output.get(name).and_then(Value::as_u64).unwrap_or(0);
        context.log.info(format!("{} pages, {} words", count("pages"), count("words")));
        Ok(output)
    }
}

#[async_trait]
impl StepType for PdfInfo {
    fn spec(&self) -> &Spec {
        &self.spec
    }

    async fn run(&self, context: &StepContext, input: Object) -> Result<Object, StepError> {
        let input: Input = typed(&self.spec, input)?;
        let path = Document(context.exact(&full_path(&input.file, "file")?));
        pdf_child::ask(context, json!({ "op": "info", "path": path, "password": input.password })).await
    }
}

/// "all" is `Some(None)`; nonsense is `None`.
#[allow(clippy::option_option)]
fn ranges(text: &str) -> Option<Option<Vec<(usize, usize)>>> {
    let text = text.trim();
    if text.is_empty() || text.eq_ignore_ascii_case("all") {
        return Some(None);
    }
    let one = |part: &str| {
        let (from, to) = part.split_once('-').unwrap_or((part, part));
        let (from, to) = (from.trim().parse().ok()?, to.trim().parse().ok()?);
        (from >= 1 && from <= to).then_some((from, to))
    };
    text.split(',').map(one).collect::<Option<Vec<_>>>().map(Some)
}

#[cfg(test)]
mod tests {
    use super::ranges;

    #[test]
    fn page_ranges() {
        assert_eq!(ranges("all"), Some(None));
        assert_eq!(ranges(" 1-3, 5 "), Some(Some(vec![(1, 3), (5, 5)])));
        for bad in ["0", "3-1", "a", "1-", "1,,2", "-1"] {
            assert_eq!(ranges(bad), None, "{bad}");
        }
    }
}
