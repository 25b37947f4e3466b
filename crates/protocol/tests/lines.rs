//! The protocol as it stands on the wire.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use prama_protocol::{
    EventAnswer, Id, Initialized, Line, LogLevel, Outgoing, Request, event_schema, read_line,
};
use serde_json::{Value, json};

fn request(line: &str) -> (Option<Id>, Request) {
    match read_line(line) {
        Line::Request(id, request) => (id, request),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_bare_line_is_an_event() {
    let (id, request) = request(r#"{"event_type": "a", "data": {"x": 1}, "something": "new"}"#);
    let Request::Event(event) = request else { panic!("{request:?}") };
    assert_eq!((id, event.event_type.as_str(), event.data["x"].as_i64()), (None, "a", Some(1)));
}

#[test]
fn an_event_request_carries_key_user_time_and_checkpoint() {
    let line = json!({"jsonrpc": "2.0", "id": "e1", "method": "event", "params": {
        "event_type": "a", "source": "s", "data": {}, "key": "k", "user_id": "u", "checkpoint": {"row": 7},
        "metadata": {"timestamp": "2025-11-19T10:30:00Z", "other": true}
    }});
    let (id, request) = request(&line.to_string());
    assert_eq!(id, Some(Id::Text("e1".into())));
    let Request::Event(event) = request else { panic!("{request:?}") };
    let (envelope, checkpoint) = event.into_parts();
    assert_eq!(checkpoint, Some(json!({"row": 7})));
    assert_eq!((envelope.key.as_deref(), envelope.user()), (Some("k"), Some("u")));
    assert_eq!(envelope.metadata.unwrap().timestamp.as_deref(), Some("2025-11-19T10:30:00Z"));
}

#[test]
fn the_other_requests_are_read() {
    assert!(matches!(
        request(r#"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"1.0","later":1}}"#),
        (Some(Id::Number(1)), Request::Initialize(p)) if p.protocol_version == "1.0" && !p.heartbeat
    ));
    assert!(matches!(
        request(r#"{"method":"log","params":{"level":"warning","message":"m"}}"#),
        (None, Request::Log(p)) if p.level == LogLevel::Warn
    ));
    assert!(matches!(
        request(r#"{"id":2,"method":"checkpoint","params":{"value":null}}"#),
        (Some(_), Request::Checkpoint(Value::Null))
    ));
    assert!(matches!(request(r#"{"id":2,"method":"ping"}"#), (Some(_), Request::Ping)));
    let status = |line| match request(line) {
        (None, Request::Status(params)) => params.detail,
        other => panic!("{other:?}"),
    };
    assert_eq!(status(r#"{"method":"status","params":{"detail":"Away."}}"#).as_deref(), Some("Away."));
    assert_eq!(status(r#"{"method":"status","params":{"detail":null}}"#), None);
    assert!(
        matches!(request(r#"{"id":2,"method":"dance"}"#), (Some(_), Request::Unknown(m)) if m == "dance")
    );
    assert_eq!(read_line(r#"{"jsonrpc":"2.0","id":5,"result":{}}"#), Line::Answer(Id::Number(5)));
}

#[test]
fn what_is_not_ours_is_told_apart() {
    assert_eq!(read_line(" hello \r"), Line::Text("hello".into()));
    assert_eq!(read_line("[1, 2]"), Line::Text("[1, 2]".into()));
    assert_eq!(read_line("  \r"), Line::Blank);
    for (line, code) in [
        (r#"{"event_type": "#, -32700),
        (r#"{"event": "a"}"#, -32600),
        (r#"{"method": 7}"#, -32600),
        (r#"{"event_type": 7}"#, -32602),
        (r#"{"method": "checkpoint"}"#, -32602),
        (r#"{"event_type": "a", "data": [1]}"#, -32602),
    ] {
        match read_line(line) {
            Line::Wrong(_, error) => assert_eq!(error.code, code, "{line}"),
            other => panic!("{line}: {other:?}"),
        }
    }
}

#[test]
fn answers_are_one_line_each() {
    let id = || Id::Number(3);
    let accepted = EventAnswer::Accepted { event_id: "e".into(), duplicate: false };
    let rejected = EventAnswer::Rejected { code: "EVT-002".into(), message: "two\nlines".into() };
    let config = json!({"folders": ["a"]}).as_object().unwrap().clone();
    let begun = Initialized {
        protocol_version: "1.0".into(),
        source: "s".into(),
        config,
        checkpoint: Some(json!(7)),
    };
    let lines = [
        Outgoing::Event(id(), accepted).to_line(),
        Outgoing::Event(id(), rejected).to_line(),
        Outgoing::Initialized(id(), Box::new(begun)).to_line(),
        Outgoing::Shutdown.to_line(),
    ];
    assert!(lines.iter().all(|l| l.ends_with('\n') && l.matches('\n').count() == 1));
    let value = |i: usize| serde_json::from_str::<Value>(&lines[i]).unwrap();
    assert_eq!(value(0)["result"], json!({"status": "accepted", "event_id": "e", "duplicate": false}));
    assert_eq!(value(1)["result"]["code"], "EVT-002");
    assert_eq!(value(2)["result"]["config"]["folders"][0], "a");
    assert_eq!(value(2)["result"]["checkpoint"], 7);
    assert_eq!(value(3), json!({"jsonrpc": "2.0", "method": "shutdown"}));
}

#[test]
fn the_event_schema_is_published() {
    let schema = event_schema();
    assert_eq!(schema["required"], json!(["event_type"]));
    assert!(
        schema["properties"]["checkpoint"].is_object() || schema["properties"]["checkpoint"] == json!(true)
    );
}
