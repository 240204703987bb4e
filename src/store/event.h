/*
 * The event log: what happened, in order, never changed. Each event carries the SHA-256 of itself
 * and the hash before it, so a changed, removed, inserted or reordered event breaks the chain; the
 * one row of `event_head` holds the last seq and hash, so a cut tail shows as well.
 *
 * hash = SHA-256(previous hash | seq | at_ms | id | actor_kind | actor_id | actor_role | actor_name
 *                | org | type | noun | noun_id | data)
 * numbers as 8 bytes, little endian; texts as an 8 byte length and their bytes; the first previous
 * hash is 32 zero bytes. Triggers of the database refuse UPDATE and DELETE on the table.
 */
#ifndef LIFELINE_STORE_EVENT_H
#define LIFELINE_STORE_EVENT_H

#include "base/id.h"
#include "store/sql.h"

struct store;

enum { EVENT_HASH_SIZE = 32, EVENT_HASH_TEXT_SIZE = 65 };

/* Texts are never NULL; "" where there is none. */
struct event {
    int64_t seq; /* from 1 without gaps */
    int64_t at_ms;
    struct id id;
    const char *actor_kind, *actor_id, *actor_role, *actor_name;
    const char *org, *type, *noun, *noun_id;
    const char *data; /* canonical JSON, an object */
    unsigned char hash[EVENT_HASH_SIZE];
};

/* Appends an event inside a store's write; `seq` and `hash` of the given one are ignored and
 * filled in. Only on the writer's connection. */
enum err event_append(struct sql *sql, struct event *event, struct error *error);

/* Events after `after_seq` in order, at most `limit`, of one noun and one of its ids where these
 * are not NULL. The callback borrows the event. */
typedef void event_visit(const struct event *event, void *context);
enum err event_read(struct sql *sql, int64_t after_seq, int64_t limit, const char *noun,
                    const char *noun_id, event_visit *visit, void *context, struct error *error);
/* Seq of the last event, 0 for none. */
enum err event_last_seq(struct sql *sql, int64_t *seq, struct error *error);

void event_hash_text(const unsigned char hash[EVENT_HASH_SIZE], char text[EVENT_HASH_TEXT_SIZE]);

struct verify_result {
    int64_t events; /* read before the first finding */
    int64_t seq;    /* of the event the finding is about; 0: clean */
    char head[EVENT_HASH_TEXT_SIZE];
};

/* Reads the whole log. ERR_OK: clean. ERR_STATE: a finding; `error` names the event (where:
 * "event 17") and says what is wrong with it. `expect_seq` > 0 demands that the event of that seq
 * exists and, when `expect_hash` is not NULL, has that hash: a figure noted outside the database
 * that shows a log rewritten as a whole. */
enum err store_verify(struct store *store, int64_t expect_seq, const char *expect_hash,
                      struct verify_result *out, struct error *error);

#endif
