//! One evaluator: the engine's index, the backtest and the explanation say the same of 100,000 (event, trigger) pairs, and what
//! an explanation names as standing in the way is exactly that.
#![allow(clippy::unwrap_used, clippy::panic)]

use prama_engine::triggers::{MAX_RETURNED, Question, RuleSet, Show};
use prama_engine::{Engine, EngineOptions};
use prama_model::condition::Facts;
use prama_model::event::Event;
use prama_model::ids::EventId;
use prama_model::trigger::Definition;
use prama_store::events::Tally;
use prama_store::views::span::Span;
use prama_testkit::events::{RECEIVED_MS, event};
use serde_json::{Map, Value, json};
use std::collections::{HashMap, HashSet};

/// Pairs; half as many triggers more than events, since a trigger costs more to set up.
const TRIGGERS: usize = 500;
const EVENTS: usize = 200;

/// A seeded generator: a failure names what it made.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((z ^ (z >> 31)) >> 33).unwrap() % sides
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.roll(from.len())]
    }

    fn value(&mut self, field: &str) -> Value {
        match field {
            "kind" => json!(self.pick(&["Invoice", "invoice", "contract", "note"])),
            "size" => json!([0, 1, 5, 10, 100][self.roll(5)]),
            "name" => json!(self.pick(&["Invoice-1.PDF", "invoice-2.pdf", "notes.txt", "scan", ""])),
            "paid" => json!(self.roll(2) == 0),
            "tags" => json!((0..self.roll(3)).map(|_| *self.pick(&["a", "B", "c"])).collect::<Vec<_>>()),
            "path" => json!(self.pick(&["/in/a/x.pdf", "/in/b.pdf", "/out/c.PDF", "/in"])),
            "at" => {
                json!(self.pick(&["2026-05-03T10:00:00Z", "2026-05-04T23:30:00Z", "2026-04-01T00:00:00Z"]))
            }
            _ => json!(self.pick(&["Turin", "Rome"])),
        }
    }

    fn event(&mut self) -> Map<String, Value> {
        let mut data = Map::new();
        for field in ["kind", "size", "name", "paid", "tags", "path", "at"] {
            match self.roll(12) {
                0 => {}
                1 => drop(data.insert(field.to_owned(), Value::Null)),
                2 => drop(data.insert(field.to_owned(), json!({"odd": 1}))),
                _ => drop(data.insert(field.to_owned(), self.value(field))),
            }
        }
        if self.roll(4) > 0 {
            data.insert("customer".to_owned(), json!({"city": self.value("city")}));
        }
        data
    }

    fn leaf(&mut self) -> Value {
        const OPS: [(&str, &[&str]); 8] = [
            ("kind", &["is", "is_not", "contains", "starts_with", "is_one_of", "is_empty", "exists"]),
            ("size", &["eq", "ne", "lt", "ge", "between", "is", "is_missing", "not_between"]),
            (
                "name",
                &[
                    "ends_with",
                    "matches_glob",
                    "matches_regex",
                    "extension_is",
                    "not_contains",
                    "file_name_matches",
                ],
            ),
            ("paid", &["is_true", "is_false", "is"]),
            (
                "tags",
                &["has_item", "count_ge", "any_item", "no_item", "all_items", "contains", "is_not_empty"],
            ),
            ("path", &["inside_folder", "not_inside_folder", "extension_is_not", "starts_with", "is"]),
            (
                "at",
                &["before", "not_after", "in_last_seconds", "weekday_is", "time_between", "time_not_between"],
            ),
            ("customer.city", &["is", "is_one_of", "is_not_one_of", "not_starts_with"]),
        ];
        if self.roll(12) == 0 {
            let source =
                *self.pick(&["event.data.size > 3", "event.data.kind == 'invoice' || event.data.paid"]);
            return json!({"expression": source});
        }
        let (field, ops) = *self.pick(&OPS);
        let op = *self.pick(ops);
        let mut leaf = json!({"field": field, "op": op});
        let value = match op {
            "is_empty" | "is_not_empty" | "exists" | "is_missing" | "is_true" | "is_false" => None,
            "is_one_of" | "is_not_one_of" => Some(json!([self.value(field), self.value(field)])),
            "between" | "not_between" => Some(json!([1, 10])),
            "starts_with" | "not_starts_with" => Some(json!(self.pick(&["inv", "/in", "Tu", "n"]))),
            "ends_with" | "extension_is" | "extension_is_not" => Some(json!("pdf")),
            "matches_glob" | "file_name_matches" => Some(json!(self.pick(&["inv*", "*.pdf", "x.???"]))),
            "matches_regex" => Some(json!("^inv.*[0-9]")),
            "count_ge" => Some(json!(self.roll(3))),
            "has_item" => Some(json!(self.pick(&["a", "b"]))),
            "any_item" | "no_item" | "all_items" => {
                Some(json!({"op": "is", "value": self.pick(&["a", "b"])}))
            }
            "inside_folder" | "not_inside_folder" => Some(json!(self.pick(&["/in", "/out/", "/"]))),
            "in_last_seconds" => Some(json!(100_000)),
            "weekday_is" => Some(json!(["sun"])),
            "time_between" | "time_not_between" => Some(json!(["09:00", "23:00"])),
            "contains" | "not_contains" => Some(json!(self.pick(&["a", "oi"]))),
            _ => Some(self.value(field)),
        };
        if let Some(value) = value {
            leaf["value"] = value;
        }
        if self.roll(4) == 0 {
            leaf["case_sensitive"] = json!(true);
        }
        match self.roll(10) {
            0 => leaf["if_unknown"] = json!("match"),
            1 => leaf["if_unknown"] = json!("error"),
            _ => {}
        }
        leaf
    }

    fn condition(&mut self, depth: usize) -> Value {
        if depth == 0 || self.roll(3) == 0 {
            return self.leaf();
        }
        let key = *self.pick(&["all", "all", "any", "none"]);
        let children: Vec<_> = (0..=self.roll(3)).map(|_| self.condition(depth - 1)).collect();
        json!({key: children})
    }
}

/// Kleene's logic over an explained tree, written down a second time: 0 false, 1 unknown, 2 true.
fn truth(tree: &Value, turned: &HashSet<&str>, denied: bool) -> u8 {
    if tree["kind"] == "leaf" {
        let favourable = if denied { 0 } else { 2 };
        let counts_as = match tree["result"].as_str().unwrap() {
            "true" => 2,
            "false" => 0,
            _ if tree["if_unknown"] == "match" => favourable,
            _ => 1,
        };
        let turned = turned.contains(tree["path"].as_str().unwrap());
        return match (turned, counts_as) {
            (false, n) => n,
            (true, 1) => favourable,
            (true, n) => 2 - n,
        };
    }
    let op = tree["op"].as_str().unwrap();
    let children = tree["children"].as_array().unwrap();
    let results = children.iter().map(|c| truth(c, turned, denied ^ (op == "none")));
    match op {
        "all" => results.min().unwrap_or(2),
        "any" => results.max().unwrap_or(2),
        _ => 2 - results.max().unwrap_or(0),
    }
}

#[test]
fn engine_backtest_and_explanation_agree() {
    let dir = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .thread_stack_size(16 << 20)
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(agree(dir.path()));
}

async fn agree(dir: &std::path::Path) {
    let engine = Engine::start(EngineOptions {
        data_dir: dir.into(),
        source_dirs: vec![],
        worker: vec![],
        keyring: false,
        host: Default::default(),
    })
    .await
    .unwrap();
    let seed = std::env::var("PRAMA_SEED").ok().and_then(|s| s.parse().ok()).unwrap_or(20_260_503);
    let mut dice = Dice(seed);
    let events: Vec<Event> = (0..EVENTS)
        .map(|n| Event { id: EventId(uuid::Uuid::from_u128(n as u128 + 1)), ..event("s", "e", dice.event()) })
        .collect();
    let triggers: Vec<Definition> = (0..TRIGGERS)
        .map(|n| {
            let read = |conditions: Value| -> Definition {
                serde_json::from_value(json!({
                    "id": format!("t{n}"), "name": "t", "source": "s", "event_type": "e", "workflow_id": "w",
                    "conditions": conditions, "active": true
                }))
                .unwrap()
            };
            read(dice.condition(3))
        })
        .collect();
    let (stored, saved) = (events.clone(), triggers.clone());
    engine
        .store()
        .write(move |tx| {
            for event in &stored {
                prama_store::events::insert(tx, event, None, Tally::default())?;
            }
            for d in &saved {
                prama_store::triggers::save(tx, d, RECEIVED_MS)?;
            }
            Ok(())
        })
        .await
        .unwrap();
    let rules = RuleSet::load(engine.store().clone()).await.unwrap().current();
    let candidates: Vec<HashSet<&str>> = events
        .iter()
        .map(|e| rules.candidates(e, &Facts::of(e)).iter().map(|t| t.row.definition.id.as_str()).collect())
        .collect();
    let facts: Vec<Facts<'_>> = events.iter().map(Facts::of).collect();
    let (mut matched, mut unknown, mut judged) = (0_usize, 0_usize, 0_usize);
    for d in &triggers {
        let compiled =
            rules.trigger(&d.id).unwrap().compiled.as_ref().unwrap_or_else(|e| panic!("{d:?}: {e}"));
        let backtest = engine.triggers().evaluate(d, all()).await.unwrap();
        let backtest: HashMap<EventId, bool> =
            backtest.events.into_iter().map(|j| (j.event.id, j.matched)).collect();
        let paths = compiled.paths();
        for ((event, facts), candidates) in events.iter().zip(&facts).zip(&candidates) {
            let context = || format!("seed {seed}: {:?} on {:?}", d.conditions, event.data);
            let verdict = compiled.judge(facts);
            let candidate = candidates.contains(d.id.as_str());
            let engine_says = candidate && verdict.is_ok();
            let tree = serde_json::to_value(compiled.explain(facts).unwrap()).unwrap();
            let result = truth(&tree, &HashSet::new(), false);
            assert_eq!(engine_says, result == 2, "engine and explanation: {}", context());
            assert_eq!(tree["passed"], json!(result == 2), "tree and its root: {}", context());
            assert_eq!(backtest[&event.id], engine_says, "engine and backtest: {}", context());
            judged += usize::from(candidate);
            let blockers = compiled.blockers(facts);
            let Err(stop) = verdict else {
                matched += 1;
                assert!(blockers.is_empty(), "blockers of a match: {}", context());
                continue;
            };
            unknown += usize::from(stop.unknown);
            assert_eq!(stop.unknown, result == 1, "unknown: {}", context());
            assert!(candidate || !stop.error, "an error that the index hides: {}", context());
            assert!(paths.iter().any(|p| p == stop.leaf), "{stop:?}: {}", context());
            let turned: HashSet<&str> = blockers.iter().copied().collect();
            assert_eq!(truth(&tree, &turned, false), 2, "{blockers:?} turned: {}", context());
            for one in &blockers {
                let mut fewer = turned.clone();
                fewer.remove(one);
                assert_ne!(truth(&tree, &fewer, false), 2, "{one} is not needed: {}", context());
            }
        }
    }
    let pairs = EVENTS * TRIGGERS;
    // The generator is worth something only if each of them happens.
    assert!(
        matched > pairs / 20 && unknown > pairs / 20 && judged < pairs * 9 / 10,
        "{matched} {unknown} {judged}"
    );
    engine.shutdown().await;
}

/// Every event, each with its verdict.
fn all() -> Question {
    const { assert!(EVENTS <= MAX_RETURNED) };
    let last = u32::try_from(EVENTS).unwrap();
    Question { span: Span { last, from_ms: None, to_ms: None }, show: Show::All, limit: EVENTS }
}

#[test]
fn only_triggers_that_may_match_are_asked() {
    let dir = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let store = prama_store::Store::open(&prama_store::OpenOptions::new(dir.path())).unwrap();
        // What all of them share comes first: only the first comer is filed under it, when nobody shared it yet.
        store
            .write(|tx| {
                for n in 0..2_000 {
                    let mut conditions = json!({"all": [
                        {"field": "content_type", "op": "is", "value": "application/pdf"},
                        {"field": "paid", "op": "is_true"},
                        {"any": [{"field": "customer", "op": "eq", "value": n}, {"field": "folder", "op": "inside_folder", "value": format!("/in/{n}")}]}
                    ]});
                    if n == 7 {
                        conditions = json!({"field": "name", "op": "contains", "value": "x"});
                    }
                    let d = serde_json::from_value(json!({
                        "id": format!("t{n}"), "name": "t", "source": "s", "event_type": "e", "workflow_id": "w",
                        "conditions": conditions, "active": n != 9
                    }))?;
                    prama_store::triggers::save(tx, &d, 0)?;
                }
                Ok(())
            })
            .await
            .unwrap();
        let rules = RuleSet::load(store.clone()).await.unwrap();
        let asked = |data: Value| {
            let Value::Object(data) = data else { panic!("a payload is an object") };
            let event = event("s", "e", data);
            let rules = rules.current();
            let found = rules.candidates(&event, &Facts::of(&event));
            found.iter().map(|t| t.row.definition.id.clone()).collect::<Vec<_>>()
        };
        let pdf = |more: Value| {
            let mut data = json!({"content_type": "application/pdf", "paid": true});
            data.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            data
        };
        assert_eq!(asked(pdf(json!({"customer": 5}))), ["t0", "t5", "t7"]);
        assert_eq!(asked(pdf(json!({"customer": 9.0, "folder": "/in/12/a/b.pdf"}))), ["t0", "t7", "t12"]);
        assert_eq!(asked(pdf(json!({}))), ["t0", "t7"]);
        assert_eq!(asked(json!({"content_type": "image/png", "paid": true})), ["t7"]);
        rules.change(|tx| prama_store::triggers::set_active(tx, "t9", true, 1)).await.unwrap();
        rules.change(|tx| prama_store::triggers::set_deleted(tx, "t12", true, 1)).await.unwrap();
        assert_eq!(asked(pdf(json!({"customer": 9.0, "folder": "/in/12/a/b.pdf"}))), ["t0", "t7", "t9"]);
        assert_eq!(rules.current().counts("s", "e"), (1_999, 0));
    });
}
