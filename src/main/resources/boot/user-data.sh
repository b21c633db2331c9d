#!/bin/bash
# Runs at every boot: writes the environment file, fetches the boot scripts and hands over to boot.sh.
# EC2 allows 16 KB of user data, so all that can live in the boot scripts lives there.
set -Eeuo pipefail
umask 027

ROOT="${ROOT:-}"
home="$ROOT/opt/scaling-stages"
environment="$ROOT/etc/scaling-stages/environment"
handed_over=no
failed_command=''

setting() {
  sed -n "s/^$1=//p" "$environment"
}

instance_id() {
  local token
  token="$(curl --silent --fail --max-time 5 --request PUT \
    --header 'X-aws-ec2-metadata-token-ttl-seconds: 60' http://169.254.169.254/latest/api/token)"
  curl --silent --fail --max-time 5 --header "X-aws-ec2-metadata-token: $token" \
    http://169.254.169.254/latest/meta-data/instance-id
}

# From boot.sh on, boot.sh signals for itself.
signal_failure() {
  [[ "$handed_over" == no ]] || return 0
  local reason instance url group
  reason="user data failed: $failed_command"
  reason="${reason//[^a-zA-Z0-9 _.,:\/@-]/ }"
  echo "[error] $reason" >&2
  instance="$(instance_id || echo unknown)"
  url="$(setting SIGNAL_URL_BASE64 | base64 --decode)"
  group="$(setting SIGNAL_RESOURCE)"
  if [[ -n "$url" ]]; then
    # The address is a credential: on standard input it stays out of the process list.
    printf 'url = "%s"\n' "$url" | curl --config - --silent --show-error --fail --retry 3 --max-time 20 \
      --request PUT --header 'Content-Type:' \
      --data-binary "{\"Status\":\"FAILURE\",\"Reason\":\"$reason\",\"UniqueId\":\"$instance\",\"Data\":\"\"}"
  elif [[ -n "$group" ]]; then
    aws cloudformation signal-resource --region "@REGION@" --stack-name "$(setting STACK_NAME)" \
      --logical-resource-id "$group" --unique-id "$instance" --status FAILURE
  fi
}

finish() {
  trap - ERR EXIT
  set +e
  (($1 == 0)) || signal_failure
  exit "$1"
}

trap 'failed_command="${failed_command:-$BASH_COMMAND}"' ERR
trap 'finish "$?"' EXIT

fetch_boot_scripts() {
  local attempt
  for attempt in 1 2 3 4 5; do
    if aws s3 cp --region "@REGION@" --only-show-errors "s3://@BOOT_BUCKET@/@BOOT_KEY@" "$home/boot.zip"; then
      return 0
    fi
    sleep "$((attempt * 5))"
  done
  failed_command='fetching s3://@BOOT_BUCKET@/@BOOT_KEY@'
  return 1
}

mkdir -p "$home" "${environment%/*}"
cat >"$environment.new" <<'END_OF_ENVIRONMENT'
@ENVIRONMENT@
END_OF_ENVIRONMENT
chmod 0640 "$environment.new"
mv "$environment.new" "$environment"

# The key names the archive's content: a reboot needs no download, and works when S3 does not.
if [[ "$(cat "$home/boot.key" 2>/dev/null || true)" != '@BOOT_KEY@' ]]; then
  fetch_boot_scripts
  rm -rf "$home/boot.new"
  python3 -m zipfile -e "$home/boot.zip" "$home/boot.new"
  rm -rf "${home:?}/boot" "$home/boot.key"
  mv "$home/boot.new" "$home/boot"
  printf '%s\n' '@BOOT_KEY@' >"$home/boot.key"
  rm -f "$home/boot.zip"
fi

handed_over=yes
bash "$home/boot/boot.sh"
