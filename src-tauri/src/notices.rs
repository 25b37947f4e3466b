//! Desktop notifications of failed runs: one per trigger in five minutes, the rest counted.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use serde_json::Value;
use tauri::AppHandle;
use tauri_plugin_notification::NotificationExt;

use crate::window;

const REST: Duration = Duration::from_secs(5 * 60);
/// Under this key a notification carries the id of its run.
const RUN: &str = "run";

/// What a notification says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Notice {
    title: String,
    body: String,
    run: String,
}

/// Which triggers were spoken about, and when.
#[derive(Default)]
pub(crate) struct Notices {
    triggers: HashMap<String, Spoken>,
}

struct Spoken {
    at: Instant,
    held: u32,
    last: Notice,
}

impl Notices {
    /// Takes in a failed run (as `GET /api/runs` lists it); returns the notification due now, if any.
    pub(crate) fn take(&mut self, run: &Value, now: Instant) -> Option<Notice> {
        if run["test"] == true {
            return None;
        }
        let notice = notice(run);
        let trigger = run["trigger_id"].as_str().unwrap_or_default().to_owned();
        if let Some(spoken) = self.triggers.get_mut(&trigger)
            && now.duration_since(spoken.at) < REST
        {
            if spoken.last.run != notice.run {
                spoken.held += 1;
                spoken.last = notice;
            }
            return None;
        }
        self.triggers.insert(trigger, Spoken { at: now, held: 0, last: notice.clone() });
        Some(notice)
    }

    /// The notifications of triggers whose rest is over and which failed on meanwhile.
    pub(crate) fn due(&mut self, now: Instant) -> Vec<Notice> {
        let mut due = Vec::new();
        self.triggers.retain(|_, spoken| {
            if now.duration_since(spoken.at) < REST {
                return true;
            }
            if spoken.held > 0 {
                let title = format!("{} more failed: {}", spoken.held, spoken.last.title);
                due.push(Notice { title, ..spoken.last.clone() });
            }
            let spoke = spoken.held > 0;
            (spoken.at, spoken.held) = (now, 0);
            spoke
        });
        due
    }
}

/// Title: what failed. Body: the fix if there is one, else the reason.
fn notice(run: &Value) -> Notice {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let error = &run["error"];
    let body =
        error["fix"].as_str().or(error["message"].as_str()).unwrap_or("Open the run to see the reason.");
    let title = format!("{} failed: {}", text(&run["workflow_name"]), text(&run["subject"]));
    Notice { title, body: body.to_owned(), run: text(&run["id"]) }
}

/// Shows a notification; a session without a notification service is no fault.
pub(crate) fn show(app: &AppHandle, notice: Notice) {
    let builder = app.notification().builder().title(notice.title).body(notice.body).extra(RUN, notice.run);
    if let Err(error) = builder.show() {
        tracing::warn!("no notification: {error}");
    }
}

/// A click on a notification brings the window up at the run it is about.
pub(crate) fn open_run_on_click(app: &AppHandle) {
    let handle = app.clone();
    let registered = app.notification().on_action(move |action| {
        let run = action.notification().and_then(|notification| notification.extra().get(RUN));
        match run.and_then(Value::as_str) {
            Some(run) => window::show_at(&handle, &format!("/runs/{run}")),
            None => window::show(&handle),
        }
    });
    if let Err(error) = registered {
        tracing::warn!("clicks on notifications are not heard: {error}");
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn failed(id: &str, trigger: &str) -> Value {
        json!({"id": id, "trigger_id": trigger, "test": false, "workflow_name": "Extract text",
               "subject": "a.pdf", "error": {"message": "disk full", "fix": "Free some space."}})
    }

    #[test]
    fn one_notice_per_trigger_and_the_rest_counted() {
        let (mut notices, start) = (Notices::default(), Instant::now());
        let first = notices.take(&failed("1", "t"), start).unwrap();
        assert_eq!(
            (first.title.as_str(), first.body.as_str()),
            ("Extract text failed: a.pdf", "Free some space.")
        );
        assert_eq!(notices.take(&failed("2", "t"), start), None);
        assert_eq!(notices.take(&failed("3", "t"), start), None);
        assert!(notices.take(&failed("4", "other"), start).is_some());
        assert_eq!(notices.due(start + REST / 2), []);
        let due = notices.due(start + REST);
        assert_eq!(due.len(), 1);
        assert_eq!(
            (due[0].title.as_str(), due[0].run.as_str()),
            ("2 more failed: Extract text failed: a.pdf", "3")
        );
        assert_eq!(notices.due(start + REST * 3), []);
    }

    #[test]
    fn the_same_run_is_counted_once() {
        let (mut notices, start) = (Notices::default(), Instant::now());
        assert!(notices.take(&failed("1", "t"), start).is_some());
        assert_eq!(notices.take(&failed("1", "t"), start), None);
        assert_eq!(notices.due(start + REST), []);
    }

    #[test]
    fn test_runs_are_silent() {
        let mut run = failed("1", "t");
        run["test"] = json!(true);
        assert_eq!(Notices::default().take(&run, Instant::now()), None);
    }
}
