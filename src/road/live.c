#include "road/live_int.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"

enum { ALTERNATES_MAX = 4 };

typedef VEC(struct change *) change_vec;

/* A gate or a slow-down that lies on an arc. */
struct special {
    uint32_t arc;
    double factor;
    const struct gate_arc *gate; /* NULL: the factor counts */
};

/* One profile under one set of changes. */
struct layer {
    struct metric *metric;
    uint32_t profile;
    change_vec active;            /* referenced; ascending by address */
    uint16_t *closed;             /* per arc: how many of them close it */
    VEC(struct special) specials; /* ascending by arc */
    uint64_t used;                /* when last asked for, by the live's count */
};

struct road_live {
    const struct road_network *network;
    pthread_mutex_t lock;
    change_vec staged, applied; /* referenced */
    int64_t now_ms;
    uint64_t serial, asked;
    atomic_bool timed; /* some applied change depends on time */
    _Atomic(struct layer *) now[GRAPH_PROFILES_MAX];
    struct layer *alternates[GRAPH_PROFILES_MAX][ALTERNATES_MAX];
    struct updater *updater;
};

static int by_address(const void *a, const void *b)
{
    uintptr_t x = (uintptr_t) * (struct change *const *)a,
              y = (uintptr_t) * (struct change *const *)b;
    return (x > y) - (x < y);
}

static void changes_release(change_vec *changes)
{
    for (size_t i = 0; i < changes->n; i++)
        change_put(changes->at[i]);
    vec_free(changes);
}

static void changes_copy(change_vec *to, const change_vec *from)
{
    for (size_t i = 0; i < from->n; i++)
        vec_push(to, change_get(from->at[i]));
}

/* ---- one layer ---- */

static bool closes(const struct change *change)
{
    return change->kind != ROAD_SLOW_EDGES && change->kind != ROAD_SLOW_AREA;
}

/* Counts a change in or out; the arcs concerned are appended. */
static void layer_count(struct layer *layer, const struct change *change, int by, u32_vec *arcs)
{
    if (!(change->profile_mask >> layer->profile & 1))
        return;
    for (size_t i = 0; i < change->arcs.n; i++) {
        if (closes(change))
            layer->closed[change->arcs.at[i]] = (uint16_t)(layer->closed[change->arcs.at[i]] + by);
        vec_push(arcs, change->arcs.at[i]);
    }
    for (size_t i = 0; i < change->gates.n; i++) {
        const struct gate_arc *gate = &change->gates.at[i];
        if (!(gate->profile_mask >> layer->profile & 1))
            layer->closed[gate->arc] = (uint16_t)(layer->closed[gate->arc] + by);
        vec_push(arcs, gate->arc);
    }
}

static bool special_kind(const struct change *change)
{
    return !closes(change) || change->gates.n > 0;
}

static int specials_ascending(const void *a, const void *b)
{
    const struct special *x = a, *y = b;
    if (x->arc != y->arc)
        return x->arc < y->arc ? -1 : 1;
    return (x->factor > y->factor) - (x->factor < y->factor);
}

static void layer_list_specials(struct layer *layer)
{
    vec_clear(&layer->specials);
    for (size_t i = 0; i < layer->active.n; i++) {
        const struct change *change = layer->active.at[i];
        if (!(change->profile_mask >> layer->profile & 1))
            continue;
        for (size_t k = 0; k < change->arcs.n && !closes(change); k++)
            vec_push(&layer->specials,
                     ((struct special){change->arcs.at[k], change->factor, NULL}));
        for (size_t k = 0; k < change->gates.n; k++)
            if (change->gates.at[k].profile_mask >> layer->profile & 1)
                vec_push(&layer->specials,
                         ((struct special){change->gates.at[k].arc, 1, &change->gates.at[k]}));
    }
    if (layer->specials.n > 1)
        qsort(layer->specials.at, layer->specials.n, sizeof *layer->specials.at,
              specials_ascending);
}

static size_t specials_of(const struct layer *layer, uint32_t arc)
{
    size_t low = 0, high = layer->specials.n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (layer->specials.at[middle].arc < arc)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

#define COST_MAX_DS 500e6 /* well below KEY_NEVER, whatever the factors */

static uint32_t slowed(uint32_t ds, double factor)
{
    double value = round(ds * factor);
    return (uint32_t)(value > COST_MAX_DS ? COST_MAX_DS : value);
}

/* What the arc costs now. Where gates with hours stand on it they are filled into `timed` (when not
 * NULL), and the cost is that of passing them when open. */
static int64_t layer_cost(const struct road_live *live, const struct layer *layer, uint32_t arc,
                          struct timed_gate *timed)
{
    const struct graph_profile *profile = &live->network->graph->profiles[layer->profile];
    uint32_t weight = profile->arc_weight_ds[arc], duration = profile->arc_duration_ds[arc];
    uint32_t delay = 0, n_hours = 0;
    double factor = 1;
    if (weight == GRAPH_NEVER || layer->closed[arc] > 0)
        return KEY_NEVER;
    for (size_t i = specials_of(layer, arc);
         i < layer->specials.n && layer->specials.at[i].arc == arc; i++) {
        const struct special *special = &layer->specials.at[i];
        factor *= special->factor;
        if (!special->gate)
            continue;
        delay += special->gate->delay_ds;
        if (special->gate->hours.n == 0)
            continue;
        if (n_hours == GATE_HOURS_MAX)
            return KEY_NEVER;
        if (timed) {
            timed->hours[n_hours] = special->gate->hours;
            memcpy(timed->id, special->gate->id, sizeof timed->id);
        }
        n_hours++;
    }
    int64_t key = key_of(slowed(weight, factor) + delay, slowed(duration, factor) + delay);
    if (timed) {
        timed->arc = arc;
        timed->n_hours = n_hours;
        timed->delay_ds = delay;
        timed->key = key;
    }
    return key;
}

static int borders_ascending(const void *a, const void *b)
{
    uint32_t x = ((const struct border_arc *)a)->arc, y = ((const struct border_arc *)b)->arc;
    return (x > y) - (x < y);
}

static struct rules *layer_rules(const struct road_live *live, const struct layer *layer)
{
    struct rules *rules = take_zeroed(1, sizeof *rules);
    atomic_store(&rules->refs, 1);
    for (size_t i = 0; i < layer->active.n; i++) {
        struct change *change = layer->active.at[i];
        vec_push(&rules->changes, change_get(change));
        if (change->profile_mask >> layer->profile & 1)
            for (size_t k = 0; k < change->borders.n; k++)
                vec_push(&rules->borders, change->borders.at[k]);
    }
    if (rules->borders.n > 1)
        qsort(rules->borders.at, rules->borders.n, sizeof *rules->borders.at, borders_ascending);
    for (size_t i = 0; i < layer->specials.n; i++) {
        struct timed_gate gate;
        bool again = i > 0 && layer->specials.at[i - 1].arc == layer->specials.at[i].arc;
        if (again || layer_cost(live, layer, layer->specials.at[i].arc, &gate) >= KEY_NEVER)
            continue;
        if (gate.n_hours > 0)
            vec_push(&rules->gates, gate);
    }
    return rules;
}

/* Compares what is active with what shall be (both by address) and counts the differences. */
static bool layer_diff(struct layer *layer, const change_vec *wanted, u32_vec *arcs)
{
    bool different = false, specials = false;
    size_t i = 0, j = 0;
    while (i < layer->active.n || j < wanted->n) {
        struct change *old = i < layer->active.n ? layer->active.at[i] : NULL;
        struct change *new = j < wanted->n ? wanted->at[j] : NULL;
        if (old == new) {
            i++;
            j++;
            continue;
        }
        bool out = old && (!new || (uintptr_t)old < (uintptr_t) new);
        struct change *change = out ? old : new;
        layer_count(layer, change, out ? -1 : 1, arcs);
        specials = specials || special_kind(change);
        different = true;
        *(out ? &i : &j) += 1;
    }
    if (!different)
        return false;
    change_vec before = layer->active;
    memset(&layer->active, 0, sizeof layer->active);
    changes_copy(&layer->active, wanted);
    if (specials)
        layer_list_specials(layer);
    changes_release(&before);
    return true;
}

static int ascending(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* Writes the new costs and keeps in `arcs` those that differ from before. */
static void layer_set_costs(const struct road_live *live, const struct layer *layer,
                            struct road_snapshot *next, u32_vec *arcs)
{
    size_t kept = 0;
    if (arcs->n > 1)
        qsort(arcs->at, arcs->n, sizeof *arcs->at, ascending);
    for (size_t i = 0; i < arcs->n; i++) {
        uint32_t arc = arcs->at[i];
        struct timed_gate timed = {.n_hours = 0};
        int64_t key = layer_cost(live, layer, arc, &timed);
        if (key < KEY_NEVER && timed.n_hours > 0)
            key = KEY_NEVER;
        if (key == next->arc_key[arc])
            continue;
        next->arc_key[arc] = key;
        arcs->at[kept++] = arc;
    }
    arcs->n = kept;
}

static enum err layer_update(struct road_live *live, struct layer *layer, const change_vec *wanted,
                             struct road_applied *applied, struct error *error)
{
    u32_vec arcs = {0}, links = {0};
    struct road_snapshot *next = metric_begin(layer->metric);
    if (!next)
        return error_set(error, ERR_BUSY,
                         "Too many old states of the road network are still in use.");
    if (layer_diff(layer, wanted, &arcs)) {
        layer_set_costs(live, layer, next, &arcs);
        bool partial = update_links(live->updater, next, arcs.at, arcs.n, &links);
        next->rules = layer_rules(live, layer);
        next->serial = ++live->serial;
        metric_publish(layer->metric, next, links.at, links.n, arcs.at, arcs.n, !partial);
        applied->arcs_changed += (uint32_t)arcs.n;
        applied->hierarchy_changed += partial ? (uint32_t)links.n : live->network->cch->n_links;
        applied->full = applied->full || !partial;
    }
    vec_free(&arcs);
    vec_free(&links);
    return ERR_OK;
}

static struct layer *layer_new(struct road_live *live, uint32_t profile)
{
    struct layer *layer = take_zeroed(1, sizeof *layer);
    layer->profile = profile;
    layer->closed = take_zeroed(live->network->graph->n_arcs, sizeof *layer->closed);
    layer->metric = metric_new(live->network, profile, ++live->serial);
    if (!live->updater)
        live->updater = updater_new(live->network->cch);
    return layer;
}

static void layer_free(struct layer *layer)
{
    if (!layer)
        return;
    metric_free(layer->metric);
    changes_release(&layer->active);
    vec_free(&layer->specials);
    free(layer->closed);
    free(layer);
}

/* ---- the live ---- */

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
    changes_release(&live->staged);
    changes_release(&live->applied);
    updater_free(live->updater);
    pthread_mutex_destroy(&live->lock);
    free(live);
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

/* Those of the applied changes that are in force at a time; borrowed, by address. */
static change_vec in_force(const struct road_live *live, int64_t at_ms)
{
    change_vec wanted = {0};
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
    change_vec wanted = in_force(live, now_ms);
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

/* The layer of a profile in which exactly these changes are in force: the present one, one of the
 * alternates, or the alternate that was not asked for longest, changed to them. */
static enum err layer_for(struct road_live *live, uint32_t profile, const change_vec *wanted,
                          struct layer **out, struct error *error)
{
    struct layer *now = atomic_load(&live->now[profile]);
    struct layer **oldest = &live->alternates[profile][0];
    if (same_changes(&now->active, wanted)) {
        *out = now;
        return ERR_OK;
    }
    for (size_t i = 0; i < ALTERNATES_MAX; i++) {
        struct layer **slot = &live->alternates[profile][i];
        if (*slot && same_changes(&(*slot)->active, wanted)) {
            *out = *slot;
            return ERR_OK;
        }
        if (*oldest && (!*slot || (*slot)->used < (*oldest)->used))
            oldest = slot;
    }
    if (!*oldest)
        *oldest = layer_new(live, profile);
    struct road_applied ignored = {0};
    *out = *oldest;
    return layer_update(live, *oldest, wanted, &ignored, error);
}

static enum err get_locked(struct road_live *live, uint32_t profile, int64_t at_ms,
                           struct road_snapshot **out, struct error *error)
{
    struct road_applied ignored = {0};
    enum err err = ERR_OK;
    struct layer *layer = atomic_load(&live->now[profile]);
    if (!layer) {
        change_vec now = in_force(live, live->now_ms);
        layer = layer_new(live, profile);
        err = layer_update(live, layer, &now, &ignored, error);
        vec_free(&now);
        atomic_store(&live->now[profile], layer);
    }
    if (!err && at_ms != 0) {
        change_vec wanted = in_force(live, at_ms);
        err = layer_for(live, profile, &wanted, &layer, error);
        vec_free(&wanted);
    }
    layer->used = ++live->asked;
    if (!err)
        *out = metric_get(layer->metric);
    return err;
}

enum err road_snapshot_get(struct road_live *live, const char *profile, int64_t depart_ms,
                           struct road_snapshot **out, struct error *error)
{
    uint32_t p = graph_profile_find(live->network->graph, profile);
    if (p == GRAPH_NONE)
        return error_set(error, ERR_NOT_FOUND, "The network has no profile \"%.32s\".", profile);
    bool timed = depart_ms != 0 && atomic_load(&live->timed);
    struct layer *layer = atomic_load(&live->now[p]);
    if (layer && !timed) {
        *out = metric_get(layer->metric);
        return ERR_OK;
    }
    pthread_mutex_lock(&live->lock);
    enum err err = get_locked(live, p, timed ? depart_ms : 0, out, error);
    pthread_mutex_unlock(&live->lock);
    return err;
}
