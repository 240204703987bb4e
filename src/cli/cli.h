/*
 * The sub-commands of the program. Each is one file of this folder and one row of the table in
 * main.c; `argv[0]` is the command's own name, the rest are its arguments.
 *
 * A command returns the exit code: CLI_DONE, CLI_FAILED (it has said why on stderr, in one
 * sentence) or CLI_USAGE (it has said how to call it).
 */
#ifndef LIFELINE_CLI_CLI_H
#define LIFELINE_CLI_CLI_H

#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/sv.h"

enum { CLI_DONE = 0, CLI_FAILED = 1, CLI_USAGE = 2 };

/* A whole file ("-": standard input) of at most `bytes_max` bytes. */
enum err cli_read_file(const char *path, size_t bytes_max, struct arena *arena, struct sv *out,
                       struct error *error);
/* Prints "lifeline COMMAND: where: sentence" and gives CLI_FAILED. */
int cli_fail(const char *command, const struct error *error);

int cli_api(int argc, char **argv);
int cli_check(int argc, char **argv);
int cli_city(int argc, char **argv);
int cli_drill(int argc, char **argv);
int cli_road(int argc, char **argv);
int cli_solve(int argc, char **argv);
int cli_import(int argc, char **argv);
int cli_packs(int argc, char **argv);
int cli_report(int argc, char **argv);
int cli_serve(int argc, char **argv);
int cli_user(int argc, char **argv);
int cli_verify(int argc, char **argv);

#endif
