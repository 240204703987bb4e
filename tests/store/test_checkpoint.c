#include "folder.h"

#include <sys/stat.h>

#include "store/checkpoint.h"

enum { PAGE = 4096, NOTE_BYTES = 3000, WAIT_MS = 10000 };

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

static int64_t size_of(const struct folder *folder, const char *file)
{
    char path[128];
    struct stat info = {0};
    snprintf(path, sizeof path, "%s/%s", folder->path, file);
    return stat(path, &info) == 0 ? info.st_size : 0;
}

static void the_log_is_brought_in_while_the_store_is_open_and_begins_again(void **state)
{
    (void)state;
    struct folder folder = {0};
    folder_open(&folder, NULL);
    int64_t first_log = 0;
    for (int round = 1; round <= 6; round++) {
        assert_int_equal(store_call(folder.store, write_much, &round, NULL), ERR_OK);
        int64_t least = (int64_t)round * LOG_PAGES * PAGE;
        int waited_ms = 0;
        for (; size_of(&folder, "lifeline.db") < least && waited_ms < WAIT_MS; waited_ms += 5)
            usleep(5000);
        assert_true(size_of(&folder, "lifeline.db") >= least);
        usleep(300000); /* what is still being brought in */
        first_log = first_log ? first_log : size_of(&folder, "lifeline.db-wal");
    }
    /* Six times as much was written; a log that is in the database is written over. */
    assert_true(first_log > 0 && size_of(&folder, "lifeline.db-wal") < 4 * first_log);
    folder_remove(&folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_log_is_brought_in_while_the_store_is_open_and_begins_again),
    };
    return RUN_TESTS(tests);
}
