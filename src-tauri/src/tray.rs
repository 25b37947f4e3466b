//! The tray icon: its menu (Linux delivers no clicks), and an icon whose shape tells the state.

use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Arc;

use http::Method;
use serde_json::Value;
use tauri::image::Image;
use tauri::include_image;
use tauri::menu::{CheckMenuItem, Menu, MenuItem, PredefinedMenuItem};
use tauri::tray::{TrayIcon, TrayIconBuilder};
use tauri::{AppHandle, Manager};
use tauri_plugin_autostart::ManagerExt;

use crate::engine::Engine;
use crate::window;

const IDLE: Image<'_> = include_image!("icons/tray/idle.png");
const RUNNING: Image<'_> = include_image!("icons/tray/running.png");
const ATTENTION: Image<'_> = include_image!("icons/tray/attention.png");
const PAUSED: Image<'_> = include_image!("icons/tray/paused.png");

/// The parts of the tray that change.
struct Tray {
    icon: TrayIcon,
    status: MenuItem<tauri::Wry>,
    pause: MenuItem<tauri::Wry>,
}

/// Puts the icon into the tray. Where the system has no library for that, the app goes on without.
pub(crate) fn create(app: &AppHandle) {
    // The Linux library is looked up at run time, and its absence is a panic there. Kept quiet: it is no fault.
    let hook = take_hook();
    set_hook(Box::new(|_| {}));
    let built = catch_unwind(AssertUnwindSafe(|| build(app)));
    set_hook(hook);
    match built {
        Ok(Ok(tray)) => {
            app.manage(tray);
        }
        Ok(Err(error)) => tracing::warn!("no tray icon: {error}"),
        Err(_) => tracing::warn!("no tray icon: libayatana-appindicator3 is not installed"),
    }
}

fn build(app: &AppHandle) -> tauri::Result<Tray> {
    let status = MenuItem::with_id(app, "status", "Starting", false, None::<&str>)?;
    let pause = MenuItem::with_id(app, "pause", "Pause", true, None::<&str>)?;
    let at_login = app.autolaunch().is_enabled().unwrap_or(false);
    let menu = Menu::with_items(
        app,
        &[
            &status,
            &MenuItem::with_id(app, "open", "Open Prama", true, None::<&str>)?,
            &PredefinedMenuItem::separator(app)?,
            &pause,
            &CheckMenuItem::with_id(app, "login", "Start at login", true, at_login, None::<&str>)?,
            &PredefinedMenuItem::separator(app)?,
            &MenuItem::with_id(app, "quit", "Quit and stop watching", true, None::<&str>)?,
        ],
    )?;
    let icon = TrayIconBuilder::with_id("prama")
        .icon(IDLE)
        .tooltip("Prama")
        .menu(&menu)
        .on_menu_event(|app, event| match event.id().as_ref() {
            "open" => window::show(app),
            "pause" => toggle_pause(app.clone()),
            "login" => toggle_login(app),
            "quit" => app.exit(0),
            _ => {}
        })
        .build(app)?;
    Ok(Tray { icon, status, pause })
}

fn toggle_pause(app: AppHandle) {
    tauri::async_runtime::spawn(async move {
        let engine = Arc::clone(&app.state::<Arc<Engine>>());
        let paused = engine.ask(Method::GET, "/api/status").await.is_some_and(|status| is_paused(&status));
        let path = if paused { "/api/status/resume" } else { "/api/status/pause" };
        if let Some(status) = engine.ask(Method::POST, path).await {
            show(&app, &status);
        }
    });
}

fn toggle_login(app: &AppHandle) {
    let autostart = app.autolaunch();
    let done = if autostart.is_enabled().unwrap_or(false) { autostart.disable() } else { autostart.enable() };
    if let Err(error) = done {
        tracing::warn!("starting at login could not be changed: {error}");
    }
}

/// Shows a status (as `GET /api/status` answers it) in the tray.
pub(crate) fn show(app: &AppHandle, status: &Value) {
    let Some(tray) = app.try_state::<Tray>() else { return };
    let icon = match state(status) {
        State::Paused => PAUSED,
        State::Attention => ATTENTION,
        State::Running => RUNNING,
        State::Idle => IDLE,
    };
    let pause = if is_paused(status) { "Resume" } else { "Pause" };
    let steps =
        [tray.icon.set_icon(Some(icon)), tray.status.set_text(line(status)), tray.pause.set_text(pause)];
    for error in steps.into_iter().filter_map(Result::err) {
        tracing::debug!("tray: {error}");
    }
}

#[derive(Debug, PartialEq, Eq)]
enum State {
    Idle,
    Running,
    Attention,
    Paused,
}

fn state(status: &Value) -> State {
    if is_paused(status) {
        State::Paused
    } else if count(status, "sources_problem") > 0 {
        State::Attention
    } else if count(status, "runs_running") > 0 {
        State::Running
    } else {
        State::Idle
    }
}

/// One line that says what is going on.
fn line(status: &Value) -> String {
    let plural = |number: u64, word: &str| format!("{number} {word}{}", if number == 1 { "" } else { "s" });
    let active = count(status, "runs_running") + count(status, "runs_queued");
    match state(status) {
        State::Paused => "Paused: nothing new is started".to_owned(),
        State::Attention => format!("{} with a problem", plural(count(status, "sources_problem"), "source")),
        State::Running => format!("{} active", plural(active, "run")),
        State::Idle => format!("Watching {}", plural(count(status, "folders_watched"), "folder")),
    }
}

fn is_paused(status: &Value) -> bool {
    status["state"] == "paused"
}

fn count(status: &Value, field: &str) -> u64 {
    status[field].as_u64().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_line_names_what_matters_most() {
        let idle = json!({"state": "running", "folders_watched": 1});
        let busy = json!({"state": "running", "runs_running": 2, "runs_queued": 1});
        let ill = json!({"state": "running", "sources_problem": 1, "runs_running": 2});
        let paused = json!({"state": "paused", "sources_problem": 1});
        assert_eq!((state(&idle), line(&idle).as_str()), (State::Idle, "Watching 1 folder"));
        assert_eq!((state(&busy), line(&busy).as_str()), (State::Running, "3 runs active"));
        assert_eq!((state(&ill), line(&ill).as_str()), (State::Attention, "1 source with a problem"));
        assert_eq!(state(&paused), State::Paused);
    }
}
