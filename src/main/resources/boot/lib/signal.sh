# shellcheck shell=bash
# Tells CloudFormation how the boot ended.

put_to_wait_condition() {
  local status="$1" reason="$2" url body
  url="$(base64 --decode <<<"$SIGNAL_URL_BASE64")"
  body="{\"Status\":\"$status\",\"Reason\":\"$reason\",\"UniqueId\":\"${INSTANCE_ID:-unknown}\",\"Data\":\"${SERVER_ROLE:-}\"}"
  # The address is a credential: on standard input it stays out of the process list. S3 checks the
  # signature against an empty content type.
  printf 'url = "%s"\n' "$url" | curl --config - --silent --show-error --fail --max-time 20 \
    --request PUT --header 'Content-Type:' --data-binary "$body"
}

signal_group() {
  aws cloudformation signal-resource --region "$AWS_REGION" --stack-name "$STACK_NAME" \
    --logical-resource-id "$SIGNAL_RESOURCE" --unique-id "${INSTANCE_ID:-unknown}" --status "$1"
}

# signal STATUS REASON: never fails. CloudFormation waits for the first signal to an address only, so
# that one is tried for longer; at a later boot the address has expired and nobody waits.
signal() {
  local status="$1" reason="$2" attempts=5 send addressee marker="$ROOT/var/lib/scaling-stages/signalled"
  reason="${reason//[^a-zA-Z0-9 _.,:\/@=-]/ }"
  reason="${reason:0:400}"
  if [[ -n "${SIGNAL_URL_BASE64:-}" ]]; then
    send=(put_to_wait_condition "$status" "$reason")
  elif [[ -n "${SIGNAL_RESOURCE:-}" ]]; then
    send=(signal_group "$status")
  else
    log warn "nobody to signal $status to: neither SIGNAL_URL_BASE64 nor SIGNAL_RESOURCE is set"
    return 0
  fi
  # A hash, since the address is a credential.
  addressee="$(sha256sum <<<"${SIGNAL_URL_BASE64:-$SIGNAL_RESOURCE}")"
  if [[ "$(cat "$marker" 2>/dev/null)" == "$addressee" ]]; then
    attempts=1
  fi
  if retry "$attempts" 5 "${send[@]}"; then
    log info "signalled $status"
    if [[ "$status" == SUCCESS ]]; then
      write_file "$marker" 0640 "$addressee"
    fi
  else
    log warn "could not signal $status; harmless unless the stack is waiting for this server"
  fi
}
