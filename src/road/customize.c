/*
 * Full customisation, on one thread or several.
 *
 * A rank's links depend on those of its descendants in the elimination tree alone. So the tree is
 * split once: its upper part, the *top*, and what hangs below it, subtrees in bundles of about
 * equal work. Threads take bundles first; then ranks of the top, through whose descendants outside
 * the top they pull; what is left, the triangles that lie in the top with all three corners, is
 * little and is done by one thread. Each step writes links of its own ranks and reads what earlier
 * steps wrote. The cost of a link is a minimum over its triangles, whose order does not matter, and
 * so neither does the number of threads.
 */
#include "road/engine_int.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* Bundles for each thread: more of them are shared out more evenly, but leave a larger top. */
enum { BUNDLES_EACH = 8, SLICES = 64 };

struct customizer {
    const struct cch *cch;
    unsigned threads;
    /* With several threads: */
    bool *top;       /* per rank */
    uint32_t *ranks; /* bundle after bundle, then the top; ascending within each */
    u32_vec first;   /* into `ranks`: of each bundle, of the top, and their number */
};

/* Triangles in each subtree by their lowest corner, and one for each rank. Gives the sum. */
static uint64_t count_work(const struct cch *cch, uint64_t *work)
{
    uint64_t all = 0;
    for (uint32_t x = 0; x < cch->n; x++)
        work[x] = 0;
    for (uint32_t x = 0; x < cch->n; x++) {
        uint64_t own = 1 + (uint64_t)(cch->out_first[x + 1] - cch->out_first[x]) *
                               (cch->in_first[x + 1] - cch->in_first[x]);
        all += own;
        work[x] += own;
        if (cch->parent[x] != GRAPH_NONE)
            work[cch->parent[x]] += work[x];
    }
    return all;
}

/* The bundle of each rank below the top, and how many ranks each bundle has. */
static void fill_bundles(const struct customizer *c, const uint64_t *work, uint64_t most,
                         uint32_t *bundle, u32_vec *sizes)
{
    const struct cch *cch = c->cch;
    uint64_t filled = most;
    for (uint32_t x = cch->n; x-- > 0;) {
        uint32_t parent = cch->parent[x];
        if (c->top[x])
            continue;
        if (parent != GRAPH_NONE && !c->top[parent]) {
            bundle[x] = bundle[parent];
        } else {
            if (filled + work[x] > most) {
                vec_push(sizes, 0);
                filled = 0;
            }
            filled += work[x];
            bundle[x] = (uint32_t)sizes->n - 1;
        }
        sizes->at[bundle[x]]++;
    }
}

static void split(struct customizer *c)
{
    const struct cch *cch = c->cch;
    uint64_t *work = take(cch->n, sizeof *work);
    uint32_t *bundle = take(cch->n, sizeof *bundle);
    u32_vec next = {0};
    uint64_t most = count_work(cch, work) / ((uint64_t)BUNDLES_EACH * c->threads);
    c->top = take(cch->n, sizeof *c->top);
    c->ranks = take(cch->n, sizeof *c->ranks);
    for (uint32_t x = 0; x < cch->n; x++)
        c->top[x] = work[x] > most;
    fill_bundles(c, work, most, bundle, &next);
    uint32_t at = 0;
    for (size_t i = 0; i < next.n; i++) {
        uint32_t size = next.at[i];
        vec_push(&c->first, at);
        next.at[i] = at;
        at += size;
    }
    vec_push(&c->first, at);
    vec_push(&c->first, cch->n);
    for (uint32_t x = 0; x < cch->n; x++)
        c->ranks[c->top[x] ? at++ : next.at[bundle[x]]++] = x;
    vec_free(&next);
    free(bundle);
    free(work);
}

struct customizer *customizer_new(const struct cch *cch, unsigned threads)
{
    struct customizer *c = take_zeroed(1, sizeof *c);
    c->cch = cch;
    c->threads = threads;
    if (threads > 1)
        split(c);
    return c;
}

void customizer_free(struct customizer *c)
{
    if (!c)
        return;
    free(c->top);
    free(c->ranks);
    vec_free(&c->first);
    free(c);
}

static void clear_links(struct road_snapshot *snapshot, uint32_t first, uint32_t stop)
{
    for (uint32_t k = first; k < stop; k++) {
        snapshot->link_key[k] = KEY_NEVER;
        snapshot->link_dm[k] = 0;
    }
}

/* Links that are turns take the cost of their turn; no two turns are the same link. */
static void set_turns(struct road_snapshot *snapshot, uint32_t first_arc, uint32_t stop_arc)
{
    const struct graph *graph = snapshot->network->graph;
    const struct cch *cch = snapshot->network->cch;
    for (uint32_t a = first_arc; a < stop_arc; a++) {
        if (snapshot->arc_key[a] >= KEY_NEVER)
            continue;
        uint32_t length = graph->edge_length_dm[graph->arc_edge[a]];
        for (uint32_t t = graph->turn_first[a]; t < graph->turn_first[a + 1]; t++) {
            uint32_t link = cch->turn_link[t];
            if (link == GRAPH_NONE)
                continue;
            snapshot->link_key[link] = snapshot_turn(snapshot, a, t);
            snapshot->link_dm[link] = length;
        }
    }
}

/* The legs of the triangle that a link has its cost from. */
struct won {
    uint32_t first, second; /* GRAPH_NONE: from no triangle yet */
};

/* What a thread needs to work on one list of links. */
struct desk {
    uint32_t *at;    /* per upper end: its link */
    struct won *won; /* of the links, from the list's first on */
};

static struct desk desk_new(const struct cch *cch)
{
    return (struct desk){take(cch->n, sizeof(uint32_t)), take(cch->n, sizeof(struct won))};
}

static void desk_free(struct desk desk)
{
    free(desk.at);
    free(desk.won);
}

/*
 * Lower triangles through x of the links that y keeps on one side, from `first_link` on.
 * `first_leg` is the link between y and x; x's list holds the second legs, of which those that end
 * above y belong to a triangle.
 */
static inline void relax_through(int64_t *restrict key, uint32_t *restrict dm,
                                 const uint32_t *restrict end, struct desk desk,
                                 uint32_t first_link, uint32_t first_leg, uint32_t list,
                                 uint32_t list_end, uint32_t y)
{
    int64_t leg_key = key[first_leg];
    if (leg_key >= KEY_NEVER)
        return;
    uint32_t leg_dm = dm[first_leg];
    for (uint32_t k = list_end; k-- > list && end[k] > y;) {
        uint32_t target = desk.at[end[k]];
        int64_t sum = leg_key + key[k];
        if (sum > key[target])
            continue;
        uint32_t length = leg_dm + dm[k];
        if (sum < key[target] || length < dm[target]) {
            key[target] = sum;
            dm[target] = length;
            desk.won[target - first_link] = (struct won){first_leg, k};
        }
    }
}

/* Which of the lower corners are meant. */
enum through { THROUGH_ALL, THROUGH_BELOW_TOP, THROUGH_TOP };

static inline bool skips(const struct customizer *c, enum through through, uint32_t x)
{
    return through != THROUGH_ALL && c->top[x] != (through == THROUGH_TOP);
}

/* The links of y on one side take the best of their lower triangles. */
static inline void pull_side(const struct customizer *c, struct road_snapshot *snapshot, uint32_t y,
                             enum through through, struct desk desk, const uint32_t *first,
                             const uint32_t *below_first, const uint32_t *below_rank,
                             const uint32_t *below_link)
{
    const uint32_t *end = c->cch->end;
    uint32_t n = first[y + 1] - first[y];
    for (uint32_t i = 0; i < n; i++) {
        desk.at[end[first[y] + i]] = first[y] + i;
        desk.won[i].first = GRAPH_NONE;
    }
    for (uint32_t i = below_first[y]; i < below_first[y + 1]; i++) {
        uint32_t x = below_rank[i];
        if (!skips(c, through, x))
            relax_through(snapshot->link_key, snapshot->link_dm, end, desk, first[y], below_link[i],
                          first[x], first[x + 1], y);
    }
    for (uint32_t i = 0; i < n; i++)
        if (desk.won[i].first != GRAPH_NONE) {
            link_set_leg(snapshot, desk.won[i].first);
            link_set_leg(snapshot, desk.won[i].second);
        }
}

static inline void pull(const struct customizer *c, struct road_snapshot *snapshot, uint32_t y,
                        enum through through, struct desk desk)
{
    const struct cch *cch = c->cch;
    pull_side(c, snapshot, y, through, desk, cch->out_first, cch->below_out_first,
              cch->below_out_rank, cch->below_out_link);
    pull_side(c, snapshot, y, through, desk, cch->in_first, cch->below_in_first, cch->below_in_rank,
              cch->below_in_link);
}

static void customize_alone(const struct customizer *c, struct road_snapshot *snapshot)
{
    struct desk desk = desk_new(c->cch);
    clear_links(snapshot, 0, c->cch->n_links);
    set_turns(snapshot, 0, snapshot->network->graph->n_arcs);
    for (uint32_t y = 0; y < c->cch->n; y++)
        pull(c, snapshot, y, THROUGH_ALL, desk);
    desk_free(desk);
}

/* ---- several threads ---- */

enum step { CLEAR, TURNS, BUNDLES, ONTO_TOP, STEPS };

struct job {
    const struct customizer *c;
    struct road_snapshot *snapshot;
    atomic_uint taken[STEPS]; /* tasks of each step that somebody does or has done */
    pthread_mutex_t lock;
    pthread_cond_t all_there;
    unsigned threads, there, step; /* those waiting for the next step, and the one they are at */
};

static uint32_t tasks_of(const struct customizer *c, enum step step)
{
    size_t bundles = c->first.n - 2;
    if (step == BUNDLES)
        return (uint32_t)bundles;
    if (step == ONTO_TOP)
        return c->first.at[bundles + 1] - c->first.at[bundles];
    return SLICES;
}

static void do_task(const struct job *job, enum step step, uint32_t task, struct desk desk)
{
    const struct customizer *c = job->c;
    uint64_t n = step == CLEAR ? c->cch->n_links : c->cch->n;
    uint32_t from = (uint32_t)(n * task / SLICES), to = (uint32_t)(n * (task + 1) / SLICES);
    switch (step) {
    case CLEAR:
        clear_links(job->snapshot, from, to);
        break;
    case TURNS:
        set_turns(job->snapshot, from, to);
        break;
    case BUNDLES:
        for (uint32_t i = c->first.at[task]; i < c->first.at[task + 1]; i++)
            pull(c, job->snapshot, c->ranks[i], THROUGH_ALL, desk);
        break;
    case ONTO_TOP: /* the highest first: they have most to do */
        pull(c, job->snapshot, c->ranks[c->cch->n - 1 - task], THROUGH_BELOW_TOP, desk);
        break;
    case STEPS:
        break;
    }
}

/* Waits until all threads have done a step. */
static void meet(struct job *job)
{
    pthread_mutex_lock(&job->lock);
    unsigned step = job->step;
    if (++job->there == job->threads) {
        job->there = 0;
        job->step++;
        pthread_cond_broadcast(&job->all_there);
    }
    while (job->step == step)
        pthread_cond_wait(&job->all_there, &job->lock);
    pthread_mutex_unlock(&job->lock);
}

static void *work(void *context)
{
    struct job *job = context;
    struct desk desk = desk_new(job->c->cch);
    for (enum step step = CLEAR; step < STEPS; step++) {
        uint32_t n = tasks_of(job->c, step);
        for (uint32_t i; (i = atomic_fetch_add(&job->taken[step], 1)) < n;)
            do_task(job, step, i, desk);
        meet(job);
    }
    desk_free(desk);
    return NULL;
}

static void customize_together(const struct customizer *c, struct road_snapshot *snapshot)
{
    struct job job = {.c = c,
                      .snapshot = snapshot,
                      .lock = PTHREAD_MUTEX_INITIALIZER,
                      .all_there = PTHREAD_COND_INITIALIZER,
                      .threads = c->threads};
    pthread_t helpers[ROAD_THREADS_MAX];
    unsigned n = 0;
    while (n + 1 < c->threads && pthread_create(&helpers[n], NULL, work, &job) == 0)
        n++;
    /* When the system gives no more threads, nobody waits for them: this one has not met yet. */
    pthread_mutex_lock(&job.lock);
    job.threads = n + 1;
    pthread_mutex_unlock(&job.lock);
    work(&job);
    struct desk desk = desk_new(c->cch);
    for (uint32_t i = c->first.at[c->first.n - 2]; i < c->cch->n; i++)
        pull(c, snapshot, c->ranks[i], THROUGH_TOP, desk);
    desk_free(desk);
    while (n > 0)
        pthread_join(helpers[--n], NULL);
    pthread_cond_destroy(&job.all_there);
    pthread_mutex_destroy(&job.lock);
}

void customize(const struct customizer *c, struct road_snapshot *snapshot)
{
    for (uint32_t i = 0; i <= c->cch->n_links / 64; i++)
        atomic_store_explicit(&snapshot->legs[i], 0, memory_order_relaxed);
    if (c->threads > 1)
        customize_together(c, snapshot);
    else
        customize_alone(c, snapshot);
}
