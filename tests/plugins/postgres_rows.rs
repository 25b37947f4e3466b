//! Rows of a real PostgreSQL become events, complete and once, while many write, the program is killed and the server goes.

use super::database::{KILLS, MONITOR, ids};
use super::postgres::{PASSWORD, Postgres};
use super::source::{Source, audit};
use prama_tests::{eventually, runtime, start};
use serde_json::json;

#[test]
fn each_row_is_one_event_with_its_types() {
    let dir = tempfile::tempdir().unwrap();
    runtime().block_on(async {
        let postgres = Postgres::start().await;
        postgres.sql("INSERT INTO orders (customer) VALUES ('before')");
        let mut server = start(&dir.path().join("data"), &[]).await;
        let source = Source::watch(&server, MONITOR, "row_added", postgres.config()).await;
        postgres.sql(
            "INSERT INTO orders (customer, total, paid, file, details, at) VALUES \
             ('Ann \u{e4}\u{1f600}', 100.50, true, '\\x00ff', '{\"a\": [1, null]}', '2025-11-19 11:30:00.25+01'), (NULL, 'NaN', false, NULL, NULL, NULL)",
        );
        let events = source.wait_for("row_added", 2).await;
        let row = json!({"id": 2, "customer": "Ann \u{e4}\u{1f600}", "total": 100.5, "paid": true, "file": "AP8=",
            "details": {"a": [1, null]}, "at": "2025-11-19T10:30:00.25Z"});
        let (first, second) = if events[0]["cursor"] == 2 { (0, 1) } else { (1, 0) };
        assert_eq!(events[first], json!({"table": "public.orders", "cursor": 2, "row": row}));
        assert_eq!(events[second]["row"]["total"], "NaN");
        // While the app is off.
        assert_eq!(server.stop(), Some(0));
        postgres.sql("INSERT INTO orders (customer) SELECT 'off' FROM generate_series(1, 500)");
        let server = start(&dir.path().join("data"), &[]).await;
        let source = Source::of(&server, MONITOR);
        source.wait_for("row_added", 502).await;
        postgres.sql("INSERT INTO orders (customer) VALUES ('last')");
        let events = source.wait_for("row_added", 503).await;
        // Rows that are sent together may be stored in another order.
        let mut ids = ids(&events);
        ids.sort_unstable();
        assert_eq!(ids, (2..=504).collect::<Vec<i64>>());
        audit(&server);
    });
}

#[test]
fn a_row_committed_after_a_later_one_is_not_passed_over() {
    let dir = tempfile::tempdir().unwrap();
    runtime().block_on(async {
        let postgres = Postgres::start().await;
        let server = start(&dir.path().join("data"), &[]).await;
        let source = Source::watch(&server, MONITOR, "row_added", postgres.config()).await;
        let mut slow = postgres.session();
        slow.send("BEGIN; INSERT INTO orders (customer) VALUES ('slow');\n");
        let waits = "SELECT count(*) FROM pg_stat_activity WHERE state = 'idle in transaction'";
        eventually("the open transaction", async || (postgres.sql(waits).trim() == "1").then_some(())).await;
        postgres.sql("INSERT INTO orders (customer) VALUES ('fast')");
        // It sees the second row, and that somebody still writes.
        let asks = "SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'prama%' AND query LIKE '%virtualtransaction%'";
        eventually("the source waits", async || (postgres.sql(asks).trim() == "1").then_some(())).await;
        slow.send("COMMIT;\n");
        slow.end();
        let mut ids = ids(&source.wait_for("row_added", 2).await);
        ids.sort_unstable();
        assert_eq!(ids, [1, 2]);
    });
}

#[test]
fn nothing_is_lost_or_doubled_over_twenty_kills_while_four_write() {
    const WRITERS: usize = 4;
    const ROWS: usize = 750;
    let dir = tempfile::tempdir().unwrap();
    runtime().block_on(async {
        let postgres = Postgres::start().await;
        let server = start(&dir.path().join("data"), &[]).await;
        let source = Source::watch(&server, MONITOR, "row_added", postgres.config()).await;
        // Each takes its number first and commits a little later, so that rows become visible out of order.
        let one =
            "BEGIN; INSERT INTO orders (customer) VALUES ('w'); SELECT pg_sleep(random() * 0.02); COMMIT;\n";
        let writers: Vec<_> = (0..WRITERS)
            .map(|_| {
                let mut session = postgres.session();
                std::thread::spawn(move || {
                    for _ in 0..ROWS {
                        session.send(one);
                    }
                    session.end();
                })
            })
            .collect();
        for kill in 1..=KILLS {
            source.wait_for("row_added", kill * WRITERS * ROWS / (KILLS + 2)).await;
            source.kill().await;
        }
        for writer in writers {
            writer.join().unwrap();
        }
        source.wait_for("row_added", WRITERS * ROWS).await;
        postgres.sql("INSERT INTO orders (customer) VALUES ('end')");
        let events = source.wait_for("row_added", WRITERS * ROWS + 1).await;
        let mut ids = ids(&events);
        ids.sort_unstable();
        assert_eq!(ids, (1..=(WRITERS * ROWS + 1) as i64).collect::<Vec<_>>());
        assert_eq!(source.rejected().await, 0);
        audit(&server);
        println!("{KILLS} kills, {} rows of {WRITERS} writers: 0 lost, 0 doubled", WRITERS * ROWS);
    });
}

#[test]
fn what_is_wrong_is_said_and_mended() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    runtime().block_on(async {
        let mut postgres = Postgres::start().await;
        let server = start(&data, &[]).await;
        let mut config = postgres.config();
        (config["poll_interval_s"], config["channel"]) = (json!(86_400), json!("new \"orders\""));
        let source = Source::watch(&server, MONITOR, "row_added", config).await;
        // Only the notification can tell it.
        postgres.sql("INSERT INTO orders (customer) VALUES ('told'); NOTIFY \"new \"\"orders\"\"\"");
        source.wait_for("row_added", 1).await;

        postgres.stop();
        source.wait_for_trouble("of localhost").await;
        postgres.start_again().await;
        postgres.sql("INSERT INTO orders (customer) VALUES ('again')");
        source.wait_for("row_added", 2).await;
        source.wait_until_well().await;
        assert_eq!(source.get().await["restarts"], 0);

        let wrong = "falsches geheimnis";
        let said = async |changes: serde_json::Value, text: &str| {
            let mut config = postgres.config();
            for (name, value) in changes.as_object().unwrap() {
                config[name] = value.clone();
            }
            source.configure(config).await;
            source.wait_for_trouble(text).await
        };
        assert!(said(json!({"password": wrong}), "lets reader not in").await.contains("pg_hba.conf"));
        assert!(said(json!({"security": "tls"}), "is not trusted").await.contains("ca_file"));
        said(json!({"database": "nowhere"}), "There is no database nowhere").await;
        said(json!({"table": "nothing"}), "relation \"nothing\" does not exist").await;
        said(json!({"cursor_column": "nr"}), "column \"nr\" does not exist").await;
        said(json!({"table": "", "query": "DELETE FROM orders RETURNING id"}), "The rows cannot be read").await;
        said(json!({"host": "db.invalid"}), "db.invalid cannot be found").await;
        let mut config = postgres.config();
        (config["security"], config["ca_file"]) = (json!("tls"), json!(postgres.certificate));
        source.configure(config).await;
        postgres.sql("INSERT INTO orders (customer) VALUES ('tls')");
        source.wait_for("row_added", 3).await;
        let encrypted = "SELECT count(*) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE application_name LIKE 'prama%' AND ssl";
        assert_eq!(postgres.sql(encrypted).trim(), "1");
        let log = std::fs::read_to_string(data.with_extension("log")).unwrap() + &source.log().await;
        assert!(!log.contains(wrong) && !log.contains(PASSWORD), "a password was logged");
    });
}
