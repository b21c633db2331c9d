# shellcheck shell=bash
# Packages come from Amazon Linux's own repositories, which the S3 gateway endpoint leads to.

# install_packages NAME...: asks the repositories only for what is not installed yet.
install_packages() {
  if rpm --query --quiet "$@"; then
    return 0
  fi
  log info "installing $*"
  retry 3 10 dnf --assumeyes --quiet --setopt=install_weak_deps=False install "$@"
}
