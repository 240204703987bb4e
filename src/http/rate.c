#include "http/rate.h"

#include <pthread.h>
#include <stdlib.h>

enum { ROWS = 4096 };

struct bucket {
    double missing; /* tokens below a full bucket */
    int64_t at_ns;  /* when that was so */
};

struct rate {
    pthread_mutex_t lock;
    double per_s, burst;
    struct bucket rows[ROWS];
};

struct rate *rate_new(double per_s, double burst)
{
    struct rate *rate = calloc(1, sizeof *rate);
    if (!rate)
        abort();
    rate->per_s = per_s;
    rate->burst = burst;
    pthread_mutex_init(&rate->lock, NULL);
    return rate;
}

void rate_free(struct rate *rate)
{
    if (!rate)
        return;
    pthread_mutex_destroy(&rate->lock);
    free(rate);
}

static bool take(struct rate *rate, struct sv client, double cost, int64_t now_ns, double taken)
{
    pthread_mutex_lock(&rate->lock);
    struct bucket *bucket = &rate->rows[sv_hash(client) % ROWS];
    bucket->missing -= (double)(now_ns - bucket->at_ns) * 1e-9 * rate->per_s;
    if (bucket->missing < 0)
        bucket->missing = 0;
    bucket->at_ns = now_ns;
    bool has = bucket->missing + cost <= rate->burst;
    if (has)
        bucket->missing += taken;
    pthread_mutex_unlock(&rate->lock);
    return has;
}

bool rate_take(struct rate *rate, struct sv client, double cost, int64_t now_ns)
{
    return take(rate, client, cost, now_ns, cost);
}

bool rate_has(struct rate *rate, struct sv client, double cost, int64_t now_ns)
{
    return take(rate, client, cost, now_ns, 0);
}
