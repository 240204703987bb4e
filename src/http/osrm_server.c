#include "http/osrm_server.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/limits.h"
#include "http/osrm.h"
#include "http/pool.h"
#include "http/server.h"

enum { QUEUE_MAX = 1024, GRACE_MS = 5000 };

struct osrm_server {
    struct http_server *http;
    struct pool *pool;
    struct osrm *osrm;
    struct clock *clock;
};

struct call {
    struct osrm_server *server;
    struct http_request *request;
};

/* Errors in OSRM's own form, also those of HTTP. */
static void refuse(struct http_answer *answer, int status, const char *why, void *context)
{
    (void)context;
    json_t *body = json_pack("{ss ss}", "code", status == 404 ? "InvalidService" : "InvalidUrl",
                             "message", why);
    answer->status = status == 404 ? 400 : status;
    http_answer_text(answer, "application/json; charset=UTF-8", json_dumps(body, JSON_COMPACT));
    json_decref(body);
}

static void answer_now(struct osrm_server *server, struct http_request *request, int status,
                       const char *why)
{
    struct http_answer answer = {0};
    refuse(&answer, status, why, server);
    http_answer_send(server->http, request->ticket, &answer);
}

static void work(void *context)
{
    static const char MOUNT[] = "/osrm";
    struct call *call = context;
    struct http_answer answer = {0};
    struct sv path = call->request->path;
    if (sv_starts(path, "/osrm/"))
        path = sv_from(path.at + sizeof MOUNT - 1, path.n - (sizeof MOUNT - 1));
    osrm_answer(call->server->osrm, call->request->arena, path, call->request->query, &answer);
    http_answer_gzip(&answer, call->request->accepts_gzip);
    http_answer_send(call->server->http, call->request->ticket, &answer);
}

static void handle(struct http_request *request, void *context)
{
    struct osrm_server *server = context;
    if (!request->is_head && !sv_is(request->method, "GET")) {
        answer_now(server, request, 405, "Only GET is understood.");
        return;
    }
    struct call *call = arena_make(request->arena, struct call);
    *call = (struct call){server, request};
    if (!pool_submit(server->pool, work, call))
        answer_now(server, request, 503, "The server has more to do than it can; try again.");
}

static size_t body_max(const struct http_request *request, void *context)
{
    (void)request;
    (void)context;
    return 0;
}

enum err osrm_server_start(const char *listen, const struct road_network *network,
                           struct road_live *roads, struct log *log, struct osrm_server **out,
                           struct error *error)
{
    struct osrm_server *server = calloc(1, sizeof *server);
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    if (!server)
        abort();
    server->clock = clock_real();
    server->osrm = osrm_new(network, roads, server->clock);
    server->pool = pool_new(cores > 0 ? (unsigned)cores : 1, QUEUE_MAX);
    struct http_config config = {
        .listen = listen,
        .limits = {.head_bytes = LIMIT_STREETS_HEADER_BYTES},
        .log = log,
        .context = server,
        .handle = handle,
        .body_max = body_max,
        .refuse = refuse,
    };
    enum err rc = http_server_start(&config, &server->http, error);
    if (rc == ERR_OK)
        *out = server;
    else
        osrm_server_stop(server);
    return rc;
}

const char *osrm_server_url(const struct osrm_server *server)
{
    return http_server_url(server->http);
}

void osrm_server_stop(struct osrm_server *server)
{
    if (!server)
        return;
    http_server_stop(server->http, GRACE_MS);
    pool_free(server->pool);
    http_server_free(server->http);
    osrm_free(server->osrm);
    clock_free(server->clock);
    free(server);
}
