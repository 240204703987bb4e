/* The figures of a drill: read back from the program at the end, and what was noted on the way. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "drill/kpi_int.h"

/* What is counted for a service, or for all. */
struct group {
    const char *service; /* NULL: all */
    uint32_t listed;     /* 0: all; else the one call of the file's list */
    bool of_list;        /* the calls of the file's list, and no others */
    int64_t calls, done, closed, open, late, lost, judged, arrived, told_first, unassigned;
    int64_t promised, moved, kept;
    int64_t people_min, in_slot, contacts, next_door, reason_ms, taken_over_ms;
    VEC(double) response_min;
};

double kpi_rounded(double value)
{
    return round(value * 1000) / 1000;
}

static int by_value(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* The value that a share of all are not above (nearest rank). */
static json_t *percentile(const struct group *group, double share)
{
    size_t n = group->response_min.n;
    if (n == 0)
        return json_null();
    size_t rank = (size_t)ceil(share * (double)n);
    return json_real(kpi_rounded(group->response_min.at[rank ? rank - 1 : 0]));
}

/* Whether the job was in time: known once it has arrived (or is done), or once its time is over. */
static void judge(struct group *group, const json_t *job, int64_t end_ms)
{
    bool to_done = strcmp(json_text(job, "due_to", ""), "done") == 0;
    int64_t due_ms = file_time(job, "due_at", INT64_MAX);
    int64_t came_ms = file_time(job, to_done ? "done_at" : "arrived_at", INT64_MAX);
    if (came_ms == INT64_MAX && due_ms > end_ms)
        return;
    group->judged++;
    group->late += came_ms > due_ms;
}

/* A promise is the arrival shown first; it is kept by who comes no later than the tolerance. */
static void count_promise(struct group *group, const struct demand *demand, int64_t arrived_ms,
                          int64_t tolerance_ms)
{
    group->promised += demand->promised_ms != 0;
    group->moved += demand->moved;
    group->kept +=
        demand->promised_ms && arrived_ms && arrived_ms <= demand->promised_ms + tolerance_ms;
}

/* Whether the time of day lies in one of the file's slots (all of the day without any). */
static bool is_in_slot(const struct play *play, int64_t at_ms)
{
    const json_t *slots = json_object_get(play->stage.drill->json, "slots"), *slot;
    char text[TIME_TEXT_MAX];
    size_t i;
    const char *clock = time_format(at_ms, play->stage.drill->offset_min, text) + 11;
    json_array_foreach(slots, i, slot)
    {
        if (strncmp(json_text(slot, "open", ""), clock, 5) <= 0 &&
            strncmp(clock, json_text(slot, "close", "24:00"), 5) < 0)
            return true;
    }
    return json_array_size(slots) == 0;
}

/* In a zone, at a door: what a handover at the gate or a point avoids. */
static bool is_contact(const json_t *job)
{
    return json_is_object(json_object_get(job, "zone")) &&
           strcmp(json_text(json_object_get(job, "requirements"), "handover", "door"), "door") == 0;
}

static void count_waits(struct group *group, const struct demand *demand)
{
    int64_t reason_ms = demand->reasoned_ms ? demand->reasoned_ms - demand->at_ms : 0;
    group->reason_ms = reason_ms > group->reason_ms ? reason_ms : group->reason_ms;
    if (demand->taken_over_ms > group->taken_over_ms)
        group->taken_over_ms = demand->taken_over_ms;
}

static void count_job(const struct play *play, struct group *group, const struct demand *demand,
                      const json_t *job)
{
    const char *state = json_text(job, "state", "");
    int64_t arrived_ms = file_time(job, "arrived_at", 0);
    bool done = json_object_get(job, "done_at") != NULL;
    group->done += done;
    group->closed += strcmp(state, "closed") == 0;
    group->open += !done;
    group->unassigned += !done && !json_is_string(json_object_get(job, "crew"));
    count_promise(group, demand, arrived_ms, play->promise_ms);
    count_waits(group, demand);
    group->told_first +=
        demand->told_ms && (!demand->left_ms || demand->told_ms <= demand->left_ms);
    judge(group, job, play->end_ms);
    if (!arrived_ms)
        return;
    group->arrived++;
    group->in_slot += is_in_slot(play, arrived_ms);
    group->contacts += is_contact(job);
    group->next_door += demand->from_next_door;
    if (demand->people && (!group->people_min || demand->people < group->people_min))
        group->people_min = demand->people;
    vec_push(&group->response_min, (double)(arrived_ms - file_time(job, "received_at", 0)) / 60000);
}

static json_t *share(int64_t part, int64_t all)
{
    return all ? json_real(kpi_rounded((double)part / (double)all)) : json_null();
}

static void set_whole(json_t *figures, const char *key, int64_t value)
{
    json_object_set_new(figures, key, json_integer((json_int_t)value));
}

static void set_minutes(json_t *figures, const char *key, int64_t ms)
{
    json_object_set_new(figures, key, json_real(kpi_rounded((double)ms / 60000)));
}

static json_t *group_json(struct group *g)
{
    json_t *figures = json_object();
    const struct {
        const char *key;
        int64_t value;
    } counts[] = {{"calls", g->calls},
                  {"done", g->done},
                  {"closed", g->closed},
                  {"open", g->open},
                  {"late", g->late},
                  {"lost", g->lost},
                  {"unassigned", g->unassigned},
                  {"promises", g->promised},
                  {"promises_moved", g->moved},
                  {"contacts", g->contacts},
                  {"from_next_door", g->next_door},
                  {"crew_size_min", g->people_min}};
    const struct {
        const char *key;
        int64_t part, all;
    } shares[] = {{"on_time_share", g->judged - g->late, g->judged},
                  {"arrived_share", g->arrived, g->calls},
                  {"told_first_share", g->told_first, g->calls},
                  {"promises_kept_share", g->kept, g->promised},
                  {"in_slot_share", g->in_slot, g->arrived}};
    const struct {
        const char *key;
        double share;
    } responses[] = {{"response_p50_min", 0.5},
                     {"response_p90_min", 0.9},
                     {"response_p99_min", 0.99},
                     {"response_max_min", 1}};
    if (g->response_min.n)
        qsort(g->response_min.at, g->response_min.n, sizeof(double), by_value);
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        set_whole(figures, counts[i].key, counts[i].value);
    for (size_t i = 0; i < sizeof shares / sizeof *shares; i++)
        json_object_set_new(figures, shares[i].key, share(shares[i].part, shares[i].all));
    for (size_t i = 0; i < sizeof responses / sizeof *responses; i++)
        json_object_set_new(figures, responses[i].key, percentile(g, responses[i].share));
    set_minutes(figures, "reason_after_max_min", g->reason_ms);
    set_minutes(figures, "taken_over_max_min", g->taken_over_ms);
    return figures;
}

/* ---- All calls ------------------------------------------------------------------------------- */

static void count_all(struct play *play, const json_t *jobs_by_id, struct group *group)
{
    for (size_t d = 0; d < play->demand.n; d++) {
        const struct demand *demand = &play->demand.at[d];
        if (demand->at_ms > play->end_ms || (group->listed && demand->listed != group->listed) ||
            (group->of_list && !demand->listed) ||
            (group->service && strcmp(group->service, demand->service) != 0))
            continue;
        const json_t *job = json_object_get(jobs_by_id, demand->job);
        group->calls++;
        group->lost += job == NULL;
        if (job)
            count_job(play, group, demand, job);
    }
}

/* ---- By service and by call ------------------------------------------------------------------ */

static json_t *services_json(struct play *play, const json_t *jobs_by_id)
{
    json_t *services = json_object();
    for (size_t d = 0; d < play->demand.n; d++) {
        struct group group = {.service = play->demand.at[d].service};
        if (json_object_get(services, group.service))
            continue;
        count_all(play, jobs_by_id, &group);
        json_t *figures = group_json(&group);
        json_object_set_new(figures, "coverage_gap_min", ready_gap(play, group.service));
        json_object_set_new(services, group.service, figures);
        vec_free(&group.response_min);
    }
    return services;
}

/* The calls that the file lists, one by one. */
static json_t *calls_json(struct play *play, const json_t *jobs_by_id)
{
    json_t *list = json_array();
    size_t n = json_array_size(
        json_object_get(json_object_get(play->stage.drill->json, "demand"), "calls"));
    for (size_t i = 0; i < n; i++) {
        struct group group = {.listed = (uint32_t)i + 1};
        count_all(play, jobs_by_id, &group);
        json_array_append_new(list, group_json(&group));
        vec_free(&group.response_min);
    }
    return list;
}

/* The calls that the file lists, together. */
static json_t *list_json(struct play *play, const json_t *jobs_by_id)
{
    struct group group = {.of_list = true};
    count_all(play, jobs_by_id, &group);
    json_t *figures = group_json(&group);
    vec_free(&group.response_min);
    return figures;
}

static json_t *reasons_json(const struct play *play, const json_t *jobs_by_id)
{
    json_t *list = json_array();
    for (size_t d = 0; d < play->demand.n; d++) {
        const json_t *job = json_object_get(jobs_by_id, play->demand.at[d].job);
        const json_t *reasons = json_object_get(job, "reasons");
        if (json_array_size(reasons) && !json_object_get(job, "done_at"))
            json_array_append_new(list, json_pack("{s:O, s:O, s:O}", "number",
                                                  json_object_get(job, "number"), "service",
                                                  json_object_get(job, "service"), "reasons",
                                                  (json_t *)reasons));
    }
    return list;
}

/* How many jobs without a crew each reason stands at first. */
static json_t *reason_counts(const json_t *waiting)
{
    json_t *counts = json_object(), *job;
    size_t i;
    json_array_foreach(waiting, i, job)
    {
        const json_t *first = json_array_get(json_object_get(job, "reasons"), 0);
        const char *code = json_text(first, "code", "none");
        json_object_set_new(counts, code, json_integer(json_i64(counts, code, 0) + 1));
    }
    return counts;
}

/* The longest gap of any service. */
static json_t *worst_gap(json_t *services)
{
    double worst = -1;
    const char *name;
    json_t *group;
    json_object_foreach(services, name, group)
    {
        worst = fmax(worst, json_f64(group, "coverage_gap_min", -1));
    }
    return worst < 0 ? json_null() : json_real(worst);
}

static void add_crews(const struct play *play, json_t *all)
{
    double m = 0, busy_ms = 0, over_ms = 0, waiting_ms = 0, shift_ms = 0;
    int64_t changes = 0, used = 0;
    for (size_t c = 0; c < play->crews.n; c++) {
        const struct player *p = &play->crews.at[c];
        int64_t from = p->shift_from_ms, until = p->shift_until_ms;
        int64_t start_ms = play->stage.drill->start_ms;
        from = from > start_ms ? from : start_ms;
        until = until < play->end_ms ? until : play->end_ms;
        shift_ms += until > from ? (double)(until - from) : 0;
        m += p->total_m + p->driven_m;
        busy_ms += (double)p->busy_ms;
        over_ms += (double)p->overtime_ms;
        waiting_ms += (double)p->waiting_ms;
        changes += p->plan_changes;
        used += p->stints.n > 0;
    }
    const double hour_ms = 3600000;
    size_t n = play->crews.n ? play->crews.n : 1;
    json_object_set_new(all, "crews", json_integer((json_int_t)play->crews.n));
    json_object_set_new(all, "vehicles_used", json_integer((json_int_t)used));
    json_object_set_new(all, "km", json_real(kpi_rounded(m / 1000)));
    json_object_set_new(all, "crew_hours_on_shift", json_real(kpi_rounded(shift_ms / hour_ms)));
    json_object_set_new(all, "crew_hours_used", json_real(kpi_rounded(busy_ms / hour_ms)));
    json_object_set_new(all, "overtime_h", json_real(kpi_rounded(over_ms / hour_ms)));
    json_object_set_new(all, "waiting_h", json_real(kpi_rounded(waiting_ms / hour_ms)));
    json_object_set_new(all, "plan_changes", json_integer(changes));
    json_object_set_new(all, "plan_changes_per_crew",
                        json_real(kpi_rounded((double)changes / (double)n)));
}

static json_t *kpis_json(struct play *play, const json_t *jobs_by_id)
{
    struct group group = {0};
    count_all(play, jobs_by_id, &group);
    json_t *all = group_json(&group);
    vec_free(&group.response_min);
    add_crews(play, all);
    json_object_set_new(all, "unassigned_told", json_integer(play->unassigned_told));
    json_object_set_new(all, "refused_commands", json_integer(play->refused));
    json_object_set_new(all, "dirty_departures", json_integer(play->dirty_departures));
    json_object_set_new(all, "rule_breaks",
                        json_integer((json_int_t)json_array_size(play->breaks)));
    json_t *services = services_json(play, jobs_by_id), *waiting = reasons_json(play, jobs_by_id);
    json_object_set_new(all, "coverage_gap_min", worst_gap(services));
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o}", "all", all, "services", services, "listed",
                     list_json(play, jobs_by_id), "listed_calls", calls_json(play, jobs_by_id),
                     "waiting_for_a_crew", waiting, "unassigned_reasons", reason_counts(waiting));
}

/* ---- The report ----------------------------------------------------------------------------- */

/* What the dispatcher's turns were spent on. */
static json_t *phases_json(const struct play *play)
{
    json_t *phases = json_object();
    for (int p = 0; p < LIVE_PHASES; p++)
        json_object_set_new(phases, live_phase_name((enum live_phase)p),
                            json_pack("{s:I, s:f}", "n", (json_int_t)play->phases[p].n, "s",
                                      kpi_rounded((double)play->phases[p].sum_us / 1e6)));
    return phases;
}

static json_t *machine_json(const struct play *play, int64_t took_ms)
{
    double virtual_ms = (double)(play->end_ms - play->stage.drill->start_ms);
    return json_pack(
        "{s:I, s:I, s:I, s:I, s:I, s:f, s:f, s:f, s:o}", "moments", (json_int_t)play->moments,
        "events", (json_int_t)play->events, "assigned", (json_int_t)play->assigned, "rounds",
        (json_int_t)play->rounds, "failed_rounds", (json_int_t)play->failures, "worst_round_ms",
        kpi_rounded((double)play->worst_round_us / 1000), "took_s",
        kpi_rounded((double)took_ms / 1000), "virtual_to_real",
        kpi_rounded(virtual_ms / (double)(took_ms ? took_ms : 1)), "phases", phases_json(play));
}

enum err kpi_report(struct play *play, int64_t took_ms, json_t **out, struct error *error)
{
    json_t *jobs = NULL, *job, *by_id = json_object();
    size_t i;
    bool met = false;
    enum err rc = stage_list(&play->stage, "job.list", NULL, &jobs, error);
    json_array_foreach(jobs, i, job)
    {
        json_object_set(by_id, json_text(job, "id", ""), job);
    }
    if (rc == ERR_OK) {
        json_t *kpis = kpis_json(play, by_id);
        json_t *targets = targets_json(play, kpis, &met);
        *out = json_pack("{s:O, s:s, s:I, s:O, s:O, s:b, s:o, s:o, s:O, s:o, s:o}", "name",
                         json_object_get(play->stage.drill->json, "name"), "policy",
                         drill_policies[play->stage.policy], "seed", (json_int_t)play->stage.seed,
                         "start", json_object_get(play->stage.drill->json, "start"), "end",
                         json_object_get(play->stage.drill->json, "end"), "met", met, "targets",
                         targets, "kpis", kpis, "breaks", play->breaks, "machine",
                         machine_json(play, took_ms), "pictures", pictures_json(play, by_id));
    }
    json_decref(by_id);
    json_decref(jobs);
    return rc;
}
