/*
 * Arc tables and neighbour lists.
 *
 * Two visits are near when going from one to the other is cheap and loses little time: proximity =
 * cost + 0.2 * waiting that cannot be avoided + 1.0 * lateness that cannot be avoided, the smaller
 * of both directions (Vidal, Crainic, Gendreau, Prins: "A hybrid genetic algorithm with adaptive
 * diversity management for VRPs with time windows", 2013, section 4.2.2).
 */
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/select.h"
#include "plan/route/model_int.h"

enum { ARC_PLACES_MAX = 4096, NEAR_MAX = 100, ARC_TABLES_MAX = 64 };
#define ARC_BYTES_MAX ((size_t)256 << 20)
#define TIME_SHARE    0.3 /* how much lost time counts against distance */

static bool travels_alike(const struct vehicle *a, const struct vehicle *b)
{
    return a->profile == b->profile && a->slowness == b->slowness && a->rate_s == b->rate_s &&
           a->rate_m == b->rate_m;
}

static bool fill_arcs(const struct plan_model *model, const struct vehicle *vehicle,
                      struct arc *arcs)
{
    uint32_t n = model->n_places;
    for (uint32_t from = 0; from < n; from++) {
        for (uint32_t to = 0; to < n; to++) {
            struct arc *arc = &arcs[(size_t)from * n + to];
            struct leg leg;
            if (!model_leg(model, vehicle, from, to, &leg)) {
                *arc = (struct arc){ARC_MAX, ARC_MAX};
                continue;
            }
            if (leg.duration_s >= ARC_MAX || leg.cost >= ARC_MAX)
                return false;
            *arc = (struct arc){(int32_t)leg.duration_s, (int32_t)leg.cost};
        }
    }
    return true;
}

static struct arc *turn_arcs(const struct arc *arcs, uint32_t n)
{
    bool symmetric = true;
    for (uint32_t i = 0; i < n && symmetric; i++) {
        for (uint32_t k = 0; k < i; k++) {
            const struct arc *a = &arcs[(size_t)i * n + k], *b = &arcs[(size_t)k * n + i];
            symmetric &= a->cost == b->cost && a->duration_s == b->duration_s;
        }
    }
    if (symmetric)
        return NULL;
    struct arc *back = malloc((size_t)n * n * sizeof *back);
    assert(back);
    for (uint32_t i = 0; i < n; i++) {
        for (uint32_t k = 0; k < n; k++)
            back[(size_t)i * n + k] = arcs[(size_t)k * n + i];
    }
    return back;
}

void model_build_arcs(struct plan_model *model)
{
    size_t bytes = (size_t)model->n_places * model->n_places * sizeof(struct arc), spent = 0;
    if (model->n_places > ARC_PLACES_MAX || !model->n_places)
        return;
    for (uint32_t v = 0; v < model->n_vehicles; v++) {
        struct vehicle *vehicle = &model->vehicles[v];
        uint32_t like = 0;
        while (like < v &&
               !(model->vehicles[like].owns_arcs && travels_alike(vehicle, &model->vehicles[like])))
            like++;
        if (like < v) {
            vehicle->arcs = model->vehicles[like].arcs;
            vehicle->arcs_back = model->vehicles[like].arcs_back;
            continue;
        }
        if (spent + 2 * bytes > ARC_BYTES_MAX)
            continue;
        struct arc *arcs = malloc(bytes);
        assert(arcs);
        if (!fill_arcs(model, vehicle, arcs)) {
            free(arcs);
            continue;
        }
        struct arc *back = turn_arcs(arcs, model->n_places);
        vehicle->arcs = arcs;
        vehicle->arcs_back = back ? back : arcs;
        vehicle->owns_arcs = true;
        spent += back ? 2 * bytes : bytes;
    }
}

/* ---- Neighbours -------------------------------------------------------------------------- */

struct near {
    double proximity;
    uint32_t node;
};

struct nearer {
    const struct plan_model *model;
    const struct vehicle *vehicle;
    double money_per_s;
    bool on_demand;    /* no table to look times up in */
    struct near *list; /* candidates of one node */
    uint32_t n;
    /* A grid over the points, for large models. */
    uint32_t *cell_first, *cell_nodes, side;
    float x, y, step;
};

static double one_way(const struct nearer *nearer, const struct node *a, const struct node *b,
                      struct arc arc)
{
    if (arc.duration_s >= ARC_MAX)
        return HUGE_VAL;
    int64_t work = node_service_s(a, nearer->vehicle->type) + arc.duration_s;
    int64_t wait = b->windows[0].from_s - work - a->windows[a->n_windows - 1].until_s;
    int64_t warp = a->windows[0].from_s + work - b->windows[b->n_windows - 1].until_s;
    double proximity = arc.cost;
    if (wait > 0)
        proximity += 0.2 * nearer->money_per_s * (double)wait;
    if (warp > 0)
        proximity += nearer->money_per_s * (double)warp;
    return proximity;
}

static void consider(struct nearer *nearer, uint32_t a, uint32_t b)
{
    const struct node *x = &nearer->model->nodes[a], *y = &nearer->model->nodes[b];
    if (a == b)
        return;
    struct arc there = model_arc(nearer->model, nearer->vehicle, x->place, y->place), back = there;
    /* Times on demand are asked for one way only: which visits are near is no matter of seconds. */
    if (!nearer->on_demand)
        back = model_arc(nearer->model, nearer->vehicle, y->place, x->place);
    double to = one_way(nearer, x, y, there), from = one_way(nearer, y, x, back);
    double proximity = to < from ? to : from;
    if (x->mate == b)
        proximity = 0;
    if (proximity < HUGE_VAL)
        nearer->list[nearer->n++] = (struct near){proximity, b};
}

static int by_proximity(const void *a, const void *b)
{
    const struct near *x = a, *y = b;
    if (x->proximity != y->proximity)
        return x->proximity < y->proximity ? -1 : 1;
    return x->node < y->node ? -1 : x->node > y->node;
}

static void build_grid(struct nearer *nearer)
{
    const struct plan_model *model = nearer->model;
    const struct plan_point *points = model->points;
    float x1 = -HUGE_VALF, y1 = -HUGE_VALF;
    nearer->x = nearer->y = HUGE_VALF;
    for (uint32_t i = 0; i < model->n_visits; i++) {
        struct plan_point at = points[model->nodes[i].place];
        nearer->x = fminf(nearer->x, at.x);
        nearer->y = fminf(nearer->y, at.y);
        x1 = fmaxf(x1, at.x);
        y1 = fmaxf(y1, at.y);
    }
    nearer->side = (uint32_t)sqrt(model->n_visits / 8.0) + 1;
    nearer->step =
        fmaxf(fmaxf(x1 - nearer->x, y1 - nearer->y), 1e-9F) / (float)nearer->side * 1.001F;
    uint32_t cells = nearer->side * nearer->side;
    nearer->cell_first = calloc(cells + 2, sizeof *nearer->cell_first);
    nearer->cell_nodes = malloc(model->n_visits * sizeof *nearer->cell_nodes);
    assert(nearer->cell_first && nearer->cell_nodes);
    for (int pass = 0; pass < 2; pass++) {
        for (uint32_t i = 0; i < model->n_visits; i++) {
            struct plan_point at = points[model->nodes[i].place];
            uint32_t cell = (uint32_t)((at.y - nearer->y) / nearer->step) * nearer->side +
                            (uint32_t)((at.x - nearer->x) / nearer->step);
            if (pass)
                nearer->cell_nodes[nearer->cell_first[cell + 1]++] = i;
            else
                nearer->cell_first[cell + 2]++;
        }
        for (uint32_t c = 2; !pass && c < cells + 2; c++)
            nearer->cell_first[c] += nearer->cell_first[c - 1];
    }
}

static double beeline(const struct plan_model *model, uint32_t a, uint32_t b)
{
    struct plan_point x = model->points[model->nodes[a].place],
                      y = model->points[model->nodes[b].place];
    return hypot((double)(x.x - y.x), (double)(x.y - y.y));
}

/* Of the list, by beeline, the nearest are looked at: times on demand cost more than distances. */
static void consider_nearest(struct nearer *nearer, uint32_t a, uint32_t keep)
{
    uint32_t n = nearer->n < keep ? nearer->n : keep;
    select_smallest(nearer->list, nearer->n, sizeof *nearer->list, n, by_proximity);
    nearer->n = 0;
    for (uint32_t i = 0; i < n; i++)
        consider(nearer, a, nearer->list[i].node); /* writes at or before i */
}

/* Everything within growing squares of cells until there are enough to choose from. */
static void gather_grid(struct nearer *nearer, uint32_t a, uint32_t want)
{
    struct plan_point at = nearer->model->points[nearer->model->nodes[a].place];
    int cx = (int)((at.x - nearer->x) / nearer->step),
        cy = (int)((at.y - nearer->y) / nearer->step);
    int side = (int)nearer->side;
    for (int radius = 1;; radius++) {
        int x0 = cx - radius < 0 ? 0 : cx - radius,
            x1 = cx + radius >= side ? side - 1 : cx + radius;
        int y0 = cy - radius < 0 ? 0 : cy - radius,
            y1 = cy + radius >= side ? side - 1 : cy + radius;
        uint32_t n = 0;
        for (int y = y0; y <= y1; y++)
            n += nearer->cell_first[y * side + x1 + 1] - nearer->cell_first[y * side + x0];
        bool all = x0 == 0 && y0 == 0 && x1 == side - 1 && y1 == side - 1;
        if (n < 2 * want && !all)
            continue;
        nearer->n = 0;
        for (int y = y0; y <= y1; y++) {
            for (uint32_t i = nearer->cell_first[y * side + x0];
                 i < nearer->cell_first[y * side + x1 + 1]; i++)
                nearer->list[nearer->n++] = (struct near){
                    beeline(nearer->model, a, nearer->cell_nodes[i]), nearer->cell_nodes[i]};
        }
        consider_nearest(nearer, a, want + want / 3);
        return;
    }
}

static double find_money_per_s(const struct plan_model *model, const struct vehicle *vehicle)
{
    double money = 0, time = 0;
    /* Asking for times on demand costs more than looking them up. */
    uint32_t step = model->n_visits / (vehicle->arcs ? 200 : 60) + 1;
    for (uint32_t i = 0; i < model->n_visits; i += step) {
        for (uint32_t k = 0; k < model->n_visits; k += step) {
            struct arc arc =
                model_arc(model, vehicle, model->nodes[i].place, model->nodes[k].place);
            if (arc.duration_s >= ARC_MAX)
                continue;
            money += arc.cost;
            time += arc.duration_s;
        }
    }
    return time > 0 ? money / time : 1;
}

/* Legs looked at for the longest, over all kinds of vehicle. */
enum { LEGS_SEEN = 3000 };

void model_find_longest(struct plan_model *model)
{
    uint32_t legs = model->n_kinds > 10 ? LEGS_SEEN / model->n_kinds : LEGS_SEEN / 10;
    uint32_t step = model->n_visits / (legs + 1) + 1;
    for (uint32_t v = 0; v < model->n_vehicles; v++) {
        const struct vehicle *vehicle = &model->vehicles[v];
        if (v && vehicle->kind == model->vehicles[v - 1].kind)
            continue;
        for (uint32_t i = 0; i < model->n_visits; i += step) {
            struct leg leg;
            uint32_t place = model->nodes[i].place, other = vehicle->start;
            if (other == PLAN_NONE)
                other = model->nodes[(i + model->n_visits / 2) % model->n_visits].place;
            if (!model_leg(model, vehicle, other, place, &leg))
                continue;
            model->longest_cost = fmax(model->longest_cost, (double)leg.cost);
            model->longest_m = fmax(model->longest_m, (double)leg.distance_m);
        }
    }
}

static bool is_over(const struct plan_input *in)
{
    return (in->cancel && *in->cancel) ||
           (in->deadline_ns && clock_monotonic_ns() >= in->deadline_ns);
}

void model_build_neighbours(struct plan_model *model, const struct plan_input *in)
{
    uint32_t n = model->n_visits;
    model->n_near = n > NEAR_MAX ? NEAR_MAX : n ? n - 1 : 0;
    model->neighbours = arena_alloc(model->arena, sizeof(uint32_t) * model->n_near * n);
    for (size_t i = 0; i < (size_t)n * model->n_near; i++)
        model->neighbours[i] = PLAN_NONE;
    if (!model->n_vehicles || !model->n_near)
        return;
    struct nearer nearer = {.model = model, .vehicle = &model->vehicles[0]};
    nearer.on_demand =
        !model->profiles[nearer.vehicle->profile].durations_s && !nearer.vehicle->arcs;
    nearer.money_per_s = TIME_SHARE * find_money_per_s(model, nearer.vehicle);
    nearer.list = malloc(n * sizeof *nearer.list);
    assert(nearer.list);
    if (model->points && !nearer.vehicle->arcs)
        build_grid(&nearer);
    for (uint32_t a = 0; a < n && !is_over(in); a++) {
        nearer.n = 0;
        if (nearer.cell_first)
            gather_grid(&nearer, a, model->n_near);
        for (uint32_t b = 0; !nearer.cell_first && b < n; b++)
            consider(&nearer, a, b);
        uint32_t keep = nearer.n < model->n_near ? nearer.n : model->n_near;
        select_smallest(nearer.list, nearer.n, sizeof *nearer.list, keep, by_proximity);
        qsort(nearer.list, keep, sizeof *nearer.list, by_proximity);
        for (uint32_t i = 0; i < keep; i++)
            model->neighbours[(size_t)a * model->n_near + i] = nearer.list[i].node;
    }
    free(nearer.list);
    free(nearer.cell_first);
    free(nearer.cell_nodes);
}

/* ---- Vehicles that start near a job ------------------------------------------------------ */

static struct plan_point start_of(const struct plan_model *model, uint32_t v, struct plan_point job)
{
    uint32_t start = model->vehicles[v].start;
    return start == PLAN_NONE ? job : model->points[start]; /* it starts where it is sent */
}

/* Puts a kind among the nearest so far, nearest first. */
static void keep_kind(uint32_t *kinds, double *squares, uint32_t *n, uint32_t kind, double square)
{
    if (*n == NEAR_KINDS && square >= squares[NEAR_KINDS - 1])
        return;
    uint32_t i = *n < NEAR_KINDS ? (*n)++ : NEAR_KINDS - 1;
    for (; i > 0 && squares[i - 1] > square; i--) {
        squares[i] = squares[i - 1];
        kinds[i] = kinds[i - 1];
    }
    squares[i] = square;
    kinds[i] = kind;
}

void model_build_near_kinds(struct plan_model *model)
{
    if (model->n_kinds <= FEW_KINDS || !model->points)
        return;
    uint32_t *leaders = arena_array(model->arena, uint32_t, model->n_kinds);
    for (uint32_t v = model->n_vehicles; v-- > 0;)
        leaders[model->vehicles[v].kind] = v;
    model->near_kinds = arena_array(model->arena, uint32_t, (size_t)model->n_jobs * NEAR_KINDS);
    for (uint32_t j = 0; j < model->n_jobs; j++) {
        struct plan_point at = model->points[model->nodes[model->jobs[j].first].place];
        double squares[NEAR_KINDS];
        uint32_t n = 0;
        for (uint32_t k = 0; k < model->n_kinds; k++) {
            struct plan_point start = start_of(model, leaders[k], at);
            double dx = (double)(start.x - at.x), dy = (double)(start.y - at.y);
            keep_kind(model->near_kinds + (size_t)j * NEAR_KINDS, squares, &n, k,
                      dx * dx + dy * dy);
        }
    }
}
