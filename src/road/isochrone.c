/*
 * The area within reach: the reached parts of roads, widened by some tens of metres, on a raster,
 * whose outline is drawn through the middles of the cells' sides (so that corners are cut and no
 * two rings touch each other).
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "road/engine_int.h"

enum { RASTER_MAX = 600, MARGIN = 4 };
#define CELL_LEAST_M 30.0
#define WIDEN_M      60.0

struct raster {
    struct plane plane;
    double west_m, south_m, cell_m;
    int columns, rows, widen; /* widen: in cells */
    uint8_t *in;
};

struct reach {
    const struct road_snapshot *snapshot;
    const struct cost *costs; /* of all arcs */
    bool inbound;
};

static bool cell_in(const struct raster *raster, int column, int row)
{
    return column >= 0 && row >= 0 && column < raster->columns && row < raster->rows &&
           raster->in[(size_t)row * raster->columns + column];
}

static void paint(struct raster *raster, double x_m, double y_m)
{
    int column = (int)floor((x_m - raster->west_m) / raster->cell_m);
    int row = (int)floor((y_m - raster->south_m) / raster->cell_m), w = raster->widen;
    for (int r = row - w; r <= row + w; r++)
        for (int c = column - w; c <= column + w; c++)
            if (r >= 0 && c >= 0 && r < raster->rows && c < raster->columns &&
                (r - row) * (r - row) + (c - column) * (c - column) <= w * w)
                raster->in[(size_t)r * raster->columns + c] = 1;
}

/* Which part of an arc is reached by a limit: [*from, *to] of its length in its direction. */
static bool reached_part(const struct reach *reach, uint32_t arc, double limit_ds, double *from,
                         double *to)
{
    int64_t key = reach->costs[arc].key;
    if (key >= KEY_NEVER || reach->snapshot->arc_key[arc] >= KEY_NEVER)
        return false;
    double at_ds = (double)(int32_t)key_duration(key);
    double whole_ds = fmax(key_duration(reach->snapshot->arc_key[arc]), 1);
    /* Inbound costs include driving the arc. The arc on which it starts has a negative cost. */
    double share =
        reach->inbound ? (limit_ds - (at_ds - whole_ds)) / whole_ds : (limit_ds - at_ds) / whole_ds;
    if (share <= 0)
        return false;
    *from = reach->inbound ? fmax(1 - share, 0) : fmin(fmax(-at_ds / whole_ds, 0), 1);
    *to = reach->inbound ? fmin(at_ds / whole_ds, 1) : fmin(share, 1);
    return *to > *from || !reach->inbound;
}

static void paint_arc(struct raster *raster, const struct graph *graph, uint32_t arc, double from,
                      double to)
{
    uint32_t edge = graph->arc_edge[arc], first = graph->edge_first_point[edge];
    uint32_t n = graph->edge_first_point[edge + 1] - first;
    bool backward = graph->arc_flags[arc] & GRAPH_ARC_BACKWARD;
    double length = graph->edge_length_dm[edge] / 10.0, walked = 0;
    for (uint32_t i = 0; i + 1 < n && walked <= to * length; i++) {
        struct point a = network_point(graph, backward ? first + n - 1 - i : first + i);
        struct point b = network_point(graph, backward ? first + n - 2 - i : first + i + 1);
        double ax, ay, bx, by, piece = point_distance_near_m(a, b);
        plane_xy(&raster->plane, a, &ax, &ay);
        plane_xy(&raster->plane, b, &bx, &by);
        int steps = 1 + (int)(piece / raster->cell_m);
        for (int k = 0; k <= steps; k++) {
            double share = (double)k / steps, at = walked + share * piece;
            if (at >= from * length - 1 && at <= to * length + 1)
                paint(raster, ax + (bx - ax) * share, ay + (by - ay) * share);
        }
        walked += piece;
    }
}

static bool raster_make(const struct reach *reach, double limit_ds, struct raster *raster)
{
    const struct graph *graph = reach->snapshot->network->graph;
    struct box box = box_none();
    double from, to;
    for (uint32_t a = 0; a < graph->n_arcs; a++)
        if (reached_part(reach, a, limit_ds, &from, &to)) {
            uint32_t edge = graph->arc_edge[a];
            for (uint32_t i = graph->edge_first_point[edge]; i < graph->edge_first_point[edge + 1];
                 i++)
                box_add(&box, network_point(graph, i));
        }
    if (box_is_none(box))
        return false;
    raster->plane =
        plane_at((struct point){(box.west + box.east) / 2, (box.south + box.north) / 2});
    double west, south, east, north;
    plane_xy(&raster->plane, (struct point){box.west, box.south}, &west, &south);
    plane_xy(&raster->plane, (struct point){box.east, box.north}, &east, &north);
    raster->cell_m =
        fmax(fmax(east - west, north - south) / (RASTER_MAX - 4 * MARGIN), CELL_LEAST_M);
    raster->widen = (int)fmin(fmax(round(WIDEN_M / raster->cell_m), 1), MARGIN - 1);
    raster->west_m = west - MARGIN * raster->cell_m;
    raster->south_m = south - MARGIN * raster->cell_m;
    raster->columns = (int)((east - west) / raster->cell_m) + 2 * MARGIN + 1;
    raster->rows = (int)((north - south) / raster->cell_m) + 2 * MARGIN + 1;
    raster->in = take_zeroed((size_t)raster->columns * (size_t)raster->rows, 1);
    for (uint32_t a = 0; a < graph->n_arcs; a++)
        if (reached_part(reach, a, limit_ds, &from, &to))
            paint_arc(raster, graph, a, from, to);
    return true;
}

/* ---- outlines ---- */

/* Sides of cells with the inside on their left: 0 eastwards (below a cell), 1 north, 2 west, 3
 * south. */
enum { EAST, NORTH, WEST, SOUTH };

struct outline {
    const struct raster *raster;
    uint8_t *done; /* per cell: bit for each side walked */
};

static bool is_side(const struct raster *raster, int column, int row, int side)
{
    static const int dc[] = {0, 1, 0, -1}, dr[] = {-1, 0, 1, 0};
    return cell_in(raster, column, row) && !cell_in(raster, column + dc[side], row + dr[side]);
}

/* The side that follows one counter-clockwise round the inside; at a corner where two cells touch,
 * the rings keep apart. */
static void next_side(const struct raster *raster, int *column, int *row, int *side)
{
    static const int forward_c[] = {1, 0, -1, 0}, forward_r[] = {0, 1, 0, -1};
    static const int out_c[] = {0, 1, 0, -1}, out_r[] = {-1, 0, 1, 0};
    int ahead_c = *column + forward_c[*side], ahead_r = *row + forward_r[*side];
    int diagonal_c = ahead_c + out_c[*side], diagonal_r = ahead_r + out_r[*side];
    if (!cell_in(raster, ahead_c, ahead_r)) {
        *side = (*side + 1) % 4;
    } else if (cell_in(raster, diagonal_c, diagonal_r)) {
        *column = diagonal_c;
        *row = diagonal_r;
        *side = (*side + 3) % 4;
    } else {
        *column = ahead_c;
        *row = ahead_r;
    }
}

static struct point side_middle(const struct raster *raster, int column, int row, int side)
{
    static const double mc[] = {0.5, 1, 0.5, 0}, mr[] = {0, 0.5, 1, 0.5};
    return plane_point(&raster->plane, raster->west_m + (column + mc[side]) * raster->cell_m,
                       raster->south_m + (row + mr[side]) * raster->cell_m);
}

static json_t *position(struct point p)
{
    json_t *pair = json_array();
    json_array_append_new(pair, json_real(round(p.lon * 1e6) / 1e6));
    json_array_append_new(pair, json_real(round(p.lat * 1e6) / 1e6));
    return pair;
}

/* The ring on which a side lies, as GeoJSON positions. */
static json_t *trace(struct outline *outline, int column, int row, int side)
{
    const struct raster *raster = outline->raster;
    json_t *ring = json_array();
    int c = column, r = row, s = side;
    do {
        outline->done[(size_t)r * (size_t)raster->columns + (size_t)c] |= (uint8_t)(1 << s);
        json_array_append_new(ring, position(side_middle(raster, c, r, s)));
        next_side(raster, &c, &r, &s);
    } while (c != column || r != row || s != side);
    json_array_append_new(ring, position(side_middle(raster, column, row, side)));
    return ring;
}

/* Numbers the connected parts of the inside; cells that touch at a corner only do not belong
 * together, as `next_side` has it. */
static void label_part(const struct raster *raster, uint32_t *label, int column, int row,
                       uint32_t name)
{
    u32_vec stack = {0};
    vec_push(&stack, (uint32_t)(row * raster->columns + column));
    label[stack.at[0]] = name;
    while (stack.n > 0) {
        uint32_t at = vec_pop(&stack);
        int c = (int)(at % (uint32_t)raster->columns), r = (int)(at / (uint32_t)raster->columns);
        for (int dr = -1; dr <= 1; dr++)
            for (int dc = -1; dc <= 1; dc++) {
                size_t to = (size_t)(r + dr) * (size_t)raster->columns + (size_t)(c + dc);
                bool linked = dr == 0 || dc == 0;
                if (linked && cell_in(raster, c + dc, r + dr) && !label[to]) {
                    label[to] = name;
                    vec_push(&stack, (uint32_t)to);
                }
            }
    }
    vec_free(&stack);
}

static json_t *outlines(const struct raster *raster)
{
    size_t cells = (size_t)raster->columns * (size_t)raster->rows;
    struct outline outline = {raster, take_zeroed(cells, 1)};
    uint32_t *label = take_zeroed(cells, sizeof *label), parts = 0;
    json_t *polygons = json_array();
    for (int pass = 0; pass < 2; pass++) /* outer rings, then holes */
        for (int r = 0; r < raster->rows; r++)
            for (int c = 0; c < raster->columns; c++) {
                size_t cell = (size_t)r * (size_t)raster->columns + (size_t)c;
                /* The first cell of a part in this sequence has its lower side on the outer ring.
                 */
                if (pass == 0 && raster->in[cell] && !label[cell]) {
                    label_part(raster, label, c, r, ++parts);
                    json_t *polygon = json_array();
                    json_array_append_new(polygon, trace(&outline, c, r, EAST));
                    json_array_append_new(polygons, polygon);
                }
                for (int s = 0; s < 4 && pass == 1; s++)
                    if (is_side(raster, c, r, s) && !(outline.done[cell] >> s & 1))
                        json_array_append_new(json_array_get(polygons, label[cell] - 1),
                                              trace(&outline, c, r, s));
            }
    free(outline.done);
    free(label);
    return polygons;
}

static json_t *contour(const struct reach *reach, double minutes)
{
    struct raster raster = {.in = NULL};
    json_t *polygons =
        raster_make(reach, minutes * 600, &raster) ? outlines(&raster) : json_array();
    free(raster.in);
    return json_pack("{s:s, s:{s:f}, s:{s:s, s:o}}", "type", "Feature", "properties", "minutes",
                     minutes, "geometry", "type", "MultiPolygon", "coordinates", polygons);
}

enum err road_isochrone(struct road_search *search, const struct road_snapshot *snapshot,
                        const struct road_place *from, const double *minutes, size_t n_minutes,
                        bool inbound, char **geojson, struct error *error)
{
    enum err err = places_check(search->network, from, 1, "places", error);
    if (err)
        return err;
    if (n_minutes == 0 || n_minutes > ROAD_CONTOURS_MAX)
        return error_set(error, ERR_LIMIT, "Between 1 and %d contours can be asked for.",
                         ROAD_CONTOURS_MAX);
    for (size_t i = 0; i < n_minutes; i++)
        if (!(minutes[i] > 0 && minutes[i] <= 600) || (i > 0 && minutes[i] <= minutes[i - 1]))
            return error_set(error, ERR_INVALID,
                             "Contours are ascending numbers of minutes, at most 600.");
    const size_t one = 1;
    struct spot spot;
    struct seeds seeds;
    spots_choose(snapshot, &from, &one, 1, &spot);
    if (inbound)
        seeds_to(snapshot, &spot, &seeds);
    else
        seeds_from(snapshot, &spot, &seeds);
    if (!search->dijkstra)
        search->dijkstra = dijkstra_new(search->network->graph);
    /* The limit is one of time, the search is one of weight; nothing has more time than weight, so
     * a search without limit on weight finds all, and parts beyond the time are left out when
     * painting. */
    struct reach reach = {
        snapshot, dijkstra_run(search->dijkstra, snapshot, &seeds, KEY_NEVER, inbound), inbound};
    json_t *features = json_array();
    for (size_t i = 0; i < n_minutes; i++)
        json_array_append_new(features, contour(&reach, minutes[i]));
    json_t *root = json_pack("{s:s, s:o}", "type", "FeatureCollection", "features", features);
    *geojson = json_dumps(root, JSON_COMPACT | JSON_REAL_PRECISION(9));
    json_decref(root);
    return *geojson ? ERR_OK : error_set(error, ERR_INTERNAL, "The contours could not be written.");
}
