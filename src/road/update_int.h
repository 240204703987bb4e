/* What the files of partial customisation share (update.c, update_marked.c). */
#ifndef LIFELINE_ROAD_UPDATE_INT_H
#define LIFELINE_ROAD_UPDATE_INT_H

#include "road/engine_int.h"

struct touch {
    uint32_t link, next; /* next: of the same rank; GRAPH_NONE at the end */
    uint32_t old_dm;
    bool marked;
    int64_t old_key;
};

/* A link of the rank at work that has changed: one side of the triangles above it. */
struct leg {
    int64_t key, old_key;
    uint32_t link, end, dm, old_dm;
    bool better;
};

/* Links of the rank at work on one side, and those of them that changed, ascending. */
struct legs {
    uint32_t first, stop;
    bool better; /* one of them at least */
    VEC(struct leg) changed;
};

/* The marked links of the rank at work on one side, as they are computed anew. The first entry is
 * none of them: it is where ends without a marked link lead, and nothing improves it. */
struct anew {
    int64_t key;
    uint32_t dm, link;
    uint32_t first, second; /* legs of the triangle that it has this from, or GRAPH_NONE */
};

/* Links seen from above, on one side (see struct cch). */
struct below {
    const uint32_t *first, *rank, *link;
};

struct queue {
    uint64_t *ranks, *words;
    uint32_t n_words, at;
};

struct updater {
    const struct cch *cch;
    VEC(struct touch) touches;
    uint32_t *slots;  /* hash table of links: index into touches + 1, or 0 */
    uint32_t slots_n; /* a power of two, more than twice the touches */
    uint32_t *chain;  /* per rank: its first touch, or GRAPH_NONE */
    uint32_t *at;     /* per rank: which of `anew` ends there, or 0 */
    VEC(struct anew) anew;
    uint32_t *stamp, round; /* per rank: seen in this round */
    struct queue queue;
    struct legs out, in;
    size_t work, work_max;
    struct road_snapshot *snapshot;
};

/* Computes the marked links of y anew, on one side. All lower ranks are final. */
void recompute_marked(struct updater *updater, uint32_t y, bool out);

#endif
