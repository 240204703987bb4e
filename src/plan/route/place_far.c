/*
 * Places where ways are asked for one by one, and asking is what takes time: gaps beside near
 * visits instead of whole routes, and where nothing near fits the gaps of all routes that look best
 * by beeline.
 */
#include "plan/route/place_int.h"

#include <math.h>

/* Gaps asked about when nothing near fits. */
enum { FAR_GAPS = 64 };

void place_in_near_gaps(struct placer *placer, uint32_t j, struct place *best)
{
    const struct state *state = placer->state;
    const struct plan_model *model = state->model;
    const uint32_t *near = model->neighbours + (size_t)model->jobs[j].first * model->n_near;
    for (uint32_t i = 0; i < placer->n_near && near[i] != PLAN_NONE; i++) {
        const struct where *where = &state->where[near[i]];
        if (where->route != PLAN_NONE)
            place_in_gaps(placer, j, where->route, where->position - 1, where->position, best);
    }
}

struct far_gap {
    float detour;
    uint32_t route, gap;
};

/* The best so far, worst on top. */
struct far_gaps {
    struct far_gap at[FAR_GAPS];
    uint32_t n;
};

static void sift(struct far_gaps *gaps)
{
    for (uint32_t at = 0, child; (child = 2 * at + 1) < gaps->n; at = child) {
        if (child + 1 < gaps->n && gaps->at[child + 1].detour > gaps->at[child].detour)
            child++;
        if (gaps->at[at].detour >= gaps->at[child].detour)
            return;
        struct far_gap swap = gaps->at[at];
        gaps->at[at] = gaps->at[child];
        gaps->at[child] = swap;
    }
}

static void offer_gap(struct far_gaps *gaps, float detour, uint32_t route, uint32_t gap)
{
    struct far_gap candidate = {detour, route, gap};
    if (gaps->n < FAR_GAPS) {
        uint32_t at = gaps->n++;
        for (; at && gaps->at[(at - 1) / 2].detour < detour; at = (at - 1) / 2)
            gaps->at[at] = gaps->at[(at - 1) / 2];
        gaps->at[at] = candidate;
    } else if (detour < gaps->at[0].detour) {
        gaps->at[0] = candidate;
        sift(gaps);
    }
}

static float beeline(const struct plan_model *model, uint32_t from, uint32_t to)
{
    if (from == PLAN_NONE || to == PLAN_NONE)
        return 0;
    return hypotf(model->points[from].x - model->points[to].x,
                  model->points[from].y - model->points[to].y);
}

/* Gaps of one route that are open at the time of the job. */
static void look_at_route(const struct state *state, const struct node *node, uint32_t r,
                          struct far_gaps *gaps)
{
    const struct plan_model *model = state->model;
    const struct route *route = &state->routes[r];
    int64_t first = node->windows[0].from_s, last = node->windows[node->n_windows - 1].until_s;
    float to = beeline(model, route->spots[0].place, node->place);
    for (uint32_t gap = 0; gap <= route->n; gap++) {
        const struct spot *before = &route->spots[gap], *after = before + 1;
        float from = beeline(model, node->place, after->place);
        if (before->leave_s > last)
            return;
        if (after->late_s >= first)
            offer_gap(gaps, to + from - beeline(model, before->place, after->place), r, gap);
        to = from;
    }
}

void place_in_far_gaps(struct placer *placer, uint32_t j, struct place *best)
{
    const struct state *state = placer->state;
    const struct plan_model *model = state->model;
    const struct job *job = &model->jobs[j];
    struct far_gaps gaps = {.n = 0};
    for (uint32_t v = 0; v < model->n_vehicles; v++) {
        const struct route *route = &state->routes[v];
        const struct vehicle *vehicle = &model->vehicles[v];
        bool fits = route->n > 0;
        for (uint32_t d = 0; fits && d < model->n_dims; d++)
            fits = route->load[d] + job->delivery[d] <= vehicle->capacity[d] &&
                   route->load[(size_t)route->n * model->n_dims + d] + job->pickup[d] <=
                       vehicle->capacity[d];
        if (fits)
            look_at_route(state, &model->nodes[job->first], v, &gaps);
    }
    for (uint32_t i = 0; i < gaps.n; i++)
        place_in_gaps(placer, j, gaps.at[i].route, gaps.at[i].gap, gaps.at[i].gap, best);
}
