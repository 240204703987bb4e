#include <getopt.h>
#include <stdio.h>

#include "cli/cli.h"
#include "cli/instance.h"

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

static bool read_arguments(int argc, char **argv, struct verify_arguments *out, int *code)
{
    static const struct option OPTIONS[] = {
        {"data", required_argument, NULL, 'd'}, {"seq", required_argument, NULL, 's'},
        {"hash", required_argument, NULL, 'x'}, {"json", no_argument, NULL, 'j'},
        {"help", no_argument, NULL, 'h'},       {NULL, 0, NULL, 0}};
    int option;
    bool fine = true;
    optind = 0;
    while ((option = getopt_long(argc, argv, "h", OPTIONS, NULL)) != -1) {
        if (option == 'h') {
            fputs(USAGE, stdout);
            *code = CLI_DONE;
            return false;
        }
        if (option == 'd')
            out->data = optarg;
        else if (option == 'x')
            out->hash = optarg;
        else if (option == 'j')
            out->json = true;
        else if (option != 's' || !sv_to_i64(sv_of(optarg), &out->seq) || out->seq < 1)
            fine = false;
    }
    if (!fine || !out->data || optind != argc || (out->hash && !out->seq)) {
        fputs(USAGE, stderr);
        *code = CLI_USAGE;
        return false;
    }
    return true;
}

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
    int code = CLI_DONE;
    if (!read_arguments(argc, argv, &arguments, &code))
        return code;
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
