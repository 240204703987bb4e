#include "live/times_int.h"

#include <stdlib.h>

enum { MINUTE_MS = 60000 };

void times_forget(struct times *times)
{
    u64map_free(&times->numbers);
    for (uint32_t i = 0; i < TIMES_PLACES; i++)
        times->used[i] = 0;
}

void times_free(struct times *times)
{
    u64map_free(&times->numbers);
    for (int p = 0; p < ROAD_PROFILES_MAX; p++)
        free(times->cells[p]);
}

/* The next number that this table does not use; whoever had it has it no longer. */
static uint32_t take_number(struct times *times)
{
    while (times->used[times->hand % TIMES_PLACES] == times->age)
        times->hand++;
    return times->hand++ % TIMES_PLACES;
}

/* Places nearer than a 2^32nd part of their edge are the same. */
static uint32_t number_of(struct times *times, const struct road_place *place)
{
    uint64_t key = (uint64_t)place->edge << 32 | (uint64_t)(place->fraction * (double)UINT32_MAX);
    uint64_t number;
    if (!u64map_get(&times->numbers, key, &number) || times->of[number] != key) {
        number = take_number(times);
        times->of[number] = key;
        times->born[number] = times->age;
        u64map_set(&times->numbers, key, number);
    }
    times->used[number] = times->age;
    return (uint32_t)number;
}

/* A table under way: `known` places have all pairs among each other; the others are asked for. */
struct filling {
    const struct times *times;
    struct times_cell *cells;
    const struct road_place *places;
    uint32_t *numbers;
    size_t n;
    uint32_t *known, *asked; /* asked: room for all */
    size_t n_known, n_asked;
};

static struct times_cell *cell_of(const struct filling *filling, size_t from, size_t to)
{
    return &filling->cells[(size_t)filling->numbers[from] * TIMES_PLACES + filling->numbers[to]];
}

/* Pairs are asked for in both directions, so one tells of both. */
static bool knows(const struct filling *filling, size_t a, size_t b)
{
    uint32_t age = cell_of(filling, a, b)->age;
    return age >= filling->times->born[filling->numbers[a]] &&
           age >= filling->times->born[filling->numbers[b]];
}

static void divide(struct filling *filling)
{
    for (size_t i = 0; i < filling->n; i++) {
        bool all = knows(filling, i, i);
        for (size_t k = 0; k < filling->n_known && all; k++)
            all = knows(filling, i, filling->known[k]);
        if (all)
            filling->known[filling->n_known++] = (uint32_t)i;
        else
            filling->asked[filling->n_asked++] = (uint32_t)i;
    }
}

/* Whole seconds, rounded up. */
static struct times_cell cell_from(uint32_t age, uint32_t duration_ds, uint32_t length_dm)
{
    if (duration_ds == ROAD_UNREACHABLE)
        return (struct times_cell){age, INT32_MAX, 0};
    return (struct times_cell){age, (int32_t)((duration_ds + 9) / 10), (int32_t)(length_dm / 10)};
}

/* Asks for all ways from some to some, and keeps them. */
static enum err ask_for(const struct filling *filling, const struct times_ask *ask,
                        struct arena *arena, const uint32_t *from, size_t n_from,
                        const uint32_t *to, size_t n_to, struct error *error)
{
    struct road_place *sources = arena_array(arena, struct road_place, n_from + 1);
    struct road_place *targets = arena_array(arena, struct road_place, n_to + 1);
    uint32_t *durations_ds = arena_array(arena, uint32_t, n_from * n_to + 1);
    uint32_t *lengths_dm = arena_array(arena, uint32_t, n_from * n_to + 1);
    const struct road_table_options options = {.depart_ms = ask->depart_ms};
    for (size_t i = 0; i < n_from; i++)
        sources[i] = filling->places[from[i]];
    for (size_t j = 0; j < n_to; j++)
        targets[j] = filling->places[to[j]];
    enum err rc = road_table(ask->search, ask->snapshot, sources, n_from, targets, n_to, &options,
                             durations_ds, lengths_dm, error);
    for (size_t i = 0; rc == ERR_OK && i < n_from; i++) {
        for (size_t j = 0; j < n_to; j++)
            *cell_of(filling, from[i], to[j]) = cell_from(
                filling->times->age, durations_ds[i * n_to + j], lengths_dm[i * n_to + j]);
    }
    return rc;
}

static enum err ask_for_unknown(struct filling *filling, const struct times_ask *ask,
                                struct arena *arena, struct error *error)
{
    size_t n_asked = filling->n_asked;
    enum err rc = n_asked && filling->n_known
                      ? ask_for(filling, ask, arena, filling->known, filling->n_known,
                                filling->asked, n_asked, error)
                      : ERR_OK;
    for (size_t k = 0; k < filling->n_known; k++)
        filling->asked[filling->n_asked++] = filling->known[k];
    return rc == ERR_OK && n_asked ? ask_for(filling, ask, arena, filling->asked, n_asked,
                                             filling->asked, filling->n_asked, error)
                                   : rc;
}

/* More places than are kept: asked for and not kept. */
static enum err table_at_once(const struct times_ask *ask, const struct road_place *places,
                              size_t n, struct arena *arena, int32_t *durations_s,
                              int32_t *distances_m, struct error *error)
{
    uint32_t *durations_ds = arena_array(arena, uint32_t, n * n);
    uint32_t *lengths_dm = arena_array(arena, uint32_t, n * n);
    const struct road_table_options options = {.depart_ms = ask->depart_ms};
    enum err rc = road_table(ask->search, ask->snapshot, places, n, places, n, &options,
                             durations_ds, lengths_dm, error);
    for (size_t i = 0; rc == ERR_OK && i < n * n; i++) {
        struct times_cell cell = cell_from(0, durations_ds[i], lengths_dm[i]);
        durations_s[i] = cell.duration_s;
        distances_m[i] = cell.distance_m;
    }
    return rc;
}

/* A new age; what is kept no longer holds when the minute matters and is another. */
static void begin_table(struct times *times, const struct times_ask *ask)
{
    int64_t minute = ask->has_hours ? ask->depart_ms / MINUTE_MS : 0;
    if (minute != times->minute || times->age == UINT32_MAX)
        times_forget(times);
    times->minute = minute;
    times->age++;
    /* Keys of places whose number went to another. */
    if (times->numbers.n > (size_t)TIMES_PLACES * 16)
        times_forget(times);
    if (times->cells[ask->profile])
        return;
    size_t n = (size_t)TIMES_PLACES * TIMES_PLACES;
    times->cells[ask->profile] = calloc(n, sizeof *times->cells[ask->profile]);
    if (!times->cells[ask->profile])
        abort();
}

enum err times_table(struct times *times, const struct times_ask *ask,
                     const struct road_place *places, size_t n, struct arena *arena,
                     int32_t *durations_s, int32_t *distances_m, struct error *error)
{
    if (n > TIMES_PLACES)
        return table_at_once(ask, places, n, arena, durations_s, distances_m, error);
    begin_table(times, ask);
    struct filling filling = {.times = times,
                              .cells = times->cells[ask->profile],
                              .places = places,
                              .numbers = arena_array(arena, uint32_t, n + 1),
                              .n = n,
                              .known = arena_array(arena, uint32_t, n + 1),
                              .asked = arena_array(arena, uint32_t, n + 1)};
    for (size_t i = 0; i < n; i++)
        filling.numbers[i] = number_of(times, &places[i]);
    divide(&filling);
    enum err rc = ask_for_unknown(&filling, ask, arena, error);
    for (size_t i = 0; rc == ERR_OK && i < n; i++) {
        for (size_t j = 0; j < n; j++) {
            const struct times_cell *cell = cell_of(&filling, i, j);
            durations_s[i * n + j] = cell->duration_s;
            distances_m[i * n + j] = cell->distance_m;
        }
    }
    return rc;
}
