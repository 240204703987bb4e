/*
 * When a person falls out: who could take the place, best first, and the one command that puts
 * them into the round. What the round needs is what its open jobs ask for.
 */
#include <stdlib.h>
#include <string.h>

#include "ops/crew_int.h"
#include "ops/decision_int.h"

enum { REST_MIN_H = 11, CANDIDATES_MAX = 100, SCORE_REST_MAX_H = 24 };

struct round_needs {
    json_t *skills, *certificates; /* what only the missing person brings */
};

static bool has(const json_t *list, const char *word)
{
    size_t i;
    json_t *item;
    json_array_foreach(list, i, item)
    {
        const char *text =
            json_is_string(item) ? json_string_value(item) : json_text(item, "code", "");
        if (strcmp(text, word) == 0)
            return true;
    }
    return false;
}

static bool certified(struct op *op, const json_t *person, const char *code)
{
    size_t i;
    json_t *certificate;
    json_array_foreach(json_object_get(person, "certificates"), i, certificate)
    {
        if (strcmp(json_text(certificate, "code", ""), code) == 0 &&
            op_time_of(certificate, "valid_until", 0) > op->now_ms)
            return true;
    }
    return false;
}

static void add_needs(struct op *op, json_t *wanted, const json_t *asked)
{
    (void)op;
    size_t i;
    json_t *word;
    json_array_foreach(asked, i, word)
    {
        if (!has(wanted, json_string_value(word)))
            json_array_append(wanted, word);
    }
}

static enum err needs_of_job(struct op *op, struct record *job, void *context, struct error *error)
{
    (void)error;
    struct round_needs *needs = context;
    const json_t *asks = json_object_get(job->doc, "requirements");
    add_needs(op, needs->skills, json_object_get(asks, "skills"));
    add_needs(op, needs->skills, json_object_get(asks, "each"));
    add_needs(op, needs->certificates, json_object_get(asks, "certificates"));
    return ERR_OK;
}

/* Without open jobs the place needs what the missing person could do. */
static enum err needs_of_round(struct op *op, const struct record *crew, const json_t *missing,
                               struct round_needs *needs, struct error *error)
{
    needs->skills = op_keep(op, json_array());
    needs->certificates = op_keep(op, json_array());
    enum err rc = record_each(op, &noun_job, "crew = ? AND is_open = 1 ORDER BY id",
                              SQL_ARGS(sql_text(crew->id)), needs_of_job, needs, error);
    if (rc == ERR_OK && json_array_size(needs->skills) == 0)
        add_needs(op, needs->skills, json_object_get(missing, "skills"));
    /* Others of the crew may bring a part: only what the missing one brought has to be replaced. */
    for (size_t i = json_array_size(needs->skills); i-- > 0;) {
        if (!has(json_object_get(missing, "skills"),
                 json_string_value(json_array_get(needs->skills, i))))
            json_array_remove(needs->skills, i);
    }
    for (size_t i = json_array_size(needs->certificates); i-- > 0;) {
        if (!has(json_object_get(missing, "certificates"),
                 json_string_value(json_array_get(needs->certificates, i))))
            json_array_remove(needs->certificates, i);
    }
    return rc;
}

/* ---- One candidate --------------------------------------------------------------------------- */

struct other_shift {
    const struct record *person, *crew;
    int64_t from_ms, until_ms; /* of the round */
    int64_t rested_h;          /* since the last other shift; SCORE_REST_MAX_H: long enough */
    bool clashes;
};

static enum err look_at_shift(struct op *op, struct record *other, void *context,
                              struct error *error)
{
    (void)op, (void)error;
    struct other_shift *look = context;
    const json_t *shift = json_object_get(other->doc, "shift");
    if (strcmp(other->id, look->crew->id) == 0 ||
        !has(json_object_get(other->doc, "members"), look->person->id))
        return ERR_OK;
    int64_t from_ms = op_time_of(shift, "from", 0), until_ms = op_time_of(shift, "until", 0);
    if (from_ms < look->until_ms && until_ms > look->from_ms)
        look->clashes = true;
    if (until_ms <= look->from_ms && (look->from_ms - until_ms) / 3600000 < look->rested_h)
        look->rested_h = (look->from_ms - until_ms) / 3600000;
    return ERR_OK;
}

struct search {
    const struct record *crew;
    const char *missing;
    struct round_needs needs;
    const char *zone; /* where the round works, or "" */
    json_t *list;
};

static json_t *lacking(struct op *op, const struct search *search, const json_t *person)
{
    json_t *list = json_array();
    size_t i;
    json_t *word;
    json_array_foreach(search->needs.skills, i, word)
    {
        if (!has(json_object_get(person, "skills"), json_string_value(word)))
            json_array_append(list, word);
    }
    json_array_foreach(search->needs.certificates, i, word)
    {
        if (!certified(op, person, json_string_value(word)))
            json_array_append(list, word);
    }
    return list;
}

/* Higher is better: qualified first, then free, rested, willing, and living on the right side. */
static int64_t score_of(const json_t *line)
{
    int64_t score = 0;
    score -= 1000 * (int64_t)json_array_size(json_object_get(line, "lacks"));
    score -= json_flag(line, "on_other_shift", false) ? 500 : 0;
    score -= json_i64(line, "rested_h", 0) < REST_MIN_H ? 200 : 0;
    score += json_flag(line, "consents", false) ? 100 : 0;
    score += json_flag(line, "same_side", false) ? 50 : 0;
    return score + json_i64(line, "rested_h", 0);
}

static enum err weigh(struct op *op, struct record *person, void *context, struct error *error)
{
    struct search *search = context;
    const json_t *shift = json_object_get(search->crew->doc, "shift");
    struct other_shift look = {.person = person,
                               .crew = search->crew,
                               .from_ms = op_time_of(shift, "from", op->now_ms),
                               .until_ms = op_time_of(shift, "until", op->now_ms),
                               .rested_h = SCORE_REST_MAX_H};
    bool covers = false;
    if (strcmp(person->id, search->missing) == 0 ||
        has(json_object_get(search->crew->doc, "members"), person->id))
        return ERR_OK;
    enum err rc = org_covers(op->sql, &op->actor, person->org, &covers, error);
    if (rc == ERR_OK && covers)
        rc = record_each(op, &noun_crew, "state <> 'off' ORDER BY id", SQL_NONE, look_at_shift,
                         &look, error);
    if (rc != ERR_OK || !covers)
        return rc;
    const char *lives = json_text(person->doc, "lives_in_zone", "");
    json_t *line = json_pack(
        "{s:s, s:O?, s:O?, s:o, s:b, s:I, s:b, s:b}", "person", person->id, "name",
        json_object_get(person->doc, "name"), "label", json_object_get(person->doc, "label"),
        "lacks", lacking(op, search, person->doc), "on_other_shift", look.clashes, "rested_h",
        (json_int_t)look.rested_h, "consents", json_flag(person->doc, "consents", false),
        "same_side", strcmp(lives, search->zone) == 0);
    json_object_set_new(line, "score", json_integer(score_of(line)));
    json_array_append_new(search->list, line);
    return ERR_OK;
}

static int by_score(const void *a, const void *b)
{
    const json_t *const *x = a, *const *y = b;
    int64_t d = json_i64(*y, "score", 0) - json_i64(*x, "score", 0);
    return d ? (d > 0) - (d < 0) : strcmp(json_text(*x, "person", ""), json_text(*y, "person", ""));
}

static json_t *best_first(const json_t *list)
{
    size_t n = json_array_size(list);
    json_t **sorted = calloc(n + 1, sizeof *sorted), *out = json_array();
    if (!sorted)
        abort();
    for (size_t i = 0; i < n; i++)
        sorted[i] = json_array_get(list, i);
    qsort(sorted, n, sizeof *sorted, by_score);
    for (size_t i = 0; i < n && i < CANDIDATES_MAX; i++)
        json_array_append(out, sorted[i]);
    free(sorted);
    return out;
}

/* The zone of the round: where its closed loop is, or where most of it takes place. */
static const char *zone_of_round(const struct record *crew)
{
    return json_text(crew->doc, "loop", "");
}

enum err op_crew_substitutes(struct op *op, struct error *error)
{
    struct record missing;
    struct search search = {.crew = &op->target, .missing = json_text(op->args, "person", "")};
    enum err rc = record_load(op, &noun_person, search.missing, "person", &missing, error);
    if (rc == ERR_OK && !has(json_object_get(op->target.doc, "members"), missing.id))
        rc = error_at(error, ERR_INVALID, "person", "The person is not in the crew.");
    if (rc == ERR_OK)
        rc = needs_of_round(op, &op->target, missing.doc, &search.needs, error);
    search.zone = zone_of_round(&op->target);
    search.list = op_keep(op, json_array());
    if (rc == ERR_OK)
        rc = record_each(op, &noun_person, "status = 'available' ORDER BY id", SQL_NONE, weigh,
                         &search, error);
    if (rc == ERR_OK)
        op_answer_json(op, json_pack("{s:o, s:n}", "items", best_first(search.list), "next"));
    return rc;
}

enum err crew_exchange(struct op *op, struct record *crew, const char *out, const char *in,
                       struct error *error)
{
    json_t *members = json_object_get(crew->doc, "members");
    size_t at = json_array_size(members), i;
    json_t *member;
    json_array_foreach(members, i, member)
    {
        if (strcmp(json_string_value(member), out) == 0)
            at = i;
    }
    if (at == json_array_size(members))
        return error_at(error, ERR_STATE, "out", "The person is not in the crew.");
    if (has(members, in))
        return error_at(error, ERR_STATE, "in", "The person is in the crew already.");
    json_array_set_new(members, at, json_string(in));
    enum err rc = record_save(op, crew, error);
    return rc == ERR_OK ? op_event(op, "crew.substituted", crew,
                                   json_pack("{s:s, s:s}", "out", out, "in", in), error)
                        : rc;
}

enum err op_crew_substitute(struct op *op, struct error *error)
{
    struct record in;
    struct decision decision;
    const char *out_id = json_text(op->args, "out", ""), *in_id = json_text(op->args, "in", "");
    enum err rc = record_load(op, &noun_person, in_id, "in", &in, error);
    if (rc == ERR_OK && strcmp(json_text(in.doc, "status", ""), "available") != 0)
        rc = error_at(error, ERR_RULE, "in", "The person is %s.", json_text(in.doc, "status", ""));
    if (rc != ERR_OK)
        return rc;
    decision_begin(&decision, op);
    rc = crew_exchange(op, &op->target, out_id, in_id, error);
    decision_of_crew(&decision, op->target.id, out_id, in_id);
    if (rc == ERR_OK)
        rc = decision_end(&decision, json_object(), error);
    return rc == ERR_OK ? op_answer(op, &op->target, error) : rc;
}
