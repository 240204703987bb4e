#include "drill/play_int.h"

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* How far the clock goes in one step: the dispatcher looks again as often when nothing happens. */
enum { STEP_MS = 60 * 1000, BREAKS_MAX = 100, LOG_CHECKED_EVERY = 200 };

int64_t play_now(struct play *play)
{
    return clock_now_ms(play->stage.clock);
}

uint32_t play_index(const struct map *map, const char *id)
{
    uintptr_t found = (uintptr_t)map_get(map, sv_of(id));
    return found ? (uint32_t)(found - 1) : UINT32_MAX;
}

void play_break(struct play *play, const char *format, ...)
{
    char text[512], time[TIME_TEXT_MAX];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    time_format(play_now(play), play->stage.drill->offset_min, time);
    if (json_array_size(play->breaks) < BREAKS_MAX)
        json_array_append_new(play->breaks, json_sprintf("%s: %s", time, text));
}

double play_factor(const struct play *play, uint32_t number, unsigned purpose, double spread)
{
    struct rng rng;
    rng_seed(&rng, play->stage.seed * 2654435761u + number * 16 + purpose);
    /* Not further than three spreads: nobody drives through a house. */
    return exp(spread * fmax(-3, fmin(3, rng_normal(&rng))));
}

/* ---- Hearing --------------------------------------------------------------------------------- */

static bool matters(const char *type)
{
    static const char *const types[] = {
        "job.created", "job.assigned", "job.unassigned", "visit.state",     "zone.created",
        "zone.sealed", "zone.lifted",  "gate.created",   "closure.created", "closure.lifted"};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (strcmp(type, types[i]) == 0)
            return true;
    }
    return false;
}

/* On the writer's thread: note and go. */
static void hear(const struct ops_event *events, size_t n, void *context)
{
    struct play *play = context;
    pthread_mutex_lock(&play->mutex);
    play->events += (int64_t)n;
    for (size_t i = 0; i < n; i++) {
        play->assigned += strcmp(events[i].type, "job.assigned") == 0;
        if (!matters(events[i].type))
            continue;
        struct heard *heard = vec_add(&play->heard);
        snprintf(heard->type, sizeof heard->type, "%s", events[i].type);
        snprintf(heard->noun_id, sizeof heard->noun_id, "%s", events[i].noun_id);
        heard->data = strdup(events[i].data);
        if (!heard->data)
            abort();
    }
    pthread_mutex_unlock(&play->mutex);
}

/* What people have in their hands has changed: another crew, or an arrival further from the one
 * shown than a promise may move. */
static void note_change(struct play *play, const struct demand *demand, const char *crew)
{
    uint32_t player = play_index(&play->crew_of, *crew ? crew : demand->crew);
    if (player != UINT32_MAX)
        play->crews.at[player].plan_changes++;
}

/* A promise, or a change of one; once somebody is there it is neither. */
static void on_assigned(struct play *play, uint32_t index, const json_t *data)
{
    struct demand *demand = &play->demand.at[index];
    const char *crew = json_text(data, "crew", "");
    int64_t arrive_ms = file_time(data, "arrive_at", 0);
    bool other = strcmp(demand->crew, crew) != 0;
    demand->checked_anew = other;
    if (demand->orphan_ms && other) {
        int64_t took_ms = play_now(play) - demand->orphan_ms;
        demand->taken_over_ms = took_ms > demand->taken_over_ms ? took_ms : demand->taken_over_ms;
        demand->orphan_ms = 0;
    }
    if (!demand->promised_ms)
        demand->promised_ms = arrive_ms;
    bool is_new = !*demand->crew;
    bool moves = llabs(arrive_ms - demand->shown_ms) > play->promise_ms;
    if (!is_new && !demand->reached && (other || moves))
        note_change(play, demand, crew);
    if (is_new || other || moves)
        demand->shown_ms = arrive_ms;
    if (!demand->reached && llabs(arrive_ms - demand->promised_ms) > play->promise_ms)
        demand->moved = true;
    snprintf(demand->crew, ID_TEXT_SIZE, "%s", crew);
}

static void on_unassigned(struct play *play, uint32_t index)
{
    play->unassigned_told++;
    if (index == UINT32_MAX)
        return;
    struct demand *demand = &play->demand.at[index];
    if (!demand->reasoned_ms)
        demand->reasoned_ms = play_now(play);
    if (*demand->crew)
        note_change(play, demand, "");
    demand->crew[0] = '\0';
}

/* A visit that ends while its crew has it in hand must have been the crew's own doing, a zone's
 * that admits the work no more, or danger to life elsewhere. */
static void on_visit_state(struct play *play, const char *visit, const json_t *data)
{
    const char *to = json_text(data, "to", "");
    uint32_t crew = play_index(&play->crew_of, json_text(data, "crew", ""));
    if (crew == UINT32_MAX)
        return;
    struct player *player = &play->crews.at[crew];
    bool is_mine = strcmp(player->visit, visit) == 0;
    if (player->is_offline)
        return; /* it learns of it later */
    if (is_mine && (!strcmp(to, "cancelled") || !strcmp(to, "failed") || !strcmp(to, "planned"))) {
        json_t *job = NULL;
        stage_call(&play->stage, &play->stage.self, "job.get",
                   json_pack("{s:s}", "id", json_text(data, "job", "")), &job, NULL);
        bool has_cause = json_object_get(json_object_get(job, "visit"), "cause") != NULL;
        if (player->has_accepted && !has_cause && strcmp(json_text(job, "state", ""), "held") != 0)
            play_break(play, "a visit in the hands of '%s' was taken away",
                       json_text(player->name, "en", ""));
        json_decref(job);
        crew_lost(play, crew);
    } else if (strcmp(to, "dispatched") == 0) {
        crew_look(play, crew);
    }
}

/* The job of the call that is being taken. */
static void on_created(struct play *play, const char *job, const json_t *data)
{
    struct demand *demand = &play->demand.at[play->calling];
    snprintf(demand->job, ID_TEXT_SIZE, "%s", job);
    demand->urgent = json_i64(data, "priority", 0) >= 90;
    map_set(&play->demand_of, sv_of(job), (void *)(uintptr_t)(play->calling + 1));
}

static void take_in(struct play *play, const struct heard *heard)
{
    json_t *data = NULL;
    uint32_t demand = play_index(&play->demand_of, heard->noun_id);
    if (json_read(sv_of(heard->data), heard->type, &data, NULL) != ERR_OK)
        return;
    if (strcmp(heard->type, "job.created") == 0)
        on_created(play, heard->noun_id, data);
    else if (strcmp(heard->type, "job.unassigned") == 0)
        on_unassigned(play, demand);
    else if (strcmp(heard->type, "visit.state") == 0)
        on_visit_state(play, heard->noun_id, data);
    else if (strncmp(heard->type, "job.", 4) != 0)
        play->streets++;
    else if (demand != UINT32_MAX)
        on_assigned(play, demand, data);
    json_decref(data);
}

/* What is due by the clock happens when the dispatcher has come to rest, so that the order of both
 * is the same in every run. */
static void do_timers(struct play *play)
{
    int64_t next_ms = 0;
    struct actor keeper = actor_system("keeper");
    json_t *timers = NULL;
    stage_call(&play->stage, &keeper, "timer.next", NULL, &timers, NULL);
    bool is_set = time_parse(json_text(timers, "next_at", ""), &next_ms);
    json_decref(timers);
    if (!is_set || next_ms > clock_now_ms(play->stage.clock))
        return;
    stage_call(&play->stage, &keeper, "timer.tick", NULL, NULL, NULL);
    play->restless |= !live_settle(play->stage.live);
}

void play_settle(struct play *play)
{
    play->restless |= !live_settle(play->stage.live);
    do_timers(play);
    for (size_t i = 0;; i++) {
        pthread_mutex_lock(&play->mutex);
        bool more = i < play->heard.n;
        struct heard heard = more ? play->heard.at[i] : (struct heard){0};
        if (!more)
            vec_clear(&play->heard);
        pthread_mutex_unlock(&play->mutex);
        if (!more)
            return;
        take_in(play, &heard);
        free(heard.data);
    }
}

enum err play_do(struct play *play, const struct actor *actor, const char *name, json_t *args,
                 json_t **body)
{
    struct error error = {0};
    enum err rc = play_send(play, actor, name, args, body, &error);
    if (rc != ERR_OK) {
        play->refused++;
        snprintf(play->last_refusal, sizeof play->last_refusal, "%s: %s", name, error.text);
    }
    play_settle(play);
    return rc;
}

/* ---- Playing --------------------------------------------------------------------------------- */

enum err play_wake(struct play *play, struct error *error)
{
    enum err rc = stage_wake(&play->stage, hear, play, error);
    if (rc == ERR_OK)
        play_settle(play);
    return rc;
}

void play_note_rounds(struct play *play)
{
    struct live_stats stats = {0};
    struct live_phase_times phases[LIVE_PHASES] = {0};
    if (play->stage.live) {
        live_stats(play->stage.live, &stats);
        live_phases(play->stage.live, phases);
    }
    for (int p = 0; p < LIVE_PHASES; p++) {
        play->phases[p].n += phases[p].n;
        play->phases[p].sum_us += phases[p].sum_us;
    }
    play->rounds += stats.rounds;
    play->failures += stats.failures;
    if (stats.worst_round_us > play->worst_round_us)
        play->worst_round_us = stats.worst_round_us;
}

static void play_open(struct play *play)
{
    const json_t *file = play->stage.drill->json, *noise = json_object_get(file, "noise");
    play->end_ms = play->stage.drill->end_ms;
    play->promise_ms = json_i64(file, "promise_min", 10) * 60000;
    play->travel_noise = json_f64(noise, "travel", 0);
    play->service_noise = json_f64(noise, "service", 0);
    play->accept_ms = json_i64(noise, "accept_s", 30) * 1000;
    play->report_ms = json_i64(noise, "report_s", 120) * 1000;
    play->line_ms = json_i64(noise, "line_s", 8) * 1000;
    play->twice = json_f64(noise, "twice", 0);
    rng_seed(&play->luck, play->stage.seed * 31 + 7);
    play->agent = (struct actor){.role = ROLE_AGENT, .kind = "user", .name = "hotline"};
    const json_t *happenings = json_object_get(file, "happenings");
    const json_t *targets = json_object_get(file, "targets");
    for (size_t t = 0; t < json_array_size(targets); t++) {
        if (!strcmp(json_text(json_array_get(targets, t), "metric", ""), "rule_breaks"))
            play->checked = true;
    }
    size_t i;
    json_t *what;
    json_array_foreach(happenings, i, what)
    {
        queue_put(&play->queue, file_time(what, "at", 0), MOMENT_HAPPENS, (uint32_t)i, 0);
    }
}

/* The clock goes on in steps; each one is planned for before the next. */
static void go_to(struct play *play, int64_t to_ms)
{
    while (play_now(play) < to_ms) {
        int64_t next_ms = play_now(play) + STEP_MS;
        clock_move_to(play->stage.clock, next_ms < to_ms ? next_ms : to_ms);
        play_settle(play);
    }
}

static enum err play_moment(struct play *play, const struct moment *moment, struct error *error)
{
    switch (moment->kind) {
    case MOMENT_CALL:
        demand_call(play, moment->who);
        return ERR_OK;
    case MOMENT_TOLD:
        demand_line(play, moment->who);
        return ERR_OK;
    case MOMENT_FEEDBACK:
        demand_feedback(play, moment->who);
        return ERR_OK;
    case MOMENT_RELIEF:
        guard_relief(play, moment);
        return ERR_OK;
    case MOMENT_HAPPENS:
        return happen(play, moment->who, error);
    default:
        crew_moment(play, moment);
        return ERR_OK;
    }
}

static void tell_progress(struct play *play)
{
    int64_t start_ms = play->stage.drill->start_ms;
    int64_t share = 100 * (play_now(play) - start_ms) / (play->end_ms - start_ms);
    int percent = (int)((100 * play->part + share) / play->parts);
    if (play->options->progress && percent > play->percent)
        play->options->progress(percent);
    play->percent = percent;
}

static double cpu_s(void)
{
    struct timespec spent;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &spent);
    return (double)spent.tv_sec + (double)spent.tv_nsec / 1e9;
}

/* A drill ends whatever happens in it: by its user's word, or when it has taken too long. */
static enum err may_go_on(const struct play *play, double since_s, struct error *error)
{
    double limit_s = play->options->cpu_s > 0 ? play->options->cpu_s : DRILL_CPU_S;
    if (play->options->cancel && *play->options->cancel)
        return error_set(error, ERR_BUSY, "The drill was ended.");
    if (play->restless)
        return error_set(error, ERR_INTERNAL,
                         "The dispatcher found no rest: %d rounds and more at one moment.",
                         LIVE_ROUNDS_MAX);
    if (cpu_s() - since_s > limit_s)
        return error_set(error, ERR_LIMIT,
                         "The drill has used %.0f s of processor time and was ended.", limit_s);
    return ERR_OK;
}

static enum err play_all(struct play *play, struct error *error)
{
    struct moment moment;
    double since_s = cpu_s();
    enum err rc = ERR_OK;
    while (rc == ERR_OK && queue_take(&play->queue, &moment) && moment.at_ms <= play->end_ms) {
        go_to(play, moment.at_ms);
        if ((rc = may_go_on(play, since_s, error)) != ERR_OK)
            return rc;
        tell_progress(play);
        rc = play_moment(play, &moment, error);
        play->moments++;
        /* A line said on the phone changes nothing that the rules are about. */
        if (play->checked && rc == ERR_OK && moment.kind != MOMENT_TOLD)
            check_rules(play);
        if (play->checked && rc == ERR_OK && play->moments % LOG_CHECKED_EVERY == 0) {
            check_log(play);
            check_events(play);
        }
    }
    if (rc == ERR_OK)
        go_to(play, play->end_ms);
    return rc;
}

static void play_close(struct play *play)
{
    for (size_t d = 0; d < play->demand.n; d++)
        json_decref(play->demand.at[d].script);
    for (size_t c = 0; c < play->crews.n; c++)
        player_free(&play->crews.at[c]);
    stage_close(&play->stage);
    for (size_t i = 0; i < play->heard.n; i++)
        free(play->heard.at[i].data);
    vec_free(&play->heard);
    vec_free(&play->demand);
    vec_free(&play->crews);
    vec_free(&play->duties);
    map_free(&play->demand_of);
    map_free(&play->crew_of);
    queue_free(&play->queue);
    json_decref(play->breaks);
    json_decref(play->inherited);
    json_decref(play->kept);
    pthread_mutex_destroy(&play->mutex);
}

/* Everybody and everything is where the day begins. */
static enum err play_begin(struct play *play, struct error *error)
{
    play_open(play);
    enum err rc = demand_draw(play, error);
    if (rc == ERR_OK && play->stage.drill->state)
        rc = resume_jobs(play, error);
    if (rc == ERR_OK && play->stage.drill->state)
        demand_lately(play);
    if (rc == ERR_OK)
        rc = crews_open(play, error);
    if (rc == ERR_OK)
        rc = play_wake(play, error);
    if (rc == ERR_OK && play->stage.drill->state)
        resume_crews(play);
    return rc;
}

static enum err play_day(const struct drill *drill, const struct drill_options *options, int part,
                         int parts, json_t **out, struct error *error)
{
    struct play play = {.checked = options->checked,
                        .part = part,
                        .parts = parts,
                        .breaks = json_array(),
                        .kept = json_object(),
                        .options = options};
    uint64_t seed = options->seed ? options->seed : drill_seed(drill);
    pthread_mutex_init(&play.mutex, NULL);
    enum err rc = stage_open(drill, options, seed, &play.stage, error);
    int64_t start_ns = clock_monotonic_ns();
    if (rc == ERR_OK)
        rc = play_begin(&play, error);
    if (rc == ERR_OK)
        rc = play_all(&play, error);
    if (rc == ERR_OK) {
        check_log(&play);
        if (play.checked)
            check_events(&play);
        play_note_rounds(&play);
        rc = kpi_report(&play, (clock_monotonic_ns() - start_ns) / 1000000, out, error);
    }
    play_close(&play);
    return rc;
}

/* What happens, and the same hours without it. */
static enum err play_what_if(struct drill *begun, const struct drill_options *options, json_t **out,
                             struct error *error)
{
    json_t *as_it_is = NULL;
    bool compares = json_array_size(json_object_get(begun->json, "happenings")) > 0;
    enum err rc = play_day(begun, options, 0, 1 + compares, out, error);
    if (rc != ERR_OK || !compares)
        return rc;
    json_object_del(begun->json, "happenings");
    json_object_del(begun->json, "targets");
    rc = play_day(begun, options, 1, 2, &as_it_is, error);
    if (rc == ERR_OK)
        json_object_set(*out, "as_it_is", json_object_get(as_it_is, "kpis"));
    json_decref(as_it_is);
    if (rc != ERR_OK)
        json_decref(*out);
    return rc;
}

enum err drill_run(const struct drill *drill, const struct drill_options *options, json_t **out,
                   struct error *error)
{
    if (!drill->state)
        return options->from
                   ? error_at(error, ERR_INVALID, "state",
                              "Only a drill with 'state: true' begins with a city's state.")
                   : play_day(drill, options, 0, 1, out, error);
    int64_t at_ms = options->at_ms;
    if (!options->from)
        return error_at(error, ERR_INVALID, "--from",
                        "This drill begins with a city's state: name its data folder.");
    enum err rc = at_ms ? ERR_OK : stage_state_time(options->from, &at_ms, error);
    if (rc != ERR_OK)
        return rc;
    struct drill *begun = drill_begun_at(drill, at_ms, options->offset_min);
    rc = play_what_if(begun, options, out, error);
    drill_free(begun);
    return rc;
}
