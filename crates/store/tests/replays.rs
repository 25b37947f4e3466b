//! Replays on record are bounded: the oldest ended ones go, what is at work stays.
#![allow(clippy::unwrap_used)]

use prama_store::replays::{self, Replay};
use prama_store::{OpenOptions, Store};

#[tokio::test(flavor = "multi_thread")]
async fn old_replays_that_ended_are_forgotten() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(&OpenOptions::new(dir.path())).unwrap();
    store
        .write(|tx| {
            // Each says that it has 30,000 events; the first one is still at work.
            for i in 0..8 {
                let replay = Replay {
                    n: 0,
                    id: i.to_string(),
                    request: "{}".into(),
                    real: true,
                    events: 30_000,
                    truncated: false,
                    ended_ms: None,
                };
                let n = replays::insert(tx, &replay, &[1, 2], i)?;
                if i > 0 {
                    replays::end(tx, n, i)?;
                }
            }
            Ok(())
        })
        .await
        .unwrap();
    let there = store
        .read(|c| {
            let mut there = Vec::new();
            for i in 0..8 {
                there.extend(replays::find(c, &i.to_string())?.map(|r| r.id));
            }
            Ok(there)
        })
        .await
        .unwrap();
    assert_eq!(there, ["0", "5", "6", "7"]);
    let rows =
        store.read(|c| Ok(c.query_row("SELECT count(*) FROM replay_events", [], |r| r.get::<_, i64>(0))?));
    assert_eq!(rows.await.unwrap(), 8);
}
