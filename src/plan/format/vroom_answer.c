#include "plan/format/vroom_answer.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/limits.h"

void vroom_asked_init(struct vroom_asked *asked)
{
    *asked = (struct vroom_asked){.locations_max = VROOM_LOCATIONS_MAX,
                                  .vehicles_max = VROOM_VEHICLES_MAX,
                                  .objective = PLAN_PRESET_VROOM};
}

/* What an answer is made of; every part is released at one place. */
struct work {
    const struct vroom_asked *asked;
    struct arena *arena;
    struct error *error;
    struct vroom *problem;
    struct vroom_plan planned;
    struct plan_model *model;
    struct plan *plan;
    json_t *input, *output;
    struct vroom_times times;
    int code; /* VROOM's: 0 to 4 */
    int64_t start_ns;
};

/* The ending of a call. */
enum {
    SAMPLE_STOPS = 1000,
    SAMPLE_PLACES = 8,
    ENDING_STOP_NS = 1500, /* for each stop: plan, ways and streets are given back */
    ENDING_NS = 3000000
};
#define WRITING_MARGIN 1.25

static int64_t ms_since(int64_t start_ns)
{
    return (clock_monotonic_ns() - start_ns) / 1000000;
}

static enum err fail_with(struct work *work, int code, enum err rc)
{
    work->code = code;
    return rc;
}

static enum err check_size(struct work *work)
{
    size_t jobs = json_array_size(json_object_get(work->input, "jobs"));
    size_t shipments = json_array_size(json_object_get(work->input, "shipments"));
    size_t vehicles = json_array_size(json_object_get(work->input, "vehicles"));
    if (!json_array_size(json_object_get(work->input, "vehicles")) || !(jobs + shipments)) {
        if (json_is_object(work->input) && !json_object_get(work->input, "jobs") &&
            !json_object_get(work->input, "shipments"))
            return fail_with(work, 2,
                             error_set(work->error, ERR_INVALID,
                                       "Invalid JSON object in request, please add vehicles and "
                                       "jobs or shipments to the object body"));
    }
    if (work->asked->locations_max && jobs + 2 * shipments > work->asked->locations_max)
        return fail_with(work, 4,
                         error_set(work->error, ERR_LIMIT,
                                   "Too many locations (%zu) in query, maximum is set to %zu",
                                   jobs + 2 * shipments, work->asked->locations_max));
    if (work->asked->vehicles_max && vehicles > work->asked->vehicles_max)
        return fail_with(work, 4,
                         error_set(work->error, ERR_LIMIT,
                                   "Too many vehicles (%zu) in query, maximum is set to %zu",
                                   vehicles, work->asked->vehicles_max));
    return ERR_OK;
}

static enum err fill_matrices(struct work *work, struct vroom_profile *profile)
{
    size_t n = work->problem->places_n;
    int32_t *durations = arena_array(work->arena, int32_t, n * n);
    int32_t *distances = arena_array(work->arena, int32_t, n * n);
    profile->durations = durations;
    profile->distances = distances;
    return work->asked->matrix(work->asked->matrix_context, profile->name, work->problem->places, n,
                               durations, distances, work->error);
}

static void end_travel(struct work *work)
{
    for (size_t i = 0; work->problem && i < work->problem->profiles_n; i++) {
        if (work->problem->profiles[i].travel_context)
            work->asked->travel_end(work->problem->profiles[i].travel_context);
    }
}

static enum err route_profiles(struct work *work)
{
    struct vroom *problem = work->problem;
    size_t n = problem->places_n;
    int64_t start_ns = clock_monotonic_ns();
    if (problem->has_matrices)
        return ERR_OK;
    if (!work->asked->matrix)
        return fail_with(work, 3,
                         error_set(work->error, ERR_UNSUPPORTED,
                                   "The request has coordinates but no matrices, and no road "
                                   "network is loaded to compute travel times."));
    bool on_demand = work->asked->travel && n > VROOM_MATRIX_PLACES;
    if (!on_demand && n > LIMIT_PLAN_MATRIX_NODES)
        return fail_with(work, 3,
                         error_set(work->error, ERR_LIMIT, "There are %zu places; the most is %d.",
                                   n, LIMIT_PLAN_MATRIX_NODES));
    for (size_t i = 0; i < problem->profiles_n; i++) {
        struct vroom_profile *profile = &problem->profiles[i];
        enum err rc = on_demand ? work->asked->travel(work->asked->matrix_context, profile->name,
                                                      problem->places, n, &profile->travel,
                                                      &profile->travel_context, work->error)
                                : fill_matrices(work, profile);
        if (rc)
            return fail_with(work, 3, rc);
    }
    work->times.routing_ms = ms_since(start_ns);
    return ERR_OK;
}

static enum err read_problem(struct work *work, struct sv body)
{
    enum err rc = json_read(body, "request", &work->input, work->error);
    if (rc)
        return fail_with(work, 2, rc);
    rc = check_size(work);
    if (rc)
        return rc;
    rc = vroom_read_json(work->input, work->arena, &work->problem, work->error);
    if (rc)
        return fail_with(work, 2, rc);
    work->problem->options.plan_mode |= work->asked->plan_mode;
    json_decref(work->input); /* large with matrices, and not needed any more */
    work->input = NULL;
    return route_profiles(work);
}

/* Seconds from the start; 0: no limit. */
static double time_limit(const struct work *work)
{
    const struct vroom_asked *asked = work->asked;
    const struct vroom_options *wanted = &work->problem->options;
    double time_s = wanted->limit_s >= 0 ? wanted->limit_s : asked->time_s;
    if (asked->time_max_s > 0 && (time_s <= 0 || time_s > asked->time_max_s))
        time_s = asked->time_max_s;
    return time_s > 0 ? time_s : 0;
}

static bool draws(const struct work *work)
{
    return work->asked->geometry && (work->problem->options.geometry || work->asked->draws);
}

/* Compiling may take half of the time that is left. */
static void limit_compiling(struct work *work)
{
    int64_t now_ns = clock_monotonic_ns();
    double left_ns = time_limit(work) * 1e9 - (double)(now_ns - work->start_ns);
    work->planned.input.cancel = work->asked->cancel;
    if (time_limit(work) > 0)
        work->planned.input.deadline_ns = now_ns + (int64_t)(left_ns / 2);
}

/* What writing the answer and giving everything back will take, on this machine as busy as it is:
 * one route of the first jobs is written to see. */
static int64_t estimate_ending_ns(const struct work *work)
{
    const struct plan_input *input = &work->planned.input;
    uint32_t n = input->n_jobs < SAMPLE_STOPS ? input->n_jobs : SAMPLE_STOPS;
    int64_t *load = arena_array(work->arena, int64_t, input->n_dims);
    struct plan_stop *stops = arena_array(work->arena, struct plan_stop, n);
    for (uint32_t i = 0; i < n; i++) {
        bool is_shipment = input->jobs[i].kind == PLAN_SHIPMENT;
        stops[i] = (struct plan_stop){.kind = is_shipment ? PLAN_STOP_DELIVERY : PLAN_STOP_JOB,
                                      .index = i,
                                      .place = input->jobs[i].visits[is_shipment].place,
                                      .load = load};
    }
    struct plan_route route = {
        .stops = stops, .n_stops = n, .delivered = load, .picked = load, .bad = 0};
    struct plan sample = {.n_routes = 1, .routes = &route};
    if (!n || !input->n_vehicles)
        return ENDING_NS;
    int64_t start_ns = clock_monotonic_ns();
    json_t *output = vroom_from_plan(&work->planned, &sample, 1, &work->times);
    free(json_dumps(output, JSON_COMPACT | JSON_REAL_PRECISION(15)));
    json_decref(output);
    double each_ns = (double)(clock_monotonic_ns() - start_ns) / n;
    double all = 2.0 * input->n_vehicles;
    for (uint32_t j = 0; j < input->n_jobs; j++)
        all += input->jobs[j].kind == PLAN_SHIPMENT ? 2 : 1;
    return (int64_t)(all * (each_ns * WRITING_MARGIN + ENDING_STOP_NS)) + ENDING_NS;
}

/* The same for the lines of routes, where they are drawn: a short one is drawn to see. */
static int64_t estimate_drawing_ns(const struct work *work)
{
    const struct vroom *problem = work->problem;
    size_t n = problem->places_n < SAMPLE_PLACES ? problem->places_n : SAMPLE_PLACES;
    const char *line = NULL;
    if (!draws(work) || n < 2)
        return 0;
    for (size_t i = 0; i < n; i++) {
        if (!problem->places[i].has_coordinates)
            return 0;
    }
    int64_t start_ns = clock_monotonic_ns();
    if (work->asked->geometry(work->asked->matrix_context, problem->profiles[0].name,
                              problem->places, n, work->arena, &line, work->error))
        return 0; /* what is wrong is told when the routes are drawn */
    return (clock_monotonic_ns() - start_ns) / (int64_t)n * (int64_t)problem->places_n;
}

static void choose_options(const struct work *work, struct plan_options *options)
{
    const struct vroom_asked *asked = work->asked;
    double time_s = time_limit(work);
    *options = (struct plan_options){.iterations = asked->iterations,
                                     .cancel = asked->cancel,
                                     .seed = asked->seed,
                                     .threads = asked->threads,
                                     .progress = asked->progress,
                                     .context = asked->progress_context};
    if (time_s > 0)
        options->deadline_ns = work->start_ns + (int64_t)(time_s * 1e9) - estimate_ending_ns(work) -
                               estimate_drawing_ns(work);
    if (work->planned.draft.n_routes)
        options->start = &work->planned.draft;
}

/* The way of one route; left out where a stop has no coordinates. */
static enum err draw_route(struct work *work, const struct plan_route *route, json_t *out)
{
    const struct vroom *problem = work->problem;
    const struct vroom_vehicle *vehicle =
        &problem->vehicles[work->planned.vehicles[route->vehicle]];
    struct vroom_location *places =
        arena_array(work->arena, struct vroom_location, route->n_stops + 1);
    const char *line = NULL;
    size_t n = 0;
    for (uint32_t i = 0; i < route->n_stops; i++) {
        uint32_t place = route->stops[i].place;
        if (place == PLAN_NONE) /* a break on the road */
            continue;
        if (!problem->places[place].has_coordinates)
            return ERR_OK;
        places[n++] = problem->places[place];
    }
    enum err rc = n < 2 ? ERR_OK
                        : work->asked->geometry(work->asked->matrix_context,
                                                problem->profiles[vehicle->profile].name, places, n,
                                                work->arena, &line, work->error);
    if (!rc && line)
        json_object_set_new(out, "geometry", json_string(line));
    return rc;
}

static enum err draw_routes(struct work *work)
{
    json_t *routes = json_object_get(work->output, "routes");
    if (!draws(work))
        return ERR_OK;
    for (uint32_t r = 0; r < work->plan->n_routes; r++) {
        enum err rc = draw_route(work, &work->plan->routes[r], json_array_get(routes, r));
        if (rc) {
            json_decref(work->output);
            work->output = NULL;
            return fail_with(work, 3, rc);
        }
    }
    return ERR_OK;
}

static enum err solve(struct work *work)
{
    struct plan_term terms[PLAN_TERMS_MAX];
    struct plan_options options;
    vroom_to_plan(work->problem, work->arena, &work->planned);
    work->planned.input.n_terms = plan_preset_terms(work->asked->objective, terms);
    work->planned.input.terms = terms;
    limit_compiling(work);
    enum err rc = plan_model_new(&work->planned.input, &work->model, work->error);
    if (rc)
        return fail_with(work, 2, rc);
    work->times.loading_ms = ms_since(work->start_ns) - work->times.routing_ms;
    choose_options(work, &options);
    rc = work->problem->options.plan_mode
             ? plan_evaluate(work->model, &work->planned.draft, &work->plan, work->error)
             : plan_solve(work->model, &options, &work->plan, work->error);
    work->times.solving_ms =
        ms_since(work->start_ns) - work->times.routing_ms - work->times.loading_ms;
    if (rc)
        return fail_with(work, rc == ERR_INTERNAL ? 1 : 2, rc);
    work->output =
        vroom_from_plan(&work->planned, work->plan, plan_model_scale(work->model), &work->times);
    return draw_routes(work);
}

static json_t *failure(const struct work *work)
{
    char sentence[ERROR_TEXT_MAX + ERROR_WHERE_MAX + 4];
    snprintf(sentence, sizeof sentence, "%s%s%s", work->error->where,
             *work->error->where ? ": " : "", work->error->text);
    return vroom_failure(work->code, sentence);
}

static int status_of(int code)
{
    static const int statuses[] = {200, 500, 400, 500, 413};
    return statuses[code];
}

enum err vroom_answer(struct sv body, const struct vroom_asked *asked, char **json,
                      int *http_status, struct error *error)
{
    struct error own = {0};
    struct work work = {.asked = asked,
                        .arena = arena_new(),
                        .error = error ? error : &own,
                        .start_ns = asked->start_ns ? asked->start_ns : clock_monotonic_ns()};
    enum err rc = read_problem(&work, body);
    if (!rc)
        rc = solve(&work);
    if (rc)
        work.output = failure(&work);
    *json = json_dumps(work.output, JSON_COMPACT | JSON_REAL_PRECISION(15));
    *http_status = status_of(work.code);
    if (!*json)
        abort();
    json_decref(work.input);
    json_decref(work.output);
    plan_free(work.plan);
    plan_model_free(work.model);
    end_travel(&work);
    arena_free(work.arena);
    return rc;
}
