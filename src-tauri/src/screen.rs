//! What the desktop session offers: a display, and a place for tray icons.

/// Can a window be opened? Asked before Tauri starts, which panics when not.
#[cfg(target_os = "linux")]
pub(crate) fn reachable() -> bool {
    gtk::init().is_ok()
}

/// Can a window be opened?
#[cfg(not(target_os = "linux"))]
pub(crate) fn reachable() -> bool {
    true
}

/// Does the session show tray icons? Without one, a hidden window could not be brought back with the mouse.
#[cfg(target_os = "linux")]
pub(crate) fn shows_tray_icons() -> bool {
    use gtk::gio::{BusType, Cancellable, DBusCallFlags, bus_get_sync};
    use gtk::glib::prelude::ToVariant;

    const TIMEOUT_MS: i32 = 500;
    let Ok(bus) = bus_get_sync(BusType::Session, Cancellable::NONE) else { return false };
    let answer = bus.call_sync(
        Some("org.freedesktop.DBus"),
        "/org/freedesktop/DBus",
        "org.freedesktop.DBus",
        "NameHasOwner",
        Some(&("org.kde.StatusNotifierWatcher",).to_variant()),
        None,
        DBusCallFlags::NONE,
        TIMEOUT_MS,
        Cancellable::NONE,
    );
    answer.ok().and_then(|answer| answer.get::<(bool,)>()).is_some_and(|(owned,)| owned)
}

/// Does the session show tray icons?
#[cfg(not(target_os = "linux"))]
pub(crate) fn shows_tray_icons() -> bool {
    true
}
