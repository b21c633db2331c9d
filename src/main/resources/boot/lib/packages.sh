# shellcheck shell=bash
# Packages come from Amazon Linux's own repositories, which the S3 gateway endpoint leads to, and from the release that the
# image is of: servers that boot a year apart install the same.

# install_packages NAME...: asks the repositories only for what is not installed yet.
install_packages() {
  if rpm --query --quiet "$@"; then
    return 0
  fi
  log info "installing $*"
  local release
  release="$(rpm --query --queryformat '%{VERSION}' system-release)"
  retry 3 10 dnf --assumeyes --quiet --setopt=install_weak_deps=False "--releasever=$release" install "$@"
}

# compare_with_newest_release: from here on dnf asks for the newest release unless it is told another. The weekly scan
# would find nothing missing otherwise: Amazon Linux shows a server the repositories of its image's release alone. It is for
# servers of groups, whose patch is a newer image.
compare_with_newest_release() {
  ensure_directory "$ROOT/etc/dnf/vars" 0755
  write_file "$ROOT/etc/dnf/vars/releasever" 0644 latest
}
