# shellcheck shell=bash
# The application: fetched under the name that the template gives it, run by systemd as a user of its own.

APPLICATION_USER=scaling-stages
APPLICATION_ENVIRONMENT="$ROOT/var/lib/scaling-stages/application-environment"
APPLICATION_SERVICE="$ROOT/etc/systemd/system/scaling-stages-application.service"

# Files know their owner by number, and the data volume may move to another server: hence a fixed one, for the user and
# the group of the same name.
ensure_application_user() {
  id "$APPLICATION_USER" >/dev/null 2>&1 ||
    useradd --system --uid 800 --user-group --no-create-home --shell /sbin/nologin "$APPLICATION_USER"
}

# The name is made from the content: a reboot needs no download, and works when S3 does not.
fetch_application() {
  local home="$ROOT/usr/share/scaling-stages/workload"
  if [[ "$(cat "$home.key" 2>/dev/null || true)" == "$WORKLOAD_KEY" ]]; then
    return 0
  fi
  log info "fetching the application $WORKLOAD_KEY"
  retry 5 5 aws s3 cp --region "$AWS_REGION" --only-show-errors "s3://$WORKLOAD_BUCKET/$WORKLOAD_KEY" "$home.zip"
  rm -rf "$home.new"
  python3 -m zipfile -e "$home.zip" "$home.new"
  [[ -f "$home.new/workload.jar" ]] || fail "s3://$WORKLOAD_BUCKET/$WORKLOAD_KEY holds no workload.jar"
  # It runs as a user who may read it and no more.
  chmod -R u=rwX,go=rX "$home.new"
  rm -rf "${home:?}" "$home.key" "$home.zip"
  mv "$home.new" "$home"
  write_file "$home.key" 0640 "$WORKLOAD_KEY"
}

# The application is there and can be run, and has not been started yet.
install_application() {
  install_packages java-25-amazon-corretto-headless
  ensure_application_user
  ensure_directory "$ROOT/usr/share/scaling-stages" 0755
  fetch_application
  write_file "$ROOT/usr/share/scaling-stages/rds-ca.pem" 0644 "$(<"$BOOT/tls/rds-ca.pem")"
}

# start_application MEMORY_PERCENT ROLES LINE...: the lines are settings beside those of the environment file, which
# cannot know them. Returns when the application answers that it is ready.
start_application() {
  local memory="$1" roles="$2" action=start port
  shift 2
  watch_files
  install_application
  write_file "$ROOT/etc/scaling-stages/application" 0640 \
    "$(printf '%s\n' "APPLICATION_ROLES=$roles" "JAVA_MEMORY=$memory" \
      DATABASE_CA_FILE=/usr/share/scaling-stages/rds-ca.pem "$@")"
  write_file "$APPLICATION_SERVICE" 0644 \
    "$(<"$BOOT/systemd/scaling-stages-application.service")"
  # After a change of the template systemd has started it with the settings of the boot before. A hash, since the file
  # holds the signal's address.
  write_file "$APPLICATION_ENVIRONMENT" 0640 "$(environment_hash)"
  systemctl daemon-reload
  if files_changed; then
    action=restart
  fi
  systemctl enable scaling-stages-application
  systemctl "$action" scaling-stages-application
  for port in $(application_ports "$roles"); do
    # The first start of a stage also makes its tables.
    retry 90 2 curl --silent --show-error --fail --max-time 5 --output /dev/null "http://127.0.0.1:$port/health"
  done
}

environment_hash() {
  sha256sum <"$ROOT/etc/scaling-stages/environment"
}

# Since the application was started last.
environment_changed() {
  [[ "$(cat "$APPLICATION_ENVIRONMENT" 2>/dev/null || true)" != "$(environment_hash)" ]]
}

# stop_application VERB...: by systemctl, where there is one to stop.
stop_application() {
  if [[ -e "$APPLICATION_SERVICE" ]]; then
    systemctl "$@" scaling-stages-application
  fi
}

# One role listens on 8080; where both APIs share a server, the reading one listens on 8082.
application_ports() {
  if [[ "$1" == *' '* ]]; then
    echo 8080 8082
  else
    echo 8080
  fi
}
