#include <malloc.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/rng.h"
#include "road/bench.h"
#include "road/bench_int.h"

enum {
    DISTRICTS = 100,
    CLOSED_ARCS = BENCH_DISTRICT_EDGES,
    REPEATS = 5,
    QUERIES = 10000,
    TARGETS_EACH = 25,
    ANSWERS = 1000,
};

struct bench {
    const struct road_bench_options *options;
    struct road_network *network;
    struct road_live *live;
    struct road_search *search;
    struct dijkstra *dijkstra;
    struct rng rng;
    uint32_t answers; /* to be compared with Dijkstra's */
    u32_vec arcs;     /* of the main part for cars: where trips start and end */
    uint64_t checked, wrong;
    json_t *report;
    struct error *error;
};

static double ms_since(int64_t start_ns)
{
    return (double)(clock_monotonic_ns() - start_ns) / 1e6;
}

static void note(struct bench *b, const char *key, double value)
{
    json_object_set_new(b->report, key, json_real(value));
}

static double peak_mb(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)usage.ru_maxrss / 1024;
}

/* Resident memory that belongs to the process now. */
static double resident_mb(void)
{
    long pages = 0, all = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    if (!file)
        return 0;
    if (fscanf(file, "%ld %ld", &all, &pages) != 2)
        pages = 0;
    fclose(file);
    return (double)pages * (double)sysconf(_SC_PAGESIZE) / 1e6;
}

/* ---- making the network ---- */

static enum err import_and_order(struct bench *b)
{
    struct road_import_options options = {.source_path = b->options->source_path};
    char path[] = "/tmp/lifeline-road-XXXXXX";
    struct graph *graph = NULL;
    int64_t start = clock_monotonic_ns();
    enum err err = graph_import(&options, &graph, NULL, b->error);
    if (err)
        return err;
    note(b, "import_s", ms_since(start) / 1000);
    note(b, "import_peak_mb", peak_mb());
    json_object_set_new(b->report, "edges", json_integer(graph->n_arcs));
    json_object_set_new(b->report, "turns", json_integer(graph->n_turns));
    uint32_t *order = take(graph->n_arcs, sizeof *order);
    start = clock_monotonic_ns();
    graph_order(graph, order);
    note(b, "order_s", ms_since(start) / 1000);
    /* As a server does: the file is mapped, what the import needed is gone. */
    int file = mkstemp(path);
    graph->order = order;
    err = file < 0 ? error_set(b->error, ERR_IO, "No temporary file could be made in /tmp.")
                   : graph_save(graph, path, b->error);
    if (file >= 0)
        close(file);
    graph->order = NULL;
    graph_free(graph);
    free(order);
    malloc_trim(0);
    start = clock_monotonic_ns();
    if (!err)
        err = road_network_open(path, &b->network, b->error);
    note(b, "open_ms", ms_since(start));
    if (file >= 0)
        unlink(path);
    return err;
}

static void list_main_arcs(struct bench *b)
{
    const struct graph *graph = b->network->graph;
    const uint32_t *component = b->network->component[0];
    for (int pass = 0; pass < 2 && b->arcs.n == 0; pass++)
        for (uint32_t a = 0; a < graph->n_arcs; a++)
            if (!(graph->arc_flags[a] & GRAPH_ARC_COPY) &&
                (pass == 0 ? component[a] == 0 : component[a] != GRAPH_NONE))
                vec_push(&b->arcs, a);
}

static uint32_t random_arc(struct bench *b)
{
    return b->arcs.at[rng_below(&b->rng, (uint32_t)b->arcs.n)];
}

static struct road_place random_place(struct bench *b)
{
    const struct graph *graph = b->network->graph;
    uint32_t arc = random_arc(b), edge = graph->arc_edge[arc];
    struct road_place place = {
        .edge = edge, .fraction = rng_unit(&b->rng), .main_edge = ROAD_NO_EDGE};
    for (uint32_t a = graph->edge_first_arc[edge]; a < graph->edge_first_arc[edge + 1]; a++)
        *(graph->arc_flags[a] & GRAPH_ARC_BACKWARD ? &place.backward : &place.forward) = true;
    return place;
}

/* ---- comparing with Dijkstra ---- */

static void check_source(struct bench *b, const struct road_snapshot *snapshot)
{
    struct road_place from = random_place(b);
    struct spot spot = {from.edge, from.fraction, from.forward, from.backward, false};
    struct seeds source, target;
    seeds_from(snapshot, &spot, &source);
    const struct cost *costs = dijkstra_run(b->dijkstra, snapshot, &source, KEY_NEVER, false);
    for (int i = 0; i < TARGETS_EACH; i++) {
        struct road_place to = random_place(b);
        if (to.edge == from.edge)
            continue;
        spot = (struct spot){to.edge, to.fraction, to.forward, to.backward, false};
        seeds_to(snapshot, &spot, &target);
        struct cost want = {KEY_NEVER, 0};
        for (uint32_t k = 0; k < target.n; k++) {
            struct cost at = costs[target.at[k].arc];
            struct cost sum = {at.key + target.at[k].key, at.dm + target.at[k].dm};
            if (at.key < KEY_NEVER && cost_less(sum, want))
                want = sum;
        }
        uint32_t duration = 0, length = 0;
        (void)road_table(b->search, snapshot, &from, 1, &to, 1, NULL, &duration, &length, NULL);
        struct cost got = query_run(b->search, snapshot, &source, &target, true);
        bool reachable = want.key < KEY_NEVER;
        bool right = reachable ? got.key == want.key && got.dm == want.dm &&
                                     duration == key_duration(want.key) && length == want.dm
                               : got.key >= KEY_NEVER && duration == ROAD_UNREACHABLE;
        b->checked++;
        b->wrong += !right;
    }
}

static enum err check(struct bench *b, uint32_t answers, uint32_t profiles)
{
    for (uint32_t i = 0; i < answers; i += TARGETS_EACH) {
        struct road_snapshot *snapshot;
        const char *name = b->network->graph->profiles[i / TARGETS_EACH % profiles].name;
        enum err err = road_snapshot_get(b->live, name, 0, &snapshot, b->error);
        if (err)
            return err;
        check_source(b, snapshot);
        road_snapshot_put(snapshot);
    }
    return ERR_OK;
}

/* ---- closures ---- */

struct near_edge {
    double distance;
    uint32_t edge;
};

static int by_distance(const void *a, const void *b)
{
    double x = ((const struct near_edge *)a)->distance, y = ((const struct near_edge *)b)->distance;
    return (x > y) - (x < y);
}

/* The edges nearest to a random junction, until they have CLOSED_ARCS arcs. */
static size_t district(struct bench *b, uint32_t *edges)
{
    const struct graph *graph = b->network->graph;
    uint32_t centre = graph_tail(graph, random_arc(b));
    struct near_edge *near = take(graph->n_edges, sizeof *near);
    double squeeze = cos(graph->node_lat_e7[centre] * 1e-7 * 3.14159265358979323846 / 180);
    for (uint32_t e = 0; e < graph->n_edges; e++) {
        double x = ((double)graph->node_lon_e7[graph->edge_tail[e]] - graph->node_lon_e7[centre]);
        double y = ((double)graph->node_lat_e7[graph->edge_tail[e]] - graph->node_lat_e7[centre]);
        near[e] = (struct near_edge){x * x * squeeze * squeeze + y * y, e};
    }
    qsort(near, graph->n_edges, sizeof *near, by_distance);
    size_t n = 0;
    for (uint32_t arcs = 0, i = 0; i < graph->n_edges && arcs < CLOSED_ARCS; i++) {
        uint32_t e = near[i].edge;
        edges[n++] = e;
        arcs += graph->edge_first_arc[e + 1] - graph->edge_first_arc[e];
    }
    free(near);
    return n;
}

static size_t scatter(struct bench *b, uint32_t *edges)
{
    const struct graph *graph = b->network->graph;
    size_t n = 0;
    for (uint32_t arcs = 0; arcs < CLOSED_ARCS;) {
        uint32_t e = graph->arc_edge[random_arc(b)];
        edges[n++] = e;
        arcs += graph->edge_first_arc[e + 1] - graph->edge_first_arc[e];
    }
    return n;
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Closes and reopens; what is timed is from handing in the change until queries see it. */
static enum err time_closures(struct bench *b, size_t (*choose)(struct bench *, uint32_t *),
                              const char *key)
{
    double close_ms[DISTRICTS], open_ms[DISTRICTS];
    uint32_t edges[CLOSED_ARCS];
    char name[64];
    /* Where few answers are asked for Dijkstra takes long. */
    int checked_every = b->answers >= ANSWERS ? DISTRICTS / 10 : DISTRICTS;
    enum err err = ERR_OK;
    for (int i = 0; i < DISTRICTS && !err; i++) {
        struct road_closure closure = {.id = "bench", .change = ROAD_CLOSE_EDGES, .edges = edges};
        closure.n_edges = choose(b, edges);
        int64_t start = clock_monotonic_ns();
        err = road_live_put(b->live, &closure, 1, b->error);
        if (!err)
            err = road_live_apply(b->live, 0, NULL, b->error);
        close_ms[i] = ms_since(start);
        if (!err && i % checked_every == 0)
            err = check(b, TARGETS_EACH * 4, 1);
        start = clock_monotonic_ns();
        road_live_clear(b->live);
        if (!err)
            err = road_live_apply(b->live, 0, NULL, b->error);
        open_ms[i] = ms_since(start);
    }
    if (err)
        return err;
    qsort(close_ms, DISTRICTS, sizeof *close_ms, ascending);
    qsort(open_ms, DISTRICTS, sizeof *open_ms, ascending);
    snprintf(name, sizeof name, "%s_ms", key);
    note(b, name, close_ms[DISTRICTS / 2]);
    snprintf(name, sizeof name, "%s_p90_ms", key);
    note(b, name, close_ms[DISTRICTS * 9 / 10]);
    snprintf(name, sizeof name, "%s_reopen_ms", key);
    note(b, name, open_ms[DISTRICTS / 2]);
    return ERR_OK;
}

/* ---- queries ---- */

static void time_customise(struct bench *b, struct road_snapshot *snapshot, unsigned threads,
                           const char *key)
{
    double best = HUGE_VAL;
    struct customizer *customizer = customizer_new(b->network->cch, threads);
    /* The same weights again, in place: nobody else holds this snapshot. */
    for (int i = 0; i < REPEATS; i++) {
        int64_t start = clock_monotonic_ns();
        customize(customizer, snapshot);
        best = fmin(best, ms_since(start));
    }
    note(b, key, best);
    customizer_free(customizer);
}

static void time_queries(struct bench *b, const struct road_snapshot *snapshot)
{
    struct road_place *places = take(2 * QUERIES, sizeof *places);
    struct road_route_options path_only = {.no_geometry = true};
    double query = HUGE_VAL, route = HUGE_VAL;
    for (int i = 0; i < 2 * QUERIES; i++)
        places[i] = random_place(b);
    for (int r = 0; r < REPEATS; r++) {
        int64_t start = clock_monotonic_ns();
        for (int i = 0; i < QUERIES; i++)
            (void)road_duration_ds(b->search, snapshot, &places[2 * i], &places[2 * i + 1]);
        query = fmin(query, ms_since(start) * 1000 / QUERIES);
        start = clock_monotonic_ns();
        for (int i = 0; i < QUERIES; i++) {
            struct road_route *found = NULL;
            if (!road_route(b->search, snapshot, &places[2 * i], 2, &path_only, &found, NULL))
                road_route_free(found);
        }
        route = fmin(route, ms_since(start) * 1000 / QUERIES);
    }
    note(b, "query_us", query);
    note(b, "route_us", route);
    free(places);
}

static enum err time_table(struct bench *b, const struct road_snapshot *snapshot, size_t n,
                           const char *key, const char *key_lengths)
{
    struct road_place *places = take(2 * n, sizeof *places);
    uint32_t *durations = take(n * n, sizeof *durations), *lengths = take(n * n, sizeof *lengths);
    double best = HUGE_VAL, best_lengths = HUGE_VAL;
    enum err err = ERR_OK;
    for (size_t i = 0; i < 2 * n; i++)
        places[i] = random_place(b);
    for (int r = 0; r < REPEATS && !err; r++) {
        int64_t start = clock_monotonic_ns();
        err = road_table(b->search, snapshot, places, n, places + n, n, NULL, durations, NULL,
                         b->error);
        best = fmin(best, ms_since(start));
        start = clock_monotonic_ns();
        if (!err)
            err = road_table(b->search, snapshot, places, n, places + n, n, NULL, durations,
                             lengths, b->error);
        best_lengths = fmin(best_lengths, ms_since(start));
    }
    note(b, key, best);
    note(b, key_lengths, best_lengths);
    free(places);
    free(durations);
    free(lengths);
    return err;
}

static enum err measure(struct bench *b)
{
    struct road_snapshot *snapshot;
    struct road_info info;
    enum err err =
        road_snapshot_get(b->live, b->network->graph->profiles[0].name, 0, &snapshot, b->error);
    if (err)
        return err;
    time_customise(b, snapshot, 1, "customise_ms");
    time_customise(b, snapshot, 2, "customise_2_ms");
    time_queries(b, snapshot);
    err = time_table(b, snapshot, 100, "table100_ms", "table100_lengths_ms");
    if (!err)
        err = time_table(b, snapshot, 1000, "table1000_ms", "table1000_lengths_ms");
    road_snapshot_put(snapshot);
    if (!err)
        err = time_closures(b, district, "close_district_200");
    if (!err)
        err = time_closures(b, scatter, "close_scattered_200");
    road_network_info(b->network, &info);
    uint64_t metric = (uint64_t)info.hierarchy_arcs * 12 + (uint64_t)info.arcs * 8;
    note(b, "bytes_per_edge", (double)(info.bytes + metric) / info.arcs);
    return err;
}

static enum err time_sealing(struct bench *b)
{
    struct bench_seal *seal = take_zeroed(1, sizeof *seal);
    seal->network = b->network;
    seal->live = b->live;
    seal->profile = b->network->graph->profiles[0].name;
    for (int i = 0; i < BENCH_SEAL_PAIRS; i++) {
        seal->from[i] = random_place(b);
        seal->to[i] = random_place(b);
    }
    for (int i = 0; i < BENCH_SEAL_DISTRICTS; i++)
        seal->district_sizes[i] = district(b, seal->districts[i]);
    enum err err = bench_seal(seal, b->report, b->error);
    free(seal);
    return err;
}

/* All profiles, on the open network, with a district and scattered streets closed, and open again.
 */
static enum err check_profiles(struct bench *b)
{
    uint32_t answers = b->answers;
    uint32_t profiles = b->network->graph->n_profiles, edges[2 * CLOSED_ARCS];
    struct road_closure closure = {.id = "check", .change = ROAD_CLOSE_EDGES, .edges = edges};
    enum err err = check(b, answers / 3 + 1, profiles);
    closure.n_edges = district(b, edges);
    closure.n_edges += scatter(b, edges + closure.n_edges);
    if (!err)
        err = road_live_put(b->live, &closure, 1, b->error);
    if (!err)
        err = road_live_apply(b->live, 0, NULL, b->error);
    if (!err)
        err = check(b, answers / 3 + 1, profiles);
    road_live_clear(b->live);
    if (!err)
        err = road_live_apply(b->live, 0, NULL, b->error);
    return err ? err : check(b, answers / 3 + 1, profiles);
}

enum err road_bench(const struct road_bench_options *options, char **json, struct error *error)
{
    struct bench b = {.options = options, .report = json_object(), .error = error};
    b.answers = options->check ? options->check : ANSWERS;
    rng_seed(&b.rng, options->seed);
    enum err err = import_and_order(&b);
    if (!err)
        err = road_live_new(b.network, &b.live, error);
    if (!err)
        err = road_search_new(b.network, &b.search, error);
    if (err)
        goto done;
    list_main_arcs(&b);
    if (b.arcs.n == 0) {
        err = error_set(error, ERR_INVALID, "The file has no road for the first profile.");
        goto done;
    }
    struct road_snapshot *first;
    err = road_snapshot_get(b.live, b.network->graph->profiles[0].name, 0, &first, error);
    if (err)
        goto done;
    road_snapshot_put(first);
    b.dijkstra = dijkstra_new(b.network->graph);
    /* One profile in use, one search: what a server for cars holds (before the checks by others).
     */
    err = measure(&b);
    dijkstra_free(b.dijkstra);
    malloc_trim(0);
    note(&b, "rss_mb", resident_mb());
    b.dijkstra = dijkstra_new(b.network->graph);
    if (!err)
        err = time_sealing(&b);
    if (!err)
        err = check_profiles(&b);
    json_object_set_new(b.report, "checked", json_integer((json_int_t)b.checked));
    json_object_set_new(b.report, "wrong", json_integer((json_int_t)b.wrong));
    if (!err)
        *json = json_dumps(b.report, JSON_COMPACT | JSON_REAL_PRECISION(6));
done:
    dijkstra_free(b.dijkstra);
    road_search_free(b.search);
    road_live_free(b.live);
    road_network_free(b.network);
    vec_free(&b.arcs);
    json_decref(b.report);
    return err;
}
