/*
 * The options of a sub-command as a table: how each is called, what it takes, and where in the
 * command's arguments it goes. What is no option is a word. Places may begin with a minus
 * ("-9.1,38.7") and "-" stands for standard input, so both are words.
 */
#ifndef LIFELINE_CLI_OPTIONS_H
#define LIFELINE_CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum cli_option_kind {
    CLI_TEXT,  /* const char * */
    CLI_FLAG,  /* bool; takes no value */
    CLI_WHOLE, /* int64_t from `min` to `max` */
    CLI_READ,  /* whatever `read` makes of it */
};

struct cli_option {
    const char *name; /* "data" of --data; NULL ends a table */
    enum cli_option_kind kind;
    char letter; /* 'o' of -o; 0: none */
    size_t at;   /* offset in the arguments */
    int64_t min, max;
    /* False when the value makes no sense. */
    bool (*read)(const char *name, const char *value, void *arguments);
};
#define CLI_AT(type, member) .at = offsetof(struct type, member)
enum { CLI_OPTIONS_MAX = 32 }; /* of one table */

struct cli_words {
    char **at; /* in argv */
    int n;
};

enum { CLI_GO_ON = -1 };

/* Fills `arguments`, which hold what counts where an option is not given, and `words`. CLI_GO_ON,
 * or the exit code of the command: help was asked for (--help, -h), or something made no sense;
 * what there is to say is said. */
int cli_read_options(int argc, char **argv, const char *usage, const struct cli_option *options,
                     void *arguments, struct cli_words *words);
/* Says on stderr how the command is called; CLI_USAGE. */
int cli_misused(const char *usage);

#endif
