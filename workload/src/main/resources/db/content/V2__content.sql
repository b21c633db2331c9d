CREATE TABLE IF NOT EXISTS posts (
  post_id     BINARY(16) NOT NULL,
  owner_id    BIGINT UNSIGNED NOT NULL,
  author_name VARCHAR(64) NOT NULL,
  body        VARCHAR(1024) NOT NULL,
  photo       TINYINT UNSIGNED NOT NULL,
  PRIMARY KEY (post_id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS timeline (
  owner_id    BIGINT UNSIGNED NOT NULL,
  post_id     BINARY(16) NOT NULL,
  author_name VARCHAR(64) NOT NULL,
  excerpt     VARCHAR(280) NOT NULL,
  is_whole    BOOLEAN NOT NULL,
  photo       TINYINT UNSIGNED NOT NULL,
  PRIMARY KEY (owner_id, post_id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS buckets (
  bucket SMALLINT UNSIGNED NOT NULL,
  held   BOOLEAN NOT NULL,
  PRIMARY KEY (bucket)
);

-- Numbers from 0 to 1023, as 32 times 32: a recursion of 1,024 is more than servers allow.
INSERT IGNORE INTO buckets (bucket, held)
WITH RECURSIVE digits AS (SELECT 0 AS digit UNION ALL SELECT digit + 1 FROM digits WHERE digit < 31)
SELECT high.digit * 32 + low.digit, ${held} FROM digits high CROSS JOIN digits low;
