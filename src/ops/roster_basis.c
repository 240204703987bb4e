/* What a roster is planned from. Read by the part that asks the planner (live/roster.c). */
#include <string.h>

#include "ops/roster_int.h"

enum { BASIS_MAX = 20000 };
static const int64_t DAY_MS = (int64_t)24 * 3600000;

struct basis {
    struct actor unit; /* whose tree counts */
    struct record roster;
    int64_t from_ms, until_ms;
    json_t *posts, *people, *duties, *rules;
};

static enum err add_post(struct op *op, struct record *post, void *context, struct error *error)
{
    struct basis *basis = context;
    bool covers = false;
    enum err rc = org_covers(op->sql, &basis->unit, post->org, &covers, error);
    if (rc == ERR_OK && covers)
        json_array_append_new(basis->posts,
                              json_pack("{s:s, s:s, s:O, s:O, s:O, s:O?}", "id", post->id, "org",
                                        post->org, "name", json_object_get(post->doc, "name"),
                                        "shifts", json_object_get(post->doc, "shifts"), "from",
                                        json_object_get(post->doc, "from"), "until",
                                        json_object_get(post->doc, "until")));
    return rc;
}

/* Where they work now: at home, or where they are lent to. */
static enum err unit_of(struct op *op, const struct record *person, int64_t at_ms,
                        char unit[ID_TEXT_SIZE], struct error *error)
{
    struct sql_rows *rows = NULL;
    snprintf(unit, ID_TEXT_SIZE, "%s", person->org);
    enum err rc =
        sql_ask(op->sql,
                "SELECT to_org FROM loan WHERE person = ? AND from_ms <= ?"
                " AND (until_ms IS NULL OR until_ms > ?) LIMIT 1",
                SQL_ARGS(sql_text(person->id), sql_i64(at_ms), sql_i64(at_ms)), &rows, error);
    if (rc == ERR_OK && sql_next(rows, &rc, error))
        snprintf(unit, ID_TEXT_SIZE, "%s", sql_col_text(rows, 0));
    sql_rows_done(rows);
    return rc;
}

static enum err add_person(struct op *op, struct record *person, void *context, struct error *error)
{
    struct basis *basis = context;
    char unit[ID_TEXT_SIZE];
    bool covers = false;
    enum err rc = unit_of(op, person, basis->from_ms, unit, error);
    if (rc == ERR_OK)
        rc = org_covers(op->sql, &basis->unit, unit, &covers, error);
    if (rc == ERR_OK && covers && json_array_size(basis->people) < BASIS_MAX)
        json_array_append_new(basis->people,
                              json_pack("{s:s, s:s, s:O}", "id", person->id, "org", unit, "skills",
                                        json_object_get(person->doc, "skills")));
    return rc;
}

/* What is stood in the days around: of rosters in force, and of the one that is planned again. */
static enum err add_duties(struct op *op, struct basis *basis, struct error *error)
{
    struct sql_rows *rows = NULL;
    enum err rc = sql_ask(
        op->sql,
        "SELECT duty.person, duty.post, duty.from_ms, duty.until_ms, duty.roster, duty.state"
        " FROM duty JOIN roster ON roster.id = duty.roster WHERE duty.state <> 'absent'"
        " AND duty.from_ms < ? AND duty.until_ms > ? AND (roster.state <> 'draft' OR roster.id = ?)"
        " ORDER BY duty.from_ms, duty.id",
        SQL_ARGS(sql_i64(basis->until_ms + DAY_MS), sql_i64(basis->from_ms - 7 * DAY_MS),
                 sql_text(basis->roster.id)),
        &rows, error);
    while (rc == ERR_OK && sql_next(rows, &rc, error))
        json_array_append_new(basis->duties,
                              json_pack("{s:s, s:s, s:o, s:o, s:b}", "person",
                                        sql_col_text(rows, 0), "post", sql_col_text(rows, 1),
                                        "from", op_time(op, sql_col_i64(rows, 2)), "until",
                                        op_time(op, sql_col_i64(rows, 3)), "own",
                                        strcmp(sql_col_text(rows, 4), basis->roster.id) == 0 &&
                                            strcmp(sql_col_text(rows, 5), "planned") == 0));
    sql_rows_done(rows);
    return rc;
}

static enum err begin(struct op *op, struct basis *basis, struct error *error)
{
    const char *id = json_text(op->args, "roster", NULL), *org = json_text(op->args, "org", "");
    const json_t *asked = json_object_get(op->args, "rules");
    enum err rc = ERR_OK;
    basis->from_ms = op_time_of(op->args, "from", op->now_ms);
    basis->until_ms = basis->from_ms + json_i64(op->args, "days", 7) * DAY_MS;
    if (id)
        rc = record_load(op, &noun_roster, id, "roster", &basis->roster, error);
    if (rc == ERR_OK && id) {
        org = basis->roster.org;
        basis->from_ms = op_time_of(basis->roster.doc, "from", 0);
        basis->until_ms = op_time_of(basis->roster.doc, "until", 0);
        asked = asked ? asked : json_object_get(basis->roster.doc, "rules");
    }
    basis->unit = (struct actor){.role = ROLE_SYSTEM};
    snprintf(basis->unit.org, sizeof basis->unit.org, "%s", org);
    basis->rules = op_keep(op, roster_rules(asked));
    basis->posts = op_keep(op, json_array());
    basis->people = op_keep(op, json_array());
    basis->duties = op_keep(op, json_array());
    return rc;
}

enum err op_roster_basis(struct op *op, struct error *error)
{
    struct basis basis = {.from_ms = 0};
    enum err rc = begin(op, &basis, error);
    if (rc == ERR_OK)
        rc = record_each(
            op, &noun_post, "from_ms < ? AND (until_ms IS NULL OR until_ms > ?) ORDER BY id",
            SQL_ARGS(sql_i64(basis.until_ms), sql_i64(basis.from_ms)), add_post, &basis, error);
    if (rc == ERR_OK)
        rc = record_each(op, &noun_person, "status = 'available' ORDER BY id", SQL_NONE, add_person,
                         &basis, error);
    if (rc == ERR_OK)
        rc = add_duties(op, &basis, error);
    if (rc == ERR_OK)
        op_answer_json(op, json_pack("{s:o, s:o, s:o, s:O, s:O, s:O, s:O}", "now",
                                     op_time(op, op->now_ms), "from", op_time(op, basis.from_ms),
                                     "until", op_time(op, basis.until_ms), "rules", basis.rules,
                                     "posts", basis.posts, "people", basis.people, "duties",
                                     basis.duties));
    return rc;
}
