#include <stdlib.h>
#include <string.h>

#include "catalog/prices.h"
#include "live/round_int.h"

enum { ALTERNATIVES = 2, SEQ_AGAIN = 5000 /* visits are numbered from nothing again */ };

struct stop_times {
    int64_t depart_s, arrive_s, start_s, end_s;
    int64_t travel_s, distance_m;
    int64_t disinfect_s; /* before departure */
};

static struct stop_times times_of(const struct plan_stop *stop, const struct plan_stop *before)
{
    struct stop_times t = {.arrive_s = stop->arrival_s};
    t.travel_s = stop->travel_s - before->travel_s;
    t.distance_m = stop->distance_m - before->distance_m;
    t.start_s = stop->arrival_s + stop->waiting_s + stop->setup_s;
    t.end_s = t.start_s + stop->service_s;
    t.depart_s = stop->arrival_s - t.travel_s;
    for (const struct plan_stop *s = before; s < stop; s++)
        t.disinfect_s += s->kind == PLAN_STOP_DECON ? s->service_s : 0;
    return t;
}

static json_t *time_json(const struct round *round, int64_t time_s)
{
    char text[TIME_TEXT_MAX];
    return json_string(time_format(time_s * 1000, round->offset_min, text));
}

static bool differs(const json_t *visit, const char *key, int64_t time_s, int64_t by_s)
{
    int64_t was_s = world_time(visit, key, 0) / 1000;
    return llabs(was_s - time_s) > by_s;
}

/* Whether gates are open at any hour to those who come or go there. */
static bool is_any_hour(const struct round *round, uint32_t place)
{
    for (uint32_t j = 0; j < round->n_jobs; j++) {
        if (round->jobs[j].place == place)
            return round->jobs[j].any_hour;
    }
    return false;
}

/* The way from stop to stop; an empty line when the router finds none. */
static struct network_path path_between(struct round *round, uint32_t profile, uint32_t from,
                                        uint32_t to, int64_t depart_s)
{
    if (is_any_hour(round, from) || is_any_hour(round, to))
        depart_s = 0;
    return network_path(round->network, round->profiles[profile], round->snapshots[profile],
                        &round->places[from], &round->places[to], depart_s);
}

/* Why this crew: the next best ones and how much later they would be there. */
static json_t *explanation(struct round *round, const struct plan_draft *draft, uint32_t m,
                           uint32_t vehicle)
{
    struct plan_offers *offers = NULL;
    json_t *list = json_array();
    int64_t own_s = 0;
    if (plan_explain(round->model, draft, m, ALTERNATIVES + 1, &offers, NULL) != ERR_OK)
        return json_pack("{s:o}", "alternatives", list);
    for (uint32_t i = 0; i < offers->n_offers; i++) {
        if (offers->offers[i].vehicle == vehicle)
            own_s = offers->offers[i].start_s;
    }
    for (uint32_t i = 0; i < offers->n_offers; i++) {
        const struct plan_offer *offer = &offers->offers[i];
        if (offer->vehicle == vehicle)
            continue;
        const json_t *crew = round->crews[offer->vehicle].json;
        json_array_append_new(list, json_pack("{s:s, s:O, s:o, s:I}", "crew",
                                              round->crews[offer->vehicle].id, "name",
                                              json_object_get(crew, "name"), "start_at",
                                              time_json(round, offer->start_s), "later_s",
                                              (json_int_t)(own_s ? offer->start_s - own_s : 0)));
    }
    plan_offers_free(offers);
    return json_pack("{s:o}", "alternatives", list);
}

struct changes {
    struct round *round;
    struct plan_draft *draft;
    const struct round_job *before; /* on the route; NULL: the first */
    int64_t before_s;               /* its arrival, as it is told from now on */
    json_t *visits, *unassigned, *proposals;
};

json_t *round_visit(struct round *round, uint32_t vehicle, uint32_t seq,
                    const struct plan_stop *stop, const struct plan_stop *before, uint32_t from)
{
    const struct round_job *job = &round->jobs[round->numbers.to_round[stop->index]];
    const struct round_crew *crew = &round->crews[vehicle];
    struct stop_times t = times_of(stop, before);
    struct network_path path = path_between(round, crew->profile, from, stop->place, t.depart_s);
    json_t *visit =
        json_pack("{s:s, s:s, s:i, s:o, s:o, s:o, s:o, s:I, s:I, s:s}", "job", job->id, "crew",
                  crew->id, "seq", (int)seq, "depart_at", time_json(round, t.depart_s), "arrive_at",
                  time_json(round, t.arrive_s), "start_at", time_json(round, t.start_s), "end_at",
                  time_json(round, t.end_s), "travel_s", (json_int_t)t.travel_s, "distance_m",
                  (json_int_t)t.distance_m, "geometry", path.polyline);
    if (*path.gate)
        json_object_set_new(visit, "gate", json_string(path.gate));
    if (t.disinfect_s > 0)
        json_object_set_new(visit, "disinfect_s", json_integer(t.disinfect_s));
    return visit;
}

/* ---- Why a promise moves --------------------------------------------------------------------- */

/* Below what plan.commit calls a move, so that it never misses a cause. */
enum { PROMISE_KEPT_S = 60 };

struct cause_text {
    const char *code, *zh, *en; /* %s: a number of a job, or minutes */
};
static const struct cause_text
    cause_urgent = {"urgent_first", "班组先处理更紧急的工单 %s",
                    "The crew goes to %s first, which is more urgent"},
    cause_sooner = {"sooner", "可提前 %s 分钟到达", "It can be there %s minutes sooner"},
    cause_delay = {"delay", "前序工作或道路用时增加，推迟 %s 分钟",
                   "The work or the way before takes longer: %s minutes later"},
    cause_together = {"others_gain", "重新分配后总体更快，变动 %s 分钟",
                      "Calls together are served sooner this way; this one moves by %s minutes"},
    cause_life = {"life_first", "班组先处理危及生命的工单 %s",
                  "The crew goes to %s first: life is in danger"},
    cause_decided = {"decided", "%s 的人工决定", "By decision of %s"};

static json_t *cause_json(const struct cause_text *cause, const char *word)
{
    char zh[200], en[200];
    const char *at_zh = strstr(cause->zh, "%s"), *at_en = strstr(cause->en, "%s");
    snprintf(zh, sizeof zh, "%.*s%s%s", (int)(at_zh - cause->zh), cause->zh, word, at_zh + 2);
    snprintf(en, sizeof en, "%.*s%s%s", (int)(at_en - cause->en), cause->en, word, at_en + 2);
    return json_pack("{s:s, s:{s:s, s:s}}", "code", cause->code, "text", "zh", zh, "en", en);
}

/* A job before this stop that the crew did not have until now, and that is more urgent. */
static const char *urgent_before(const struct round *round, const struct plan_route *route,
                                 const struct plan_stop *stop)
{
    const struct round_job *job = &round->jobs[round->numbers.to_round[stop->index]];
    for (const struct plan_stop *s = route->stops; s < stop; s++) {
        if (s->kind != PLAN_STOP_JOB)
            continue;
        const struct round_job *other = &round->jobs[round->numbers.to_round[s->index]];
        if (other->crew != route->vehicle &&
            json_i64(other->json, "priority", 0) > json_i64(job->json, "priority", 0))
            return json_text(other->json, "number", "");
    }
    return NULL;
}

/* The crew that was promised may or can no longer: the reason why. NULL when it still could. */
static json_t *cause_of_loss(const struct round *round, const struct round_job *job,
                             const char *promised)
{
    const json_t *crew = world_get(round->world, WORLD_CREW, promised);
    struct refusal_of why;
    if (!crew)
        return NULL;
    if (eligible_decided(round->world, job->json, crew, &why) == REFUSAL_NONE &&
        eligible_check(round->world, job->json, crew, round->now_ms, &why) == REFUSAL_NONE)
        return NULL;
    return reason_for_one(round->world, round->network->catalog, job->json, &why,
                          round->offset_min);
}

/* Why what the resident was told changes by this stop; NULL when it does not. New. */
static json_t *cause_of_move(const struct round *round, const struct plan_route *route,
                             const struct plan_stop *stop)
{
    const struct round_job *job = &round->jobs[round->numbers.to_round[stop->index]];
    const char *promised = json_text(job->json, "promised_crew", NULL);
    const json_t *pin = json_object_get(job->json, "pin");
    int64_t by_s = stop->arrival_s - world_time(job->json, "promised_at", 0) / 1000;
    bool same_crew = promised && strcmp(promised, round->crews[route->vehicle].id) == 0;
    if (job->taken_for)
        return cause_json(&cause_life, job->taken_for);
    if (!promised || (same_crew && llabs(by_s) <= PROMISE_KEPT_S))
        return NULL;
    json_t *loss = same_crew ? NULL : cause_of_loss(round, job, promised);
    if (pin && !same_crew) {
        json_decref(loss);
        return cause_json(&cause_decided, json_text(pin, "by", ""));
    }
    if (loss)
        return loss;
    char minutes[24];
    snprintf(minutes, sizeof minutes, "%lld", (long long)((llabs(by_s) + 30) / 60));
    const char *urgent = by_s > 0 ? urgent_before(round, route, stop) : NULL;
    if (urgent)
        return cause_json(&cause_urgent, urgent);
    if (by_s < -PROMISE_KEPT_S)
        return cause_json(&cause_sooner, minutes);
    return cause_json(same_crew ? &cause_delay : &cause_together, minutes);
}

/* ---- What differs ---------------------------------------------------------------------------- */

/* A proposal is made again when another crew would go, or at quite another time. */
static bool is_proposed(const struct round_job *job, const char *crew, int64_t arrive_s)
{
    enum { SAME_PROPOSAL_S = 300 };
    const json_t *proposal = json_object_get(job->json, "proposal");
    int64_t was_s = world_time(proposal, "arrive_at", 0) / 1000;
    return proposal && strcmp(json_text(proposal, "crew", ""), crew) == 0 &&
           llabs(was_s - arrive_s) <= SAME_PROPOSAL_S;
}

/* Its times are what rules are about: in a zone, or to be followed by disinfection. */
static bool is_ruled(const struct round_job *job)
{
    return job && (json_is_object(json_object_get(job->json, "zone")) ||
                   json_i64(job->needs, "after_s", 0) > 0);
}

/* How far what is written of a stop may be from what is planned. The rules of zones are about
 * times, also of what follows. */
static int64_t tolerance_s(const struct changes *changes, const struct round_job *job,
                           const struct round_crew *crew, int64_t arrive_s)
{
    const struct round *round = changes->round;
    int64_t ahead_s = arrive_s - round->now_ms / 1000;
    int64_t by_s =
        prices_tell_again_s(catalog_prices(round->network->catalog), ahead_s > 0 ? ahead_s : 0);
    bool is_strict = is_ruled(job) || is_ruled(changes->before) || crew->exposure ||
                     strcmp(json_text(crew->json, "exposure", "clean"), "clean") != 0;
    return is_strict || by_s < SAME_TIME_S ? SAME_TIME_S : by_s;
}

/* In time by what is written and late by what is planned, or the other way round. */
static bool is_due_crossed(const struct round_job *job, const struct stop_times *t)
{
    bool to_done = strcmp(json_text(job->json, "due_to", "arrival"), "done") == 0;
    const char *key = to_done ? "end_at" : "arrive_at";
    int64_t due_s = world_time(job->json, "due_at", INT64_MAX) / 1000;
    int64_t is_s = to_done ? t->end_s : t->arrive_s;
    bool was_late = world_time(job->visit, key, 0) / 1000 > due_s;
    return was_late != (is_s > due_s) && differs(job->visit, key, is_s, SAME_TIME_S);
}

/* Nothing of it has to be written: its times are about those written, which follow one another. */
static bool is_unchanged(const struct changes *changes, uint32_t vehicle, uint32_t seq,
                         const struct plan_stop *stop, const struct plan_stop *before,
                         uint32_t from)
{
    struct round *round = changes->round;
    const struct round_job *job = &round->jobs[round->numbers.to_round[stop->index]];
    struct stop_times t = times_of(stop, before);
    int64_t by_s = tolerance_s(changes, job, &round->crews[vehicle], t.arrive_s);
    if (job->taken_for || job->crew != vehicle || !job->visit ||
        json_i64(job->visit, "seq", -1) != seq ||
        differs(job->visit, "arrive_at", t.arrive_s, by_s) ||
        differs(job->visit, "start_at", t.start_s, by_s) || is_due_crossed(job, &t) ||
        world_time(job->visit, "depart_at", 0) / 1000 + SAME_TIME_S < changes->before_s)
        return false;
    struct network_path path =
        path_between(round, round->crews[vehicle].profile, from, stop->place, t.depart_s);
    return job->in_hand || strcmp(json_text(job->visit, "geometry", ""), path.polyline) == 0;
}

/* Somebody comes so much sooner or later than was promised that others might do better. */
static bool is_moved(const struct round *round, const struct round_job *job, int64_t arrive_s)
{
    int64_t promised_s = world_time(job->json, "promised_at", arrive_s * 1000) / 1000;
    return llabs(arrive_s - promised_s) >
           catalog_prices(round->network->catalog)->change_tolerance_s;
}

static void change_visit(struct changes *changes, const struct plan_route *route, uint32_t seq,
                         const struct plan_stop *stop, const struct plan_stop *before,
                         uint32_t from)
{
    struct round *round = changes->round;
    uint32_t vehicle = route->vehicle;
    const struct round_job *job = &round->jobs[round->numbers.to_round[stop->index]];
    bool same_crew = job->crew == vehicle && job->visit, proposes = job->proposes && !same_crew;
    if (is_unchanged(changes, vehicle, seq, stop, before, from)) {
        job->object->start_s = times_of(stop, before).start_s;
        changes->before_s = world_time(job->visit, "arrive_at", 0) / 1000;
        return;
    }
    changes->before_s = stop->arrival_s;
    if (proposes && is_proposed(job, round->crews[vehicle].id, stop->arrival_s))
        return;
    round->is_rearranged |= !same_crew || json_i64(job->visit, "seq", -1) != seq ||
                            is_moved(round, job, stop->arrival_s);
    json_t *visit = round_visit(round, vehicle, seq, stop, before, from);
    if (job->taken_for)
        json_object_set_new(visit, "taken_back", json_true());
    json_t *cause = cause_of_move(round, route, stop);
    if (cause)
        json_object_set_new(visit, "cause", cause);
    if (!same_crew)
        json_object_set_new(visit, "explanation",
                            explanation(round, changes->draft, stop->index, vehicle));
    json_array_append_new(proposes ? changes->proposals : changes->visits, visit);
}

/* The least number that the crew's visits have now: what is done leaves the others' as they are. */
static uint32_t first_seq(const struct round *round, const struct plan_route *route)
{
    int64_t least = INT64_MAX;
    for (uint32_t i = 0; i < route->n_stops; i++) {
        if (route->stops[i].kind != PLAN_STOP_JOB)
            continue;
        const struct round_job *job = &round->jobs[round->numbers.to_round[route->stops[i].index]];
        int64_t seq = job->crew == route->vehicle ? json_i64(job->visit, "seq", 0) : INT64_MAX;
        least = seq < least ? seq : least;
    }
    return least < SEQ_AGAIN ? (uint32_t)least : 0;
}

static void change_route(struct changes *changes, const struct plan_route *route)
{
    const struct round_crew *crew = &changes->round->crews[route->vehicle];
    const struct plan_stop *before = &route->stops[0];
    uint32_t from = crew->start, seq = first_seq(changes->round, route);
    changes->before = NULL;
    changes->before_s = 0;
    for (uint32_t i = 0; i < route->n_stops; i++) {
        const struct plan_stop *stop = &route->stops[i];
        if (stop->kind != PLAN_STOP_JOB)
            continue;
        change_visit(changes, route, seq++, stop, before, from);
        changes->before = &changes->round->jobs[changes->round->numbers.to_round[stop->index]];
        before = stop;
        from = stop->place;
    }
}

/* Reasons are told again only when they have changed, and when a crew was taken away. */
static void change_unassigned(struct changes *changes, const struct round_job *job)
{
    struct round *round = changes->round;
    json_t *reasons = reasons_for(round->world, round->network->catalog, job->json, job->refusals,
                                  job->n_refusals, round->offset_min);
    bool had_crew = json_is_string(json_object_get(job->json, "crew"));
    round->is_rearranged |= had_crew;
    if (had_crew || !json_equal(reasons, json_object_get(job->json, "reasons")))
        json_array_append_new(changes->unassigned,
                              json_pack("{s:s, s:O}", "job", job->id, "reasons", reasons));
    json_decref(reasons);
}

static bool is_planned(const struct round *round, uint32_t j)
{
    uint32_t m = round->numbers.to_plan ? round->numbers.to_plan[j] : PLAN_NONE;
    if (m == PLAN_NONE)
        return false;
    for (uint32_t i = 0; i < round->plan->n_unassigned; i++) {
        if (round->plan->unassigned[i] == m)
            return false;
    }
    return true;
}

json_t *round_changes(struct round *round)
{
    struct changes changes = {.round = round,
                              .draft = round->plan ? plan_to_draft(round->plan) : NULL,
                              .visits = json_array(),
                              .unassigned = json_array(),
                              .proposals = json_array()};
    for (uint32_t r = 0; round->plan && r < round->plan->n_routes; r++)
        change_route(&changes, &round->plan->routes[r]);
    for (uint32_t j = 0; j < round->n_jobs; j++) {
        const struct round_job *job = &round->jobs[j];
        if (!job->in_hand && job->is_told && !is_planned(round, j))
            change_unassigned(&changes, job);
    }
    free(changes.draft);
    json_t *args = NULL;
    if (json_array_size(changes.visits) + json_array_size(changes.unassigned) +
            json_array_size(changes.proposals) >
        0)
        args = json_pack("{s:I, s:O, s:O, s:O}", "base_revision",
                         (json_int_t)round->world->plan_revision, "visits", changes.visits,
                         "unassigned", changes.unassigned, "proposals", changes.proposals);
    json_decref(changes.proposals);
    json_decref(changes.visits);
    json_decref(changes.unassigned);
    return args;
}
