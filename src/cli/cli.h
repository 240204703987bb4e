/*
 * The sub-commands of the program. Each is one file of this folder and one row of the table in
 * main.c; `argv[0]` is the command's own name, the rest are its arguments.
 *
 * A command returns the exit code: CLI_DONE, CLI_FAILED (it has said why on stderr, in one
 * sentence) or CLI_USAGE (it has said how to call it).
 */
#ifndef LIFELINE_CLI_CLI_H
#define LIFELINE_CLI_CLI_H

enum { CLI_DONE = 0, CLI_FAILED = 1, CLI_USAGE = 2 };

#endif
