#include "PlainSQLite.h"

#include <sqlite3.h>
#include <stdlib.h>

struct plain_database {
  sqlite3 *connection;
  sqlite3_stmt *deletion;
};

static const char *const pragmas =
    "PRAGMA secure_delete = ON; PRAGMA foreign_keys = ON; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;";

int plain_open(const char *path, plain_database **database) {
  plain_database *opened = calloc(1, sizeof *opened);
  if (!opened) return SQLITE_NOMEM;
  int code = sqlite3_open(path, &opened->connection);
  if (code == SQLITE_OK) code = sqlite3_exec(opened->connection, pragmas, NULL, NULL, NULL);
  if (code == SQLITE_OK) {
    code = sqlite3_prepare_v2(opened->connection, "DELETE FROM copy WHERE id = ?", -1, &opened->deletion, NULL);
  }
  *database = opened;
  return code;
}

void plain_close(plain_database *database) {
  sqlite3_finalize(database->deletion);
  sqlite3_close(database->connection);
  free(database);
}

static int delete_one(plain_database *database, const char *id) {
  sqlite3_bind_text(database->deletion, 1, id, -1, SQLITE_STATIC);
  int code = sqlite3_step(database->deletion);
  sqlite3_reset(database->deletion);
  return code == SQLITE_DONE ? SQLITE_OK : code;
}

int plain_delete(plain_database *database, const char *const *ids, int count) {
  int code = sqlite3_exec(database->connection, "BEGIN IMMEDIATE", NULL, NULL, NULL);
  for (int i = 0; i < count && code == SQLITE_OK; i++) code = delete_one(database, ids[i]);
  if (code == SQLITE_OK) code = sqlite3_exec(database->connection, "COMMIT", NULL, NULL, NULL);
  if (code == SQLITE_OK) {
    code = sqlite3_exec(database->connection, "PRAGMA wal_checkpoint(TRUNCATE)", NULL, NULL, NULL);
  }
  return code;
}
