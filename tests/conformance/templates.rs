//! What `prama sources new` makes works: its own test, and the check.

use super::{check, text};
use prama_tests::prama;
use std::path::Path;
use std::process::{Command, Output};

fn new(name: &str, arguments: &[&str], data: &Path) -> Output {
    let mut command = Command::new(prama());
    command.args(["sources", "new", name]).args(arguments).env("PRAMA_DATA", data);
    command.output().unwrap()
}

/// Makes a source, runs its commands in its folder, and checks it.
fn works(language: &str, commands: &[&[&str]]) {
    let home = tempfile::tempdir().unwrap();
    let done = new("file-count", &["--lang", language], home.path());
    assert!(done.status.success(), "{}", text(&done.stderr));
    let out = text(&done.stdout);
    let dir = home.path().join("event-sources/file-count");
    for step in [
        "  plugin.json\n",
        "prama sources check .",
        "prama sources trust file-count",
        "New trigger › File count",
    ] {
        assert!(out.contains(step), "no {step:?} in:\n{out}");
    }
    for command in commands {
        assert!(
            out.contains(
                &command.iter().copied().filter(|w| *w != "--offline").collect::<Vec<_>>().join(" ")
            ),
            "{out}"
        );
        let done = Command::new(command[0])
            .args(&command[1..])
            .current_dir(&dir)
            .env_remove("CARGO_TARGET_DIR")
            .output();
        let done = done.unwrap();
        assert!(done.status.success(), "{command:?}: {}{}", text(&done.stdout), text(&done.stderr));
    }
    let (exit, report) = check(&dir, &[]);
    assert_eq!(exit, Some(0), "{report:#}");
    assert_eq!(report["events"]["count_changed"], 1, "{report:#}");
}

#[test]
fn python() {
    works("python", &[&["python3", "-B", "-m", "unittest"]]);
}

#[test]
fn node() {
    works("node", &[&["node", "--test"]]);
}

#[test]
fn bash() {
    works("bash", &[&["bash", "test_count.sh"]]);
}

#[test]
fn rust() {
    works("rust", &[&["cargo", "test", "--offline"], &["cargo", "build", "--offline", "--release"]]);
}

#[test]
fn a_wrong_name_is_corrected_and_nothing_is_overwritten() {
    let home = tempfile::tempdir().unwrap();
    let done = new("File Count", &["--lang", "bash"], home.path());
    assert_eq!(done.status.code(), Some(2));
    assert!(text(&done.stderr).contains("Use file-count"), "{}", text(&done.stderr));
    let dir = home.path().join("own");
    let arguments = ["--lang", "bash", "--dir", dir.to_str().unwrap()];
    assert!(new("file-count", &arguments, home.path()).status.success());
    std::fs::write(dir.join("file-count/main.sh"), "mine").unwrap();
    let done = new("file-count", &arguments, home.path());
    assert_eq!(done.status.code(), Some(1));
    assert!(text(&done.stderr).contains("nothing was changed. [CLI-004]"), "{}", text(&done.stderr));
    assert_eq!(std::fs::read_to_string(dir.join("file-count/main.sh")).unwrap(), "mine");
}
