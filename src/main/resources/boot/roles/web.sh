# shellcheck shell=bash
# Stages 3 to 6: reverse proxy between the public load balancer and the internal one.
require_settings SERVER_NAME INTERNAL_HOST INTERNAL_CERTIFICATE VPC_CIDR ORIGIN

tls_directory="$ROOT/etc/scaling-stages/tls"
ensure_certificate "$tls_directory" "$SYSTEM_NAME"
write_file "$tls_directory/internal.pem" 0644 "$(base64 --decode <<<"$INTERNAL_CERTIFICATE")"

install_nginx_basics "$tls_directory"
ensure_directory "$ROOT/var/cache/nginx" 0750 nginx:root
ensure_directory "$ROOT/var/cache/nginx/api" 0700 nginx:nginx
configure_server web.conf "SERVER_NAME=$SERVER_NAME" "TLS_DIRECTORY=$tls_directory" \
  "VPC_CIDR=$VPC_CIDR" "ORIGIN=$ORIGIN"
write_internal_addresses
start_nginx https://127.0.0.1/health
start_timer scaling-stages-internal-addresses
start_requests_active_metric
compare_with_newest_release
