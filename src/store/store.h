/*
 * The store: one database, one writer, many readers.
 *
 * All writes go through one writer thread. It takes what has gathered in the queue, runs each write
 * under a savepoint of its own inside one transaction, commits, and only then tells each caller how
 * it went: many writes share one durable commit, a write that fails undoes only itself, and nothing
 * is acknowledged before it is on disk (SQLite: WAL, synchronous=FULL). Groups form by themselves:
 * while one is being synced the next one gathers.
 *
 * Readers have connections of their own and see the last committed state; they never wait for the
 * writer. Open with `store_open`, which brings the schema up to date; close with `store_close`,
 * which lets the queue run dry first.
 *
 * Errors: ERR_IO when the disk or database fails (every write of the group gets it), ERR_BUSY when
 * the queue is full, otherwise what the work itself returned.
 */
#ifndef LIFELINE_STORE_STORE_H
#define LIFELINE_STORE_STORE_H

#include "base/clock.h"
#include "base/err.h"
#include "base/log.h"
#include "store/event.h"
#include "store/sql.h"

struct store;
struct store_fault;

enum { STORE_QUEUE_MAX = 8192, STORE_GROUP_MAX = 256, STORE_READERS_MAX = 8 };

struct store_config {
    const char *where; /* a folder (made when missing; the database is lifeline.db in it), a URL
                          "sqlite:FILE" */
    struct log *log;   /* may be NULL */
    struct store_fault *fault; /* tests only (fault.h); may be NULL */
};

/* Life cycle. `store_close(NULL)` does nothing. */
enum err store_open(const struct store_config *config, struct store **out, struct error *error);
void store_close(struct store *store);

/* A write: `work` runs on the writer thread inside the group's transaction; whatever it returns
 * other than ERR_OK undoes it. `done` runs on the writer thread after the group is durable (or
 * after the write has failed) and must be quick. The item is the caller's and must live until
 * `done` has been entered; it may be freed there. */
struct store_write {
    enum err (*work)(struct store_write *item, struct sql *sql, struct error *error);
    void (*done)(struct store_write *item, enum err rc, const struct error *error);
    struct store_write *next; /* the queue's */
};

/* ERR_BUSY: not queued, `done` will not be called. */
enum err store_submit(struct store *store, struct store_write *item, struct error *error);

/* The same and waits for the end. Never from the writer thread. */
typedef enum err store_work(struct sql *sql, void *context, struct error *error);
enum err store_call(struct store *store, store_work *work, void *context, struct error *error);

/* Called on the writer thread after each durable commit that wrote events, with these in order,
 * before the `done` of the group's writes. What another process (the command line) has written
 * meanwhile is told with the next commit, in its place. One listener; NULL takes it away, and once
 * this has returned the old one is not called again. */
typedef void store_listener(const struct event *events, size_t n, void *context);
void store_listen(struct store *store, store_listener *listener, void *context);

/* Borrows a reader inside a read transaction (one consistent state); waits when all are out. */
enum err store_reader(struct store *store, struct sql **out, struct error *error);
void store_reader_done(struct store *store, struct sql *sql);

/* Figures for /metrics. */
struct store_stats {
    int64_t writes, failed_writes, commits, group_max;
    int64_t queued;
    int64_t commit_ns; /* spent in COMMIT, in sum */
};
void store_stats(struct store *store, struct store_stats *out);

#endif
