#include "catalog/catalog.h"

#include <string.h>

#include "base/clock.h"
#include "catalog/shape_int.h"

bool condition_is_empty(const struct condition *condition)
{
    return condition->answers.n == 0 && condition->levels.n == 0 && condition->modes.n == 0 &&
           !condition->season_from && !condition->season_until;
}

static bool has_word(const struct words *words, const char *word)
{
    for (size_t i = 0; i < words->n; i++) {
        if (strcmp(words->at[i], word) == 0)
            return true;
    }
    return false;
}

static bool answer_holds(const struct answer_is *wanted, const json_t *answers)
{
    const json_t *answer = json_object_get(answers, wanted->question);
    if (json_is_boolean(answer))
        return has_word(&wanted->values, json_is_true(answer) ? "true" : "false");
    return json_is_string(answer) && has_word(&wanted->values, json_string_value(answer));
}

/* The level itself, or the one it is like: `high` meets what is said about `sealed`. */
static bool level_holds(const struct words *levels, const struct zone_level *level)
{
    if (!level)
        return has_word(levels, "none");
    return has_word(levels, level->id) || (level->like && has_word(levels, level->like));
}

static bool season_holds(const struct condition *condition, const struct situation *situation)
{
    char text[TIME_TEXT_MAX];
    time_format(situation->at_ms, situation->offset_min, text);
    text[10] = '\0';
    const char *day = text + 5; /* "2022-09-27": month and day compare as text */
    const char *from = condition->season_from ? condition->season_from : "01-01";
    const char *until = condition->season_until ? condition->season_until : "12-31";
    if (strcmp(from, until) <= 0)
        return strcmp(from, day) <= 0 && strcmp(day, until) <= 0;
    return strcmp(from, day) <= 0 || strcmp(day, until) <= 0; /* over the new year */
}

bool condition_holds(const struct condition *condition, const struct situation *situation)
{
    for (size_t i = 0; i < condition->answers.n; i++) {
        if (!answer_holds(&condition->answers.at[i], situation->answers))
            return false;
    }
    if (condition->levels.n > 0 && !level_holds(&condition->levels, situation->level))
        return false;
    if (condition->modes.n > 0 &&
        !has_word(&condition->modes, situation->emergency ? "emergency" : "normal"))
        return false;
    return (!condition->season_from && !condition->season_until) ||
           season_holds(condition, situation);
}

/* The first case of a list whose condition holds; NULL when none does. */
#define FIRST_CASE(list, situation, found)                                                         \
    do {                                                                                           \
        (found) = NULL;                                                                            \
        for (size_t i_ = 0; i_ < (list)->n && !(found); i_++) {                                    \
            if (condition_holds(&(list)->at[i_].when, (situation)))                                \
                (found) = &(list)->at[i_];                                                         \
        }                                                                                          \
    } while (0)

enum priority situation_priority(const struct situation *situation)
{
    const struct priority_case *found;
    FIRST_CASE(&situation->service->priority, situation, found);
    return found->is;
}

int64_t situation_due_ms(const struct situation *situation, enum due_to *to)
{
    const struct due_case *found;
    FIRST_CASE(&situation->service->due, situation, found);
    *to = found->to;
    return situation->at_ms + found->minutes * 60 * 1000;
}

static int64_t minutes_of(const struct minutes_cases *cases, const struct situation *situation,
                          int64_t least)
{
    const struct minutes_case *found;
    FIRST_CASE(cases, situation, found);
    return found && found->minutes > least ? found->minutes : least;
}

int64_t situation_on_site_min(const struct situation *situation)
{
    return minutes_of(&situation->service->on_site, situation, 0);
}

int64_t situation_donning_min(const struct situation *situation)
{
    return minutes_of(&situation->service->donning, situation,
                      situation->level ? situation->level->donning_min : 0);
}

int64_t situation_disinfection_min(const struct situation *situation)
{
    return minutes_of(&situation->service->disinfection, situation,
                      situation->level ? situation->level->disinfection_min : 0);
}

enum handover situation_handover(const struct situation *situation)
{
    const struct handover_case *found;
    FIRST_CASE(&situation->service->handover, situation, found);
    if (found)
        return found->at;
    return situation->level ? situation->level->handover : HANDOVER_DOOR;
}

const char *situation_exposure(const struct situation *situation)
{
    const struct exposure_case *found;
    FIRST_CASE(&situation->service->exposure, situation, found);
    if (found)
        return found->is;
    return situation->level ? situation->level->exposure : NULL;
}

/* ---- Lists ------------------------------------------------------------------------------------
 */

size_t situation_script(const struct situation *situation, const struct script_line **out,
                        size_t room)
{
    size_t n = 0;
    for (size_t i = 0; i < situation->service->script.n; i++) {
        const struct script_line *line = &situation->service->script.at[i];
        if (condition_holds(&line->when, situation) && n++ < room)
            out[n - 1] = line;
    }
    return n;
}

size_t situation_steps(const struct situation *situation, const struct step **out, size_t room)
{
    size_t n = 0;
    for (size_t i = 0; i < situation->service->steps.n; i++) {
        const struct step *step = &situation->service->steps.at[i];
        if (condition_holds(&step->when, situation) && n++ < room)
            out[n - 1] = step;
    }
    return n;
}

size_t situation_approvals(const struct situation *situation, const struct approval_part **out,
                           size_t room)
{
    size_t n = 0;
    for (size_t i = 0; i < situation->service->approvals.n; i++) {
        const struct approval_part *part = &situation->service->approvals.at[i];
        if (condition_holds(&part->when, situation) && n++ < room)
            out[n - 1] = part;
    }
    return n;
}

/* Adds a word to a set that is only kept as far as there is room. */
static size_t add_word(const char **out, size_t room, size_t n, const char *word)
{
    for (size_t i = 0; i < n && i < room; i++) {
        if (strcmp(out[i], word) == 0)
            return n;
    }
    if (n < room)
        out[n] = word;
    return n + 1;
}

size_t situation_permits(const struct situation *situation, const char **out, size_t room)
{
    size_t n = 0;
    for (size_t i = 0; situation->level && i < situation->level->entry.permits.n; i++)
        n = add_word(out, room, n, situation->level->entry.permits.at[i]);
    for (size_t i = 0; i < situation->service->permits.n; i++) {
        const struct permit_part *part = &situation->service->permits.at[i];
        if (condition_holds(&part->when, situation))
            n = add_word(out, room, n, part->permit);
    }
    return n;
}

size_t situation_skills_each(const struct situation *situation, const char **out, size_t room)
{
    size_t n = 0;
    for (size_t i = 0; situation->level && i < situation->level->entry.skills.n; i++)
        n = add_word(out, room, n, situation->level->entry.skills.at[i]);
    for (size_t i = 0; i < situation->service->crew.each.n; i++)
        n = add_word(out, room, n, situation->service->crew.each.at[i]);
    return n;
}

static size_t add_gear(struct gear *out, size_t room, size_t n, const struct gear *gear)
{
    for (size_t i = 0; i < n && i < room; i++) {
        if (strcmp(out[i].item, gear->item) == 0) {
            if (out[i].per_person < gear->per_person)
                out[i].per_person = gear->per_person;
            return n;
        }
    }
    if (n < room)
        out[n] = *gear;
    return n + 1;
}

size_t situation_protection(const struct situation *situation, struct gear *out, size_t room)
{
    size_t n = 0;
    for (size_t i = 0; situation->level && i < situation->level->protection.n; i++)
        n = add_gear(out, room, n, &situation->level->protection.at[i]);
    for (size_t i = 0; i < situation->service->protection.n; i++) {
        const struct gear_part *part = &situation->service->protection.at[i];
        if (!condition_holds(&part->when, situation))
            continue;
        for (size_t k = 0; k < part->items.n; k++)
            n = add_gear(out, room, n, &part->items.at[k]);
    }
    return n;
}

size_t situation_stock(const struct situation *situation, struct stock_need *out, size_t room)
{
    size_t n = 0;
    for (size_t i = 0; i < situation->service->stock.n; i++) {
        const struct stock_part *part = &situation->service->stock.at[i];
        if (!condition_holds(&part->when, situation))
            continue;
        int64_t times = 1;
        if (part->per_answer) {
            const json_t *answer = json_object_get(situation->answers, part->per_answer);
            times = json_is_number(answer) ? (int64_t)json_number_value(answer) : 1;
        }
        if (n++ < room)
            out[n - 1] =
                (struct stock_need){part->item, part->count * times, part->serial, part->returns};
    }
    return n;
}

json_t *situation_script_json(const struct situation *situation)
{
    json_t *list = json_array();
    for (size_t i = 0; i < situation->service->script.n; i++) {
        const struct script_line *line = &situation->service->script.at[i];
        if (condition_holds(&line->when, situation))
            json_array_append_new(list, json_pack("{s:s,s:{s:s,s:s},s:b}", "id", line->id, "say",
                                                  "zh", line->say.zh, "en", line->say.en, "confirm",
                                                  (int)line->confirm));
    }
    return list;
}

double service_refund_share(const struct service *service, double reading)
{
    for (size_t i = 0; i < service->refund.bands.n; i++) {
        const struct refund_band *band = &service->refund.bands.at[i];
        if (reading >= band->from && reading < band->below)
            return band->share;
    }
    return 0;
}
