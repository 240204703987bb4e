#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/instance.h"
#include "cli/options.h"
#include "drill/drill.h"

static const char USAGE[] =
    "usage: lifeline drill FILE.yaml [--seed N] [--policy lifeline|nearest|rolling] [--crews "
    "SHARE]\n"
    "                      [--compare [--seeds N]] [--json] [--html OUT.html] [--packs DIR]\n"
    "                      [--checked] [--cpu SECONDS] [--progress]\n"
    "                      [--from DATA [--city FILE.road] [--at TIME]]\n"
    "\n"
    "Plays a day from a drill file under a virtual clock, by the program's own commands and\n"
    "dispatcher, and says how it went. --checked holds the rules of the plan against the city\n"
    "after every moment and counts what breaks them. --policy plans by another rule: the nearest\n"
    "free crew, or everything afresh every five minutes. --crews 0.8 leaves a fifth of each kind\n"
    "of crew at home. --compare plays every policy, and the first with four crews of five, on the\n"
    "same N days (10) and gives mean and spread. --from begins a drill with 'state: true' as it "
    "is\n"
    "in the data folder of a city, which may be served meanwhile: a copy is played on, the city "
    "is\n"
    "not touched. Its time is that of the last thing that happened there, or --at.\n"
    "What happens in it is held against the same hours without it. --progress says on stderr how "
    "far\n"
    "it is, in percent.\n"
    "--cpu ends a day that uses more processor time than that (3600 s).\n"
    "Exit code 0: every target of the file is met, 1: one is missed, 2: usage or a wrong file.\n";

struct drill_arguments {
    const char *file, *html, *packs, *from, *map;
    int64_t seed, seeds, at_ms;
    double crews, cpu_s;
    enum live_policy policy;
    bool json, checked, compare, progress;
};

static bool read_policy(const char *name, const char *value, void *arguments)
{
    struct drill_arguments *out = arguments;
    (void)name;
    for (int p = 0; p < DRILL_POLICIES; p++) {
        if (strcmp(value, drill_policies[p]) == 0) {
            out->policy = (enum live_policy)p;
            return true;
        }
    }
    return false;
}

static bool read_crews(const char *name, const char *value, void *arguments)
{
    struct drill_arguments *out = arguments;
    (void)name;
    return sv_to_f64(sv_of(value), &out->crews) && out->crews > 0 && out->crews <= 1;
}

static bool read_cpu(const char *name, const char *value, void *arguments)
{
    struct drill_arguments *out = arguments;
    (void)name;
    return sv_to_f64(sv_of(value), &out->cpu_s) && out->cpu_s > 0;
}

static bool read_time(const char *name, const char *value, void *arguments)
{
    struct drill_arguments *out = arguments;
    (void)name;
    return time_parse(value, &out->at_ms) && out->at_ms > 0;
}

static const struct cli_option OPTIONS[] = {
    {"seed", CLI_WHOLE, CLI_AT(drill_arguments, seed), .min = 1, .max = INT64_MAX},
    {"seeds", CLI_WHOLE, CLI_AT(drill_arguments, seeds), .min = 1, .max = DRILL_SEEDS_MAX},
    {"crews", CLI_READ, .read = read_crews},
    {"cpu", CLI_READ, .read = read_cpu},
    {"policy", CLI_READ, .read = read_policy},
    {"html", CLI_TEXT, CLI_AT(drill_arguments, html)},
    {"packs", CLI_TEXT, CLI_AT(drill_arguments, packs)},
    {"from", CLI_TEXT, CLI_AT(drill_arguments, from)},
    {"city", CLI_TEXT, CLI_AT(drill_arguments, map)},
    {"at", CLI_READ, .read = read_time},
    {"json", CLI_FLAG, CLI_AT(drill_arguments, json)},
    {"checked", CLI_FLAG, CLI_AT(drill_arguments, checked)},
    {"compare", CLI_FLAG, CLI_AT(drill_arguments, compare)},
    {"progress", CLI_FLAG, CLI_AT(drill_arguments, progress)},
    {.name = NULL},
};

static void print_json(json_t *report)
{
    json_t *shown = json_copy(report);
    json_object_del(shown, "pictures");
    json_dumpf(shown, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(10));
    putchar('\n');
    json_decref(shown);
}

static void print_number(const json_t *value)
{
    if (json_is_number(value))
        printf("%g", json_number_value(value));
    else
        fputs("-", stdout);
}

/* What of the city the figure is about: a listed call, what was asked of it, a service, or all. */
static const char *subject_of(const json_t *target)
{
    if (json_i64(target, "call", 0))
        return "listed call";
    return json_text(target, "command",
                     json_text(target, "counter", json_text(target, "service", "all")));
}

static void print_target(const json_t *target)
{
    printf("%-7s %s %s %s %g: ", json_flag(target, "met", false) ? "met" : "MISSED",
           subject_of(target), json_text(target, "path", json_text(target, "metric", "")),
           json_text(target, "op", ""), json_f64(target, "value", 0));
    print_number(json_object_get(target, "result"));
    printf("   (%s)\n", json_text(target, "source", "no source"));
}

static void print_report(const json_t *report)
{
    const json_t *targets = json_object_get(report, "targets");
    const json_t *machine = json_object_get(report, "machine");
    const json_t *breaks = json_object_get(report, "breaks");
    const char *service;
    json_t *group;
    json_object_foreach(json_object_get(json_object_get(report, "kpis"), "services"), service,
                        group)
    {
        printf("%-24s %lld calls, %lld done, on time ", service,
               (long long)json_i64(group, "calls", 0), (long long)json_i64(group, "done", 0));
        print_number(json_object_get(group, "on_time_share"));
        fputs(", response p50 ", stdout);
        print_number(json_object_get(group, "response_p50_min"));
        fputs(" p90 ", stdout);
        print_number(json_object_get(group, "response_p90_min"));
        fputs(" min\n", stdout);
    }
    for (size_t i = 0; i < json_array_size(targets); i++)
        print_target(json_array_get(targets, i));
    for (size_t i = 0; i < json_array_size(breaks); i++)
        printf("BROKEN  %s\n", json_string_value(json_array_get(breaks, i)));
    printf("%lld rounds, worst %g ms, %g s for the drill, %g times as fast as the city\n",
           (long long)json_i64(machine, "rounds", 0), json_f64(machine, "worst_round_ms", 0),
           json_f64(machine, "took_s", 0), json_f64(machine, "virtual_to_real", 0));
}

static void print_comparison(const json_t *comparison)
{
    static const char *const shown[] = {
        "late",         "on_time_share",  "response_p90_min", "km", "promises_kept_share",
        "plan_changes", "crew_hours_used"};
    size_t v;
    json_t *variant;
    json_array_foreach(json_object_get(comparison, "variants"), v, variant)
    {
        printf("%s, %g %% of the crews:\n", json_text(variant, "policy", ""),
               100 * json_f64(variant, "crews", 1));
        for (size_t i = 0; i < sizeof shown / sizeof *shown; i++) {
            const json_t *figure = json_object_get(json_object_get(variant, "figures"), shown[i]);
            printf("  %-20s ", shown[i]);
            print_number(json_object_get(figure, "mean"));
            fputs(" (sd ", stdout);
            print_number(json_object_get(figure, "sd"));
            puts(")");
        }
    }
}

/* A comparison takes minutes: a line on stderr for each day, so that it is seen to go on. */
static void tell_day(enum live_policy policy, double crews, const json_t *report, unsigned played,
                     unsigned of)
{
    const json_t *all = json_object_get(json_object_get(report, "kpis"), "all");
    fprintf(stderr, "%u/%u %s, %g %% of the crews, seed %lld: %lld calls, %lld late, %.1f s\n",
            played, of, drill_policies[policy], 100 * crews, (long long)json_i64(report, "seed", 0),
            (long long)json_i64(all, "calls", 0), (long long)json_i64(all, "late", 0),
            json_f64(json_object_get(report, "machine"), "took_s", 0));
}

static void tell_percent(int percent)
{
    fprintf(stderr, "%d %%\n", percent);
}

typedef void write_page_of(const json_t *report, FILE *out);

static enum err write_page(const json_t *report, const char *path, write_page_of *write,
                           struct error *error)
{
    FILE *out = fopen(path, "we");
    if (!out)
        return error_at(error, ERR_IO, path, "The page cannot be written.");
    write(report, out);
    bool failed = ferror(out);
    return fclose(out) || failed ? error_at(error, ERR_IO, path, "The page cannot be written.")
                                 : ERR_OK;
}

/* A comparison has no targets of its own to miss. */
static enum err run(const struct drill_arguments *arguments, const struct drill *drill,
                    const struct drill_options *options, json_t **report, struct error *error)
{
    enum err rc = arguments->compare
                      ? drill_compare(drill, options, (unsigned)arguments->seeds, report, error)
                      : drill_run(drill, options, report, error);
    if (rc == ERR_OK && arguments->html)
        rc = write_page(*report, arguments->html,
                        arguments->compare ? drill_compare_page : drill_page, error);
    return rc;
}

static int tell(const struct drill_arguments *arguments, json_t *report)
{
    if (arguments->json)
        print_json(report);
    else if (arguments->compare)
        print_comparison(report);
    else
        print_report(report);
    return arguments->compare || json_flag(report, "met", false) ? CLI_DONE : CLI_FAILED;
}

int cli_drill(int argc, char **argv)
{
    struct drill_arguments arguments = {.seeds = 10};
    struct cli_words words;
    int code = cli_read_options(argc, argv, USAGE, OPTIONS, &arguments, &words);
    char packs[4096];
    struct error error = {0};
    struct drill *drill = NULL;
    json_t *report = NULL;
    if (code != CLI_GO_ON)
        return code;
    if (words.n != 1)
        return cli_misused(USAGE);
    arguments.file = words.at[0];
    struct drill_options options = {
        .seed = (uint64_t)arguments.seed,
        .packs = arguments.packs
                     ? arguments.packs
                     : instance_packs(arguments.from ? arguments.from : ".", packs, sizeof packs),
        .least = LOG_ERROR,
        .checked = arguments.checked,
        .policy = arguments.policy,
        .crews = arguments.crews,
        .cpu_s = arguments.cpu_s,
        .from = arguments.from,
        .map = arguments.map,
        .at_ms = arguments.at_ms,
        .offset_min = INSTANCE_OFFSET_MIN,
        .tell = tell_day,
        .progress = arguments.progress ? tell_percent : NULL,
    };
    enum err rc = options.packs
                      ? drill_read(arguments.file, &drill, &error)
                      : error_at(&error, ERR_NOT_FOUND, "packs",
                                 "No folder of service packs was found; name one with --packs.");
    if (rc == ERR_OK)
        rc = run(&arguments, drill, &options, &report, &error);
    if (rc == ERR_OK)
        code = tell(&arguments, report);
    else {
        cli_fail("drill", &error);
        code = CLI_USAGE;
    }
    json_decref(report);
    drill_free(drill);
    return code;
}
