#include "ops/zone_int.h"

#include <string.h>

#include "geo/geojson.h"
#include "ops/job_int.h"

const struct noun noun_zone = {
    .name = "zone",
    .table = "zone",
    .columns = {{"state", "state", COLUMN_TEXT},
                {"policy", "policy", COLUMN_TEXT},
                {"west", "_west", COLUMN_NUMBER},
                {"south", "_south", COLUMN_NUMBER},
                {"east", "_east", COLUMN_NUMBER},
                {"north", "_north", COLUMN_NUMBER}},
};

/* Zones that could hold a point: in force and with the point in their box. */
#define IN_FORCE_AROUND                                                                            \
    "state = 'active' AND west <= ? AND east >= ? AND south <= ? AND north >= ? ORDER BY id"

const struct zone_level *zone_level_of(const struct op *op, const json_t *zone)
{
    const struct catalog *catalog = op->ops->config.catalog;
    const struct policy *policy =
        catalog ? catalog_policy(catalog, json_text(zone, "policy", "")) : NULL;
    return policy ? policy_level(policy, json_text(zone, "level", "")) : NULL;
}

json_t *zone_ref(const struct record *zone)
{
    return json_pack("{s:s, s:O, s:s, s:s}", "id", zone->id, "name",
                     json_object_get(zone->doc, "name"), "level", json_text(zone->doc, "level", ""),
                     "policy", json_text(zone->doc, "policy", ""));
}

static bool holds_now(const struct op *op, const json_t *zone, struct point p)
{
    if (op_time_of(zone, "from", INT64_MIN) > op->now_ms ||
        op_time_of(zone, "until", INT64_MAX) <= op->now_ms)
        return false;
    struct arena *arena = arena_new();
    struct area area;
    bool inside =
        geojson_read_area(arena, json_object_get(zone, "polygon"), &area, NULL) == ERR_OK &&
        area_contains(&area, p);
    arena_free(arena);
    return inside;
}

struct around {
    struct point point;
    struct record found[16]; /* strictest first */
    size_t n;
};

static int64_t strictness(const struct op *op, const struct record *zone)
{
    const struct zone_level *level = zone_level_of(op, zone->doc);
    return level ? level->order : 0;
}

static enum err add_zone(struct op *op, struct record *zone, void *context, struct error *error)
{
    (void)error;
    struct around *around = context;
    size_t room = sizeof around->found / sizeof *around->found;
    if (around->n == room || !holds_now(op, zone->doc, around->point))
        return ERR_OK;
    size_t at = around->n++;
    for (; at > 0 && strictness(op, &around->found[at - 1]) < strictness(op, zone); at--)
        around->found[at] = around->found[at - 1];
    around->found[at] = *zone;
    return ERR_OK;
}

static enum err zones_around(struct op *op, double lon, double lat, struct around *around,
                             struct error *error)
{
    *around = (struct around){.point = {lon, lat}};
    return record_each(op, &noun_zone, IN_FORCE_AROUND,
                       SQL_ARGS(sql_f64(lon), sql_f64(lon), sql_f64(lat), sql_f64(lat)), add_zone,
                       around, error);
}

bool zone_at(struct op *op, double lon, double lat, struct record *out, enum err *rc,
             struct error *error)
{
    struct around around;
    *rc = zones_around(op, lon, lat, &around, error);
    if (*rc != ERR_OK || around.n == 0)
        return false;
    *out = around.found[0];
    return true;
}

static enum err check_level(const struct op *op, const json_t *doc, struct error *error)
{
    const struct catalog *catalog = op->ops->config.catalog;
    const char *policy = json_text(doc, "policy", ""), *level = json_text(doc, "level", "");
    if (!catalog)
        return ERR_OK;
    if (!catalog_policy(catalog, policy))
        return error_at(error, ERR_INVALID, "policy", "There is no policy set %s.", policy);
    if (!zone_level_of(op, doc))
        return error_at(error, ERR_INVALID, "level", "The policy set %s has no level %s.", policy,
                        level);
    return ERR_OK;
}

/* The area must be one, and its box goes into the columns. */
static enum err set_area(json_t *doc, struct error *error)
{
    struct arena *arena = arena_new();
    struct area area;
    enum err rc = geojson_read_area(arena, json_object_get(doc, "polygon"), &area, error);
    if (rc != ERR_OK) {
        error_prefix(error, "polygon.");
    } else {
        json_object_set_new(doc, "_west", json_real(area.box.west));
        json_object_set_new(doc, "_south", json_real(area.box.south));
        json_object_set_new(doc, "_east", json_real(area.box.east));
        json_object_set_new(doc, "_north", json_real(area.box.north));
    }
    arena_free(arena);
    return rc;
}

static enum err check_zone(struct op *op, json_t *doc, struct error *error)
{
    enum err rc = check_level(op, doc, error);
    if (rc == ERR_OK)
        rc = set_area(doc, error);
    if (rc == ERR_OK && json_is_object(json_object_get(doc, "handover_place")))
        rc = op_check_place(op, json_object_get(doc, "handover_place"), "handover_place", error);
    return rc == ERR_OK ? op_check_span(doc, error) : rc;
}

/* What follows from it for gates and jobs. */
static enum err changed(struct op *op, const struct record *zone, struct error *error)
{
    enum err rc = gates_follow(op, zone, error);
    return rc == ERR_OK ? jobs_reassess(op, error) : rc;
}

enum err op_zone_create(struct op *op, struct error *error)
{
    struct record zone = record_new(op, &noun_zone, "");
    op_copy_args(op, zone.doc, "name", "policy", "level", "polygon", "handover_place", "from",
                 "until", NULL);
    op_default(zone.doc, "from", op_time(op, op->now_ms));
    op_default(zone.doc, "state", json_string("active"));
    enum err rc = check_zone(op, zone.doc, error);
    if (rc == ERR_OK)
        rc = op_created(op, &zone, error);
    return rc == ERR_OK ? changed(op, &zone, error) : rc;
}

enum err op_zone_list(struct op *op, struct error *error)
{
    return op_list(op, &noun_zone, error);
}

enum err op_zone_get(struct op *op, struct error *error)
{
    return op_get(op, error);
}

enum err op_zone_update(struct op *op, struct error *error)
{
    op_copy_args(op, op->target.doc, "name", "policy", "level", "polygon", "handover_place",
                 "until", NULL);
    enum err rc = check_zone(op, op->target.doc, error);
    if (rc == ERR_OK)
        rc = op_changed(op, &op->target, "updated", NULL, error);
    return rc == ERR_OK ? changed(op, &op->target, error) : rc;
}

enum err op_zone_lift(struct op *op, struct error *error)
{
    if (strcmp(json_text(op->target.doc, "state", ""), "lifted") == 0)
        return error_set(error, ERR_STATE, "The zone has been lifted already.");
    json_object_set_new(op->target.doc, "state", json_string("lifted"));
    op_set_time(op, op->target.doc, "until", op->now_ms);
    enum err rc = op_changed(op, &op->target, "lifted", NULL, error);
    return rc == ERR_OK ? changed(op, &op->target, error) : rc;
}

struct zones {
    VEC(struct record) list;
};

static enum err add_ended(struct op *op, struct record *zone, void *context, struct error *error)
{
    (void)error;
    if (op_time_of(zone->doc, "until", INT64_MAX) <= op->now_ms)
        vec_push(&((struct zones *)context)->list, *zone);
    return ERR_OK;
}

/* Some have come into force since. */
static enum err follow_begun(struct op *op, struct record *zone, void *context, struct error *error)
{
    (void)context;
    return gates_follow(op, zone, error);
}

enum err op_zone_tick(struct op *op, struct error *error)
{
    struct zones ended = {0};
    json_t *items = op_keep(op, json_array());
    enum err rc = record_each(op, &noun_zone, "state = 'active' ORDER BY id", SQL_NONE, add_ended,
                              &ended, error);
    for (size_t i = 0; rc == ERR_OK && i < ended.list.n; i++) {
        struct record *zone = &ended.list.at[i];
        json_object_set_new(zone->doc, "state", json_string("lifted"));
        rc = op_changed(op, zone, "lifted", NULL, error);
        if (rc == ERR_OK)
            rc = gates_follow(op, zone, error);
        if (rc == ERR_OK)
            json_array_append(items, op->reply);
    }
    vec_free(&ended.list);
    if (rc == ERR_OK)
        rc = record_each(op, &noun_zone, "state = 'active' ORDER BY id", SQL_NONE, follow_begun,
                         NULL, error);
    if (rc == ERR_OK)
        rc = jobs_reassess(op, error);
    op->rev = 0;
    op->id[0] = '\0';
    op_answer_json(op, json_pack("{s:O, s:n}", "items", items, "next"));
    return rc;
}

enum err op_zone_seal(struct op *op, struct error *error)
{
    json_t *doc = op->target.doc;
    json_object_set_new(doc, "state", json_string("active"));
    json_object_del(doc, "until");
    op_set_time(op, doc, "from", op_time_of(op->args, "from", op->now_ms));
    op_copy_args(op, doc, "level", NULL);
    enum err rc = check_level(op, doc, error);
    if (rc == ERR_OK)
        rc = op_changed(op, &op->target, "sealed", NULL, error);
    return rc == ERR_OK ? changed(op, &op->target, error) : rc;
}

enum err op_zone_at(struct op *op, struct error *error)
{
    struct around around;
    json_t *items = op_keep(op, json_array());
    enum err rc = zones_around(op, json_f64(op->args, "lon", 0), json_f64(op->args, "lat", 0),
                               &around, error);
    for (size_t i = 0; rc == ERR_OK && i < around.n; i++) {
        json_t *shown = NULL;
        rc = record_show(op, &around.found[i], &shown, error);
        if (rc == ERR_OK)
            json_array_append(items, shown);
    }
    if (rc == ERR_OK)
        op_answer_json(op, json_pack("{s:O, s:n}", "items", items, "next"));
    return rc;
}
