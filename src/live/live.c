#include "live/live.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "live/round_int.h"

/* How often an unassigned job is looked at again when nothing but time passes. */
enum { LOOK_AGAIN_MS = 60 * 1000, ROLLING_MS = 5 * 60 * 1000, TRIES_MAX = 5 };

/* A change is answered after a short search; when nothing else happens, a long one follows, which
 * the next event breaks off. */
enum { ANSWER_ITERATIONS = 100, IMPROVE_ITERATIONS = 2000 };

/* What an event said, until the dispatcher's thread takes it. */
struct heard {
    char type[48], noun[24], noun_id[ID_TEXT_SIZE];
    int64_t seq;
};

struct live {
    struct live_config config;
    struct world world;
    struct network network;
    pthread_t thread;
    unsigned effects;  /* of what was heard and is not planned for yet */
    int64_t heard_seq; /* the last event that was taken */
    bool improvable;   /* the plan in force has not been searched for long */

    pthread_mutex_t mutex; /* guards what follows */
    VEC(struct heard) heard;
    volatile bool interrupted; /* something was heard: ends a long search */
    bool stopping;
    int64_t rests_until_ms; /* the thread waits for this time or an event; 0: it works */
    pthread_cond_t rested;
    struct live_stats stats;
};

/* On the writer's thread: note and go. */
static void hear(const struct ops_event *events, size_t n, void *context)
{
    struct live *live = context;
    pthread_mutex_lock(&live->mutex);
    for (size_t i = 0; i < n; i++) {
        struct heard *heard = vec_add(&live->heard);
        snprintf(heard->type, sizeof heard->type, "%s", events[i].type);
        snprintf(heard->noun, sizeof heard->noun, "%s", events[i].noun);
        snprintf(heard->noun_id, sizeof heard->noun_id, "%s", events[i].noun_id);
        heard->seq = events[i].seq;
    }
    live->interrupted = true;
    pthread_mutex_unlock(&live->mutex);
    clock_wake(live->config.clock);
}

/* Takes what was heard into the picture's list of things to fetch, and notes the effects. */
static void take_heard(struct live *live)
{
    pthread_mutex_lock(&live->mutex);
    for (size_t i = 0; i < live->heard.n; i++) {
        const struct heard *heard = &live->heard.at[i];
        live->effects |= world_touch(&live->world, heard->type, heard->noun, heard->noun_id);
        live->heard_seq = heard->seq;
    }
    vec_clear(&live->heard);
    live->interrupted = false;
    pthread_mutex_unlock(&live->mutex);
}

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
    static const char *const lists[] = {"visits", "unassigned"};
    for (int l = 0; l < 2; l++) {
        size_t i;
        json_t *line;
        json_array_foreach(json_object_get(changes, lists[l]), i, line)
        {
            json_t *one = json_pack("{s:I, s:[], s:[]}", "base_revision",
                                    (json_int_t)live->world.plan_revision, lists[0], lists[1]);
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

/* One plan on the picture as it is. ERR_STALE: somebody changed the plan meanwhile. */
static enum err plan_once(struct live *live, const struct round_effort *effort, int64_t now_ms,
                          struct error *error)
{
    struct arena *arena = arena_new();
    struct round round = {.arena = arena,
                          .world = &live->world,
                          .network = &live->network,
                          .now_ms = now_ms,
                          .offset_min = ops_offset_min(live->config.ops),
                          .afresh = live->config.policy == LIVE_ROLLING};
    enum err rc = round_collect(&round, error);
    if (rc == ERR_OK)
        rc = round_travel(&round, error);
    if (rc == ERR_OK && live->config.policy == LIVE_NEAREST)
        round_offer_nearest(&round);
    if (rc == ERR_OK)
        rc = round_solve(&round, effort, error);
    json_t *changes = rc == ERR_OK ? round_changes(&round) : NULL;
    if (changes)
        rc = commit_changes(live, changes, error);
    if (changes)
        live->improvable = live->config.policy == LIVE_LIFELINE && round.n_jobs > 1;
    pthread_mutex_lock(&live->mutex);
    live->stats.commits += changes && rc == ERR_OK;
    live->stats.stale_commits += rc == ERR_STALE;
    live->stats.open_jobs = round.n_jobs;
    live->stats.crews_on_shift = round.n_crews;
    pthread_mutex_unlock(&live->mutex);
    round_end(&round);
    arena_free(arena);
    return rc;
}

static bool on_shift(const struct world *world, const char *crew, int64_t now_ms)
{
    const json_t *shift = json_object_get(world_get(world, WORLD_CREW, crew), "shift");
    return world_time(shift, "from", INT64_MAX) <= now_ms && world_time(shift, "until", 0) > now_ms;
}

/* The visit with which a crew goes on, when it has not been sent to it yet; else NULL. */
static const char *visit_to_send(const struct world *world, const struct map *first,
                                 const char *crew, int64_t now_ms)
{
    const json_t *visit = map_get(first, sv_of(crew));
    bool planned = strcmp(json_text(visit, "state", ""), "planned") == 0;
    return planned && on_shift(world, crew, now_ms) ? json_text(visit, "id", NULL) : NULL;
}

/* Sends each crew on shift the first of its visits. What fails here (the crew took it by itself
 * meanwhile) is found again in the next round. */
static void send_first_visits(struct live *live, int64_t now_ms)
{
    struct map first = {0};
    size_t at = 0;
    for (const struct world_object *job; (job = world_next(&live->world, WORLD_JOB, &at));) {
        json_t *visit = json_object_get(job->json, "visit");
        const char *crew = json_text(job->json, "crew", "");
        const json_t *other = map_get(&first, sv_of(crew));
        if (*crew && json_is_object(visit) &&
            (!other || json_i64(visit, "seq", 0) < json_i64(other, "seq", 0)))
            map_set(&first, sv_of(crew), visit);
    }
    at = 0;
    for (const struct world_object *crew; (crew = world_next(&live->world, WORLD_CREW, &at));) {
        const char *visit = visit_to_send(&live->world, &first, crew->id, now_ms);
        if (!visit)
            continue;
        struct ops_reply *reply = NULL;
        ops_call_name(live->config.ops, "visit.transition",
                      json_pack("{s:s, s:s}", "id", visit, "to", "dispatched"), &live->world.self,
                      &reply);
        ops_reply_free(reply);
    }
    map_free(&first);
}

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

/* Puts what changed on the network. */
static enum err renew_network(struct live *live, int64_t now_ms, struct error *error)
{
    int64_t due_ms = live->network.next_change_ms;
    bool is_due = due_ms && due_ms <= now_ms;
    enum err rc = ERR_OK;
    if (live->effects & WORLD_ROADS_CHANGED)
        rc = network_close(&live->network, &live->world, now_ms, live->config.log, error);
    else if (is_due)
        rc = network_tick(&live->network, now_ms, error);
    return rc == ERR_OK && is_due ? tick_zones(live, error) : rc;
}

/* Between two plans of the rolling policy: streets as they are, crews sent on. */
static enum err follow(struct live *live, struct error *error)
{
    int64_t now_ms = clock_now_ms(live->config.clock);
    enum err rc = world_refresh(&live->world, error);
    if (rc == ERR_OK)
        rc = renew_network(live, now_ms, error);
    live->effects = 0;
    if (rc == ERR_OK)
        send_first_visits(live, now_ms);
    return rc;
}

static enum err plan_round(struct live *live, const struct round_effort *effort,
                           struct error *error)
{
    enum err rc = ERR_STALE;
    for (int i = 0; i < TRIES_MAX && rc == ERR_STALE; i++) {
        int64_t now_ms = clock_now_ms(live->config.clock);
        take_heard(live);
        rc = world_refresh(&live->world, error);
        if (rc == ERR_OK)
            rc = renew_network(live, now_ms, error);
        if (rc == ERR_OK) {
            live->effects = 0;
            rc = plan_once(live, effort, now_ms, error);
        }
    }
    take_heard(live);
    if (rc == ERR_OK && (rc = world_refresh(&live->world, error)) == ERR_OK)
        send_first_visits(live, clock_now_ms(live->config.clock));
    return rc;
}

static void note_round(struct live *live, enum err rc, const struct error *error, int64_t took_us)
{
    pthread_mutex_lock(&live->mutex);
    live->stats.rounds++;
    live->stats.last_round_us = took_us;
    if (took_us > live->stats.worst_round_us)
        live->stats.worst_round_us = took_us;
    live->stats.seen_seq = live->heard_seq;
    live->stats.failures += rc != ERR_OK;
    pthread_mutex_unlock(&live->mutex);
    if (rc != ERR_OK)
        log_error(live->config.log, "live.round_failed", LOG_S("code", err_slug(rc)),
                  LOG_S("where", error->where), LOG_S("why", error->text), NULL);
}

/* When to look again although nobody said anything. */
static int64_t next_look_ms(struct live *live, int64_t now_ms)
{
    bool is_rolling = live->config.policy == LIVE_ROLLING;
    int64_t next_ms = now_ms + (is_rolling ? ROLLING_MS : LOOK_AGAIN_MS);
    if (is_rolling)
        return next_ms;
    int64_t change_ms = live->network.next_change_ms;
    return change_ms > now_ms && change_ms < next_ms ? change_ms : next_ms;
}

static bool is_stopping(struct live *live)
{
    pthread_mutex_lock(&live->mutex);
    bool stopping = live->stopping;
    pthread_mutex_unlock(&live->mutex);
    return stopping;
}

/* The rolling policy has no second search: it takes its time at once. */
static void answer(struct live *live, bool is_time)
{
    struct error error = {0};
    bool is_rolling = live->config.policy == LIVE_ROLLING;
    const struct round_effort effort = {is_rolling ? IMPROVE_ITERATIONS : ANSWER_ITERATIONS,
                                        live->config.seed, NULL};
    int64_t start_ns = clock_monotonic_ns();
    enum err rc = is_rolling && !is_time ? follow(live, &error) : plan_round(live, &effort, &error);
    note_round(live, rc, &error, (clock_monotonic_ns() - start_ns) / 1000);
}

static void improve(struct live *live)
{
    struct error error = {0};
    const struct round_effort effort = {IMPROVE_ITERATIONS, live->config.seed, &live->interrupted};
    live->improvable = false;
    if (plan_round(live, &effort, &error) != ERR_OK)
        log_error(live->config.log, "live.improve_failed", LOG_S("why", error.text), NULL);
    live->improvable = false;
}

/* Nothing to do until `look_ms` unless somebody says something; false when somebody has. */
static bool may_rest(struct live *live, int64_t look_ms)
{
    pthread_mutex_lock(&live->mutex);
    bool rests = live->heard.n == 0 && !live->stopping;
    live->rests_until_ms = rests ? look_ms : 0;
    if (rests)
        pthread_cond_broadcast(&live->rested);
    pthread_mutex_unlock(&live->mutex);
    return rests;
}

static void end_rest(struct live *live)
{
    pthread_mutex_lock(&live->mutex);
    live->rests_until_ms = 0;
    pthread_mutex_unlock(&live->mutex);
}

static void *run(void *context)
{
    struct live *live = context;
    int64_t look_ms = 0;
    while (!is_stopping(live)) {
        unsigned ticket = clock_ticket(live->config.clock);
        int64_t now_ms = clock_now_ms(live->config.clock);
        take_heard(live);
        if (live->effects || now_ms >= look_ms) {
            bool is_time = now_ms >= look_ms;
            answer(live, is_time);
            if (is_time || live->config.policy != LIVE_ROLLING)
                look_ms = next_look_ms(live, now_ms);
        } else if (live->improvable) {
            improve(live);
        } else if (may_rest(live, look_ms)) {
            clock_wait_until(live->config.clock, look_ms, ticket);
            end_rest(live);
        }
    }
    return NULL;
}

void live_settle(struct live *live)
{
    pthread_mutex_lock(&live->mutex);
    while (live->heard.n > 0 || live->rests_until_ms <= clock_now_ms(live->config.clock))
        pthread_cond_wait(&live->rested, &live->mutex);
    pthread_mutex_unlock(&live->mutex);
}

enum err live_start(const struct live_config *config, struct live **out, struct error *error)
{
    struct live *live = calloc(1, sizeof *live);
    if (!live)
        abort();
    live->config = *config;
    pthread_mutex_init(&live->mutex, NULL);
    pthread_cond_init(&live->rested, NULL);
    world_init(&live->world, config->ops);
    enum err rc = network_open(&live->network, config->network, config->catalog,
                               ops_offset_min(config->ops), error);
    if (rc == ERR_OK)
        rc = ops_subscribe(config->ops, hear, live, error);
    if (rc == ERR_OK)
        rc = world_load(&live->world, error);
    if (rc == ERR_OK)
        rc = network_close(&live->network, &live->world, clock_now_ms(config->clock), config->log,
                           error);
    if (rc == ERR_OK && pthread_create(&live->thread, NULL, run, live) != 0)
        rc = error_set(error, ERR_INTERNAL, "The dispatcher's thread cannot be started.");
    if (rc == ERR_OK) {
        *out = live;
        return ERR_OK;
    }
    ops_unsubscribe(config->ops, hear, live);
    network_close_down(&live->network);
    world_free(&live->world);
    vec_free(&live->heard);
    pthread_cond_destroy(&live->rested);
    pthread_mutex_destroy(&live->mutex);
    free(live);
    return rc;
}

void live_stop(struct live *live)
{
    if (!live)
        return;
    pthread_mutex_lock(&live->mutex);
    live->stopping = true;
    pthread_mutex_unlock(&live->mutex);
    clock_wake(live->config.clock);
    ops_unsubscribe(live->config.ops, hear, live);
    pthread_join(live->thread, NULL);
    network_close_down(&live->network);
    world_free(&live->world);
    vec_free(&live->heard);
    pthread_cond_destroy(&live->rested);
    pthread_mutex_destroy(&live->mutex);
    free(live);
}

struct road_live *live_roads(struct live *live)
{
    return live->network.roads;
}

void live_stats(struct live *live, struct live_stats *out)
{
    pthread_mutex_lock(&live->mutex);
    *out = live->stats;
    pthread_mutex_unlock(&live->mutex);
}
