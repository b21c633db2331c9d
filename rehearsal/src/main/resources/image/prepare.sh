#!/bin/sh
# Makes a Debian root look like Amazon Linux 2023 where the servers' scripts look. Runs in it once, when it is made.
# Programs of packages that a server installs at its boot are laid aside, for the stand-in of dnf to put in place.
set -eu
packages=/usr/lib/rehearsal/packages

# aside PACKAGE PATH...
aside() {
    package=$1
    shift
    for path in "$@"; do
        mkdir -p "$packages/$package${path%/*}"
        mv "$path" "$packages/$package$path"
    done
}

# package NAME VERSION
package() {
    mkdir -p "$packages/$1"
    echo "$2" >"$packages/$1.version"
}

package nginx 1.28.0-1.amzn2023
package rsyslog 8.2204.0-3.amzn2023
package logrotate 3.20.1-2.amzn2023
package amazon-cloudwatch-agent 1.300060.0-1.amzn2023
package java-25-amazon-corretto-headless 25.0.1+8-1.amzn2023
package mariadb1011-server 10.11.13-1.amzn2023

rm -f /etc/init.d/nginx /etc/init.d/mariadb /etc/init.d/rsyslog
rm -rf /etc/nginx /var/lib/nginx /var/log/nginx /usr/share/nginx /etc/logrotate.d/nginx
aside nginx /usr/sbin/nginx
rm -f /lib/systemd/system/nginx.service

rm -rf /etc/rsyslog.conf /etc/rsyslog.d
aside rsyslog /usr/sbin/rsyslogd /lib/systemd/system/rsyslog.service
aside logrotate /usr/sbin/logrotate /etc/logrotate.conf /lib/systemd/system/logrotate.service \
    /lib/systemd/system/logrotate.timer

rm -rf /etc/mysql /var/lib/mysql /var/log/mysql /run/mysqld /etc/logrotate.d/mariadb /usr/sbin/mysqld
rm -f /lib/systemd/system/mariadb.service /lib/systemd/system/mysql.service /lib/systemd/system/mariadb@.service \
    /lib/systemd/system/mysqld.service
aside mariadb1011-server /usr/sbin/mariadbd /usr/bin/mariadb /usr/bin/mariadb-install-db
for user in mysql www-data; do
    userdel "$user" 2>/dev/null || true
    groupdel "$user" 2>/dev/null || true
done
# Its number is that of MariaDB's group in Amazon Linux.
groupdel sudo

mv /usr/bin/sleep.debian /usr/lib/rehearsal/sleep
mkdir -p /var/lib/rehearsal/installed /etc/rehearsal /etc/dnf/vars /usr/lib/jvm/java-25-amazon-corretto
# What the image has from the start.
echo 2023.9.20251117 >/var/lib/rehearsal/installed/system-release

# The memory of the instance type, in place of the machine's.
systemctl enable rehearsal-memory.service
# Nothing that a container cannot have, and nothing that wakes up without being part of the play.
systemctl mask --quiet systemd-udevd.service systemd-udev-trigger.service systemd-logind.service getty.target \
    console-getty.service systemd-networkd.service systemd-resolved.service systemd-timesyncd.service \
    apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer e2scrub_reap.service fstrim.timer \
    systemd-journal-flush.service systemd-update-utmp.service systemd-update-utmp-runlevel.service \
    cloud-init-hotplugd.socket systemd-random-seed.service systemd-sysusers.service
systemctl set-default --quiet multi-user.target

# Compiled once here, not at each boot.
python3 -m compileall -q /usr/lib/python3 /usr/lib/python3.11 /usr/lib/rehearsal/python >/dev/null || true
rm -rf /var/lib/apt/lists /var/cache/apt /var/log/apt /usr/share/doc /usr/share/man /usr/share/locale /etc/machine-id
: >/etc/machine-id
