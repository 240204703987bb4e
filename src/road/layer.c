#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "road/live_int.h"

void changes_release(change_vec *changes)
{
    for (size_t i = 0; i < changes->n; i++)
        change_put(changes->at[i]);
    vec_free(changes);
}

void changes_copy(change_vec *to, const change_vec *from)
{
    for (size_t i = 0; i < from->n; i++)
        vec_push(to, change_get(from->at[i]));
}

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
    uint32_t delay = 0, n_hours = 0;
    double factor = 1;
    if (layer->closed[arc] > 0 || profile->arc_weight_ds[arc] == GRAPH_NEVER)
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
    int64_t key = key_of(slowed(profile->arc_weight_ds[arc], factor) + delay,
                         slowed(profile->arc_duration_ds[arc], factor) + delay);
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

/* A change's border with the checks at its gates; both are ascending by arc. */
static void add_borders(const struct change *change, uint32_t profile, struct rules *rules)
{
    size_t g = 0;
    for (size_t i = 0; i < change->borders.n; i++) {
        struct border_arc border = change->borders.at[i];
        while (g < change->gates.n && change->gates.at[g].arc < border.arc)
            g++;
        for (size_t k = g; k < change->gates.n && change->gates.at[k].arc == border.arc; k++)
            if (change->gates.at[k].profile_mask >> profile & 1)
                border.delay_ds += change->gates.at[k].delay_ds;
        vec_push(&rules->borders, border);
    }
}

/* Cost of an arc up to the gate on it, which stands where the border is crossed last. */
static int64_t approach_key(const struct road_live *live, const struct rules *rules,
                            const struct timed_gate *gate)
{
    double last = 0;
    for (size_t i = 0; i < rules->borders.n; i++)
        if (rules->borders.at[i].arc == gate->arc)
            last = fmax(last, (double)rules->borders.at[i].last);
    return key_part(live->network->graph, gate->arc,
                    gate->key - key_of(gate->delay_ds, gate->delay_ds), last);
}

static struct rules *layer_rules(const struct road_live *live, const struct layer *layer)
{
    struct rules *rules = take_zeroed(1, sizeof *rules);
    atomic_store(&rules->refs, 1);
    for (size_t i = 0; i < layer->active.n; i++) {
        struct change *change = layer->active.at[i];
        vec_push(&rules->changes, change_get(change));
        if (change->profile_mask >> layer->profile & 1)
            add_borders(change, layer->profile, rules);
    }
    if (rules->borders.n > 1)
        qsort(rules->borders.at, rules->borders.n, sizeof *rules->borders.at, borders_ascending);
    for (size_t i = 0; i < layer->specials.n; i++) {
        struct timed_gate gate;
        bool again = i > 0 && layer->specials.at[i - 1].arc == layer->specials.at[i].arc;
        if (again || layer_cost(live, layer, layer->specials.at[i].arc, &gate) >= KEY_NEVER)
            continue;
        if (gate.n_hours == 0)
            continue;
        gate.approach = approach_key(live, rules, &gate);
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

/* Writes the new costs and keeps in `arcs` those that differ from before. */
static void layer_set_costs(const struct road_live *live, const struct layer *layer,
                            struct road_snapshot *next, u32_vec *arcs)
{
    size_t kept = 0;
    arcs_sort(arcs);
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

enum err layer_update(struct road_live *live, struct layer *layer, const change_vec *wanted,
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
        if (!partial)
            customize(live_customizer(live), next);
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

struct layer *layer_new(struct road_live *live, uint32_t profile)
{
    struct layer *layer = take_zeroed(1, sizeof *layer);
    layer->profile = profile;
    layer->closed = take_zeroed(live->network->graph->n_arcs, sizeof *layer->closed);
    layer->metric = metric_new(live->network, live_customizer(live), profile, ++live->serial);
    if (!live->updater)
        live->updater = updater_new(live->network->cch);
    return layer;
}

void layer_free(struct layer *layer)
{
    if (!layer)
        return;
    metric_free(layer->metric);
    changes_release(&layer->active);
    vec_free(&layer->specials);
    free(layer->closed);
    free(layer);
}
