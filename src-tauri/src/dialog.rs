//! The system's own dialog for choosing a folder; that for files is in `files`.
//!
//! The dialog plugin's command for the page is not used: it blocks a worker thread for as long as the dialog is open,
//! and the engine works on the same few threads.

use std::path::PathBuf;

use tauri::{State, WebviewWindow};
use tauri_plugin_dialog::DialogExt;
use tokio::sync::{Mutex, MutexGuard, oneshot};

/// Held while a dialog is open.
#[derive(Default)]
pub(crate) struct OneDialog(Mutex<()>);

impl OneDialog {
    /// `None` while another one is open.
    pub(crate) fn open(&self) -> Option<MutexGuard<'_, ()>> {
        self.0.try_lock().ok()
    }
}

/// Asks for a folder, starting at one if given. `None`: cancelled, or a dialog is open already.
#[tauri::command]
pub(crate) async fn pick_folder(
    window: WebviewWindow,
    one: State<'_, OneDialog>,
    start: Option<PathBuf>,
) -> Result<Option<PathBuf>, String> {
    let Some(_open) = one.open() else { return Ok(None) };
    let (answer, picked) = oneshot::channel();
    let mut dialog = window.dialog().file().set_title("Choose a folder").set_parent(&window);
    if let Some(start) = start {
        dialog = dialog.set_directory(start);
    }
    dialog.pick_folder(move |folder| {
        // Nobody waits any more when the page has gone.
        let _ = answer.send(folder);
    });
    let Some(folder) = picked.await.ok().flatten() else { return Ok(None) };
    folder.into_path().map(Some).map_err(|error| error.to_string())
}
