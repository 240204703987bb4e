/*
 * Turns: who may go from which arc to which at a node, and what it costs.
 *
 * The rules are those of OSRM, told in docs/road-profile.md. A junction is looked at once per
 * profile, because a road that a profile may not drive does not exist for it: a crossing of a
 * street with a footpath is no junction for a car.
 */
#include <math.h>
#include <string.h>

#include "road/import_int.h"

enum {
    LEGS_MAX = 64,              /* roads at one node; further ones end there */
    ENTER_LOCAL_DS = INT16_MAX, /* weight of entering a road that is for its residents only */
};

/* A stop sign without a direction speaks to those who come from its far side when a junction is
 * nearer than this on the other. */
static const float stop_near_m = 20;

struct leg {
    uint32_t leg, arrival, departure;
    double bearing; /* out of the node */
    const struct road_kind *kind;
    unsigned in, out; /* bit p: profile p may arrive, may leave */
    unsigned in_local, out_local;
    bool roundabout, u_turn_lane, arrives_forward;
};

/* One node while its turns are made. */
struct crossing {
    struct import *import;
    const struct drafts *drafts;
    const struct bans *bans;
    const struct raw_obstacle *obstacles;
    size_t n_obstacles;
    struct leg legs[LEGS_MAX];
    size_t n;
    unsigned closed; /* bit p: a barrier stops profile p */
    bool turning_place;
    unsigned roads[GRAPH_PROFILES_MAX], entries[GRAPH_PROFILES_MAX];
    uint32_t flow_in, flow_out; /* legs of a roundabout, or GRAPH_NONE; of the present arrival */
};

/* The pace at which a profile arrives by a leg, or leaves by it. */
static const struct way_pace *leg_pace(const struct leg *leg, uint32_t profile, bool leaving)
{
    const struct way_verdict *verdict = &leg->kind->verdict[profile];
    return leg->arrives_forward != leaving ? &verdict->forward : &verdict->backward;
}

/* 0: back where one came from, 90: to the right, 180: straight on, 270: to the left. */
static double angle_between(double travelling, double leaving)
{
    return fmod(travelling + 540 - leaving, 360);
}

static double turn_angle(const struct leg *from, const struct leg *to)
{
    return angle_between(from->bearing + 180, to->bearing);
}

/* Two oneway roads in opposite directions over the same ground are one street: going from the one
 * to the other is turning round. */
static bool is_same_street(const struct crossing *crossing, size_t a, size_t b)
{
    const struct leg *x = &crossing->legs[a], *y = &crossing->legs[b];
    const struct drafts *drafts = crossing->drafts;
    double between = fabs(x->bearing - y->bearing);
    return a == b || (leg_node(drafts, x->leg ^ 1) == leg_node(drafts, y->leg ^ 1) &&
                      x->leg / 2 != y->leg / 2 && (between < 1 || between > 359));
}

static void read_leg(struct crossing *crossing, uint32_t id)
{
    const struct drafts *drafts = crossing->drafts;
    const struct draft *edge = &drafts->edges.at[id / 2];
    const struct raw *raw = &crossing->import->raw;
    struct leg leg = {.leg = id,
                      .arrival = leg_arrival(drafts, id),
                      .departure = leg_departure(drafts, id),
                      .bearing = (double)edge->bearing[id & 1],
                      .kind = &raw->kinds.at[edge->kind],
                      .arrives_forward = id & 1};
    leg.roundabout = leg.kind->flags & (GRAPH_EDGE_ROUNDABOUT | GRAPH_EDGE_CIRCULAR);
    leg.u_turn_lane = leg.kind->u_turn_lane & (leg.arrives_forward ? 1 : 2);
    for (uint32_t p = 0; p < crossing->import->n_profiles; p++) {
        const struct way_pace *in = leg_pace(&leg, p, false), *out = leg_pace(&leg, p, true);
        leg.in |= in->open ? 1u << p : 0;
        leg.out |= out->open ? 1u << p : 0;
        leg.in_local |= in->local ? 1u << p : 0;
        leg.out_local |= out->local ? 1u << p : 0;
        crossing->entries[p] += in->open;
    }
    crossing->legs[crossing->n++] = leg;
}

static void count_streets(struct crossing *crossing)
{
    for (uint32_t p = 0; p < crossing->import->n_profiles; p++)
        for (size_t i = 0; i < crossing->n; i++) {
            bool counts = (crossing->legs[i].in | crossing->legs[i].out) >> p & 1;
            for (size_t j = 0; j < i && counts; j++)
                counts = !is_same_street(crossing, i, j) ||
                         !((crossing->legs[j].in | crossing->legs[j].out) >> p & 1);
            crossing->roads[p] += counts;
        }
}

static void read_crossing(struct crossing *crossing, uint32_t node)
{
    const struct drafts *drafts = crossing->drafts;
    const struct raw *raw = &crossing->import->raw;
    uint32_t raw_node = drafts->raw_node.at[node];
    crossing->n = 0;
    crossing->closed = 0;
    crossing->turning_place = false;
    memset(crossing->roads, 0, sizeof crossing->roads);
    memset(crossing->entries, 0, sizeof crossing->entries);
    for (uint32_t i = drafts->first_leg[node]; i < drafts->first_leg[node + 1]; i++) {
        if (crossing->n == LEGS_MAX) {
            import_drop(crossing->import, "roads beyond the 64th at one junction",
                        raw->node_id[raw_node]);
            break;
        }
        read_leg(crossing, drafts->legs[i]);
    }
    count_streets(crossing);
    for (size_t i = 0; i < crossing->n_obstacles; i++) {
        const struct raw_obstacle *obstacle = &crossing->obstacles[i];
        crossing->turning_place |= obstacle->kind == OBSTACLE_TURNING_PLACE;
        if (obstacle->kind == OBSTACLE_BARRIER)
            crossing->closed |= obstacle->closed;
    }
}

/* ---- Delays at signals and signs ------------------------------------------------------------- */

/* Distance along a leg to where roads meet or end, as far as it matters for a stop sign. */
static float open_road_m(const struct drafts *drafts, uint32_t leg)
{
    float metres = drafts->edges.at[leg / 2].length_m;
    for (int hop = 0; hop < 16 && metres <= stop_near_m; hop++) {
        uint32_t node = leg_node(drafts, leg ^ 1);
        uint32_t first = drafts->first_leg[node];
        if (drafts->first_leg[node + 1] - first != 2)
            break;
        leg = drafts->legs[first] == (leg ^ 1) ? drafts->legs[first + 1] : drafts->legs[first];
        metres += drafts->edges.at[leg / 2].length_m;
    }
    return metres;
}

/* Whether some other road of the crossing is faster than the one by which the profile comes. */
static bool comes_by_minor_road(const struct crossing *crossing, size_t from, uint32_t profile)
{
    double own = leg_pace(&crossing->legs[from], profile, false)->speed_kmh;
    for (size_t i = 0; i < crossing->n; i++) {
        const struct leg *leg = &crossing->legs[i];
        const struct way_pace *out = leg_pace(leg, profile, true);
        const struct way_pace *in = leg_pace(leg, profile, false);
        if (i != from && ((out->open && out->speed_kmh > own) || (in->open && in->speed_kmh > own)))
            return true;
    }
    return false;
}

static double sign_delay_s(const struct crossing *crossing, const struct raw_obstacle *sign,
                           size_t from, size_t to, uint32_t profile)
{
    const struct profile_turns *turns = profile_turns(crossing->import->profiles[profile]);
    const struct drafts *drafts = crossing->drafts;
    switch (sign->kind) {
    case OBSTACLE_SIGNAL:
        return turns->signal_s;
    case OBSTACLE_GIVE_WAY:
        return turns->give_way_s;
    case OBSTACLE_STOP_MINOR:
        return comes_by_minor_road(crossing, from, profile) ? turns->stop_s : 0;
    case OBSTACLE_STOP:
        if (crossing->n == 2 && sign->side == SIDE_UNKNOWN &&
            open_road_m(drafts, crossing->legs[from].leg) < stop_near_m &&
            open_road_m(drafts, crossing->legs[to].leg) > stop_near_m)
            return 0;
        return turns->stop_s;
    case OBSTACLE_BARRIER:
        return from == to ? 0 : (double)sign->delay_s[profile];
    default:
        return 0;
    }
}

static double delay_s(const struct crossing *crossing, size_t from, size_t to, uint32_t profile)
{
    bool forward = crossing->legs[from].arrives_forward;
    double total = 0;
    for (size_t i = 0; i < crossing->n_obstacles; i++) {
        const struct raw_obstacle *sign = &crossing->obstacles[i];
        if (sign->side == (forward ? SIDE_BACKWARD : SIDE_FORWARD))
            continue; /* speaks to those who come from the other side */
        total += sign_delay_s(crossing, sign, from, to, profile);
    }
    return total;
}

/* ---- One turn -------------------------------------------------------------------------------- */

/* A sigmoid of the angle, fitted by OSRM to measured turns: next to nothing straight on, most of
 * the penalty from 120 degrees; left turns across traffic cost more than right turns. */
static double bend_s(const struct profile_turns *turns, double angle, bool left_hand)
{
    double bias = left_hand ? 1 / turns->bias : turns->bias;
    double right = 180 - angle; /* positive: to the right */
    if (right < 0)
        bias = 1 / bias;
    return turns->penalty_s / (1 + exp(-(13 / bias * fabs(right) / 180 - 6.5 * bias)));
}

/* Leaving a roundabout against its flow: between the flow that comes in and the arm by which one
 * has come, there is no way out. */
static bool against_flow(const struct crossing *crossing, size_t from, size_t to)
{
    if (crossing->flow_in == GRAPH_NONE || crossing->flow_out == GRAPH_NONE)
        return false;
    const struct leg *in = &crossing->legs[crossing->flow_in];
    double flow = turn_angle(in, &crossing->legs[crossing->flow_out]);
    double own = turn_angle(in, &crossing->legs[from]);
    double other = turn_angle(in, &crossing->legs[to]);
    return (own < flow && other < own) || (own > flow && other > own);
}

/* The legs by which the roundabout's flow comes in and goes on, seen from one arm. With several
 * (linked roundabouts) those at the widest angle. */
static void find_flow(struct crossing *crossing, size_t from)
{
    double best_in = 0, best_out = 0;
    const struct leg *arm = &crossing->legs[from];
    crossing->flow_in = crossing->flow_out = GRAPH_NONE;
    for (uint32_t i = 0; i < crossing->n; i++) {
        const struct leg *leg = &crossing->legs[i];
        if (!leg->roundabout)
            continue;
        double in = turn_angle(leg, arm), out = angle_between(arm->bearing, leg->bearing);
        if (!leg->out && in > best_in) {
            best_in = in;
            crossing->flow_in = i;
        } else if (leg->out && out > best_out) {
            best_out = out;
            crossing->flow_out = i;
        }
    }
}

/* Exits left to a profile in a state, the way back included. */
static unsigned exits(const struct crossing *crossing, uint32_t state, uint32_t profile)
{
    unsigned n = 0;
    for (size_t i = 0; i < crossing->n; i++) {
        const struct leg *leg = &crossing->legs[i];
        n += (leg->out >> profile & 1) &&
             !(bans_of_turn(crossing->bans, state, leg->departure) >> profile & 1);
    }
    return n;
}

/* Turning round: where there is no other way on, before a barrier, or where a place is made for
 * it. */
static bool may_turn_round(const struct crossing *crossing, size_t from, uint32_t state,
                           uint32_t profile)
{
    return (crossing->closed >> profile & 1) || crossing->turning_place ||
           crossing->roads[profile] == 1 || crossing->entries[profile] <= 1 ||
           crossing->legs[from].u_turn_lane || exits(crossing, state, profile) == 1;
}

static bool may_turn(const struct crossing *crossing, size_t from, size_t to, uint32_t state,
                     uint32_t profile)
{
    const struct leg *a = &crossing->legs[from], *b = &crossing->legs[to];
    if (!(a->in >> profile & 1) || !(b->out >> profile & 1))
        return false;
    if (bans_of_turn(crossing->bans, state, b->departure) >> profile & 1)
        return false;
    if (is_same_street(crossing, from, to))
        return may_turn_round(crossing, from, state, profile);
    return !(crossing->closed >> profile & 1) && !against_flow(crossing, from, to);
}

static double turn_s(const struct crossing *crossing, size_t from, size_t to, uint32_t profile)
{
    const struct leg *a = &crossing->legs[from], *b = &crossing->legs[to];
    const struct profile_turns *turns = profile_turns(crossing->import->profiles[profile]);
    bool round = is_same_street(crossing, from, to);
    double seconds = delay_s(crossing, from, to, profile);
    bool changes_mode = a->kind->verdict[profile].ferry != b->kind->verdict[profile].ferry;
    if (crossing->roads[profile] > 2 || changes_mode || round) {
        double angle = round ? 0 : turn_angle(a, b);
        seconds += bend_s(turns, angle, a->kind->flags & GRAPH_EDGE_LEFT_HAND);
    }
    return round ? seconds + turns->u_turn_s : seconds;
}

static void add_turn(const struct crossing *crossing, size_t from, size_t to, uint32_t state)
{
    const struct leg *a = &crossing->legs[from], *b = &crossing->legs[to];
    struct graph_turn_spec spec;
    bool any = false;
    for (uint32_t p = 0; p < crossing->import->n_profiles; p++) {
        spec.weight_ds[p] = spec.duration_ds[p] = GRAPH_NO_TURN;
        if (!may_turn(crossing, from, to, state, p))
            continue;
        double ds = fmin(turn_s(crossing, from, to, p) * 10, ENTER_LOCAL_DS);
        bool enters_local = !(a->in_local >> p & 1) && (b->out_local >> p & 1);
        spec.duration_ds[p] = (uint16_t)ds;
        spec.weight_ds[p] = enters_local ? ENTER_LOCAL_DS : spec.duration_ds[p];
        any = true;
    }
    if (!any)
        return;
    spec.from_arc = state == GRAPH_NONE ? a->arrival : crossing->bans->states.at[state].stand_in;
    spec.to_arc = bans_target(crossing->bans, state, b->departure);
    graph_add_turn(crossing->import->builder, &spec);
}

static void add_turns_from(struct crossing *crossing, size_t from)
{
    const struct bans *bans = crossing->bans;
    uint32_t arc = crossing->legs[from].arrival;
    uint64_t first;
    find_flow(crossing, from);
    /* The arc itself, and every copy of it. */
    uint32_t state = bans_start(bans, arc);
    if (state == GRAPH_NONE)
        for (size_t to = 0; to < crossing->n; to++)
            if (crossing->legs[to].departure != GRAPH_NONE)
                add_turn(crossing, from, to, GRAPH_NONE);
    if (!u64map_get(&bans->of_arc, arc, &first))
        return;
    for (state = (uint32_t)first; state != GRAPH_NONE; state = bans->states.at[state].next_of_arc)
        for (size_t to = 0; to < crossing->n; to++)
            if (crossing->legs[to].departure != GRAPH_NONE)
                add_turn(crossing, from, to, state);
}

static void add_barriers(const struct crossing *crossing, uint32_t node)
{
    const struct raw *raw = &crossing->import->raw;
    unsigned all = (1u << crossing->import->n_profiles) - 1;
    for (size_t i = 0; i < crossing->n_obstacles; i++) {
        const struct raw_obstacle *obstacle = &crossing->obstacles[i];
        if (obstacle->kind != OBSTACLE_BARRIER)
            continue;
        struct graph_barrier barrier = {
            .osm_node = raw->node_id[obstacle->node],
            .node = node,
            .duration_ds = (uint32_t)(obstacle->delay_s[0] * 10),
            .kind = obstacle->barrier,
            .passable = all & ~(unsigned)obstacle->closed,
        };
        graph_add_barrier(crossing->import->builder, &barrier);
        crossing->import->report->barriers++;
    }
}

/* The signs and barriers of a raw node: they are sorted by node. */
static void find_obstacles(struct crossing *crossing, uint32_t raw_node)
{
    const struct raw *raw = &crossing->import->raw;
    size_t low = 0, high = raw->obstacles.n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (raw->obstacles.at[middle].node < raw_node)
            low = middle + 1;
        else
            high = middle;
    }
    crossing->obstacles = raw->obstacles.at + low;
    for (high = low; high < raw->obstacles.n && raw->obstacles.at[high].node == raw_node;)
        high++;
    crossing->n_obstacles = high - low;
}

void import_turns(struct import *import, const struct drafts *drafts, const struct bans *bans)
{
    struct crossing crossing = {.import = import, .drafts = drafts, .bans = bans};
    for (uint32_t node = 0; node < drafts->raw_node.n; node++) {
        find_obstacles(&crossing, drafts->raw_node.at[node]);
        read_crossing(&crossing, node);
        for (size_t from = 0; from < crossing.n; from++)
            if (crossing.legs[from].arrival != GRAPH_NONE)
                add_turns_from(&crossing, from);
        add_barriers(&crossing, node);
    }
}
