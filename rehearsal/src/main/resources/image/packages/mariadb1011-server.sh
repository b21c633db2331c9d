# The number that Red Hat's family has for it: the data volume knows owners by number.
groupadd --system --gid 27 mysql
useradd --system --uid 27 --gid mysql --home-dir /var/lib/mysql --no-create-home --shell /sbin/nologin mysql
install -d -o mysql -g mysql -m 0755 /var/lib/mysql
install -d -o mysql -g mysql -m 0750 /var/log/mariadb
