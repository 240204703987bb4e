/*
 * Questions of people, answered by the dispatcher's own thread between two turns: on the same
 * picture, rules, times and prices as its plans, and without changing anything.
 */
#include <stdlib.h>
#include <string.h>

#include "live/live_int.h"

enum { REFUSED_SHOWN_MAX = 200, MOVED_S = 60 };

/* A round about the jobs that are asked about; nobody has them in it. */
struct inquiry {
    struct live *live;
    struct arena *arena;
    struct round round;
};

static enum err unknown(struct error *error, const char *what, const char *id)
{
    return error_at(error, ERR_NOT_FOUND, what, "The dispatcher has no open %s %.40s.", what, id);
}

static enum err inquire(struct inquiry *inquiry, struct error *error)
{
    struct round *round = &inquiry->round;
    struct live *live = inquiry->live;
    round->arena = inquiry->arena;
    round->world = &live->world;
    round->network = &live->network;
    round->now_ms = clock_now_ms(live->config.clock);
    round->offset_min = ops_offset_min(live->config.ops);
    enum err rc = round_collect(round, error);
    if (rc == ERR_OK)
        rc = round_travel(round, error);
    return rc == ERR_OK ? round_model(round, error) : rc;
}

/* The place of a job in the round's model, or PLAN_NONE. */
static uint32_t model_index(const struct round *round, const char *job)
{
    for (uint32_t j = 0; j < round->n_jobs; j++) {
        if (strcmp(round->jobs[j].id, job) == 0)
            return round->numbers.to_plan[j];
    }
    return PLAN_NONE;
}

static json_t *time_text(const struct round *round, int64_t time_s)
{
    char text[TIME_TEXT_MAX];
    return json_string(time_format(time_s * 1000, round->offset_min, text));
}

static json_t *reason_of(const struct round *round, const json_t *job, const struct refusal_of *why)
{
    return reason_for_one(round->world, round->network->catalog, job, why, round->offset_min);
}

/* ---- Who could go ---------------------------------------------------------------------------- */

static json_t *offers_json(const struct round *round, const struct plan_offers *offers,
                           const json_t *job)
{
    json_t *list = json_array();
    int64_t first_s = offers->n_offers ? offers->offers[0].start_s : 0;
    int64_t gate_s = json_i64(json_object_get(job, "requirements"), "gate_s", 0);
    for (uint32_t i = 0; i < offers->n_offers; i++) {
        const struct plan_offer *offer = &offers->offers[i];
        const struct round_crew *crew = &round->crews[offer->vehicle];
        json_array_append_new(
            list,
            json_pack("{s:s, s:O, s:o, s:o, s:I, s:I, s:I, s:b}", "crew", crew->id, "name",
                      json_object_get(crew->json, "name"), "arrive_at",
                      time_text(round, offer->start_s - gate_s), "start_at",
                      time_text(round, offer->start_s), "later_s",
                      (json_int_t)(offer->start_s - first_s), "cost_s",
                      (json_int_t)(offer->cost / plan_model_scale(round->model) / ROUND_TENTHS),
                      "late_s", (json_int_t)offer->late_s, "current",
                      strcmp(json_text(job, "crew", ""), crew->id) == 0));
    }
    return list;
}

static void add_refused(json_t *list, const struct round *round, const json_t *job,
                        const json_t *crew, const struct refusal_of *why)
{
    if (json_array_size(list) < REFUSED_SHOWN_MAX)
        json_array_append_new(
            list, json_pack("{s:O, s:O, s:o}", "crew", json_object_get(crew, "id"), "name",
                            json_object_get(crew, "name"), "reason", reason_of(round, job, why)));
}

/* Those that the rules refuse, wherever they are. */
static void refused_by_rules(const struct round *round, const json_t *job, json_t *list)
{
    size_t at = 0;
    for (const struct world_object *o; (o = world_next(round->world, WORLD_CREW, &at));) {
        struct refusal_of why;
        if (eligible_decided(round->world, job, o->json, &why) != REFUSAL_FORBIDDEN &&
            eligible_check(round->world, job, o->json, round->now_ms, &why) == REFUSAL_NONE)
            continue;
        add_refused(list, round, job, o->json, &why);
    }
}

static void refused_by_plan(const struct round *round, const struct plan_offers *offers,
                            const json_t *job, json_t *list)
{
    for (uint32_t i = 0; i < offers->n_refusals; i++) {
        uint32_t set = offers->refusals[i].n_sets ? offers->refusals[i].sets[0] : 0;
        const struct round_crew *crew = &round->crews[offers->refusals[i].vehicle];
        struct refusal_of why = {.refusal = set & PLAN_BAD_LOAD          ? REFUSAL_STOCK
                                            : set & PLAN_BAD_UNREACHABLE ? REFUSAL_ROAD
                                                                         : REFUSAL_TIME};
        snprintf(why.crew, sizeof why.crew, "%s", crew->id);
        if (!(set & PLAN_BAD_ASSIGNMENT))
            add_refused(list, round, job, crew->json, &why);
    }
}

static enum err answer_offers(struct inquiry *inquiry, const json_t *args, json_t **answer,
                              struct error *error)
{
    struct round *round = &inquiry->round;
    const char *id = json_text(args, "id", "");
    const json_t *job = world_get(&inquiry->live->world, WORLD_JOB, id);
    if (!job)
        return unknown(error, "job", id);
    round->scope = scope_for_job(inquiry->arena, &inquiry->live->world, id,
                                 clock_now_ms(inquiry->live->config.clock));
    round->asked[round->n_asked++] = (struct round_asked){.job = id};
    enum err rc = inquire(inquiry, error);
    if (rc != ERR_OK)
        return rc;
    json_t *refused = json_array(), *items = json_array();
    struct plan_offers *offers = NULL;
    uint32_t m = model_index(round, id);
    if (m != PLAN_NONE)
        rc = plan_explain(round->model, round->draft, m, 0, &offers, error);
    if (rc == ERR_OK && offers) {
        json_decref(items);
        items = offers_json(round, offers, job);
        refused_by_plan(round, offers, job, refused);
    }
    plan_offers_free(offers);
    refused_by_rules(round, job, refused);
    if (rc == ERR_OK)
        *answer = json_pack("{s:s, s:O, s:O}", "job", id, "items", items, "refused", refused);
    json_decref(items);
    json_decref(refused);
    return rc;
}

/* ---- What if --------------------------------------------------------------------------------- */

static json_t *conflicts_of(const struct round *round, const struct round_asked *asked)
{
    struct refusal_of broken[REFUSAL_COUNT];
    const json_t *job = world_get(round->world, WORLD_JOB, asked->job);
    const json_t *crew = world_get(round->world, WORLD_CREW, asked->crew);
    uint32_t n = eligible_conflicts(round->world, job, crew, round->now_ms, broken);
    json_t *list = json_array();
    for (uint32_t i = 0; i < n; i++)
        json_array_append_new(list, reason_of(round, job, &broken[i]));
    return list;
}

/* The plan in force with the jobs put where they are asked for; those that fit nowhere stay out. */
static enum err plan_asked(struct round *round, struct plan **plan, struct error *error)
{
    struct plan_live *live = NULL;
    enum err rc = plan_live_new(round->model, round->draft, &live, error);
    for (uint32_t i = 0; rc == ERR_OK && i < round->n_asked; i++) {
        uint32_t m = model_index(round, round->asked[i].job);
        struct plan_offers *offers = NULL;
        if (m == PLAN_NONE || plan_live_insert(live, m, 1, false, &offers, NULL) != ERR_OK)
            continue; /* it is in the plan already: the crew's next */
        if (offers->n_offers > 0)
            rc = plan_live_accept(live, m, &offers->offers[0], error);
        plan_offers_free(offers);
    }
    if (rc == ERR_OK)
        rc = plan_live_plan(live, plan, error);
    plan_live_free(live);
    return rc;
}

static bool is_asked(const struct round *round, const char *job)
{
    for (uint32_t i = 0; i < round->n_asked; i++) {
        if (strcmp(round->asked[i].job, job) == 0)
            return true;
    }
    return false;
}

static json_t *visit_of(struct round *round, const struct plan *plan, const char *job)
{
    for (uint32_t r = 0; r < plan->n_routes; r++) {
        const struct plan_route *route = &plan->routes[r];
        const struct plan_stop *before = &route->stops[0];
        uint32_t from = round->crews[route->vehicle].start, seq = 0;
        for (uint32_t s = 0; s < route->n_stops; s++) {
            const struct plan_stop *stop = &route->stops[s];
            if (stop->kind != PLAN_STOP_JOB)
                continue;
            const struct round_job *here = &round->jobs[round->numbers.to_round[stop->index]];
            if (strcmp(here->id, job) == 0)
                return round_visit(round, route->vehicle, seq, stop, before, from);
            seq++;
            before = stop;
            from = stop->place;
        }
    }
    return NULL;
}

/* Visits of others that would be at another time. */
static json_t *effects_of(struct round *round, const struct plan *plan)
{
    json_t *list = json_array();
    for (uint32_t r = 0; r < plan->n_routes; r++) {
        for (uint32_t s = 0; s < plan->routes[r].n_stops; s++) {
            const struct plan_stop *stop = &plan->routes[r].stops[s];
            if (stop->kind != PLAN_STOP_JOB)
                continue;
            const struct round_job *job = &round->jobs[round->numbers.to_round[stop->index]];
            int64_t was_s = world_time(job->visit, "arrive_at", 0) / 1000;
            if (is_asked(round, job->id) || llabs(was_s - stop->arrival_s) <= MOVED_S)
                continue;
            json_array_append_new(list,
                                  json_pack("{s:s, s:O, s:s, s:O?, s:o, s:I}", "job", job->id,
                                            "number", json_object_get(job->json, "number"), "crew",
                                            round->crews[plan->routes[r].vehicle].id, "arrive_was",
                                            json_object_get(job->visit, "arrive_at"), "arrive_at",
                                            time_text(round, stop->arrival_s), "late_s",
                                            (json_int_t)stop->late_s));
        }
    }
    return list;
}

static enum err read_moves(struct inquiry *inquiry, const json_t *args, struct error *error)
{
    struct round *round = &inquiry->round;
    const struct world *world = &inquiry->live->world;
    const char *id = json_text(args, "id", ""), *with = json_text(args, "with", NULL);
    const char *crew = json_text(args, "crew", NULL);
    const json_t *job = world_get(world, WORLD_JOB, id);
    const json_t *other = with ? world_get(world, WORLD_JOB, with) : NULL;
    if (!job)
        return unknown(error, "job", id);
    if (with && !other)
        return unknown(error, "job", with);
    if (other)
        crew = json_text(other, "crew", NULL);
    if (!crew || !world_get(world, WORLD_CREW, crew))
        return unknown(error, "crew", crew ? crew : "");
    round->asked[round->n_asked++] = (struct round_asked){id, crew, json_flag(args, "next", false)};
    const char *own = json_text(job, "crew", NULL);
    if (other && !own)
        return unknown(error, "crew", "");
    if (other)
        round->asked[round->n_asked++] = (struct round_asked){with, own, false};
    const char *crews[] = {crew, own};
    round->scope = scope_of_crews(inquiry->arena, world, crews, own ? 2 : 1, id);
    return ERR_OK;
}

static enum err answer_what_if(struct inquiry *inquiry, const json_t *args, json_t **answer,
                               struct error *error)
{
    struct round *round = &inquiry->round;
    struct plan *plan = NULL;
    enum err rc = read_moves(inquiry, args, error);
    if (rc == ERR_OK)
        rc = inquire(inquiry, error);
    if (rc == ERR_OK && round->model)
        rc = plan_asked(round, &plan, error);
    if (rc != ERR_OK)
        return rc;
    json_t *moves = json_array();
    for (uint32_t i = 0; i < round->n_asked; i++) {
        const struct round_asked *asked = &round->asked[i];
        json_t *conflicts = conflicts_of(round, asked);
        json_t *visit = plan ? visit_of(round, plan, asked->job) : NULL;
        if (!visit && json_array_size(conflicts) == 0) {
            struct refusal_of late = {.refusal = REFUSAL_TIME};
            snprintf(late.crew, sizeof late.crew, "%s", asked->crew);
            json_array_append_new(
                conflicts, reason_of(round, world_get(round->world, WORLD_JOB, asked->job), &late));
        }
        json_array_append_new(moves,
                              json_pack("{s:s, s:s, s:o, s:o?}", "job", asked->job, "crew",
                                        asked->crew, "conflicts", conflicts, "visit", visit));
    }
    *answer = json_pack("{s:o, s:o}", "moves", moves, "effects",
                        plan ? effects_of(round, plan) : json_array());
    plan_free(plan);
    return ERR_OK;
}

static enum err answer_coverage(struct inquiry *inquiry, const json_t *args, json_t **answer,
                                struct error *error)
{
    (void)args;
    return coverage_answer(inquiry->live, inquiry->arena, answer, error);
}

/* ---- Asking and answering -------------------------------------------------------------------- */

struct asked {
    const char *what;
    const json_t *args;
    json_t *answer;
    struct error *error;
    enum err rc;
    bool done;
};

static const struct {
    const char *what;
    enum err (*answer)(struct inquiry *inquiry, const json_t *args, json_t **answer,
                       struct error *error);
} answers[] = {
    {"offers", answer_offers}, {"what_if", answer_what_if}, {"coverage", answer_coverage}};

static enum err answer_one(struct live *live, struct asked *asked)
{
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        if (strcmp(answers[i].what, asked->what) != 0)
            continue;
        struct inquiry inquiry = {.live = live, .arena = arena_new()};
        enum err rc = answers[i].answer(&inquiry, asked->args, &asked->answer, asked->error);
        round_end(&inquiry.round);
        arena_free(inquiry.arena);
        return rc;
    }
    return error_set(asked->error, ERR_INTERNAL, "Nobody can answer %s.", asked->what);
}

enum err answer_wait(void *context, const char *question, const json_t *args, json_t **answer,
                     struct error *error)
{
    struct live *live = context;
    if (strcmp(question, "roster") == 0)
        return roster_answer(live->config.ops, args, answer, error);
    struct asked asked = {.what = question, .args = args, .error = error};
    pthread_mutex_lock(&live->mutex);
    live->asked = &asked;
    live->interrupted = true;
    pthread_mutex_unlock(&live->mutex);
    clock_wake(live->config.clock);
    pthread_mutex_lock(&live->mutex);
    while (!asked.done)
        pthread_cond_wait(&live->answered, &live->mutex);
    pthread_mutex_unlock(&live->mutex);
    *answer = asked.answer;
    return asked.rc;
}

void answer_question(struct live *live)
{
    pthread_mutex_lock(&live->mutex);
    struct asked *asked = live->asked;
    pthread_mutex_unlock(&live->mutex);
    if (!asked)
        return;
    live_take_heard(live);
    enum err rc = world_refresh(&live->world, clock_now_ms(live->config.clock), asked->error);
    if (rc == ERR_OK)
        rc = answer_one(live, asked);
    pthread_mutex_lock(&live->mutex);
    asked->rc = rc;
    asked->done = true;
    live->asked = NULL;
    pthread_cond_broadcast(&live->answered);
    pthread_mutex_unlock(&live->mutex);
}
