/* Who may stand where: skills, presence, rest, hours and days. */
#include "plan/roster/roster_int.h"

static bool overlap(struct roster_span a, struct roster_span b)
{
    return a.from_s < b.until_s && b.from_s < a.until_s;
}

bool roster_is_lent(const struct roster_person *person, const struct roster_slot *slot)
{
    return slot->unit != ROSTER_NOBODY && slot->unit != person->unit;
}

bool roster_suits(const struct roster_problem *problem, uint32_t person, uint32_t slot)
{
    const struct roster_person *p = &problem->people[person];
    const struct roster_slot *s = &problem->slots[slot];
    if ((p->skills & s->skills) != s->skills || (!problem->rules.lends && roster_is_lent(p, s)))
        return false;
    for (uint32_t i = 0; i < p->n_away; i++) {
        if (overlap(p->away[i], s->span))
            return false;
    }
    return true;
}

static int64_t day_of(const struct roster_rules *rules, int64_t time_s)
{
    int64_t since_s = time_s - rules->day_begin_s;
    return since_s >= 0 ? since_s / DAY_S : -((-since_s + DAY_S - 1) / DAY_S);
}

/* The work begun within seven days from a moment on, the span and the turns but one, is in order.
 * Turns are in order of time, so a day is new when it differs from the one before. */
static bool week_holds(const struct work *work, const struct person_state *state,
                       struct roster_span span, uint32_t without, int64_t from_s)
{
    const struct roster_rules *rules = &work->problem->rules;
    int64_t sum_s = span.until_s - span.from_s, span_day = day_of(rules, span.from_s), last = 0;
    uint32_t days = 1;
    bool any = false;
    for (size_t i = 0; i < state->turns.n; i++) {
        const struct turn *turn = &state->turns.at[i];
        int64_t day = day_of(rules, turn->span.from_s);
        if ((turn->slot != ROSTER_NOBODY && turn->slot == without) || turn->span.from_s < from_s ||
            turn->span.from_s >= from_s + WEEK_S)
            continue;
        sum_s += turn->span.until_s - turn->span.from_s;
        days += day != span_day && (!any || day != last);
        last = day;
        any = true;
    }
    return sum_s <= rules->week_s && days <= rules->week_days;
}

/* Weeks that begin with a turn are enough: every other one holds no more than one of these. */
static bool weeks_hold(const struct work *work, const struct person_state *state,
                       struct roster_span span, uint32_t without)
{
    if (!week_holds(work, state, span, without, span.from_s))
        return false;
    for (size_t i = 0; i < state->turns.n; i++) {
        const struct turn *turn = &state->turns.at[i];
        bool is_near = turn->span.from_s <= span.from_s && turn->span.from_s > span.from_s - WEEK_S;
        if (is_near && (turn->slot == ROSTER_NOBODY || turn->slot != without) &&
            !week_holds(work, state, span, without, turn->span.from_s))
            return false;
    }
    return true;
}

bool roster_may(const struct work *work, uint32_t person, uint32_t slot, uint32_t without)
{
    const struct person_state *state = &work->people[person];
    struct roster_span span = work->problem->slots[slot].span;
    int64_t rest_s = work->problem->rules.rest_s;
    for (size_t i = 0; i < state->turns.n; i++) {
        const struct turn *turn = &state->turns.at[i];
        if ((turn->slot == ROSTER_NOBODY || turn->slot != without) &&
            turn->span.from_s < span.until_s + rest_s && span.from_s < turn->span.until_s + rest_s)
            return false;
    }
    return weeks_hold(work, state, span, without);
}
