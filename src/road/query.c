/*
 * One-to-one on the elimination tree: no heap. The upward search of a set of seeds visits their
 * ancestors in rank order; every shortest path has a highest rank, which is a common ancestor of
 * both ends. Searches from both sides run interleaved by rank; once they have met, whatever is not
 * below the best meeting is not expanded (Buchhold, Sanders, Wagner, SEA 2018: pruning).
 */
#include "road/engine_int.h"

#include <stdlib.h>

enum { FRONT_MAX = 2 * SEEDS_MAX };

/* Walks the union of the paths from some ranks to the root, each rank once, ascending. */
struct climb {
    uint32_t at[FRONT_MAX];
    bool down[FRONT_MAX]; /* belongs to the backward search */
    uint32_t n;
};

static void climb_add(struct climb *climb, uint32_t rank, bool down)
{
    for (uint32_t i = 0; i < climb->n; i++)
        if (climb->at[i] == rank && climb->down[i] == down)
            return;
    climb->at[climb->n] = rank;
    climb->down[climb->n++] = down;
}

static void plant(struct road_search *search, const struct seeds *seeds, bool down,
                  struct climb *climb)
{
    int64_t *key = down ? search->down : search->up, *dm = down ? search->down_dm : search->up_dm;
    for (uint32_t i = 0; i < seeds->n; i++) {
        const struct seed *seed = &seeds->at[i];
        uint32_t rank = search->network->cch->rank_of_arc[seed->arc];
        if (seed->key < key[rank] || (seed->key == key[rank] && seed->dm < dm[rank])) {
            key[rank] = seed->key;
            dm[rank] = seed->dm;
            (down ? search->down_link : search->up_link)[rank] = GRAPH_NONE;
        }
        climb_add(climb, rank, down);
    }
}

static inline void expand(const struct road_snapshot *snapshot, uint32_t first, uint32_t stop,
                          struct cost from, int64_t *restrict key, int64_t *restrict dm,
                          uint32_t *restrict by)
{
    const uint32_t *end = snapshot->network->cch->end;
    const int64_t *link_key = snapshot->link_key;
    for (uint32_t k = first; k < stop; k++) {
        int64_t sum = from.key + link_key[k];
        /* The start of a trip may be negative: an impossible link is not made possible by that. */
        if (sum > key[end[k]] || link_key[k] >= KEY_NEVER)
            continue;
        int64_t length = from.dm + snapshot->link_dm[k];
        if (sum < key[end[k]] || (length < dm[end[k]] && sum < KEY_NEVER)) {
            key[end[k]] = sum;
            dm[end[k]] = length;
            by[end[k]] = k;
        }
    }
}

static int64_t lowest_key(const struct seeds *seeds)
{
    int64_t low = 0;
    for (uint32_t i = 0; i < seeds->n; i++)
        low = seeds->at[i].key < low ? seeds->at[i].key : low;
    return low;
}

struct meeting {
    struct cost best;
    uint32_t rank;
    int64_t up_low, down_low; /* lowest seeds: what the other side may still deduct */
    struct meetings *all;     /* unless NULL, every meeting up to `best` is put here */
};

static void visit(struct road_search *search, const struct road_snapshot *snapshot, uint32_t x,
                  bool up, bool down, struct meeting *meeting)
{
    const struct cch *cch = search->network->cch;
    struct cost from = {search->up[x], search->up_dm[x]},
                to = {search->down[x], search->down_dm[x]};
    if (from.key < KEY_NEVER && to.key < KEY_NEVER) {
        struct cost sum = {from.key + to.key, from.dm + to.dm};
        if (meeting->all) {
            if (sum.key <= meeting->best.key)
                vec_push(meeting->all, ((struct meeting_at){sum, x}));
        } else if (cost_less(sum, meeting->best)) {
            meeting->best = sum;
            meeting->rank = x;
        }
    }
    /* Equal keys may still win by length, hence <=. */
    if (up && from.key < KEY_NEVER && from.key + meeting->down_low <= meeting->best.key)
        expand(snapshot, cch->out_first[x], cch->out_first[x + 1], from, search->up, search->up_dm,
               search->up_link);
    if (down && to.key < KEY_NEVER && to.key + meeting->up_low <= meeting->best.key)
        expand(snapshot, cch->in_first[x], cch->in_first[x + 1], to, search->down, search->down_dm,
               search->down_link);
}

static void climb_run(struct road_search *search, const struct road_snapshot *snapshot,
                      struct climb *climb, struct meeting *meeting)
{
    const uint32_t *parent = search->network->cch->parent;
    while (climb->n > 0) {
        uint32_t x = climb->at[0];
        for (uint32_t i = 1; i < climb->n; i++)
            x = climb->at[i] < x ? climb->at[i] : x;
        bool up = false, down = false;
        for (uint32_t i = 0; i < climb->n;) {
            if (climb->at[i] != x) {
                i++;
                continue;
            }
            bool *side = climb->down[i] ? &down : &up;
            climb->at[i] = parent[x];
            if (*side || parent[x] == GRAPH_NONE) {
                climb->n--;
                climb->at[i] = climb->at[climb->n];
                climb->down[i] = climb->down[climb->n];
            } else {
                i++;
            }
            *side = true;
        }
        visit(search, snapshot, x, up, down, meeting);
        vec_push(&search->touched, x);
    }
}

void query_clear(struct road_search *search)
{
    for (size_t i = 0; i < search->touched.n; i++)
        search->up[search->touched.at[i]] = search->down[search->touched.at[i]] = KEY_NEVER;
    vec_clear(&search->touched);
}

/* The turn of a link is it when it costs just as much; otherwise some lower triangle does. */
static bool is_turn(const struct road_snapshot *snapshot, uint32_t link, uint32_t from_rank,
                    uint32_t to_rank)
{
    const struct graph *graph = snapshot->network->graph;
    const struct cch *cch = snapshot->network->cch;
    if (!link_is_turn(cch, link))
        return false;
    uint32_t arc = cch->arc_of_rank[from_rank];
    uint32_t turn = graph_turn(graph, arc, cch->arc_of_rank[to_rank]);
    return turn != GRAPH_NONE && snapshot_turn(snapshot, arc, turn) == snapshot->link_key[link] &&
           graph->edge_length_dm[graph->arc_edge[arc]] == snapshot->link_dm[link];
}

/* The lower triangle that gave a link its cost: from -> x and x -> to. */
struct middle {
    uint32_t first, second, rank;
};

/* The first link in a list that ends at `end` or above; `stop` when there is none. */
static inline uint32_t find_end(const struct cch *cch, uint32_t first, uint32_t stop, uint32_t end)
{
    while (first < stop) {
        uint32_t middle = first + (stop - first) / 2;
        if (cch->end[middle] < end)
            first = middle + 1;
        else
            stop = middle;
    }
    return first;
}

/*
 * Goes through the ranks below the lower end, highest first: paths cross a region on its top
 * separator more often than elsewhere. The leg at the lower end alone rules most of them out.
 */
static struct middle find_middle(const struct road_snapshot *snapshot, uint32_t link, uint32_t from,
                                 uint32_t to)
{
    const struct cch *cch = snapshot->network->cch;
    const int64_t *key = snapshot->link_key;
    const uint32_t *dm = snapshot->link_dm;
    bool out = link < cch->n_out;
    const uint32_t *first = out ? cch->out_first : cch->in_first;
    const uint32_t *below_first = out ? cch->below_out_first : cch->below_in_first;
    const uint32_t *below_rank = out ? cch->below_out_rank : cch->below_in_rank;
    const uint32_t *below_link = out ? cch->below_out_link : cch->below_in_link;
    uint32_t low = out ? from : to, high = out ? to : from;
    enum { AHEAD = 6 };
    for (uint32_t i = below_first[low + 1]; i-- > below_first[low];) {
        if (i >= below_first[low] + AHEAD)
            __builtin_prefetch(&key[below_link[i - AHEAD]]);
        uint32_t x = below_rank[i], near = below_link[i];
        if (key[near] > key[link])
            continue;
        uint32_t far = find_end(cch, first[x], first[x + 1], high);
        if (far < first[x + 1] && cch->end[far] == high && key[near] + key[far] == key[link] &&
            dm[near] + dm[far] == dm[link])
            return out ? (struct middle){near, far, x} : (struct middle){far, near, x};
    }
    abort(); /* a link is its turn or a triangle: customisation is broken */
}

/* Pending links lie on the stack as (lower rank, link); an in link runs from its end down to it. */
void link_unpack(struct road_search *search, const struct road_snapshot *snapshot, uint32_t link,
                 uint32_t low)
{
    const struct cch *cch = snapshot->network->cch;
    u32_vec *stack = &search->stack;
    vec_push(stack, low);
    vec_push(stack, link);
    while (stack->n > 0) {
        uint32_t k = vec_pop(stack), lower = vec_pop(stack), end = cch->end[k];
        uint32_t from = k < cch->n_out ? lower : end, to = k < cch->n_out ? end : lower;
        if (is_turn(snapshot, k, from, to)) {
            vec_push(&search->path, cch->arc_of_rank[to]);
            continue;
        }
        struct middle middle = find_middle(snapshot, k, from, to);
        vec_push(stack, middle.rank);
        vec_push(stack, middle.second);
        vec_push(stack, middle.rank);
        vec_push(stack, middle.first);
    }
}

/* The rank whose list holds a link. */
static uint32_t link_low(const struct cch *cch, uint32_t link)
{
    const uint32_t *first = link < cch->n_out ? cch->out_first : cch->in_first;
    uint32_t low = 0, high = cch->n;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (first[middle] <= link)
            low = middle;
        else
            high = middle;
    }
    return low;
}

void query_trace(struct road_search *search, const struct road_snapshot *snapshot, uint32_t meeting)
{
    const struct cch *cch = search->network->cch;
    uint32_t x = meeting;
    size_t base = search->touched.n; /* the way up, kept behind the ranks to clear */
    while (search->up_link[x] != GRAPH_NONE) {
        vec_push(&search->touched, search->up_link[x]);
        x = link_low(cch, search->up_link[x]);
    }
    vec_push(&search->path, cch->arc_of_rank[x]);
    while (search->touched.n > base) {
        uint32_t link = vec_pop(&search->touched);
        uint32_t low = x;
        x = cch->end[link];
        link_unpack(search, snapshot, link, low);
    }
    while (search->down_link[x] != GRAPH_NONE) {
        uint32_t link = search->down_link[x];
        x = link_low(cch, link);
        link_unpack(search, snapshot, link, x);
    }
}

const struct seed *seed_of(const struct seeds *seeds, uint32_t arc)
{
    const struct seed *best = NULL;
    for (uint32_t i = 0; i < seeds->n; i++) {
        const struct seed *seed = &seeds->at[i];
        if (seed->arc == arc && (!best || cost_less((struct cost){seed->key, seed->dm},
                                                    (struct cost){best->key, best->dm})))
            best = seed;
    }
    return best;
}

struct cost query_run(struct road_search *search, const struct road_snapshot *snapshot,
                      const struct seeds *from, const struct seeds *to, bool path)
{
    struct meeting meeting = {{KEY_NEVER, 0}, GRAPH_NONE, lowest_key(from), lowest_key(to), NULL};
    struct climb climb = {.n = 0};
    plant(search, from, false, &climb);
    plant(search, to, true, &climb);
    climb_run(search, snapshot, &climb, &meeting);
    if (path) {
        vec_clear(&search->path);
        if (meeting.rank != GRAPH_NONE)
            query_trace(search, snapshot, meeting.rank);
    }
    query_clear(search);
    return meeting.best;
}

void query_meetings(struct road_search *search, const struct road_snapshot *snapshot,
                    const struct seeds *from, const struct seeds *to, int64_t key_max,
                    struct meetings *all)
{
    struct meeting meeting = {
        {key_max, INT64_MAX}, GRAPH_NONE, lowest_key(from), lowest_key(to), all};
    struct climb climb = {.n = 0};
    vec_clear(all);
    plant(search, from, false, &climb);
    plant(search, to, true, &climb);
    climb_run(search, snapshot, &climb, &meeting);
}

void query_climb(struct road_search *search, const struct road_snapshot *snapshot,
                 const struct seeds *from)
{
    struct meeting none = {{KEY_NEVER, 0}, GRAPH_NONE, 0, 0, NULL};
    struct climb climb = {.n = 0};
    plant(search, from, false, &climb);
    climb_run(search, snapshot, &climb, &none);
}
