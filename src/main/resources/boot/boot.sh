#!/bin/bash
# Brings a server to the state that its role asks for. Runs at every boot, stops at the first error,
# and tells CloudFormation how it went.
set -Eeuo pipefail
shopt -s inherit_errexit
umask 027

# A prefix for every path; empty on a server, a directory in tests.
ROOT="${ROOT:-}"
BOOT="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"

source "$BOOT/lib/log.sh"
source "$BOOT/lib/environment.sh"
source "$BOOT/lib/files.sh"
source "$BOOT/lib/metadata.sh"
source "$BOOT/lib/signal.sh"
source "$BOOT/lib/packages.sh"
source "$BOOT/lib/monitoring.sh"
source "$BOOT/lib/volume.sh"
source "$BOOT/lib/database.sh"
source "$BOOT/lib/tls.sh"
source "$BOOT/lib/application.sh"
source "$BOOT/lib/move.sh"
source "$BOOT/lib/nginx.sh"
source "$BOOT/lib/internal-addresses.sh"

finish() {
  local status="$1" message
  trap - ERR EXIT
  set +e
  if ((status == 0)); then
    message="$(log info "boot succeeded: role $SERVER_ROLE, stage $STAGE")"
    echo "$message"
    signal SUCCESS "role $SERVER_ROLE is up"
  else
    message="$(log error "boot failed: ${FAILURE_REASON:-status $status}")"
    echo "$message"
    signal FAILURE "${FAILURE_REASON:-status $status}"
  fi
  # Also to the console log, which needs neither the agent nor a session to read.
  echo "$message" >&3
  exit "$status"
}

run_role() {
  case "$SERVER_ROLE" in
    single-server) source "$BOOT/roles/single-server.sh" ;;
    web) source "$BOOT/roles/web.sh" ;;
    write-api | read-api | worker) source "$BOOT/roles/application.sh" ;;
    *) fail "unknown SERVER_ROLE: $SERVER_ROLE" ;;
  esac
}

exec 3>&1
trap 'note_failure "$BASH_COMMAND" "$?" "${BASH_SOURCE[0]##*/}:$LINENO"' ERR
trap 'finish "$?"' EXIT

ensure_directory "$ROOT/var/log/scaling-stages" 0750
ensure_directory "$ROOT/var/lib/scaling-stages" 0750
exec >>"$ROOT/var/log/scaling-stages/boot.log" 2>&1

log info 'boot started'
load_environment
require_settings SYSTEM_NAME STAGE SERVER_ROLE AWS_REGION LOG_GROUP METRIC_NAMESPACE STACK_NAME
INSTANCE_ID="$(retry 6 5 metadata instance-id)"
install_packages nginx rsyslog logrotate amazon-cloudwatch-agent
start_agent
run_role
