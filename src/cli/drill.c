#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/instance.h"
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

static bool read_policy(const char *name, enum live_policy *out)
{
    for (int p = 0; p < DRILL_POLICIES; p++) {
        if (strcmp(name, drill_policies[p]) == 0) {
            *out = (enum live_policy)p;
            return true;
        }
    }
    return false;
}

/* False for a value that the option does not take. */
static bool read_option(int option, struct drill_arguments *out)
{
    switch (option) {
    case 's':
        return sv_to_i64(sv_of(optarg), &out->seed) && out->seed > 0;
    case 'n':
        return sv_to_i64(sv_of(optarg), &out->seeds) && out->seeds > 0 &&
               out->seeds <= DRILL_SEEDS_MAX;
    case 'w':
        return sv_to_f64(sv_of(optarg), &out->crews) && out->crews > 0 && out->crews <= 1;
    case 'u':
        return sv_to_f64(sv_of(optarg), &out->cpu_s) && out->cpu_s > 0;
    case 'y':
        return read_policy(optarg, &out->policy);
    case 'o':
        out->html = optarg;
        return true;
    case 'p':
        out->packs = optarg;
        return true;
    case 'f':
        out->from = optarg;
        return true;
    case 'm':
        out->map = optarg;
        return true;
    case 't':
        return time_parse(optarg, &out->at_ms) && out->at_ms > 0;
    case 'j':
        return out->json = true;
    case 'c':
        return out->checked = true;
    case 'a':
        return out->compare = true;
    case 'r':
        return out->progress = true;
    default:
        return false;
    }
}

/* CLI_DONE to go on, -1 when only help was wanted. */
static int read_arguments(int argc, char **argv, struct drill_arguments *out)
{
    static const struct option OPTIONS[] = {
        {"seed", required_argument, NULL, 's'},  {"json", no_argument, NULL, 'j'},
        {"html", required_argument, NULL, 'o'},  {"packs", required_argument, NULL, 'p'},
        {"checked", no_argument, NULL, 'c'},     {"policy", required_argument, NULL, 'y'},
        {"crews", required_argument, NULL, 'w'}, {"compare", no_argument, NULL, 'a'},
        {"seeds", required_argument, NULL, 'n'}, {"from", required_argument, NULL, 'f'},
        {"city", required_argument, NULL, 'm'},  {"at", required_argument, NULL, 't'},
        {"progress", no_argument, NULL, 'r'},    {"cpu", required_argument, NULL, 'u'},
        {"help", no_argument, NULL, 'h'},        {NULL, 0, NULL, 0}};
    int option;
    bool good = true;
    optind = 0;
    while ((option = getopt_long(argc, argv, "h", OPTIONS, NULL)) != -1) {
        if (option == 'h') {
            fputs(USAGE, stdout);
            return -1;
        }
        good = read_option(option, out) && good;
    }
    if (!good || optind != argc - 1) {
        fputs(USAGE, stderr);
        return CLI_USAGE;
    }
    out->file = argv[optind];
    return CLI_DONE;
}

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

static void print_report(const json_t *report)
{
    const json_t *targets = json_object_get(report, "targets"), *target;
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
    for (size_t i = 0; i < json_array_size(targets); i++) {
        target = json_array_get(targets, i);
        printf("%-7s %s %s %s %g: ", json_flag(target, "met", false) ? "met" : "MISSED",
               json_i64(target, "call", 0) ? "listed call" : json_text(target, "service", "all"),
               json_text(target, "metric", ""), json_text(target, "op", ""),
               json_f64(target, "value", 0));
        print_number(json_object_get(target, "result"));
        putchar('\n');
    }
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
    int code = read_arguments(argc, argv, &arguments);
    char packs[4096];
    struct error error = {0};
    struct drill *drill = NULL;
    json_t *report = NULL;
    if (code != CLI_DONE)
        return code < 0 ? CLI_DONE : code;
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
