#include "store/migrate_int.h"

#include "base/arena.h"
#include "store/sql_int.h"

static enum err apply(struct sql *sql, const struct migration *step, struct error *error)
{
    enum err rc = sql_script(sql, "BEGIN IMMEDIATE", error);
    if (rc != ERR_OK)
        return rc;
    rc = sql_script(sql, step->text, error);
    if (rc == ERR_OK)
        rc = sql_run(sql, "INSERT INTO migration (number, name) VALUES (?, ?)",
                     SQL_ARGS(sql_i64(step->number), sql_text(step->name)), error);
    if (rc == ERR_OK)
        rc = sql_script(sql, "COMMIT", error);
    if (rc != ERR_OK) {
        error_prefix(error, step->name);
        sql_script(sql, "ROLLBACK", NULL);
    }
    return rc;
}

static enum err apply_missing(struct sql *sql, const struct migration *step, struct error *error)
{
    int64_t done = 0;
    enum err rc = sql_ask_i64(sql, "SELECT count(*) FROM migration WHERE number = ?",
                              SQL_ARGS(sql_i64(step->number)), 0, &done, error);
    return rc == ERR_OK && !done ? apply(sql, step, error) : rc;
}

enum err migrate(struct sql *sql, struct error *error)
{
    enum err rc = sql_script(
        sql, "CREATE TABLE IF NOT EXISTS migration (number BIGINT PRIMARY KEY, name TEXT NOT NULL)",
        error);
    int64_t newest = 0;
    if (rc == ERR_OK)
        rc = sql_ask_i64(sql, "SELECT max(number) FROM migration", SQL_NONE, 0, &newest, error);
    int last = 0;
    for (const struct migration *step = migrations; rc == ERR_OK && step->number; step++) {
        last = step->number;
        rc = apply_missing(sql, step, error);
    }
    if (rc == ERR_OK && newest > last)
        rc = error_set(error, ERR_UNSUPPORTED,
                       "The database is at step %lld of its schema; this program knows %d.",
                       (long long)newest, last);
    return rc;
}
