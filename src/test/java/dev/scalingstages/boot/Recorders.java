package dev.scalingstages.boot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Stand-ins for the commands that would change or ask a real server. Each writes its name and arguments to {@code calls}
 * in the state directory, and imitates what the scripts rely on. A file {@code fail-<command>} there makes a call fail
 * whose arguments match the shell pattern in the file.
 */
final class Recorders {
    static final String INSTANCE_ID = "i-0123456789abcdef0";
    /** The release of Amazon Linux that the image is of. */
    static final String RELEASE = "2023.9.20251117";

    static final String GROUP_NAME = "ScalingStages-WebGroup-1A2B3C";

    private static final String[] COMMANDS = """
            amazon-cloudwatch-agent-ctl aws blkid chown curl dnf findmnt getent id mariadb mkfs.xfs mount nginx rpm runuser
            sleep systemctl useradd xfs_growfs""".split("\\s+");

    private static final String SCRIPT = """
            #!/bin/sh
            name="${0##*/}"
            state=@STATE@
            echo "$name $*" >>"$state/calls"
            last=
            for last in "$@"; do :; done
            if [ -e "$state/fail-$name" ]; then
              read -r pattern <"$state/fail-$name" || true
              # Unquoted, it is matched as a pattern.
              case "$*" in $pattern)
                echo "$name: failing as told" >&2
                exit 7
                ;;
              esac
            fi
            case "$name" in
              rpm)
                case "$*" in *--queryformat*system-release) printf @RELEASE@ && exit ;; esac
                for last in "$@"; do
                  case "$last" in -*) ;; *) [ -e "$state/installed-$last" ] || exit 1 ;; esac
                done
                ;;
              dnf)
                for last in "$@"; do
                  case "$last" in -* | install) ;; *) : >"$state/installed-$last" ;; esac
                done
                ;;
              blkid)
                [ -e "$state/blkid-status" ] && exit "$(cat "$state/blkid-status")"
                [ -e "$state/filesystem" ] || exit 2
                case "$*" in
                  *TYPE*) read -r last <"$state/filesystem" || last= && echo "$last" ;;
                  *UUID*) echo 7c3ad1f4-6a28-4a3e-9b5c-0d3f5f1f7b11 ;;
                esac
                ;;
              mkfs.xfs)
                [ ! -e "$state/filesystem" ] || exit 1
                echo xfs >"$state/filesystem"
                ;;
              findmnt)
                [ -e "$state/mounted" ] || exit 1
                cat "$state/mounted"
                ;;
              mount)
                [ -e "$state/filesystem" ] || exit 32
                readlink -f "$state/device" >"$state/mounted"
                ;;
              id) [ -e "$state/user-$last" ] || exit 1 ;;
              useradd) : >"$state/user-$last" ;;
              mariadb) cat >>"$state/sql" ;;
              runuser)
                echo "a line of the log"
                echo "the reason of $last"
                [ ! -e "$state/status-$last" ] || exit "$(cat "$state/status-$last")"
                ;;
              getent)
                [ -e "$state/addresses" ] || exit 2
                while read -r address; do
                  echo "$address STREAM $last"
                  echo "$address DGRAM"
                done <"$state/addresses"
                ;;
              curl)
                case "$*" in
                  */api/token*) echo token ;;
                  */meta-data/instance-id) echo @INSTANCE_ID@ ;;
                  */tags/instance/aws:autoscaling:groupName) echo @GROUP_NAME@ ;;
                  */status) cat "$state/nginx-status" ;;
                  *--config*) cat >>"$state/signal-addresses" ;;
                esac
                ;;
              aws)
                case "$*" in
                  's3 cp '*) cp "$state/${last##*/}" "$last" ;;
                esac
                ;;
            esac
            """;

    private Recorders() {}

    /** Puts one recorder for each command into a directory. */
    static void install(Path directory, Path state) throws IOException {
        Path recorder = Files.writeString(
                directory.resolve("recorder"),
                SCRIPT.replace("@STATE@", "'" + state + "'")
                        .replace("@INSTANCE_ID@", INSTANCE_ID)
                        .replace("@RELEASE@", RELEASE)
                        .replace("@GROUP_NAME@", GROUP_NAME));
        Files.setPosixFilePermissions(recorder, PosixFilePermissions.fromString("rwxr-xr-x"));
        for (String command : COMMANDS) {
            Files.createSymbolicLink(directory.resolve(command), recorder);
        }
    }
}
