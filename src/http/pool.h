/*
 * Threads for work that waits or takes long (queries, passwords, routing problems), so that event
 * loops never do. A pool has a fixed number of threads and a bounded queue: above it work is
 * refused, which the caller tells its client at once instead of letting it wait for nothing.
 */
#ifndef LIFELINE_HTTP_POOL_H
#define LIFELINE_HTTP_POOL_H

#include <stdbool.h>
#include <stddef.h>

struct pool;

struct pool *pool_new(unsigned threads, size_t queue_max);
/* Runs what is queued, then ends the threads. NULL does nothing. */
void pool_free(struct pool *pool);
/* False: the queue is full and `work` will not be called. */
bool pool_submit(struct pool *pool, void (*work)(void *context), void *context);
size_t pool_queued(struct pool *pool);

#endif
