#include "http/osrm_int.h"

static json_t *tracepoint(const struct osrm_work *work, const struct road_matched *fix)
{
    if (!fix->matched)
        return json_null();
    json_t *out = osrm_waypoint(work, &fix->place);
    json_object_set_new(out, "matchings_index", json_integer(fix->matching));
    json_object_set_new(out, "waypoint_index", json_integer(fix->index));
    json_object_set_new(out, "alternatives_count", json_integer(fix->alternatives));
    return out;
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
    json_t *matchings = json_array(), *points = json_array();
    for (size_t i = 0; i < match->n_matchings; i++) {
        json_t *route = osrm_route_json(work, match->matchings[i].route);
        json_object_set_new(route, "confidence", osrm_number(match->matchings[i].confidence, 6));
        json_array_append_new(matchings, route);
    }
    for (size_t i = 0; i < match->n_fixes; i++)
        json_array_append_new(points, tracepoint(work, &match->fixes[i]));
    json_object_set_new(body, "matchings", matchings);
    json_object_set_new(body, "tracepoints", points);
    road_match_free(match);
    return true;
}
