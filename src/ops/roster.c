/* Rosters: planned, issued, planned again when somebody falls out. */
#include <string.h>

#include "ops/alarm_int.h"
#include "ops/roster_int.h"

const struct noun noun_roster = {
    .name = "roster",
    .table = "roster",
    .columns = {{"state", "state", COLUMN_TEXT},
                {"from_ms", "from", COLUMN_TIME},
                {"until_ms", "until", COLUMN_TIME}},
    .newest_first = true,
};

enum { GAPS_SHOWN = 1000 };

json_t *roster_rules(const json_t *asked)
{
    return json_pack("{s:f, s:f, s:I, s:b}", "rest_h", json_f64(asked, "rest_h", ROSTER_REST_H),
                     "week_h", json_f64(asked, "week_h", ROSTER_WEEK_H), "week_days",
                     (json_int_t)json_i64(asked, "week_days", ROSTER_WEEK_DAYS), "lend",
                     json_flag(asked, "lend", true));
}

/* ---- What the planner said ------------------------------------------------------------------- */

static enum err advice_of(struct op *op, const json_t **advice, struct error *error)
{
    *advice = json_object_get(op->args, "_advice");
    const char *why = json_text(*advice, "why", NULL);
    if (!*advice)
        return error_set(error, ERR_STATE, "No planner of rosters runs here.");
    return why ? error_at(error, ERR_INVALID, json_text(*advice, "where", ""), "%s", why) : ERR_OK;
}

/* Its figures into the roster. */
static void take_figures(struct record *roster, const json_t *advice)
{
    static const char *const figures[] = {
        "posts", "places", "gap_places_least", "people_used", "people_least", "most_h", "changed"};
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++)
        json_object_set(roster->doc, figures[i], json_object_get(advice, figures[i]));
    if (json_object_get(advice, "shortage"))
        json_object_set(roster->doc, "shortage", json_object_get(advice, "shortage"));
    else
        json_object_del(roster->doc, "shortage");
}

static void add_gap(json_t *gaps, const json_t *slot)
{
    if (json_i64(slot, "missing", 0) > 0 && json_array_size(gaps) < GAPS_SHOWN)
        json_array_append_new(
            gaps,
            json_pack("{s:O, s:O, s:O, s:O, s:O}", "post", json_object_get(slot, "post"), "name",
                      json_object_get(slot, "name"), "from", json_object_get(slot, "from"), "until",
                      json_object_get(slot, "until"), "missing", json_object_get(slot, "missing")));
}

/* The gaps of before a moment stay; those after it are the planner's. */
static void take_gaps(struct record *roster, const json_t *advice, int64_t from_ms)
{
    json_t *gaps = json_array(), *item;
    int64_t missing = 0;
    size_t i;
    json_array_foreach(json_object_get(roster->doc, "gaps"), i, item)
    {
        if (op_time_of(item, "from", INT64_MAX) <= from_ms)
            add_gap(gaps, item);
    }
    json_array_foreach(json_object_get(advice, "slots"), i, item)
    {
        add_gap(gaps, item);
    }
    json_array_foreach(gaps, i, item)
    {
        missing += json_i64(item, "missing", 0);
    }
    json_object_set_new(roster->doc, "gaps", gaps);
    json_object_set_new(roster->doc, "gap_places", json_integer((json_int_t)missing));
}

/* ---- Duties ---------------------------------------------------------------------------------- */

static enum err add_duty(struct op *op, const struct record *roster, const json_t *slot,
                         const char *person, bool lent, struct error *error)
{
    struct record duty = record_new(op, &noun_duty, json_text(slot, "org", ""));
    json_t *doc = duty.doc;
    json_object_set_new(doc, "roster", json_string(roster->id));
    json_object_set(doc, "post", json_object_get(slot, "post"));
    json_object_set_new(doc, "person", json_string(person));
    json_object_set(doc, "from", json_object_get(slot, "from"));
    json_object_set(doc, "until", json_object_get(slot, "until"));
    json_object_set_new(doc, "state", json_string("planned"));
    if (json_array_size(json_object_get(slot, "skills")))
        json_object_set(doc, "skills", json_object_get(slot, "skills"));
    if (lent)
        json_object_set_new(doc, "lent", json_true());
    return record_insert(op, &duty, error);
}

/* "post from person" of duties that are planned and have not begun. */
static void duty_key(const json_t *post, int64_t from_ms, const char *person, char key[160])
{
    snprintf(key, 160, "%s %lld %s", json_string_value(post), (long long)from_ms, person);
}

static enum err note_standing(struct op *op, struct record *duty, void *context,
                              struct error *error)
{
    (void)op, (void)error;
    json_t *standing = context; /* ids by key */
    char key[160];
    duty_key(json_object_get(duty->doc, "post"), op_time_of(duty->doc, "from", 0),
             json_text(duty->doc, "person", ""), key);
    json_object_set_new(standing, key, json_string(duty->id));
    return ERR_OK;
}

static enum err place_slot(struct op *op, const struct record *roster, const json_t *slot,
                           json_t *standing, json_t *lent, struct error *error)
{
    const json_t *people = json_object_get(slot, "people");
    enum err rc = ERR_OK;
    size_t i;
    json_t *person;
    json_array_foreach(people, i, person)
    {
        char key[160];
        const char *id = json_text(person, "person", "");
        bool is_lent = json_flag(person, "lent", false);
        if (is_lent)
            json_object_set_new(lent, json_text(slot, "org", ""),
                                json_integer(json_i64(lent, json_text(slot, "org", ""), 0) + 1));
        duty_key(json_object_get(slot, "post"), op_time_of(slot, "from", 0), id, key);
        if (json_object_get(standing, key))
            json_object_del(standing, key);
        else if (rc == ERR_OK)
            rc = add_duty(op, roster, slot, id, is_lent, error);
    }
    return rc;
}

/* Units that have too few people of their own. */
static void take_lent(struct record *roster, json_t *lent)
{
    json_t *borrows = json_array(), *places;
    json_int_t sum = 0;
    const char *org;
    json_object_foreach(lent, org, places)
    {
        sum += json_integer_value(places);
        json_array_append_new(borrows, json_pack("{s:s, s:O}", "org", org, "places", places));
    }
    json_object_set_new(roster->doc, "lent", json_integer(sum));
    json_object_set_new(roster->doc, "borrows", borrows);
}

static enum err take_away(struct op *op, const char *duty, struct error *error)
{
    enum err rc = sql_run(op->sql, "DELETE FROM timer WHERE noun = 'duty' AND noun_id = ?",
                          SQL_ARGS(sql_text(duty)), error);
    return rc == ERR_OK
               ? sql_run(op->sql, "DELETE FROM duty WHERE id = ?", SQL_ARGS(sql_text(duty)), error)
               : rc;
}

/* Puts the planner's people into the roster from a moment on: duties that are as before stay the
 * same things, others go. */
static enum err place_people(struct op *op, struct record *roster, const json_t *advice,
                             int64_t from_ms, struct error *error)
{
    json_t *standing = op_keep(op, json_object());
    json_t *lent = op_keep(op, json_object()); /* shifts stood by others, by the post's unit */
    size_t i;
    json_t *slot, *id;
    const char *key;
    enum err rc = record_each(
        op, &noun_duty, "roster = ? AND state = 'planned' AND from_ms > ? ORDER BY id",
        SQL_ARGS(sql_text(roster->id), sql_i64(from_ms)), note_standing, standing, error);
    json_array_foreach(json_object_get(advice, "slots"), i, slot)
    {
        if (rc == ERR_OK)
            rc = place_slot(op, roster, slot, standing, lent, error);
    }
    json_object_foreach(standing, key, id)
    {
        if (rc == ERR_OK)
            rc = take_away(op, json_string_value(id), error);
    }
    take_lent(roster, lent);
    return rc;
}

/* ---- Commands -------------------------------------------------------------------------------- */

static json_t *said_of(const struct record *roster)
{
    static const char *const fields[] = {"number",     "from",        "until",  "places",
                                         "gap_places", "people_used", "changed"};
    json_t *data = json_object();
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        if (json_object_get(roster->doc, fields[i]))
            json_object_set(data, fields[i], json_object_get(roster->doc, fields[i]));
    }
    return data;
}

enum err op_roster_plan(struct op *op, struct error *error)
{
    const char *org;
    const json_t *advice = NULL;
    char number[40];
    enum err rc = op_org(op, &org, error);
    if (rc == ERR_OK)
        rc = advice_of(op, &advice, error);
    if (rc == ERR_OK)
        rc = op_number(op, "RO", number, error);
    if (rc != ERR_OK)
        return rc;
    struct record roster = record_new(op, &noun_roster, org);
    json_object_set_new(roster.doc, "number", json_string(number));
    json_object_set_new(roster.doc, "state", json_string("draft"));
    json_object_set(roster.doc, "from", json_object_get(advice, "from"));
    json_object_set(roster.doc, "until", json_object_get(advice, "until"));
    json_object_set_new(roster.doc, "rules", roster_rules(json_object_get(op->args, "rules")));
    op_set_time(op, roster.doc, "planned_at", op->now_ms);
    take_figures(&roster, advice);
    take_gaps(&roster, advice, INT64_MIN);
    rc = record_insert(op, &roster, error);
    if (rc == ERR_OK)
        rc = place_people(op, &roster, advice, INT64_MIN, error);
    if (rc == ERR_OK)
        rc = record_save(op, &roster, error);
    if (rc == ERR_OK)
        rc = op_event(op, "roster.created", &roster, said_of(&roster), error);
    return rc == ERR_OK ? op_answer(op, &roster, error) : rc;
}

static bool is_issued(const struct record *roster)
{
    return strcmp(json_text(roster->doc, "state", ""), "issued") == 0;
}

enum err op_roster_replan(struct op *op, struct error *error)
{
    struct record *roster = &op->target;
    const json_t *advice = NULL;
    if (strcmp(json_text(roster->doc, "state", ""), "ended") == 0)
        return error_set(error, ERR_STATE, "The roster has ended.");
    enum err rc = advice_of(op, &advice, error);
    if (rc != ERR_OK)
        return rc;
    int64_t from_ms = op_time_of(advice, "fixed_until", op->now_ms);
    if (json_object_get(op->args, "rules"))
        json_object_set_new(roster->doc, "rules", roster_rules(json_object_get(op->args, "rules")));
    op_set_time(op, roster->doc, "planned_at", op->now_ms);
    take_figures(roster, advice);
    take_gaps(roster, advice, from_ms);
    rc = place_people(op, roster, advice, from_ms, error);
    if (rc == ERR_OK && is_issued(roster))
        rc = watch_roster(op, roster, from_ms, error);
    json_t *data = said_of(roster);
    json_object_set(data, "reason", json_object_get(op->args, "reason"));
    if (rc == ERR_OK)
        return op_changed(op, roster, "replanned", data, error);
    json_decref(data);
    return rc;
}

enum err op_roster_issue(struct op *op, struct error *error)
{
    struct record *roster = &op->target;
    int64_t others = 0;
    if (strcmp(json_text(roster->doc, "state", ""), "draft") != 0)
        return error_set(error, ERR_STATE, "The roster has been issued already.");
    enum err rc =
        sql_ask_i64(op->sql,
                    "SELECT count(*) FROM roster WHERE org = ? AND state = 'issued' AND from_ms < ?"
                    " AND until_ms > ?",
                    SQL_ARGS(sql_text(roster->org), sql_i64(op_time_of(roster->doc, "until", 0)),
                             sql_i64(op_time_of(roster->doc, "from", 0))),
                    0, &others, error);
    if (rc == ERR_OK && others)
        rc = error_at(error, ERR_EXISTS, "from",
                      "Another roster is in force in these days; plan that one again.");
    if (rc != ERR_OK)
        return rc;
    json_object_set_new(roster->doc, "state", json_string("issued"));
    op_set_time(op, roster->doc, "issued_at", op->now_ms);
    json_object_set_new(roster->doc, "issued_by", json_string(op->actor.name));
    rc = watch_roster(op, roster, INT64_MAX, error);
    return rc != ERR_OK ? rc : op_changed(op, roster, "issued", said_of(roster), error);
}

enum err op_roster_get(struct op *op, struct error *error)
{
    return op_get(op, error);
}

enum err op_roster_list(struct op *op, struct error *error)
{
    return op_list(op, &noun_roster, error);
}
