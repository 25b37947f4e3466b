//! Cut anywhere, a file that can tell its end must not count as whole.

use super::*;

/// A file of this name and content, and what it says.
fn check(name: &str, content: &[u8]) -> Proof {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(name);
    std::fs::write(&path, content).unwrap();
    proof(&path, content.len() as u64)
}

#[test]
fn a_pdf_needs_both_ends() {
    let mut long = b"%PDF-1.7\n".to_vec();
    long.extend(vec![b'x'; 5000]);
    assert!(matches!(check("a.PDF", &long), Proof::Fails(r) if r.contains("end")));
    long.extend(b"\n%%EOF\n");
    assert_eq!(check("a.PDF", &long), Proof::Holds);
    assert!(matches!(check("a.PDF", b"hello %%EOF"), Proof::Fails(r) if r.contains("header")));
    assert!(matches!(check("a.PDF", b""), Proof::Fails(r) if r.contains("empty")));
    assert_eq!(proof(Path::new("notes.txt"), 5), Proof::Silent);
}

/// One stored entry, its directory and the end record, with a comment.
fn zip(comment: &[u8]) -> Vec<u8> {
    let mut zip = b"PK\x03\x04".to_vec();
    zip.extend([0; 26]);
    zip.extend(vec![b'x'; 3000]);
    let offset = u32::try_from(zip.len()).unwrap();
    zip.extend(b"PK\x01\x02");
    zip.extend([0; 42]);
    zip.extend(b"PK\x05\x06\0\0\0\0\x01\0\x01\0");
    zip.extend(46_u32.to_le_bytes());
    zip.extend(offset.to_le_bytes());
    zip.extend(u16::try_from(comment.len()).unwrap().to_le_bytes());
    zip.extend(comment);
    zip
}

fn seven_zip() -> Vec<u8> {
    let mut file = b"7z\xbc\xaf\x27\x1c\0\x04....".to_vec();
    file.extend(500_u64.to_le_bytes());
    file.extend(20_u64.to_le_bytes());
    file.extend(b"crc.");
    file.extend([b'x'; 520]);
    file
}

fn webp() -> Vec<u8> {
    let mut file = b"RIFF".to_vec();
    file.extend(504_u32.to_le_bytes());
    file.extend(b"WEBP");
    file.extend([b'x'; 500]);
    file
}

#[test]
fn cut_anywhere_it_is_not_whole() {
    let png = [b"\x89PNG\r\n\x1a\n".as_slice(), &[b'x'; 2000], b"\0\0\0\0IEND\xaeB`\x82"].concat();
    let files = [
        ("a.zip", zip(b"")),
        ("a.docx", zip(b"made by hand PK")),
        ("a.odt", zip(&[b'c'; 40_000])),
        ("a.png", png),
        ("a.7z", seven_zip()),
        ("a.webp", webp()),
    ];
    for (name, whole) in files {
        assert_eq!(check(name, &whole), Proof::Holds, "{name}");
        let len = whole.len();
        for cut in [1, 2, 5, len / 3, len / 2, len - 30, len - 2, len - 1] {
            assert!(matches!(check(name, &whole[..cut]), Proof::Fails(_)), "{name} of {len}, cut to {cut}");
        }
        assert!(matches!(check(name, &vec![0; len]), Proof::Fails(_)), "{name}: only space set aside");
    }
}

#[test]
fn types_that_go_on_after_their_end_never_contradict() {
    let jpeg = [b"\xff\xd8".as_slice(), &[b'x'; 2000], b"\xff\xd9\0\0"].concat();
    assert_eq!(check("a.jpg", &jpeg), Proof::Holds);
    assert_eq!(check("a.JPEG", &jpeg[..1500]), Proof::Silent);
    assert_eq!(check("a.gif", b"GIF89a...;"), Proof::Holds);
    assert_eq!(check("a.gif", b"GIF89a..."), Proof::Silent);
    assert_eq!(check("a.png", b"\xff\xd8 a photo with a wrong name"), Proof::Silent);
    assert_eq!(check("a.docx", b"\xd0\xcf\x11\xe0 an encrypted document"), Proof::Silent);
}
