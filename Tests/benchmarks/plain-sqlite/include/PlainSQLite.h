#pragma once

/// A database file, opened as plain as C can, with the pragmas of the product's own. Functions return 0, or what went
/// wrong as SQLite's number.
typedef struct plain_database plain_database;

int plain_open(const char *path, plain_database **database);
void plain_close(plain_database *database);

/// Deletes the rows with these ids from `copy` in one transaction, by one prepared statement, and truncates the log.
int plain_delete(plain_database *database, const char *const *ids, int count);
