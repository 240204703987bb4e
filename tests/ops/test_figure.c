/* Figures after random histories with corrections: beside the things themselves, beside the rows
 * behind them, and beside what they were when they were first asked for. */
#include "chain.h"

#include "base/json_find.h"

enum { HISTORIES = 100, ACTS = 6, MANIFESTS = 1, PERSONS = 4, SHEETS = 6 };

/* The world as the test itself keeps it. */
struct world {
    struct chain chain;
    struct rng rng;
    int64_t received, cancelled, disinfected;
    char persons[PERSONS][ID_TEXT_SIZE];
    bool isolated[PERSONS];
    char sheets[SHEETS][ID_TEXT_SIZE];
    int passages[SHEETS];
};

static const json_t *figure_in(const json_t *figures, const char *id)
{
    const json_t *item = json_find(json_object_get(figures, "items"), "id", id);
    if (!item)
        fail_msg("no figure %s", id);
    return item;
}

static int64_t milli(const json_t *object, const char *key)
{
    return llround(json_number_value(json_object_get(object, key)) * 1000);
}

static void figure_is(const json_t *figures, const char *id, int64_t wanted_milli)
{
    int64_t is = milli(figure_in(figures, id), "value");
    if (is != wanted_milli)
        fail_msg("%s is %.3f, not %.3f", id, (double)is / 1000, (double)wanted_milli / 1000);
}

static json_t *figures_now(struct world *world)
{
    return town_get(&world->chain.town, "report.figures", "{}");
}

static void same_figures(const json_t *a, const json_t *b)
{
    assert_true(json_equal(json_object_get(a, "items"), json_object_get(b, "items")));
}

/* ---- Small cases, counted by hand -------------------------------------------------------------
 */

static void what_was_corrected_later_stays_as_it_was_before(void **state)
{
    (void)state;
    struct chain chain;
    struct town *town = &chain.town;
    char sheet[ID_TEXT_SIZE];
    chain_open(&chain);
    town_do(town, sheet, "sheet.create",
            "{\"form\":\"gate_register\",\"org\":\"%s\",\"values\":{\"gate\":\"G1\",\"post\":"
            "\"P1\",\"day\":\"2022-09-27\"},\"rows\":{\"passages\":[{\"who\":\"A\",\"direction\":"
            "\"in\",\"at\":\"2022-09-27T11:00:00+08:00\",\"health\":\"good\"},{\"who\":\"B\","
            "\"direction\":\"out\",\"at\":\"2022-09-27T11:01:00+08:00\",\"health\":\"good\"}]}}",
            town->org);
    json_t *draft = town_get(town, "report.figures", "{\"figure\":\"gate_register_rows\"}");
    figure_is(draft, "gate_register_rows", 0); /* nobody has signed */
    town_do(town, NULL, "sheet.sign",
            "{\"id\":\"%s\",\"slot\":\"guard\",\"signature\":" SIGNED("guard") "}", sheet);
    json_t *before = town_get(town, "report.figures", "{\"figure\":\"gate_register_rows\"}");
    figure_is(before, "gate_register_rows", 2000);
    const char *as_of = json_text(before, "as_of", "");
    town_advance(town, 60);
    town_do(town, NULL, "sheet.correct",
            "{\"id\":\"%s\",\"rows\":{\"passages\":[{\"who\":\"A\",\"direction\":\"in\",\"at\":"
            "\"2022-09-27T11:00:00+08:00\",\"health\":\"good\"}]},\"reason\":\"B did not pass.\"}",
            sheet);
    json_t *after = town_get(town, "report.figures", "{\"figure\":\"gate_register_rows\"}");
    json_t *again = town_get(town, "report.figures",
                             "{\"figure\":\"gate_register_rows\",\"as_of\":\"%s\"}", as_of);
    figure_is(after, "gate_register_rows", 1000);
    same_figures(before, again);
    /* The rows tell both: what was there, and what was taken back. */
    json_t *rows = town_get(town, "report.rows", "{\"figure\":\"gate_register_rows\"}");
    assert_int_equal(json_i64(rows, "rows", -1), 2);
    assert_int_equal(milli(rows, "sum"), 1000);
    json_t *first = town_get(town, "report.rows",
                             "{\"figure\":\"gate_register_rows\",\"as_of\":\"%s\"}", as_of);
    assert_int_equal(milli(first, "sum"), 2000);
    json_t *since = town_get(town, "report.figures",
                             "{\"figure\":\"gate_register_rows\",\"from\":\"%s\"}", as_of);
    assert_int_equal(milli(figure_in(since, "gate_register_rows"), "period"), -1000);
    json_decref(draft);
    json_decref(before);
    json_decref(after);
    json_decref(again);
    json_decref(rows);
    json_decref(first);
    json_decref(since);
    town_close(town);
}

static void an_organisation_sees_its_own_figures_and_those_below_it(void **state)
{
    (void)state;
    struct chain chain;
    struct town *town = &chain.town;
    char other[ID_TEXT_SIZE], below[ID_TEXT_SIZE], id[ID_TEXT_SIZE];
    chain_open(&chain);
    town_do(town, other, "org.create", "{\"name\":{\"en\":\"Other\"},\"kind\":\"company\"}");
    town_do(town, below, "org.create",
            "{\"name\":{\"en\":\"Branch\"},\"kind\":\"station\",\"parent\":\"%s\"}", town->org);
    const char *const orgs[] = {town->org, below, below, other};
    for (size_t i = 0; i < 4; i++)
        town_do(town, id, "request.create",
                "{\"org\":\"%s\",\"service\":\"gas.leak\",\"caller\":{\"name\":\"R\"},\"place\":{"
                "\"lon\":106.2,\"lat\":37.98}}",
                orgs[i]);
    static const int64_t wanted[] = {3000, 2000, 1000};
    const char *const asked[] = {town->org, below, other};
    for (size_t i = 0; i < 3; i++) {
        json_t *figures = town_get(town, "report.figures",
                                   "{\"figure\":\"requests_received\",\"org\":\"%s\"}", asked[i]);
        figure_is(figures, "requests_received", wanted[i]);
        json_decref(figures);
    }
    json_t *by_org =
        town_get(town, "report.figures", "{\"figure\":\"requests_received\",\"by\":\"org\"}");
    assert_int_equal(
        json_array_size(json_object_get(figure_in(by_org, "requests_received"), "groups")), 3);
    json_decref(by_org);
    struct actor manager = town->admin;
    snprintf(manager.org, sizeof manager.org, "%s", other);
    manager.role = ROLE_MANAGER;
    assert_int_equal(
        town_try(town, &manager, "report.figures", NULL, "{\"org\":\"%s\"}", town->org),
        ERR_DENIED);
    assert_int_equal(town_try(town, &town->admin, "report.rows", NULL, "{\"figure\":\"no_such\"}"),
                     ERR_NOT_FOUND);
    town_close(town);
}

/* ---- Random histories -------------------------------------------------------------------------
 */

static void fill_register(struct world *world, size_t s, int n)
{
    char rows[4000];
    size_t used = 0;
    for (int i = 0; i < n; i++)
        used += (size_t)snprintf(rows + used, sizeof rows - used,
                                 "%s{\"who\":\"W\",\"direction\":\"in\",\"at\":"
                                 "\"2022-09-27T11:00:00+08:00\",\"health\":\"good\"}",
                                 i ? "," : "");
    rows[used] = '\0';
    struct town *town = &world->chain.town;
    if (!world->sheets[s][0]) {
        town_do(town, world->sheets[s], "sheet.create",
                "{\"form\":\"gate_register\",\"values\":{\"gate\":\"G%zu\",\"post\":\"P\",\"day\":"
                "\"2022-09-27\"},\"rows\":{\"passages\":[%s]}}",
                s, rows);
        town_do(town, NULL, "sheet.sign",
                "{\"id\":\"%s\",\"slot\":\"guard\",\"signature\":" SIGNED("guard") "}",
                world->sheets[s]);
    } else {
        struct ops_reply *reply = NULL;
        enum err rc = town_try(town, &town->admin, "sheet.correct", &reply,
                               "{\"id\":\"%s\",\"rows\":{\"passages\":[%s]},\"reason\":\"again\"}",
                               world->sheets[s], rows);
        bool full = rc == ERR_LIMIT; /* of corrections */
        ops_reply_free(reply);
        if (full)
            return;
        assert_int_equal(rc, ERR_OK);
    }
    world->passages[s] = n;
}

static void other_act(struct world *world)
{
    struct town *town = &world->chain.town;
    char request[ID_TEXT_SIZE], job[ID_TEXT_SIZE];
    uint32_t p = rng_below(&world->rng, PERSONS);
    switch (rng_below(&world->rng, 5)) {
    case 0:
        town_call(town, request, job);
        world->received++;
        if (rng_below(&world->rng, 2)) {
            town_do(town, NULL, "job.transition", "{\"id\":\"%s\",\"to\":\"cancelled\"}", job);
            world->cancelled++;
        }
        break;
    case 1:
        world->isolated[p] = rng_below(&world->rng, 2);
        town_do(town, NULL, "person.set_status", "{\"id\":\"%s\",\"status\":\"%s\"}",
                world->persons[p], world->isolated[p] ? "isolated" : "available");
        break;
    case 2:
        fill_register(world, rng_below(&world->rng, SHEETS), (int)rng_below(&world->rng, 9));
        break;
    case 3:
        town_advance(town, (int)rng_below(&world->rng, 20000));
        break;
    default:
        town_do(town, NULL, "vehicle.disinfected", "{\"id\":\"%s\"}", town->vehicle);
        world->disinfected++;
    }
}

/* Sums over the things themselves. */
static void check_figures(struct world *world)
{
    struct town *town = &world->chain.town;
    town_tick(town, 15 * 3600); /* staff is counted at the times of reports */
    json_t *figures = figures_now(world);
    int64_t isolated = 0, passages = 0, kg = 0, treated = 0;
    for (size_t p = 0; p < PERSONS; p++)
        isolated += world->isolated[p];
    for (size_t s = 0; s < SHEETS; s++)
        passages += world->passages[s];
    json_t *list = town_get(town, "manifest.list", "{\"limit\":1000}"), *manifest, *line, *holding;
    size_t i, k, l;
    json_array_foreach(json_object_get(list, "items"), i, manifest)
    {
        kg += grams(manifest, "kg");
        json_array_foreach(json_object_get(manifest, "lines"), k, line)
            json_array_foreach(json_object_get(line, "holdings"), l, holding)
        {
            if (strcmp(json_text(holding, "stage", ""), "treated") == 0)
                treated += grams(holding, "kg");
        }
    }
    figure_is(figures, "requests_received", world->received * 1000);
    figure_is(figures, "jobs_cancelled", world->cancelled * 1000);
    figure_is(figures, "jobs_open", (world->received - world->cancelled) * 1000);
    figure_is(figures, "staff_isolated", isolated * 1000);
    figure_is(figures, "gate_register_rows", passages * 1000);
    figure_is(figures, "waste_registered_kg", kg);
    figure_is(figures, "waste_treated_kg", treated);
    /* The report of manifests counts the same events in its own way. */
    json_t *custody = town_get(town, "report.custody", "{}");
    const json_t *totals = json_object_get(custody, "totals");
    static const char *const BOTH_WAYS[] = {"registered_kg", "epidemic_kg", "collected_kg",
                                            "received_kg",   "treated_kg",  "difference_kg",
                                            "corrected_kg"};
    for (size_t f = 0; f < sizeof BOTH_WAYS / sizeof *BOTH_WAYS; f++) {
        char id[64];
        snprintf(id, sizeof id, "waste_%s", BOTH_WAYS[f]);
        figure_is(figures, id, milli(totals, BOTH_WAYS[f]));
    }
    json_decref(list);
    json_decref(custody);
    json_decref(figures);
}

/* What is behind each figure adds up to it, in groups too. */
static void check_rows(struct world *world)
{
    json_t *figures = figures_now(world), *item, *group;
    size_t i, g;
    json_array_foreach(json_object_get(figures, "items"), i, item)
    {
        const char *id = json_text(item, "id", "");
        if (milli(item, "value") == 0)
            continue;
        json_t *rows =
            town_get(&world->chain.town, "report.rows", "{\"figure\":\"%s\",\"limit\":1}", id);
        int64_t sum = 0;
        assert_int_equal(milli(rows, "sum"), milli(item, "value"));
        json_array_foreach(json_object_get(item, "groups"), g, group) sum += milli(group, "value");
        assert_int_equal(sum, milli(item, "value"));
        json_decref(rows);
    }
    json_decref(figures);
}

static void settle(struct world *world)
{
    chain_open(&world->chain);
    struct town *town = &world->chain.town;
    for (size_t p = 0; p < PERSONS; p++)
        town_do(town, world->persons[p], "person.create",
                "{\"org\":\"%s\",\"label\":\"P%zu\",\"skills\":[]}", town->org, p);
}

static void after_any_history_figures_equal_the_things_and_stay_as_of(void **state)
{
    (void)state;
    struct world world = {.received = 0};
    json_t *snapshots[HISTORIES];
    rng_seed(&world.rng, 20220928);
    printf("# seed 20220928\n");
    settle(&world);
    for (int h = 0; h < HISTORIES; h++) {
        char ids[MANIFESTS][ID_TEXT_SIZE];
        const char *names[MANIFESTS];
        for (int m = 0; m < MANIFESTS; m++) {
            waste(&world.chain, TWO_BAGS);
            memcpy(ids[m], world.chain.id, sizeof ids[m]);
            names[m] = ids[m];
        }
        for (int a = 0; a < ACTS; a++) {
            chain_random_act(&world.chain, &world.rng, names, MANIFESTS);
            other_act(&world);
        }
        if (h % 10 == 9)
            check_figures(&world);
        snapshots[h] = figures_now(&world);
        town_advance(&world.chain.town, 1);
    }
    check_rows(&world);
    for (int h = 0; h < HISTORIES; h++) {
        json_t *again = town_get(&world.chain.town, "report.figures", "{\"as_of\":\"%s\"}",
                                 json_text(snapshots[h], "as_of", ""));
        same_figures(snapshots[h], again);
        json_decref(again);
        if (h % 10 != 9)
            continue;
        /* The moment, and the last event before it, name the same state. */
        json_t *by_seq = town_get(&world.chain.town, "report.figures", "{\"seq\":%lld}",
                                  (long long)json_i64(snapshots[h], "seq", 0));
        same_figures(snapshots[h], by_seq);
        json_decref(by_seq);
    }
    assert_false(json_equal(json_object_get(snapshots[0], "items"),
                            json_object_get(snapshots[HISTORIES - 1], "items")));
    for (int h = 0; h < HISTORIES; h++)
        json_decref(snapshots[h]);
    town_close(&world.chain.town);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_corrected_later_stays_as_it_was_before),
        cmocka_unit_test(an_organisation_sees_its_own_figures_and_those_below_it),
        cmocka_unit_test(after_any_history_figures_equal_the_things_and_stay_as_of),
    };
    return RUN_TESTS(tests);
}
