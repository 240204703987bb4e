#include "test.h"

#include <math.h>
#include <unistd.h>

#include "town.h"

/* Metres per degree at the latitude of the towns, on the WGS-84 ellipsoid. */
static const double origin = 1.0, x_m = 111302.648, y_m = 110574.276;

struct town town_new(const char *map)
{
    return (struct town){.map = map, .grid_m = 100, .maker = maker_new(), .next_id = 1000};
}

/* Where a sign of the map lies, in metres; fails for one that is not on it. */
static void place(const struct town *town, char sign, double *x, double *y)
{
    int row = 0, column = 0;
    for (const char *c = town->map; *c; c++) {
        if (*c == sign) {
            *x = column * town->grid_m / 2;
            *y = -row * town->grid_m;
            return;
        }
        column = *c == '\n' ? 0 : column + 1;
        row += *c == '\n';
    }
    fail_msg("'%c' is not on the map", sign);
}

const char town_crossing_map[] = "    a    \n"
                                 "         \n"
                                 "b---c---d\n"
                                 "         \n"
                                 "    e    ";

struct town town_crossing(const char *tags)
{
    struct town town = town_new(town_crossing_map);
    town_way(&town, "ac", tags);
    town_way(&town, "bc", tags);
    town_way(&town, "cd", tags);
    town_way(&town, "ce", tags);
    return town;
}

void town_node(struct town *town, char node, const char *tags)
{
    town->node_tags[(unsigned char)node] = tags;
}

static const char *tagged_name(struct town *town, const char *nodes, const char *tags)
{
    return strstr(tags, "name=") ? tags
                                 : arena_printf(town->maker.arena, "%s name=%s", tags, nodes);
}

void town_way(struct town *town, const char *nodes, const char *tags)
{
    int64_t refs[64];
    size_t n = strlen(nodes);
    assert_true(n <= 64);
    for (size_t i = 0; i < n; i++)
        refs[i] = nodes[i];
    maker_way(&town->maker, town->next_id++, refs, n, tagged_name(town, nodes, tags));
}

static int64_t way_id(const struct town *town, const char *nodes, size_t n)
{
    for (size_t i = 0; i < town->maker.objects.n; i++) {
        const struct made_object *way = &town->maker.objects.at[i];
        bool same = way->kind == OSM_WAY && way->ref_count == n;
        for (size_t r = 0; same && r < n; r++)
            same = way->refs[r] == nodes[r];
        if (same)
            return way->id;
    }
    fail_msg("there is no way %.*s", (int)n, nodes);
    return 0;
}

static void add_members(struct town *town, const char *list, const char *role)
{
    while (*list) {
        size_t n = strcspn(list, ",");
        if (n == 1)
            maker_member(&town->maker, OSM_NODE, *list, role);
        else
            maker_member(&town->maker, OSM_WAY, way_id(town, list, n), role);
        list += n + (list[n] == ',');
    }
}

void town_restriction(struct town *town, const char *tags, const char *from, const char *via,
                      const char *to)
{
    maker_relation(&town->maker, town->next_id++,
                   arena_printf(town->maker.arena, "type=restriction %s", tags));
    add_members(town, from, "from");
    add_members(town, via, "via");
    add_members(town, to, "to");
}

/* Nodes of the map, then imports. */
static void add_nodes(struct town *town)
{
    for (const char *c = town->map; *c; c++) {
        double x, y;
        if (*c < 'a' || *c > 'z')
            continue;
        place(town, *c, &x, &y);
        const char *tags = town->node_tags[(unsigned char)*c];
        maker_node(&town->maker, *c, origin + x / x_m, origin + y / y_m, tags ? tags : "");
    }
}

static void import(struct town *town)
{
    struct sv bytes = maker_pbf(&town->maker, (struct pbf_style){0});
    char path[] = "/tmp/lifeline-town-XXXXXX";
    int handle = mkstemp(path);
    assert_true(handle >= 0);
    assert_int_equal(write(handle, bytes.at, bytes.n), bytes.n);
    close(handle);
    struct road_import_options options = {.source_path = path,
                                          .profile_dir = town->profile_dir,
                                          .as_of_ms = town->as_of_ms,
                                          .as_of_offset_min = town->as_of_offset_min};
    struct error error = {0};
    enum err err = graph_import(&options, &town->graph, &town->report, &error);
    unlink(path);
    if (err)
        fail_msg("the town is refused: %s %s", error.where, error.text);
    assert_int_equal(graph_check(town->graph, &error), ERR_OK);
}

void town_open(struct town *town)
{
    add_nodes(town);
    import(town);
}

void town_reopen(struct town *town)
{
    graph_free(town->graph);
    import(town);
}

void town_close(struct town *town)
{
    graph_free(town->graph);
    maker_free(&town->maker);
}

/* ---- The way --------------------------------------------------------------------------------- */

/* A place on one edge; a node is a place on each edge that ends there. */
struct spot {
    uint32_t edge;
    double fraction;
};

static size_t node_spots(const struct graph *g, char node, struct spot *spots)
{
    size_t n = 0;
    for (uint32_t e = 0; e < g->n_edges; e++) {
        uint32_t first = g->edge_first_point[e], last = g->edge_first_point[e + 1] - 1;
        for (uint32_t i = first; i <= last; i++)
            if (g->point_osm[i] == node && n < 32)
                spots[n++] = (struct spot){e, i == first  ? 0
                                              : i == last ? 1
                                                          : (double)(i - first) / (last - first)};
    }
    return n;
}

static size_t place_spots(const struct town *town, char sign, struct spot *spots)
{
    const struct graph *g = town->graph;
    double x, y, best = HUGE_VAL;
    place(town, sign, &x, &y);
    for (uint32_t e = 0; e < g->n_edges; e++) {
        uint32_t last = g->edge_first_point[e + 1] - 1, first = g->edge_first_point[e];
        if (g->edge_flags[e] & GRAPH_EDGE_NO_SNAP)
            continue;
        for (uint32_t i = first; i < last; i++) {
            double ax = (g->point_lon_e7[i] * 1e-7 - origin) * x_m;
            double ay = (g->point_lat_e7[i] * 1e-7 - origin) * y_m;
            double dx = (g->point_lon_e7[i + 1] - g->point_lon_e7[i]) * 1e-7 * x_m;
            double dy = (g->point_lat_e7[i + 1] - g->point_lat_e7[i]) * 1e-7 * y_m;
            double t = ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy);
            t = t < 0 ? 0 : t > 1 ? 1 : t;
            double off = hypot(ax + t * dx - x, ay + t * dy - y);
            if (off < best) {
                best = off;
                spots[0] = (struct spot){e, (i - first + t) / (last - first)};
            }
        }
    }
    return isinf(best) ? 0 : 1;
}

static size_t spots_of(const struct town *town, char sign, struct spot *spots)
{
    return sign >= 'a' ? node_spots(town->graph, sign, spots) : place_spots(town, sign, spots);
}

/* Share of an arc that is driven before a spot on it is reached. */
static double before(const struct graph *g, uint32_t arc, struct spot spot)
{
    return g->arc_flags[arc] & GRAPH_ARC_BACKWARD ? 1 - spot.fraction : spot.fraction;
}

enum { ARCS_MAX = 512 };

struct search {
    const struct graph *g;
    const struct graph_profile *profile;
    double weight[ARCS_MAX], duration[ARCS_MAX]; /* at the beginning of the arc */
    uint32_t from[ARCS_MAX];                     /* the arc before; GRAPH_NONE: the start */
    uint32_t start;                              /* the arc on which the way begins */
    bool done[ARCS_MAX];
};

/* Leaves an arc; `before` is what the next ones remember: the arc, or GRAPH_NONE at the start. */
static void relax(struct search *search, uint32_t arc, uint32_t before, double weight,
                  double duration)
{
    const struct graph *g = search->g;
    const struct graph_profile *p = search->profile;
    for (uint32_t t = g->turn_first[arc]; t < g->turn_first[arc + 1]; t++) {
        uint32_t to = g->turn_to[t];
        if (p->turn_weight_ds[t] == GRAPH_NO_TURN || p->arc_weight_ds[to] == GRAPH_NEVER)
            continue;
        double w = weight + p->turn_weight_ds[t], d = duration + p->turn_duration_ds[t];
        if (w < search->weight[to]) {
            search->weight[to] = w;
            search->duration[to] = d;
            search->from[to] = before;
        }
    }
}

static void append_street(struct town_answer *answer, const char *name)
{
    size_t used = strlen(answer->streets), n = strlen(name);
    if (used >= n && strcmp(answer->streets + used - n, name) == 0 &&
        (used == n || answer->streets[used - n - 1] == ','))
        return;
    snprintf(answer->streets + used, sizeof answer->streets - used, "%s%s", used ? "," : "", name);
}

static void spell(const struct search *search, uint32_t arc, struct town_answer *answer)
{
    if (search->from[arc] != GRAPH_NONE)
        spell(search, search->from[arc], answer);
    else
        append_street(answer, graph_name(search->g,
                                         search->g->edge_name[search->g->arc_edge[search->start]]));
    append_street(answer, graph_name(search->g, search->g->edge_name[search->g->arc_edge[arc]]));
}

/* The way that ends after `share` of an arc; `direct` when it never left its first street. */
static void spell_way(const struct search *search, uint32_t arc, double share, bool direct,
                      struct town_answer *answer)
{
    const struct graph *g = search->g;
    if (!direct && share > 0)
        spell(search, arc, answer);
    else if (!direct && search->from[arc] != GRAPH_NONE)
        spell(search, search->from[arc], answer);
    else
        append_street(answer, graph_name(g, g->edge_name[g->arc_edge[search->start]]));
}

/* The search from one spot on one arc, to the best of the targets. */
static void search_from(struct search *search, uint32_t start, struct spot source,
                        const struct spot *targets, size_t n_targets, struct town_answer *best)
{
    const struct graph *g = search->g;
    const struct graph_profile *p = search->profile;
    double rest = 1 - before(g, start, source);
    search->start = start;
    for (uint32_t a = 0; a < g->n_arcs; a++) {
        search->weight[a] = HUGE_VAL;
        search->from[a] = GRAPH_NONE;
        search->done[a] = false;
    }
    relax(search, start, GRAPH_NONE, rest * p->arc_weight_ds[start],
          rest * p->arc_duration_ds[start]);
    for (;;) {
        uint32_t next = GRAPH_NONE;
        for (uint32_t a = 0; a < g->n_arcs; a++)
            if (!search->done[a] && !isinf(search->weight[a]) &&
                (next == GRAPH_NONE || search->weight[a] < search->weight[next]))
                next = a;
        if (next == GRAPH_NONE)
            break;
        search->done[next] = true;
        relax(search, next, next, search->weight[next] + p->arc_weight_ds[next],
              search->duration[next] + p->arc_duration_ds[next]);
    }
    for (size_t t = 0; t < n_targets; t++)
        for (uint32_t a = g->edge_first_arc[targets[t].edge];
             a < g->edge_first_arc[targets[t].edge + 1]; a++) {
            double part = before(g, a, targets[t]), own = before(g, start, source);
            bool direct = a == start && part >= own;
            if (p->arc_weight_ds[a] == GRAPH_NEVER || (!direct && isinf(search->weight[a])))
                continue;
            double share = direct ? part - own : part;
            double w = (direct ? 0 : search->weight[a]) + share * p->arc_weight_ds[a];
            double d = (direct ? 0 : search->duration[a]) + share * p->arc_duration_ds[a];
            if (best->found && w >= best->weight_s * 10 - 1e-9)
                continue;
            *best = (struct town_answer){.found = true, .weight_s = w / 10, .duration_s = d / 10};
            spell_way(search, a, share, direct, best);
        }
}

struct town_answer town_route(const struct town *town, const char *profile, char from, char to)
{
    const struct graph *g = town->graph;
    struct spot sources[32], targets[32];
    size_t n_sources = spots_of(town, from, sources), n_targets = spots_of(town, to, targets);
    struct town_answer best = {0};
    struct search *search = calloc(1, sizeof *search);
    assert_non_null(search);
    assert_true(g->n_arcs <= ARCS_MAX);
    search->g = g;
    uint32_t index = graph_profile_find(g, profile);
    assert_true(index != GRAPH_NONE);
    search->profile = &g->profiles[index];
    for (size_t s = 0; s < n_sources; s++)
        for (uint32_t a = g->edge_first_arc[sources[s].edge];
             a < g->edge_first_arc[sources[s].edge + 1]; a++) {
            /* Nobody starts on a copy, nor at the very end of a street: that is the next one. */
            bool at_end = from >= 'a' && before(g, a, sources[s]) >= 1;
            if (!(g->arc_flags[a] & GRAPH_ARC_COPY) && !at_end &&
                search->profile->arc_weight_ds[a] != GRAPH_NEVER)
                search_from(search, a, sources[s], targets, n_targets, &best);
        }
    free(search);
    return best;
}

void assert_route(const struct town *town, const char *profile, char from, char to,
                  const char *streets, double duration_s)
{
    struct town_answer answer = town_route(town, profile, from, to);
    const char *found = answer.found ? answer.streets : "no way";
    const char *wanted = streets ? streets : "no way";
    bool time_ok = duration_s < 0 || fabs(answer.duration_s - duration_s) < 0.15;
    if (strcmp(found, wanted) != 0 || !time_ok)
        fail_msg("%s from %c to %c: %s in %.1f s, expected %s in %.1f s", profile, from, to, found,
                 answer.duration_s, wanted, duration_s);
}

/* ---- Streets by themselves ------------------------------------------------------------------- */

/* "node:" tags go to the node in the middle, the others to the way. */
static void part_tags(struct town *town, const char *tags, const char **way, const char **node)
{
    struct sv rest = sv_of(tags);
    *way = *node = "";
    while (rest.at) {
        struct sv pair = sv_cut(&rest, ' ');
        bool on_node = sv_starts(pair, "node:");
        const char **list = on_node ? node : way;
        struct sv own = on_node ? sv_from(pair.at + 5, pair.n - 5) : pair;
        *list = arena_printf(town->maker.arena, "%s " SV_FMT, *list, SV_ARG(own));
    }
    if (!strstr(*way, "highway=") && !strstr(*way, "route="))
        *way = arena_printf(town->maker.arena, "highway=primary%s", *way);
}

/* The arc of an edge in a direction, or GRAPH_NONE. */
static uint32_t arc_of(const struct graph *g, uint32_t edge, bool backward)
{
    for (uint32_t a = g->edge_first_arc[edge]; a < g->edge_first_arc[edge + 1]; a++)
        if (!(g->arc_flags[a] & GRAPH_ARC_COPY) &&
            !(g->arc_flags[a] & GRAPH_ARC_BACKWARD) == !backward)
            return a;
    return GRAPH_NONE;
}

/* May a profile drive the whole street, that is all its edges and the turns between them? */
static bool drives(const struct graph *g, const struct graph_profile *p, uint32_t first,
                   uint32_t end, bool backward)
{
    uint32_t last = GRAPH_NONE;
    for (uint32_t i = first; i < end; i++) {
        uint32_t arc = arc_of(g, backward ? first + end - 1 - i : i, backward);
        uint32_t turn = last == GRAPH_NONE || arc == GRAPH_NONE ? 0 : graph_turn(g, last, arc);
        if (arc == GRAPH_NONE || p->arc_weight_ds[arc] == GRAPH_NEVER || turn == GRAPH_NONE ||
            (last != GRAPH_NONE && p->turn_weight_ds[turn] == GRAPH_NO_TURN))
            return false;
        last = arc;
    }
    return last != GRAPH_NONE;
}

struct street_look street_look(const struct graph *g, uint32_t profile, uint32_t edge)
{
    const struct graph_profile *p = &g->profiles[profile];
    uint32_t first = edge, end = edge;
    double metres = 0, duration = 0, weight = 0;
    while (first > 0 && g->edge_way[first - 1] == g->edge_way[edge])
        first--;
    while (end < g->n_edges && g->edge_way[end] == g->edge_way[edge])
        end++;
    bool forward = drives(g, p, first, end, false), backward = drives(g, p, first, end, true);
    for (uint32_t e = first; (forward || backward) && e < end; e++) {
        uint32_t arc = arc_of(g, e, !forward);
        metres += g->edge_length_dm[e] / 10.0;
        duration += p->arc_duration_ds[arc] / 10.0;
        weight += p->arc_weight_ds[arc] / 10.0;
    }
    return (struct street_look){
        .sign = forward    ? (backward ? '=' : '>')
                : backward ? '<'
                           : '.',
        .kmh = duration > 0 ? metres / duration * 3.6 : 0,
        .rate = weight > 0 ? duration / weight : 0,
    };
}

static uint32_t edge_of_way(const struct graph *g, int64_t way)
{
    for (uint32_t e = 0; e < g->n_edges; e++)
        if (g->edge_way[e] == way)
            return e;
    return GRAPH_NONE;
}

static void check_street(const struct graph *g, int64_t way, const struct street_case *wanted)
{
    char found[8] = "...";
    uint32_t edge = edge_of_way(g, way);
    for (uint32_t p = 0; p < g->n_profiles && edge != GRAPH_NONE; p++)
        found[p] = street_look(g, p, edge).sign;
    if (strncmp(found, wanted->drives, strlen(wanted->drives)) != 0)
        fail_msg("%s: %s may drive, expected %s", wanted->tags, found, wanted->drives);
    if (found[0] == '.')
        return;
    struct street_look car = street_look(g, 0, edge);
    if (wanted->forward_kmh > 0 && fabs(car.kmh - wanted->forward_kmh) > 0.02 * car.kmh)
        fail_msg("%s: %.1f km/h, expected %.1f", wanted->tags, car.kmh, wanted->forward_kmh);
    if (wanted->forward_rate > 0 && fabs(car.rate - wanted->forward_rate) > 0.02)
        fail_msg("%s: rate %.2f, expected %.2f", wanted->tags, car.rate, wanted->forward_rate);
}

void town_street(struct town *town, int64_t way, double north_km, const char *tags)
{
    const char *own, *middle;
    int64_t refs[] = {way * 10, way * 10 + 1, way * 10 + 2};
    part_tags(town, tags, &own, &middle);
    for (int k = 0; k < 3; k++)
        maker_node(&town->maker, refs[k], origin + k * 1000 / x_m, origin + north_km * 1000 / y_m,
                   k == 1 ? middle : "");
    maker_way(&town->maker, way, refs, 3, own);
}

void assert_streets(const struct street_case *cases, size_t n)
{
    struct town town = town_new("");
    for (size_t i = 0; i < n; i++)
        town_street(&town, 5000 + (int64_t)i, (double)i, cases[i].tags);
    /* One street that everybody may drive, so that the town is never empty. */
    maker_node(&town.maker, 900001, 2, 2, "");
    maker_node(&town.maker, 900002, 2.001, 2, "");
    maker_way(&town.maker, 4000, (int64_t[]){900001, 900002}, 2, "highway=primary");
    import(&town);
    for (size_t i = 0; i < n; i++)
        check_street(town.graph, 5000 + (int64_t)i, &cases[i]);
    town_close(&town);
}
