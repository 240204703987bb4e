/*
 * VROOM's output against its input. The stated arrivals are taken as the schedule and every one is
 * checked against travel, service, waiting and breaks before it; loads, distances and costs are
 * computed anew. Violations that the output states itself are no excuse: they are faults too.
 */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/map.h"
#include "plan/check/check.h"

struct state {
    const struct vroom *problem;
    struct check_report *report;
    struct u64map vehicles, jobs, pickups, deliveries; /* id -> index */
    bool *vehicle_used;
    unsigned char *served; /* of each job: bit 0 its (first) stop, bit 1 its delivery */
    int64_t cost, travel, distance, service, setup, waiting, priority;
};

/* A route while it is walked. */
struct walk {
    const struct vroom_vehicle *vehicle;
    long long id;
    size_t index;
    const json_t *route;
    int64_t *load;
    bool *break_done;
    bool placed;     /* a stop with a place has been seen */
    uint32_t place;  /* of the last such stop */
    int64_t left;    /* when the last stop was left */
    int64_t pending; /* time on breaks since the last stop with a place */
    int64_t since;   /* when the last stop with a place was left */
    int64_t travel, distance, service, setup, waiting, priority, tasks, money;
    bool ended;
};

/* The arcs of a vehicle with a speed factor may be rounded either way. */
static int64_t leg_slack(const struct vroom_vehicle *vehicle)
{
    return vehicle->speed_factor == 1 ? 0 : 1;
}

static bool in_windows(const struct vroom_window *windows, size_t n, int64_t at)
{
    for (size_t i = 0; i < n; i++)
        if (at >= windows[i].from && at <= windows[i].until)
            return true;
    return n == 0;
}

static bool has_skills(const struct vroom_vehicle *vehicle, const struct vroom_job *job)
{
    for (size_t i = 0; i < job->skills_n; i++) {
        bool has = false;
        for (size_t j = 0; j < vehicle->skills_n && !has; j++)
            has = vehicle->skills[j] == job->skills[i];
        if (!has)
            return false;
    }
    return true;
}

static void check_number(struct state *s, const struct walk *walk, const json_t *object,
                         const char *key, int64_t right, int64_t slack)
{
    const json_t *value = json_object_get(object, key);
    if (value && llabs(json_integer_value(value) - right) > slack)
        check_fault(s->report, "stated", "Vehicle %lld states %s %lld instead of %lld.", walk->id,
                    key, (long long)json_integer_value(value), (long long)right);
}

static void check_load(struct state *s, struct walk *walk, const json_t *step)
{
    const json_t *stated = json_object_get(step, "load");
    for (size_t d = 0; d < s->problem->dims_n; d++) {
        if (walk->load[d] > walk->vehicle->capacity[d])
            check_fault(s->report, "capacity", "Vehicle %lld carries %lld of %lld.", walk->id,
                        (long long)walk->load[d], (long long)walk->vehicle->capacity[d]);
        if (stated && json_integer_value(json_array_get(stated, d)) != walk->load[d])
            check_fault(s->report, "stated", "Vehicle %lld states another load than %lld.",
                        walk->id, (long long)walk->load[d]);
    }
}

/* Goes to a place: the time since the last place must be the way and the breaks, nothing else. */
static bool go(struct state *s, struct walk *walk, uint32_t place, int64_t arrival)
{
    bool moved = !walk->placed || walk->place != place;
    if (walk->placed) {
        int64_t way = vroom_travel(s->problem, walk->vehicle, walk->place, place);
        const int32_t *costs = s->problem->profiles[walk->vehicle->profile].costs;
        walk->travel += way;
        walk->distance += vroom_distance(s->problem, walk->vehicle, walk->place, place);
        if (costs)
            walk->money += costs[walk->place * s->problem->places_n + place] * INT64_C(3600);
        if (llabs(arrival - walk->since - way - walk->pending) > leg_slack(walk->vehicle))
            check_fault(s->report, "stated",
                        "Vehicle %lld arrives at %lld; it left at %lld for a way of %lld and "
                        "breaks of %lld.",
                        walk->id, (long long)arrival, (long long)walk->since, (long long)way,
                        (long long)walk->pending);
    }
    walk->placed = true;
    walk->place = place;
    walk->pending = 0;
    return moved;
}

static void leave(struct walk *walk, int64_t at)
{
    walk->left = walk->since = at;
}

static void check_end(struct state *s, struct walk *walk, const json_t *step, bool is_start)
{
    const struct vroom_location *location = is_start ? &walk->vehicle->start : &walk->vehicle->end;
    int64_t arrival = json_i64(step, "arrival", -1);
    if (is_start ? !walk->vehicle->has_start : !walk->vehicle->has_end) {
        check_fault(s->report, "input", "Vehicle %lld has no such place.", walk->id);
        return;
    }
    if (is_start && walk->placed)
        check_fault(s->report, "input", "Vehicle %lld starts twice.", walk->id);
    go(s, walk, location->place, arrival);
    leave(walk, arrival);
    walk->ended = !is_start;
}

static void check_break(struct state *s, struct walk *walk, const json_t *step)
{
    const struct vroom_vehicle *vehicle = walk->vehicle;
    int64_t id = json_i64(step, "id", -1), arrival = json_i64(step, "arrival", -1);
    int64_t waiting = json_i64(step, "waiting_time", 0);
    size_t b = 0;
    while (b < vehicle->breaks_n && vehicle->breaks[b].id != id)
        b++;
    if (b == vehicle->breaks_n || walk->break_done[b]) {
        check_fault(s->report, "break", "Vehicle %lld has no break %lld left.", walk->id,
                    (long long)id);
        return;
    }
    const struct vroom_break *rest = &vehicle->breaks[b];
    walk->break_done[b] = true;
    if (walk->placed && arrival < walk->left)
        check_fault(s->report, "break", "Vehicle %lld rests at %lld while it works.", walk->id,
                    (long long)arrival);
    if (waiting < 0 || !in_windows(rest->windows, rest->windows_n, arrival + waiting))
        check_fault(s->report, "break", "Vehicle %lld rests at %lld, outside break %lld's windows.",
                    walk->id, (long long)(arrival + waiting), (long long)id);
    for (size_t d = 0; d < s->problem->dims_n && rest->max_load; d++)
        if (walk->load[d] > rest->max_load[d])
            check_fault(s->report, "break",
                        "Vehicle %lld rests with %lld on board of at most %lld.", walk->id,
                        (long long)walk->load[d], (long long)rest->max_load[d]);
    walk->service += rest->service;
    walk->waiting += waiting;
    walk->pending += waiting + rest->service;
    walk->left = arrival + waiting + rest->service;
    check_number(s, walk, step, "service", rest->service, 0);
}

/* The job's stop of a step; NULL (a fault said) when it cannot be. */
static const struct vroom_stop *find_stop(struct state *s, struct walk *walk, enum vroom_kind kind,
                                          const json_t *step, size_t *job)
{
    const struct u64map *ids = kind == VROOM_JOB      ? &s->jobs
                               : kind == VROOM_PICKUP ? &s->pickups
                                                      : &s->deliveries;
    int64_t id = json_i64(step, "id", -1);
    uint64_t at;
    int end = kind == VROOM_DELIVERY;
    if (id < 0 || !u64map_get(ids, (uint64_t)id, &at)) {
        check_fault(s->report, "input", "Vehicle %lld goes to %s %lld, which is not there.",
                    walk->id, vroom_kind_name(kind), (long long)id);
        return NULL;
    }
    if (s->served[at] & (1 << end))
        check_fault(s->report, "twice", "The %s %lld is served more than once.",
                    vroom_kind_name(kind), (long long)id);
    if (end && !(s->served[at] & 1))
        check_fault(s->report, "precedence", "Delivery %lld comes before its pickup.",
                    (long long)id);
    s->served[at] |= (unsigned char)(1 << end);
    *job = at;
    return &s->problem->jobs[at].stops[end];
}

static void check_stop(struct state *s, struct walk *walk, enum vroom_kind kind, const json_t *step)
{
    size_t index = 0;
    const struct vroom_stop *stop = find_stop(s, walk, kind, step, &index);
    if (!stop)
        return;
    const struct vroom_job *job = &s->problem->jobs[index];
    int64_t arrival = json_i64(step, "arrival", -1), waiting = json_i64(step, "waiting_time", 0);
    int64_t service = vroom_service(stop, walk->vehicle);
    bool moved = go(s, walk, stop->location.place, arrival);
    int64_t setup = moved ? vroom_setup(stop, walk->vehicle) : 0;
    if (waiting < 0)
        check_fault(s->report, "stated", "Vehicle %lld waits a negative time.", walk->id);
    if (!in_windows(stop->windows, stop->windows_n, arrival + waiting))
        check_fault(s->report, "window",
                    "Vehicle %lld begins at %s %lld at %lld, outside its windows.", walk->id,
                    vroom_kind_name(kind), (long long)stop->id, (long long)(arrival + waiting));
    if (!has_skills(walk->vehicle, job))
        check_fault(s->report, "skills", "Vehicle %lld lacks a skill for %s %lld.", walk->id,
                    vroom_kind_name(kind), (long long)stop->id);
    for (size_t d = 0; d < s->problem->dims_n; d++)
        walk->load[d] +=
            kind == VROOM_DELIVERY ? -job->pickup[d] : job->pickup[d] - job->delivery[d];
    check_load(s, walk, step);
    check_number(s, walk, step, "setup", setup, 0);
    check_number(s, walk, step, "service", service, 0);
    walk->tasks++;
    walk->priority += kind == VROOM_DELIVERY ? 0 : job->priority;
    walk->setup += setup;
    walk->service += service;
    walk->waiting += waiting;
    leave(walk, arrival + waiting + setup + service);
    s->report->served++;
}

static void check_step(struct state *s, struct walk *walk, const json_t *step)
{
    enum vroom_kind kind;
    if (!vroom_kind_parse(json_sv(step, "type"), &kind) ||
        !json_is_integer(json_object_get(step, "arrival"))) {
        check_fault(s->report, "input", "A step of vehicle %lld lacks a type or an arrival.",
                    walk->id);
        return;
    }
    if (walk->ended)
        check_fault(s->report, "input", "Vehicle %lld goes on after its end.", walk->id);
    if (kind == VROOM_START || kind == VROOM_END) {
        check_end(s, walk, step, kind == VROOM_START);
        check_load(s, walk, step);
    } else if (kind == VROOM_BREAK) {
        check_break(s, walk, step);
    } else {
        if (!walk->placed && walk->vehicle->has_start)
            check_fault(s->report, "input", "Vehicle %lld does not begin at its start.", walk->id);
        check_stop(s, walk, kind, step);
    }
    check_number(s, walk, step, "duration", walk->travel,
                 kind == VROOM_BREAK ? INT64_MAX / 2 : leg_slack(walk->vehicle) * 1000);
}

/* Both ends of a shipment by one vehicle: what this route picked up it must have brought. */
static void check_shipments(struct state *s, const struct walk *walk, const unsigned char *before)
{
    for (size_t j = 0; j < s->problem->jobs_n; j++) {
        unsigned char now = s->served[j] & (unsigned char)~before[j];
        if (s->problem->jobs[j].is_shipment && now && s->served[j] != 3)
            check_fault(s->report, "precedence",
                        "Vehicle %lld does only one end of the shipment of pickup %lld.", walk->id,
                        (long long)s->problem->jobs[j].stops[0].id);
        else if (s->problem->jobs[j].is_shipment && now && now != 3)
            check_fault(s->report, "precedence", "Two vehicles share the shipment of pickup %lld.",
                        (long long)s->problem->jobs[j].stops[0].id);
    }
}

static int64_t route_cost(const struct state *s, const struct walk *walk)
{
    const struct vroom_vehicle *vehicle = walk->vehicle;
    int64_t task_s = walk->setup + walk->service;
    bool by_matrix = s->problem->profiles[vehicle->profile].costs != NULL;
    int64_t money = by_matrix ? walk->money : walk->travel * vehicle->per_hour;
    for (size_t b = 0; b < vehicle->breaks_n; b++)
        task_s -= walk->break_done[b] ? vehicle->breaks[b].service : 0;
    money += task_s * vehicle->per_task_hour + walk->distance * vehicle->per_km * 36 / 10;
    return vehicle->fixed + (money + 1800) / 3600;
}

static void check_limits(struct state *s, struct walk *walk)
{
    const struct vroom_vehicle *vehicle = walk->vehicle;
    const json_t *steps = json_object_get(walk->route, "steps");
    int64_t first = json_i64(json_array_get(steps, 0), "arrival", 0);
    if (vehicle->has_window && (first < vehicle->window.from || walk->left > vehicle->window.until))
        check_fault(s->report, "window",
                    "Vehicle %lld works from %lld to %lld, outside its window.", walk->id,
                    (long long)first, (long long)walk->left);
    if (vehicle->has_end && !walk->ended)
        check_fault(s->report, "input", "Vehicle %lld does not go to its end.", walk->id);
    if (vehicle->max_tasks >= 0 && walk->tasks > vehicle->max_tasks)
        check_fault(s->report, "tasks", "Vehicle %lld has %lld tasks of at most %lld.", walk->id,
                    (long long)walk->tasks, (long long)vehicle->max_tasks);
    if (vehicle->max_travel >= 0 && walk->travel > vehicle->max_travel)
        check_fault(s->report, "duration", "Vehicle %lld travels %lld s of at most %lld.", walk->id,
                    (long long)walk->travel, (long long)vehicle->max_travel);
    if (vehicle->max_distance >= 0 && walk->distance > vehicle->max_distance)
        check_fault(s->report, "distance", "Vehicle %lld travels %lld m of at most %lld.", walk->id,
                    (long long)walk->distance, (long long)vehicle->max_distance);
    for (size_t b = 0; b < vehicle->breaks_n; b++)
        if (!walk->break_done[b])
            check_fault(s->report, "break", "Vehicle %lld does not take its break %lld.", walk->id,
                        (long long)vehicle->breaks[b].id);
}

static void close_route(struct state *s, struct walk *walk)
{
    int64_t slack = leg_slack(walk->vehicle) * 1000, cost = route_cost(s, walk);
    check_number(s, walk, walk->route, "duration", walk->travel, slack);
    check_number(s, walk, walk->route, "service", walk->service, 0);
    check_number(s, walk, walk->route, "setup", walk->setup, 0);
    check_number(s, walk, walk->route, "waiting_time", walk->waiting, slack);
    check_number(s, walk, walk->route, "priority", walk->priority, 0);
    check_number(s, walk, walk->route, "cost", cost, 1 + slack);
    if (s->problem->profiles[walk->vehicle->profile].distances)
        check_number(s, walk, walk->route, "distance", walk->distance, 0);
    s->cost += cost;
    s->travel += walk->travel;
    s->distance += walk->distance;
    s->service += walk->service;
    s->setup += walk->setup;
    s->waiting += walk->waiting;
    s->priority += walk->priority;
    s->report->vehicles++;
}

static void start_load(struct state *s, struct walk *walk, const json_t *steps)
{
    size_t i;
    const json_t *step;
    walk->load = arena_array(s->report->arena, int64_t, s->problem->dims_n);
    json_array_foreach((json_t *)steps, i, step)
    {
        uint64_t at;
        int64_t id = json_i64(step, "id", -1);
        if (!sv_is(json_sv(step, "type"), "job") || id < 0 ||
            !u64map_get(&s->jobs, (uint64_t)id, &at))
            continue;
        for (size_t d = 0; d < s->problem->dims_n; d++)
            walk->load[d] += s->problem->jobs[at].delivery[d];
    }
}

static void check_route(struct state *s, const json_t *route)
{
    int64_t id = json_i64(route, "vehicle", -1);
    uint64_t at;
    const json_t *steps = json_object_get(route, "steps"), *step;
    size_t i;
    if (id < 0 || !u64map_get(&s->vehicles, (uint64_t)id, &at) || !json_array_size(steps)) {
        check_fault(s->report, "input", "A route has no steps or no vehicle of the input.");
        return;
    }
    if (s->vehicle_used[at])
        check_fault(s->report, "fleet", "Vehicle %lld drives two routes.", (long long)id);
    s->vehicle_used[at] = true;
    struct walk walk = {.vehicle = &s->problem->vehicles[at], .id = id, .route = route};
    walk.break_done = arena_array(s->report->arena, bool, walk.vehicle->breaks_n);
    unsigned char *before = malloc(s->problem->jobs_n + 1);
    if (!before)
        abort();
    memcpy(before, s->served, s->problem->jobs_n);
    start_load(s, &walk, steps);
    json_array_foreach((json_t *)steps, i, step) check_step(s, &walk, step);
    check_shipments(s, &walk, before);
    check_limits(s, &walk);
    close_route(s, &walk);
    free(before);
}

static void check_unassigned(struct state *s, const json_t *list)
{
    size_t i, stated = json_array_size(list);
    const json_t *item;
    for (size_t j = 0; j < s->problem->jobs_n; j++)
        if (!s->served[j])
            s->report->unassigned += s->problem->jobs[j].is_shipment ? 2 : 1;
    if (stated != s->report->unassigned)
        check_fault(s->report, "stated", "The output lists %zu unassigned stops instead of %zu.",
                    stated, s->report->unassigned);
    json_array_foreach((json_t *)list, i, item)
    {
        struct sv type = json_sv(item, "type");
        const struct u64map *ids = sv_is(type, "pickup")     ? &s->pickups
                                   : sv_is(type, "delivery") ? &s->deliveries
                                                             : &s->jobs;
        uint64_t at;
        int64_t id = json_i64(item, "id", -1);
        if (id < 0 || !u64map_get(ids, (uint64_t)id, &at) || s->served[at])
            check_fault(s->report, "stated", "The output lists %lld as unassigned wrongly.",
                        (long long)id);
    }
}

static void index_ids(struct state *s)
{
    const struct vroom *problem = s->problem;
    for (size_t v = 0; v < problem->vehicles_n; v++)
        u64map_set(&s->vehicles, (uint64_t)problem->vehicles[v].id, v);
    for (size_t j = 0; j < problem->jobs_n; j++) {
        const struct vroom_job *job = &problem->jobs[j];
        u64map_set(job->is_shipment ? &s->pickups : &s->jobs, (uint64_t)job->stops[0].id, j);
        if (job->is_shipment)
            u64map_set(&s->deliveries, (uint64_t)job->stops[1].id, j);
    }
}

static void check_summary(struct state *s, const json_t *summary, size_t routes)
{
    struct walk total = {.id = -1};
    int64_t slack = 0;
    for (size_t v = 0; v < s->problem->vehicles_n; v++)
        slack += leg_slack(&s->problem->vehicles[v]) * 1000;
    check_number(s, &total, summary, "cost", s->cost, (int64_t)routes + slack);
    check_number(s, &total, summary, "routes", (int64_t)routes, 0);
    check_number(s, &total, summary, "unassigned", (int64_t)s->report->unassigned, 0);
    check_number(s, &total, summary, "duration", s->travel, slack);
    check_number(s, &total, summary, "service", s->service, 0);
    check_number(s, &total, summary, "setup", s->setup, 0);
    check_number(s, &total, summary, "waiting_time", s->waiting, slack);
    check_number(s, &total, summary, "priority", s->priority, 0);
}

void check_vroom(const struct vroom *problem, const json_t *output, struct check_report *report)
{
    struct state s = {.problem = problem, .report = report};
    const json_t *routes = json_object_get(output, "routes"), *route;
    size_t i;
    s.vehicle_used = arena_array(report->arena, bool, problem->vehicles_n);
    s.served = arena_array(report->arena, unsigned char, problem->jobs_n);
    index_ids(&s);
    if (json_i64(output, "code", 0) != 0 || !json_is_array(routes))
        check_fault(report, "input", "The output is no solution: %.200s",
                    json_text(output, "error", "it has no routes"));
    json_array_foreach((json_t *)routes, i, route) check_route(&s, route);
    check_unassigned(&s, json_object_get(output, "unassigned"));
    check_summary(&s, json_object_get(output, "summary"), json_array_size(routes));
    report->cost = (double)s.cost;
    report->distance = (double)s.distance;
    report->duration = (double)s.travel;
    u64map_free(&s.vehicles);
    u64map_free(&s.jobs);
    u64map_free(&s.pickups);
    u64map_free(&s.deliveries);
}
