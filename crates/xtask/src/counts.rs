//! Reads "how many passed, how many failed" from the closing lines of the test runners we use.

use std::ops::AddAssign;

/// Tests that passed and failed.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
    pub(crate) skipped: u64,
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

impl Counts {
    /// Did any runner report a test?
    pub(crate) fn any(self) -> bool {
        self.passed + self.failed + self.skipped > 0
    }

    /// Adds what one line of a runner's output says, if it is a closing line.
    pub(crate) fn read(&mut self, line: &str) {
        let line = without_colours(line);
        let line = line.trim();
        if let Some(rest) = line.strip_prefix("test result:") {
            *self += words(rest); // cargo test
        } else if line.starts_with("Summary [") && line.contains("tests run:") {
            // nextest; it has shown the closing lines of single failed tests before.
            *self = words(line.split_once("run:").map_or("", |(_, rest)| rest));
        } else if let Some(rest) = line.strip_prefix("Tests ") {
            *self += words(rest); // vitest
        } else if let Some(rest) = line.strip_prefix("# ").or_else(|| line.strip_prefix("\u{2139} ")) {
            self.read_node(rest);
        } else if let Some(rest) = line.strip_prefix("Ran ") {
            let number = rest.split(' ').next().and_then(|n| n.parse().ok());
            self.passed += number.filter(|_| rest.contains(" in ")).unwrap_or(0); // unittest
        } else if line.starts_with("FAILED (") || line.starts_with("OK (") {
            self.read_unittest(line);
        }
    }

    fn read_node(&mut self, rest: &str) {
        let mut parts = rest.split(' ');
        let (Some(word), Some(Ok(number))) = (parts.next(), parts.next().map(str::parse::<u64>)) else {
            return;
        };
        match word {
            "pass" => self.passed += number,
            "fail" | "cancelled" => self.failed += number,
            "skipped" | "todo" => self.skipped += number,
            _ => {}
        }
    }

    /// `unittest` says how many ran first, and what went wrong in brackets after.
    fn read_unittest(&mut self, line: &str) {
        let inside = line.split_once('(').map_or("", |(_, rest)| rest).trim_end_matches(')');
        for (word, number) in inside.split(", ").filter_map(|part| part.split_once('=')) {
            let number = number.parse().unwrap_or(0);
            match word {
                "failures" | "errors" | "unexpected successes" => {
                    self.failed += number;
                    self.passed = self.passed.saturating_sub(number);
                }
                "skipped" => {
                    self.skipped += number;
                    self.passed = self.passed.saturating_sub(number);
                }
                _ => {}
            }
        }
    }
}

/// Reads "12 passed, 1 failed" in the notations that separate with commas, semicolons or bars.
fn words(text: &str) -> Counts {
    let mut counts = Counts::default();
    for part in text.split([',', ';', '|', '.']) {
        let mut parts = part.split_whitespace();
        let (Some(Ok(number)), Some(word)) = (parts.next().map(str::parse::<u64>), parts.next()) else {
            continue;
        };
        match word {
            "passed" => counts.passed += number,
            "failed" | "timed" | "exec" => counts.failed += number,
            "skipped" | "ignored" => counts.skipped += number,
            _ => {}
        }
    }
    counts
}

fn without_colours(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        if c == '\u{1b}' {
            chars.by_ref().find(char::is_ascii_alphabetic);
        } else {
            plain.push(c);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(lines: &[&str]) -> (u64, u64, u64) {
        let mut counts = Counts::default();
        lines.iter().for_each(|line| counts.read(line));
        (counts.passed, counts.failed, counts.skipped)
    }

    #[test]
    fn cargo_test_results_add_up() {
        let ok =
            "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.0s";
        let bad = "test result: FAILED. 2 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out";
        assert_eq!(read(&[ok, bad]), (5, 1, 1));
    }

    #[test]
    fn nextest_summary() {
        assert_eq!(read(&["     Summary [   0.01s] 4 tests run: 4 passed (1 slow), 2 skipped"]), (4, 0, 2));
        let bad = "     Summary [   0.01s] 4/9 tests run: 2 passed, 1 failed, 1 timed out, 0 skipped";
        let one = "    test result: FAILED. 0 passed; 1 failed; 0 ignored; 0 measured; 6 filtered out";
        assert_eq!(read(&[one, one, bad]), (2, 2, 0));
    }

    #[test]
    fn vitest_with_colours() {
        assert_eq!(
            read(&["\u{1b}[2m      Tests \u{1b}[22m \u{1b}[31m1 failed\u{1b}[39m | 11 passed (12)"]),
            (11, 1, 0)
        );
        assert_eq!(read(&[" Test Files  3 passed (3)", "      Tests  7 passed | 1 skipped (8)"]), (7, 0, 1));
    }

    #[test]
    fn node_test_runner_both_reporters() {
        assert_eq!(read(&["# tests 3", "# pass 2", "# fail 1", "# cancelled 0", "# skipped 0"]), (2, 1, 0));
        assert_eq!(read(&["\u{2139} pass 5", "\u{2139} fail 0", "\u{2139} duration_ms 12"]), (5, 0, 0));
    }

    #[test]
    fn unittest_takes_failures_off_the_total() {
        assert_eq!(read(&["Ran 5 tests in 0.010s", "OK"]), (5, 0, 0));
        assert_eq!(read(&["Ran 5 tests in 0.010s", "FAILED (failures=1, errors=1, skipped=1)"]), (2, 2, 1));
    }

    #[test]
    fn other_lines_say_nothing() {
        assert_eq!(read(&["# Subtest: opens", "Ran out of ideas", "Tests are good", "12 passed"]), (0, 0, 0));
    }
}
