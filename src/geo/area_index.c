#include "geo/area_index.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FAN = 8, DEPTH_MAX = 12 };

/* A leaf is one polygon of one area; an inner node covers up to FAN neighbours of the level below,
 * nodes[first] .. nodes[first + n - 1]. Levels lie one behind the other, leaves first. */
struct node {
    struct box box;
    uint32_t first, n; /* n == 0: a leaf, then `first` is the polygon's number in its area */
    uint32_t area;
};

struct area_index {
    struct arena *arena;
    const struct area *areas;
    struct node *nodes;
    size_t n;
};

static double middle_lon(const struct node *node)
{
    return node->box.west + node->box.east;
}

static double middle_lat(const struct node *node)
{
    return node->box.south + node->box.north;
}

static int by_lon(const void *a, const void *b)
{
    double left = middle_lon(a), right = middle_lon(b);
    return (left > right) - (left < right);
}

static int by_lat(const void *a, const void *b)
{
    double left = middle_lat(a), right = middle_lat(b);
    return (left > right) - (left < right);
}

/* Sorts a level into vertical slices and each slice from south to north, so that runs of FAN
 * nodes are close together. */
static void tile(struct node *level, size_t n)
{
    size_t parents = (n + FAN - 1) / FAN;
    size_t slices = (size_t)ceil(sqrt((double)parents));
    size_t slice = (parents + slices - 1) / slices * FAN;
    qsort(level, n, sizeof *level, by_lon);
    for (size_t at = 0; at < n; at += slice)
        qsort(level + at, n - at < slice ? n - at : slice, sizeof *level, by_lat);
}

static size_t nodes_needed(size_t leaves)
{
    size_t total = leaves;
    for (size_t level = leaves; level > 1;) {
        level = (level + FAN - 1) / FAN;
        total += level;
    }
    return total;
}

/* Packs the level nodes[from..to) under parents appended at `to`; returns the new end. */
static size_t pack_level(struct node *nodes, size_t from, size_t to)
{
    tile(nodes + from, to - from);
    size_t end = to;
    for (size_t at = from; at < to; at += FAN) {
        size_t count = to - at < FAN ? to - at : FAN;
        struct node *parent = &nodes[end++];
        *parent = (struct node){box_none(), (uint32_t)at, (uint32_t)count, 0};
        for (size_t i = 0; i < count; i++)
            box_add_box(&parent->box, nodes[at + i].box);
    }
    return end;
}

struct area_index *area_index_new(const struct area *areas, size_t n)
{
    struct arena *arena = arena_new();
    struct area_index *index = arena_make(arena, struct area_index);
    *index = (struct area_index){.arena = arena, .areas = areas};
    size_t leaves = 0;
    for (size_t i = 0; i < n; i++)
        leaves += areas[i].n;
    assert(leaves < UINT32_MAX / 2);
    index->nodes = arena_array(arena, struct node, nodes_needed(leaves));
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < areas[i].n; k++)
            index->nodes[index->n++] =
                (struct node){areas[i].polygons[k].box, (uint32_t)k, 0, (uint32_t)i};
    }
    for (size_t from = 0; index->n - from > 1;) {
        size_t to = index->n;
        index->n = pack_level(index->nodes, from, to);
        from = to;
    }
    return index;
}

void area_index_free(struct area_index *index)
{
    if (index)
        arena_free(index->arena);
}

/* What is looked for: everything that overlaps `box` and that the exact test agrees to. */
struct search {
    struct box box;
    bool (*meets)(const struct polygon *polygon, const struct search *search);
    struct point a, b;
    area_found *found;
    void *context;
};

/* Whether an earlier polygon of the same area answers the search as well: then it was, or will be,
 * reported for that one. */
static bool told_before(const struct area *area, uint32_t polygon, const struct search *search)
{
    for (uint32_t i = 0; i < polygon; i++) {
        if (box_overlaps(area->polygons[i].box, search->box) &&
            search->meets(&area->polygons[i], search))
            return true;
    }
    return false;
}

/* False when the search is over. */
static bool visit_leaf(const struct area_index *index, const struct node *leaf,
                       const struct search *search)
{
    const struct area *area = &index->areas[leaf->area];
    if (!search->meets(&area->polygons[leaf->first], search) ||
        told_before(area, leaf->first, search))
        return true;
    return search->found(search->context, leaf->area);
}

static void run(const struct area_index *index, const struct search *search)
{
    uint32_t stack[DEPTH_MAX * FAN], depth = 0;
    if (index->n > 0)
        stack[depth++] = (uint32_t)(index->n - 1);
    while (depth > 0) {
        const struct node *node = &index->nodes[stack[--depth]];
        if (!box_overlaps(node->box, search->box))
            continue;
        if (node->n == 0) {
            if (!visit_leaf(index, node, search))
                return;
            continue;
        }
        assert(depth + node->n <= DEPTH_MAX * FAN);
        for (uint32_t i = 0; i < node->n; i++)
            stack[depth++] = node->first + i;
    }
}

static bool meets_point(const struct polygon *polygon, const struct search *search)
{
    return polygon_contains(polygon, search->a);
}

static bool meets_segment(const struct polygon *polygon, const struct search *search)
{
    return polygon_meets_segment(polygon, search->a, search->b);
}

static bool meets_box(const struct polygon *polygon, const struct search *search)
{
    return box_overlaps(polygon->box, search->box);
}

void area_index_at(const struct area_index *index, struct point p, area_found *found, void *context)
{
    struct search search = {.meets = meets_point, .a = p, .found = found, .context = context};
    search.box = (struct box){p.lon, p.lat, p.lon, p.lat};
    run(index, &search);
}

void area_index_along(const struct area_index *index, struct point a, struct point b,
                      area_found *found, void *context)
{
    struct search search = {
        .meets = meets_segment, .a = a, .b = b, .found = found, .context = context};
    search.box = box_none();
    box_add(&search.box, a);
    box_add(&search.box, b);
    run(index, &search);
}

void area_index_in(const struct area_index *index, struct box box, area_found *found, void *context)
{
    struct search search = {.box = box, .meets = meets_box, .found = found, .context = context};
    run(index, &search);
}

static bool keep_lowest(void *context, uint32_t area)
{
    int64_t *lowest = context;
    if (*lowest < 0 || area < *lowest)
        *lowest = area;
    return true;
}

int64_t area_index_first_at(const struct area_index *index, struct point p)
{
    int64_t lowest = -1;
    area_index_at(index, p, keep_lowest, &lowest);
    return lowest;
}
