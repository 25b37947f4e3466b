//! `*` and `?` patterns without a regular expression: a hundred thousand of them must fit into memory.

/// A pattern, folded when case does not matter.
#[derive(Debug, Clone)]
pub(super) struct Glob(Box<[char]>);

impl Glob {
    pub(super) fn new(pattern: &str) -> Self {
        Self(pattern.chars().collect())
    }

    /// Whether the whole text fits; the last `*` alone is tried again, which is enough for patterns of this kind.
    pub(super) fn fits(&self, text: &str) -> bool {
        let text: Vec<char> = text.chars().collect();
        let (mut p, mut t) = (0, 0);
        let mut star: Option<(usize, usize)> = None;
        while t < text.len() {
            match self.0.get(p) {
                Some('*') => {
                    star = Some((p, t));
                    p += 1;
                }
                Some(c) if *c == '?' || *c == text[t] => {
                    p += 1;
                    t += 1;
                }
                _ => {
                    let Some((at, taken)) = star else { return false };
                    star = Some((at, taken + 1));
                    p = at + 1;
                    t = taken + 1;
                }
            }
        }
        self.0[p..].iter().all(|c| *c == '*')
    }
}

#[cfg(test)]
mod tests {
    use super::Glob;

    #[test]
    fn stars_and_question_marks() {
        for (pattern, text, fits) in [
            ("*.pdf", "a.pdf", true),
            ("*.pdf", "a.pdf.txt", false),
            ("in*ce-????.pdf", "invoice-0142.pdf", true),
            ("in*ce-????.pdf", "invoice-142.pdf", false),
            ("a*b*c", "aXbYbZc", true),
            ("*", "", true),
            ("", "", true),
            ("?", "é", true),
            ("", "x", false),
            ("a\n*", "a\nb", true),
        ] {
            assert_eq!(Glob::new(pattern).fits(text), fits, "{pattern} {text}");
        }
    }
}
