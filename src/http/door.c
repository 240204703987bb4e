#include "http/door.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/limits.h"
#include "http/assets.h"
#include "http/door_int.h"
#include "http/osrm.h"
#include "http/parse.h"
#include "http/roads.h"
#include "live/live.h"
#include "ops/gen/commands.h"

/* --- answering --- */

void door_send(struct door *door, const struct http_request *request, struct http_answer *answer)
{
    http_answer_send(door->server, request->ticket, answer);
}

void door_fail(struct door *door, const struct http_request *request, const struct error *error)
{
    struct http_answer answer = {0};
    problem_from_error(&answer, error);
    door_send(door, request, &answer);
}

void door_fail_status(struct door *door, const struct http_request *request, int status,
                      const char *detail)
{
    struct http_answer answer = {0};
    problem_from_status(&answer, status, detail);
    door_send(door, request, &answer);
}

void door_wrong_method(struct door *door, const struct http_request *request, const char *allowed)
{
    struct http_answer answer = {.status = 204};
    if (!sv_is(request->method, "OPTIONS"))
        problem_from_status(&answer, 405, "The path exists but does not take this method.");
    http_answer_field(&answer, "Allow", "%s, OPTIONS", allowed);
    door_send(door, request, &answer);
}

bool door_reads(const struct http_request *request)
{
    return request->is_head || sv_is(request->method, "GET");
}

struct work {
    struct door *door;
    struct http_request *request;
    door_answer *answer;
};

static void run_work(void *context)
{
    struct work *work = context;
    work->answer(work->door, work->request);
}

void door_work(struct door *door, struct http_request *request, struct pool *pool,
               door_answer *answer)
{
    struct work *work = arena_make(request->arena, struct work);
    *work = (struct work){door, request, answer};
    if (!pool_submit(pool, run_work, work))
        door_fail_status(door, request, 503, "The server has more to do than it can; try again.");
}

/* --- rooms that are too small for a file --- */

static void serve_events(struct door *door, struct http_request *request)
{
    struct caller caller;
    struct error error;
    if (!sv_is(request->method, "GET"))
        door_wrong_method(door, request, "GET");
    else if (sessions_caller(door->sessions, request, false, &caller, &error) != ERR_OK)
        door_fail(door, request, &error);
    else
        events_serve(door->events, request, &caller.actor);
}

static void serve_roads(struct door *door, struct http_request *request)
{
    struct caller caller;
    struct error error;
    if (!door_reads(request))
        door_wrong_method(door, request, "GET, HEAD");
    else if (sessions_caller(door->sessions, request, false, &caller, &error) != ERR_OK)
        door_fail(door, request, &error);
    else
        roads_handle(door, request);
}

static void serve_page(struct door *door, struct http_request *request)
{
    struct http_answer answer = {0};
    if (!door_reads(request))
        door_fail_status(door, request, 404, "There is nothing at this path.");
    else if (assets_answer(request, &answer))
        door_send(door, request, &answer);
    else
        door_fail_status(door, request, 404, "There is nothing at this path.");
}

/* --- the table of rooms, the first that fits --- */

struct room {
    const char *path; /* ends with '/': everything below */
    enum route route;
    void (*handle)(struct door *door, struct http_request *request);
};

static const struct room ROOMS[] = {
    {API_PREFIX "/events", ROUTE_EVENTS, serve_events},
    {API_PREFIX "/openapi.json", ROUTE_OPENAPI, serve_page},
    {API_PREFIX "/map/roads", ROUTE_ROADS, serve_roads},
    {"/notices", ROUTE_NOTICES, notices_handle},
    {"/notices/", ROUTE_NOTICES, notices_handle},
    {"/notices.rss", ROUTE_NOTICES, notices_handle},
    {"/notices.atom", ROUTE_NOTICES, notices_handle},
    {"/osrm/", ROUTE_OSRM, osrm_handle},
    {"/vroom", ROUTE_VROOM, vroom_handle},
    {"/vroom/", ROUTE_VROOM, vroom_handle},
    {API_PREFIX "/", ROUTE_OTHER, api_handle},
    {"/healthz", ROUTE_HEALTH, health_handle},
    {"/readyz", ROUTE_HEALTH, health_handle},
    {"/metrics", ROUTE_METRICS, metrics_handle},
    {"/", ROUTE_PAGE, serve_page},
};

static bool is_below(struct sv path, const char *room)
{
    size_t n = strlen(room);
    return room[n - 1] == '/' ? sv_starts(path, room) : sv_is(path, room);
}

static void find_room(struct door *door, struct http_request *request)
{
    for (size_t i = 0; i < sizeof ROOMS / sizeof *ROOMS; i++)
        if (is_below(request->path, ROOMS[i].path)) {
            request->route = (int)ROOMS[i].route;
            ROOMS[i].handle(door, request);
            return;
        }
    door_fail_status(door, request, 404, "There is nothing at this path.");
}

static bool is_loopback(const struct http_request *request)
{
    return !strncmp(request->client, "127.", 4) || !strcmp(request->client, "::1");
}

const char *door_client(const struct http_request *request)
{
    struct sv rest = http_field(request, "X-Forwarded-For"), last = rest;
    if (!rest.n || !is_loopback(request))
        return request->client;
    while (rest.at)
        last = sv_trim(sv_cut(&rest, ','));
    return arena_dup(request->arena, last.at, last.n);
}

bool door_is_local(const struct http_request *request)
{
    return is_loopback(request) && !http_field(request, "X-Forwarded-For").at &&
           !http_field(request, "Forwarded").at;
}

static bool may_call(struct door *door, const struct http_request *request)
{
    if (!door->rate || (door_is_local(request) && !door->config.rate_loopback))
        return true;
    return rate_take(door->rate, sv_of(door_client(request)), 1, clock_monotonic_ns());
}

static void handle(struct http_request *request, void *context)
{
    struct door *door = context;
    struct sv path;
    if (!atomic_load(&door->is_open)) {
        door_fail_status(door, request, 503, "The server is starting.");
    } else if (!may_call(door, request)) {
        door_fail_status(door, request, 429, "You call more often than the server allows.");
    } else if (!http_decode(request->path, false, request->arena, &path)) {
        door_fail_status(door, request, 400,
                         "The path holds a broken percent escape or is not UTF-8.");
    } else {
        request->path = path;
        find_room(door, request);
    }
}

static size_t body_max(const struct http_request *request, void *context)
{
    (void)context;
    return sv_starts(request->path, "/vroom") ? LIMIT_SOLVE_BODY_BYTES : LIMIT_BODY_BYTES;
}

static void refuse(struct http_answer *answer, int status, const char *why, void *context)
{
    (void)context;
    problem_from_status(answer, status, why);
}

/* --- counting --- */

static const char *route_name(int route)
{
    static const char *const NAMES[] = {"other",  "page",  "health", "metrics", "openapi",
                                        "events", "roads", "vroom",  "osrm",    "notices"};
    static_assert(sizeof NAMES / sizeof *NAMES == ROUTE_COMMANDS, "a name for each route");
    return route < ROUTE_COMMANDS ? NAMES[route] : commands[route - ROUTE_COMMANDS].name;
}

static void observe(int route, int status, int64_t took_ns, void *context)
{
    struct door *door = context;
    metrics_observe(door->metrics, route, status, took_ns);
}

/* --- life --- */

static unsigned pool_threads(void)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    /* The store lends STORE_READERS_MAX readers; some are left for the loops. */
    return cores < 2 ? 2 : cores > STORE_READERS_MAX - 2 ? STORE_READERS_MAX - 2 : (unsigned)cores;
}

enum err door_open(const struct door_config *config, struct door **out, struct error *error)
{
    struct door *door = calloc(1, sizeof *door);
    if (!door)
        abort();
    door->config = *config;
    door->started_ns = clock_monotonic_ns();
    door->pool = pool_new(pool_threads(), DOOR_QUEUE_MAX);
    door->sign_ins = pool_new(DOOR_SIGN_INS_AT_ONCE, DOOR_SIGN_INS_WAITING);
    door->sessions = sessions_new(config->ops);
    door->metrics = metrics_new(ROUTE_COMMANDS + COMMANDS_N, route_name);
    door->failures = rate_new(0.2, 10);
    if (config->rate_per_s > 0)
        door->rate = rate_new(config->rate_per_s, 4 * config->rate_per_s);
    door->solves = pool_new(DOOR_SOLVES_AT_ONCE, DOOR_SOLVES_WAITING);
    door->streets = pool_new(DOOR_STREETS_AT_ONCE, DOOR_STREETS_WAITING);
    if (config->network)
        door->map = road_map_new(config->network);
    if (config->live)
        door->osrm = osrm_new(config->network, live_roads(config->live), ops_clock(config->ops));
    struct http_config http = {
        .listen = config->listen,
        .loops = config->loops,
        .limits = {.wide_path = "/osrm/", .wide_head_bytes = LIMIT_STREETS_HEADER_BYTES},
        .log = config->log,
        .context = door,
        .handle = handle,
        .body_max = body_max,
        .refuse = refuse,
        .observe = observe,
    };
    enum err rc = events_open(config->ops, door->pool, &door->events, error);
    if (rc == ERR_OK)
        rc = http_server_start(&http, &door->server, error);
    if (rc != ERR_OK) {
        door_free(door);
        return rc;
    }
    events_attach(door->events, door->server);
    atomic_store(&door->is_open, true);
    *out = door;
    return ERR_OK;
}

const char *door_url(const struct door *door)
{
    return http_server_url(door->server);
}

void door_set_ready(struct door *door, bool ready)
{
    atomic_store(&door->is_ready, ready);
}

static void free_pools(struct door *door)
{
    pool_free(door->sign_ins);
    pool_free(door->solves);
    pool_free(door->streets);
    pool_free(door->pool);
    door->sign_ins = door->solves = door->streets = door->pool = NULL;
}

void door_stop(struct door *door)
{
    if (!door)
        return;
    door_set_ready(door, false);
    door->is_stopping = true;
    http_server_stop(door->server, DOOR_GRACE_MS);
    free_pools(door);
    events_stop(door->events);
}

void door_free(struct door *door)
{
    if (!door)
        return;
    free_pools(door);
    events_close(door->events);
    http_server_free(door->server);
    sessions_free(door->sessions);
    rate_free(door->rate);
    rate_free(door->failures);
    metrics_free(door->metrics);
    road_map_free(door->map);
    osrm_free(door->osrm);
    free(door);
}
