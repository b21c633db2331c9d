# shellcheck shell=bash
# nginx: one main file for every role, one server file for each.

# install_nginx_basics TLS_DIRECTORY: the files that every role has.
install_nginx_basics() {
  local tls_directory="$1" directory="$ROOT/etc/nginx/scaling-stages" file
  ensure_directory "$directory" 0750
  ensure_directory "$ROOT/var/lib/nginx/tmp" 0770 nginx:root
  ensure_directory "$ROOT/usr/share/scaling-stages" 0755
  ensure_directory "$ROOT/usr/share/scaling-stages/www" 0755
  ensure_directory "$ROOT/etc/systemd/system/nginx.service.d" 0755
  for file in "$BOOT"/www/*; do
    write_file "$ROOT/usr/share/scaling-stages/www/${file##*/}" 0644 "$(<"$file")"
  done
  for file in "$BOOT"/nginx/snippets/*.conf; do
    render_file "$file" "$directory/${file##*/}" 0640 "ROOT=$ROOT" \
      "SERVER_ROLE=$SERVER_ROLE" "STAGE=$STAGE" "TLS_DIRECTORY=$tls_directory"
  done
  render_file "$BOOT/nginx/nginx.conf" "$ROOT/etc/nginx/nginx.conf" 0644 "ROOT=$ROOT"
  write_file "$ROOT/etc/systemd/system/nginx.service.d/hardening.conf" 0644 \
    "$(<"$BOOT/systemd/nginx-hardening.conf")"
}

# configure_server TEMPLATE NAME=VALUE...: the role's own server file.
configure_server() {
  local template="$1"
  shift
  render_file "$BOOT/nginx/$template" "$ROOT/etc/nginx/scaling-stages/server.conf" 0640 "ROOT=$ROOT" "$@"
}

# start_nginx URL...: returns when each health address answers.
start_nginx() {
  local url
  nginx -t -q -c "$ROOT/etc/nginx/nginx.conf"
  systemctl daemon-reload
  systemctl enable nginx
  systemctl reload-or-restart nginx
  for url in "$@"; do
    # The certificate is self-signed and names no address.
    retry 30 1 curl --silent --show-error --fail --insecure --max-time 5 --output /dev/null "$url"
  done
}
