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

# require_data_volume SERVICE: without its volume the service must not start on the empty directory.
require_data_volume() {
  ensure_directory "$ROOT/etc/systemd/system/$1.service.d" 0755
  write_file "$ROOT/etc/systemd/system/$1.service.d/data-volume.conf" 0644 "$(<"$BOOT/systemd/data-volume.conf")"
}
