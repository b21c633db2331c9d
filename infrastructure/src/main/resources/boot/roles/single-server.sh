# shellcheck shell=bash
# Stages 1 and 2: web server, application and, in stage 1, the database on one box.
require_settings DATA_VOLUME_ID SERVER_NAME WORKLOAD_BUCKET WORKLOAD_KEY

# From stage 2 on the database is elsewhere. What stage 1 left behind (the package, the running
# service, its data) stays as it is: the data move reads from it.
if [[ -z "${DATABASE_HOST:-}" ]]; then
  install_packages mariadb105-server
fi

mount_data_volume
# Nobody else could serve meanwhile; it only finishes what is in flight.
settings=(DRAIN_SECONDS=5)
if [[ -z "${DATABASE_HOST:-}" ]]; then
  grow_filesystem
  start_database
  ensure_application_user
  prepare_files
  create_application_database
  settings+=(DATABASE_HOST=127.0.0.1 DATABASE_PORT=3306 "DATABASE_NAME=$APPLICATION_DATABASE" DATABASE_TLS=off
    DATABASE_CREDENTIALS_FILE=/data/secrets/database-credentials
    FILES_DIRECTORY=/data/files UPLOAD_KEY_FILE=/data/secrets/upload-key)
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
# A quarter of the memory: the database, where it is on this box, has another.
start_application 25 'write-api read-api' "${settings[@]}"
require_data_volume nginx
configure_server single-server.conf "SERVER_NAME=$SERVER_NAME" "REDIRECT_HOST=$redirect_host"
start_nginx http://127.0.0.1/health https://127.0.0.1/health
