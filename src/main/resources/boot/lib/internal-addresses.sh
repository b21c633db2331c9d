# shellcheck shell=bash
# The internal load balancer's addresses, as nginx's upstream servers.
#
# nginx resolves a name in an upstream block only when it starts. A name in a variable it resolves
# again, but then keeps no connection open: each request would need a TLS handshake of its own, and
# load balancers bill by new connections. So the addresses are written into the configuration, and
# a timer looks them up again.

look_up_internal_addresses() {
  local found
  found="$(getent ahostsv4 "$INTERNAL_HOST")" || return 1
  awk '{ print "server " $1 ":443 max_fails=3 fail_timeout=5s;" }' <<<"$found" | sort --unique
}

# When the name cannot be resolved, the known addresses stay.
write_internal_addresses() {
  local servers
  servers="$(retry 30 2 look_up_internal_addresses)"
  write_file "$ROOT/etc/nginx/scaling-stages/internal-addresses.conf" 0640 "$servers"
}
