#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/instance.h"
#include "ops/import.h"

static const char USAGE[] =
    "usage: lifeline import KIND FILE.csv [--org CODE] [--packs DIR] --data DIR\n"
    "\n"
    "Brings in organisations (orgs), people, vehicles, sites, crews or stock from a CSV file whose "
    "first line names the\n"
    "columns. All rows or none: every bad row is named with its line and field. Works while a\n"
    "server runs on the folder.\n";

struct import_arguments {
    const char *kind, *file, *org, *packs, *data;
};

static bool read_arguments(int argc, char **argv, struct import_arguments *out, int *code)
{
    static const struct option OPTIONS[] = {{"org", required_argument, NULL, 'o'},
                                            {"packs", required_argument, NULL, 'p'},
                                            {"data", required_argument, NULL, 'd'},
                                            {"help", no_argument, NULL, 'h'},
                                            {NULL, 0, NULL, 0}};
    int option;
    bool fine = true;
    optind = 0;
    while ((option = getopt_long(argc, argv, "h", OPTIONS, NULL)) != -1) {
        if (option == 'h') {
            fputs(USAGE, stdout);
            *code = CLI_DONE;
            return false;
        }
        if (option == 'o')
            out->org = optarg;
        else if (option == 'p')
            out->packs = optarg;
        else if (option == 'd')
            out->data = optarg;
        else
            fine = false;
    }
    if (!fine || !out->data || argc - optind != 2) {
        fputs(USAGE, stderr);
        *code = CLI_USAGE;
        return false;
    }
    out->kind = argv[optind];
    out->file = argv[optind + 1];
    return true;
}

int cli_import(int argc, char **argv)
{
    struct import_arguments arguments = {0};
    struct instance instance = {0};
    struct import_result result = {0};
    struct error error;
    int code = CLI_DONE;
    if (!read_arguments(argc, argv, &arguments, &code))
        return code;
    struct instance_config config = {
        .data = arguments.data, .packs = arguments.packs, .log_least = LOG_ERROR};
    struct actor by = actor_cli();
    enum err rc = instance_open(&config, &instance, &error);
    if (rc == ERR_OK)
        rc = ops_import_csv(instance.ops, arguments.kind, arguments.file, arguments.org, &by,
                            &result, &error);
    for (size_t i = 0; i < result.errors.n; i++) {
        const struct import_row_error *row = &result.errors.at[i];
        fprintf(stderr, "%s: %s%s%s\n", row->where, row->field, *row->field ? ": " : "", row->text);
    }
    if (rc == ERR_OK)
        printf("imported %lld %s\n", (long long)result.rows, arguments.kind);
    import_result_free(&result);
    instance_close(&instance);
    return rc == ERR_OK ? CLI_DONE : cli_fail("import", &error);
}
