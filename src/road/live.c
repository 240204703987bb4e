#include "road/live_int.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"

/* A network with fewer links is customised before other threads have started. */
enum { ALONE_LINKS = 100000 };

static int by_address(const void *a, const void *b)
{
    uintptr_t x = (uintptr_t) * (struct change *const *)a,
              y = (uintptr_t) * (struct change *const *)b;
    return (x > y) - (x < y);
}

enum err road_live_new(const struct road_network *network, struct road_live **out,
                       struct error *error)
{
    struct road_live *live = take_zeroed(1, sizeof *live);
    live->network = network;
    if (pthread_mutex_init(&live->lock, NULL) != 0) {
        free(live);
        return error_set(error, ERR_INTERNAL, "A lock could not be made.");
    }
    *out = live;
    return ERR_OK;
}

enum err road_live_fork(struct road_live *live, struct road_live **out, struct error *error)
{
    struct road_live *fork = NULL;
    enum err err = road_live_new(live->network, &fork, error);
    if (err)
        return err;
    pthread_mutex_lock(&live->lock);
    changes_copy(&fork->staged, &live->staged);
    changes_copy(&fork->applied, &live->applied);
    fork->now_ms = live->now_ms;
    fork->threads = live->threads;
    atomic_store(&fork->timed, atomic_load(&live->timed));
    pthread_mutex_unlock(&live->lock);
    *out = fork;
    return ERR_OK;
}

void road_live_free(struct road_live *live)
{
    if (!live)
        return;
    for (uint32_t p = 0; p < GRAPH_PROFILES_MAX; p++) {
        layer_free(atomic_load(&live->now[p]));
        for (size_t i = 0; i < ALTERNATES_MAX; i++)
            layer_free(live->alternates[p][i]);
    }
    for (unsigned kinds = 0; kinds <= ROAD_KINDS; kinds++)
        change_put(live->without[kinds]);
    changes_release(&live->staged);
    changes_release(&live->applied);
    updater_free(live->updater);
    customizer_free(live->customizer);
    pthread_mutex_destroy(&live->lock);
    free(live);
}

void road_live_threads(struct road_live *live, unsigned threads)
{
    pthread_mutex_lock(&live->lock);
    live->threads = threads;
    customizer_free(live->customizer);
    live->customizer = NULL;
    pthread_mutex_unlock(&live->lock);
}

const struct customizer *live_customizer(struct road_live *live)
{
    const struct cch *cch = live->network->cch;
    if (live->customizer)
        return live->customizer;
    long threads = live->threads ? (long)live->threads : sysconf(_SC_NPROCESSORS_ONLN);
    if (threads < 1 || (live->threads == 0 && cch->n_links < ALONE_LINKS))
        threads = 1;
    live->customizer =
        customizer_new(cch, (unsigned)(threads > ROAD_THREADS_MAX ? ROAD_THREADS_MAX : threads));
    return live->customizer;
}

static size_t find_staged(const struct road_live *live, const char *id)
{
    size_t i = 0;
    while (i < live->staged.n && strcmp(live->staged.at[i]->id, id) != 0)
        i++;
    return i;
}

enum err road_live_put(struct road_live *live, const struct road_closure *closures, size_t n,
                       struct error *error)
{
    change_vec fresh = {0};
    enum err err = ERR_OK;
    for (size_t i = 0; i < n && !err; i++) {
        struct change *change = NULL;
        err = change_resolve(live->network, &closures[i], &change, error);
        if (!err)
            vec_push(&fresh, change);
    }
    pthread_mutex_lock(&live->lock);
    if (!err && live->staged.n + n > ROAD_CLOSURES_MAX)
        err =
            error_set(error, ERR_LIMIT, "There would be more than %d closures.", ROAD_CLOSURES_MAX);
    for (size_t i = 0; i < fresh.n && !err; i++) {
        size_t at = find_staged(live, fresh.at[i]->id);
        if (at < live->staged.n)
            change_put(live->staged.at[at]);
        else
            vec_push(&live->staged, NULL);
        live->staged.at[at] = change_get(fresh.at[i]);
    }
    pthread_mutex_unlock(&live->lock);
    changes_release(&fresh);
    return err;
}

enum err road_live_drop(struct road_live *live, const char *id, struct error *error)
{
    enum err err = ERR_OK;
    pthread_mutex_lock(&live->lock);
    size_t at = find_staged(live, id);
    if (at < live->staged.n) {
        change_put(live->staged.at[at]);
        memmove(live->staged.at + at, live->staged.at + at + 1,
                (live->staged.n - at - 1) * sizeof *live->staged.at);
        live->staged.n--;
    } else {
        err = error_set(error, ERR_NOT_FOUND, "There is no closure \"%.64s\".", id);
    }
    pthread_mutex_unlock(&live->lock);
    return err;
}

void road_live_clear(struct road_live *live)
{
    pthread_mutex_lock(&live->lock);
    changes_release(&live->staged);
    pthread_mutex_unlock(&live->lock);
}

size_t road_live_count(struct road_live *live)
{
    pthread_mutex_lock(&live->lock);
    size_t n = live->staged.n;
    pthread_mutex_unlock(&live->lock);
    return n;
}

/* Those of the applied changes that are in force at a time, and one more (or NULL); borrowed, by
 * address. */
static change_vec in_force(const struct road_live *live, int64_t at_ms, struct change *more)
{
    change_vec wanted = {0};
    if (more)
        vec_push(&wanted, more);
    for (size_t i = 0; i < live->applied.n; i++)
        if (change_in_force(live->applied.at[i], at_ms))
            vec_push(&wanted, live->applied.at[i]);
    if (wanted.n > 1)
        qsort(wanted.at, wanted.n, sizeof *wanted.at, by_address);
    return wanted;
}

static void take_staged(struct road_live *live, struct road_applied *applied)
{
    bool timed = false;
    int64_t next = INT64_MAX;
    changes_release(&live->applied);
    changes_copy(&live->applied, &live->staged);
    for (size_t i = 0; i < live->applied.n; i++) {
        const struct change *change = live->applied.at[i];
        int64_t at = change_next_ms(change, live->now_ms);
        next = at < next ? at : next;
        timed = timed || change->from_ms != 0 || change->until_ms != 0 || change->hours.n > 0;
    }
    atomic_store(&live->timed, timed);
    applied->next_change_ms = next == INT64_MAX ? 0 : next;
}

enum err road_live_apply(struct road_live *live, int64_t now_ms, struct road_applied *applied,
                         struct error *error)
{
    struct road_applied none;
    enum err err = ERR_OK;
    int64_t start_ns = clock_monotonic_ns();
    applied = applied ? applied : &none;
    memset(applied, 0, sizeof *applied);
    pthread_mutex_lock(&live->lock);
    live->now_ms = now_ms;
    take_staged(live, applied);
    change_vec wanted = in_force(live, now_ms, NULL);
    for (uint32_t p = 0; p < live->network->graph->n_profiles && !err; p++) {
        struct layer *layer = atomic_load(&live->now[p]);
        if (layer)
            err = layer_update(live, layer, &wanted, applied, error);
    }
    vec_free(&wanted);
    pthread_mutex_unlock(&live->lock);
    applied->took_us = (clock_monotonic_ns() - start_ns) / 1000;
    return err;
}

static bool same_changes(const change_vec *a, const change_vec *b)
{
    return a->n == b->n && (a->n == 0 || memcmp(a->at, b->at, a->n * sizeof *a->at) == 0);
}

/* The alternate to be changed: one that excludes the same kinds of road, an unused one, or the one
 * that was not asked for longest. */
static struct layer **choose_alternate(struct road_live *live, uint32_t profile,
                                       const struct change *without)
{
    struct layer **oldest = &live->alternates[profile][0];
    for (size_t i = 0; i < ALTERNATES_MAX; i++) {
        struct layer **slot = &live->alternates[profile][i];
        if (*slot && without && (*slot)->without == without)
            return slot;
        if (*oldest && (!*slot || (*slot)->used < (*oldest)->used))
            oldest = slot;
    }
    return oldest;
}

/* The layer of a profile in which exactly these changes are in force: the present one, one of the
 * alternates, or an alternate changed to them. */
static enum err layer_for(struct road_live *live, uint32_t profile, const change_vec *wanted,
                          const struct change *without, struct layer **out, struct error *error)
{
    struct layer *now = atomic_load(&live->now[profile]);
    *out = same_changes(&now->active, wanted) ? now : NULL;
    for (size_t i = 0; i < ALTERNATES_MAX && !*out; i++) {
        struct layer *alternate = live->alternates[profile][i];
        if (alternate && same_changes(&alternate->active, wanted))
            *out = alternate;
    }
    if (*out)
        return ERR_OK;
    struct layer **slot = choose_alternate(live, profile, without);
    if (!*slot)
        *slot = layer_new(live, profile);
    struct road_applied ignored = {0};
    *out = *slot;
    (*slot)->without = without;
    return layer_update(live, *slot, wanted, &ignored, error);
}

static struct change *kinds_closed(struct road_live *live, unsigned kinds)
{
    if (kinds != 0 && !live->without[kinds])
        live->without[kinds] = change_of_kinds(live->network, kinds);
    return live->without[kinds];
}

/* `at_ms` 0: now. */
static enum err get_locked(struct road_live *live, uint32_t profile, int64_t at_ms, unsigned kinds,
                           struct road_snapshot **out, struct error *error)
{
    struct road_applied ignored = {0};
    enum err err = ERR_OK;
    struct layer *layer = atomic_load(&live->now[profile]);
    if (!layer) {
        change_vec now = in_force(live, live->now_ms, NULL);
        layer = layer_new(live, profile);
        err = layer_update(live, layer, &now, &ignored, error);
        vec_free(&now);
        atomic_store(&live->now[profile], layer);
    }
    if (!err && (at_ms != 0 || kinds != 0)) {
        struct change *without = kinds_closed(live, kinds);
        change_vec wanted = in_force(live, at_ms != 0 ? at_ms : live->now_ms, without);
        err = layer_for(live, profile, &wanted, without, &layer, error);
        vec_free(&wanted);
    }
    layer->used = ++live->asked;
    if (!err)
        *out = metric_get(layer->metric);
    return err;
}

static bool may_exclude(const struct graph_profile *profile, unsigned kinds)
{
    for (size_t i = 0; i < GRAPH_EXCLUDABLE_MAX && profile->excludable[i]; i++)
        if (profile->excludable[i] == kinds)
            return true;
    return kinds == 0;
}

enum err road_snapshot_get(struct road_live *live, const char *profile, int64_t depart_ms,
                           struct road_snapshot **out, struct error *error)
{
    return road_snapshot_without(live, profile, depart_ms, 0, out, error);
}

enum err road_snapshot_without(struct road_live *live, const char *profile, int64_t depart_ms,
                               unsigned kinds, struct road_snapshot **out, struct error *error)
{
    uint32_t p = graph_profile_find(live->network->graph, profile);
    if (p == GRAPH_NONE)
        return error_set(error, ERR_NOT_FOUND, "The network has no profile \"%.32s\".", profile);
    if (!may_exclude(&live->network->graph->profiles[p], kinds))
        return error_set(error, ERR_UNSUPPORTED,
                         "The profile %s does not offer to exclude these kinds of road.", profile);
    bool timed = depart_ms != 0 && atomic_load(&live->timed);
    struct layer *layer = atomic_load(&live->now[p]);
    if (layer && !timed && kinds == 0) {
        *out = metric_get(layer->metric);
        return ERR_OK;
    }
    pthread_mutex_lock(&live->lock);
    enum err err = get_locked(live, p, timed ? depart_ms : 0, kinds, out, error);
    pthread_mutex_unlock(&live->lock);
    return err;
}
