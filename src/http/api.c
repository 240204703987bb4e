/*
 * The commands over HTTP. A call becomes the arguments of its command (path, query, body), passes
 * the gate of ops/, and its reply becomes an answer. Changes are queued for the store's writer and
 * answered when they are durable; queries, large bodies and what declares itself slow run on the
 * pool. Nothing here knows a command by name except signing in and out.
 *
 * A call lives in its request's arena, so it is gone once it has been answered.
 */
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "http/door_int.h"
#include "http/parse.h"
#include "ops/gen/commands.h"
#include "print/print.h"

struct call {
    struct door *door;
    struct http_request *request;
    const struct command *command;
    json_t *args; /* ours until it is handed over */
    struct caller caller;
    const char *key;          /* NULL: none */
    int64_t if_match;         /* < 0: none */
    enum print_format format; /* of a document */
    struct ops_reply *reply;
};

static void call_fail(struct call *call, const struct error *error)
{
    json_decref(call->args);
    call->args = NULL;
    door_fail(call->door, call->request, error);
}

/* --- the answer --- */

static void etag_of(int64_t rev, char text[32])
{
    snprintf(text, 32, "\"%lld\"", (long long)rev);
}

/* Where the thing just made can be read, if anywhere. */
static void add_location(struct http_answer *answer, const struct ops_reply *reply,
                         const struct http_request *request)
{
    char path[256];
    int n = snprintf(path, sizeof path, SV_FMT "/%s", SV_ARG(request->path), reply->id);
    json_t *args = json_object();
    bool known;
    if (*reply->id && n > 0 && (size_t)n < sizeof path &&
        ops_route("GET", path + sizeof API_PREFIX - 1, args, &known))
        http_answer_field(answer, "Location", "%s", path);
    json_decref(args);
}

/* A document as a file. Queries are answered on the pool, so waiting for the printer is fine. */
static void fill_document(struct call *call, struct http_answer *answer)
{
    struct error error;
    char *bytes = NULL;
    size_t size = 0;
    if (print_render(ops_reply_json(call->reply), call->format, &bytes, &size, &error) != ERR_OK) {
        problem_from_error(answer, &error);
        return;
    }
    http_answer_field(answer, "Content-Disposition", "attachment; filename=\"lifeline.%s\"",
                      print_ending(call->format));
    answer->type = print_media_type(call->format);
    answer->body = bytes;
    answer->body_n = size;
    answer->body_free = free;
}

static void fill_answer(struct call *call, struct http_answer *answer)
{
    struct ops_reply *reply = call->reply;
    const struct http_request *request = call->request;
    if (reply->code != ERR_OK) {
        problem_from_error(answer, &reply->error);
        return;
    }
    answer->status = reply->http_status;
    http_answer_field(answer, "Cache-Control", "no-store");
    if (reply->replayed)
        http_answer_field(answer, "Idempotent-Replayed", "true");
    if (reply->rev > 0) {
        char etag[32];
        etag_of(reply->rev, etag);
        http_answer_field(answer, "ETag", "%s", etag);
        struct sv known = http_field(request, "If-None-Match");
        if (call->command->kind == COMMAND_QUERY && known.n &&
            memmem(known.at, known.n, etag, strlen(etag))) {
            answer->status = 304;
            return;
        }
    }
    if (answer->status == 201)
        add_location(answer, reply, request);
    if (call->format != PRINT_JSON) {
        fill_document(call, answer);
        return;
    }
    const char *text = answer->status == 204 ? NULL : ops_reply_text(reply);
    if (text) {
        http_answer_text(answer, "application/json", strdup(text));
        http_answer_gzip(answer, request->accepts_gzip);
    }
}

static void finish(void *context)
{
    struct call *call = context;
    struct http_answer answer = {0};
    fill_answer(call, &answer);
    ops_reply_free(call->reply);
    http_answer_send(call->door->server, call->request->ticket, &answer);
}

/* On the writer thread, which has better things to do than to write JSON: over to the loop. */
static void on_done(struct ops_reply *reply, void *context)
{
    struct call *call = context;
    call->reply = reply;
    if (!http_server_post(call->door->server, call->request->ticket.loop, finish, call))
        ops_reply_free(reply);
}

/* --- the call --- */

static bool body_is_json(const struct http_request *request)
{
    struct sv rest = http_field(request, "Content-Type");
    return http_name_is(sv_trim(sv_cut(&rest, ';')), "application/json");
}

/* Adds the fields of the body to what path and query have given. */
static enum err read_body(struct call *call, struct error *error)
{
    struct sv text = sv_trim(call->request->body);
    if (!text.n)
        return ERR_OK;
    json_t *body = NULL;
    enum err rc = json_read(text, "body", &body, error);
    if (rc != ERR_OK)
        return rc;
    if (!json_is_object(body))
        rc = error_at(error, ERR_FORMAT, "body", "The body is not a JSON object.");
    const char *name;
    json_t *value;
    json_object_foreach(body, name, value)
    {
        if (rc == ERR_OK && json_object_get(call->args, name))
            rc = error_at(error, ERR_INVALID, name,
                          "The path or query names this already; leave it out of the body.");
        if (rc == ERR_OK)
            json_object_set(call->args, name, value);
    }
    json_decref(body);
    return rc;
}

static struct ops_call as_ops_call(struct call *call)
{
    json_t *args = call->args;
    call->args = NULL;
    return (struct ops_call){
        .command = call->command,
        .args = args,
        .actor = &call->caller.actor,
        .key = call->key,
        .if_match = call->if_match,
    };
}

/* On the loop, or on the pool for what is large or slow. */
static void run(void *context)
{
    struct call *call = context;
    struct door *door = call->door;
    struct error error;
    if (read_body(call, &error) != ERR_OK) {
        call_fail(call, &error);
        return;
    }
    switch (call->command->kind) {
    case COMMAND_WRITE:
        ops_submit(door->config.ops, as_ops_call(call), on_done, call);
        break;
    case COMMAND_QUERY:
        if (call->command->document)
            print_format_parse(json_text(call->args, "format", "json"), &call->format);
        ops_query(door->config.ops, as_ops_call(call), &call->reply);
        finish(call);
        break;
    case COMMAND_DOOR:
        if (spec_check(call->command->args, call->args, &error) != ERR_OK) {
            call_fail(call, &error);
            return;
        }
        if (!strcmp(call->command->name, "session.create")) {
            json_t *args = call->args; /* the call may be gone with its answer */
            login_create(door, call->request, args);
            json_decref(args);
        } else {
            json_decref(call->args);
            if (sv_is(call->request->method, "DELETE"))
                login_delete(door, call->request, &call->caller);
            else
                login_get(door, call->request, &call->caller);
        }
        break;
    }
}

static void start(struct call *call)
{
    bool waits = call->command->kind == COMMAND_QUERY || call->command->slow ||
                 call->command->asks || call->request->body.n > DOOR_INLINE_BYTES;
    if (!waits) {
        run(call);
    } else if (!pool_submit(call->door->pool, run, call)) {
        struct error error;
        error_set(&error, ERR_BUSY, "The server has more to do than it can; try again.");
        call_fail(call, &error);
    }
}

/* --- what the header fields say --- */

/* Idempotency-Key: visible ASCII, bounded. */
static enum err read_key(struct call *call, struct error *error)
{
    struct sv key = http_field(call->request, "Idempotency-Key");
    if (!key.at || call->command->kind != COMMAND_WRITE)
        return ERR_OK;
    bool is_fine = key.n > 0 && key.n <= LIMIT_KEY_BYTES;
    for (size_t i = 0; is_fine && i < key.n; i++)
        is_fine = key.at[i] > ' ' && key.at[i] < 0x7f;
    if (!is_fine)
        return error_at(error, ERR_FORMAT, "Idempotency-Key",
                        "A key is 1 to %d visible ASCII characters without blanks.",
                        LIMIT_KEY_BYTES);
    call->key = arena_dup(call->request->arena, key.at, key.n);
    return ERR_OK;
}

/* If-Match: one ETag as we give them ("12"), or * for any version. */
static enum err read_if_match(struct call *call, struct error *error)
{
    struct sv tag = http_field(call->request, "If-Match");
    call->if_match = -1;
    bool is_any = sv_is(tag, "*") && call->command->if_match != IF_MATCH_REQUIRED;
    if (!tag.at || call->command->if_match == IF_MATCH_NONE || is_any)
        return ERR_OK;
    if (tag.n > 2 && tag.at[0] == '"' && tag.at[tag.n - 1] == '"')
        tag = sv_from(tag.at + 1, tag.n - 2);
    if (!sv_to_i64(tag, &call->if_match) || call->if_match < 0) {
        call->if_match = -1;
        return error_at(error, ERR_FORMAT, "If-Match",
                        "The value is not one ETag of this server, such as \"12\".");
    }
    return ERR_OK;
}

static enum err read_query(struct call *call, struct error *error)
{
    struct sv rest = call->request->query, name, value;
    bool broken = false;
    while (http_query_next(&rest, call->request->arena, &name, &value, &broken)) {
        if (json_object_get(call->args, name.at))
            return error_at(error, ERR_INVALID, name.at, "The parameter is given twice.");
        enum err rc = ops_arg_from_text(call->command, name.at, value.at, call->args, error);
        if (rc != ERR_OK)
            return rc;
    }
    return broken ? error_at(error, ERR_FORMAT, "query",
                             "The query holds a broken percent escape or is not UTF-8.")
                  : ERR_OK;
}

/* --- finding the command --- */

static void no_command(struct door *door, struct http_request *request, const char *path,
                       bool path_known)
{
    static const char *const METHODS[] = {"GET", "POST", "PATCH", "PUT", "DELETE"};
    if (!path_known) {
        door_fail_status(door, request, 404, "There is no such path below /api/v1.");
        return;
    }
    char allowed[64] = "";
    for (size_t i = 0; i < sizeof METHODS / sizeof *METHODS; i++) {
        json_t *args = json_object();
        bool known;
        if (ops_route(METHODS[i], path, args, &known)) {
            if (*allowed)
                strcat(allowed, ", ");
            strcat(allowed, METHODS[i]);
            if (i == 0)
                strcat(allowed, ", HEAD");
        }
        json_decref(args);
    }
    door_wrong_method(door, request, allowed);
}

/* Everything up to the body; false: answered already. */
static bool prepare(struct call *call)
{
    struct door *door = call->door;
    struct http_request *request = call->request;
    struct error error;
    bool changes = !door_reads(request);
    bool is_sign_in = call->command->kind == COMMAND_DOOR && sv_is(request->method, "POST");
    enum err rc = is_sign_in
                      ? ERR_OK
                      : sessions_caller(door->sessions, request, changes, &call->caller, &error);
    if (rc == ERR_OK)
        rc = read_key(call, &error);
    if (rc == ERR_OK)
        rc = read_if_match(call, &error);
    if (rc == ERR_OK)
        rc = read_query(call, &error);
    if (rc != ERR_OK) {
        call_fail(call, &error);
        return false;
    }
    if (request->body.n && !body_is_json(request)) {
        json_decref(call->args);
        door_fail_status(door, request, 415, "The body must be sent as application/json.");
        return false;
    }
    return true;
}

void api_handle(struct door *door, struct http_request *request)
{
    json_t *args = json_object();
    const char *method =
        request->is_head ? "GET" : arena_dup(request->arena, request->method.at, request->method.n);
    bool path_known = false;
    const char *below = request->path.at + sizeof API_PREFIX - 1;
    const struct command *command = ops_route(method, below, args, &path_known);
    if (!command) {
        json_decref(args);
        no_command(door, request, below, path_known);
        return;
    }
    request->route = ROUTE_COMMANDS + (int)(command - commands);
    struct call *call = arena_make(request->arena, struct call);
    *call = (struct call){.door = door, .request = request, .command = command, .args = args};
    if (prepare(call))
        start(call);
}
