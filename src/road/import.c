#include "road/import_int.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const profile_names[] = {"car", "emergency", "truck"};
enum { PROFILE_COUNT = sizeof profile_names / sizeof *profile_names };
_Static_assert((int)PROFILE_EXCLUDABLE_MAX == (int)GRAPH_EXCLUDABLE_MAX, "lists agree");

void import_drop(struct import *import, const char *reason, int64_t osm_id)
{
    struct road_import_report *report = import->report;
    for (size_t i = 0; i < report->n_drops; i++)
        if (strcmp(report->drops[i].reason, reason) == 0) {
            report->drops[i].count++;
            return;
        }
    if (report->n_drops == ROAD_DROPS_MAX)
        return;
    struct road_drop *drop = &report->drops[report->n_drops++];
    snprintf(drop->reason, sizeof drop->reason, "%s", reason);
    drop->count = 1;
    drop->example_osm_id = osm_id;
}

enum err import_progress(struct import *import, const char *phase, double fraction)
{
    const struct road_import_options *options = import->options;
    if (options->progress && !options->progress(options->context, phase, fraction))
        return error_at(import->error, ERR_CANCELLED, options->source_path,
                        "The import was stopped.");
    return ERR_OK;
}

static enum err open_profiles(struct import *import)
{
    const char *names[GRAPH_PROFILES_MAX];
    tag_slots_init(&import->slots);
    for (size_t i = 0; i < PROFILE_COUNT; i++) {
        enum err err = profile_open(import->options->profile_dir, profile_names[i], &import->slots,
                                    &import->profiles[i], import->error);
        if (err)
            return err;
        names[i] = profile_name(import->profiles[i]);
        import->n_profiles++;
    }
    import->builder = graph_builder_new(names, import->n_profiles);
    for (uint32_t p = 0; p < import->n_profiles; p++)
        graph_builder_excludable(import->builder, p, profile_excludable(import->profiles[p])->sets);
    return ERR_OK;
}

static enum err build(struct import *import, struct graph **out)
{
    struct drafts drafts = {0};
    struct bans bans = {0};
    enum err err = import_edges(import, &drafts);
    if (!err && drafts.edges.n == 0)
        err = error_at(import->error, ERR_INVALID, import->options->source_path,
                       "The file holds no road that a vehicle may drive.");
    raw_free_shapes(&import->raw);
    if (!err)
        err = import_restrictions(import, &drafts, &bans);
    vec_free(&import->raw.ways);
    if (!err)
        import_turns(import, &drafts, &bans);
    drafts_free(&drafts);
    bans_free(&bans);
    raw_free(&import->raw);
    memset(&import->raw, 0, sizeof import->raw);
    if (!err) {
        err = graph_finish(import->builder, out, import->error);
        import->builder = NULL;
    }
    return err;
}

enum err graph_import(const struct road_import_options *options, struct graph **out,
                      struct road_import_report *report, struct error *error)
{
    struct road_import_report own = {0};
    struct import import = {.options = options, .report = report ? report : &own, .error = error};
    *out = NULL;
    *import.report = (struct road_import_report){0};
    enum err err = open_profiles(&import);
    if (!err)
        err = import_read(&import);
    if (!err)
        err = build(&import, out);
    if (!err) {
        import.report->nodes = (*out)->n_nodes;
        import.report->edges = (*out)->n_edges;
        import.report->arcs = (*out)->n_arcs;
        import.report->turns = (*out)->n_turns;
    }
    raw_free(&import.raw);
    graph_builder_free(import.builder);
    for (size_t i = 0; i < PROFILE_COUNT; i++)
        profile_free(import.profiles[i]);
    tag_slots_free(&import.slots);
    return err;
}

enum err road_import(const struct road_import_options *options, struct road_import_report *report,
                     struct error *error)
{
    struct graph *graph = NULL;
    struct import import = {.options = options, .error = error};
    enum err err = graph_import(options, &graph, report, error);
    if (!err)
        err = import_progress(&import, "order", 0.9);
    if (err) {
        graph_free(graph);
        return err;
    }
    uint32_t *order = malloc(graph->n_arcs * sizeof *order);
    if (!order)
        abort();
    graph_order(graph, order);
    graph->order = order;
    err = graph_save(graph, options->target_path, error);
    graph->order = NULL;
    free(order);
    graph_free(graph);
    return err;
}
