#include "store/sql.h"

#include <assert.h>
#include <sqlite3.h>
#include <stdlib.h>

#include "base/map.h"
#include "store/sql_int.h"

enum { BUSY_MS = 10000 };

struct sql {
    sqlite3 *db;
    struct map prepared; /* text -> struct sql_rows */
    struct chain *chain;
    struct store_fault *fault;
    sql_committed *committed;
    void *committed_context;
    bool wipe; /* the write-ahead log is to be cut */
};

struct sql_rows {
    struct sql *sql;
    sqlite3_stmt *statement;
    bool busy, kept; /* kept: lives in `prepared`; else freed when done */
};

/* What a failed call of SQLite means to a caller. */
static enum err failed(struct sql *sql, struct error *error)
{
    int code = sqlite3_extended_errcode(sql->db);
    const char *what = sqlite3_errmsg(sql->db);
    switch (code) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
        return error_set(error, ERR_EXISTS, "There is one already: %s.", what);
    case SQLITE_CONSTRAINT_FOREIGNKEY:
    case SQLITE_CONSTRAINT_CHECK:
    case SQLITE_CONSTRAINT_NOTNULL:
        return error_set(error, ERR_INVALID, "The database refuses the value: %s.", what);
    case SQLITE_CONSTRAINT_TRIGGER:
        return error_set(error, ERR_STATE, "The database refuses this: %s.", what);
    default:
        return error_set(error, ERR_IO, "The database failed: %s.", what);
    }
}

enum err sql_connect(const char *path, bool read_only, struct store_fault *fault, struct sql **out,
                     struct error *error)
{
    struct sql *sql = calloc(1, sizeof *sql);
    if (!sql)
        abort();
    sql->fault = fault;
    int flags = read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    enum err rc = ERR_OK;
    if (sqlite3_open_v2(path, &sql->db, flags | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK) {
        rc = error_at(error, ERR_IO, path, "The database cannot be opened: %s.",
                      sqlite3_errmsg(sql->db));
        goto done;
    }
    sqlite3_extended_result_codes(sql->db, 1);
    sqlite3_busy_timeout(sql->db, BUSY_MS);
    rc = sql_script(sql,
                    "PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;"
                    "PRAGMA temp_store = MEMORY; PRAGMA cache_size = -32768;",
                    error);
    if (rc == ERR_OK && !read_only)
        rc = sql_script(sql, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;", error);
done:
    if (rc != ERR_OK)
        sql_disconnect(sql);
    else
        *out = sql;
    return rc;
}

void sql_disconnect(struct sql *sql)
{
    if (!sql)
        return;
    size_t at = 0;
    struct sv key;
    void *rows;
    while (map_next(&sql->prepared, &at, &key, &rows)) {
        sqlite3_finalize(((struct sql_rows *)rows)->statement);
        free(rows);
    }
    map_free(&sql->prepared);
    sqlite3_close(sql->db);
    free(sql);
}

enum err sql_script(struct sql *sql, const char *text, struct error *error)
{
    if (sqlite3_exec(sql->db, text, NULL, NULL, NULL) != SQLITE_OK)
        return failed(sql, error);
    return ERR_OK;
}

bool sql_is_idle(const struct sql *sql)
{
    return sqlite3_get_autocommit(sql->db) != 0;
}

static int tell_committed(void *context, sqlite3 *db, const char *database, int pages)
{
    (void)db, (void)database;
    struct sql *sql = context;
    if (sql->committed)
        sql->committed(sql->committed_context, pages);
    return SQLITE_OK;
}

void sql_on_commit(struct sql *sql, sql_committed *committed, void *context)
{
    sql->committed = committed;
    sql->committed_context = context;
    sqlite3_wal_hook(sql->db, tell_committed, sql);
}

enum err sql_checkpoint(struct sql *sql, struct error *error)
{
    int rc = sqlite3_wal_checkpoint_v2(sql->db, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
    return rc == SQLITE_OK || rc == SQLITE_BUSY ? ERR_OK : failed(sql, error);
}

void sql_wipe(struct sql *sql)
{
    sql->wipe = true;
}

void sql_wipe_now(struct sql *sql)
{
    if (!sql->wipe)
        return;
    /* The writer does not wait for a reader. */
    sqlite3_busy_timeout(sql->db, 0);
    sql->wipe = sqlite3_wal_checkpoint_v2(sql->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL) !=
                SQLITE_OK;
    sqlite3_busy_timeout(sql->db, BUSY_MS);
}

struct chain *sql_chain(struct sql *sql)
{
    return sql->chain;
}

void sql_set_chain(struct sql *sql, struct chain *chain)
{
    sql->chain = chain;
}

/* A statement ready to be bound: the kept one of this text, or another while that one is in use. */
static enum err prepare(struct sql *sql, const char *text, struct sql_rows **out,
                        struct error *error)
{
    struct sql_rows *kept = map_get(&sql->prepared, sv_of(text));
    if (kept && !kept->busy) {
        kept->busy = true;
        *out = kept;
        return ERR_OK;
    }
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v3(sql->db, text, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) !=
        SQLITE_OK)
        return failed(sql, error);
    struct sql_rows *rows = calloc(1, sizeof *rows);
    if (!rows)
        abort();
    *rows = (struct sql_rows){.sql = sql, .statement = statement, .busy = true, .kept = !kept};
    if (!kept)
        map_set(&sql->prepared, sv_of(text), rows);
    *out = rows;
    return ERR_OK;
}

static int bind(sqlite3_stmt *statement, int at, const struct sql_value *value)
{
    switch (value->kind) {
    case SQL_NULL:
        return sqlite3_bind_null(statement, at);
    case SQL_I64:
        return sqlite3_bind_int64(statement, at, value->i64);
    case SQL_F64:
        return sqlite3_bind_double(statement, at, value->f64);
    case SQL_TEXT:
        return sqlite3_bind_text64(statement, at, value->text.at, value->text.n, SQLITE_STATIC,
                                   SQLITE_UTF8);
    }
    return SQLITE_MISUSE;
}

enum err sql_ask(struct sql *sql, const char *text, const struct sql_value *values, size_t n,
                 struct sql_rows **out, struct error *error)
{
    *out = NULL;
    struct sql_rows *rows = NULL;
    enum err rc = prepare(sql, text, &rows, error);
    if (rc != ERR_OK)
        return rc;
    assert((size_t)sqlite3_bind_parameter_count(rows->statement) == n);
    for (size_t i = 0; i < n; i++) {
        if (bind(rows->statement, (int)i + 1, &values[i]) != SQLITE_OK) {
            rc = failed(sql, error);
            sql_rows_done(rows);
            return rc;
        }
    }
    *out = rows;
    return ERR_OK;
}

bool sql_next(struct sql_rows *rows, enum err *rc, struct error *error)
{
    int step = sqlite3_step(rows->statement);
    if (step == SQLITE_ROW)
        return true;
    if (step != SQLITE_DONE)
        *rc = failed(rows->sql, error);
    return false;
}

void sql_rows_done(struct sql_rows *rows)
{
    if (!rows)
        return;
    sqlite3_reset(rows->statement);
    if (rows->kept) {
        /* Bound text is borrowed: nothing of it may stay behind. */
        sqlite3_clear_bindings(rows->statement);
        rows->busy = false;
        return;
    }
    sqlite3_finalize(rows->statement);
    free(rows);
}

enum err sql_run(struct sql *sql, const char *text, const struct sql_value *values, size_t n,
                 struct error *error)
{
    if (fault_statement(sql->fault))
        return error_set(error, ERR_IO, "The database failed: the disk was told to fail.");
    struct sql_rows *rows = NULL;
    enum err rc = sql_ask(sql, text, values, n, &rows, error);
    if (rc == ERR_OK && sql_next(rows, &rc, error))
        assert(!"sql_run is for statements without rows");
    sql_rows_done(rows);
    return rc;
}

int64_t sql_changes(const struct sql *sql)
{
    return sqlite3_changes64(sql->db);
}

bool sql_col_is_null(struct sql_rows *rows, int column)
{
    return sqlite3_column_type(rows->statement, column) == SQLITE_NULL;
}

int64_t sql_col_i64(struct sql_rows *rows, int column)
{
    return sqlite3_column_int64(rows->statement, column);
}

double sql_col_f64(struct sql_rows *rows, int column)
{
    return sqlite3_column_double(rows->statement, column);
}

const char *sql_col_text(struct sql_rows *rows, int column)
{
    const unsigned char *text = sqlite3_column_text(rows->statement, column);
    return text ? (const char *)text : "";
}

struct sv sql_col_sv(struct sql_rows *rows, int column)
{
    const char *text = sql_col_text(rows, column);
    return sv_from(text, (size_t)sqlite3_column_bytes(rows->statement, column));
}

enum err sql_ask_i64(struct sql *sql, const char *text, const struct sql_value *values, size_t n,
                     int64_t otherwise, int64_t *out, struct error *error)
{
    struct sql_rows *rows = NULL;
    int64_t found = otherwise;
    enum err rc = sql_ask(sql, text, values, n, &rows, error);
    if (rc == ERR_OK && sql_next(rows, &rc, error) && !sql_col_is_null(rows, 0))
        found = sql_col_i64(rows, 0);
    sql_rows_done(rows);
    if (rc == ERR_OK)
        *out = found;
    return rc;
}
