#include <string.h>

#include "ops/crew_int.h"

#include "base/json_find.h"
#include "ops/alarm_int.h"
#include "ops/ledger_int.h"
#include "ops/mode_int.h"

static enum err show(struct op *op, const struct record *record, json_t *doc, struct error *error);

const struct noun noun_crew = {
    .name = "crew",
    .table = "crew",
    .columns = {{"code", "code", COLUMN_TEXT},
                {"state", "state", COLUMN_TEXT},
                {"vehicle", "vehicle", COLUMN_TEXT},
                {"depot", "depot", COLUMN_TEXT}},
    .own_crew = "SELECT count(*) FROM crew WHERE id = ? AND id = ?",
    .own_crew_where = "id = ?",
    .show = show,
};

/* Skills and number of the members who can work now, and what is on board. */
static enum err show(struct op *op, const struct record *record, json_t *doc, struct error *error)
{
    json_t *skills = json_array(), *stock = NULL;
    int64_t available = 0;
    enum err rc = ERR_OK;
    size_t i, s;
    json_t *member, *skill;
    json_array_foreach(json_object_get(doc, "members"), i, member)
    {
        struct record person;
        if (rc == ERR_OK)
            rc =
                record_load(op, &noun_person, json_string_value(member), "members", &person, error);
        if (rc != ERR_OK || strcmp(json_text(person.doc, "status", ""), "available") != 0)
            continue;
        available++;
        json_array_foreach(json_object_get(person.doc, "skills"), s, skill)
        {
            if (!json_has(skills, json_string_value(skill)))
                json_array_append(skills, skill);
        }
    }
    json_object_set_new(doc, "skills", skills);
    json_object_set_new(doc, "available", json_integer(available));
    if (rc == ERR_OK)
        rc = ledger_holdings(op, record->id, &stock, error);
    if (rc == ERR_OK)
        json_object_set(doc, "stock", stock);
    return rc;
}

static enum err check_members(struct op *op, const json_t *members, struct error *error)
{
    enum err rc = ERR_OK;
    size_t i;
    json_t *member;
    json_array_foreach(members, i, member)
    {
        struct record person;
        char where[32];
        snprintf(where, sizeof where, "members[%zu]", i);
        if (rc == ERR_OK)
            rc = record_load(op, &noun_person, json_string_value(member), where, &person, error);
        for (size_t j = 0; rc == ERR_OK && j < i; j++) {
            if (json_equal(json_array_get(members, j), member))
                rc = error_at(error, ERR_INVALID, where, "This person is named twice.");
        }
    }
    return rc;
}

/* A shift without an end is as long as shifts are where the crew works. */
static enum err end_shift(struct op *op, const char *org, const json_t *doc, struct error *error)
{
    enum { HOUR_MS = 3600 * 1000 };
    struct mode mode;
    json_t *shift = json_object_get(doc, "shift");
    int64_t from_ms = op_time_of(shift, "from", INT64_MIN);
    if (from_ms == INT64_MIN || json_text(shift, "until", NULL))
        return ERR_OK;
    enum err rc = mode_of(op, org, NULL, &mode, error);
    if (rc == ERR_OK)
        op_set_time(op, shift, "until",
                    from_ms + (int64_t)(mode_number(op, &mode, "shift_length_h", 8) * HOUR_MS));
    return rc;
}

static enum err set_fields(struct op *op, const char *org, json_t *doc, struct error *error)
{
    op_copy_args(op, doc, "code", "name", "members", "vehicle", "shift", "depot", "exposure",
                 "loop", "state", NULL);
    op_default(doc, "exposure", json_string("clean"));
    op_default(doc, "state", json_string("idle"));
    enum err rc = check_members(op, json_object_get(doc, "members"), error);
    if (rc == ERR_OK)
        rc = op_refers(op, doc, "vehicle", &noun_vehicle, error);
    if (rc == ERR_OK)
        rc = op_refers(op, doc, "depot", &noun_site, error);
    if (rc == ERR_OK)
        rc = op_refers(op, doc, "loop", &noun_zone, error);
    if (rc == ERR_OK)
        rc = end_shift(op, org, doc, error);
    if (rc == ERR_OK && op_check_span(json_object_get(doc, "shift"), error) != ERR_OK) {
        error_prefix(error, "shift.");
        rc = ERR_INVALID;
    }
    return rc;
}

/* A position {lon, lat, at?, speed_m_s?}; without a time it is of now. */
static enum err set_position(struct op *op, json_t *doc, const json_t *given, const char *where,
                             struct error *error)
{
    static const char *const keys[] = {"lon", "lat", "speed_m_s"};
    enum err rc = op_check_place(op, given, where, error);
    if (rc != ERR_OK)
        return rc;
    json_t *position = json_object();
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        if (json_object_get(given, keys[i]))
            json_object_set(position, keys[i], json_object_get(given, keys[i]));
    }
    op_set_time(op, position, "at", op_time_of(given, "at", op->now_ms));
    json_object_set_new(doc, "position", position);
    return ERR_OK;
}

enum err op_crew_create(struct op *op, struct error *error)
{
    const char *org;
    enum err rc = op_org(op, &org, error);
    if (rc != ERR_OK)
        return rc;
    struct record crew = record_new(op, &noun_crew, org);
    rc = set_fields(op, org, crew.doc, error);
    const json_t *position = json_object_get(op->args, "position");
    if (rc == ERR_OK && position)
        rc = set_position(op, crew.doc, position, "position", error);
    return rc == ERR_OK ? op_created(op, &crew, error) : rc;
}

enum err op_crew_list(struct op *op, struct error *error)
{
    return op_list(op, &noun_crew, error);
}

enum err op_crew_get(struct op *op, struct error *error)
{
    return op_get(op, error);
}

enum err op_crew_update(struct op *op, struct error *error)
{
    enum err rc = set_fields(op, op->target.org, op->target.doc, error);
    return rc == ERR_OK ? op_changed(op, &op->target, "updated", NULL, error) : rc;
}

enum err op_crew_report_position(struct op *op, struct error *error)
{
    int64_t at_ms;
    const json_t *before = json_object_get(op->target.doc, "position");
    enum err rc = op_at(op, &at_ms, error);
    if (rc != ERR_OK)
        return rc;
    /* Phones deliver late: an older position does not undo a newer one. */
    if (at_ms < op_time_of(before, "at", INT64_MIN))
        return op_answer(op, &op->target, error);
    rc = set_position(op, op->target.doc, op->args, "lon", error);
    if (rc != ERR_OK)
        return rc;
    json_t *data = json_pack("{s:O}", "position", json_object_get(op->target.doc, "position"));
    return op_changed(op, &op->target, "moved", data, error);
}

enum err crew_set_state(struct op *op, const char *id, const char *state, struct error *error)
{
    struct record crew;
    enum err rc = record_load(op, &noun_crew, id, "crew", &crew, error);
    if (rc != ERR_OK || strcmp(json_text(crew.doc, "state", ""), state) == 0)
        return rc;
    rc = watch_crew(op, &crew, json_text(crew.doc, "state", ""), state, error);
    if (rc != ERR_OK)
        return rc;
    json_object_set_new(crew.doc, "state", json_string(state));
    rc = record_save(op, &crew, error);
    return rc == ERR_OK
               ? op_event(op, "crew.state", &crew, json_pack("{s:s}", "state", state), error)
               : rc;
}

enum err op_crew_set_state(struct op *op, struct error *error)
{
    const char *state = json_text(op->target.doc, "state", "");
    if (strcmp(state, "en_route") == 0 || strcmp(state, "at_gate") == 0 ||
        strcmp(state, "on_site") == 0)
        return error_at(error, ERR_STATE, "state", "The crew is %s; its visit says when that ends.",
                        state);
    op_copy_args(op, op->target.doc, "state", NULL);
    /* Where people are off duty is nobody's business: their last position is destroyed. */
    if (strcmp(json_text(op->target.doc, "state", ""), "off") == 0)
        json_object_del(op->target.doc, "position");
    return op_changed(op, &op->target, "state", NULL, error);
}

static enum err add_visit(struct op *op, struct record *visit, void *context, struct error *error)
{
    json_t *shown = NULL;
    enum err rc = record_show(op, visit, &shown, error);
    if (rc == ERR_OK)
        json_array_append(context, shown);
    return rc;
}

enum err op_crew_visits(struct op *op, struct error *error)
{
    json_t *items = op_keep(op, json_array());
    bool all = json_flag(op->args, "all", false);
    enum err rc =
        record_each(op, &noun_visit, "crew = ? AND is_open >= ? ORDER BY depart_ms, seq LIMIT 1000",
                    SQL_ARGS(sql_text(op->target.id), sql_i64(!all)), add_visit, items, error);
    if (rc == ERR_OK)
        op_answer_json(op, json_pack("{s:O, s:n}", "items", items, "next"));
    return rc;
}
