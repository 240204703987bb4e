/*
 * What no roster can avoid. Two arguments, for each kind of slot (the skills that it asks for and,
 * where nobody is lent, its unit) together with all that ask for more of the same:
 *
 *   at once   in a time no longer than a shift and a rest nobody begins two shifts, so the places
 *             that begin in it need as many people;
 *   hours     in so many weeks nobody works more than the rules allow, so all of them together can
 *             fill only so many places.
 */
#include <stdlib.h>

#include "plan/roster/roster_int.h"

/* Slots of one kind or of a harder one, and who could stand in any of them. */
struct kind {
    const struct roster_problem *problem;
    uint64_t skills;
    uint32_t unit;
    uint32_t *slots; /* by their begin */
    uint32_t n_slots, n_people;
    int64_t shortest_s, from_s, until_s;
    uint64_t places;
};

static bool of_kind(const struct kind *kind, const struct roster_slot *slot)
{
    return (slot->skills & kind->skills) == kind->skills &&
           (kind->unit == ROSTER_NOBODY || kind->unit == slot->unit);
}

static bool can_some(const struct kind *kind, uint32_t person)
{
    for (uint32_t s = 0; s < kind->n_slots; s++) {
        if (roster_suits(kind->problem, person, kind->slots[s]))
            return true;
    }
    return false;
}

static void collect(struct kind *kind, const uint32_t *order)
{
    const struct roster_problem *problem = kind->problem;
    kind->shortest_s = INT64_MAX;
    kind->until_s = INT64_MIN;
    for (uint32_t i = 0; i < problem->n_slots; i++) {
        const struct roster_slot *slot = &problem->slots[order[i]];
        if (!of_kind(kind, slot))
            continue;
        int64_t long_s = slot->span.until_s - slot->span.from_s;
        kind->slots[kind->n_slots++] = order[i];
        kind->places += slot->people;
        kind->shortest_s = long_s < kind->shortest_s ? long_s : kind->shortest_s;
        kind->until_s = slot->span.until_s > kind->until_s ? slot->span.until_s : kind->until_s;
    }
    kind->from_s = problem->slots[kind->slots[0]].span.from_s;
    for (uint32_t p = 0; p < problem->n_people; p++)
        kind->n_people += can_some(kind, p);
}

/* The most shifts that one person can stand between two moments. */
static uint64_t shifts_most(const struct kind *kind)
{
    const struct roster_rules *rules = &kind->problem->rules;
    int64_t long_s = kind->until_s - kind->from_s, most = 0;
    for (int64_t at_s = 0; at_s < long_s; at_s += WEEK_S) {
        int64_t rest_s = long_s - at_s < WEEK_S ? long_s - at_s : WEEK_S;
        int64_t by_hours = rules->week_s / kind->shortest_s;
        int64_t by_rest = (rest_s - 1) / (kind->shortest_s + rules->rest_s) + 1;
        most += by_hours < by_rest ? by_hours : by_rest;
    }
    return (uint64_t)most;
}

static void note(const struct kind *kind, struct roster *roster, enum roster_cause cause,
                 struct roster_span span, uint64_t wanted, uint64_t there)
{
    if (wanted <= there || wanted - there <= roster->gaps_least)
        return;
    roster->gaps_least = (uint32_t)(wanted - there);
    roster->shortage = (struct roster_shortage){.cause = cause,
                                                .span = span,
                                                .skills = kind->skills,
                                                .unit = kind->unit,
                                                .wanted = (uint32_t)wanted,
                                                .there = (uint32_t)there};
}

/* Who is there for any of the slots from `a` up to `b`. */
static uint64_t there_for(const struct kind *kind, uint32_t a, uint32_t b)
{
    uint64_t n = 0;
    for (uint32_t p = 0; p < kind->problem->n_people; p++) {
        bool can = false;
        for (uint32_t s = a; s < b && !can; s++)
            can = roster_suits(kind->problem, p, kind->slots[s]);
        n += can;
    }
    return n;
}

/* Windows that begin with a slot; the people are counted only where all of them do not suffice or
 * where some are away. */
static void bound_at_once(const struct kind *kind, struct roster *roster, bool any_away,
                          uint64_t *most_at_once)
{
    const struct roster_slot *slots = kind->problem->slots;
    uint64_t wanted = 0;
    uint32_t b = 0;
    for (uint32_t a = 0; a < kind->n_slots; a++) {
        struct roster_span span = {slots[kind->slots[a]].span.from_s, 0};
        span.until_s = span.from_s + kind->shortest_s + kind->problem->rules.rest_s;
        for (; b < kind->n_slots && slots[kind->slots[b]].span.from_s < span.until_s; b++)
            wanted += slots[kind->slots[b]].people;
        *most_at_once = wanted > *most_at_once ? wanted : *most_at_once;
        bool is_first = a == 0 || slots[kind->slots[a - 1]].span.from_s != span.from_s;
        if (is_first && (wanted > kind->n_people || any_away))
            note(kind, roster, ROSTER_SHORT_AT_ONCE, span, wanted, there_for(kind, a, b));
        wanted -= slots[kind->slots[a]].people;
    }
}

static void bound_kind(struct kind *kind, const uint32_t *order, bool any_away, bool is_all,
                       struct roster *roster)
{
    uint64_t most_at_once = 0, each;
    collect(kind, order);
    each = shifts_most(kind);
    bound_at_once(kind, roster, any_away, &most_at_once);
    note(kind, roster, ROSTER_SHORT_OF_HOURS, (struct roster_span){kind->from_s, kind->until_s},
         kind->places, each * kind->n_people);
    if (!is_all)
        return;
    uint64_t by_hours = each ? (kind->places + each - 1) / each : kind->places;
    roster->people_least = (uint32_t)(by_hours > most_at_once ? by_hours : most_at_once);
}

typedef VEC(struct kind) kinds_t;

static bool is_known(const kinds_t *kinds, uint64_t skills, uint32_t unit)
{
    for (size_t i = 0; i < kinds->n; i++) {
        if (kinds->at[i].skills == skills && kinds->at[i].unit == unit)
            return true;
    }
    return false;
}

void roster_bound(const struct roster_problem *problem, const uint32_t *order,
                  struct roster *roster)
{
    uint32_t *slots = calloc((size_t)problem->n_slots + 1, sizeof *slots);
    bool any_away = false;
    kinds_t kinds = {0};
    if (!slots)
        abort();
    for (uint32_t p = 0; p < problem->n_people; p++)
        any_away |= problem->people[p].n_away > 0;
    for (uint32_t s = 0; s < problem->n_slots; s++) {
        const struct roster_slot *slot = &problem->slots[s];
        uint32_t unit = problem->rules.lends ? ROSTER_NOBODY : slot->unit;
        if (!is_known(&kinds, slot->skills, unit))
            vec_push(
                &kinds,
                ((struct kind){
                    .problem = problem, .skills = slot->skills, .unit = unit, .slots = slots}));
    }
    for (size_t i = 0; i < kinds.n; i++)
        bound_kind(&kinds.at[i], order, any_away, false, roster);
    /* All together last: what a kind proves by itself says more. */
    struct kind all = {.problem = problem, .unit = ROSTER_NOBODY, .slots = slots};
    if (problem->n_slots)
        bound_kind(&all, order, any_away, true, roster);
    vec_free(&kinds);
    free(slots);
}
