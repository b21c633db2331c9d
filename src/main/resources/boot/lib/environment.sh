# shellcheck shell=bash
# The server's settings, as the template wrote them.

# Reads KEY=value lines without running them. The few characters allowed in a value have no meaning
# to bash, nginx or JSON, so a setting can be put into any of their files as it is.
load_environment() {
  local file="$ROOT/etc/scaling-stages/environment" line
  local pattern='^[A-Z][A-Z0-9_]*=[A-Za-z0-9_.,:/=+@%!~-]*$'
  [[ -r "$file" ]] || fail "there is no environment file at $file"
  while IFS= read -r line || [[ -n "$line" ]]; do
    if [[ -z "$line" || "$line" == '#'* ]]; then
      continue
    fi
    [[ "$line" =~ $pattern ]] || fail "environment file: ${line%%=*} is not a plain KEY=value"
    export "${line?}"
  done <"$file"
}

# require_settings NAME...: names every missing one at once.
require_settings() {
  local name missing=()
  for name in "$@"; do
    [[ -n "${!name:-}" ]] || missing+=("$name")
  done
  ((${#missing[@]} == 0)) || fail "environment file: missing ${missing[*]}"
}
