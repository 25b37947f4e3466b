#!/usr/bin/env bash
# Tells Prama when the number of files in a folder changes. One line of JSON on standard output is an event.
set -u
. ./count.sh

folder=$(setting folder .)
every_seconds=$(setting every_seconds 5)
known=
while true; do
  files=$(count "$folder")
  if [ "$files" != "$known" ]; then
    known=$files
    printf '{"event_type": "count_changed", "data": {"folder": %s, "files": %d}}\n' "$(quoted "$folder")" "$files"
  fi
  # Waited for in the background, so that a stop is not held up.
  sleep "$every_seconds" &
  wait $!
done
