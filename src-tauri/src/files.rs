//! Files that a person dropped on the window or chose in its dialog: only those may be sent, and never their bytes
//! pass through the page.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::{Body, Bytes};
use futures::stream::{self, BoxStream, StreamExt};
use http::{HeaderValue, Method, Request, header};
use serde::Serialize;
use tauri::ipc::Channel;
use tauri::{State, WebviewWindow};
use tauri_plugin_dialog::DialogExt;
use tokio::fs::File;
use tokio::io::AsyncReadExt;
use tokio::sync::oneshot;
use tokio::task::AbortHandle;

use crate::commands::{Answer, answer};
use crate::dialog::OneDialog;
use crate::engine::Engine;

/// Read at once; each piece is told as progress.
const PIECE: usize = 64 * 1024;
/// Files that stay allowed; a drop of more is cut off there.
const MAX_ALLOWED: usize = 10_000;

/// What was handed over by hand, and what is being sent.
#[derive(Default)]
pub(crate) struct Files {
    allowed: Mutex<HashSet<PathBuf>>,
    last_drop: Mutex<Vec<PathBuf>>,
    sending: Mutex<HashMap<String, AbortHandle>>,
}

/// A file or folder as the page sees it.
#[derive(Debug, Serialize, PartialEq, Eq)]
pub(crate) struct Item {
    name: String,
    path: PathBuf,
    size: u64,
    folder: bool,
}

impl Files {
    /// Remembers what was dropped, until the next drop.
    pub(crate) fn dropped(&self, paths: &[PathBuf]) {
        let paths: Vec<_> = paths.iter().take(MAX_ALLOWED).cloned().collect();
        self.allow(&paths);
        *self.last_drop.lock().unwrap_or_else(PoisonError::into_inner) = paths;
    }

    fn allow(&self, paths: &[PathBuf]) {
        let mut allowed = self.allowed.lock().unwrap_or_else(PoisonError::into_inner);
        if allowed.len() + paths.len() > MAX_ALLOWED {
            allowed.clear();
        }
        allowed.extend(paths.iter().cloned());
    }

    fn allows(&self, path: &Path) -> bool {
        self.allowed.lock().unwrap_or_else(PoisonError::into_inner).contains(path)
    }

    fn stop(&self, id: &str) {
        if let Some(task) = self.sending.lock().unwrap_or_else(PoisonError::into_inner).remove(id) {
            task.abort();
        }
    }
}

fn item(path: &Path) -> Option<Item> {
    let about = path.metadata().ok()?;
    let name = path.file_name()?.to_string_lossy().into_owned();
    Some(Item { name, path: path.to_owned(), size: about.len(), folder: about.is_dir() })
}

/// What the last drop brought; what is gone already is left out.
#[tauri::command]
pub(crate) fn dropped(files: State<'_, Arc<Files>>) -> Vec<Item> {
    let paths = files.last_drop.lock().unwrap_or_else(PoisonError::into_inner).clone();
    paths.iter().filter_map(|path| item(path)).collect()
}

/// Asks for files. Empty: cancelled, or a dialog is open already.
#[tauri::command]
pub(crate) async fn pick_files(
    window: WebviewWindow,
    one: State<'_, OneDialog>,
    files: State<'_, Arc<Files>>,
) -> Result<Vec<Item>, String> {
    let Some(_open) = one.open() else { return Ok(Vec::new()) };
    let (answer, picked) = oneshot::channel();
    window.dialog().file().set_title("Choose files to send").set_parent(&window).pick_files(move |found| {
        // Nobody waits any more when the page has gone.
        let _ = answer.send(found);
    });
    let found = picked.await.ok().flatten().unwrap_or_default();
    let paths: Vec<PathBuf> = found.into_iter().filter_map(|file| file.into_path().ok()).collect();
    files.allow(&paths);
    Ok(paths.iter().filter_map(|path| item(path)).collect())
}

/// Sends one such file to a path of the API as multipart, field `file`. `None`: it was cancelled.
#[tauri::command]
pub(crate) async fn upload(
    engine: State<'_, Arc<Engine>>,
    files: State<'_, Arc<Files>>,
    id: String,
    to: String,
    path: PathBuf,
    progress: Channel<u64>,
) -> Result<Option<Answer>, String> {
    if !files.allows(&path) {
        return Err("This file was neither dropped on the window nor chosen in it".to_owned());
    }
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let file = File::open(&path).await.map_err(|error| format!("{name} can't be read: {error}"))?;
    let request = multipart(&to, &id, &name, file, progress)?;
    let router = engine.router().await.ok_or("The engine is stopping")?;
    let task = tokio::spawn(answer(router, request));
    let abort = task.abort_handle();
    files.sending.lock().unwrap_or_else(PoisonError::into_inner).insert(id.clone(), abort);
    let done = task.await;
    files.sending.lock().unwrap_or_else(PoisonError::into_inner).remove(&id);
    match done {
        Ok(answered) => answered.map(Some),
        Err(error) if error.is_cancelled() => Ok(None),
        Err(error) => Err(error.to_string()),
    }
}

/// Stops sending, if it goes on still.
#[tauri::command]
pub(crate) fn cancel_upload(files: State<'_, Arc<Files>>, id: String) {
    files.stop(&id);
}

/// The boundary is the page's random id of this upload, so it does not occur in the file.
fn multipart(
    to: &str,
    id: &str,
    name: &str,
    file: File,
    progress: Channel<u64>,
) -> Result<Request<Body>, String> {
    if id.len() != 36 || !id.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-') {
        return Err(format!("{id:?} is not the id of an upload"));
    }
    if to != "/api/uploads" {
        return Err(format!("{to:?} takes no files"));
    }
    let head = format!(
        "--{id}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{}\"\r\nContent-Type: application/octet-stream\r\n\r\n",
        quoted(name)
    );
    let pieces: BoxStream<'static, std::io::Result<Bytes>> = stream::iter([Ok(Bytes::from(head))])
        .chain(pieces(file, progress))
        .chain(stream::iter([Ok(Bytes::from(format!("\r\n--{id}--\r\n")))]))
        .boxed();
    let mut request = Request::new(Body::from_stream(pieces));
    *request.method_mut() = Method::POST;
    *request.uri_mut() = to.parse().map_err(|_| format!("{to:?} is not a path"))?;
    let kind = format!("multipart/form-data; boundary={id}");
    let kind = HeaderValue::from_str(&kind).map_err(|error| error.to_string())?;
    request.headers_mut().insert(header::CONTENT_TYPE, kind);
    Ok(request)
}

/// A file name inside quotes, written as browsers write it.
fn quoted(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

fn pieces(file: File, progress: Channel<u64>) -> impl futures::Stream<Item = std::io::Result<Bytes>> + Send {
    stream::try_unfold((file, 0_u64), move |(mut file, sent)| {
        let progress = progress.clone();
        async move {
            let mut piece = vec![0; PIECE];
            let read = file.read(&mut piece).await?;
            if read == 0 {
                return Ok(None);
            }
            piece.truncate(read);
            let sent = sent + read as u64;
            // The page may be gone; the file is sent all the same.
            let _ = progress.send(sent);
            Ok(Some((Bytes::from(piece), (file, sent))))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use http_body_util::BodyExt;

    const ID: &str = "00000000-0000-4000-8000-000000000000";

    #[test]
    fn only_what_was_handed_over_may_be_sent() {
        let files = Files::default();
        files.dropped(&[PathBuf::from("/a/b.pdf")]);
        assert!(files.allows(Path::new("/a/b.pdf")));
        for other in ["/a", "/a/c.pdf", "/a/../a/b.pdf", "b.pdf", ""] {
            assert!(!files.allows(Path::new(other)), "{other}");
        }
    }

    #[tokio::test]
    async fn a_file_becomes_one_part_with_its_name_and_bytes() {
        let path = std::env::temp_dir().join(format!("prama-files-{}", std::process::id()));
        let content = vec![7_u8; PIECE + 1];
        tokio::fs::write(&path, &content).await.unwrap();
        let file = File::open(&path).await.unwrap();
        let told = Channel::new(|_| Ok(()));
        let request = multipart("/api/uploads", ID, "a \"b\"\r\n.txt", file, told).unwrap();
        assert_eq!(request.headers()[header::CONTENT_TYPE], format!("multipart/form-data; boundary={ID}"));
        let body = request.into_body().collect().await.unwrap().to_bytes();
        let head = format!(
            "--{ID}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a %22b%22%0D%0A.txt\"\r\nContent-Type: application/octet-stream\r\n\r\n"
        );
        assert!(body.starts_with(head.as_bytes()));
        assert!(body.ends_with(format!("\r\n--{ID}--\r\n").as_bytes()));
        assert_eq!(body.len(), head.len() + content.len() + ID.len() + 8);
        tokio::fs::remove_file(&path).await.unwrap();
    }

    #[tokio::test]
    async fn ids_and_targets_are_checked() {
        let exe = std::env::current_exe().unwrap();
        for (to, id) in [("/api/uploads", "a\r\nb"), ("/api/runs", ID), ("/api/uploads", "")] {
            let file = File::open(&exe).await.unwrap();
            assert!(multipart(to, id, "x", file, Channel::new(|_| Ok(()))).is_err(), "{to} {id:?}");
        }
    }
}
