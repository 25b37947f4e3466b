//! Tells Prama when the number of files in a folder changes. One line of JSON on standard output is an event.

use std::io::{self, Write};
use std::thread::sleep;
use std::time::Duration;
use std::{env, fs};

fn main() -> io::Result<()> {
    // Prama hands the configuration over as JSON; with the crate serde_json any of it can be read.
    let config = env::var("PRAMA_CONFIG").unwrap_or_default();
    let folder = setting(&config, "folder").unwrap_or_else(|| ".".into());
    let every = setting(&config, "every_seconds").and_then(|text| text.parse().ok()).unwrap_or(5);
    let mut known = None;
    loop {
        let files = count(&folder)?;
        if known != Some(files) {
            known = Some(files);
            let data = format!("{{\"folder\": {}, \"files\": {files}}}", quoted(&folder));
            let mut out = io::stdout().lock();
            writeln!(out, "{{\"event_type\": \"count_changed\", \"data\": {data}}}")?;
            out.flush()?;
        }
        sleep(Duration::from_secs(every));
    }
}

/// How many files are in the folder: put your own thing here.
fn count(folder: &str) -> io::Result<usize> {
    let mut files = 0;
    for entry in fs::read_dir(folder)? {
        files += usize::from(entry?.file_type()?.is_file());
    }
    Ok(files)
}

/// A text as JSON.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// A text or number of a flat JSON object.
fn setting(config: &str, name: &str) -> Option<String> {
    let rest = config.split_once(&format!("\"{name}\""))?.1.trim_start().strip_prefix(':')?.trim_start();
    match rest.strip_prefix('"') {
        Some(text) => text.split('"').next().map(str::to_owned),
        None => rest.split([',', '}']).next().map(|number| number.trim().to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_counted_and_folders_are_not() {
        let folder = env::temp_dir().join(format!("count-{}", std::process::id()));
        fs::create_dir_all(folder.join("c")).unwrap();
        fs::write(folder.join("a.txt"), "").unwrap();
        fs::write(folder.join("b.txt"), "").unwrap();
        assert_eq!(count(folder.to_str().unwrap()).unwrap(), 2);
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn the_configuration_is_read() {
        let config = r#"{"folder":"/a b","every_seconds":60}"#;
        assert_eq!(setting(config, "folder").as_deref(), Some("/a b"));
        assert_eq!(setting(config, "every_seconds").as_deref(), Some("60"));
        assert_eq!(setting(config, "other"), None);
        assert_eq!(quoted(r#"a "b" \c"#), r#""a \"b\" \\c""#);
    }
}
