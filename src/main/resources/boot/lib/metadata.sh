# shellcheck shell=bash
# The instance metadata service, version 2.

# metadata PATH: prints the value.
metadata() {
  local token service=http://169.254.169.254/latest
  token="$(curl --silent --show-error --fail --max-time 5 --request PUT \
    --header 'X-aws-ec2-metadata-token-ttl-seconds: 60' "$service/api/token")"
  curl --silent --show-error --fail --max-time 5 \
    --header "X-aws-ec2-metadata-token: $token" "$service/meta-data/$1"
}
