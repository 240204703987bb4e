/*
 * Faces for clients of other programs: OSRM's and VROOM's. Those clients cannot sign in, so on this
 * machine they need not; from elsewhere a bearer token is asked for.
 */
#include <stdlib.h>
#include <string.h>

#include "http/door_int.h"
#include "http/osrm.h"
#include "http/vroom_streets.h"
#include "live/live.h"

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

/* --- OSRM --- */

static void answer_osrm(struct door *door, struct http_request *request)
{
    struct http_answer answer = {0};
    struct sv path = request->target, query = path;
    path = sv_cut(&query, '?');
    path = sv_from(path.at + strlen("/osrm"), path.n - strlen("/osrm"));
    osrm_answer(door->osrm, request->arena, path, query, &answer);
    http_answer_gzip(&answer, request->accepts_gzip);
    door_send(door, request, &answer);
}

void osrm_handle(struct door *door, struct http_request *request)
{
    if (!door_reads(request))
        door_wrong_method(door, request, "GET, HEAD");
    else if (!door->osrm || !sv_starts(request->target, "/osrm/"))
        door_fail_status(door, request, 404, "This server has no road network.");
    else if (may_enter(door, request))
        door_work(door, request, door->streets, answer_osrm);
}

/* --- VROOM --- */

static void answer_vroom(struct door *door, struct http_request *request)
{
    enum { TIME_S = 2, TIME_MAX_S = 60 };
    struct http_answer answer = {0};
    struct vroom_asked asked;
    struct error error; /* the answer says the same */
    char *json = NULL;
    vroom_asked_init(&asked);
    asked.time_s = TIME_S;
    asked.time_max_s = TIME_MAX_S;
    asked.cancel = &door->is_stopping;
    struct vroom_streets streets;
    if (door->config.live) {
        streets = (struct vroom_streets){door->config.network, live_roads(door->config.live)};
        asked.matrix = vroom_streets_matrix;
        asked.travel = vroom_streets_travel;
        asked.travel_end = vroom_streets_travel_end;
        asked.geometry = vroom_streets_geometry;
        asked.matrix_context = &streets;
    }
    vroom_answer(request->body, &asked, &json, &answer.status, &error);
    http_answer_text(&answer, "application/json; charset=utf-8", json);
    http_answer_field(&answer, "Access-Control-Allow-Origin", "*");
    http_answer_gzip(&answer, request->accepts_gzip);
    door_send(door, request, &answer);
}

/* Pages of other origins ask whether they may send JSON. */
static void answer_preflight(struct door *door, struct http_request *request)
{
    struct http_answer answer = {.status = 204};
    http_answer_field(&answer, "Allow", "POST, OPTIONS");
    http_answer_field(&answer, "Access-Control-Allow-Origin", "*");
    http_answer_field(&answer, "Access-Control-Allow-Headers",
                      "Origin, X-Requested-With, Content-Type, Accept");
    door_send(door, request, &answer);
}

void vroom_handle(struct door *door, struct http_request *request)
{
    if (sv_is(request->path, "/vroom/health") && door_reads(request)) {
        struct http_answer answer = {.status = 200, .type = "text/plain"};
        door_send(door, request, &answer);
    } else if (!sv_is(request->path, "/vroom") && !sv_is(request->path, "/vroom/")) {
        door_fail_status(door, request, 404, "There is nothing at this path.");
    } else if (sv_is(request->method, "OPTIONS")) {
        answer_preflight(door, request);
    } else if (!sv_is(request->method, "POST")) {
        door_wrong_method(door, request, "POST");
    } else if (may_enter(door, request)) {
        door_work(door, request, door->solves, answer_vroom);
    }
}
