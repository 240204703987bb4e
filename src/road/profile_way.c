/*
 * The verdict of a profile on a way, a barrier and a turn restriction.
 *
 * The rules run in a fixed order, each seeing what those before it have decided: what closes the
 * road at once; the size of the vehicle; access; oneway; ferries and movable bridges; speed by
 * class, by sign, by surface; and last what makes the road unattractive. docs/road-profile.md
 * explains each.
 */
#include <string.h>

#include "road/profile_int.h"

enum { FORWARD, BACKWARD };

/* What the rules hand on to each other. */
struct way {
    const struct profile *profile;
    const struct tag_view *view;
    struct sv highway, access[2], oneway;
    bool shut[2], local[2], oneway_forward, oneway_backward;
    double speed_kmh[2]; /* negative: not set yet */
    double duration_s;
    bool ferry;
};

static struct sv tag(const struct way *way, unsigned slot)
{
    return way->view->value[slot];
}

/* The first key that says something about a direction. */
static struct sv directed(const struct tag_view *view, const struct profile_keys *keys, int side)
{
    for (size_t i = 0; i < keys->n; i++) {
        const struct profile_key *key = &keys->at[i];
        struct sv value = view->value[side == FORWARD ? key->forward : key->backward];
        if (!value.n)
            value = view->value[key->plain];
        if (value.n)
            return value;
    }
    return (struct sv){NULL, 0};
}

static const char *closed_at_once(const struct way *way)
{
    const struct profile *profile = way->profile;
    if (sv_is(tag(way, TAG_AREA), "yes"))
        return "an area, not a line";
    if (values_has(&profile->avoid_highways, way->highway))
        return sv_is(way->highway, "steps") ? "steps" : "not built yet";
    struct sv construction = tag(way, TAG_CONSTRUCTION);
    if (sv_is(tag(way, TAG_RAILWAY), "construction") ||
        (construction.n && !values_has(&profile->construction_harmless, construction)))
        return "not built yet";
    if (sv_is(tag(way, TAG_ONEWAY), "reversible"))
        return "changes its direction by the hour";
    if (sv_is(tag(way, TAG_IMPASSABLE), "yes") || sv_is(tag(way, TAG_STATUS), "impassable"))
        return "impassable";
    return NULL;
}

/* Heights without a number: 4.5 m is what the wiki says they mean. */
static bool height_limit(struct sv text, double *out)
{
    if (sv_is(text, "default") || sv_is(text, "none") || sv_is(text, "no-sign") ||
        sv_is(text, "unsigned")) {
        *out = 4.5;
        return true;
    }
    return measure_metres(text, out);
}

static bool too_wide(const struct way *way, int side)
{
    double width = way->profile->width_m, limit;
    struct sv text = directed(way->view, &way->profile->width_keys, side);
    if ((sv_is(text, "narrow") || sv_is(tag(way, TAG_NARROW), "yes")) && width > 2.2)
        return true;
    return measure_metres(text, &limit) && limit <= width;
}

static const char *too_big(struct way *way)
{
    const struct profile *p = way->profile;
    for (int side = 0; side < 2; side++) {
        double limit;
        if ((height_limit(directed(way->view, &p->height_keys, side), &limit) &&
             limit < p->height_m) ||
            too_wide(way, side) ||
            (measure_metres(directed(way->view, &p->length_keys, side), &limit) &&
             limit < p->length_m) ||
            (measure_kilograms(directed(way->view, &p->weight_keys, side), &limit) &&
             limit < p->weight_kg) ||
            (p->axle_load_kg > 0 &&
             measure_kilograms(directed(way->view, &p->axle_load_keys, side), &limit) &&
             limit < p->axle_load_kg))
            way->shut[side] = true;
    }
    if (p->hazmat && sv_is(tag(way, TAG_HAZMAT), "no"))
        return "closed to dangerous goods";
    return way->shut[FORWARD] && way->shut[BACKWARD] ? "too small for the vehicle" : NULL;
}

static const char *no_access(struct way *way)
{
    const struct profile *p = way->profile;
    bool may_be_local = values_has(&p->access_local_highways, way->highway);
    for (int side = 0; side < 2; side++) {
        way->access[side] = directed(way->view, &p->access_keys, side);
        way->local[side] = may_be_local && values_has(&p->access_local, way->access[side]);
        if (values_has(&p->access_no, way->access[side]) && !way->local[side])
            way->shut[side] = true;
    }
    return way->shut[FORWARD] && way->shut[BACKWARD] ? "closed by access tags" : NULL;
}

static void apply_oneway(struct way *way)
{
    const struct profile *p = way->profile;
    for (size_t i = 0; i < p->modes.n && !way->oneway.n; i++)
        way->oneway = tag(way, p->modes.at[i].oneway);
    if (!way->oneway.n)
        way->oneway = tag(way, TAG_ONEWAY);
    if (!p->obey_oneway)
        return;
    struct sv junction = tag(way, TAG_JUNCTION);
    bool implied = sv_is(way->highway, "motorway") || sv_is(junction, "roundabout") ||
                   sv_is(junction, "circular");
    if (sv_is(way->oneway, "-1"))
        way->oneway_backward = way->shut[FORWARD] = true;
    else if (sv_is(way->oneway, "yes") || sv_is(way->oneway, "1") || sv_is(way->oneway, "true") ||
             (implied && !sv_is(way->oneway, "no")))
        way->oneway_forward = way->shut[BACKWARD] = true;
}

/* A ferry goes both ways unless it says otherwise; a movable bridge is slow. */
static void apply_ferry_and_bridge(struct way *way)
{
    const struct profile *p = way->profile;
    double speed = values_number(&p->route_speeds, tag(way, TAG_ROUTE), 0), duration;
    bool timed = measure_duration_s(tag(way, TAG_DURATION), &duration);
    if (speed > 0) {
        way->ferry = true;
        way->speed_kmh[FORWARD] = way->speed_kmh[BACKWARD] = speed;
        if (timed)
            way->duration_s = duration;
    }
    speed = values_number(&p->bridge_speeds, tag(way, TAG_BRIDGE), 0);
    if (speed > 0) {
        way->ferry = false;
        if (timed)
            way->duration_s = duration;
        else
            way->speed_kmh[FORWARD] = way->speed_kmh[BACKWARD] = speed;
    }
}

/* A list of lanes ("designated|designated") that are all for shared cars. */
static bool all_lanes_shared(struct sv lanes)
{
    if (!lanes.n)
        return false;
    while (lanes.at)
        if (!sv_is(sv_cut(&lanes, '|'), "designated"))
            return false;
    return true;
}

static void apply_shared_lanes(struct way *way)
{
    if (!way->profile->avoid_hov_lanes)
        return;
    struct sv both = tag(way, TAG_HOV_LANES), forward = tag(way, TAG_HOV_LANES_FORWARD),
              backward = tag(way, TAG_HOV_LANES_BACKWARD);
    if (!forward.n && !way->oneway_backward)
        forward = both;
    if (!backward.n && !way->oneway_forward)
        backward = both;
    bool all = sv_is(tag(way, TAG_HOV), "designated");
    way->local[FORWARD] |= all || all_lanes_shared(forward);
    way->local[BACKWARD] |= all || all_lanes_shared(backward);
}

static const char *speed_by_class(struct way *way)
{
    const struct profile *p = way->profile;
    if (way->speed_kmh[FORWARD] >= 0)
        return NULL;
    double speed = values_number(&p->highway_speeds, way->highway, -1);
    if (speed >= 0) {
        way->speed_kmh[FORWARD] = way->speed_kmh[BACKWARD] = speed;
        return NULL;
    }
    for (int side = 0; side < 2; side++) {
        struct sv access = way->access[side];
        if (access.n && !values_has(&p->access_no, access))
            way->speed_kmh[side] = p->default_speed_kmh;
        else if (!access.n && way->access[!side].n)
            way->shut[side] = true;
    }
    bool none = way->speed_kmh[FORWARD] < 0 && way->speed_kmh[BACKWARD] < 0;
    return none && way->duration_s <= 0 ? "not a road for the vehicle" : NULL;
}

/* A sign: a number, a name ("none", "DE:rural"), or a zone of any country ("CC:urban"); 0 when it
 * says nothing. */
static double signed_speed(const struct profile *profile, struct sv text)
{
    double speed;
    char name[40];
    if (!text.n)
        return 0;
    if (measure_speed_kmh(text, &speed))
        return speed;
    if (text.n >= sizeof name)
        return 0;
    for (size_t i = 0; i < text.n; i++)
        name[i] = text.at[i] >= 'A' && text.at[i] <= 'Z' ? (char)(text.at[i] + 32) : text.at[i];
    struct sv whole = sv_from(name, text.n);
    speed = values_number(&profile->maxspeed_names, whole, -1);
    if (speed >= 0)
        return speed;
    struct sv zone = whole;
    sv_cut(&zone, ':');
    return values_number(&profile->maxspeed_zones, zone, 0);
}

static void speed_by_sign(struct way *way)
{
    const struct profile *p = way->profile;
    for (int side = 0; side < 2; side++) {
        double speed = signed_speed(p, directed(way->view, &p->maxspeed_keys, side));
        if (speed > 0)
            way->speed_kmh[side] = speed * p->maxspeed_factor;
    }
}

static void cap_speed(struct way *way, double cap)
{
    for (int side = 0; side < 2; side++)
        if (way->speed_kmh[side] > cap)
            way->speed_kmh[side] = cap;
}

static void speed_by_surface(struct way *way)
{
    const struct profile *p = way->profile;
    const double none = 1000;
    cap_speed(way, values_number(&p->surface_caps, tag(way, TAG_SURFACE), none));
    cap_speed(way, values_number(&p->tracktype_caps, tag(way, TAG_TRACKTYPE), none));
    cap_speed(way, values_number(&p->smoothness_caps, tag(way, TAG_SMOOTHNESS), none));
    if (p->speed_max_kmh > 0)
        cap_speed(way, p->speed_max_kmh);
}

/* The share of its speed at which the way is weighed: the worst of what speaks against it. */
static double preference(const struct way *way)
{
    const struct profile *p = way->profile;
    double rate = values_number(&p->service_rates, tag(way, TAG_SERVICE), 1), width, lanes;
    bool both_ways = !way->shut[FORWARD] && !way->shut[BACKWARD];
    struct sv side_road = tag(way, TAG_SIDE_ROAD);
    if (((measure_metres(tag(way, TAG_WIDTH), &width) && width <= p->narrow_width_m) ||
         (both_ways && measure_speed_kmh(tag(way, TAG_LANES), &lanes) && lanes <= 1)) &&
        p->narrow_rate < rate)
        rate = p->narrow_rate;
    if (sv_is(way->oneway, "alternating") && p->alternating_rate < rate)
        rate = p->alternating_rate;
    if ((sv_is(side_road, "yes") || sv_is(side_road, "rotary")) && p->side_road_rate < rate)
        rate = p->side_road_rate;
    return rate;
}

static struct way_pace pace(const struct way *way, int side, double rate)
{
    double speed = way->speed_kmh[side] > 0 ? way->speed_kmh[side] : 0;
    bool open = !way->shut[side] && (speed > 0 || way->duration_s > 0);
    return (struct way_pace){open, way->local[side], speed, speed * rate};
}

static const char *judge(struct way *way)
{
    const char *why = closed_at_once(way);
    if (!why)
        why = too_big(way);
    if (!why)
        why = no_access(way);
    if (why)
        return why;
    apply_oneway(way);
    apply_ferry_and_bridge(way);
    if (values_has(&way->profile->service_forbidden, tag(way, TAG_SERVICE)))
        return "for emergencies only";
    apply_shared_lanes(way);
    why = speed_by_class(way);
    if (why)
        return why;
    speed_by_sign(way);
    speed_by_surface(way);
    return NULL;
}

const char *profile_way(const struct profile *profile, const struct tag_view *view,
                        struct way_verdict *out)
{
    struct way way = {.profile = profile, .view = view, .speed_kmh = {-1, -1}};
    way.highway = tag(&way, TAG_HIGHWAY);
    if (!way.highway.n && !tag(&way, TAG_ROUTE).n)
        return "not a road";
    const char *why = judge(&way);
    if (why)
        return why;
    double rate = preference(&way);
    *out = (struct way_verdict){
        .forward = pace(&way, FORWARD, rate),
        .backward = pace(&way, BACKWARD, rate),
        .duration_s = way.duration_s,
        .weight_s = way.duration_s / rate,
        .ferry = way.ferry,
        .no_start = way.ferry || (sv_is(way.highway, "service") &&
                                  values_has(&profile->no_start_on_service, way.access[FORWARD])),
    };
    return out->forward.open || out->backward.open ? NULL : "closed in both directions";
}

/* A barrier that is there but does not stop a vehicle. */
static bool barrier_is_flat(const struct tag_view *view, struct sv barrier)
{
    struct sv kerb = view->value[TAG_KERB];
    return sv_is(view->value[TAG_BOLLARD], "rising") || sv_is(kerb, "lowered") ||
           sv_is(kerb, "flush") ||
           (sv_is(barrier, "kerb") && sv_is(view->value[TAG_HIGHWAY], "crossing"));
}

void profile_node(const struct profile *profile, const struct tag_view *view,
                  struct node_verdict *out)
{
    struct sv barrier = view->value[TAG_BARRIER], access = {NULL, 0};
    *out = (struct node_verdict){.delay_s = values_number(&profile->barrier_delays_s, barrier, 0)};
    for (size_t i = 0; i < profile->access_keys.n && !access.n; i++)
        access = view->value[profile->access_keys.at[i].plain];
    if (access.n) {
        out->closed =
            values_has(&profile->access_no, access) && !values_has(&profile->access_local, access);
        return;
    }
    double limit;
    bool too_low = sv_is(barrier, "height_restrictor") &&
                   height_limit(view->value[TAG_MAXHEIGHT], &limit) && limit < profile->height_m;
    out->closed =
        barrier.n &&
        ((!values_has(&profile->barriers_passable, barrier) && !barrier_is_flat(view, barrier)) ||
         too_low);
}

static bool is_known_restriction(struct sv value)
{
    return sv_starts(value, "only_") || (sv_starts(value, "no_") && !sv_ends(value, "_on_red"));
}

struct sv profile_restriction(const struct profile *profile, const struct tag_view *view)
{
    struct sv none = {NULL, 0}, value = view->value[TAG_RESTRICTION];
    if (!profile->turns.obey_restrictions)
        return none;
    struct sv except = view->value[TAG_EXCEPT];
    while (except.at) {
        struct sv mode = sv_trim(sv_cut(&except, ';'));
        for (size_t i = 0; i < profile->modes.n; i++)
            if (sv_eq(mode, profile->modes.at[i].name))
                return none;
    }
    for (size_t i = 0; i < profile->modes.n; i++) {
        struct sv own = view->value[profile->modes.at[i].restriction];
        if (own.n) {
            value = own;
            break;
        }
    }
    return is_known_restriction(value) ? value : none;
}
