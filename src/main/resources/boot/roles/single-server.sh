# shellcheck shell=bash
# Stages 1 and 2: web server, application and, in stage 1, the database on one box.
require_settings DATA_VOLUME_ID SERVER_NAME WORKLOAD_BUCKET WORKLOAD_KEY

mount_data_volume
if [[ -z "${DATABASE_HOST:-}" ]]; then
  grow_filesystem
fi
# From stage 2 on the database is elsewhere; once more it is needed here, for what stage 1 left behind.
if [[ -z "${DATABASE_HOST:-}" ]] || has_data_to_move; then
  # A box that was made with 10.5 goes on with it: one excludes the other.
  rpm --query --quiet mariadb105-server || install_packages mariadb1011-server
  start_database
  ensure_application_user
  prepare_files
  create_application_database
fi

if [[ "$SERVER_NAME" == _ ]]; then
  certificate_name="$SYSTEM_NAME"
  redirect_host="\$host"
else
  certificate_name="$SERVER_NAME"
  redirect_host="$SERVER_NAME"
fi

# On the data volume, so that a certificate of the operator's own outlives the server.
ensure_certificate "$ROOT/data/tls" "$certificate_name"

install_nginx_basics "$ROOT/data/tls"
require_data_volume scaling-stages-application
require_data_volume nginx

# configure_single_server LARGEST_UPLOAD
configure_single_server() {
  configure_server single-server.conf "SERVER_NAME=$SERVER_NAME" "REDIRECT_HOST=$redirect_host" "LARGEST_UPLOAD=$1"
}

# Photos come through this server while they are kept on its disk, and go straight to S3 after that.
photo=10m
no_photo=16k
if [[ -z "${DATABASE_HOST:-}" ]]; then
  configure_single_server "$photo"
  serve_as_stage_1
elif has_data_to_move; then
  configure_single_server "$photo"
  serve_box
  start_nginx http://127.0.0.1/health https://127.0.0.1/health
  move_to_separate_storage
  configure_single_server "$no_photo"
  # Its data stays on the volume, as it was.
  systemctl disable --now mariadb
  serve
else
  if has_moved; then
    confirm_move
  fi
  configure_single_server "$no_photo"
  serve
fi
start_nginx http://127.0.0.1/health https://127.0.0.1/health
