/*
 * The planner on generated city days of growing size, without any matrix: jobs in clusters with
 * windows, vehicles with shifts and capacities, times from a function of the coordinates. A JSON
 * line each.
 *     plan_scale solve JOBS SECONDS     one day planned once, told at every better plan
 *     plan_scale insert JOBS            single jobs offered to a plan of so many
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/rng.h"
#include "plan/plan.h"

enum { JOBS_A_VEHICLE = 22, DAY_S = 10 * 3600, INSERTIONS = 2000, SPEED_MPS = 9 };

struct day {
    struct plan_input input;
    struct plan_point *points;
    struct plan_profile profile;
    struct plan_job *jobs;
    struct plan_vehicle *vehicles;
    struct plan_window *windows, shift;
    int64_t *amounts, capacity;
};

/* Driving along a grid of streets at one speed. */
static void travel(void *context, uint32_t from, const uint32_t *to, size_t n,
                   struct plan_leg *legs)
{
    const struct plan_point *points = context;
    for (size_t i = 0; i < n; i++) {
        float metres =
            fabsf(points[from].x - points[to[i]].x) + fabsf(points[from].y - points[to[i]].y);
        legs[i] = (struct plan_leg){.duration_s = (int32_t)(metres / SPEED_MPS),
                                    .distance_m = (int32_t)metres};
    }
}

static double normal(struct rng *rng)
{
    double u = rng_unit(rng), v = rng_unit(rng);
    return sqrt(-2 * log(u + 1e-12)) * cos(2 * M_PI * v);
}

/* A city grows with its jobs: the density stays. Two in three jobs lie in clusters. */
static void scatter(struct day *day, struct rng *rng, uint32_t n)
{
    double side_m = 500 * sqrt(n);
    uint32_t n_clusters = n / 100 + 1;
    struct plan_point *centres = malloc(n_clusters * sizeof *centres);
    for (uint32_t i = 0; i < n_clusters; i++)
        centres[i] =
            (struct plan_point){(float)(rng_unit(rng) * side_m), (float)(rng_unit(rng) * side_m)};
    for (uint32_t i = 0; i <= n; i++) {
        struct plan_point centre = centres[rng_below(rng, n_clusters)];
        bool clustered = i > 0 && rng_below(rng, 3) > 0;
        day->points[i].x =
            clustered ? centre.x + (float)(normal(rng) * 600) : (float)(rng_unit(rng) * side_m);
        day->points[i].y =
            clustered ? centre.y + (float)(normal(rng) * 600) : (float)(rng_unit(rng) * side_m);
    }
    day->points[0] = (struct plan_point){(float)(side_m / 2), (float)(side_m / 2)};
    free(centres);
}

static void make_jobs(struct day *day, struct rng *rng, uint32_t n)
{
    for (uint32_t j = 0; j < n; j++) {
        struct plan_job *job = &day->jobs[j];
        plan_job_init(job);
        job->visits[0].place = j + 1;
        job->visits[0].service_s = rng_between(rng, 180, 900);
        day->amounts[j] = rng_between(rng, 1, 10);
        job->delivery = &day->amounts[j];
        int64_t from = rng_between(rng, 0, DAY_S - 2 * 3600);
        day->windows[j] = (struct plan_window){from, from + rng_between(rng, 3600, 4 * 3600)};
        if (rng_below(rng, 2)) {
            job->visits[0].windows = &day->windows[j];
            job->visits[0].n_windows = 1;
        }
    }
}

/* Vehicles wait all over the city, so that distance to a depot does not grow with it. */
static void make_vehicles(struct day *day, struct rng *rng, uint32_t n, uint32_t n_jobs)
{
    day->capacity = 10 * JOBS_A_VEHICLE;
    day->shift = (struct plan_window){0, DAY_S};
    for (uint32_t v = 0; v < n; v++) {
        struct plan_vehicle *vehicle = &day->vehicles[v];
        plan_vehicle_init(vehicle);
        vehicle->start = vehicle->end = 1 + rng_below(rng, n_jobs);
        vehicle->windows = &day->shift;
        vehicle->n_windows = 1;
        vehicle->capacity = &day->capacity;
    }
}

static void day_make(struct day *day, uint32_t n, uint64_t seed)
{
    struct rng rng;
    uint32_t n_vehicles = n / (JOBS_A_VEHICLE - 4) + 2;
    rng_seed(&rng, seed);
    memset(day, 0, sizeof *day);
    day->points = calloc(n + 1, sizeof *day->points);
    day->jobs = calloc(n, sizeof *day->jobs);
    day->windows = calloc(n, sizeof *day->windows);
    day->amounts = calloc(n, sizeof *day->amounts);
    day->vehicles = calloc(n_vehicles, sizeof *day->vehicles);
    scatter(day, &rng, n);
    make_jobs(day, &rng, n);
    make_vehicles(day, &rng, n_vehicles, n);
    day->profile = (struct plan_profile){.travel = travel, .context = day->points};
    day->input = (struct plan_input){.n_places = n + 1,
                                     .n_dims = 1,
                                     .n_types = 1,
                                     .points = day->points,
                                     .profiles = &day->profile,
                                     .n_profiles = 1,
                                     .jobs = day->jobs,
                                     .n_jobs = n,
                                     .vehicles = day->vehicles,
                                     .n_vehicles = n_vehicles};
}

static void day_free(struct day *day)
{
    free(day->points);
    free(day->jobs);
    free(day->windows);
    free(day->amounts);
    free(day->vehicles);
}

static void give_up(const struct error *error)
{
    fprintf(stderr, "plan_scale: %s: %s\n", error->where, error->text);
    exit(1);
}

static double seconds_since(int64_t start_ns)
{
    return (double)(clock_monotonic_ns() - start_ns) * 1e-9;
}

static double peak_mb(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)usage.ru_maxrss / 1024;
}

struct watch {
    int64_t start_ns;
    double first_s;
};

static void note_first(void *context, const struct plan *plan)
{
    struct watch *watch = context;
    if (watch->first_s == 0 && plan->n_unassigned == 0)
        watch->first_s = seconds_since(watch->start_ns);
}

static void solve(uint32_t n, double limit_s)
{
    struct day day;
    struct plan_model *model = NULL;
    struct plan *plan = NULL;
    struct error error = {0};
    day_make(&day, n, 1);
    struct watch watch = {.start_ns = clock_monotonic_ns()};
    struct plan_options options = {.seed = 1,
                                   .deadline_ns = watch.start_ns + (int64_t)(limit_s * 1e9),
                                   .better = note_first,
                                   .context = &watch};
    if (plan_model_new(&day.input, &model, &error) || plan_solve(model, &options, &plan, &error))
        give_up(&error);
    printf("{\"bench\":\"plan.scale\",\"jobs\":%u,\"limit_s\":%g,\"wall_s\":%.3f,"
           "\"first_complete_s\":%.3f,\"left_out\":%u,\"vehicles\":%u,\"travel_h\":%.2f,"
           "\"feasible\":%s,\"peak_mb\":%.0f}\n",
           n, limit_s, seconds_since(watch.start_ns), watch.first_s, plan->n_unassigned,
           plan->cost.vehicles, (double)plan->cost.travel_s / 3600, plan->bad ? "false" : "true",
           peak_mb());
    plan_free(plan);
    plan_model_free(model);
    day_free(&day);
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

/* One job after the other is taken out, offered to all vehicles and put back where it is best. */
static void insert(uint32_t n)
{
    struct day day;
    struct plan_model *model = NULL;
    struct plan *plan = NULL;
    struct plan_live *live = NULL;
    struct error error = {0};
    static double ms[INSERTIONS];
    day_make(&day, n, 1);
    struct plan_options options = {.seed = 1,
                                   .deadline_ns = clock_monotonic_ns() + INT64_C(10000000000)};
    if (plan_model_new(&day.input, &model, &error) || plan_solve(model, &options, &plan, &error))
        give_up(&error);
    struct plan_draft *draft = plan_to_draft(plan);
    if (plan_live_new(model, draft, &live, &error))
        give_up(&error);
    struct rng rng;
    rng_seed(&rng, 2);
    for (int i = 0; i < INSERTIONS; i++) {
        uint32_t j = rng_below(&rng, n);
        struct plan_offers *offers = NULL;
        if (plan_live_remove(live, j, &error))
            give_up(&error);
        int64_t start_ns = clock_monotonic_ns();
        if (plan_live_insert(live, j, 3, false, &offers, &error))
            give_up(&error);
        if (!offers->n_offers || plan_live_accept(live, j, &offers->offers[0], &error))
            give_up(&error);
        ms[i] = seconds_since(start_ns) * 1e3;
        plan_offers_free(offers);
    }
    qsort(ms, INSERTIONS, sizeof *ms, by_value);
    printf("{\"bench\":\"plan.insert\",\"jobs\":%u,\"insertions\":%d,\"p50_ms\":%.3f,"
           "\"p99_ms\":%.3f,\"max_ms\":%.3f,\"peak_mb\":%.0f}\n",
           n, INSERTIONS, ms[INSERTIONS / 2], ms[INSERTIONS * 99 / 100], ms[INSERTIONS - 1],
           peak_mb());
    plan_live_free(live);
    free(draft);
    plan_free(plan);
    plan_model_free(model);
    day_free(&day);
}

int main(int argc, char **argv)
{
    uint32_t n = argc > 2 ? (uint32_t)strtoul(argv[2], NULL, 10) : 0;
    if (n && argc == 4 && !strcmp(argv[1], "solve"))
        solve(n, strtod(argv[3], NULL));
    else if (n && argc == 3 && !strcmp(argv[1], "insert"))
        insert(n);
    else
        return fprintf(stderr, "usage: plan_scale solve JOBS SECONDS | insert JOBS\n"), 2;
    return 0;
}
