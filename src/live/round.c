#include "live/round_int.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static_assert(PLAN_UNREACHABLE == INT32_MAX, "what the router finds no way for");

static uint32_t profile_index(struct round *round, const char *name)
{
    for (uint32_t i = 0; i < round->n_profiles; i++) {
        if (strcmp(round->profiles[i], name) == 0)
            return i;
    }
    if (round->n_profiles == ROAD_PROFILES_MAX)
        return 0;
    round->profiles[round->n_profiles] = name;
    return round->n_profiles++;
}

static enum err first_snapshot(struct round *round, struct error *error)
{
    if (round->n_profiles == 0)
        profile_index(round, "car");
    return round->snapshots[0] ? ERR_OK
                               : road_snapshot_get(round->network->roads, round->profiles[0], 0,
                                                   &round->snapshots[0], error);
}

/* A crew that has no position starts at its depot, which may change under it. */
static enum err add_place(struct round *round, struct world_object *object, struct point point,
                          uint32_t *out, struct error *error)
{
    *out = PLAN_NONE;
    if (object->placed == WORLD_UNPLACED || !object->has_point) {
        enum err rc = first_snapshot(round, error);
        if (rc != ERR_OK)
            return rc;
        object->placed = network_place(round->network, round->snapshots[0], point, &object->place)
                             ? WORLD_ON_ROAD
                             : WORLD_OFF_ROAD;
    }
    if (object->placed == WORLD_OFF_ROAD)
        return ERR_OK;
    round->places[round->n_places] = object->place;
    *out = round->n_places++;
    return ERR_OK;
}

/* A crew that was exposed is disinfected for as long as its class asks, from when it came out, and
 * free then. When that time is over and nobody has recorded it, it has yet to be done. */
static void begin_clean(struct round *round, struct round_crew *crew)
{
    const struct catalog *catalog = round->network->catalog;
    const char *exposure = json_text(crew->json, "exposure", "clean");
    const char *state = json_text(crew->json, "state", "");
    int class = catalog ? catalog_exposure_class(catalog, exposure) : 0;
    bool stands = strcmp(state, "idle") == 0 || strcmp(state, "rest") == 0;
    if (class <= 0 || !stands)
        return;
    int64_t clean_s = world_time(crew->json, "exposed_at", 0) / 1000 +
                      60 * catalog_decontamination_min(catalog, exposure);
    if (clean_s <= round->now_ms / 1000)
        crew->exposure = (uint32_t) class;
    else if (clean_s > crew->free_s)
        crew->free_s = clean_s;
}

static enum err collect_crew(struct round *round, struct world_object *object, struct error *error)
{
    const json_t *shift = json_object_get(object->json, "shift");
    int64_t until_ms = world_time(shift, "until", INT64_MAX / 2);
    struct point point;
    if (until_ms <= round->now_ms || !scope_crew_point(round->world, object, &point))
        return ERR_OK;
    const json_t *vehicle =
        world_get(round->world, WORLD_VEHICLE, json_text(object->json, "vehicle", ""));
    int64_t from_ms = world_time(shift, "from", 0);
    struct round_crew *crew = &round->crews[round->n_crews];
    *crew = (struct round_crew){
        .id = object->id,
        .json = object->json,
        .profile = profile_index(round, json_text(vehicle, "profile", "car")),
        .free_s = (from_ms > round->now_ms ? from_ms : round->now_ms) / 1000,
        .until_s = until_ms / 1000,
        .seen_s = -1,
        .hours = eligible_hours(object->json),
    };
    begin_clean(round, crew);
    enum err rc = add_place(round, object, point, &crew->start, error);
    if (rc == ERR_OK && crew->start != PLAN_NONE)
        round->n_crews++;
    return rc;
}

static uint32_t crew_index(const struct round *round, const char *id)
{
    for (uint32_t i = 0; i < round->n_crews; i++) {
        if (strcmp(round->crews[i].id, id) == 0)
            return i;
    }
    return PLAN_NONE;
}

static const struct round_asked *asked_about(const struct round *round, const char *job)
{
    for (uint32_t i = 0; i < round->n_asked; i++) {
        if (strcmp(round->asked[i].job, job) == 0)
            return &round->asked[i];
    }
    return NULL;
}

/* Red jobs where the level of their zone says so. */
static bool passes_at_any_hour(const struct round *round, const json_t *job)
{
    const json_t *zone = json_object_get(job, "zone");
    const struct policy *policy =
        round->network->catalog
            ? catalog_policy(round->network->catalog, json_text(zone, "policy", ""))
            : NULL;
    const struct zone_level *level =
        policy ? policy_level(policy, json_text(zone, "level", "")) : NULL;
    return level && level->gates.emergency_any_hour &&
           strcmp(json_text(job, "urgency", ""), "red") == 0;
}

static uint32_t kind_of(struct round *round, const json_t *job)
{
    uint32_t k = 0;
    while (k < round->n_kinds && !eligible_alike(round->kinds[k].job, job))
        k++;
    if (k == round->n_kinds) {
        struct verdict *verdicts =
            arena_alloc(round->arena, (round->n_crews + 1) * sizeof *verdicts);
        for (uint32_t c = 0; c < round->n_crews; c++)
            verdicts[c].step = -1;
        round->kinds[round->n_kinds++] = (struct round_kind){.job = job, .verdicts = verdicts};
    }
    return k;
}

/* In a large city a job that waits for a known reason takes no search and no new words for the mere
 * passing of time; it is put where it fits all the same. */
bool round_is_asked_anew(const struct round *round, const struct round_job *job)
{
    const char *why = map_get(&round->world->due.jobs, sv_of(job->id));
    return why &&
           (why != WORLD_BY_TIME || json_array_size(json_object_get(job->json, "reasons")) == 0);
}

static enum err collect_job(struct round *round, struct world_object *object, struct error *error)
{
    struct round_job *job = &round->jobs[round->n_jobs++];
    const json_t *visit = json_object_get(object->json, "visit");
    *job = (struct round_job){
        .id = object->id,
        .object = object,
        .json = object->json,
        .needs = json_object_get(object->json, "requirements"),
        .visit = json_is_object(visit) ? visit : NULL,
        .place = PLAN_NONE,
        .crew = crew_index(round, json_text(object->json, "crew", "")),
        .any_hour = passes_at_any_hour(round, object->json),
        .decided = eligible_is_decided(round->world, object->json),
        .due_ms = world_time(object->json, "due_at", round->now_ms),
        .kind = kind_of(round, object->json),
        .fixed_start_s = -1,
        .next_of = PLAN_NONE,
        .proposed_to =
            crew_index(round, json_text(json_object_get(object->json, "proposal"), "crew", "")),
    };
    const json_t *pin = json_object_get(object->json, "pin");
    const struct round_asked *asked = asked_about(round, object->id);
    if (asked) {
        job->visit = NULL;
        job->crew = PLAN_NONE;
        job->forced = asked->crew != NULL;
        job->next_of = asked->next ? crew_index(round, asked->crew) : PLAN_NONE;
    } else if (pin) {
        job->forced = json_flag(pin, "forced", false);
        if (json_flag(pin, "next", false))
            job->next_of = crew_index(round, json_text(pin, "crew", ""));
    }
    job->proposes = !pin && eligible_mode_of(round->world, object->json) == MODE_PROPOSE;
    job->in_hand = job->visit && world_job_is_in_hand(json_text(object->json, "state", ""));
    /* A crew whose shift is over ends what it has in hand; there is nothing to plan about it. */
    if (job->in_hand && job->crew == PLAN_NONE) {
        round->n_jobs--;
        return ERR_OK;
    }
    job->is_told = round->scope.whole || job->crew != PLAN_NONE || round_is_asked_anew(round, job);
    return object->has_point ? add_place(round, object, object->point, &job->place, error) : ERR_OK;
}

/* Goods that are used up become dimensions of a load, so that a crew is not promised twice over. */
static void collect_goods(struct round *round, const json_t *lines)
{
    size_t i;
    json_t *line;
    json_array_foreach(lines, i, line)
    {
        const char *item = json_text(line, "item", "");
        uint32_t g = 0;
        if (json_flag(line, "returns", false))
            continue;
        while (g < round->n_goods && strcmp(round->goods[g], item) != 0)
            g++;
        if (g == round->n_goods && g < ROUND_GOODS_MAX)
            round->goods[round->n_goods++] = item;
    }
}

/* Whether the crew may and can, as the job's case is: asked about, given by a person, or open. */
static enum refusal weigh(struct round *round, const struct round_job *job, uint32_t c,
                          struct refusal_of *why)
{
    const struct round_asked *asked = round->n_asked ? asked_about(round, job->id) : NULL;
    const struct round_crew *crew = &round->crews[c];
    if (asked && asked->crew) {
        *why = (struct refusal_of){.refusal = REFUSAL_PINNED};
        return strcmp(asked->crew, crew->id) == 0 ? REFUSAL_NONE : REFUSAL_PINNED;
    }
    enum refusal refusal =
        job->decided ? eligible_decided(round->world, job->json, crew->json, why) : REFUSAL_NONE;
    if (asked && refusal != REFUSAL_FORBIDDEN)
        refusal = REFUSAL_NONE;
    if (refusal != REFUSAL_NONE || job->forced)
        return refusal;
    struct verdict *verdict = &round->kinds[job->kind].verdicts[c];
    if (verdict->step < 0)
        eligible_judge(round->world, job->json, crew->json, round->now_ms, verdict);
    return eligible_in_time(verdict, &crew->hours, job->due_ms, round->now_ms, why);
}

/* A crew that people confirmed keeps the job for as long as it may and can. */
static void keep_confirmed(struct round_job *job)
{
    for (uint32_t i = 0; job->proposes && i < job->n_may; i++) {
        if (job->may[i] != job->crew)
            continue;
        job->may[0] = job->crew;
        job->n_may = 1;
    }
}

static void weigh_crews(struct round *round, struct round_job *job)
{
    job->own_only = false;
    job->n_may = 0;
    job->n_refusals = 0;
    job->may = arena_array(round->arena, uint32_t, round->n_crews + 1);
    job->refusals = arena_array(round->arena, struct refusal_of, round->n_crews + 1);
    for (uint32_t c = 0; c < round->n_crews; c++) {
        struct refusal_of why;
        enum refusal refusal = weigh(round, job, c, &why);
        if (refusal == REFUSAL_NONE)
            job->may[job->n_may++] = c;
        else if (refusal != REFUSAL_PINNED)
            job->refusals[job->n_refusals++] = why;
    }
    keep_confirmed(job);
}

/* What has a crew that may and can goes on with it, unless a search moves it. */
static bool weigh_own_crew(struct round *round, struct round_job *job)
{
    struct refusal_of unused;
    if (!round->at_once || job->crew == PLAN_NONE || asked_about(round, job->id) ||
        map_has(&round->world->due.jobs, sv_of(job->id)) ||
        weigh(round, job, job->crew, &unused) != REFUSAL_NONE)
        return false;
    job->own_only = true;
    job->may = arena_array(round->arena, uint32_t, 1);
    job->may[0] = job->crew;
    job->n_may = 1;
    return true;
}

void round_weigh_rest(struct round *round)
{
    for (uint32_t j = 0; j < round->n_jobs; j++) {
        if (round->jobs[j].own_only)
            weigh_crews(round, &round->jobs[j]);
    }
}

static void list_absent(struct round *round)
{
    size_t at = 0;
    round->absent =
        arena_array(round->arena, struct round_absent, round->world->objects[WORLD_CREW].n + 1);
    for (const struct world_object *o; (o = world_next(round->world, WORLD_CREW, &at));) {
        if (crew_index(round, o->id) == PLAN_NONE)
            round->absent[round->n_absent++] = (struct round_absent){o, eligible_hours(o->json)};
    }
}

/* Crews whose shift is over are not in the round, but they may be the reason. */
static void weigh_absent_crews(struct round *round, struct round_job *job)
{
    struct round_kind *kind = &round->kinds[job->kind];
    if (!round->absent)
        list_absent(round);
    if (!kind->absent) {
        kind->absent = arena_alloc(round->arena, (round->n_absent + 1) * sizeof *kind->absent);
        for (size_t i = 0; i < round->n_absent; i++)
            eligible_judge(round->world, job->json, round->absent[i].crew->json, round->now_ms,
                           &kind->absent[i]);
    }
    struct refusal_of *all =
        arena_alloc(round->arena, (job->n_refusals + round->n_absent + 1) * sizeof *all);
    memcpy(all, job->refusals, job->n_refusals * sizeof *all);
    job->refusals = all;
    for (size_t i = 0; i < round->n_absent; i++) {
        if (eligible_in_time(&kind->absent[i], &round->absent[i].hours, job->due_ms, round->now_ms,
                             &all[job->n_refusals]) != REFUSAL_NONE)
            job->n_refusals++;
    }
}

static int64_t visit_time_s(const json_t *visit, const char *key, int64_t otherwise_s)
{
    return world_time(visit, key, otherwise_s * 1000) / 1000;
}

/* What a crew has in hand: work it stands in keeps it until its end; the rest comes first. */
static void take_in_hand(struct round *round, uint32_t j)
{
    struct round_job *job = &round->jobs[j];
    struct round_crew *crew = &round->crews[job->crew];
    const char *state = json_text(job->json, "state", "");
    int64_t now_s = round->now_ms / 1000;
    if (strcmp(state, "on_site") == 0) {
        /* Work that takes longer than planned is still followed by what comes after it. */
        int64_t begun_s =
            visit_time_s(job->visit, "started_at", visit_time_s(job->visit, "start_at", now_s));
        int64_t end_s =
            begun_s + json_i64(job->needs, "service_s", 0) + json_i64(job->needs, "after_s", 0);
        int64_t soonest_s = now_s + json_i64(job->needs, "after_s", 0);
        crew->free_s = end_s > soonest_s ? end_s : soonest_s;
        if (job->place != PLAN_NONE)
            crew->start = job->place;
        crew->standing = job->needs;
        return;
    }
    const json_t *position = json_object_get(crew->json, "position");
    int64_t seen_ms = world_time(position, "at", 0);
    bool on_its_way = strcmp(state, "en_route") == 0;
    job->is_at_gate = strcmp(state, "at_gate") == 0;
    if (on_its_way && seen_ms < world_time(job->visit, "depart_at", 0)) {
        int64_t start_s = visit_time_s(job->visit, "start_at", now_s);
        job->fixed_start_s = start_s > now_s ? start_s : now_s;
    } else if (on_its_way) {
        crew->seen_s = seen_ms / 1000;
    } else if (job->is_at_gate) {
        crew->seen_s = visit_time_s(job->visit, "inside_at", now_s);
        if (job->place != PLAN_NONE)
            crew->start = job->place;
    }
    if (!crew->in_hand)
        crew->in_hand = arena_array(round->arena, uint32_t, round->n_jobs);
    uint32_t at = crew->n_in_hand++;
    int64_t seq = json_i64(job->visit, "seq", 0);
    while (at > 0 && json_i64(round->jobs[crew->in_hand[at - 1]].visit, "seq", 0) > seq) {
        crew->in_hand[at] = crew->in_hand[at - 1];
        at--;
    }
    crew->in_hand[at] = j;
}

enum err round_collect(struct round *round, struct error *error)
{
    uint32_t n_crews = round->scope.n_crews, n_jobs = round->scope.n_jobs;
    round->crews = arena_array(round->arena, struct round_crew, n_crews + 1);
    round->jobs = arena_array(round->arena, struct round_job, n_jobs + 1);
    round->kinds = arena_array(round->arena, struct round_kind, n_jobs + 1);
    round->places = arena_array(round->arena, struct road_place, n_crews + n_jobs + 1);

    enum err rc = ERR_OK;
    for (uint32_t i = 0; i < n_crews && rc == ERR_OK; i++)
        rc = collect_crew(round, round->scope.crews[i], error);
    for (uint32_t i = 0; i < n_jobs && rc == ERR_OK; i++)
        rc = collect_job(round, round->scope.jobs[i], error);
    for (uint32_t j = 0; j < round->n_jobs && rc == ERR_OK; j++) {
        struct round_job *job = &round->jobs[j];
        collect_goods(round, json_object_get(job->needs, "protection"));
        collect_goods(round, json_object_get(job->needs, "stock"));
        if (job->in_hand) {
            take_in_hand(round, j);
            continue;
        }
        if (!weigh_own_crew(round, job))
            weigh_crews(round, job);
        if (job->n_may == 0 && job->is_told)
            weigh_absent_crews(round, job);
    }
    return rc;
}

static enum err travel_of(struct round *round, uint32_t p, struct error *error)
{
    enum err rc = ERR_OK;
    if (!round->snapshots[p])
        rc = road_snapshot_get(round->network->roads, round->profiles[p], 0, &round->snapshots[p],
                               error);
    size_t n = round->n_places;
    round->durations_s[p] = arena_array(round->arena, int32_t, n * n + 1);
    round->distances_m[p] = arena_array(round->arena, int32_t, n * n + 1);
    return rc != ERR_OK ? rc
                        : network_times(round->network, round->profiles[p], round->snapshots[p],
                                        round->places, n, round->now_ms, round->arena,
                                        round->durations_s[p], round->distances_m[p], error);
}

/* The way in and out of jobs whose crews gates let pass at any hour. */
static enum err travel_at_any_hour(struct round *round, uint32_t p, struct error *error)
{
    size_t n = round->n_places;
    bool any = false;
    for (uint32_t j = 0; j < round->n_jobs; j++)
        any = any || (round->jobs[j].any_hour && round->jobs[j].place != PLAN_NONE);
    if (!any || !round->network->has_hours)
        return ERR_OK;
    int32_t *durations_s = arena_array(round->arena, int32_t, n * n + 1);
    int32_t *distances_m = arena_array(round->arena, int32_t, n * n + 1);
    enum err rc = network_times(round->network, round->profiles[p], round->snapshots[p],
                                round->places, n, 0, round->arena, durations_s, distances_m, error);
    for (uint32_t j = 0; rc == ERR_OK && j < round->n_jobs; j++) {
        size_t place = round->jobs[j].place;
        for (size_t i = 0; i < n && round->jobs[j].any_hour && place != PLAN_NONE; i++) {
            const size_t ways[2] = {i * n + place, place * n + i};
            for (int w = 0; w < 2; w++) {
                round->durations_s[p][ways[w]] = durations_s[ways[w]];
                round->distances_m[p][ways[w]] = distances_m[ways[w]];
            }
        }
    }
    return rc;
}

enum err round_travel(struct round *round, struct error *error)
{
    enum err rc = ERR_OK;
    if (round->n_profiles == 0)
        profile_index(round, "car");
    for (uint32_t p = 0; p < round->n_profiles && rc == ERR_OK; p++)
        rc = travel_of(round, p, error);
    for (uint32_t p = 0; p < round->n_profiles && rc == ERR_OK; p++)
        rc = travel_at_any_hour(round, p, error);
    return rc;
}

void round_end(struct round *round)
{
    plan_free(round->plan);
    plan_model_free(round->model);
    for (uint32_t p = 0; p < ROAD_PROFILES_MAX; p++)
        road_snapshot_put(round->snapshots[p]);
}
