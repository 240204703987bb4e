/*
 * A drill that begins in the middle of a day: the open jobs of the city are calls that have come
 * already, and each crew goes on with what it has in hand.
 */
#include <stdlib.h>
#include <string.h>

#include "drill/play_int.h"

/* ---- The file on the clock ------------------------------------------------------------------- */

static void set_time(json_t *object, const char *key, const char *after_key, int64_t start_ms,
                     int offset_min)
{
    char text[TIME_TEXT_MAX];
    const json_t *after = json_object_get(object, after_key);
    if (json_is_number(after))
        json_object_set_new(
            object, key,
            json_string(time_format(start_ms + (int64_t)(json_number_value(after) * 60000),
                                    offset_min, text)));
}

static void set_times(json_t *list, const char *key, int64_t start_ms, int offset_min)
{
    size_t i;
    json_t *item;
    json_array_foreach(list, i, item)
    {
        set_time(item, key, "after_min", start_ms, offset_min);
        set_time(item, "until", "until_min", start_ms, offset_min);
    }
}

struct drill *drill_begun_at(const struct drill *drill, int64_t start_ms, int offset_min)
{
    char text[TIME_TEXT_MAX];
    struct drill *begun = calloc(1, sizeof *begun);
    if (!begun)
        abort();
    begun->json = json_deep_copy(drill->json);
    begun->state = true;
    begun->start_ms = start_ms;
    begun->end_ms = start_ms + (int64_t)(json_f64(drill->json, "hours", 1) * 3600000);
    begun->offset_min = offset_min;
    json_t *demand = json_object_get(begun->json, "demand");
    json_object_set_new(begun->json, "start", json_string(time_format(start_ms, offset_min, text)));
    json_object_set_new(begun->json, "end",
                        json_string(time_format(begun->end_ms, offset_min, text)));
    set_times(json_object_get(begun->json, "happenings"), "at", start_ms, offset_min);
    set_times(json_object_get(demand, "calls"), "at", start_ms, offset_min);
    set_times(json_object_get(demand, "groups"), "from", start_ms, offset_min);
    set_times(json_object_get(demand, "rates"), "from", start_ms, offset_min);
    return begun;
}

/* ---- Open jobs ------------------------------------------------------------------------------- */

static bool is_over(const char *state)
{
    static const char *const over[] = {"done", "closed", "cancelled", "failed", "merged"};
    for (size_t i = 0; i < sizeof over / sizeof *over; i++) {
        if (strcmp(state, over[i]) == 0)
            return true;
    }
    return false;
}

static void inherit_job(struct play *play, const json_t *job)
{
    struct demand *demand = vec_add(&play->demand);
    const json_t *place = json_object_get(job, "place");
    const json_t *visit = json_object_get(job, "visit");
    demand->number = (uint32_t)(play->demand.n - 1);
    demand->at_ms = file_time(job, "received_at", 0);
    demand->told_ms = demand->at_ms;
    demand->service = json_text(job, "service", "");
    demand->place = (struct point){json_f64(place, "lon", 0), json_f64(place, "lat", 0)};
    demand->urgent = json_i64(job, "priority", 0) >= 90;
    snprintf(demand->request, ID_TEXT_SIZE, "%s", json_text(job, "request", "-"));
    snprintf(demand->job, ID_TEXT_SIZE, "%s", json_text(job, "id", ""));
    snprintf(demand->crew, ID_TEXT_SIZE, "%s", json_text(job, "crew", ""));
    demand->promised_ms = demand->shown_ms = file_time(visit, "arrive_at", 0);
    map_set(&play->demand_of, sv_of(demand->job), (void *)(uintptr_t)play->demand.n);
}

enum err resume_jobs(struct play *play, struct error *error)
{
    size_t i;
    json_t *job;
    enum err rc = stage_list(&play->stage, "job.list", NULL, &play->inherited, error);
    json_array_foreach(play->inherited, i, job)
    {
        if (is_over(json_text(job, "state", "")))
            play->jobs_before++;
        else
            inherit_job(play, job);
    }
    return rc;
}

/* ---- Crews ----------------------------------------------------------------------------------- */

static const json_t *visit_in_hand(const json_t *visits)
{
    static const char *const states[] = {"on_site", "at_gate", "en_route", "accepted"};
    for (size_t s = 0; s < sizeof states / sizeof *states; s++) {
        size_t i;
        json_t *visit;
        json_array_foreach(visits, i, visit)
        {
            if (strcmp(json_text(visit, "state", ""), states[s]) == 0)
                return visit;
        }
    }
    return NULL;
}

void resume_crews(struct play *play)
{
    for (uint32_t c = 0; c < play->crews.n; c++) {
        struct player *player = &play->crews.at[c];
        json_t *page = NULL;
        stage_call(&play->stage, &player->phone, "crew.visits",
                   json_pack("{s:s}", "id", player->id), &page, NULL);
        const json_t *visit = visit_in_hand(json_object_get(page, "items"));
        uint32_t demand =
            visit ? play_index(&play->demand_of, json_text(visit, "job", "")) : UINT32_MAX;
        if (demand != UINT32_MAX)
            crew_go_on(play, player, visit, demand);
        else
            crew_look(play, c);
        json_decref(page);
    }
}
