/* Inside of brute.c: what is enumerated, and the rules that judge it (brute_rule.c, brute_time.c).
 */
#ifndef LIFELINE_TESTS_PLAN_BRUTE_INT_H
#define LIFELINE_TESTS_PLAN_BRUTE_INT_H

#include "brute.h"

/* What stands in a route: a visit of a job or a facility. */
struct item {
    bool is_facility;
    uint32_t index, visit;
};

struct tour {
    struct item items[BRUTE_ITEMS_MAX];
    uint32_t n;
    uint32_t break_at[PLAN_LIMIT_BREAKS]; /* before which item (n: before the end) */
    uint32_t rests;                       /* bit i: a rest on arrival at item i */
    int64_t departure;
    int64_t begin[BRUTE_ITEMS_MAX], finish[BRUTE_ITEMS_MAX];
    int64_t floor[BRUTE_ITEMS_MAX]; /* begin not before, from relations */
    int64_t travel, distance, waiting, task, start, end;
    int64_t driven; /* since the last rest */
    double late, change, facilities;
};

struct search {
    const struct plan_input *in;
    bool by_priority;
    uint32_t facilities_max;
    struct tour tours[BRUTE_VEHICLES_MAX];
    uint32_t on[BRUTE_ITEMS_MAX][2]; /* 1 + vehicle of each visit; 0: not yet */
    bool times_count;                /* departures must be tried */
    bool promised_times; /* the departure is the latest that ends no later: see plan_evaluate */
    enum plan_term_kind balance; /* the term at level 1; PLAN_TERM_COUNT: none */
    struct brute_best best;
};

/* ---- Reading the problem (brute_rule.c) ---- */

const struct plan_visit *brute_visit(const struct search *s, const struct item *item);
uint32_t brute_place(const struct search *s, const struct item *item);
bool brute_skilled(const struct plan_vehicle *vehicle, const uint32_t *skills, uint32_t n);
bool brute_may_serve(const struct search *s, uint32_t v, uint32_t j);
bool brute_is_on_board(const struct search *s, uint32_t j);
uint32_t brute_last_visit(const struct search *s, uint32_t job);
static inline int64_t brute_amount(const int64_t *amounts, uint32_t d)
{
    return amounts ? amounts[d] : 0;
}

/* ---- Rules about who and how much (brute_rule.c) ---- */

/* Where visit `k` of a job stands: vehicle and rank; false when it is left out. */
bool brute_find(const struct search *s, uint32_t job, uint32_t visit, uint32_t *v, uint32_t *rank);
bool brute_loads_fit(struct search *s);
bool brute_facilities_fit(const struct search *s);
bool brute_relation_fits(const struct search *s, const struct plan_relation *relation);
/* The value of a balance term; INT64_MAX is never reached. */
int64_t brute_balance(const struct search *s);

/* ---- Rules about when, and what it costs (brute_time.c) ---- */

/* Travel between two places by a vehicle; 0 where one of them is none. */
int64_t brute_way(const struct search *s, uint32_t v, uint32_t from, uint32_t to, bool metres);
/* All times of one tour as early as its departure and the floors allow; false: not possible. */
bool brute_time_tour(const struct search *s, uint32_t v, struct tour *tour);
/* The least times that satisfy every tour and relation; false when there are none. */
bool brute_time_all(struct search *s);
bool brute_within_limits(const struct search *s, uint32_t v, const struct tour *tour);
double brute_tour_cost(const struct search *s, uint32_t v);

#endif
