#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/instance.h"
#include "cli/options.h"
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

/* An argument of the query, called as the option with '_' for '-'. */
static bool read_query(const char *name, const char *value, void *arguments)
{
    struct report_arguments *out = arguments;
    char arg[20];
    snprintf(arg, sizeof arg, "%s", name);
    for (char *c = strchr(arg, '-'); c; c = strchr(c, '-'))
        *c = '_';
    return json_object_set_new(out->args, arg, json_string(value)) == 0;
}

static bool read_format(const char *name, const char *value, void *arguments)
{
    struct report_arguments *out = arguments;
    (void)name;
    return print_format_parse(value, &out->format);
}

static const struct cli_option OPTIONS[] = {
    {"data", CLI_TEXT, CLI_AT(report_arguments, data)},
    {"as-of", CLI_READ, .read = read_query},
    {"from", CLI_READ, .read = read_query},
    {"org", CLI_READ, .read = read_query},
    {"by", CLI_READ, .read = read_query},
    {"group", CLI_READ, .read = read_query},
    {"lang", CLI_READ, .read = read_query},
    {"format", CLI_READ, .read = read_format},
    {"packs", CLI_TEXT, CLI_AT(report_arguments, packs)},
    {"output", CLI_TEXT, 'o', CLI_AT(report_arguments, output)},
    {.name = NULL},
};

/* False: not as the usage says. */
static bool read_words(const struct cli_words *words, struct report_arguments *out)
{
    const struct asked *asked = words->n > 0 ? asked_of(words->at[0]) : NULL;
    if (!asked || !out->data)
        return false;
    int wanted = 1;
    for (size_t i = 0; i < 2 && asked->words[i]; i++, wanted++) {
        if (wanted < words->n)
            json_object_set_new(out->args, asked->words[i], json_string(words->at[wanted]));
    }
    if (strcmp(asked->word, "situation") == 0)
        json_object_set_new(out->args, "form", json_string("situation_report"));
    out->what = asked->word;
    return words->n == wanted && (asked->printed || out->format == PRINT_JSON);
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
    struct cli_words words;
    int code = cli_read_options(argc, argv, USAGE, OPTIONS, &arguments, &words);
    if (code == CLI_GO_ON && !read_words(&words, &arguments))
        code = cli_misused(USAGE);
    if (code == CLI_GO_ON) {
        struct instance_config config = {.data = arguments.data,
                                         .packs = arguments.packs,
                                         .must_exist = true,
                                         .log_least = LOG_ERROR};
        enum err rc = instance_open(&config, &instance, &error);
        if (rc == ERR_OK)
            rc = report(&instance, &arguments, &error);
        instance_close(&instance);
        code = rc == ERR_OK ? CLI_DONE : cli_fail("report", &error);
    }
    json_decref(arguments.args);
    return code;
}
