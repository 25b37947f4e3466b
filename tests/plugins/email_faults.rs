//! A mail server that is away, refuses the password or shows a certificate that nobody signed: said with the fix, and mended.

use super::dovecot::{Dovecot, PASSWORD};
use super::email::{MONITOR, mail};
use super::source::Source;
use prama_tests::{runtime, start};
use serde_json::json;

#[test]
fn the_server_goes_and_comes_back() {
    let dir = tempfile::tempdir().unwrap();
    runtime().block_on(async {
        let mut dovecot = Dovecot::start().await;
        let server = start(&dir.path().join("data"), &[]).await;
        let source = Source::watch(&server, MONITOR, "email_received", dovecot.plain()).await;
        dovecot.stop();
        let said = source.wait_for_trouble("Nothing answers on port").await;
        assert!(said.contains("Check the port"), "{said}");
        dovecot.deliver("meanwhile", &mail("meanwhile"));
        dovecot.start_again().await;
        source.wait_for("email_received", 1).await;
        source.wait_until_well().await;
        // It was the same process all the time.
        assert_eq!(source.get().await["restarts"], 0);
    });
}

#[test]
fn a_wrong_password_is_tried_once_and_is_in_no_log() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    runtime().block_on(async {
        let dovecot = Dovecot::start().await;
        let wrong = "n\u{e4}chstes geheimnis";
        let mut config = dovecot.plain();
        config["password"] = json!(wrong);
        let server = start(&data, &[]).await;
        let source = Source::of(&server, MONITOR);
        source.configure(config).await;
        server.client.post(&format!("/api/event-sources/{MONITOR}/start"), json!({})).await;
        let said = source.wait_for_trouble("refused the user name or password").await;
        assert!(said.contains("app password"), "{said}");
        source.configure(dovecot.plain()).await;
        source.wait_until_it_watches().await;
        source.wait_until_well().await;
        let tries = dovecot
            .log()
            .lines()
            .filter(|line| line.contains("passwd-file") && line.contains("assword mismatch"))
            .count();
        assert_eq!(tries, 1, "{}", dovecot.log());
        let log = std::fs::read_to_string(data.with_extension("log")).unwrap() + &source.log().await + &said;
        assert!(!log.contains(wrong) && !log.contains(PASSWORD), "a password was logged");
    });
}

#[test]
fn a_certificate_that_nobody_signed_is_refused_until_its_file_is_named() {
    let dir = tempfile::tempdir().unwrap();
    runtime().block_on(async {
        let dovecot = Dovecot::start().await;
        let server = start(&dir.path().join("data"), &[]).await;
        let source = Source::of(&server, MONITOR);
        source.configure(dovecot.tls()).await;
        server.client.post(&format!("/api/event-sources/{MONITOR}/start"), json!({})).await;
        let said = source.wait_for_trouble("is not trusted").await;
        assert!(said.contains("ca_file"), "{said}");
        assert!(!dovecot.log().contains("Login:"), "it signed in all the same");
        let mut config = dovecot.tls();
        config["ca_file"] = json!(dovecot.certificate);
        source.configure(config.clone()).await;
        source.wait_until_it_watches().await;
        dovecot.deliver("tls", &mail("tls"));
        source.wait_for("email_received", 1).await;

        // The other way to TLS, on the port that begins without.
        (config["security"], config["port"]) = (json!("starttls"), dovecot.plain()["port"].clone());
        source.configure(config.clone()).await;
        dovecot.deliver("starttls", &mail("starttls"));
        source.wait_for("email_received", 2).await;

        // Wrong settings are said for what they are.
        config["mailbox"] = json!("Rechnungen");
        source.configure(config.clone()).await;
        let said = source.wait_for_trouble("There is no mailbox Rechnungen").await;
        assert!(said.contains("INBOX"), "{said}");
        (config["security"], config["server"]) = (json!("tls"), json!("mail.invalid"));
        source.configure(config).await;
        source.wait_for_trouble("mail.invalid cannot be found").await;
    });
}
