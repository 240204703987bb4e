/*
 * People on posts: they come to the shifts of a roster, a little early or late, and take over; who
 * cannot come is replaced by the first substitute that the city names; who is followed by nobody
 * goes home when the shift is over.
 */
#include <string.h>

#include "drill/play_int.h"

enum { EARLY_MIN = 15, LATE_MIN = 10, SUBSTITUTE_MIN = 20, HOME_MIN = 30, MINUTE_MS = 60000 };

static void expect(struct play *play, const json_t *duty, int64_t at_ms)
{
    vec_add(&play->duties);
    struct duty *expected = vec_last(&play->duties);
    snprintf(expected->id, sizeof expected->id, "%s", json_text(duty, "id", ""));
    snprintf(expected->person, sizeof expected->person, "%s", json_text(duty, "person", ""));
    expected->until_ms = file_time(duty, "until", 0);
    queue_put(&play->queue, at_ms, MOMENT_RELIEF, (uint32_t)play->duties.n - 1, play->standing);
}

/* Minutes before the shift (below 0) or after; at the first of a post nobody is late. */
static int64_t comes_ms(struct rng *rng, bool is_first)
{
    int64_t late = is_first ? 0 : LATE_MIN;
    return ((int64_t)rng_below(rng, (uint32_t)(EARLY_MIN + late)) - EARLY_MIN) * MINUTE_MS;
}

/* Whether somebody stands on the post before the shift begins. */
static bool is_followed(const json_t *duties, const json_t *duty)
{
    size_t i;
    json_t *other;
    json_array_foreach(duties, i, other)
    {
        if (json_equal(json_object_get(other, "post"), json_object_get(duty, "post")) &&
            file_time(other, "until", 0) == file_time(duty, "from", 0))
            return true;
    }
    return false;
}

enum err guard_stand(struct play *play, const json_t *what, struct error *error)
{
    struct rng rng;
    json_t *duties = NULL, *duty;
    size_t i;
    const json_t *kept = json_object_get(play->kept, json_text(what, "roster", ""));
    if (!kept)
        return error_at(error, ERR_INVALID, "roster", "No answer is kept as '%s'.",
                        json_text(what, "roster", ""));
    enum err rc = stage_list(
        &play->stage, "duty.list",
        json_pack("{s:O, s:s}", "roster", json_object_get(kept, "id"), "state", "planned"), &duties,
        error);
    rng_seed(&rng, play->stage.seed * 5501 + ++play->standing);
    json_array_foreach(duties, i, duty)
    {
        int64_t from_ms = file_time(duty, "from", 0);
        int64_t at_ms = from_ms + comes_ms(&rng, !is_followed(duties, duty));
        if (from_ms >= play_now(play))
            expect(play, duty, at_ms > play_now(play) ? at_ms : play_now(play));
    }
    json_decref(duties);
    return rc;
}

/* ---- One shift ------------------------------------------------------------------------------- */

static bool is_available(struct play *play, const char *person)
{
    json_t *said = NULL;
    stage_call(&play->stage, &play->stage.self, "person.get", json_pack("{s:s}", "id", person),
               &said, NULL);
    bool available = strcmp(json_text(said, "status", ""), "available") == 0;
    json_decref(said);
    return available;
}

/* Calls the first substitute, who needs a while to come. */
static void replace(struct play *play, const struct duty *duty)
{
    json_t *list = NULL, *other = NULL;
    play_do(play, &play->stage.self, "duty.absent",
            json_pack("{s:s, s:s}", "id", duty->id, "reason", "does not come"), NULL);
    play_do(play, &play->stage.self, "duty.substitutes", json_pack("{s:s}", "id", duty->id), &list);
    json_t *first = json_array_get(json_object_get(list, "items"), 0);
    if (first &&
        play_do(play, &play->stage.self, "duty.substitute",
                json_pack("{s:s, s:O}", "id", duty->id, "person", json_object_get(first, "person")),
                &other) == ERR_OK)
        expect(play, other, play_now(play) + SUBSTITUTE_MIN * MINUTE_MS);
    json_decref(list);
    json_decref(other);
}

void guard_relief(struct play *play, const struct moment *moment)
{
    struct duty duty = play->duties.at[moment->who];
    if (moment->turn != play->standing)
        return;
    if (duty.has_begun) { /* over, and somebody may have followed */
        stage_call(&play->stage, &play->stage.self, "duty.end", json_pack("{s:s}", "id", duty.id),
                   NULL, NULL);
        return;
    }
    if (!is_available(play, duty.person)) {
        replace(play, &duty);
        return;
    }
    play->duties.at[moment->who].has_begun = true;
    play_do(play, &play->stage.self, "duty.take_over",
            json_pack("{s:s, s:[s, s]}", "id", duty.id, "signatures", "who comes", "who goes"),
            NULL);
    queue_put(&play->queue, duty.until_ms + HOME_MIN * MINUTE_MS, MOMENT_RELIEF, moment->who,
              moment->turn);
}
