# shellcheck shell=bash
# MariaDB on the single server, with its data on the data volume.

start_database() {
  local action=start buffer_pool
  watch_files
  ensure_directory "$ROOT/data/mysql" 0750 mysql:mysql
  # A quarter: the web server and the application live on the same box.
  buffer_pool="$(awk '/^MemTotal:/ { print int($2 / 1024 / 4) }' "$ROOT/proc/meminfo")"
  render_file "$BOOT/mariadb/server.cnf" "$ROOT/etc/my.cnf.d/zz-scaling-stages.cnf" 0644 \
    "BUFFER_POOL_MEGABYTES=$buffer_pool"
  require_data_volume mariadb
  if files_changed; then
    systemctl daemon-reload
    action=restart
  fi
  systemctl enable mariadb
  systemctl "$action" mariadb
  mariadb --protocol=socket <"$BOOT/mariadb/accounts.sql"
}

APPLICATION_DATABASE=scaling

# The application's schema and its user, whose password is made on this server and stays with the data.
create_application_database() {
  local file="$ROOT/data/secrets/database-credentials" password
  ensure_secret "$file" user=$APPLICATION_DATABASE "password=$(openssl rand -hex 32)"
  password="$(sed -n 's/^password=//p' "$file")"
  # On standard input the password stays out of the process list.
  mariadb --protocol=socket <<END_OF_SQL
CREATE DATABASE IF NOT EXISTS $APPLICATION_DATABASE CHARACTER SET utf8mb4;
CREATE USER IF NOT EXISTS '$APPLICATION_DATABASE'@'127.0.0.1';
ALTER USER '$APPLICATION_DATABASE'@'127.0.0.1' IDENTIFIED BY '$password';
GRANT ALL PRIVILEGES ON $APPLICATION_DATABASE.* TO '$APPLICATION_DATABASE'@'127.0.0.1';
END_OF_SQL
}

# Users' files, which the application writes and nginx, another user, reads; and the key that signs addresses of
# uploads.
prepare_files() {
  ensure_directory "$ROOT/data/files" 0755 "$APPLICATION_USER:$APPLICATION_USER"
  ensure_secret "$ROOT/data/secrets/upload-key" "$(openssl rand -hex 32)"
}

# ensure_secret PATH LINE...: for the application's user to read, and for nobody else but root. An existing one stays.
ensure_secret() {
  local path="$1"
  shift
  ensure_directory "${path%/*}" 0750 "root:$APPLICATION_USER"
  if [[ ! -e "$path" ]]; then
    printf '%s\n' "$@" >"$path.new"
    chmod 0640 "$path.new"
    chown "root:$APPLICATION_USER" "$path.new"
    mv "$path.new" "$path"
  fi
}

# require_data_volume SERVICE: without its volume the service must not start on the empty directory.
require_data_volume() {
  ensure_directory "$ROOT/etc/systemd/system/$1.service.d" 0755
  write_file "$ROOT/etc/systemd/system/$1.service.d/data-volume.conf" 0644 "$(<"$BOOT/systemd/data-volume.conf")"
}
