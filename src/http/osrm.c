#include "http/osrm.h"

#include <math.h>
#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "http/osrm_int.h"

enum { SEARCHES_MAX = 16 };

struct osrm {
    const struct road_network *network;
    struct road_live *roads;
    struct clock *clock;
    pthread_mutex_t lock;
    struct road_search *idle[SEARCHES_MAX]; /* workspaces between requests */
    size_t idle_n;
};

struct osrm *osrm_new(const struct road_network *network, struct road_live *roads,
                      struct clock *clock)
{
    struct osrm *osrm = calloc(1, sizeof *osrm);
    if (!osrm)
        abort();
    osrm->network = network;
    osrm->roads = roads;
    osrm->clock = clock;
    pthread_mutex_init(&osrm->lock, NULL);
    return osrm;
}

void osrm_free(struct osrm *osrm)
{
    if (!osrm)
        return;
    while (osrm->idle_n)
        road_search_free(osrm->idle[--osrm->idle_n]);
    pthread_mutex_destroy(&osrm->lock);
    free(osrm);
}

static enum err search_take(struct osrm *osrm, struct road_search **out, struct error *error)
{
    pthread_mutex_lock(&osrm->lock);
    *out = osrm->idle_n ? osrm->idle[--osrm->idle_n] : NULL;
    pthread_mutex_unlock(&osrm->lock);
    return *out ? ERR_OK : road_search_new(osrm->network, out, error);
}

static void search_put(struct osrm *osrm, struct road_search *search)
{
    pthread_mutex_lock(&osrm->lock);
    bool is_kept = search && osrm->idle_n < SEARCHES_MAX;
    if (is_kept)
        osrm->idle[osrm->idle_n++] = search;
    pthread_mutex_unlock(&osrm->lock);
    if (!is_kept)
        road_search_free(search);
}

/* --- parts of answers --- */

json_t *osrm_number(double value, int decimals)
{
    double scale = pow(10, decimals);
    return json_real(round(value * scale) / scale);
}

json_t *osrm_location(struct point point)
{
    json_t *pair = json_array();
    json_array_append_new(pair, osrm_number(point.lon, 6));
    json_array_append_new(pair, osrm_number(point.lat, 6));
    return pair;
}

/* A hint says where on the network the waypoint was found. */
static json_t *hint_of(const struct road_place *place)
{
    unsigned char bytes[12];
    char text[32];
    memcpy(bytes, &place->edge, 4);
    memcpy(bytes + 4, &place->fraction, 8);
    sodium_bin2base64(text, sizeof text, bytes, sizeof bytes, sodium_base64_VARIANT_URLSAFE);
    return json_string(text);
}

json_t *osrm_waypoint(const struct osrm_work *work, const struct road_place *place)
{
    struct road_edge edge;
    road_edge_get(work->network, place->edge, &edge);
    json_t *waypoint = json_object();
    if (work->query->generate_hints)
        json_object_set_new(waypoint, "hint", hint_of(place));
    json_object_set_new(waypoint, "location",
                        osrm_location((struct point){place->point.lon, place->point.lat}));
    json_object_set_new(waypoint, "name", json_string(edge.name));
    json_object_set_new(waypoint, "distance", osrm_number(place->distance_m, 6));
    return waypoint;
}

json_t *osrm_waypoints(const struct osrm_work *work)
{
    json_t *list = json_array();
    const bool *is_waypoint = work->query->is_waypoint;
    for (size_t i = 0; i < work->query->n; i++)
        if (!is_waypoint || is_waypoint[i])
            json_array_append_new(list, osrm_waypoint(work, &work->places[i]));
    return list;
}

/* --- the question --- */

static struct road_point as_road_point(struct point point)
{
    return (struct road_point){point.lon, point.lat};
}

static bool snap_all(struct osrm_work *work)
{
    const struct osrm_query *query = work->query;
    work->places = arena_array(work->arena, struct road_place, query->n);
    for (size_t i = 0; i < query->n; i++) {
        size_t found = 0;
        if (road_snap(work->search, work->snapshot, as_road_point(query->points[i]),
                      &query->snap[i], &work->places[i], 1, &found, NULL) != ERR_OK ||
            !found)
            return osrm_fault_set(&work->fault, "NoSegment",
                                  "Could not find a matching segment for coordinate %zu", i);
    }
    return true;
}

bool osrm_nearest(struct osrm_work *work, json_t *body)
{
    const struct osrm_query *query = work->query;
    struct road_place *places = arena_array(work->arena, struct road_place, query->number);
    size_t found = 0;
    if (road_snap(work->search, work->snapshot, as_road_point(query->points[0]), &query->snap[0],
                  places, query->number, &found, NULL) != ERR_OK ||
        !found)
        return osrm_fault_set(&work->fault, "NoSegment",
                              "Could not find a matching segment for coordinate 0");
    json_t *list = json_array();
    for (size_t i = 0; i < found; i++) {
        struct road_edge edge;
        road_edge_get(work->network, places[i].edge, &edge);
        json_t *waypoint = osrm_waypoint(work, &places[i]);
        json_object_set_new(
            waypoint, "nodes",
            json_pack("[II]", (json_int_t)edge.tail_osm, (json_int_t)edge.head_osm));
        json_array_append_new(list, waypoint);
    }
    json_object_set_new(body, "waypoints", list);
    return true;
}

static bool ask(struct osrm_work *work, json_t *body)
{
    switch (work->query->service) {
    case OSRM_NEAREST:
        return osrm_nearest(work, body);
    case OSRM_TABLE:
        return snap_all(work) && osrm_table(work, body);
    case OSRM_ROUTE:
        return snap_all(work) && osrm_route(work, body);
    case OSRM_MATCH:
        return osrm_match(work, body);
    case OSRM_TRIP:
        break;
    }
    return osrm_fault_set(&work->fault, "NotImplemented", "This service is not offered.");
}

/* The network's own name for the profile asked for. */
static const char *profile_of(const struct road_network *network, struct sv asked)
{
    for (uint32_t i = 0; road_profile_name(network, i); i++)
        if (sv_is(asked, road_profile_name(network, i)))
            return road_profile_name(network, i);
    return road_profile_name(network, 0);
}

static bool answer_query(struct osrm *osrm, struct arena *arena, const struct osrm_query *query,
                         json_t *body, struct osrm_text *members, struct osrm_fault *fault)
{
    struct osrm_work work = {.network = osrm->network, .arena = arena, .query = query};
    if (!query->any_hour)
        work.depart_ms = query->depart_ms ? query->depart_ms : clock_now_ms(osrm->clock);
    struct error error = {0};
    bool fine = false;
    enum err err = search_take(osrm, &work.search, &error);
    if (!err)
        err = road_snapshot_without(osrm->roads, profile_of(osrm->network, query->profile),
                                    query->depart_ms, query->exclude, &work.snapshot, &error);
    if (!err)
        fine = ask(&work, body);
    else if (err == ERR_UNSUPPORTED)
        osrm_fault_set(&work.fault, "InvalidValue", "Exclude flag combination is not supported.");
    else
        osrm_fault_set(&work.fault, "DisabledDataset", "%s", error.text);
    *fault = work.fault;
    *members = work.members;
    road_snapshot_put(work.snapshot);
    search_put(osrm, work.search);
    return fine;
}

/* The members behind those of an object: one text, to be freed. Takes both over. */
static char *joined(char *object, struct osrm_text *members)
{
    size_t n = strlen(object);
    if (members->n == 0) {
        vec_free(members);
        return object;
    }
    vec_reserve(members, members->n + n + 2);
    memmove(members->at + n, members->at, members->n);
    memcpy(members->at, object, n - 1); /* without its brace */
    members->at[n - 1] = ',';
    memcpy(members->at + n + members->n, "}", 2);
    free(object);
    return members->at;
}

void osrm_answer(struct osrm *osrm, struct arena *arena, struct sv path, struct sv query,
                 struct http_answer *answer)
{
    struct osrm_query question;
    struct osrm_fault fault = {0};
    struct osrm_text members = {0};
    json_t *body = json_pack("{ss}", "code", "Ok");
    bool fine = osrm_parse(arena, path, query, &question, &fault) &&
                answer_query(osrm, arena, &question, body, &members, &fault);
    if (!fine) {
        json_object_set_new(body, "code", json_string(fault.code));
        json_object_set_new(body, "message", json_string(fault.message));
    }
    answer->status = fine ? 200 : 400;
    http_answer_text(answer, "application/json; charset=UTF-8",
                     joined(json_dumps(body, JSON_COMPACT | JSON_REAL_PRECISION(10)), &members));
    /* Map pages of other origins ask routers; the streets are no secret. */
    http_answer_field(answer, "Access-Control-Allow-Origin", "*");
    json_decref(body);
}
