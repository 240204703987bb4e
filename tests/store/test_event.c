#include "folder.h"

#include "store/mark.h"

static enum err three(struct sql *sql, void *context, struct error *error)
{
    (void)context;
    enum err rc = folder_event(sql, "thing.made", "a", "{}", error);
    if (rc == ERR_OK)
        rc = folder_event(sql, "thing.made", "b", "{\"n\":1}", error);
    if (rc == ERR_OK)
        rc = folder_event(sql, "thing.moved", "a", "{}", error);
    return rc;
}

static void count_up(const struct event *event, void *context)
{
    int64_t *last = context;
    assert_true(event->seq > *last);
    *last = event->seq;
}

static void events_are_read_in_order_and_by_noun(void **state)
{
    (void)state;
    struct folder folder = {0};
    folder_open(&folder, NULL);
    assert_int_equal(store_call(folder.store, three, NULL, NULL), ERR_OK);
    struct sql *sql = NULL;
    assert_int_equal(store_reader(folder.store, &sql, NULL), ERR_OK);
    int64_t last = 0;
    assert_int_equal(event_read(sql, 0, 100, NULL, NULL, count_up, &last, NULL), ERR_OK);
    assert_int_equal(last, 3);
    last = 0;
    assert_int_equal(event_read(sql, 0, 100, "thing", "b", count_up, &last, NULL), ERR_OK);
    assert_int_equal(last, 2);
    last = 0;
    assert_int_equal(event_read(sql, 1, 1, NULL, NULL, count_up, &last, NULL), ERR_OK);
    assert_int_equal(last, 2);
    last = 0;
    assert_int_equal(event_read(sql, 0, 9, "other", NULL, count_up, &last, NULL), ERR_OK);
    assert_int_equal(last, 0);
    store_reader_done(folder.store, sql);
    folder_remove(&folder);
}

static enum err change(struct sql *sql, void *context, struct error *error)
{
    return sql_run(sql, context, SQL_NONE, error);
}

static void the_database_refuses_to_change_an_event(void **state)
{
    (void)state;
    struct folder folder = {0};
    folder_open(&folder, NULL);
    assert_int_equal(store_call(folder.store, three, NULL, NULL), ERR_OK);
    char update[] = "UPDATE event SET data = '{}' WHERE seq = 2", drop[] = "DELETE FROM event";
    assert_int_equal(store_call(folder.store, change, update, NULL), ERR_STATE);
    assert_int_equal(store_call(folder.store, change, drop, NULL), ERR_STATE);
    folder_remove(&folder);
}

static enum err fail_after_event(struct sql *sql, void *context, struct error *error)
{
    enum err rc = three(sql, context, error);
    return rc == ERR_OK ? error_set(error, ERR_RULE, "No.") : rc;
}

static void an_undone_write_leaves_no_gap_in_the_chain(void **state)
{
    (void)state;
    struct folder folder = {0};
    folder_open(&folder, NULL);
    for (int i = 0; i < 5; i++) {
        assert_int_equal(store_call(folder.store, three, NULL, NULL), ERR_OK);
        assert_int_equal(store_call(folder.store, fail_after_event, NULL, NULL), ERR_RULE);
    }
    struct verify_result result;
    assert_int_equal(store_verify(folder.store, 0, NULL, &result, NULL), ERR_OK);
    assert_int_equal(result.events, 15);
    /* The chain goes on where it stood after the store was closed. */
    folder_close(&folder);
    folder_open(&folder, NULL);
    assert_int_equal(store_call(folder.store, three, NULL, NULL), ERR_OK);
    assert_int_equal(store_verify(folder.store, 0, NULL, &result, NULL), ERR_OK);
    assert_int_equal(result.events, 18);
    folder_remove(&folder);
}

struct told {
    int64_t seqs[32];
    size_t n;
};

static void note_told(const struct event *events, size_t n, void *context)
{
    struct told *told = context;
    for (size_t i = 0; i < n; i++)
        told->seqs[told->n++] = events[i].seq;
}

/* One event, three that are undone alone, another one. */
static enum err undo_a_part(struct sql *sql, void *context, struct error *error)
{
    enum err rc = folder_event(sql, "thing.made", "before", "{}", error);
    if (rc == ERR_OK)
        rc = sql_run(sql, "SAVEPOINT part", SQL_NONE, error);
    struct event_mark mark = event_mark(sql);
    if (rc == ERR_OK)
        rc = three(sql, context, error);
    if (rc == ERR_OK)
        rc = sql_run(sql, "ROLLBACK TO part", SQL_NONE, error);
    event_take_back(sql, &mark);
    if (rc == ERR_OK)
        rc = sql_run(sql, "RELEASE part", SQL_NONE, error);
    return rc == ERR_OK ? folder_event(sql, "thing.made", "after", "{}", error) : rc;
}

static void a_part_undone_alone_leaves_no_gap(void **state)
{
    (void)state;
    struct folder folder = {0};
    struct told told = {.n = 0};
    struct verify_result result;
    folder_open(&folder, NULL);
    store_listen(folder.store, note_told, &told);
    assert_int_equal(store_call(folder.store, undo_a_part, NULL, NULL), ERR_OK);
    assert_int_equal(store_call(folder.store, undo_a_part, NULL, NULL), ERR_OK);
    assert_int_equal(store_call(folder.store, three, NULL, NULL), ERR_OK);
    /* Nobody is told of what was undone, and numbers follow each other. */
    assert_int_equal(told.n, 7);
    for (size_t i = 0; i < told.n; i++)
        assert_int_equal(told.seqs[i], (int64_t)i + 1);
    assert_int_equal(store_verify(folder.store, 0, NULL, &result, NULL), ERR_OK);
    assert_int_equal(result.events, 7);
    folder_remove(&folder);
}

/* The command line adds a user or imports a file while the server runs. */
static void what_another_process_wrote_is_told_in_its_place(void **state)
{
    (void)state;
    struct folder server = {0}, other = {0};
    struct told told = {.n = 0};
    folder_open(&server, NULL);
    store_listen(server.store, note_told, &told);
    assert_int_equal(store_call(server.store, three, NULL, NULL), ERR_OK);
    memcpy(other.path, server.path, sizeof other.path);
    folder_open(&other, NULL);
    assert_int_equal(store_call(other.store, three, NULL, NULL), ERR_OK);
    folder_close(&other);
    assert_int_equal(told.n, 3);
    /* A write that fails tells them as well; nothing is told twice. */
    assert_int_equal(store_call(server.store, fail_after_event, NULL, NULL), ERR_RULE);
    assert_int_equal(told.n, 6);
    assert_int_equal(store_call(server.store, three, NULL, NULL), ERR_OK);
    assert_int_equal(told.n, 9);
    for (size_t i = 0; i < told.n; i++)
        assert_int_equal(told.seqs[i], (int64_t)i + 1);
    struct verify_result result;
    assert_int_equal(store_verify(server.store, 0, NULL, &result, NULL), ERR_OK);
    assert_int_equal(result.events, 9);
    folder_remove(&server);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(events_are_read_in_order_and_by_noun),
        cmocka_unit_test(the_database_refuses_to_change_an_event),
        cmocka_unit_test(what_another_process_wrote_is_told_in_its_place),
        cmocka_unit_test(a_part_undone_alone_leaves_no_gap),
        cmocka_unit_test(an_undone_write_leaves_no_gap_in_the_chain),
    };
    return RUN_TESTS(tests);
}
