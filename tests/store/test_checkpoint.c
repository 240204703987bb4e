#include "folder.h"

#include "store/checkpoint.h"

enum { NOTE_BYTES = 3000, WAIT_MS = 20000 };

/* One commit that is larger than the log may grow before it is brought in. */
static enum err write_much(struct sql *sql, void *context, struct error *error)
{
    const int *round = context;
    static char note[NOTE_BYTES + 1];
    memset(note, 'x', NOTE_BYTES);
    enum err rc = ERR_OK;
    for (int i = 0; i < LOG_PAGES + 200 && rc == ERR_OK; i++) {
        char name[NOTE_BYTES + 40];
        snprintf(name, sizeof name, "%d-%d-%s", *round, i, note);
        rc = sql_run(sql, "INSERT INTO counter (name, value) VALUES (?, ?)",
                     SQL_ARGS(sql_text(name), sql_i64(i)), error);
    }
    return rc;
}

/* SQLite gives the log another salt each time it begins again: bytes 16 to 23 of its file. */
static uint64_t salt_of_log(const struct folder *folder)
{
    char path[128];
    uint64_t salt = 0;
    snprintf(path, sizeof path, "%s/lifeline.db-wal", folder->path);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    assert_int_equal(fseek(file, 16, SEEK_SET), 0);
    assert_int_equal(fread(&salt, sizeof salt, 1, file), 1);
    fclose(file);
    return salt;
}

static enum err write_little(struct sql *sql, void *context, struct error *error)
{
    int *number = context;
    char name[32];
    snprintf(name, sizeof name, "small-%d", (*number)++);
    return sql_run(sql, "INSERT INTO counter (name, value) VALUES (?, 1)", SQL_ARGS(sql_text(name)),
                   error);
}

static void the_log_is_brought_in_while_the_store_is_open_and_begins_again(void **state)
{
    (void)state;
    struct folder folder = {0};
    int round = 1, number = 0;
    folder_open(&folder, NULL);
    uint64_t before = salt_of_log(&folder);
    assert_int_equal(store_call(folder.store, write_much, &round, NULL), ERR_OK);
    /* Beside it, while little is written: sooner or later all of the log is in the database. */
    int waited_ms = 0;
    for (; salt_of_log(&folder) == before && waited_ms < WAIT_MS; waited_ms += 20) {
        usleep(20000);
        assert_int_equal(store_call(folder.store, write_little, &number, NULL), ERR_OK);
    }
    assert_true(salt_of_log(&folder) != before);
    folder_remove(&folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_log_is_brought_in_while_the_store_is_open_and_begins_again),
    };
    return RUN_TESTS(tests);
}
