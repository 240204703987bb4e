/* Taking visits out: strings of trips near each other, and whole trips that change their place. */
#include <math.h>

#include "plan/route/haul_int.h"

enum { REMOVED_MEAN = 7, STRING_MAX = 10 };
#define WHOLE_SHARE 0.2 /* of ruins: strings go on over the ends of trips */
#define SPLIT_SHARE 0.5
#define SPLIT_GROWS 0.01

/* The visit behind or before; with `whole` also of the next trip of the line. A stop that is no
 * client: none. */
static uint32_t step(const struct haul *haul, uint32_t i, bool forward, bool whole)
{
    do
        i = forward ? haul->stops[i].next : haul->stops[i].prev;
    while (whole && haul_is_port(haul, i));
    return i;
}

/* Takes out `length` clients in a row that contain c; with `kept` > 0 so many inside them stay. */
static void take_string(struct haul *haul, uint32_t c, uint32_t length, uint32_t kept, bool whole)
{
    uint32_t n = haul->n, span = length + kept, front = 0, behind = 0, list[STRING_MAX * 2];
    for (uint32_t i = step(haul, c, false, whole); i < n && front + 1 < span;
         i = step(haul, i, false, whole))
        front++;
    for (uint32_t i = step(haul, c, true, whole); i < n && behind + 1 < span;
         i = step(haul, i, true, whole))
        behind++;
    uint32_t least = behind + 1 < span ? span - 1 - behind : 0;
    uint32_t back = least + rng_below(haul->rng, front - least + 1);
    for (uint32_t i = 0; i < back; i++)
        c = step(haul, c, false, whole);
    uint32_t skip = kept ? rng_below(haul->rng, length + 1) : span;
    for (uint32_t i = 0; i < span; i++, c = step(haul, c, true, whole))
        list[i] = c;
    for (uint32_t i = 0; i < span; i++) {
        if (kept && i >= skip && i < skip + kept)
            continue;
        haul_take(haul, list[i]);
        haul->removed[haul->n_removed++] = (uint16_t)list[i];
    }
}

/* A string of the trip that the client is on. */
static bool ruin_trip(struct haul *haul, uint32_t c, double length_max, bool whole)
{
    uint32_t r = haul->stops[c].line;
    uint32_t n = whole ? haul->lines[r].n : haul->stops[haul->stops[c].trip].n;
    uint32_t longest = (uint32_t)fmin(n, length_max);
    uint32_t length = (uint32_t)(rng_unit(haul->rng) * longest + 1), kept = 0;
    length = length > n ? n : length;
    if (length > 1 && length < n && rng_unit(haul->rng) < SPLIT_SHARE) {
        kept = 1;
        while (length + kept < n && kept < STRING_MAX && rng_unit(haul->rng) < SPLIT_GROWS)
            kept++;
    }
    haul_save(haul, r);
    take_string(haul, c, length, kept, whole);
    return haul_time(haul, r);
}

bool haul_ruin(struct haul *haul)
{
    struct rng *rng = haul->rng;
    bool ok = true;
    haul->meeting++;
    bool whole = rng_unit(rng) < WHOLE_SHARE;
    uint32_t pieces = whole ? haul->n_used : haul->n_trips;
    double mean = (double)haul->n / (pieces ? pieces : 1);
    double length_max = fmin(STRING_MAX, fmax(mean, 1));
    double strings_max = 4.0 * REMOVED_MEAN / (1 + length_max) - 1;
    uint32_t strings = (uint32_t)(rng_unit(rng) * strings_max + 1), met = 0;
    uint32_t n_seeds = haul->n_seeds ? haul->n_seeds : haul->n;
    uint32_t seed = rng_below(rng, n_seeds);
    seed = haul->n_seeds ? haul->seeds[seed] : seed;
    const uint32_t *near = haul->model->neighbours + (size_t)seed * haul->model->n_near;
    for (uint32_t i = 0; i <= haul->model->n_near && met < strings; i++) {
        uint32_t c = i ? near[i - 1] : seed;
        if (c == PLAN_NONE)
            break;
        if (haul->stops[c].line == HAUL_NONE)
            continue;
        uint32_t group = whole ? haul_start(haul, haul->stops[c].line) : haul->stops[c].trip;
        if (haul->met[group] == haul->meeting)
            continue;
        haul->met[group] = haul->meeting;
        met++;
        ok &= ruin_trip(haul, c, length_max, whole);
    }
    return ok;
}
