#include "store/event.h"
#include "store/mark.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

#include "store/sql_int.h"

static void hash_i64(crypto_hash_sha256_state *state, int64_t number)
{
    unsigned char bytes[8];
    for (int i = 0; i < 8; i++)
        bytes[i] = (unsigned char)((uint64_t)number >> (8 * i));
    crypto_hash_sha256_update(state, bytes, sizeof bytes);
}

static void hash_text(crypto_hash_sha256_state *state, const char *text)
{
    size_t n = strlen(text);
    hash_i64(state, (int64_t)n);
    crypto_hash_sha256_update(state, (const unsigned char *)text, n);
}

void event_hash(const unsigned char before[EVENT_HASH_SIZE], const struct event *event,
                unsigned char hash[EVENT_HASH_SIZE])
{
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    crypto_hash_sha256_update(&state, before, EVENT_HASH_SIZE);
    hash_i64(&state, event->seq);
    hash_i64(&state, event->at_ms);
    hash_text(&state, event->id.text);
    const char *const texts[] = {event->actor_kind, event->actor_id, event->actor_role,
                                 event->actor_name, event->org,      event->type,
                                 event->noun,       event->noun_id,  event->data};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        hash_text(&state, texts[i]);
    crypto_hash_sha256_final(&state, hash);
}

void event_hash_text(const unsigned char hash[EVENT_HASH_SIZE], char text[EVENT_HASH_TEXT_SIZE])
{
    sodium_bin2hex(text, EVENT_HASH_TEXT_SIZE, hash, EVENT_HASH_SIZE);
}

bool event_hash_parse(const char *text, unsigned char hash[EVENT_HASH_SIZE])
{
    size_t size = 0;
    return strlen(text) == 2 * EVENT_HASH_SIZE &&
           sodium_hex2bin(hash, EVENT_HASH_SIZE, text, 2 * EVENT_HASH_SIZE, NULL, &size, NULL) ==
               0 &&
           size == EVENT_HASH_SIZE;
}

/* The event kept for the listener, with texts of its own. */
static void keep(struct chain *chain, const struct event *event)
{
    struct event copy = *event;
    const char **const texts[] = {&copy.actor_kind, &copy.actor_id, &copy.actor_role,
                                  &copy.actor_name, &copy.org,      &copy.type,
                                  &copy.noun,       &copy.noun_id,  &copy.data};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        *texts[i] = arena_strdup(chain->arena, *texts[i]);
    vec_push(&chain->events, copy);
}

struct event_mark event_mark(struct sql *sql)
{
    const struct chain *chain = sql_chain(sql);
    struct event_mark mark = {.seq = chain->seq, .n = chain->events.n};
    memcpy(mark.hash, chain->hash, EVENT_HASH_SIZE);
    return mark;
}

void event_take_back(struct sql *sql, const struct event_mark *mark)
{
    struct chain *chain = sql_chain(sql);
    chain->seq = mark->seq;
    memcpy(chain->hash, mark->hash, EVENT_HASH_SIZE);
    chain->events.n = mark->n;
}

enum err event_append(struct sql *sql, struct event *event, struct error *error)
{
    struct chain *chain = sql_chain(sql);
    assert(chain && "events are written by the writer only");
    event->seq = chain->seq + 1;
    event_hash(chain->hash, event, event->hash);
    char hash[EVENT_HASH_TEXT_SIZE];
    event_hash_text(event->hash, hash);
    enum err rc =
        sql_run(sql,
                "INSERT INTO event (" EVENT_COLUMNS ")"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                SQL_ARGS(sql_i64(event->seq), sql_i64(event->at_ms), sql_text(event->id.text),
                         sql_text(event->actor_kind), sql_text(event->actor_id),
                         sql_text(event->actor_role), sql_text(event->actor_name),
                         sql_text(event->org), sql_text(event->type), sql_text(event->noun),
                         sql_text(event->noun_id), sql_text(event->data), sql_text(hash)),
                error);
    if (rc != ERR_OK)
        return rc;
    chain->seq = event->seq;
    memcpy(chain->hash, event->hash, EVENT_HASH_SIZE);
    keep(chain, event);
    return ERR_OK;
}

void event_from_row(struct sql_rows *rows, struct event *event)
{
    *event = (struct event){
        .seq = sql_col_i64(rows, 0),
        .at_ms = sql_col_i64(rows, 1),
        .actor_kind = sql_col_text(rows, 3),
        .actor_id = sql_col_text(rows, 4),
        .actor_role = sql_col_text(rows, 5),
        .actor_name = sql_col_text(rows, 6),
        .org = sql_col_text(rows, 7),
        .type = sql_col_text(rows, 8),
        .noun = sql_col_text(rows, 9),
        .noun_id = sql_col_text(rows, 10),
        .data = sql_col_text(rows, 11),
    };
    /* A tampered id may be of any length; the hash then differs, which is what is wanted. */
    struct sv id = sql_col_sv(rows, 2);
    memcpy(event->id.text, id.at, id.n < ID_TEXT_SIZE ? id.n : ID_TEXT_SIZE - 1);
    event_hash_parse(sql_col_text(rows, 12), event->hash);
}

enum err event_read(struct sql *sql, int64_t after_seq, int64_t limit, const char *noun,
                    const char *noun_id, event_visit *visit, void *context, struct error *error)
{
    struct sql_rows *rows = NULL;
    enum err rc;
    if (noun && !noun_id)
        rc = sql_ask(sql,
                     "SELECT " EVENT_COLUMNS " FROM event WHERE noun = ? AND seq > ?"
                     " ORDER BY seq LIMIT ?",
                     SQL_ARGS(sql_text(noun), sql_i64(after_seq), sql_i64(limit)), &rows, error);
    else if (noun_id)
        rc =
            sql_ask(sql,
                    "SELECT " EVENT_COLUMNS " FROM event WHERE noun_id = ? AND seq > ?"
                    " AND noun = COALESCE(?, noun) ORDER BY seq LIMIT ?",
                    SQL_ARGS(sql_text(noun_id), sql_i64(after_seq), sql_text(noun), sql_i64(limit)),
                    &rows, error);
    else
        rc = sql_ask(sql, "SELECT " EVENT_COLUMNS " FROM event WHERE seq > ? ORDER BY seq LIMIT ?",
                     SQL_ARGS(sql_i64(after_seq), sql_i64(limit)), &rows, error);
    while (rc == ERR_OK && sql_next(rows, &rc, error)) {
        struct event event;
        event_from_row(rows, &event);
        visit(&event, context);
    }
    sql_rows_done(rows);
    return rc;
}

enum err event_last_seq(struct sql *sql, int64_t *seq, struct error *error)
{
    return sql_ask_i64(sql, "SELECT seq FROM event_head WHERE one = 1", SQL_NONE, 0, seq, error);
}

enum err chain_load(struct sql *sql, struct chain *chain, struct error *error)
{
    struct sql_rows *rows = NULL;
    enum err rc =
        sql_ask(sql, "SELECT seq, hash FROM event_head WHERE one = 1", SQL_NONE, &rows, error);
    bool found = rc == ERR_OK && sql_next(rows, &rc, error);
    if (found) {
        chain->seq = sql_col_i64(rows, 0);
        found = event_hash_parse(sql_col_text(rows, 1), chain->hash);
    }
    if (rc == ERR_OK && !found)
        rc = error_at(error, ERR_STATE, "event_head",
                      "The last entry of the event log is not on record.");
    sql_rows_done(rows);
    return rc;
}

static void keep_visited(const struct event *event, void *context)
{
    keep(context, event);
}

enum err chain_catch_up(struct sql *sql, struct chain *chain, int64_t after_seq,
                        struct error *error)
{
    if (chain->seq <= after_seq)
        return ERR_OK;
    return event_read(sql, after_seq, chain->seq - after_seq, NULL, NULL, keep_visited, chain,
                      error);
}

enum err chain_save(struct sql *sql, const struct chain *chain, struct error *error)
{
    char hash[EVENT_HASH_TEXT_SIZE];
    event_hash_text(chain->hash, hash);
    return sql_run(sql, "UPDATE event_head SET seq = ?, hash = ? WHERE one = 1",
                   SQL_ARGS(sql_i64(chain->seq), sql_text(hash)), error);
}
