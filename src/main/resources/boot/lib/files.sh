# shellcheck shell=bash
# Files and directories, written so that a second boot changes nothing.

FILES_CHANGED=no

# watch_files, then writes, then files_changed: whether a service has to take notice.
watch_files() {
  FILES_CHANGED=no
}

files_changed() {
  [[ "$FILES_CHANGED" == yes ]]
}

# ensure_directory PATH MODE [OWNER]: leaves an existing directory as it is. A new one appears under
# its name only when mode and owner are right, so that an interrupted boot leaves nothing half made.
ensure_directory() {
  local path="$1" mode="$2" owner="${3:-}"
  if [[ -d "$path" ]]; then
    return 0
  fi
  mkdir -p "$path.new"
  chmod "$mode" "$path.new"
  if [[ -n "$owner" ]]; then
    chown "$owner" "$path.new"
  fi
  mv "$path.new" "$path"
}

# write_file PATH MODE CONTENT: replaces the file in one step, and only when the content differs. A new one has its mode
# from the start; only what makes it executable has to be added.
write_file() {
  local path="$1" mode="$2" content="$3" mask
  if [[ -f "$path" && "$(<"$path")" == "$content" ]]; then
    return 0
  fi
  [[ ! -e "$path.new" ]] || rm -f "$path.new"
  printf -v mask '%04o' "$((0777 & ~mode))"
  (umask "$mask" && printf '%s\n' "$content" >"$path.new")
  if ((mode & 0111)); then
    chmod "$mode" "$path.new"
  fi
  mv "$path.new" "$path"
  FILES_CHANGED=yes
}

# render_file TEMPLATE PATH MODE NAME=VALUE...: each @NAME@ becomes the value. A placeholder that is
# left over is an error.
render_file() {
  local template="$1" path="$2" mode="$3" content setting
  shift 3
  content="$(<"$template")"
  for setting in "$@"; do
    content=${content//"@${setting%%=*}@"/"${setting#*=}"}
  done
  if [[ "$content" =~ @[A-Z][A-Z_]*@ ]]; then
    fail "${template##*/}: nothing to put in place of ${BASH_REMATCH[0]}"
  fi
  write_file "$path" "$mode" "$content"
}
