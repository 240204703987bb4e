#include <stdio.h>
#include <stdlib.h>

#include "base/json.h"
#include "base/limits.h"
#include "cli/cli.h"
#include "cli/options.h"
#include "plan/check/check.h"

static const char USAGE[] =
    "usage: lifeline check [--convention dimacs|hier-real|round|exact] [--json] INSTANCE SOLUTION\n"
    "\n"
    "Recomputes every arrival, load and cost of a solution from the instance alone.\n"
    "INSTANCE is VROOM JSON, Solomon, Li & Lim or VRPLIB; SOLUTION is VROOM's JSON output or\n"
    "routes as CVRPLIB writes them. Exit code 0: feasible, 1: not, 2: usage.\n";

struct check_arguments {
    bool has_convention, json;
    enum convention convention;
    const char *instance, *solution;
};

static bool read_convention(const char *name, const char *value, void *arguments)
{
    struct check_arguments *out = arguments;
    (void)name;
    out->has_convention = true;
    return convention_parse(sv_of(value), &out->convention);
}

static const struct cli_option OPTIONS[] = {
    {"convention", CLI_READ, .read = read_convention},
    {"json", CLI_FLAG, CLI_AT(check_arguments, json)},
    {.name = NULL},
};

static enum err judge_classic(const struct check_arguments *arguments, struct sv instance_text,
                              struct sv solution_text, struct check_report *report,
                              struct error *error)
{
    struct classic *instance;
    struct routes *routes;
    enum err rc = classic_read(instance_text, arguments->instance, report->arena, &instance, error);
    if (!rc)
        rc = routes_read(solution_text, arguments->solution, report->arena, &routes, error);
    if (!rc)
        check_classic(instance,
                      arguments->has_convention ? arguments->convention
                                                : classic_convention(instance),
                      routes, report);
    return rc;
}

static enum err judge_vroom(const struct check_arguments *arguments, struct sv instance_text,
                            struct sv solution_text, struct check_report *report,
                            struct error *error)
{
    struct vroom *problem;
    json_t *output = NULL;
    enum err rc = vroom_read(instance_text, arguments->instance, report->arena, &problem, error);
    if (!rc && !problem->has_matrices)
        rc = error_at(error, ERR_UNSUPPORTED, arguments->instance,
                      "The instance has coordinates but no matrices to judge by.");
    if (!rc)
        rc = json_read(solution_text, arguments->solution, &output, error);
    if (!rc)
        check_vroom(problem, output, report);
    json_decref(output);
    return rc;
}

static enum err judge(const struct check_arguments *arguments, struct check_report *report,
                      struct error *error)
{
    struct sv instance, solution;
    enum err rc =
        cli_read_file(arguments->instance, LIMIT_SOLVE_BODY_BYTES, report->arena, &instance, error);
    if (!rc)
        rc = cli_read_file(arguments->solution, LIMIT_SOLVE_BODY_BYTES, report->arena, &solution,
                           error);
    if (rc)
        return rc;
    return vroom_recognise(instance) ? judge_vroom(arguments, instance, solution, report, error)
                                     : judge_classic(arguments, instance, solution, report, error);
}

int cli_check(int argc, char **argv)
{
    struct check_arguments arguments = {0};
    struct cli_words words;
    int code = cli_read_options(argc, argv, USAGE, OPTIONS, &arguments, &words);
    if (code != CLI_GO_ON)
        return code;
    if (words.n != 2)
        return cli_misused(USAGE);
    arguments.instance = words.at[0];
    arguments.solution = words.at[1];
    struct arena *arena = arena_new();
    struct check_report report;
    struct error error = {0};
    check_report_init(&report, arena);
    if (judge(&arguments, &report, &error)) {
        code = cli_fail("check", &error);
    } else {
        if (arguments.json) {
            json_t *value = check_json(&report);
            json_dumpf(value, stdout, JSON_COMPACT | JSON_REAL_PRECISION(12));
            putchar('\n');
            json_decref(value);
        } else {
            check_print(stdout, &report);
        }
        code = report.feasible ? CLI_DONE : CLI_FAILED;
    }
    arena_free(arena);
    return code;
}
