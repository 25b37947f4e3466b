//! Why a trigger does not fire: the questions from its source to its workflow, in order; what follows the first "no" is not
//! reached.

use super::Said;
use super::events::{MUST_MATCH, not_a_source, not_a_type};
use super::quantity::{count, number};
use crate::time::Millis;

/// Folders named in one answer.
const NAMED: usize = 3;

/// What is known of a trigger.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// It is on.
    pub active: bool,
    /// When it was last changed.
    pub changed_ms: Millis,
    /// The id of its source.
    pub source: String,
    /// The source, if there is one.
    pub found: Option<Source>,
    /// Its event type.
    pub event_type: String,
    /// The type's display name, if it is declared.
    pub label: Option<String>,
    /// Events of the type in the last 24 hours, whoever listened.
    pub type_events: i64,
    /// When the last of them came.
    pub type_last_ms: Option<Millis>,
    /// Its events came under another id.
    pub other_id: Option<Said>,
    /// Events it judged in the last 24 hours, and ever.
    pub events: (i64, i64),
    /// Of those, matched.
    pub matched: (i64, i64),
    /// It never matched.
    pub never: Option<Said>,
    /// Runs in the last 24 hours, and those that failed.
    pub runs: (i64, i64),
    /// When it last matched.
    pub fired_ms: Option<Millis>,
    /// Matches that wait for an OK.
    pub held: i64,
    /// It has options.
    pub options: bool,
}

/// What is known of its source.
#[derive(Debug, Clone, Default)]
pub struct Source {
    /// Display name.
    pub name: String,
    /// Its state, as the API names it.
    pub state: String,
    /// More about the state.
    pub detail: Option<String>,
    /// Since when.
    pub since_ms: Millis,
    /// How many folders it watches.
    pub folders: usize,
    /// What is said of those that cannot be read.
    pub unreadable: Vec<Said>,
}

/// How a question is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// As it should be.
    Yes,
    /// In part: some of what could come does not.
    Partly,
    /// This is where the trigger stops.
    No,
    /// Not reached: a question before it is answered with no.
    Later,
}

impl From<bool> for Answer {
    fn from(yes: bool) -> Self {
        if yes { Self::Yes } else { Self::No }
    }
}

/// One question and its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Which.
    pub key: &'static str,
    /// The question.
    pub question: &'static str,
    /// The answer.
    pub answer: Answer,
    /// The answer in words.
    pub text: String,
    /// When it was last so.
    pub at_ms: Option<Millis>,
}

/// The questions with their answers.
#[must_use]
pub fn chain(of: &Facts) -> Vec<Link> {
    let mut links = vec![on(of), source(of)];
    links.extend(of.found.as_ref().and_then(folders));
    links.extend([declared(of), event(of), conditions(of), options(of), workflow(of)]);
    let broken = links.iter().position(|l| l.answer == Answer::No).unwrap_or(links.len());
    links.iter_mut().skip(broken + 1).for_each(|l| l.answer = Answer::Later);
    links
}

fn link(
    key: &'static str,
    question: &'static str,
    answer: impl Into<Answer>,
    text: String,
    at_ms: Option<Millis>,
) -> Link {
    Link { key, question, answer: answer.into(), text, at_ms }
}

fn on(of: &Facts) -> Link {
    let text = if of.active { "On." } else { "It is off, so it runs nothing." };
    link("trigger", "Is the trigger on?", of.active, text.to_owned(), Some(of.changed_ms))
}

fn source(of: &Facts) -> Link {
    const QUESTION: &str = "Is the source running?";
    let Some(source) = &of.found else {
        let text = format!("{} {MUST_MATCH}", not_a_source(&of.source, None));
        return link("source", QUESTION, false, text, None);
    };
    let stopped = match source.state.as_str() {
        "off" => "The source is off.",
        "starting" => "The source is starting.",
        "backing_off" => "The source ended by itself and is being started again.",
        "crash_loop" => "The source keeps crashing, so no events come from it.",
        "invalid" => "The source's plugin.json has errors, so it can't run.",
        "untrusted" => "The source is not trusted yet, so it does not run.",
        _ => {
            let text = format!("{} is running.", source.name);
            return link("source", QUESTION, true, text, Some(source.since_ms));
        }
    };
    let text = [stopped, source.detail.as_deref().unwrap_or_default()].join(" ").trim_end().to_owned();
    link("source", QUESTION, false, text, Some(source.since_ms))
}

fn folders(source: &Source) -> Option<Link> {
    let readable = source.folders.checked_sub(source.unreadable.len()).filter(|_| source.folders > 0)?;
    let watched = |other: &str| {
        let (one, many) = (format!("{other}folder is watched."), format!("{other}folders are watched."));
        count(readable as i128, &one, &many)
    };
    let (answer, text) = match (source.unreadable.as_slice(), readable) {
        ([], _) => (Answer::Yes, watched("")),
        (away, 0) => (Answer::No, troubles(away)),
        (away, _) => (Answer::Partly, format!("{} {}", troubles(away), watched("other "))),
    };
    Some(link("folder", "Can its folders be read?", answer, text, None))
}

/// Each folder by name; what can be done about several stands once.
fn troubles(away: &[Said]) -> String {
    let mut parts: Vec<&str> = away.iter().take(NAMED).map(|s| s.title.as_str()).collect();
    let more = away.len().saturating_sub(NAMED);
    let more =
        (more > 0).then(|| count(more as i128, "more can't be read either.", "more can't be read either."));
    parts.extend(more.as_deref());
    for said in away.iter().take(NAMED).filter(|s| !s.detail.is_empty()) {
        if !parts.contains(&said.detail.as_str()) {
            parts.push(&said.detail);
        }
    }
    parts.join(" ")
}

fn declared(of: &Facts) -> Link {
    let text = match &of.label {
        Some(label) => format!("\"{label}\" is declared."),
        None => {
            let name = of.found.as_ref().map_or(&of.source, |s| &s.name);
            not_a_type(&of.event_type, name, None)
        }
    };
    link("type", "Does the source declare this event?", of.label.is_some(), text, None)
}

fn event(of: &Facts) -> Link {
    let (day, ever) = of.events;
    let text = match &of.other_id {
        Some(other) => other.to_string(),
        None if ever > 0 => {
            format!("{} in the last 24 hours, {} since this trigger exists.", number(day), number(ever))
        }
        None if of.type_events > 0 => {
            "None has come in since this trigger exists; those below are from before.".to_owned()
        }
        None => "None has come in since this trigger exists.".to_owned(),
    };
    let ok = ever > 0 && of.other_id.is_none();
    link("event", "Has such an event come in?", ok, text, of.type_last_ms)
}

fn conditions(of: &Facts) -> Link {
    let ((events, _), (day, ever)) = (of.events, of.matched);
    let text = match &of.never {
        Some(never) => never.to_string(),
        None => format!("{} of {} in the last 24 hours.", number(day), number(events)),
    };
    let ok = ever > 0 && (day > 0 || events == 0);
    link("conditions", "Did the conditions let one through?", ok, text, of.fired_ms)
}

fn options(of: &Facts) -> Link {
    let (matched, (runs, _)) = (of.matched.0, of.runs);
    let back = of.held > 0 || (matched > 0 && runs == 0);
    let text = if of.held > 0 {
        format!("{} held, waiting for your OK.", number(of.held))
    } else if back {
        let matched = count(matched, "match", "matches");
        format!("{matched} in the last 24 hours, none ran. The events say what held each back.")
    } else if of.options {
        "Nothing is held back.".to_owned()
    } else {
        "It has none: every match runs.".to_owned()
    };
    link("options", "Did its options let it run?", !back, text, None)
}

fn workflow(of: &Facts) -> Link {
    let (runs, failed) = of.runs;
    let failures = if failed > 0 { format!(", {} failed", number(failed)) } else { String::new() };
    let text = format!("{} in the last 24 hours{failures}.", count(runs, "run", "runs"));
    link("workflow", "Did the workflow start?", runs > 0 || of.fired_ms.is_some(), text, of.fired_ms)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn works() -> Facts {
        let source =
            Source { name: "PDF Monitor".into(), state: "running".into(), folders: 2, ..Source::default() };
        Facts {
            active: true,
            source: "pdf".into(),
            found: Some(source),
            event_type: "pdf_added".into(),
            label: Some("PDF added".into()),
            events: (96, 412),
            matched: (12, 40),
            runs: (12, 1),
            fired_ms: Some(1),
            ..Facts::default()
        }
    }

    fn no(facts: &Facts) -> (&'static str, String) {
        let links = chain(facts);
        let at = links.iter().position(|l| l.answer == Answer::No).unwrap();
        assert!(links[..at].iter().all(|l| l.answer == Answer::Yes));
        assert!(links[at + 1..].iter().all(|l| l.answer == Answer::Later));
        (links[at].key, links[at].text.clone())
    }

    #[test]
    fn a_trigger_that_runs_has_no_broken_link() {
        let links = chain(&works());
        assert!(links.iter().all(|l| l.answer == Answer::Yes), "{links:?}");
        assert_eq!(links.last().unwrap().text, "12 runs in the last 24 hours, 1 failed.");
    }

    fn away(paths: &[&str]) -> Vec<Said> {
        paths.iter().map(|path| super::super::folders::gone(path)).collect()
    }

    #[test]
    fn one_folder_of_several_that_is_away_is_named_and_ends_nothing() {
        let mut facts = works();
        let source = facts.found.as_mut().unwrap();
        (source.folders, source.unreadable) = (4, away(&["~/Inbox"]));
        let links = chain(&facts);
        let folder = links.iter().find(|l| l.key == "folder").unwrap();
        assert_eq!(folder.answer, Answer::Partly);
        assert_eq!(
            folder.text,
            "~/Inbox can't be found. Drive unplugged or folder renamed? Watching resumes when it is back. 3 other folders are watched."
        );
        assert!(links.iter().filter(|l| l.key != "folder").all(|l| l.answer == Answer::Yes), "{links:?}");
        let source = facts.found.as_mut().unwrap();
        (source.folders, source.unreadable) = (6, away(&["/a", "/b", "/c", "/d", "/e"]));
        let text = &chain(&facts)[2].text;
        assert!(
            text.starts_with(
                "/a can't be found. /b can't be found. /c can't be found. 2 more can't be read either. Drive"
            ),
            "{text}"
        );
        assert!(text.ends_with("1 other folder is watched."), "{text}");
    }

    #[test]
    fn the_first_no_ends_the_chain() {
        assert_eq!(no(&Facts { active: false, ..works() }).0, "trigger");
        let unknown = Facts { found: None, ..works() };
        assert_eq!(
            no(&unknown),
            ("source", "No source has the id `pdf`. Ids must match exactly, including capitals.".into())
        );
        let mut facts = works();
        facts.found.as_mut().unwrap().state = "crash_loop".into();
        assert_eq!(no(&facts).0, "source");
        facts = works();
        facts.found.as_mut().unwrap().unreadable = away(&["~/Inbox", "~/Scans"]);
        let text = "~/Inbox can't be found. ~/Scans can't be found. Drive unplugged or folder renamed? Watching resumes when it is back.";
        assert_eq!(no(&facts), ("folder", text.into()));
        let never = super::super::triggers::never_matched(6 * 86_400_000, 412, None, None);
        let facts = Facts { matched: (0, 0), fired_ms: None, never: Some(never), ..works() };
        assert_eq!(no(&facts), ("conditions", "On for 6 days, 412 events, 0 matches.".into()));
        assert_eq!(no(&Facts { held: 3, ..works() }), ("options", "3 held, waiting for your OK.".into()));
    }
}
