#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/vec.h"
#include "cli/cli.h"
#include "cli/options.h"
#include "http/vroom_streets.h"
#include "plan/format/classic_plan.h"
#include "plan/format/vroom_answer.h"

static const char USAGE[] =
    "usage: lifeline solve [OPTIONS] FILE        (FILE '-': standard input)\n"
    "\n"
    "Plans routes for VROOM JSON, Solomon, Gehring-Homberger, Li & Lim and VRPLIB files.\n"
    "\n"
    "  --time S          stop after S seconds\n"
    "  --iterations N    stop after N iterations (with one thread: the same bytes every time)\n"
    "  --threads N       cores to use, 1 to 64\n"
    "  --seed N          of the random numbers\n"
    "  --objective O     distance, fleet, vroom or service\n"
    "  --convention C    dimacs, hier-real, round or exact (classic files)\n"
    "  --format F        json, vrplib (classic files) or summary (one line of figures)\n"
    "  --city FILE.road  VROOM JSON: the streets to travel on when it brings no matrices\n"
    "  -c, --plan        VROOM JSON: only time the given steps and say what they violate\n"
    "  -g, --geometry    VROOM JSON with --city: draw each route (encoded polyline)\n"
    "  --quiet           no progress on the terminal\n"
    "\n"
    "Exit code 0: done, 1: failed (a sentence says why), 2: usage.\n";

enum solve_format { FORMAT_JSON, FORMAT_VRPLIB, FORMAT_SUMMARY };

struct solve_arguments {
    const char *file, *city;
    double time_s;
    int64_t iterations, threads, seed;
    int objective; /* enum plan_preset, or -1: by the file */
    bool has_convention, plan_mode, draws, quiet;
    enum convention convention;
    enum solve_format format;
};

/* Set by the interrupt key: the search then returns the best plan so far. A signal handler has no
 * other way to speak to anybody. */
static volatile bool interrupted;

static void on_interrupt(int signal_number)
{
    (void)signal_number;
    interrupted = true;
}

static int find_word(const char *word, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!strcmp(word, words[i]))
            return (int)i;
    return -1;
}

static bool read_time(const char *name, const char *value, void *arguments)
{
    struct solve_arguments *out = arguments;
    (void)name;
    return sv_to_f64(sv_of(value), &out->time_s) && out->time_s > 0 && out->time_s <= 1e6;
}

static bool read_objective(const char *name, const char *value, void *arguments)
{
    static const char *const objectives[] = {[PLAN_PRESET_DISTANCE] = "distance",
                                             [PLAN_PRESET_FLEET] = "fleet",
                                             [PLAN_PRESET_VROOM] = "vroom",
                                             [PLAN_PRESET_SERVICE] = "service"};
    struct solve_arguments *out = arguments;
    (void)name;
    return (out->objective = find_word(value, objectives, 4)) >= 0;
}

static bool read_convention(const char *name, const char *value, void *arguments)
{
    struct solve_arguments *out = arguments;
    (void)name;
    return out->has_convention = convention_parse(sv_of(value), &out->convention);
}

static bool read_format(const char *name, const char *value, void *arguments)
{
    static const char *const formats[] = {"json", "vrplib", "summary"};
    struct solve_arguments *out = arguments;
    int found = find_word(value, formats, 3);
    (void)name;
    out->format = (enum solve_format)found;
    return found >= 0;
}

static const struct cli_option OPTIONS[] = {
    {"time", CLI_READ, .read = read_time},
    {"iterations", CLI_WHOLE, CLI_AT(solve_arguments, iterations), .min = 1, .max = INT64_MAX / 2},
    {"threads", CLI_WHOLE, CLI_AT(solve_arguments, threads), .min = 1, .max = 64},
    {"seed", CLI_WHOLE, CLI_AT(solve_arguments, seed), .max = INT64_MAX},
    {"objective", CLI_READ, .read = read_objective},
    {"convention", CLI_READ, .read = read_convention},
    {"format", CLI_READ, .read = read_format},
    {"city", CLI_TEXT, CLI_AT(solve_arguments, city)},
    {"plan", CLI_FLAG, 'c', CLI_AT(solve_arguments, plan_mode)},
    {"geometry", CLI_FLAG, 'g', CLI_AT(solve_arguments, draws)},
    {"quiet", CLI_FLAG, CLI_AT(solve_arguments, quiet)},
    {.name = NULL},
};

struct better {
    double wall_s;
    int64_t cost;
    uint32_t vehicles, unassigned;
};

/* What the callbacks of a search see. */
struct watch {
    int64_t start_ns;
    bool shown;
    VEC(struct better) curve;
};

static void show_progress(void *context, const struct plan_progress *progress)
{
    struct watch *watch = context;
    if (!watch->shown)
        return;
    fprintf(stderr, "\r%3.0f %%  %lld iterations  %u unassigned ", progress->share * 100,
            (long long)progress->iterations, progress->n_unassigned);
    fflush(stderr);
}

static void note_better(void *context, const struct plan *plan)
{
    struct watch *watch = context;
    struct better better = {.wall_s = (double)(clock_monotonic_ns() - watch->start_ns) * 1e-9,
                            .cost = plan->cost.distance_m,
                            .vehicles = plan->cost.vehicles,
                            .unassigned = plan->n_unassigned};
    vec_push(&watch->curve, better);
}

static void print_json(const json_t *value)
{
    json_dumpf(value, stdout, JSON_COMPACT | JSON_REAL_PRECISION(15));
    putchar('\n');
}

static void print_summary(const struct classic_plan *problem, const struct plan *plan,
                          const struct routes *routes, const struct watch *watch)
{
    double scale = (double)convention_scale(problem->convention);
    json_t *curve = json_array();
    for (size_t i = 0; i < watch->curve.n; i++)
        json_array_append_new(curve, json_pack("[f, I, I, f]", watch->curve.at[i].wall_s,
                                               (json_int_t)watch->curve.at[i].unassigned,
                                               (json_int_t)watch->curve.at[i].vehicles,
                                               (double)watch->curve.at[i].cost / scale));
    json_t *line = json_pack(
        "{s:s, s:I, s:s, s:I, s:I, s:f, s:I, s:f, s:o}", "instance", problem->instance->name, "n",
        (json_int_t)problem->input.n_jobs, "convention", convention_name(problem->convention),
        "vehicles", (json_int_t)plan->n_routes, "unassigned", (json_int_t)plan->n_unassigned,
        "cost", routes->cost, "iterations", (json_int_t)plan->iterations, "wall_s",
        (double)(clock_monotonic_ns() - watch->start_ns) * 1e-9, "curve", curve);
    print_json(line);
    json_decref(line);
}

static void print_classic(const struct solve_arguments *arguments,
                          const struct classic_plan *problem, const struct plan *plan,
                          const struct watch *watch, struct arena *arena)
{
    struct routes *routes = classic_from_plan(problem, plan, arena);
    if (arguments->format == FORMAT_SUMMARY) {
        print_summary(problem, plan, routes, watch);
    } else if (arguments->format == FORMAT_VRPLIB) {
        routes_write(stdout, routes, convention_digits(problem->convention));
    } else {
        json_t *output = classic_json(problem, plan, routes);
        print_json(output);
        json_decref(output);
    }
}

static enum err solve_classic(const struct solve_arguments *arguments, struct sv text,
                              struct arena *arena, struct watch *watch, struct error *error)
{
    struct classic *instance;
    struct classic_plan problem;
    struct plan_model *model = NULL;
    struct plan *plan = NULL;
    struct plan_term terms[PLAN_TERMS_MAX];
    struct plan_options options = {.iterations = arguments->iterations,
                                   .cancel = &interrupted,
                                   .seed = (uint64_t)arguments->seed,
                                   .threads = (uint32_t)arguments->threads,
                                   .better = note_better,
                                   .progress = show_progress,
                                   .context = watch};
    enum err rc = classic_read(text, arguments->file, arena, &instance, error);
    if (rc)
        goto done;
    enum convention convention =
        arguments->has_convention ? arguments->convention : classic_convention(instance);
    int objective = arguments->objective >= 0            ? arguments->objective
                    : convention == CONVENTION_HIER_REAL ? PLAN_PRESET_FLEET
                                                         : PLAN_PRESET_DISTANCE;
    rc = classic_to_plan(instance, convention, arena, &problem, error);
    if (rc)
        goto done;
    problem.input.n_terms = plan_preset_terms((enum plan_preset)objective, terms);
    problem.input.terms = terms;
    rc = plan_model_new(&problem.input, &model, error);
    if (rc)
        goto done;
    if (arguments->time_s > 0)
        options.deadline_ns = watch->start_ns + (int64_t)(arguments->time_s * 1e9);
    rc = plan_solve(model, &options, &plan, error);
    if (rc)
        goto done;
    print_classic(arguments, &problem, plan, watch, arena);
done:
    plan_free(plan);
    plan_model_free(model);
    return rc;
}

/* Opens the streets that `--city` names, when it does. */
static enum err open_streets(const char *path, struct road_network **network,
                             struct vroom_streets *streets, struct error *error)
{
    if (!path)
        return ERR_OK;
    enum err rc = road_network_open(path, network, error);
    if (!rc)
        rc = road_live_new(*network, &streets->live, error);
    if (!rc)
        rc = road_live_apply(streets->live, 0, NULL, error);
    streets->network = *network;
    return rc;
}

static enum err solve_vroom(const struct solve_arguments *arguments, struct sv text,
                            struct watch *watch, struct error *error)
{
    struct vroom_asked asked;
    struct road_network *network = NULL;
    struct vroom_streets streets = {0};
    char *json = NULL;
    int http_status;
    vroom_asked_init(&asked);
    asked.locations_max = asked.vehicles_max = 0;
    asked.start_ns = watch->start_ns;
    asked.time_s = arguments->time_s;
    asked.iterations = arguments->iterations;
    asked.seed = (uint64_t)arguments->seed;
    asked.threads = (uint32_t)arguments->threads;
    asked.plan_mode = arguments->plan_mode;
    asked.draws = arguments->draws;
    asked.cancel = &interrupted;
    asked.progress = show_progress;
    asked.progress_context = watch;
    if (arguments->objective >= 0)
        asked.objective = (enum plan_preset)arguments->objective;
    enum err rc = open_streets(arguments->city, &network, &streets, error);
    if (rc)
        goto done;
    if (arguments->city) {
        asked.matrix = vroom_streets_matrix;
        asked.travel = vroom_streets_travel;
        asked.travel_end = vroom_streets_travel_end;
        asked.geometry = vroom_streets_geometry;
        asked.matrix_context = &streets;
    }
    rc = vroom_answer(text, &asked, &json, &http_status, error);
    json_t *output = arguments->format == FORMAT_SUMMARY ? json_loads(json, 0, NULL) : NULL;
    const json_t *summary = json_object_get(output, "summary");
    if (summary)
        print_json(summary);
    else
        puts(json);
    json_decref(output);
done:
    if (streets.live)
        road_live_free(streets.live);
    road_network_free(network);
    free(json);
    return rc;
}

static enum err solve_file(const struct solve_arguments *arguments, struct arena *arena,
                           struct watch *watch, struct error *error)
{
    struct sv text;
    enum err rc = cli_read_file(arguments->file, LIMIT_SOLVE_BODY_BYTES, arena, &text, error);
    if (rc)
        return rc;
    if (!vroom_recognise(text))
        return solve_classic(arguments, text, arena, watch, error);
    if (arguments->format == FORMAT_VRPLIB || arguments->has_convention)
        return error_at(error, ERR_UNSUPPORTED, arguments->file,
                        "Conventions and the format vrplib are for classic files, not for JSON.");
    return solve_vroom(arguments, text, watch, error);
}

int cli_solve(int argc, char **argv)
{
    struct solve_arguments arguments = {.objective = -1, .threads = 1};
    struct cli_words words;
    int code = cli_read_options(argc, argv, USAGE, OPTIONS, &arguments, &words);
    if (code != CLI_GO_ON)
        return code;
    if (words.n != 1)
        return cli_misused(USAGE);
    arguments.file = words.at[0];
    struct error error = {0};
    struct watch watch = {.start_ns = clock_monotonic_ns(),
                          .shown = !arguments.quiet && isatty(STDERR_FILENO)};
    struct arena *arena = arena_new();
    signal(SIGINT, on_interrupt);
    enum err rc = solve_file(&arguments, arena, &watch, &error);
    if (watch.shown)
        fputc('\n', stderr);
    vec_free(&watch.curve);
    arena_free(arena);
    return rc ? cli_fail("solve", &error) : CLI_DONE;
}
