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

/* The rank whose list holds a link, among the `n` ranks that were visited, ascending. */
static uint32_t link_low(const struct cch *cch, const uint32_t *visited, size_t n, uint32_t link)
{
    const uint32_t *first = link < cch->n_out ? cch->out_first : cch->in_first;
    size_t low = 0, high = n;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (first[visited[middle]] <= link)
            low = middle;
        else
            high = middle;
    }
    return visited[low];
}

void query_trace(struct road_search *search, const struct road_snapshot *snapshot, uint32_t meeting)
{
    const struct cch *cch = search->network->cch;
    struct pieces *way = &search->way;
    uint32_t x = meeting;
    vec_clear(way);
    for (uint32_t link; (link = search->up_link[x]) != GRAPH_NONE;) {
        x = link_low(cch, search->touched.at, search->touched.n, link);
        vec_push(way, ((struct piece){x, link}));
    }
    vec_push(&search->path, cch->arc_of_rank[x]);
    for (size_t i = 0; i < way->n / 2;
         i++) { /* it was followed from the meeting back to the start */
        struct piece piece = way->at[i];
        way->at[i] = way->at[way->n - 1 - i];
        way->at[way->n - 1 - i] = piece;
    }
    x = meeting;
    for (uint32_t link; (link = search->down_link[x]) != GRAPH_NONE;) {
        x = link_low(cch, search->touched.at, search->touched.n, link);
        vec_push(way, ((struct piece){x, link}));
    }
    unpack(search, snapshot);
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
