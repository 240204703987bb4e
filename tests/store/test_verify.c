#include "folder.h"

#include <sqlite3.h>

enum { EVENTS = 40 };

static enum err write_events(struct sql *sql, void *context, struct error *error)
{
    (void)context;
    enum err rc = ERR_OK;
    for (int i = 0; rc == ERR_OK && i < EVENTS; i++)
        rc = folder_event(sql, i % 2 ? "thing.made" : "thing.moved", "a", "{\"n\":1}", error);
    return rc;
}

/* What somebody with the database's file in hand could do. */
static void tamper(const struct folder *folder, const char *text)
{
    char path[128];
    snprintf(path, sizeof path, "%s/lifeline.db", folder->path);
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    char *why = NULL;
    if (sqlite3_exec(db, text, NULL, NULL, &why) != SQLITE_OK)
        fail_msg("%s: %s", text, why);
    sqlite3_close(db);
}

#define UNLOCK "DROP TRIGGER event_is_not_changed; DROP TRIGGER event_is_not_removed;"

static void each_kind_of_tampering_is_found_and_named(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t seq;
    } kinds[] = {
        {UNLOCK "UPDATE event SET data = '{\"n\":2}' WHERE seq = 7", 7},
        {UNLOCK "UPDATE event SET at_ms = at_ms + 1 WHERE seq = 1", 1},
        {UNLOCK "UPDATE event SET actor_name = 'other' WHERE seq = 40", 40},
        {UNLOCK "UPDATE event SET id = '' WHERE seq = 12", 12},
        /* Moving a letter over the border of two fields changes the hash as well. */
        {UNLOCK "UPDATE event SET type = 'thing.mad', noun = 'ething' WHERE seq = 8", 8},
        {UNLOCK "UPDATE event SET hash = 'nonsense' WHERE seq = 9", 9},
        {UNLOCK "DELETE FROM event WHERE seq = 20", 20},
        {UNLOCK "DELETE FROM event WHERE seq = 1", 1},
        {UNLOCK "DELETE FROM event WHERE seq > 30", 31},
        {UNLOCK "DELETE FROM event", 1},
        {UNLOCK "UPDATE event SET seq = -1 WHERE seq = 15; UPDATE event SET seq = 15 WHERE seq = "
                "16; UPDATE event SET seq = 16 WHERE seq = -1",
         15},
        {UNLOCK "UPDATE event SET seq = seq + 100 WHERE seq > 25", 26},
        {"UPDATE event_head SET seq = 39", 40},
        {"UPDATE event_head SET hash = "
         "'1111111111111111111111111111111111111111111111111111111111111111'",
         40},
        {"INSERT INTO event SELECT 41, at_ms, id, actor_kind, actor_id, actor_role, actor_name, "
         "org, "
         "type, noun, noun_id, data, hash FROM event WHERE seq = 40",
         41},
    };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        struct folder folder = {0};
        folder_open(&folder, NULL);
        assert_int_equal(store_call(folder.store, write_events, NULL, NULL), ERR_OK);
        struct verify_result result;
        assert_int_equal(store_verify(folder.store, 0, NULL, &result, NULL), ERR_OK);
        assert_int_equal(result.events, EVENTS);
        tamper(&folder, kinds[i].text);
        struct error error = {0};
        assert_int_equal(store_verify(folder.store, 0, NULL, &result, &error), ERR_STATE);
        if (result.seq != kinds[i].seq)
            fail_msg("%s: event %d named, not %d", kinds[i].text, (int)result.seq,
                     (int)kinds[i].seq);
        char where[32];
        snprintf(where, sizeof where, "event %d", (int)kinds[i].seq);
        assert_string_equal(error.where, where);
        folder_remove(&folder);
    }
}

static void a_tail_cut_with_its_record_is_found_by_a_noted_head(void **state)
{
    (void)state;
    struct folder folder = {0};
    folder_open(&folder, NULL);
    assert_int_equal(store_call(folder.store, write_events, NULL, NULL), ERR_OK);
    struct verify_result noted, result;
    assert_int_equal(store_verify(folder.store, 0, NULL, &noted, NULL), ERR_OK);
    tamper(&folder,
           UNLOCK "DELETE FROM event WHERE seq > 30; UPDATE event_head SET seq = 30, hash = "
                  "(SELECT hash FROM event WHERE seq = 30)");
    assert_int_equal(store_verify(folder.store, 0, NULL, &result, NULL), ERR_OK);
    assert_int_equal(store_verify(folder.store, noted.events, noted.head, &result, NULL),
                     ERR_STATE);
    assert_int_equal(result.seq, 31);
    char other[EVENT_HASH_TEXT_SIZE];
    memset(other, 'a', sizeof other - 1);
    other[sizeof other - 1] = '\0';
    assert_int_equal(store_verify(folder.store, 30, other, &result, NULL), ERR_STATE);
    assert_int_equal(result.seq, 30);
    folder_remove(&folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_kind_of_tampering_is_found_and_named),
        cmocka_unit_test(a_tail_cut_with_its_record_is_found_by_a_noted_head),
    };
    return RUN_TESTS(tests);
}
