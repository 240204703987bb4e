#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/instance.h"
#include "cli/options.h"
#include "ops/import.h"

static const char USAGE[] =
    "usage: lifeline import KIND FILE.csv [--org CODE] [--packs DIR] --data DIR\n"
    "\n"
    "Brings in organisations (orgs), people, vehicles, sites, crews or stock from a CSV file whose "
    "first line names the\n"
    "columns. All rows or none: every bad row is named with its line and field. Works while a\n"
    "server runs on the folder.\n";

struct import_arguments {
    const char *org, *packs, *data;
};

static const struct cli_option OPTIONS[] = {
    {"org", CLI_TEXT, CLI_AT(import_arguments, org)},
    {"packs", CLI_TEXT, CLI_AT(import_arguments, packs)},
    {"data", CLI_TEXT, CLI_AT(import_arguments, data)},
    {.name = NULL},
};

int cli_import(int argc, char **argv)
{
    struct import_arguments arguments = {0};
    struct instance instance = {0};
    struct import_result result = {0};
    struct error error;
    struct cli_words words;
    int code = cli_read_options(argc, argv, USAGE, OPTIONS, &arguments, &words);
    if (code != CLI_GO_ON)
        return code;
    if (!arguments.data || words.n != 2)
        return cli_misused(USAGE);
    const char *kind = words.at[0], *file = words.at[1];
    struct instance_config config = {
        .data = arguments.data, .packs = arguments.packs, .log_least = LOG_ERROR};
    struct actor by = actor_cli();
    enum err rc = instance_open(&config, &instance, &error);
    if (rc == ERR_OK)
        rc = ops_import_csv(instance.ops, kind, file, arguments.org, &by, &result, &error);
    for (size_t i = 0; i < result.errors.n; i++) {
        const struct import_row_error *row = &result.errors.at[i];
        fprintf(stderr, "%s: %s%s%s\n", row->where, row->field, *row->field ? ": " : "", row->text);
    }
    if (rc == ERR_OK)
        printf("imported %lld %s\n", (long long)result.rows, kind);
    import_result_free(&result);
    instance_close(&instance);
    return rc == ERR_OK ? CLI_DONE : cli_fail("import", &error);
}
