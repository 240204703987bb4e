/*
 * Instructions: where along a leg a driver must be told something, and what, in OSRM's words.
 *
 * The leg is walked piece by piece. At each joint of two pieces the roads that meet there are
 * asked for, and a new step begins when the driver would otherwise go wrong: a turn where going
 * straight on is possible, a road of another name, a fork, a ramp, a roundabout. What is passed
 * without a word becomes an intersection of the running step.
 */
#include <math.h>
#include <string.h>

#include "base/vec.h"
#include "http/osrm_int.h"

enum { BRANCHES_MAX = 16 };

struct maneuver {
    const char *type, *modifier; /* modifier NULL: none */
    int exit;                    /* of a roundabout; 0: none */
};

/* Where the driver is told something: a step from one such piece to the next. */
struct mark {
    size_t piece;
    struct maneuver maneuver;
    json_t *intersections; /* passed on the step */
};

struct walk {
    struct osrm_work *work;
    const struct road_leg *leg;
    VEC(struct mark) marks;
    int exits;              /* passed in the roundabout that we are in; < 0: in none */
    size_t roundabout_mark; /* index of its mark; SIZE_MAX: none */
};

/* --- bearings and angles --- */

static struct point leg_point(const struct road_leg *leg, size_t i)
{
    return (struct point){leg->points[i].lon, leg->points[i].lat};
}

static size_t piece_end(const struct road_leg *leg, size_t piece)
{
    return piece + 1 < leg->n_pieces ? leg->pieces[piece + 1].first_point : leg->n_points - 1;
}

/* The road of a piece, with its number as it is signed in the direction of travel. */
static struct road_edge edge_of(const struct osrm_work *work, const struct road_piece *piece)
{
    struct road_edge edge;
    road_edge_get(work->network, piece->edge, &edge);
    if (piece->backward)
        edge.ref = edge.ref_backward;
    return edge;
}

/* Direction in which a piece is left or entered; a few metres are looked over, because the last
 * points before a crossing are often bent. */
static double bearing_out(const struct road_leg *leg, size_t piece)
{
    enum { LOOK_M = 15 };
    size_t from = leg->pieces[piece].first_point, end = piece_end(leg, piece), to = from;
    while (to < end && point_distance_m(leg_point(leg, from), leg_point(leg, to)) < LOOK_M)
        to++;
    return to > from ? point_bearing_deg(leg_point(leg, from), leg_point(leg, to)) : 0;
}

static double bearing_in(const struct road_leg *leg, size_t piece)
{
    enum { LOOK_M = 15 };
    size_t end = piece_end(leg, piece), first = leg->pieces[piece].first_point, from = end;
    while (from > first && point_distance_m(leg_point(leg, from), leg_point(leg, end)) < LOOK_M)
        from--;
    return end > from ? point_bearing_deg(leg_point(leg, from), leg_point(leg, end)) : 0;
}

/* Change of direction, to the right positive, in (-180, 180]. */
static double turn_deg(double in_deg, double out_deg)
{
    double turn = fmod(out_deg - in_deg + 540, 360) - 180;
    return turn <= -180 ? 180 : turn;
}

static const char *modifier_of(double turn)
{
    static const struct {
        double below;
        const char *right, *left;
    } BANDS[] = {
        {20, "straight", "straight"}, {60, "slight right", "slight left"},
        {120, "right", "left"},       {170, "sharp right", "sharp left"},
        {181, "uturn", "uturn"},
    };
    for (size_t i = 0; i < sizeof BANDS / sizeof *BANDS; i++)
        if (fabs(turn) < BANDS[i].below)
            return turn > 0 ? BANDS[i].right : BANDS[i].left;
    return "straight";
}

/* --- the roads at a joint --- */

struct joint {
    struct road_branch branches[BRANCHES_MAX];
    size_t n, in, out; /* in, out: their indexes; n when not among them */
    double in_deg, out_deg, turn;
    struct road_edge before, after;
    size_t others;          /* that may be entered beside ours */
    double straightest_deg; /* the least turn of these; 180 without */
    bool fork;              /* one of these goes on nearly as straight as ours */
};

static void look(struct walk *walk, size_t piece, struct joint *joint)
{
    const struct road_leg *leg = walk->leg;
    const struct road_piece *before = &leg->pieces[piece - 1], *after = &leg->pieces[piece];
    *joint = (struct joint){.in_deg = bearing_in(leg, piece - 1),
                            .out_deg = bearing_out(leg, piece),
                            .straightest_deg = 180};
    joint->turn = turn_deg(joint->in_deg, joint->out_deg);
    joint->before = edge_of(walk->work, before);
    joint->after = edge_of(walk->work, after);
    joint->n = road_branches(walk->work->snapshot, before->edge, before->backward, joint->branches,
                             BRANCHES_MAX);
    joint->n = joint->n < BRANCHES_MAX ? joint->n : BRANCHES_MAX;
    joint->in = joint->out = joint->n;
    for (size_t i = 0; i < joint->n; i++) {
        const struct road_branch *branch = &joint->branches[i];
        bool is_back = branch->edge == before->edge && branch->backward != before->backward;
        if (branch->edge == after->edge && branch->backward == after->backward) {
            joint->out = i;
        } else if (is_back) {
            joint->in = i;
        } else if (branch->may_enter) {
            double turn = turn_deg(joint->in_deg, branch->bearing_deg);
            joint->others++;
            joint->straightest_deg = fmin(joint->straightest_deg, fabs(turn));
            joint->fork = joint->fork || (fabs(turn) < 45 && fabs(joint->turn) < 45 &&
                                          fabs(turn - joint->turn) < 60);
        }
    }
}

static bool is_link(const struct road_edge *edge)
{
    return edge->class == ROAD_MOTORWAY_LINK || edge->class == ROAD_TRUNK_LINK;
}

static bool is_motorway(const struct road_edge *edge)
{
    return edge->class == ROAD_MOTORWAY || edge->class == ROAD_TRUNK;
}

static bool in_roundabout(const struct road_edge *edge)
{
    return edge->flags & (ROAD_EDGE_ROUNDABOUT | ROAD_EDGE_CIRCULAR);
}

/* What to say at a joint outside of roundabouts; type NULL: nothing. */
static struct maneuver say(const struct joint *joint)
{
    struct maneuver maneuver = {NULL, modifier_of(joint->turn), 0};
    bool renamed = strcmp(joint->before.name, joint->after.name) ||
                   strcmp(joint->before.ref, joint->after.ref);
    bool bends = fabs(joint->turn) >= 30;
    bool has_choice = joint->others > 0;
    if (fabs(joint->turn) >= 170) {
        maneuver.type = renamed ? "turn" : "continue";
    } else if (!is_link(&joint->before) && is_link(&joint->after) && has_choice) {
        maneuver.type = is_motorway(&joint->before) ? "off ramp" : "on ramp";
    } else if (is_link(&joint->before) && is_motorway(&joint->after)) {
        maneuver.type = "merge";
    } else if (has_choice && joint->fork) {
        maneuver.type = "fork";
        if (!strcmp(maneuver.modifier, "straight"))
            maneuver.modifier = joint->turn >= 0 ? "slight right" : "slight left";
    } else if (has_choice && bends && joint->straightest_deg > 60 && joint->n > 2) {
        maneuver.type = "end of road";
    } else if ((has_choice || (renamed && joint->n > 2)) && bends) {
        maneuver.type = renamed ? "turn" : "continue";
    } else if ((joint->before.flags ^ joint->after.flags) & ROAD_EDGE_ON_FERRY) {
        maneuver.type = "notification";
    } else if (renamed && (*joint->after.name || *joint->after.ref)) {
        maneuver.type = "new name";
    }
    return maneuver;
}

/* --- writing --- */

static json_t *intersection_of(const struct joint *joint, struct point at)
{
    json_t *bearings = json_array(), *entry = json_array();
    json_t *out = json_object();
    for (size_t i = 0; i < joint->n; i++) {
        json_array_append_new(
            bearings, json_integer((json_int_t)lround(joint->branches[i].bearing_deg) % 360));
        /* what was driven may be entered, also where only residents may */
        json_array_append_new(entry, json_boolean(joint->branches[i].may_enter || i == joint->out));
    }
    if (joint->out < joint->n)
        json_object_set_new(out, "out", json_integer((json_int_t)joint->out));
    if (joint->in < joint->n)
        json_object_set_new(out, "in", json_integer((json_int_t)joint->in));
    json_object_set_new(out, "location", osrm_location(at));
    json_object_set_new(out, "bearings", bearings);
    json_object_set_new(out, "entry", entry);
    return out;
}

static json_t *maneuver_json(const struct maneuver *maneuver, struct point at, double before,
                             double after)
{
    json_t *out = json_pack("{ss so sI sI}", "type", maneuver->type, "location", osrm_location(at),
                            "bearing_before", (json_int_t)lround(before) % 360, "bearing_after",
                            (json_int_t)lround(after) % 360);
    if (maneuver->modifier)
        json_object_set_new(out, "modifier", json_string(maneuver->modifier));
    if (maneuver->exit)
        json_object_set_new(out, "exit", json_integer(maneuver->exit));
    return out;
}

static void set_name(json_t *step, const struct road_edge *edge)
{
    json_object_set_new(step, "name", json_string(edge->name));
    if (*edge->ref)
        json_object_set_new(step, "ref", json_string(edge->ref));
    if (*edge->pronunciation)
        json_object_set_new(step, "pronunciation", json_string(edge->pronunciation));
    json_object_set_new(step, "mode",
                        json_string(edge->flags & ROAD_EDGE_ON_FERRY ? "ferry" : "driving"));
    json_object_set_new(step, "driving_side",
                        json_string(edge->flags & ROAD_EDGE_LEFT_HAND ? "left" : "right"));
}

static uint64_t length_dm(const struct road_leg *leg, size_t from, size_t until)
{
    uint64_t total = 0;
    for (size_t i = from; i < until; i++)
        total += leg->pieces[i].length_dm;
    return total;
}

/* The step from one mark to the next, or to the end. Takes over the intersections. */
static json_t *step_of(struct walk *walk, size_t index)
{
    const struct road_leg *leg = walk->leg;
    const struct mark *mark = &walk->marks.at[index];
    const struct road_piece *first = &leg->pieces[mark->piece];
    size_t until = index + 1 < walk->marks.n ? walk->marks.at[index + 1].piece : leg->n_pieces;
    double duration_ds = 0, weight_ds = 0;
    for (size_t i = mark->piece; i < until; i++) {
        const struct road_piece *piece = &leg->pieces[i];
        duration_ds += piece->duration_ds + piece->turn_duration_ds + piece->gate_wait_ds;
        weight_ds += piece->weight_ds + piece->turn_weight_ds;
    }
    size_t end = piece_end(leg, until - 1);
    struct road_edge edge = edge_of(walk->work, first);
    double before = mark->piece ? bearing_in(leg, mark->piece - 1) : 0;
    json_t *step = json_object();
    json_object_set_new(
        step, "geometry",
        osrm_geometry(walk->work, leg->points + first->first_point, end - first->first_point + 1));
    json_object_set_new(step, "maneuver",
                        maneuver_json(&mark->maneuver, leg_point(leg, first->first_point), before,
                                      bearing_out(leg, mark->piece)));
    set_name(step, &edge);
    json_object_set_new(step, "intersections", mark->intersections);
    json_object_set_new(step, "weight", osrm_number(weight_ds / 10, 1));
    json_object_set_new(step, "duration", osrm_number(duration_ds / 10, 1));
    json_object_set_new(step, "distance",
                        osrm_number((double)length_dm(leg, mark->piece, until) / 10, 1));
    return step;
}

/* A road that only changes its name is not worth a word for so short a stretch. */
static void leave_out_short_names(struct walk *walk)
{
    enum { SHORT_DM = 1050 };
    size_t kept = 1;
    for (size_t i = 1; i < walk->marks.n; i++) {
        struct mark mark = walk->marks.at[i];
        size_t until = i + 1 < walk->marks.n ? walk->marks.at[i + 1].piece : walk->leg->n_pieces;
        if (!strcmp(mark.maneuver.type, "new name") &&
            length_dm(walk->leg, mark.piece, until) <= SHORT_DM) {
            json_array_extend(walk->marks.at[kept - 1].intersections, mark.intersections);
            json_decref(mark.intersections);
        } else {
            walk->marks.at[kept++] = mark;
        }
    }
    walk->marks.n = kept;
}

/* A road's end is worth naming after a crossing has been passed on it; before that it is a turn. */
static void name_ends_of_roads(struct walk *walk)
{
    for (size_t i = 1; i < walk->marks.n; i++) {
        struct mark *mark = &walk->marks.at[i];
        if (strcmp(mark->maneuver.type, "end of road") ||
            json_array_size(walk->marks.at[i - 1].intersections) >= 2)
            continue;
        struct road_edge before = edge_of(walk->work, &walk->leg->pieces[mark->piece - 1]);
        struct road_edge after = edge_of(walk->work, &walk->leg->pieces[mark->piece]);
        mark->maneuver.type = strcmp(before.name, after.name) ? "turn" : "continue";
    }
}

static void begin_step(struct walk *walk, size_t piece, struct maneuver maneuver)
{
    vec_push(&walk->marks, ((struct mark){piece, maneuver, json_array()}));
}

/* What makes the road that is entered special, in OSRM's words. */
static void set_classes(struct walk *walk, json_t *intersection, size_t piece)
{
    struct road_edge edge = edge_of(walk->work, &walk->leg->pieces[piece]);
    json_t *classes = json_array();
    for (unsigned i = 0; road_kind_name(i); i++)
        if (edge.kinds >> i & 1)
            json_array_append_new(classes, json_string(road_kind_name(i)));
    if (json_array_size(classes))
        json_object_set(intersection, "classes", classes);
    json_decref(classes);
}

static void pass_joint(struct walk *walk, size_t piece)
{
    struct joint joint;
    look(walk, piece, &joint);
    bool was_inside = in_roundabout(&joint.before), is_inside = in_roundabout(&joint.after);
    if (!was_inside && is_inside) {
        const char *type = *joint.after.name ? "rotary" : "roundabout";
        begin_step(walk, piece, (struct maneuver){type, modifier_of(joint.turn), 0});
        walk->roundabout_mark = walk->marks.n - 1;
        walk->exits = 0;
    } else if (was_inside && !is_inside) {
        walk->exits += 1;
        const char *type = *joint.before.name ? "exit rotary" : "exit roundabout";
        begin_step(walk, piece, (struct maneuver){type, modifier_of(joint.turn), walk->exits});
        if (walk->roundabout_mark != SIZE_MAX) /* the number is known only now */
            walk->marks.at[walk->roundabout_mark].maneuver.exit = walk->exits;
    } else if (was_inside) {
        walk->exits += joint.others > 0;
    } else {
        struct maneuver maneuver = say(&joint);
        if (maneuver.type)
            begin_step(walk, piece, maneuver);
    }
    json_t *intersection =
        intersection_of(&joint, leg_point(walk->leg, walk->leg->pieces[piece].first_point));
    set_classes(walk, intersection, piece);
    json_array_append_new(vec_last(&walk->marks)->intersections, intersection);
}

/* A place on a road, with one way onto it. */
static json_t *end_intersection(struct point at, double bearing, const char *side)
{
    return json_pack("{si so s[I] s[b]}", side, 0, "location", osrm_location(at), "bearings",
                     (json_int_t)lround(bearing) % 360, "entry", true);
}

static json_t *arrive(struct walk *walk)
{
    const struct road_leg *leg = walk->leg;
    struct point at = leg_point(leg, leg->n_points - 1);
    double bearing = leg->n_pieces ? bearing_in(leg, leg->n_pieces - 1) : 0;
    json_t *step = json_object();
    json_object_set_new(step, "geometry",
                        osrm_geometry(walk->work, &leg->points[leg->n_points - 1], 1));
    json_object_set_new(step, "maneuver",
                        maneuver_json(&(struct maneuver){"arrive", NULL, 0}, at, bearing, 0));
    struct road_edge edge = {.name = "", .ref = "", .pronunciation = ""};
    if (leg->n_pieces)
        edge = edge_of(walk->work, &leg->pieces[leg->n_pieces - 1]);
    set_name(step, &edge);
    json_object_set_new(step, "intersections",
                        json_pack("[o]", end_intersection(at, fmod(bearing + 180, 360), "in")));
    json_object_set_new(step, "weight", json_real(0));
    json_object_set_new(step, "duration", json_real(0));
    json_object_set_new(step, "distance", json_real(0));
    return step;
}

/* Without the pieces of no length at both ends: who starts or arrives at a crossing need not be
 * told of a road that only touches it. OSRM leaves out what is shorter than a metre. */
static struct road_leg trimmed(const struct road_leg *leg)
{
    enum { SHORT_DM = 10 };
    struct road_leg out = *leg;
    while (out.n_pieces > 1 && out.pieces[0].length_dm <= SHORT_DM) {
        out.pieces++;
        out.n_pieces--;
    }
    while (out.n_pieces > 1 && out.pieces[out.n_pieces - 1].length_dm <= SHORT_DM) {
        out.n_pieces--;
        out.n_points = out.pieces[out.n_pieces].first_point + 1;
    }
    return out;
}

json_t *osrm_steps(struct osrm_work *work, const struct road_leg *whole)
{
    struct road_leg leg = trimmed(whole);
    struct walk walk = {.work = work, .leg = &leg, .exits = -1, .roundabout_mark = SIZE_MAX};
    json_t *steps = json_array();
    if (!leg.n_points)
        return steps;
    if (leg.n_pieces) {
        json_t *start = end_intersection(leg_point(&leg, 0), bearing_out(&leg, 0), "out");
        begin_step(&walk, 0, (struct maneuver){"depart", NULL, 0});
        set_classes(&walk, start, 0);
        json_array_append_new(walk.marks.at[0].intersections, start);
        for (size_t i = 1; i < leg.n_pieces; i++)
            pass_joint(&walk, i);
        leave_out_short_names(&walk);
        name_ends_of_roads(&walk);
    }
    for (size_t i = 0; i < walk.marks.n; i++)
        json_array_append_new(steps, step_of(&walk, i));
    json_array_append_new(steps, arrive(&walk));
    vec_free(&walk.marks);
    return steps;
}

/* --- the summary --- */

struct named {
    const char *name;
    uint64_t length_dm;
};

/* The two longest roads, by name or number, in the order in which they are driven. */
json_t *osrm_summary(struct osrm_work *work, const struct road_leg *leg)
{
    VEC(struct named) roads = {0};
    size_t best[2] = {SIZE_MAX, SIZE_MAX};
    for (size_t p = 0; p < leg->n_pieces; p++) {
        struct road_edge edge;
        size_t i = 0;
        road_edge_get(work->network, leg->pieces[p].edge, &edge);
        const char *name = *edge.name ? edge.name : edge.ref;
        while (i < roads.n && strcmp(roads.at[i].name, name))
            i++;
        if (i == roads.n)
            vec_add(&roads)->name = name;
        roads.at[i].length_dm += leg->pieces[p].length_dm;
    }
    for (size_t i = 0; i < roads.n; i++) {
        if (!*roads.at[i].name)
            continue;
        if (best[0] == SIZE_MAX || roads.at[i].length_dm > roads.at[best[0]].length_dm) {
            best[1] = best[0];
            best[0] = i;
        } else if (best[1] == SIZE_MAX || roads.at[i].length_dm > roads.at[best[1]].length_dm) {
            best[1] = i;
        }
    }
    size_t first = best[0] < best[1] ? best[0] : best[1];
    size_t second = best[0] < best[1] ? best[1] : best[0];
    json_t *out =
        json_string(first == SIZE_MAX    ? ""
                    : second == SIZE_MAX ? roads.at[first].name
                                         : arena_printf(work->arena, "%s, %s", roads.at[first].name,
                                                        roads.at[second].name));
    vec_free(&roads);
    return out;
}
