/* The targets of the file against the figures. */
#include <math.h>
#include <string.h>

#include "drill/kpi_int.h"

static bool holds(double value, const char *op, double target)
{
    if (strcmp(op, "<=") == 0)
        return value <= target;
    return strcmp(op, ">=") == 0 ? value >= target : fabs(value - target) < 1e-9;
}

/* The figures a target is about: of one listed call or of all that are listed, of a service, or of
 * all. */
static const json_t *group_of(const json_t *kpis, const json_t *target)
{
    const char *service = json_text(target, "service", NULL);
    int64_t call = json_i64(target, "call", 0);
    if (call)
        return json_array_get(json_object_get(kpis, "listed_calls"), (size_t)call - 1);
    if (json_flag(target, "listed", false))
        return json_object_get(kpis, "listed");
    return service ? json_object_get(json_object_get(kpis, "services"), service)
                   : json_object_get(kpis, "all");
}

/* What the city's own report says of a counter, in all services or in one; new. */
static json_t *counter_of(struct play *play, const json_t *target)
{
    json_t *body = NULL, *service, *counter;
    const char *only = json_text(target, "service", NULL);
    double sum = 0;
    size_t s, c;
    stage_call(&play->stage, &play->stage.self, "report.counters", NULL, &body, NULL);
    json_array_foreach(json_object_get(body, "services"), s, service)
    {
        if (only && strcmp(json_text(service, "service", ""), only) != 0)
            continue;
        json_array_foreach(json_object_get(service, "counters"), c, counter)
        {
            if (!strcmp(json_text(counter, "code", ""), json_text(target, "counter", "")))
                sum += json_f64(counter, "value", 0);
        }
    }
    json_decref(body);
    return json_real(sum);
}

/* New; NULL: there is no such figure. */
static json_t *result_of(struct play *play, const json_t *kpis, const json_t *target)
{
    const char *metric = json_text(target, "metric", "");
    if (strcmp(metric, "counter") == 0)
        return counter_of(play, target);
    if (strcmp(metric, "answer") == 0)
        return deed_answer(play, target);
    if (strcmp(metric, "waiting_for") == 0)
        return json_integer(json_i64(json_object_get(kpis, "unassigned_reasons"),
                                     json_text(target, "reason", ""), 0));
    return json_incref(json_object_get(group_of(kpis, target), metric));
}

/* A figure that does not exist (nobody called) meets no target. */
json_t *targets_json(struct play *play, const json_t *kpis, bool *met)
{
    json_t *list = json_array(), *target;
    size_t i;
    *met = true;
    json_array_foreach(json_object_get(play->stage.drill->json, "targets"), i, target)
    {
        json_t *result = result_of(play, kpis, target);
        bool is_met =
            json_is_number(result) && holds(json_number_value(result), json_text(target, "op", ""),
                                            json_f64(target, "value", 0));
        json_t *line = json_copy(target);
        json_object_set_new(line, "result", result ? result : json_null());
        json_object_set_new(line, "met", json_boolean(is_met));
        json_array_append_new(list, line);
        *met = *met && is_met;
    }
    return list;
}
