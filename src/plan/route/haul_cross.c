/*
 * One plan takes over a part of another: trips of the giver around a visit that it places otherwise
 * come in the place of those that share most visits with them (after the selective route exchange
 * of Nagata, Braysy, Dullaert 2010, of trips instead of routes).
 */
#include <string.h>

#include "plan/route/haul_int.h"

enum { TRIPS_MAX = 32 };

/* Visits of the giver in a row. */
struct trip {
    const uint32_t *clients;
    uint32_t n;
};

struct patch {
    struct trip trips[TRIPS_MAX];
    uint32_t n;
};

/* ---- What the giver gives -------------------------------------------------------------------- */

/* The visit at a position of the line; HAUL_NONE: no visit, or beyond its ends. */
static uint32_t visit_at(const struct haul *haul, const struct haul_plan *plan, uint32_t r,
                         int64_t at)
{
    bool is_in = at >= plan->first[r] && at < plan->first[r + 1];
    return is_in && plan->nodes[at] < haul->n ? plan->nodes[at] : HAUL_NONE;
}

/* Whether a visit is beside others here than in the giver; either direction will do. */
static bool differs(const struct haul *haul, const struct haul_plan *giver, uint32_t c)
{
    const struct haul_stop *stop = &haul->stops[c];
    const struct haul_origin *origin = &haul->origins[c];
    uint32_t before = visit_at(haul, giver, origin->line, (int64_t)origin->at - 1);
    uint32_t behind = visit_at(haul, giver, origin->line, (int64_t)origin->at + 1);
    uint32_t prev = stop->prev < haul->n ? stop->prev : HAUL_NONE;
    uint32_t next = stop->next < haul->n ? stop->next : HAUL_NONE;
    return stop->line == HAUL_NONE ||
           ((prev != before || next != behind) && (prev != behind || next != before));
}

/* Notes where the giver has each visit, and lists those that are beside others there than here. */
static void compare(struct haul *haul, const struct haul_plan *giver)
{
    haul->n_seeds = 0;
    for (uint32_t r = 0; r < haul->n_lines; r++) {
        for (uint32_t i = giver->first[r]; i < giver->first[r + 1]; i++) {
            uint32_t c = giver->nodes[i];
            if (c >= haul->n)
                continue;
            haul->origins[c] = (struct haul_origin){.line = r, .at = i};
            haul->origins[c].differs = differs(haul, giver, c);
            if (haul->origins[c].differs)
                haul->seeds[haul->n_seeds++] = (uint16_t)c;
        }
    }
}

static struct trip trip_of(const struct haul *haul, const struct haul_plan *giver, uint32_t c)
{
    uint32_t r = haul->origins[c].line, begin = haul->origins[c].at, end = begin + 1;
    while (visit_at(haul, giver, r, (int64_t)begin - 1) != HAUL_NONE)
        begin--;
    while (visit_at(haul, giver, r, end) != HAUL_NONE)
        end++;
    return (struct trip){giver->nodes + begin, end - begin};
}

/* Up to half of all trips, those nearest to a visit. */
static void choose(struct haul *haul, const struct haul_plan *giver, struct patch *patch)
{
    uint32_t most = haul->n_trips / 2 < TRIPS_MAX ? haul->n_trips / 2 : TRIPS_MAX;
    uint32_t want = 1 + rng_below(haul->rng, most ? most : 1);
    uint32_t seed = haul->seeds[rng_below(haul->rng, haul->n_seeds)];
    const uint32_t *near = haul->model->neighbours + (size_t)seed * haul->model->n_near;
    patch->n = 0;
    for (uint32_t i = 0; i <= haul->model->n_near && patch->n < want; i++) {
        uint32_t c = i ? near[i - 1] : seed;
        if (c == PLAN_NONE)
            break;
        if (!haul->origins[c].differs)
            continue;
        struct trip trip = trip_of(haul, giver, c);
        bool has = false;
        for (uint32_t k = 0; k < patch->n; k++)
            has |= patch->trips[k].clients == trip.clients;
        if (!has)
            patch->trips[patch->n++] = trip;
    }
}

/* ---- What makes way -------------------------------------------------------------------------- */

/* Marks the trips that share most visits with the patch, as many as it has. */
static void mark_trips(struct haul *haul, const struct patch *patch)
{
    memset(haul->overlap, 0, haul->n_stops * sizeof *haul->overlap);
    for (uint32_t k = 0; k < patch->n; k++) {
        for (uint32_t i = 0; i < patch->trips[k].n; i++) {
            const struct haul_stop *stop = &haul->stops[patch->trips[k].clients[i]];
            if (stop->line != HAUL_NONE)
                haul->overlap[stop->trip]++;
        }
    }
    haul->meeting++;
    for (uint32_t k = 0; k < patch->n; k++) {
        uint32_t most = 0;
        for (uint32_t i = 1; i < haul->n_stops; i++)
            most = haul->overlap[i] > haul->overlap[most] ? i : most;
        if (!haul->overlap[most])
            return;
        haul->overlap[most] = 0;
        haul->met[most] = haul->meeting;
    }
}

static void take(struct haul *haul, uint32_t c)
{
    if (haul->stops[c].line == HAUL_NONE)
        return;
    haul_take(haul, c);
    haul->seeds[haul->n_seeds++] = (uint16_t)c;
}

static bool time_all(struct haul *haul)
{
    bool ok = true;
    for (uint32_t r = 0; r < haul->n_lines; r++)
        ok &= haul_time(haul, r);
    return ok;
}

/* Takes out the visits of the patch and the trips that are marked; they are the seeds then. */
static bool make_way(struct haul *haul, const struct patch *patch)
{
    haul->n_seeds = 0;
    for (uint32_t k = 0; k < patch->n; k++) {
        for (uint32_t i = 0; i < patch->trips[k].n; i++)
            take(haul, patch->trips[k].clients[i]);
    }
    for (uint32_t c = 0; c < haul->n; c++) {
        if (haul->stops[c].line != HAUL_NONE && haul->met[haul->stops[c].trip] == haul->meeting)
            take(haul, c);
    }
    return time_all(haul);
}

bool haul_cross(struct haul *haul, const struct haul_plan *giver)
{
    struct patch patch;
    haul_begin(haul);
    compare(haul, giver);
    if (!haul->n_seeds)
        return false;
    choose(haul, giver, &patch);
    mark_trips(haul, &patch);
    bool ok = make_way(haul, &patch);
    for (uint32_t k = 0; k < patch.n && ok; k++)
        haul_bring_trip(haul, patch.trips[k].clients, patch.trips[k].n);
    haul->n_removed = 0;
    for (uint32_t c = 0; c < haul->n; c++) {
        if (haul->stops[c].line == HAUL_NONE)
            haul->removed[haul->n_removed++] = (uint16_t)c;
    }
    return ok && time_all(haul);
}
