/*
 * The objective: presets, and one weighted sum that the search can add up.
 *
 * The search keeps a single 64-bit number. A lower level gets a weight above everything that the
 * levels behind it can sum up to; where 64 bits do not suffice, the last levels (tie-breaks) weigh
 * nothing in the search and only decide between complete plans.
 */
#include <stdlib.h>

#include "plan/route/model_int.h"

/* How many relations a chain is followed through where they stand in the worst order. */
enum { CHAIN_ROUNDS = 16 };

uint32_t plan_preset_terms(enum plan_preset preset, struct plan_term terms[PLAN_TERMS_MAX])
{
    static const struct plan_term distance[] = {{PLAN_TERM_UNASSIGNED, 0, 1},
                                                {PLAN_TERM_COST, 1, 1},
                                                {PLAN_TERM_LATENESS, 1, 1},
                                                {PLAN_TERM_CHANGE, 1, 1},
                                                {PLAN_TERM_VEHICLES, 2, 1}};
    static const struct plan_term fleet[] = {{PLAN_TERM_UNASSIGNED, 0, 1},
                                             {PLAN_TERM_VEHICLES, 1, 1},
                                             {PLAN_TERM_COST, 2, 1},
                                             {PLAN_TERM_LATENESS, 2, 1},
                                             {PLAN_TERM_CHANGE, 2, 1}};
    static const struct plan_term vroom[] = {
        {PLAN_TERM_PRIORITY, 0, 1}, {PLAN_TERM_UNASSIGNED, 1, 1}, {PLAN_TERM_COST, 2, 1},
        {PLAN_TERM_LATENESS, 2, 1}, {PLAN_TERM_CHANGE, 2, 1},     {PLAN_TERM_VEHICLES, 3, 1},
        {PLAN_TERM_DURATION, 4, 1}, {PLAN_TERM_DISTANCE, 5, 1}};
    static const struct plan_term service[] = {{PLAN_TERM_PRIORITY, 0, 1},
                                               {PLAN_TERM_UNASSIGNED, 1, 1},
                                               {PLAN_TERM_LATENESS, 2, 1},
                                               {PLAN_TERM_COST, 3, 1},
                                               {PLAN_TERM_CHANGE, 3, 1}};
    static const struct {
        const struct plan_term *terms;
        uint32_t n;
    } presets[] = {
        [PLAN_PRESET_DISTANCE] = {distance, sizeof distance / sizeof *distance},
        [PLAN_PRESET_FLEET] = {fleet, sizeof fleet / sizeof *fleet},
        [PLAN_PRESET_VROOM] = {vroom, sizeof vroom / sizeof *vroom},
        [PLAN_PRESET_SERVICE] = {service, sizeof service / sizeof *service},
    };
    for (uint32_t i = 0; i < presets[preset].n; i++)
        terms[i] = presets[preset].terms[i];
    return presets[preset].n;
}

static int by_level(const void *a, const void *b)
{
    const struct plan_term *x = a, *y = b;
    if (x->level != y->level)
        return x->level < y->level ? -1 : 1;
    return (int)x->kind - (int)y->kind;
}

/* The most that one second, kilometre or stop can cost anywhere in the model. */
struct dearest {
    int64_t rate_s, rate_task_s, rate_idle_s, fixed, late, prize, facility, work_s;
};

static int64_t larger(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static struct dearest find_dearest(const struct plan_model *model)
{
    struct dearest most = {0};
    uint32_t types = 1;
    for (uint32_t v = 0; v < model->n_vehicles; v++) {
        const struct vehicle *vehicle = &model->vehicles[v];
        int64_t paid = vehicle->pay_shift ? vehicle->rate_s : 0;
        most.rate_s = larger(most.rate_s, vehicle->rate_s);
        most.rate_task_s = larger(most.rate_task_s, vehicle->rate_task_s + paid);
        most.rate_idle_s = larger(most.rate_idle_s, vehicle->rate_wait_s + paid);
        most.fixed = larger(most.fixed, vehicle->fixed);
        types = vehicle->type >= types ? vehicle->type + 1 : types;
    }
    for (uint32_t i = 0; i < model->n_nodes; i++) {
        const struct node *node = &model->nodes[i];
        most.late = larger(most.late, node->late_rate + node->wait_rate);
        for (uint32_t type = 0; type < types; type++)
            most.work_s =
                larger(most.work_s, node_service_s(node, type) + node_setup_s(node, type));
    }
    for (uint32_t j = 0; j < model->n_jobs; j++)
        most.prize = larger(most.prize, model->jobs[j].prize);
    for (uint32_t f = 0; f < model->n_facilities; f++)
        most.facility = larger(most.facility, model->facilities[f].cost);
    return most;
}

/* The most that one job can reasonably add to a term, scaled as the term is. */
static double term_reach(const struct plan_model *model, const struct dearest *most,
                         enum plan_term_kind kind)
{
    double span = (double)(model->time_last - model->time_first) + 1;
    switch (kind) {
    case PLAN_TERM_PRIORITY:
        return PLAN_PRIORITY_MAX + 1;
    case PLAN_TERM_UNASSIGNED:
    case PLAN_TERM_VEHICLES:
    case PLAN_TERM_TASK_SPREAD:
        return 1;
    case PLAN_TERM_COST:
        return model->longest_cost + (double)(most->fixed + most->prize + most->facility) +
               (double)most->rate_s + (double)most->rate_task_s * (double)most->work_s +
               (double)most->rate_idle_s * span;
    case PLAN_TERM_LATENESS:
        return (double)most->late * span;
    case PLAN_TERM_CHANGE:
        return (double)model->change_vehicle + (double)model->change_rate_s * span;
    case PLAN_TERM_DISTANCE:
        return model->longest_m;
    case PLAN_TERM_LOAD_SPREAD:
        return 1e6;
    default:
        return span < 1e7 ? span : 1e7;
    }
}

/* Leaving a required job out is never free: without a term that says so it counts before all. */
static void require_jobs(struct plan_model *model)
{
    for (uint32_t i = 0; i < model->n_terms; i++) {
        if (model->terms[i].kind == PLAN_TERM_PRIORITY ||
            model->terms[i].kind == PLAN_TERM_UNASSIGNED)
            return;
    }
    if (model->n_terms == PLAN_TERMS_MAX)
        model->n_terms--;
    for (uint32_t i = 0; i < model->n_terms; i++)
        model->terms[i].level++;
    model->terms[model->n_terms++] = (struct plan_term){PLAN_TERM_UNASSIGNED, 0, 1};
}

static bool has_vehicles(const struct plan_model *model, uint32_t level)
{
    for (uint32_t t = 0; t < model->n_terms; t++) {
        if (model->terms[t].kind == PLAN_TERM_VEHICLES && model->terms[t].level == level)
            return true;
    }
    return false;
}

/* Weights from the last level to the first; each level stands above what the later ones reach. */
static void weigh_levels(struct plan_model *model)
{
    uint32_t last_level = model->n_levels;
    double n = model->n_jobs + 1.0, room = 2e18;
    struct dearest most = find_dearest(model);
    /* Levels behind the one of the cost are tie-breaks. */
    for (uint32_t t = 0; t < model->n_terms; t++) {
        if (model->terms[t].kind == PLAN_TERM_COST)
            last_level = model->terms[t].level + 1;
    }
    double unit = 1;
    for (uint32_t level = last_level; level-- > 0;) {
        double reach = 0;
        for (uint32_t t = 0; t < model->n_terms; t++) {
            const struct plan_term *term = &model->terms[t];
            if (term->level != level)
                continue;
            model->weight[term->kind] = (int64_t)(unit * (double)term->weight);
            reach += (double)term->weight * term_reach(model, &most, term->kind);
        }
        /* One job's reach, not the sum of all: a level's step is worth more than moving one job
         * (doubled) can win below; sums stay inside 63 bits. A vehicle that goes changes the ways
         * of many jobs: it is worth more than all of them. */
        double jobs = level && has_vehicles(model, level - 1) ? n : 2;
        double next = unit * (reach * 2 * jobs + 1);
        if (next * n * PLAN_PRIORITY_MAX > room)
            next = unit * 4 > room / n / PLAN_PRIORITY_MAX ? unit : room / n / PLAN_PRIORITY_MAX;
        unit = next;
    }
}

/* A job that others need is worth what they are. Chains are followed over a few orders: where they
 * are a circle, nobody can be done anyway. */
static void weigh_chains(struct plan_model *model)
{
    int64_t *chain = arena_array(model->arena, int64_t, model->n_jobs);
    for (uint32_t j = 0; j < model->n_jobs; j++)
        chain[j] = model->jobs[j].out_cost;
    bool grows = true;
    for (int round = 0; grows && round < CHAIN_ROUNDS; round++) {
        grows = false;
        for (uint32_t r = 0; r < model->n_relations; r++) {
            const struct relation *relation = &model->relations[r];
            for (uint32_t k = relation->n_jobs; relation->kind == PLAN_ORDER && k-- > 1;) {
                uint32_t j = relation->jobs[k - 1];
                int64_t cost = model->jobs[j].out_cost + chain[relation->jobs[k]];
                if (cost <= chain[j] || cost > INT64_MAX / 2)
                    continue;
                chain[j] = cost;
                grows = true;
            }
        }
    }
    model->chain_cost = chain;
}

void model_weigh(struct plan_model *model, const struct plan_input *in)
{
    if (in->n_terms) {
        for (uint32_t i = 0; i < in->n_terms; i++)
            model->terms[i] = in->terms[i];
        model->n_terms = in->n_terms;
    } else {
        model->n_terms = plan_preset_terms(PLAN_PRESET_VROOM, model->terms);
    }
    require_jobs(model);
    qsort(model->terms, model->n_terms, sizeof *model->terms, by_level);
    uint32_t seen = model->terms[0].level, rank = 0, vehicles = UINT32_MAX, cost = UINT32_MAX;
    for (uint32_t i = 0; i < model->n_terms; i++) {
        if (model->terms[i].level != seen) {
            seen = model->terms[i].level;
            rank++;
        }
        model->terms[i].level = rank;
        if (model->terms[i].kind == PLAN_TERM_VEHICLES)
            vehicles = rank;
        if (model->terms[i].kind == PLAN_TERM_COST)
            cost = rank;
        model->has_global_terms |= model->terms[i].kind >= PLAN_TERM_MAX_DURATION;
    }
    model->n_levels = rank + 1;
    model->fleet_first = vehicles < cost;
    weigh_levels(model);
    for (uint32_t j = 0; j < model->n_jobs; j++) {
        struct job *job = &model->jobs[j];
        job->out_cost = model->weight[PLAN_TERM_COST] * job->prize;
        if (job->optional)
            job->out_cost += model->weight[PLAN_TERM_PRIORITY] * job->priority;
        else
            job->out_cost += model->weight[PLAN_TERM_PRIORITY] * (job->priority + 1) +
                             model->weight[PLAN_TERM_UNASSIGNED];
    }
    if (model->has_time_relations)
        weigh_chains(model);
}
