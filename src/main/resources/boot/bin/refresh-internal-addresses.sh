#!/bin/bash
# shellcheck source-path=SCRIPTDIR/..
# Run by a timer on web servers: reloads nginx when the internal load balancer's addresses changed.
set -euo pipefail
umask 027

ROOT="${ROOT:-}"
BOOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
source "$BOOT/lib/log.sh"
source "$BOOT/lib/files.sh"
source "$BOOT/lib/internal-addresses.sh"

write_internal_addresses
if files_changed; then
  log info 'the internal load balancer has new addresses'
  nginx -t -q -c "$ROOT/etc/nginx/nginx.conf"
  systemctl reload nginx
fi
