//! How an app is started.

use crate::edge::DEFAULT_PORT;
use prama_engine::Host;
use std::ffi::OsString;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

/// How an app is started.
#[derive(Debug, Clone)]
pub struct Options {
    /// The data folder.
    pub data_dir: PathBuf,
    /// Where to listen; loopback only. Port 8000 gives way to a free one when it is taken. `None`: no listener.
    pub listen: Option<SocketAddr>,
    /// Further folders of event sources.
    pub sources: Vec<PathBuf>,
    /// Argument vector that runs the document worker.
    pub worker: Vec<OsString>,
    /// Whether the listener also serves the UI.
    pub ui: bool,
    /// Whether secrets of sources go into the desktop's keyring, where there is one; `PRAMA_KEYRING=off` says no.
    pub keyring: bool,
    /// With a window or without.
    pub host: Host,
}

impl Options {
    /// The usual ones for a data folder: listener on the default port, with the UI.
    #[must_use]
    pub fn for_data_dir(data_dir: PathBuf) -> Self {
        let worker = std::env::current_exe().map(|exe| vec![exe.into_os_string(), "__pdf-worker".into()]);
        Self {
            data_dir: whole(data_dir),
            listen: Some(SocketAddr::from((Ipv4Addr::LOCALHOST, DEFAULT_PORT))),
            sources: Vec::new(),
            worker: worker.unwrap_or_default(),
            ui: true,
            keyring: std::env::var_os("PRAMA_KEYRING").is_none_or(|v| v != "off"),
            host: Host::Headless,
        }
    }

    /// The data folder unless told otherwise: `PRAMA_DATA`, else `prama` in the user's data home.
    #[must_use]
    pub fn default_data_dir() -> PathBuf {
        let set = |name: &str| std::env::var_os(name).filter(|v| !v.is_empty()).map(PathBuf::from);
        if let Some(dir) = set("PRAMA_DATA") {
            return dir;
        }
        let home = std::env::home_dir().unwrap_or_default();
        let data_home = if cfg!(target_os = "macos") {
            home.join("Library/Application Support")
        } else if cfg!(windows) {
            set("LOCALAPPDATA").unwrap_or_else(|| home.join("AppData/Local"))
        } else {
            set("XDG_DATA_HOME").filter(|p| p.is_absolute()).unwrap_or_else(|| home.join(".local/share"))
        };
        data_home.join("prama")
    }
}

/// A path as it reads from every folder: what is shown and handed to programs is not relative to where Prama was started.
pub(crate) fn whole(path: PathBuf) -> PathBuf {
    std::path::absolute(&path).unwrap_or(path)
}
