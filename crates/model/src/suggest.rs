//! "Did you mean": one near candidate or none; the app never corrects silently (ux.md section 7).

/// The only candidate equal ignoring case, else the only one within two edits; `None` when none or several are near.
pub fn nearest<'a>(wrong: &str, candidates: impl IntoIterator<Item = &'a str> + Clone) -> Option<&'a str> {
    let lower = wrong.to_lowercase();
    only(candidates.clone().into_iter().filter(|c| *c != wrong && c.to_lowercase() == lower)).or_else(|| {
        // A two-letter name is within two edits of anything: ask for at least as many kept letters as edits.
        only(candidates.into_iter().filter(|c| {
            let edits = strsim::damerau_levenshtein(&lower, &c.to_lowercase());
            *c != wrong && edits <= 2 && edits * 2 <= lower.chars().count()
        }))
    })
}

fn only<'a>(mut near: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    match (near.next(), near.next()) {
        (Some(one), None) => Some(one),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suggests_only_when_unambiguous() {
        assert_eq!(nearest("my-Timer", ["my-timer", "system"]), Some("my-timer"));
        assert_eq!(nearest("timer_fire", ["timer_fired", "timer_set"]), Some("timer_fired"));
        assert_eq!(nearest("billing", ["my-timer", "system"]), None);
        assert_eq!(nearest("aa", ["ab", "ac"]), None);
        assert_eq!(nearest("x", ["y"]), None);
    }
}
