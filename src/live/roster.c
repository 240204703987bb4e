/*
 * Rosters for the command `roster.plan`: posts and people as the store has them, asked of the
 * planner (plan/roster), answered with the people of every shift, the gaps, and in words the
 * shortage that no roster can avoid. On the caller's thread: the dispatcher goes on meanwhile.
 */
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/vec.h"
#include "live/live_int.h"
#include "plan/roster/roster.h"

enum { SKILLS_MAX = 64, DAY_SECONDS = 86400 };

struct basis {
    struct ops_reply *reply;
    const json_t *json;
    int64_t from_s, until_s, fixed_s; /* shifts that begin up to `fixed_s` are no longer planned */
    int offset_min;

    struct map skills, units, people, slots; /* words, organisations, people, slots -> index + 1 */
    json_t *skill_words, *unit_ids;          /* by index; owned */
    VEC(struct roster_person) person;
    VEC(const json_t *) person_json;
    VEC(struct roster_slot) slot;
    VEC(const json_t *) slot_post, slot_skills;
    VEC(struct person_spans { VEC(struct roster_span) stood; }) spans;
    VEC(uint32_t *) told; /* of each slot, or NULL; owned */
};

static int64_t seconds(const json_t *object, const char *key, int64_t otherwise)
{
    int64_t time_ms;
    return time_parse(json_text(object, key, ""), &time_ms) ? time_ms / 1000 : otherwise;
}

/* The number of a word, from 0 in order of appearance. */
static uint32_t number_of(struct map *map, json_t *words, const char *word)
{
    uintptr_t at = (uintptr_t)map_get(map, sv_of(word));
    if (!at) {
        json_array_append_new(words, json_string(word));
        at = json_array_size(words);
        map_set(map, sv_of(word), (void *)at);
    }
    return (uint32_t)at - 1;
}

/* Only what shifts ask for has a bit; what people can beside it does not matter here. */
static enum err skills_asked(struct basis *basis, const json_t *skills, uint64_t *bits,
                             struct error *error)
{
    size_t i;
    json_t *word;
    *bits = 0;
    json_array_foreach(skills, i, word)
    {
        uint32_t number = number_of(&basis->skills, basis->skill_words, json_string_value(word));
        if (number >= SKILLS_MAX)
            return error_at(error, ERR_LIMIT, "shifts",
                            "The posts ask for more than %d different skills.", SKILLS_MAX);
        *bits |= (uint64_t)1 << number;
    }
    return ERR_OK;
}

static uint64_t skills_had(const struct basis *basis, const json_t *skills)
{
    uint64_t bits = 0;
    size_t i;
    json_t *word;
    json_array_foreach(skills, i, word)
    {
        uintptr_t at = (uintptr_t)map_get(&basis->skills, sv_of(json_string_value(word)));
        if (at)
            bits |= (uint64_t)1 << (at - 1);
    }
    return bits;
}

/* ---- Shifts ---------------------------------------------------------------------------------- */

static void slot_key(const char *post, int64_t from_s, int64_t until_s, char key[120])
{
    snprintf(key, 120, "%s %lld %lld", post, (long long)from_s, (long long)until_s);
}

static enum err add_slot(struct basis *basis, const json_t *post, uint32_t number,
                         const json_t *shift, int64_t day_s, struct error *error)
{
    char key[120];
    const json_t *skills = json_object_get(shift, "skills");
    struct roster_slot slot = {
        .post = number,
        .people = (uint32_t)json_i64(shift, "people", 1),
        .unit = *json_text(post, "org", "")
                    ? number_of(&basis->units, basis->unit_ids, json_text(post, "org", ""))
                    : ROSTER_NOBODY};
    slot.span.from_s = day_s + 60 * time_of_day(json_text(shift, "from", ""));
    slot.span.until_s = day_s + 60 * time_of_day(json_text(shift, "until", ""));
    if (slot.span.until_s <= slot.span.from_s)
        slot.span.until_s += DAY_SECONDS;
    if (slot.span.from_s < basis->from_s || slot.span.from_s >= basis->until_s ||
        slot.span.from_s <= basis->fixed_s || slot.span.from_s < seconds(post, "from", INT64_MIN) ||
        slot.span.from_s >= seconds(post, "until", INT64_MAX))
        return ERR_OK;
    enum err rc = skills_asked(basis, skills, &slot.skills, error);
    slot_key(json_text(post, "id", ""), slot.span.from_s, slot.span.until_s, key);
    vec_push(&basis->slot, slot);
    vec_push(&basis->slot_post, post);
    vec_push(&basis->slot_skills, skills);
    vec_push(&basis->told, NULL);
    map_set(&basis->slots, sv_of(key), (void *)(uintptr_t)basis->slot.n);
    if (rc == ERR_OK && basis->slot.n > ROSTER_SLOTS_MAX)
        rc =
            error_at(error, ERR_LIMIT, "days", "A roster has at most %d shifts.", ROSTER_SLOTS_MAX);
    return rc;
}

/* Midnight in the city at or before a moment. */
static int64_t midnight_s(const struct basis *basis, int64_t time_s)
{
    int64_t local_s = time_s + 60 * basis->offset_min;
    return local_s - local_s % DAY_SECONDS - 60 * basis->offset_min;
}

static enum err add_posts(struct basis *basis, struct error *error)
{
    enum err rc = ERR_OK;
    size_t p, s;
    json_t *post, *shift;
    json_array_foreach(json_object_get(basis->json, "posts"), p, post)
    {
        for (int64_t day_s = midnight_s(basis, basis->from_s); day_s < basis->until_s;
             day_s += DAY_SECONDS) {
            json_array_foreach(json_object_get(post, "shifts"), s, shift)
            {
                if (rc == ERR_OK)
                    rc = add_slot(basis, post, (uint32_t)p, shift, day_s, error);
            }
        }
    }
    return rc;
}

/* ---- People ---------------------------------------------------------------------------------- */

static void add_people(struct basis *basis)
{
    size_t i;
    json_t *person;
    json_array_foreach(json_object_get(basis->json, "people"), i, person)
    {
        vec_push(&basis->person, ((struct roster_person){
                                     .skills = skills_had(basis, json_object_get(person, "skills")),
                                     .unit = number_of(&basis->units, basis->unit_ids,
                                                       json_text(person, "org", ""))}));
        vec_push(&basis->person_json, person);
        vec_add(&basis->spans);
        map_set(&basis->people, sv_of(json_text(person, "id", "")),
                (void *)(uintptr_t)basis->person.n);
    }
}

/* Somebody has been told a shift of this roster: they are asked first. */
static void add_told(struct basis *basis, uint32_t slot, uint32_t person)
{
    uint32_t people = basis->slot.at[slot].people, *told = basis->told.at[slot];
    if (!told) {
        told = malloc(people * sizeof *told);
        if (!told)
            abort();
        for (uint32_t i = 0; i < people; i++)
            told[i] = ROSTER_NOBODY;
        basis->told.at[slot] = told;
    }
    for (uint32_t i = 0; i < people; i++) {
        if (told[i] == ROSTER_NOBODY) {
            told[i] = person;
            return;
        }
    }
}

/* Planned shifts of this roster may be planned anew; everything else stands. */
static void add_duties(struct basis *basis)
{
    size_t i;
    json_t *duty;
    json_array_foreach(json_object_get(basis->json, "duties"), i, duty)
    {
        char key[120];
        uintptr_t person = (uintptr_t)map_get(&basis->people, sv_of(json_text(duty, "person", "")));
        struct roster_span span = {seconds(duty, "from", 0), seconds(duty, "until", 0)};
        slot_key(json_text(duty, "post", ""), span.from_s, span.until_s, key);
        uintptr_t slot = (uintptr_t)map_get(&basis->slots, sv_of(key));
        if (json_flag(duty, "own", false) && slot)
            add_told(basis, (uint32_t)slot - 1,
                     person ? (uint32_t)person - 1 : (uint32_t)basis->person.n);
        else if (person && !(json_flag(duty, "own", false) && span.from_s > basis->fixed_s))
            vec_push(&basis->spans.at[person - 1].stood, span);
    }
    for (size_t p = 0; p < basis->person.n; p++) {
        basis->person.at[p].stood = basis->spans.at[p].stood.at;
        basis->person.at[p].n_stood = (uint32_t)basis->spans.at[p].stood.n;
    }
    for (size_t s = 0; s < basis->slot.n; s++)
        basis->slot.at[s].told = basis->told.at[s];
}

/* ---- The answer ------------------------------------------------------------------------------ */

static json_t *time_json(const struct basis *basis, int64_t time_s)
{
    char text[TIME_TEXT_MAX];
    return json_string(time_format(time_s * 1000, basis->offset_min, text));
}

static json_t *slot_json(const struct basis *basis, const struct roster *roster, uint32_t s)
{
    const struct roster_slot *slot = &basis->slot.at[s];
    const json_t *post = basis->slot_post.at[s];
    json_t *people = json_array();
    for (uint32_t i = roster->first[s]; i < roster->first[s + 1]; i++) {
        uint32_t who = roster->who[i];
        if (who != ROSTER_NOBODY)
            json_array_append_new(people,
                                  json_pack("{s:O, s:b}", "person",
                                            json_object_get(basis->person_json.at[who], "id"),
                                            "lent", roster_is_lent(&basis->person.at[who], slot)));
    }
    json_int_t missing = (json_int_t)slot->people - (json_int_t)json_array_size(people);
    return json_pack("{s:O, s:O, s:O, s:o, s:o, s:O?, s:o, s:I}", "post",
                     json_object_get(post, "id"), "org", json_object_get(post, "org"), "name",
                     json_object_get(post, "name"), "from", time_json(basis, slot->span.from_s),
                     "until", time_json(basis, slot->span.until_s), "skills",
                     basis->slot_skills.at[s], "people", people, "missing", missing);
}

static json_t *shortage_json(const struct basis *basis, const struct roster_shortage *shortage)
{
    bool hours = shortage->cause == ROSTER_SHORT_OF_HOURS;
    json_t *skills = json_array();
    for (size_t i = 0; i < json_array_size(basis->skill_words) && i < SKILLS_MAX; i++) {
        if (shortage->skills >> i & 1)
            json_array_append(skills, json_array_get(basis->skill_words, i));
    }
    json_t *org = shortage->unit == ROSTER_NOBODY
                      ? json_null()
                      : json_incref(json_array_get(basis->unit_ids, shortage->unit));
    json_t *zh = json_sprintf(hours ? "按规定工时，这些人员最多可上 %u 人次，需要 %u 人次。"
                                    : "这段时间内最多有 %u 人可上岗，需要 %u 人。",
                              shortage->there, shortage->wanted);
    json_t *en = json_sprintf(hours ? "Within their hours these people can stand %u shifts; %u are "
                                      "asked of them."
                                    : "In this time %u people can stand a shift; %u are wanted.",
                              shortage->there, shortage->wanted);
    return json_pack("{s:s, s:o, s:o, s:o, s:o, s:I, s:I, s:{s:o, s:o}}", "cause",
                     hours ? "hours" : "at_once", "from", time_json(basis, shortage->span.from_s),
                     "until", time_json(basis, shortage->span.until_s), "skills", skills, "org",
                     org, "wanted", (json_int_t)shortage->wanted, "there",
                     (json_int_t)shortage->there, "text", "zh", zh, "en", en);
}

static json_t *answer_json(const struct basis *basis, const struct roster *roster)
{
    json_t *slots = json_array();
    for (uint32_t s = 0; s < basis->slot.n; s++)
        json_array_append_new(slots, slot_json(basis, roster, s));
    json_t *answer = json_pack(
        "{s:o, s:o, s:o, s:I, s:I, s:I, s:I, s:I, s:f, s:I, s:o}", "from",
        time_json(basis, basis->from_s), "until", time_json(basis, basis->until_s), "fixed_until",
        time_json(basis, basis->fixed_s), "posts",
        (json_int_t)json_array_size(json_object_get(basis->json, "posts")), "places",
        (json_int_t)roster->first[basis->slot.n], "gap_places_least",
        (json_int_t)roster->gaps_least, "people_used", (json_int_t)roster->people_used,
        "people_least", (json_int_t)roster->people_least, "most_h", (double)roster->most_s / 3600,
        "changed", (json_int_t)roster->changed, "slots", slots);
    if (roster->shortage.cause != ROSTER_NO_CAUSE)
        json_object_set_new(answer, "shortage", shortage_json(basis, &roster->shortage));
    return answer;
}

/* ---- Asked ----------------------------------------------------------------------------------- */

static enum err read_basis(struct ops *ops, const json_t *args, struct basis *basis,
                           struct error *error)
{
    static const char *const asked[] = {"org", "from", "days", "rules"};
    struct actor self = actor_system("roster");
    json_t *ask = json_object();
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        if (json_object_get(args, asked[i]))
            json_object_set(ask, asked[i], json_object_get(args, asked[i]));
    }
    if (json_object_get(args, "id"))
        json_object_set(ask, "roster", json_object_get(args, "id"));
    enum err rc = ops_call_name(ops, "roster.basis", ask, &self, &basis->reply);
    if (rc != ERR_OK) {
        *error = basis->reply->error;
        return rc;
    }
    basis->json = ops_reply_json(basis->reply);
    basis->offset_min = ops_offset_min(ops);
    basis->from_s = seconds(basis->json, "from", 0);
    basis->until_s = seconds(basis->json, "until", 0);
    basis->fixed_s = json_object_get(args, "id") ? seconds(basis->json, "now", 0) : INT64_MIN;
    if (basis->fixed_s < basis->from_s)
        basis->fixed_s = basis->from_s - 1;
    return ERR_OK;
}

static void basis_free(struct basis *basis)
{
    struct map *const maps[] = {&basis->skills, &basis->units, &basis->people, &basis->slots};
    for (size_t i = 0; i < sizeof maps / sizeof *maps; i++)
        map_free(maps[i]);
    for (size_t i = 0; i < basis->spans.n; i++)
        vec_free(&basis->spans.at[i].stood);
    for (size_t i = 0; i < basis->told.n; i++)
        free(basis->told.at[i]);
    vec_free(&basis->person);
    vec_free(&basis->person_json);
    vec_free(&basis->slot);
    vec_free(&basis->slot_post);
    vec_free(&basis->slot_skills);
    vec_free(&basis->spans);
    vec_free(&basis->told);
    json_decref(basis->skill_words);
    json_decref(basis->unit_ids);
    ops_reply_free(basis->reply);
}

static enum err plan_basis(struct basis *basis, json_t **answer, struct error *error)
{
    const json_t *rules = json_object_get(basis->json, "rules");
    struct roster *roster = NULL;
    enum err rc = add_posts(basis, error);
    add_people(basis);
    add_duties(basis);
    struct roster_problem problem = {
        .people = basis->person.at,
        .n_people = (uint32_t)basis->person.n,
        .slots = basis->slot.at,
        .n_slots = (uint32_t)basis->slot.n,
        .rules = {.rest_s = (int64_t)(3600 * json_f64(rules, "rest_h", 0)),
                  .week_s = (int64_t)(3600 * json_f64(rules, "week_h", 0)),
                  .week_days = (uint32_t)json_i64(rules, "week_days", 7),
                  .lends = json_flag(rules, "lend", true),
                  .day_begin_s = midnight_s(basis, basis->from_s)}};
    if (rc == ERR_OK)
        rc = roster_plan(&problem, &roster, error);
    if (rc == ERR_OK)
        *answer = answer_json(basis, roster);
    roster_free(roster);
    return rc;
}

/* What is wrong is answered in words: the command tells it. */
enum err roster_answer(struct ops *ops, const json_t *args, json_t **answer, struct error *error)
{
    struct basis basis = {.skill_words = json_array(), .unit_ids = json_array()};
    enum err rc = read_basis(ops, args, &basis, error);
    if (rc == ERR_OK)
        rc = plan_basis(&basis, answer, error);
    if (rc != ERR_OK)
        *answer = json_pack("{s:s, s:s}", "where", error->where, "why", error->text);
    basis_free(&basis);
    return ERR_OK;
}
