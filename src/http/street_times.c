#include "http/street_times.h"

#include <assert.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/select.h"

enum {
    NEAR = 160,           /* nearest places kept of each */
    CELL_PLACES = 128,    /* wanted in a cell of the grid */
    TABLE_SOURCES = 256,  /* of one table */
    CACHE_SIZE = 1 << 20, /* pairs remembered besides */
};

struct near_leg {
    uint32_t to; /* UINT32_MAX: the list ends */
    int32_t duration_s, distance_m;
};

struct cached {
    uint32_t from, to;
    int32_t duration_s, distance_m;
};

struct street_times {
    const struct road_snapshot *snapshot;
    struct road_search *search;
    struct road_place *places;
    size_t n;
    struct near_leg *near;    /* NEAR of each place, by `to` */
    pthread_mutex_t mutex;    /* of the search and the cache */
    struct cached *cache;     /* by a hash of the pair */
    uint32_t *cell_first;     /* places of cell c: order[cell_first[c] .. cell_first[c + 1]) */
    uint32_t *order, columns; /* while the near ones are computed */
};

static int32_t seconds_of(uint32_t duration_ds)
{
    return duration_ds == ROAD_UNREACHABLE ? PLAN_UNREACHABLE : (int32_t)((duration_ds + 5) / 10);
}

static int32_t metres_of(uint32_t duration_ds, uint32_t length_dm)
{
    return duration_ds == ROAD_UNREACHABLE ? 0 : (int32_t)((length_dm + 5) / 10);
}

/* ---- The grid --------------------------------------------------------------------------------
 */

static void sort_into_cells(struct street_times *times)
{
    struct road_point low = {HUGE_VAL, HUGE_VAL}, high = {-HUGE_VAL, -HUGE_VAL};
    uint32_t side = (uint32_t)ceil(sqrt((double)times->n / CELL_PLACES)) + 1;
    for (size_t i = 0; i < times->n; i++) {
        struct road_point at = times->places[i].point;
        low = (struct road_point){fmin(low.lon, at.lon), fmin(low.lat, at.lat)};
        high = (struct road_point){fmax(high.lon, at.lon), fmax(high.lat, at.lat)};
    }
    double width = (high.lon - low.lon) / side + 1e-9, height = (high.lat - low.lat) / side + 1e-9;
    uint32_t n_cells = side * side;
    uint32_t *cell = malloc((times->n + 1) * sizeof *cell);
    times->columns = side;
    times->cell_first = calloc(n_cells + 1, sizeof *times->cell_first);
    times->order = malloc((times->n + 1) * sizeof *times->order);
    assert(cell && times->cell_first && times->order);
    for (size_t i = 0; i < times->n; i++) {
        uint32_t x = (uint32_t)((times->places[i].point.lon - low.lon) / width);
        uint32_t y = (uint32_t)((times->places[i].point.lat - low.lat) / height);
        cell[i] = (y < side ? y : side - 1) * side + (x < side ? x : side - 1);
        times->cell_first[cell[i] + 1]++;
    }
    for (uint32_t c = 0; c < n_cells; c++)
        times->cell_first[c + 1] += times->cell_first[c];
    uint32_t *next = malloc((n_cells + 1) * sizeof *next);
    assert(next);
    memcpy(next, times->cell_first, n_cells * sizeof *next);
    for (size_t i = 0; i < times->n; i++)
        times->order[next[cell[i]]++] = (uint32_t)i;
    free(next);
    free(cell);
}

/* The places of a cell and the eight around it; gives their number. */
static size_t places_around(const struct street_times *times, uint32_t cell, uint32_t *out)
{
    uint32_t side = times->columns, x = cell % side, y = cell / side;
    size_t n = 0;
    for (uint32_t row = y ? y - 1 : 0; row <= y + 1 && row < side; row++)
        for (uint32_t column = x ? x - 1 : 0; column <= x + 1 && column < side; column++) {
            uint32_t c = row * side + column;
            uint32_t many = times->cell_first[c + 1] - times->cell_first[c];
            memcpy(out + n, times->order + times->cell_first[c], many * sizeof *out);
            n += many;
        }
    return n;
}

/* ---- What is near ----------------------------------------------------------------------------
 */

/* A target of a block as seen from one source: planners look for what is near by beeline too. */
struct seen {
    double square; /* of the beeline */
    uint32_t target;
};

static int by_beeline(const void *a, const void *b)
{
    const struct seen *x = a, *y = b;
    if (x->square != y->square)
        return x->square < y->square ? -1 : 1;
    return x->target < y->target ? -1 : x->target > y->target;
}

static int by_place(const void *a, const void *b)
{
    const struct near_leg *x = a, *y = b;
    return x->to < y->to ? -1 : x->to > y->to;
}

/* Working space of one cell. */
struct block {
    uint32_t *targets;
    struct road_place *from, *to;
    uint32_t *durations_ds, *lengths_dm;
    struct seen *seen;
    size_t n_targets;
};

static double beeline_square(struct road_point a, struct road_point b)
{
    double x = (a.lon - b.lon) * cos(a.lat * (M_PI / 180)), y = a.lat - b.lat;
    return x * x + y * y;
}

static void keep_nearest(struct street_times *times, const struct block *block, uint32_t source,
                         const uint32_t *durations_ds, const uint32_t *lengths_dm)
{
    struct near_leg *own = times->near + (size_t)source * NEAR;
    struct road_point here = times->places[source].point;
    for (uint32_t t = 0; t < block->n_targets; t++)
        block->seen[t] = (struct seen){beeline_square(here, block->to[t].point), t};
    size_t kept = block->n_targets < NEAR ? block->n_targets : NEAR;
    select_smallest(block->seen, block->n_targets, sizeof *block->seen, kept, by_beeline);
    for (size_t i = 0; i < kept; i++) {
        uint32_t t = block->seen[i].target;
        own[i] = (struct near_leg){block->targets[t], seconds_of(durations_ds[t]),
                                   metres_of(durations_ds[t], lengths_dm[t])};
    }
    qsort(own, kept, sizeof *own, by_place);
    for (size_t i = kept; i < NEAR; i++)
        own[i].to = UINT32_MAX;
}

static enum err compute_cell(struct street_times *times, uint32_t cell, struct block *block,
                             struct error *error)
{
    uint32_t first = times->cell_first[cell], end = times->cell_first[cell + 1];
    enum err rc = ERR_OK;
    block->n_targets = places_around(times, cell, block->targets);
    for (size_t t = 0; t < block->n_targets; t++)
        block->to[t] = times->places[block->targets[t]];
    for (uint32_t at = first; at < end && rc == ERR_OK; at += TABLE_SOURCES) {
        uint32_t n = end - at < TABLE_SOURCES ? end - at : TABLE_SOURCES;
        for (uint32_t i = 0; i < n; i++)
            block->from[i] = times->places[times->order[at + i]];
        rc = road_table(times->search, times->snapshot, block->from, n, block->to, block->n_targets,
                        NULL, block->durations_ds, block->lengths_dm, error);
        for (uint32_t i = 0; i < n && rc == ERR_OK; i++)
            keep_nearest(times, block, times->order[at + i],
                         block->durations_ds + (size_t)i * block->n_targets,
                         block->lengths_dm + (size_t)i * block->n_targets);
    }
    return rc;
}

static size_t most_around(const struct street_times *times, uint32_t *scratch)
{
    size_t most = 0;
    for (uint32_t c = 0; c < times->columns * times->columns; c++) {
        size_t n = places_around(times, c, scratch);
        most = n > most ? n : most;
    }
    return most;
}

static enum err compute_near(struct street_times *times, struct error *error)
{
    enum err rc = ERR_OK;
    sort_into_cells(times);
    struct block block = {.targets = malloc((times->n + 1) * sizeof *block.targets)};
    assert(block.targets);
    size_t most = most_around(times, block.targets) + 1;
    block.from = calloc(TABLE_SOURCES, sizeof *block.from);
    block.to = calloc(most, sizeof *block.to);
    block.durations_ds = malloc(TABLE_SOURCES * most * sizeof *block.durations_ds);
    block.lengths_dm = malloc(TABLE_SOURCES * most * sizeof *block.lengths_dm);
    block.seen = malloc(most * sizeof *block.seen);
    assert(block.from && block.to && block.durations_ds && block.lengths_dm && block.seen);
    for (uint32_t c = 0; c < times->columns * times->columns && rc == ERR_OK; c++)
        rc = compute_cell(times, c, &block, error);
    free(block.seen);
    free(block.lengths_dm);
    free(block.durations_ds);
    free(block.to);
    free(block.from);
    free(block.targets);
    free(times->order);
    free(times->cell_first);
    times->order = times->cell_first = NULL;
    return rc;
}

/* ---- Asking ----------------------------------------------------------------------------------
 */

static bool find_near(const struct street_times *times, uint32_t from, uint32_t to,
                      struct plan_leg *leg)
{
    const struct near_leg *own = times->near + (size_t)from * NEAR;
    uint32_t low = 0, high = NEAR;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (own[middle].to < to)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == NEAR || own[low].to != to)
        return false;
    *leg = (struct plan_leg){.duration_s = own[low].duration_s, .distance_m = own[low].distance_m};
    return true;
}

static void ask_router(struct street_times *times, uint32_t from, uint32_t to, struct plan_leg *leg)
{
    uint64_t pair = (uint64_t)from << 32 | to;
    struct cached *slot = &times->cache[pair * UINT64_C(0x9e3779b97f4a7c15) >> 44];
    _Static_assert(CACHE_SIZE == 1 << (64 - 44), "the hash fills the cache");
    pthread_mutex_lock(&times->mutex);
    if (slot->from != from || slot->to != to) {
        uint32_t duration_ds = ROAD_UNREACHABLE, length_dm = 0;
        if (!road_pair(times->search, times->snapshot, &times->places[from], &times->places[to],
                       &duration_ds, &length_dm))
            duration_ds = ROAD_UNREACHABLE;
        *slot =
            (struct cached){from, to, seconds_of(duration_ds), metres_of(duration_ds, length_dm)};
    }
    *leg = (struct plan_leg){.duration_s = slot->duration_s, .distance_m = slot->distance_m};
    pthread_mutex_unlock(&times->mutex);
}

void street_times_travel(void *context, uint32_t from, const uint32_t *to, size_t n,
                         struct plan_leg *legs)
{
    struct street_times *times = context;
    for (size_t i = 0; i < n; i++) {
        if (!find_near(times, from, to[i], &legs[i]))
            ask_router(times, from, to[i], &legs[i]);
    }
}

/* ---- Life ------------------------------------------------------------------------------------
 */

/* A table takes a yard's own road only when all its places share the yard; so many do not. */
static struct road_place on_main_road(const struct road_place *place)
{
    struct road_place main = *place;
    if (place->main_edge == ROAD_NO_EDGE)
        return main;
    main.edge = place->main_edge;
    main.fraction = place->main_fraction;
    main.forward = place->main_forward;
    main.backward = place->main_backward;
    main.point = place->main_point;
    main.distance_m = place->main_distance_m;
    main.crossing = false;
    main.main_edge = ROAD_NO_EDGE;
    return main;
}

enum err street_times_new(const struct road_network *network, const struct road_snapshot *snapshot,
                          const struct road_place *places, size_t n, struct street_times **out,
                          struct error *error)
{
    struct street_times *times = calloc(1, sizeof *times);
    assert(times);
    pthread_mutex_init(&times->mutex, NULL);
    times->snapshot = snapshot;
    times->n = n;
    times->places = malloc((n + 1) * sizeof *places);
    times->near = malloc((n + 1) * NEAR * sizeof *times->near);
    times->cache = malloc(CACHE_SIZE * sizeof *times->cache);
    assert(times->places && times->near && times->cache);
    for (size_t i = 0; i < n; i++)
        times->places[i] = on_main_road(&places[i]);
    for (size_t i = 0; i < CACHE_SIZE; i++)
        times->cache[i].from = times->cache[i].to = UINT32_MAX;
    enum err rc = road_search_new(network, &times->search, error);
    if (rc == ERR_OK)
        rc = compute_near(times, error);
    if (rc == ERR_OK)
        *out = times;
    else
        street_times_free(times);
    return rc;
}

void street_times_free(struct street_times *times)
{
    if (!times)
        return;
    if (times->search)
        road_search_free(times->search);
    pthread_mutex_destroy(&times->mutex);
    free(times->order);
    free(times->cell_first);
    free(times->cache);
    free(times->near);
    free(times->places);
    free(times);
}
