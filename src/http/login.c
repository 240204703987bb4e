/*
 * Signing in and out. A password costs a sixth of a second and 64 MB to check, on purpose, so only
 * a few are checked at once and the rest wait in a short queue. After FAILURES_MAX wrong passwords
 * a client's address, and the name it tries, must wait: one guess in FAILURE_EVERY_S seconds.
 */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "http/door_int.h"

struct sign_in {
    struct door *door;
    struct http_ticket ticket;
    bool is_secure;
    char client[64];
    char name[LIMIT_NAME_BYTES];
    char password[AUTH_PASSWORD_MAX + 1];
};

static void sign_in_free(struct sign_in *work)
{
    memset(work, 0, sizeof *work);
    __asm__ volatile(""
                     :
                     : "r"(work)
                     : "memory"); /* the password is gone, also for the optimiser */
    free(work);
}

static void body_of(struct http_answer *answer, json_t *body)
{
    http_answer_text(answer, "application/json", json_dumps(body, JSON_COMPACT));
    http_answer_field(answer, "Cache-Control", "no-store");
    json_decref(body);
}

static void name_key(const char *name, char key[LIMIT_NAME_BYTES + 8])
{
    snprintf(key, LIMIT_NAME_BYTES + 8, "name:%s", name);
}

static void check(void *context)
{
    struct sign_in *work = context;
    struct door *door = work->door;
    struct ops *ops = door->config.ops;
    struct http_answer answer = {.status = 201};
    struct session session;
    struct error error;
    if (auth_sign_in(ops, work->name, work->password, &session, &error) == ERR_OK) {
        body_of(&answer, session_body(&session.actor, session.csrf, session.expires_ms,
                                      ops_offset_min(ops)));
        session_cookie(&answer, &session, clock_now_ms(ops_clock(ops)), work->is_secure);
    } else {
        char key[LIMIT_NAME_BYTES + 8];
        name_key(work->name, key);
        if (error.code == ERR_UNAUTHENTICATED) {
            rate_take(door->failures, sv_of(key), 1, clock_monotonic_ns());
            rate_take(door->failures, sv_of(work->client), 1, clock_monotonic_ns());
        }
        problem_from_error(&answer, &error);
    }
    http_answer_send(door->server, work->ticket, &answer);
    sign_in_free(work);
}

static bool may_try(struct door *door, const char *client, const char *name)
{
    char key[LIMIT_NAME_BYTES + 8];
    int64_t now_ns = clock_monotonic_ns();
    name_key(name, key);
    return rate_has(door->failures, sv_of(client), 1, now_ns) &&
           rate_has(door->failures, sv_of(key), 1, now_ns);
}

void login_create(struct door *door, struct http_request *request, const json_t *args)
{
    const char *name = json_text(args, "name", ""), *password = json_text(args, "password", "");
    if (!may_try(door, door_client(request), name)) {
        struct http_answer answer = {0};
        problem_from_status(&answer, 429, "Too many wrong passwords; wait before the next try.");
        door_send(door, request, &answer);
        return;
    }
    struct sign_in *work = calloc(1, sizeof *work);
    if (!work)
        abort();
    work->door = door;
    work->ticket = request->ticket;
    work->is_secure = session_is_secure(request);
    snprintf(work->client, sizeof work->client, "%s", door_client(request));
    snprintf(work->name, sizeof work->name, "%s", name);
    snprintf(work->password, sizeof work->password, "%s", password);
    if (!pool_submit(door->sign_ins, check, work)) {
        sign_in_free(work);
        door_fail_status(door, request, 503, "Too many people are signing in; try again.");
    }
}

void login_get(struct door *door, struct http_request *request, const struct caller *caller)
{
    struct ops *ops = door->config.ops;
    struct http_answer answer = {.status = 200};
    body_of(&answer,
            session_body(&caller->actor, caller->by_cookie ? caller->csrf : NULL,
                         caller->by_cookie ? caller->expires_ms : clock_now_ms(ops_clock(ops)),
                         ops_offset_min(ops)));
    door_send(door, request, &answer);
}

/* --- signing out waits for a durable commit: off the loop --- */

struct sign_out {
    struct door *door;
    struct http_ticket ticket;
    bool is_secure;
    struct caller caller;
};

static void end_session(void *context)
{
    struct sign_out *work = context;
    struct http_answer answer = {.status = 204};
    struct error error;
    if (auth_sign_out(work->door->config.ops, work->caller.token, &error) != ERR_OK)
        problem_from_error(&answer, &error);
    else
        session_cookie(&answer, NULL, 0, work->is_secure);
    sessions_forget(work->door->sessions, work->caller.token);
    http_answer_send(work->door->server, work->ticket, &answer);
    free(work);
}

void login_delete(struct door *door, struct http_request *request, const struct caller *caller)
{
    if (!caller->by_cookie) {
        door_fail_status(door, request, 403, "A bearer token has no session to sign out of.");
        return;
    }
    struct sign_out *work = calloc(1, sizeof *work);
    if (!work)
        abort();
    *work = (struct sign_out){door, request->ticket, session_is_secure(request), *caller};
    if (!pool_submit(door->pool, end_session, work)) {
        free(work);
        door_fail_status(door, request, 503, "The server is busy; try again.");
    }
}
