/*
 * Profiles: what a kind of vehicle may drive, how fast, and what it avoids.
 *
 * A profile is data (profiles/NAME.yaml; every field is explained in car.yaml). Those of car,
 * emergency and truck are built in. An import reads OSM tags once into a view by key and asks each
 * profile for its verdict on every way and barrier. docs/road-profile.md describes the rules.
 *
 * A profile is immutable once read and may be shared by threads.
 */
#ifndef LIFELINE_ROAD_PROFILE_H
#define LIFELINE_ROAD_PROFILE_H

#include "base/map.h"
#include "road/osm.h"

/* ---- Tags by key ----------------------------------------------------------------------------- */

/* Keys that rules name directly; profiles add theirs behind these. */
#define TAG_KEYS(X)                                                                                \
    X(HIGHWAY, "highway")                                                                          \
    X(ROUTE, "route")                                                                              \
    X(NAME, "name")                                                                                \
    X(PRONUNCIATION, "name:pronunciation")                                                         \
    X(REF, "ref")                                                                                  \
    X(AREA, "area")                                                                                \
    X(RAILWAY, "railway")                                                                          \
    X(CONSTRUCTION, "construction")                                                                \
    X(PROPOSED, "proposed")                                                                        \
    X(IMPASSABLE, "impassable")                                                                    \
    X(STATUS, "status")                                                                            \
    X(ONEWAY, "oneway")                                                                            \
    X(JUNCTION, "junction")                                                                        \
    X(SERVICE, "service")                                                                          \
    X(DURATION, "duration")                                                                        \
    X(BRIDGE, "bridge")                                                                            \
    X(TUNNEL, "tunnel")                                                                            \
    X(TOLL, "toll")                                                                                \
    X(SURFACE, "surface")                                                                          \
    X(TRACKTYPE, "tracktype")                                                                      \
    X(SMOOTHNESS, "smoothness")                                                                    \
    X(WIDTH, "width")                                                                              \
    X(NARROW, "narrow")                                                                            \
    X(LANES, "lanes")                                                                              \
    X(SIDE_ROAD, "side_road")                                                                      \
    X(HAZMAT, "hazmat")                                                                            \
    X(HOV, "hov")                                                                                  \
    X(HOV_LANES, "hov:lanes")                                                                      \
    X(HOV_LANES_FORWARD, "hov:lanes:forward")                                                      \
    X(HOV_LANES_BACKWARD, "hov:lanes:backward")                                                    \
    X(TURN_LANES, "turn:lanes")                                                                    \
    X(TURN_LANES_FORWARD, "turn:lanes:forward")                                                    \
    X(TURN_LANES_BACKWARD, "turn:lanes:backward")                                                  \
    X(DRIVING_SIDE, "driving_side")                                                                \
    X(BARRIER, "barrier")                                                                          \
    X(MAXHEIGHT, "maxheight")                                                                      \
    X(BOLLARD, "bollard")                                                                          \
    X(KERB, "kerb")                                                                                \
    X(STOP, "stop")                                                                                \
    X(DIRECTION, "direction")                                                                      \
    X(SIGNAL_DIRECTION, "traffic_signals:direction")                                               \
    X(TYPE, "type")                                                                                \
    X(RESTRICTION, "restriction")                                                                  \
    X(RESTRICTION_CONDITIONAL, "restriction:conditional")                                          \
    X(EXCEPT, "except")

enum tag_key {
#define X(name, text) TAG_##name,
    TAG_KEYS(X)
#undef X
        TAG_FIXED_COUNT
};

enum { TAG_SLOTS_MAX = 256 };

/* The keys that matter and the slot of each. */
struct tag_slots {
    struct map slot_of; /* key to its slot + 1 */
    unsigned n;
};

/* The values of one object's tags by slot; empty where it has none. Values are borrowed. */
struct tag_view {
    struct sv value[TAG_SLOTS_MAX];
};

void tag_slots_init(struct tag_slots *slots);
void tag_slots_free(struct tag_slots *slots);
/* The slot of a key, made when it is new; TAG_SLOTS_MAX when there are too many. */
unsigned tag_slots_add(struct tag_slots *slots, struct sv key);
void tag_view_fill(const struct tag_slots *slots, struct osm_tags tags, struct tag_view *view);

/* ---- Profiles -------------------------------------------------------------------------------- */

struct profile;

/* `text` is the YAML; errors name `source` and the line. The profile's keys are added to `slots`,
 * which must outlive it. */
enum err profile_read(struct sv text, const char *source, struct tag_slots *slots,
                      struct profile **out, struct error *error);
/* FOLDER/NAME.yaml, or the built-in one when `folder` is NULL. */
enum err profile_open(const char *folder, const char *name, struct tag_slots *slots,
                      struct profile **out, struct error *error);
void profile_free(struct profile *profile); /* NULL does nothing */
/* The text of a built-in profile; empty when there is none of that name. */
struct sv profile_builtin(const char *name);

const char *profile_name(const struct profile *profile);
/* Whether numbers of roads are told with the compass direction of their route. */
bool profile_cardinal(const struct profile *profile);

/* The sets of kinds of road (bits of enum road_excludable) that a question may exclude. */
enum { PROFILE_EXCLUDABLE_MAX = 16 };
struct profile_excludable {
    uint8_t sets[PROFILE_EXCLUDABLE_MAX]; /* 0: none more */
    size_t n;
};
const struct profile_excludable *profile_excludable(const struct profile *profile);

/* What the turn costs are made of. */
struct profile_turns {
    double penalty_s, bias, u_turn_s, signal_s, stop_s, give_way_s;
    bool left_hand, obey_restrictions;
};
const struct profile_turns *profile_turns(const struct profile *profile);

/* One direction of a way. */
struct way_pace {
    bool open;
    bool local;       /* to start or end there only */
    double speed_kmh; /* of the reported time; 0 when the whole way has a duration */
    double rate_kmh;  /* of the weight */
};

struct way_verdict {
    struct way_pace forward, backward;
    double duration_s, weight_s; /* of the whole way where it has a duration, else 0 */
    bool ferry;                  /* ferry or shuttle train */
    bool no_start;               /* no trip starts or ends there */
};

/* NULL when the vehicle may drive the way in at least one direction; else why not, in a few words
 * that do not change from way to way. */
const char *profile_way(const struct profile *profile, const struct tag_view *view,
                        struct way_verdict *out);

struct node_verdict {
    bool closed;
    double delay_s;
};
void profile_node(const struct profile *profile, const struct tag_view *view,
                  struct node_verdict *out);

/* Whether a turn restriction with these tags (of its relation) speaks to the vehicle: `value` gets
 * "no_left_turn" and the like, empty when it does not. */
struct sv profile_restriction(const struct profile *profile, const struct tag_view *view);

#endif
