/* The residents: when they call, what they answer, what they say afterwards. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "drill/play_int.h"

enum { DEMAND_MAX = 200000 };

/* ---- Drawing --------------------------------------------------------------------------------- */

static void add(struct play *play, int64_t at_ms, const json_t *source, struct point place)
{
    struct demand *demand = vec_add(&play->demand);
    demand->at_ms = at_ms;
    demand->service = json_text(source, "service", "");
    demand->answers = json_object_get(source, "answers");
    demand->steps = json_object_get(source, "steps");
    demand->place = place;
}

/* What surges make of a service's rate at a moment. */
static double surge_at(const struct play *play, const char *service, int64_t at_ms)
{
    double factor = 1;
    size_t i;
    json_t *what;
    json_array_foreach(json_object_get(play->stage.drill->json, "happenings"), i, what)
    {
        const char *only = json_text(what, "service", service);
        if (strcmp(json_text(what, "kind", ""), "surge") == 0 && strcmp(only, service) == 0 &&
            file_time(what, "at", 0) <= at_ms && at_ms < file_time(what, "until", INT64_MAX))
            factor *= json_f64(what, "factor", 1);
    }
    return factor;
}

static double surge_most(const struct play *play)
{
    double factor = 1;
    size_t i;
    json_t *what;
    json_array_foreach(json_object_get(play->stage.drill->json, "happenings"), i, what)
    {
        if (strcmp(json_text(what, "kind", ""), "surge") == 0)
            factor *= fmax(1, json_f64(what, "factor", 1));
    }
    return factor;
}

static struct point place_in(const struct play *play, const json_t *area, struct rng *rng)
{
    double radius = json_f64(area, "radius_m", 0) * sqrt(rng_unit(rng));
    double angle = 2 * M_PI * rng_unit(rng);
    return plane_point(&play->stage.plane, json_f64(area, "east_m", 0) + radius * cos(angle),
                       json_f64(area, "north_m", 0) + radius * sin(angle));
}

/* A Poisson process at the greatest rate, thinned to the rate of the moment (Lewis and Shedler,
 * "Simulation of nonhomogeneous Poisson processes by thinning", 1979). */
static void draw_rate(struct play *play, const json_t *rate, struct rng *rng)
{
    const struct drill *drill = play->stage.drill;
    double most = surge_most(play), per_hour = json_f64(rate, "per_hour", 0) * most;
    int64_t until_ms = file_time(rate, "until", drill->end_ms);
    double at_ms = (double)file_time(rate, "from", drill->start_ms);
    if (per_hour <= 0)
        return;
    while (play->demand.n < DEMAND_MAX) {
        at_ms += rng_exponential(rng, 3600000 / per_hour);
        if (at_ms >= (double)until_ms)
            return;
        struct point place = place_in(play, json_object_get(rate, "area"), rng);
        double kept = surge_at(play, json_text(rate, "service", ""), (int64_t)at_ms) / most;
        if (rng_unit(rng) < kept)
            add(play, (int64_t)at_ms, rate, place);
    }
}

/* So many calls, each at any moment of the span. */
static void draw_group(struct play *play, const json_t *group, struct rng *rng)
{
    int64_t from_ms = file_time(group, "from", 0), until_ms = file_time(group, "until", 0);
    int64_t count = json_i64(group, "count", 0);
    for (int64_t i = 0; i < count && play->demand.n < DEMAND_MAX; i++) {
        int64_t at_ms = from_ms + (int64_t)(rng_unit(rng) * (double)(until_ms - from_ms));
        add(play, at_ms, group, place_in(play, json_object_get(group, "area"), rng));
    }
}

static int by_time(const void *a, const void *b)
{
    const struct demand *x = a, *y = b;
    int order = (x->at_ms > y->at_ms) - (x->at_ms < y->at_ms);
    return order ? order : (x->place.lon > y->place.lon) - (x->place.lon < y->place.lon);
}

enum err demand_draw(struct play *play, struct error *error)
{
    const json_t *demand = json_object_get(play->stage.drill->json, "demand");
    size_t i;
    json_t *item;
    json_array_foreach(json_object_get(demand, "calls"), i, item)
    {
        const json_t *place = json_object_get(item, "place");
        add(play, file_time(item, "at", 0), item,
            plane_point(&play->stage.plane, json_f64(place, "east_m", 0),
                        json_f64(place, "north_m", 0)));
        vec_last(&play->demand)->listed = (uint32_t)i + 1;
    }
    json_array_foreach(json_object_get(demand, "rates"), i, item)
    {
        struct rng rng;
        rng_seed(&rng, play->stage.seed * 1000003 + i);
        draw_rate(play, item, &rng);
    }
    json_array_foreach(json_object_get(demand, "groups"), i, item)
    {
        struct rng rng;
        rng_seed(&rng, play->stage.seed * 1000033 + i);
        draw_group(play, item, &rng);
    }
    if (play->demand.n == DEMAND_MAX)
        return error_at(error, ERR_LIMIT, "demand.rates",
                        "The rates give more than %d calls; a drill has fewer.", DEMAND_MAX);
    if (play->demand.n)
        qsort(play->demand.at, play->demand.n, sizeof *play->demand.at, by_time);
    for (size_t d = 0; d < play->demand.n; d++) {
        play->demand.at[d].number = (uint32_t)d;
        queue_put(&play->queue, play->demand.at[d].at_ms, MOMENT_CALL, (uint32_t)d, 0);
    }
    return ERR_OK;
}

/* ---- As lately ------------------------------------------------------------------------------- */

/* The answers that made the job; NULL when they are no longer there. Kept with the job. */
static json_t *answers_of(struct play *play, json_t *job)
{
    json_t *request = NULL;
    if (json_object_get(job, "answers"))
        return json_object_get(job, "answers");
    stage_call(&play->stage, &play->stage.self, "request.get",
               json_pack("{s:s}", "id", json_text(job, "request", "")), &request, NULL);
    json_object_set(job, "answers", json_object_get(request, "answers"));
    json_decref(request);
    return json_object_get(job, "answers");
}

/* The calls like this one: as often as one in the hours looked back on, and what a surge adds to
 * them. Luck of their own, so that a surge changes nothing of those that come anyhow. */
static void draw_like(struct play *play, const json_t *job, double per_hour, double extra,
                      struct rng *rng)
{
    const json_t *place = json_object_get(job, "place");
    double at_ms = (double)play->stage.drill->start_ms, rate = per_hour * (extra > 0 ? extra : 1);
    while (rate > 0 && play->demand.n < DEMAND_MAX) {
        at_ms += rng_exponential(rng, 3600000 / rate);
        if (at_ms >= (double)play->end_ms)
            return;
        double surge = surge_at(play, json_text(job, "service", ""), (int64_t)at_ms);
        if (rng_unit(rng) >= (extra > 0 ? (surge - 1) / extra : surge))
            continue;
        add(play, (int64_t)at_ms, job,
            (struct point){json_f64(place, "lon", 0), json_f64(place, "lat", 0)});
        struct demand *demand = vec_last(&play->demand);
        demand->number = (uint32_t)(play->demand.n - 1);
        queue_put(&play->queue, demand->at_ms, MOMENT_CALL, demand->number, 0);
    }
}

/* `extra`: only what surges add, at most so much of what comes anyhow; 0: what comes anyhow. */
static void draw_all_like(struct play *play, double hours, double extra)
{
    int64_t since_ms = play->stage.drill->start_ms - (int64_t)(hours * 3600000);
    size_t i;
    json_t *job;
    json_array_foreach(play->inherited, i, job)
    {
        struct rng rng;
        rng_seed(&rng, play->stage.seed * 1000081 + 2 * i + (extra > 0));
        if (file_time(job, "received_at", 0) > since_ms && answers_of(play, job))
            draw_like(play, job, 1 / hours, extra, &rng);
    }
}

void demand_lately(struct play *play)
{
    double hours = json_f64(play->stage.drill->json, "lately_h", 0), most = surge_most(play);
    if (hours > 0)
        draw_all_like(play, hours, 0);
    if (hours > 0 && most > 1)
        draw_all_like(play, hours, most - 1);
}

/* ---- Calling --------------------------------------------------------------------------------- */

/* The server dies in the middle of taking the call: nothing of it may be left. */
static void call_into_crash(struct play *play, json_t *args)
{
    struct error error = {0};
    play->crashes = false;
    fault_in_commits(play->stage.fault, 1, INT64_MAX);
    if (stage_call(&play->stage, &play->agent, "request.create", args, NULL, &error) != ERR_IO)
        play_break(play, "a call was answered that could not be written");
    fault_in_commits(play->stage.fault, 0, 0);
    if (happen_restart(play, &error) != ERR_OK)
        play_break(play, "the server did not start again: %s", error.text);
}

void demand_call(struct play *play, uint32_t index)
{
    struct demand *demand = &play->demand.at[index];
    json_t *body = NULL, *place = stage_lonlat(demand->place);
    json_t *args =
        json_pack("{s:s, s:o, s:{s:s, s:s}, s:s}", "service", demand->service, "place", place,
                  "caller", "name", "居民", "phone", "000-00000000", "note", "drill");
    play->calling = index;
    if (demand->answers)
        json_object_set(args, "answers", demand->answers);
    if (play->crashes)
        call_into_crash(play, json_deep_copy(args));
    if (play_do(play, &play->agent, "request.create", args, &body) == ERR_OK) {
        snprintf(demand->request, ID_TEXT_SIZE, "%s", json_text(body, "id", ""));
        demand->script = json_incref(json_object_get(body, "script"));
        queue_put(&play->queue, play_now(play) + play->line_ms, MOMENT_TOLD, index, 0);
    } else {
        play_break(play, "call %u was not taken: %s", index, play->last_refusal);
    }
    json_decref(body);
}

/* The call-taker says one line after the other. */
void demand_line(struct play *play, uint32_t index)
{
    struct demand *demand = &play->demand.at[index];
    json_t *line = json_array_get(demand->script, 0);
    if (line) {
        play_do(play, &play->agent, "request.script_done",
                json_pack("{s:s, s:O}", "id", demand->request, "step", json_object_get(line, "id")),
                NULL);
        json_array_remove(demand->script, 0);
        if (!demand->told_ms)
            demand->told_ms = play_now(play);
    }
    if (json_array_size(demand->script))
        queue_put(&play->queue, play_now(play) + play->line_ms, MOMENT_TOLD, index, 0);
}

void demand_feedback(struct play *play, uint32_t index)
{
    struct demand *demand = &play->demand.at[index];
    struct rng rng;
    rng_seed(&rng, play->stage.seed ^ ((uint64_t)demand->number << 20));
    int score = 3 + (int)rng_below(&rng, 3);
    if (play_do(play, &play->agent, "request.feedback",
                json_pack("{s:s, s:i}", "id", demand->request, "score", score), NULL) == ERR_OK)
        play_do(play, &play->agent, "job.transition",
                json_pack("{s:s, s:s}", "id", demand->job, "to", "closed"), NULL);
}
