#include <stdio.h>

#include "cli/cli.h"
#include "cli/instance.h"
#include "cli/options.h"

static const char USAGE[] = "usage: lifeline verify --data DIR [--seq N [--hash HEX]] [--json]\n"
                            "\n"
                            "Reads the whole event log and checks its hash chain: any changed, "
                            "missing, added or reordered\n"
                            "event is named. --seq and --hash demand that a figure noted earlier "
                            "still stands. Works while\n"
                            "a server runs on the folder. Exit code 0: clean, 1: a finding.\n";

struct verify_arguments {
    const char *data, *hash;
    int64_t seq;
    bool json;
};

static const struct cli_option OPTIONS[] = {
    {"data", CLI_TEXT, CLI_AT(verify_arguments, data)},
    {"seq", CLI_WHOLE, CLI_AT(verify_arguments, seq), .min = 1, .max = INT64_MAX},
    {"hash", CLI_TEXT, CLI_AT(verify_arguments, hash)},
    {"json", CLI_FLAG, CLI_AT(verify_arguments, json)},
    {.name = NULL},
};

static void tell(const struct verify_result *result, enum err rc, const struct error *error,
                 bool as_json)
{
    if (as_json) {
        json_t *body = json_pack("{sb sI ss}", "clean", rc == ERR_OK, "events",
                                 (json_int_t)result->events, "head", result->head);
        if (rc != ERR_OK)
            json_object_set_new(
                body, "finding",
                json_pack("{sI ss}", "seq", (json_int_t)result->seq, "text", error->text));
        json_dumpf(body, stdout, JSON_COMPACT);
        putchar('\n');
        json_decref(body);
    } else if (rc == ERR_OK) {
        printf("clean: %lld events, head %s\n", (long long)result->events, result->head);
    }
}

int cli_verify(int argc, char **argv)
{
    struct verify_arguments arguments = {0};
    struct instance instance = {0};
    struct verify_result result = {0};
    struct error error;
    struct cli_words words;
    int code = cli_read_options(argc, argv, USAGE, OPTIONS, &arguments, &words);
    if (code != CLI_GO_ON)
        return code;
    if (!arguments.data || words.n > 0 || (arguments.hash && !arguments.seq))
        return cli_misused(USAGE);
    struct instance_config config = {
        .data = arguments.data, .must_exist = true, .no_catalog = true, .log_least = LOG_ERROR};
    enum err rc = instance_open(&config, &instance, &error);
    if (rc == ERR_OK) {
        rc = store_verify(instance.store, arguments.seq, arguments.hash, &result, &error);
        if (rc == ERR_OK || rc == ERR_STATE)
            tell(&result, rc, &error, arguments.json);
    }
    instance_close(&instance);
    return rc == ERR_OK ? CLI_DONE : cli_fail("verify", &error);
}
