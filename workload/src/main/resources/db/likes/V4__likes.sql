CREATE TABLE IF NOT EXISTS likes (
  post_id    BINARY(16) NOT NULL,
  account_id BIGINT UNSIGNED NOT NULL,
  PRIMARY KEY (post_id, account_id)
);

CREATE TABLE IF NOT EXISTS like_counts (
  post_id BINARY(16) NOT NULL,
  likes   INT UNSIGNED NOT NULL,
  PRIMARY KEY (post_id),
  KEY like_counts_by_likes (likes)
);

INSERT IGNORE INTO fences (name, is_open) VALUES ('likes', TRUE);
