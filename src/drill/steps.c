/* What a crew enters into its phone: for every step of the checklist a value that a careful crew
 * would find, of the kind the pack asks for. */
#include <math.h>
#include <string.h>

#include "drill/play_int.h"

/* The middle of what is neither refused nor a finding. */
static json_t *number_value(const json_t *limits)
{
    double low = fmax(json_f64(limits, "min", -1e300), json_f64(limits, "low", -1e300));
    double high = fmin(json_f64(limits, "max", 1e300), json_f64(limits, "high", 1e300));
    if (low <= -1e300)
        low = high >= 1e300 ? 0 : high;
    if (high >= 1e300)
        high = low;
    return json_real(floor((low + high) * 5) / 10);
}

static int64_t pieces(const json_t *job, const char *item)
{
    size_t i;
    json_t *line;
    const json_t *stock = json_object_get(json_object_get(job, "requirements"), "stock");
    int64_t serials = 1;
    json_array_foreach(stock, i, line)
    {
        int64_t qty = (int64_t)json_f64(line, "qty", 1);
        if (strcmp(json_text(line, "item", ""), item) == 0)
            return qty;
        if (json_flag(line, "serial", false))
            serials = qty;
    }
    return serials;
}

/* Full ones are taken from what is really on board. */
static json_t *serials_out(struct play *play, const struct player *player, const char *item,
                           int64_t n)
{
    json_t *crew = NULL, *list = json_array(), *line;
    size_t i;
    stage_call(&play->stage, &player->phone, "crew.get", json_pack("{s:s}", "id", player->id),
               &crew, NULL);
    json_array_foreach(json_object_get(crew, "stock"), i, line)
    {
        const json_t *serials = json_object_get(line, "serials");
        if (strcmp(json_text(line, "item", ""), item) != 0)
            continue;
        for (int64_t s = 0; s < n && s < (int64_t)json_array_size(serials); s++)
            json_array_append(list, json_array_get(serials, (size_t)s));
    }
    json_decref(crew);
    return list;
}

/* What the file says that this call's crew finds, or what a careful crew would. */
static json_t *value_of(struct play *play, struct player *player, const json_t *job,
                        const json_t *step)
{
    const json_t *steps = play->demand.at[player->demand].steps;
    json_t *said = json_object_get(steps, json_text(step, "code", ""));
    const json_t *limits = json_object_get(step, "limits");
    const char *kind = json_text(step, "kind", ""), *item = json_text(limits, "item", "");
    if (strcmp(kind, "manifest_in") == 0)
        return custody_take(play, player, step, said ? json_number_value(said) : 1);
    if (strcmp(kind, "manifest_out") == 0)
        return custody_give(play, player);
    if (said)
        return json_incref(said);
    if (strcmp(kind, "check") == 0)
        return json_true();
    if (strcmp(kind, "number") == 0)
        return number_value(limits);
    if (strcmp(kind, "choice") == 0)
        return json_incref(
            json_object_get(json_array_get(json_object_get(limits, "options"), 0), "id"));
    if (strcmp(kind, "serial_out") == 0)
        return serials_out(play, player, item, pieces(job, item));
    if (strcmp(kind, "serial_in") == 0) {
        json_t *list = json_array();
        for (int64_t i = 0, n = pieces(job, item); i < n; i++)
            json_array_append_new(list, json_sprintf("E-%u-%lld", player->demand, (long long)i));
        return list;
    }
    return json_string("drill");
}

void steps_record(struct play *play, struct player *player, const char *phase)
{
    json_t *visit = NULL, *job = NULL, *step;
    size_t i;
    stage_call(&play->stage, &player->phone, "visit.get", json_pack("{s:s}", "id", player->visit),
               &visit, NULL);
    stage_call(&play->stage, &player->phone, "job.get",
               json_pack("{s:s}", "id", json_text(visit, "job", "")), &job, NULL);
    const json_t *said = play->demand.at[player->demand].steps;
    json_array_foreach(json_object_get(visit, "steps"), i, step)
    {
        /* A careful crew cleans whatever it may clean. */
        bool cleans = !strcmp(phase, "after") && !strcmp(json_text(step, "kind", ""), "check");
        bool wanted = cleans || json_flag(step, "required", false) ||
                      json_object_get(said, json_text(step, "code", ""));
        if (strcmp(json_text(step, "phase", ""), phase) != 0 || !wanted ||
            json_object_get(step, "done_at"))
            continue;
        phone_do(play, player, "step.record",
                 json_pack("{s:s, s:O, s:o}", "id", player->visit, "code",
                           json_object_get(step, "code"), "value",
                           value_of(play, player, job, step)));
    }
    json_decref(visit);
    json_decref(job);
}
