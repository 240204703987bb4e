#include <stdlib.h>
#include <string.h>

#include "live/live_int.h"

enum { TRIES_MAX = 5 };

/* What is new is placed at once, with a short search only where that does not do; when nothing else
 * happens a long one follows, which the next event breaks off. */
enum { ANSWER_ITERATIONS = 100, IMPROVE_ITERATIONS = 2000, IMPROVE_PER_JOB = 30 };

static enum err commit(struct live *live, json_t *changes, struct error *error)
{
    struct ops_reply *reply = NULL;
    enum err rc =
        ops_call_name(live->config.ops, "plan.commit", changes, &live->world.self, &reply);
    if (rc == ERR_OK)
        live->world.plan_revision = json_i64(ops_reply_json(reply), "revision", 0);
    else
        *error = reply->error;
    ops_reply_free(reply);
    return rc;
}

/* Line by line, so that one that is refused does not keep the others from being served. */
static enum err commit_lines(struct live *live, const json_t *changes, struct error *error)
{
    static const char *const lists[] = {"visits", "unassigned", "proposals"};
    for (int l = 0; l < 3; l++) {
        size_t i;
        json_t *line;
        json_array_foreach(json_object_get(changes, lists[l]), i, line)
        {
            json_t *one =
                json_pack("{s:I, s:[], s:[], s:[]}", "base_revision",
                          (json_int_t)live->world.plan_revision, lists[0], lists[1], lists[2]);
            json_array_append(json_object_get(one, lists[l]), line);
            enum err rc = commit(live, one, error);
            if (rc == ERR_STALE || rc == ERR_BUSY || rc == ERR_IO)
                return rc;
            if (rc != ERR_OK)
                log_error(live->config.log, "live.line_refused",
                          LOG_S("job", json_text(line, "job", "")), LOG_S("why", error->text),
                          NULL);
        }
    }
    return ERR_OK;
}

static enum err commit_changes(struct live *live, json_t *changes, struct error *error)
{
    enum err rc = commit(live, json_incref(changes), error);
    if (rc != ERR_OK && rc != ERR_STALE && rc != ERR_BUSY && rc != ERR_IO)
        rc = commit_lines(live, changes, error);
    json_decref(changes);
    return rc;
}

/* One turn: the scope's round, and the crews that may have to be told of it. */
struct turn {
    struct arena *arena;
    struct round round;
    const char **crews; /* ids, which outlive the picture they were read from */
    uint32_t n_crews;
    bool changed;    /* something was committed */
    bool broken_off; /* by what was heard during the search */
};

static void turn_begin(struct turn *turn, struct live *live, struct arena *arena,
                       struct scope scope, int64_t now_ms)
{
    *turn = (struct turn){.arena = arena, .n_crews = scope.n_crews};
    turn->round = (struct round){.arena = arena,
                                 .world = &live->world,
                                 .network = &live->network,
                                 .scope = scope,
                                 .now_ms = now_ms,
                                 .offset_min = ops_offset_min(live->config.ops),
                                 .afresh = live->config.policy == LIVE_ROLLING};
    turn->crews = arena_alloc(arena, (scope.n_crews + 1) * sizeof *turn->crews);
    for (uint32_t i = 0; i < scope.n_crews; i++)
        turn->crews[i] = arena_strdup(arena, scope.crews[i]->id);
}

static void note_turn(struct live *live, const struct turn *turn, enum err rc)
{
    pthread_mutex_lock(&live->mutex);
    live->stats.commits += turn->changed;
    live->stats.stale_commits += rc == ERR_STALE;
    pthread_mutex_unlock(&live->mutex);
}

static bool is_broken_off(const struct round_effort *effort)
{
    return effort->cancel && *effort->cancel;
}

/* Plans and commits. ERR_STALE: somebody changed the plan meanwhile. A search that was broken off
 * is thrown away: its round comes again. */
static enum err turn_run(struct turn *turn, struct live *live, const struct round_effort *effort,
                         struct error *error)
{
    struct round *round = &turn->round;
    int64_t since_ns = clock_monotonic_ns();
    round->at_once = effort->at_once;
    enum err rc = round_collect(round, error);
    phase_end(effort->phases, LIVE_COLLECT, &since_ns);
    if (rc == ERR_OK && !is_broken_off(effort))
        rc = round_travel(round, error);
    phase_end(effort->phases, LIVE_TRAVEL, &since_ns);
    if (rc == ERR_OK && live->config.policy == LIVE_NEAREST)
        round_offer_nearest(round);
    if (rc == ERR_OK && !is_broken_off(effort))
        rc = round_solve(round, effort, error);
    turn->broken_off = is_broken_off(effort);
    since_ns = clock_monotonic_ns();
    json_t *changes = rc == ERR_OK && !turn->broken_off ? round_changes(round) : NULL;
    phase_end(effort->phases, LIVE_CHANGES, &since_ns);
    if (changes) {
        rc = commit_changes(live, changes, error);
        turn->changed = rc == ERR_OK;
        phase_end(effort->phases, LIVE_COMMIT, &since_ns);
    }
    round_end(round);
    return rc;
}

/* ---- Sending --------------------------------------------------------------------------------- */

static bool on_shift(const struct world *world, const char *crew, int64_t now_ms)
{
    const json_t *shift = json_object_get(world_get(world, WORLD_CREW, crew), "shift");
    return world_time(shift, "from", INT64_MAX) <= now_ms && world_time(shift, "until", 0) > now_ms;
}

/* The visit with which a crew goes on, when it has not been sent to it yet; else NULL. */
static const char *visit_to_send(const struct world *world, const char *crew, int64_t now_ms)
{
    const json_t *first = NULL;
    for (const struct world_object *job = world_jobs_of(world, crew); job; job = job->next) {
        const json_t *visit = json_object_get(job->json, "visit");
        bool stands_in_it = strcmp(json_text(job->json, "state", ""), "on_site") == 0;
        if (json_is_object(visit) && !stands_in_it &&
            (!first || json_i64(visit, "seq", 0) < json_i64(first, "seq", 0)))
            first = visit;
    }
    bool planned = strcmp(json_text(first, "state", ""), "planned") == 0;
    return planned && on_shift(world, crew, now_ms) ? json_text(first, "id", NULL) : NULL;
}

struct sending {
    pthread_mutex_t mutex;
    pthread_cond_t answered;
    uint32_t open;
};

static void was_sent(struct ops_reply *reply, void *context)
{
    struct sending *sending = context;
    ops_reply_free(reply);
    pthread_mutex_lock(&sending->mutex);
    sending->open--;
    pthread_cond_signal(&sending->answered);
    pthread_mutex_unlock(&sending->mutex);
}

/* Sends each crew on shift the first of its visits, all in one write. What fails here (the crew
 * took it by itself meanwhile) is found again in the next round. */
static void send_first_visits(const struct turn *turn, struct live *live, int64_t now_ms)
{
    struct sending sending = {.open = 0};
    pthread_mutex_init(&sending.mutex, NULL);
    pthread_cond_init(&sending.answered, NULL);
    for (uint32_t i = 0; i < turn->n_crews; i++) {
        const char *visit = visit_to_send(&live->world, turn->crews[i], now_ms);
        if (!visit)
            continue;
        pthread_mutex_lock(&sending.mutex);
        sending.open++;
        pthread_mutex_unlock(&sending.mutex);
        struct ops_call call = {.command = ops_command("visit.transition"),
                                .args = json_pack("{s:s, s:s}", "id", visit, "to", "dispatched"),
                                .actor = &live->world.self,
                                .if_match = -1};
        ops_submit(live->config.ops, call, was_sent, &sending);
    }
    pthread_mutex_lock(&sending.mutex);
    while (sending.open > 0)
        pthread_cond_wait(&sending.answered, &sending.mutex);
    pthread_mutex_unlock(&sending.mutex);
    pthread_cond_destroy(&sending.answered);
    pthread_mutex_destroy(&sending.mutex);
}

/* ---- What changes by itself ------------------------------------------------------------------ */

/* A zone has begun or ended by its time: the jobs inside ask for something else now. What changes
 * by it comes back as events. */
static enum err tick_zones(struct live *live, struct error *error)
{
    struct ops_reply *reply = NULL;
    enum err rc = ops_call_name(live->config.ops, "zone.tick", NULL, &live->world.self, &reply);
    if (rc != ERR_OK)
        *error = reply->error;
    ops_reply_free(reply);
    return rc;
}

/* Puts what changed on the network; the whole plan is due when time alone changed it. */
static enum err renew_network(struct live *live, int64_t now_ms, struct error *error)
{
    int64_t due_ms = live->network.next_change_ms;
    bool is_due = due_ms && due_ms <= now_ms;
    enum err rc = ERR_OK;
    if (live->effects & WORLD_ROADS_CHANGED)
        rc = network_close(&live->network, &live->world, now_ms, live->config.log, error);
    else if (is_due)
        rc = network_tick(&live->network, now_ms, error);
    if (is_due)
        world_due_all(&live->world);
    live->effects = 0;
    return rc == ERR_OK && is_due ? tick_zones(live, error) : rc;
}

static enum err renew(struct live *live, int64_t now_ms, struct error *error)
{
    live_take_heard(live);
    int64_t since_ns = clock_monotonic_ns();
    enum err rc = world_refresh(&live->world, now_ms, error);
    phase_end(&live->phases, LIVE_PICTURE, &since_ns);
    if (rc == ERR_OK)
        rc = renew_network(live, now_ms, error);
    phase_end(&live->phases, LIVE_ROADS, &since_ns);
    return rc;
}

/* ---- Turns ----------------------------------------------------------------------------------- */

/* In a large city what only runs a little late is as good as it was. */
static void note_improvable(struct live *live, const struct turn *turn)
{
    const struct round *round = &turn->round;
    bool pays = live->config.policy == LIVE_LIFELINE && turn->changed && round->n_jobs > 1 &&
                (round->is_rearranged || round->scope.whole);
    for (uint32_t i = 0; pays && i < turn->n_crews; i++)
        map_set(&live->improvable, sv_of(turn->crews[i]), live);
}

/* After a commit: the picture with it, and the crews are told. */
static enum err follow_up(struct live *live, const struct turn *turn, struct error *error)
{
    int64_t since_ns = clock_monotonic_ns();
    live_take_heard(live);
    int64_t now_ms = clock_now_ms(live->config.clock);
    enum err rc = world_refresh(&live->world, now_ms, error);
    if (rc == ERR_OK)
        send_first_visits(turn, live, now_ms);
    phase_end(&live->phases, LIVE_SEND, &since_ns);
    return rc;
}

/* Between two plans of the rolling policy: streets as they are, crews sent on. */
static enum err turn_follow(struct live *live, struct error *error)
{
    struct arena *arena = arena_new();
    int64_t now_ms = clock_now_ms(live->config.clock);
    enum err rc = renew(live, now_ms, error);
    if (rc == ERR_OK) {
        struct turn turn;
        turn_begin(&turn, live, arena, scope_whole(arena, &live->world), now_ms);
        scope_done(&turn.round.scope, &live->world);
        send_first_visits(&turn, live, now_ms);
    }
    arena_free(arena);
    return rc;
}

/* Only the city's own way looks at a part, and places at once; the rolling policy has no second
 * search: it takes its time here. */
static struct round_effort effort_of(struct live *live)
{
    return (struct round_effort){
        .at_once = live->config.policy == LIVE_LIFELINE,
        .iterations = live->config.policy == LIVE_ROLLING ? IMPROVE_ITERATIONS : ANSWER_ITERATIONS,
        .seed = live->config.seed,
        .phases = &live->phases};
}

/* What the turn has looked at is due no longer, but for what it has put off. */
static void turn_done(const struct turn *turn, struct live *live)
{
    const struct round *round = &turn->round;
    scope_done(&round->scope, &live->world);
    for (uint32_t j = 0; j < round->n_jobs; j++) {
        if (round->jobs[j].is_postponed)
            map_set(&live->world.due.jobs, sv_of(round->jobs[j].id), &live->world);
    }
}

/* Made for an urgent call, or not to be cut: the other policies have no turns that are small. */
static bool is_urgent_turn(const struct live *live, const struct turn *turn)
{
    const json_t *seed = world_get(&live->world, WORLD_JOB, turn->round.scope.seed);
    return live->config.policy != LIVE_LIFELINE || json_i64(seed, "priority", 0) >= LIVE_URGENT;
}

static enum err turn_plan(struct live *live, struct arena *arena, struct turn *turn,
                          struct error *error)
{
    struct round_effort effort = effort_of(live);
    enum err rc = ERR_STALE;
    for (int i = 0; i < TRIES_MAX && rc == ERR_STALE; i++) {
        int64_t now_ms = clock_now_ms(live->config.clock);
        rc = renew(live, now_ms, error);
        if (rc != ERR_OK || !world_is_due(&live->world))
            return rc;
        arena_reset(arena);
        int64_t since_ns = clock_monotonic_ns();
        turn_begin(turn, live, arena,
                   live->config.policy == LIVE_LIFELINE ? scope_of_due(arena, &live->world, now_ms)
                                                        : scope_whole(arena, &live->world),
                   now_ms);
        phase_end(&live->phases, LIVE_SCOPE, &since_ns);
        effort.cancel = is_urgent_turn(live, turn) ? NULL : &live->is_urgent;
        rc = turn_run(turn, live, &effort, error);
        if (rc != ERR_STALE && !turn->broken_off)
            turn_done(turn, live);
        note_turn(live, turn, rc);
    }
    return rc;
}

enum err turn_answer(struct live *live, bool is_time, struct error *error)
{
    if (live->config.policy == LIVE_ROLLING && !is_time)
        return turn_follow(live, error);
    struct arena *arena = arena_new();
    struct turn turn = {0};
    enum err rc = turn_plan(live, arena, &turn, error);
    live->saw_all = turn.arena && turn.round.scope.whole && live->config.policy != LIVE_ROLLING;
    note_improvable(live, &turn);
    if (rc == ERR_OK && turn.arena)
        rc = follow_up(live, &turn, error);
    arena_free(arena);
    return rc;
}

/* The first crew by id whose routes have not been searched for long. */
static void next_improvable(struct live *live, char crew[ID_TEXT_SIZE])
{
    size_t at = 0;
    struct sv id;
    void *unused;
    crew[0] = '\0';
    while (map_next(&live->improvable, &at, &id, &unused)) {
        if (!*crew || strcmp(id.at, crew) < 0)
            snprintf(crew, ID_TEXT_SIZE, "%s", id.at);
    }
}

/* Jobs that a search may move: not what crews have in hand. */
static int64_t jobs_to_move(const struct scope *scope)
{
    int64_t n = 0;
    for (uint32_t i = 0; i < scope->n_jobs; i++)
        n += !world_job_is_in_hand(json_text(scope->jobs[i]->json, "state", ""));
    return n;
}

/* A handful of jobs has few orders to try, and none none. Where work is limited: the more jobs and
 * the longer the routes, the longer each iteration takes. */
static int64_t improve_iterations(const struct live *live, const struct scope *scope)
{
    int64_t n = scope->n_jobs, most = jobs_to_move(scope) * IMPROVE_PER_JOB;
    most = most < IMPROVE_ITERATIONS ? most : IMPROVE_ITERATIONS;
    int64_t work = live->config.improve_work, stops = scope->n_crews ? n / scope->n_crews + 1 : n;
    int64_t cost = n * stops;
    return work && most && work / cost < most ? work / cost + 1 : most;
}

enum err turn_improve(struct live *live, struct error *error)
{
    struct arena *arena = arena_new();
    struct turn turn;
    char crew[ID_TEXT_SIZE];
    int64_t now_ms = clock_now_ms(live->config.clock);
    next_improvable(live, crew);
    turn_begin(&turn, live, arena, scope_around(arena, &live->world, crew), now_ms);
    const struct round_effort effort = {false, improve_iterations(live, &turn.round.scope),
                                        live->config.seed, &live->interrupted, NULL};
    enum err rc = effort.iterations ? turn_run(&turn, live, &effort, error) : ERR_OK;
    /* Not asked afterwards: what it committed itself is heard too. */
    if (turn.broken_off) {
        phase_note(&live->phases, LIVE_BREAKING_OFF, clock_monotonic_ns() - live->broken_at_ns);
    } else {
        map_take(&live->improvable, sv_of(crew));
        for (uint32_t i = 0; i < turn.n_crews; i++)
            map_take(&live->improvable, sv_of(turn.crews[i]));
    }
    note_turn(live, &turn, rc);
    if (rc == ERR_OK && turn.changed)
        rc = follow_up(live, &turn, error);
    arena_free(arena);
    return rc == ERR_STALE ? ERR_OK : rc;
}
