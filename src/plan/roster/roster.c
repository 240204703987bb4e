#include "plan/roster/roster_int.h"

#include <stdlib.h>

/* Looks at a person for a place: for one that nobody may take, and for all of them together. */
enum { CHAIN_MAX = 3, LOOKS_A_PLACE = 2000000, LOOKS_ALL = 100000000 };

/* ---- The problem ----------------------------------------------------------------------------- */

static enum err check_people(const struct roster_problem *problem, struct error *error)
{
    for (uint32_t p = 0; p < problem->n_people; p++) {
        if (problem->people[p].n_away > ROSTER_SPANS_MAX ||
            problem->people[p].n_stood > ROSTER_SPANS_MAX)
            return error_at(error, ERR_INVALID, "people", "Person %u has more than %d spans.", p,
                            ROSTER_SPANS_MAX);
    }
    return ERR_OK;
}

static enum err check_slots(const struct roster_problem *problem, struct error *error)
{
    uint64_t places = 0;
    for (uint32_t s = 0; s < problem->n_slots; s++) {
        const struct roster_slot *slot = &problem->slots[s];
        int64_t long_s = slot->span.until_s - slot->span.from_s;
        if (long_s <= 0 || long_s > DAY_S)
            return error_at(error, ERR_INVALID, "slots", "Slot %u lasts %lld s; 1 to %d are right.",
                            s, (long long)long_s, DAY_S);
        places += slot->people;
        if (slot->people < 1 || places > ROSTER_PLACES_MAX)
            return error_at(error, ERR_INVALID, "slots",
                            "Slot %u asks for %u people; from 1, and %d of all slots, are right.",
                            s, slot->people, ROSTER_PLACES_MAX);
    }
    return ERR_OK;
}

static enum err check_problem(const struct roster_problem *problem, struct error *error)
{
    const struct roster_rules *rules = &problem->rules;
    if (problem->n_people > ROSTER_PEOPLE_MAX || problem->n_slots > ROSTER_SLOTS_MAX)
        return error_at(error, ERR_INVALID, "problem", "At most %d people and %d slots.",
                        ROSTER_PEOPLE_MAX, ROSTER_SLOTS_MAX);
    if (rules->rest_s < 0 || rules->rest_s > WEEK_S || rules->week_s < 0 ||
        rules->week_s > WEEK_S || rules->week_days < 1 || rules->week_days > 7)
        return error_at(error, ERR_INVALID, "rules",
                        "Rest and work of a week are 0 to %d s, its days 1 to 7.", WEEK_S);
    enum err rc = check_people(problem, error);
    return rc == ERR_OK ? check_slots(problem, error) : rc;
}

/* ---- What everybody does --------------------------------------------------------------------- */

static void add_turn(struct person_state *state, struct roster_span span, uint32_t slot)
{
    vec_push(&state->turns, ((struct turn){span, slot}));
    for (size_t i = state->turns.n - 1;
         i > 0 && state->turns.at[i - 1].span.from_s > state->turns.at[i].span.from_s; i--) {
        struct turn later = state->turns.at[i - 1];
        state->turns.at[i - 1] = state->turns.at[i];
        state->turns.at[i] = later;
    }
}

static uint32_t *place_of(struct work *work, uint32_t slot, uint32_t who)
{
    struct roster *roster = work->roster;
    for (uint32_t i = roster->first[slot]; i < roster->first[slot + 1]; i++) {
        if (roster->who[i] == who)
            return &roster->who[i];
    }
    return NULL;
}

static void put(struct work *work, uint32_t slot, uint32_t *place, uint32_t person)
{
    const struct roster_slot *s = &work->problem->slots[slot];
    struct person_state *state = &work->people[person];
    *place = person;
    add_turn(state, s->span, slot);
    state->planned_s += s->span.until_s - s->span.from_s;
    state->last_post = s->post;
}

static void take(struct work *work, uint32_t slot, uint32_t person)
{
    const struct roster_slot *s = &work->problem->slots[slot];
    struct person_state *state = &work->people[person];
    size_t n = 0;
    for (size_t i = 0; i < state->turns.n; i++) {
        if (state->turns.at[i].slot != slot)
            state->turns.at[n++] = state->turns.at[i];
    }
    state->turns.n = n;
    state->planned_s -= s->span.until_s - s->span.from_s;
    *place_of(work, slot, person) = ROSTER_NOBODY;
}

/* ---- One place ------------------------------------------------------------------------------- */

/* Whether `a` should be asked before `b`: of the unit, with fewer hours, on this post before. */
static bool is_before(const struct work *work, uint32_t slot, uint32_t a, uint32_t b)
{
    const struct roster_slot *s = &work->problem->slots[slot];
    const struct person_state *x = &work->people[a], *y = &work->people[b];
    bool lent_a = roster_is_lent(&work->problem->people[a], s);
    bool lent_b = roster_is_lent(&work->problem->people[b], s);
    if (lent_a != lent_b)
        return lent_b;
    if (x->planned_s != y->planned_s)
        return x->planned_s < y->planned_s;
    return (x->last_post == s->post) > (y->last_post == s->post);
}

/* First everybody stands for their own unit; only what is left is asked of others. */
static bool is_asked(const struct work *work, uint32_t person, uint32_t slot)
{
    const struct roster_problem *problem = work->problem;
    return !work->moving[person] &&
           (!work->own_only || !roster_is_lent(&problem->people[person], &problem->slots[slot]));
}

static uint32_t best_for(struct work *work, uint32_t slot)
{
    uint32_t best = ROSTER_NOBODY;
    work->looks -= work->problem->n_people;
    for (uint32_t p = 0; p < work->problem->n_people; p++) {
        if (is_asked(work, p, slot) && (best == ROSTER_NOBODY || is_before(work, slot, p, best)) &&
            roster_suits(work->problem, p, slot) && roster_may(work, p, slot, ROSTER_NOBODY))
            best = p;
    }
    return best;
}

static bool fill(struct work *work, uint32_t slot, int moves);

/* Somebody who could stand here but for one of their turns, which others can take over. */
static bool fill_by_moving(struct work *work, uint32_t slot, uint32_t person, int moves)
{
    const struct person_state *state = &work->people[person];
    for (size_t t = state->turns.n; t-- > 0 && work->looks > 0;) {
        uint32_t other = state->turns.at[t].slot;
        work->looks--;
        if (other == ROSTER_NOBODY || other == slot || !roster_may(work, person, slot, other))
            continue;
        take(work, other, person);
        work->moving[person] = true;
        bool filled = fill(work, other, moves - 1);
        work->moving[person] = false;
        if (filled) {
            put(work, slot, place_of(work, slot, ROSTER_NOBODY), person);
            return true;
        }
        put(work, other, place_of(work, other, ROSTER_NOBODY), person);
    }
    return false;
}

/* Fills one free place of the slot; `moves`: others that may be moved along for it. */
static bool fill(struct work *work, uint32_t slot, int moves)
{
    uint32_t best = best_for(work, slot);
    if (best != ROSTER_NOBODY) {
        put(work, slot, place_of(work, slot, ROSTER_NOBODY), best);
        return true;
    }
    for (uint32_t p = 0; p < work->problem->n_people && moves > 0 && work->looks > 0; p++) {
        if (is_asked(work, p, slot) && !place_of(work, slot, p) &&
            roster_suits(work->problem, p, slot) && fill_by_moving(work, slot, p, moves))
            return true;
    }
    return false;
}

/* ---- All places ------------------------------------------------------------------------------ */

/* Those who have been told to stand there stay, as far as the rules allow. */
static void keep_told(struct work *work, uint32_t slot)
{
    const struct roster_slot *s = &work->problem->slots[slot];
    for (uint32_t i = 0; s->told && i < s->people; i++) {
        uint32_t who = s->told[i];
        if (who < work->problem->n_people && !place_of(work, slot, who) &&
            roster_suits(work->problem, who, slot) && roster_may(work, who, slot, ROSTER_NOBODY))
            put(work, slot, place_of(work, slot, ROSTER_NOBODY), who);
    }
}

/* Short chains first: a place that one move fills should not move three. */
static void fill_slot(struct work *work, uint32_t slot, int moves_most)
{
    for (int moves = 0; moves <= moves_most; moves++) {
        bool filled = true;
        while (filled && place_of(work, slot, ROSTER_NOBODY)) {
            int64_t looks = work->looks_all < LOOKS_A_PLACE ? work->looks_all : LOOKS_A_PLACE;
            work->looks = looks;
            filled = fill(work, slot, moves);
            work->looks_all -= moves ? looks - work->looks : 0;
        }
    }
}

/* ---- What came of it ------------------------------------------------------------------------- */

static int64_t most_in_a_week(const struct person_state *state)
{
    int64_t most_s = 0;
    for (size_t i = 0; i < state->turns.n; i++) {
        int64_t sum_s = 0, until_s = state->turns.at[i].span.from_s + WEEK_S;
        for (size_t j = i; j < state->turns.n && state->turns.at[j].span.from_s < until_s; j++)
            sum_s += state->turns.at[j].span.until_s - state->turns.at[j].span.from_s;
        most_s = sum_s > most_s ? sum_s : most_s;
    }
    return most_s;
}

static void count(struct work *work)
{
    const struct roster_problem *problem = work->problem;
    struct roster *roster = work->roster;
    for (uint32_t i = 0; i < roster->first[problem->n_slots]; i++)
        roster->gaps += roster->who[i] == ROSTER_NOBODY;
    for (uint32_t p = 0; p < problem->n_people; p++) {
        int64_t most_s = most_in_a_week(&work->people[p]);
        roster->people_used += work->people[p].planned_s > 0;
        roster->most_s = most_s > roster->most_s ? most_s : roster->most_s;
    }
    for (uint32_t s = 0; s < problem->n_slots; s++) {
        const struct roster_slot *slot = &problem->slots[s];
        for (uint32_t i = 0; slot->told && i < slot->people; i++)
            roster->changed += slot->told[i] != ROSTER_NOBODY && !place_of(work, s, slot->told[i]);
    }
}

/* ---- The roster ------------------------------------------------------------------------------ */

struct begin {
    int64_t from_s;
    uint32_t slot;
};

static int by_begin(const void *a, const void *b)
{
    const struct begin *x = a, *y = b;
    if (x->from_s != y->from_s)
        return x->from_s < y->from_s ? -1 : 1;
    return (x->slot > y->slot) - (x->slot < y->slot);
}

static void *make(size_t n, size_t size)
{
    void *made = calloc(n + 1, size);
    if (!made)
        abort();
    return made;
}

static uint32_t *order_of(const struct roster_problem *problem)
{
    struct begin *begins = make(problem->n_slots, sizeof *begins);
    uint32_t *order = make(problem->n_slots, sizeof *order);
    for (uint32_t s = 0; s < problem->n_slots; s++)
        begins[s] = (struct begin){problem->slots[s].span.from_s, s};
    qsort(begins, problem->n_slots, sizeof *begins, by_begin);
    for (uint32_t s = 0; s < problem->n_slots; s++)
        order[s] = begins[s].slot;
    free(begins);
    return order;
}

static struct roster *roster_new(const struct roster_problem *problem)
{
    struct roster *roster = make(1, sizeof *roster);
    roster->first = make((size_t)problem->n_slots + 1, sizeof *roster->first);
    for (uint32_t s = 0; s < problem->n_slots; s++)
        roster->first[s + 1] = roster->first[s] + problem->slots[s].people;
    uint32_t places = roster->first[problem->n_slots];
    roster->who = make(places, sizeof *roster->who);
    for (uint32_t i = 0; i < places; i++)
        roster->who[i] = ROSTER_NOBODY;
    return roster;
}

static void work_begin(struct work *work, const struct roster_problem *problem)
{
    *work =
        (struct work){.problem = problem, .roster = roster_new(problem), .looks_all = LOOKS_ALL};
    work->people = make(problem->n_people, sizeof *work->people);
    work->moving = make(problem->n_people, sizeof *work->moving);
    work->order = order_of(problem);
    for (uint32_t p = 0; p < problem->n_people; p++) {
        const struct roster_person *person = &problem->people[p];
        work->people[p].last_post = ROSTER_NOBODY;
        for (uint32_t i = 0; i < person->n_stood; i++)
            add_turn(&work->people[p], person->stood[i], ROSTER_NOBODY);
    }
}

static void work_end(struct work *work)
{
    for (uint32_t p = 0; p < work->problem->n_people; p++)
        vec_free(&work->people[p].turns);
    free(work->people);
    free(work->moving);
    free(work->order);
}

enum err roster_plan(const struct roster_problem *problem, struct roster **out, struct error *error)
{
    struct work work;
    enum err rc = check_problem(problem, error);
    if (rc != ERR_OK)
        return rc;
    work_begin(&work, problem);
    for (uint32_t i = 0; i < problem->n_slots; i++)
        keep_told(&work, work.order[i]);
    work.own_only = problem->rules.lends;
    for (uint32_t i = 0; i < problem->n_slots && work.own_only; i++)
        fill_slot(&work, work.order[i], 0);
    work.own_only = false;
    for (uint32_t i = 0; i < problem->n_slots; i++)
        fill_slot(&work, work.order[i], CHAIN_MAX);
    count(&work);
    roster_bound(problem, work.order, work.roster);
    *out = work.roster;
    work_end(&work);
    return ERR_OK;
}

void roster_free(struct roster *roster)
{
    if (!roster)
        return;
    free(roster->who);
    free(roster->first);
    free(roster);
}
