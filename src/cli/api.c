/* The help of the API's commands, told from the generated tables: always what this program does. */
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "ops/gen/commands.h"
#include "ops/ops.h"

static const char usage[] = "usage: lifeline api [COMMAND]\n\n"
                            "Lists the commands and queries of the API; with a name such as "
                            "job.transition,\nwhat it takes, who may call it, and where it is "
                            "served.\n";

enum { INDENT = 2, NESTED_MAX = 6 };

static void print_types(unsigned types)
{
    static const struct {
        unsigned type;
        const char *name;
    } names[] = {{SPEC_STRING, "text"},  {SPEC_INTEGER, "whole number"}, {SPEC_NUMBER, "number"},
                 {SPEC_BOOLEAN, "flag"}, {SPEC_OBJECT, "object"},        {SPEC_ARRAY, "list"},
                 {SPEC_NULL, "null"}};
    const char *between = "";
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (types & names[i].type) {
            printf("%s%s", between, names[i].name);
            between = " or ";
        }
    }
    if (!types)
        fputs("any value", stdout);
}

static void print_bounds(const struct spec *spec)
{
    static const char *const formats[] = {[FORMAT_NONE] = "",
                                          [FORMAT_UUID] = ", an id",
                                          [FORMAT_DATE_TIME] = ", a time (RFC 3339)",
                                          [FORMAT_TIME_OF_DAY] = ", a time of day (06:30)"};
    fputs(formats[spec->format], stdout);
    if (spec->has_min)
        printf(", from %.15g", spec->min);
    if (spec->has_max)
        printf(", to %.15g", spec->max);
    for (size_t i = 0; spec->values && spec->values[i]; i++)
        printf("%s%s", i ? " | " : ", one of ", spec->values[i]);
    if (spec->optional)
        fputs(" (optional)", stdout);
}

static void print_fields(const struct spec *fields, int depth)
{
    for (; fields && fields->name; fields++) {
        printf("%*s%-*s ", depth * INDENT, "", 20 - depth * INDENT, fields->name);
        print_types(fields->types);
        print_bounds(fields);
        putchar('\n');
        const struct spec *inner = fields->items ? fields->items->fields : fields->fields;
        if (depth < NESTED_MAX)
            print_fields(inner, depth + 1);
    }
}

static void print_command(const struct command *command)
{
    printf("%s: %s\n%*s  %s\n\n", command->name, command->summary_en, (int)strlen(command->name),
           "", command->summary_zh);
    if (command->method)
        printf("  %s /api/v1%s\n", command->method, command->path);
    fputs("  for", stdout);
    for (int role = 0; role < ROLE_COUNT; role++) {
        if (command->roles >> role & 1u)
            printf(" %s%s", role_name((enum role)role), command->own >> role & 1u ? " (own)" : "");
    }
    fputs("\n\n", stdout);
    print_fields(command->args, 1);
}

int cli_api(int argc, char **argv)
{
    if (argc > 2 || (argc == 2 && argv[1][0] == '-')) {
        bool asked = argc == 2 && (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h"));
        fputs(usage, asked ? stdout : stderr);
        return asked ? CLI_DONE : CLI_USAGE;
    }
    if (argc == 1) {
        for (int i = 0; i < COMMANDS_N; i++)
            printf("%-26s %s\n", commands[i].name, commands[i].summary_en);
        return CLI_DONE;
    }
    const struct command *command = ops_command(argv[1]);
    if (!command) {
        struct error error;
        error_at(&error, ERR_NOT_FOUND, argv[1],
                 "There is no such command; 'lifeline api' lists "
                 "them.");
        return cli_fail("api", &error);
    }
    print_command(command);
    return CLI_DONE;
}
