/* Events as they are shown, listed and replayed. */
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "ops/ops_int.h"

/* A JSON string, quotes and all, in the arena. */
static const char *quoted(struct arena *arena, const char *text)
{
    json_t *value = json_string(text);
    char *dumped = json_dumps(value, JSON_ENCODE_ANY);
    const char *copy = arena_strdup(arena, dumped);
    free(dumped);
    json_decref(value);
    return copy;
}

const char *event_text(struct arena *arena, const struct event *event, int offset_min)
{
    char at[TIME_TEXT_MAX], hash[EVENT_HASH_TEXT_SIZE];
    time_format(event->at_ms, offset_min, at);
    event_hash_text(event->hash, hash);
    return arena_printf(
        arena,
        "{\"seq\":%lld,\"id\":\"%s\",\"at\":\"%s\",\"actor\":{\"kind\":%s,\"id\":%s,\"role\":%s,"
        "\"name\":%s},\"org\":%s,\"type\":%s,\"noun\":%s,\"noun_id\":%s,\"data\":%s,"
        "\"hash\":\"%s\"}",
        (long long)event->seq, event->id.text, at, quoted(arena, event->actor_kind),
        quoted(arena, event->actor_id), quoted(arena, event->actor_role),
        quoted(arena, event->actor_name), quoted(arena, event->org), quoted(arena, event->type),
        quoted(arena, event->noun), quoted(arena, event->noun_id), event->data, hash);
}

struct listing {
    struct op *op;
    struct arena *arena;
    json_t *items;
    int64_t last_seq;
    size_t read;
    enum err rc;
    struct error *error;
};

static void list_one(const struct event *event, void *context)
{
    struct listing *listing = context;
    bool covers = true;
    listing->last_seq = event->seq;
    listing->read++;
    if (listing->rc == ERR_OK)
        listing->rc =
            org_covers(listing->op->sql, &listing->op->actor, event->org, &covers, listing->error);
    if (listing->rc != ERR_OK || !covers)
        return;
    json_t *item = NULL;
    const char *text = event_text(listing->arena, event, listing->op->ops->config.offset_min);
    listing->rc = json_read(sv_of(text), "event", &item, listing->error);
    if (item)
        json_array_append_new(listing->items, item);
}

enum err op_event_list(struct op *op, struct error *error)
{
    int64_t limit = json_i64(op->args, "limit", 100);
    struct listing listing = {
        .op = op, .arena = arena_new(), .items = op_keep(op, json_array()), .error = error};
    enum err rc = event_read(op->sql, json_i64(op->args, "after", 0), limit,
                             json_text(op->args, "noun", NULL),
                             json_text(op->args, "noun_id", NULL), list_one, &listing, error);
    arena_free(listing.arena);
    if (rc == ERR_OK)
        rc = listing.rc;
    if (rc != ERR_OK)
        return rc;
    json_t *next = json_null();
    if ((int64_t)listing.read == limit) {
        char text[24];
        snprintf(text, sizeof text, "%lld", (long long)listing.last_seq);
        next = json_string(text);
    }
    op_answer_json(op, json_pack("{s:O, s:o}", "items", listing.items, "next", next));
    return ERR_OK;
}

struct replaying {
    struct arena *arena;
    int offset_min;
    ops_listener *listener;
    void *context;
};

static void replay_one(const struct event *event, void *context)
{
    struct replaying *replaying = context;
    struct ops_event shown = {
        .seq = event->seq,
        .at_ms = event->at_ms,
        .type = event->type,
        .noun = event->noun,
        .noun_id = event->noun_id,
        .org = event->org,
        .data = event->data,
        .text = event_text(replaying->arena, event, replaying->offset_min),
    };
    replaying->listener(&shown, 1, replaying->context);
    arena_reset(replaying->arena);
}

enum err ops_events_after(struct ops *ops, int64_t after_seq, int64_t limit, ops_listener *listener,
                          void *context, struct error *error)
{
    struct sql *sql = NULL;
    enum err rc = store_reader(ops->config.store, &sql, error);
    if (rc != ERR_OK)
        return rc;
    struct replaying replaying = {.arena = arena_new(),
                                  .offset_min = ops->config.offset_min,
                                  .listener = listener,
                                  .context = context};
    rc = event_read(sql, after_seq, limit, NULL, NULL, replay_one, &replaying, error);
    arena_free(replaying.arena);
    store_reader_done(ops->config.store, sql);
    return rc;
}

/* Event streams ask for every event and listener, so answers are kept; there are few organisations.
 */
enum { COVERED_MAX = 16384 };
static const char yes = 1, no = 0; /* their addresses are the answers */

static enum err ask_covers(struct ops *ops, const struct actor *actor, const char *org,
                           bool *covers)
{
    struct sql *sql = NULL;
    enum err rc = store_reader(ops->config.store, &sql, NULL);
    if (rc != ERR_OK)
        return rc;
    rc = org_covers(sql, actor, org, covers, NULL);
    store_reader_done(ops->config.store, sql);
    return rc;
}

bool ops_may_see(struct ops *ops, const struct actor *actor, const char *org)
{
    if (!*org || !actor->org[0] || strcmp(org, actor->org) == 0)
        return true;
    char key[2 * ID_TEXT_SIZE];
    snprintf(key, sizeof key, "%s %.36s", actor->org, org);
    pthread_mutex_lock(&ops->knowing);
    const char *known = map_get(&ops->covered, sv_of(key));
    pthread_mutex_unlock(&ops->knowing);
    bool covers = known == &yes;
    if (known || ask_covers(ops, actor, org, &covers) != ERR_OK)
        return covers;
    pthread_mutex_lock(&ops->knowing);
    if (ops->covered.n < COVERED_MAX)
        map_set(&ops->covered, sv_of(key), (void *)(covers ? &yes : &no));
    pthread_mutex_unlock(&ops->knowing);
    return covers;
}
