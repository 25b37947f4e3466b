//! Revisions of a trigger, what each changed in words, and going back; one verb on many; what refers to nothing.

use crate::common::{ask, daily_report, get, open, post, tick};
use prama_api::App;
use serde_json::{Value, json};

fn daily(value: &str, more: Value) -> Value {
    let mut whole = json!({"name": "Daily Report", "source": "my-timer", "event_type": "timer_fired", "workflow_id": "generate-report",
        "conditions": {"all": [{"field": "timer_id", "op": "is", "value": value}]}, "active": true});
    whole.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap_or_default());
    whole
}

async fn put(app: &App, body: Value) -> Value {
    let (status, _, saved) = ask(app, "PUT", "/api/triggers/daily-report", Some(body)).await;
    assert_eq!(status, 200, "{saved}");
    saved
}

#[tokio::test]
async fn every_save_is_a_revision_that_is_told_in_words_and_can_be_gone_back_to() {
    let (_dir, app) = open().await;
    daily_report(&app).await;
    put(&app, daily("nightly", json!({}))).await;
    put(&app, daily("nightly", json!({"name": "Nightly Report", "active": false}))).await;
    // Saving without a change, and turning on, make none.
    put(&app, daily("nightly", json!({"name": "Nightly Report", "active": false}))).await;
    post(&app, "/api/triggers/daily-report/enable", json!({})).await;

    let path = "/api/triggers/daily-report/revisions";
    let all = get(&app, path).await;
    let summaries: Vec<_> = all["revisions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| (r["revision"].as_i64().unwrap(), r["summary"].as_str().unwrap()))
        .collect();
    assert_eq!(
        summaries,
        [
            (3, "name \"Daily Report\" → \"Nightly Report\""),
            (2, "timer_id is \"default\" → \"nightly\""),
            (1, "made")
        ]
    );
    let change = &all["revisions"][1]["changes"][0];
    assert_eq!((&change["kind"], &change["path"]), (&json!("changed"), &json!("/conditions/all/0")));
    assert_eq!(
        (&change["before"]["value"], &change["after"]["value"]),
        (&json!("default"), &json!("nightly"))
    );

    let one = get(&app, &format!("{path}/3?against=1")).await;
    assert_eq!(one["changes"].as_array().unwrap().len(), 2);
    assert_eq!(one["definition"]["name"], "Nightly Report");
    assert_eq!(
        one["sentence"],
        "When My Timer reports Timer Fired and timer_id is \"nightly\" (any case), run Generate report."
    );

    let (status, back) = post(&app, &format!("{path}/1/restore"), json!({})).await;
    assert_eq!((status.as_u16(), &back["revision"], &back["name"]), (200, &json!(4), &json!("Daily Report")));
    assert_eq!(back["active"], true, "going back does not turn it off");
    let newest = &get(&app, path).await["revisions"][0];
    assert!(newest["summary"].as_str().unwrap().starts_with("back to revision 1: "), "{newest}");
    let (_, answer) = post(&app, "/api/events/process", tick("default")).await;
    assert_eq!(answer["triggers_matched"], 1, "it is the one that is live");
    for missing in ["/api/triggers/daily-report/revisions/9", "/api/triggers/nobody/revisions"] {
        assert_eq!(ask(&app, "GET", missing, None).await.0, 404, "{missing}");
    }
}

#[tokio::test]
async fn one_verb_on_many_does_what_it_can_and_names_the_rest() {
    let (_dir, app) = open().await;
    daily_report(&app).await;
    post(&app, "/api/triggers", daily("x", json!({"name": "Second"}))).await;
    let bulk = async |ids: Value, action: &str| {
        let (status, done) = post(&app, "/api/triggers/bulk", json!({"ids": ids, "action": action})).await;
        assert_eq!(status, 200, "{done}");
        done
    };
    let both = json!(["daily-report", "second"]);
    let done = bulk(json!(["daily-report", "nobody", "second"]), "disable").await;
    assert_eq!(done["done"], both);
    assert_eq!(
        (&done["failed"][0]["id"], &done["failed"][0]["problem"]["code"]),
        (&json!("nobody"), &json!("API-404"))
    );
    let on = async || {
        let list = get(&app, "/api/triggers").await;
        list["items"].as_array().unwrap().iter().filter(|t| t["active"] == true).count()
    };
    assert_eq!(on().await, 0);
    bulk(both.clone(), "enable").await;
    assert_eq!(on().await, 2);

    assert_eq!(bulk(json!(["second", "second"]), "duplicate").await["done"], json!(["second-copy"]));
    assert_eq!(bulk(json!(["second"]), "duplicate").await["done"], json!(["second-copy-2"]));
    let copy = get(&app, "/api/triggers/second-copy").await;
    assert_eq!((&copy["name"], &copy["active"]), (&json!("Second (copy)"), &json!(false)));

    bulk(both.clone(), "delete").await;
    assert_eq!(get(&app, "/api/triggers").await["total"], 2);
    assert_eq!(get(&app, "/api/triggers?deleted=true").await["total"], 2);
    assert_eq!(post(&app, "/api/events/process", tick("default")).await.1["triggers_matched"], 0);
    assert_eq!(bulk(both, "restore").await["failed"], json!([]));
    assert_eq!(get(&app, "/api/triggers").await["total"], 4);
    assert_eq!(post(&app, "/api/events/process", tick("default")).await.1["triggers_matched"], 1);
}

#[tokio::test]
async fn what_a_trigger_refers_to_and_is_not_there_is_named_with_its_fix() {
    let (dir, app) = open().await;
    daily_report(&app).await;
    let codes = async || {
        let t = get(&app, "/api/triggers/daily-report").await;
        let of =
            |p: &Value| (p["code"].as_str().unwrap().to_owned(), p["severity"].as_str().unwrap().to_owned());
        t["problems"].as_array().unwrap().iter().map(of).collect::<Vec<_>>()
    };
    assert_eq!(codes().await, []);

    // A condition on a field that is not declared: a warning until an event has it.
    let leaf = json!({"conditions": {"all": [{"field": "timer_di", "op": "is", "value": "x"}]}});
    let saved = put(&app, daily("x", leaf)).await;
    let problem = &saved["problems"][0];
    assert_eq!((&problem["code"], &problem["severity"]), (&json!("TRG-043"), &json!("warning")));
    assert_eq!(problem["title"], "Timer Fired has no field `timer_di`. Did you mean `timer_id`?");
    let mut event = tick("x");
    event["data"]["timer_di"] = json!("y");
    post(&app, "/api/events/process", event).await;
    assert_eq!(codes().await, []);

    // The event type goes, then the source.
    let manifest = dir.path().join("sources/my-timer/plugin.json");
    let text = std::fs::read_to_string(&manifest).unwrap().replace("timer_fired", "timer_rang");
    std::fs::write(&manifest, text).unwrap();
    post(&app, "/api/event-sources/rescan", json!({})).await;
    assert_eq!(codes().await, [("TRG-041".to_owned(), "error".to_owned())]);
    let gone = dir.path().join("sources/gone");
    std::fs::create_dir_all(&gone).unwrap();
    let text = std::fs::read_to_string(&manifest).unwrap().replace("my-timer", "gone");
    std::fs::write(gone.join("plugin.json"), text).unwrap();
    post(&app, "/api/event-sources/rescan", json!({})).await;
    let saved = put(&app, daily("x", json!({"source": "gone", "event_type": "timer_rang"}))).await;
    assert_eq!(saved["problems"], json!([]));
    std::fs::remove_dir_all(gone).unwrap();
    post(&app, "/api/event-sources/rescan", json!({})).await;
    assert_eq!(codes().await, [("TRG-040".to_owned(), "error".to_owned())]);

    // A trigger comes back from the trash after its workflow went.
    ask(&app, "DELETE", "/api/triggers/daily-report", None).await;
    assert_eq!(ask(&app, "DELETE", "/api/workflows/generate-report", None).await.0, 204);
    post(&app, "/api/triggers/daily-report/restore", json!({})).await;
    assert!(codes().await.contains(&("TRG-042".to_owned(), "error".to_owned())));
}

#[tokio::test]
async fn a_draft_is_judged_beside_the_live_trigger_until_it_is_promoted_or_discarded() {
    let (dir, app) = open().await;
    daily_report(&app).await;
    let path = "/api/triggers/daily-report/shadow";
    assert_eq!(ask(&app, "GET", path, None).await.0, 404);
    let (status, _, shadow) = ask(&app, "PUT", path, Some(daily("nightly", json!({})))).await;
    assert_eq!((status.as_u16(), &shadow["judged"]), (200, &json!(0)), "{shadow}");
    assert_eq!(shadow["changes"][0]["text"], "timer_id is \"default\" → \"nightly\"");

    let (_, default) = post(&app, "/api/events/process", tick("default")).await;
    let (_, nightly) = post(&app, "/api/events/process", tick("nightly")).await;
    post(&app, "/api/events/process", tick("other")).await;
    assert_eq!((&default["triggers_matched"], &nightly["triggers_matched"]), (&json!(1), &json!(0)));
    let check = async |app: &App| {
        let shadow = get(app, path).await;
        assert_eq!((&shadow["judged"], &shadow["differed"]), (&json!(3), &json!(2)));
        let verdicts: Vec<_> = shadow["differences"]
            .as_array()
            .unwrap()
            .iter()
            .map(|d| {
                (
                    d["event_id"].clone(),
                    d["live"].as_str().unwrap().to_owned(),
                    d["shadow"].as_str().unwrap().to_owned(),
                )
            })
            .collect();
        assert_eq!(
            verdicts,
            [
                (nightly["event_id"].clone(), "no_match".into(), "matched".into()),
                (default["event_id"].clone(), "matched".into(), "no_match".into())
            ]
        );
    };
    check(&app).await;
    // It is still there after a restart.
    app.shutdown().await;
    let app = App::open(crate::common::options(dir.path())).await.unwrap();
    check(&app).await;

    let (status, promoted) = post(&app, &format!("{path}/promote"), json!({})).await;
    assert_eq!((status.as_u16(), &promoted["revision"]), (200, &json!(2)), "{promoted}");
    assert_eq!(post(&app, "/api/events/process", tick("nightly")).await.1["triggers_matched"], 1);
    assert_eq!(ask(&app, "GET", path, None).await.0, 404);

    // Options are judged as well: how many would have run.
    // In a later millisecond than what came before.
    tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    let careful =
        daily("nightly", json!({"options": {"rate": {"limit": 2, "per_s": 3600, "overflow": "drop"}}}));
    let (_, _, shadow) = ask(&app, "PUT", path, Some(careful)).await;
    assert_eq!(shadow["options"]["shadow"]["matched"], 0, "{shadow}");
    for _ in 0..5 {
        post(&app, "/api/events/process", tick("nightly")).await;
    }
    let shadow = get(&app, path).await;
    let dropped = json!({"matched": 5, "runs": 2, "suppressed": [{"code": "rate_limited", "count": 3}]});
    let live = json!({"matched": 5, "runs": 5, "suppressed": []});
    assert_eq!(shadow["options"], json!({"live": live, "shadow": dropped}), "{shadow}");

    ask(&app, "PUT", path, Some(daily("x", json!({})))).await;
    assert_eq!(ask(&app, "DELETE", path, None).await.0, 204);
    assert_eq!(get(&app, "/api/triggers/daily-report").await["revision"], 2);
    let (status, _, problem) = ask(&app, "PUT", path, Some(json!({"name": "x"}))).await;
    assert_eq!((status.as_u16(), &problem["code"]), (422, &json!("TRG-001")));
}
