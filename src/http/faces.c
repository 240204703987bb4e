/*
 * Faces for clients of other programs: OSRM's and VROOM's. Those clients cannot sign in, so on this
 * machine they need not; from elsewhere a bearer token is asked for.
 */
#include <stdlib.h>
#include <string.h>

#include "http/door_int.h"
#include "http/osrm.h"
#include "live/live.h"
#include "plan/format/vroom_answer.h"
#include "road/road.h"

static bool may_enter(struct door *door, const struct http_request *request)
{
    struct caller caller;
    struct error error;
    if (door_is_local(request) ||
        sessions_caller(door->sessions, request, false, &caller, &error) == ERR_OK)
        return true;
    door_fail(door, request, &error);
    return false;
}

struct call {
    struct door *door;
    struct http_request *request;
};

static void start(struct door *door, struct http_request *request, struct pool *pool,
                  void (*work)(void *context))
{
    struct call *call = arena_make(request->arena, struct call);
    *call = (struct call){door, request};
    if (!pool_submit(pool, work, call))
        door_fail_status(door, request, 503, "The server has more to do than it can; try again.");
}

/* --- OSRM --- */

static void answer_osrm(void *context)
{
    struct call *call = context;
    struct http_request *request = call->request;
    struct http_answer answer = {0};
    struct sv path = request->target, query = path;
    path = sv_cut(&query, '?');
    path = sv_from(path.at + strlen("/osrm"), path.n - strlen("/osrm"));
    osrm_answer(call->door->osrm, request->arena, path, query, &answer);
    http_answer_gzip(&answer, request->accepts_gzip);
    http_answer_send(call->door->server, request->ticket, &answer);
}

void osrm_handle(struct door *door, struct http_request *request)
{
    if (!door_reads(request))
        door_wrong_method(door, request, "GET, HEAD");
    else if (!door->osrm || !sv_starts(request->target, "/osrm/"))
        door_fail_status(door, request, 404, "This server has no road network.");
    else if (may_enter(door, request))
        start(door, request, door->streets, answer_osrm);
}

/* --- VROOM --- */

/* Travel times on the streets as they are now. */
static enum err fill_matrix(void *context, const char *profile, const struct vroom_location *places,
                            size_t n, int32_t *durations_s, int32_t *distances_m,
                            struct error *error)
{
    struct door *door = context;
    struct road_search *search = NULL;
    struct road_snapshot *snapshot = NULL;
    struct road_place *found = calloc(n, sizeof *found);
    uint32_t *durations_ds = calloc(n * n, sizeof *durations_ds);
    uint32_t *lengths_dm = calloc(n * n, sizeof *lengths_dm);
    bool is_ours = !strcmp(profile, "truck") || !strcmp(profile, "emergency");
    enum err rc = found && durations_ds && lengths_dm
                      ? road_search_new(door->config.network, &search, error)
                      : error_set(error, ERR_LIMIT, "There is no memory for so many places.");
    if (rc == ERR_OK)
        rc = road_snapshot_get(live_roads(door->config.live), is_ours ? profile : "car", 0,
                               &snapshot, error);
    for (size_t i = 0; rc == ERR_OK && i < n; i++) {
        size_t one = 0;
        rc = road_snap(search, snapshot, (struct road_point){places[i].lon, places[i].lat}, NULL,
                       &found[i], 1, &one, error);
    }
    if (rc == ERR_OK)
        rc =
            road_table(search, snapshot, found, n, found, n, NULL, durations_ds, lengths_dm, error);
    for (size_t i = 0; rc == ERR_OK && i < n * n; i++) {
        bool is_way = durations_ds[i] != ROAD_UNREACHABLE;
        durations_s[i] = is_way ? (int32_t)((durations_ds[i] + 5) / 10) : INT32_MAX;
        distances_m[i] = is_way ? (int32_t)((lengths_dm[i] + 5) / 10) : INT32_MAX;
    }
    road_snapshot_put(snapshot);
    road_search_free(search);
    free(lengths_dm);
    free(durations_ds);
    free(found);
    return rc;
}

static void answer_vroom(void *context)
{
    enum { TIME_S = 2, TIME_MAX_S = 60 };
    struct call *call = context;
    struct door *door = call->door;
    struct http_answer answer = {0};
    struct vroom_asked asked;
    struct error error; /* the answer says the same */
    char *json = NULL;
    vroom_asked_init(&asked);
    asked.time_s = TIME_S;
    asked.time_max_s = TIME_MAX_S;
    asked.cancel = &door->is_stopping;
    if (door->config.live) {
        asked.matrix = fill_matrix;
        asked.matrix_context = door;
    }
    vroom_answer(call->request->body, &asked, &json, &answer.status, &error);
    http_answer_text(&answer, "application/json; charset=utf-8", json);
    http_answer_gzip(&answer, call->request->accepts_gzip);
    http_answer_send(door->server, call->request->ticket, &answer);
}

void vroom_handle(struct door *door, struct http_request *request)
{
    if (sv_is(request->path, "/vroom/health") && door_reads(request)) {
        struct http_answer answer = {.status = 200, .type = "text/plain"};
        door_send(door, request, &answer);
    } else if (!sv_is(request->path, "/vroom") && !sv_is(request->path, "/vroom/")) {
        door_fail_status(door, request, 404, "There is nothing at this path.");
    } else if (!sv_is(request->method, "POST")) {
        door_wrong_method(door, request, "POST");
    } else if (may_enter(door, request)) {
        start(door, request, door->solves, answer_vroom);
    }
}
