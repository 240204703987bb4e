#include "folder.h"

static enum err run_text(struct sql *sql, void *context, struct error *error)
{
    return sql_run(sql, context, SQL_NONE, error);
}

static void opening_again_runs_no_step_twice(void **state)
{
    (void)state;
    struct folder folder = {0};
    for (int i = 0; i < 3; i++) {
        folder_open(&folder, NULL);
        char text[64];
        snprintf(text, sizeof text, "INSERT INTO counter VALUES ('%d', 1)", i);
        assert_int_equal(store_call(folder.store, run_text, text, NULL), ERR_OK);
        folder_close(&folder);
    }
    folder_remove(&folder);
}

/* Steps of two branches meet in a database that has the later number already. */
static void a_step_that_is_missing_between_others_is_run(void **state)
{
    (void)state;
    struct folder folder = {0};
    folder_open(&folder, NULL);
    char drop[] = "DROP TABLE manifest", undo[] = "DELETE FROM migration WHERE number = 3";
    assert_int_equal(store_call(folder.store, run_text, drop, NULL), ERR_OK);
    assert_int_equal(store_call(folder.store, run_text, undo, NULL), ERR_OK);
    folder_close(&folder);
    folder_open(&folder, NULL);
    char ask[] = "DELETE FROM manifest";
    assert_int_equal(store_call(folder.store, run_text, ask, NULL), ERR_OK);
    folder_remove(&folder);
}

static void the_database_of_a_newer_program_is_refused(void **state)
{
    (void)state;
    struct folder folder = {0};
    folder_open(&folder, NULL);
    char text[] = "INSERT INTO migration VALUES (9999, 'from the future')";
    assert_int_equal(store_call(folder.store, run_text, text, NULL), ERR_OK);
    folder_close(&folder);
    struct error error = {0};
    struct store_config config = {.where = folder.path};
    assert_int_equal(store_open(&config, &folder.store, &error), ERR_UNSUPPORTED);
    assert_non_null(strstr(error.text, "9999"));
    folder_remove(&folder);
}

static void a_place_that_cannot_be_opened_is_named(void **state)
{
    (void)state;
    static const struct {
        const char *where;
        enum err wanted;
    } places[] = {{"/nonexistent/folder", ERR_IO},
                  {"sqlite:/nonexistent/file.db", ERR_IO},
                  {"postgresql://localhost/x", ERR_UNSUPPORTED}};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        struct error error = {0};
        struct store *store = NULL;
        struct store_config config = {.where = places[i].where};
        assert_int_equal(store_open(&config, &store, &error), places[i].wanted);
        assert_null(store);
        assert_non_null(strstr(places[i].where, error.where));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(opening_again_runs_no_step_twice),
        cmocka_unit_test(a_step_that_is_missing_between_others_is_run),
        cmocka_unit_test(the_database_of_a_newer_program_is_refused),
        cmocka_unit_test(a_place_that_cannot_be_opened_is_named),
    };
    return RUN_TESTS(tests);
}
