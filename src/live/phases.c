#include "live/phases_int.h"

#include <math.h>

#include "base/clock.h"

static unsigned bucket_of(int64_t us)
{
    double at = us < 1 ? 0 : 4 * log2((double)us);
    return at < PHASE_BUCKETS - 1 ? (unsigned)at : PHASE_BUCKETS - 1;
}

/* The upper end of a bucket. */
static int64_t bucket_us(unsigned bucket)
{
    return (int64_t)ceil(exp2((bucket + 1) / 4.0));
}

void phase_note(struct phases *phases, enum live_phase phase, int64_t took_ns)
{
    int64_t us = took_ns > 0 ? took_ns / 1000 : 0;
    atomic_fetch_add_explicit(&phases->counts[phase][bucket_of(us)], 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&phases->sum_us[phase], us, memory_order_relaxed);
    if (us > atomic_load_explicit(&phases->worst_us[phase], memory_order_relaxed))
        atomic_store_explicit(&phases->worst_us[phase], us, memory_order_relaxed);
}

void phase_end(struct phases *phases, enum live_phase phase, int64_t *since_ns)
{
    int64_t now_ns = clock_monotonic_ns();
    if (phases)
        phase_note(phases, phase, now_ns - *since_ns);
    *since_ns = now_ns;
}

void phases_clear(struct phases *phases)
{
    for (int p = 0; p < LIVE_PHASES; p++) {
        for (unsigned b = 0; b < PHASE_BUCKETS; b++)
            atomic_store(&phases->counts[p][b], 0);
        atomic_store(&phases->sum_us[p], 0);
        atomic_store(&phases->worst_us[p], 0);
    }
}

static int64_t share_us(struct phases *phases, int phase, double share, int64_t n)
{
    int64_t before = 0, wanted = (int64_t)((double)n * share);
    for (unsigned b = 0; b < PHASE_BUCKETS; b++) {
        before += (int64_t)atomic_load_explicit(&phases->counts[phase][b], memory_order_relaxed);
        if (before > wanted)
            return bucket_us(b);
    }
    return 0;
}

void phases_read(struct phases *phases, struct live_phase_times out[LIVE_PHASES])
{
    for (int p = 0; p < LIVE_PHASES; p++) {
        int64_t n = 0;
        for (unsigned b = 0; b < PHASE_BUCKETS; b++)
            n += (int64_t)atomic_load_explicit(&phases->counts[p][b], memory_order_relaxed);
        out[p] = (struct live_phase_times){
            .n = n,
            .p50_us = share_us(phases, p, 0.5, n),
            .p99_us = share_us(phases, p, 0.99, n),
            .worst_us = atomic_load_explicit(&phases->worst_us[p], memory_order_relaxed),
            .sum_us = atomic_load_explicit(&phases->sum_us[p], memory_order_relaxed)};
    }
}

const char *live_phase_name(enum live_phase phase)
{
    static const char *const names[LIVE_PHASES] = {
        [LIVE_WAITING] = "waiting",     [LIVE_PICTURE] = "picture",
        [LIVE_ROADS] = "roads",         [LIVE_SCOPE] = "scope",
        [LIVE_COLLECT] = "collect",     [LIVE_TRAVEL] = "travel",
        [LIVE_PLACE] = "place",         [LIVE_SEARCH] = "search",
        [LIVE_EXPLAIN] = "explain",     [LIVE_CHANGES] = "changes",
        [LIVE_COMMIT] = "commit",       [LIVE_SEND] = "send",
        [LIVE_IMPROVING] = "improving", [LIVE_BREAKING_OFF] = "breaking_off",
    };
    return names[phase];
}
