/* Local search only around some clients, and around what has changed on the way. */
#include "plan/core/local_int.h"

static void ask(struct local *local, uint16_t c)
{
    if (!is_client(local, c) || local->queued[c])
        return;
    local->queued[c] = true;
    local->queue[local->n_queue++] = c;
}

void local_ask_about(struct local *local, const struct recipe *recipe)
{
    ask(local, recipe->head);
    ask(local, recipe->tail);
    for (uint32_t k = 0; k < recipe->n; k++) {
        ask(local, recipe->pieces[k].from);
        ask(local, recipe->pieces[k].to);
    }
}

/* Any of their clients may be the one to leave. */
static void ask_overloaded(struct local *local)
{
    for (uint32_t r = 0; r < local->n_lanes; r++) {
        if (!load_excess(local->lanes[r].load, lane_capacity(local, r)))
            continue;
        for (uint16_t at = local->visits[lane_start(local, r)].next; is_client(local, at);
             at = local->visits[at].next)
            ask(local, at);
    }
}

void local_improve_around(struct local *local, struct tours *tours, struct budget *budget,
                          const uint16_t *origins, const uint16_t *clients, uint32_t n)
{
    uint32_t examined = 0;
    local_load(local, tours, origins);
    for (uint32_t i = 0; i < n; i++)
        ask(local, clients[i]);
    ask_overloaded(local);
    local->asks = true;
    for (; local->n_queue; examined++) {
        uint32_t k = rng_below(local->rng, local->n_queue);
        uint16_t u = local->queue[k];
        local->queue[k] = local->queue[--local->n_queue];
        local->queued[u] = false;
        if (local_try_client(local, u, false))
            ask(local, u);
    }
    local->asks = false;
    budget->spent += examined / EXAMINED_PER_ITERATION + 1;
    budget_is_over(budget);
    local_store(local, tours);
}
