# shellcheck shell=bash
# Stages 1 and 2: web server, application and, in stage 1, the database on one box.
require_settings DATA_VOLUME_ID SERVER_NAME

# From stage 2 on the database is elsewhere. What stage 1 left behind (the package, the running
# service, its data) stays as it is: the data move reads from it.
if [[ -z "${DATABASE_HOST:-}" ]]; then
  install_packages mariadb105-server
fi

mount_data_volume
if [[ -z "${DATABASE_HOST:-}" ]]; then
  grow_filesystem
  ensure_directory "$ROOT/data/files" 0750
  start_database
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
require_data_volume nginx
configure_server single-server.conf "SERVER_NAME=$SERVER_NAME" "REDIRECT_HOST=$redirect_host"
start_nginx http://127.0.0.1/health https://127.0.0.1/health
