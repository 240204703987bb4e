/* The book of figures beside the log: whichever way it came to be written, and whatever is asked of
 * it, the answer is what counting the log to that moment gives. */
#include "town.h"

#include "base/rng.h"

enum { ORGS = 4, EVENTS = 600, THINGS = 25, MOMENTS = 60 };

struct world {
    struct town town;
    struct rng rng;
    char orgs[ORGS][ID_TEXT_SIZE]; /* the second lies below the first */
    int64_t start_ms, at_ms;
    int written;
    int64_t times_ms[EVENTS]; /* when each was recorded */
};

static void open_world(struct world *world, uint64_t seed)
{
    *world = (struct world){0};
    town_open(&world->town);
    rng_seed(&world->rng, seed);
    for (int i = 0; i < ORGS; i++)
        town_do(&world->town, world->orgs[i], "org.create",
                "{\"name\":{\"en\":\"O\"},\"kind\":\"company\"%s%s%s}",
                i == 1 ? ",\"parent\":\"" : "", i == 1 ? world->orgs[0] : "", i == 1 ? "\"" : "");
    assert_true(time_parse(TOWN_START, &world->start_ms));
    world->at_ms = world->start_ms;
}

/* A sum, a last state that may move to another organisation, and distinct values in several. */
static void describe(struct world *world, struct event *event, char data[400], char thing[40])
{
    static const char *const services[] = {"gas.leak", "waste.collection"};
    static const char *const states[] = {"planned", "on_site", "done", "closed", "reopened"};
    snprintf(thing, 40, "thing %u", rng_below(&world->rng, THINGS));
    event->noun = "job";
    event->noun_id = thing;
    switch (rng_below(&world->rng, 4)) {
    case 0:
        event->type = "request.created";
        snprintf(data, 400, "{\"service\":\"%s\"}", services[rng_below(&world->rng, 2)]);
        break;
    case 1:
        event->type = "job.state";
        snprintf(data, 400, "{\"from\":\"done\",\"service\":\"%s\",\"to\":\"%s\"}",
                 services[rng_below(&world->rng, 2)], states[rng_below(&world->rng, 5)]);
        break;
    case 2:
        event->type = "manifest.handed_over";
        snprintf(data, 400,
                 "{\"kind\":\"waste\",\"site\":\"site %u\",\"postings\":[{\"kg\":%u,\"stage\":"
                 "\"carrier\"},{\"kg\":1,\"stage\":\"producer\"}]}",
                 rng_below(&world->rng, 12), 1 + rng_below(&world->rng, 9));
        break;
    default:
        event->type = "step.recorded";
        snprintf(data, 400, "{\"code\":\"weight\",\"service\":\"waste.collection\",\"value\":%u}",
                 rng_below(&world->rng, 40));
    }
}

static enum err write_events(struct sql *sql, void *context, struct error *error)
{
    struct world *world = context;
    enum err rc = ERR_OK;
    for (int i = 0; rc == ERR_OK && i < EVENTS / 10; i++) {
        char data[400], thing[40];
        /* Some at once, some hours later; now and then the clock is put back. */
        world->at_ms += rng_below(&world->rng, 3) ? rng_below(&world->rng, 3 * 3600 * 1000) : 0;
        if (rng_below(&world->rng, 40) == 0)
            world->at_ms -= 7 * 3600 * 1000;
        uint32_t org = rng_below(&world->rng, ORGS + 1);
        struct event event = {.at_ms = world->at_ms,
                              .id = id_new(world->town.ids),
                              .actor_kind = "user",
                              .actor_id = "",
                              .actor_role = "dispatcher",
                              .actor_name = "test",
                              .org = org < ORGS ? world->orgs[org] : "",
                              .data = data};
        describe(world, &event, data, thing);
        rc = event_append(sql, &event, error);
        world->times_ms[world->written++] = event.at_ms;
    }
    return rc;
}

static void write_part(struct world *world)
{
    struct error error = {0};
    if (store_call(world->town.folder.store, write_events, world, &error) != ERR_OK)
        fail_msg("%s", error.text);
}

/* ---- What is asked ----------------------------------------------------------------------------
 */

static void time_text(int64_t at_ms, char text[TIME_TEXT_MAX])
{
    time_format(at_ms, 480, text);
}

/* Arguments of a random question: a moment or an event, with or without an organisation, a period.
 */
static void make_question(struct world *world, char args[600])
{
    static const char *const by[] = {"group", "org", "day"};
    char at[TIME_TEXT_MAX], from[TIME_TEXT_MAX];
    int64_t a = world->times_ms[rng_below(&world->rng, EVENTS)],
            b = world->times_ms[rng_below(&world->rng, EVENTS)];
    uint32_t org = rng_below(&world->rng, ORGS + 2);
    time_text(a > b ? a : b, at);
    time_text(a > b ? b : a, from);
    size_t n = (size_t)snprintf(args, 600, "{\"by\":\"%s\"", by[rng_below(&world->rng, 3)]);
    if (rng_below(&world->rng, 4))
        n += (size_t)snprintf(args + n, 600 - n, ",\"as_of\":\"%s\"", at);
    else
        n += (size_t)snprintf(args + n, 600 - n, ",\"seq\":%u",
                              ORGS + 1 + rng_below(&world->rng, EVENTS));
    if (rng_below(&world->rng, 2))
        n += (size_t)snprintf(args + n, 600 - n, ",\"from\":\"%s\"", from);
    if (org < ORGS)
        n += (size_t)snprintf(args + n, 600 - n, ",\"org\":\"%s\"", world->orgs[org]);
    snprintf(args + n, 600 - n, "}");
}

static json_t *ask(struct world *world, const char *args)
{
    struct ops_reply *reply = NULL;
    json_t *answer = NULL;
    /* A period that begins behind an event of a clock put back is refused. */
    if (town_try(&world->town, &world->town.admin, "report.figures", &reply, "%s", args) == ERR_OK)
        answer = json_incref((json_t *)ops_reply_json(reply));
    ops_reply_free(reply);
    return answer;
}

static int64_t milli(const json_t *object, const char *key)
{
    return (int64_t)(json_number_value(json_object_get(object, key)) * 1000 + 0.5);
}

/* The rows up to the same moment add up to the figure; they do not come from the same sums. */
static void check_rows(struct world *world, const char *args, const json_t *figure)
{
    char of_one[700];
    const char *rest = strchr(args, ',');
    snprintf(of_one, sizeof of_one, "{\"limit\":1,\"figure\":\"%s\"%s", json_text(figure, "id", ""),
             rest);
    json_t *rows = town_get(&world->town, "report.rows", "%s", of_one);
    bool period = strstr(args, "\"from\"") != NULL;
    if (milli(rows, "sum") != milli(figure, period ? "period" : "value"))
        fail_msg("%s: %s: %lld and %lld", args, json_text(figure, "id", ""),
                 (long long)milli(rows, "sum"),
                 (long long)milli(figure, period ? "period" : "value"));
    json_decref(rows);
}

static enum err forget_book(struct sql *sql, void *context, struct error *error)
{
    (void)context;
    return sql_run(sql, "UPDATE figure_head SET definition = 'of another pack' WHERE one = 1",
                   SQL_NONE, error);
}

static bool is_counted(const json_t *figure)
{
    return milli(figure, "value") != 0 || milli(figure, "period") != 0;
}

/* Asked after each part, so that the book grew with the log; then written anew at once. */
static void grown_or_written_at_once_the_book_says_the_same_at_every_moment(void **state)
{
    (void)state;
    struct world world;
    char questions[MOMENTS][600];
    json_t *answers[MOMENTS];
    size_t counted = 0, i;
    printf("# seed 20220401\n");
    open_world(&world, 20220401);
    while (world.written < EVENTS) {
        write_part(&world);
        json_decref(ask(&world, "{}"));
    }
    for (int m = 0; m < MOMENTS; m++) {
        json_t *figure;
        make_question(&world, questions[m]);
        answers[m] = ask(&world, questions[m]);
        json_array_foreach(json_object_get(answers[m], "items"), i, figure)
        {
            if (!is_counted(figure))
                continue;
            counted++;
            check_rows(&world, questions[m], figure);
        }
    }
    assert_true(counted > MOMENTS); /* the questions are about something */
    assert_int_equal(store_call(world.town.folder.store, forget_book, NULL, NULL), ERR_OK);
    for (int m = 0; m < MOMENTS; m++) {
        json_t *again = ask(&world, questions[m]);
        if (!json_equal(again, answers[m]))
            fail_msg("written anew the book says something else: %s", questions[m]);
        json_decref(again);
        json_decref(answers[m]);
    }
    town_close(&world.town);
}

/* A job that goes over to another organisation is open there, and no longer where it was. */
static void what_moves_to_another_organisation_is_counted_once(void **state)
{
    (void)state;
    struct world world;
    open_world(&world, 1);
    for (int i = 0; i < 8; i++)
        write_part(&world);
    json_t *all = town_get(
        &world.town, "report.figures",
        "{\"figure\":\"jobs_open\",\"by\":\"org\",\"as_of\":\"2023-01-01T00:00:00+08:00\"}");
    const json_t *item = json_array_get(json_object_get(all, "items"), 0);
    size_t i;
    json_t *group;
    int64_t sum = 0;
    json_array_foreach(json_object_get(item, "groups"), i, group)
    {
        assert_true(milli(group, "value") >= 0);
        sum += milli(group, "value");
    }
    assert_int_equal(sum, milli(item, "value"));
    assert_in_range(sum, 1000, THINGS * 1000);
    json_decref(all);
    town_close(&world.town);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(grown_or_written_at_once_the_book_says_the_same_at_every_moment),
        cmocka_unit_test(what_moves_to_another_organisation_is_counted_once),
    };
    return RUN_TESTS(tests);
}
