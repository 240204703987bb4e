#include <stdio.h>
#include <string.h>

#include "store/sql_int.h"
#include "store/store.h"

static enum err finding(struct verify_result *out, int64_t seq, struct error *error,
                        const char *what)
{
    char where[32];
    snprintf(where, sizeof where, "event %lld", (long long)seq);
    out->seq = seq;
    return error_at(error, ERR_STATE, where, "%s", what);
}

/* One event against the one before it. */
static enum err check_event(const struct event *event, struct sql_rows *rows, int64_t before_seq,
                            const unsigned char before[EVENT_HASH_SIZE], struct verify_result *out,
                            struct error *error)
{
    if (event->seq != before_seq + 1)
        return finding(out, before_seq + 1, error,
                       "It is missing: the log goes on behind it without it.");
    unsigned char stored[EVENT_HASH_SIZE], hash[EVENT_HASH_SIZE];
    event_hash(before, event, hash);
    if (event_hash_parse(sql_col_text(rows, 12), stored) && memcmp(stored, hash, sizeof hash) == 0)
        return ERR_OK;
    return finding(out, event->seq, error,
                   "It has been changed, or stands where another one stood: its hash does not "
                   "follow from its content and the event before it.");
}

/* The log must end where event_head says, with the same hash. */
static enum err check_head(struct sql *sql, int64_t last_seq,
                           const unsigned char last[EVENT_HASH_SIZE], struct verify_result *out,
                           struct error *error)
{
    struct chain head = {0};
    enum err rc = chain_load(sql, &head, error);
    if (rc != ERR_OK)
        return rc;
    if (head.seq > last_seq)
        return finding(out, last_seq + 1, error,
                       "It is missing at the end of the log: the record of the last event names a "
                       "later one.");
    if (head.seq < last_seq)
        return finding(out, head.seq + 1, error,
                       "It was added behind the record of the last event.");
    if (memcmp(head.hash, last, EVENT_HASH_SIZE) != 0)
        return finding(out, last_seq, error,
                       "It is not the event that the record of the last event names.");
    return ERR_OK;
}

static enum err walk(struct sql *sql, int64_t expect_seq, const char *expect_hash,
                     struct verify_result *out, struct error *error)
{
    unsigned char before[EVENT_HASH_SIZE] = {0};
    int64_t before_seq = 0;
    struct sql_rows *rows = NULL;
    enum err rc =
        sql_ask(sql, "SELECT " EVENT_COLUMNS " FROM event ORDER BY seq", SQL_NONE, &rows, error);
    while (rc == ERR_OK && sql_next(rows, &rc, error)) {
        struct event event;
        event_from_row(rows, &event);
        rc = check_event(&event, rows, before_seq, before, out, error);
        if (rc != ERR_OK)
            break;
        memcpy(before, event.hash, sizeof before);
        before_seq = event.seq;
        out->events++;
        event_hash_text(before, out->head);
        if (event.seq == expect_seq && expect_hash && strcmp(out->head, expect_hash) != 0)
            rc = finding(out, event.seq, error,
                         "The log has been written anew: its hash is not the one noted before.");
    }
    sql_rows_done(rows);
    if (rc == ERR_OK)
        rc = check_head(sql, before_seq, before, out, error);
    if (rc == ERR_OK && expect_seq > before_seq)
        rc = finding(out, before_seq + 1, error,
                     "It is missing at the end of the log: a later one was noted before.");
    return rc;
}

enum err store_verify(struct store *store, int64_t expect_seq, const char *expect_hash,
                      struct verify_result *out, struct error *error)
{
    *out = (struct verify_result){0};
    struct sql *sql = NULL;
    enum err rc = store_reader(store, &sql, error);
    if (rc != ERR_OK)
        return rc;
    rc = walk(sql, expect_seq, expect_hash, out, error);
    store_reader_done(store, sql);
    return rc;
}
