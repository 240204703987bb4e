/*
 * Two relatives: Solomon's format of the VRPTW (also Gehring and Homberger's) and Li & Lim's of the
 * PDPTW. Both are a fleet of like vehicles and one row a node, the depot first.
 */
#include <math.h>
#include <strings.h>

#include "base/limits.h"
#include "base/map.h"
#include "base/vec.h"
#include "plan/format/classic_int.h"

typedef VEC(struct classic_node) node_vec;

/* number x y demand ready due service, as both kinds of row begin. */
static enum err read_row(struct lines *lines, struct classic_node *node, int64_t *demand)
{
    const double max = CLASSIC_NUMBER_MAX;
    enum err rc = lines_i64(lines, "customer number", 0, (int64_t)max, &node->number);
    if (!rc)
        rc = lines_f64(lines, "x coordinate", -max, max, &node->x);
    if (!rc)
        rc = lines_f64(lines, "y coordinate", -max, max, &node->y);
    if (!rc)
        rc = lines_i64(lines, "demand", -(int64_t)max, (int64_t)max, demand);
    if (!rc)
        rc = lines_f64(lines, "ready time", 0, max, &node->ready);
    if (!rc)
        rc = lines_f64(lines, "due date", 0, max, &node->due);
    if (!rc)
        rc = lines_f64(lines, "service time", 0, max, &node->service);
    if (!rc && node->due < node->ready)
        rc = lines_fail(lines, ERR_INVALID, "The due date %g is before the ready time %g.",
                        node->due, node->ready);
    node->partner = CLASSIC_NONE;
    return rc;
}

static enum err row_end(struct lines *lines)
{
    struct sv field;
    if (lines_field(lines, &field))
        return lines_fail(lines, ERR_FORMAT, "This line has more fields than the format knows.");
    return ERR_OK;
}

static enum err add_node(struct lines *lines, node_vec *nodes, struct u64map *seen,
                         const struct classic_node *node)
{
    uint64_t at;
    if (nodes->n >= LIMIT_PLAN_NODES)
        return lines_fail(lines, ERR_LIMIT, "The instance has more than %d nodes.",
                          LIMIT_PLAN_NODES);
    if (u64map_get(seen, (uint64_t)node->number, &at))
        return lines_fail(lines, ERR_INVALID, "The customer number %lld is there twice.",
                          (long long)node->number);
    u64map_set(seen, (uint64_t)node->number, nodes->n);
    vec_push(nodes, *node);
    return ERR_OK;
}

static enum err read_fleet(struct lines *lines, int64_t *vehicles, int64_t *capacity)
{
    enum err rc = lines_i64(lines, "number of vehicles", 1, LIMIT_PLAN_VEHICLES, vehicles);
    if (!rc)
        rc = lines_i64(lines, "capacity", 0, (int64_t)CLASSIC_NUMBER_MAX, capacity);
    return rc;
}

static enum err finish(struct lines *lines, struct arena *arena, struct classic *instance,
                       const node_vec *nodes, int64_t vehicles, int64_t capacity)
{
    if (nodes->n < 2)
        return lines_fail(lines, ERR_FORMAT, "The instance has no customers.");
    instance->n = nodes->n;
    instance->nodes = (void *)arena_dup(arena, nodes->at, nodes->n * sizeof *nodes->at);
    instance->nodes[0].is_depot = true;
    instance->fleet_given = instance->has_windows = true;
    classic_fleet(arena, instance, (size_t)vehicles, capacity);
    return ERR_OK;
}

static enum err read_customers(struct lines *lines, node_vec *nodes, struct u64map *seen)
{
    enum err rc = ERR_OK;
    while (!rc && lines_next(lines)) {
        struct classic_node node = {0};
        int64_t demand;
        rc = read_row(lines, &node, &demand);
        if (!rc)
            rc = row_end(lines);
        if (!rc && demand < 0)
            rc = lines_fail(lines, ERR_INVALID, "The demand %lld is negative.", (long long)demand);
        if (!rc && !nodes->n && demand)
            rc =
                lines_fail(lines, ERR_INVALID, "The first row is the depot; its demand must be 0.");
        node.delivery = demand;
        if (!rc)
            rc = add_node(lines, nodes, seen, &node);
    }
    return rc;
}

enum err classic_read_solomon(struct lines *lines, struct arena *arena, struct classic *instance)
{
    node_vec nodes = {0};
    struct u64map seen = {0};
    int64_t vehicles, capacity;
    enum err rc = ERR_OK;
    lines_next(lines);
    instance->name = arena_dup(arena, lines->line.at, lines->line.n);
    lines_next(lines); /* VEHICLE, as the recognition has seen */
    if (!lines_next(lines) || !lines_next(lines))
        rc = lines_fail(lines, ERR_FORMAT, "The file ends before the fleet: NUMBER and CAPACITY.");
    if (!rc)
        rc = read_fleet(lines, &vehicles, &capacity);
    if (!rc)
        rc = row_end(lines);
    if (!rc && (!lines_next(lines) || lines->line.n != 8 ||
                strncasecmp(lines->line.at, "CUSTOMER", 8) || !lines_next(lines)))
        rc = lines_fail(lines, ERR_FORMAT, "CUSTOMER and its heading are expected here.");
    if (!rc)
        rc = read_customers(lines, &nodes, &seen);
    if (!rc)
        rc = finish(lines, arena, instance, &nodes, vehicles, capacity);
    vec_free(&nodes);
    u64map_free(&seen);
    return rc;
}

/* The two last fields of a Li & Lim row name the pickup (of a delivery) and the delivery. */
static enum err read_stops(struct lines *lines, node_vec *nodes, struct u64map *seen)
{
    enum err rc = ERR_OK;
    while (!rc && lines_next(lines)) {
        struct classic_node node = {0};
        int64_t pickup, delivery;
        rc = read_row(lines, &node, &node.shipment);
        if (!rc)
            rc = lines_i64(lines, "pickup sibling", 0, (int64_t)CLASSIC_NUMBER_MAX, &pickup);
        if (!rc)
            rc = lines_i64(lines, "delivery sibling", 0, (int64_t)CLASSIC_NUMBER_MAX, &delivery);
        if (!rc)
            rc = row_end(lines);
        if (rc)
            break;
        if (nodes->n && (pickup == 0) == (delivery == 0))
            rc = lines_fail(lines, ERR_INVALID,
                            "A stop names either its pickup or its delivery, and not both.");
        else if (nodes->n && (node.shipment < 0) != (pickup != 0))
            rc = lines_fail(lines, ERR_INVALID,
                            "A stop with a pickup sibling brings a negative demand, others not.");
        node.partner = (int)(pickup + delivery);
        if (!rc)
            rc = add_node(lines, nodes, seen, &node);
    }
    return rc;
}

/* Turns the siblings' numbers into indexes and checks that they agree. */
static enum err match_siblings(struct lines *lines, node_vec *nodes, const struct u64map *seen)
{
    for (size_t i = 1; i < nodes->n; i++) {
        uint64_t at;
        if (!u64map_get(seen, (uint64_t)nodes->at[i].partner, &at) || at == 0 || at == i)
            return lines_fail(lines, ERR_INVALID, "The sibling %d of stop %lld is no other stop.",
                              nodes->at[i].partner, (long long)nodes->at[i].number);
        nodes->at[i].partner = (int)at;
    }
    nodes->at[0].partner = CLASSIC_NONE;
    for (size_t i = 1; i < nodes->n; i++) {
        const struct classic_node *a = &nodes->at[i], *b = &nodes->at[a->partner];
        if (b->partner != (int)i || a->shipment + b->shipment != 0)
            return lines_fail(lines, ERR_INVALID,
                              "Stops %lld and %lld are not a pickup and delivery of one amount.",
                              (long long)a->number, (long long)b->number);
    }
    return ERR_OK;
}

enum err classic_read_lilim(struct lines *lines, struct arena *arena, struct classic *instance)
{
    node_vec nodes = {0};
    struct u64map seen = {0};
    int64_t vehicles, capacity;
    instance->name = arena_strdup(arena, lines->name);
    lines_next(lines);
    enum err rc = read_fleet(lines, &vehicles, &capacity); /* the third number is a speed of 1 */
    if (!rc)
        rc = read_stops(lines, &nodes, &seen);
    if (!rc && nodes.n)
        rc = match_siblings(lines, &nodes, &seen);
    if (!rc)
        rc = finish(lines, arena, instance, &nodes, vehicles, capacity);
    vec_free(&nodes);
    u64map_free(&seen);
    return rc;
}
