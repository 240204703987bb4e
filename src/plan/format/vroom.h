/*
 * VROOM's JSON: its input as plain data, and its output.
 *
 * Reading follows VROOM's own parser: unknown fields are passed over, wrong ones are refused with
 * the field's path ("jobs[3].time_windows[0]"). A vehicle without `capacity` has capacity 0 in
 * every dimension, as in VROOM. Times are seconds, distances metres, ids whole numbers from 0.
 *
 * With `matrices` (or the older `matrix`) every location_index is a row of every matrix, and places
 * are those indexes. Without, places are the different coordinates, `profiles[].durations` is NULL,
 * and the caller fills the matrices (n places squared, row = from) before the problem is solved.
 *
 * Everything lives in the arena given, strings included.
 */
#ifndef LIFELINE_PLAN_FORMAT_VROOM_H
#define LIFELINE_PLAN_FORMAT_VROOM_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/sv.h"
#include "plan/plan.h"

#define VROOM_NONE UINT32_MAX

enum { VROOM_PRIORITY_MAX = 100 };

struct vroom_window {
    int64_t from, until; /* both inclusive */
};

struct vroom_location {
    bool has_coordinates;
    double lon, lat;
    int64_t index;  /* location_index as given, or -1 */
    uint32_t place; /* row of the matrices */
};

/* One stop: a job, or one end of a shipment. */
struct vroom_stop {
    int64_t id;
    const char *description; /* or NULL */
    struct vroom_location location;
    int64_t setup, service;
    int64_t *setup_by_type, *service_by_type; /* types_n, -1: the plain value; or NULL */
    struct vroom_window *windows;
    size_t windows_n; /* 0: any time */
};

struct vroom_job {
    bool is_shipment;
    struct vroom_stop stops[2]; /* a shipment: pickup, delivery; a job: the first only */
    int64_t *delivery, *pickup; /* dims_n; a shipment's amount is in `pickup` */
    uint32_t *skills;
    size_t skills_n;
    int64_t priority;
};

struct vroom_break {
    int64_t id;
    const char *description;
    struct vroom_window *windows;
    size_t windows_n; /* 0: any time */
    int64_t service;
    int64_t *max_load; /* dims_n or NULL */
};

enum vroom_kind {
    VROOM_START,
    VROOM_JOB,
    VROOM_PICKUP,
    VROOM_DELIVERY,
    VROOM_BREAK,
    VROOM_END,
};
const char *vroom_kind_name(enum vroom_kind kind);
bool vroom_kind_parse(struct sv name, enum vroom_kind *out);

/* A step of a vehicle's given route. */
struct vroom_step {
    enum vroom_kind kind;
    uint32_t index; /* of the job (or shipment) or the vehicle's break, else VROOM_NONE */
    int64_t at, after, before; /* of the begin of service; -1: free */
};

struct vroom_vehicle {
    int64_t id;
    const char *description;
    uint32_t profile, type;  /* index; type VROOM_NONE: none */
    bool has_start, has_end; /* one at least */
    struct vroom_location start, end;
    int64_t *capacity; /* dims_n */
    uint32_t *skills;
    size_t skills_n;
    bool has_window;
    struct vroom_window window;
    struct vroom_break *breaks;
    size_t breaks_n;
    double speed_factor;
    int64_t max_tasks, max_travel, max_distance; /* -1: no limit */
    int64_t fixed, per_hour, per_task_hour, per_km;
    struct vroom_step *steps;
    size_t steps_n;
    bool has_steps;
};

struct vroom_profile {
    const char *name;
    const int32_t *durations, *distances, *costs; /* places_n squared, or NULL */
    plan_travel_fn *travel;                       /* without durations: times on demand */
    void *travel_context;
};

/* What vroom-express passes on the command line of VROOM; -1: not given. */
struct vroom_options {
    bool geometry, plan_mode;
    int64_t threads, exploration;
    double limit_s;
};

struct vroom {
    size_t dims_n, types_n, profiles_n, places_n, jobs_n, vehicles_n;
    struct vroom_profile *profiles;
    struct vroom_location *places;
    struct vroom_job *jobs; /* jobs, then shipments */
    struct vroom_vehicle *vehicles;
    bool has_matrices; /* given with the input */
    bool has_steps;
    struct vroom_options options;
};

/* True when the text is an object or array of JSON by its first character. */
bool vroom_recognise(struct sv text);
/* On failure `*out` is untouched. ERR_LIMIT for a size above the program's. */
enum err vroom_read(struct sv text, const char *name, struct arena *arena, struct vroom **out,
                    struct error *error);
/* The same from a value that is read already. */
enum err vroom_read_json(const json_t *input, struct arena *arena, struct vroom **out,
                         struct error *error);

/* Time on the way for a vehicle (its speed factor applied) and distance (0 without distances). */
int64_t vroom_travel(const struct vroom *problem, const struct vroom_vehicle *vehicle,
                     uint32_t from, uint32_t to);
int64_t vroom_distance(const struct vroom *problem, const struct vroom_vehicle *vehicle,
                       uint32_t from, uint32_t to);
int64_t vroom_setup(const struct vroom_stop *stop, const struct vroom_vehicle *vehicle);
int64_t vroom_service(const struct vroom_stop *stop, const struct vroom_vehicle *vehicle);

#endif
