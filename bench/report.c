/*
 * Reports over a large log: a data folder with so many events and postings of the ledger, over
 * sixty days and forty organisations, then each report asked a few times. Prints JSON lines;
 * `first` is the first answer (which brings the book of figures up to date), `then` the median of
 * the rest.
 *
 * usage: report PACKS FOLDER EVENTS POSTINGS
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "catalog/catalog.h"
#include "ops/ops.h"

enum { ORGS = 40, SITES = 889, ITEMS = 12, DAYS = 60, CHUNK = 20000, REPEATS = 5 };
#define START "2022-03-01T00:00:00+08:00"

struct world {
    struct ops *ops;
    struct store *store;
    struct id_source *ids;
    struct rng rng;
    int64_t start_ms, events, postings, done;
    char orgs[ORGS][ID_TEXT_SIZE], sites[SITES][ID_TEXT_SIZE];
};

static void die(const char *what, const char *why)
{
    fprintf(stderr, "report: %s: %s\n", what, why);
    exit(1);
}

static void make(struct world *world, const char *command, json_t *args, char id[ID_TEXT_SIZE])
{
    struct actor actor = actor_cli();
    struct ops_reply *reply = NULL;
    if (ops_call_name(world->ops, command, args, &actor, &reply) != ERR_OK)
        die(command, reply->error.text);
    memcpy(id, reply->id, ID_TEXT_SIZE);
    ops_reply_free(reply);
}

/* A day's mix: positions of crews, states of jobs and visits, steps, and manifests. */
static void describe(struct world *world, struct event *event, char data[1024])
{
    static const char *const services[] = {"gas.leak", "gas.lpg.delivery", "waste.collection"};
    static const char *const states[] = {"planned", "dispatched", "accepted", "en_route",
                                         "on_site", "done",       "closed"};
    const char *service = services[rng_below(&world->rng, 3)];
    uint32_t kind = rng_below(&world->rng, 100), site = rng_below(&world->rng, SITES);
    event->noun = "job";
    if (kind < 40) {
        event->type = "crew.moved";
        event->noun = "crew";
        snprintf(data, 1024, "{\"position\":{\"lat\":37.99,\"lon\":106.2}}");
    } else if (kind < 48) {
        event->type = "request.created";
        event->noun = "request";
        snprintf(data, 1024, "{\"number\":\"R\",\"service\":\"%s\",\"zone\":null}", service);
    } else if (kind < 78) {
        event->type = "job.state";
        snprintf(data, 1024, "{\"from\":\"new\",\"number\":\"J\",\"service\":\"%s\",\"to\":\"%s\"}",
                 service, states[rng_below(&world->rng, 7)]);
    } else if (kind < 92) {
        event->type = "step.recorded";
        event->noun = "visit";
        snprintf(data, 1024,
                 "{\"code\":\"weight\",\"job\":\"x\",\"kind\":\"number\",\"service\":"
                 "\"waste.collection\",\"value\":%u}",
                 1 + rng_below(&world->rng, 40));
    } else {
        event->type = "manifest.created";
        event->noun = "manifest";
        event->org = world->orgs[site % ORGS];
        snprintf(data, 1024,
                 "{\"at\":\"2022-03-%02uT10:00:00+08:00\",\"due_at\":\"2022-03-28T10:00:00+08:00\","
                 "\"kind\":\"waste\",\"site\":\"%s\",\"postings\":[{\"kg\":%u,\"packages\":2,"
                 "\"stage\":\"producer\",\"epidemic\":true},{\"kg\":%u,\"packages\":1,\"stage\":"
                 "\"producer\"}]}",
                 1 + rng_below(&world->rng, 28), world->sites[site], 1 + rng_below(&world->rng, 30),
                 1 + rng_below(&world->rng, 30));
    }
}

static enum err add_events(struct sql *sql, void *context, struct error *error)
{
    struct world *world = context;
    enum err rc = ERR_OK;
    char data[1024];
    for (int i = 0; rc == ERR_OK && i < CHUNK && world->done < world->events; i++) {
        struct event event = {.at_ms = world->start_ms +
                                       world->done * DAYS * INT64_C(86400000) / world->events,
                              .id = id_new(world->ids),
                              .actor_kind = "user",
                              .actor_id = world->orgs[0],
                              .actor_role = "dispatcher",
                              .actor_name = "bench",
                              .org = world->orgs[rng_below(&world->rng, ORGS)],
                              .data = data};
        struct id about = id_new(world->ids);
        event.noun_id = about.text;
        describe(world, &event, data);
        rc = event_append(sql, &event, error);
        world->done++;
    }
    return rc;
}

/* Pieces go from the supplier to sites and are used up there, as the ledger would post it. */
static enum err add_postings(struct sql *sql, void *context, struct error *error)
{
    struct world *world = context;
    enum err rc = ERR_OK;
    for (int i = 0; rc == ERR_OK && i < CHUNK && world->done < world->postings; i += 2) {
        uint32_t site = rng_below(&world->rng, SITES), item = rng_below(&world->rng, ITEMS);
        bool in = rng_below(&world->rng, 3) > 0;
        int64_t at_ms = world->start_ms + world->done * DAYS * INT64_C(86400000) / world->postings;
        char name[20];
        snprintf(name, sizeof name, "item_%u", item);
        struct id move = id_new(world->ids);
        const char *outside = in ? "supplier" : "consumed";
        for (int side = 0; rc == ERR_OK && side < 2; side++)
            rc = sql_run(
                sql,
                "INSERT INTO stock_posting (move, kind, at_ms, recorded_ms, holder, holder_kind,"
                " org, other, other_kind, item, lot, serial, milli, about, by_name, reason)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', NULL, ?, '', 'bench', '')",
                SQL_ARGS(sql_text(move.text), sql_text(in ? "receive" : "consume"), sql_i64(at_ms),
                         sql_i64(at_ms), sql_text(side ? outside : world->sites[site]),
                         sql_text(side ? "outside" : "site"), sql_text(world->orgs[site % ORGS]),
                         sql_text(side ? world->sites[site] : outside),
                         sql_text(side ? "site" : "outside"), sql_text(name),
                         sql_i64((in != (side == 1)) ? 2000 : -2000)),
                error);
        world->done += 2;
    }
    return rc;
}

static void fill(struct world *world, store_work *work, int64_t n)
{
    struct error error = {0};
    for (world->done = 0; world->done < n;) {
        if (store_call(world->store, work, world, &error) != ERR_OK)
            die("filling", error.text);
    }
}

static void settle(struct world *world)
{
    for (int i = 0; i < ORGS; i++)
        make(world, "org.create",
             json_pack("{s:{s:s}, s:s}", "name", "en", "Org", "kind", "company"), world->orgs[i]);
    for (int i = 0; i < SITES; i++)
        make(world, "site.create",
             json_pack("{s:s, s:s, s:{s:s}, s:{s:f, s:f}}", "org", world->orgs[i % ORGS], "kind",
                       "sampling", "name", "en", "Site", "place", "lon", 106.2, "lat", 37.98),
             world->sites[i]);
}

static int by_size(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static void ask(struct world *world, const char *label, const char *command, json_t *args)
{
    struct actor actor = actor_cli();
    int64_t took_ns[REPEATS + 1];
    size_t bytes = 0;
    for (int i = 0; i <= REPEATS; i++) {
        struct ops_reply *reply = NULL;
        int64_t start_ns = clock_monotonic_ns();
        if (ops_call_name(world->ops, command, json_incref(args), &actor, &reply) != ERR_OK)
            die(command, reply->error.text);
        bytes = strlen(ops_reply_text(reply));
        took_ns[i] = clock_monotonic_ns() - start_ns;
        ops_reply_free(reply);
    }
    int64_t first_ns = took_ns[0];
    qsort(took_ns + 1, REPEATS, sizeof *took_ns, by_size);
    printf("{\"bench\":\"report\",\"events\":%lld,\"postings\":%lld,\"asked\":\"%s\",\"first_ms\":"
           "%.1f,\"then_ms\":%.1f,\"bytes\":%zu}\n",
           (long long)world->events, (long long)world->postings, label, (double)first_ns / 1e6,
           (double)took_ns[1 + REPEATS / 2] / 1e6, bytes);
    fflush(stdout);
    json_decref(args);
}

static void ask_all(struct world *world)
{
    const char *half = "2022-03-31T12:00:00+08:00", *end = "2022-04-29T12:00:00+08:00";
    ask(world, "figures now", "report.figures", json_object());
    ask(world, "figures of the day", "report.figures",
        json_pack("{s:s, s:s}", "as_of", end, "from", "2022-04-29T00:00:00+08:00"));
    ask(world, "figures as of half way", "report.figures", json_pack("{s:s}", "as_of", half));
    ask(world, "one figure by day", "report.figures",
        json_pack("{s:s, s:s}", "figure", "jobs_done", "by", "day"));
    ask(world, "figures of one organisation", "report.figures",
        json_pack("{s:s}", "org", world->orgs[7]));
    ask(world, "rows of a figure", "report.rows", json_pack("{s:s}", "figure", "jobs_done"));
    ask(world, "rows of a day", "report.rows",
        json_pack("{s:s, s:s, s:s}", "figure", "jobs_done", "as_of", end, "from",
                  "2022-04-29T00:00:00+08:00"));
    ask(world, "counters of services", "report.counters", json_object());
    ask(world, "custody", "report.custody", json_object());
    ask(world, "custody of a day", "report.custody",
        json_pack("{s:s, s:s}", "as_of", end, "from", "2022-04-29T00:00:00+08:00"));
    ask(world, "stock of the city", "stock.levels", json_object());
    ask(world, "stock of an organisation", "stock.levels",
        json_pack("{s:s}", "org", world->orgs[7]));
    ask(world, "stock of a site", "stock.levels", json_pack("{s:s}", "holder", world->sites[7]));
    ask(world, "stock as of half way", "stock.levels", json_pack("{s:s}", "as_of", half));
}

int main(int argc, char **argv)
{
    if (argc != 5)
        die("usage", "report PACKS FOLDER EVENTS POSTINGS");
    struct error error = {0};
    struct world world = {.events = atoll(argv[3]), .postings = atoll(argv[4])};
    struct catalog *catalog = NULL;
    time_parse(START, &world.start_ms);
    struct clock *clock = clock_virtual(world.start_ms + DAYS * INT64_C(86400000));
    world.ids = id_source_new(clock, 1);
    rng_seed(&world.rng, 1);
    if (catalog_load(argv[1], &catalog, &error) != ERR_OK)
        die("packs", error.text);
    struct store_config config = {.where = argv[2]};
    if (store_open(&config, &world.store, &error) != ERR_OK)
        die("store", error.text);
    struct ops_config ops_config = {.store = world.store,
                                    .clock = clock,
                                    .catalog = catalog,
                                    .ids = world.ids,
                                    .offset_min = 480};
    if (ops_open(&ops_config, &world.ops, &error) != ERR_OK)
        die("ops", error.text);
    settle(&world);
    fill(&world, add_events, world.events);
    fill(&world, add_postings, world.postings);
    ask_all(&world);
    store_close(world.store);
    ops_close(world.ops);
    catalog_free(catalog);
    id_source_free(world.ids);
    clock_free(clock);
    return 0;
}
