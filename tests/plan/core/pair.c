#include "plan/core/pair.h"

void pair_open(struct pair *pair, struct sample sample, uint32_t seed)
{
    rng_seed(&pair->rng, seed);
    sample.n = 2 + rng_below(&pair->rng, PAIR_CLIENTS_MAX - 1);
    pair->problem = sample_problem(&sample, &pair->rng);
    tours_init(&pair->a, pair->problem);
    tours_init(&pair->b, pair->problem);
    tours_init(&pair->child, pair->problem);
    sample_tours(pair->problem, &pair->rng, &pair->a);
    sample_tours(pair->problem, &pair->rng, &pair->b);
}

void pair_close(struct pair *pair)
{
    tours_free(&pair->a);
    tours_free(&pair->b);
    tours_free(&pair->child);
    problem_free(pair->problem);
}

void pair_exchange(struct pair *pair)
{
    uint32_t at = rng_below(&pair->rng, pair->problem->n - 1);
    tours_copy(&pair->b, &pair->a);
    uint16_t moved = pair->b.nodes[at];
    pair->b.nodes[at] = pair->b.nodes[at + 1];
    pair->b.nodes[at + 1] = moved;
    tours_weigh(&pair->b, pair->problem);
}

void count_hops(struct hop_counts *counts, const struct tours *tours)
{
    *counts = (struct hop_counts){0};
    for (uint32_t r = 0; r < tours->n; r++) {
        uint16_t last = 0;
        for (uint32_t i = tours->first[r]; i <= tours->first[r + 1]; i++) {
            uint16_t next = i < tours->first[r + 1] ? tours->nodes[i] : 0;
            counts->hops[last][next]++;
            last = next;
        }
    }
}
