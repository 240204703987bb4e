/*
 * The schedule of one route in one shift: the path through the labels that ends best, the latest
 * start that does not move the end, and the next start that might be better.
 */
#include "plan/route/times_int.h"

#include <stdlib.h>

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

/* How much later a frozen visit may begin that was not said when: until others count on it. */
static int64_t room_of_frozen(const struct eval *eval, uint32_t position, int64_t begin_s)
{
    uint32_t id = eval->sequence[position - 1];
    if (id >= eval->model->n_visits || !eval->bounds.high)
        return TIME_MAX;
    return eval->bounds.high[id] > begin_s ? eval->bounds.high[id] - begin_s : 0;
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
    item->begin_s = times_begin_at(eval, position, walk->now_s, &delay, &item->cap_s);
    item->work_s = eval->ways[position].work_s;
    item->setup_s = item->work_s - node_service_s(node, eval->vehicle->type);
    if (position <= eval->vehicle->n_frozen && eval->vehicle->frozen_at_s[position - 1] < 0)
        item->cap_s = room_of_frozen(eval, position, item->begin_s);
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
    if (delay && !(eval->lift & times_family(eval, position))) {
        item->bad |= times_family(eval, position);
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
    struct walk walk = {.eval = eval, .now_s = start_s, .drive_s = eval->vehicle->driven_s};
    eval->n_happenings = 0;
    tell_position(eval, 0, &walk, times_happen(eval, PLAN_STOP_START, PLAN_NONE));
    for (uint32_t position = 1; position <= eval->n + 1; position++) {
        const struct label *label = &eval->path[position];
        times_walk(&walk, position, eval->path[position - 1].breaks, label->breaks, label->rest,
                   true);
        enum plan_stop_kind kind = kind_of(eval, position);
        uint32_t index =
            position <= eval->n ? eval->model->nodes[eval->sequence[position - 1]].job : PLAN_NONE;
        struct happening *item = times_happen(eval, kind, index);
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

/* The last moment before which somebody would begin too early. */
static int64_t last_promise_s(const struct eval *eval)
{
    const struct plan_model *model = eval->model;
    int64_t last = -TIME_MAX;
    for (uint32_t i = 0; i < eval->n; i++) {
        const struct node *node = &model->nodes[eval->sequence[i]];
        if (node->role == NODE_FACILITY || model->jobs[node->job].promised_start_s < 0)
            continue;
        int64_t from = model->jobs[node->job].promised_start_s - model->change_tolerance_s;
        last = from > last ? from : last;
    }
    return last;
}

bool eval_schedule(struct eval *eval, uint32_t window, int64_t from_s, struct worth *worth,
                   int64_t *next_s)
{
    const struct vehicle *vehicle = eval->vehicle;
    const struct plan_model *model = eval->model;
    const struct plan_window *shift = &vehicle->windows[window];
    struct label *first = &eval->labels[0];
    *first = (struct label){.leave_s = from_s, .drive_s = vehicle->driven_s};
    *next_s = TIME_MAX;
    int64_t release = model->node_needs_eval ? times_trip_release(eval, 0) : -TIME_MAX;
    if (release > first->leave_s)
        first->leave_s = release;
    first->begin_s = first->leave_s;
    eval->n_labels[0] = 1;
    uint32_t bad = 0;
    eval->rests = vehicle->drive_s && vehicle->driven_s + worth->travel_s > vehicle->drive_s;
    eval->promises = model->change_rate_s && (vehicle->n_breaks || eval->rests);
    eval->promised_s = eval->promises ? last_promise_s(eval) : -TIME_MAX;
    for (uint32_t position = 1; position <= eval->n + 1; position++) {
        if (!times_extend(eval, position, &bad)) {
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
