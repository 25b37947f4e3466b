//! The one window: opened when its page has loaded, put away on close, brought back on demand.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tauri::webview::{NewWindowResponse, PageLoadEvent};
use tauri::{AppHandle, Manager, Url, WebviewWindow, WebviewWindowBuilder, Window};

use crate::screen;

const LABEL: &str = "main";
/// A page that takes longer is shown as it is.
const LOADED_WITHIN: Duration = Duration::from_secs(2);

/// Creates the window of tauri.conf.json. It shows itself once its page is drawn, unless the start is hidden.
pub(crate) fn create(app: &AppHandle, hidden: bool) -> tauri::Result<()> {
    let config = app.config().app.windows.iter().find(|window| window.label == LABEL);
    let config = config.ok_or(tauri::Error::WindowNotFound)?;
    let waiting = AtomicBool::new(!hidden);
    let window = WebviewWindowBuilder::from_config(app, config)?
        .on_navigation(is_ours)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .on_page_load(move |window, load| {
            if load.event() == PageLoadEvent::Finished && waiting.swap(false, Ordering::Relaxed) {
                reveal(&window);
            }
        })
        .build()?;
    if !hidden {
        tauri::async_runtime::spawn(async move {
            tokio::time::sleep(LOADED_WITHIN).await;
            reveal(&window);
        });
    }
    Ok(())
}

/// The page may go nowhere but to the UI that is built into this program, or to its development server.
fn is_ours(address: &Url) -> bool {
    let embedded = address.scheme() == "tauri" || address.host_str() == Some("tauri.localhost");
    let development = cfg!(not(feature = "custom-protocol")) && address.host_str() == Some("localhost");
    embedded || development
}

/// Brings the window to the front.
pub(crate) fn show(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(LABEL) {
        reveal(&window);
    }
}

/// Brings the window to the front, at a path of the UI.
pub(crate) fn show_at(app: &AppHandle, path: &str) {
    let Some(window) = app.get_webview_window(LABEL) else { return };
    let target = window.url().ok().and_then(|here| here.join(path).ok());
    if let Some(Err(error)) = target.map(|target| window.navigate(target)) {
        tracing::warn!("the window could not go to {path}: {error}");
    }
    reveal(&window);
}

fn reveal(window: &WebviewWindow) {
    for step in [window.show(), window.unminimize(), window.set_focus()] {
        if let Err(error) = step {
            tracing::warn!("the window could not be shown: {error}");
        }
    }
}

/// What closing does: watching goes on. Without a place for tray icons the window is only minimised,
/// so that it can be found again.
pub(crate) fn put_away(window: &Window) {
    let done = if screen::shows_tray_icons() { window.hide() } else { window.minimize() };
    if let Err(error) = done {
        tracing::warn!("the window could not be put away: {error}");
    }
}
