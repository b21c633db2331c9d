-- MySQL has no CREATE INDEX IF NOT EXISTS, and a step that was interrupted is done anew. Writers go on while it is built.
SET @by_account = IF(
  (SELECT COUNT(*) FROM information_schema.statistics
   WHERE table_schema = DATABASE() AND table_name = 'sessions' AND index_name = 'sessions_by_account') = 0,
  'CREATE INDEX sessions_by_account ON sessions (account_id)',
  'DO 0');
PREPARE by_account FROM @by_account;
EXECUTE by_account;
DEALLOCATE PREPARE by_account;
