//! Events sent again: marked, linked, and judged by the triggers that were chosen.

use crate::common::{ask, daily_report, get, open, post, tick};
use prama_api::App;
use serde_json::{Value, json};

#[tokio::test]
async fn an_event_sent_again_is_marked_and_linked_and_judged_by_the_chosen_triggers() {
    let (_dir, app) = open().await;
    daily_report(&app).await;
    let second = json!({"name": "All", "source": "my-timer", "event_type": "timer_fired", "workflow_id": "generate-report"});
    assert_eq!(post(&app, "/api/triggers", second).await.0, 201);
    let (_, first) = post(&app, "/api/events/process", tick("default")).await;
    assert_eq!(first["triggers_matched"], 2);
    let id = first["event_id"].as_str().unwrap();

    let (status, again) = post(&app, &format!("/api/events/{id}/resend"), json!({"triggers": ["all"]})).await;
    assert_eq!((status.as_u16(), &again["triggers_matched"]), (202, &json!(1)), "{again}");
    assert_eq!(again["runs"][0]["trigger_id"], "all");
    let replay = get(&app, &format!("/api/events/{}", again["event_id"].as_str().unwrap())).await;
    assert_eq!((&replay["replay_of"], replay["decisions"].as_array().unwrap().len()), (&json!(id), 1));
    assert_eq!(replay["metadata"]["additional_data"], json!({}), "what the sender wrote stays as it was");
    let original = get(&app, &format!("/api/events/{id}")).await;
    assert_eq!((&original["replays"], original.get("replay_of")), (&json!([again["event_id"]]), None));
    assert_eq!(get(&app, "/api/events").await["items"][0]["replay_of"], id);
}

/// Sends ticks of two timers in turn; their ids.
async fn ticks(app: &App, count: usize) -> Vec<Value> {
    let mut ids = Vec::new();
    for i in 0..count {
        let name = if i % 2 == 0 { "default" } else { "other" };
        ids.push(post(app, "/api/events/process", tick(name)).await.1["event_id"].clone());
    }
    ids
}

async fn replay(app: &App, body: Value) -> (u16, Value) {
    let (status, answer) = post(app, "/api/events/replay", body).await;
    (status.as_u16(), answer)
}

fn outcomes(answer: &Value) -> Vec<&str> {
    answer["results"].as_array().unwrap().iter().map(|r| r["outcome"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn dry_and_shadow_say_what_would_come_of_it_and_change_nothing() {
    let (_dir, app) = open().await;
    daily_report(&app).await;
    let ids = ticks(&app, 4).await;
    let before = get(&app, "/api/events").await["total"].clone();
    let (status, dry) = replay(&app, json!({"source": "my-timer", "mode": "dry"})).await;
    assert_eq!(
        (status, &dry["events"], &dry["runs"], &dry["done"]),
        (200, &json!(4), &json!(2), &json!(true)),
        "{dry}"
    );
    assert_eq!(outcomes(&dry), ["matched", "no_match", "matched", "no_match"]);
    assert_eq!(dry["results"][0]["event_id"], ids[0]);

    let (_, shadow) =
        replay(&app, json!({"id": "s1", "event_ids": [ids[0], ids[1]], "mode": "shadow"})).await;
    assert_eq!((outcomes(&shadow), &shadow["runs"]), (vec!["matched", "no_match"], &json!(1)));
    // The verdicts are kept: they say what was judged then.
    ask(&app, "DELETE", "/api/triggers/daily-report", None).await;
    assert_eq!(get(&app, "/api/events/replays/s1").await, shadow);
    assert_eq!(
        (get(&app, "/api/events").await["total"].clone(), get(&app, "/api/runs").await["total"].clone()),
        (before, json!(2))
    );
}

#[tokio::test]
async fn a_real_replay_makes_marked_events_and_is_the_same_one_under_its_id() {
    let (_dir, app) = open().await;
    daily_report(&app).await;
    let ids = ticks(&app, 4).await;
    let body = json!({"id": "again", "source": "my-timer", "event_type": "timer_fired", "triggers": ["daily-report"], "mode": "real"});
    let (status, first) = replay(&app, body.clone()).await;
    assert_eq!(
        (status, &first["events"], &first["runs"], &first["done"]),
        (200, &json!(4), &json!(2), &json!(true)),
        "{first}"
    );
    let run = first["results"][0]["execution_id"].as_str().unwrap();
    assert_eq!(get(&app, &format!("/api/runs/{run}")).await["event_id"], first["results"][0]["replayed_as"]);
    let new = first["results"][0]["replayed_as"].as_str().unwrap();
    assert_eq!(get(&app, &format!("/api/events/{new}")).await["replay_of"], ids[0]);

    assert_eq!(
        replay(&app, body.clone()).await,
        (200, first),
        "asked for again it is answered for, not done again"
    );
    assert_eq!(get(&app, "/api/events").await["total"], 8);
    let mut other = body;
    other["triggers"] = Value::Null;
    let (status, problem) = replay(&app, other.clone()).await;
    assert_eq!((status, &problem["code"]), (409, &json!("RPL-002")));
    // A window takes what came from outside, not what was sent again.
    other["id"] = json!("third");
    assert_eq!(replay(&app, other).await.1["events"], 4);
}

#[tokio::test]
async fn a_replay_that_cannot_be_done_is_refused_with_the_place() {
    let (_dir, app) = open().await;
    daily_report(&app).await;
    let ids = ticks(&app, 3).await;
    let manual = json!({"name": "By hand", "source": "system", "event_type": "app_started", "workflow_id": "generate-report"});
    post(&app, "/api/triggers", manual).await;
    let cases = [
        (json!({"mode": "dry"}), 422, "API-422", "/event_ids"),
        (json!({"event_ids": [], "mode": "dry"}), 422, "RPL-001", "/event_ids"),
        (json!({"event_ids": ["x"], "mode": "dry"}), 422, "API-422", "/event_ids/0"),
        (json!({"event_ids": ids, "source": "my-timer", "mode": "dry"}), 422, "API-422", "/event_ids"),
        (json!({"source": "my-timer", "from": "noon", "mode": "dry"}), 422, "API-422", "/from"),
        (
            json!({"event_ids": ids, "triggers": ["daily-reprt"], "mode": "real"}),
            422,
            "RPL-001",
            "/triggers/0",
        ),
        (json!({"event_ids": ids, "triggers": ["by-hand"], "mode": "real"}), 409, "RPL-003", "/triggers"),
        (json!({"event_ids": ids, "mode": "real", "max_runs": 1}), 409, "RPL-004", "/max_runs"),
    ];
    for (body, status, code, place) in cases {
        let (got, problem) = replay(&app, body.clone()).await;
        assert_eq!(
            (got, &problem["code"], &problem["place"]),
            (status, &json!(code), &json!(place)),
            "{body} {problem}"
        );
    }
    assert_eq!(get(&app, "/api/events").await["total"], 3);
}
