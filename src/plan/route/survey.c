#include "plan/route/survey_int.h"

#include "plan/route/place_int.h"

#include <assert.h>
#include <stdlib.h>

static const struct facility *facility_at(const struct plan_model *model, uint32_t id)
{
    return id < model->n_visits ? NULL : &model->facilities[model->nodes[id].job];
}

/* Goods of single visits: what has been collected since the last unloading when a position is left,
 * what the trip hands out behind it. */
static void survey_goods(struct survey *survey, uint32_t d)
{
    const struct plan_model *model = survey->state->model;
    const struct route *route = &survey->state->routes[survey->route];
    const size_t dims = model->n_dims;
    int64_t sum = survey->collected[d] = model->vehicles[survey->route].load[d];
    for (uint32_t i = 0; i < route->n; i++) {
        const struct facility *facility = facility_at(model, route->nodes[i]);
        const struct node *node = &model->nodes[route->nodes[i]];
        if (facility && facility->unloads)
            sum = 0;
        else if (node->role == NODE_SINGLE)
            sum += model->jobs[node->job].pickup[d];
        survey->collected[(i + 1) * dims + d] = sum;
    }
    sum = survey->pending[route->n * dims + d] = 0;
    for (uint32_t i = route->n; i-- > 0;) {
        const struct facility *facility = facility_at(model, route->nodes[i]);
        const struct node *node = &model->nodes[route->nodes[i]];
        if (facility && facility->reloads)
            sum = 0;
        else if (node->role == NODE_SINGLE)
            sum += model->jobs[node->job].delivery[d];
        survey->pending[i * dims + d] = sum;
    }
}

/* One block for all sums and one for all positions. */
static void reserve(struct survey *survey, uint32_t n)
{
    const size_t dims = survey->state->model->n_dims;
    if (n > survey->room) {
        survey->room = 2 * n + 32;
        survey->waited_s =
            realloc(survey->waited_s, survey->room * (1 + 2 * dims) * sizeof *survey->waited_s);
        survey->unloads = realloc(survey->unloads, 2 * survey->room * sizeof *survey->unloads);
        assert(survey->waited_s && survey->unloads);
    }
    survey->collected = survey->waited_s + survey->room;
    survey->pending = survey->collected + survey->room * dims;
    survey->reloads = survey->unloads + survey->room;
}

void survey_open(struct survey *survey, const struct state *state, uint32_t r)
{
    const struct plan_model *model = state->model;
    const struct route *route = &state->routes[r];
    const struct spot *spots = route->spots;
    survey->state = state;
    survey->route = r;
    reserve(survey, route->n + 2);
    survey->waited_s[0] = 0;
    for (uint32_t i = 1; i <= route->n + 1; i++)
        survey->waited_s[i] =
            survey->waited_s[i - 1] + spots[i].begin_s - spots[i - 1].leave_s - spots[i - 1].next_s;
    survey->reloads[0] = 0;
    for (uint32_t i = 1; i <= route->n; i++) {
        const struct facility *facility = facility_at(model, route->nodes[i - 1]);
        survey->reloads[i] = facility && facility->reloads ? i : survey->reloads[i - 1];
    }
    survey->unloads[route->n] = route->n + 1;
    for (uint32_t i = route->n; i-- > 0;) {
        const struct facility *facility = facility_at(model, route->nodes[i]);
        survey->unloads[i] = facility && facility->unloads ? i + 1 : survey->unloads[i + 1];
    }
    for (uint32_t d = 0; d < model->n_dims; d++)
        survey_goods(survey, d);
}

void survey_free(struct survey *survey)
{
    free(survey->waited_s);
    free(survey->unloads);
}

/* ---- Ways -------------------------------------------------------------------------------- */

/* The gaps that a place changes, each once, in order; gives their number. */
static uint32_t list_gaps(const struct place *place, uint32_t gaps[3])
{
    uint32_t n = 0;
    gaps[n++] = place->gap;
    if (place->gap_delivery != PLAN_NONE && place->gap_delivery != place->gap)
        gaps[n++] = place->gap_delivery;
    if (place->facility == PLAN_NONE)
        return n;
    uint32_t at = 0;
    while (at < n && gaps[at] < place->gap_facility)
        at++;
    if (at < n && gaps[at] == place->gap_facility)
        return n;
    for (uint32_t i = n++; i > at; i--)
        gaps[i] = gaps[i - 1];
    gaps[at] = place->gap_facility;
    return n;
}

int64_t survey_cost(const struct state *state, uint32_t j, const struct place *place)
{
    const struct plan_model *model = state->model;
    const struct vehicle *vehicle = &model->vehicles[place->route];
    const struct spot *spots = state->routes[place->route].spots;
    uint32_t gaps[3], n = list_gaps(place, gaps);
    int64_t cost = 0;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t nodes[3], m = place_nodes_in_gap(state, j, place, gaps[i], nodes);
        uint32_t from = spots[gaps[i]].place;
        for (uint32_t k = 0; k < m; k++) {
            cost += model_arc(model, vehicle, from, model->nodes[nodes[k]].place).cost;
            from = model->nodes[nodes[k]].place;
        }
        cost += model_arc(model, vehicle, from, spots[gaps[i] + 1].place).cost;
        cost -= spots[gaps[i]].next_cost;
    }
    if (place->facility != PLAN_NONE)
        cost += model->facilities[model->nodes[place->facility].job].cost;
    return cost * model->weight[PLAN_TERM_COST];
}

/* ---- Times ------------------------------------------------------------------------------- */

bool survey_in_time(const struct survey *survey, uint32_t j, const struct place *place)
{
    const struct state *state = survey->state;
    const struct plan_model *model = state->model;
    const struct vehicle *vehicle = &model->vehicles[place->route];
    const struct spot *spots = state->routes[place->route].spots;
    /* Where trips wait for goods, one that is cut may leave earlier. */
    if (model->has_releases || model->has_setup || state->routes[place->route].of_one_way)
        return true;
    uint32_t gaps[3], n = list_gaps(place, gaps);
    int64_t delay = 0;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t gap = gaps[i], nodes[3], m = place_nodes_in_gap(state, j, place, gap, nodes);
        uint32_t from = spots[gap].place;
        if (i) /* waiting on the way uses a delay up */
            delay -= survey->waited_s[gap] - survey->waited_s[gaps[i - 1]];
        int64_t there = spots[gap].leave_s + (delay > 0 ? delay : 0);
        for (uint32_t k = 0; k < m; k++) {
            const struct node *node = &model->nodes[nodes[k]];
            int64_t begin =
                node_begin_s(node, there + model_arc(model, vehicle, from, node->place).duration_s);
            if (begin == TIME_MAX)
                return false;
            there = begin + node_service_s(node, vehicle->type);
            from = node->place;
        }
        there += model_arc(model, vehicle, from, spots[gap + 1].place).duration_s;
        if (there > spots[gap + 1].late_s)
            return false;
        delay = there - spots[gap].leave_s - spots[gap].next_s;
    }
    return true;
}

/* ---- Loads ------------------------------------------------------------------------------- */

/* Somebody on the way through the route with the place in it: at the last position passed. */
struct moment {
    uint32_t at;
    bool fetched, brought, facility; /* the job's visits and the facility are behind */
};

/* What the job and the facility change in one dimension of the load at a moment. */
static int64_t change_of_load(const struct survey *survey, const struct job *job,
                              const struct place *place, bool facility_last,
                              const struct moment *moment, uint32_t d)
{
    const struct plan_model *model = survey->state->model;
    const size_t dims = model->n_dims;
    const struct facility *facility =
        place->facility == PLAN_NONE ? NULL : facility_at(model, place->facility);
    uint32_t i = moment->at, f = place->gap_facility;
    bool unloaded = facility && facility->unloads && moment->facility;
    bool reloads = facility && facility->reloads && !moment->facility;
    int64_t change = 0;
    if (unloaded && i < survey->unloads[f])
        change -= survey->collected[f * dims + d];
    if (reloads && i >= survey->reloads[f])
        change -= survey->pending[f * dims + d];
    if (job->kind == PLAN_SHIPMENT)
        return change + (moment->fetched && !moment->brought ? job->pickup[d] : 0);
    if (moment->fetched && i < survey->unloads[place->gap] && !(unloaded && facility_last))
        change += job->pickup[d];
    if (!moment->fetched && i >= survey->reloads[place->gap] && !(reloads && !facility_last))
        change += job->delivery[d];
    return change;
}

static bool fits_at(const struct survey *survey, const struct job *job, const struct place *place,
                    bool facility_last, const struct moment *moment)
{
    const struct plan_model *model = survey->state->model;
    const struct route *route = &survey->state->routes[survey->route];
    for (uint32_t d = 0; d < model->n_dims; d++) {
        if (route->load[moment->at * (size_t)model->n_dims + d] +
                change_of_load(survey, job, place, facility_last, moment, d) >
            model->vehicles[survey->route].capacity[d])
            return false;
    }
    return true;
}

bool survey_loads_fit(const struct survey *survey, uint32_t j, const struct place *place)
{
    const struct state *state = survey->state;
    const struct plan_model *model = state->model;
    const struct job *job = &model->jobs[j];
    bool pair = place->gap_delivery != PLAN_NONE, on_board = job->kind == PLAN_SHIPMENT && !pair;
    bool facility_last = place->gap_facility > place->gap ||
                         (place->gap_facility == place->gap && place->facility_behind > 0);
    /* A pickup that is frozen lies on board to the end as the loads stand: bringing it makes room.
     */
    if (on_board && job->n_nodes == 2)
        return true;
    /* Where a shipment is not on board a facility only makes room. */
    uint32_t last = pair ? place->gap_delivery : state->routes[survey->route].n;
    struct moment moment = {.at = pair ? place->gap : 0, .fetched = on_board};
    moment.facility = place->facility != PLAN_NONE && place->gap_facility < moment.at;
    for (; moment.at <= last; moment.at++) {
        uint32_t nodes[3], n = place_nodes_in_gap(state, j, place, moment.at, nodes);
        if (!fits_at(survey, job, place, facility_last, &moment))
            return false;
        for (uint32_t k = 0; k < n; k++) {
            bool is_facility = nodes[k] >= model->n_visits;
            moment.facility |= is_facility;
            moment.fetched |= !is_facility;
            moment.brought |= nodes[k] == job->first + job->n_nodes - 1;
            if (!fits_at(survey, job, place, facility_last, &moment))
                return false;
        }
    }
    return true;
}
