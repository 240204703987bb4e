/*
 * The times of one route: forward labels over breaks and rests.
 *
 * Rests of the driving-time rule: driving on until the limit and resting then is never worse than
 * resting earlier, but for one case: a rest that swallows waiting. So a label may also rest where
 * it would wait; on a route that drives no longer than the limit nobody needs to. A break may begin
 * on the road; it splits the way, which goes on after it.
 */
#include "plan/route/times_int.h"

#include <stdlib.h>

/* ---- One way ----------------------------------------------------------------------------- */

struct happening *times_happen(struct eval *eval, enum plan_stop_kind kind, uint32_t index)
{
    struct happening *item = &eval->happenings[eval->n_happenings++];
    *item = (struct happening){.kind = kind,
                               .index = index,
                               .place = PLAN_NONE,
                               .cap_s = TIME_MAX,
                               .room_s = TIME_MAX,
                               .rank = PLAN_NONE};
    return item;
}

/* Drives for `left_s` with the rests that this needs. */
static void drive(struct walk *walk, int64_t left_s, bool tell)
{
    const struct vehicle *vehicle = walk->eval->vehicle;
    while (vehicle->drive_s && walk->drive_s + left_s > vehicle->drive_s) {
        int64_t part = vehicle->drive_s - walk->drive_s;
        left_s -= part;
        walk->now_s += part;
        if (tell && walk->eval->n_happenings + 2 < walk->eval->room * 3) {
            struct happening *rest = times_happen(walk->eval, PLAN_STOP_REST, PLAN_NONE);
            rest->arrival_s = rest->begin_s = walk->now_s;
            rest->work_s = vehicle->rest_s;
            rest->travel_s = part;
        }
        walk->now_s += vehicle->rest_s;
        walk->drive_s = 0;
    }
    walk->now_s += left_s;
    walk->drive_s += left_s;
}

static int64_t break_begin(const struct plan_break *pause, int64_t time)
{
    for (uint32_t i = 0; i < pause->n_windows; i++) {
        if (time <= pause->windows[i].until_s)
            return time > pause->windows[i].from_s ? time : pause->windows[i].from_s;
    }
    return TIME_MAX;
}

/* One break somewhere on a way of which `left_s` is still to drive; gives what is left after it. */
static int64_t take_break(struct walk *walk, uint32_t b, int64_t left_s, const int64_t *load,
                          bool tell)
{
    struct eval *eval = walk->eval;
    const struct vehicle *vehicle = eval->vehicle;
    const struct plan_break *pause = &vehicle->breaks[b];
    int64_t begin = break_begin(pause, walk->now_s), delay = 0, before = walk->now_s;
    uint32_t bad = 0;
    for (uint32_t d = 0; pause->max_load && d < eval->model->n_dims; d++)
        bad |= load[d] > pause->max_load[d] ? PLAN_BAD_BREAK : 0u;
    if (begin < TIME_MAX) {
        int64_t part = begin - walk->now_s < left_s ? begin - walk->now_s : left_s;
        drive(walk, part, tell);
        left_s -= part;
        begin = break_begin(pause, walk->now_s);
    }
    if (begin == TIME_MAX) {
        delay = walk->now_s - pause->windows[pause->n_windows - 1].until_s;
        begin = walk->now_s;
        bad |= PLAN_BAD_BREAK;
    }
    walk->bad |= bad & ~eval->lift;
    if (tell) {
        struct happening *item = times_happen(eval, PLAN_STOP_BREAK, b);
        item->arrival_s = walk->now_s;
        item->begin_s = begin;
        item->work_s = pause->duration_s;
        item->travel_s = walk->now_s - before;
        item->bad = bad;
        item->delay_s = delay;
        item->cap_s = 0;
        for (uint32_t i = 0; i < pause->n_windows; i++) {
            if (begin >= pause->windows[i].from_s && begin <= pause->windows[i].until_s)
                item->cap_s = pause->windows[i].until_s - begin;
        }
        item->room_s = item->cap_s;
        item->last = begin + item->cap_s >= pause->windows[pause->n_windows - 1].until_s;
    }
    bool rested = vehicle->rest_s &&
                  (pause->duration_s >= vehicle->rest_s || begin - walk->now_s >= vehicle->rest_s);
    walk->drive_s = rested ? 0 : walk->drive_s;
    walk->now_s = begin + pause->duration_s;
    return left_s;
}

void times_walk(struct walk *walk, uint32_t position, uint32_t first, uint32_t last, bool rest,
                bool tell)
{
    struct eval *eval = walk->eval;
    const struct way *way = &eval->ways[position];
    int64_t left = way->travel_s;
    const int64_t *load = eval->loads + (size_t)(position - 1) * eval->model->n_dims;
    for (uint32_t b = first; b < last; b++)
        left = take_break(walk, b, left, load, tell);
    if (way->extra_s && tell) {
        struct happening *item = times_happen(eval, PLAN_STOP_DECON, way->decon);
        item->arrival_s = item->begin_s = walk->now_s;
        item->work_s = way->extra_s;
        if (way->decon != PLAN_NONE)
            item->place = eval->model->nodes[eval->model->n_visits + way->decon].place;
    }
    walk->now_s += way->extra_s;
    drive(walk, left, tell);
    if (rest) {
        if (tell) {
            struct happening *item = times_happen(eval, PLAN_STOP_REST, PLAN_NONE);
            item->arrival_s = item->begin_s = walk->now_s;
            item->work_s = eval->vehicle->rest_s;
            item->travel_s = left;
        }
        walk->now_s += eval->vehicle->rest_s;
        walk->drive_s = 0;
    }
}

/* ---- Begin of service -------------------------------------------------------------------- */

int64_t times_trip_release(const struct eval *eval, uint32_t position)
{
    const struct plan_model *model = eval->model;
    int64_t release = -TIME_MAX;
    for (uint32_t i = position; i < eval->n; i++) {
        const struct node *node = &model->nodes[eval->sequence[i]];
        if (node->role == NODE_FACILITY) {
            if (model->facilities[node->job].reloads)
                break;
        } else if (model->jobs[node->job].release_s > release) {
            release = model->jobs[node->job].release_s;
        }
    }
    return release;
}

int64_t times_begin_at(const struct eval *eval, uint32_t position, int64_t time, int64_t *delay,
                       int64_t *cap)
{
    uint32_t id = eval->sequence[position - 1];
    const struct node *node = &eval->model->nodes[id];
    *delay = 0;
    *cap = 0;
    if (position <= eval->vehicle->n_frozen) {
        int64_t fixed = eval->vehicle->frozen_at_s[position - 1];
        bool waits = fixed < 0 && node->role != NODE_FACILITY && eval->bounds.low &&
                     eval->bounds.low[id] > time; /* for others that it is tied to */
        return fixed >= 0 ? fixed : waits ? eval->bounds.low[id] : time;
    }
    int64_t low = time, high = TIME_MAX;
    if (node->role == NODE_FACILITY) {
        if (eval->model->facilities[node->job].reloads && eval->model->node_needs_eval) {
            int64_t release = times_trip_release(eval, position) - eval->ways[position].work_s;
            low = release > low ? release : low;
        }
    } else if (eval->bounds.low) {
        low = eval->bounds.low[id] > low ? eval->bounds.low[id] : low;
        high = eval->bounds.high[id];
    }
    int64_t begin = node_begin_s(node, low);
    if (begin == TIME_MAX) {
        low = node->release_s > low ? node->release_s : low;
        *delay = low - node->windows[node->n_windows - 1].until_s;
        return low;
    }
    if (begin > high) {
        /* Asked for before it is allowed, or there only after it was asked for. */
        *delay = low <= high ? high - begin : begin - high;
        return low <= high ? high : begin;
    }
    for (uint32_t i = 0; i < node->n_windows; i++) {
        if (begin >= node->windows[i].from_s && begin <= node->windows[i].until_s)
            *cap = node->windows[i].until_s - begin;
    }
    *cap = high - begin < *cap ? high - begin : *cap;
    return begin;
}

uint32_t times_family(const struct eval *eval, uint32_t position)
{
    bool facility = eval->model->nodes[eval->sequence[position - 1]].role == NODE_FACILITY;
    return facility ? PLAN_BAD_FACILITY : PLAN_BAD_WINDOW;
}

/* ---- Labels ------------------------------------------------------------------------------ */

/* Whoever is earlier could wait, but does not: so where a later begin was promised to somebody,
 * earlier is not better. */
static bool dominates(const struct eval *eval, const struct label *a, const struct label *b)
{
    return a->breaks >= b->breaks && a->leave_s <= b->leave_s && a->drive_s <= b->drive_s &&
           a->late <= b->late && a->moved <= b->moved && a->broken <= b->broken &&
           (a->leave_s >= eval->promised_s || a->leave_s == b->leave_s);
}

static void keep_label(const struct eval *eval, struct label *labels, uint8_t *n,
                       const struct label *label)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < *n; i++) {
        if (dominates(eval, &labels[i], label))
            return;
    }
    for (uint32_t i = 0; i < *n; i++) {
        if (!dominates(eval, label, &labels[i]))
            labels[kept++] = labels[i];
    }
    if (kept == LABELS_MAX) {
        uint32_t worst = 0;
        for (uint32_t i = 1; i < kept; i++)
            worst = labels[i].leave_s > labels[worst].leave_s ? i : worst;
        labels[worst] = labels[--kept];
    }
    labels[kept++] = *label;
    *n = (uint8_t)kept;
}

/* Extends one label over the way into a position in one manner. */
static bool extend(struct eval *eval, uint32_t position, uint8_t from, uint32_t breaks, bool rest,
                   struct label *out, uint32_t *bad)
{
    const struct label *label = &eval->labels[(size_t)(position - 1) * LABELS_MAX + from];
    struct walk walk = {eval, label->leave_s, label->drive_s, 0};
    times_walk(&walk, position, label->breaks, breaks, rest, false);
    *out = (struct label){.late = label->late,
                          .moved = label->moved,
                          .broken = label->broken,
                          .from = from,
                          .breaks = (uint8_t)breaks,
                          .rest = rest};
    *bad |= walk.bad;
    if (walk.bad && !eval->soft)
        return false;
    out->broken += walk.bad ? 1 : 0;
    out->begin_s = out->leave_s = walk.now_s;
    out->drive_s = walk.drive_s;
    if (position > eval->n)
        return true;
    int64_t delay, cap;
    out->begin_s = times_begin_at(eval, position, walk.now_s, &delay, &cap);
    if (rest && out->begin_s < walk.now_s)
        return false; /* the begin is fixed: there is no time for it */
    if (delay && !(eval->lift & times_family(eval, position))) {
        *bad |= times_family(eval, position);
        if (!eval->soft)
            return false;
        out->broken += llabs(delay);
    }
    out->waits = out->begin_s > walk.now_s;
    if (eval->vehicle->rest_s && out->begin_s - walk.now_s >= eval->vehicle->rest_s) {
        out->drive_s = 0;
        out->reset = true;
    }
    out->leave_s = out->begin_s + eval->ways[position].work_s;
    const struct node *node = &eval->model->nodes[eval->sequence[position - 1]];
    out->late += node_late_cost(node, out->begin_s);
    if (eval->promises && node->role != NODE_FACILITY &&
        eval->model->jobs[node->job].first == eval->sequence[position - 1])
        out->moved += job_move_cost(eval->model, &eval->model->jobs[node->job], out->begin_s);
    return true;
}

bool times_extend(struct eval *eval, uint32_t position, uint32_t *bad)
{
    struct label *labels = &eval->labels[(size_t)position * LABELS_MAX];
    uint32_t n_breaks = eval->lift & PLAN_BAD_BREAK ? 0 : eval->vehicle->n_breaks;
    uint8_t n = 0;
    bool is_end = position > eval->n;
    for (uint8_t i = 0; i < eval->n_labels[position - 1]; i++) {
        uint32_t done = eval->labels[(size_t)(position - 1) * LABELS_MAX + i].breaks;
        for (uint32_t breaks = is_end ? n_breaks : done; breaks <= n_breaks; breaks++) {
            struct label label;
            bool ok = extend(eval, position, i, breaks, false, &label, bad);
            if (ok)
                keep_label(eval, labels, &n, &label);
            bool waits = ok && eval->rests && label.waits && !label.reset;
            if (waits && extend(eval, position, i, breaks, true, &label, bad))
                keep_label(eval, labels, &n, &label);
        }
    }
    eval->n_labels[position] = n;
    return n > 0;
}
