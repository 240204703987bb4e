/*
 * How long until the next urgent call could be reached, for each part of the city, now and in an
 * hour; and where idle crews would best stand by.
 *
 * The city is cut into cells; a cell counts when a place that the city knows lies in it. A crew
 * reaches a cell after what it still does then, and the way from there. Stand-by positions are
 * found greedily: the move of one idle crew that shortens the sum over all cells most, again with
 * what is left (a 1-median exchange, after Teitz and Bart, 1968).
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "live/live_int.h"

enum {
    ROWS = 10,
    COLUMNS = 10,
    CELLS_MAX = ROWS * COLUMNS,
    CREWS_MAX = 300,
    STANDBY_MAX = 3,
    MARGIN_M = 200,
    HOUR_S = 3600,
    FAR_S = 2 * HOUR_S, /* no crew at all counts as this */
    WORTH_S = 60        /* mean gain over all cells that is worth a move */
};

struct cell {
    struct box box;
    struct point middle;
    bool counts;
    struct road_place place;
};

/* A crew at one moment: where it can leave from, and after how long. */
struct stand {
    const json_t *crew;
    struct road_place place;
    int64_t free_in_s;
    bool idle;
};

struct survey {
    struct live *live;
    struct arena *arena;
    struct road_snapshot *snapshot;
    struct cell cells[CELLS_MAX];
    uint32_t n_cells;
    struct stand stands[CREWS_MAX];
    uint32_t n_stands;
    struct road_place *targets; /* of the cells */
    int64_t now_ms;
};

/* ---- Cells ----------------------------------------------------------------------------------- */

static struct box extent(const struct world *world)
{
    struct box box = box_none();
    size_t at = 0;
    struct point point;
    for (const struct world_object *o; (o = world_next(world, WORLD_SITE, &at));) {
        if (o->has_point)
            box_add(&box, o->point);
    }
    at = 0;
    for (const struct world_object *o; (o = world_next(world, WORLD_JOB, &at));) {
        if (o->has_point)
            box_add(&box, o->point);
    }
    at = 0;
    for (const struct world_object *o; (o = world_next(world, WORLD_CREW, &at));) {
        if (scope_crew_point(world, o, &point))
            box_add(&box, point);
    }
    return box_is_none(box) ? box : box_grown(box, MARGIN_M);
}

static uint32_t cell_of(struct box box, struct point point)
{
    double x = (point.lon - box.west) / fmax(box.east - box.west, 1e-9);
    double y = (point.lat - box.south) / fmax(box.north - box.south, 1e-9);
    uint32_t column = (uint32_t)fmin(x * COLUMNS, COLUMNS - 1);
    uint32_t row = (uint32_t)fmin(y * ROWS, ROWS - 1);
    return row * COLUMNS + column;
}

static void mark(struct survey *survey, struct box box, enum world_noun noun, bool *counts)
{
    size_t at = 0;
    for (const struct world_object *o; (o = world_next(&survey->live->world, noun, &at));) {
        if (o->has_point)
            counts[cell_of(box, o->point)] = true;
    }
}

static void cut_cells(struct survey *survey)
{
    struct box box = extent(&survey->live->world);
    bool counts[CELLS_MAX] = {false};
    double width = (box.east - box.west) / COLUMNS, height = (box.north - box.south) / ROWS;
    mark(survey, box, WORLD_SITE, counts);
    mark(survey, box, WORLD_JOB, counts);
    for (uint32_t i = 0; i < CELLS_MAX; i++) {
        struct cell *cell = &survey->cells[survey->n_cells];
        double west = box.west + width * (i % COLUMNS), south = box.south + height * (i / COLUMNS);
        cell->box = (struct box){west, south, west + width, south + height};
        cell->middle = (struct point){west + width / 2, south + height / 2};
        if (counts[i] &&
            network_place(&survey->live->network, survey->snapshot, cell->middle, &cell->place))
            survey->n_cells++;
    }
    survey->targets = arena_array(survey->arena, struct road_place, survey->n_cells + 1);
    for (uint32_t i = 0; i < survey->n_cells; i++)
        survey->targets[i] = survey->cells[i].place;
}

/* ---- Crews at a moment ----------------------------------------------------------------------- */

/* What the visits of a crew leave of it at a moment. */
static bool stand_of(struct survey *survey, const struct world_object *crew, int64_t at_ms,
                     struct stand *stand)
{
    const struct world *world = &survey->live->world;
    const json_t *shift = json_object_get(crew->json, "shift");
    struct point point;
    if (world_time(shift, "from", 0) > at_ms || world_time(shift, "until", 0) <= at_ms ||
        strcmp(json_text(crew->json, "state", ""), "off") == 0 ||
        !scope_crew_point(world, crew, &point))
        return false;
    *stand = (struct stand){.crew = crew->json, .idle = true};
    int64_t last_ms = 0;
    for (const struct world_object *job = world_jobs_of(world, crew->id); job; job = job->next) {
        const json_t *visit = json_object_get(job->json, "visit");
        if (!json_is_object(visit) || !job->has_point)
            continue;
        int64_t begin_ms = world_time(visit, "depart_at", 0),
                end_ms = world_time(visit, "end_at", 0);
        stand->idle = false;
        if (begin_ms > at_ms || end_ms < last_ms)
            continue;
        last_ms = end_ms;
        point = job->point;
        stand->free_in_s = end_ms > at_ms ? (end_ms - at_ms) / 1000 : 0;
    }
    return network_place(&survey->live->network, survey->snapshot, point, &stand->place);
}

static void look_at_crews(struct survey *survey, int64_t at_ms)
{
    size_t at = 0;
    survey->n_stands = 0;
    for (const struct world_object *o;
         survey->n_stands < CREWS_MAX && (o = world_next(&survey->live->world, WORLD_CREW, &at));)
        survey->n_stands += stand_of(survey, o, at_ms, &survey->stands[survey->n_stands]);
}

/* Seconds from each of some places to each cell. */
static enum err times_to_cells(struct survey *survey, const struct road_place *from, uint32_t n,
                               uint32_t **out, struct error *error)
{
    *out = arena_array(survey->arena, uint32_t, (size_t)n * survey->n_cells + 1);
    const struct road_table_options options = {.depart_ms = survey->now_ms};
    if (n == 0 || survey->n_cells == 0)
        return ERR_OK;
    return road_table(survey->live->network.search, survey->snapshot, from, n, survey->targets,
                      survey->n_cells, &options, *out, NULL, error);
}

static int64_t seconds(uint32_t duration_ds)
{
    return duration_ds == ROAD_UNREACHABLE || duration_ds / 10 > FAR_S ? FAR_S : duration_ds / 10;
}

/* How soon each cell is reached, without crew `but` (UINT32_MAX: with all). */
static enum err reach(struct survey *survey, uint32_t but, int64_t *reach_s, struct error *error)
{
    struct road_place *from = arena_array(survey->arena, struct road_place, survey->n_stands + 1);
    uint32_t *times;
    for (uint32_t i = 0; i < survey->n_stands; i++)
        from[i] = survey->stands[i].place;
    enum err rc = times_to_cells(survey, from, survey->n_stands, &times, error);
    for (uint32_t c = 0; c < survey->n_cells; c++) {
        reach_s[c] = FAR_S;
        for (uint32_t i = 0; i < survey->n_stands; i++) {
            int64_t s =
                survey->stands[i].free_in_s + seconds(times[(size_t)i * survey->n_cells + c]);
            if (i != but && s < reach_s[c])
                reach_s[c] = s;
        }
    }
    return rc;
}

/* ---- Stand-by -------------------------------------------------------------------------------- */

struct move {
    uint32_t crew, cell;
    int64_t gain_s; /* over all cells */
};

static void consider(const struct survey *survey, uint32_t crew, const int64_t *with,
                     const int64_t *without, const uint32_t *between, struct move *best)
{
    for (uint32_t to = 0; to < survey->n_cells; to++) {
        int64_t gain_s = 0;
        for (uint32_t c = 0; c < survey->n_cells; c++) {
            int64_t s = seconds(between[(size_t)to * survey->n_cells + c]);
            gain_s += with[c] - (s < without[c] ? s : without[c]);
        }
        if (gain_s > best->gain_s)
            *best = (struct move){crew, to, gain_s};
    }
}

static json_t *place_json(struct point point)
{
    return json_pack("{s:f, s:f}", "lon", point.lon, "lat", point.lat);
}

static enum err propose(struct survey *survey, const uint32_t *between, json_t *list,
                        struct error *error)
{
    int64_t *with = arena_array(survey->arena, int64_t, survey->n_cells + 1);
    int64_t *without = arena_array(survey->arena, int64_t, survey->n_cells + 1);
    struct move best = {.gain_s = (int64_t)survey->n_cells * WORTH_S};
    bool found = false;
    enum err rc = reach(survey, UINT32_MAX, with, error);
    for (uint32_t i = 0; rc == ERR_OK && i < survey->n_stands; i++) {
        int64_t before_s = best.gain_s;
        if (!survey->stands[i].idle)
            continue;
        rc = reach(survey, i, without, error);
        if (rc == ERR_OK)
            consider(survey, i, with, without, between, &best);
        found = found || best.gain_s > before_s;
    }
    if (rc != ERR_OK || !found)
        return rc;
    struct stand *stand = &survey->stands[best.crew];
    stand->place = survey->cells[best.cell].place;
    stand->idle = false;
    json_array_append_new(list, json_pack("{s:O, s:O, s:o, s:I}", "crew",
                                          json_object_get(stand->crew, "id"), "name",
                                          json_object_get(stand->crew, "name"), "place",
                                          place_json(survey->cells[best.cell].middle), "gain_s",
                                          (json_int_t)(best.gain_s / survey->n_cells)));
    return ERR_OK;
}

/* ---- The answer ------------------------------------------------------------------------------ */

static json_t *cells_json(const struct survey *survey, const int64_t *now_s, const int64_t *hour_s)
{
    json_t *list = json_array();
    for (uint32_t c = 0; c < survey->n_cells; c++) {
        struct box box = survey->cells[c].box;
        json_array_append_new(list,
                              json_pack("{s:[f, f, f, f], s:I, s:I}", "bbox", box.west, box.south,
                                        box.east, box.north, "now_s", (json_int_t)now_s[c],
                                        "hour_s", (json_int_t)hour_s[c]));
    }
    return list;
}

enum err coverage_answer(struct live *live, struct arena *arena, json_t **answer,
                         struct error *error)
{
    struct survey *survey = arena_make(arena, struct survey);
    survey->live = live;
    survey->arena = arena;
    survey->now_ms = clock_now_ms(live->config.clock);
    enum err rc = road_snapshot_get(live->network.roads, "car", 0, &survey->snapshot, error);
    if (rc != ERR_OK)
        return rc;
    uint32_t *between = NULL;
    json_t *standby = json_array();
    cut_cells(survey);
    int64_t *now_s = arena_array(arena, int64_t, survey->n_cells + 1);
    int64_t *hour_s = arena_array(arena, int64_t, survey->n_cells + 1);
    look_at_crews(survey, survey->now_ms + HOUR_S * 1000);
    rc = reach(survey, UINT32_MAX, hour_s, error);
    look_at_crews(survey, survey->now_ms);
    if (rc == ERR_OK)
        rc = reach(survey, UINT32_MAX, now_s, error);
    if (rc == ERR_OK)
        rc = times_to_cells(survey, survey->targets, survey->n_cells, &between, error);
    for (int i = 0; rc == ERR_OK && i < STANDBY_MAX; i++)
        rc = propose(survey, between, standby, error);
    char text[TIME_TEXT_MAX];
    if (rc == ERR_OK)
        *answer = json_pack("{s:s, s:o, s:O}", "at",
                            time_format(survey->now_ms, ops_offset_min(live->config.ops), text),
                            "cells", cells_json(survey, now_s, hour_s), "standby", standby);
    json_decref(standby);
    road_snapshot_put(survey->snapshot);
    return rc;
}
