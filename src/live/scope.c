#include "live/scope_int.h"

#include <stdlib.h>
#include <string.h>

#include "live/eligible_int.h"

/* A crew, how near it comes to the place in question, and the jobs it has. */
struct candidate {
    struct world_object *crew;
    double here_m, near_m; /* where it is; where it comes by, negative: not measured yet */
    double least_m;        /* not nearer than that */
    bool chosen;
};

/* So many of an order are looked at first: seldom are more asked for. */
enum { FIRST = 64 };

struct survey {
    struct arena *arena;
    const struct world *world;
    struct point from;
    struct candidate *at;
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

static struct candidate *find(const struct survey *survey, const char *crew)
{
    const struct world_object *object = map_get(&survey->world->objects[WORLD_CREW], sv_of(crew));
    return object ? &survey->at[object->slot] : NULL;
}

/* All crews. */
static void look(struct survey *survey, struct arena *arena, const struct world *world)
{
    *survey = (struct survey){.arena = arena, .world = world};
    survey->at = arena_array(arena, struct candidate, world->objects[WORLD_CREW].n + 1);
    size_t at = 0;
    for (struct world_object *o; (o = world_next(world, WORLD_CREW, &at));) {
        o->slot = survey->n;
        survey->at[survey->n++] = (struct candidate){.crew = o};
    }
}

static void look_away(struct survey *survey)
{
    vec_free(&survey->jobs);
}

static const double FAR_M = 1e9;

static double within(double x, double low, double high)
{
    return x < low ? low : x > high ? high : x;
}

static void measure(struct survey *survey, struct point from)
{
    survey->from = from;
    for (uint32_t i = 0; i < survey->n; i++) {
        struct candidate *candidate = &survey->at[i];
        struct box box = candidate->crew->jobs_box;
        struct point here;
        candidate->here_m = scope_crew_point(survey->world, candidate->crew, &here)
                                ? point_distance_near_m(from, here)
                                : FAR_M;
        candidate->least_m = candidate->here_m;
        candidate->near_m = candidate->crew->n_jobs ? -1 : candidate->here_m;
        if (candidate->crew->n_jobs == 0 || box_is_none(box))
            continue;
        struct point nearest = {within(from.lon, box.west, box.east),
                                within(from.lat, box.south, box.north)};
        double least_m = point_distance_near_m(from, nearest);
        candidate->least_m = least_m < candidate->here_m ? least_m : candidate->here_m;
    }
}

static double near_m(const struct survey *survey, struct candidate *candidate)
{
    if (candidate->near_m >= 0)
        return candidate->near_m;
    candidate->near_m = candidate->here_m;
    for (const struct world_object *job = world_jobs_of(survey->world, candidate->crew->id); job;
         job = job->next) {
        double far_m = job->has_point ? point_distance_near_m(survey->from, job->point) : FAR_M;
        if (far_m < candidate->near_m)
            candidate->near_m = far_m;
    }
    return candidate->near_m;
}

static bool choose(struct survey *survey, struct candidate *candidate)
{
    if (candidate->chosen)
        return true;
    size_t n = survey->jobs.n + candidate->crew->n_jobs;
    bool fits = survey->n_crews == 0 ||
                (survey->n_crews < SCOPE_CREWS_LEAST && n <= SCOPE_JOBS_MOST) ||
                (survey->n_crews < SCOPE_CREWS && n <= SCOPE_JOBS);
    if (!fits)
        return false;
    candidate->chosen = true;
    survey->n_crews++;
    for (struct world_object *job = world_jobs_of(survey->world, candidate->crew->id); job;
         job = job->next)
        vec_push(&survey->jobs, job);
    return true;
}

/* ---- Orders ---------------------------------------------------------------------------------- */

enum order { BY_WORK, BY_HERE, BY_NEAR, ORDERS };

/* Which comes first; by id among equals. */
static bool comes_before(const struct candidate *a, const struct candidate *b, enum order order)
{
    if (order == BY_WORK && a->crew->n_jobs != b->crew->n_jobs)
        return a->crew->n_jobs < b->crew->n_jobs;
    double x = order == BY_NEAR ? a->near_m : a->here_m;
    double y = order == BY_NEAR ? b->near_m : b->here_m;
    return x != y ? x < y : strcmp(a->crew->id, b->crew->id) < 0;
}

/* The first so many of an order; gives their number. */
static uint32_t first_of(const struct survey *survey, enum order order, bool due_only,
                         uint32_t most, struct candidate **list)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < survey->n; i++) {
        struct candidate *candidate = &survey->at[i];
        bool is_far = n == most && order == BY_NEAR && candidate->least_m > list[n - 1]->near_m;
        if (is_far || (due_only && !map_has(&survey->world->due.crews, sv_of(candidate->crew->id))))
            continue;
        if (order == BY_NEAR)
            near_m(survey, candidate);
        if (n == most && !comes_before(candidate, list[n - 1], order))
            continue;
        uint32_t at = n < most ? n++ : n - 1;
        for (; at > 0 && comes_before(candidate, list[at - 1], order); at--)
            list[at] = list[at - 1];
        list[at] = candidate;
    }
    return n;
}

static bool may_do(const struct survey *survey, const struct world_object *job,
                   const struct world_object *crew, int64_t now_ms)
{
    struct refusal_of why;
    return eligible_decided(survey->world, job->json, crew->json, &why) == REFUSAL_NONE &&
           eligible_check(survey->world, job->json, crew->json, now_ms, &why) == REFUSAL_NONE;
}

/* Of one order the first that may and can. */
static void choose_in_order(struct survey *survey, const struct world_object *job, int64_t now_ms,
                            enum order order, uint32_t limit)
{
    uint32_t chosen = 0, done = 0;
    for (uint32_t most = FIRST; chosen < limit; most *= 8) {
        uint32_t room = most < survey->n ? most : survey->n;
        struct candidate **list = arena_alloc(survey->arena, (room + 1) * sizeof *list);
        uint32_t n = room ? first_of(survey, order, false, room, list) : 0;
        for (; done < n && chosen < limit; done++) {
            if (may_do(survey, job, list[done]->crew, now_ms))
                chosen += choose(survey, list[done]);
        }
        if (n < most)
            return;
    }
}

/* Those that may and can do the job: the one with the least to do (the nearest may all be full),
 * the nearest by where they are, and by where they come by. */
static void choose_for(struct survey *survey, const struct world_object *job, int64_t now_ms,
                       uint32_t limit)
{
    for (enum order order = BY_WORK; order < ORDERS; order++)
        choose_in_order(survey, job, now_ms, order, order == BY_WORK ? 1 : limit);
}

static void choose_nearest(struct survey *survey, bool due_only, uint32_t crews)
{
    struct candidate *list[FIRST];
    uint32_t n = first_of(survey, BY_NEAR, due_only, FIRST, list);
    for (uint32_t i = 0; i < n && survey->n_crews < crews; i++) {
        if (list[i]->near_m < FAR_M)
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

/* Jobs that nobody has, nearest first, while there is room. Those that wait for the passing of time
 * go together, however long the routes are: else each would have a turn of its own. */
static void add_loose(struct survey *survey, struct point from, const struct world_object *seed)
{
    size_t room = (size_t)survey->world->loose + 1, n = 0;
    struct near_job *list = arena_array(survey->arena, struct near_job, room);
    for (struct world_object *job = world_jobs_of(survey->world, ""); job; job = job->next) {
        double far_m = job->has_point ? point_distance_near_m(from, job->point) : FAR_M;
        list[n++] = (struct near_job){job, job == seed ? -1 : far_m};
    }
    bool is_time = seed && map_get(&survey->world->due.jobs, sv_of(seed->id)) == WORLD_BY_TIME;
    size_t least = is_time ? SCOPE_LOOSE : 1;
    qsort(list, n, sizeof *list, by_distance);
    for (size_t i = 0; i < n && (i < least || survey->jobs.n < SCOPE_JOBS); i++)
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
    qsort(scope.crews, scope.n_crews, sizeof *scope.crews, by_id);
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
    choose_nearest(&survey, true, SCOPE_CREWS);
    add_loose(&survey, job->point, job);
    return close_survey(&survey, job->id);
}

/* How far to look is one of the values of a crew that is due. */
static struct scope around_crew(struct arena *arena, const struct world *world, const char *crew,
                                const char *how)
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
        choose_nearest(&survey, how != WORLD_AROUND,
                       how == WORLD_BY_TIME ? SCOPE_CREWS_BY_TIME : SCOPE_CREWS);
        if (how != WORLD_ALONE)
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

/* The first due crew by id, or NULL; whom nothing but time has made due comes last. */
static const char *due_crew(const struct world *world, const char **far)
{
    const char *best = NULL;
    size_t at = 0;
    struct sv id;
    void *how;
    *far = NULL;
    while (map_next(&world->due.crews, &at, &id, &how)) {
        bool is_later = how == WORLD_BY_TIME && *far != WORLD_BY_TIME;
        bool is_sooner = how != WORLD_BY_TIME && *far == WORLD_BY_TIME;
        if (best && (is_later || (!is_sooner && strcmp(id.at, best) >= 0)))
            continue;
        best = id.at;
        *far = how;
    }
    return best;
}

struct scope scope_of_due(struct arena *arena, const struct world *world, int64_t now_ms)
{
    const char *how = NULL;
    if (is_small(world))
        return scope_whole(arena, world);
    struct world_object *job = urgent_job(world);
    if (job)
        return around_job(arena, world, job, now_ms);
    const char *crew = due_crew(world, &how);
    return crew ? around_crew(arena, world, crew, how) : (struct scope){.whole = true};
}

struct scope scope_around(struct arena *arena, const struct world *world, const char *crew)
{
    return is_small(world) ? scope_whole(arena, world)
                           : around_crew(arena, world, crew, WORLD_AROUND);
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
