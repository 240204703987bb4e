/* Duties: taken over with both signatures, kept until relieved; who falls out is replaced. */
#include <stdlib.h>
#include <string.h>

#include "ops/alarm_int.h"
#include "ops/roster_int.h"

enum { SUBSTITUTES_SHOWN = 100, RELIEF_MS = 3600000 };
static const int64_t AROUND_MS = (int64_t)8 * 24 * 3600000;

static enum err show_duty(struct op *op, const struct record *record, json_t *doc,
                          struct error *error)
{
    struct record person;
    enum err rc = record_load(op, &noun_person, json_text(record->doc, "person", ""), "person",
                              &person, error);
    if (rc == ERR_OK && json_object_get(person.doc, "name"))
        json_object_set(doc, "person_name", json_object_get(person.doc, "name"));
    return rc;
}

const struct noun noun_duty = {
    .name = "duty",
    .table = "duty",
    .columns = {{"roster", "roster", COLUMN_TEXT},
                {"post", "post", COLUMN_TEXT},
                {"person", "person", COLUMN_TEXT},
                {"state", "state", COLUMN_TEXT},
                {"from_ms", "from", COLUMN_TIME},
                {"until_ms", "until", COLUMN_TIME}},
    .show = show_duty,
};

static bool is_state(const struct record *duty, const char *state)
{
    return strcmp(json_text(duty->doc, "state", ""), state) == 0;
}

static void set_state(struct record *duty, const char *state)
{
    json_object_set_new(duty->doc, "state", json_string(state));
}

static enum err load_roster(struct op *op, const struct record *duty, struct record *roster,
                            struct error *error)
{
    return record_load(op, &noun_roster, json_text(duty->doc, "roster", ""), "roster", roster,
                       error);
}

/* ---- Relief ---------------------------------------------------------------------------------- */

static enum err first_on(struct op *op, struct record *duty, void *context, struct error *error)
{
    (void)op, (void)error;
    struct record *relieved = context;
    if (!relieved->doc)
        *relieved = *duty;
    return ERR_OK;
}

/* Who stands on the post and is relieved: the one named, else the one whose shift is over first;
 * `doc` NULL: nobody. */
static enum err find_relieved(struct op *op, struct record *relieved, struct error *error)
{
    const json_t *doc = op->target.doc;
    const char *named = json_text(op->args, "relieves", NULL);
    *relieved = (struct record){.noun = &noun_duty};
    if (!named)
        return record_each(op, &noun_duty,
                           "post = ? AND state = 'on' AND until_ms <= ? ORDER BY until_ms, id",
                           SQL_ARGS(sql_text(json_text(doc, "post", "")),
                                    sql_i64(op_time_of(doc, "from", 0) + RELIEF_MS)),
                           first_on, relieved, error);
    enum err rc = record_load(op, &noun_duty, named, "relieves", relieved, error);
    if (rc == ERR_OK && (!is_state(relieved, "on") ||
                         strcmp(json_text(relieved->doc, "post", ""), json_text(doc, "post", ""))))
        rc = error_at(error, ERR_INVALID, "relieves", "They do not stand on this post.");
    return rc;
}

static enum err relieve(struct op *op, struct record *relieved, int64_t at_ms, struct error *error)
{
    set_state(relieved, "relieved");
    op_set_time(op, relieved->doc, "ended_at", at_ms);
    json_object_set_new(relieved->doc, "relieved_by", json_string(op->target.id));
    json_object_set_new(op->target.doc, "relieves", json_string(relieved->id));
    enum err rc = record_save(op, relieved, error);
    return rc == ERR_OK
               ? op_event(op, "duty.relieved", relieved,
                          json_pack("{s:O, s:s}", "post", json_object_get(relieved->doc, "post"),
                                    "by", op->target.id),
                          error)
               : rc;
}

static enum err check_take_over(struct op *op, const struct record *relieved, struct error *error)
{
    struct record roster;
    size_t signatures = json_array_size(json_object_get(op->args, "signatures"));
    enum err rc = load_roster(op, &op->target, &roster, error);
    if (rc == ERR_OK && !is_state(&roster, "issued"))
        rc = error_set(error, ERR_STATE, "The roster has not been issued.");
    if (rc == ERR_OK && !is_state(&op->target, "planned"))
        rc = error_set(error, ERR_STATE, "The shift is %s already.",
                       json_text(op->target.doc, "state", ""));
    if (rc == ERR_OK && relieved->doc && signatures < 2)
        rc = error_at(error, ERR_INVALID, "signatures",
                      "Who comes and who goes sign both, one after the other.");
    return rc;
}

enum err op_duty_take_over(struct op *op, struct error *error)
{
    struct record relieved, *duty = &op->target;
    int64_t at_ms = 0;
    enum err rc = find_relieved(op, &relieved, error);
    if (rc == ERR_OK)
        rc = check_take_over(op, &relieved, error);
    if (rc == ERR_OK)
        rc = op_at(op, &at_ms, error);
    if (rc == ERR_OK && relieved.doc)
        rc = relieve(op, &relieved, at_ms, error);
    if (rc != ERR_OK)
        return rc;
    set_state(duty, "on");
    op_set_time(op, duty->doc, "began_at", at_ms);
    op_copy_args(op, duty->doc, "handed_over", "signatures", NULL);
    rc = watch_duty(op, duty, error);
    return rc != ERR_OK
               ? rc
               : op_changed(op, duty, "begun",
                            json_pack("{s:O, s:O?}", "post", json_object_get(duty->doc, "post"),
                                      "relieves", json_object_get(duty->doc, "relieves")),
                            error);
}

enum err op_duty_end(struct op *op, struct error *error)
{
    int64_t at_ms = 0;
    if (!is_state(&op->target, "on"))
        return error_set(error, ERR_STATE, "Nobody stands this shift now.");
    enum err rc = op_at(op, &at_ms, error);
    if (rc != ERR_OK)
        return rc;
    set_state(&op->target, "relieved");
    op_set_time(op, op->target.doc, "ended_at", at_ms);
    return op_changed(op, &op->target, "relieved",
                      json_pack("{s:O}", "post", json_object_get(op->target.doc, "post")), error);
}

enum err op_duty_absent(struct op *op, struct error *error)
{
    bool was_on = is_state(&op->target, "on");
    if (!was_on && !is_state(&op->target, "planned"))
        return error_set(error, ERR_STATE, "The shift is %s already.",
                         json_text(op->target.doc, "state", ""));
    set_state(&op->target, "absent");
    op_copy_args(op, op->target.doc, "reason", NULL);
    if (was_on)
        op_set_time(op, op->target.doc, "ended_at", op->now_ms);
    enum err rc = watch_duty(op, &op->target, error);
    return rc != ERR_OK
               ? rc
               : op_changed(op, &op->target, "absent",
                            json_pack("{s:O}", "post", json_object_get(op->target.doc, "post")),
                            error);
}

/* ---- Substitutes ----------------------------------------------------------------------------- */

struct search {
    const struct record *duty;
    struct record roster;
    struct duty_span shift;
    struct duty_book book;
    json_t *list;
};

static enum err search_begin(struct op *op, struct search *search, struct error *error)
{
    search->duty = &op->target;
    search->shift = (struct duty_span){op_time_of(op->target.doc, "from", 0),
                                       op_time_of(op->target.doc, "until", 0)};
    search->list = op_keep(op, json_array());
    enum err rc = load_roster(op, &op->target, &search->roster, error);
    return rc == ERR_OK
               ? duty_book_read(op, &search->roster, &op->target, search->shift.from_ms - AROUND_MS,
                                search->shift.until_ms + AROUND_MS, &search->book, error)
               : rc;
}

/* Whether a unit has to lend the person; a post without a unit is anybody's. */
static bool is_lent(const struct record *person, const struct record *duty)
{
    return *duty->org && strcmp(person->org, duty->org) != 0;
}

/* Who may stand another unit's post, when the roster lends. */
static bool may_lend(const struct search *search, const struct record *person)
{
    return !is_lent(person, search->duty) ||
           json_flag(json_object_get(search->roster.doc, "rules"), "lend", true);
}

static enum err weigh(struct op *op, struct record *person, void *context, struct error *error)
{
    struct search *search = context;
    bool covers = false;
    enum err rc = org_covers(op->sql, &op->actor, person->org, &covers, error);
    if (rc != ERR_OK || !covers || !may_lend(search, person) ||
        strcmp(person->id, json_text(search->duty->doc, "person", "")) == 0 ||
        !duty_skilled(person->doc, json_object_get(search->duty->doc, "skills")))
        return rc;
    struct duty_look look = duty_book_look(&search->book, person->id, search->shift,
                                           json_object_get(search->roster.doc, "rules"));
    if (!look.may)
        return ERR_OK;
    json_t *name = json_object_get(person->doc, "name");
    json_array_append_new(
        search->list,
        json_pack("{s:s, s:o, s:f, s:I, s:b}", "person", person->id, "name",
                  name ? json_incref(name)
                       : json_pack("{s:s}", "en", json_text(person->doc, "label", "")),
                  "hours_week", look.week_h, "rested_h", (json_int_t)look.rested_h, "lent",
                  is_lent(person, search->duty)));
    return ERR_OK;
}

static int best_first(const void *a, const void *b)
{
    const json_t *const *x = a, *const *y = b;
    int lent = json_flag(*x, "lent", false) - json_flag(*y, "lent", false);
    double hours = json_f64(*x, "hours_week", 0) - json_f64(*y, "hours_week", 0);
    if (lent || hours != 0)
        return lent ? lent : (hours > 0) - (hours < 0);
    return strcmp(json_text(*x, "person", ""), json_text(*y, "person", ""));
}

static json_t *sorted(const json_t *list)
{
    size_t n = json_array_size(list);
    json_t **items = calloc(n + 1, sizeof *items), *out = json_array();
    if (!items)
        abort();
    for (size_t i = 0; i < n; i++)
        items[i] = json_array_get(list, i);
    qsort(items, n, sizeof *items, best_first);
    for (size_t i = 0; i < n && i < SUBSTITUTES_SHOWN; i++)
        json_array_append(out, items[i]);
    free(items);
    return out;
}

enum err op_duty_substitutes(struct op *op, struct error *error)
{
    struct search search = {.duty = NULL};
    enum err rc = search_begin(op, &search, error);
    if (rc == ERR_OK)
        rc = record_each(op, &noun_person, "status = 'available' ORDER BY id", SQL_NONE, weigh,
                         &search, error);
    if (rc == ERR_OK)
        op_answer_json(op, json_pack("{s:o, s:n}", "items", sorted(search.list), "next"));
    duty_book_free(&search.book);
    return rc;
}

static enum err check_substitute(const struct search *search, const struct record *person,
                                 struct error *error)
{
    struct duty_look look = duty_book_look(&search->book, person->id, search->shift,
                                           json_object_get(search->roster.doc, "rules"));
    if (is_state(search->duty, "relieved"))
        return error_set(error, ERR_STATE, "The shift is over.");
    if (json_object_get(search->duty->doc, "substituted_by"))
        return error_set(error, ERR_STATE, "Somebody else has the shift already.");
    if (strcmp(json_text(person->doc, "status", ""), "available") != 0)
        return error_at(error, ERR_RULE, "person", "They are not available.");
    if (!duty_skilled(person->doc, json_object_get(search->duty->doc, "skills")))
        return error_at(error, ERR_RULE, "person", "They lack a skill that the shift asks for.");
    if (!may_lend(search, person))
        return error_at(error, ERR_RULE, "person", "The roster lends nobody to another unit.");
    return look.may ? ERR_OK : error_at(error, ERR_RULE, "person", "%s.", look.why);
}

/* The one who falls out keeps the record of it; the place is another duty. */
enum err op_duty_substitute(struct op *op, struct error *error)
{
    struct search search = {.duty = NULL};
    struct record person, *out = &op->target;
    enum err rc =
        record_load(op, &noun_person, json_text(op->args, "person", ""), "person", &person, error);
    if (rc == ERR_OK)
        rc = search_begin(op, &search, error);
    if (rc == ERR_OK)
        rc = check_substitute(&search, &person, error);
    duty_book_free(&search.book);
    if (rc != ERR_OK)
        return rc;
    struct record duty = record_new(op, &noun_duty, out->org);
    static const char *const same[] = {"roster", "post", "from", "until", "skills"};
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        if (json_object_get(out->doc, same[i]))
            json_object_set(duty.doc, same[i], json_object_get(out->doc, same[i]));
    }
    json_object_set_new(duty.doc, "person", json_string(person.id));
    json_object_set_new(duty.doc, "stands_in_for", json_string(out->id));
    op_set_time(op, duty.doc, "asked_at", op->now_ms);
    set_state(&duty, "planned");
    if (is_lent(&person, out))
        json_object_set_new(duty.doc, "lent", json_true());
    if (is_state(out, "on"))
        op_set_time(op, out->doc, "ended_at", op->now_ms);
    set_state(out, "absent");
    json_object_set_new(out->doc, "substituted_by", json_string(duty.id));
    rc = record_save(op, out, error);
    if (rc == ERR_OK)
        rc = record_insert(op, &duty, error);
    if (rc == ERR_OK)
        rc = watch_duty(op, out, error);
    if (rc == ERR_OK)
        rc = watch_duty(op, &duty, error);
    if (rc == ERR_OK)
        rc = op_event(op, "duty.substituted", out, json_pack("{s:s}", "by", duty.id), error);
    return rc == ERR_OK ? op_answer(op, &duty, error) : rc;
}

enum err op_duty_get(struct op *op, struct error *error)
{
    return op_get(op, error);
}

enum err op_duty_list(struct op *op, struct error *error)
{
    return op_list(op, &noun_duty, error);
}
