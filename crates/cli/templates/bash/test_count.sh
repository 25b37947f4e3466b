#!/usr/bin/env bash
# bash test_count.sh
set -eu
. ./count.sh

failed=0
check() { # what, expected, got
  if [ "$2" = "$3" ]; then echo "ok: $1"; else echo "FAILED: $1: expected $2, got $3"; failed=1; fi
}

folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT
check "an empty folder" 0 "$(count "$folder")"
touch "$folder/a.txt" "$folder/b.txt"
mkdir "$folder/c"
check "files are counted and folders are not" 2 "$(count "$folder")"
check "a text as JSON" '"a \"b\" \\c"' "$(quoted 'a "b" \c')"
PRAMA_CONFIG='{"folder":"/a b","every_seconds":60}'
check "a text of the configuration" "/a b" "$(setting folder .)"
check "a number of the configuration" 60 "$(setting every_seconds 5)"
check "what is not in it" 5 "$(setting other 5)"
exit $failed
