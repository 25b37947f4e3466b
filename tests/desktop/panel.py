#!/usr/bin/python3
"""Stands in for a desktop's panel: takes tray icons and notifications, and speaks JSON lines with the test.

Out: {"icon": ...}, {"notification": {"title", "body"}}, {"menu": [...]}, {"clicked": label}. In: "menu", "click LABEL",
"tap" (a click on the last notification).
"""

import json
import sys

import dbus
import dbus.service
from dbus.mainloop.glib import DBusGMainLoop
from gi.repository import GLib

WATCHER = "org.kde.StatusNotifierWatcher"
NOTIFICATIONS = "org.freedesktop.Notifications"
MENU = "com.canonical.dbusmenu"


def say(**message):
    print(json.dumps(message), flush=True)


class Watcher(dbus.service.Object):
    item = None

    @dbus.service.method(WATCHER, in_signature="s", sender_keyword="sender")
    def RegisterStatusNotifierItem(self, path, sender):
        self.item = (sender, path if path.startswith("/") else "/StatusNotifierItem")
        say(icon=self.item[1])

    @dbus.service.method(dbus.PROPERTIES_IFACE, in_signature="ss", out_signature="v")
    def Get(self, _interface, name):
        return self.GetAll(_interface)[name]

    @dbus.service.method(dbus.PROPERTIES_IFACE, in_signature="s", out_signature="a{sv}")
    def GetAll(self, _interface):
        return {"IsStatusNotifierHostRegistered": True, "ProtocolVersion": 0}

    def menu(self):
        sender, path = self.item
        icon = dbus.Interface(BUS.get_object(sender, path), dbus.PROPERTIES_IFACE)
        menu = dbus.Interface(BUS.get_object(sender, icon.Get("org.kde.StatusNotifierItem", "Menu")), MENU)
        _, (_, _, children) = menu.GetLayout(0, -1, ["label", "enabled"])
        entries = [(int(child[0]), str(child[1].get("label", ""))) for child in children]
        return menu, [(number, label.replace("_", "")) for number, label in entries if label]


class Notifications(dbus.service.Object):
    last = 0

    @dbus.service.method(NOTIFICATIONS, in_signature="susssasa{sv}i", out_signature="u")
    def Notify(self, _app, _replaces, _icon, title, body, _actions, _hints, _timeout):
        self.last += 1
        say(notification={"title": title, "body": body})
        return self.last

    @dbus.service.method(NOTIFICATIONS, out_signature="as")
    def GetCapabilities(self):
        return ["body", "actions"]

    @dbus.service.method(NOTIFICATIONS, out_signature="ssss")
    def GetServerInformation(self):
        return ("panel", "tests", "1", "1.2")

    @dbus.service.method(NOTIFICATIONS, in_signature="u")
    def CloseNotification(self, number):
        self.NotificationClosed(number, 3)

    @dbus.service.signal(NOTIFICATIONS, signature="uu")
    def NotificationClosed(self, number, reason):
        pass

    @dbus.service.signal(NOTIFICATIONS, signature="us")
    def ActionInvoked(self, number, action):
        pass


def heard(_source, _condition):
    line = sys.stdin.readline().strip()
    if not line:
        LOOP.quit()
        return False
    word, _, rest = line.partition(" ")
    if word == "menu":
        say(menu=[label for _, label in WATCHER_OBJECT.menu()[1]])
    elif word == "click":
        menu, entries = WATCHER_OBJECT.menu()
        number = next(number for number, label in entries if label == rest)
        menu.Event(number, "clicked", dbus.Int32(0), dbus.UInt32(0))
        say(clicked=rest)
    elif word == "tap":
        NOTIFICATIONS_OBJECT.ActionInvoked(NOTIFICATIONS_OBJECT.last, "default")
    return True


DBusGMainLoop(set_as_default=True)
BUS = dbus.SessionBus()
NAMES = [dbus.service.BusName(WATCHER, BUS), dbus.service.BusName(NOTIFICATIONS, BUS)]
WATCHER_OBJECT = Watcher(BUS, "/StatusNotifierWatcher")
NOTIFICATIONS_OBJECT = Notifications(BUS, "/org/freedesktop/Notifications")
LOOP = GLib.MainLoop()
GLib.io_add_watch(sys.stdin, GLib.PRIORITY_DEFAULT, GLib.IO_IN | GLib.IO_HUP, heard)
say(ready=True)
LOOP.run()
