/*
 * VRPLIB: lines of "KEY : VALUE", then sections, each of one row a node ("id value ...") or one row
 * a vehicle. A section or key that would change the problem and is not known is refused, never
 * passed over: the answer would be to another question.
 */
#include <math.h>
#include <string.h>

#include "base/limits.h"
#include "plan/format/classic_int.h"

struct vrplib {
    struct lines *lines;
    struct arena *arena;
    struct classic *instance;
    bool has_coordinates, has_demands, has_services, has_depots, has_vehicle_depots;
    bool explicit_weights;
    struct sv weight_format;
    double service_all, duration_max, distance_max;
    int64_t vehicles, capacity; /* vehicles 0: not given */
};

/* A section of one row a node: what its values are called and where they go. */
struct node_section {
    const char *name;
    const char *values[2];
    double low;
    bool whole;
    void (*put)(struct classic_node *node, const double *value);
};

static void put_coordinates(struct classic_node *node, const double *value)
{
    node->x = value[0];
    node->y = value[1];
}

static void put_window(struct classic_node *node, const double *value)
{
    node->ready = value[0];
    node->due = value[1];
}

static void put_delivery(struct classic_node *node, const double *value)
{
    node->delivery = (int64_t)value[0];
}

static void put_pickup(struct classic_node *node, const double *value)
{
    node->pickup = (int64_t)value[0];
}

static void put_service(struct classic_node *node, const double *value)
{
    node->service = value[0];
}

static void put_release(struct classic_node *node, const double *value)
{
    node->release = value[0];
}

static void put_prize(struct classic_node *node, const double *value)
{
    node->prize = value[0];
}

static const struct node_section NODE_SECTIONS[] = {
    {"NODE_COORD_SECTION",
     {"x coordinate", "y coordinate"},
     -CLASSIC_NUMBER_MAX,
     false,
     put_coordinates},
    {"DEMAND_SECTION", {"demand", NULL}, 0, true, put_delivery},
    {"LINEHAUL_SECTION", {"linehaul amount", NULL}, 0, true, put_delivery},
    {"BACKHAUL_SECTION", {"backhaul amount", NULL}, 0, true, put_pickup},
    {"TIME_WINDOW_SECTION", {"ready time", "due time"}, 0, false, put_window},
    {"SERVICE_TIME_SECTION", {"service time", NULL}, 0, false, put_service},
    {"RELEASE_TIME_SECTION", {"release time", NULL}, 0, false, put_release},
    {"PRIZE_SECTION", {"prize", NULL}, 0, false, put_prize},
};

/* A section of one row a vehicle. */
enum vehicle_value {
    VEHICLE_CAPACITY,
    VEHICLE_DEPOT,
    VEHICLE_RELOAD,
    VEHICLE_DISTANCE_MAX,
    VEHICLE_DURATION_MAX,
    VEHICLE_FIXED_COST,
    VEHICLE_DISTANCE_COST,
};

static const struct {
    const char *name, *value;
    enum vehicle_value kind;
} VEHICLE_SECTIONS[] = {
    {"CAPACITY_SECTION", "capacity", VEHICLE_CAPACITY},
    {"VEHICLES_DEPOT_SECTION", "depot", VEHICLE_DEPOT},
    {"VEHICLES_RELOAD_DEPOT_SECTION", "reload depot", VEHICLE_RELOAD},
    {"VEHICLES_MAX_DISTANCE_SECTION", "distance limit", VEHICLE_DISTANCE_MAX},
    {"VEHICLES_MAX_DURATION_SECTION", "duration limit", VEHICLE_DURATION_MAX},
    {"VEHICLES_FIXED_COST_SECTION", "fixed cost", VEHICLE_FIXED_COST},
    {"VEHICLES_UNIT_DISTANCE_COST_SECTION", "cost of a distance unit", VEHICLE_DISTANCE_COST},
};

static bool row_follows(struct lines *lines)
{
    struct lines ahead = *lines;
    if (!lines_next(&ahead) || (ahead.line.at[0] >= 'A' && ahead.line.at[0] <= 'Z'))
        return false;
    *lines = ahead;
    return true;
}

static enum err row_end(struct lines *lines)
{
    struct sv field;
    if (lines_field(lines, &field))
        return lines_fail(lines, ERR_FORMAT, "This row has more fields than its section knows.");
    return ERR_OK;
}

static enum err read_node_row(struct vrplib *file, const struct node_section *section, bool *seen)
{
    struct lines *lines = file->lines;
    double value[2] = {0};
    int64_t id = 0;
    enum err rc = lines_i64(lines, "node", 1, (int64_t)file->instance->n, &id);
    if (!rc && seen[id - 1])
        rc = lines_fail(lines, ERR_INVALID, "Node %lld has its row already.", (long long)id);
    for (int i = 0; i < 2 && section->values[i] && !rc; i++) {
        int64_t whole = 0;
        if (section->whole)
            rc = lines_i64(lines, section->values[i], 0, (int64_t)CLASSIC_NUMBER_MAX, &whole);
        else
            rc = lines_f64(lines, section->values[i], section->low, CLASSIC_NUMBER_MAX, &value[i]);
        if (section->whole)
            value[i] = (double)whole;
    }
    if (!rc)
        rc = row_end(lines);
    if (!rc && section->put == put_window && value[1] < value[0])
        rc = lines_fail(lines, ERR_INVALID, "The due time %g is before the ready time %g.",
                        value[1], value[0]);
    if (rc)
        return rc;
    seen[id - 1] = true;
    section->put(&file->instance->nodes[id - 1], value);
    return ERR_OK;
}

static enum err read_node_section(struct vrplib *file, const struct node_section *section)
{
    bool *seen = arena_array(file->arena, bool, file->instance->n);
    size_t rows = 0;
    for (; row_follows(file->lines); rows++) {
        enum err rc = read_node_row(file, section, seen);
        if (rc)
            return rc;
    }
    if (rows != file->instance->n)
        return lines_fail(file->lines, ERR_FORMAT, "%s has %zu rows for %zu nodes.", section->name,
                          rows, file->instance->n);
    file->has_coordinates |= section->put == put_coordinates;
    file->has_demands |= section->put == put_delivery;
    file->has_services |= section->put == put_service;
    file->instance->has_windows |= section->put == put_window;
    return ERR_OK;
}

static void put_vehicle(struct classic_vehicle *vehicle, enum vehicle_value kind, double value)
{
    switch (kind) {
    case VEHICLE_CAPACITY:
        vehicle->capacity = (int64_t)value;
        break;
    case VEHICLE_DEPOT:
        vehicle->depot = (int)value - 1;
        break;
    case VEHICLE_RELOAD:
        vehicle->reload = (int)value - 1;
        break;
    case VEHICLE_DISTANCE_MAX:
        vehicle->distance_max = value;
        break;
    case VEHICLE_DURATION_MAX:
        vehicle->duration_max = value;
        break;
    case VEHICLE_FIXED_COST:
        vehicle->fixed_cost = value;
        break;
    case VEHICLE_DISTANCE_COST:
        vehicle->distance_cost = value;
        break;
    }
}

static enum err read_vehicle_section(struct vrplib *file, const char *name, const char *what,
                                     enum vehicle_value kind)
{
    struct classic *instance = file->instance;
    struct lines *lines = file->lines;
    bool whole = kind == VEHICLE_CAPACITY || kind == VEHICLE_DEPOT || kind == VEHICLE_RELOAD;
    bool place = kind == VEHICLE_DEPOT || kind == VEHICLE_RELOAD;
    double high = place ? (double)instance->n : CLASSIC_NUMBER_MAX;
    if (!file->vehicles)
        return lines_fail(lines, ERR_FORMAT, "%s needs VEHICLES before it.", name);
    if (!instance->vehicles)
        classic_fleet(file->arena, instance, (size_t)file->vehicles, file->capacity);
    bool *seen = arena_array(file->arena, bool, instance->vehicles_n);
    size_t rows = 0;
    for (; row_follows(lines); rows++) {
        int64_t id = 0, number = 0;
        double value = 0;
        enum err rc = lines_i64(lines, "vehicle", 1, file->vehicles, &id);
        if (!rc)
            rc = whole ? lines_i64(lines, what, place, (int64_t)high, &number)
                       : lines_f64(lines, what, 0, high, &value);
        if (!rc)
            rc = row_end(lines);
        if (!rc && seen[id - 1])
            rc = lines_fail(lines, ERR_INVALID, "Vehicle %lld has its row already.", (long long)id);
        if (rc)
            return rc;
        seen[id - 1] = true;
        put_vehicle(&instance->vehicles[id - 1], kind, whole ? (double)number : value);
    }
    file->has_vehicle_depots |= kind == VEHICLE_DEPOT;
    if (rows != instance->vehicles_n && kind != VEHICLE_RELOAD)
        return lines_fail(lines, ERR_FORMAT, "%s has %zu rows for %zu vehicles.", name, rows,
                          instance->vehicles_n);
    return ERR_OK;
}

static enum err read_depots(struct vrplib *file)
{
    struct lines *lines = file->lines;
    while (row_follows(lines)) {
        int64_t id;
        if (sv_is(lines->line, "-1"))
            break;
        enum err rc = lines_i64(lines, "depot", 1, (int64_t)file->instance->n, &id);
        if (!rc)
            rc = row_end(lines);
        if (rc)
            return rc;
        file->instance->nodes[id - 1].is_depot = file->has_depots = true;
    }
    return ERR_OK;
}

/* Which columns of row i the weights of a format hold: [first, end). */
static bool weight_columns(struct sv format, size_t i, size_t n, size_t *first, size_t *end)
{
    bool lower = sv_starts(format, "LOWER_"), upper = sv_starts(format, "UPPER_");
    bool diagonal = sv_is(format, "LOWER_DIAG_ROW") || sv_is(format, "UPPER_DIAG_ROW");
    if (!diagonal && !sv_is(format, "LOWER_ROW") && !sv_is(format, "UPPER_ROW") &&
        !sv_is(format, "FULL_MATRIX"))
        return false;
    *first = upper ? i + !diagonal : 0;
    *end = lower ? i + diagonal : n;
    return true;
}

static enum err read_weights(struct vrplib *file)
{
    struct lines *lines = file->lines;
    struct sv format = file->weight_format, field;
    size_t n = file->instance->n, first, end;
    if (!file->explicit_weights || !weight_columns(format, 0, n, &first, &end))
        return lines_fail(lines, ERR_UNSUPPORTED,
                          "An EDGE_WEIGHT_SECTION needs EDGE_WEIGHT_TYPE EXPLICIT and the format "
                          "FULL_MATRIX, LOWER_ROW, UPPER_ROW, LOWER_DIAG_ROW or UPPER_DIAG_ROW.");
    /* A weight takes two bytes at least, so a small file cannot ask for a huge matrix. */
    if (n > LIMIT_PLAN_MATRIX_NODES || n * (n - 1) / 2 > lines->text.n / 2 + 1)
        return lines_fail(lines, ERR_FORMAT, "The section is too short for %zu nodes.", n);
    double *weights = arena_array(file->arena, double, n *n);
    bool full = sv_is(format, "FULL_MATRIX");
    for (size_t i = 0; i < n; i++) {
        weight_columns(format, i, n, &first, &end);
        for (size_t j = first; j < end; j++) {
            double value;
            if (!lines_field_across(lines, &field) || !sv_to_f64(field, &value) || value < 0 ||
                value > CLASSIC_NUMBER_MAX)
                return lines_fail(lines, ERR_FORMAT,
                                  "The weight from node %zu to %zu is no number from 0 to %g.",
                                  i + 1, j + 1, CLASSIC_NUMBER_MAX);
            weights[i * n + j] = value;
            if (!full)
                weights[j * n + i] = value;
        }
    }
    file->instance->weights = weights;
    return row_end(lines);
}

static enum err read_section(struct vrplib *file)
{
    struct lines *lines = file->lines;
    struct sv name = lines->line;
    lines->fields = (struct sv){"", 0};
    if (!file->instance->n)
        return lines_fail(lines, ERR_FORMAT, "DIMENSION must come before the first section.");
    for (size_t i = 0; i < sizeof NODE_SECTIONS / sizeof *NODE_SECTIONS; i++)
        if (sv_is(name, NODE_SECTIONS[i].name))
            return read_node_section(file, &NODE_SECTIONS[i]);
    for (size_t i = 0; i < sizeof VEHICLE_SECTIONS / sizeof *VEHICLE_SECTIONS; i++)
        if (sv_is(name, VEHICLE_SECTIONS[i].name))
            return read_vehicle_section(file, VEHICLE_SECTIONS[i].name, VEHICLE_SECTIONS[i].value,
                                        VEHICLE_SECTIONS[i].kind);
    if (sv_is(name, "DEPOT_SECTION"))
        return read_depots(file);
    if (sv_is(name, "EDGE_WEIGHT_SECTION"))
        return read_weights(file);
    return lines_fail(lines, ERR_UNSUPPORTED, "The section '%.*s' is not known.",
                      (int)(name.n < 60 ? name.n : 60), name.at);
}

static enum err read_dimension(struct vrplib *file)
{
    int64_t n;
    if (file->instance->n)
        return lines_fail(file->lines, ERR_FORMAT, "DIMENSION is there twice.");
    enum err rc = lines_i64(file->lines, "dimension", 2, LIMIT_PLAN_NODES, &n);
    if (rc)
        return rc;
    file->instance->n = (size_t)n;
    file->instance->nodes = arena_array(file->arena, struct classic_node, (size_t)n);
    for (size_t i = 0; i < file->instance->n; i++)
        file->instance->nodes[i] =
            (struct classic_node){.number = (int64_t)i, .due = HUGE_VAL, .partner = CLASSIC_NONE};
    return ERR_OK;
}

/* "KEY : VALUE"; the fields of the line are left standing at the value. */
static enum err read_key(struct vrplib *file)
{
    struct lines *lines = file->lines;
    struct sv value = lines->line, key = sv_trim(sv_cut(&value, ':'));
    const double max = CLASSIC_NUMBER_MAX;
    if (!value.at)
        return lines_fail(lines, ERR_FORMAT, "A line of 'KEY : VALUE' or a section is expected.");
    value = lines->fields = sv_trim(value);
    if (sv_is(key, "DIMENSION"))
        return read_dimension(file);
    if (sv_is(key, "CAPACITY"))
        return lines_i64(lines, "capacity", 0, (int64_t)max, &file->capacity);
    if (sv_is(key, "VEHICLES"))
        return lines_i64(lines, "number of vehicles", 1, LIMIT_PLAN_VEHICLES, &file->vehicles);
    if (sv_is(key, "SERVICE_TIME"))
        return lines_f64(lines, "service time", 0, max, &file->service_all);
    if (sv_is(key, "DISTANCE") || sv_is(key, "VEHICLES_MAX_DURATION"))
        return lines_f64(lines, "duration limit", 0, max, &file->duration_max);
    if (sv_is(key, "VEHICLES_MAX_DISTANCE"))
        return lines_f64(lines, "distance limit", 0, max, &file->distance_max);
    if (sv_is(key, "NAME"))
        file->instance->name = arena_dup(file->arena, value.at, value.n);
    else if (sv_is(key, "TYPE"))
        file->instance->backhauls_last = sv_is(value, "VRPB");
    else if (sv_is(key, "EDGE_WEIGHT_FORMAT"))
        file->weight_format = value;
    else if (sv_is(key, "EDGE_WEIGHT_TYPE") && !sv_is(value, "EUC_2D")) {
        if (!sv_is(value, "EXPLICIT"))
            return lines_fail(lines, ERR_UNSUPPORTED,
                              "The EDGE_WEIGHT_TYPE is EUC_2D or EXPLICIT, not '%.*s'.",
                              (int)(value.n < 40 ? value.n : 40), value.at);
        file->explicit_weights = true;
    }
    /* Other keys (COMMENT, NODE_COORD_TYPE, OPTIMAL_VALUE ...) do not change the problem. */
    return ERR_OK;
}

static enum err finish_nodes(struct vrplib *file)
{
    struct classic *instance = file->instance;
    if (file->explicit_weights ? !instance->weights : !file->has_coordinates)
        return lines_fail(file->lines, ERR_FORMAT, "The file ends without %s.",
                          file->explicit_weights ? "EDGE_WEIGHT_SECTION" : "NODE_COORD_SECTION");
    if (!file->has_demands)
        return lines_fail(file->lines, ERR_FORMAT, "The file ends without DEMAND_SECTION.");
    if (!file->has_depots)
        return lines_fail(file->lines, ERR_FORMAT, "The file ends without DEPOT_SECTION.");
    for (size_t i = 0; i < instance->n; i++) {
        struct classic_node *node = &instance->nodes[i];
        if (node->is_depot && (node->delivery || node->pickup))
            return lines_fail(file->lines, ERR_INVALID, "Depot %zu has a demand.", i + 1);
        if (!node->is_depot && !file->has_services)
            node->service = file->service_all;
    }
    return ERR_OK;
}

static enum err finish_fleet(struct vrplib *file)
{
    struct classic *instance = file->instance;
    size_t depot = 0, customers = 0;
    for (size_t i = instance->n; i-- > 0;)
        if (instance->nodes[i].is_depot)
            depot = i;
        else
            customers++;
    if (!customers)
        return lines_fail(file->lines, ERR_FORMAT, "The instance has no customers.");
    instance->fleet_given = file->vehicles != 0;
    if (customers > LIMIT_PLAN_VEHICLES)
        customers = LIMIT_PLAN_VEHICLES;
    if (!instance->vehicles)
        classic_fleet(file->arena, instance,
                      instance->fleet_given ? (size_t)file->vehicles : customers, file->capacity);
    for (size_t i = 0; i < instance->vehicles_n; i++) {
        struct classic_vehicle *vehicle = &instance->vehicles[i];
        if (!file->has_vehicle_depots)
            vehicle->depot = (int)depot;
        vehicle->duration_max = fmin(vehicle->duration_max, file->duration_max);
        vehicle->distance_max = fmin(vehicle->distance_max, file->distance_max);
        if (!instance->nodes[vehicle->depot].is_depot ||
            (vehicle->reload != CLASSIC_NONE && !instance->nodes[vehicle->reload].is_depot))
            return lines_fail(file->lines, ERR_INVALID,
                              "Vehicle %zu has a depot that DEPOT_SECTION does not name.", i + 1);
    }
    return ERR_OK;
}

enum err classic_read_vrplib(struct lines *lines, struct arena *arena, struct classic *instance)
{
    struct vrplib file = {.lines = lines,
                          .arena = arena,
                          .instance = instance,
                          .duration_max = HUGE_VAL,
                          .distance_max = HUGE_VAL,
                          .capacity = (int64_t)CLASSIC_NUMBER_MAX};
    instance->name = arena_strdup(arena, lines->name);
    enum err rc = ERR_OK;
    while (!rc && lines_next(lines) && !sv_is(lines->line, "EOF"))
        rc = sv_ends(lines->line, "_SECTION") ? read_section(&file) : read_key(&file);
    if (!rc)
        rc = finish_nodes(&file);
    if (!rc)
        rc = finish_fleet(&file);
    return rc;
}
