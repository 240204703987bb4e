/* Inside of the SQL face: what the writer and the readers of store.c need of a connection. */
#ifndef LIFELINE_STORE_SQL_INT_H
#define LIFELINE_STORE_SQL_INT_H

#include "base/arena.h"
#include "base/vec.h"
#include "store/event.h"
#include "store/fault.h"
#include "store/sql.h"

/* Where the hash chain stands, and the events of the group that is being written. */
struct chain {
    int64_t seq;
    unsigned char hash[EVENT_HASH_SIZE];
    struct arena *arena; /* texts of `events`; reset with each group */
    VEC(struct event) events;
};

enum err sql_connect(const char *path, bool read_only, struct store_fault *fault, struct sql **out,
                     struct error *error);
void sql_disconnect(struct sql *sql);
/* Runs several statements without parameters or rows (migrations, pragmas). */
enum err sql_script(struct sql *sql, const char *text, struct error *error);
/* The database has ended the transaction by itself (disk full). */
bool sql_is_idle(const struct sql *sql);
/* Called after each commit with the pages that the write-ahead log has; instead of SQLite's own
 * checkpoints in the commit. NULL: nobody is called, and SQLite does nothing. */
typedef void sql_committed(void *context, int pages);
void sql_on_commit(struct sql *sql, sql_committed *committed, void *context);
/* Brings what it can of the write-ahead log into the database; blocks nobody. */
enum err sql_checkpoint(struct sql *sql, struct error *error);
/* Cuts the write-ahead log if a write has asked for it. A reader of an older state holds it back;
 * it is then cut after a later group. */
void sql_wipe_now(struct sql *sql);
/* NULL for readers. */
struct chain *sql_chain(struct sql *sql);
void sql_set_chain(struct sql *sql, struct chain *chain);

/* Reads and writes the row of event_head. */
enum err chain_load(struct sql *sql, struct chain *chain, struct error *error);
enum err chain_save(struct sql *sql, const struct chain *chain, struct error *error);
/* Puts the events after `after_seq` that are in the log already in front of the group's: another
 * process has written them. */
enum err chain_catch_up(struct sql *sql, struct chain *chain, int64_t after_seq,
                        struct error *error);
void event_hash(const unsigned char before[EVENT_HASH_SIZE], const struct event *event,
                unsigned char hash[EVENT_HASH_SIZE]);
/* An event from a row of EVENT_COLUMNS; texts are borrowed from the row. */
#define EVENT_COLUMNS                                                                              \
    "seq, at_ms, id, actor_kind, actor_id, actor_role, actor_name, org, type, noun, noun_id, "     \
    "data, hash"
void event_from_row(struct sql_rows *rows, struct event *event);
bool event_hash_parse(const char *text, unsigned char hash[EVENT_HASH_SIZE]);

#endif
