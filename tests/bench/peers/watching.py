"""Acts on files as a program does that uses watchdog: reads each one that it is told of, and prints when and whether it was whole."""

import json
import sys
import threading
import time

from watchdog.events import FileSystemEventHandler
from watchdog.observers import Observer

folder, mode = sys.argv[1:]


def say(line):
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def act(path):
    at = time.time() * 1000
    try:
        with open(path, "rb") as file:
            whole = b"end of file" in file.read()[-16:]
    except OSError:
        whole = False
    say({"path": path, "at": at, "whole": whole})


class Handler(FileSystemEventHandler):
    def on_created(self, event):
        if mode == "created" and not event.is_directory:
            act(event.src_path)

    def on_closed(self, event):
        if mode == "closed":
            act(event.src_path)

    def on_moved(self, event):
        if not event.is_directory:
            act(event.dest_path)


observer = Observer()
observer.schedule(Handler(), folder, recursive=True)
observer.start()
say({"ready": True})
threading.Event().wait()
