#include "store/fault.h"

#include <pthread.h>
#include <stdlib.h>

struct countdown {
    int64_t until, times;
};

struct store_fault {
    pthread_mutex_t mutex;
    struct countdown statements, commits;
};

struct store_fault *fault_new(void)
{
    struct store_fault *fault = calloc(1, sizeof *fault);
    if (!fault)
        abort();
    pthread_mutex_init(&fault->mutex, NULL);
    return fault;
}

void fault_free(struct store_fault *fault)
{
    if (!fault)
        return;
    pthread_mutex_destroy(&fault->mutex);
    free(fault);
}

static void set(struct store_fault *fault, struct countdown *countdown, int64_t n, int64_t times)
{
    pthread_mutex_lock(&fault->mutex);
    *countdown = (struct countdown){.until = n, .times = n > 0 ? times : 0};
    pthread_mutex_unlock(&fault->mutex);
}

void fault_in_statements(struct store_fault *fault, int64_t n, int64_t times)
{
    set(fault, &fault->statements, n, times);
}

void fault_in_commits(struct store_fault *fault, int64_t n, int64_t times)
{
    set(fault, &fault->commits, n, times);
}

static bool strikes(struct store_fault *fault, struct countdown *countdown)
{
    pthread_mutex_lock(&fault->mutex);
    bool now = countdown->times > 0 && --countdown->until <= 0;
    if (now)
        countdown->times--;
    pthread_mutex_unlock(&fault->mutex);
    return now;
}

bool fault_statement(struct store_fault *fault)
{
    return fault && strikes(fault, &fault->statements);
}

bool fault_commit(struct store_fault *fault)
{
    return fault && strikes(fault, &fault->commits);
}
