/*
 * Districts are sealed while another thread asks 10,000 times a second: how long its questions take
 * before and meanwhile, and whether each answer is that of the state its snapshot is of. Uses all
 * cores that there are, whatever the rest of the measurement is held to.
 */
#include "road/bench_int.h"

#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"

enum { PAIRS = BENCH_SEAL_PAIRS, STATES = 1 + BENCH_SEAL_DISTRICTS };
enum { PER_SECOND = 10000, SECONDS = 2, PAUSE_MS = 10 };

struct asked {
    uint64_t version;
    uint32_t pair, answer_ds, took_ns;
};

struct asking {
    const struct bench_seal *seal;
    struct asked *asked;
    size_t n;
    bool failed;
};

static void sleep_until_ns(int64_t at_ns)
{
    struct timespec at = {at_ns / 1000000000, at_ns % 1000000000};
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, NULL) != 0)
        continue;
}

static void *ask(void *context)
{
    struct asking *asking = context;
    const struct bench_seal *seal = asking->seal;
    struct road_search *search = NULL;
    int64_t start = clock_monotonic_ns();
    asking->failed = road_search_new(seal->network, &search, NULL) != ERR_OK;
    while (!asking->failed && asking->n < (size_t)PER_SECOND * SECONDS) {
        struct asked *asked = &asking->asked[asking->n];
        struct road_snapshot *snapshot = NULL;
        sleep_until_ns(start + (int64_t)asking->n * (1000000000 / PER_SECOND));
        asked->pair = (uint32_t)(asking->n % PAIRS);
        int64_t before = clock_monotonic_ns();
        if (road_snapshot_get(seal->live, seal->profile, 0, &snapshot, NULL) != ERR_OK) {
            asking->failed = true;
            break;
        }
        asked->answer_ds =
            road_duration_ds(search, snapshot, &seal->from[asked->pair], &seal->to[asked->pair]);
        asked->version = road_snapshot_version(snapshot);
        road_snapshot_put(snapshot);
        asked->took_ns = (uint32_t)(clock_monotonic_ns() - before);
        asking->n++;
    }
    road_search_free(search);
    return NULL;
}

/* ---- the states ---- */

static uint64_t version_now(const struct bench_seal *seal)
{
    struct road_snapshot *snapshot = NULL;
    if (road_snapshot_get(seal->live, seal->profile, 0, &snapshot, NULL) != ERR_OK)
        return 0;
    uint64_t version = road_snapshot_version(snapshot);
    road_snapshot_put(snapshot);
    return version;
}

/* State 0 is the open network, state i + 1 has district i closed. */
static enum err enter_state(const struct bench_seal *seal, uint32_t state, struct error *error)
{
    struct road_closure closure = {.id = "seal", .change = ROAD_CLOSE_EDGES};
    if (state == 0) {
        road_live_clear(seal->live);
    } else {
        closure.edges = seal->districts[state - 1];
        closure.n_edges = seal->district_sizes[state - 1];
        enum err err = road_live_put(seal->live, &closure, 1, error);
        if (err)
            return err;
    }
    return road_live_apply(seal->live, 0, NULL, error);
}

static enum err answer_states(const struct bench_seal *seal, uint32_t (*answers)[PAIRS],
                              struct error *error)
{
    struct road_search *search = NULL;
    enum err err = road_search_new(seal->network, &search, error);
    for (uint32_t s = 0; s < STATES && !err; s++) {
        struct road_snapshot *snapshot = NULL;
        err = enter_state(seal, s, error);
        if (!err)
            err = road_snapshot_get(seal->live, seal->profile, 0, &snapshot, error);
        for (uint32_t i = 0; i < PAIRS && !err; i++)
            answers[s][i] = road_duration_ds(search, snapshot, &seal->from[i], &seal->to[i]);
        road_snapshot_put(snapshot);
    }
    road_search_free(search);
    return err ? err : enter_state(seal, 0, error);
}

/* ---- one round of asking ---- */

struct sealed_at {
    uint64_t version;
    uint32_t state;
};

struct round {
    struct asking asking;
    VEC(struct sealed_at) sealed;
    VEC(double) live_ms; /* from handing in a seal until a snapshot has it */
};

static int by_version(const void *a, const void *b)
{
    uint64_t x = ((const struct sealed_at *)a)->version, y = ((const struct sealed_at *)b)->version;
    return (x > y) - (x < y);
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static enum err run_round(const struct bench_seal *seal, bool sealing, struct round *round,
                          struct error *error)
{
    pthread_t thread;
    enum err err = ERR_OK;
    round->asking = (struct asking){
        .seal = seal, .asked = take((size_t)PER_SECOND * SECONDS, sizeof *round->asking.asked)};
    vec_push(&round->sealed, ((struct sealed_at){version_now(seal), 0}));
    if (pthread_create(&thread, NULL, ask, &round->asking) != 0)
        return error_set(error, ERR_INTERNAL, "A thread could not be started.");
    int64_t end = clock_monotonic_ns() + (int64_t)SECONDS * 1000000000;
    for (uint32_t i = 1; sealing && !err && clock_monotonic_ns() < end; i++) {
        uint32_t state = i % 2 ? 1 + i / 2 % (STATES - 1) : 0;
        int64_t start = clock_monotonic_ns();
        err = enter_state(seal, state, error);
        double took_ms = (double)(clock_monotonic_ns() - start) / 1e6;
        if (state)
            vec_push(&round->live_ms, took_ms);
        vec_push(&round->sealed, ((struct sealed_at){version_now(seal), state}));
        sleep_until_ns(clock_monotonic_ns() + PAUSE_MS * 1000000);
    }
    pthread_join(thread, NULL);
    if (!err && round->asking.failed)
        err = error_set(error, ERR_INTERNAL, "The asking thread failed.");
    return err ? err : enter_state(seal, 0, error);
}

static uint64_t count_wrong(const struct round *round, uint32_t (*answers)[PAIRS])
{
    uint64_t wrong = 0;
    for (size_t i = 0; i < round->asking.n; i++) {
        const struct asked *asked = &round->asking.asked[i];
        struct sealed_at key = {.version = asked->version};
        const struct sealed_at *at =
            bsearch(&key, round->sealed.at, round->sealed.n, sizeof *round->sealed.at, by_version);
        wrong += !at || answers[at->state][asked->pair] != asked->answer_ds;
    }
    return wrong;
}

static double percentile_us(const struct round *round, double share)
{
    double *took = take(round->asking.n, sizeof *took);
    for (size_t i = 0; i < round->asking.n; i++)
        took[i] = round->asking.asked[i].took_ns / 1e3;
    qsort(took, round->asking.n, sizeof *took, by_size);
    double value = took[(size_t)((double)(round->asking.n - 1) * share)];
    free(took);
    return value;
}

static void round_drop(struct round *round)
{
    free(round->asking.asked);
    vec_free(&round->sealed);
    vec_free(&round->live_ms);
}

static void report_rounds(const struct round *quiet, struct round *sealing,
                          uint32_t (*answers)[PAIRS], json_t *report)
{
    size_t n = sealing->live_ms.n;
    qsort(sealing->live_ms.at, n, sizeof *sealing->live_ms.at, by_size);
    json_object_set_new(
        report, "seal",
        json_pack("{s:I, s:I, s:f, s:f, s:f, s:f, s:f, s:f, s:I, s:I}", "asked",
                  (json_int_t)(quiet->asking.n + sealing->asking.n), "seals", (json_int_t)n,
                  "quiet_p50_us", percentile_us(quiet, 0.5), "quiet_p99_us",
                  percentile_us(quiet, 0.99), "sealing_p50_us", percentile_us(sealing, 0.5),
                  "sealing_p99_us", percentile_us(sealing, 0.99), "live_ms",
                  n ? sealing->live_ms.at[n / 2] : 0, "live_p90_ms",
                  n ? sealing->live_ms.at[n * 9 / 10] : 0, "wrong",
                  (json_int_t)(count_wrong(quiet, answers) + count_wrong(sealing, answers)),
                  "cores", (json_int_t)sysconf(_SC_NPROCESSORS_ONLN)));
}

enum err bench_seal(const struct bench_seal *seal, json_t *report, struct error *error)
{
    cpu_set_t held, all;
    uint32_t(*answers)[PAIRS] = take(STATES, sizeof *answers);
    struct round quiet = {0}, sealing = {0};
    CPU_ZERO(&all);
    for (int cpu = 0; cpu < sysconf(_SC_NPROCESSORS_ONLN) && cpu < CPU_SETSIZE; cpu++)
        CPU_SET(cpu, &all);
    bool known = sched_getaffinity(0, sizeof held, &held) == 0;
    sched_setaffinity(0, sizeof all, &all);
    enum err err = answer_states(seal, answers, error);
    if (!err)
        err = run_round(seal, false, &quiet, error);
    if (!err)
        err = run_round(seal, true, &sealing, error);
    if (!err)
        report_rounds(&quiet, &sealing, answers, report);
    if (known)
        sched_setaffinity(0, sizeof held, &held);
    round_drop(&quiet);
    round_drop(&sealing);
    free(answers);
    return err;
}
