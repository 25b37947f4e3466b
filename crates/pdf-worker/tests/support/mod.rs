//! Asking the worker program, as the host does.

#![allow(dead_code)]

pub(crate) mod hostile;

use serde_json::{Value, json};
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};

/// What the worker said and how it ended.
pub(crate) struct Said {
    /// The last line, if it is an answer or an error.
    pub(crate) last: Option<Value>,
    /// Pages it reported on the way.
    pub(crate) pages: usize,
    pub(crate) warnings: Vec<String>,
    pub(crate) status: ExitStatus,
    pub(crate) stderr: String,
}

impl Said {
    pub(crate) fn ok(&self) -> &Value {
        let last = self.last.as_ref().unwrap_or_else(|| panic!("no answer: {} {}", self.status, self.stderr));
        last.get("ok").unwrap_or_else(|| panic!("{last}"))
    }

    /// The error's code; `died` when it ended without an answer.
    pub(crate) fn code(&self) -> String {
        let code = self.last.as_ref().and_then(|l| l["error"]["code"].as_str());
        code.map_or_else(|| if self.last.is_some() { "ok".into() } else { "died".into() }, ToOwned::to_owned)
    }
}

/// One request.
pub(crate) fn ask(request: &Value) -> Said {
    let mut child = Command::new(env!("CARGO_BIN_EXE_prama-pdf-worker"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // It may have ended before it read everything.
    let _ = writeln!(child.stdin.take().unwrap(), "{request}");
    let output = child.wait_with_output().unwrap();
    let lines: Vec<Value> =
        String::from_utf8(output.stdout).unwrap().lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    Said {
        pages: lines.iter().filter(|l| l.get("page").is_some()).count(),
        warnings: lines.iter().filter_map(|l| l["warn"].as_str()).map(ToOwned::to_owned).collect(),
        last: lines.into_iter().rfind(|l| l.get("ok").is_some() || l.get("error").is_some()),
        status: output.status,
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

pub(crate) fn text(path: &Path) -> Said {
    ask(&json!({ "op": "text", "path": path }))
}

pub(crate) fn info(path: &Path) -> Said {
    ask(&json!({ "op": "info", "path": path }))
}
