# shellcheck shell=bash
# Certificates.

# The longest common name that X.509 allows.
LONGEST_COMMON_NAME=64

# ensure_certificate DIRECTORY NAME: makes a self-signed certificate.pem and private-key.pem where
# there are none, and never overwrites one. Ten years, since nothing here renews it.
ensure_certificate() {
  local directory="$1" name="$2" common_name="$2"
  local key="$directory/private-key.pem" certificate="$directory/certificate.pem"
  ensure_directory "$directory" 0750
  if [[ ! -e "$key" ]]; then
    [[ ! -e "$certificate" ]] || fail "$certificate has no $key beside it"
    (umask 077 && openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$key.new")
    mv "$key.new" "$key"
  fi
  # Clients compare the alternative name, which may be as long as a domain.
  if ((${#name} > LONGEST_COMMON_NAME)); then
    common_name="$SYSTEM_NAME"
  fi
  if [[ ! -e "$certificate" ]]; then
    openssl req -x509 -new -key "$key" -sha256 -days 3650 -subj "/CN=$common_name" \
      -addext "subjectAltName=DNS:$name" -out "$certificate.new"
    chmod 0644 "$certificate.new"
    mv "$certificate.new" "$certificate"
  fi
}
