# shellcheck shell=bash
# write-api and read-api (stages 3 to 6) and worker (stage 6): TLS and the health answer in front of
# the application on 127.0.0.1:8080. The worker has no load balancer; its answer proves that it is up.
tls_directory="$ROOT/etc/scaling-stages/tls"
ensure_certificate "$tls_directory" "$SYSTEM_NAME"

install_nginx_basics "$tls_directory"
configure_server application.conf
start_nginx https://127.0.0.1:8443/health
start_requests_active_metric
