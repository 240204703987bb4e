#include "cli/serving.h"

#include <errno.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/limits.h"
#include "cli/city_file.h"
#include "http/server.h"
#include "live/live.h"
#include "road/road.h"

/* The demo's passwords are known to everybody. */
static enum err check_demo(const struct serve_arguments *arguments, struct error *error)
{
    bool is_local = !strncmp(arguments->listen, "127.", 4) ||
                    !strncmp(arguments->listen, "localhost:", 10) ||
                    !strncmp(arguments->listen, "[::1]", 5);
    if (arguments->demo && !is_local)
        return error_at(error, ERR_RULE, "--listen",
                        "The demo city has published passwords and is served on this machine "
                        "only, such as 127.0.0.1:8080.");
    return ERR_OK;
}

/* What can be seen to be wrong before anything is made is refused before a folder is made. */
static enum err check_arguments(const struct serve_arguments *arguments, struct error *error)
{
    enum err rc = check_demo(arguments, error);
    if (rc == ERR_OK)
        rc = http_listen_check(arguments->listen, error);
    if (rc == ERR_OK && arguments->city && access(arguments->city, R_OK) != 0)
        rc = error_at(error, ERR_IO, arguments->city, "The file cannot be opened: %s.",
                      strerror(errno));
    return rc;
}

static enum err start_live(struct serving *serving, const struct serve_arguments *arguments,
                           struct error *error)
{
    struct instance *instance = &serving->instance;
    struct live_config config = {
        .ops = instance->ops,
        .catalog = instance->catalog,
        .network = serving->network,
        .clock = instance->clock,
        .log = instance->log,
        .improve_percent = (int)arguments->improve_percent,
    };
    if (!serving->network) {
        log_warn(instance->log, "serve.no_roads",
                 LOG_S("why", "no street network: nothing is dispatched; name one with --city"),
                 NULL);
        return ERR_OK;
    }
    return live_start(&config, &serving->live, error);
}

static enum err open_door(struct serving *serving, const struct serve_arguments *arguments,
                          struct error *error)
{
    struct door_config config = {
        .listen = arguments->listen,
        .ops = serving->instance.ops,
        .store = serving->instance.store,
        .log = serving->instance.log,
        .network = serving->network,
        .live = serving->live,
        .rate_per_s = arguments->rate,
        .rate_loopback = arguments->has_rate,
    };
    return door_open(&config, &serving->door, error);
}

/* Without streets nothing is dispatched, and there is nothing to play. */
static enum err start_runner(struct serving *serving, const struct serve_arguments *arguments,
                             struct error *error)
{
    struct instance *instance = &serving->instance;
    bool own_roads = arguments->city && sv_ends(sv_of(arguments->city), ".road");
    struct runner_config config = {
        .ops = instance->ops,
        .clock = instance->clock,
        .log = instance->log,
        .data = arguments->data,
        .packs = arguments->packs
                     ? arguments->packs
                     : instance_packs(arguments->data, serving->packs, sizeof serving->packs),
        .map = own_roads ? arguments->city : NULL,
    };
    return serving->network ? runner_start(&config, &serving->runner, error) : ERR_OK;
}

/* Every connection is a file; systems begin with a limit below ours. */
static void allow_files(void)
{
    enum { FILES = LIMIT_CONNECTIONS + 512 };
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) || files.rlim_cur >= FILES)
        return;
    files.rlim_cur = files.rlim_max < FILES ? files.rlim_max : FILES;
    setrlimit(RLIMIT_NOFILE, &files);
}

enum err serving_start(struct serving *serving, const struct serve_arguments *arguments,
                       struct error *error)
{
    struct instance *instance = &serving->instance;
    struct instance_config config = {
        .data = arguments->data,
        .packs = arguments->packs,
        .clock_ms = arguments->clock_ms,
        .log_least = arguments->log_least,
    };
    instance->data = arguments->data;
    allow_files();
    enum err rc = check_arguments(arguments, error);
    if (rc == ERR_OK)
        rc = instance_claim(instance, error);
    if (rc == ERR_OK)
        rc = instance_open(&config, instance, error);
    if (rc == ERR_OK && arguments->demo && !arguments->city)
        rc = city_make_demo(instance, error);
    if (rc == ERR_OK)
        rc = city_open_roads(instance, arguments->city, &serving->network, error);
    if (rc == ERR_OK && arguments->demo)
        rc = city_fill_demo(instance, arguments->city != NULL, error);
    if (rc == ERR_OK)
        rc = start_live(serving, arguments, error);
    if (rc == ERR_OK)
        rc = keeper_start(instance->ops, instance->clock, instance->log, &serving->keeper, error);
    if (rc == ERR_OK)
        rc = start_runner(serving, arguments, error);
    if (rc == ERR_OK)
        rc = open_door(serving, arguments, error);
    return rc;
}

/* Runner, keeper and dispatcher first: they call commands. The door last: the store's writer
 * answers through it. */
void serving_stop(struct serving *serving)
{
    door_stop(serving->door);
    runner_stop(serving->runner);
    keeper_stop(serving->keeper);
    live_stop(serving->live);
    instance_quiet(&serving->instance);
    door_free(serving->door);
    road_network_free(serving->network);
    instance_close(&serving->instance);
}
