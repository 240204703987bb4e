#include "road/engine_int.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS_MAX = 4096 };

struct grid {
    struct box box;
    uint32_t columns, rows;
    double cell_lon, cell_lat; /* size of a cell in degrees */
    uint32_t *first, *edges;   /* per cell */
};

static uint32_t column_of(const struct grid *grid, double lon)
{
    double c = floor((lon - grid->box.west) / grid->cell_lon);
    return c < 0 ? 0 : c >= grid->columns ? grid->columns - 1 : (uint32_t)c;
}

static uint32_t row_of(const struct grid *grid, double lat)
{
    double r = floor((lat - grid->box.south) / grid->cell_lat);
    return r < 0 ? 0 : r >= grid->rows ? grid->rows - 1 : (uint32_t)r;
}

struct fill {
    struct grid *grid;
    uint32_t *last; /* per cell: edge + 1 that was put in last, so that it comes once */
    uint32_t *at;   /* per cell: where the next one goes; NULL while counting */
};

static void put(struct fill *fill, uint32_t cell, uint32_t edge)
{
    if (fill->last[cell] == edge + 1)
        return;
    fill->last[cell] = edge + 1;
    if (fill->at)
        fill->grid->edges[fill->at[cell]++] = edge;
    else
        fill->grid->first[cell + 2]++;
}

/* A long segment is cut into pieces of about a cell, so that its box does not fill half the map. */
static void put_segment(struct fill *fill, struct point a, struct point b, uint32_t edge)
{
    const struct grid *grid = fill->grid;
    double span_lon = fabs(b.lon - a.lon) / grid->cell_lon;
    double span_lat = fabs(b.lat - a.lat) / grid->cell_lat;
    uint32_t pieces = 1 + (uint32_t)(span_lon > span_lat ? span_lon : span_lat);
    for (uint32_t i = 0; i < pieces; i++) {
        double from = (double)i / pieces, to = (double)(i + 1) / pieces;
        struct box box = box_none();
        box_add(&box,
                (struct point){a.lon + (b.lon - a.lon) * from, a.lat + (b.lat - a.lat) * from});
        box_add(&box, (struct point){a.lon + (b.lon - a.lon) * to, a.lat + (b.lat - a.lat) * to});
        uint32_t west = column_of(grid, box.west), east = column_of(grid, box.east);
        uint32_t south = row_of(grid, box.south), north = row_of(grid, box.north);
        for (uint32_t r = south; r <= north; r++)
            for (uint32_t c = west; c <= east; c++)
                put(fill, r * grid->columns + c, edge);
    }
}

static void put_all(struct fill *fill, const struct graph *graph)
{
    memset(fill->last, 0, (size_t)fill->grid->columns * fill->grid->rows * sizeof *fill->last);
    for (uint32_t e = 0; e < graph->n_edges; e++)
        for (uint32_t i = graph->edge_first_point[e]; i + 1 < graph->edge_first_point[e + 1]; i++)
            put_segment(fill, network_point(graph, i), network_point(graph, i + 1), e);
}

static uint32_t share(double size, double whole, uint32_t cells)
{
    double n = ceil(sqrt(cells) * size / whole);
    return n < 1 ? 1 : n > COLUMNS_MAX ? COLUMNS_MAX : (uint32_t)n;
}

struct grid *grid_new(const struct graph *graph, struct box box)
{
    struct grid *grid = take_zeroed(1, sizeof *grid);
    grid->box = box_grown(box, 1);
    double squeeze = cos((box.south + box.north) / 2 * 3.14159265358979323846 / 180);
    double width = (grid->box.east - grid->box.west) * (squeeze < 0.01 ? 0.01 : squeeze);
    double height = grid->box.north - grid->box.south, mean = sqrt(width * height);
    grid->columns = share(width, mean, graph->n_edges);
    grid->rows = share(height, mean, graph->n_edges);
    grid->cell_lon = (grid->box.east - grid->box.west) / grid->columns;
    grid->cell_lat = height / grid->rows;
    size_t cells = (size_t)grid->columns * grid->rows;
    struct fill fill = {.grid = grid, .last = take(cells, sizeof *fill.last)};
    grid->first = take_zeroed(cells + 2, sizeof *grid->first);
    put_all(&fill, graph);
    for (size_t c = 0; c < cells; c++)
        grid->first[c + 2] += grid->first[c + 1];
    grid->edges = take(grid->first[cells + 1], sizeof *grid->edges);
    fill.at = grid->first + 1;
    put_all(&fill, graph);
    free(fill.last);
    return grid;
}

void grid_free(struct grid *grid)
{
    if (!grid)
        return;
    free(grid->first);
    free(grid->edges);
    free(grid);
}

void grid_visit(const struct grid *grid, struct box box, bool (*each)(void *context, uint32_t edge),
                void *context)
{
    if (!box_overlaps(box, grid->box))
        return;
    uint32_t west = column_of(grid, box.west), east = column_of(grid, box.east);
    uint32_t south = row_of(grid, box.south), north = row_of(grid, box.north);
    for (uint32_t r = south; r <= north; r++)
        for (uint32_t c = west; c <= east; c++) {
            size_t cell = (size_t)r * grid->columns + c;
            for (uint32_t i = grid->first[cell]; i < grid->first[cell + 1]; i++)
                if (!each(context, grid->edges[i]))
                    return;
        }
}

static void visit_cell(const struct grid *grid, int64_t column, int64_t row,
                       void (*each)(void *context, uint32_t edge), void *context)
{
    if (column < 0 || row < 0 || column >= grid->columns || row >= grid->rows)
        return;
    size_t cell = (size_t)row * grid->columns + (size_t)column;
    for (uint32_t i = grid->first[cell]; i < grid->first[cell + 1]; i++)
        each(context, grid->edges[i]);
}

double grid_ring(const struct grid *grid, struct point p, uint32_t ring,
                 void (*each)(void *context, uint32_t edge), void *context)
{
    /* A point beside the network starts at the nearest cell; distances are then from that cell. */
    double lon = fmin(fmax(p.lon, grid->box.west), grid->box.east);
    double lat = fmin(fmax(p.lat, grid->box.south), grid->box.north);
    int64_t column = column_of(grid, lon), row = row_of(grid, lat), k = ring;
    if (k > grid->columns && k > grid->rows)
        return -1;
    for (int64_t c = column - k; c <= column + k; c++) {
        visit_cell(grid, c, row - k, each, context);
        if (k > 0)
            visit_cell(grid, c, row + k, each, context);
    }
    for (int64_t r = row - k + 1; r < row + k; r++) {
        visit_cell(grid, column - k, r, each, context);
        visit_cell(grid, column + k, r, each, context);
    }
    struct plane plane = plane_at(p);
    double west = grid->box.west + (double)(column - k) * grid->cell_lon;
    double east = grid->box.west + (double)(column + k + 1) * grid->cell_lon;
    double south = grid->box.south + (double)(row - k) * grid->cell_lat;
    double north = grid->box.south + (double)(row + k + 1) * grid->cell_lat;
    double near_x = fmin(lon - west, east - lon) * plane.x_m_per_deg;
    double near_y = fmin(lat - south, north - lat) * plane.y_m_per_deg;
    return fmax(fmin(near_x, near_y), 0);
}
