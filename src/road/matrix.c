#include <stdlib.h>
#include <string.h>

#include "road/gates_int.h"

static void improve_by_gates(struct road_search *search, const struct road_snapshot *snapshot,
                             const struct seeds *from, size_t n_from, const struct seeds *to,
                             size_t n_to, int64_t depart_ms, int64_t *keys, uint32_t *dm)
{
    struct gate_plan plan;
    gate_plan_make(search, snapshot, from, n_from, to, n_to, dm != NULL, &plan);
    for (size_t i = 0; i < n_from; i++) {
        gate_plan_run(&plan, snapshot, &from[i], i, depart_ms);
        for (size_t j = 0; j < n_to; j++) {
            size_t cell = i * n_to + j;
            struct cost best = {keys[cell], dm ? dm[cell] : 0};
            if (gate_plan_best(&plan, snapshot, &to[j], j, n_to, &best) == GRAPH_NONE)
                continue;
            keys[cell] = best.key;
            if (dm)
                dm[cell] = cost_length_dm(best);
        }
    }
    gate_plan_drop(&plan);
}

enum err road_table(struct road_search *search, const struct road_snapshot *snapshot,
                    const struct road_place *sources, size_t n_sources,
                    const struct road_place *targets, size_t n_targets,
                    const struct road_table_options *options, uint32_t *durations_ds,
                    uint32_t *lengths_dm, struct error *error)
{
    enum err err = places_check(search->network, sources, n_sources, "sources", error);
    if (!err)
        err = places_check(search->network, targets, n_targets, "targets", error);
    if (!err && n_sources * n_targets > ROAD_TABLE_CELLS_MAX)
        err = error_set(error, ERR_LIMIT, "A table of %zu x %zu is above the maximum of %d cells.",
                        n_sources, n_targets, ROAD_TABLE_CELLS_MAX);
    if (err || n_sources == 0 || n_targets == 0)
        return err;
    const struct road_place *lists[2] = {sources, targets};
    const size_t counts[2] = {n_sources, n_targets};
    size_t n = n_sources + n_targets;
    struct spot *spots = take(n, sizeof *spots);
    struct seeds *seeds = take(n, sizeof *seeds);
    int64_t *keys = take(n_sources * n_targets, sizeof *keys);
    spots_choose(snapshot, lists, counts, 2, spots);
    for (size_t i = 0; i < n; i++)
        if (i < n_sources)
            seeds_from(snapshot, &spots[i], &seeds[i]);
        else
            seeds_to(snapshot, &spots[i], &seeds[i]);
    table_run(search, snapshot, seeds, n_sources, seeds + n_sources, n_targets, keys, lengths_dm);
    if (snapshot->rules->gates.n > 0)
        improve_by_gates(search, snapshot, seeds, n_sources, seeds + n_sources, n_targets,
                         options ? options->depart_ms : 0, keys, lengths_dm);
    for (size_t c = 0; c < n_sources * n_targets; c++)
        durations_ds[c] = keys[c] < KEY_NEVER ? key_duration(keys[c]) : ROAD_UNREACHABLE;
    free(spots);
    free(seeds);
    free(keys);
    return ERR_OK;
}
