#include "town.h"

#include <pthread.h>

struct heard {
    pthread_mutex_t mutex;
    int64_t seqs[4096];
    size_t n;
    char last_type[64], last_text[2048];
};

static void hear(const struct ops_event *events, size_t n, void *context)
{
    struct heard *heard = context;
    pthread_mutex_lock(&heard->mutex);
    for (size_t i = 0; i < n; i++) {
        heard->seqs[heard->n++] = events[i].seq;
        snprintf(heard->last_type, sizeof heard->last_type, "%s", events[i].type);
        snprintf(heard->last_text, sizeof heard->last_text, "%s", events[i].text);
    }
    pthread_mutex_unlock(&heard->mutex);
}

static void committed_events_are_told_once_in_order_before_the_answer(void **state)
{
    (void)state;
    struct town town;
    struct heard heard = {.mutex = PTHREAD_MUTEX_INITIALIZER};
    town_open(&town);
    assert_int_equal(ops_subscribe(town.ops, hear, &heard, NULL), ERR_OK);
    for (int i = 1; i <= 20; i++) {
        town_do(&town, NULL, "person.create", "{\"label\":\"p %d\"}", i);
        assert_int_equal(heard.n, i);
        assert_int_equal(heard.seqs[i - 1], i);
        /* What is refused is not told. */
        town_try(&town, &town.admin, "person.create", NULL, "{}");
        town_try(
            &town, &town.admin, "gate.create", NULL,
            "{\"zone\":\"01834b5e-7c00-7000-8000-000000000001\",\"name\":{},\"place\":{\"lon\":"
            "106.2,\"lat\":38}}");
        assert_int_equal(heard.n, i);
    }
    assert_string_equal(heard.last_type, "person.created");
    /* Told as it is listed. */
    json_t *told = town_json(heard.last_text);
    json_t *log = town_get(&town, "event.list", "{\"after\":19}");
    assert_true(json_equal(told, json_array_get(json_object_get(log, "items"), 0)));
    json_decref(told);
    json_decref(log);
    ops_unsubscribe(town.ops, hear, &heard);
    town_do(&town, NULL, "person.create", "{\"label\":\"after\"}");
    assert_int_equal(heard.n, 20);
    assert_int_equal(ops_events_after(town.ops, 18, 2, hear, &heard, NULL), ERR_OK);
    assert_int_equal(heard.n, 22);
    assert_int_equal(heard.seqs[21], 20);
    town_close(&town);
}

struct answers {
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    int n, good, replayed;
};

static void count_answer(struct ops_reply *reply, void *context)
{
    struct answers *answers = context;
    pthread_mutex_lock(&answers->mutex);
    answers->n++;
    answers->good += reply->code == ERR_OK;
    answers->replayed += reply->replayed;
    pthread_cond_signal(&answers->changed);
    pthread_mutex_unlock(&answers->mutex);
    ops_reply_free(reply);
}

enum { DOORS = 8, CALLS = 60 };

struct door {
    struct town *town;
    struct answers *answers;
};

static void *send_calls(void *context)
{
    struct door *door = context;
    for (int i = 0; i < CALLS; i++) {
        char key[32];
        snprintf(key, sizeof key, "key-%d", i);
        ops_submit(
            door->town->ops,
            (struct ops_call){.command = ops_command("request.create"),
                              .args = town_json("{\"service\":\"gas.lpg.delivery\",\"caller\":{},"
                                                "\"place\":{\"lon\":106.2,\"lat\":38},"
                                                "\"answers\":{\"cylinders\":1}}"),
                              .actor = &door->town->admin,
                              .key = key,
                              .if_match = -1},
            count_answer, door->answers);
    }
    return NULL;
}

/* Doors that repeat the same calls at the same time: each call is done once, all are answered. */
static void the_same_call_through_many_doors_at_once_is_done_once(void **state)
{
    (void)state;
    struct town town;
    struct answers answers = {.mutex = PTHREAD_MUTEX_INITIALIZER,
                              .changed = PTHREAD_COND_INITIALIZER};
    struct door door = {&town, &answers};
    pthread_t threads[DOORS];
    town_open(&town);
    for (int i = 0; i < DOORS; i++)
        pthread_create(&threads[i], NULL, send_calls, &door);
    for (int i = 0; i < DOORS; i++)
        pthread_join(threads[i], NULL);
    pthread_mutex_lock(&answers.mutex);
    while (answers.n < DOORS * CALLS)
        pthread_cond_wait(&answers.changed, &answers.mutex);
    pthread_mutex_unlock(&answers.mutex);
    assert_int_equal(answers.good, DOORS * CALLS);
    assert_int_equal(answers.replayed, (DOORS - 1) * CALLS);
    json_t *list = town_get(&town, "request.list", "{\"limit\":1000}");
    assert_int_equal(json_array_size(json_object_get(list, "items")), CALLS);
    const json_t *newest = json_array_get(json_object_get(list, "items"), 0);
    assert_string_equal(json_text(newest, "number", ""), "R-20220927-0060");
    json_decref(list);
    town_close(&town);
}

/* Every thing once, in order, whatever the size of the pages. */
static void pages_of_a_list_join_without_gaps(void **state)
{
    (void)state;
    struct town town;
    town_open(&town);
    for (int i = 0; i < 23; i++)
        town_do(&town, NULL, "person.create", "{\"label\":\"%d\",\"status\":\"%s\"}", i,
                i % 2 ? "off" : "available");
    for (int limit = 1; limit <= 24; limit++) {
        char cursor[64] = "";
        int seen = 0;
        do {
            char label[16];
            json_t *page =
                *cursor ? town_get(&town, "person.list",
                                   "{\"status\":\"available\",\"limit\":%d,\"cursor\":\"%s\"}",
                                   limit, cursor)
                        : town_get(&town, "person.list", "{\"status\":\"available\",\"limit\":%d}",
                                   limit);
            size_t i;
            json_t *item;
            json_array_foreach(json_object_get(page, "items"), i, item)
            {
                snprintf(label, sizeof label, "%d", 2 * seen++);
                assert_string_equal(json_text(item, "label", ""), label);
            }
            snprintf(cursor, sizeof cursor, "%s", json_text(page, "next", ""));
            json_decref(page);
        } while (*cursor);
        assert_int_equal(seen, 12);
    }
    town_close(&town);
}

static void the_clock_moves_only_where_it_is_virtual_and_forward(void **state)
{
    (void)state;
    struct town town;
    town_open(&town);
    town_do(&town, NULL, "clock.advance", "{\"to\":\"2022-09-27T11:52:00+08:00\"}");
    json_t *now = town_get(&town, "clock.get", "{}");
    assert_string_equal(json_text(now, "now", ""), "2022-09-27T11:52:00+08:00");
    assert_true(json_flag(now, "virtual", false));
    json_decref(now);
    assert_int_equal(town_try(&town, &town.admin, "clock.advance", NULL,
                              "{\"to\":\"2022-09-27T11:51:00+08:00\"}"),
                     ERR_INVALID);
    assert_int_equal(town_try(&town, &town.admin, "clock.advance", NULL, "{}"), ERR_INVALID);
    town_close(&town);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(committed_events_are_told_once_in_order_before_the_answer),
        cmocka_unit_test(the_same_call_through_many_doors_at_once_is_done_once),
        cmocka_unit_test(pages_of_a_list_join_without_gaps),
        cmocka_unit_test(the_clock_moves_only_where_it_is_virtual_and_forward),
    };
    return RUN_TESTS(tests);
}
