-- Whether a table takes writes; see Fence. Rows come with the tables.
CREATE TABLE IF NOT EXISTS fences (
  name    VARCHAR(32) NOT NULL,
  is_open BOOLEAN NOT NULL,
  PRIMARY KEY (name)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- How far the moves of data have come.
CREATE TABLE IF NOT EXISTS moves (
  name       VARCHAR(64) NOT NULL,
  step       VARCHAR(32) NOT NULL,
  detail     VARCHAR(1024) NOT NULL,
  changed_at DATETIME(3) NOT NULL,
  PRIMARY KEY (name)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
