#include <stdarg.h>

#include "plan/check/check.h"

void check_report_init(struct check_report *report, struct arena *arena)
{
    *report = (struct check_report){.arena = arena, .feasible = true};
}

void check_fault(struct check_report *report, const char *kind, const char *format, ...)
{
    report->feasible = false;
    if (report->faults_n++ >= CHECK_FAULTS_KEPT)
        return;
    va_list args;
    va_start(args, format);
    report->faults[report->faults_n - 1] =
        (struct check_fault){kind, arena_vprintf(report->arena, format, args)};
    va_end(args);
}

static size_t faults_kept(const struct check_report *report)
{
    return report->faults_n < CHECK_FAULTS_KEPT ? report->faults_n : CHECK_FAULTS_KEPT;
}

void check_print(FILE *stream, const struct check_report *report)
{
    fprintf(stream, "%s: vehicles %zu, served %zu, unassigned %zu, cost %.*f, distance %.*f\n",
            report->feasible ? "feasible" : "NOT FEASIBLE", report->vehicles, report->served,
            report->unassigned, report->digits, report->cost, report->digits, report->distance);
    for (size_t i = 0; i < faults_kept(report); i++)
        fprintf(stream, "  %s: %s\n", report->faults[i].kind, report->faults[i].text);
    if (report->faults_n > CHECK_FAULTS_KEPT)
        fprintf(stream, "  and %zu more\n", report->faults_n - CHECK_FAULTS_KEPT);
}

json_t *check_json(const struct check_report *report)
{
    json_t *faults = json_array();
    for (size_t i = 0; i < faults_kept(report); i++)
        json_array_append_new(faults, json_pack("{s:s, s:s}", "kind", report->faults[i].kind,
                                                "text", report->faults[i].text));
    return json_pack("{s:b, s:I, s:I, s:I, s:f, s:f, s:f, s:I, s:o}", "feasible", report->feasible,
                     "vehicles", (json_int_t)report->vehicles, "served", (json_int_t)report->served,
                     "unassigned", (json_int_t)report->unassigned, "cost", report->cost, "distance",
                     report->distance, "duration", report->duration, "faults_n",
                     (json_int_t)report->faults_n, "faults", faults);
}
