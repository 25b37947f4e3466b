//! Mails in a real mailbox become events: while the app runs, while it is off, and while its program is killed.

use super::dovecot::{Dovecot, USER};
use super::source::{Source, audit};
use prama_testkit::pdf;
use prama_tests::{eventually, runtime, start};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

pub(super) const MONITOR: &str = "email-monitor";
const KILLS: usize = 20;
const MAILS: usize = 500;

pub(super) fn mail(subject: &str) -> Vec<u8> {
    format!(
        "From: Ann Doe <ann@example.com>\r\nTo: {USER}\r\nSubject: {subject}\r\nMessage-ID: <{subject}@example.com>\r\n\
         Date: Wed, 19 Nov 2025 11:30:00 +0100\r\n\r\nThe text of {subject}.\r\n"
    )
    .into_bytes()
}

/// A mail with a PDF whose name wants to leave the folder.
fn mail_with_pdf(subject: &str, name: &str) -> Vec<u8> {
    let head = format!(
        "From: ann@example.com\r\nSubject: {subject}\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nSee the file.\r\n--x\r\n\
         Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: binary\r\n\
         Content-Disposition: attachment; filename=\"{name}\"\r\n\r\n"
    );
    [head.as_bytes(), &pdf::with_text(&format!("Invoice of {subject}")), b"\r\n--x--\r\n"].concat()
}

fn subjects(events: &[Value]) -> BTreeSet<String> {
    events.iter().map(|data| data["subject"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn each_mail_is_one_event_and_its_pdf_runs_a_workflow() {
    let dir = tempfile::tempdir().unwrap();
    let saved = dir.path().join("Attachments");
    std::fs::create_dir(&saved).unwrap();
    runtime().block_on(async {
        let dovecot = Dovecot::start().await;
        dovecot.deliver("before", &mail("before"));
        let mut config = dovecot.plain();
        config["save_folder"] = json!(saved);
        config["save_patterns"] = json!(["*.pdf"]);
        let mut server = start(&dir.path().join("data"), &[]).await;
        let source = Source::watch(&server, MONITOR, "email_received", config).await;
        source.listen("files", "email_attachment_saved", "extract-pdf-text").await;
        dovecot.deliver("one", &mail("one"));
        dovecot.deliver("two", &mail_with_pdf("two", "../../../two.pdf"));
        let events = source.wait_for("email_received", 2).await;
        let one = events.iter().find(|data| data["subject"] == "one").unwrap();
        assert_eq!(
            (&one["from"], &one["from_name"], &one["to"]),
            (&json!("ann@example.com"), &json!("Ann Doe"), &json!([USER]))
        );
        assert_eq!(
            (&one["text"], &one["date"]),
            (&json!("The text of one."), &json!("2025-11-19T10:30:00Z"))
        );
        assert_eq!((&one["message_id"], &one["flags"]), (&json!("<one@example.com>"), &json!([])));

        // While the app is off.
        assert_eq!(server.stop(), Some(0));
        for n in 0..5 {
            dovecot.deliver(&format!("off-{n}"), &mail(&format!("off {n}")));
        }
        let server = start(&dir.path().join("data"), &[]).await;
        let source = Source::of(&server, MONITOR);
        source.wait_for("email_received", 7).await;
        dovecot.deliver("last", &mail("last"));
        let events = source.wait_for("email_received", 8).await;
        let expected = ["one", "two", "off 0", "off 1", "off 2", "off 3", "off 4", "last"].map(str::to_owned);
        assert_eq!((events.len(), subjects(&events)), (8, BTreeSet::from(expected)));

        // The PDF was saved inside the folder, and a workflow for files read it.
        let two = events.iter().find(|data| data["subject"] == "two").unwrap();
        let [file] = two["attachments"].as_array().unwrap().as_slice() else { panic!("{two}") };
        let path = std::path::Path::new(file["file_path"].as_str().unwrap());
        assert!(path.starts_with(&saved) && path.ends_with("two.pdf"), "{file}");
        assert_eq!(source.events("email_attachment_saved").len(), 1);
        let run = eventually("the run on the attachment", async || {
            let list = server.client.get("/api/runs?trigger=files").await;
            let run = list["items"].as_array()?.first()?.clone();
            ["succeeded", "failed"]
                .contains(&run["status"].as_str()?)
                .then(|| run["id"].as_str().unwrap().to_owned())
        })
        .await;
        let run = server.client.get(&format!("/api/runs/{run}")).await;
        assert!(run["steps"].to_string().contains("Invoice of two"), "{run}");
        assert!(dovecot.is_untouched(), "a mail was marked as read");
        assert_eq!(source.rejected().await, 0);
        audit(&server);
    });
}

#[test]
fn nothing_is_lost_or_doubled_over_twenty_kills_during_five_hundred_mails() {
    let dir = tempfile::tempdir().unwrap();
    let saved = dir.path().join("Attachments");
    std::fs::create_dir(&saved).unwrap();
    runtime().block_on(async {
        let dovecot = Arc::new(Dovecot::start().await);
        let mut config = dovecot.plain();
        config["save_folder"] = json!(saved);
        let server = start(&dir.path().join("data"), &[]).await;
        let source = Source::watch(&server, MONITOR, "email_received", config).await;
        let stop = Arc::new(AtomicBool::new(false));
        let (boxed, stopped) = (dovecot.clone(), stop.clone());
        // Every fifth mail has a file.
        let sender = tokio::spawn(async move {
            for n in 0..MAILS {
                let subject = format!("mail {n}");
                let text = if n % 5 == 0 { mail_with_pdf(&subject, "a.pdf") } else { mail(&subject) };
                boxed.deliver(&format!("{n}"), &text);
                if stopped.load(Ordering::Relaxed) {
                    return;
                }
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        });
        for kill in 1..=KILLS {
            // Each kill a little further on.
            source.wait_for("email_received", kill * MAILS / (KILLS + 2)).await;
            source.kill().await;
        }
        let events = source.wait_for("email_received", MAILS).await;
        sender.await.unwrap();
        stop.store(true, Ordering::Relaxed);
        let files = source.wait_for("email_attachment_saved", MAILS / 5).await;
        // What would come double would come now: one more mail is through only after them.
        dovecot.deliver("end", &mail("end"));
        source.wait_for("email_received", MAILS + 1).await;
        assert_eq!(subjects(&events).len(), MAILS, "every mail once");
        assert_eq!(source.events("email_received").len(), MAILS + 1, "no mail twice");
        assert_eq!((files.len(), source.events("email_attachment_saved").len()), (MAILS / 5, MAILS / 5));
        assert!(files.iter().all(|data| std::path::Path::new(data["file_path"].as_str().unwrap()).is_file()));
        assert_eq!(source.rejected().await, 0);
        audit(&server);
        println!("{KILLS} kills, {MAILS} mails: 0 lost, 0 doubled");
    });
}

#[test]
fn a_mailbox_with_new_numbers_gives_only_what_is_new() {
    let dir = tempfile::tempdir().unwrap();
    runtime().block_on(async {
        let mut dovecot = Dovecot::start().await;
        let mut config = dovecot.plain();
        (config["use_idle"], config["poll_interval_s"]) = (json!(false), json!(5));
        let server = start(&dir.path().join("data"), &[]).await;
        let source = Source::watch(&server, MONITOR, "email_received", config).await;
        for n in 0..10 {
            dovecot.deliver(&format!("old-{n}"), &mail(&format!("old {n}")));
        }
        source.wait_for("email_received", 10).await;
        dovecot.stop();
        dovecot.forget_numbers();
        dovecot.deliver("new", &mail("new"));
        dovecot.start_again().await;
        let events = source.wait_for("email_received", 11).await;
        dovecot.deliver("end", &mail("end"));
        source.wait_for("email_received", 12).await;
        let log = source.log().await;
        let all = source.events("email_received");
        assert_eq!((subjects(&events).contains("new"), all.len()), (true, 12));
        assert!(log.contains("rebuilt INBOX"), "{log}");
    });
}
