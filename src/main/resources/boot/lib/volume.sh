# shellcheck shell=bash
# The data volume: found by its id, formatted only when it is blank, mounted at /data.

# CloudFormation attaches the volume after the server has started, hence the wait (ten minutes).
await_data_volume() {
  DATA_DEVICE="$ROOT/dev/disk/by-id/nvme-Amazon_Elastic_Block_Store_${DATA_VOLUME_ID//-/}"
  local attempt
  for ((attempt = 1; attempt <= 120; attempt++)); do
    if [[ -e "$DATA_DEVICE" ]]; then
      return 0
    fi
    sleep 5
  done
  fail "the data volume $DATA_VOLUME_ID is not attached"
}

# blkid answers "nothing found" for a device it cannot read, too. So the first MiB, where every file
# system and partition table has its mark, must be readable and zero, as on a new EBS volume.
require_blank() {
  local used
  used="$(head -c 1048576 "$1" | tr -d '\000' | wc -c)"
  ((used == 0)) || fail "the data volume $DATA_VOLUME_ID has no file system but is not blank: left as it is"
}

# Sets DATA_TYPE and DATA_UUID.
read_filesystem() {
  DATA_TYPE="$(blkid --probe --match-tag TYPE --output value "$DATA_DEVICE" || true)"
  DATA_UUID="$(blkid --probe --match-tag UUID --output value "$DATA_DEVICE" || true)"
  [[ -n "$DATA_TYPE" && -n "$DATA_UUID" ]] ||
    fail "the data volume $DATA_VOLUME_ID has no file system that can be mounted: left as it is"
}

format_when_blank() {
  local status=0
  blkid --probe "$DATA_DEVICE" || status=$?
  case "$status" in
    0) ;;
    2)
      require_blank "$DATA_DEVICE"
      log info "formatting the blank data volume $DATA_VOLUME_ID"
      # Without -f, mkfs.xfs itself refuses a device that holds anything it knows.
      mkfs.xfs "$DATA_DEVICE"
      ;;
    *) fail "cannot tell what is on the data volume $DATA_VOLUME_ID (blkid ended with $status): left as it is" ;;
  esac
}

mount_data_volume() {
  local table="$ROOT/etc/fstab" mounted
  await_data_volume
  format_when_blank
  read_filesystem
  ensure_directory "$ROOT/data" 0755
  # nofail: a server without its volume still starts, so that an operator can reach it.
  write_file "$table" 0644 "$(awk '$2 != "/data"' "$table")
UUID=$DATA_UUID /data $DATA_TYPE defaults,nodev,nosuid,noexec,nofail,x-systemd.device-timeout=30s 0 2"
  systemctl daemon-reload
  if mounted="$(findmnt --noheadings --output SOURCE --mountpoint "$ROOT/data")"; then
    [[ "$mounted" == "$(readlink -f "$DATA_DEVICE")" ]] || fail "/data holds another volume ($mounted)"
  else
    mount "$ROOT/data"
  fi
}

# Takes up the room of a volume that was made bigger; nothing happens otherwise.
grow_filesystem() {
  if [[ "$DATA_TYPE" == xfs ]]; then
    xfs_growfs "$ROOT/data"
  fi
}
