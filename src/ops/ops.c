#include "ops/ops.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "ops/account_int.h"
#include "ops/privacy_int.h"
#include "ops/replay_int.h"

/* ---- Life cycle ---------------------------------------------------------------------------------
 */

/* On the writer's thread after a commit: the events in the form that is shown, to everyone. */
static void tell(const struct event *events, size_t n, void *context)
{
    struct ops *ops = context;
    struct arena *arena = arena_new();
    pthread_mutex_lock(&ops->telling);
    if (ops->n_subscribers == 0)
        goto done;
    struct ops_event *shown = arena_array(arena, struct ops_event, n);
    for (size_t i = 0; i < n; i++) {
        shown[i] = (struct ops_event){
            .seq = events[i].seq,
            .at_ms = events[i].at_ms,
            .type = events[i].type,
            .noun = events[i].noun,
            .noun_id = events[i].noun_id,
            .org = events[i].org,
            .data = events[i].data,
            .text = event_text(arena, &events[i], ops->config.offset_min),
        };
    }
    for (size_t i = 0; i < ops->n_subscribers; i++)
        ops->subscribers[i].listener(shown, n, ops->subscribers[i].context);
done:
    pthread_mutex_unlock(&ops->telling);
    arena_free(arena);
}

enum err ops_open(const struct ops_config *config, struct ops **out, struct error *error)
{
    (void)error;
    struct ops *ops = calloc(1, sizeof *ops);
    if (!ops)
        abort();
    ops->config = *config;
    pthread_mutex_init(&ops->mutex, NULL);
    pthread_mutex_init(&ops->telling, NULL);
    pthread_mutex_init(&ops->asking, NULL);
    pthread_mutex_init(&ops->knowing, NULL);
    ops_set_bounds(ops, config->lon_min, config->lat_min, config->lon_max, config->lat_max);
    store_listen(config->store, tell, ops);
    *out = ops;
    return ERR_OK;
}

void ops_close(struct ops *ops)
{
    if (!ops)
        return;
    map_free(&ops->looked);
    map_free(&ops->covered);
    pthread_mutex_destroy(&ops->knowing);
    pthread_mutex_destroy(&ops->asking);
    pthread_mutex_destroy(&ops->telling);
    pthread_mutex_destroy(&ops->mutex);
    free(ops);
}

struct clock *ops_clock(struct ops *ops)
{
    return ops->config.clock;
}

int ops_offset_min(const struct ops *ops)
{
    return ops->config.offset_min;
}

void ops_set_bounds(struct ops *ops, double lon_min, double lat_min, double lon_max, double lat_max)
{
    pthread_mutex_lock(&ops->mutex);
    ops->lon_min = lon_min;
    ops->lat_min = lat_min;
    ops->lon_max = lon_max;
    ops->lat_max = lat_max;
    pthread_mutex_unlock(&ops->mutex);
}

struct actor actor_system(const char *part)
{
    struct actor actor = {.role = ROLE_SYSTEM, .kind = "system"};
    snprintf(actor.name, sizeof actor.name, "%s", part);
    return actor;
}

struct actor actor_cli(void)
{
    return (struct actor){.role = ROLE_ADMIN, .kind = "cli", .name = "command line"};
}

enum err ops_subscribe(struct ops *ops, ops_listener *listener, void *context, struct error *error)
{
    pthread_mutex_lock(&ops->telling);
    bool full = ops->n_subscribers == OPS_SUBSCRIBERS_MAX;
    if (!full)
        ops->subscribers[ops->n_subscribers++] =
            (struct subscriber){.listener = listener, .context = context};
    pthread_mutex_unlock(&ops->telling);
    return full
               ? error_set(error, ERR_LIMIT, "There are %d listeners already.", OPS_SUBSCRIBERS_MAX)
               : ERR_OK;
}

void ops_unsubscribe(struct ops *ops, ops_listener *listener, void *context)
{
    pthread_mutex_lock(&ops->telling);
    for (size_t i = 0; i < ops->n_subscribers; i++) {
        if (ops->subscribers[i].listener == listener && ops->subscribers[i].context == context)
            ops->subscribers[i--] = ops->subscribers[--ops->n_subscribers];
    }
    pthread_mutex_unlock(&ops->telling);
}

/* ---- Asking the dispatcher ---------------------------------------------------------------------
 */

void ops_advised_by(struct ops *ops, ops_adviser *adviser, void *context)
{
    pthread_mutex_lock(&ops->asking);
    ops->adviser = adviser;
    ops->adviser_context = context;
    pthread_mutex_unlock(&ops->asking);
}

/* ERR_NOT_FOUND: there is nobody to ask. */
static enum err ask(struct ops *ops, const char *question, const json_t *args, json_t **answer,
                    struct error *error)
{
    pthread_mutex_lock(&ops->asking);
    enum err rc = ops->adviser ? ops->adviser(ops->adviser_context, question, args, answer, error)
                               : error_set(error, ERR_NOT_FOUND, "No dispatcher runs here.");
    pthread_mutex_unlock(&ops->asking);
    return rc;
}

enum err op_ask(struct op *op, const char *question, struct error *error)
{
    json_t *answer = NULL;
    enum err rc = ask(op->ops, question, op->args, &answer, error);
    if (rc == ERR_OK)
        op_answer_json(op, answer);
    return rc;
}

/* ---- One call -----------------------------------------------------------------------------------
 */

/* A call on its way through the writer. */
struct item {
    struct store_write write; /* first: the store hands this back */
    struct ops *ops;
    const struct command *command;
    json_t *args;
    struct actor actor;
    char *key;
    char hash[CALL_HASH_SIZE];
    int64_t if_match;
    ops_done *done;
    void *context;
    struct ops_reply *reply;
};

static struct ops_reply *reply_new(const struct command *command)
{
    struct ops_reply *reply = calloc(1, sizeof *reply);
    if (!reply)
        abort();
    reply->http_status = command ? command->status : 0;
    return reply;
}

static void reply_fail(struct ops_reply *reply, enum err rc, const struct error *error)
{
    json_decref(reply->json_);
    free(reply->text_);
    reply->json_ = NULL;
    reply->text_ = NULL;
    reply->code = rc;
    reply->error = *error;
}

static void op_start(struct op *op, struct ops *ops, struct sql *sql, const struct ops_call *call)
{
    *op = (struct op){.ops = ops,
                      .sql = sql,
                      .command = call->command,
                      .args = json_incref(call->args),
                      .actor = *call->actor,
                      .now_ms = clock_now_ms(ops->config.clock)};
}

/* The answer of a handled op goes over into the reply. */
static void take_answer(struct op *op, struct ops_reply *reply)
{
    reply->rev = op->rev;
    memcpy(reply->id, op->id, sizeof reply->id);
    reply->json_ = op->reply;
    op->reply = NULL;
}

static enum err run_command(struct item *item, struct op *op, struct error *error)
{
    bool replayed = false;
    enum err rc = ERR_OK;
    if (item->key)
        rc = replay_find(op, item->key, item->hash, item->reply, &replayed, error);
    if (rc != ERR_OK || replayed)
        return rc;
    rc = check_target(op, item->if_match, error);
    if (rc == ERR_OK)
        rc = op->command->run(op, error);
    if (rc == ERR_OK)
        rc = privacy_note_looks(op, error);
    if (rc != ERR_OK)
        return rc;
    take_answer(op, item->reply);
    if (item->key)
        rc = replay_keep(op, item->key, item->hash, item->reply, error);
    return rc;
}

static enum err item_work(struct store_write *write, struct sql *sql, struct error *error)
{
    struct item *item = (struct item *)write;
    struct ops_call call = {.command = item->command, .args = item->args, .actor = &item->actor};
    struct op op;
    op_start(&op, item->ops, sql, &call);
    enum err rc = run_command(item, &op, error);
    op_end(&op);
    return rc;
}

static void item_finish(struct item *item, enum err rc, const struct error *error)
{
    struct ops_reply *reply = item->reply;
    if (rc != ERR_OK)
        reply_fail(reply, rc, error);
    ops_done *done = item->done;
    void *context = item->context;
    json_decref(item->args);
    free(item->key);
    free(item);
    done(reply, context);
}

static void item_done(struct store_write *write, enum err rc, const struct error *error)
{
    item_finish((struct item *)write, rc, error);
}

static enum err check_key(const char *key, struct error *error)
{
    if (key && (!*key || strlen(key) > LIMIT_KEY_BYTES))
        return error_at(error, ERR_INVALID, "Idempotency-Key", "A key has 1 to %d bytes.",
                        LIMIT_KEY_BYTES);
    return ERR_OK;
}

/* Where the dispatcher has no advice (it does not run, it does not know the job) the handler gets
 * none: what it decides is then judged when it is placed. */
static void ask_first(struct item *item)
{
    struct error unused = {0};
    json_t *answer = NULL;
    if (ask(item->ops, item->command->asks, item->args, &answer, &unused) == ERR_OK)
        json_object_set_new(item->args, "_advice", answer);
}

/* What needs no store: rights, form, and the slow part of commands that have one. */
static enum err prepare(struct item *item, struct error *error)
{
    enum err rc = check_call(item->command, &item->actor, item->args, error);
    if (rc == ERR_OK && item->command->kind != COMMAND_WRITE)
        rc = error_set(error, ERR_INTERNAL, "%s is no command.", item->command->name);
    if (rc == ERR_OK)
        rc = check_key(item->key, error);
    if (rc == ERR_OK && item->key)
        call_hash(item->command, item->args, item->hash);
    if (rc == ERR_OK && item->command->slow)
        rc = account_hash_password(item->args, error);
    if (rc == ERR_OK && item->command->asks)
        ask_first(item);
    return rc;
}

void ops_submit(struct ops *ops, struct ops_call call, ops_done *done, void *context)
{
    struct item *item = calloc(1, sizeof *item);
    if (!item)
        abort();
    *item = (struct item){.write = {.work = item_work, .done = item_done},
                          .ops = ops,
                          .command = call.command,
                          .args = call.args ? call.args : json_object(),
                          .actor = *call.actor,
                          .key = call.key ? strdup(call.key) : NULL,
                          .if_match = call.if_match,
                          .done = done,
                          .context = context,
                          .reply = reply_new(call.command)};
    struct error error = {0};
    enum err rc = prepare(item, &error);
    if (rc == ERR_OK)
        rc = store_submit(ops->config.store, &item->write, &error);
    if (rc != ERR_OK)
        item_finish(item, rc, &error);
}

struct waiting {
    pthread_mutex_t mutex;
    pthread_cond_t ended;
    struct ops_reply *reply;
};

static void wake(struct ops_reply *reply, void *context)
{
    struct waiting *waiting = context;
    pthread_mutex_lock(&waiting->mutex);
    waiting->reply = reply;
    pthread_cond_signal(&waiting->ended);
    pthread_mutex_unlock(&waiting->mutex);
}

enum err ops_call(struct ops *ops, struct ops_call call, struct ops_reply **out)
{
    if (call.command->kind == COMMAND_QUERY)
        return ops_query(ops, call, out);
    struct waiting waiting = {.reply = NULL};
    pthread_mutex_init(&waiting.mutex, NULL);
    pthread_cond_init(&waiting.ended, NULL);
    ops_submit(ops, call, wake, &waiting);
    pthread_mutex_lock(&waiting.mutex);
    while (!waiting.reply)
        pthread_cond_wait(&waiting.ended, &waiting.mutex);
    pthread_mutex_unlock(&waiting.mutex);
    pthread_cond_destroy(&waiting.ended);
    pthread_mutex_destroy(&waiting.mutex);
    *out = waiting.reply;
    return waiting.reply->code;
}

static enum err note_looks(struct sql *sql, void *context, struct error *error)
{
    struct op *op = context;
    op->sql = sql;
    return privacy_note_looks(op, error);
}

static enum err run_query(struct ops *ops, const struct ops_call *call, struct ops_reply *reply,
                          struct error *error)
{
    enum err rc = check_call(call->command, call->actor, call->args, error);
    if (rc == ERR_OK && call->command->kind != COMMAND_QUERY)
        rc = error_set(error, ERR_INTERNAL, "%s is no query.", call->command->name);
    struct sql *sql = NULL;
    if (rc == ERR_OK)
        rc = store_reader(ops->config.store, &sql, error);
    if (rc != ERR_OK)
        return rc;
    struct op op;
    op_start(&op, ops, sql, call);
    rc = check_target(&op, call->if_match, error);
    if (rc == ERR_OK)
        rc = call->command->run(&op, error);
    /* A handler may have taken a fresh one (figures_fresh), or failed to. */
    if (op.sql)
        store_reader_done(ops->config.store, op.sql);
    /* Nobody sees a sensitive value before the look is on record. */
    if (rc == ERR_OK && op.looks)
        rc = store_call(ops->config.store, note_looks, &op, error);
    if (rc == ERR_OK)
        take_answer(&op, reply);
    op_end(&op);
    return rc;
}

enum err ops_query(struct ops *ops, struct ops_call call, struct ops_reply **out)
{
    struct error error = {0};
    struct ops_reply *reply = reply_new(call.command);
    if (!call.args)
        call.args = json_object();
    enum err rc = run_query(ops, &call, reply, &error);
    if (rc != ERR_OK)
        reply_fail(reply, rc, &error);
    json_decref(call.args);
    *out = reply;
    return rc;
}

enum err ops_call_name(struct ops *ops, const char *name, json_t *args, const struct actor *actor,
                       struct ops_reply **out)
{
    const struct command *command = ops_command(name);
    if (!command) {
        struct error error = {0};
        json_decref(args);
        *out = reply_new(NULL);
        error_at(&error, ERR_NOT_FOUND, "command", "There is no command %.80s.", name);
        reply_fail(*out, error.code, &error);
        return error.code;
    }
    struct ops_call call = {.command = command, .args = args, .actor = actor, .if_match = -1};
    return ops_call(ops, call, out);
}
