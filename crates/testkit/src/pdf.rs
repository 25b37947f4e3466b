//! Small valid PDF files with given text, for tests that drop documents into folders.

use std::fmt::Write as _;

/// Lines on one page.
const LINES_PER_PAGE: usize = 50;

/// A PDF 1.4 with `text`, one line of text per line, 50 lines per page. Characters outside Latin-1 become `?`.
#[must_use]
pub fn with_text(text: &str) -> Vec<u8> {
    let lines: Vec<&str> = text.lines().collect();
    let pages: Vec<String> = match lines.len() {
        0 => vec![String::new()],
        _ => lines.chunks(LINES_PER_PAGE).map(|c| c.join("\n")).collect(),
    };
    let pages: Vec<&str> = pages.iter().map(String::as_str).collect();
    with_pages(&pages, "")
}

/// A PDF 1.4 with one page per text, and a title if one is given.
#[must_use]
pub fn with_pages(pages: &[&str], title: &str) -> Vec<u8> {
    let first_page = 5;
    let kids: Vec<String> = (0..pages.len()).map(|i| format!("{} 0 R", first_page + 2 * i)).collect();
    let mut objects = vec![
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        format!("<< /Type /Pages /Kids [{}] /Count {} >>", kids.join(" "), pages.len()).into_bytes(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_vec(),
        [b"<< /Producer (Prama tests) /Title (".as_slice(), &escaped(title), b") >>"].concat(),
    ];
    for (i, page) in pages.iter().enumerate() {
        objects.push(
            format!(
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> \
                 /Contents {} 0 R >>",
                first_page + 2 * i + 1
            )
            .into_bytes(),
        );
        let mut content = b"BT /F1 11 Tf 14 TL 60 780 Td\n".to_vec();
        for line in page.lines() {
            content.push(b'(');
            content.extend(escaped(line));
            content.extend_from_slice(b") Tj T*\n");
        }
        content.extend_from_slice(b"ET\n");
        objects.push(stream(&content));
    }
    file(&objects)
}

/// A file with these indirect objects, numbered from 1; object 1 is the catalog and object 4 the document information.
#[must_use]
pub fn file(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut out = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n".to_vec();
    let mut table = String::from("0000000000 65535 f \n");
    for (i, object) in objects.iter().enumerate() {
        let _ = writeln!(table, "{:010} 00000 n ", out.len());
        out.extend(format!("{} 0 obj\n", i + 1).into_bytes());
        out.extend(object);
        out.extend_from_slice(b"\nendobj\n");
    }
    let start = out.len();
    let size = objects.len() + 1;
    let trailer = format!(
        "xref\n0 {size}\n{table}trailer\n<< /Size {size} /Root 1 0 R /Info 4 0 R >>\nstartxref\n{start}\n%%EOF\n"
    );
    out.extend(trailer.into_bytes());
    out
}

/// An uncompressed stream object.
#[must_use]
pub fn stream(content: &[u8]) -> Vec<u8> {
    let mut out = format!("<< /Length {} >>\nstream\n", content.len()).into_bytes();
    out.extend(content);
    out.extend_from_slice(b"\nendstream");
    out
}

fn escaped(text: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    for c in text.chars() {
        match u8::try_from(u32::from(c)) {
            Ok(b @ (b'(' | b')' | b'\\')) => out.extend([b'\\', b]),
            Ok(b) if b >= b' ' && !(0x7f..0xa0).contains(&b) => out.push(b),
            _ => out.push(b'?'),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cross_reference_points_at_the_objects() {
        let pdf = with_pages(&["one (1)", "two"], "T");
        let text: String = pdf.iter().map(|b| char::from(*b)).collect();
        for (i, row) in text.lines().filter(|l| l.ends_with(" 00000 n ")).enumerate() {
            let at: usize = row[..10].parse().unwrap();
            assert!(pdf[at..].starts_with(format!("{} 0 obj", i + 1).as_bytes()), "object {}", i + 1);
        }
        assert!(text.contains(r"one \(1\)"));
    }
}
