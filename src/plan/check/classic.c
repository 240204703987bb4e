/*
 * Works in the units of the file as real numbers. Under the conventions of whole steps a step is at
 * least 0.001, so that the tolerance below never hides a broken rule.
 */
#include <math.h>
#include <string.h>

#include "base/map.h"
#include "plan/check/check.h"

static const double TOLERANCE = 1e-6;

struct state {
    const struct classic *instance;
    enum convention convention;
    struct check_report *report;
    struct u64map index; /* customer number -> node */
    bool *served;
    size_t *place; /* of a node in the tour at hand; 0: not in it */
};

/* One tour as a row of nodes, from depot to depot, returns to a depot included. */
struct tour {
    int64_t number;
    const struct classic_vehicle *vehicle;
    size_t n;
    const size_t *nodes;
};

static double leg(const struct state *s, const struct tour *tour, size_t at)
{
    return classic_distance(s->instance, s->convention, tour->nodes[at - 1], tour->nodes[at]);
}

static const struct classic_node *node_of(const struct state *s, const struct tour *tour, size_t at)
{
    return &s->instance->nodes[tour->nodes[at]];
}

/* Where the trip that begins at the depot `at` ends: the next depot of the tour. */
static size_t trip_end(const struct state *s, const struct tour *tour, size_t at)
{
    do
        at++;
    while (!node_of(s, tour, at)->is_depot);
    return at;
}

static void check_trip_load(struct state *s, const struct tour *tour, size_t first, size_t last)
{
    int64_t load = 0;
    bool picking = false, told = false;
    for (size_t i = first + 1; i < last; i++)
        load += node_of(s, tour, i)->delivery;
    for (size_t i = first; i < last; i++) {
        const struct classic_node *node = node_of(s, tour, i);
        load += node->pickup - node->delivery + node->shipment;
        if (load > tour->vehicle->capacity && !told) {
            told = true;
            check_fault(s->report, "capacity",
                        "Route %lld carries %lld of %lld after customer %lld.",
                        (long long)tour->number, (long long)load,
                        (long long)tour->vehicle->capacity, (long long)node->number);
        }
        if (s->instance->backhauls_last && i > first) {
            if (node->delivery && picking)
                check_fault(s->report, "backhaul",
                            "Route %lld delivers to customer %lld after it has picked up.",
                            (long long)tour->number, (long long)node->number);
            picking |= node->pickup > 0;
        }
    }
    if (s->instance->backhauls_last && last > first + 1 && !node_of(s, tour, first + 1)->delivery)
        check_fault(s->report, "backhaul", "Route %lld begins with a pickup.",
                    (long long)tour->number);
}

static void check_shipments(struct state *s, const struct tour *tour)
{
    for (size_t i = 1; i + 1 < tour->n; i++)
        s->place[tour->nodes[i]] = i;
    for (size_t i = 1; i + 1 < tour->n; i++) {
        const struct classic_node *node = node_of(s, tour, i);
        if (node->partner == CLASSIC_NONE)
            continue;
        size_t other = s->place[node->partner];
        if (!other)
            check_fault(s->report, "precedence",
                        "Route %lld serves customer %lld but not its other end %lld.",
                        (long long)tour->number, (long long)node->number,
                        (long long)s->instance->nodes[node->partner].number);
        else if (node->shipment < 0 && other > i)
            check_fault(s->report, "precedence",
                        "Route %lld delivers at customer %lld before the pickup at %lld.",
                        (long long)tour->number, (long long)node->number,
                        (long long)s->instance->nodes[node->partner].number);
    }
    for (size_t i = 1; i + 1 < tour->n; i++)
        s->place[tour->nodes[i]] = 0;
}

static double trip_release(const struct state *s, const struct tour *tour, size_t at)
{
    double release = 0;
    size_t last = trip_end(s, tour, at);
    for (size_t i = at + 1; i < last; i++)
        release = fmax(release, node_of(s, tour, i)->release);
    return release;
}

/*
 * Forward as early as possible: begin[i] is the begin of service (at a depot: of the departure).
 * Backward from the earliest end: the latest start that still ends then. Starting even later only
 * shifts the end, so this is the shortest duration.
 */
static void check_times(struct state *s, const struct tour *tour)
{
    double *begin = arena_array(s->report->arena, double, tour->n);
    double now = 0, latest;
    bool told = false;
    for (size_t i = 0; i < tour->n; i++) {
        const struct classic_node *node = node_of(s, tour, i);
        double arrival = i ? now + leg(s, tour, i) : node->ready;
        begin[i] = fmax(arrival, node->ready);
        if (node->is_depot && i + 1 < tour->n)
            begin[i] = fmax(begin[i], trip_release(s, tour, i));
        /* A return to the depot must be in time itself; the next departure may wait for goods. */
        if (begin[i] > node->due + TOLERANCE && !told) {
            told = true;
            check_fault(s->report, "window",
                        "Route %lld is at customer %lld at %.6g, after its due time %.6g.",
                        (long long)tour->number, (long long)node->number, begin[i], node->due);
        }
        now = begin[i] + node->service;
    }
    latest = begin[tour->n - 1];
    for (size_t i = tour->n - 1; i-- > 0;) {
        const struct classic_node *node = node_of(s, tour, i);
        latest = fmin(node->due, latest - leg(s, tour, i + 1) - node->service);
    }
    double duration = begin[tour->n - 1] - fmax(latest, begin[0]);
    s->report->duration += duration;
    if (duration > tour->vehicle->duration_max + TOLERANCE)
        check_fault(s->report, "duration", "Route %lld takes %.6g of at most %.6g.",
                    (long long)tour->number, duration, tour->vehicle->duration_max);
}

static void check_tour(struct state *s, const struct tour *tour)
{
    double distance = 0;
    for (size_t i = 1; i < tour->n; i++)
        distance += leg(s, tour, i);
    for (size_t i = 0; i + 1 < tour->n; i = trip_end(s, tour, i))
        check_trip_load(s, tour, i, trip_end(s, tour, i));
    check_shipments(s, tour);
    check_times(s, tour);
    if (distance > tour->vehicle->distance_max + TOLERANCE)
        check_fault(s->report, "distance", "Route %lld is %.6g long of at most %.6g.",
                    (long long)tour->number, distance, tour->vehicle->distance_max);
    s->report->vehicles++;
    s->report->distance += distance;
    s->report->cost += distance * tour->vehicle->distance_cost + tour->vehicle->fixed_cost;
}

/* Looks the stops up; false when the route serves nobody. */
static bool build_tour(struct state *s, const struct routes_route *route, struct tour *tour)
{
    size_t *nodes = arena_array(s->report->arena, size_t, route->n + 2);
    size_t n = 0, customers = 0;
    nodes[n++] = (size_t)tour->vehicle->depot;
    for (size_t i = 0; i < route->n; i++) {
        uint64_t at;
        if (!u64map_get(&s->index, (uint64_t)route->stops[i], &at)) {
            check_fault(s->report, "input", "Route %lld names customer %lld, which is not there.",
                        (long long)route->number, (long long)route->stops[i]);
            continue;
        }
        const struct classic_node *node = &s->instance->nodes[at];
        if (node->is_depot) {
            bool at_end = i == 0 || i + 1 == route->n;
            if (at_end && (int)at == tour->vehicle->depot)
                continue; /* some files write the depot at both ends */
            if ((int)at != tour->vehicle->reload)
                check_fault(s->report, "depot", "Route %lld may not reload at depot %lld.",
                            (long long)route->number, (long long)node->number);
        } else if (s->served[at]) {
            check_fault(s->report, "twice", "Customer %lld is served more than once.",
                        (long long)node->number);
            continue;
        } else {
            s->served[at] = true;
            customers++;
        }
        nodes[n++] = at;
    }
    nodes[n++] = (size_t)tour->vehicle->depot;
    tour->nodes = nodes;
    tour->n = n;
    return customers > 0;
}

static bool vehicles_alike(const struct classic *instance)
{
    const struct classic_vehicle *a = &instance->vehicles[0];
    for (size_t i = 1; i < instance->vehicles_n; i++) {
        const struct classic_vehicle *b = &instance->vehicles[i];
        if (a->capacity != b->capacity || a->depot != b->depot || a->reload != b->reload ||
            a->distance_max != b->distance_max || a->duration_max != b->duration_max ||
            a->fixed_cost != b->fixed_cost || a->distance_cost != b->distance_cost)
            return false;
    }
    return true;
}

static void check_routes(struct state *s, const struct routes *routes)
{
    const struct classic *instance = s->instance;
    bool alike = vehicles_alike(instance);
    bool *used = arena_array(s->report->arena, bool, instance->vehicles_n);
    size_t next = 0;
    for (size_t r = 0; r < routes->n; r++) {
        const struct routes_route *route = &routes->at[r];
        if (!route->n)
            continue;
        size_t vehicle = alike ? next++ : (size_t)route->number - 1;
        if (vehicle >= instance->vehicles_n) {
            check_fault(s->report, "fleet", "Route %lld has no vehicle; the fleet has %zu.",
                        (long long)route->number, instance->vehicles_n);
            vehicle = instance->vehicles_n - 1;
        } else if (used[vehicle]) {
            check_fault(s->report, "fleet", "Vehicle %zu drives two routes.", vehicle + 1);
        }
        used[vehicle] = true;
        struct tour tour = {.number = route->number, .vehicle = &instance->vehicles[vehicle]};
        if (build_tour(s, route, &tour))
            check_tour(s, &tour);
    }
}

/* Half a unit of the last digit that is usually printed; some files state scaled whole numbers. */
static void check_stated(struct state *s, const struct routes *routes)
{
    double scale = (double)convention_scale(s->convention);
    int digits = s->report->digits < 2 ? s->report->digits : 2;
    double close = 0.5 * pow(10, -digits) + 1e-9 * s->report->cost + TOLERANCE;
    if (routes->has_cost && fabs(routes->cost - s->report->cost) > close &&
        fabs(routes->cost / scale - s->report->cost) > close)
        check_fault(s->report, "stated", "The solution states cost %.6f, its routes cost %.6f.",
                    routes->cost, s->report->cost);
}

void check_classic(const struct classic *instance, enum convention convention,
                   const struct routes *routes, struct check_report *report)
{
    struct state s = {.instance = instance, .convention = convention, .report = report};
    s.served = arena_array(report->arena, bool, instance->n);
    s.place = arena_array(report->arena, size_t, instance->n);
    report->digits = convention_digits(convention);
    for (size_t i = 0; i < instance->n; i++)
        u64map_set(&s.index, (uint64_t)instance->nodes[i].number, i);
    check_routes(&s, routes);
    for (size_t i = 0; i < instance->n; i++) {
        const struct classic_node *node = &instance->nodes[i];
        report->served += s.served[i];
        if (node->is_depot || s.served[i])
            continue;
        report->unassigned++;
        if (node->prize > 0)
            report->cost += node->prize;
        else
            check_fault(report, "missing", "Customer %lld is not served.", (long long)node->number);
    }
    check_stated(&s, routes);
    u64map_free(&s.index);
}
