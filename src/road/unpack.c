/*
 * From links to arcs. A link is the turn it starts from, or a lower triangle of two links. All
 * links of a way are taken apart together, round by round: what the next ones need is asked for
 * ahead, so that memory answers for several at once.
 */
#include "road/engine_int.h"

#include <stdlib.h>

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

/* Where the lists of out links and those of in links lie that a link of either kind is made of: its
 * leg at the lower end is in the list below that end, the other one at the rank named there. */
struct side {
    const uint32_t *first, *below_first, *below_rank, *below_link;
};

static inline struct side side_of(const struct cch *cch, uint32_t link)
{
    return link < cch->n_out ? (struct side){cch->out_first, cch->below_out_first,
                                             cch->below_out_rank, cch->below_out_link}
                             : (struct side){cch->in_first, cch->below_in_first, cch->below_in_rank,
                                             cch->below_in_link};
}

/* The lower triangle that gave a link its cost: from -> x and x -> to. */
struct middle {
    uint32_t first, second, rank;
};

/* The first link in a list that ends at `end` or above; `stop` when there is none. Without a branch
 * that would be guessed wrong half of the time. */
static inline uint32_t find_end(const struct cch *cch, uint32_t first, uint32_t stop, uint32_t end)
{
    uint32_t n = stop - first;
    if (n == 0)
        return stop;
    while (n > 1) {
        uint32_t half = n / 2;
        first += cch->end[first + half - 1] < end ? half : 0;
        n -= half;
    }
    return first + (cch->end[first] < end);
}

static inline void fetch_leg(const struct road_snapshot *snapshot, const struct side *side,
                             uint32_t i)
{
    __builtin_prefetch(&snapshot->link_key[side->below_link[i]]);
    __builtin_prefetch(&side->first[side->below_rank[i]]);
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
    struct side side = side_of(cch, link);
    uint32_t low = out ? from : to, high = out ? to : from;
    enum { AHEAD = 6 };
    for (uint32_t start = side.below_first[low], i = side.below_first[low + 1]; i-- > start;) {
        if (i >= start + AHEAD)
            fetch_leg(snapshot, &side, i - AHEAD);
        uint32_t x = side.below_rank[i], near = side.below_link[i];
        if (key[near] > key[link])
            continue;
        uint32_t far = find_end(cch, side.first[x], side.first[x + 1], high);
        if (far < side.first[x + 1] && cch->end[far] == high && key[near] + key[far] == key[link] &&
            dm[near] + dm[far] == dm[link])
            return out ? (struct middle){near, far, x} : (struct middle){far, near, x};
    }
    abort(); /* a link is its turn or a triangle: customisation is broken */
}

/* What taking a link apart reads, in three steps of which each reads what the one before fetched.
 */
static inline void fetch(const struct road_snapshot *snapshot, struct piece piece)
{
    const struct cch *cch = snapshot->network->cch;
    if (piece.link == GRAPH_NONE)
        return;
    __builtin_prefetch(&snapshot->link_key[piece.link]);
    __builtin_prefetch(&snapshot->link_dm[piece.link]);
    __builtin_prefetch(&cch->end[piece.link]);
    __builtin_prefetch(&cch->arc_of_rank[piece.low]);
    __builtin_prefetch(&side_of(cch, piece.link).below_first[piece.low]);
}

static inline uint32_t arc_from(const struct cch *cch, struct piece piece)
{
    return cch->arc_of_rank[piece.link < cch->n_out ? piece.low : cch->end[piece.link]];
}

static inline void fetch_second(const struct road_snapshot *snapshot, struct piece piece)
{
    const struct graph *graph = snapshot->network->graph;
    const struct cch *cch = snapshot->network->cch;
    if (piece.link == GRAPH_NONE)
        return;
    if (link_is_turn(cch, piece.link)) {
        uint32_t arc = arc_from(cch, piece);
        __builtin_prefetch(&graph->turn_first[arc]);
        __builtin_prefetch(&graph->arc_edge[arc]);
        __builtin_prefetch(&snapshot->arc_key[arc]);
    } else {
        struct side side = side_of(cch, piece.link);
        uint32_t last = side.below_first[piece.low + 1] - 1;
        __builtin_prefetch(&side.below_rank[last]);
        __builtin_prefetch(&side.below_link[last]);
    }
}

static inline void fetch_third(const struct road_snapshot *snapshot, struct piece piece)
{
    const struct graph *graph = snapshot->network->graph;
    const struct cch *cch = snapshot->network->cch;
    if (piece.link == GRAPH_NONE)
        return;
    if (link_is_turn(cch, piece.link)) {
        const struct graph_profile *profile = snapshot_profile(snapshot);
        uint32_t arc = arc_from(cch, piece), turn = graph->turn_first[arc];
        __builtin_prefetch(&graph->turn_to[turn]);
        __builtin_prefetch(&profile->turn_weight_ds[turn]);
        __builtin_prefetch(&profile->turn_duration_ds[turn]);
        __builtin_prefetch(&graph->edge_length_dm[graph->arc_edge[arc]]);
    } else {
        struct side side = side_of(cch, piece.link);
        uint32_t start = side.below_first[piece.low], i = side.below_first[piece.low + 1];
        for (int legs = 3; legs-- > 0 && i-- > start;)
            fetch_leg(snapshot, &side, i);
    }
}

/* Puts what `piece` consists of behind `next`; true when that is not an arc. */
static inline bool take_apart(const struct road_snapshot *snapshot, struct piece piece,
                              struct pieces *next)
{
    const struct cch *cch = snapshot->network->cch;
    if (piece.link == GRAPH_NONE) {
        vec_push(next, piece);
        return false;
    }
    bool out = piece.link < cch->n_out;
    uint32_t end = cch->end[piece.link];
    uint32_t from = out ? piece.low : end, to = out ? end : piece.low;
    if (is_turn(snapshot, piece.link, from, to)) {
        vec_push(next, ((struct piece){cch->arc_of_rank[to], GRAPH_NONE}));
        return false;
    }
    struct middle middle = find_middle(snapshot, piece.link, from, to);
    vec_push(next, ((struct piece){middle.rank, middle.first}));
    vec_push(next, ((struct piece){middle.rank, middle.second}));
    return true;
}

void unpack(struct road_search *search, const struct road_snapshot *snapshot)
{
    enum { FAR = 9, NEARER = 6, NEAR = 3 };
    for (bool links = true; links;) {
        struct pieces pieces = search->way;
        links = false;
        vec_clear(&search->apart);
        for (size_t i = 0; i < pieces.n; i++) {
            if (i + FAR < pieces.n)
                fetch(snapshot, pieces.at[i + FAR]);
            if (i + NEARER < pieces.n)
                fetch_second(snapshot, pieces.at[i + NEARER]);
            if (i + NEAR < pieces.n)
                fetch_third(snapshot, pieces.at[i + NEAR]);
            links |= take_apart(snapshot, pieces.at[i], &search->apart);
        }
        search->way = search->apart;
        search->apart = pieces;
    }
    for (size_t i = 0; i < search->way.n; i++)
        vec_push(&search->path, search->way.at[i].low);
}
