# shellcheck shell=bash
# write-api and read-api (stages 3 to 6) and worker (stage 6): the application on 127.0.0.1:8080, with TLS in front. The
# worker has no load balancer; its health answer proves that it is up.
require_settings WORKLOAD_BUCKET WORKLOAD_KEY
tls_directory="$ROOT/etc/scaling-stages/tls"
ensure_certificate "$tls_directory" "$SYSTEM_NAME"

install_nginx_basics "$tls_directory"
# The other half is for nginx, the agents and what Java needs beside its heap.
# A load balancer notices after 30 s that a server wants to be left alone.
start_application 50 "$SERVER_ROLE" DRAIN_SECONDS=35
configure_server application.conf
start_nginx https://127.0.0.1:8443/health
start_requests_active_metric
compare_with_newest_release
