#include "store/store.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "store/checkpoint.h"
#include "store/migrate_int.h"
#include "store/sql_int.h"

struct store {
    char *path;
    struct log *log;
    struct store_fault *fault;
    struct sql *writer;
    struct checkpointer *checkpointer;
    struct chain chain;
    int64_t told_seq; /* last event that the listener has heard */
    pthread_t thread;
    bool running;
    pthread_mutex_t listening; /* of the listener; held while it is called */
    store_listener *listener;
    void *listener_context;

    pthread_mutex_t mutex; /* of all that follows */
    pthread_cond_t gathered, reader_back;
    struct store_write *first, **last;
    bool closing;
    struct sql *readers[STORE_READERS_MAX]; /* idle ones first */
    int readers_idle, readers_out;
    struct store_stats stats;
};

/* How one write of a group went. */
struct outcome {
    struct store_write *item;
    enum err rc;
    struct error error;
};

/* One write under its savepoint; undone with its events when it fails. */
static void run_write(struct store *store, struct outcome *outcome)
{
    struct sql *sql = store->writer;
    struct chain before = store->chain;
    struct error *error = &outcome->error;
    outcome->rc = sql_run(sql, "SAVEPOINT one", SQL_NONE, error);
    if (outcome->rc != ERR_OK)
        return;
    outcome->rc = outcome->item->work(outcome->item, sql, error);
    if (outcome->rc == ERR_OK)
        outcome->rc = sql_run(sql, "RELEASE one", SQL_NONE, error);
    if (outcome->rc == ERR_OK || sql_is_idle(sql))
        return;
    sql_script(sql, "ROLLBACK TO one; RELEASE one", NULL);
    store->chain.seq = before.seq;
    memcpy(store->chain.hash, before.hash, sizeof before.hash);
    store->chain.events.n = before.events.n;
}

static enum err commit(struct store *store, struct error *error)
{
    struct sql *sql = store->writer;
    enum err rc = ERR_OK;
    if (store->chain.events.n)
        rc = chain_save(sql, &store->chain, error);
    if (rc == ERR_OK && fault_commit(store->fault))
        rc = error_set(error, ERR_IO, "The database failed: the disk was told to fail.");
    if (rc == ERR_OK)
        rc = sql_run(sql, "COMMIT", SQL_NONE, error);
    return rc;
}

/* A group that cannot be made durable is undone whole: nobody may be told that it was written. */
static void fail_group(struct store *store, struct outcome *outcomes, size_t n, enum err rc,
                       const struct error *error)
{
    if (!sql_is_idle(store->writer))
        sql_script(store->writer, "ROLLBACK", NULL);
    for (size_t i = 0; i < n; i++) {
        if (outcomes[i].rc == ERR_OK)
            outcomes[i].error = *error;
        outcomes[i].rc = outcomes[i].rc == ERR_OK ? rc : outcomes[i].rc;
    }
    vec_clear(&store->chain.events);
    log_error(store->log, "store.commit_failed", LOG_S("why", error->text),
              LOG_I("writes", (int64_t)n), NULL);
}

static void count_group(struct store *store, const struct outcome *outcomes, size_t n,
                        int64_t commit_ns)
{
    pthread_mutex_lock(&store->mutex);
    store->stats.writes += (int64_t)n;
    for (size_t i = 0; i < n; i++)
        store->stats.failed_writes += outcomes[i].rc != ERR_OK;
    store->stats.commits++;
    store->stats.commit_ns += commit_ns;
    if ((int64_t)n > store->stats.group_max)
        store->stats.group_max = (int64_t)n;
    pthread_mutex_unlock(&store->mutex);
}

static void tell_listener(struct store *store)
{
    if (!store->chain.events.n)
        return;
    pthread_mutex_lock(&store->listening);
    if (store->listener)
        store->listener(store->chain.events.at, store->chain.events.n, store->listener_context);
    store->told_seq = store->chain.seq;
    pthread_mutex_unlock(&store->listening);
}

static void run_group(struct store *store, struct outcome *outcomes, size_t n)
{
    struct error error = {0};
    arena_reset(store->chain.arena);
    vec_clear(&store->chain.events);
    /* The head is read afresh: another process (the command line) may have written meanwhile. */
    enum err rc = sql_run(store->writer, "BEGIN IMMEDIATE", SQL_NONE, &error);
    if (rc == ERR_OK)
        rc = chain_load(store->writer, &store->chain, &error);
    if (rc == ERR_OK)
        rc = chain_catch_up(store->writer, &store->chain, store->told_seq, &error);
    for (size_t i = 0; rc == ERR_OK && i < n; i++) {
        run_write(store, &outcomes[i]);
        if (sql_is_idle(store->writer)) {
            error = outcomes[i].error;
            rc = ERR_IO;
        }
    }
    int64_t start_ns = clock_monotonic_ns();
    if (rc == ERR_OK)
        rc = commit(store, &error);
    int64_t commit_ns = clock_monotonic_ns() - start_ns;
    if (rc != ERR_OK)
        fail_group(store, outcomes, n, rc, &error);
    sql_wipe_now(store->writer);
    count_group(store, outcomes, n, commit_ns);
    tell_listener(store);
    for (size_t i = 0; i < n; i++)
        outcomes[i].item->done(outcomes[i].item, outcomes[i].rc, &outcomes[i].error);
}

static void *write_loop(void *context)
{
    struct store *store = context;
    struct outcome *group = calloc(STORE_GROUP_MAX, sizeof *group);
    if (!group)
        abort();
    for (;;) {
        pthread_mutex_lock(&store->mutex);
        while (!store->first && !store->closing)
            pthread_cond_wait(&store->gathered, &store->mutex);
        size_t n = 0;
        for (; store->first && n < STORE_GROUP_MAX; n++) {
            group[n] = (struct outcome){.item = store->first};
            store->first = store->first->next;
        }
        if (!store->first)
            store->last = &store->first;
        store->stats.queued -= (int64_t)n;
        pthread_mutex_unlock(&store->mutex);
        if (n == 0)
            break;
        run_group(store, group, n);
    }
    free(group);
    return NULL;
}

/* "DIR" or "sqlite:FILE" to the database's file. */
static enum err place(const char *where, char **path, struct error *error)
{
    char text[1024];
    if (strncmp(where, "sqlite:", 7) == 0) {
        snprintf(text, sizeof text, "%s", where + 7);
    } else if (strstr(where, "://")) {
        return error_at(error, ERR_UNSUPPORTED, where,
                        "This build stores in SQLite only: give a folder or sqlite:FILE.");
    } else {
        /* Parents are not made: a mistyped path should say so. */
        if (mkdir(where, 0700) != 0 && errno != EEXIST)
            return error_at(error, ERR_IO, where, "The data folder cannot be made: %s.",
                            strerror(errno));
        if (snprintf(text, sizeof text, "%s/lifeline.db", where) >= (int)sizeof text)
            return error_at(error, ERR_LIMIT, "data folder", "The path is above %zu bytes.",
                            sizeof text);
    }
    *path = strdup(text);
    if (!*path)
        abort();
    return ERR_OK;
}

static enum err start(struct store *store, struct error *error)
{
    enum err rc = sql_connect(store->path, false, store->fault, &store->writer, error);
    if (rc == ERR_OK)
        rc = migrate(store->writer, error);
    if (rc == ERR_OK)
        rc = chain_load(store->writer, &store->chain, error);
    if (rc == ERR_OK)
        rc =
            checkpointer_start(store->path, store->writer, store->log, &store->checkpointer, error);
    if (rc != ERR_OK)
        return rc;
    store->told_seq = store->chain.seq;
    sql_set_chain(store->writer, &store->chain);
    if (pthread_create(&store->thread, NULL, write_loop, store) != 0)
        return error_set(error, ERR_IO, "The writer thread cannot be started.");
    store->running = true;
    return ERR_OK;
}

enum err store_open(const struct store_config *config, struct store **out, struct error *error)
{
    if (sodium_init() < 0)
        return error_set(error, ERR_INTERNAL, "libsodium cannot be started.");
    struct store *store = calloc(1, sizeof *store);
    if (!store)
        abort();
    store->log = config->log;
    store->fault = config->fault;
    store->last = &store->first;
    store->chain.arena = arena_new();
    pthread_mutex_init(&store->mutex, NULL);
    pthread_mutex_init(&store->listening, NULL);
    pthread_cond_init(&store->gathered, NULL);
    pthread_cond_init(&store->reader_back, NULL);
    enum err rc = place(config->where, &store->path, error);
    if (rc == ERR_OK)
        rc = start(store, error);
    if (rc != ERR_OK) {
        store_close(store);
        return rc;
    }
    log_info(store->log, "store.open", LOG_S("file", store->path),
             LOG_I("events", store->chain.seq), NULL);
    *out = store;
    return ERR_OK;
}

void store_close(struct store *store)
{
    if (!store)
        return;
    if (store->running) {
        pthread_mutex_lock(&store->mutex);
        store->closing = true;
        pthread_cond_broadcast(&store->gathered);
        pthread_mutex_unlock(&store->mutex);
        pthread_join(store->thread, NULL);
    }
    checkpointer_stop(store->checkpointer);
    assert(store->readers_out == 0 && "a reader was not given back");
    for (int i = 0; i < store->readers_idle; i++)
        sql_disconnect(store->readers[i]);
    sql_disconnect(store->writer);
    arena_free(store->chain.arena);
    vec_free(&store->chain.events);
    pthread_cond_destroy(&store->reader_back);
    pthread_cond_destroy(&store->gathered);
    pthread_mutex_destroy(&store->listening);
    pthread_mutex_destroy(&store->mutex);
    free(store->path);
    free(store);
}

enum err store_submit(struct store *store, struct store_write *item, struct error *error)
{
    item->next = NULL;
    pthread_mutex_lock(&store->mutex);
    bool full = store->stats.queued >= STORE_QUEUE_MAX || store->closing;
    if (!full) {
        *store->last = item;
        store->last = &item->next;
        store->stats.queued++;
        pthread_cond_signal(&store->gathered);
    }
    pthread_mutex_unlock(&store->mutex);
    return full ? error_set(error, ERR_BUSY,
                            "The store has %d writes waiting; try again in a moment.",
                            STORE_QUEUE_MAX)
                : ERR_OK;
}

struct waiting {
    struct store_write write;
    store_work *work;
    void *context;
    pthread_mutex_t mutex;
    pthread_cond_t ended;
    bool over;
    enum err rc;
    struct error error;
};

static enum err waiting_work(struct store_write *item, struct sql *sql, struct error *error)
{
    struct waiting *waiting = (struct waiting *)item;
    return waiting->work(sql, waiting->context, error);
}

static void waiting_done(struct store_write *item, enum err rc, const struct error *error)
{
    struct waiting *waiting = (struct waiting *)item;
    pthread_mutex_lock(&waiting->mutex);
    waiting->over = true;
    waiting->rc = rc;
    waiting->error = *error;
    pthread_cond_signal(&waiting->ended);
    pthread_mutex_unlock(&waiting->mutex);
}

enum err store_call(struct store *store, store_work *work, void *context, struct error *error)
{
    assert(!pthread_equal(pthread_self(), store->thread) && "the writer cannot wait for itself");
    struct waiting waiting = {
        .write = {.work = waiting_work, .done = waiting_done}, .work = work, .context = context};
    pthread_mutex_init(&waiting.mutex, NULL);
    pthread_cond_init(&waiting.ended, NULL);
    enum err rc = store_submit(store, &waiting.write, error);
    if (rc == ERR_OK) {
        pthread_mutex_lock(&waiting.mutex);
        while (!waiting.over)
            pthread_cond_wait(&waiting.ended, &waiting.mutex);
        pthread_mutex_unlock(&waiting.mutex);
        rc = waiting.rc;
        if (rc != ERR_OK && error)
            *error = waiting.error;
    }
    pthread_cond_destroy(&waiting.ended);
    pthread_mutex_destroy(&waiting.mutex);
    return rc;
}

void store_listen(struct store *store, store_listener *listener, void *context)
{
    pthread_mutex_lock(&store->listening);
    store->listener = listener;
    store->listener_context = context;
    pthread_mutex_unlock(&store->listening);
}

static void reader_return(struct store *store, struct sql *sql)
{
    pthread_mutex_lock(&store->mutex);
    store->readers_out--;
    if (sql)
        store->readers[store->readers_idle++] = sql;
    pthread_cond_signal(&store->reader_back);
    pthread_mutex_unlock(&store->mutex);
}

enum err store_reader(struct store *store, struct sql **out, struct error *error)
{
    pthread_mutex_lock(&store->mutex);
    while (store->readers_out >= STORE_READERS_MAX)
        pthread_cond_wait(&store->reader_back, &store->mutex);
    store->readers_out++;
    struct sql *sql = store->readers_idle ? store->readers[--store->readers_idle] : NULL;
    pthread_mutex_unlock(&store->mutex);
    enum err rc = sql ? ERR_OK : sql_connect(store->path, true, NULL, &sql, error);
    if (rc == ERR_OK)
        rc = sql_run(sql, "BEGIN", SQL_NONE, error);
    if (rc != ERR_OK) {
        reader_return(store, sql);
        return rc;
    }
    *out = sql;
    return ERR_OK;
}

void store_reader_done(struct store *store, struct sql *sql)
{
    /* Ends the snapshot; a read transaction has nothing to lose. */
    sql_run(sql, "ROLLBACK", SQL_NONE, NULL);
    reader_return(store, sql);
}

void store_stats(struct store *store, struct store_stats *out)
{
    pthread_mutex_lock(&store->mutex);
    *out = store->stats;
    pthread_mutex_unlock(&store->mutex);
}
