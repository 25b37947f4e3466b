//! A Dovecot with one mailbox, into which mails are put as a mail server does: written aside, then renamed.

use super::server::{Place, Running, free_port, program};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

pub(super) const USER: &str = "ada@example.com";
pub(super) const PASSWORD: &str = "gr\u{fc}n \"und\" geheim";

pub(super) struct Dovecot {
    place: Place,
    running: Running,
    config: PathBuf,
    plain_port: u16,
    tls_port: u16,
    /// The certificate that nobody signed.
    pub(super) certificate: PathBuf,
}

impl Dovecot {
    pub(super) async fn start() -> Self {
        let place = Place::new();
        let certificate = place.certificate();
        let (plain_port, tls_port) = (free_port(), free_port());
        let (user, group) = place.user();
        let dir = place.path().display().to_string();
        // Dovecot's own example of an installation without root, with one user.
        let text = format!(
            "base_dir = {dir}/run\nstate_dir = {dir}/state\nlog_path = {dir}/dovecot.log\nauth_verbose = yes\n\
             protocols = imap\nlisten = 127.0.0.1\nmail_fsync = never\nmail_location = maildir:{dir}/mail\n\
             default_internal_user = {user}\ndefault_internal_group = {group}\ndefault_login_user = {user}\n\
             first_valid_uid = 1\nfirst_valid_gid = 1\nauth_mechanisms = plain\ndisable_plaintext_auth = no\n\
             ssl = yes\nssl_cert = <{dir}/cert.pem\nssl_key = <{dir}/key.pem\n\
             passdb {{\n driver = passwd-file\n args = scheme=PLAIN {dir}/users\n}}\n\
             userdb {{\n driver = static\n args = uid={user} gid={group} home={dir}\n}}\n\
             service anvil {{\n chroot =\n}}\nservice imap-login {{\n chroot =\n\
             inet_listener imap {{\n port = {plain_port}\n }}\n inet_listener imaps {{\n port = {tls_port}\n }}\n}}\n"
        );
        place.write("users", &format!("{USER}:{{PLAIN}}{PASSWORD}\n"));
        let config = place.write("dovecot.conf", &text);
        for name in ["mail", "mail/tmp", "mail/new", "mail/cur"] {
            std::fs::create_dir(place.path().join(name)).unwrap();
            place.give(&place.path().join(name));
        }
        let running = run(&place, &config, plain_port).await;
        Self { place, running, config, plain_port, tls_port, certificate }
    }

    pub(super) fn stop(&mut self) {
        self.running.stop("-TERM");
    }

    pub(super) async fn start_again(&mut self) {
        self.running = run(&self.place, &self.config, self.plain_port).await;
    }

    /// The configuration of a source that watches the mailbox.
    pub(super) fn plain(&self) -> Value {
        json!({"server": "localhost", "port": self.plain_port, "security": "none", "user": USER, "password": PASSWORD})
    }

    pub(super) fn tls(&self) -> Value {
        json!({"server": "localhost", "port": self.tls_port, "user": USER, "password": PASSWORD})
    }

    /// Puts a mail into the mailbox.
    pub(super) fn deliver(&self, name: &str, mail: &[u8]) {
        let fresh = self.place.path().join("mail/tmp").join(name);
        std::fs::write(&fresh, mail).unwrap();
        self.place.give(&fresh);
        std::fs::rename(fresh, self.place.path().join("mail/new").join(name)).unwrap();
    }

    /// Makes the server forget the numbers of its mails, as after a restored backup.
    pub(super) fn forget_numbers(&self) {
        for entry in std::fs::read_dir(self.place.path().join("mail")).unwrap() {
            let path = entry.unwrap().path();
            if path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("dovecot")) {
                std::fs::remove_file(path).unwrap();
            }
        }
    }

    /// What the server wrote to its log.
    pub(super) fn log(&self) -> String {
        std::fs::read_to_string(self.place.path().join("dovecot.log")).unwrap_or_default()
    }

    /// Whether the server's flags of its mails are as at delivery: none was read or moved.
    pub(super) fn is_untouched(&self) -> bool {
        let maildir: &Path = &self.place.path().join("mail");
        let seen = std::fs::read_dir(maildir.join("cur")).unwrap();
        seen.flatten().all(|entry| !entry.file_name().to_string_lossy().contains(",S"))
    }
}

async fn run(place: &Place, config: &Path, port: u16) -> Running {
    let dovecot =
        program(&["/usr/sbin/dovecot", "/usr/bin/dovecot", "/usr/local/sbin/dovecot"], "dovecot-imapd");
    place.serve(&dovecot, &["-F", "-c", config.to_str().unwrap()], port).await
}
