//! The writer from outside: a failing transaction undoes only itself, answers follow the commit, one owner per folder.
#![allow(clippy::unwrap_used)]

use prama_store::{Kind, OpenOptions, Store, StoreError, settings};
use std::path::Path;

fn open(dir: &Path) -> Result<Store, StoreError> {
    Store::open(&OpenOptions::new(dir))
}

async fn value(store: &Store, name: &'static str) -> Option<String> {
    store.read(move |c| settings::get(c, name)).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failing_transaction_undoes_only_itself_and_says_nothing_to_the_journal() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path()).unwrap();
    let before = *store.seq().borrow();
    let jobs: Vec<_> = (0..200)
        .map(|i| {
            let store = store.clone();
            tokio::spawn(async move {
                store
                    .write(move |tx| {
                        settings::set(tx, &format!("n{i}"), "yes")?;
                        tx.changed(Kind::Status, format!("n{i}"));
                        if i % 3 == 0 { Err(StoreError::Conflict("no".into())) } else { Ok(i) }
                    })
                    .await
            })
        })
        .collect();
    let mut stored = 0;
    for (i, job) in jobs.into_iter().enumerate() {
        let answer = job.await.unwrap();
        assert_eq!(answer.is_ok(), i % 3 != 0);
        let there = store.read(move |c| settings::get(c, &format!("n{i}"))).await.unwrap().is_some();
        assert_eq!(there, answer.is_ok(), "n{i}");
        stored += i64::from(there);
    }
    assert_eq!(*store.seq().borrow() - before, stored, "one journal row per stored change");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_owner_at_a_time_and_closing_frees_the_folder() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path()).unwrap();
    store.write(|tx| settings::set(tx, "kept", "1")).await.unwrap();
    assert!(matches!(open(dir.path()), Err(StoreError::Locked(_))));
    store.close().await.unwrap();
    assert!(matches!(store.write(|_| Ok(())).await, Err(StoreError::Closed)));
    let again = open(dir.path()).unwrap();
    assert_eq!(value(&again, "kept").await.as_deref(), Some("1"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_foreign_damaged_or_newer_file_is_refused_and_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("prama.db");
    std::fs::write(&file, b"this is not a database, but it is long enough to look at".repeat(100)).unwrap();
    let before = std::fs::read(&file).unwrap();
    assert_eq!(open(dir.path()).err().unwrap().exit_code(), 4);
    assert_eq!(std::fs::read(&file).unwrap(), before);

    std::fs::remove_file(&file).unwrap();
    let store = open(dir.path()).unwrap();
    store.close().await.unwrap();
    drop(store);
    let raw = rusqlite::Connection::open(&file).unwrap();
    raw.pragma_update(None, "user_version", 999).unwrap();
    drop(raw);
    let error = open(dir.path()).err().unwrap();
    assert!(matches!(error, StoreError::NewerSchema { found: 999, .. }), "{error}");
    assert_eq!(error.exit_code(), 5);
}
