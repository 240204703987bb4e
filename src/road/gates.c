/*
 * Gates with opening hours.
 *
 * Their arcs are closed in the metric, so between gates the network is static and the hierarchy
 * answers. On top of it lies a small graph whose nodes are the gates: from the sources to each
 * gate, from behind each gate to every other, from behind each gate to the targets. Over that graph
 * runs Dijkstra's algorithm with the time of day: whoever comes to a closed gate waits. Waiting
 * keeps the order of arrivals (first in, first out), so labels by time are exact; with a profile
 * whose weight differs from its time the labels are ordered by weight, as everywhere.
 */
#include "road/gates_int.h"

#include <stdlib.h>

#include "road/live_int.h"

void gate_plan_make(struct road_search *search, const struct road_snapshot *snapshot,
                    const struct seeds *from, size_t n_from, const struct seeds *to, size_t n_to,
                    bool lengths, struct gate_plan *plan)
{
    const struct graph *graph = snapshot->network->graph;
    size_t n = plan->n = snapshot->rules->gates.n;
    plan->at = take(n, sizeof *plan->at);
    plan->beyond = take(n, sizeof *plan->beyond);
    for (size_t g = 0; g < n; g++) {
        const struct timed_gate *gate = &snapshot->rules->gates.at[g];
        plan->at[g] = (struct seeds){.n = 1};
        plan->at[g].at[0] = (struct seed){gate->arc, GRAPH_NONE, 0, 0};
        plan->beyond[g].n = plan->beyond[g].n_closed = 0;
        int64_t dm = graph->edge_length_dm[graph->arc_edge[gate->arc]];
        for (uint32_t t = graph->turn_first[gate->arc]; t < graph->turn_first[gate->arc + 1]; t++) {
            int64_t key = turn_key(snapshot_profile(snapshot), t);
            if (key < KEY_NEVER && plan->beyond[g].n < SEEDS_MAX)
                plan->beyond[g].at[plan->beyond[g].n++] =
                    (struct seed){graph->turn_to[t], gate->arc, gate->key + key, dm};
        }
    }
    plan->to_gate = take(n_from * n, sizeof *plan->to_gate);
    plan->between = take(n * n, sizeof *plan->between);
    plan->from_gate = take(n * n_to, sizeof *plan->from_gate);
    plan->to_gate_dm = lengths ? take(n_from * n, sizeof *plan->to_gate_dm) : NULL;
    plan->between_dm = lengths ? take(n * n, sizeof *plan->between_dm) : NULL;
    plan->from_gate_dm = lengths ? take(n * n_to, sizeof *plan->from_gate_dm) : NULL;
    table_run(search, snapshot, from, n_from, plan->at, n, plan->to_gate, plan->to_gate_dm);
    table_run(search, snapshot, plan->beyond, n, plan->at, n, plan->between, plan->between_dm);
    table_run(search, snapshot, plan->beyond, n, to, n_to, plan->from_gate, plan->from_gate_dm);
    plan->labels = take(n, sizeof *plan->labels);
}

void gate_plan_drop(struct gate_plan *plan)
{
    free(plan->at);
    free(plan->beyond);
    free(plan->to_gate);
    free(plan->between);
    free(plan->from_gate);
    free(plan->to_gate_dm);
    free(plan->between_dm);
    free(plan->from_gate_dm);
    free(plan->labels);
}

/* Waiting at a gate whose road is reached at a cost, in a trip that departs at `depart_ms` (0: no
 * waiting). Who starts on that road has a negative one. */
static int64_t wait_key(const struct timed_gate *gate, int64_t key, int64_t depart_ms)
{
    if (depart_ms == 0)
        return 0;
    int64_t until_gate = key_duration(key + gate->approach);
    int64_t arrive_ms = depart_ms + until_gate * 100, at_ms = arrive_ms;
    for (uint32_t h = 0; h < gate->n_hours; h++)
        at_ms += road_hours_wait_ms(&gate->hours[h], at_ms);
    uint32_t wait_ds = (uint32_t)((at_ms - arrive_ms + 99) / 100);
    return key_of(wait_ds, wait_ds);
}

static void label(struct gate_label *to, int64_t key, int64_t dm, uint32_t before)
{
    if (key < KEY_NEVER && cost_less((struct cost){key, dm}, to->cost)) {
        to->cost = (struct cost){key, dm};
        to->before = before;
    }
}

/* Straight from a source to each gate. What is driven of a gate's road before the trip begins is
 * deducted. */
static void label_from_source(struct gate_plan *plan, const struct road_snapshot *snapshot,
                              const struct seeds *from, size_t source)
{
    for (size_t g = 0; g < plan->n; g++) {
        size_t cell = source * plan->n + g;
        const struct stand *stand =
            stand_at_gate(snapshot, from, snapshot->rules->gates.at[g].arc, true);
        plan->labels[g] = (struct gate_label){.cost = {KEY_NEVER, 0}, .before = GRAPH_NONE};
        label(&plan->labels[g], plan->to_gate[cell], plan->to_gate_dm ? plan->to_gate_dm[cell] : 0,
              GRAPH_NONE);
        if (stand && cost_less((struct cost){-stand->key, -stand->dm}, plan->labels[g].cost)) {
            plan->labels[g].cost = (struct cost){-stand->key, -stand->dm};
            plan->labels[g].on_its_road = true;
        }
    }
}

void gate_plan_run(struct gate_plan *plan, const struct road_snapshot *snapshot,
                   const struct seeds *from, size_t source, int64_t depart_ms)
{
    size_t n = plan->n;
    label_from_source(plan, snapshot, from, source);
    for (size_t round = 0; round < n; round++) {
        size_t next = n;
        for (size_t g = 0; g < n; g++)
            if (!plan->labels[g].settled && plan->labels[g].cost.key < KEY_NEVER &&
                (next == n || cost_less(plan->labels[g].cost, plan->labels[next].cost)))
                next = g;
        if (next == n)
            return;
        struct gate_label *at = &plan->labels[next];
        at->settled = true;
        at->wait = wait_key(&snapshot->rules->gates.at[next], at->cost.key, depart_ms);
        for (size_t g = 0; g < n; g++) {
            size_t cell = next * n + g;
            if (!plan->labels[g].settled)
                label(&plan->labels[g], at->cost.key + at->wait + plan->between[cell],
                      at->cost.dm + (plan->between_dm ? plan->between_dm[cell] : 0),
                      (uint32_t)next);
        }
    }
}

/* From behind a gate to a target, which may lie on the gate's own arc. */
static struct cost last_part(const struct gate_plan *plan, const struct road_snapshot *snapshot,
                             size_t gate, const struct seeds *to, size_t target, size_t n_to)
{
    size_t cell = gate * n_to + target;
    const struct stand *stand =
        stand_at_gate(snapshot, to, snapshot->rules->gates.at[gate].arc, false);
    if (stand)
        return (struct cost){stand->key, stand->dm};
    return (struct cost){plan->from_gate[cell], plan->from_gate_dm ? plan->from_gate_dm[cell] : 0};
}

uint32_t gate_plan_best(const struct gate_plan *plan, const struct road_snapshot *snapshot,
                        const struct seeds *to, size_t target, size_t n_to, struct cost *best)
{
    uint32_t by = GRAPH_NONE;
    for (size_t g = 0; g < plan->n; g++) {
        const struct gate_label *at = &plan->labels[g];
        struct cost last = last_part(plan, snapshot, g, to, target, n_to);
        if (!at->settled || last.key >= KEY_NEVER)
            continue;
        struct cost cost = {at->cost.key + at->wait + last.key, at->cost.dm + last.dm};
        if (cost.key < KEY_NEVER && cost_less(cost, *best)) {
            *best = cost;
            by = (uint32_t)g;
        }
    }
    return by;
}
