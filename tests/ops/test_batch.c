/* Many commands in one write: a wrong one leaves nothing, and the log goes on without a gap. */
#include "town.h"

#include "ops/batch_int.h"

struct tried {
    struct town *town;
    char job[ID_TEXT_SIZE];
    enum err wrong;
    struct error why;
};

static enum err make_org(struct batch *batch, const char *name, struct error *error)
{
    return batch_command(batch, "org.create",
                         json_pack("{s:{s:s}, s:s}", "name", "en", name, "kind", "company"), NULL,
                         error);
}

/* The first visit of the plan is planned, with events, before the second one turns out wrong. */
static json_t *half_wrong(const struct tried *tried)
{
    static const char *const ends[] = {"depart_at", "arrive_at", "start_at", "end_at"};
    const char *jobs[] = {tried->job, "01834b5e-7c00-7000-8000-00000000ffff"};
    json_t *visits = json_array();
    for (int i = 0; i < 2; i++) {
        json_t *visit = json_pack("{s:s, s:s, s:i, s:i, s:i}", "job", jobs[i], "crew",
                                  tried->town->crew, "seq", i, "travel_s", 60, "distance_m", 100);
        for (size_t k = 0; k < sizeof ends / sizeof *ends; k++)
            json_object_set_new(visit, ends[k], json_string("2022-09-27T11:44:00+08:00"));
        json_array_append_new(visits, visit);
    }
    return json_pack("{s:i, s:o}", "base_revision", 0, "visits", visits);
}

static enum err three_of_which_one_is_wrong(struct batch *batch, void *context, struct error *error)
{
    struct tried *tried = context;
    enum err rc = make_org(batch, "Before", error);
    tried->wrong = batch_command(batch, "plan.commit", half_wrong(tried), NULL, &tried->why);
    return rc == ERR_OK ? make_org(batch, "After", error) : rc;
}

static int64_t last_event(struct town *town)
{
    struct sql *sql = NULL;
    int64_t seq = 0;
    assert_int_equal(store_reader(town->folder.store, &sql, NULL), ERR_OK);
    assert_int_equal(event_last_seq(sql, &seq, NULL), ERR_OK);
    store_reader_done(town->folder.store, sql);
    return seq;
}

static void a_wrong_command_of_a_batch_leaves_no_gap_in_the_log(void **state)
{
    (void)state;
    struct town town;
    struct tried tried = {.town = &town};
    struct verify_result result;
    char request[ID_TEXT_SIZE];
    town_open(&town);
    town_settle(&town);
    town_call(&town, request, tried.job);
    int64_t before = last_event(&town);
    assert_int_equal(batch_run(town.ops, &town.admin, three_of_which_one_is_wrong, &tried, NULL),
                     ERR_OK);
    assert_int_equal(tried.wrong, ERR_NOT_FOUND);
    assert_non_null(strstr(tried.why.where, "visits[1]"));
    assert_int_equal(last_event(&town), before + 2);
    json_t *shown = town_get(&town, "job.get", "{\"id\":\"%s\"}", tried.job);
    assert_true(json_is_null(json_object_get(shown, "visit")));
    json_decref(shown);
    town_do(&town, NULL, "org.create", "{\"name\":{\"en\":\"Later\"},\"kind\":\"company\"}");
    assert_int_equal(store_verify(town.folder.store, 0, NULL, &result, NULL), ERR_OK);
    assert_int_equal(result.events, last_event(&town));
    town_close(&town);
}

static enum err one_and_no(struct batch *batch, void *context, struct error *error)
{
    (void)context;
    enum err rc = make_org(batch, "Alone", error);
    return rc == ERR_OK ? error_set(error, ERR_RULE, "No.") : rc;
}

static void a_batch_that_fails_leaves_nothing(void **state)
{
    (void)state;
    struct town town;
    town_open(&town);
    town_settle(&town);
    int64_t before = last_event(&town);
    assert_int_equal(batch_run(town.ops, &town.admin, one_and_no, NULL, NULL), ERR_RULE);
    assert_int_equal(last_event(&town), before);
    town_close(&town);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_wrong_command_of_a_batch_leaves_no_gap_in_the_log),
        cmocka_unit_test(a_batch_that_fails_leaves_nothing),
    };
    return RUN_TESTS(tests);
}
