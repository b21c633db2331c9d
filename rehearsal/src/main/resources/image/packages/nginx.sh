useradd --system --user-group --home-dir /var/lib/nginx --no-create-home --shell /sbin/nologin nginx
install -d -o nginx -g root -m 0770 /var/lib/nginx /var/lib/nginx/tmp
install -d -o root -g root -m 0711 /var/log/nginx
