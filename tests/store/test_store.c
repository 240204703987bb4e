#include "folder.h"

#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <sys/wait.h>

#include "base/rng.h"

/* A write that inserts one number and an event; odd ones may be told to fail afterwards. */
struct numbered {
    struct store_write write;
    int number;
    bool fails;
    int report; /* pipe to write the number to when it is acknowledged; or -1 */
    struct tally *tally;
};

struct tally {
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    int done, good;
};

static enum err numbered_work(struct store_write *item, struct sql *sql, struct error *error)
{
    struct numbered *numbered = (struct numbered *)item;
    char name[32];
    snprintf(name, sizeof name, "%d", numbered->number);
    enum err rc = sql_run(sql, "INSERT INTO counter (name, value) VALUES (?, ?)",
                          SQL_ARGS(sql_text(name), sql_i64(numbered->number)), error);
    if (rc == ERR_OK)
        rc = folder_event(sql, "thing.made", name, "{}", error);
    if (rc == ERR_OK && numbered->fails)
        rc = error_set(error, ERR_RULE, "Told to fail.");
    return rc;
}

static void numbered_done(struct store_write *item, enum err rc, const struct error *error)
{
    struct numbered *numbered = (struct numbered *)item;
    struct tally *tally = numbered->tally;
    assert_true(rc == ERR_OK || strlen(error->text) > 0);
    if (numbered->report >= 0 && rc == ERR_OK &&
        write(numbered->report, &numbered->number, sizeof numbered->number) < 0)
        abort();
    pthread_mutex_lock(&tally->mutex);
    tally->done++;
    tally->good += rc == ERR_OK;
    pthread_cond_signal(&tally->changed);
    pthread_mutex_unlock(&tally->mutex);
    free(numbered);
}

static void submit(struct store *store, struct tally *tally, int number, bool fails, int report)
{
    struct numbered *numbered = calloc(1, sizeof *numbered);
    assert_non_null(numbered);
    *numbered = (struct numbered){.write = {.work = numbered_work, .done = numbered_done},
                                  .number = number,
                                  .fails = fails,
                                  .report = report,
                                  .tally = tally};
    while (store_submit(store, &numbered->write, NULL) != ERR_OK)
        usleep(1000);
}

static void tally_wait(struct tally *tally, int until)
{
    pthread_mutex_lock(&tally->mutex);
    while (tally->done < until)
        pthread_cond_wait(&tally->changed, &tally->mutex);
    pthread_mutex_unlock(&tally->mutex);
}

static int64_t ask(struct store *store, const char *text)
{
    struct sql *sql = NULL;
    int64_t answer = -1;
    assert_int_equal(store_reader(store, &sql, NULL), ERR_OK);
    assert_int_equal(sql_ask_i64(sql, text, SQL_NONE, -1, &answer, NULL), ERR_OK);
    store_reader_done(store, sql);
    return answer;
}

static void writes_share_commits_and_a_failed_one_undoes_only_itself(void **state)
{
    (void)state;
    struct folder folder = {0};
    struct tally tally = {.mutex = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};
    folder_open(&folder, NULL);
    enum { N = 2000 };
    for (int i = 0; i < N; i++)
        submit(folder.store, &tally, i, i % 3 == 1, -1);
    tally_wait(&tally, N);
    assert_int_equal(tally.good, N - (N + 1) / 3);
    assert_int_equal(ask(folder.store, "SELECT count(*) FROM counter"), tally.good);
    assert_int_equal(ask(folder.store, "SELECT count(*) FROM counter WHERE value % 3 = 1"), 0);
    struct store_stats stats;
    store_stats(folder.store, &stats);
    assert_int_equal(stats.writes, N);
    assert_int_equal(stats.failed_writes, N - tally.good);
    assert_true(stats.commits < N / 2);
    assert_true(stats.group_max > 1 && stats.group_max <= STORE_GROUP_MAX);
    assert_int_equal(stats.queued, 0);
    struct verify_result result;
    assert_int_equal(store_verify(folder.store, 0, NULL, &result, NULL), ERR_OK);
    assert_int_equal(result.events, tally.good);
    folder_remove(&folder);
}

struct held {
    struct store_write write;
    sem_t go_on;
};

static enum err hold(struct store_write *item, struct sql *sql, struct error *error)
{
    (void)sql, (void)error;
    sem_wait(&((struct held *)item)->go_on);
    return ERR_OK;
}

static void forget(struct store_write *item, enum err rc, const struct error *error)
{
    (void)item, (void)rc, (void)error;
}

static void a_full_queue_says_busy_and_closing_lets_it_run_dry(void **state)
{
    (void)state;
    struct folder folder = {0};
    struct tally tally = {.mutex = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};
    folder_open(&folder, NULL);
    struct held held = {.write = {.work = hold, .done = forget}};
    sem_init(&held.go_on, 0, 0);
    assert_int_equal(store_submit(folder.store, &held.write, NULL), ERR_OK);
    int queued = 0;
    enum err rc = ERR_OK;
    while (rc == ERR_OK) {
        struct numbered *numbered = calloc(1, sizeof *numbered);
        *numbered = (struct numbered){.write = {.work = numbered_work, .done = numbered_done},
                                      .number = queued,
                                      .report = -1,
                                      .tally = &tally};
        rc = store_submit(folder.store, &numbered->write, NULL);
        if (rc == ERR_OK)
            queued++;
        else
            free(numbered);
    }
    assert_int_equal(rc, ERR_BUSY);
    /* The group that is being held took some out of the queue. */
    assert_true(queued >= STORE_QUEUE_MAX - 1 && queued < STORE_QUEUE_MAX + STORE_GROUP_MAX);
    sem_post(&held.go_on);
    folder_close(&folder);
    assert_int_equal(tally.good, queued);
    folder_remove(&folder);
}

static void *read_often(void *context)
{
    struct folder *folder = context;
    for (int i = 0; i < 200; i++) {
        /* Both counts come of one committed state. */
        struct sql *sql = NULL;
        int64_t rows = -1, events = -2;
        assert_int_equal(store_reader(folder->store, &sql, NULL), ERR_OK);
        sql_ask_i64(sql, "SELECT count(*) FROM counter", SQL_NONE, -1, &rows, NULL);
        sched_yield();
        sql_ask_i64(sql, "SELECT count(*) FROM event", SQL_NONE, -1, &events, NULL);
        store_reader_done(folder->store, sql);
        assert_int_equal(rows, events);
    }
    return NULL;
}

static void readers_see_one_committed_state_while_writes_go_on(void **state)
{
    (void)state;
    struct folder folder = {0};
    struct tally tally = {.mutex = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};
    folder_open(&folder, NULL);
    pthread_t threads[STORE_READERS_MAX + 2];
    for (size_t i = 0; i < sizeof threads / sizeof *threads; i++)
        pthread_create(&threads[i], NULL, read_often, &folder);
    for (int i = 0; i < 1000; i++)
        submit(folder.store, &tally, i, false, -1);
    for (size_t i = 0; i < sizeof threads / sizeof *threads; i++)
        pthread_join(threads[i], NULL);
    tally_wait(&tally, 1000);
    folder_remove(&folder);
}

/* The child: writes numbers without end and reports each acknowledged one. */
static void write_until_killed(const struct folder *where, int round, int report)
{
    struct folder folder = *where;
    struct tally tally = {.mutex = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};
    struct store_config config = {.where = folder.path};
    if (store_open(&config, &folder.store, NULL) != ERR_OK)
        _exit(3);
    for (int i = 0; i < 1000000; i++) {
        tally_wait(&tally, i - 64);
        submit(folder.store, &tally, round * 1000000 + i, i % 5 == 4, report);
    }
    _exit(0);
}

static void check_acknowledged(struct folder *folder, int report)
{
    int number;
    while (read(report, &number, sizeof number) == (ssize_t)sizeof number) {
        char text[96];
        snprintf(text, sizeof text, "SELECT count(*) FROM counter WHERE name = '%d'", number);
        assert_int_equal(ask(folder->store, text), 1);
    }
    close(report);
    assert_int_equal(ask(folder->store, "SELECT count(*) FROM counter WHERE value % 5 = 4"), 0);
}

/* The field: power fails while calls are being taken. Whoever was told "written" must find it. */
static void nothing_acknowledged_is_lost_when_the_process_is_killed(void **state)
{
    (void)state;
    uint64_t seed = 20;
    struct rng rng;
    rng_seed(&rng, seed);
    print_message("# seed %llu\n", (unsigned long long)seed);
    struct folder folder = {0};
    folder_open(&folder, NULL);
    folder_close(&folder);
    for (int round = 0; round < 25; round++) {
        int ends[2];
        assert_int_equal(pipe(ends), 0);
        fflush(NULL);
        pid_t child = fork();
        if (child == 0)
            write_until_killed(&folder, round, ends[1]);
        close(ends[1]);
        usleep(20000 + rng_below(&rng, 80000));
        kill(child, SIGKILL);
        waitpid(child, NULL, 0);
        folder_open(&folder, NULL);
        check_acknowledged(&folder, ends[0]);
        struct verify_result result;
        assert_int_equal(store_verify(folder.store, 0, NULL, &result, NULL), ERR_OK);
        assert_int_equal(result.events, ask(folder.store, "SELECT count(*) FROM counter"));
        folder_close(&folder);
    }
    folder_open(&folder, NULL);
    assert_true(ask(folder.store, "SELECT count(*) FROM counter") > 0);
    folder_remove(&folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_share_commits_and_a_failed_one_undoes_only_itself),
        cmocka_unit_test(a_full_queue_says_busy_and_closing_lets_it_run_dry),
        cmocka_unit_test(readers_see_one_committed_state_while_writes_go_on),
        cmocka_unit_test(nothing_acknowledged_is_lost_when_the_process_is_killed),
    };
    return RUN_TESTS(tests);
}
