#include "live/keeper.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

struct keeper {
    struct ops *ops;
    struct clock *clock;
    struct log *log;
    struct actor self;
    pthread_t thread;
    atomic_bool heard, stopping;
};

static void hear(const struct ops_event *events, size_t n, void *context)
{
    (void)events, (void)n;
    struct keeper *keeper = context;
    atomic_store(&keeper->heard, true);
    clock_wake(keeper->clock);
}

/* Has done what is due; gives the time of the next. */
static int64_t tick(struct keeper *keeper, const char *command)
{
    struct ops_reply *reply = NULL;
    int64_t next_ms = INT64_MAX;
    enum { AGAIN_MS = 60 * 1000 };
    if (ops_call_name(keeper->ops, command, NULL, &keeper->self, &reply) == ERR_OK) {
        if (!time_parse(json_text(ops_reply_json(reply), "next_at", ""), &next_ms))
            next_ms = INT64_MAX;
    } else {
        next_ms = clock_now_ms(keeper->clock) + AGAIN_MS;
        if (keeper->log)
            log_warn(keeper->log, "keeper.failed", LOG_S("why", reply->error.text), NULL);
    }
    ops_reply_free(reply);
    return next_ms;
}

static void *run(void *context)
{
    struct keeper *keeper = context;
    int64_t next_ms = 0;
    while (!atomic_load(&keeper->stopping)) {
        unsigned ticket = clock_ticket(keeper->clock);
        if (atomic_exchange(&keeper->heard, false))
            next_ms = tick(keeper, "timer.next");
        if (next_ms <= clock_now_ms(keeper->clock))
            next_ms = tick(keeper, "timer.tick");
        else if (!atomic_load(&keeper->stopping))
            clock_wait_until(keeper->clock, next_ms, ticket);
    }
    return NULL;
}

enum err keeper_start(struct ops *ops, struct clock *clock, struct log *log, struct keeper **out,
                      struct error *error)
{
    struct keeper *keeper = calloc(1, sizeof *keeper);
    if (!keeper)
        abort();
    keeper->ops = ops;
    keeper->clock = clock;
    keeper->log = log;
    keeper->self = actor_system("keeper");
    enum err rc = ops_subscribe(ops, hear, keeper, error);
    if (rc == ERR_OK && pthread_create(&keeper->thread, NULL, run, keeper) != 0) {
        ops_unsubscribe(ops, hear, keeper);
        rc = error_set(error, ERR_LIMIT, "No thread could be made for the timers.");
    }
    if (rc != ERR_OK) {
        free(keeper);
        return rc;
    }
    *out = keeper;
    return ERR_OK;
}

void keeper_stop(struct keeper *keeper)
{
    if (!keeper)
        return;
    atomic_store(&keeper->stopping, true);
    clock_wake(keeper->clock);
    pthread_join(keeper->thread, NULL);
    ops_unsubscribe(keeper->ops, hear, keeper);
    free(keeper);
}
