/* The same days under every policy: figures with mean and spread over the seeds. */
#include <math.h>
#include <stdlib.h>

#include "drill/drill.h"

static const char *const figures[] = {
    "calls",
    "done",
    "late",
    "on_time_share",
    "response_p50_min",
    "response_p90_min",
    "response_p99_min",
    "km",
    "crew_hours_used",
    "overtime_h",
    "waiting_h",
    "promises_moved",
    "promises_kept_share",
    "plan_changes",
    "plan_changes_per_crew",
    "unassigned",
    "coverage_gap_min",
    "rule_breaks",
};
enum { FIGURES = sizeof figures / sizeof *figures };

/* What is played: a policy with a share of the crews. */
static const struct variant {
    const char *id;
    enum live_policy policy;
    double crews;
} variants[] = {
    {"nearest", LIVE_NEAREST, 1},
    {"rolling", LIVE_ROLLING, 1},
    {"lifeline", LIVE_LIFELINE, 1},
    {"lifeline_fewer_crews", LIVE_LIFELINE, 0.8},
};
enum { VARIANTS = sizeof variants / sizeof *variants };

const char *const drill_policies[DRILL_POLICIES] = {
    [LIVE_LIFELINE] = "lifeline", [LIVE_NEAREST] = "nearest", [LIVE_ROLLING] = "rolling"};

/* Of the values that are numbers: a figure that a day does not have is not counted. */
static json_t *summary(const json_t *values)
{
    double sum = 0, squares = 0, low = HUGE_VAL, high = -HUGE_VAL;
    size_t i, n = 0;
    json_t *value;
    json_array_foreach(values, i, value)
    {
        if (!json_is_number(value))
            continue;
        double x = json_number_value(value);
        sum += x;
        low = fmin(low, x);
        high = fmax(high, x);
        n++;
    }
    if (n == 0)
        return json_pack("{s:n, s:n, s:n, s:n, s:O}", "mean", "sd", "min", "max", "values", values);
    json_array_foreach(values, i, value)
    {
        if (json_is_number(value))
            squares += pow(json_number_value(value) - sum / (double)n, 2);
    }
    return json_pack("{s:f, s:f, s:f, s:f, s:O}", "mean", sum / (double)n, "sd",
                     n > 1 ? sqrt(squares / (double)(n - 1)) : 0, "min", low, "max", high, "values",
                     values);
}

static enum err play_variant(const struct drill *drill, const struct variant *variant,
                             struct drill_options options, unsigned seeds, json_t **out,
                             struct error *error)
{
    json_t *values[FIGURES], *all = json_object();
    enum err rc = ERR_OK;
    int64_t met = 0;
    options.policy = variant->policy;
    options.crews = variant->crews;
    for (size_t f = 0; f < FIGURES; f++)
        values[f] = json_array();
    unsigned before = (unsigned)(variant - variants) * seeds;
    for (unsigned s = 0; s < seeds && rc == ERR_OK; s++, options.seed++) {
        json_t *report = NULL;
        rc = drill_run(drill, &options, &report, error);
        if (rc == ERR_OK && options.tell)
            options.tell(variant->policy, variant->crews, report, before + s + 1, VARIANTS * seeds);
        const json_t *kpis = json_object_get(json_object_get(report, "kpis"), "all");
        for (size_t f = 0; f < FIGURES; f++) {
            json_t *value = json_object_get(kpis, figures[f]);
            json_array_append_new(values[f], value ? json_incref(value) : json_null());
        }
        met += json_flag(report, "met", false);
        json_decref(report);
    }
    for (size_t f = 0; f < FIGURES; f++) {
        json_object_set_new(all, figures[f], summary(values[f]));
        json_decref(values[f]);
    }
    *out = json_pack("{s:s, s:s, s:f, s:I, s:o}", "id", variant->id, "policy",
                     drill_policies[variant->policy], "crews", variant->crews, "days_met",
                     (json_int_t)met, "figures", all);
    return rc;
}

static double mean(const json_t *list, size_t variant, const char *figure)
{
    const json_t *all = json_object_get(json_array_get(list, variant), "figures");
    return json_f64(json_object_get(all, figure), "mean", nan(""));
}

/* What the aims are about: late jobs against nearest, changes of the plan against rolling. */
static json_t *against(const json_t *list)
{
    enum { NEAREST, ROLLING, OURS, FEWER };
    json_t *all = json_object();
    const struct {
        const char *name, *figure;
        size_t ours, other;
    } ratios[] = {
        {"late_of_nearest", "late", OURS, NEAREST},
        {"late_of_nearest_fewer_crews", "late", FEWER, NEAREST},
        {"late_of_rolling", "late", OURS, ROLLING},
        {"plan_changes_of_rolling", "plan_changes", OURS, ROLLING},
        {"km_of_nearest", "km", OURS, NEAREST},
        {"response_p90_of_nearest", "response_p90_min", OURS, NEAREST},
    };
    for (size_t i = 0; i < sizeof ratios / sizeof *ratios; i++) {
        double share = mean(list, ratios[i].ours, ratios[i].figure) /
                       mean(list, ratios[i].other, ratios[i].figure);
        json_object_set_new(all, ratios[i].name,
                            isfinite(share) ? json_real(round(share * 1000) / 1000) : json_null());
    }
    return all;
}

enum err drill_compare(const struct drill *drill, const struct drill_options *options,
                       unsigned seeds, json_t **out, struct error *error)
{
    json_t *list = json_array();
    enum err rc = ERR_OK;
    struct drill_options own = *options;
    own.seed = options->seed ? options->seed : drill_seed(drill);
    for (size_t v = 0; v < VARIANTS && rc == ERR_OK; v++) {
        json_t *variant = NULL;
        rc = play_variant(drill, &variants[v], own, seeds, &variant, error);
        json_array_append_new(list, variant);
    }
    if (rc == ERR_OK)
        *out = json_pack("{s:O, s:I, s:I, s:O, s:o}", "name", drill_name(drill), "seed",
                         (json_int_t)own.seed, "seeds", (json_int_t)seeds, "variants", list,
                         "against", against(list));
    json_decref(list);
    return rc;
}
