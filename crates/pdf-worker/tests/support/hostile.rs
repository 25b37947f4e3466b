//! Documents that try to break a reader, made from nothing.

use prama_testkit::pdf;

/// What a hostile document may end in: codes of an answer, or `died` for a process that a cap or a crash ended.
pub(crate) struct Hostile {
    pub(crate) name: &'static str,
    pub(crate) bytes: Vec<u8>,
    pub(crate) ends: &'static [&'static str],
}

/// All of them.
pub(crate) fn all() -> Vec<Hostile> {
    let whole = pdf::with_pages(&["one page of text", "another page of text"], "Title");
    let cut = |part: usize| whole[..whole.len() * part / 10].to_vec();
    let broken: &[&str] = &["PDF-003", "PDF-004", "PDF-005", "died", "ok"];
    let one = |name, bytes, ends| Hostile { name, bytes, ends };
    vec![
        one("empty", Vec::new(), &["PDF-006"]),
        one("noise", noise(4096), &["PDF-001"]),
        one("noise-with-header", [b"%PDF-1.7\n".to_vec(), noise(40_000)].concat(), &["PDF-003"]),
        one("web-page", b"<html><body>404</body></html>".to_vec(), &["PDF-001"]),
        one("cut-at-30", cut(3), &["PDF-003"]),
        one("cut-at-60", cut(6), &["PDF-003"]),
        one("cut-at-90", cut(9), &["PDF-003"]),
        one("only-header", b"%PDF-1.4\n".to_vec(), &["PDF-003"]),
        one("no-pages", pdf::file(&[b"<< /Type /Catalog >>".to_vec()]), &["PDF-003"]),
        one("deep-arrays", in_catalog(&nested(b"[", b"]", 10_500)), broken),
        one("deep-arrays-huge", in_catalog(&nested(b"[", b"]", 3_000_000)), broken),
        one("deep-dictionaries", in_catalog(&nested(b"<</A ", b">>", 200_000)), broken),
        one("deep-content", page_with(&nested(b"[", b"]", 1_000_000)), broken),
        one("deep-q", page_with(&b"q ".repeat(1_000_000)), broken),
        one("pages-loop", pages_loop(), &["PDF-003", "PDF-004", "PDF-005", "died", "ok"]),
        one("pages-deep", pages_deep(50_000), broken),
        one("count-lie", count_lie(), &["PDF-003", "PDF-004", "PDF-005", "died", "ok"]),
        one("xref-loop", xref_loop(), broken),
        one("form-loop", form_loop(), broken),
        one("length-lie", length_lie(), broken),
        one("bomb", bomb(900 << 20), broken),
    ]
}

/// Bytes without a pattern, always the same.
fn noise(length: usize) -> Vec<u8> {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let next = |_| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[3]
    };
    (0..length).map(next).collect()
}

fn nested(open: &[u8], close: &[u8], depth: usize) -> Vec<u8> {
    [open.repeat(depth), close.repeat(depth)].concat()
}

fn font() -> Vec<u8> {
    b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_vec()
}

/// A document whose catalog holds `value`.
fn in_catalog(value: &[u8]) -> Vec<u8> {
    let catalog = [b"<< /Type /Catalog /Pages 2 0 R /X ".as_slice(), value, b" >>"].concat();
    let page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>".to_vec();
    pdf::file(&[catalog, b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(), page, b"<< >>".to_vec()])
}

/// One page with this content stream.
fn page_with(content: &[u8]) -> Vec<u8> {
    with_content(pdf::stream(content), b"")
}

fn with_content(stream: Vec<u8>, resources: &[u8]) -> Vec<u8> {
    let page = [
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] /Contents 5 0 R /Resources << /Font << /F1 6 0 R >> ".as_slice(),
        resources,
        b" >> >>",
    ]
    .concat();
    pdf::file(&[
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
        page,
        b"<< >>".to_vec(),
        stream,
        font(),
    ])
}

fn pages_loop() -> Vec<u8> {
    pdf::file(&[
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Kids [3 0 R 2 0 R] /Count 1000000000 /Parent 3 0 R >>".to_vec(),
        b"<< /Type /Pages /Kids [2 0 R 3 0 R] /Count 1000000000 /Parent 2 0 R >>".to_vec(),
        b"<< >>".to_vec(),
    ])
}

fn pages_deep(depth: usize) -> Vec<u8> {
    let mut objects = vec![b"<< /Type /Catalog /Pages 2 0 R >>".to_vec()];
    for n in 2..depth {
        let parent = if n > 2 { format!("/Parent {} 0 R", n - 1) } else { String::new() };
        objects.push(format!("<< /Type /Pages /Kids [{} 0 R] /Count 1 {parent} >>", n + 1).into_bytes());
    }
    objects.push(format!("<< /Type /Page /Parent {} 0 R /MediaBox [0 0 9 9] >>", depth - 1).into_bytes());
    pdf::file(&objects)
}

fn count_lie() -> Vec<u8> {
    pdf::file(&[
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 2147483647 >>".to_vec(),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>".to_vec(),
        b"<< >>".to_vec(),
    ])
}

/// Each cross-reference section names the other as the one before it.
fn xref_loop() -> Vec<u8> {
    let whole = pdf::with_text("text");
    let text: String = whole.iter().map(|b| char::from(*b)).collect();
    let start = text.rfind("xref\n0").unwrap();
    let patched = text.replace("/Info 4 0 R", &format!("/Info 4 0 R /Prev {start}"));
    patched.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect()
}

/// A form that draws itself.
fn form_loop() -> Vec<u8> {
    let call = b"/Me Do ".repeat(50);
    let form = [
        format!("<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /Me 5 0 R >> >> /Length {} >>\nstream\n", call.len()).into_bytes(),
        call,
        b"\nendstream".to_vec(),
    ]
    .concat();
    with_content(form, b"/XObject << /Me 5 0 R >>")
}

fn length_lie() -> Vec<u8> {
    with_content(b"<< /Length 999999999999 >>\nstream\nBT (x) Tj ET\nendstream".to_vec(), b"")
}

/// A compressed content stream that unfolds to `length` bytes of text operators.
fn bomb(length: usize) -> Vec<u8> {
    let packed = deflated_repeat(b"(xxxxxxxx)Tj ", length);
    let head = format!("<< /Filter /FlateDecode /Length {} >>\nstream\n", packed.len());
    with_content([head.into_bytes(), packed, b"\nendstream".to_vec()].concat(), b"")
}

/// Zlib data that repeats `unit`: one fixed-code block of copies of length 258. The checksum is left wrong.
fn deflated_repeat(unit: &[u8], length: usize) -> Vec<u8> {
    let mut bits = Bits { bytes: vec![0x78, 0x9c], used: 8 };
    bits.push(0b011, 3);
    for byte in unit {
        // Literals below 144 have the eight-bit codes from 0x30.
        bits.push_code(0x30 + u32::from(*byte), 8);
    }
    assert_eq!(unit.len(), 13);
    for _ in 0..length / 258 {
        bits.push_code(0b1100_0101, 8);
        // Distance 13: code 7, its extra bits say 13 to 16.
        bits.push_code(7, 5);
        bits.push(0, 2);
    }
    bits.push_code(0, 7);
    bits.bytes.extend([0, 0, 0, 0]);
    bits.bytes
}

struct Bits {
    bytes: Vec<u8>,
    used: u32,
}

impl Bits {
    fn push(&mut self, value: u32, count: u32) {
        for i in 0..count {
            if self.used == 8 {
                self.bytes.push(0);
                self.used = 0;
            }
            let bit = u8::try_from(value >> i & 1).unwrap();
            *self.bytes.last_mut().unwrap() |= bit << self.used;
            self.used += 1;
        }
    }

    /// Huffman codes go in from their highest bit.
    fn push_code(&mut self, code: u32, count: u32) {
        (0..count).rev().for_each(|i| self.push(code >> i & 1, 1));
    }
}
