# shellcheck shell=bash
# Logging, failing and retrying.

FAILURE_REASON=''
GAVE_UP=''

# A line as nginx's error log has them, so that one filter on "[error]" finds both.
log() {
  local level="$1" message="$2"
  TZ=UTC printf '%(%Y-%m-%dT%H:%M:%SZ)T [%s] %s\n' -1 "$level" "$message"
}

# note_failure COMMAND STATUS PLACE: the innermost command comes first, and is the one that is kept.
# Where that is the `return` of a function that retried, what it retried says more.
note_failure() {
  local command="${1%%$'\n'*}"
  if [[ "$command" == return* && -n "$GAVE_UP" ]]; then
    command="$GAVE_UP"
  fi
  if [[ -z "$FAILURE_REASON" ]]; then
    FAILURE_REASON="$command failed with status $2 at $3"
  fi
}

# Ends the boot; boot.sh logs and signals the reason. For the main shell, not for a subshell.
fail() {
  FAILURE_REASON="$1"
  exit 1
}

# retry ATTEMPTS SECONDS COMMAND...: false when the last attempt fails too.
retry() {
  local attempts="$1" seconds="$2" attempt
  shift 2
  for ((attempt = 1; attempt <= attempts; attempt++)); do
    if "$@"; then
      return 0
    fi
    if ((attempt < attempts)); then
      sleep "$seconds"
    fi
  done
  GAVE_UP="$*"
  log warn "gave up after $attempts attempts: $GAVE_UP" >&2
  return 1
}
