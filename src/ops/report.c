/*
 * Figures as of a moment, counted from the event log: events recorded up to that moment, whatever
 * came later. The same moment gives the same figures whenever asked.
 */
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "catalog/catalog.h"
#include "ops/ops_int.h"

/* What a visit's step was last recorded with; corrections replace what they correct. */
struct step_value {
    double amount; /* the number, or how many serials */
};

struct tally {
    char service[81];
    int64_t received, cancelled, done, closed;
    struct map steps; /* "code visit" -> struct step_value */
};

struct counting {
    int64_t as_of_ms, events;
    struct map tallies; /* service -> struct tally */
};

static struct tally *tally_of(struct counting *counting, const char *service)
{
    struct tally *tally = map_get(&counting->tallies, sv_of(service));
    if (tally)
        return tally;
    tally = calloc(1, sizeof *tally);
    if (!tally)
        abort();
    snprintf(tally->service, sizeof tally->service, "%s", service);
    map_set(&counting->tallies, sv_of(tally->service), tally);
    return tally;
}

static void count_job_state(struct tally *tally, const json_t *data)
{
    const char *from = json_text(data, "from", ""), *to = json_text(data, "to", "");
    /* A reopened job is not done: it is counted again when it is. */
    if (strcmp(to, "done") == 0)
        tally->done++;
    if (strcmp(to, "closed") == 0)
        tally->closed++;
    if (strcmp(to, "reopened") == 0 && strcmp(from, "failed") != 0)
        tally->done--;
    if (strcmp(to, "reopened") == 0 && strcmp(from, "closed") == 0)
        tally->closed--;
    if (strcmp(to, "cancelled") == 0)
        tally->cancelled++;
}

static void count_step(struct tally *tally, const struct event *event, const json_t *data)
{
    char key[160];
    const json_t *value = json_object_get(data, "value");
    snprintf(key, sizeof key, "%s %s", json_text(data, "code", ""), event->noun_id);
    struct step_value *step = map_get(&tally->steps, sv_of(key));
    if (!step) {
        step = calloc(1, sizeof *step);
        if (!step)
            abort();
        map_set(&tally->steps, sv_of(key), step);
    }
    step->amount = json_is_number(value)  ? json_number_value(value)
                   : json_is_array(value) ? (double)json_array_size(value)
                                          : 0;
}

static void count_event(const struct event *event, void *context)
{
    struct counting *counting = context;
    if (event->at_ms > counting->as_of_ms)
        return;
    counting->events++;
    bool wanted = strcmp(event->type, "request.created") == 0 ||
                  strcmp(event->type, "job.state") == 0 ||
                  strcmp(event->type, "step.recorded") == 0;
    json_t *data = NULL;
    if (!wanted || json_read(sv_of(event->data), "event", &data, NULL) != ERR_OK)
        return;
    struct tally *tally = tally_of(counting, json_text(data, "service", ""));
    if (strcmp(event->type, "request.created") == 0)
        tally->received++;
    else if (strcmp(event->type, "job.state") == 0)
        count_job_state(tally, data);
    else
        count_step(tally, event, data);
    json_decref(data);
}

/* The figure of one counter that the pack names. */
static double counter_value(const struct tally *tally, const struct counter *counter)
{
    if (counter->kind == COUNTER_JOBS)
        return (double)tally->done;
    char prefix[96];
    snprintf(prefix, sizeof prefix, "%s ", counter->step ? counter->step : "");
    double sum = 0;
    size_t at = 0;
    struct sv key;
    void *value;
    while (map_next(&tally->steps, &at, &key, &value)) {
        if (sv_starts(key, prefix))
            sum += counter->kind == COUNTER_SUM ? ((struct step_value *)value)->amount : 1;
    }
    return sum;
}

static json_t *tally_json(const struct op *op, const struct tally *tally)
{
    const struct catalog *catalog = op->ops->config.catalog;
    const struct service *service = catalog ? catalog_service(catalog, tally->service) : NULL;
    json_t *counters = json_array();
    for (size_t i = 0; service && i < service->counters.n; i++) {
        const struct counter *counter = &service->counters.at[i];
        json_array_append_new(counters, json_pack("{s:s, s:f}", "code", counter->id, "value",
                                                  counter_value(tally, counter)));
    }
    return json_pack("{s:s, s:I, s:I, s:I, s:I, s:o}", "service", tally->service, "received",
                     (json_int_t)tally->received, "cancelled", (json_int_t)tally->cancelled, "done",
                     (json_int_t)tally->done, "closed", (json_int_t)tally->closed, "counters",
                     counters);
}

static int by_service(const void *a, const void *b)
{
    return strcmp((*(struct tally *const *)a)->service, (*(struct tally *const *)b)->service);
}

static void tally_free(struct tally *tally)
{
    size_t at = 0;
    struct sv key;
    void *value;
    while (map_next(&tally->steps, &at, &key, &value))
        free(value);
    map_free(&tally->steps);
    free(tally);
}

static json_t *counting_json(struct op *op, struct counting *counting)
{
    struct arena *arena = arena_new();
    struct tally **sorted = arena_array(arena, struct tally *, counting->tallies.n + 1);
    struct tally all = {.received = 0};
    size_t n = 0, at = 0;
    struct sv key;
    void *value;
    while (map_next(&counting->tallies, &at, &key, &value))
        sorted[n++] = value;
    qsort(sorted, n, sizeof *sorted, by_service);
    json_t *services = json_array();
    for (size_t i = 0; i < n; i++) {
        json_array_append_new(services, tally_json(op, sorted[i]));
        all.received += sorted[i]->received;
        all.cancelled += sorted[i]->cancelled;
        all.done += sorted[i]->done;
        all.closed += sorted[i]->closed;
        tally_free(sorted[i]);
    }
    arena_free(arena);
    return json_pack("{s:o, s:I, s:o, s:{s:I, s:I, s:I, s:I}}", "as_of",
                     op_time(op, counting->as_of_ms), "events", (json_int_t)counting->events,
                     "services", services, "totals", "received", (json_int_t)all.received,
                     "cancelled", (json_int_t)all.cancelled, "done", (json_int_t)all.done, "closed",
                     (json_int_t)all.closed);
}

enum err op_report_counters(struct op *op, struct error *error)
{
    struct counting counting = {.as_of_ms = op_time_of(op->args, "as_of", op->now_ms)};
    enum err rc = event_read(op->sql, 0, INT64_MAX, NULL, NULL, count_event, &counting, error);
    json_t *reply = counting_json(op, &counting);
    map_free(&counting.tallies);
    if (rc == ERR_OK)
        op_answer_json(op, reply);
    else
        json_decref(reply);
    return rc;
}
