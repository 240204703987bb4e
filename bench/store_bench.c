/*
 * Acknowledged durable commands a second, and how long each waits, with a number of callers that
 * each have one call under way; against bare SQLite committing rows of the same size in groups of
 * the same size on the same disk. Prints JSON lines.
 *
 * usage: store_bench PACKS FOLDER CALLERS SECONDS
 */
#include <ftw.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/vec.h"
#include "catalog/catalog.h"
#include "ops/ops.h"

enum { CALLERS_MAX = 512, REQUEST_ROWS = 7 };

struct figures {
    VEC(int64_t) waits_ns;
    int64_t failed;
};

struct caller {
    struct ops *ops;
    const char *command;
    int64_t until_ns;
    unsigned seed;
    struct figures figures;
};

static void die(const char *what, const char *why)
{
    fprintf(stderr, "store_bench: %s: %s\n", what, why);
    exit(1);
}

static int remove_one(const char *path, const struct stat *info, int kind, struct FTW *walk)
{
    (void)info, (void)kind, (void)walk;
    return remove(path);
}

static json_t *args_for(struct caller *caller)
{
    if (strcmp(caller->command, "request.create") != 0)
        return json_pack("{s:s, s:[s]}", "label", "Courier", "skills", "gas_delivery");
    double lon = 106.1 + 1e-6 * rand_r(&caller->seed) / 10000.0;
    return json_pack("{s:s, s:{s:s, s:s}, s:{s:f, s:f}, s:{s:i}}", "service", "gas.lpg.delivery",
                     "caller", "name", "Resident", "phone", "0953-0000000", "place", "lon", lon,
                     "lat", 37.99, "answers", "cylinders", 1);
}

static void *call_on(void *context)
{
    struct caller *caller = context;
    struct actor actor = actor_cli();
    char key[64];
    for (int64_t n = 0; clock_monotonic_ns() < caller->until_ns; n++) {
        snprintf(key, sizeof key, "%u-%lld", caller->seed, (long long)n);
        struct ops_call call = {.command = ops_command(caller->command),
                                .args = args_for(caller),
                                .actor = &actor,
                                .key = key,
                                .if_match = -1};
        struct ops_reply *reply = NULL;
        int64_t start_ns = clock_monotonic_ns();
        if (ops_call(caller->ops, call, &reply) != ERR_OK)
            caller->figures.failed++;
        vec_push(&caller->figures.waits_ns, clock_monotonic_ns() - start_ns);
        ops_reply_free(reply);
    }
    return NULL;
}

static int by_size(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

struct rate {
    double per_s, p50_ms, p99_ms;
    int64_t n, failed;
};

static struct rate summed(struct caller *callers, int n, double seconds)
{
    VEC(int64_t) all = {0};
    struct rate rate = {.failed = 0};
    for (int i = 0; i < n; i++) {
        for (size_t w = 0; w < callers[i].figures.waits_ns.n; w++)
            vec_push(&all, callers[i].figures.waits_ns.at[w]);
        rate.failed += callers[i].figures.failed;
        vec_free(&callers[i].figures.waits_ns);
    }
    qsort(all.at, all.n, sizeof *all.at, by_size);
    rate.n = (int64_t)all.n;
    rate.per_s = (double)all.n / seconds;
    rate.p50_ms = all.n ? (double)all.at[all.n / 2] / 1e6 : 0;
    rate.p99_ms = all.n ? (double)all.at[all.n * 99 / 100] / 1e6 : 0;
    vec_free(&all);
    return rate;
}

static struct rate run_callers(struct ops *ops, const char *command, int n, double seconds)
{
    static struct caller callers[CALLERS_MAX];
    pthread_t threads[CALLERS_MAX];
    int64_t start_ns = clock_monotonic_ns();
    for (int i = 0; i < n; i++) {
        callers[i] = (struct caller){.ops = ops,
                                     .command = command,
                                     .until_ns = start_ns + (int64_t)(seconds * 1e9),
                                     .seed = (unsigned)(i + 1)};
        pthread_create(&threads[i], NULL, call_on, &callers[i]);
    }
    for (int i = 0; i < n; i++)
        pthread_join(threads[i], NULL);
    return summed(callers, n, (double)(clock_monotonic_ns() - start_ns) / 1e9);
}

/* Rows of text into one table, `group` to a commit: what the disk and SQLite give at best. */
static double bare_sqlite(const char *folder, int group, int rows_each, double seconds)
{
    char path[512], text[600];
    sqlite3 *db = NULL;
    sqlite3_stmt *insert = NULL;
    snprintf(path, sizeof path, "%s/bare.db", folder);
    memset(text, 'x', sizeof text);
    if (sqlite3_open(path, &db) != SQLITE_OK ||
        sqlite3_exec(db,
                     "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE IF NOT EXISTS"
                     " t (id INTEGER PRIMARY KEY, doc TEXT)",
                     NULL, NULL, NULL) != SQLITE_OK ||
        sqlite3_prepare_v2(db, "INSERT INTO t (doc) VALUES (?)", -1, &insert, NULL) != SQLITE_OK)
        die(path, sqlite3_errmsg(db));
    int64_t start_ns = clock_monotonic_ns(), done = 0;
    while ((double)(clock_monotonic_ns() - start_ns) < seconds * 1e9) {
        sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL);
        for (int i = 0; i < group * rows_each; i++) {
            sqlite3_bind_text(insert, 1, text, sizeof text, SQLITE_STATIC);
            sqlite3_step(insert);
            sqlite3_reset(insert);
        }
        if (sqlite3_exec(db, "COMMIT", NULL, NULL, NULL) != SQLITE_OK)
            die(path, sqlite3_errmsg(db));
        done += group;
    }
    double per_s = (double)done / ((double)(clock_monotonic_ns() - start_ns) / 1e9);
    sqlite3_finalize(insert);
    sqlite3_close(db);
    return per_s;
}

static void measure(const char *packs, const char *folder, const char *command, int rows_each,
                    int callers, double seconds)
{
    struct error error = {0};
    struct store *store = NULL;
    struct catalog *catalog = NULL;
    struct ops *ops = NULL;
    struct store_config store_config = {.where = folder};
    if (catalog_load(packs, &catalog, &error) != ERR_OK ||
        store_open(&store_config, &store, &error) != ERR_OK)
        die(error.where, error.text);
    struct clock *clock = clock_real();
    struct id_source *ids = id_source_new(clock, 1);
    struct ops_config config = {
        .store = store, .clock = clock, .catalog = catalog, .ids = ids, .offset_min = 480};
    ops_open(&config, &ops, NULL);

    struct rate rate = run_callers(ops, command, callers, seconds);
    struct store_stats stats;
    store_stats(store, &stats);
    double group = stats.commits ? (double)stats.writes / (double)stats.commits : 0;
    double bare = bare_sqlite(folder, group < 1 ? 1 : (int)(group + 0.5), rows_each, seconds);
    printf("{\"bench\":\"store\",\"command\":\"%s\",\"callers\":%d,\"commands\":%lld,"
           "\"failed\":%lld,\"per_s\":%.0f,\"p50_ms\":%.2f,\"p99_ms\":%.2f,\"group\":%.1f,"
           "\"commit_ms\":%.3f,\"bare_rows_each\":%d,\"bare_per_s\":%.0f,\"ratio\":%.2f}\n",
           command, callers, (long long)rate.n, (long long)rate.failed, rate.per_s, rate.p50_ms,
           rate.p99_ms, group,
           stats.commits ? (double)stats.commit_ns / 1e6 / (double)stats.commits : 0, rows_each,
           bare, bare > 0 ? rate.per_s / bare : 0);
    fflush(stdout);
    store_close(store);
    ops_close(ops);
    catalog_free(catalog);
    id_source_free(ids);
    clock_free(clock);
    nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

int main(int argc, char **argv)
{
    if (argc != 5) {
        fputs("usage: store_bench PACKS FOLDER CALLERS SECONDS\n", stderr);
        return 2;
    }
    int callers = atoi(argv[3]);
    double seconds = atof(argv[4]);
    if (callers < 1 || callers > CALLERS_MAX || seconds <= 0)
        die("arguments", "callers are 1 to 512, seconds above 0");
    /* A person is one row, one event and the kept answer; a call a request, a job, two events, two
     * numbers and the kept answer. */
    measure(argv[1], argv[2], "person.create", 3, callers, seconds);
    measure(argv[1], argv[2], "request.create", REQUEST_ROWS, callers, seconds);
    return 0;
}
