//! A server program in a folder of its own on a free port, as a user without rights where the tests run as root.

use prama_tests::eventually;
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;

/// A folder for a server, and the user it runs as.
pub(super) struct Place {
    dir: TempDir,
    /// Name, user id and group id; none where the tests are no root.
    other: Option<(String, u32, u32)>,
}

impl Place {
    /// A new folder that the user may write.
    pub(super) fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let is_root = number(&["-u"]) == 0;
        let other =
            is_root.then(|| ("nobody".to_owned(), number(&["-u", "nobody"]), number(&["-g", "nobody"])));
        std::fs::set_permissions(dir.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
        let place = Self { dir, other };
        place.give(place.dir.path());
        place
    }

    /// The folder.
    pub(super) fn path(&self) -> &Path {
        self.dir.path()
    }

    /// Gives a file or folder to the user.
    pub(super) fn give(&self, path: &Path) {
        if let Some((_, user, group)) = &self.other {
            chown(path, Some(*user), Some(*group)).unwrap();
        }
    }

    /// Writes a file of the user.
    pub(super) fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path().join(name);
        std::fs::write(&path, text).unwrap();
        self.give(&path);
        path
    }

    /// Names of the user and of its group that a server runs as.
    pub(super) fn user(&self) -> (String, String) {
        let who: Vec<&str> = self.other.iter().map(|(name, _, _)| name.as_str()).collect();
        (id(&[&["-un"], who.as_slice()].concat()), id(&[&["-gn"], who.as_slice()].concat()))
    }

    /// A command that runs as the user, in the folder.
    pub(super) fn command(&self, program: &Path) -> Command {
        let mut command = match &self.other {
            Some((_, user, group)) => {
                let mut command = Command::new("setpriv");
                // A test that is killed takes its server along.
                command.args(["--pdeathsig", "TERM"]);
                command
                    .arg(format!("--reuid={user}"))
                    .arg(format!("--regid={group}"))
                    .arg("--clear-groups")
                    .arg(program);
                command
            }
            None => Command::new(program),
        };
        command.current_dir(self.path()).env("HOME", self.path()).stdin(Stdio::null());
        command
    }

    /// Starts a server; it is up when it takes connections on `port`.
    pub(super) async fn serve(&self, program: &Path, arguments: &[&str], port: u16) -> Running {
        let log =
            std::fs::File::options().create(true).append(true).open(self.path().join("out.log")).unwrap();
        let mut command = self.command(program);
        command.args(arguments).process_group(0).stdout(log.try_clone().unwrap()).stderr(log);
        let running = Running(command.spawn().unwrap());
        eventually(&format!("{} takes connections", program.display()), async || {
            TcpStream::connect(("127.0.0.1", port)).ok()
        })
        .await;
        running
    }

    /// A certificate for localhost that nobody signed, and its key: `cert.pem`, `key.pem`.
    pub(super) fn certificate(&self) -> PathBuf {
        let made = Command::new("openssl")
            .args([
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-days",
                "3650",
                "-subj",
                "/CN=localhost",
            ])
            .args([
                "-addext",
                "subjectAltName=DNS:localhost,IP:127.0.0.1",
                "-keyout",
                "key.pem",
                "-out",
                "cert.pem",
            ])
            .current_dir(self.path())
            .output()
            .expect("openssl is installed");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let (cert, key) = (self.path().join("cert.pem"), self.path().join("key.pem"));
        std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o600)).unwrap();
        self.give(&cert);
        self.give(&key);
        cert
    }
}

/// A running server, leader of its process group; ended in order when dropped, with what it started.
pub(super) struct Running(Child);

impl Running {
    /// Ends it by a signal and waits.
    pub(super) fn stop(&mut self, signal: &str) {
        let _ = Command::new("kill").arg(signal).arg(self.0.id().to_string()).status();
        let _ = self.0.wait();
        // A session may outlive its server, and go on with what it knew.
        let _ = Command::new("kill")
            .args(["-KILL", "--", &format!("-{}", self.0.id())])
            .stderr(Stdio::null())
            .status();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Ok(None) = self.0.try_wait() {
            self.stop("-TERM");
        }
    }
}

/// A port that is free now.
pub(super) fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// The first of these programs that there is; panics with what to install.
pub(super) fn program(candidates: &[&str], package: &str) -> PathBuf {
    let found = candidates.iter().map(PathBuf::from).find(|path| path.is_file());
    found.unwrap_or_else(|| panic!("this test needs {package}: run `cargo xtask setup`"))
}

fn id(arguments: &[&str]) -> String {
    let said = Command::new("id").args(arguments).output().unwrap();
    String::from_utf8(said.stdout).unwrap().trim().to_owned()
}

fn number(arguments: &[&str]) -> u32 {
    id(arguments).parse().unwrap()
}
