# shellcheck shell=bash
# Logs and metrics for CloudWatch.

# Reads the group's name from the instance's tags. The alternatives, ec2:DescribeTags and the
# agent's own lookup, need an interface endpoint that nothing else here needs.
find_group_name() {
  GROUP_NAME="$(retry 6 5 metadata tags/instance/aws:autoscaling:groupName)" ||
    fail 'no Auto Scaling group name in the instance metadata: InstanceMetadataTags must be enabled'
}

# Starts early in the boot, so that the log of a failed one reaches CloudWatch.
start_agent() {
  local template="$BOOT/cloudwatch-agent.json" target="$ROOT/etc/scaling-stages/cloudwatch-agent.json"
  local own_template="$ROOT/run/scaling-stages-agent.json"
  local settings=("AWS_REGION=$AWS_REGION" "LOG_GROUP=$LOG_GROUP" "METRIC_NAMESPACE=$METRIC_NAMESPACE"
    "INSTANCE_ID=$INSTANCE_ID")
  if [[ -n "${SIGNAL_RESOURCE:-}" ]]; then
    find_group_name
    render_file "$template" "$target" 0640 "${settings[@]}" "GROUP_NAME=$GROUP_NAME"
  else
    # A server outside a group has no such dimension.
    grep --invert-match '"AutoScalingGroupName":' "$template" >"$own_template"
    render_file "$own_template" "$target" 0640 "${settings[@]}"
    rm "$own_template"
  fi
  write_file "$ROOT/etc/logrotate.d/scaling-stages" 0644 "$(<"$BOOT/logrotate.conf")"
  systemctl enable --now rsyslog
  amazon-cloudwatch-agent-ctl -a fetch-config -m ec2 -s -c "file:$target"
}

# The metric by which a group scales; a server outside a group does not publish it.
start_requests_active_metric() {
  if [[ -z "${SIGNAL_RESOURCE:-}" ]]; then
    return 0
  fi
  # Runs as a user of its own, who cannot read the boot directory.
  ensure_directory "$ROOT/usr/libexec/scaling-stages" 0755
  write_file "$ROOT/usr/libexec/scaling-stages/publish-requests-active.sh" 0755 \
    "$(<"$BOOT/bin/publish-requests-active.sh")"
  write_file "$ROOT/etc/scaling-stages/group" 0640 "GROUP_NAME=$GROUP_NAME"
  start_timer scaling-stages-requests-active
}

# start_timer NAME: installs NAME.service and NAME.timer.
start_timer() {
  local unit
  for unit in "$1.service" "$1.timer"; do
    write_file "$ROOT/etc/systemd/system/$unit" 0644 "$(<"$BOOT/systemd/$unit")"
  done
  systemctl daemon-reload
  systemctl enable --now "$1.timer"
}
