#include "books.h"

#include "base/rng.h"
#include "ops/gen/machines.h"

enum { CREWS = 3, JOBS_MAX = 80, SERIALS = 30, ROUNDS = 2500 };

struct world {
    struct town town;
    struct rng rng;
    char crews[CREWS][ID_TEXT_SIZE];
    char requests[JOBS_MAX][ID_TEXT_SIZE], jobs[JOBS_MAX][ID_TEXT_SIZE];
    int n_jobs;
    int64_t worked, refused;
};

static const char *any_job(struct world *world)
{
    /* Mostly the newest ones, so that several acts meet on the same job. */
    uint32_t n = (uint32_t)world->n_jobs, newest = n < 4 ? n : 4;
    bool near = rng_below(&world->rng, 4) != 0;
    return world->jobs[near ? n - 1 - rng_below(&world->rng, newest) : rng_below(&world->rng, n)];
}

static void note(struct world *world, enum err rc)
{
    /* A random call may be refused for what is wrong with it, never fail in itself. */
    assert_true(rc != ERR_INTERNAL && rc != ERR_IO && rc != ERR_BUSY);
    world->worked += rc == ERR_OK;
    world->refused += rc != ERR_OK;
}

static void do_call(struct world *world)
{
    if (world->n_jobs == JOBS_MAX || rng_below(&world->rng, 2))
        return;
    town_call(&world->town, world->requests[world->n_jobs], world->jobs[world->n_jobs]);
    world->n_jobs++;
}

static void do_plan(struct world *world)
{
    struct town *town = &world->town;
    json_t *now = town_get(town, "plan.revision", "{}");
    int revision = (int)json_i64(now, "revision", 0) - (rng_below(&world->rng, 8) == 0);
    json_decref(now);
    if (rng_below(&world->rng, 4) == 0)
        note(world,
             town_try(town, &town->admin, "plan.commit", NULL,
                      "{\"base_revision\":%d,\"visits\":[],\"unassigned\":[{\"job\":\"%s\","
                      "\"reasons\":[{\"code\":\"no_time\",\"text\":{\"en\":\"No time.\"}}]}]}",
                      revision < 0 ? 0 : revision, any_job(world)));
    else
        note(world,
             town_try(
                 town, &town->admin, "plan.commit", NULL,
                 "{\"base_revision\":%d,\"visits\":[{\"job\":\"%s\",\"crew\":\"%s\",\"seq\":%u,"
                 "\"depart_at\":\"2022-09-27T11:33:00+08:00\",\"arrive_at\":"
                 "\"2022-09-27T11:44:00+08:00\",\"start_at\":\"2022-09-27T11:44:00+08:00\","
                 "\"end_at\":\"2022-09-27T11:52:00+08:00\",\"travel_s\":660,\"distance_m\":1}]}",
                 revision < 0 ? 0 : revision, any_job(world),
                 world->crews[rng_below(&world->rng, CREWS)], rng_below(&world->rng, 5)));
}

static void do_transition(struct world *world)
{
    uint32_t to = rng_below(&world->rng, (uint32_t)machine_job.n);
    note(world, town_try(&world->town, &world->town.admin, "job.transition", NULL,
                         "{\"id\":\"%s\",\"to\":\"%s\"}", any_job(world), machine_job.states[to]));
}

/* The way forward, so that some jobs get far. */
static void do_forward(struct world *world)
{
    struct town *town = &world->town;
    const char *job = any_job(world);
    json_t *shown = town_get(town, "job.get", "{\"id\":\"%s\"}", job);
    const char *state = json_text(shown, "state", "");
    const char *next = strcmp(state, "planned") == 0    ? "accepted"
                       : strcmp(state, "accepted") == 0 ? "en_route"
                       : strcmp(state, "en_route") == 0 ? "on_site"
                       : strcmp(state, "on_site") == 0  ? "done"
                                                        : "closed";
    const char *visit = json_text(json_object_get(shown, "visit"), "id", NULL);
    if (visit && strcmp(next, "en_route") == 0)
        note(world, town_try(town, &town->admin, "step.record", NULL,
                             "{\"id\":\"%s\",\"code\":\"load_check\",\"value\":true}", visit));
    note(world, town_try(town, &town->admin, "job.transition", NULL,
                         "{\"id\":\"%s\",\"to\":\"%s\"}", job, next));
    json_decref(shown);
}

static void do_step(struct world *world)
{
    static const char *const codes[] = {"load_check",     "serial_out",   "serial_in",
                                        "tightness_test", "safety_check", "real_name"};
    struct town *town = &world->town;
    json_t *shown = town_get(town, "job.get", "{\"id\":\"%s\"}", any_job(world));
    const char *visit = json_text(json_object_get(shown, "visit"), "id", NULL);
    uint32_t which = rng_below(&world->rng, sizeof codes / sizeof *codes);
    char serial[32], value[48];
    snprintf(serial, sizeof serial, "%c%u", which == 1 ? 'F' : 'E',
             rng_below(&world->rng, SERIALS));
    snprintf(value, sizeof value, which == 1 || which == 2 ? "[\"%s\"]" : "%s",
             which == 1 || which == 2 ? serial
             : which == 3             ? "\"tight\""
             : which == 4             ? "\"pass\""
                                      : "true");
    if (visit)
        note(world,
             town_try(town, &town->admin, "step.record", NULL,
                      "{\"id\":\"%s\",\"code\":\"%s\",\"value\":%s}", visit, codes[which], value));
    json_decref(shown);
}

/* A crew that does everything right: all steps, with a cylinder that it has on board. */
static void do_work(struct world *world)
{
    static const char *const steps[][2] = {{"load_check", "true"},
                                           {"real_name", "true"},
                                           {"serial_in", "[]"},
                                           {"tightness_test", "\"tight\""},
                                           {"safety_check", "\"pass\""}};
    struct town *town = &world->town;
    json_t *shown = town_get(town, "job.get", "{\"id\":\"%s\"}", any_job(world));
    const char *visit = json_text(json_object_get(shown, "visit"), "id", NULL);
    const char *crew = json_text(shown, "crew", NULL);
    if (visit && crew) {
        json_t *holds = town_get(town, "stock.list",
                                 "{\"holder\":\"%s\",\"item\":\"lpg_cylinder_15kg_full\"}", crew);
        const json_t *line = json_array_get(json_object_get(holds, "items"), 0);
        const json_t *serial = json_array_get(json_object_get(line, "serials"), 0);
        for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
            note(world, town_try(town, &town->admin, "step.record", NULL,
                                 "{\"id\":\"%s\",\"code\":\"%s\",\"value\":%s}", visit, steps[i][0],
                                 steps[i][1]));
        note(world, town_try(town, &town->admin, "step.record", NULL,
                             "{\"id\":\"%s\",\"code\":\"serial_out\",\"value\":[\"%s\"]}", visit,
                             serial ? json_string_value(serial) : "none"));
        json_decref(holds);
    }
    json_decref(shown);
}

static void do_feedback(struct world *world)
{
    const char *request = world->requests[rng_below(&world->rng, (uint32_t)world->n_jobs)];
    if (rng_below(&world->rng, 6) == 0)
        note(world, town_try(&world->town, &world->town.admin, "request.cancel", NULL,
                             "{\"id\":\"%s\"}", request));
    else
        note(world, town_try(&world->town, &world->town.admin, "request.feedback", NULL,
                             "{\"id\":\"%s\",\"score\":%u}", request, rng_below(&world->rng, 6)));
}

/* ---- What must always hold
 * ------------------------------------------------------------------------- */

static int64_t ask(struct world *world, const char *text)
{
    struct sql *sql = NULL;
    int64_t n = -1;
    assert_int_equal(store_reader(world->town.folder.store, &sql, NULL), ERR_OK);
    assert_int_equal(sql_ask_i64(sql, text, SQL_NONE, -1, &n, NULL), ERR_OK);
    store_reader_done(world->town.folder.store, sql);
    return n;
}

static void check_rows(struct world *world)
{
    static const char *const never[] = {
        /* No job has two visits that are not over. */
        "SELECT count(*) FROM (SELECT job FROM visit WHERE is_open = 1 GROUP BY job HAVING count(*)"
        " > 1) AS twice",
        /* An open visit is the current one of its job, with the same crew and state. */
        "SELECT count(*) FROM visit JOIN job ON job.id = visit.job WHERE visit.is_open = 1 AND"
        " (job.visit IS NULL OR job.visit <> visit.id OR job.crew <> visit.crew OR job.state <>"
        " visit.state)",
        /* A job in a crew's hands has a visit that is open. */
        "SELECT count(*) FROM job LEFT JOIN visit ON visit.id = job.visit WHERE job.state IN"
        " ('planned', 'dispatched', 'accepted', 'en_route', 'at_gate', 'on_site') AND"
        " COALESCE(visit.is_open, 0) = 0",
        /* A job that waits for a crew has none. */
        "SELECT count(*) FROM job WHERE state IN ('new', 'triaged', 'held', 'reopened', "
        "'cancelled',"
        " 'refused') AND (crew IS NOT NULL OR visit IS NOT NULL)",
        "SELECT count(*) FROM job JOIN request ON request.id = job.request WHERE job.state ="
        " 'closed' AND request.state <> 'closed'",
        /* A crew is out exactly while a visit of its is under way. */
        "SELECT count(*) FROM crew WHERE (state IN ('en_route', 'at_gate', 'on_site')) <> EXISTS"
        " (SELECT 1 FROM visit WHERE visit.crew = crew.id AND visit.state IN ('en_route',"
        " 'at_gate', 'on_site'))",
    };
    for (size_t i = 0; i < sizeof never / sizeof *never; i++) {
        int64_t n = ask(world, never[i]);
        if (n != 0)
            fail_msg("%d rows: %s", (int)n, never[i]);
    }
    books_check(&world->town);
    /* Full cylinders neither vanish nor multiply. */
    assert_int_equal(ask(world, "SELECT count(*) FROM serial_place WHERE serial LIKE 'F%'"),
                     SERIALS);
}

/* The log alone tells what the rows say: the last state of each job, and the figures. */
static void check_log(struct world *world)
{
    for (int i = 0; i < world->n_jobs; i++) {
        json_t *log =
            town_get(&world->town, "event.list",
                     "{\"noun\":\"job\",\"noun_id\":\"%s\",\"limit\":1000}", world->jobs[i]);
        json_t *shown = town_get(&world->town, "job.get", "{\"id\":\"%s\"}", world->jobs[i]);
        const char *last = "new";
        size_t e;
        json_t *event;
        json_array_foreach(json_object_get(log, "items"), e, event)
        {
            const json_t *data = json_object_get(event, "data");
            if (strcmp(json_text(event, "type", ""), "job.state") != 0)
                continue;
            assert_string_equal(json_text(data, "from", ""), last);
            last = json_text(data, "to", "");
        }
        assert_string_equal(json_text(shown, "state", ""), last);
        json_decref(log);
        json_decref(shown);
    }
    json_t *figures = town_get(&world->town, "report.counters", "{}");
    const json_t *totals = json_object_get(figures, "totals");
    assert_int_equal(json_i64(totals, "received", -1), world->n_jobs);
    assert_int_equal(json_i64(totals, "closed", -1),
                     ask(world, "SELECT count(*) FROM job WHERE state = 'closed'"));
    assert_int_equal(json_i64(totals, "done", -1),
                     ask(world, "SELECT count(*) FROM job WHERE state IN ('done', 'closed')"));
    assert_int_equal(json_i64(totals, "cancelled", -1),
                     ask(world, "SELECT count(*) FROM job WHERE state = 'cancelled'"));
    json_decref(figures);
}

static void settle(struct world *world)
{
    struct town *town = &world->town;
    memcpy(world->crews[0], town->crew, ID_TEXT_SIZE);
    for (int c = 1; c < CREWS; c++)
        town_do(town, world->crews[c], "crew.create",
                "{\"org\":\"%s\",\"name\":{\"en\":\"R\"},\"members\":[\"%s\"],\"shift\":{\"from\":"
                "\"2022-09-27T08:00:00+08:00\",\"until\":\"2022-09-27T20:00:00+08:00\"}}",
                town->org, town->person);
    /* F1 and F2 are on board of the first crew already. */
    for (int s = 0; s < SERIALS; s++) {
        if (s != 1 && s != 2)
            town_do(town, NULL, "stock.issue",
                    "{\"holder\":\"%s\",\"item\":\"lpg_cylinder_15kg_full\",\"qty\":1,\"serials\":["
                    "\"F%d\"]}",
                    world->crews[s % CREWS], s);
    }
}

static void any_order_of_commands_keeps_the_books_straight(void **state)
{
    (void)state;
    static void (*const acts[])(struct world *) = {
        do_call,    do_plan, do_plan, do_forward,    do_forward, do_forward,
        do_forward, do_work, do_step, do_transition, do_feedback};
    int64_t done = 0;
    for (uint64_t seed = 1; seed <= 3; seed++) {
        struct world world = {.n_jobs = 0};
        printf("# seed %llu\n", (unsigned long long)seed);
        rng_seed(&world.rng, seed);
        town_open(&world.town);
        town_settle(&world.town);
        settle(&world);
        while (world.n_jobs == 0)
            do_call(&world);
        for (int i = 0; i < ROUNDS; i++) {
            acts[rng_below(&world.rng, sizeof acts / sizeof *acts)](&world);
            if (i % 10 == 0)
                check_rows(&world);
        }
        check_rows(&world);
        check_log(&world);
        assert_true(world.worked > ROUNDS / 8 && world.refused > ROUNDS / 8);
        done += ask(&world, "SELECT count(*) FROM event WHERE type = 'job.state' AND data LIKE"
                            " '%\"to\":\"done\"%'");
        struct verify_result result;
        assert_int_equal(store_verify(world.town.folder.store, 0, NULL, &result, NULL), ERR_OK);
        town_close(&world.town);
    }
    printf("# %d jobs were done\n", (int)done);
    assert_true(done > 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_order_of_commands_keeps_the_books_straight),
    };
    return RUN_TESTS(tests);
}
