# What this source looks at (count), and what it needs for that.

# How many files are in the folder.
count() {
  find "$1" -maxdepth 1 -type f | wc -l | tr -d ' '
}

# A text as JSON.
quoted() {
  local text=${1//\\/\\\\}
  printf '"%s"' "${text//\"/\\\"}"
}

# A value of the configuration, which Prama hands over as JSON, or what it is without one. Simple values only:
# with `jq` installed, jq -r ".$1" <<< "$PRAMA_CONFIG" reads any.
setting() {
  local found
  found=$(printf '%s' "${PRAMA_CONFIG:-}" | sed -nE "s/.*\"$1\" *: *(\"([^\"]*)\"|([0-9]+)).*/\2\3/p")
  printf '%s' "${found:-$2}"
}
