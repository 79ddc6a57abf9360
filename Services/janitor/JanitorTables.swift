/// What the janitor keeps. Moments are milliseconds.
enum JanitorTables {
  static let all = [
    """
    CREATE TABLE data_key (
      photosession TEXT NOT NULL, class TEXT NOT NULL, wrapped BLOB, issued BIGINT NOT NULL,
      must_be_gone_by BIGINT, deadline BIGINT, ends BIGINT, destroyed BIGINT, PRIMARY KEY (photosession, class));
    CREATE INDEX data_key_by_end ON data_key (ends);
    CREATE INDEX data_key_by_issue ON data_key (issued);
    CREATE INDEX data_key_by_destruction ON data_key (destroyed);

    CREATE TABLE errand (
      id TEXT PRIMARY KEY, custodian TEXT NOT NULL, owner TEXT, classes TEXT, is_resting BIGINT NOT NULL,
      resumes BIGINT NOT NULL, state TEXT NOT NULL);
    CREATE INDEX errand_by_resumption ON errand (custodian, resumes);
    CREATE INDEX errand_by_owner ON errand (owner, classes);
    CREATE INDEX errand_by_custodian ON errand (custodian, is_resting);

    CREATE TABLE erasure_asker (
      request TEXT PRIMARY KEY, owner TEXT NOT NULL, classes TEXT NOT NULL, since BIGINT NOT NULL);
    CREATE TABLE sweep_asker (request TEXT PRIMARY KEY, erased BIGINT NOT NULL);

    CREATE TABLE custodian (
      name TEXT PRIMARY KEY, silent_since BIGINT, swept BIGINT, still_readable BIGINT NOT NULL);

    CREATE TABLE receipt (
      number BIGINT PRIMARY KEY, commitment TEXT NOT NULL, class TEXT NOT NULL, custodian TEXT NOT NULL,
      reason TEXT NOT NULL, received BIGINT NOT NULL, due BIGINT NOT NULL, erased BIGINT NOT NULL,
      read_back BIGINT NOT NULL, contract_version BIGINT NOT NULL, contract_digest TEXT NOT NULL,
      previous TEXT NOT NULL, hash TEXT NOT NULL, signature TEXT NOT NULL);
    CREATE TABLE owned (copy TEXT PRIMARY KEY, number BIGINT NOT NULL, owner TEXT NOT NULL, salt BLOB NOT NULL);
    CREATE INDEX owned_by_owner ON owned (owner, number);
    """,
    // Errands are begun anew: sweeps at the start, erasures when whoever wants them asks again.
    """
    CREATE TABLE alarm (
      id TEXT PRIMARY KEY, kind TEXT NOT NULL, about TEXT NOT NULL, since BIGINT NOT NULL, until BIGINT,
      told TEXT, tell_at BIGINT NOT NULL);
    CREATE INDEX alarm_by_end ON alarm (until);
    CREATE TABLE trouble (kind TEXT PRIMARY KEY, since BIGINT NOT NULL);
    ALTER TABLE custodian ADD COLUMN backlog_since BIGINT;
    ALTER TABLE custodian ADD COLUMN readable_left BIGINT NOT NULL DEFAULT 0;
    ALTER TABLE custodian ADD COLUMN other_contract BIGINT NOT NULL DEFAULT 0;
    ALTER TABLE errand ADD COLUMN readable_left BIGINT NOT NULL DEFAULT 0;
    DELETE FROM errand;
    """,
    // For what everybody may know. A day is a number, see `Day`; how much of the past was late or on a custodian's own
    // clock is not known of receipts that are older than this.
    """
    CREATE TABLE stocktaking (custodian TEXT PRIMARY KEY, asked BIGINT, has_changed BIGINT NOT NULL);
    CREATE TABLE held (
      class TEXT NOT NULL, custodian TEXT NOT NULL, copies BIGINT NOT NULL, unproven BIGINT NOT NULL,
      oldest_received BIGINT, oldest_due BIGINT, as_of BIGINT NOT NULL, PRIMARY KEY (class, custodian));
    CREATE TABLE tally (
      day BIGINT NOT NULL, class TEXT NOT NULL, custodian TEXT NOT NULL, copies BIGINT NOT NULL,
      on_own_clock BIGINT NOT NULL, late BIGINT NOT NULL, longest_stay BIGINT NOT NULL,
      PRIMARY KEY (day, class, custodian));
    INSERT INTO tally (day, class, custodian, copies, on_own_clock, late, longest_stay)
    SELECT read_back / 86400000, class, custodian, COUNT(*), 0, 0, MAX(read_back - received)
    FROM receipt GROUP BY 1, 2, 3;
    """,
    Rehearsals.table,
    """
    ALTER TABLE custodian ADD COLUMN silences BIGINT NOT NULL DEFAULT 0;
    ALTER TABLE custodian ADD COLUMN asked_again BIGINT;
    ALTER TABLE custodian ADD COLUMN orphans BIGINT NOT NULL DEFAULT 0;
    """,
    """
    CREATE TABLE merkle_node (
      level BIGINT NOT NULL, place BIGINT NOT NULL, hash BLOB NOT NULL, PRIMARY KEY (level, place));
    CREATE TABLE checkpoint (
      made BIGINT PRIMARY KEY, day TEXT NOT NULL, size BIGINT NOT NULL, note TEXT NOT NULL, filed BIGINT NOT NULL);
    CREATE INDEX checkpoint_by_day ON checkpoint (day);
    CREATE INDEX checkpoint_by_filing ON checkpoint (filed, made);
    CREATE TABLE book_start (size BIGINT PRIMARY KEY, hash TEXT NOT NULL, note TEXT NOT NULL);
    CREATE INDEX owned_by_number ON owned (number);
    """,
    """
    ALTER TABLE data_key ADD COLUMN wrapped_by TEXT;
    ALTER TABLE data_key ADD COLUMN unopenable BIGINT;
    CREATE INDEX data_key_unopenable ON data_key (unopenable);
    """,
    // What is not `finished` is still looked through, before any key leaves.
    """
    CREATE TABLE book_replay (name TEXT PRIMARY KEY, finished BIGINT, revived BIGINT NOT NULL);
    CREATE TABLE restoration (since BIGINT PRIMARY KEY, size BIGINT NOT NULL, note TEXT NOT NULL);
    ALTER TABLE errand ADD COLUMN is_replay BIGINT NOT NULL DEFAULT 0;
    """,
    ForgottenOwners.table,
  ]
}
