#include "folder.h"

static enum err values_come_back(struct sql *sql, void *context, struct error *error)
{
    (void)context;
    enum err rc = sql_run(sql, "CREATE TABLE v (a BIGINT PRIMARY KEY, b DOUBLE PRECISION, c TEXT)",
                          SQL_NONE, error);
    if (rc == ERR_OK)
        rc = sql_run(sql, "INSERT INTO v VALUES (?, ?, ?)",
                     SQL_ARGS(sql_i64(INT64_MAX), sql_f64(0.1), sql_text("瓶'; --")), error);
    if (rc == ERR_OK)
        rc = sql_run(sql, "INSERT INTO v VALUES (?, ?, ?)",
                     SQL_ARGS(sql_i64(2), sql_null(), sql_text(NULL)), error);
    return rc;
}

static void what_is_bound_is_read_back(void **state)
{
    (void)state;
    struct folder folder = {0};
    folder_open(&folder, NULL);
    assert_int_equal(store_call(folder.store, values_come_back, NULL, NULL), ERR_OK);
    struct sql *sql = NULL;
    assert_int_equal(store_reader(folder.store, &sql, NULL), ERR_OK);
    struct sql_rows *rows = NULL;
    enum err rc = sql_ask(sql, "SELECT a, b, c FROM v ORDER BY a DESC", SQL_NONE, &rows, NULL);
    assert_int_equal(rc, ERR_OK);
    assert_true(sql_next(rows, &rc, NULL));
    assert_true(sql_col_i64(rows, 0) == INT64_MAX);
    assert_true(sql_col_f64(rows, 1) == 0.1);
    assert_string_equal(sql_col_text(rows, 2), "瓶'; --");
    assert_true(sql_next(rows, &rc, NULL));
    assert_true(sql_col_is_null(rows, 1) && sql_col_is_null(rows, 2));
    assert_string_equal(sql_col_text(rows, 2), "");
    assert_false(sql_next(rows, &rc, NULL));
    assert_int_equal(rc, ERR_OK);
    sql_rows_done(rows);
    store_reader_done(folder.store, sql);
    folder_remove(&folder);
}

static void the_same_query_can_run_inside_itself(void **state)
{
    (void)state;
    struct folder folder = {0};
    folder_open(&folder, NULL);
    assert_int_equal(store_call(folder.store, values_come_back, NULL, NULL), ERR_OK);
    struct sql *sql = NULL;
    assert_int_equal(store_reader(folder.store, &sql, NULL), ERR_OK);
    const char *text = "SELECT a FROM v WHERE a >= ? ORDER BY a";
    struct sql_rows *outer = NULL;
    enum err rc = sql_ask(sql, text, SQL_ARGS(sql_i64(0)), &outer, NULL);
    int pairs = 0;
    while (rc == ERR_OK && sql_next(outer, &rc, NULL)) {
        struct sql_rows *inner = NULL;
        rc = sql_ask(sql, text, SQL_ARGS(sql_i64(sql_col_i64(outer, 0))), &inner, NULL);
        while (rc == ERR_OK && sql_next(inner, &rc, NULL))
            pairs++;
        sql_rows_done(inner);
    }
    sql_rows_done(outer);
    assert_int_equal(rc, ERR_OK);
    assert_int_equal(pairs, 3);
    store_reader_done(folder.store, sql);
    folder_remove(&folder);
}

struct
try {
    const char *text;
    enum err wanted;
};

static enum err run_one(struct sql *sql, void *context, struct error *error)
{
    return sql_run(sql, ((struct try *)context)->text, SQL_NONE, error);
}

static void refusals_of_the_database_are_told_apart(void **state)
{
    (void)state;
    struct folder folder = {0};
    folder_open(&folder, NULL);
    struct try tries[] = {
        {"INSERT INTO counter VALUES ('a', 1)", ERR_OK},
        {"INSERT INTO counter VALUES ('a', 2)", ERR_EXISTS},
        {"INSERT INTO counter VALUES ('b', NULL)", ERR_INVALID},
        {"INSERT INTO session VALUES ('t', 'nobody', 'c', 1)", ERR_INVALID},
        {"INSERT INTO stock_balance VALUES ('h', 'crew', '', 'i', '', -1)", ERR_INVALID},
        {"INSERT INTO nowhere VALUES (1)", ERR_IO},
    };
    for (size_t i = 0; i < sizeof tries / sizeof *tries; i++) {
        struct error error = {0};
        enum err rc = store_call(folder.store, run_one, &tries[i], &error);
        assert_int_equal(rc, tries[i].wanted);
        assert_true(rc == ERR_OK || strlen(error.text) > 10);
    }
    folder_remove(&folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_bound_is_read_back),
        cmocka_unit_test(the_same_query_can_run_inside_itself),
        cmocka_unit_test(refusals_of_the_database_are_told_apart),
    };
    return RUN_TESTS(tests);
}
