#include "cli/options.h"

#include <assert.h>
#include <getopt.h>
#include <stdio.h>

#include "base/sv.h"
#include "cli/cli.h"

/* What getopt gives for a long option is this and its number in the table. */
enum { LONG_OPTION = 256 };

struct known {
    struct option list[CLI_OPTIONS_MAX + 2];
    char letters[2 * CLI_OPTIONS_MAX + 3];
};

/* "+": getopt moves no words about; some of them look like options to it. */
static void know(const struct cli_option *options, struct known *out)
{
    size_t letters = 0, i;
    *out = (struct known){.letters = "+h"};
    letters = 2;
    for (i = 0; options[i].name; i++) {
        assert(i < CLI_OPTIONS_MAX);
        bool takes = options[i].kind != CLI_FLAG;
        out->list[i] = (struct option){options[i].name, takes ? required_argument : no_argument,
                                       NULL, LONG_OPTION + (int)i};
        if (!options[i].letter)
            continue;
        out->letters[letters++] = options[i].letter;
        if (takes)
            out->letters[letters++] = ':';
    }
    out->list[i] = (struct option){"help", no_argument, NULL, 'h'};
}

static const struct cli_option *option_of(const struct cli_option *options, int got)
{
    if (got >= LONG_OPTION)
        return &options[got - LONG_OPTION];
    for (; options->name; options++) {
        if (options->letter && options->letter == got)
            return options;
    }
    return NULL;
}

static bool take(const struct cli_option *option, const char *value, void *arguments)
{
    void *at = (char *)arguments + option->at;
    int64_t number;
    switch (option->kind) {
    case CLI_TEXT:
        *(const char **)at = value;
        return true;
    case CLI_FLAG:
        *(bool *)at = true;
        return true;
    case CLI_WHOLE:
        if (!sv_to_i64(sv_of(value), &number) || number < option->min || number > option->max)
            return false;
        *(int64_t *)at = number;
        return true;
    case CLI_READ:
        return option->read(option->name, value, arguments);
    }
    return false;
}

static bool is_word(const char *text)
{
    return text[0] != '-' || (text[1] >= '0' && text[1] <= '9') || text[1] == '.' || !text[1];
}

int cli_misused(const char *usage)
{
    fputs(usage, stderr);
    return CLI_USAGE;
}

int cli_read_options(int argc, char **argv, const char *usage, const struct cli_option *options,
                     void *arguments, struct cli_words *words)
{
    struct known known;
    bool only_words = false; /* "--" was there */
    know(options, &known);
    *words = (struct cli_words){.at = argv + 1};
    optind = 0; /* getopt forgets an earlier command line */
    getopt_long(1, argv, known.letters, known.list, NULL);
    while (optind < argc) {
        if (only_words || is_word(argv[optind])) {
            words->at[words->n++] = argv[optind++];
            continue;
        }
        int got = getopt_long(argc, argv, known.letters, known.list, NULL);
        if (got == 'h') {
            fputs(usage, stdout);
            return CLI_DONE;
        }
        const struct cli_option *option = option_of(options, got);
        only_words = got == -1;
        if (only_words)
            continue;
        if (!option)
            return cli_misused(usage);
        if (!take(option, optarg, arguments)) {
            fprintf(stderr, "lifeline %s: '%s' is no value for --%s.\n", argv[0], optarg,
                    option->name);
            return cli_misused(usage);
        }
    }
    return CLI_GO_ON;
}
