/* The commands that bring a demo city to life, and the places of the two stories. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "city/script_int.h"

/* Door to door, with crossings and turns: what a van makes of these streets. */
#define METRES_PER_MINUTE 560.0
#define BLOCK_METRES      320.0
#define STORY_MINUTES     14.0

void script_add(struct script *script, const char *command, json_t *args, const char *as, ...)
{
    json_t *entry = json_pack("{s:s,s:o}", "command", command, "args", args);
    if (as) {
        char name[REF_BYTES];
        va_list list;
        va_start(list, as);
        vsnprintf(name, sizeof name, as, list);
        va_end(list);
        json_object_set_new(entry, "as", json_string(name));
    }
    json_array_append_new(script->list, entry);
}

json_t *script_names(const char *zh, const char *en)
{
    return json_pack("{s:s,s:s}", "zh", zh, "en", en);
}

json_t *script_point(struct point place)
{
    return json_pack("{s:f,s:f}", "lon", round(place.lon * 1e7) / 1e7, "lat",
                     round(place.lat * 1e7) / 1e7);
}

/* ---- Where the closed compounds are -----------------------------------------------------------
 */

static unsigned apart(struct block a, struct block b)
{
    return (unsigned)abs((int)a.i - (int)b.i) + (unsigned)abs((int)a.j - (int)b.j);
}

struct nearest {
    const struct script *script;
    struct block target, best;
    unsigned best_apart;
};

static bool keep_nearest_compound(void *context, struct block block)
{
    struct nearest *nearest = context;
    const struct script *script = nearest->script;
    if (layout_block_kind(script->city, block) == BLOCK_COMPOUND &&
        !script_is_closed(script, block) && apart(block, nearest->target) < nearest->best_apart) {
        nearest->best = block;
        nearest->best_apart = apart(block, nearest->target);
    }
    return true;
}

bool script_is_closed(const struct script *script, struct block block)
{
    for (int k = 0; k < CLOSED_COMPOUNDS; k++) {
        if (apart(script->closed[k], block) == 0)
            return true;
    }
    return false;
}

void script_choose_closed(struct script *script)
{
    uint32_t n = script->city->n;
    const struct block targets[CLOSED_COMPOUNDS] = {
        {n * 3 / 4, n / 4}, {n * 3 / 4, n * 3 / 4}, {n / 6, n / 3}};
    for (int k = 0; k < CLOSED_COMPOUNDS; k++)
        script->closed[k] = (struct block){UINT32_MAX / 2, UINT32_MAX / 2};
    for (int k = 0; k < CLOSED_COMPOUNDS; k++) {
        struct nearest nearest = {script, targets[k], {0, 0}, UINT32_MAX};
        layout_each_block(script->city, keep_nearest_compound, &nearest);
        script->closed[k] = nearest.best;
    }
}

/* ---- The rules in force -----------------------------------------------------------------------
 */

static const struct zone_level *level_like(const struct policy *policy, const char *id)
{
    const struct zone_level *strictest = &policy->levels.at[0];
    for (size_t i = 0; i < policy->levels.n; i++) {
        const struct zone_level *level = &policy->levels.at[i];
        if (strcmp(level->id, id) == 0 || (level->like && strcmp(level->like, id) == 0))
            return level;
        if (level->order > strictest->order)
            strictest = level;
    }
    return strictest; /* a set without such a level: the next careful thing */
}

static enum err choose_rules(struct script *script, struct error *error)
{
    const struct city_options *options = &script->city->options;
    if (!options->catalog)
        return error_set(error, ERR_INVALID,
                         "The commands of a city need a catalog with zone policies.");
    const struct policy *policy =
        options->policy ? catalog_policy(options->catalog, options->policy)
                        : catalog_policy_in_force(options->catalog, HAZARD_EPIDEMIC, options->at_ms,
                                                  options->offset_min);
    if (!policy)
        return error_at(error, ERR_NOT_FOUND, "policy",
                        options->policy ? "There is no zone policy set '%s'."
                                        : "No epidemic policy set is in force on that day%s.",
                        options->policy ? options->policy : "");
    script->sealed = level_like(policy, "sealed");
    script->control = level_like(policy, "control");
    script->flood = catalog_policy_in_force(options->catalog, HAZARD_FLOOD, options->at_ms,
                                            options->offset_min);
    return ERR_OK;
}

static void set_times(struct script *script)
{
    const int64_t day_ms = 24LL * 3600 * 1000;
    int64_t offset_ms = script->city->options.offset_min * 60000LL;
    int64_t local_ms = script->city->options.at_ms + offset_ms;
    int64_t today_ms = local_ms - ((local_ms % day_ms) + day_ms) % day_ms - offset_ms;
    int offset_min = script->city->options.offset_min;
    time_format(today_ms, offset_min, script->today);
    time_format(today_ms + 30 * day_ms, offset_min, script->month_on);
    time_format(today_ms + 365 * day_ms, offset_min, script->year_on);
}

enum err city_commands(const struct city *city, json_t **out, struct error *error)
{
    struct script script = {.city = city};
    enum err rc = choose_rules(&script, error);
    if (rc)
        return rc;
    script.list = json_array();
    set_times(&script);
    script_choose_closed(&script);
    script_places(&script);
    script_people(&script);
    *out = script.list;
    return ERR_OK;
}

/* ---- The stories ------------------------------------------------------------------------------
 */

/* Along the streets, over the bridge that makes the way shortest. */
static double minutes_between(const struct city *city, struct block a, struct block b)
{
    unsigned blocks = apart(a, b);
    if ((a.i > city->river) != (b.i > city->river)) {
        unsigned shortest = UINT32_MAX;
        for (uint32_t j = 0; j <= city->n; j++) {
            if (!layout_is_bridge(city, false, city->river, j))
                continue;
            unsigned way = (unsigned)abs((int)a.j - (int)j) + (unsigned)abs((int)b.j - (int)j);
            shortest = way < shortest ? way : shortest;
        }
        blocks = shortest + (unsigned)abs((int)a.i - (int)b.i);
    }
    return blocks * BLOCK_METRES / METRES_PER_MINUTE;
}

struct story {
    const struct script *script;
    struct block depot, best;
    double best_off;
};

static bool keep_story_place(void *context, struct block block)
{
    struct story *story = context;
    const struct city *city = story->script->city;
    if (layout_block_kind(city, block) != BLOCK_COMPOUND || script_is_closed(story->script, block))
        return true;
    double off = fabs(minutes_between(city, story->depot, block) - STORY_MINUTES);
    if (off < story->best_off) {
        story->best = block;
        story->best_off = off;
    }
    return true;
}

static json_t *story_json(const struct city *city, struct block block)
{
    struct place_name name;
    layout_block_name(city, block, &name);
    return json_pack("{s:o,s:o}", "place", script_point(layout_building(city, block, 0)),
                     "compound", script_names(name.zh, name.en));
}

json_t *city_stories(const struct city *city)
{
    struct script script = {.city = city};
    script_choose_closed(&script);
    struct story story = {&script, layout_one(city, BLOCK_LPG_DEPOT), {0, 0}, HUGE_VAL};
    layout_each_block(city, keep_story_place, &story);
    json_t *lpg = story_json(city, story.best), *leak = story_json(city, script.closed[1]);
    json_object_set_new(lpg, "depot", script_point(layout_middle(city, story.depot)));
    int side = layout_main_gate(city, script.closed[1]);
    json_object_set_new(leak, "gate",
                        script_point(layout_side(city, script.closed[1], side, SHARE_WALL)));
    json_object_set_new(leak, "depot",
                        script_point(layout_middle(city, layout_one(city, BLOCK_GAS_COMPANY))));
    return json_pack("{s:o,s:o}", "lpg", lpg, "leak", leak);
}
