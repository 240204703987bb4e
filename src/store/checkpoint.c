#include "store/checkpoint.h"

#include <pthread.h>
#include <stdlib.h>

#include "store/sql_int.h"

struct checkpointer {
    struct sql *sql, *writer;
    struct log *log;
    pthread_t thread;
    pthread_mutex_t mutex; /* guards what follows */
    pthread_cond_t changed;
    bool asked, stopping;
};

/* On the writer's thread, after each of its commits. */
static void grown(void *context, int pages)
{
    struct checkpointer *checkpointer = context;
    if (pages < LOG_PAGES)
        return;
    if (pages >= LOG_PAGES_MAX)
        sql_checkpoint(checkpointer->writer, NULL);
    pthread_mutex_lock(&checkpointer->mutex);
    checkpointer->asked = true;
    pthread_cond_signal(&checkpointer->changed);
    pthread_mutex_unlock(&checkpointer->mutex);
}

static void *run(void *context)
{
    struct checkpointer *checkpointer = context;
    pthread_mutex_lock(&checkpointer->mutex);
    while (!checkpointer->stopping) {
        if (!checkpointer->asked) {
            pthread_cond_wait(&checkpointer->changed, &checkpointer->mutex);
            continue;
        }
        struct error error = {0};
        checkpointer->asked = false;
        pthread_mutex_unlock(&checkpointer->mutex);
        if (sql_checkpoint(checkpointer->sql, &error) != ERR_OK)
            log_warn(checkpointer->log, "store.checkpoint_failed", LOG_S("why", error.text), NULL);
        pthread_mutex_lock(&checkpointer->mutex);
    }
    pthread_mutex_unlock(&checkpointer->mutex);
    return NULL;
}

static void release(struct checkpointer *checkpointer)
{
    sql_disconnect(checkpointer->sql);
    pthread_cond_destroy(&checkpointer->changed);
    pthread_mutex_destroy(&checkpointer->mutex);
    free(checkpointer);
}

enum err checkpointer_start(const char *path, struct sql *writer, struct log *log,
                            struct checkpointer **out, struct error *error)
{
    struct checkpointer *checkpointer = calloc(1, sizeof *checkpointer);
    if (!checkpointer)
        abort();
    checkpointer->writer = writer;
    checkpointer->log = log;
    pthread_mutex_init(&checkpointer->mutex, NULL);
    pthread_cond_init(&checkpointer->changed, NULL);
    enum err rc = sql_connect(path, false, NULL, &checkpointer->sql, error);
    if (rc == ERR_OK && pthread_create(&checkpointer->thread, NULL, run, checkpointer) != 0)
        rc = error_set(error, ERR_IO, "The thread of the write-ahead log cannot be started.");
    if (rc != ERR_OK) {
        release(checkpointer);
        return rc;
    }
    sql_on_commit(writer, grown, checkpointer);
    *out = checkpointer;
    return ERR_OK;
}

void checkpointer_stop(struct checkpointer *checkpointer)
{
    if (!checkpointer)
        return;
    sql_on_commit(checkpointer->writer, NULL, NULL);
    pthread_mutex_lock(&checkpointer->mutex);
    checkpointer->stopping = true;
    pthread_cond_signal(&checkpointer->changed);
    pthread_mutex_unlock(&checkpointer->mutex);
    pthread_join(checkpointer->thread, NULL);
    release(checkpointer);
}
