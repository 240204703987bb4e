#include "plan/route/teller_int.h"

#include "plan/route/answer_int.h"

#define TELL_EVERY_NS (100 * INT64_C(1000000))

/* Whether the interval is over; then search->best is the best that the search has. */
static bool is_time(struct search *search, int64_t now_ns)
{
    if (now_ns < search->tell_ns)
        return false;
    search->tell_ns = now_ns + TELL_EVERY_NS;
    if (search->show)
        search->show(search->shown);
    return true;
}

/* What another search has. */
static void hand_in(void *context, int64_t now_ns)
{
    struct search *search = context;
    struct teller *teller = search->teller;
    if (!is_time(search, now_ns))
        return;
    pthread_mutex_lock(&teller->mutex);
    if (search->best.objective < teller->others.objective)
        snapshot_copy(&teller->others, &search->best, search->model);
    pthread_mutex_unlock(&teller->mutex);
}

static void tell_progress(const struct search *search, uint32_t n_unassigned)
{
    const struct plan_options *options = search->teller->options;
    /* The last step of a search may go a little beyond its budget. */
    double share = budget_share(&search->budget);
    struct plan_progress progress = {.iterations = search->budget.spent,
                                     .share = share < 1 ? share : 1,
                                     .n_unassigned = n_unassigned};
    if (options->progress)
        options->progress(options->context, &progress);
}

static void tell(void *context, int64_t now_ns)
{
    struct search *search = context;
    struct teller *teller = search->teller;
    const struct plan_options *options = teller->options;
    struct plan *plan = NULL;
    if (!is_time(search, now_ns))
        return;
    pthread_mutex_lock(&teller->mutex);
    bool is_own = search->best.objective <= teller->others.objective;
    const struct snapshot *best = is_own ? &search->best : &teller->others;
    uint32_t n_unassigned = best->n_absent;
    if (options->better && best->objective < teller->told_objective) {
        plan = answer_of_snapshot(search->model, best);
        teller->told_objective = best->objective;
    }
    pthread_mutex_unlock(&teller->mutex);
    tell_progress(search, n_unassigned);
    if (!plan)
        return;
    plan->iterations = search->budget.spent;
    options->better(options->context, plan);
    plan_free(plan);
}

void teller_init(struct teller *teller, const struct plan_options *options, struct search *searches,
                 uint32_t n)
{
    *teller = (struct teller){.options = options, .first = searches, .told_objective = INT64_MAX};
    pthread_mutex_init(&teller->mutex, NULL);
    snapshot_init(&teller->others, searches->model);
    for (uint32_t i = 0; i < n && (options->better || options->progress); i++)
        searches[i].teller = teller;
}

void teller_free(struct teller *teller)
{
    pthread_mutex_destroy(&teller->mutex);
    snapshot_free(&teller->others);
}

void teller_begin(struct search *search)
{
    if (!search->teller)
        return;
    search->budget.beat = search == search->teller->first ? tell : hand_in;
    search->budget.context = search;
}
