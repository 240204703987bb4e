#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/city_file.h"
#include "cli/cli.h"
#include "cli/options.h"
#include "cli/serving.h"

static const char USAGE[] =
    "usage: lifeline serve --data DIR [--listen ADDR:PORT] [--city FILE] [--demo] [--packs DIR]\n"
    "                      [--rate N] [--improve N] [--clock TIME] [--log LEVEL]\n"
    "\n"
    "Serves the city of a data folder; prints 'ready http://ADDR:PORT' when it does.\n"
    "\n"
    "  --listen   default 127.0.0.1:8080: this machine only\n"
    "  --city     street network: .road, or OpenStreetMap .osm.pbf, .osm, .osm.gz (imported into\n"
    "             the data folder once)\n"
    "  --demo     fills an empty folder with a demo city and its users\n"
    "  --packs    folder of services and policies (default: packs/ of the folder or the program)\n"
    "  --rate     calls a second for each client (default 100, and any number from this machine)\n"
    "  --improve  percent of one processor for improving the plan when nothing waits (default 50)\n"
    "  --clock    a virtual clock that begins at this time (2022-09-27T11:25:00+08:00) and is "
    "moved\n"
    "             by the command clock.advance: for drills and tests\n"
    "  --log      debug, info, warn or error (default info), on standard error\n";

enum { RATE_DEFAULT = 100, IMPROVE_DEFAULT = 50 };

static bool read_level(const char *name, const char *value, void *arguments)
{
    static const char *const NAMES[] = {"debug", "info", "warn", "error"};
    struct serve_arguments *out = arguments;
    (void)name;
    for (int i = 0; i < 4; i++)
        if (!strcmp(value, NAMES[i])) {
            out->log_least = (enum log_level)i;
            return true;
        }
    return false;
}

static bool read_rate(const char *name, const char *value, void *arguments)
{
    struct serve_arguments *out = arguments;
    (void)name;
    out->has_rate = true;
    return sv_to_f64(sv_of(value), &out->rate) && out->rate >= 0;
}

static bool read_clock(const char *name, const char *value, void *arguments)
{
    struct serve_arguments *out = arguments;
    (void)name;
    return time_parse(value, &out->clock_ms) && out->clock_ms > 0;
}

static const struct cli_option OPTIONS[] = {
    {"data", CLI_TEXT, CLI_AT(serve_arguments, data)},
    {"listen", CLI_TEXT, CLI_AT(serve_arguments, listen)},
    {"city", CLI_TEXT, CLI_AT(serve_arguments, city)},
    {"packs", CLI_TEXT, CLI_AT(serve_arguments, packs)},
    {"rate", CLI_READ, .read = read_rate},
    {"clock", CLI_READ, .read = read_clock},
    {"log", CLI_READ, .read = read_level},
    {"improve", CLI_WHOLE, CLI_AT(serve_arguments, improve_percent), .min = 1, .max = 100},
    {"demo", CLI_FLAG, CLI_AT(serve_arguments, demo)},
    {.name = NULL},
};

static void wait_for_the_end(const sigset_t *ends, struct log *log)
{
    int number = 0;
    sigwait(ends, &number);
    log_info(log, "serve.end", LOG_S("signal", number == SIGINT ? "SIGINT" : "SIGTERM"), NULL);
}

int cli_serve(int argc, char **argv)
{
    struct serve_arguments arguments = {.listen = "127.0.0.1:8080",
                                        .rate = RATE_DEFAULT,
                                        .improve_percent = IMPROVE_DEFAULT,
                                        .log_least = LOG_INFO};
    struct serving serving = {0};
    struct error error;
    sigset_t ends;
    struct cli_words words;
    int code = cli_read_options(argc, argv, USAGE, OPTIONS, &arguments, &words);
    if (code != CLI_GO_ON)
        return code;
    if (!arguments.data || words.n > 0)
        return cli_misused(USAGE);
    /* Before any thread is made, so that all of them leave these signals to us. */
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    sigaddset(&ends, SIGINT);
    pthread_sigmask(SIG_BLOCK, &ends, NULL);
    signal(SIGPIPE, SIG_IGN);
    enum err rc = serving_start(&serving, &arguments, &error);
    if (rc == ERR_OK) {
        door_set_ready(serving.door, true);
        printf("ready %s\n", door_url(serving.door));
        if (arguments.demo)
            city_tell_demo(stdout);
        fflush(stdout);
        wait_for_the_end(&ends, serving.instance.log);
    }
    serving_stop(&serving);
    return rc == ERR_OK ? CLI_DONE : cli_fail("serve", &error);
}
