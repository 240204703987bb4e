#include "live/live.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "live/live_int.h"

/* How often everything is looked at again when nothing but time passes. */
enum { LOOK_AGAIN_MS = 60 * 1000, LOOK_AT_ALL_MS = 10 * 60 * 1000, ROLLING_MS = 5 * 60 * 1000 };

/* A job that is planned or sent is what a plan has just made it: no reason for another. What people
 * decide about it is said by an event of its own. */
static bool is_planned(const struct ops_event *event)
{
    return strcmp(event->type, "job.state") == 0 && (strstr(event->data, "\"to\":\"planned\"") ||
                                                     strstr(event->data, "\"to\":\"dispatched\""));
}

/* A crew goes on with what it has in hand: a reason for a plan only when it does so late or early.
 */
static bool is_going_on(const struct ops_event *event)
{
    static const char *const steps[] = {"accepted\"", "en_route\"", "at_gate\"", "on_site\""};
    const char *key = strcmp(event->type, "job.state") == 0    ? "\"to\":\""
                      : strcmp(event->type, "crew.state") == 0 ? "\"state\":\""
                                                               : NULL;
    const char *to = key ? strstr(event->data, key) : NULL;
    for (size_t i = 0; to && i < sizeof steps / sizeof *steps; i++) {
        if (strncmp(to + strlen(key), steps[i], strlen(steps[i])) == 0)
            return true;
    }
    return false;
}

static const char *type_of(const struct ops_event *event)
{
    return is_planned(event) ? "job.assigned" : is_going_on(event) ? WORLD_GOES_ON : event->type;
}

/* A new call for which what is not urgent is put off. */
static bool is_urgent(const struct ops_event *event)
{
    const char *priority =
        strcmp(event->type, "job.created") == 0 ? strstr(event->data, "\"priority\":") : NULL;
    return priority && atoi(priority + strlen("\"priority\":")) >= LIVE_URGENT;
}

/* On the writer's thread: note and go. */
static void hear(const struct ops_event *events, size_t n, void *context)
{
    struct live *live = context;
    int64_t now_ns = clock_monotonic_ns();
    pthread_mutex_lock(&live->mutex);
    for (size_t i = 0; i < n; i++) {
        struct heard *heard = vec_add(&live->heard);
        snprintf(heard->type, sizeof heard->type, "%s", type_of(&events[i]));
        snprintf(heard->noun, sizeof heard->noun, "%s", events[i].noun);
        snprintf(heard->noun_id, sizeof heard->noun_id, "%s", events[i].noun_id);
        heard->seq = events[i].seq;
        heard->at_ns = now_ns;
        live->is_urgent |= is_urgent(&events[i]);
    }
    if (!live->interrupted)
        live->broken_at_ns = now_ns;
    live->interrupted = true;
    pthread_mutex_unlock(&live->mutex);
    clock_wake(live->config.clock);
}

void live_take_heard(struct live *live)
{
    pthread_mutex_lock(&live->mutex);
    for (size_t i = 0; i < live->heard.n; i++) {
        const struct heard *heard = &live->heard.at[i];
        unsigned effects = world_touch(&live->world, heard->type, heard->noun, heard->noun_id);
        if (effects)
            phase_note(&live->phases, LIVE_WAITING, clock_monotonic_ns() - heard->at_ns);
        live->effects |= effects;
        live->heard_seq = heard->seq;
    }
    vec_clear(&live->heard);
    live->interrupted = live->is_urgent = false;
    pthread_mutex_unlock(&live->mutex);
}

static void note_round(struct live *live, enum err rc, const struct error *error, int64_t took_us)
{
    pthread_mutex_lock(&live->mutex);
    live->stats.rounds++;
    live->stats.last_round_us = took_us;
    if (took_us > live->stats.worst_round_us)
        live->stats.worst_round_us = took_us;
    live->stats.open_jobs = (int64_t)live->world.objects[WORLD_JOB].n;
    live->stats.unassigned_jobs = live->world.loose;
    live->stats.crews_on_shift = (int64_t)live->world.objects[WORLD_CREW].n;
    live->stats.due = (int64_t)(live->world.due.jobs.n + live->world.due.crews.n);
    if (!world_is_due(&live->world))
        live->stats.seen_seq = live->heard_seq;
    live->stats.failures += rc != ERR_OK;
    pthread_cond_broadcast(&live->rested); /* who waits for rest counts the rounds */
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

static void answer(struct live *live, bool is_time)
{
    struct error error = {0};
    int64_t start_ns = clock_monotonic_ns();
    enum err rc = turn_answer(live, is_time, &error);
    note_round(live, rc, &error, (clock_monotonic_ns() - start_ns) / 1000);
}

/* After a search the processor is left to others for as long as the share asks. */
static void improve(struct live *live)
{
    struct error error = {0};
    int64_t start_ns = clock_monotonic_ns();
    int64_t share = live->config.improve_percent ? live->config.improve_percent : 100;
    if (turn_improve(live, &error) != ERR_OK)
        log_error(live->config.log, "live.improve_failed", LOG_S("why", error.text), NULL);
    int64_t now_ns = clock_monotonic_ns();
    phase_note(&live->phases, LIVE_IMPROVING, now_ns - start_ns);
    live->improve_after_ns = now_ns + (now_ns - start_ns) * (100 - share) / share;
    live->improve_after_ms = clock_now_ms(live->config.clock) + live->config.improve_every_ms;
}

/* Nothing to do until then unless somebody says something; false when somebody has. */
static bool may_rest(struct live *live, int64_t until_ms)
{
    pthread_mutex_lock(&live->mutex);
    bool rests = live->heard.n == 0 && !live->asked && !live->stopping;
    live->rests_until_ms = rests ? until_ms : 0;
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

/* Improving may go on, now or when its share of time has come again. */
static bool may_improve(const struct live *live, int64_t now_ms, int64_t *wake_ms)
{
    int64_t left_ns = live->improve_after_ns - clock_monotonic_ns();
    if (live->improvable.n == 0)
        return false;
    if (left_ns <= 0 && now_ms >= live->improve_after_ms)
        return true;
    int64_t again_ms = left_ns > 0 ? now_ms + left_ns / 1000000 + 1 : live->improve_after_ms;
    if (again_ms < *wake_ms)
        *wake_ms = again_ms;
    return false;
}

/* What goes as planned is looked at again every ten minutes: permits and certificates end. Where
 * gates have hours each minute has its own ways. */
static void look_at_time(struct live *live, int64_t now_ms)
{
    if (live->network.has_hours || now_ms >= live->look_at_all_ms) {
        world_due_all(&live->world);
        live->look_at_all_ms = now_ms + LOOK_AT_ALL_MS;
    } else {
        world_due_by_time(&live->world, now_ms);
    }
}

static void *run(void *context)
{
    struct live *live = context;
    int64_t look_ms = 0;
    while (!is_stopping(live)) {
        unsigned ticket = clock_ticket(live->config.clock);
        int64_t now_ms = clock_now_ms(live->config.clock), wake_ms;
        answer_question(live);
        live_take_heard(live);
        bool is_time = now_ms >= look_ms;
        if (is_time) {
            look_at_time(live, now_ms);
            look_ms = next_look_ms(live, now_ms);
        }
        wake_ms = look_ms;
        if (live->effects || world_is_due(&live->world)) {
            answer(live, is_time);
            if (live->saw_all || look_ms > next_look_ms(live, now_ms))
                look_ms = next_look_ms(live, now_ms);
        } else if (may_improve(live, now_ms, &wake_ms)) {
            improve(live);
        } else if (may_rest(live, wake_ms)) {
            clock_wait_until(live->config.clock, wake_ms, ticket);
            end_rest(live);
        }
    }
    return NULL;
}

static bool is_at_rest(const struct live *live)
{
    return live->heard.n == 0 && live->rests_until_ms > clock_now_ms(live->config.clock);
}

bool live_settle(struct live *live)
{
    pthread_mutex_lock(&live->mutex);
    int64_t last = live->stats.rounds + LIVE_ROUNDS_MAX;
    while (!is_at_rest(live) && live->stats.rounds < last)
        pthread_cond_wait(&live->rested, &live->mutex);
    bool rests = is_at_rest(live);
    pthread_mutex_unlock(&live->mutex);
    return rests;
}

enum err live_start(const struct live_config *config, struct live **out, struct error *error)
{
    struct live *live = calloc(1, sizeof *live);
    if (!live)
        abort();
    live->config = *config;
    pthread_mutex_init(&live->mutex, NULL);
    pthread_cond_init(&live->rested, NULL);
    pthread_cond_init(&live->answered, NULL);
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
        ops_advised_by(config->ops, answer_wait, live);
        *out = live;
        return ERR_OK;
    }
    ops_unsubscribe(config->ops, hear, live);
    network_close_down(&live->network);
    world_free(&live->world);
    map_free(&live->improvable);
    vec_free(&live->heard);
    pthread_cond_destroy(&live->answered);
    pthread_cond_destroy(&live->rested);
    pthread_mutex_destroy(&live->mutex);
    free(live);
    return rc;
}

void live_stop(struct live *live)
{
    if (!live)
        return;
    ops_advised_by(live->config.ops, NULL, NULL);
    pthread_mutex_lock(&live->mutex);
    live->stopping = true;
    pthread_mutex_unlock(&live->mutex);
    clock_wake(live->config.clock);
    ops_unsubscribe(live->config.ops, hear, live);
    pthread_join(live->thread, NULL);
    network_close_down(&live->network);
    world_free(&live->world);
    map_free(&live->improvable);
    vec_free(&live->heard);
    pthread_cond_destroy(&live->answered);
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

void live_phases(struct live *live, struct live_phase_times out[LIVE_PHASES])
{
    phases_read(&live->phases, out);
}

void live_phases_restart(struct live *live)
{
    phases_clear(&live->phases);
}
