/*
 * The times of one route in one shift: forward labels over breaks and rests, then the latest start
 * that does not move the end.
 *
 * Rests of the driving-time rule: driving on until the limit and resting then is never worse than
 * resting earlier, but for one case: a rest that swallows waiting. So a label may also rest where
 * it would wait; on a route that drives no longer than the limit nobody needs to. A break may begin
 * on the road; it splits the way, which goes on after it.
 */
#include <assert.h>
#include <stdlib.h>

#include "plan/route/eval_int.h"

/* ---- One way ----------------------------------------------------------------------------- */

struct walk {
    struct eval *eval;
    int64_t now_s, drive_s; /* changed while walking */
    uint32_t bad;
};

static struct happening *happen(struct eval *eval, enum plan_stop_kind kind, uint32_t index)
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
            struct happening *rest = happen(walk->eval, PLAN_STOP_REST, PLAN_NONE);
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
        struct happening *item = happen(eval, PLAN_STOP_BREAK, b);
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

/* From leaving one position to arriving at the next, with the breaks [first, last) on the way. */
static void walk_way(struct walk *walk, uint32_t position, uint32_t first, uint32_t last, bool rest,
                     bool tell)
{
    struct eval *eval = walk->eval;
    const struct way *way = &eval->ways[position];
    int64_t left = way->travel_s;
    const int64_t *load = eval->loads + (size_t)(position - 1) * eval->model->n_dims;
    for (uint32_t b = first; b < last; b++)
        left = take_break(walk, b, left, load, tell);
    if (way->extra_s && tell) {
        struct happening *item = happen(eval, PLAN_STOP_DECON, way->decon);
        item->arrival_s = item->begin_s = walk->now_s;
        item->work_s = way->extra_s;
        if (way->decon != PLAN_NONE)
            item->place = eval->model->nodes[eval->model->n_visits + way->decon].place;
    }
    walk->now_s += way->extra_s;
    drive(walk, left, tell);
    if (rest) {
        if (tell) {
            struct happening *item = happen(eval, PLAN_STOP_REST, PLAN_NONE);
            item->arrival_s = item->begin_s = walk->now_s;
            item->work_s = eval->vehicle->rest_s;
            item->travel_s = left;
        }
        walk->now_s += eval->vehicle->rest_s;
        walk->drive_s = 0;
    }
}

/* ---- Begin of service -------------------------------------------------------------------- */

/* The release of the trip that a position starts (0: the route's start), -TIME_MAX for none. */
static int64_t trip_release(const struct eval *eval, uint32_t position)
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

/* When service begins at a position for somebody who is there at `time`; how late it is against
 * what is allowed (early: negative) goes to `delay`, the room up to the end of the window to `cap`.
 */
static int64_t begin_at(const struct eval *eval, uint32_t position, int64_t time, int64_t *delay,
                        int64_t *cap)
{
    uint32_t id = eval->sequence[position - 1];
    const struct node *node = &eval->model->nodes[id];
    *delay = 0;
    *cap = 0;
    if (position <= eval->vehicle->n_frozen) {
        int64_t fixed = eval->vehicle->frozen_at_s[position - 1];
        return fixed >= 0 ? fixed : time;
    }
    int64_t low = time, high = TIME_MAX;
    if (node->role == NODE_FACILITY) {
        if (eval->model->facilities[node->job].reloads && eval->model->node_needs_eval) {
            int64_t release = trip_release(eval, position) - eval->ways[position].work_s;
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

/* ---- Labels ------------------------------------------------------------------------------ */

static bool dominates(const struct label *a, const struct label *b)
{
    return a->breaks >= b->breaks && a->leave_s <= b->leave_s && a->drive_s <= b->drive_s &&
           a->late <= b->late && a->moved <= b->moved && a->broken <= b->broken;
}

static void keep_label(struct label *labels, uint8_t *n, const struct label *label)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < *n; i++) {
        if (dominates(&labels[i], label))
            return;
    }
    for (uint32_t i = 0; i < *n; i++) {
        if (!dominates(label, &labels[i]))
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
    walk_way(&walk, position, label->breaks, breaks, rest, false);
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
    out->begin_s = begin_at(eval, position, walk.now_s, &delay, &cap);
    if (rest && out->begin_s < walk.now_s)
        return false; /* the begin is fixed: there is no time for it */
    if (delay && !(eval->lift & PLAN_BAD_WINDOW)) {
        *bad |= eval->model->nodes[eval->sequence[position - 1]].role == NODE_FACILITY
                    ? PLAN_BAD_FACILITY
                    : PLAN_BAD_WINDOW;
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

static bool extend_all(struct eval *eval, uint32_t position, uint32_t *bad)
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
                keep_label(labels, &n, &label);
            bool waits = ok && eval->rests && label.waits && !label.reset;
            if (waits && extend(eval, position, i, breaks, true, &label, bad))
                keep_label(labels, &n, &label);
        }
    }
    eval->n_labels[position] = n;
    return n > 0;
}

/* ---- The schedule ------------------------------------------------------------------------ */

/* The last moment at which service may begin at a position. */
static int64_t last_begin_s(const struct eval *eval, uint32_t position)
{
    uint32_t id = eval->sequence[position - 1];
    const struct node *node = &eval->model->nodes[id];
    int64_t last = node->windows[node->n_windows - 1].until_s;
    if (node->role != NODE_FACILITY && eval->bounds.high && eval->bounds.high[id] < last)
        last = eval->bounds.high[id];
    return last;
}

static void tell_position(struct eval *eval, uint32_t position, const struct walk *walk,
                          struct happening *item)
{
    const struct plan_model *model = eval->model;
    bool is_node = position >= 1 && position <= eval->n;
    const struct node *node = is_node ? &model->nodes[eval->sequence[position - 1]] : NULL;
    item->arrival_s = item->begin_s = walk->now_s;
    item->place = position == 0        ? eval->vehicle->start
                  : position > eval->n ? eval->vehicle->end
                                       : node->place;
    item->travel_s = eval->ways[position].travel_s;
    item->distance_m = eval->ways[position].distance_m;
    item->bad = eval->ways[position].bad & ~eval->lift;
    if (!node)
        return;
    int64_t delay, late = 0;
    item->rank = position - 1;
    item->begin_s = begin_at(eval, position, walk->now_s, &delay, &item->cap_s);
    item->work_s = eval->ways[position].work_s;
    item->setup_s = item->work_s - node_service_s(node, eval->vehicle->type);
    if (position <= eval->vehicle->n_frozen && eval->vehicle->frozen_at_s[position - 1] < 0)
        item->cap_s = TIME_MAX;
    item->room_s = item->cap_s;
    item->last = item->begin_s + item->cap_s >= last_begin_s(eval, position);
    if (node->late_rate) {
        late = item->begin_s > node->due_s ? item->begin_s - node->due_s : 0;
        int64_t room = node->due_s > item->begin_s ? node->due_s - item->begin_s : 0;
        item->cap_s = room < item->cap_s ? room : item->cap_s;
    }
    if (node->wait_rate) {
        int64_t room = node->asked_s > item->begin_s ? node->asked_s - item->begin_s : 0;
        item->cap_s = room < item->cap_s ? room : item->cap_s;
    }
    item->late_s = late;
    if (delay && !(eval->lift & PLAN_BAD_WINDOW)) {
        item->bad |= node->role == NODE_FACILITY ? PLAN_BAD_FACILITY : PLAN_BAD_WINDOW;
        item->delay_s = delay;
    }
}

static enum plan_stop_kind kind_of(const struct eval *eval, uint32_t position)
{
    static const enum plan_stop_kind kinds[] = {
        [NODE_SINGLE] = PLAN_STOP_JOB,
        [NODE_PICKUP] = PLAN_STOP_PICKUP,
        [NODE_DELIVERY] = PLAN_STOP_DELIVERY,
        [NODE_FACILITY] = PLAN_STOP_FACILITY,
    };
    if (position == 0)
        return PLAN_STOP_START;
    if (position > eval->n)
        return PLAN_STOP_END;
    return kinds[eval->model->nodes[eval->sequence[position - 1]].role];
}

/* Walks the chosen labels from a start time and notes everything that happens. */
static void tell(struct eval *eval, int64_t start_s)
{
    struct walk walk = {.eval = eval, .now_s = start_s};
    eval->n_happenings = 0;
    tell_position(eval, 0, &walk, happen(eval, PLAN_STOP_START, PLAN_NONE));
    for (uint32_t position = 1; position <= eval->n + 1; position++) {
        const struct label *label = &eval->path[position];
        walk_way(&walk, position, eval->path[position - 1].breaks, label->breaks, label->rest,
                 true);
        enum plan_stop_kind kind = kind_of(eval, position);
        uint32_t index =
            position <= eval->n ? eval->model->nodes[eval->sequence[position - 1]].job : PLAN_NONE;
        struct happening *item = happen(eval, kind, index);
        tell_position(eval, position, &walk, item);
        if (label->reset)
            walk.drive_s = 0;
        walk.now_s = item->begin_s + item->work_s;
    }
}

/* The waiting before something that a later start can use up: not what the crew rests in. */
static int64_t free_waiting(const struct eval *eval, const struct happening *item)
{
    int64_t waiting = item->begin_s - item->arrival_s;
    if (waiting > 0 && eval->vehicle->drive_s && waiting >= eval->vehicle->rest_s)
        waiting -= eval->vehicle->rest_s;
    return waiting > 0 ? waiting : 0;
}

static bool begins_are_fixed(const struct vehicle *vehicle)
{
    for (uint32_t i = 0; i < vehicle->n_frozen; i++) {
        if (vehicle->frozen_at_s[i] >= 0)
            return true;
    }
    return false;
}

/* How much later the route may start without ending later: from the end back, a delay is what the
 * next thing bears plus the waiting before it, and at most what its own window leaves. */
static int64_t find_slack(const struct eval *eval)
{
    int64_t slack = 0;
    for (uint32_t i = eval->n_happenings; i-- > 1;) {
        const struct happening *item = &eval->happenings[i];
        if (i == eval->n_happenings - 1)
            slack = 0;
        else if (slack > item->cap_s)
            slack = item->cap_s;
        slack += free_waiting(eval, item);
    }
    return begins_are_fixed(eval->vehicle) ? 0 : slack;
}

/* How much later still, beyond `slack`, the route has to start for its times to be of another kind:
 * when a visit falls into a later window, or passes its due time, or nobody waits for it any more.
 * Between such moments what time costs is linear, so the best start is one of them. TIME_MAX when
 * there is none, or a visit would be too late before. */
static int64_t next_moment(const struct eval *eval, int64_t slack)
{
    int64_t waited = 0, next = TIME_MAX, end = TIME_MAX;
    if (!eval->vehicle->wait_costs || begins_are_fixed(eval->vehicle) || eval->model->change_rate_s)
        return TIME_MAX;
    for (uint32_t i = 1; i + 1 < eval->n_happenings; i++) {
        const struct happening *item = &eval->happenings[i];
        waited += free_waiting(eval, item);
        bool prices = item->cap_s < item->room_s || eval->model->node_time_costs;
        if (prices && waited > slack && waited < next)
            next = waited;
        if (waited + item->cap_s > slack && item->cap_s < item->room_s &&
            waited + item->cap_s < next)
            next = waited + item->cap_s;
        int64_t beyond = item->room_s < TIME_MAX ? waited + item->room_s + 1 : TIME_MAX;
        if (item->last && beyond < end)
            end = beyond;
        else if (!item->last && beyond > slack && beyond < next)
            next = beyond;
    }
    return next < end ? next : TIME_MAX;
}

/* Ends in time before it is less late, and less late before it ends early. */
static bool ends_better(const struct label *a, const struct label *b, int64_t until_s)
{
    bool a_in_time = a->leave_s <= until_s, b_in_time = b->leave_s <= until_s;
    if (a_in_time != b_in_time)
        return a_in_time;
    if (a->broken != b->broken)
        return a->broken < b->broken;
    return a->late != b->late ? a->late < b->late : a->leave_s < b->leave_s;
}

static void follow(struct eval *eval, uint8_t last)
{
    for (uint32_t position = eval->n + 2; position-- > 0;) {
        eval->path[position] = eval->labels[(size_t)position * LABELS_MAX + last];
        last = eval->path[position].from;
    }
}

static int64_t change_of(const struct eval *eval, const struct job *job, int64_t begin_s)
{
    const struct plan_model *model = eval->model;
    bool other = job->promised_vehicle != PLAN_NONE && job->promised_vehicle != eval->vehicle_index;
    return (other ? model->change_vehicle : 0) + job_move_cost(model, job, begin_s);
}

/* Nobody waits, so that nothing would begin later if the route began later: the labels tell all. */
static bool is_told_by_labels(const struct eval *eval)
{
    if (!eval->vehicle->late_costs)
        return false;
    for (uint32_t position = eval->vehicle->n_frozen + 1; position <= eval->n; position++) {
        if (eval->path[position].waits)
            return false;
    }
    return true;
}

static void sum_up(struct eval *eval, struct worth *worth, bool exact)
{
    const struct plan_model *model = eval->model;
    bool by_labels = eval->vehicle->late_costs;
    worth->late = 0;
    for (uint32_t position = 1; position <= eval->n; position++) {
        const struct node *node = &model->nodes[eval->sequence[position - 1]];
        if (node->role == NODE_FACILITY)
            continue;
        worth->late += node_late_cost(node, eval->path[position].begin_s);
        const struct job *job = &model->jobs[node->job];
        if (!exact && (by_labels || job->listed) && job->first == eval->sequence[position - 1])
            worth->change += change_of(
                eval, job, by_labels ? eval->path[position].begin_s : job->promised_start_s);
    }
    for (uint32_t i = 0; exact && i < eval->n_happenings; i++) {
        const struct happening *item = &eval->happenings[i];
        worth->excess += llabs(item->delay_s);
        if (item->kind == PLAN_STOP_BREAK || item->kind == PLAN_STOP_REST)
            worth->break_s += item->work_s;
        if (item->rank == PLAN_NONE || item->kind == PLAN_STOP_FACILITY)
            continue;
        const struct job *job = &model->jobs[item->index];
        if (job->first == eval->sequence[item->rank])
            worth->change += change_of(eval, job, item->begin_s);
    }
}

/* What lateness and broken promises on the path to this end cost once it starts as late as it may.
 */
static int64_t price_of_end(struct eval *eval, uint8_t end)
{
    const int64_t *weight = eval->model->weight;
    struct worth worth = {0};
    follow(eval, end);
    tell(eval, eval->labels[0].leave_s);
    tell(eval, eval->labels[0].leave_s + find_slack(eval));
    sum_up(eval, &worth, true);
    return weight[PLAN_TERM_LATENESS] * worth.late + weight[PLAN_TERM_CHANGE] * worth.change;
}

static void choose_path(struct eval *eval, int64_t until_s)
{
    const struct label *last = &eval->labels[(size_t)(eval->n + 1) * LABELS_MAX];
    uint8_t best = 0, n = eval->n_labels[eval->n + 1];
    bool priced = eval->promises && n > 1;
    int64_t least = priced ? price_of_end(eval, 0) : 0;
    for (uint8_t i = 1; i < n; i++) {
        bool alike = (last[i].leave_s <= until_s) == (last[best].leave_s <= until_s) &&
                     last[i].broken == last[best].broken;
        int64_t price = priced ? price_of_end(eval, i) : 0;
        if (priced && alike ? price < least : ends_better(&last[i], &last[best], until_s)) {
            best = i;
            least = price;
        }
    }
    follow(eval, best);
}

bool eval_schedule(struct eval *eval, uint32_t window, int64_t from_s, struct worth *worth,
                   int64_t *next_s)
{
    const struct vehicle *vehicle = eval->vehicle;
    const struct plan_model *model = eval->model;
    const struct plan_window *shift = &vehicle->windows[window];
    struct label *first = &eval->labels[0];
    *first = (struct label){.leave_s = from_s};
    *next_s = TIME_MAX;
    int64_t release = model->node_needs_eval ? trip_release(eval, 0) : -TIME_MAX;
    if (release > first->leave_s)
        first->leave_s = release;
    first->begin_s = first->leave_s;
    eval->n_labels[0] = 1;
    uint32_t bad = 0;
    eval->rests = vehicle->drive_s && worth->travel_s > vehicle->drive_s;
    eval->promises = model->change_rate_s && (vehicle->n_breaks || eval->rests);
    for (uint32_t position = 1; position <= eval->n + 1; position++) {
        if (!extend_all(eval, position, &bad)) {
            worth->bad |= bad;
            return false;
        }
    }
    choose_path(eval, shift->until_s);
    worth->start_s = first->leave_s;
    worth->end_s = eval->path[eval->n + 1].leave_s;
    if (worth->end_s > shift->until_s && !(eval->lift & PLAN_BAD_SHIFT)) {
        worth->bad |= PLAN_BAD_SHIFT;
        if (!eval->soft)
            return false;
        worth->excess += worth->end_s - shift->until_s;
    }
    bool exact = (vehicle->time_costs && !is_told_by_labels(eval)) || vehicle->max_duration_s ||
                 eval->detail || eval->soft;
    if (exact) {
        tell(eval, worth->start_s);
        int64_t slack = find_slack(eval), next = next_moment(eval, slack);
        *next_s = next < TIME_MAX ? worth->start_s + next : TIME_MAX;
        worth->start_s += slack;
        if (eval->detail || model->change_rate_s)
            tell(eval, worth->start_s);
    }
    sum_up(eval, worth, exact);
    worth->duration_s = worth->end_s - worth->start_s;
    worth->waiting_s =
        worth->duration_s - worth->travel_s - worth->service_s - worth->setup_s - worth->break_s;
    for (uint32_t i = 0; eval->soft && exact && i < eval->n_happenings; i++)
        worth->bad |= eval->happenings[i].bad;
    if (eval->detail && worth->bad & PLAN_BAD_SHIFT && eval->n_happenings) {
        struct happening *end = &eval->happenings[eval->n_happenings - 1];
        end->bad |= PLAN_BAD_SHIFT;
        end->delay_s = worth->end_s - shift->until_s;
    }
    if (vehicle->max_duration_s && worth->duration_s > vehicle->max_duration_s &&
        !(eval->lift & PLAN_BAD_MAX_DURATION)) {
        worth->bad |= PLAN_BAD_MAX_DURATION;
        return eval->soft;
    }
    return true;
}
