/*
 * A larger network out of a real one: an extract laid side by side N x N times, neighbours joined
 * by a few main roads as towns are. Used to see how the router grows where no larger map is at
 * hand: each copy is a real town, only what lies between them is made up.
 *
 *     tile FILE.osm.pbf COLUMNS ROWS OUT.osm.pbf
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/map.h"
#include "base/sv.h"
#include "base/vec.h"
#include "city/sink_int.h"
#include "road/osm.h"

enum { JOINTS = 6, GRID_MAX = 16, TAGS_MAX = 4096 };
#define E7   1e-7
#define SIDE 1.02 /* of a copy, with the gap to the next */

/* The main roads' outermost node in each of some bands along a border. */
struct border {
    int64_t node[JOINTS];
    double at[JOINTS]; /* how far out it lies */
};

struct tile {
    struct osm_file *file;
    struct sink sink;
    struct arena *arena;
    struct u64map on_main_road; /* node ids */
    struct border east, west, north, south;
    struct box box;
    int64_t ids; /* above every id of the extract */
    int columns, rows;
    int column, row; /* the copy being written */
    struct tag tags[TAGS_MAX];
};

static int64_t id_of(const struct tile *tile, int column, int row, int64_t id)
{
    return (int64_t)(row * tile->columns + column) * tile->ids + id;
}

static int64_t own_id(const struct tile *tile, int64_t id)
{
    return id_of(tile, tile->column, tile->row, id);
}

/* ---- what the extract is like ---- */

static bool is_main_road(struct osm_tags tags)
{
    static const char *const MAIN[] = {"trunk", "primary", "secondary", "tertiary"};
    struct sv highway = osm_tag(tags, "highway");
    for (size_t i = 0; i < sizeof MAIN / sizeof *MAIN; i++)
        if (sv_is(highway, MAIN[i]) && !osm_tag(tags, "oneway").n)
            return true;
    return false;
}

static enum err survey_way(void *context, const struct osm_way *way, struct error *error)
{
    struct tile *tile = context;
    (void)error;
    tile->ids = way->id >= tile->ids ? way->id + 1 : tile->ids;
    for (size_t i = 0; i < way->ref_count && is_main_road(way->tags); i++)
        u64map_set(&tile->on_main_road, (uint64_t)way->refs[i], 1);
    return ERR_OK;
}

static enum err survey_relation(void *context, const struct osm_relation *relation,
                                struct error *error)
{
    struct tile *tile = context;
    (void)error;
    tile->ids = relation->id >= tile->ids ? relation->id + 1 : tile->ids;
    return ERR_OK;
}

static bool on_main_road(const struct tile *tile, int64_t node)
{
    uint64_t known;
    return u64map_get(&tile->on_main_road, (uint64_t)node, &known);
}

static enum err survey_node(void *context, const struct osm_node *node, struct error *error)
{
    struct tile *tile = context;
    (void)error;
    tile->ids = node->id >= tile->ids ? node->id + 1 : tile->ids;
    if (on_main_road(tile, node->id))
        box_add(&tile->box, (struct point){node->lon * E7, node->lat * E7});
    return ERR_OK;
}

static void offer(struct border *border, double along, double out, int64_t node)
{
    int band = (int)fmin(fmax(along * JOINTS, 0), JOINTS - 1);
    if (border->node[band] == 0 || out > border->at[band]) {
        border->node[band] = node;
        border->at[band] = out;
    }
}

static enum err find_joint(void *context, const struct osm_node *node, struct error *error)
{
    struct tile *tile = context;
    const struct box *box = &tile->box;
    (void)error;
    if (!on_main_road(tile, node->id))
        return ERR_OK;
    double x = (node->lon * E7 - box->west) / (box->east - box->west);
    double y = (node->lat * E7 - box->south) / (box->north - box->south);
    offer(&tile->east, y, x, node->id);
    offer(&tile->west, y, 1 - x, node->id);
    offer(&tile->north, x, y, node->id);
    offer(&tile->south, x, 1 - y, node->id);
    return ERR_OK;
}

/* ---- copies ---- */

static const char *text_of(struct tile *tile, struct sv text)
{
    return arena_dup(tile->arena, text.at, text.n);
}

static size_t copy_tags(struct tile *tile, struct osm_tags tags)
{
    arena_reset(tile->arena);
    for (size_t i = 0; i < tags.n; i++)
        tile->tags[i] =
            (struct tag){text_of(tile, tags.at[i].key), text_of(tile, tags.at[i].value)};
    return tags.n;
}

static enum err copy_node(void *context, const struct osm_node *node, struct error *error)
{
    struct tile *tile = context;
    (void)error;
    struct point at = {node->lon * E7 + tile->column * SIDE * (tile->box.east - tile->box.west),
                       node->lat * E7 + tile->row * SIDE * (tile->box.north - tile->box.south)};
    size_t n = copy_tags(tile, node->tags);
    sink_node(&tile->sink, own_id(tile, node->id), at, tile->tags, n);
    return ERR_OK;
}

static enum err copy_way(void *context, const struct osm_way *way, struct error *error)
{
    struct tile *tile = context;
    (void)error;
    size_t n = copy_tags(tile, way->tags);
    int64_t *refs = arena_array(tile->arena, int64_t, way->ref_count + 1);
    for (size_t i = 0; i < way->ref_count; i++)
        refs[i] = own_id(tile, way->refs[i]);
    sink_way(&tile->sink, own_id(tile, way->id), refs, way->ref_count, tile->tags, n);
    return ERR_OK;
}

static enum err copy_relation(void *context, const struct osm_relation *relation,
                              struct error *error)
{
    struct tile *tile = context;
    (void)error;
    size_t n = copy_tags(tile, relation->tags), kept = 0;
    struct member *members = arena_array(tile->arena, struct member, relation->member_count + 1);
    for (size_t i = 0; i < relation->member_count; i++) {
        const struct osm_member *member = &relation->members[i];
        if (member->kind != OSM_RELATION)
            members[kept++] =
                (struct member){member->kind == OSM_NODE ? MEMBER_NODE : MEMBER_WAY,
                                own_id(tile, member->ref), text_of(tile, member->role)};
    }
    sink_relation(&tile->sink, own_id(tile, relation->id), members, kept, tile->tags, n);
    return ERR_OK;
}

static enum err copies(struct tile *tile, const struct osm_visitor *visitor, struct error *error)
{
    enum err err = ERR_OK;
    for (tile->row = 0; tile->row < tile->rows && !err; tile->row++)
        for (tile->column = 0; tile->column < tile->columns && !err; tile->column++)
            err = osm_read(tile->file, visitor, error);
    return err;
}

/* ---- roads between them ---- */

static void join(struct tile *tile, int64_t *way, const struct border *from,
                 const struct border *to, int column, int row, int to_column, int to_row)
{
    static const struct tag tags[] = {{"highway", "secondary"}};
    for (int j = 0; j < JOINTS; j++) {
        int64_t nodes[] = {id_of(tile, column, row, from->node[j]),
                           id_of(tile, to_column, to_row, to->node[j])};
        if (from->node[j] && to->node[j])
            sink_way(&tile->sink, (*way)++, nodes, 2, tags, 1);
    }
}

static void join_all(struct tile *tile)
{
    int64_t way = id_of(tile, tile->columns, tile->rows, 0);
    for (int row = 0; row < tile->rows; row++)
        for (int column = 0; column < tile->columns; column++) {
            if (column + 1 < tile->columns)
                join(tile, &way, &tile->east, &tile->west, column, row, column + 1, row);
            if (row + 1 < tile->rows)
                join(tile, &way, &tile->north, &tile->south, column, row, column, row + 1);
        }
}

static enum err survey(struct tile *tile, struct error *error)
{
    struct osm_visitor ways = {.context = tile, .way = survey_way, .relation = survey_relation};
    struct osm_visitor nodes = {.context = tile, .node = survey_node};
    struct osm_visitor joints = {.context = tile, .node = find_joint};
    tile->box = box_none();
    enum err err = osm_read(tile->file, &ways, error);
    if (!err)
        err = osm_read(tile->file, &nodes, error);
    return err ? err : osm_read(tile->file, &joints, error);
}

static enum err write_all(struct tile *tile, const char *path, struct error *error)
{
    struct osm_visitor nodes = {.context = tile, .node = copy_node};
    struct osm_visitor ways = {.context = tile, .way = copy_way};
    struct osm_visitor relations = {.context = tile, .relation = copy_relation};
    enum err err = sink_pbf_open(path, tile->box, &tile->sink, error);
    if (err)
        return err;
    err = copies(tile, &nodes, error);
    if (!err)
        err = copies(tile, &ways, error);
    if (!err)
        join_all(tile);
    if (!err)
        err = copies(tile, &relations, error);
    enum err closed = sink_close(&tile->sink, error);
    return err ? err : closed;
}

int main(int argc, char **argv)
{
    static struct tile tile;
    struct error error = {0};
    tile.columns = argc == 5 ? atoi(argv[2]) : 0;
    tile.rows = argc == 5 ? atoi(argv[3]) : 0;
    if (tile.columns < 1 || tile.columns > GRID_MAX || tile.rows < 1 || tile.rows > GRID_MAX) {
        fputs("usage: tile FILE.osm.pbf COLUMNS ROWS OUT.osm.pbf\n", stderr);
        return 2;
    }
    tile.arena = arena_new();
    enum err err = osm_open(argv[1], &tile.file, &error);
    if (!err)
        err = survey(&tile, &error);
    if (!err)
        err = write_all(&tile, argv[4], &error);
    if (err)
        fprintf(stderr, "tile: %s: %s\n", error.where, error.text);
    osm_close(tile.file);
    u64map_free(&tile.on_main_road);
    arena_free(tile.arena);
    return err ? 1 : 0;
}
