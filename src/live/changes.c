#include <stdlib.h>
#include <string.h>

#include "live/round_int.h"

/* A visit is worth a new commit when its time moved by more than this. */
enum { SAME_TIME_S = 30, ALTERNATIVES = 2 };

struct stop_times {
    int64_t depart_s, arrive_s, start_s, end_s;
    int64_t travel_s, distance_m;
};

static struct stop_times times_of(const struct plan_stop *stop, const struct plan_stop *before)
{
    struct stop_times t = {.arrive_s = stop->arrival_s};
    t.travel_s = stop->travel_s - before->travel_s;
    t.distance_m = stop->distance_m - before->distance_m;
    t.start_s = stop->arrival_s + stop->waiting_s + stop->setup_s;
    t.end_s = t.start_s + stop->service_s;
    t.depart_s = stop->arrival_s - t.travel_s;
    return t;
}

static json_t *time_json(const struct round *round, int64_t time_s)
{
    char text[TIME_TEXT_MAX];
    return json_string(time_format(time_s * 1000, round->offset_min, text));
}

static bool differs(const json_t *visit, const char *key, int64_t time_s)
{
    int64_t was_s = world_time(visit, key, 0) / 1000;
    return llabs(was_s - time_s) > SAME_TIME_S;
}

/* The way from stop to stop; an empty line when the router finds none. */
static struct network_path path_between(struct round *round, uint32_t profile, uint32_t from,
                                        uint32_t to, int64_t depart_s)
{
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
    json_t *visits, *unassigned;
};

static void change_visit(struct changes *changes, uint32_t vehicle, uint32_t seq,
                         const struct plan_stop *stop, const struct plan_stop *before,
                         uint32_t from)
{
    struct round *round = changes->round;
    const struct round_job *job = &round->jobs[round->numbers.to_round[stop->index]];
    const struct round_crew *crew = &round->crews[vehicle];
    struct stop_times t = times_of(stop, before);
    struct network_path path = path_between(round, crew->profile, from, stop->place, t.depart_s);
    bool same_crew = job->crew == vehicle && job->visit;
    if (same_crew && json_i64(job->visit, "seq", -1) == seq &&
        !differs(job->visit, "arrive_at", t.arrive_s) &&
        !differs(job->visit, "start_at", t.start_s) &&
        (job->in_hand || strcmp(json_text(job->visit, "geometry", ""), path.polyline) == 0))
        return;
    json_t *visit =
        json_pack("{s:s, s:s, s:i, s:o, s:o, s:o, s:o, s:I, s:I, s:s}", "job", job->id, "crew",
                  crew->id, "seq", (int)seq, "depart_at", time_json(round, t.depart_s), "arrive_at",
                  time_json(round, t.arrive_s), "start_at", time_json(round, t.start_s), "end_at",
                  time_json(round, t.end_s), "travel_s", (json_int_t)t.travel_s, "distance_m",
                  (json_int_t)t.distance_m, "geometry", path.polyline);
    if (*path.gate)
        json_object_set_new(visit, "gate", json_string(path.gate));
    if (!same_crew)
        json_object_set_new(visit, "explanation",
                            explanation(round, changes->draft, stop->index, vehicle));
    json_array_append_new(changes->visits, visit);
}

static void change_route(struct changes *changes, const struct plan_route *route)
{
    const struct round_crew *crew = &changes->round->crews[route->vehicle];
    const struct plan_stop *before = &route->stops[0];
    uint32_t from = crew->start, seq = 0;
    for (uint32_t i = 0; i < route->n_stops; i++) {
        const struct plan_stop *stop = &route->stops[i];
        if (stop->kind != PLAN_STOP_JOB)
            continue;
        change_visit(changes, route->vehicle, seq++, stop, before, from);
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
                              .unassigned = json_array()};
    for (uint32_t r = 0; round->plan && r < round->plan->n_routes; r++)
        change_route(&changes, &round->plan->routes[r]);
    for (uint32_t j = 0; j < round->n_jobs; j++) {
        const struct round_job *job = &round->jobs[j];
        if (!job->in_hand && job->is_told && !is_planned(round, j))
            change_unassigned(&changes, job);
    }
    free(changes.draft);
    json_t *args = NULL;
    if (json_array_size(changes.visits) + json_array_size(changes.unassigned) > 0)
        args =
            json_pack("{s:I, s:O, s:O}", "base_revision", (json_int_t)round->world->plan_revision,
                      "visits", changes.visits, "unassigned", changes.unassigned);
    json_decref(changes.visits);
    json_decref(changes.unassigned);
    return args;
}
