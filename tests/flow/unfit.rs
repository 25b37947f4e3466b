//! Events whose data does not fit what their source declares: set aside, or accepted and flagged once a person says so.

use prama_tests::{Server, runtime, start};
use serde_json::{Value, json};

const TILL: &str = r#"{"type": "event-source", "id": "till", "name": "Till", "description": "Sends from elsewhere", "version": "1.0.0",
    "eventTypes": [{"type": "paid", "label": "Paid", "description": "Something was paid", "schema": {"type": "object",
        "required": ["amount", "by"], "properties": {"amount": {"type": "number"}, "by": {"type": "string"}}}}]}"#;

async fn ready(server: &Server) {
    let c = &server.client;
    c.post("/api/workflows", json!({"id": "note", "name": "Note", "steps": [{"id": "set", "type": "data.set", "with": {"values": {"a": 1}}}]})).await;
    let much = json!({"field": "amount", "op": "gt", "value": 1});
    for (id, conditions) in [("any", Value::Null), ("much", much)] {
        let mut trigger =
            json!({"id": id, "name": id, "source": "till", "event_type": "paid", "workflow_id": "note"});
        if !conditions.is_null() {
            trigger["conditions"] = conditions;
        }
        c.post("/api/triggers", trigger).await;
    }
}

async fn send(server: &Server, source: &str, event_type: &str, data: Value) -> (u16, Value) {
    let envelope = json!({"source": source, "event_type": event_type, "data": data});
    server.client.send("POST", "/api/events/process", Some(&envelope)).await.unwrap()
}

async fn flagged(server: &Server) -> usize {
    server.client.get("/api/events?flagged=true").await["items"].as_array().unwrap().len()
}

#[test]
fn events_that_do_not_fit_are_accepted_and_flagged_once_a_person_says_so() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    for id in ["till", "kiosk"] {
        let folder = data.join("event-sources").join(id);
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("plugin.json"), TILL.replace("\"till\"", &format!("\"{id}\""))).unwrap();
    }
    runtime().block_on(async {
        let mut server = start(&data, &[]).await;
        ready(&server).await;
        let no_amount = json!({"by": "Marta"});
        let (status, refused) = send(&server, "till", "paid", no_amount.clone()).await;
        assert_eq!((status, &refused["code"]), (422, &json!("EVT-003")));
        let first = refused["event_id"].as_str().unwrap().to_owned();
        let (_, out, _) = server.cli(&["events", "why", &first]);
        let offer = "Accept such events from this source, flagged: prama sources accept-unfit till";
        assert!(out.contains(offer), "{out}");

        let (code, out, err) = server.cli(&["sources", "accept-unfit", "till"]);
        assert_eq!(
            (code, out.trim()),
            (0, "Events of Till that don't fit what it declares are accepted, flagged."),
            "{err}"
        );
        let (status, kept) = send(&server, "till", "paid", no_amount.clone()).await;
        let title = "Paid needs `amount` (number), and this event has none.";
        let detail = "It has: `by`. It was accepted all the same: Till is set to accept such events.";
        assert_eq!(
            (status, &kept["flag"]["title"], &kept["flag"]["detail"]),
            (202, &json!(title), &json!(detail))
        );
        // The trigger that asks for the field does not match on it; the other one runs.
        assert_eq!((&kept["triggers_matched"], &kept["runs"][0]["trigger_id"]), (&json!(1), &json!("any")));
        let id = kept["event_id"].as_str().unwrap();
        let event = server.client.get(&format!("/api/events/{id}")).await;
        assert_eq!(
            (&event["status"], &event["outcome"], &event["flag"]["title"], &event["rejection"]),
            (&json!("accepted"), &json!("matched"), &json!(title), &Value::Null)
        );
        assert_eq!(event["corrected_call"]["data"], json!({"by": "Marta", "amount": 0}));
        let much = event["decisions"].as_array().unwrap().iter().find(|d| d["trigger_id"] == "much").unwrap();
        assert_eq!(
            (&much["outcome"], &much["explanation"]["unknown"]),
            (&json!("no_match"), &json!("missing")),
            "{much}"
        );
        let (_, out, _) = server.cli(&["events", "why", id]);
        assert!(out.contains(&format!("Flagged: {title} [EVT-003]\n{detail}")), "{out}");
        let (_, out, _) = server.cli(&["emit", "till", "paid", "--data", r#"{"amount": 2}"#]);
        assert!(out.contains("Flagged: Paid needs `by` (text), and this event has none."), "{out}");

        // What was set aside before is accepted when it is sent again; a wrong type is flagged as well.
        let again = server.client.post(&format!("/api/events/{first}/resend"), json!({})).await;
        assert_eq!(again["flag"]["code"], "EVT-003", "{again}");
        let (status, wrong) = send(&server, "till", "paid", json!({"by": "Marta", "amount": "12"})).await;
        assert_eq!((status, &wrong["flag"]["code"]), (202, &json!("EVT-004")));
        // Nothing else is let in by it, and what fits has no flag.
        assert_eq!(send(&server, "till", "payed", no_amount.clone()).await.0, 422);
        assert_eq!(send(&server, "kiosk", "paid", no_amount.clone()).await.0, 422);
        let (_, fits) = send(&server, "till", "paid", json!({"by": "Marta", "amount": 12})).await;
        assert_eq!((&fits["flag"], &fits["triggers_matched"]), (&Value::Null, &json!(2)));
        assert_eq!(flagged(&server).await, 4);
        let (_, out, _) = server.cli(&["events", "list", "--flagged", "--json"]);
        let listed: Value = serde_json::from_str(&out).unwrap();
        assert_eq!(listed["total"], 4);

        // It is kept over a kill, and taken back.
        server.kill();
        server = start(&data, &[]).await;
        assert_eq!(server.client.get("/api/event-sources/till").await["accept_unfit"], true);
        assert_eq!(send(&server, "till", "paid", no_amount.clone()).await.0, 202);
        assert_eq!(server.cli(&["sources", "accept-unfit", "till", "off"]).0, 0);
        assert_eq!(send(&server, "till", "paid", no_amount).await.0, 422);
        assert_eq!(flagged(&server).await, 5);
        let (code, _, err) = server.cli(&["sources", "accept-unfit", "tilt"]);
        assert!(code != 0 && err.contains("till"), "{err}");
    });
}
