#include <getopt.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/city_file.h"
#include "cli/cli.h"
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

static bool read_level(const char *text, enum log_level *level)
{
    static const char *const NAMES[] = {"debug", "info", "warn", "error"};
    for (int i = 0; i < 4; i++)
        if (!strcmp(text, NAMES[i])) {
            *level = (enum log_level)i;
            return true;
        }
    return false;
}

static bool read_option(int option, struct serve_arguments *out)
{
    switch (option) {
    case 'd':
        out->data = optarg;
        return true;
    case 'l':
        out->listen = optarg;
        return true;
    case 'c':
        out->city = optarg;
        return true;
    case 'p':
        out->packs = optarg;
        return true;
    case 'D':
        out->demo = true;
        return true;
    case 'r':
        out->has_rate = true;
        return sv_to_f64(sv_of(optarg), &out->rate) && out->rate >= 0;
    case 'i':
        out->improve_percent = atoi(optarg);
        return out->improve_percent >= 1 && out->improve_percent <= 100;
    case 't':
        return time_parse(optarg, &out->clock_ms) && out->clock_ms > 0;
    case 'g':
        return read_level(optarg, &out->log_least);
    default:
        return false;
    }
}

static bool read_arguments(int argc, char **argv, struct serve_arguments *out, int *code)
{
    static const struct option OPTIONS[] = {{"data", required_argument, NULL, 'd'},
                                            {"listen", required_argument, NULL, 'l'},
                                            {"city", required_argument, NULL, 'c'},
                                            {"packs", required_argument, NULL, 'p'},
                                            {"rate", required_argument, NULL, 'r'},
                                            {"clock", required_argument, NULL, 't'},
                                            {"log", required_argument, NULL, 'g'},
                                            {"improve", required_argument, NULL, 'i'},
                                            {"demo", no_argument, NULL, 'D'},
                                            {"help", no_argument, NULL, 'h'},
                                            {NULL, 0, NULL, 0}};
    int option;
    bool fine = true;
    optind = 0;
    *out = (struct serve_arguments){.listen = "127.0.0.1:8080",
                                    .rate = RATE_DEFAULT,
                                    .improve_percent = IMPROVE_DEFAULT,
                                    .log_least = LOG_INFO};
    while ((option = getopt_long(argc, argv, "h", OPTIONS, NULL)) != -1) {
        if (option == 'h') {
            fputs(USAGE, stdout);
            *code = CLI_DONE;
            return false;
        }
        fine = fine && read_option(option, out);
    }
    if (!fine || !out->data || optind != argc) {
        fputs(USAGE, stderr);
        *code = CLI_USAGE;
        return false;
    }
    return true;
}

static void wait_for_the_end(const sigset_t *ends, struct log *log)
{
    int number = 0;
    sigwait(ends, &number);
    log_info(log, "serve.end", LOG_S("signal", number == SIGINT ? "SIGINT" : "SIGTERM"), NULL);
}

int cli_serve(int argc, char **argv)
{
    struct serve_arguments arguments;
    struct serving serving = {0};
    struct error error;
    sigset_t ends;
    int code = CLI_DONE;
    if (!read_arguments(argc, argv, &arguments, &code))
        return code;
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
