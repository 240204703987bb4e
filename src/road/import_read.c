/*
 * Two passes over the file. The first judges every way by every profile and keeps those that at
 * least one may drive, with turn restrictions; the second fetches the nodes of these ways.
 */
#include <stdlib.h>
#include <string.h>

#include "road/conditional.h"
#include "road/import_int.h"

struct reader {
    struct import *import;
    struct tag_view view;
    struct map kind_of; /* bytes of a road_kind to its index + 1 */
    const char *phase;
    double from, to; /* share of the whole import that this pass takes */
    size_t cursor;   /* second pass: where in the sorted nodes the last one was found */
};

static enum err on_progress(void *context, uint64_t done, uint64_t total, struct error *error)
{
    struct reader *reader = context;
    double share = total ? (double)done / (double)total : 1;
    (void)error;
    return import_progress(reader->import, reader->phase,
                           reader->from + (reader->to - reader->from) * share);
}

/* ---- First pass: ways ------------------------------------------------------------------------ */

static uint8_t class_of(const struct reader *reader, bool ferry)
{
    static const struct {
        const char *value;
        enum graph_class class;
    } classes[] = {
        {"motorway", GRAPH_MOTORWAY},
        {"motorway_link", GRAPH_MOTORWAY_LINK},
        {"trunk", GRAPH_TRUNK},
        {"trunk_link", GRAPH_TRUNK_LINK},
        {"primary", GRAPH_PRIMARY},
        {"primary_link", GRAPH_PRIMARY_LINK},
        {"secondary", GRAPH_SECONDARY},
        {"secondary_link", GRAPH_SECONDARY_LINK},
        {"tertiary", GRAPH_TERTIARY},
        {"tertiary_link", GRAPH_TERTIARY_LINK},
        {"unclassified", GRAPH_UNCLASSIFIED},
        {"residential", GRAPH_RESIDENTIAL},
        {"living_street", GRAPH_LIVING_STREET},
        {"service", GRAPH_SERVICE},
        {"track", GRAPH_TRACK},
    };
    if (ferry)
        return GRAPH_FERRY;
    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
        if (sv_is(reader->view.value[TAG_HIGHWAY], classes[i].value))
            return (uint8_t)classes[i].class;
    return GRAPH_OTHER;
}

static bool is_set(struct sv value)
{
    return value.n && !sv_is(value, "no");
}

static uint16_t flags_of(const struct reader *reader, const struct road_kind *kind)
{
    const struct sv *value = reader->view.value;
    const struct way_verdict *first = &kind->verdict[0];
    struct sv side = value[TAG_DRIVING_SIDE];
    bool left = profile_turns(reader->import->profiles[0])->left_hand;
    unsigned flags = 0;
    flags |= sv_is(value[TAG_JUNCTION], "roundabout") ? GRAPH_EDGE_ROUNDABOUT : 0u;
    flags |= sv_is(value[TAG_JUNCTION], "circular") ? GRAPH_EDGE_CIRCULAR : 0u;
    flags |= sv_is(value[TAG_TOLL], "yes") ? GRAPH_EDGE_TOLL : 0u;
    flags |= is_set(value[TAG_TUNNEL]) ? GRAPH_EDGE_TUNNEL : 0u;
    flags |= is_set(value[TAG_BRIDGE]) ? GRAPH_EDGE_BRIDGE : 0u;
    flags |= sv_is(value[TAG_BRIDGE], "movable") ? GRAPH_EDGE_MOVABLE_BRIDGE : 0u;
    flags |= sv_is(side, "left") || (left && !sv_is(side, "right")) ? GRAPH_EDGE_LEFT_HAND : 0u;
    for (uint32_t p = 0; p < reader->import->n_profiles; p++)
        flags |= kind->verdict[p].ferry ? GRAPH_EDGE_FERRY : 0u;
    flags |= first->no_start || (flags & GRAPH_EDGE_FERRY) ? GRAPH_EDGE_NO_SNAP : 0u;
    flags |= first->forward.local || first->backward.local ? GRAPH_EDGE_RESTRICTED : 0u;
    return (uint16_t)flags;
}

/* Lanes that are marked for turning round ("left;reverse|through"). */
static uint8_t u_turn_lanes(const struct sv *value)
{
    bool oneway = value[TAG_ONEWAY].n && !sv_is(value[TAG_ONEWAY], "no");
    struct sv forward = value[TAG_TURN_LANES_FORWARD];
    if (!forward.n && oneway)
        forward = value[TAG_TURN_LANES];
    struct sv backward = value[TAG_TURN_LANES_BACKWARD];
    return (uint8_t)((forward.n && memmem(forward.at, forward.n, "reverse", 7) ? 1 : 0) |
                     (backward.n && memmem(backward.at, backward.n, "reverse", 7) ? 2 : 0));
}

/* Asks every profile; false when none may drive the way (the first one's reason is counted). */
static bool judge_way(struct reader *reader, int64_t id, struct road_kind *kind)
{
    bool any = false;
    memset(kind, 0, sizeof *kind); /* padding too: kinds are compared by their bytes */
    for (uint32_t p = 0; p < reader->import->n_profiles; p++) {
        struct way_verdict verdict;
        memset(&verdict, 0, sizeof verdict);
        const char *why = profile_way(reader->import->profiles[p], &reader->view, &verdict);
        if (!why)
            kind->verdict[p] = verdict;
        else if (p == 0)
            import_drop(reader->import, why, id);
        any |= !why;
    }
    if (!any)
        return false;
    kind->class = class_of(reader, kind->verdict[0].ferry);
    kind->flags = flags_of(reader, kind);
    kind->u_turn_lane = u_turn_lanes(reader->view.value);
    return true;
}

static uint32_t kind_index(struct reader *reader, const struct road_kind *kind)
{
    struct raw *raw = &reader->import->raw;
    struct sv bytes = sv_from((const char *)kind, sizeof *kind);
    uintptr_t known = (uintptr_t)map_get(&reader->kind_of, bytes);
    if (known)
        return (uint32_t)known - 1;
    vec_push(&raw->kinds, *kind);
    map_set(&reader->kind_of, bytes, (void *)(uintptr_t)raw->kinds.n);
    return (uint32_t)raw->kinds.n - 1;
}

enum { NAME_MAX_BYTES = 1024 };

/* Names are shown to people: text that is not UTF-8 or has NULs is not shown at all. */
static const char *shown(struct sv name, char text[NAME_MAX_BYTES])
{
    bool fine =
        name.n > 0 && name.n < NAME_MAX_BYTES && !memchr(name.at, '\0', name.n) && sv_is_utf8(name);
    if (fine)
        memcpy(text, name.at, name.n);
    text[fine ? name.n : 0] = '\0';
    return text;
}

static uint32_t name_index(struct reader *reader)
{
    char name[NAME_MAX_BYTES], pronunciation[NAME_MAX_BYTES];
    return graph_add_name_pair(reader->import->builder, shown(reader->view.value[TAG_NAME], name),
                               shown(reader->view.value[TAG_PRONUNCIATION], pronunciation));
}

/* Numbers of a road are a list: "G2;G42" is shown as "G2; G42". */
static uint32_t ref_index(struct reader *reader, struct sv ref)
{
    char text[NAME_MAX_BYTES], checked[NAME_MAX_BYTES];
    size_t n = 0;
    while (ref.at) {
        struct sv one = sv_trim(sv_cut(&ref, ';'));
        if (!one.n)
            continue;
        if (n + one.n + 2 >= sizeof text)
            return 0;
        if (n) {
            memcpy(text + n, "; ", 2);
            n += 2;
        }
        memcpy(text + n, one.at, one.n);
        n += one.n;
    }
    return graph_add_name(reader->import->builder, shown(sv_from(text, n), checked));
}

static enum err on_way(void *context, const struct osm_way *way, struct error *error)
{
    struct reader *reader = context;
    struct import *import = reader->import;
    struct raw *raw = &import->raw;
    struct road_kind kind;
    import->report->osm_ways++;
    if (!osm_tag(way->tags, "highway").n && !osm_tag(way->tags, "route").n)
        return ERR_OK;
    tag_view_fill(&import->slots, way->tags, &reader->view);
    if (!judge_way(reader, way->id, &kind))
        return ERR_OK;
    if (way->ref_count < 2) {
        import_drop(import, "a way of fewer than two nodes", way->id);
        return ERR_OK;
    }
    if (raw->refs.n + way->ref_count > IMPORT_REFS_MAX || raw->ways.n == IMPORT_WAYS_MAX)
        return error_at(error, ERR_LIMIT, import->options->source_path,
                        "The file has more than %d roads or %d nodes on roads.", IMPORT_WAYS_MAX,
                        IMPORT_REFS_MAX);
    struct raw_way *raw_way = vec_add(&raw->ways);
    raw_way->id = way->id;
    raw_way->first_ref = (uint32_t)raw->refs.n;
    raw_way->ref_count = (uint32_t)way->ref_count;
    raw_way->kind = kind_index(reader, &kind);
    raw_way->name = name_index(reader);
    raw_way->ref = ref_index(reader, reader->view.value[TAG_REF]);
    vec_reserve(&raw->refs, raw->refs.n + way->ref_count);
    memcpy(raw->refs.at + raw->refs.n, way->refs, way->ref_count * sizeof *way->refs);
    raw->refs.n += way->ref_count;
    return ERR_OK;
}

/* ---- First pass: restrictions ---------------------------------------------------------------- */

/* Adds the ways of one role, in their order. */
static uint16_t add_members(struct raw *raw, const struct osm_relation *relation, const char *role)
{
    size_t n = 0;
    for (size_t i = 0; i < relation->member_count && n < IMPORT_PATH_MAX; i++) {
        const struct osm_member *member = &relation->members[i];
        if (member->kind != OSM_WAY || !sv_is(member->role, role))
            continue;
        vec_push(&raw->restriction_ways, member->ref);
        n++;
    }
    return (uint16_t)n;
}

/* Which profiles the restriction binds, and its value for them ("no_left_turn"). */
static unsigned bound_profiles(const struct reader *reader, struct sv *value)
{
    unsigned profiles = 0;
    for (uint32_t p = 0; p < reader->import->n_profiles; p++) {
        struct sv own = profile_restriction(reader->import->profiles[p], &reader->view);
        if (!own.n)
            continue;
        if (!profiles)
            *value = own;
        profiles |= sv_eq(own, *value) ? 1u << p : 0;
    }
    return profiles;
}

static const char *bad_members(const struct raw_restriction *r, struct sv value, bool has_node)
{
    size_t combinations = (size_t)r->from_count * r->to_count;
    if (!r->from_count || !r->to_count || (!r->via_count && !has_node))
        return "a turn restriction without from, via or to";
    if ((r->from_count > 1 && !sv_starts(value, "no_entry")) ||
        (r->to_count > 1 && !sv_starts(value, "no_exit")) || combinations > IMPORT_COMBINATIONS_MAX)
        return "a turn restriction with too many from or to";
    return NULL;
}

/* A restriction by hours becomes a plain one when it is in force at the moment asked for. */
static void apply_hour(struct reader *reader)
{
    const struct road_import_options *options = reader->import->options;
    if (!options->as_of_ms)
        return;
    struct sv value = conditional_value(reader->view.value[TAG_RESTRICTION_CONDITIONAL],
                                        week_time_at(options->as_of_ms, options->as_of_offset_min));
    if (value.n)
        reader->view.value[TAG_RESTRICTION] = value;
}

static enum err on_relation(void *context, const struct osm_relation *relation, struct error *error)
{
    struct reader *reader = context;
    struct import *import = reader->import;
    struct raw *raw = &import->raw;
    (void)error;
    import->report->osm_relations++;
    if (profile_cardinal(import->profiles[0]) && sv_is(osm_tag(relation->tags, "type"), "route"))
        routes_add(&raw->routes, relation);
    if (!sv_starts(osm_tag(relation->tags, "type"), "restriction"))
        return ERR_OK;
    tag_view_fill(&import->slots, relation->tags, &reader->view);
    apply_hour(reader);
    struct sv value = {NULL, 0};
    unsigned profiles = bound_profiles(reader, &value);
    if (!profiles) {
        import_drop(import,
                    reader->view.value[TAG_RESTRICTION_CONDITIONAL].n
                        ? "a turn restriction by hours"
                        : "a turn restriction for others or of unknown kind",
                    relation->id);
        return ERR_OK;
    }
    struct raw_restriction r = {.id = relation->id,
                                .first_member = (uint32_t)raw->restriction_ways.n,
                                .only = sv_starts(value, "only_"),
                                .profiles = (uint8_t)profiles};
    bool has_node = false;
    for (size_t i = 0; i < relation->member_count; i++)
        if (relation->members[i].kind == OSM_NODE && sv_is(relation->members[i].role, "via")) {
            r.via_node = relation->members[i].ref;
            has_node = true;
        }
    r.from_count = add_members(raw, relation, "from");
    r.via_count = add_members(raw, relation, "via");
    r.to_count = add_members(raw, relation, "to");
    const char *why = bad_members(&r, value, has_node);
    if (why)
        import_drop(import, why, relation->id);
    else
        vec_push(&raw->restrictions, r);
    return ERR_OK;
}

/* ---- Second pass: nodes ---------------------------------------------------------------------- */

static uint8_t side_of(struct sv direction)
{
    return sv_is(direction, "forward")    ? SIDE_FORWARD
           : sv_is(direction, "backward") ? SIDE_BACKWARD
           : sv_is(direction, "both")     ? SIDE_BOTH
                                          : SIDE_UNKNOWN;
}

static void read_sign(struct reader *reader, uint32_t node)
{
    const struct sv *value = reader->view.value;
    struct sv highway = value[TAG_HIGHWAY], direction = value[TAG_DIRECTION];
    struct raw_obstacle obstacle = {.node = node};
    if (sv_is(highway, "traffic_signals")) {
        obstacle.kind = OBSTACLE_SIGNAL;
        if (value[TAG_SIGNAL_DIRECTION].n)
            direction = value[TAG_SIGNAL_DIRECTION];
        reader->import->report->signals++;
    } else if (sv_is(highway, "stop")) {
        obstacle.kind = sv_is(value[TAG_STOP], "minor") ? OBSTACLE_STOP_MINOR : OBSTACLE_STOP;
    } else if (sv_is(highway, "give_way")) {
        obstacle.kind = OBSTACLE_GIVE_WAY;
    } else if (sv_is(highway, "turning_circle") || sv_is(highway, "turning_loop") ||
               sv_is(highway, "mini_roundabout")) {
        obstacle.kind = OBSTACLE_TURNING_PLACE;
    } else {
        return;
    }
    obstacle.side = side_of(direction);
    vec_push(&reader->import->raw.obstacles, obstacle);
}

static uint8_t barrier_kind(struct sv barrier)
{
    return sv_is(barrier, "gate")             ? GRAPH_BARRIER_GATE
           : sv_is(barrier, "lift_gate")      ? GRAPH_BARRIER_LIFT_GATE
           : sv_is(barrier, "toll_booth")     ? GRAPH_BARRIER_TOLL
           : sv_is(barrier, "border_control") ? GRAPH_BARRIER_BORDER
           : sv_is(barrier, "bollard")        ? GRAPH_BARRIER_BOLLARD
                                              : GRAPH_BARRIER_OTHER;
}

/* Barriers are kept as nodes when they stop or delay somebody, or may be asked for by name. */
static void read_barrier(struct reader *reader, uint32_t node)
{
    struct import *import = reader->import;
    struct sv barrier = reader->view.value[TAG_BARRIER];
    struct raw_obstacle obstacle = {.node = node, .kind = OBSTACLE_BARRIER};
    bool matters = barrier.n && barrier_kind(barrier) != GRAPH_BARRIER_OTHER;
    for (uint32_t p = 0; p < import->n_profiles; p++) {
        struct node_verdict verdict;
        profile_node(import->profiles[p], &reader->view, &verdict);
        obstacle.closed |= (uint8_t)(verdict.closed ? 1u << p : 0);
        obstacle.delay_s[p] = (float)verdict.delay_s;
        matters |= verdict.closed || verdict.delay_s > 0;
    }
    if (!matters)
        return;
    obstacle.barrier = barrier_kind(barrier);
    vec_push(&import->raw.obstacles, obstacle);
}

/* Nodes mostly come in the order of their ids: walk beside them, and search where they do not. */
static uint32_t find_beside(struct reader *reader, int64_t id)
{
    const struct raw *raw = &reader->import->raw;
    size_t at = reader->cursor;
    if (at > 0 && raw->node_id[at - 1] >= id)
        at = 0;
    for (int step = 0; step < 8 && at < raw->node_count && raw->node_id[at] < id; step++)
        at++;
    if (at < raw->node_count && raw->node_id[at] < id) {
        size_t low = at, high = raw->node_count;
        while (low < high) {
            size_t middle = low + (high - low) / 2;
            if (raw->node_id[middle] < id)
                low = middle + 1;
            else
                high = middle;
        }
        at = low;
    }
    reader->cursor = at;
    return at < raw->node_count && raw->node_id[at] == id ? (uint32_t)at : GRAPH_NONE;
}

static enum err on_node(void *context, const struct osm_node *node, struct error *error)
{
    struct reader *reader = context;
    struct import *import = reader->import;
    (void)error;
    import->report->osm_nodes++;
    uint32_t index = find_beside(reader, node->id);
    if (index == GRAPH_NONE)
        return ERR_OK;
    bool again = import->raw.node_lon[index] != RAW_MISSING;
    import->raw.node_lon[index] = node->lon;
    import->raw.node_lat[index] = node->lat;
    if (again) {
        import_drop(import, "a node that stands twice in the file", node->id);
    } else if (node->tags.n) {
        tag_view_fill(&import->slots, node->tags, &reader->view);
        read_sign(reader, index);
        read_barrier(reader, index);
    }
    return ERR_OK;
}

static int obstacle_order(const void *a, const void *b)
{
    const struct raw_obstacle *x = a, *y = b;
    return x->node != y->node ? (x->node > y->node) - (x->node < y->node) : x->kind - y->kind;
}

enum err import_read(struct import *import)
{
    struct osm_file *file = NULL;
    struct reader reader = {.import = import, .phase = "ways", .to = 0.45};
    enum err err = osm_open(import->options->source_path, &file, import->error);
    if (err)
        return err;
    struct osm_visitor first = {
        .context = &reader, .way = on_way, .relation = on_relation, .progress = on_progress};
    struct osm_visitor second = {.context = &reader, .node = on_node, .progress = on_progress};
    err = osm_read(file, &first, import->error);
    if (!err) {
        routes_apply(import);
        raw_list_nodes(&import->raw);
        reader.phase = "nodes";
        reader.from = reader.to;
        reader.to = 0.75;
        err = osm_read(file, &second, import->error);
    }
    if (import->raw.obstacles.n)
        qsort(import->raw.obstacles.at, import->raw.obstacles.n, sizeof *import->raw.obstacles.at,
              obstacle_order);
    map_free(&reader.kind_of);
    osm_close(file);
    return err;
}
