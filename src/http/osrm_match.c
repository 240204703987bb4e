#include "http/osrm_int.h"

/* `waypoint`: its index among the waypoints; -1 for a point that is none. */
static json_t *tracepoint(const struct osrm_work *work, const struct road_matched *fix,
                          int64_t waypoint)
{
    if (!fix->matched)
        return json_null();
    json_t *out = osrm_waypoint(work, &fix->place);
    json_object_set_new(out, "matchings_index", json_integer(fix->matching));
    json_object_set_new(out, "waypoint_index", waypoint < 0 ? json_null() : json_integer(waypoint));
    json_object_set_new(out, "alternatives_count", json_integer(fix->alternatives));
    return out;
}

static json_t *tracepoints(const struct osrm_work *work, const struct road_match *match)
{
    const bool *is_waypoint = work->query->is_waypoint;
    json_t *list = json_array();
    int64_t counted = 0;
    for (size_t i = 0; i < match->n_fixes; i++) {
        const struct road_matched *fix = &match->fixes[i];
        int64_t index = fix->index;
        if (is_waypoint)
            index = is_waypoint[i] ? counted++ : -1;
        json_array_append_new(list, tracepoint(work, fix, index));
    }
    return list;
}

/* The matching's route, with legs between the waypoints only; its ends always are some. */
static json_t *matching_json(struct osrm_work *work, const struct road_match *match, size_t m)
{
    const bool *is_waypoint = work->query->is_waypoint;
    const struct road_route *route = match->matchings[m].route;
    if (is_waypoint) {
        bool *is_told = arena_array(work->arena, bool, route->n_legs + 1);
        for (size_t i = 0; i < match->n_fixes; i++)
            if (match->fixes[i].matched && match->fixes[i].matching == m)
                is_told[match->fixes[i].index] = is_waypoint[i];
        route = osrm_join_legs(work, route, is_told);
    }
    json_t *json = osrm_route_json(work, route);
    json_object_set_new(json, "confidence", osrm_number(match->matchings[m].confidence, 6));
    return json;
}

static bool has_waypoints(struct osrm_work *work, const struct road_match *match)
{
    for (size_t i = 0; work->query->is_waypoint && i < match->n_fixes; i++)
        if (work->query->is_waypoint[i] && !match->fixes[i].matched)
            return osrm_fault_set(&work->fault, "NoMatch",
                                  "Requested waypoint parameter could not be matched.");
    return true;
}

bool osrm_match(struct osrm_work *work, json_t *body)
{
    const struct osrm_query *query = work->query;
    struct road_fix *fixes = arena_array(work->arena, struct road_fix, query->n);
    struct road_match_options options = {.keep_gaps = query->ignore_gaps};
    struct road_match *match = NULL;
    struct error error;
    for (size_t i = 0; i < query->n; i++) {
        if (i && query->timestamps && query->timestamps[i] < query->timestamps[i - 1])
            return osrm_fault_set(&work->fault, "InvalidValue",
                                  "Timestamps need to be monotonically increasing.");
        fixes[i] = (struct road_fix){
            .point = {query->points[i].lon, query->points[i].lat},
            .at_s = query->timestamps ? query->timestamps[i] : 0,
            .radius_m = query->snap[i].radius_m,
        };
    }
    enum err rc =
        road_match(work->search, work->snapshot, fixes, query->n, &options, &match, &error);
    if (rc == ERR_NOT_FOUND)
        return osrm_fault_set(&work->fault, "NoMatch", "Could not match the trace.");
    if (rc != ERR_OK)
        return osrm_fault_set(&work->fault, "InvalidValue", "%s", error.text);
    bool fine = has_waypoints(work, match);
    if (fine) {
        json_t *matchings = json_array();
        for (size_t i = 0; i < match->n_matchings; i++)
            json_array_append_new(matchings, matching_json(work, match, i));
        json_object_set_new(body, "matchings", matchings);
        json_object_set_new(body, "tracepoints", tracepoints(work, match));
    }
    road_match_free(match);
    return fine;
}
