CREATE TABLE IF NOT EXISTS accounts (
  account_id    BIGINT UNSIGNED NOT NULL,
  email         VARCHAR(254) NOT NULL,
  display_name  VARCHAR(64) NOT NULL,
  password_hash VARBINARY(128) NOT NULL,
  created_at    DATETIME(3) NOT NULL,
  PRIMARY KEY (account_id),
  UNIQUE KEY accounts_by_email (email)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS sessions (
  token_hash   BINARY(32) NOT NULL,
  account_id   BIGINT UNSIGNED NOT NULL,
  display_name VARCHAR(64) NOT NULL,
  expires_at   DATETIME(3) NOT NULL,
  PRIMARY KEY (token_hash),
  KEY sessions_by_expiry (expires_at)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

INSERT IGNORE INTO fences (name, is_open) VALUES ('accounts', TRUE), ('sessions', TRUE);
