//! File names from outside: the last part of whatever was sent, as a plain name on every system.

/// The longest name, in bytes: file systems allow 255.
const LONGEST: usize = 200;
/// Names that Windows keeps for devices.
const DEVICES: [&str; 4] = ["CON", "PRN", "AUX", "NUL"];

/// A plain file name. Never empty, never a path, without control characters and marks that turn text around.
#[must_use]
pub fn plain_name(given: &str) -> String {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let visible = |c: &char| {
        !c.is_control()
            && !matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    let harmless = |c: char| if r#"<>:"|?*"#.contains(c) { '_' } else { c };
    let name: String = last.chars().filter(visible).map(harmless).collect();
    let name = name.trim().trim_end_matches('.').trim_end();
    if name.is_empty() || name.chars().all(|c| c == '.') {
        return "file".to_owned();
    }
    let stem = name.split('.').next().unwrap_or_default().to_ascii_uppercase();
    let port = |s: &str| {
        ["COM", "LPT"]
            .iter()
            .any(|p| s.strip_prefix(p).is_some_and(|n| n.len() == 1 && n.as_bytes()[0].is_ascii_digit()))
    };
    let name =
        if DEVICES.contains(&stem.as_str()) || port(&stem) { format!("_{name}") } else { name.to_owned() };
    short(&name)
}

/// Cut to the longest length, the ending kept.
fn short(name: &str) -> String {
    if name.len() <= LONGEST {
        return name.to_owned();
    }
    let ending = name.rfind('.').map(|at| &name[at..]).filter(|e| e.len() <= 20).unwrap_or_default();
    let room = LONGEST - ending.len();
    format!("{}{ending}", &name[..name.floor_char_boundary(room)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_plain_name_is_left() {
        for (given, wanted) in [
            ("a.pdf", "a.pdf"),
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\x\\b.txt", "b.txt"),
            ("/", "file"),
            ("..", "file"),
            ("", "file"),
            (" . ", "file"),
            ("a\u{0}b\n.txt", "ab.txt"),
            ("exe.\u{202e}fdp", "exe.fdp"),
            ("a:b?.txt", "a_b_.txt"),
            ("nul.txt", "_nul.txt"),
            ("COM1", "_COM1"),
            ("Ünïcode 文.pdf", "Ünïcode 文.pdf"),
            ("end. ", "end"),
        ] {
            assert_eq!(plain_name(given), wanted, "{given:?}");
        }
        let long = plain_name(&format!("{}.pdf", "é".repeat(300)));
        assert!(long.len() <= LONGEST && long.ends_with(".pdf"), "{long}");
    }
}
