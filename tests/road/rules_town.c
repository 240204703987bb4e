#include "rules_town.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "test.h"

enum { FIRST_STREET = 10000, FIRST_APPROACH = 20000 };

/* '=' both ways, '>' along it, '.' not at all; then km/h; 'x' and the rate where it is not 1; 'L'
 * local: driving onto it is for those who end there; 'N' no place to start or to arrive. The street
 * is a primary road unless its tags say otherwise. */
struct rule {
    const char *tags, *sees[PROFILES];
};

static const struct rule rules[] = {
    /* classes */
    {"highway=motorway", {">90", ">90", ">75"}},
    {"highway=motorway_link", {"=45", "=45", "=45"}},
    {"highway=trunk", {"=85", "=85", "=70"}},
    {"highway=trunk_link", {"=40", "=40", "=40"}},
    {"highway=primary", {"=65", "=65", "=55"}},
    {"highway=primary_link", {"=30", "=30", "=30"}},
    {"highway=secondary", {"=55", "=55", "=45"}},
    {"highway=secondary_link", {"=25", "=25", "=25"}},
    {"highway=tertiary", {"=40", "=40", "=35"}},
    {"highway=tertiary_link", {"=20", "=20", "=20"}},
    {"highway=unclassified", {"=25", "=35", "=20"}},
    {"highway=residential", {"=25", "=35", "=20"}},
    {"highway=living_street", {"=10", "=15", "=8"}},
    {"highway=service", {"=15", "=20", "=10"}},
    {"highway=pedestrian", {".", "=10", "."}},
    {"highway=track", {".", "=15", "."}},
    {"highway=busway", {".", "=40", "."}},
    {"highway=footway access=permissive", {"=10", "=10", "=10"}},
    {"route=ferry", {"=5N", "=5", "=5"}},
    {"route=shuttle_train", {"=10N", "=10", "=10"}},
    {"bridge=movable", {"=5", "=5", "=5"}},
    /* access, from the particular to the general */
    {"access=no", {".", ".", "."}},
    {"access=agricultural", {".", ".", "."}},
    {"access=forestry", {".", ".", "."}},
    {"access=emergency", {".", "=65", "."}},
    {"access=psv", {".", "=65", "."}},
    {"highway=track access=customers", {".", "=15", "."}},
    {"highway=track access=private", {".", "=15", "."}},
    {"highway=track access=delivery", {".", "=15", "."}},
    {"highway=track access=destination", {".", "=15", "."}},
    {"motorcar=no motor_vehicle=yes", {".", "=65", "=55"}},
    {"motor_vehicle=no vehicle=yes", {".", "=65", "."}},
    {"vehicle=no access=yes", {".", "=65", "."}},
    {"emergency=no access=yes", {"=65", ".", "=55"}},
    {"hgv=no goods=yes", {"=65", "=65", "."}},
    {"goods=no motor_vehicle=yes", {"=65", "=65", "."}},
    /* local roads */
    {"access=private", {"=65L", "=65", "=55L"}},
    {"highway=service access=private", {"=15LN", "=20", "=10L"}},
    {"access=delivery", {"=65L", "=65", "=55L"}},
    {"access=customers", {"=65L", "=65", "=55L"}},
    {"highway=motorway access=destination", {">90L", ">90", ">75L"}},
    {"highway=motorway_link access=destination", {"=45L", "=45", "=45L"}},
    {"highway=trunk access=destination", {"=85L", "=85", "=70L"}},
    {"highway=trunk_link access=destination", {"=40L", "=40", "=40L"}},
    {"highway=primary access=destination", {"=65L", "=65", "=55L"}},
    {"highway=primary_link access=destination", {"=30L", "=30", "=30L"}},
    {"highway=secondary access=destination", {"=55L", "=55", "=45L"}},
    {"highway=secondary_link access=destination", {"=25L", "=25", "=25L"}},
    {"highway=tertiary access=destination", {"=40L", "=40", "=35L"}},
    {"highway=tertiary_link access=destination", {"=20L", "=20", "=20L"}},
    {"highway=unclassified access=destination", {"=25L", "=35", "=20L"}},
    {"highway=residential access=destination", {"=25L", "=35", "=20L"}},
    {"highway=living_street access=destination", {"=10L", "=15", "=8L"}},
    {"highway=service access=destination", {"=15L", "=20", "=10L"}},
    {"hov:lanes=designated|designated", {"=65L", "=65", "=55L"}},
    {"hov:lanes=designated|no", {"=65", "=65", "=55"}},
    {"hov:lanes:forward=designated|designated", {"=65L", "=65", "=55L"}},
    {"hov:lanes:backward=designated", {"=65", "=65", "=55"}},
    {"hov:lanes=designated oneway=-1", {"<65", "<65", "<55"}},
    {"hov=designated", {"=65L", "=65", "=55L"}},
    /* not for driving, not yet, or only for some */
    {"highway=service service=emergency_access", {".", "=20", "."}},
    {"highway=steps access=yes", {".", ".", "."}},
    {"highway=construction access=yes", {".", ".", "."}},
    {"highway=proposed access=yes", {".", ".", "."}},
    {"construction=no", {"=65", "=65", "=55"}},
    {"construction=widening", {"=65", "=65", "=55"}},
    {"construction=minor", {"=65", "=65", "=55"}},
    /* oneway, for whom */
    {"oneway=yes", {">65", ">65", ">55"}},
    {"oneway:motorcar=yes oneway:motor_vehicle=no", {">65", ">65", "=55"}},
    {"oneway:motor_vehicle=yes oneway:vehicle=no", {">65", ">65", ">55"}},
    {"oneway:vehicle=yes", {">65", ">65", ">55"}},
    {"oneway:emergency=yes oneway:motorcar=no", {"=65", ">65", "=55"}},
    {"oneway:hgv=yes oneway:goods=no", {"=65", "=65", ">55"}},
    {"oneway:goods=yes oneway:motor_vehicle=no", {"=65", "=65", ">55"}},
    /* barriers */
    {"node:barrier=cattle_grid", {"=65", "=65", "=55"}},
    {"node:barrier=border_control", {"=65", "=65", "=55"}},
    {"node:barrier=toll_booth", {"=65", "=65", "=55"}},
    {"node:barrier=sally_port", {"=65", "=65", "=55"}},
    {"node:barrier=gate", {"=65", "=65", "=55"}},
    {"node:barrier=lift_gate", {"=65", "=65", "=55"}},
    {"node:barrier=no", {"=65", "=65", "=55"}},
    {"node:barrier=entrance", {"=65", "=65", "=55"}},
    {"node:barrier=height_restrictor", {"=65", "=65", "=55"}},
    {"node:barrier=arch", {"=65", "=65", "=55"}},
    /* size, weight and load: at the limit, and just above it */
    {"maxheight=2.0", {"=65", ".", "."}},
    {"maxheight=1.9", {".", ".", "."}},
    {"maxheight=3.2", {"=65", "=65", "."}},
    {"maxheight=3.1", {"=65", ".", "."}},
    {"maxheight=3.8", {"=65", "=65", "=55"}},
    {"maxheight=3.7", {"=65", "=65", "."}},
    {"maxheight:physical=1.9 maxheight=9", {".", ".", "."}},
    {"maxwidth=2", {"=65", ".", "."}},
    {"maxwidth=1.9", {".", ".", "."}},
    {"maxwidth=2.6", {"=65", "=65", "=55"}},
    {"maxwidth=2.5", {"=65", ".", "."}},
    {"maxwidth:physical=0.9 maxwidth=9", {".", ".", "."}},
    {"maxwidth=0.9 width=9", {".", ".", "."}},
    {"width=0.9 est_width=9", {".", ".", "."}},
    {"est_width=0.9", {".", ".", "."}},
    {"maxlength=4.8", {"=65", ".", "."}},
    {"maxlength=4.7", {".", ".", "."}},
    {"maxlength=8", {"=65", "=65", "."}},
    {"maxlength=7.9", {"=65", ".", "."}},
    {"maxlength=10", {"=65", "=65", "=55"}},
    {"maxlength=9.9", {"=65", "=65", "."}},
    {"maxweight=2", {"=65", ".", "."}},
    {"maxweight=1.9", {".", ".", "."}},
    {"maxweight=7.5", {"=65", "=65", "."}},
    {"maxweight=7.4", {"=65", ".", "."}},
    {"maxweight=16", {"=65", "=65", "=55"}},
    {"maxweight=15.9", {"=65", "=65", "."}},
    {"maxweightrating:hgv=12 maxweightrating=20", {"=65", "=65", "."}},
    {"maxweightrating=12 maxweight:hgv=20", {"=65", "=65", "."}},
    {"maxweight:hgv=12 maxweight=20", {"=65", "=65", "."}},
    {"maxaxleload=10", {"=65", "=65", "=55"}},
    {"maxaxleload=9.9", {"=65", "=65", "."}},
    {"maxaxleload=0.05", {"=65", "=65", "."}},
    {"hazmat=no", {"=65", "=65", "=55"}},
    /* which sign counts */
    {"maxspeed=50", {"=40", "=50", "=40"}},
    {"maxspeed=120", {"=96", "=120", "=80"}},
    {"maxspeed:hgv=50 maxspeed:advisory=90", {"=72", "=90", "=40"}},
    {"maxspeed:advisory=40 maxspeed=80", {"=32", "=40", "=32"}},
    {"maxspeed=40 source:maxspeed=CH:rural", {"=32", "=40", "=32"}},
    {"source:maxspeed=CH:rural maxspeed:type=RU:urban", {"=64", "=80", "=64"}},
    {"maxspeed:type=RU:urban", {"=48", "=60", "=48"}},
    /* what makes a road unattractive */
    {"highway=service service=alley", {"=15x0.5", "=20", "=10x0.5"}},
    {"highway=service service=parking", {"=15x0.5", "=20", "=10x0.5"}},
    {"highway=service service=parking_aisle", {"=15x0.5", "=20", "=10x0.5"}},
    {"highway=service service=driveway", {"=15x0.5", "=20", "=10x0.5"}},
    {"highway=service service=drive-through", {"=15x0.5", "=20", "=10x0.5"}},
    {"highway=service service=drive-thru", {"=15x0.5", "=20", "=10x0.5"}},
    {"width=3", {"=65x0.5", "=65x0.8", "=55x0.5"}},
    {"oneway=alternating", {"=65x0.4", "=65x0.4", "=55x0.4"}},
    {"side_road=yes", {"=65x0.8", "=65x0.8", "=55x0.8"}},
};

/* What a sign by name or zone stands for; 0: no limit. The road is a primary one. */
struct measure {
    const char *value;
    double kmh;
};

static const struct measure signs[] = {
    {"FR:urban", 50},
    {"IT:rural", 90},
    {"IT:trunk", 110},
    {"IT:motorway", 130},
    {"none", 140},
    {"AT:rural", 100},
    {"AT:trunk", 100},
    {"BE:motorway", 120},
    {"BE-BRU:rural", 70},
    {"BE-BRU:urban", 30},
    {"BE-VLG:rural", 70},
    {"BG:motorway", 140},
    {"BY:motorway", 110},
    {"BY:urban", 60},
    {"CA-ON:rural", 80},
    {"CH:motorway", 120},
    {"CH:rural", 80},
    {"CH:trunk", 100},
    {"CN:motorway", 120},
    {"CN:rural", 70},
    {"CN:trunk", 100},
    {"CZ:motorway", 0},
    {"CZ:trunk", 0},
    {"DE:living_street", 7},
    {"DE:motorway", 0},
    {"DE:rural", 100},
    {"DK:rural", 80},
    {"ES:trunk", 90},
    {"FR:rural", 80},
    {"GB:motorway", 112.63},
    {"GB:nsl_dual", 112.63},
    {"GB:nsl_single", 96.54},
    {"NL:rural", 80},
    {"NL:trunk", 100},
    {"NO:motorway", 110},
    {"NO:rural", 80},
    {"PH:motorway", 100},
    {"PH:rural", 80},
    {"PH:urban", 40},
    {"PL:expressway", 120},
    {"PL:motorway", 140},
    {"PL:rural", 100},
    {"RO:trunk", 100},
    {"RU:living_street", 20},
    {"RU:motorway", 110},
    {"RU:urban", 60},
    {"UK:motorway", 112.63},
    {"UK:nsl_dual", 112.63},
    {"UK:nsl_single", 96.54},
    {"ZA:rural", 100},
    {"ZA:urban", 60},
};

/* What a road is made of, and the speed that is possible on it; under a sign of 120. */
static const struct measure caps[] = {
    {"surface=cement", 80},
    {"surface=compacted", 80},
    {"surface=fine_gravel", 80},
    {"surface=paving_stones", 60},
    {"surface=metal", 60},
    {"surface=bricks", 60},
    {"surface=grass", 40},
    {"surface=wood", 40},
    {"surface=sett", 40},
    {"surface=grass_paver", 40},
    {"surface=gravel", 40},
    {"surface=unpaved", 40},
    {"surface=ground", 40},
    {"surface=dirt", 40},
    {"surface=pebblestone", 40},
    {"surface=tartan", 40},
    {"surface=cobblestone", 30},
    {"surface=clay", 30},
    {"surface=earth", 20},
    {"surface=stone", 20},
    {"surface=rocky", 20},
    {"surface=sand", 20},
    {"surface=mud", 10},
    {"tracktype=grade1", 60},
    {"tracktype=grade2", 40},
    {"tracktype=grade3", 30},
    {"tracktype=grade4", 25},
    {"tracktype=grade5", 20},
    {"smoothness=intermediate", 80},
    {"smoothness=bad", 40},
    {"smoothness=very_bad", 20},
    {"smoothness=horrible", 10},
    {"smoothness=very_horrible", 5},
    {"smoothness=impassable", 0},
};
enum {
    RULES = sizeof rules / sizeof *rules,
    SIGNS = sizeof signs / sizeof *signs,
    CAPS = sizeof caps / sizeof *caps,
    STREETS = RULES + SIGNS + CAPS,
};

/* Roads of 65 km/h; s: signals, t: a stop sign, g: give way, h: a dead end. At k nobody may turn
 * left when coming from j. */
static const char crossings[] = "    a                       i    \n"
                                "    |                       |    \n"
                                "b---c---d---s---t---g---h   |    \n"
                                "    |                   j---k---l\n"
                                "    e                       |    \n"
                                "                            m    ";

/* Seconds of a turn; negative: it may not be made. A left turn at a right angle takes 5.4 of
 * the 7.5 seconds of a car's penalty, a right turn 2.1, turning round all of it and its own price.
 */
static const struct turn_rule {
    char from, via, to;
    double takes_s[PROFILES];
} turn_rules[] = {
    {'b', 'c', 'a', {5.3, 3.5, 7.1}},    {'b', 'c', 'e', {2.1, 1.4, 2.8}},
    {'b', 'c', 's', {0, 0, 0}},          {'c', 's', 't', {2, 0, 2}},
    {'s', 't', 'g', {2, 0, 2}},          {'t', 'g', 'h', {1, 0, 1}},
    {'g', 'h', 'g', {27.4, 19.9, 69.9}}, {'j', 'k', 'i', {-1, 3.5, -1}},
};
enum { TURN_RULES = sizeof turn_rules / sizeof *turn_rules };

/* What a question may exclude. */
static const uint8_t excludable[PROFILES][5] = {
    {ROAD_KIND_TOLL, ROAD_KIND_MOTORWAY, ROAD_KIND_FERRY},
    {ROAD_KIND_TOLL, ROAD_KIND_MOTORWAY, ROAD_KIND_FERRY},
    {ROAD_KIND_TOLL, ROAD_KIND_MOTORWAY, ROAD_KIND_FERRY, ROAD_KIND_TUNNEL},
};

/* A street of its own, and a primary road that leads to it. */
static void add_street(struct town *town, size_t i, const char *tags)
{
    int64_t way = FIRST_STREET + (int64_t)i, refs[] = {way * 10 + 9, way * 10};
    double north_km = 2 + (double)i;
    town_street(town, way, north_km, tags);
    maker_node(&town->maker, refs[0], 0.995, 1 + north_km / 110.574276, "");
    maker_way(&town->maker, FIRST_APPROACH + (int64_t)i, refs, 2, "highway=primary");
}

struct town rules_town(void)
{
    struct town town = town_new(crossings);
    int64_t numbered = town.next_id;
    town_way(&town, "bcdstgh", "highway=primary ref=S-7");
    town_way(&town, "ace", "highway=primary");
    town_way(&town, "jk", "highway=primary");
    town_way(&town, "kl", "highway=primary");
    town_way(&town, "ik", "highway=primary");
    town_way(&town, "km", "highway=primary");
    town_node(&town, 's', "highway=traffic_signals");
    town_node(&town, 't', "highway=stop");
    town_node(&town, 'g', "highway=give_way");
    for (size_t i = 0; i < STREETS; i++) {
        const struct measure *cap = i < RULES + SIGNS ? NULL : &caps[i - RULES - SIGNS];
        const char *tags =
            i < RULES ? rules[i].tags
            : cap     ? arena_printf(town.maker.arena, "maxspeed=120 %s", cap->value)
                      : arena_printf(town.maker.arena, "maxspeed=%s", signs[i - RULES].value);
        add_street(&town, i, tags);
    }
    town_restriction(&town, "restriction=no_left_turn", "jk", "k", "ik");
    maker_relation(&town.maker, 9000, "type=route route=road ref=S-7 direction=east");
    maker_member(&town.maker, OSM_WAY, numbered, "");
    return town;
}

/* ---- What the profiles make of it ------------------------------------------------------------ */

/* A sign counts 0.8 of itself for a car and a truck, which never drives faster than 80. */
static double under_sign(uint32_t profile, double kmh)
{
    return profile == 1 ? kmh : fmin(kmh * 0.8, profile == 2 ? 80 : 1000);
}

static const char *expected(size_t i, uint32_t profile, char text[32])
{
    static const double primary_kmh[PROFILES] = {65, 65, 55};
    if (i < RULES)
        return rules[i].sees[profile];
    bool is_sign = i < RULES + SIGNS;
    double value = is_sign ? signs[i - RULES].kmh : caps[i - RULES - SIGNS].kmh;
    double kmh = !is_sign    ? fmin(value, under_sign(profile, 120))
                 : value > 0 ? under_sign(profile, value)
                             : primary_kmh[profile];
    snprintf(text, 32, kmh > 0 ? "=%.4f" : ".", kmh);
    return text;
}

/* The edges of a street and of the road that leads to it. */
struct lot {
    uint32_t street, approach;
};

static bool is_local(const struct graph *g, const struct graph_profile *p, struct lot lot)
{
    uint32_t turn = graph_turn(g, g->edge_first_arc[lot.approach], g->edge_first_arc[lot.street]);
    return turn != GRAPH_NONE && p->turn_weight_ds[turn] == INT16_MAX;
}

static bool looks_like(const struct graph *g, uint32_t profile, struct lot lot, const char *wanted)
{
    struct street_look look = {.sign = '.'};
    char *rest;
    if (lot.street != GRAPH_NONE)
        look = street_look(g, profile, lot.street);
    double kmh = strtod(wanted + 1, &rest), rate = *rest == 'x' ? strtod(rest + 1, &rest) : 1;
    if (look.sign != wanted[0] || look.sign == '.')
        return look.sign == wanted[0];
    bool no_start = g->edge_flags[lot.street] & GRAPH_EDGE_NO_SNAP;
    return fabs(look.kmh - kmh) < 0.015 * kmh && fabs(look.rate - rate) < 0.01 &&
           is_local(g, &g->profiles[profile], lot) == (strchr(rest, 'L') != NULL) &&
           (profile > 0 || no_start == (strchr(rest, 'N') != NULL));
}

/* Seconds from the road between two junctions to that between the next two; -1: no turn. */
static double turn_takes_s(const struct graph *g, uint32_t profile, const struct turn_rule *rule)
{
    uint32_t from = GRAPH_NONE, to = GRAPH_NONE;
    for (uint32_t a = 0; a < g->n_arcs; a++) {
        int64_t tail = g->node_osm[graph_tail(g, a)], head = g->node_osm[graph_head(g, a)];
        if (tail == rule->from && head == rule->via)
            from = a;
        if (tail == rule->via && head == rule->to)
            to = a;
    }
    assert_true(from != GRAPH_NONE && to != GRAPH_NONE);
    uint32_t turn = graph_turn(g, from, to);
    uint16_t ds = turn == GRAPH_NONE ? GRAPH_NO_TURN : g->profiles[profile].turn_duration_ds[turn];
    return ds == GRAPH_NO_TURN ? -1 : ds / 10.0;
}

static void find_wrong(struct findings *findings, uint32_t profile, const char *what)
{
    if (!findings->first[0])
        snprintf(findings->first, sizeof findings->first, "%s: %s", profile_names[profile], what);
    findings->wrong[profile] = true;
}

struct findings rules_look(const struct town *town)
{
    const struct graph *g = town->graph;
    struct findings findings = {0};
    struct lot lots[STREETS];
    memset(lots, 0xff, sizeof lots);
    for (uint32_t e = g->n_edges; e-- > 0;) {
        int64_t street = g->edge_way[e] - FIRST_STREET, approach = g->edge_way[e] - FIRST_APPROACH;
        if (approach >= 0)
            lots[approach].approach = e;
        else if (street >= 0)
            lots[street].street = e;
    }
    for (uint32_t p = 0; p < PROFILES; p++) {
        char text[32];
        for (size_t i = 0; i < STREETS; i++)
            if (!looks_like(g, p, lots[i], expected(i, p, text)))
                find_wrong(&findings, p,
                           i < RULES           ? rules[i].tags
                           : i < RULES + SIGNS ? signs[i - RULES].value
                                               : caps[i - RULES - SIGNS].value);
        for (size_t i = 0; i < TURN_RULES; i++)
            if (fabs(turn_takes_s(g, p, &turn_rules[i]) - turn_rules[i].takes_s[p]) > 0.051)
                find_wrong(&findings, p,
                           (char[]){turn_rules[i].from, turn_rules[i].via, turn_rules[i].to, '\0'});
        if (memcmp(g->profiles[p].excludable, excludable[p], sizeof excludable[p]) != 0)
            find_wrong(&findings, p, "what may be excluded");
    }
    if (strcmp(graph_name(g, g->edge_ref[0]), "S-7") != 0)
        find_wrong(&findings, 0, graph_name(g, g->edge_ref[0]));
    return findings;
}
