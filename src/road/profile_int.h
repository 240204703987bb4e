/*
 * The inside of a profile: each field of the YAML is a field here, see the table in profile.c.
 */
#ifndef LIFELINE_ROAD_PROFILE_INT_H
#define LIFELINE_ROAD_PROFILE_INT_H

#include "base/arena.h"
#include "road/profile.h"

enum { PROFILE_KEYS_MAX = 8, PROFILE_NAME_BYTES = 32 };

/* A key of OSM with its two directed forms, as slots. */
struct profile_key {
    unsigned plain, forward, backward;
};

struct profile_keys {
    struct profile_key at[PROFILE_KEYS_MAX];
    size_t n;
};

/* A mode of transport in oneway:MODE, restriction:MODE and except=MODE. */
struct profile_modes {
    struct {
        struct sv name;
        unsigned oneway, restriction;
    } at[PROFILE_KEYS_MAX];
    size_t n;
};

/* Values of a tag: a set, or a number for each (a double in the arena). */
struct profile_values {
    struct map map;
};

struct profile {
    struct arena *arena;
    char name[PROFILE_NAME_BYTES];

    double height_m, width_m, length_m, weight_kg, axle_load_kg, speed_max_kmh;
    bool hazmat, avoid_hov_lanes, obey_oneway, cardinal_directions;

    struct profile_keys access_keys;
    struct profile_modes modes;
    struct profile_values access_no, access_local, access_local_highways;
    struct profile_values no_start_on_service, service_forbidden, avoid_highways;
    struct profile_values construction_harmless, barriers_passable, barrier_delays_s;
    struct profile_keys height_keys, width_keys, length_keys, weight_keys, axle_load_keys;

    struct profile_values highway_speeds, route_speeds, bridge_speeds;
    double default_speed_kmh, maxspeed_factor;
    struct profile_keys maxspeed_keys;
    struct profile_values maxspeed_zones, maxspeed_names;
    struct profile_values surface_caps, tracktype_caps, smoothness_caps;

    struct profile_values service_rates;
    double narrow_rate, narrow_width_m, alternating_rate, side_road_rate;

    struct profile_turns turns;
    struct profile_excludable excludable;
};

static inline bool values_has(const struct profile_values *values, struct sv value)
{
    return value.n && map_has(&values->map, value);
}

/* The number of a value, `otherwise` when the map does not have it. */
static inline double values_number(const struct profile_values *values, struct sv value,
                                   double otherwise)
{
    const double *number = value.n ? map_get(&values->map, value) : NULL;
    return number ? *number : otherwise;
}

/* Measures as mappers write them; false when the text holds none.
 *   metres: "3", "3.5 m", "3,5", "12'6\"", "11 ft"
 *   kilograms: "7.5" and "7.5 t" are tonnes, "3500 kg", "3000 lbs"
 *   seconds: "90" are minutes, "1:30", "01:30:00", "PT1H30M" */
bool measure_metres(struct sv text, double *out);
bool measure_kilograms(struct sv text, double *out);
bool measure_duration_s(struct sv text, double *out);
/* The digits at the start: "50", "50 mph" (`mph` is told). */
bool measure_speed_kmh(struct sv text, double *out);

#endif
