#include "waste.h"

#include <math.h>
#include <string.h>

#include "base/json.h"
#include "base/rng.h"

enum { PLANT = 0 };

struct point {
    double lon, lat;
};

struct site_kind {
    const char *column, *kg, *service_min;
};

static const struct site_kind KINDS[] = {
    {"sampling", "kg_per_sampling_site", "service_min_sampling"},
    {"hotels", "kg_per_hotel", "service_min_hotel"},
    {"sealed", "kg_per_sealed_zone", "service_min_sealed"},
};

static double fact(const json_t *scenario, const char *name)
{
    const json_t *facts = json_object_get(scenario, "facts");
    const json_t *value = json_object_get(json_object_get(facts, name), "v");
    return json_is_number(value) ? json_number_value(value) : (double)NAN;
}

static int column_of(const json_t *table, const char *key)
{
    const json_t *columns = json_object_get(table, "columns");
    for (size_t i = 0; i < json_array_size(columns); i++)
        if (!strcmp(json_text(json_array_get(columns, i), "key", ""), key))
            return (int)i;
    return -1;
}

static double cell(const json_t *table, size_t row, const char *key)
{
    const json_t *rows = json_object_get(table, "rows");
    int column = column_of(table, key);
    if (column < 0)
        return (double)NAN;
    return json_number_value(json_array_get(json_array_get(rows, row), (size_t)column));
}

static double kilometres(struct point a, struct point b)
{
    double x = (a.lon - b.lon) * 111.32 * cos(a.lat * M_PI / 180);
    double y = (a.lat - b.lat) * 110.57;
    return 1.3 * sqrt(x * x + y * y);
}

static void make_matrices(struct waste *waste, const struct point *points, struct arena *arena)
{
    size_t n = waste->input.n_places;
    int32_t *durations = arena_array(arena, int32_t, n * n);
    int32_t *distances = arena_array(arena, int32_t, n * n);
    struct plan_profile *profile = arena_make(arena, struct plan_profile);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            double km = kilometres(points[i], points[j]), town = km < 15 ? km : 15;
            distances[i * n + j] = (int32_t)(km * 1000 + 0.5);
            durations[i * n + j] = (int32_t)ceil(town / 30 * 3600 + (km - town) / 60 * 3600);
        }
    profile->durations_s = durations;
    profile->distances_m = distances;
    waste->input.profiles = profile;
    waste->input.n_profiles = 1;
}

/* Scattered normally around the county's centre: 4 km in the two near ones, 6 km elsewhere. */
static struct point scatter(struct rng *rng, const json_t *table, size_t row)
{
    double lat = cell(table, row, "lat"), km = row < 2 ? 4 : 6;
    double east = rng_normal(rng) * km, north = rng_normal(rng) * km;
    return (struct point){cell(table, row, "lon") + east / (111.32 * cos(lat * M_PI / 180)),
                          lat + north / 110.57};
}

static int sites_of(const json_t *table, size_t row, size_t kind, int share)
{
    return (int)cell(table, row, KINDS[kind].column) / share;
}

static void make_sites(struct waste *waste, const json_t *scenario, uint64_t seed, int share,
                       struct point *points, struct arena *arena)
{
    const json_t *table =
        json_object_get(json_object_get(scenario, "tables"), "site_split_by_county");
    struct plan_job *jobs = arena_array(arena, struct plan_job, waste->input.n_jobs);
    struct rng rng;
    uint32_t j = 0;
    double kg_owed = 0;
    rng_seed(&rng, seed);
    for (size_t row = 0; row < json_array_size(json_object_get(table, "rows")); row++)
        for (size_t kind = 0; kind < sizeof KINDS / sizeof *KINDS; kind++)
            for (int i = 0; i < sites_of(table, row, kind, share); i++, j++) {
                int64_t *kg = arena_make(arena, int64_t);
                /* Whole kilograms that add up: 7.5 kg a site are 7 and 8 by turns. */
                kg_owed += fact(scenario, KINDS[kind].kg);
                *kg = (int64_t)floor(kg_owed);
                kg_owed -= (double)*kg;
                plan_job_init(&jobs[j]);
                jobs[j].pickup = kg;
                jobs[j].visits[0].place = j + 1;
                jobs[j].visits[0].service_s =
                    (int64_t)(fact(scenario, KINDS[kind].service_min) * 60);
                points[j + 1] = scatter(&rng, table, row);
                waste->kg_all += *kg;
            }
    waste->input.jobs = jobs;
}

static void make_vehicles(struct waste *waste, const json_t *scenario, int share,
                          struct arena *arena)
{
    struct plan_vehicle *vehicles =
        arena_array(arena, struct plan_vehicle, (size_t)waste->vehicles_all);
    struct plan_window *day = arena_make(arena, struct plan_window);
    int64_t *payload = arena_make(arena, int64_t);
    *day = (struct plan_window){6 * 3600, 20 * 3600};
    *payload = (int64_t)fact(scenario, "payload_kg") / share;
    for (int64_t v = 0; v < waste->vehicles_all; v++) {
        plan_vehicle_init(&vehicles[v]);
        vehicles[v].start = vehicles[v].end = PLANT;
        vehicles[v].windows = day;
        vehicles[v].n_windows = 1;
        vehicles[v].capacity = payload;
        vehicles[v].must_unload = true;
    }
    waste->input.vehicles = vehicles;
    waste->input.n_vehicles = (uint32_t)waste->vehicles_all;
}

static void make_plant(struct waste *waste, const json_t *scenario, struct arena *arena)
{
    struct plan_facility *plant = arena_make(arena, struct plan_facility);
    waste->limit = arena_make(arena, int64_t);
    *waste->limit = waste->plant_kg;
    *plant = (struct plan_facility){.place = PLANT,
                                    .unloads = true,
                                    .service_s =
                                        (int64_t)(fact(scenario, "unload_and_disinfect_min") * 60),
                                    .limit = waste->limit};
    waste->input.facilities = plant;
    waste->input.n_facilities = 1;
}

static bool has_figures(const json_t *scenario)
{
    static const char *const names[] = {"payload_kg",
                                        "unload_and_disinfect_min",
                                        "plant_capacity_with_standby_kg_per_day",
                                        "other_kg_on_peak_day",
                                        "vehicles_normal",
                                        "vehicles_backup"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (isnan(fact(scenario, names[i])))
            return false;
    for (size_t i = 0; i < sizeof KINDS / sizeof *KINDS; i++)
        if (isnan(fact(scenario, KINDS[i].kg)) || isnan(fact(scenario, KINDS[i].service_min)))
            return false;
    return true;
}

bool waste_make(const json_t *scenario, uint64_t seed, int share, struct arena *arena,
                struct waste *waste)
{
    const json_t *table =
        json_object_get(json_object_get(scenario, "tables"), "site_split_by_county");
    const json_t *facts = json_object_get(scenario, "facts");
    const json_t *plant = json_object_get(json_object_get(facts, "plant"), "v");
    size_t sites = 0;
    *waste = (struct waste){0};
    if (!has_figures(scenario) || json_array_size(plant) != 2)
        return false;
    for (size_t row = 0; row < json_array_size(json_object_get(table, "rows")); row++)
        for (size_t kind = 0; kind < sizeof KINDS / sizeof *KINDS; kind++)
            sites += (size_t)sites_of(table, row, kind, share);
    struct point *points = arena_array(arena, struct point, sites + 1);
    points[PLANT] = (struct point){json_number_value(json_array_get(plant, 0)),
                                   json_number_value(json_array_get(plant, 1))};
    waste->input.n_places = (uint32_t)sites + 1;
    waste->input.n_jobs = (uint32_t)sites;
    waste->input.n_dims = 1;
    waste->input.n_types = 1;
    waste->vehicles_all = (int64_t)ceil(
        (fact(scenario, "vehicles_normal") + fact(scenario, "vehicles_backup")) / sqrt(share));
    waste->plant_kg = (int64_t)(fact(scenario, "plant_capacity_with_standby_kg_per_day") -
                                fact(scenario, "other_kg_on_peak_day")) /
                      share;
    make_sites(waste, scenario, seed, share, points, arena);
    make_matrices(waste, points, arena);
    make_vehicles(waste, scenario, share, arena);
    make_plant(waste, scenario, arena);
    waste->input.n_terms = plan_preset_terms(PLAN_PRESET_FLEET, waste->terms);
    waste->input.terms = waste->terms;
    return true;
}
