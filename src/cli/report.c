#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/instance.h"
#include "print/print.h"

static const char USAGE[] =
    "usage: lifeline report figures|counters|custody --data DIR [OPTIONS]\n"
    "       lifeline report rows FIGURE --data DIR [OPTIONS]\n"
    "       lifeline report form FORM ID --data DIR [OPTIONS]\n"
    "       lifeline report situation ID --data DIR [OPTIONS]\n"
    "\n"
    "Figures as of a moment, counted from the event log; the rows behind one; a thing on paper.\n"
    "Works while a server runs on the folder.\n"
    "\n"
    "  --as-of TIME    recorded up to then (default: now), such as 2022-09-28T23:59:59+08:00\n"
    "  --from TIME     the period begins after it\n"
    "  --org ID        of this organisation and those below it\n"
    "  --by WHAT       group, org or day\n"
    "  --group TEXT    rows of this group only\n"
    "  --lang LANG     zh or en\n"
    "  --format WHAT   json, pdf or xlsx (counters, custody and rows: json)\n"
    "  -o FILE         instead of standard output\n"
    "  --packs DIR     the catalog's folder\n";

struct report_arguments {
    const char *what, *data, *packs, *output;
    enum print_format format;
    json_t *args; /* of the query */
};

/* What is asked, by its first word: the query, and what the words after it are. */
static const struct asked {
    const char *word, *query;
    bool printed;         /* its answer is a document, in any format */
    const char *words[2]; /* arguments that follow, in order */
} ASKED[] = {
    {"figures", "report.print", true, {NULL, NULL}},
    {"counters", "report.counters", false, {NULL, NULL}},
    {"custody", "report.custody", false, {NULL, NULL}},
    {"rows", "report.rows", false, {"figure", NULL}},
    {"form", "form.print", true, {"form", "thing"}},
    {"situation", "form.print", true, {"thing", NULL}},
};

static const struct asked *asked_of(const char *word)
{
    for (size_t i = 0; i < sizeof ASKED / sizeof *ASKED; i++) {
        if (strcmp(ASKED[i].word, word) == 0)
            return &ASKED[i];
    }
    return NULL;
}

static const struct option OPTIONS[] = {{"data", required_argument, NULL, 'd'},
                                        {"as-of", required_argument, NULL, 'a'},
                                        {"from", required_argument, NULL, 'f'},
                                        {"org", required_argument, NULL, 'r'},
                                        {"by", required_argument, NULL, 'b'},
                                        {"group", required_argument, NULL, 'g'},
                                        {"lang", required_argument, NULL, 'l'},
                                        {"format", required_argument, NULL, 't'},
                                        {"packs", required_argument, NULL, 'p'},
                                        {"help", no_argument, NULL, 'h'},
                                        {NULL, 0, NULL, 0}};

static bool read_option(int option, struct report_arguments *out)
{
    static const struct {
        int option;
        const char *arg;
    } QUERY[] = {{'a', "as_of"}, {'f', "from"},  {'r', "org"},
                 {'b', "by"},    {'g', "group"}, {'l', "lang"}};
    for (size_t i = 0; i < sizeof QUERY / sizeof *QUERY; i++) {
        if (QUERY[i].option == option)
            return json_object_set_new(out->args, QUERY[i].arg, json_string(optarg)) == 0;
    }
    switch (option) {
    case 'd':
        out->data = optarg;
        return true;
    case 'p':
        out->packs = optarg;
        return true;
    case 'o':
        out->output = optarg;
        return true;
    case 't':
        return print_format_parse(optarg, &out->format);
    default:
        return false;
    }
}

/* The words after the options; false: not as the usage says. */
static bool read_words(int n, char **words, struct report_arguments *out)
{
    const struct asked *asked = n > 0 ? asked_of(words[0]) : NULL;
    if (!asked)
        return false;
    int wanted = 1;
    for (size_t i = 0; i < 2 && asked->words[i]; i++, wanted++) {
        if (wanted < n)
            json_object_set_new(out->args, asked->words[i], json_string(words[wanted]));
    }
    if (strcmp(asked->word, "situation") == 0)
        json_object_set_new(out->args, "form", json_string("situation_report"));
    out->what = asked->word;
    return n == wanted && (asked->printed || out->format == PRINT_JSON);
}

static bool read_arguments(int argc, char **argv, struct report_arguments *out, int *code)
{
    int option;
    bool fine = true;
    optind = 0;
    while ((option = getopt_long(argc, argv, "ho:", OPTIONS, NULL)) != -1) {
        if (option == 'h') {
            fputs(USAGE, stdout);
            *code = CLI_DONE;
            return false;
        }
        fine = read_option(option, out) && fine;
    }
    fine = fine && out->data && read_words(argc - optind, argv + optind, out);
    if (!fine) {
        fputs(USAGE, stderr);
        *code = CLI_USAGE;
    }
    return fine;
}

/* The same figures as the API's, not their paper, when JSON is asked for. */
static const char *query_of(const struct report_arguments *arguments)
{
    bool figures = strcmp(arguments->what, "figures") == 0 && arguments->format == PRINT_JSON;
    return figures ? "report.figures" : asked_of(arguments->what)->query;
}

static enum err put(const struct report_arguments *arguments, const char *bytes, size_t size,
                    struct error *error)
{
    FILE *file = arguments->output ? fopen(arguments->output, "wb") : stdout;
    bool fine = file && fwrite(bytes, 1, size, file) == size;
    fine = fine && (arguments->format != PRINT_JSON || fputc('\n', file) != EOF);
    if (file && (arguments->output ? fclose(file) : fflush(file)) != 0)
        fine = false;
    return fine ? ERR_OK
                : error_at(error, ERR_IO, arguments->output ? arguments->output : "output",
                           "It cannot be written: %s.", strerror(errno));
}

static enum err report(struct instance *instance, struct report_arguments *arguments,
                       struct error *error)
{
    struct actor by = actor_cli();
    struct ops_reply *reply = NULL;
    const char *query = query_of(arguments);
    if (strcmp(query, "report.figures") == 0)
        json_object_del(arguments->args, "lang");
    enum err rc = ops_call_name(instance->ops, query, json_incref(arguments->args), &by, &reply);
    if (rc != ERR_OK) {
        *error = reply->error;
    } else if (arguments->format == PRINT_JSON) {
        const char *text = ops_reply_text(reply);
        rc = put(arguments, text, strlen(text), error);
    } else {
        char *bytes = NULL;
        size_t size = 0;
        rc = print_render(ops_reply_json(reply), arguments->format, &bytes, &size, error);
        if (rc == ERR_OK)
            rc = put(arguments, bytes, size, error);
        free(bytes);
    }
    ops_reply_free(reply);
    return rc;
}

int cli_report(int argc, char **argv)
{
    struct report_arguments arguments = {.args = json_object()};
    struct instance instance = {0};
    struct error error;
    int code = CLI_DONE;
    enum err rc = ERR_OK;
    if (read_arguments(argc, argv, &arguments, &code)) {
        struct instance_config config = {.data = arguments.data,
                                         .packs = arguments.packs,
                                         .must_exist = true,
                                         .log_least = LOG_ERROR};
        rc = instance_open(&config, &instance, &error);
        if (rc == ERR_OK)
            rc = report(&instance, &arguments, &error);
        instance_close(&instance);
    }
    json_decref(arguments.args);
    return rc == ERR_OK ? code : cli_fail("report", &error);
}
