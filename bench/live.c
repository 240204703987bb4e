/*
 * From event to committed plan: how long an urgent call waits for its crew, with a number of open
 * jobs in the plan and the program improving it in between. A made-up town, a crew for every seven
 * jobs, gas leaks at random places; from the commit of "job.created" to that of "job.assigned".
 * Prints a JSON line, and one for each phase of the dispatcher's turns.
 *
 * usage: live fill PACKS ROAD FOLDER OPEN_JOBS
 *        live calls PACKS ROAD FOLDER OPEN_JOBS CALLS GAP_MS   (on what was filled)
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/map.h"
#include "base/rng.h"
#include "base/vec.h"
#include "live/live.h"

enum { JOBS_PER_CREW = 7, IN_FLIGHT = 200, SHIFT_H = 12, WAIT_S = 600 };

struct times {
    struct map created; /* job -> when its event was committed */
    VEC(int64_t) waits_ns;
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    int64_t open_calls, failed;
};

struct bench {
    struct ops *ops;
    struct actor actor;
    struct rng rng;
    struct road_box box;
    struct times times;
};

static void die(const char *what, const char *why)
{
    fprintf(stderr, "live: %s: %s\n", what, why);
    exit(1);
}

/* ---- The town -------------------------------------------------------------------------------- */

/* A command under way, and where the id of what it makes goes; NULL: nowhere. */
struct sent {
    struct times *times;
    char *id;
};

static void called(struct ops_reply *reply, void *context)
{
    struct sent *sent = context;
    struct times *times = sent->times;
    if (sent->id)
        snprintf(sent->id, ID_TEXT_SIZE, "%s", reply->id);
    pthread_mutex_lock(&times->mutex);
    times->open_calls--;
    if (reply->code != ERR_OK && times->failed++ == 0)
        fprintf(stderr, "live: %s: %s\n", reply->error.where, reply->error.text);
    pthread_cond_broadcast(&times->changed);
    pthread_mutex_unlock(&times->mutex);
    ops_reply_free(reply);
    free(sent);
}

/* Hands a command in and goes on; waits only when too many are under way. */
static void submit(struct bench *bench, const char *name, json_t *args, char *id)
{
    struct times *times = &bench->times;
    pthread_mutex_lock(&times->mutex);
    while (times->open_calls >= IN_FLIGHT)
        pthread_cond_wait(&times->changed, &times->mutex);
    times->open_calls++;
    pthread_mutex_unlock(&times->mutex);
    struct sent *sent = malloc(sizeof *sent);
    *sent = (struct sent){times, id};
    struct ops_call call = {
        .command = ops_command(name), .args = args, .actor = &bench->actor, .if_match = -1};
    ops_submit(bench->ops, call, called, sent);
}

static void wait_all(struct bench *bench)
{
    struct times *times = &bench->times;
    pthread_mutex_lock(&times->mutex);
    while (times->open_calls > 0)
        pthread_cond_wait(&times->changed, &times->mutex);
    pthread_mutex_unlock(&times->mutex);
}

static json_t *somewhere(struct bench *bench)
{
    const struct road_box *box = &bench->box;
    double x = 0.1 + 0.8 * rng_unit(&bench->rng), y = 0.1 + 0.8 * rng_unit(&bench->rng);
    return json_pack("{s:f, s:f}", "lon", box->west + x * (box->east - box->west), "lat",
                     box->south + y * (box->north - box->south));
}

static json_t *time_json(int64_t time_ms)
{
    char text[TIME_TEXT_MAX];
    return json_string(time_format(time_ms, 480, text));
}

static json_t *worker(const char *label, int64_t until_ms)
{
    return json_pack("{s:s, s:[s, s, s], s:[{s:s, s:o}]}", "label", label, "skills",
                     "gas_emergency", "errand", "ppe_trained", "certificates", "code", "gas_repair",
                     "valid_until", time_json(until_ms));
}

struct crew_ids {
    char first[ID_TEXT_SIZE], second[ID_TEXT_SIZE], van[ID_TEXT_SIZE], crew[ID_TEXT_SIZE];
};

static void make_crew(struct bench *bench, int number, const struct crew_ids *ids, int64_t now_ms,
                      char *id)
{
    char plate[24];
    snprintf(plate, sizeof plate, "NC-%05d", number);
    submit(bench, "crew.create",
           json_pack("{s:{s:s, s:s}, s:[s, s], s:s, s:{s:o, s:o}, s:o}", "name", "zh", plate, "en",
                     plate, "members", ids->first, ids->second, "vehicle", ids->van, "shift",
                     "from", time_json(now_ms - 60000), "until",
                     time_json(now_ms + SHIFT_H * 3600000), "position", somewhere(bench)),
           id);
}

static void load_crew(struct bench *bench, const char *crew)
{
    static const struct {
        const char *item;
        int qty;
    } stock[] = {{"gas_detector", 2}, {"spark_free_tools", 1}, {"repair_kit_indoor", 40}};
    for (size_t i = 0; i < sizeof stock / sizeof *stock; i++)
        submit(bench, "stock.issue",
               json_pack("{s:s, s:s, s:i}", "holder", crew, "item", stock[i].item, "qty",
                         stock[i].qty),
               NULL);
}

static void make_crews(struct bench *bench, int n, int64_t now_ms)
{
    struct crew_ids *ids = calloc((size_t)n, sizeof *ids);
    int64_t year_ms = now_ms + INT64_C(365) * 86400000;
    for (int i = 0; i < n; i++) {
        char plate[24];
        snprintf(plate, sizeof plate, "NC-%05d", i);
        submit(bench, "person.create", worker("Fitter", year_ms), ids[i].first);
        submit(bench, "person.create", worker("Helper", year_ms), ids[i].second);
        submit(bench, "vehicle.create", json_pack("{s:s, s:s}", "plate", plate, "kind", "van"),
               ids[i].van);
    }
    wait_all(bench);
    for (int i = 0; i < n; i++)
        make_crew(bench, i, &ids[i], now_ms, ids[i].crew);
    wait_all(bench);
    for (int i = 0; i < n; i++)
        load_crew(bench, ids[i].crew);
    wait_all(bench);
    free(ids);
}

static json_t *call_args(struct bench *bench, const char *service, const char *question,
                         const char *answer)
{
    return json_pack("{s:s, s:{s:s, s:s}, s:o, s:{s:s}}", "service", service, "caller", "name",
                     "Resident", "phone", "0953-0000000", "place", somewhere(bench), "answers",
                     question, answer);
}

/* ---- Measuring ------------------------------------------------------------------------------- */

static void listen(const struct ops_event *events, size_t n, void *context)
{
    struct times *times = context;
    int64_t now_ns = clock_monotonic_ns();
    pthread_mutex_lock(&times->mutex);
    for (size_t i = 0; i < n; i++) {
        struct sv job = sv_of(events[i].noun_id);
        if (strcmp(events[i].type, "job.created") == 0 && strstr(events[i].data, "gas.leak")) {
            int64_t *at_ns = malloc(sizeof *at_ns);
            *at_ns = now_ns;
            free(map_set(&times->created, job, at_ns));
        } else if (strcmp(events[i].type, "job.assigned") == 0) {
            int64_t *at_ns = map_take(&times->created, job);
            if (at_ns)
                vec_push(&times->waits_ns, now_ns - *at_ns);
            free(at_ns);
        }
    }
    pthread_cond_broadcast(&times->changed);
    pthread_mutex_unlock(&times->mutex);
}

static int by_size(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static double share_ms(const struct times *times, double share)
{
    size_t at = (size_t)((double)times->waits_ns.n * share);
    return times->waits_ns.n ? (double)times->waits_ns.at[at] / 1e6 : 0;
}

/* Until the dispatcher has no job without crew and nothing left to look at: the standing jobs are
 * planned for the time that it is now. */
static void wait_planned(struct live *live, int64_t jobs)
{
    struct live_stats stats = {0};
    for (int64_t end_ns = clock_monotonic_ns() + WAIT_S * INT64_C(1000000000);
         clock_monotonic_ns() < end_ns; usleep(100000)) {
        live_stats(live, &stats);
        if (stats.open_jobs >= jobs && stats.unassigned_jobs == 0 && stats.due == 0)
            return;
    }
    die("the standing jobs", "they are not all planned in time");
}

static void measure(struct bench *bench, struct live *live, int jobs, int calls, int gap_ms)
{
    struct times *times = &bench->times;
    for (int i = 0; i < calls; i++) {
        submit(bench, "request.create", call_args(bench, "gas.leak", "smell", "strong"), NULL);
        usleep((useconds_t)gap_ms * 1000);
    }
    wait_all(bench);
    struct timespec end;
    clock_gettime(CLOCK_REALTIME, &end);
    end.tv_sec += 60;
    pthread_mutex_lock(&times->mutex);
    while (times->created.n > 0 &&
           pthread_cond_timedwait(&times->changed, &times->mutex, &end) == 0)
        ;
    size_t late = times->created.n;
    qsort(times->waits_ns.at, times->waits_ns.n, sizeof *times->waits_ns.at, by_size);
    struct live_stats stats;
    live_stats(live, &stats);
    printf("{\"bench\":\"live.event_to_plan\",\"open_jobs\":%d,\"crews\":%d,\"calls\":%d,"
           "\"gap_ms\":%d,\"placed\":%zu,\"never\":%zu,\"failed\":%lld,\"p50_ms\":%.1f,"
           "\"p99_ms\":%.1f,\"max_ms\":%.1f,\"rounds\":%lld,\"stale\":%lld}\n",
           jobs, jobs / JOBS_PER_CREW + 1, calls, gap_ms, times->waits_ns.n, late,
           (long long)times->failed, share_ms(times, 0.5), share_ms(times, 0.99),
           share_ms(times, 0.99999), (long long)stats.rounds, (long long)stats.stale_commits);
    pthread_mutex_unlock(&times->mutex);
}

static void print_phases(struct live *live, int jobs)
{
    struct live_phase_times times[LIVE_PHASES];
    live_phases(live, times);
    for (int p = 0; p < LIVE_PHASES; p++)
        printf("{\"bench\":\"live.phase\",\"open_jobs\":%d,\"phase\":\"%s\",\"n\":%lld,"
               "\"p50_ms\":%.2f,\"p99_ms\":%.2f,\"max_ms\":%.2f,\"sum_ms\":%.0f}\n",
               jobs, live_phase_name((enum live_phase)p), (long long)times[p].n,
               (double)times[p].p50_us / 1e3, (double)times[p].p99_us / 1e3,
               (double)times[p].worst_us / 1e3, (double)times[p].sum_us / 1e3);
}

static void fill(struct bench *bench, int jobs, int64_t now_ms)
{
    make_crews(bench, jobs / JOBS_PER_CREW + 1, now_ms);
    for (int i = 0; i < jobs; i++)
        submit(bench, "request.create", call_args(bench, "help.errand", "kind", "supplies"), NULL);
    wait_all(bench);
}

static void play(struct bench *bench, struct live *live, char **argv)
{
    int jobs = atoi(argv[5]);
    struct error error = {0};
    wait_planned(live, jobs);
    if (strcmp(argv[1], "calls") != 0)
        return;
    if (ops_subscribe(bench->ops, listen, &bench->times, &error) != ERR_OK)
        die(error.where, error.text);
    live_phases_restart(live);
    measure(bench, live, jobs, atoi(argv[6]), atoi(argv[7]));
    print_phases(live, jobs);
}

int main(int argc, char **argv)
{
    bool fills = argc == 6 && strcmp(argv[1], "fill") == 0;
    if (!fills && (argc != 8 || strcmp(argv[1], "calls") != 0)) {
        fputs("usage: live fill PACKS ROAD FOLDER OPEN_JOBS\n"
              "       live calls PACKS ROAD FOLDER OPEN_JOBS CALLS GAP_MS\n",
              stderr);
        return 2;
    }
    struct error error = {0};
    struct store *store = NULL;
    struct catalog *catalog = NULL;
    struct road_network *network = NULL;
    struct live *live = NULL;
    struct store_config store_config = {.where = argv[4]};
    if (catalog_load(argv[2], &catalog, &error) != ERR_OK ||
        road_network_open(argv[3], &network, &error) != ERR_OK ||
        store_open(&store_config, &store, &error) != ERR_OK)
        die(error.where, error.text);
    struct road_info info;
    road_network_info(network, &info);
    struct clock *clock = clock_real();
    struct id_source *ids = id_source_new(clock, 1);
    struct ops_config config = {
        .store = store, .clock = clock, .catalog = catalog, .ids = ids, .offset_min = 480};
    static struct bench bench;
    bench.actor = actor_cli();
    bench.box = info.box;
    rng_seed(&bench.rng, fills ? 7 : 8);
    pthread_mutex_init(&bench.times.mutex, NULL);
    pthread_cond_init(&bench.times.changed, NULL);
    ops_open(&config, &bench.ops, NULL);
    if (fills)
        fill(&bench, atoi(argv[5]), clock_now_ms(clock));
    struct log *log = log_new(stderr, clock, LOG_ERROR);
    struct live_config live_config = {.ops = bench.ops,
                                      .catalog = catalog,
                                      .network = network,
                                      .clock = clock,
                                      .log = log,
                                      .seed = 1};
    if (live_start(&live_config, &live, &error) != ERR_OK)
        die(error.where, error.text);
    play(&bench, live, argv);
    live_stop(live);
    store_close(store);
    ops_close(bench.ops);
    road_network_free(network);
    catalog_free(catalog);
    id_source_free(ids);
    log_free(log);
    clock_free(clock);
    return 0;
}
