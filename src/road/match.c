/*
 * Map matching: Newson, Krumm, "Hidden Markov map matching through noise and sparseness", GIS 2009.
 * States of a fix are the roads near it, by direction. Emission: the distance of the fix from the
 * road is normally distributed. Transition: the difference between the way driven and the straight
 * distance is exponentially distributed. The most likely sequence is found by Viterbi's algorithm;
 * where no transition is possible the trace is split.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "road/engine_int.h"

enum { NEAR_MAX = 6, STATES_MAX = 2 * NEAR_MAX, GAP_S = 60 };
#define BETA_M        10.0 /* mean of |driven - straight| */
#define SIGMA_LEAST_M 5.0
#define REACH_SIGMAS  4.0
#define REACH_LEAST_M 50.0
#define DETOUR_MAX_M  2000.0 /* beyond the straight distance, between two fixes */
#define UNLIKELY      (-1e300)

struct state {
    struct road_place place; /* with one direction */
    double score;            /* log-likelihood of the best sequence that ends here */
    int before;              /* state of the fix before; -1 at a start */
};

struct column {
    size_t fix; /* of the trace */
    struct state states[STATES_MAX];
    size_t n;
    bool starts; /* a matching begins here */
};

struct matcher {
    struct road_search *search;
    const struct road_snapshot *snapshot;
    const struct road_fix *fixes;
    const struct road_match_options *options;
    VEC(struct column) columns; /* of the fixes that have roads near them */
};

static double sigma_of(const struct road_fix *fix)
{
    return fix->radius_m > 0 ? fix->radius_m : SIGMA_LEAST_M;
}

static double emission(const struct road_fix *fix, double distance_m)
{
    double z = distance_m / sigma_of(fix);
    return -0.5 * z * z;
}

static void add_state(struct column *column, const struct road_place *place, bool forward,
                      double score)
{
    struct state *state = &column->states[column->n++];
    *state = (struct state){.place = *place, .score = score, .before = -1};
    state->place.forward = forward;
    state->place.backward = !forward;
    state->place.main_edge = ROAD_NO_EDGE;
}

static bool column_make(const struct matcher *m, size_t fix, struct column *column)
{
    struct road_place places[NEAR_MAX];
    const struct road_fix *at = &m->fixes[fix];
    struct road_snap_options near = {.radius_m = fmax(REACH_SIGMAS * sigma_of(at), REACH_LEAST_M)};
    size_t n = 0;
    column->fix = fix;
    column->n = 0;
    column->starts = false;
    if (road_snap(m->search, m->snapshot, at->point, &near, places, NEAR_MAX, &n, NULL))
        return false;
    for (size_t i = 0; i < n; i++) {
        double score = emission(at, places[i].distance_m);
        if (places[i].forward)
            add_state(column, &places[i], true, score);
        if (places[i].backward)
            add_state(column, &places[i], false, score);
    }
    return column->n > 0;
}

static void column_seeds(const struct matcher *m, const struct column *column, bool from,
                         struct seeds *seeds)
{
    for (size_t i = 0; i < column->n; i++) {
        const struct road_place *p = &column->states[i].place;
        struct spot spot = {p->edge, p->fraction, p->forward, p->backward, false};
        if (from)
            seeds_from(m->snapshot, &spot, &seeds[i]);
        else
            seeds_to(m->snapshot, &spot, &seeds[i]);
    }
}

static bool gap_between(const struct matcher *m, const struct column *before,
                        const struct column *after)
{
    int64_t a = m->fixes[before->fix].at_s, b = m->fixes[after->fix].at_s;
    return !(m->options && m->options->keep_gaps) && (a != 0 || b != 0) && b - a > GAP_S;
}

/* Scores of the states of `after` through those of `before`; false when none can be reached. */
static bool step(const struct matcher *m, const struct column *before, struct column *after)
{
    struct seeds from[STATES_MAX], to[STATES_MAX];
    int64_t keys[STATES_MAX * STATES_MAX];
    uint32_t dm[STATES_MAX * STATES_MAX];
    bool any = false;
    struct road_point p = m->fixes[before->fix].point, q = m->fixes[after->fix].point;
    double straight_m =
        point_distance_m((struct point){p.lon, p.lat}, (struct point){q.lon, q.lat});
    column_seeds(m, before, true, from);
    column_seeds(m, after, false, to);
    table_run(m->search, m->snapshot, from, before->n, to, after->n, keys, dm);
    for (size_t j = 0; j < after->n; j++) {
        double best = UNLIKELY;
        for (size_t i = 0; i < before->n; i++) {
            size_t cell = i * after->n + j;
            double off_m = keys[cell] < KEY_NEVER ? fabs(dm[cell] / 10.0 - straight_m) : HUGE_VAL;
            double score = before->states[i].score - off_m / BETA_M;
            if (before->states[i].score > UNLIKELY && off_m <= DETOUR_MAX_M && score > best) {
                best = score;
                after->states[j].before = (int)i;
            }
        }
        double own = emission(&m->fixes[after->fix], after->states[j].place.distance_m);
        after->states[j].score = best > UNLIKELY ? best + own : UNLIKELY;
        any = any || best > UNLIKELY;
    }
    return any;
}

static void restart(const struct matcher *m, struct column *column)
{
    column->starts = true;
    for (size_t i = 0; i < column->n; i++) {
        struct state *state = &column->states[i];
        state->score = emission(&m->fixes[column->fix], state->place.distance_m);
        state->before = -1;
    }
}

static int best_state(const struct column *column)
{
    int best = 0;
    for (size_t i = 1; i < column->n; i++)
        if (column->states[i].score > column->states[best].score)
            best = (int)i;
    return best;
}

/* How well the driven length fits the trace's: 1 when equal, 0 when off by the whole. */
static double confidence(const struct matcher *m, size_t first, size_t last,
                         const struct road_route *route)
{
    double trace_m = 0;
    for (size_t i = first; i < last; i++) {
        struct road_point p = m->fixes[m->columns.at[i].fix].point;
        struct road_point q = m->fixes[m->columns.at[i + 1].fix].point;
        trace_m += point_distance_m((struct point){p.lon, p.lat}, (struct point){q.lon, q.lat});
    }
    double off = fabs(route->length_dm / 10.0 - trace_m) / fmax(trace_m, 10);
    return off < 1 ? 1 - off : 0;
}

/* One matching from the columns first..last; a lone fix makes none. */
static void add_matching(const struct matcher *m, size_t first, size_t last,
                         struct road_match *match)
{
    size_t n = last - first + 1;
    if (n < 2)
        return;
    struct road_place *places = take(n, sizeof *places);
    int state = best_state(&m->columns.at[last]);
    for (size_t i = n; i-- > 0;) {
        const struct state *at = &m->columns.at[first + i].states[state];
        places[i] = at->place;
        state = at->before;
    }
    struct road_matching *matching = &match->matchings[match->n_matchings];
    if (!road_route(m->search, m->snapshot, places, n, NULL, &matching->route, NULL)) {
        matching->confidence = confidence(m, first, last, matching->route);
        for (size_t i = 0; i < n; i++)
            match->fixes[m->columns.at[first + i].fix] = (struct road_matched){
                .matched = true,
                .matching = (uint32_t)match->n_matchings,
                .index = (uint32_t)i,
                .alternatives = (uint32_t)m->columns.at[first + i].n - 1,
                .place = places[i],
            };
        match->n_matchings++;
    }
    free(places);
}

static enum err check_fixes(const struct road_fix *fixes, size_t n, struct error *error)
{
    if (n < 2 || n > ROAD_MATCH_MAX)
        return error_set(error, ERR_LIMIT, "A trace has between 2 and %d points; this one has %zu.",
                         ROAD_MATCH_MAX, n);
    for (size_t i = 0; i < n; i++) {
        if (!point_is_valid((struct point){fixes[i].point.lon, fixes[i].point.lat}) ||
            !(fixes[i].radius_m >= 0 && fixes[i].radius_m <= 10000))
            return error_set(error, ERR_INVALID,
                             "Point %zu of the trace needs a longitude, a latitude and a radius of "
                             "0 to 10,000 m.",
                             i);
        if (i > 0 && fixes[i].at_s < fixes[i - 1].at_s)
            return error_set(error, ERR_INVALID, "The times of the trace fall at point %zu.", i);
    }
    return ERR_OK;
}

enum err road_match(struct road_search *search, const struct road_snapshot *snapshot,
                    const struct road_fix *fixes, size_t n,
                    const struct road_match_options *options, struct road_match **out,
                    struct error *error)
{
    enum err err = check_fixes(fixes, n, error);
    if (err)
        return err;
    struct matcher m = {search, snapshot, fixes, options, {0}};
    struct road_match *match = take_zeroed(1, sizeof *match);
    struct column column;
    match->fixes = take_zeroed(n, sizeof *match->fixes);
    match->n_fixes = n;
    for (size_t i = 0; i < n; i++) {
        if (!column_make(&m, i, &column))
            continue;
        struct column *before = m.columns.n > 0 ? vec_last(&m.columns) : NULL;
        if (!before || gap_between(&m, before, &column) || !step(&m, before, &column))
            restart(&m, &column);
        vec_push(&m.columns, column);
    }
    match->matchings = take_zeroed(m.columns.n, sizeof *match->matchings);
    for (size_t i = 0, first = 0; i < m.columns.n; i++)
        if (i + 1 == m.columns.n || m.columns.at[i + 1].starts) {
            add_matching(&m, first, i, match);
            first = i + 1;
        }
    vec_free(&m.columns);
    if (match->n_matchings > 0) {
        *out = match;
        return ERR_OK;
    }
    road_match_free(match);
    return error_set(error, ERR_NOT_FOUND, "The trace could not be matched to roads.");
}

void road_match_free(struct road_match *match)
{
    if (!match)
        return;
    for (size_t i = 0; i < match->n_matchings; i++)
        road_route_free(match->matchings[i].route);
    free(match->matchings);
    free(match->fixes);
    free(match);
}
