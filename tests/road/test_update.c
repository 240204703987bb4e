/* Partial customisation against full customisation, link by link. */
#include "grid_town.h"
#include "test.h"

struct state {
    struct road_network *network;
    struct customizer *customizer;
    struct updater *updater;
    struct road_snapshot *updated, *whole; /* brought up to date in steps; made anew each time */
    struct rng rng;
    unsigned partial;
};

static int64_t open_cost(const struct state *s, uint32_t arc)
{
    const struct graph_profile *costs = &s->network->graph->profiles[0];
    return costs->arc_weight_ds[arc] == GRAPH_NEVER
               ? KEY_NEVER
               : key_of(costs->arc_weight_ds[arc], costs->arc_duration_ds[arc]);
}

static struct road_snapshot *bare_snapshot(const struct state *s)
{
    const struct road_network *network = s->network;
    struct road_snapshot *snapshot = take_zeroed(1, sizeof *snapshot);
    snapshot->network = network;
    snapshot->arc_key = take(network->graph->n_arcs, sizeof *snapshot->arc_key);
    snapshot->link_key = take(network->cch->n_links, sizeof *snapshot->link_key);
    snapshot->link_dm = take(network->cch->n_links, sizeof *snapshot->link_dm);
    snapshot->legs = take_zeroed(network->cch->n_links / 64 + 1, sizeof *snapshot->legs);
    for (uint32_t a = 0; a < network->graph->n_arcs; a++)
        snapshot->arc_key[a] = open_cost(s, a);
    customize(s->customizer, snapshot);
    return snapshot;
}

static void snapshot_free(struct road_snapshot *snapshot)
{
    free(snapshot->arc_key);
    free(snapshot->link_key);
    free(snapshot->link_dm);
    free(snapshot->legs);
    free(snapshot);
}

/* Closes, opens or slows some arcs: a run of neighbours, as in a district, or scattered ones. Each
 * is in `changed` once, and only if its cost is another one. */
static void change_some(struct state *s, u32_vec *changed)
{
    uint32_t n_arcs = s->network->graph->n_arcs, start = rng_below(&s->rng, n_arcs);
    uint32_t n = 1 + rng_below(&s->rng, 30), what = rng_below(&s->rng, 4);
    bool near = rng_below(&s->rng, 2);
    vec_clear(changed);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t arc = near ? (start + i) % n_arcs : rng_below(&s->rng, n_arcs);
        uint32_t how = what == 3 ? rng_below(&s->rng, 3) : what; /* all alike, or mixed */
        int64_t key = how == 0 ? KEY_NEVER : open_cost(s, arc) * (how == 1 ? 1 : 2);
        key = key < KEY_NEVER ? key : KEY_NEVER;
        bool again = false;
        for (size_t k = 0; k < changed->n; k++)
            again = again || changed->at[k] == arc;
        if (again || key == s->updated->arc_key[arc])
            continue;
        s->updated->arc_key[arc] = s->whole->arc_key[arc] = key;
        vec_push(changed, arc);
    }
}

static void compare(struct state *s, const u32_vec *links, const int64_t *before)
{
    const struct cch *cch = s->network->cch;
    bool *told = take_zeroed(cch->n_links, sizeof *told);
    for (size_t i = 0; i < links->n; i++)
        told[links->at[i]] = true;
    for (uint32_t k = 0; k < cch->n_links; k++) {
        bool possible = s->whole->link_key[k] < KEY_NEVER;
        if (s->updated->link_key[k] != s->whole->link_key[k] ||
            (possible && s->updated->link_dm[k] != s->whole->link_dm[k]))
            fail_msg("link %u is not what it is after full customisation", k);
        if (before && before[k] != s->updated->link_key[k] && !told[k])
            fail_msg("link %u has changed and is not told", k);
    }
    free(told);
}

static void steps(struct state *s, int n)
{
    u32_vec changed = {0}, links = {0};
    size_t bytes = s->network->cch->n_links * sizeof(int64_t);
    int64_t *before = take(bytes, 1);
    for (int i = 0; i < n; i++) {
        change_some(s, &changed);
        memcpy(before, s->updated->link_key, bytes);
        vec_clear(&links);
        bool partial = update_links(s->updater, s->updated, changed.at, changed.n, &links);
        if (!partial)
            customize(s->customizer, s->updated);
        s->partial += partial;
        customize(s->customizer, s->whole);
        compare(s, &links, partial ? before : NULL);
    }
    free(before);
    vec_free(&changed);
    vec_free(&links);
}

static void a_partial_update_leaves_what_a_full_one_would(void **state)
{
    (void)state;
    unsigned partial = 0;
    for (uint64_t seed = 1; seed <= 30; seed++) {
        struct state s = {.partial = 0};
        rng_seed(&s.rng, seed);
        struct grid_town town = {.columns = 4 + rng_below(&s.rng, 12),
                                 .rows = 4 + rng_below(&s.rng, 12),
                                 .missing = rng_below(&s.rng, 30),
                                 .oneway = rng_below(&s.rng, 40),
                                 .forbidden_turns = 5,
                                 .copies = 3,
                                 .equal_times = seed % 3 == 0};
        print_message("# seed %d: %u by %u\n", (int)seed, town.columns, town.rows);
        s.network = grid_town_make(&town, &s.rng);
        s.customizer = customizer_new(s.network->cch, 1);
        s.updater = updater_new(s.network->cch);
        s.updated = bare_snapshot(&s);
        s.whole = bare_snapshot(&s);
        steps(&s, 40);
        partial += s.partial;
        snapshot_free(s.updated);
        snapshot_free(s.whole);
        updater_free(s.updater);
        customizer_free(s.customizer);
        road_network_free(s.network);
    }
    print_message("# %u updates were partial\n", partial);
    assert_true(partial > 300);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_partial_update_leaves_what_a_full_one_would),
    };
    return RUN_TESTS(tests);
}
