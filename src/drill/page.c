/* The page of a drill: targets, figures, the crews' day, answers to calls over the day, the map. */
#include <math.h>
#include <string.h>

#include "drill/drill.h"
#include "drill/page_int.h"

/* What is shown for all and for each service. */
static const char *const SHOWN[] = {
    "calls",
    "done",
    "late",
    "open",
    "unassigned",
    "lost",
    "on_time_share",
    "response_p50_min",
    "response_p90_min",
    "response_p99_min",
    "told_first_share",
    "promises",
    "promises_kept_share",
    "promises_moved",
    "km",
    "vehicles_used",
    "crew_hours_used",
    "crew_hours_on_shift",
    "overtime_h",
    "waiting_h",
    "plan_changes",
    "plan_changes_per_crew",
    "coverage_gap_min",
    "dirty_departures",
    "rule_breaks",
};
enum { N_SHOWN = sizeof SHOWN / sizeof *SHOWN };

/* ---- Targets --------------------------------------------------------------------------------- */

static void write_small(FILE *out, const char *text)
{
    if (!text)
        return;
    fputs("<br><small>", out);
    page_text(out, text);
    fputs("</small>", out);
}

static void write_target(FILE *out, const json_t *target)
{
    const char *metric = json_text(target, "metric", "");
    bool met = json_flag(target, "met", false);
    fputs("<tr><td>", out);
    page_figure_name(out, metric);
    write_small(out, json_text(target, "counter", NULL));
    write_small(out, json_text(target, "service", NULL));
    write_small(out, json_text(target, "command", NULL));
    write_small(out, json_text(target, "path", NULL));
    if (json_i64(target, "call", 0)) {
        char number[24];
        snprintf(number, sizeof number, "#%lld", (long long)json_i64(target, "call", 0));
        write_small(out, number);
    }
    fputs("<td class=n>", out);
    page_text(out, json_text(target, "op", ""));
    fputs(" ", out);
    page_figure(out, metric, json_object_get(target, "value"));
    fputs("<td class=n>", out);
    page_figure(out, metric, json_object_get(target, "result"));
    fprintf(out, "<td class=%s>", met ? "met" : "missed");
    page_words(out, met ? "达到" : "未达到", met ? "met" : "missed");
    fputs("<td>", out);
    page_text(out, json_text(target, "source", ""));
}

static void write_targets(FILE *out, const json_t *targets)
{
    size_t i;
    json_t *target;
    if (json_array_size(targets) == 0)
        return;
    page_heading(out, "目标", "Targets");
    fputs("<div class=scroll><table><tr><th>", out);
    page_words(out, "指标", "Figure");
    fputs("<th class=n>", out);
    page_words(out, "目标", "Target");
    fputs("<th class=n>", out);
    page_words(out, "结果", "Result");
    fputs("<th><th>", out);
    page_words(out, "出处", "Source");
    json_array_foreach(targets, i, target)
    {
        write_target(out, target);
    }
    fputs("</table></div>", out);
}

/* ---- Figures --------------------------------------------------------------------------------- */

static void write_difference(FILE *out, const char *key, const json_t *was, const json_t *is)
{
    double by = json_number_value(is) - json_number_value(was);
    if (!json_is_number(was) || !json_is_number(is))
        return;
    if (fabs(by) < 0.0005) {
        fputs("=", out);
        return;
    }
    json_t *size = json_real(fabs(by));
    fputs(by > 0 ? "+" : "−", out);
    page_figure(out, key, size);
    json_decref(size);
}

/* A what-if beside the same hours without what is supposed. */
static void write_against(FILE *out, const json_t *kpis, const json_t *as_it_is)
{
    const json_t *is = json_object_get(kpis, "all"), *was = json_object_get(as_it_is, "all");
    if (!was)
        return;
    page_heading(out, "与现状对比", "Against the city as it is");
    fputs("<div class=scroll><table><tr><th><th class=n>", out);
    page_words(out, "现状", "As it is");
    fputs("<th class=n>", out);
    page_words(out, "假设", "What if");
    fputs("<th class=n>", out);
    page_words(out, "差异", "Difference");
    for (size_t i = 0; i < N_SHOWN; i++) {
        fputs("<tr><th>", out);
        page_figure_name(out, SHOWN[i]);
        fputs("<td class=n>", out);
        page_figure(out, SHOWN[i], json_object_get(was, SHOWN[i]));
        fputs("<td class=n>", out);
        page_figure(out, SHOWN[i], json_object_get(is, SHOWN[i]));
        fputs("<td class=n>", out);
        write_difference(out, SHOWN[i], json_object_get(was, SHOWN[i]),
                         json_object_get(is, SHOWN[i]));
    }
    fputs("</table></div>", out);
}

static void write_figures(FILE *out, const json_t *kpis, const json_t *titles)
{
    json_t *all = json_object_get(kpis, "all"), *group;
    json_t *services = json_object_get(kpis, "services");
    const char *name;
    page_heading(out, "指标", "Figures");
    fputs("<div class=scroll><table><tr><th><th class=n>", out);
    page_words(out, "全部", "All");
    json_object_foreach(services, name, group)
    {
        fputs("<th class=n>", out);
        page_name(out, json_object_get(titles, name));
    }
    for (size_t i = 0; i < N_SHOWN; i++) {
        fputs("<tr><th>", out);
        page_figure_name(out, SHOWN[i]);
        fputs("<td class=n>", out);
        page_figure(out, SHOWN[i], json_object_get(all, SHOWN[i]));
        json_object_foreach(services, name, group)
        {
            fputs("<td class=n>", out);
            if (json_object_get(group, SHOWN[i]))
                page_figure(out, SHOWN[i], json_object_get(group, SHOWN[i]));
        }
    }
    fputs("</table></div>", out);
}

static void write_reasons(FILE *out, const json_t *waiting)
{
    size_t i, r;
    json_t *job, *reason;
    if (json_array_size(waiting) == 0)
        return;
    page_heading(out, "等待班组", "Waiting for a crew");
    fputs("<ul>", out);
    json_array_foreach(waiting, i, job)
    {
        fputs("<li>", out);
        page_text(out, json_text(job, "number", ""));
        json_array_foreach(json_object_get(job, "reasons"), r, reason)
        {
            fputs("<br>", out);
            page_name(out, json_object_get(reason, "text"));
        }
    }
    fputs("</ul>", out);
}

static void write_breaks(FILE *out, const json_t *breaks)
{
    size_t i;
    json_t *one;
    if (json_array_size(breaks) == 0)
        return;
    page_heading(out, "违反的规则", "Rules that were broken");
    fputs("<ul>", out);
    json_array_foreach(breaks, i, one)
    {
        fputs("<li>", out);
        page_text(out, json_string_value(one));
    }
    fputs("</ul>", out);
}

/* ---- The page -------------------------------------------------------------------------------- */

/* "2022-09-26T08:30:00+08:00" as "2022-09-26 08:30". */
static void write_time(FILE *out, const char *time)
{
    if (strlen(time) >= 16)
        fprintf(out, "%.10s %.5s", time, time + 11);
}

static void write_verdict(FILE *out, const json_t *report)
{
    const json_t *machine = json_object_get(report, "machine");
    bool met = json_flag(report, "met", false);
    fprintf(out, "<p class=%s>", met ? "met" : "missed");
    page_words(out, met ? "全部目标达到" : "有目标未达到",
               met ? "Every target is met" : "A target is missed");
    fputs("</p><p><small>", out);
    write_time(out, json_text(report, "start", ""));
    fputs(" – ", out);
    write_time(out, json_text(report, "end", ""));
    fprintf(out, " · %s · ", json_text(report, "policy", ""));
    page_words(out, "种子", "seed");
    fprintf(out, " %lld · %lld ", (long long)json_i64(report, "seed", 0),
            (long long)json_i64(machine, "rounds", 0));
    page_words(out, "轮，最慢", "rounds, the slowest");
    fprintf(out, " %.0f ms</small></p>", json_f64(machine, "worst_round_ms", 0));
}

/* A day of posts only has none. */
static bool has_calls(const json_t *kpis)
{
    return json_i64(json_object_get(kpis, "all"), "calls", 0) > 0;
}

void drill_page(const json_t *report, FILE *out)
{
    const json_t *pictures = json_object_get(report, "pictures");
    const json_t *kpis = json_object_get(report, "kpis");
    page_begin(out, json_object_get(report, "name"));
    write_verdict(out, report);
    write_against(out, kpis, json_object_get(report, "as_it_is"));
    write_targets(out, json_object_get(report, "targets"));
    write_breaks(out, json_object_get(report, "breaks"));
    if (has_calls(kpis)) {
        write_figures(out, kpis, json_object_get(pictures, "titles"));
        write_reasons(out, json_object_get(kpis, "waiting_for_a_crew"));
        page_day(out, pictures);
        page_answers(out, pictures);
        page_map(out, pictures);
    }
    fputs("</html>\n", out);
}
