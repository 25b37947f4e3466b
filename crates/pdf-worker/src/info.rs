//! What a document says of itself: pages, title, author, producer, version, page sizes.

use crate::open;
use crate::wire::Failure;
use pdf_oxide::PdfDocument;
use pdf_oxide::object::Object;
use pdf_oxide::optional_content::decode_pdf_text_string;
use serde_json::{Value, json};
use std::path::Path;

/// Page sizes are given for so many pages.
const SIZES_MAX: usize = 100;

/// The properties; texts that are absent are empty.
pub(crate) fn info(document: &PdfDocument, path: &Path) -> Result<Value, Failure> {
    let pages = document.page_count().map_err(|e| open::damaged(path, &e))?;
    let (major, minor) = document.version();
    let properties = properties(document);
    let property = |name: &str| -> String {
        let value = properties.as_ref().and_then(Object::as_dict).and_then(|d| d.get(name));
        let value = value.and_then(|v| resolved(document, v));
        value
            .as_ref()
            .and_then(Object::as_string)
            .map(|s| clean(&decode_pdf_text_string(s)))
            .unwrap_or_default()
    };
    let sizes: Vec<Value> = (0..pages.min(SIZES_MAX))
        .filter_map(|i| document.get_page_media_box(i).ok())
        .map(|(x0, y0, x1, y1)| json!({ "width_pt": round(x1 - x0), "height_pt": round(y1 - y0) }))
        .collect();
    Ok(json!({
        "pages": pages,
        "title": property("Title"),
        "author": property("Author"),
        "producer": property("Producer"),
        "version": format!("{major}.{minor}"),
        "encrypted": document.is_encrypted(),
        "file_size": std::fs::metadata(path).map(|m| m.len()).unwrap_or(0),
        "page_sizes": sizes,
    }))
}

fn properties(document: &PdfDocument) -> Option<Object> {
    resolved(document, document.trailer().as_dict()?.get("Info")?)
}

fn resolved(document: &PdfDocument, object: &Object) -> Option<Object> {
    match object.as_reference() {
        Some(reference) => document.load_object(reference).ok(),
        None => Some(object.clone()),
    }
}

fn clean(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).collect::<String>().trim().to_owned()
}

fn round(points: f32) -> f64 {
    (f64::from(points) * 100.0).round() / 100.0
}
