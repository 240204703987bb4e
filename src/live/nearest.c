/*
 * First come, first served by the nearest free crew: what a dispatch room does by hand, and what
 * the dispatcher is held against. A crew has one job at a time; a job goes to the crew that would
 * be there first of those that may, can and have nothing else to do, and stays with it; who finds
 * none waits until one comes free.
 */
#include <stdlib.h>

#include "live/round_int.h"

/* For sorting: when it was called in, then as it lies in the round. */
struct waiting {
    int64_t received_ms;
    uint32_t job;
};

static int by_call(const void *a, const void *b)
{
    const struct waiting *x = a, *y = b;
    if (x->received_ms != y->received_ms)
        return x->received_ms < y->received_ms ? -1 : 1;
    return x->job < y->job ? -1 : x->job > y->job;
}

static bool may_do(const struct round_job *job, uint32_t crew)
{
    for (uint32_t i = 0; i < job->n_may; i++) {
        if (job->may[i] == crew)
            return true;
    }
    return false;
}

static void refuse(struct round *round, struct round_job *job)
{
    struct refusal_of *all =
        arena_array(round->arena, struct refusal_of, job->n_refusals + job->n_may + 1);
    for (size_t i = 0; i < job->n_refusals; i++)
        all[i] = job->refusals[i];
    for (uint32_t i = 0; i < job->n_may; i++) {
        struct refusal_of *why = &all[job->n_refusals++];
        why->refusal = REFUSAL_TIME;
        snprintf(why->crew, sizeof why->crew, "%s", round->crews[job->may[i]].id);
    }
    job->refusals = all;
    job->n_may = 0;
}

/* The free crew that is there first, of those on shift now that end in time. */
static uint32_t nearest(const struct round *round, const struct round_job *job, const bool *busy)
{
    uint32_t best = PLAN_NONE;
    int64_t best_s = PLAN_UNREACHABLE, now_s = round->now_ms / 1000;
    int64_t work_s = json_i64(job->needs, "gate_s", 0) + json_i64(job->needs, "service_s", 0);
    for (uint32_t i = 0; i < job->n_may; i++) {
        const struct round_crew *crew = &round->crews[job->may[i]];
        const int32_t *row = round->durations_s[crew->profile];
        int64_t travel_s = row[(size_t)crew->start * round->n_places + job->place];
        if (busy[job->may[i]] || crew->free_s > now_s || travel_s >= best_s ||
            now_s + travel_s + work_s > crew->until_s)
            continue;
        best = job->may[i];
        best_s = travel_s;
    }
    return best;
}

void round_offer_nearest(struct round *round)
{
    bool *busy = arena_array(round->arena, bool, round->n_crews + 1);
    struct waiting *queue = arena_array(round->arena, struct waiting, round->n_jobs + 1);
    size_t n = 0;
    for (uint32_t j = 0; j < round->n_jobs; j++) {
        struct round_job *job = &round->jobs[j];
        bool stays = job->crew != PLAN_NONE && (job->in_hand || may_do(job, job->crew));
        if (stays) {
            busy[job->crew] = true;
            if (!job->in_hand) {
                job->may[0] = job->crew;
                job->n_may = 1;
            }
        } else if (job->place != PLAN_NONE) {
            queue[n++] = (struct waiting){world_time(job->json, "received_at", 0), j};
        }
    }
    if (n)
        qsort(queue, n, sizeof *queue, by_call);
    for (size_t i = 0; i < n; i++) {
        struct round_job *job = &round->jobs[queue[i].job];
        uint32_t crew = nearest(round, job, busy);
        if (crew == PLAN_NONE) {
            refuse(round, job);
            continue;
        }
        busy[crew] = true;
        job->may[0] = crew;
        job->n_may = 1;
    }
}
