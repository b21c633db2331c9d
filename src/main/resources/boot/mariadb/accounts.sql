-- Root by the operating system's word only, from this server only; nobody without a name.
ALTER USER 'root'@'localhost' IDENTIFIED VIA unix_socket;
DELETE FROM mysql.global_priv WHERE User = '' OR (User = 'root' AND Host <> 'localhost');
DELETE FROM mysql.db WHERE User = '';
FLUSH PRIVILEGES;
