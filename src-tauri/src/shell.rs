//! Puts the parts together: runtime, plugins, engine, window, tray; and takes them apart in order.

use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, Result};
use tauri::{App, AppHandle, DragDropEvent, Manager, RunEvent, WindowEvent};
use tauri_plugin_dialog::{DialogExt, MessageDialogKind};
use tauri_plugin_window_state::StateFlags;
use tokio::runtime::{Builder, Runtime};

use crate::engine::Engine;
use crate::files::Files;
use crate::{HIDDEN, commands, dialog, engine, files, follow, notices, open, tray, window};

/// Expressions are evaluated recursively on worker threads; the engine's depth limit counts on this much.
const WORKER_STACK_BYTES: usize = 16 * 1024 * 1024;

/// Runs the app until it is quit; returns the program's exit code.
pub(crate) fn run(hidden: bool) -> Result<ExitCode> {
    let runtime = runtime()?;
    tauri::async_runtime::set(runtime.handle().clone());
    let engine = Engine::new();
    let app = tauri::Builder::default()
        .plugin(tauri_plugin_single_instance::init(|app, _, _| window::show(app)))
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_notification::init())
        .plugin(tauri_plugin_autostart::Builder::new().arg(HIDDEN).build())
        .plugin(
            tauri_plugin_window_state::Builder::new()
                .with_state_flags(StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED)
                .build(),
        )
        .manage(Arc::clone(&engine))
        .manage(commands::Subscription::default())
        .manage(dialog::OneDialog::default())
        .manage(Arc::new(Files::default()))
        .invoke_handler(tauri::generate_handler![
            commands::request,
            commands::subscribe,
            dialog::pick_folder,
            files::pick_files,
            files::dropped,
            files::upload,
            files::cancel_upload,
            open::open_path,
        ])
        .on_window_event(|window, event| match event {
            WindowEvent::CloseRequested { api, .. } => {
                api.prevent_close();
                window::put_away(window);
            }
            WindowEvent::DragDrop(DragDropEvent::Drop { paths, .. }) => {
                window.state::<Arc<Files>>().dropped(paths);
            }
            _ => {}
        })
        .setup(move |app| Ok(set_up(app, hidden)?))
        .build(tauri::generate_context!())
        .context("setting up the window")?;
    let code = app.run_return(|_, _: RunEvent| {});
    runtime.block_on(engine.stop());
    // A thread that waits for a file system which doesn't answer may wait for ever; all that matters is stored by now.
    runtime.shutdown_background();
    Ok(u8::try_from(code).map_or(ExitCode::FAILURE, ExitCode::from))
}

fn runtime() -> Result<Runtime> {
    let mut builder = Builder::new_multi_thread();
    builder.enable_all().thread_name("prama").thread_stack_size(WORKER_STACK_BYTES);
    builder.build().context("starting the worker threads")
}

/// Opens the window at once and starts the engine beside it; requests wait until it is ready.
fn set_up(app: &App, hidden: bool) -> tauri::Result<()> {
    let handle = app.handle().clone();
    window::create(&handle, hidden)?;
    tray::create(&handle);
    notices::open_run_on_click(&handle);
    tauri::async_runtime::spawn(quit_on_signal(handle.clone()));
    tauri::async_runtime::spawn(async move {
        match handle.state::<Arc<Engine>>().start().await {
            Ok(()) => follow::follow(handle.clone()).await,
            Err(failure) => say_and_quit(&handle, &failure),
        }
    });
    Ok(())
}

/// The engine could not start: says why in a dialog, and ends with the code the command line uses too.
fn say_and_quit(app: &AppHandle, failure: &engine::Failure) {
    tracing::error!("{}", failure.text);
    eprintln!("Prama could not start: {}", failure.text);
    let (handle, code) = (app.clone(), failure.exit_code);
    let dialog =
        app.dialog().message(&failure.text).title("Prama could not start").kind(MessageDialogKind::Error);
    dialog.show(move |_| handle.exit(code));
}

#[cfg(unix)]
async fn quit_on_signal(app: AppHandle) {
    use tokio::signal::unix::{SignalKind, signal};

    let (Ok(mut terminate), Ok(mut interrupt)) =
        (signal(SignalKind::terminate()), signal(SignalKind::interrupt()))
    else {
        return;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    app.exit(0);
}

#[cfg(not(unix))]
async fn quit_on_signal(app: AppHandle) {
    if tokio::signal::ctrl_c().await.is_ok() {
        app.exit(0);
    }
}
