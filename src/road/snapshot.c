/*
 * Snapshots of one metric.
 *
 * `current` packs the slot of the newest snapshot (upper 16 bits) with the number of times it has
 * been handed out (lower 48). Getting it is one atomic addition that takes the reference at the
 * same moment as it reads the slot, so there is no instant at which a snapshot is known but not yet
 * held. When a newer one is published the count is moved into the old one's own counter, which
 * holders count down; whoever brings that to zero marks the slot idle. Its arrays are then brought
 * up to date by copying what changed since (the journal), and serve again.
 */
#include "road/live_int.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { SLOTS_MAX = 256, JOURNAL_MAX = 16 };

/* While a snapshot is current, releases count down from here. */
#define HELD ((long long)1 << 60)

struct delta {
    u32_vec links, arcs;
    uint64_t version; /* that it led to */
    bool all;
};

struct metric {
    const struct road_network *network;
    uint32_t profile;
    _Atomic uint64_t *legs;   /* see the snapshots */
    _Atomic uint64_t current; /* slot << 48 | times handed out */
    atomic_uint holds;        /* the owner, and every slot that is not idle */
    struct road_snapshot *slots[SLOTS_MAX];
    uint32_t n_slots;
    uint64_t version;
    struct delta journal[JOURNAL_MAX]; /* by version % JOURNAL_MAX */
};

void rules_put(struct rules *rules)
{
    if (!rules || atomic_fetch_sub(&rules->refs, 1) != 1)
        return;
    for (size_t i = 0; i < rules->changes.n; i++)
        change_put(rules->changes.at[i]);
    vec_free(&rules->gates);
    vec_free(&rules->borders);
    vec_free(&rules->changes);
    free(rules);
}

static void metric_unhold(struct metric *metric)
{
    if (atomic_fetch_sub(&metric->holds, 1) != 1)
        return;
    for (uint32_t i = 0; i < metric->n_slots; i++) {
        struct road_snapshot *snapshot = metric->slots[i];
        rules_put(snapshot->rules);
        free(snapshot->arc_key);
        free(snapshot->link_key);
        free(snapshot->link_dm);
        free(snapshot);
    }
    free(metric->legs);
    for (size_t i = 0; i < JOURNAL_MAX; i++) {
        vec_free(&metric->journal[i].links);
        vec_free(&metric->journal[i].arcs);
    }
    free(metric);
}

static void count_down(struct road_snapshot *snapshot, long long by)
{
    if (atomic_fetch_sub(&snapshot->refs, by) != by)
        return;
    struct metric *metric = snapshot->metric;
    atomic_store(&snapshot->idle, true);
    metric_unhold(metric);
}

static struct road_snapshot *slot_new(struct metric *metric)
{
    const struct road_network *network = metric->network;
    assert(metric->n_slots < SLOTS_MAX);
    struct road_snapshot *snapshot = take_zeroed(1, sizeof *snapshot);
    snapshot->network = network;
    snapshot->metric = metric;
    snapshot->profile = metric->profile;
    snapshot->legs = metric->legs;
    snapshot->slot = metric->n_slots;
    snapshot->arc_key = take(network->graph->n_arcs, sizeof *snapshot->arc_key);
    snapshot->link_key = take(network->cch->n_links, sizeof *snapshot->link_key);
    snapshot->link_dm = take(network->cch->n_links, sizeof *snapshot->link_dm);
    metric->slots[metric->n_slots++] = snapshot;
    return snapshot;
}

struct metric *metric_new(const struct road_network *network, const struct customizer *customizer,
                          uint32_t profile, uint64_t serial)
{
    const struct graph *graph = network->graph;
    struct metric *metric = take_zeroed(1, sizeof *metric);
    metric->network = network;
    metric->profile = profile;
    metric->legs = take_zeroed(network->cch->n_links / 64 + 1, sizeof *metric->legs);
    atomic_store(&metric->holds, 2);
    struct road_snapshot *first = slot_new(metric);
    const struct graph_profile *p = &graph->profiles[profile];
    for (uint32_t a = 0; a < graph->n_arcs; a++)
        first->arc_key[a] = p->arc_weight_ds[a] == GRAPH_NEVER
                                ? KEY_NEVER
                                : key_of(p->arc_weight_ds[a], p->arc_duration_ds[a]);
    customize(customizer, first);
    first->rules = take_zeroed(1, sizeof *first->rules);
    atomic_store(&first->rules->refs, 1);
    first->version = metric->version = 1;
    first->serial = serial;
    atomic_store(&first->refs, HELD);
    return metric;
}

void metric_free(struct metric *metric)
{
    if (!metric)
        return;
    uint64_t word = atomic_load(&metric->current);
    struct road_snapshot *last = metric->slots[word >> 48];
    count_down(last, HELD - (long long)(word & (((uint64_t)1 << 48) - 1)));
    metric_unhold(metric);
}

struct road_snapshot *metric_get(struct metric *metric)
{
    return metric->slots[atomic_fetch_add(&metric->current, 1) >> 48];
}

void road_snapshot_put(struct road_snapshot *snapshot)
{
    if (snapshot)
        count_down(snapshot, 1);
}

static void copy_all(const struct road_snapshot *from, struct road_snapshot *to)
{
    const struct road_network *network = from->network;
    memcpy(to->arc_key, from->arc_key, network->graph->n_arcs * sizeof *to->arc_key);
    memcpy(to->link_key, from->link_key, network->cch->n_links * sizeof *to->link_key);
    memcpy(to->link_dm, from->link_dm, network->cch->n_links * sizeof *to->link_dm);
}

static void copy_links(const struct road_snapshot *from, struct road_snapshot *to,
                       const u32_vec *links)
{
    enum { AHEAD = 24 };
    for (size_t i = 0; i < links->n; i++) {
        uint32_t link = links->at[i];
        if (i + AHEAD < links->n) {
            uint32_t soon = links->at[i + AHEAD];
            __builtin_prefetch(&from->link_key[soon]);
            __builtin_prefetch(&from->link_dm[soon]);
            __builtin_prefetch(&to->link_key[soon], 1);
            __builtin_prefetch(&to->link_dm[soon], 1);
        }
        to->link_key[link] = from->link_key[link];
        to->link_dm[link] = from->link_dm[link];
    }
}

/* Copies what has changed since `to` was made; false when the journal does not reach back. */
static bool catch_up(const struct metric *metric, const struct road_snapshot *from,
                     struct road_snapshot *to)
{
    if (to->version == 0 || from->version - to->version >= JOURNAL_MAX)
        return false;
    for (uint64_t v = to->version + 1; v <= from->version; v++)
        if (metric->journal[v % JOURNAL_MAX].all)
            return false;
    for (uint64_t v = to->version + 1; v <= from->version; v++) {
        const struct delta *delta = &metric->journal[v % JOURNAL_MAX];
        copy_links(from, to, &delta->links);
        for (size_t i = 0; i < delta->arcs.n; i++)
            to->arc_key[delta->arcs.at[i]] = from->arc_key[delta->arcs.at[i]];
    }
    return true;
}

struct road_snapshot *metric_begin(struct metric *metric)
{
    const struct road_snapshot *now = metric->slots[atomic_load(&metric->current) >> 48];
    struct road_snapshot *next = NULL;
    for (uint32_t i = 0; i < metric->n_slots; i++) {
        struct road_snapshot *slot = metric->slots[i];
        if (atomic_load(&slot->idle) && (!next || slot->version > next->version))
            next = slot;
    }
    if (!next && metric->n_slots == SLOTS_MAX)
        return NULL;
    if (!next)
        next = slot_new(metric);
    if (!catch_up(metric, now, next))
        copy_all(now, next);
    rules_put(next->rules);
    next->rules = NULL;
    return next;
}

static void note(u32_vec *to, const uint32_t *items, size_t n)
{
    vec_clear(to);
    vec_reserve(to, n);
    if (n > 0)
        memcpy(to->at, items, n * sizeof *items);
    to->n = n;
}

void metric_publish(struct metric *metric, struct road_snapshot *next, const uint32_t *links,
                    size_t n_links, const uint32_t *arcs, size_t n_arcs, bool all)
{
    next->version = ++metric->version;
    struct delta *delta = &metric->journal[next->version % JOURNAL_MAX];
    delta->version = next->version;
    delta->all = all;
    note(&delta->links, links, all ? 0 : n_links);
    note(&delta->arcs, arcs, all ? 0 : n_arcs);
    atomic_store(&next->refs, HELD);
    atomic_store(&next->idle, false);
    atomic_fetch_add(&metric->holds, 1);
    uint64_t word = atomic_exchange(&metric->current, (uint64_t)next->slot << 48);
    count_down(metric->slots[word >> 48], HELD - (long long)(word & (((uint64_t)1 << 48) - 1)));
}

uint64_t road_snapshot_version(const struct road_snapshot *snapshot)
{
    return snapshot->serial;
}
