/* The figures of a drill: read back from the program at the end, and what was noted on the way. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "drill/cover_int.h"
#include "drill/kpi_int.h"

/* What is counted for a service, or for all. */
struct group {
    const char *service; /* NULL: all */
    uint32_t listed;     /* 0: all; else the one call of the file's list */
    int64_t calls, done, closed, open, late, lost, judged, arrived, told_first, unassigned;
    int64_t promised, moved, kept;
    int64_t people_min;
    VEC(double) response_min;
};

static double rounded(double value)
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
    return json_real(rounded(group->response_min.at[rank ? rank - 1 : 0]));
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
    group->told_first +=
        demand->told_ms && (!demand->left_ms || demand->told_ms <= demand->left_ms);
    judge(group, job, play->end_ms);
    if (!arrived_ms)
        return;
    group->arrived++;
    if (demand->people && (!group->people_min || demand->people < group->people_min))
        group->people_min = demand->people;
    vec_push(&group->response_min, (double)(arrived_ms - file_time(job, "received_at", 0)) / 60000);
}

static json_t *share(int64_t part, int64_t all)
{
    return all ? json_real(rounded((double)part / (double)all)) : json_null();
}

static json_t *group_json(struct group *g)
{
    if (g->response_min.n)
        qsort(g->response_min.at, g->response_min.n, sizeof(double), by_value);
    return json_pack(
        "{s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o,"
        " s:I}",
        "calls", (json_int_t)g->calls, "done", (json_int_t)g->done, "closed", (json_int_t)g->closed,
        "open", (json_int_t)g->open, "late", (json_int_t)g->late, "lost", (json_int_t)g->lost,
        "unassigned", (json_int_t)g->unassigned, "promises", (json_int_t)g->promised,
        "promises_moved", (json_int_t)g->moved, "promises_kept_share", share(g->kept, g->promised),
        "on_time_share", share(g->judged - g->late, g->judged), "arrived_share",
        share(g->arrived, g->calls), "response_p50_min", percentile(g, 0.5), "response_p90_min",
        percentile(g, 0.9), "response_p99_min", percentile(g, 0.99), "response_max_min",
        percentile(g, 1), "told_first_share", share(g->told_first, g->calls), "crew_size_min",
        (json_int_t)g->people_min);
}

/* ---- All calls ------------------------------------------------------------------------------- */

static void count_all(struct play *play, const json_t *jobs_by_id, struct group *group)
{
    for (size_t d = 0; d < play->demand.n; d++) {
        const struct demand *demand = &play->demand.at[d];
        if (demand->at_ms > play->end_ms || (group->listed && demand->listed != group->listed) ||
            (group->service && strcmp(group->service, demand->service) != 0))
            continue;
        const json_t *job = json_object_get(jobs_by_id, demand->job);
        group->calls++;
        group->lost += job == NULL;
        if (job)
            count_job(play, group, demand, job);
    }
}

/* ---- Coverage -------------------------------------------------------------------------------- */

static bool can_serve(const struct player *player, const struct service *service)
{
    if ((int64_t)json_array_size(player->members) < service->crew.size)
        return false;
    for (size_t s = 0; s < service->crew.skills.n; s++) {
        bool has = false;
        for (size_t i = 0; i < json_array_size(player->skills) && !has; i++)
            has = !strcmp(json_string_value(json_array_get(player->skills, i)),
                          service->crew.skills.at[s]);
        if (!has)
            return false;
    }
    return true;
}

typedef VEC(struct span) spans_t;

static void add_span(spans_t *spans, int64_t from_ms, int64_t until_ms)
{
    if (until_ms > from_ms)
        vec_push(spans, ((struct span){from_ms, until_ms}));
}

/* When the crew was on shift and had nothing to do. */
static void add_ready(spans_t *spans, const struct player *player, int64_t end_ms)
{
    int64_t at_ms = player->shift_from_ms;
    int64_t until_ms = player->shift_until_ms < end_ms ? player->shift_until_ms : end_ms;
    for (size_t s = 0; s < player->stints.n && at_ms < until_ms; s++) {
        const struct stint *stint = &player->stints.at[s];
        add_span(spans, at_ms, stint->from_ms < until_ms ? stint->from_ms : until_ms);
        at_ms = stint->until_ms > at_ms ? stint->until_ms : at_ms;
    }
    if (player->doing == CREW_FREE || player->doing == CREW_TOLD)
        add_span(spans, at_ms, until_ms);
}

/* The longest time, while a crew for the service was on shift, without one that stood ready. */
static json_t *coverage_gap(const struct play *play, const char *service_id)
{
    const struct service *service = catalog_service(play->stage.catalog, service_id);
    int64_t from_ms = INT64_MAX, until_ms = play->stage.drill->start_ms;
    spans_t spans = {0};
    for (size_t c = 0; c < play->crews.n && service; c++) {
        const struct player *player = &play->crews.at[c];
        if (!can_serve(player, service))
            continue;
        from_ms = player->shift_from_ms < from_ms ? player->shift_from_ms : from_ms;
        until_ms = player->shift_until_ms > until_ms ? player->shift_until_ms : until_ms;
        add_ready(&spans, player, play->end_ms);
    }
    from_ms = from_ms > play->stage.drill->start_ms ? from_ms : play->stage.drill->start_ms;
    until_ms = until_ms < play->end_ms ? until_ms : play->end_ms;
    bool any = from_ms < until_ms;
    int64_t gap_ms = any ? cover_gap_ms(spans.at, spans.n, from_ms, until_ms) : 0;
    vec_free(&spans);
    return any ? json_real(rounded((double)gap_ms / 60000)) : json_null();
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
        json_object_set_new(figures, "coverage_gap_min", coverage_gap(play, group.service));
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
    int64_t changes = 0;
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
    }
    const double hour_ms = 3600000;
    size_t n = play->crews.n ? play->crews.n : 1;
    json_object_set_new(all, "crews", json_integer((json_int_t)play->crews.n));
    json_object_set_new(all, "km", json_real(rounded(m / 1000)));
    json_object_set_new(all, "crew_hours_on_shift", json_real(rounded(shift_ms / hour_ms)));
    json_object_set_new(all, "crew_hours_used", json_real(rounded(busy_ms / hour_ms)));
    json_object_set_new(all, "overtime_h", json_real(rounded(over_ms / hour_ms)));
    json_object_set_new(all, "waiting_h", json_real(rounded(waiting_ms / hour_ms)));
    json_object_set_new(all, "plan_changes", json_integer(changes));
    json_object_set_new(all, "plan_changes_per_crew",
                        json_real(rounded((double)changes / (double)n)));
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
    json_object_set_new(all, "rule_breaks",
                        json_integer((json_int_t)json_array_size(play->breaks)));
    json_t *services = services_json(play, jobs_by_id), *waiting = reasons_json(play, jobs_by_id);
    json_object_set_new(all, "coverage_gap_min", worst_gap(services));
    return json_pack("{s:o, s:o, s:o, s:o, s:o}", "all", all, "services", services, "listed_calls",
                     calls_json(play, jobs_by_id), "waiting_for_a_crew", waiting,
                     "unassigned_reasons", reason_counts(waiting));
}

/* ---- Targets and the machine ----------------------------------------------------------------- */

static bool holds(double value, const char *op, double target)
{
    if (strcmp(op, "<=") == 0)
        return value <= target;
    return strcmp(op, ">=") == 0 ? value >= target : fabs(value - target) < 1e-9;
}

/* The figures a target is about: of one listed call, of a service, or of all. */
static const json_t *group_of(const json_t *kpis, const json_t *target)
{
    const char *service = json_text(target, "service", NULL);
    int64_t call = json_i64(target, "call", 0);
    if (call)
        return json_array_get(json_object_get(kpis, "listed_calls"), (size_t)call - 1);
    return service ? json_object_get(json_object_get(kpis, "services"), service)
                   : json_object_get(kpis, "all");
}

/* A figure that does not exist (nobody called) meets no target. */
static json_t *targets_json(const struct play *play, const json_t *kpis, bool *met)
{
    json_t *list = json_array(), *target;
    size_t i;
    *met = true;
    json_array_foreach(json_object_get(play->stage.drill->json, "targets"), i, target)
    {
        json_t *result = json_object_get(group_of(kpis, target), json_text(target, "metric", ""));
        bool is_met =
            json_is_number(result) && holds(json_number_value(result), json_text(target, "op", ""),
                                            json_f64(target, "value", 0));
        json_t *line = json_copy(target);
        json_object_set(line, "result", result ? result : json_null());
        json_object_set_new(line, "met", json_boolean(is_met));
        json_array_append_new(list, line);
        *met = *met && is_met;
    }
    return list;
}

static json_t *machine_json(const struct play *play, int64_t took_ms)
{
    double virtual_ms = (double)(play->end_ms - play->stage.drill->start_ms);
    return json_pack(
        "{s:I, s:I, s:I, s:f, s:f, s:f}", "moments", (json_int_t)play->moments, "rounds",
        (json_int_t)play->rounds, "failed_rounds", (json_int_t)play->failures, "worst_round_ms",
        rounded((double)play->worst_round_us / 1000), "took_s", rounded((double)took_ms / 1000),
        "virtual_to_real", rounded(virtual_ms / (double)(took_ms ? took_ms : 1)));
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
