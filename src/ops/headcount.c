/*
 * Heads by organisation. `own` are those whose home it is; `present` those who work there at the
 * moment: own, less lent out, plus lent in. Totals add up an organisation and all below it; as
 * everybody has one home and one place of work, both count distinct persons.
 */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/map.h"
#include "base/vec.h"
#include "ops/ops_int.h"

enum { ORGS_MAX = 20000 };

struct heads {
    int64_t own, lent_out, lent_in;
};

struct unit {
    const char *id, *path, *parent;
    const json_t *doc;
    struct heads people, vehicles, all_people, all_vehicles;
    int64_t available, all_available, level;
};

struct census {
    struct arena *arena;
    VEC(struct unit *) units; /* in order of path: parents first */
    struct map by_id;
};

static enum err add_unit(struct op *op, struct record *org, void *context, struct error *error)
{
    struct census *census = context;
    bool covers = false;
    if (census->units.n == ORGS_MAX)
        return error_set(error, ERR_LIMIT, "More than %d organisations are counted.", ORGS_MAX);
    enum err rc = org_covers(op->sql, &op->actor, org->id, &covers, error);
    if (rc != ERR_OK || !covers)
        return rc;
    struct unit *unit = arena_make(census->arena, struct unit);
    unit->id = arena_printf(census->arena, "%s", org->id);
    unit->path = arena_printf(census->arena, "%s", json_text(org->doc, "_path", "/"));
    unit->parent = json_text(org->doc, "parent", "");
    unit->doc = org->doc;
    for (const char *at = unit->path + 1; *at; at++)
        unit->level += *at == '/';
    vec_push(&census->units, unit);
    map_set(&census->by_id, sv_of(unit->id), unit);
    return ERR_OK;
}

/* Adds rows of (organisation, number) to a field of each. */
static enum err count(struct op *op, struct census *census, const char *text,
                      const struct sql_value *values, size_t n, size_t field, struct error *error)
{
    struct sql_rows *rows = NULL;
    enum err rc = sql_ask(op->sql, text, values, n, &rows, error);
    while (rc == ERR_OK && sql_next(rows, &rc, error)) {
        char *unit = map_get(&census->by_id, sv_of(sql_col_text(rows, 0)));
        if (unit)
            *(int64_t *)(void *)(unit + field) += sql_col_i64(rows, 1);
    }
    sql_rows_done(rows);
    return rc;
}

#define OUT_AT(thing, side)                                                                        \
    "SELECT " side ", count(DISTINCT " thing ") FROM loan WHERE " thing " IS NOT NULL"             \
    " AND from_ms <= ? AND (until_ms IS NULL OR until_ms > ?) GROUP BY " side

static enum err count_all(struct op *op, struct census *census, int64_t at_ms, struct error *error)
{
    const struct {
        const char *text;
        size_t field;
        bool timed;
    } counts[] = {
        {"SELECT org, count(*) FROM person GROUP BY org", offsetof(struct unit, people.own), false},
        {"SELECT org, count(*) FROM person WHERE status = 'available' GROUP BY org",
         offsetof(struct unit, available), false},
        {"SELECT org, count(*) FROM vehicle GROUP BY org", offsetof(struct unit, vehicles.own),
         false},
        {OUT_AT("person", "from_org"), offsetof(struct unit, people.lent_out), true},
        {OUT_AT("person", "to_org"), offsetof(struct unit, people.lent_in), true},
        {OUT_AT("vehicle", "from_org"), offsetof(struct unit, vehicles.lent_out), true},
        {OUT_AT("vehicle", "to_org"), offsetof(struct unit, vehicles.lent_in), true},
    };
    const struct sql_value at[] = {sql_i64(at_ms), sql_i64(at_ms)};
    enum err rc = ERR_OK;
    for (size_t i = 0; rc == ERR_OK && i < sizeof counts / sizeof *counts; i++)
        rc = count(op, census, counts[i].text, at, counts[i].timed ? 2 : 0, counts[i].field, error);
    return rc;
}

static void add_heads(struct heads *to, const struct heads *from)
{
    to->own += from->own;
    to->lent_out += from->lent_out;
    to->lent_in += from->lent_in;
}

/* From the leaves up: children stand behind their parents. */
static void roll_up(struct census *census)
{
    for (size_t i = census->units.n; i-- > 0;) {
        struct unit *unit = census->units.at[i];
        struct unit *parent = map_get(&census->by_id, sv_of(unit->parent));
        add_heads(&unit->all_people, &unit->people);
        add_heads(&unit->all_vehicles, &unit->vehicles);
        unit->all_available += unit->available;
        if (!parent)
            continue;
        add_heads(&parent->all_people, &unit->all_people);
        add_heads(&parent->all_vehicles, &unit->all_vehicles);
        parent->all_available += unit->all_available;
    }
}

static json_t *heads_json(const struct heads *own, const struct heads *all)
{
    return json_pack("{s:I, s:I, s:I, s:I, s:I, s:I}", "own", (json_int_t)own->own, "lent_out",
                     (json_int_t)own->lent_out, "lent_in", (json_int_t)own->lent_in, "present",
                     (json_int_t)(own->own - own->lent_out + own->lent_in), "total",
                     (json_int_t)all->own, "present_total",
                     (json_int_t)(all->own - all->lent_out + all->lent_in));
}

static json_t *unit_json(const struct unit *unit)
{
    json_t *json = json_pack(
        "{s:s, s:O, s:O, s:I, s:o, s:o, s:I, s:I}", "id", unit->id, "name",
        json_object_get(unit->doc, "name"), "kind", json_object_get(unit->doc, "kind"), "level",
        (json_int_t)unit->level, "people", heads_json(&unit->people, &unit->all_people), "vehicles",
        heads_json(&unit->vehicles, &unit->all_vehicles), "available", (json_int_t)unit->available,
        "available_total", (json_int_t)unit->all_available);
    json_object_set_new(json, "parent", *unit->parent ? json_string(unit->parent) : json_null());
    json_object_set_new(json, "code", json_string(json_text(unit->doc, "code", "")));
    return json;
}

enum err op_org_heads(struct op *op, struct error *error)
{
    struct census census = {.arena = arena_new()};
    int64_t at_ms = op_time_of(op->args, "at", op->now_ms);
    json_t *items = op_keep(op, json_array());
    const char *org = json_text(op->args, "org", NULL), *below = "/";
    struct record top;
    enum err rc = org ? record_load(op, &noun_org, org, "org", &top, error) : ERR_OK;
    if (rc == ERR_OK && org)
        below = json_text(top.doc, "_path", "/");
    if (rc == ERR_OK)
        rc = record_each(op, &noun_org, "1 = 1 ORDER BY path", SQL_NONE, add_unit, &census, error);
    if (rc == ERR_OK)
        rc = count_all(op, &census, at_ms, error);
    if (rc == ERR_OK)
        roll_up(&census);
    for (size_t i = 0; rc == ERR_OK && i < census.units.n; i++) {
        if (sv_starts(sv_of(census.units.at[i]->path), below))
            json_array_append_new(items, unit_json(census.units.at[i]));
    }
    if (rc == ERR_OK)
        op_answer_json(op, json_pack("{s:o, s:O}", "at", op_time(op, at_ms), "items", items));
    map_free(&census.by_id);
    vec_free(&census.units);
    arena_free(census.arena);
    return rc;
}
