#include "live/scope_int.h"

#include <stdlib.h>
#include <string.h>

#include "live/eligible_int.h"

/* A crew, how near it comes to the place in question, and the jobs it has. */
struct candidate {
    struct world_object *crew;
    double here_m, near_m; /* where it is; where it comes by */
    bool chosen;
    struct world_object *jobs; /* linked */
    size_t n_jobs;
};

struct survey {
    struct arena *arena;
    const struct world *world;
    struct candidate *at; /* by id of the crew */
    uint32_t n;
    uint32_t n_crews; /* chosen */
    VEC(struct world_object *) jobs;
};

bool scope_crew_point(const struct world *world, const struct world_object *crew, struct point *out)
{
    if (crew->has_point) {
        *out = crew->point;
        return true;
    }
    const json_t *depot = world_get(world, WORLD_SITE, json_text(crew->json, "depot", ""));
    return world_point(depot, "place", out);
}

static int by_id(const void *a, const void *b)
{
    const struct world_object *const *x = a, *const *y = b;
    return strcmp((*x)->id, (*y)->id);
}

static int candidate_by_id(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    return strcmp(x->crew->id, y->crew->id);
}

static struct candidate *find(const struct survey *survey, const char *crew)
{
    uint32_t low = 0, high = survey->n;
    while (low < high) {
        uint32_t mid = (low + high) / 2;
        int order = strcmp(survey->at[mid].crew->id, crew);
        if (order == 0)
            return &survey->at[mid];
        if (order < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return NULL;
}

/* All crews with their jobs. */
static void look(struct survey *survey, struct arena *arena, const struct world *world)
{
    *survey = (struct survey){.arena = arena, .world = world};
    survey->at = arena_array(arena, struct candidate, world->objects[WORLD_CREW].n + 1);
    size_t at = 0;
    for (struct world_object *o; (o = world_next(world, WORLD_CREW, &at));) {
        struct candidate *candidate = &survey->at[survey->n++];
        *candidate = (struct candidate){.crew = o, .jobs = world_jobs_of(world, o->id)};
        for (const struct world_object *job = candidate->jobs; job; job = job->next)
            candidate->n_jobs++;
    }
    qsort(survey->at, survey->n, sizeof *survey->at, candidate_by_id);
}

static void look_away(struct survey *survey)
{
    vec_free(&survey->jobs);
}

static const double FAR_M = 1e9;

static void measure(struct survey *survey, struct point from)
{
    for (uint32_t i = 0; i < survey->n; i++) {
        struct candidate *candidate = &survey->at[i];
        struct point here;
        candidate->here_m = scope_crew_point(survey->world, candidate->crew, &here)
                                ? point_distance_near_m(from, here)
                                : FAR_M;
        candidate->near_m = candidate->here_m;
        for (const struct world_object *job = candidate->jobs; job; job = job->next) {
            double far_m = job->has_point ? point_distance_near_m(from, job->point) : FAR_M;
            if (far_m < candidate->near_m)
                candidate->near_m = far_m;
        }
    }
}

static bool choose(struct survey *survey, struct candidate *candidate)
{
    if (candidate->chosen)
        return true;
    bool fits = survey->n_crews < SCOPE_CREWS_LEAST ||
                (survey->n_crews < SCOPE_CREWS && survey->jobs.n + candidate->n_jobs <= SCOPE_JOBS);
    if (!fits)
        return false;
    candidate->chosen = true;
    survey->n_crews++;
    for (struct world_object *job = candidate->jobs; job; job = job->next)
        vec_push(&survey->jobs, job);
    return true;
}

static int by_here(const void *a, const void *b)
{
    const struct candidate *const *x = a, *const *y = b;
    double d = (*x)->here_m - (*y)->here_m;
    return d < 0 ? -1 : d > 0 ? 1 : candidate_by_id(*x, *y);
}

static int by_near(const void *a, const void *b)
{
    const struct candidate *const *x = a, *const *y = b;
    double d = (*x)->near_m - (*y)->near_m;
    return d < 0 ? -1 : d > 0 ? 1 : candidate_by_id(*x, *y);
}

static int by_work(const void *a, const void *b)
{
    const struct candidate *const *x = a, *const *y = b;
    return (*x)->n_jobs != (*y)->n_jobs ? ((*x)->n_jobs < (*y)->n_jobs ? -1 : 1) : by_here(a, b);
}

static struct candidate **sorted(const struct survey *survey, int by(const void *, const void *))
{
    struct candidate **list = arena_alloc(survey->arena, (survey->n + 1) * sizeof *list);
    for (uint32_t i = 0; i < survey->n; i++)
        list[i] = &survey->at[i];
    qsort(list, survey->n, sizeof *list, by);
    return list;
}

/* Those that may and can do the job: the one with the least to do (the nearest may all be full),
 * the nearest by where they are, and by where they come by. */
static void choose_for(struct survey *survey, const struct world_object *job, int64_t now_ms,
                       uint32_t limit)
{
    int (*const orders[])(const void *, const void *) = {by_work, by_here, by_near};
    for (int o = 0; o < 3; o++) {
        struct candidate **list = sorted(survey, orders[o]);
        uint32_t n = 0;
        for (uint32_t i = 0; i < survey->n && n < (o == 0 ? 1 : limit); i++) {
            struct refusal_of why;
            const json_t *crew = list[i]->crew->json;
            if (eligible_decided(survey->world, job->json, crew, &why) == REFUSAL_NONE &&
                eligible_check(survey->world, job->json, crew, now_ms, &why) == REFUSAL_NONE)
                n += choose(survey, list[i]);
        }
    }
}

static void choose_nearest(struct survey *survey, bool due_only)
{
    struct candidate **list = sorted(survey, by_near);
    for (uint32_t i = 0; i < survey->n && survey->n_crews < SCOPE_CREWS; i++) {
        if (list[i]->near_m < FAR_M &&
            (!due_only || map_has(&survey->world->due.crews, sv_of(list[i]->crew->id))))
            choose(survey, list[i]);
    }
}

struct near_job {
    struct world_object *job;
    double far_m;
};

static int by_distance(const void *a, const void *b)
{
    const struct near_job *x = a, *y = b;
    return x->far_m < y->far_m ? -1 : x->far_m > y->far_m ? 1 : strcmp(x->job->id, y->job->id);
}

/* Jobs that nobody has, nearest first, while there is room. */
static void add_loose(struct survey *survey, struct point from, const struct world_object *seed)
{
    size_t room = (size_t)survey->world->loose + 1, n = 0;
    struct near_job *list = arena_array(survey->arena, struct near_job, room);
    for (struct world_object *job = world_jobs_of(survey->world, ""); job; job = job->next) {
        double far_m = job->has_point ? point_distance_near_m(from, job->point) : FAR_M;
        list[n++] = (struct near_job){job, job == seed ? -1 : far_m};
    }
    qsort(list, n, sizeof *list, by_distance);
    for (size_t i = 0; i < n && (i == 0 || survey->jobs.n < SCOPE_JOBS); i++)
        vec_push(&survey->jobs, list[i].job);
}

static struct scope close_survey(struct survey *survey, const char *seed)
{
    struct scope scope = {.n_jobs = (uint32_t)survey->jobs.n};
    snprintf(scope.seed, sizeof scope.seed, "%s", seed);
    scope.crews = arena_alloc(survey->arena, (survey->n_crews + 1) * sizeof *scope.crews);
    scope.jobs = arena_alloc(survey->arena, (survey->jobs.n + 1) * sizeof *scope.jobs);
    for (uint32_t i = 0; i < survey->n; i++) {
        if (survey->at[i].chosen)
            scope.crews[scope.n_crews++] = survey->at[i].crew;
    }
    if (survey->jobs.n)
        memcpy(scope.jobs, survey->jobs.at, survey->jobs.n * sizeof *scope.jobs);
    qsort(scope.jobs, scope.n_jobs, sizeof *scope.jobs, by_id);
    look_away(survey);
    return scope;
}

struct scope scope_whole(struct arena *arena, const struct world *world)
{
    struct scope scope = {.whole = true};
    scope.crews = arena_alloc(arena, (world->objects[WORLD_CREW].n + 1) * sizeof *scope.crews);
    scope.jobs = arena_alloc(arena, (world->objects[WORLD_JOB].n + 1) * sizeof *scope.jobs);
    size_t at = 0;
    for (struct world_object *o; (o = world_next(world, WORLD_CREW, &at));)
        scope.crews[scope.n_crews++] = o;
    at = 0;
    for (struct world_object *o; (o = world_next(world, WORLD_JOB, &at));)
        scope.jobs[scope.n_jobs++] = o;
    qsort(scope.crews, scope.n_crews, sizeof *scope.crews, by_id);
    qsort(scope.jobs, scope.n_jobs, sizeof *scope.jobs, by_id);
    return scope;
}

static bool is_small(const struct world *world)
{
    return world->objects[WORLD_CREW].n + world->objects[WORLD_JOB].n <= SCOPE_WHOLE;
}

static struct scope around_job(struct arena *arena, const struct world *world,
                               struct world_object *job, int64_t now_ms)
{
    struct survey survey;
    look(&survey, arena, world);
    measure(&survey, job->point);
    struct candidate *has = find(&survey, job->crew);
    if (has)
        choose(&survey, has);
    else if (*job->crew)
        vec_push(&survey.jobs, job); /* of a crew that is not in the picture */
    struct candidate *pinned =
        find(&survey, json_text(json_object_get(job->json, "pin"), "crew", ""));
    if (pinned)
        choose(&survey, pinned);
    else if (!world_job_is_in_hand(json_text(job->json, "state", "")))
        choose_for(&survey, job, now_ms, SCOPE_CANDIDATES);
    choose_nearest(&survey, true);
    add_loose(&survey, job->point, job);
    return close_survey(&survey, job->id);
}

static struct scope around_crew(struct arena *arena, const struct world *world, const char *crew,
                                bool alone)
{
    struct survey survey;
    struct point from = {0, 0};
    look(&survey, arena, world);
    struct candidate *seed = find(&survey, crew);
    bool is_somewhere = seed && scope_crew_point(world, seed->crew, &from);
    if (seed)
        choose(&survey, seed);
    if (is_somewhere) {
        measure(&survey, from);
        choose_nearest(&survey, alone);
        if (!alone)
            add_loose(&survey, from, NULL);
    }
    return close_survey(&survey, crew);
}

/* The due job with the highest priority; the first by id among equals. */
static struct world_object *urgent_job(const struct world *world)
{
    struct world_object *best = NULL;
    int64_t best_priority = 0;
    size_t at = 0;
    struct sv id;
    void *unused;
    while (map_next(&world->due.jobs, &at, &id, &unused)) {
        struct world_object *job = map_get(&world->objects[WORLD_JOB], id);
        int64_t priority = job ? json_i64(job->json, "priority", 0) : 0;
        if (job && job->has_point &&
            (!best || priority > best_priority ||
             (priority == best_priority && strcmp(job->id, best->id) < 0))) {
            best = job;
            best_priority = priority;
        }
    }
    return best;
}

/* The first due crew by id, or NULL. */
static const char *due_crew(const struct world *world, bool *alone)
{
    const char *best = NULL;
    size_t at = 0;
    struct sv id;
    void *how;
    while (map_next(&world->due.crews, &at, &id, &how)) {
        if (best && strcmp(id.at, best) >= 0)
            continue;
        best = id.at;
        *alone = how == WORLD_ALONE;
    }
    return best;
}

struct scope scope_of_due(struct arena *arena, const struct world *world, int64_t now_ms)
{
    bool alone = false;
    if (is_small(world))
        return scope_whole(arena, world);
    struct world_object *job = urgent_job(world);
    if (job)
        return around_job(arena, world, job, now_ms);
    const char *crew = due_crew(world, &alone);
    return crew ? around_crew(arena, world, crew, alone) : (struct scope){.whole = true};
}

struct scope scope_around(struct arena *arena, const struct world *world, const char *crew)
{
    return is_small(world) ? scope_whole(arena, world) : around_crew(arena, world, crew, false);
}

struct scope scope_for_job(struct arena *arena, const struct world *world, const char *job,
                           int64_t now_ms)
{
    struct world_object *object = map_get(&world->objects[WORLD_JOB], sv_of(job));
    bool is_there = object && object->has_point;
    return is_there && !is_small(world) ? around_job(arena, world, object, now_ms)
                                        : scope_whole(arena, world);
}

struct scope scope_of_crews(struct arena *arena, const struct world *world,
                            const char *const *crews, uint32_t n, const char *job)
{
    struct world_object *object = map_get(&world->objects[WORLD_JOB], sv_of(job));
    struct survey survey;
    look(&survey, arena, world);
    for (uint32_t i = 0; i < n; i++) {
        struct candidate *candidate = find(&survey, crews[i]);
        if (candidate)
            choose(&survey, candidate);
    }
    struct candidate *has = object ? find(&survey, object->crew) : NULL;
    if (object && (!has || !has->chosen))
        vec_push(&survey.jobs, object);
    return close_survey(&survey, job);
}

bool scope_has_crew(const struct scope *scope, const char *crew)
{
    uint32_t low = 0, high = scope->n_crews;
    while (low < high) {
        uint32_t mid = (low + high) / 2;
        int order = strcmp(scope->crews[mid]->id, crew);
        if (order == 0)
            return true;
        if (order < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return false;
}

void scope_done(const struct scope *scope, struct world *world)
{
    struct world_due *due = &world->due;
    for (uint32_t i = 0; i < scope->n_crews; i++)
        map_take(&due->crews, sv_of(scope->crews[i]->id));
    for (uint32_t i = 0; i < scope->n_jobs; i++)
        map_take(&due->jobs, sv_of(scope->jobs[i]->id));
    map_take(&due->crews, sv_of(scope->seed));
    map_take(&due->jobs, sv_of(scope->seed));
    if (scope->whole) {
        map_free(&due->crews);
        map_free(&due->jobs);
    }
    if (due->jobs.n + due->crews.n == 0)
        due->everything = false;
}
