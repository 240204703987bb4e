#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"

struct command {
    const char *name;
    const char *help; /* one line */
    int (*run)(int argc, char **argv);
};

static int cli_help(int argc, char **argv);
static int cli_version(int argc, char **argv);

/* In the order in which a new user wants to read them. */
static const struct command COMMANDS[] = {
    {"serve", "serve a city: API, pages, dispatcher", cli_serve},
    {"user", "add users, make tokens, list", cli_user},
    {"import", "bring in orgs, people, vehicles, sites, crews, stock from CSV", cli_import},
    {"verify", "check the event log for changes", cli_verify},
    {"solve", "plan routes for a vehicle-routing instance", cli_solve},
    {"check", "judge a solution of a vehicle-routing instance", cli_check},
    {"packs", "check services, zone policies and terms", cli_packs},
    {"report", "figures as of a moment, and things on paper", cli_report},
    {"city", "make a demo city: map, people, zones, crews", cli_city},
    {"road", "the street network: import, route, table, isochrone, bench", cli_road},
    {"api", "what the commands of the API take, and who may call them", cli_api},
    {"drill", "rehearse a day under a virtual clock", cli_drill},
    {"help", "this list", cli_help},
    {"version", "the version of this program", cli_version},
};

static void print_commands(FILE *stream)
{
    fputs("usage: lifeline COMMAND [OPTIONS]\n\n", stream);
    for (size_t i = 0; i < sizeof COMMANDS / sizeof *COMMANDS; i++)
        fprintf(stream, "  %-8s %s\n", COMMANDS[i].name, COMMANDS[i].help);
    fputs("\n'lifeline COMMAND --help' says more.\n", stream);
}

static int cli_help(int argc, char **argv)
{
    (void)argc;
    (void)argv;
    print_commands(stdout);
    return CLI_DONE;
}

static int cli_version(int argc, char **argv)
{
    (void)argc;
    (void)argv;
    puts("lifeline " LIFELINE_VERSION);
    return CLI_DONE;
}

int main(int argc, char **argv)
{
    const char *name = argc > 1 ? argv[1] : "";
    if (!strcmp(name, "--help") || !strcmp(name, "-h"))
        name = "help";
    if (!strcmp(name, "--version"))
        name = "version";
    for (size_t i = 0; i < sizeof COMMANDS / sizeof *COMMANDS; i++)
        if (!strcmp(name, COMMANDS[i].name))
            return COMMANDS[i].run(argc - 1, argv + 1);
    if (*name)
        fprintf(stderr, "lifeline: there is no command '%s'.\n\n", name);
    print_commands(stderr);
    return CLI_USAGE;
}
