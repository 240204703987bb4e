#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/road.h"
#include "road/bench.h"

static bool show_progress(void *context, const char *phase, double fraction)
{
    int *last = context, percent = (int)(fraction * 100);
    if (percent != *last) {
        fprintf(stderr, "\r%3d %% %-12s", percent, phase);
        *last = percent;
    }
    return true;
}

static json_t *report_json(const struct road_import_report *report)
{
    json_t *drops = json_array();
    for (size_t i = 0; i < report->n_drops; i++)
        json_array_append_new(drops,
                              json_pack("{s:s, s:I, s:I}", "reason", report->drops[i].reason,
                                        "count", (json_int_t)report->drops[i].count, "example",
                                        (json_int_t)report->drops[i].example_osm_id));
    return json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:o}", "osm_nodes",
                     (json_int_t)report->osm_nodes, "osm_ways", (json_int_t)report->osm_ways,
                     "osm_relations", (json_int_t)report->osm_relations, "nodes",
                     (json_int_t)report->nodes, "edges", (json_int_t)report->edges, "arcs",
                     (json_int_t)report->arcs, "turns", (json_int_t)report->turns, "restrictions",
                     (json_int_t)report->restrictions, "barriers", (json_int_t)report->barriers,
                     "signals", (json_int_t)report->signals, "dropped", drops);
}

static void print_report(const struct road_import_report *report)
{
    printf("read     %llu nodes, %llu ways, %llu relations\n",
           (unsigned long long)report->osm_nodes, (unsigned long long)report->osm_ways,
           (unsigned long long)report->osm_relations);
    printf("made     %llu nodes, %llu edges, %llu arcs, %llu turns\n",
           (unsigned long long)report->nodes, (unsigned long long)report->edges,
           (unsigned long long)report->arcs, (unsigned long long)report->turns);
    printf("with     %llu turn restrictions, %llu barriers, %llu signals\n",
           (unsigned long long)report->restrictions, (unsigned long long)report->barriers,
           (unsigned long long)report->signals);
    for (size_t i = 0; i < report->n_drops; i++)
        printf("left out %llu: %s (such as %lld)\n", (unsigned long long)report->drops[i].count,
               report->drops[i].reason, (long long)report->drops[i].example_osm_id);
}

int cli_road_import(const struct cli_road_options *options)
{
    int percent = -1;
    struct road_import_report report = {0};
    struct error error = {0};
    if (!options->output) {
        fputs("lifeline road import: say with -o where the road file goes.\n", stderr);
        return CLI_USAGE;
    }
    struct road_import_options import = {
        .source_path = options->words[0],
        .target_path = options->output,
        .profile_dir = options->profile_dir,
        .as_of_ms = options->as_of_ms,
        .as_of_offset_min = options->as_of_offset_min,
        .progress = isatty(STDERR_FILENO) ? show_progress : NULL,
        .context = &percent,
    };
    enum err err = road_import(&import, &report, &error);
    if (import.progress)
        fputs("\r                    \r", stderr);
    if (err)
        return cli_fail("road import", &error);
    if (options->json)
        cli_road_print(report_json(&report));
    else
        print_report(&report);
    return CLI_DONE;
}

int cli_road_bench(const struct cli_road_options *options)
{
    struct road_bench_options bench = {.source_path = options->words[0],
                                       .seed = (uint64_t)options->seed,
                                       .check = (uint32_t)options->check};
    struct error error = {0};
    char *json = NULL;
    if (road_bench(&bench, &json, &error))
        return cli_fail("road bench", &error);
    puts(json);
    free(json);
    return CLI_DONE;
}
