/*
 * Turn restrictions: from ways and nodes to paths of arcs, and from paths to one automaton.
 */
#include <stdlib.h>

#include "road/import_int.h"

struct builder {
    struct import *import;
    const struct drafts *drafts;
    struct bans *bans;
    struct u64map way_of_id; /* only ways that restrictions name */
    VEC(uint32_t) path;      /* arcs of the restriction at hand */
    bool added;              /* it has become at least one path */
};

/* ---- The automaton --------------------------------------------------------------------------- */

static uint64_t child_key(uint32_t state, uint32_t arc)
{
    return (uint64_t)state << 32 | arc;
}

uint32_t bans_start(const struct bans *bans, uint32_t arc)
{
    uint64_t state;
    if (!u64map_get(&bans->of_arc, arc, &state))
        return GRAPH_NONE;
    return bans->states.at[state].parent == GRAPH_NONE ? (uint32_t)state : GRAPH_NONE;
}

/* The longest state that ends with `arc` after `state`, or GRAPH_NONE. */
static uint32_t step(const struct bans *bans, uint32_t state, uint32_t arc)
{
    for (; state != GRAPH_NONE; state = bans->states.at[state].shorter) {
        uint64_t child;
        if (u64map_get(&bans->child, child_key(state, arc), &child))
            return (uint32_t)child;
    }
    return bans_start(bans, arc);
}

uint32_t bans_target(const struct bans *bans, uint32_t state, uint32_t to_arc)
{
    uint32_t next = step(bans, state, to_arc);
    return next == GRAPH_NONE ? to_arc : bans->states.at[next].stand_in;
}

unsigned bans_of_turn(const struct bans *bans, uint32_t state, uint32_t to_arc)
{
    unsigned profiles = 0;
    for (; state != GRAPH_NONE; state = bans->states.at[state].shorter)
        for (uint32_t b = bans->states.at[state].first_ban; b != GRAPH_NONE;
             b = bans->bans.at[b].next)
            if ((bans->bans.at[b].to_arc == to_arc) != bans->bans.at[b].only)
                profiles |= bans->bans.at[b].profiles;
    return profiles;
}

static uint32_t add_state(struct bans *bans, uint32_t parent, uint32_t arc, uint32_t stand_in)
{
    uint64_t head = GRAPH_NONE;
    uint32_t id = (uint32_t)bans->states.n;
    struct turn_state state = {arc, stand_in, GRAPH_NONE, parent, GRAPH_NONE, GRAPH_NONE};
    bool known = u64map_get(&bans->of_arc, arc, &head);
    if (known && parent != GRAPH_NONE) { /* behind the first one */
        state.next_of_arc = bans->states.at[head].next_of_arc;
        bans->states.at[head].next_of_arc = id;
    } else {
        state.next_of_arc = (uint32_t)head;
        u64map_set(&bans->of_arc, arc, id);
    }
    vec_push(&bans->states, state);
    return id;
}

/* Adds the path in `builder->path`; its last turn is banned, or the only one. */
static void add_path(struct builder *builder, const struct raw_restriction *restriction)
{
    struct bans *bans = builder->bans;
    uint32_t *path = builder->path.at;
    size_t n = builder->path.n;
    uint32_t state = bans_start(bans, path[0]);
    if (state == GRAPH_NONE)
        state = add_state(bans, GRAPH_NONE, path[0], path[0]);
    for (size_t i = 1; i + 1 < n; i++) {
        uint64_t child;
        if (!u64map_get(&bans->child, child_key(state, path[i]), &child)) {
            uint32_t copy = graph_add_copy(builder->import->builder, path[i]);
            child = add_state(bans, state, path[i], copy);
            u64map_set(&bans->child, child_key(state, path[i]), child);
        }
        state = (uint32_t)child;
    }
    vec_push(&bans->bans, ((struct ban){path[n - 1], bans->states.at[state].first_ban,
                                        restriction->only, restriction->profiles}));
    bans->states.at[state].first_ban = (uint32_t)bans->bans.n - 1;
    builder->added = true;
}

/* Shortest states first; a state's parent has its link before it. */
static void link_states(struct bans *bans)
{
    size_t n = bans->states.n;
    uint32_t *depth = calloc(n + 1, sizeof *depth), deepest = 0;
    if (!depth)
        abort();
    for (size_t s = 0; s < n; s++) { /* parents stand before their children */
        uint32_t parent = bans->states.at[s].parent;
        depth[s] = parent == GRAPH_NONE ? 1 : depth[parent] + 1;
        deepest = depth[s] > deepest ? depth[s] : deepest;
    }
    for (uint32_t d = 2; d <= deepest; d++)
        for (size_t s = 0; s < n; s++)
            if (depth[s] == d) {
                struct turn_state *state = &bans->states.at[s];
                uint32_t end = bans->states.at[state->parent].shorter;
                state->shorter = step(bans, end, state->arc);
            }
    free(depth);
}

void bans_free(struct bans *bans)
{
    vec_free(&bans->states);
    vec_free(&bans->bans);
    u64map_free(&bans->child);
    u64map_free(&bans->of_arc);
}

/* ---- From members to paths ------------------------------------------------------------------- */

static const struct raw_way *way_of(const struct builder *builder, int64_t id)
{
    uint64_t index;
    return u64map_get(&builder->way_of_id, (uint64_t)id, &index)
               ? &builder->import->raw.ways.at[index]
               : NULL;
}

/* The leg by which a way ends at a node: its first edge at the tail (side 0) or its last edge at
 * the head (side 1); GRAPH_NONE when it does not end there. */
static uint32_t way_end(const struct raw_way *way, int side)
{
    return way->edge_count == 0
               ? GRAPH_NONE
               : 2 * (side ? way->first_edge + way->edge_count - 1 : way->first_edge) +
                     (uint32_t)side;
}

static uint32_t end_node(const struct builder *builder, const struct raw_way *way, int side)
{
    uint32_t leg = way_end(way, side);
    return leg == GRAPH_NONE ? GRAPH_NONE : leg_node(builder->drafts, leg);
}

/* Adds the arcs of a whole way; false when it is in pieces, cannot be driven, or is too long. */
static bool drive_way(struct builder *builder, const struct raw_way *way, bool backward)
{
    const struct draft *edges = builder->drafts->edges.at;
    for (uint32_t i = 0; i < way->edge_count; i++) {
        uint32_t e = way->first_edge + (backward ? way->edge_count - 1 - i : i);
        bool joined = i == 0 || (backward ? edges[e].node[1] == edges[e + 1].node[0]
                                          : edges[e].node[0] == edges[e - 1].node[1]);
        if (!joined || edges[e].arc[backward] == GRAPH_NONE || builder->path.n == IMPORT_PATH_MAX)
            return false;
        vec_push(&builder->path, edges[e].arc[backward]);
    }
    return true;
}

/* Through the via ways from `*node`, which becomes the node behind the last one. */
static bool drive_via(struct builder *builder, const struct raw_restriction *restriction,
                      uint32_t *node)
{
    const int64_t *via = builder->import->raw.restriction_ways.at + restriction->first_member +
                         restriction->from_count;
    for (uint16_t i = 0; i < restriction->via_count; i++) {
        const struct raw_way *way = way_of(builder, via[i]);
        if (!way || way->edge_count == 0)
            return false;
        bool backward = end_node(builder, way, 0) != *node;
        if (backward && end_node(builder, way, 1) != *node)
            return false;
        if (!drive_way(builder, way, backward))
            return false;
        *node = end_node(builder, way, !backward);
    }
    return true;
}

/* One from way and one to way. */
static void resolve_pair(struct builder *builder, const struct raw_restriction *restriction,
                         const struct raw_way *from, const struct raw_way *to, uint32_t via_node)
{
    for (int side = 0; side < 2; side++) {
        uint32_t from_leg = way_end(from, side), node = end_node(builder, from, side);
        if (node == GRAPH_NONE || (via_node != GRAPH_NONE && node != via_node) ||
            leg_arrival(builder->drafts, from_leg) == GRAPH_NONE)
            continue;
        vec_clear(&builder->path);
        vec_push(&builder->path, leg_arrival(builder->drafts, from_leg));
        if (restriction->via_count && !drive_via(builder, restriction, &node))
            continue;
        size_t n = builder->path.n;
        for (int to_side = 0; to_side < 2; to_side++) {
            uint32_t to_leg = way_end(to, to_side);
            if (to_leg == GRAPH_NONE || leg_node(builder->drafts, to_leg) != node ||
                leg_departure(builder->drafts, to_leg) == GRAPH_NONE ||
                (from == to && n == 1 && to_leg != from_leg))
                continue;
            builder->path.n = n;
            vec_push(&builder->path, leg_departure(builder->drafts, to_leg));
            add_path(builder, restriction);
        }
    }
}

static void resolve(struct builder *builder, const struct raw_restriction *restriction)
{
    struct import *import = builder->import;
    const int64_t *from = import->raw.restriction_ways.at + restriction->first_member;
    const int64_t *to = from + restriction->from_count + restriction->via_count;
    uint32_t via_node = GRAPH_NONE;
    if (!restriction->via_count) {
        uint32_t raw_node = raw_node_find(&import->raw, restriction->via_node);
        if (raw_node != GRAPH_NONE)
            via_node = builder->drafts->graph_node[raw_node];
        if (via_node == GRAPH_NONE) {
            import_drop(import, "a turn restriction away from the roads", restriction->id);
            return;
        }
    }
    builder->added = false;
    for (uint16_t i = 0; i < restriction->from_count; i++)
        for (uint16_t j = 0; j < restriction->to_count; j++) {
            const struct raw_way *a = way_of(builder, from[i]), *b = way_of(builder, to[j]);
            if (a && b)
                resolve_pair(builder, restriction, a, b, via_node);
        }
    if (builder->added)
        import->report->restrictions++;
    else
        import_drop(import, "a turn restriction whose roads do not join", restriction->id);
}

static void index_ways(struct builder *builder)
{
    struct raw *raw = &builder->import->raw;
    struct u64map wanted = {0};
    for (size_t i = 0; i < raw->restriction_ways.n; i++)
        u64map_set(&wanted, (uint64_t)raw->restriction_ways.at[i], 1);
    for (size_t i = 0; i < raw->ways.n && wanted.n; i++) {
        uint64_t one;
        if (u64map_get(&wanted, (uint64_t)raw->ways.at[i].id, &one))
            u64map_set(&builder->way_of_id, (uint64_t)raw->ways.at[i].id, i);
    }
    u64map_free(&wanted);
}

enum err import_restrictions(struct import *import, const struct drafts *drafts, struct bans *out)
{
    struct builder builder = {.import = import, .drafts = drafts, .bans = out};
    enum err err = import_progress(import, "restrictions", 0.9);
    index_ways(&builder);
    for (size_t i = 0; i < import->raw.restrictions.n && !err; i++) {
        resolve(&builder, &import->raw.restrictions.at[i]);
        if (out->states.n > GRAPH_ARCS_MAX / 8)
            err = error_at(import->error, ERR_LIMIT, import->options->source_path,
                           "The turn restrictions of the file are longer than %d roads in all.",
                           GRAPH_ARCS_MAX / 8);
    }
    link_states(out);
    u64map_free(&builder.way_of_id);
    vec_free(&builder.path);
    return err;
}
