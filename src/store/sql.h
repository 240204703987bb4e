/*
 * One SQL face. Statements are written once, in the part of SQL that SQLite and PostgreSQL share
 * (`?` parameters, TEXT / BIGINT / DOUBLE PRECISION columns, no engine functions); what differs
 * between engines stays inside src/store/.
 *
 * A `struct sql` is one connection. It belongs to one thread at a time: the writer's to the store's
 * writer thread, a reader's to whoever borrowed it (store.h). Statements are prepared once a
 * connection and kept, so `text` should be a literal or one of a small fixed set.
 *
 *     enum err rc = sql_run(sql, "UPDATE crew SET rev = ? WHERE id = ?",
 *                           SQL_ARGS(sql_i64(rev), sql_text(id)), error);
 *
 *     struct sql_rows *rows = NULL;
 *     rc = sql_ask(sql, "SELECT id, rev FROM crew WHERE org = ?", SQL_ARGS(sql_text(org)), &rows,
 *                  error);
 *     while (rc == ERR_OK && sql_next(rows, &rc, error))
 *         use(sql_col_text(rows, 0), sql_col_i64(rows, 1));
 *     sql_rows_done(rows);
 */
#ifndef LIFELINE_STORE_SQL_H
#define LIFELINE_STORE_SQL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/sv.h"

struct sql;
struct sql_rows;

enum sql_kind { SQL_NULL, SQL_I64, SQL_F64, SQL_TEXT };

struct sql_value {
    enum sql_kind kind;
    int64_t i64;
    double f64;
    struct sv text; /* borrowed until the statement is done */
};

static inline struct sql_value sql_null(void)
{
    return (struct sql_value){.kind = SQL_NULL};
}

static inline struct sql_value sql_i64(int64_t number)
{
    return (struct sql_value){.kind = SQL_I64, .i64 = number};
}

static inline struct sql_value sql_f64(double number)
{
    return (struct sql_value){.kind = SQL_F64, .f64 = number};
}

/* NULL gives SQL's null. */
static inline struct sql_value sql_text(const char *text)
{
    return (struct sql_value){.kind = text ? SQL_TEXT : SQL_NULL, .text = sv_of(text)};
}

static inline struct sql_value sql_sv(struct sv text)
{
    return (struct sql_value){.kind = text.at ? SQL_TEXT : SQL_NULL, .text = text};
}

/* Two arguments of the calls below: the values of the `?`, in order, and how many. */
#define SQL_ARGS(...)                                                                              \
    (const struct sql_value[]){__VA_ARGS__},                                                       \
        sizeof((const struct sql_value[]){__VA_ARGS__}) / sizeof(struct sql_value)
#define SQL_NONE NULL, 0

/* Runs a statement that gives no rows. A broken UNIQUE constraint is ERR_EXISTS, a broken foreign
 * key or CHECK ERR_INVALID, a refusal by a trigger ERR_STATE, anything else ERR_IO. */
enum err sql_run(struct sql *sql, const char *text, const struct sql_value *values, size_t n,
                 struct error *error);
/* Rows touched by the last `sql_run` of this connection. */
int64_t sql_changes(const struct sql *sql);

/* What this write has overwritten or deleted is to be gone from the disk's files: once the group is
 * committed, the write-ahead log is copied into the database and cut. On the writer's connection.
 */
void sql_wipe(struct sql *sql);

/* Starts a query; `sql_rows_done` ends it, also after an error (NULL does nothing). */
enum err sql_ask(struct sql *sql, const char *text, const struct sql_value *values, size_t n,
                 struct sql_rows **out, struct error *error);
/* Steps to the next row; false at the end (*rc untouched) or on failure (*rc set). */
bool sql_next(struct sql_rows *rows, enum err *rc, struct error *error);
void sql_rows_done(struct sql_rows *rows);

/* Columns of the current row, from 0. Text is borrowed until the next step. */
bool sql_col_is_null(struct sql_rows *rows, int column);
int64_t sql_col_i64(struct sql_rows *rows, int column);
double sql_col_f64(struct sql_rows *rows, int column);
const char *sql_col_text(struct sql_rows *rows, int column); /* "" for null */
struct sv sql_col_sv(struct sql_rows *rows, int column);

/* The first column of the first row as a number; `otherwise` when there is no row or it is null. */
enum err sql_ask_i64(struct sql *sql, const char *text, const struct sql_value *values, size_t n,
                     int64_t otherwise, int64_t *out, struct error *error);

#endif
