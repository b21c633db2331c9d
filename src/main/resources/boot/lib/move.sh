# shellcheck shell=bash
# The move from stage 1 to stage 2: the box's database and files go to RDS and S3 while the box serves, and takes writes
# until the last of it is copied and compared. The application does it; here is when, and what happens when it fails.

MOVE_UNKNOWN=12
MOVE_SERVED_ELSEWHERE=13

ROLES='write-api read-api'

# A quarter of the memory: the database, where it is on this box, has another. A server alone only finishes what is in
# flight when it stops, since nobody else could serve meanwhile.
serve() {
  start_application 25 "$ROLES" DRAIN_SECONDS=5 "$@"
}

# There is data of stage 1 on the volume, and it has not moved yet.
has_data_to_move() {
  [[ -d "$ROOT/data/mysql/mysql" ]] && ! has_moved
}

has_moved() {
  [[ -e "$ROOT/data/moved" ]]
}

# serve_box LINE...: serves from the box, whatever the environment file says of RDS and S3.
serve_box() {
  local elsewhere=()
  if [[ -n "${DATABASE_HOST:-}" ]]; then
    elsewhere=(DATABASE_SECRET_ARN= CONTENT_BUCKET=)
  fi
  serve DATABASE_HOST=127.0.0.1 DATABASE_PORT=3306 "DATABASE_NAME=$APPLICATION_DATABASE" DATABASE_TLS=off \
    DATABASE_CREDENTIALS_FILE=/data/secrets/database-credentials \
    FILES_DIRECTORY=/data/files UPLOAD_KEY_FILE=/data/secrets/upload-key "${elsewhere[@]}" "$@"
}

# At stage 1. Where a move has begun once, the box may be closed for writes: because the move failed, and then it takes
# them again, or because the data has moved, and then what is here is old and stays as it is.
serve_as_stage_1() {
  if [[ ! -d "$ROOT/data/move" ]]; then
    serve_box
    return
  fi
  serve_box READ_ONLY=true
  if move_command reopen-box; then
    rm -f "$ROOT/data/moved"
    serve_box
  else
    log warn "the box serves reads only: $MOVE_REASON"
  fi
}

# move_command NAME: runs a command of the move as the application's user. Its last line, the reason, is in MOVE_REASON.
move_command() {
  local status=0 output
  output="$(runuser -u "$APPLICATION_USER" -- env \
    "BOX_DATABASE_NAME=$APPLICATION_DATABASE" BOX_DATABASE_CREDENTIALS_FILE=/data/secrets/database-credentials \
    BOX_FILES_DIRECTORY=/data/files BOX_UPLOAD_KEY_FILE=/data/secrets/upload-key BOX_MOVED_FILE=/data/move/moved \
    DATABASE_CA_FILE=/usr/share/scaling-stages/rds-ca.pem \
    java -jar /usr/share/scaling-stages/workload/workload.jar "$1")" || status=$?
  printf '%s\n' "$output"
  MOVE_REASON="${output##*$'\n'}"
  log info "$1 ended with status $status: $MOVE_REASON"
  return "$status"
}

# Moves while the box serves, or leaves the box serving from its own disk and fails the boot, and the deployment with it.
move_to_separate_storage() {
  local status=0 attempt reason
  ensure_directory "$ROOT/data/move" 0750 "$APPLICATION_USER:$APPLICATION_USER"
  for attempt in 1 2 3; do
    status=0
    move_command move-to-separate-storage || status=$?
    if ((status == 0)); then
      write_file "$ROOT/data/moved" 0640 "$MOVE_REASON"
      return 0
    fi
    log warn "attempt $attempt of the move failed"
    sleep 10
  done
  reason="$MOVE_REASON"
  if ((status == MOVE_UNKNOWN)); then
    # What fails from here on is not the reason.
    FAILURE_REASON="the move to RDS and S3 is not finished, and RDS may have taken over: $reason. Start the server again"
    serve_box READ_ONLY=true
    fail "$FAILURE_REASON"
  fi
  if ((status == MOVE_SERVED_ELSEWHERE)); then
    FAILURE_REASON="the box serves reads only, for its data has moved before: $reason"
    serve_box READ_ONLY=true
    fail "$FAILURE_REASON"
  fi
  FAILURE_REASON="the move to RDS and S3 failed: $reason"
  move_command reopen-box || fail "the box takes no writes ($MOVE_REASON), since $FAILURE_REASON"
  serve_box
  fail "the box takes writes again and serves from its own disk, since $FAILURE_REASON"
}

# At each boot of stage 2 after the move: the database and the bucket that the template names have to be those that the
# data went to. A stack that was rolled back and deployed again has made new ones, and would serve them, with nothing in them.
confirm_move() {
  local status=0 attempt
  watch_files
  install_application
  # What the template names now was not confirmed yet, and systemd would start the application with it after a crash.
  if files_changed || environment_changed; then
    stop_application stop
  fi
  for ((attempt = 1; attempt <= 30; attempt++)); do
    status=0
    move_command confirm-separate-storage || status=$?
    if ((status == 0)); then
      return 0
    fi
    if ((status != MOVE_UNKNOWN)); then
      stop_application disable --now
      fail "nothing is served, since $MOVE_REASON"
    fi
    sleep 10
  done
  fail "it is not known whether the data is where the template says: $MOVE_REASON"
}
