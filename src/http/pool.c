#include "http/pool.h"

#include <pthread.h>
#include <stdlib.h>

struct job {
    void (*work)(void *context);
    void *context;
};

struct pool {
    pthread_mutex_t lock;
    pthread_cond_t more;
    struct job *ring;
    size_t first, n, max;
    unsigned threads_n;
    bool is_ending;
    pthread_t threads[];
};

static void *run(void *context)
{
    struct pool *pool = context;
    pthread_mutex_lock(&pool->lock);
    for (;;) {
        while (!pool->n && !pool->is_ending)
            pthread_cond_wait(&pool->more, &pool->lock);
        if (!pool->n)
            break;
        struct job job = pool->ring[pool->first];
        pool->first = (pool->first + 1) % pool->max;
        pool->n--;
        pthread_mutex_unlock(&pool->lock);
        job.work(job.context);
        pthread_mutex_lock(&pool->lock);
    }
    pthread_mutex_unlock(&pool->lock);
    return NULL;
}

struct pool *pool_new(unsigned threads, size_t queue_max)
{
    struct pool *pool = calloc(1, sizeof *pool + threads * sizeof *pool->threads);
    if (!pool || !(pool->ring = calloc(queue_max, sizeof *pool->ring)))
        abort();
    pool->max = queue_max;
    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->more, NULL);
    while (pool->threads_n < threads &&
           !pthread_create(&pool->threads[pool->threads_n], NULL, run, pool))
        pool->threads_n++;
    if (!pool->threads_n)
        abort();
    return pool;
}

void pool_free(struct pool *pool)
{
    if (!pool)
        return;
    pthread_mutex_lock(&pool->lock);
    pool->is_ending = true;
    pthread_cond_broadcast(&pool->more);
    pthread_mutex_unlock(&pool->lock);
    for (unsigned i = 0; i < pool->threads_n; i++)
        pthread_join(pool->threads[i], NULL);
    pthread_mutex_destroy(&pool->lock);
    pthread_cond_destroy(&pool->more);
    free(pool->ring);
    free(pool);
}

bool pool_submit(struct pool *pool, void (*work)(void *context), void *context)
{
    pthread_mutex_lock(&pool->lock);
    bool has_room = pool->n < pool->max && !pool->is_ending;
    if (has_room) {
        pool->ring[(pool->first + pool->n) % pool->max] = (struct job){work, context};
        pool->n++;
        pthread_cond_signal(&pool->more);
    }
    pthread_mutex_unlock(&pool->lock);
    return has_room;
}

size_t pool_queued(struct pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    size_t n = pool->n;
    pthread_mutex_unlock(&pool->lock);
    return n;
}
