#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "road/live_int.h"

/* The network as if nothing had been changed: only arc costs and (empty) rules, for Dijkstra. */
struct clear_day {
    struct road_snapshot snapshot;
    struct rules rules;
};

static void clear_day_make(const struct road_snapshot *now, struct clear_day *day)
{
    const struct graph *graph = now->network->graph;
    const struct graph_profile *profile = snapshot_profile(now);
    memset(day, 0, sizeof *day);
    day->snapshot.network = now->network;
    day->snapshot.profile = now->profile;
    day->snapshot.rules = &day->rules;
    day->snapshot.arc_key = take(graph->n_arcs, sizeof *day->snapshot.arc_key);
    for (uint32_t a = 0; a < graph->n_arcs; a++)
        day->snapshot.arc_key[a] =
            profile->arc_weight_ds[a] == GRAPH_NEVER
                ? KEY_NEVER
                : key_of(profile->arc_weight_ds[a], profile->arc_duration_ds[a]);
}

static bool is_end(const struct seeds *to, uint32_t arc, struct cost rest)
{
    for (uint32_t i = 0; i < to->n; i++)
        if (to->at[i].arc == arc && to->at[i].key == rest.key && to->at[i].dm == rest.dm)
            return true;
    return false;
}

/* Follows costs-to-target from a seed to the end. */
static void walk(const struct road_snapshot *day, const struct cost *rest, const struct seeds *to,
                 uint32_t arc, u32_vec *path)
{
    const struct graph *graph = day->network->graph;
    vec_push(path, arc);
    while (!is_end(to, arc, rest[arc]) && path->n <= graph->n_arcs) {
        uint32_t dm = graph->edge_length_dm[graph->arc_edge[arc]];
        for (uint32_t t = graph->turn_first[arc]; t < graph->turn_first[arc + 1]; t++) {
            uint32_t next = graph->turn_to[t];
            int64_t key = snapshot_turn(day, arc, t);
            if (key < KEY_NEVER && rest[next].key + key == rest[arc].key &&
                rest[next].dm + dm == rest[arc].dm) {
                arc = next;
                break;
            }
        }
        vec_push(path, arc);
    }
}

/* The best way without any change, as arcs; empty when there is none. */
static void ideal_way(struct road_search *search, const struct road_snapshot *now,
                      const struct spot *from, const struct spot *to, u32_vec *path)
{
    struct clear_day day;
    struct seeds source, target;
    struct cost best = {KEY_NEVER, 0};
    uint32_t start = GRAPH_NONE;
    clear_day_make(now, &day);
    seeds_from(&day.snapshot, from, &source);
    seeds_to(&day.snapshot, to, &target);
    seeds_go_round(&day.snapshot, &source, &target);
    if (!search->dijkstra)
        search->dijkstra = dijkstra_new(now->network->graph);
    const struct cost *rest =
        dijkstra_run(search->dijkstra, &day.snapshot, &target, KEY_NEVER, true);
    for (uint32_t i = 0; i < source.n; i++) {
        uint32_t arc = source.at[i].arc;
        struct cost sum = {source.at[i].key + rest[arc].key, source.at[i].dm + rest[arc].dm};
        if (rest[arc].key < KEY_NEVER && source.at[i].key < KEY_NEVER && cost_less(sum, best)) {
            best = sum;
            start = i;
        }
    }
    if (start != GRAPH_NONE) {
        if (source.at[start].before != GRAPH_NONE)
            vec_push(path, source.at[start].before);
        walk(&day.snapshot, rest, &target, source.at[start].arc, path);
    }
    free(day.snapshot.arc_key);
}

static void name_closure(struct road_why *why, const char *id)
{
    for (size_t i = 0; i < why->n_closures; i++)
        if (strcmp(why->closures[i], id) == 0)
            return;
    if (why->n_closures < sizeof why->closures / sizeof *why->closures)
        memcpy(why->closures[why->n_closures++], id, ROAD_ID_MAX);
}

/* Is the arc one of the change's, or of its gates? */
static bool concerns(const struct change *change, uint32_t arc)
{
    if (change_has_arc(change, arc))
        return true;
    for (size_t g = 0; g < change->gates.n; g++)
        if (change->gates.at[g].arc == arc)
            return true;
    return false;
}

/* Does the part of this arc that the way needs lie on one side of its border? `i`: which arc of the
 * way it is. */
static bool stays_on_side(const struct road_snapshot *snapshot, const u32_vec *path, size_t i,
                          const struct spot *from, const struct spot *to)
{
    const struct graph *graph = snapshot->network->graph;
    uint32_t arc = path->at[i];
    double until, behind;
    if (!arc_open_ends(snapshot, arc, &until, &behind))
        return false;
    double start = i == 0 ? spot_fraction(graph, from, arc, true) : 0;
    double stop = i + 1 == path->n ? spot_fraction(graph, to, arc, false) : 1;
    return start >= behind || stop <= until;
}

static const struct timed_gate *gate_with_hours(const struct road_snapshot *snapshot, uint32_t arc)
{
    for (size_t g = 0; g < snapshot->rules->gates.n; g++)
        if (snapshot->rules->gates.at[g].arc == arc)
            return &snapshot->rules->gates.at[g];
    return NULL;
}

/* The gate of a closure on the road of a closed arc: it is for others, or for the other direction.
 */
static void name_gate(struct road_why *why, const struct graph *graph, const struct change *change,
                      uint32_t arc)
{
    for (size_t g = 0; g < change->gates.n && !*why->gate; g++)
        if (graph->arc_edge[change->gates.at[g].arc] == graph->arc_edge[arc])
            memcpy(why->gate, change->gates.at[g].id, ROAD_ID_MAX);
}

static void name_closures_on(const struct road_snapshot *snapshot, uint32_t arc,
                             struct road_why *why)
{
    const struct graph *graph = snapshot->network->graph;
    uint32_t node = graph_tail(graph, arc);
    if (why->n_closures == 0)
        why->first_block =
            (struct road_point){graph->node_lon_e7[node] * 1e-7, graph->node_lat_e7[node] * 1e-7};
    for (size_t c = 0; c < snapshot->rules->changes.n; c++) {
        const struct change *change = snapshot->rules->changes.at[c];
        bool closing = change->kind != ROAD_SLOW_EDGES && change->kind != ROAD_SLOW_AREA;
        if (!closing || !(change->profile_mask >> snapshot->profile & 1) || !concerns(change, arc))
            continue;
        if (why->n_closures == 0)
            name_gate(why, graph, change, arc);
        name_closure(why, change->id);
    }
}

/* What stands on the way; of the gates one waits at, the first, if nothing else does. */
static void name_blocks(const struct road_snapshot *snapshot, const u32_vec *path,
                        const struct spot *from, const struct spot *to, struct road_why *why)
{
    const struct timed_gate *waits = NULL;
    for (size_t i = 0; i < path->n; i++) {
        uint32_t arc = path->at[i];
        if (snapshot->arc_key[arc] < KEY_NEVER || stays_on_side(snapshot, path, i, from, to))
            continue;
        const struct timed_gate *gate = gate_with_hours(snapshot, arc);
        if (gate)
            waits = waits ? waits : gate;
        else
            name_closures_on(snapshot, arc, why);
    }
    if (waits && why->n_closures == 0)
        memcpy(why->gate, waits->id, sizeof why->gate);
}

static void write_text(struct road_why *why)
{
    const char *others = why->n_closures > 1 ? " and others" : "";
    if (why->reachable && why->n_closures == 0 && *why->gate)
        snprintf(why->text, sizeof why->text,
                 "There is a way; the best one leads through the gate \"%s\".", why->gate);
    else if (why->reachable && why->n_closures == 0)
        snprintf(why->text, sizeof why->text,
                 "There is a way, and no closure lies on the best one.");
    else if (why->reachable)
        snprintf(why->text, sizeof why->text,
                 "There is a way around; the shortest one is closed by \"%s\"%s.", why->closures[0],
                 others);
    else if (!why->reachable_when_clear)
        snprintf(why->text, sizeof why->text, "There is no way for this vehicle, closures or not.");
    else if (why->n_closures > 0 && *why->gate)
        snprintf(why->text, sizeof why->text,
                 "There is no way: it is closed by \"%s\"%s, whose gate \"%s\" does not let this "
                 "vehicle through this way.",
                 why->closures[0], others, why->gate);
    else
        snprintf(why->text, sizeof why->text, "There is no way: it is closed by \"%s\"%s.",
                 why->n_closures > 0 ? why->closures[0] : "an unknown closure", others);
}

enum err road_why(struct road_search *search, const struct road_snapshot *snapshot,
                  const struct road_place *from, const struct road_place *to, struct road_why *why,
                  struct error *error)
{
    const struct road_place *lists[2] = {from, to};
    const size_t counts[2] = {1, 1};
    struct spot spots[2];
    u32_vec path = {0};
    enum err err = places_check(search->network, from, 1, "places", error);
    if (!err)
        err = places_check(search->network, to, 1, "places", error);
    if (err)
        return err;
    memset(why, 0, sizeof *why);
    why->reachable = road_duration_ds(search, snapshot, from, to) != ROAD_UNREACHABLE;
    spots_choose(snapshot, lists, counts, 2, spots);
    ideal_way(search, snapshot, &spots[0], &spots[1], &path);
    why->reachable_when_clear = path.n > 0;
    name_blocks(snapshot, &path, &spots[0], &spots[1], why);
    write_text(why);
    vec_free(&path);
    return ERR_OK;
}
