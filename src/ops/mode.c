/* What holds now: the modes in force for a thing, and the values that follow. */
#include "ops/mode_int.h"

#include <math.h>
#include <string.h>

#include "geo/geojson.h"

const struct noun noun_mode = {
    .name = "mode",
    .table = "mode_switch",
    .columns = {{"number", "number", COLUMN_TEXT},
                {"plan", "plan", COLUMN_TEXT},
                {"state", "state", COLUMN_TEXT},
                {"scope", "scope", COLUMN_TEXT},
                {"scope_id", "_scope_id", COLUMN_TEXT}},
    .newest_first = true,
};

/* ---- Where a switch counts --------------------------------------------------------------------
 */

static enum err zone_holds(struct op *op, const char *zone_id, const json_t *place, bool *holds,
                           struct error *error)
{
    struct record zone;
    struct area area;
    if (!place)
        return ERR_OK;
    enum err rc = record_load(op, &noun_zone, zone_id, "zone", &zone, error);
    if (rc != ERR_OK)
        return rc;
    struct arena *arena = arena_new();
    struct point point = {json_f64(place, "lon", 0), json_f64(place, "lat", 0)};
    *holds =
        geojson_read_area(arena, json_object_get(zone.doc, "polygon"), &area, NULL) == ERR_OK &&
        area_contains(&area, point);
    arena_free(arena);
    return ERR_OK;
}

struct asking {
    const char *org;
    const json_t *place;
    struct mode *mode;
};

static enum err counts_for(struct op *op, const struct record *record, const struct asking *asking,
                           bool *counts, struct error *error)
{
    const char *scope = json_text(record->doc, "scope", ""),
               *id = json_text(record->doc, "_scope_id", "");
    *counts = strcmp(scope, "city") == 0;
    if (strcmp(scope, "zone") == 0)
        return zone_holds(op, id, asking->place, counts, error);
    if (strcmp(scope, "org") == 0 && asking->org[0]) {
        struct actor above = {0};
        snprintf(above.org, sizeof above.org, "%s", id);
        return org_covers(op->sql, &above, asking->org, counts, error);
    }
    return ERR_OK;
}

/* Keeps the order: the graver level first, then the later switch (rows come in the order of ids).
 */
static void put(struct mode *mode, const struct mode_part *part)
{
    if (mode->n == MODES_AT_ONCE_MAX)
        return;
    size_t at = mode->n++;
    for (; at > 0 && mode->at[at - 1].level >= part->level; at--)
        mode->at[at] = mode->at[at - 1];
    mode->at[at] = *part;
}

static enum err add_mode(struct op *op, struct record *record, void *context, struct error *error)
{
    struct asking *asking = context;
    const json_t *doc = record->doc;
    struct mode_part part = {
        .plan = catalog_contingency(op->ops->config.catalog, json_text(doc, "plan", "")),
        .level = response_level_parse(json_text(doc, "level", "")),
        .until_ms = op_time_of(doc, "until", INT64_MAX)};
    bool counts = false;
    if (!part.plan || op_time_of(doc, "from", INT64_MAX) > op->now_ms ||
        part.until_ms <= op->now_ms)
        return ERR_OK;
    enum err rc = counts_for(op, record, asking, &counts, error);
    if (rc != ERR_OK || !counts)
        return rc;
    memcpy(part.id, record->id, sizeof part.id);
    put(asking->mode, &part);
    asking->mode->emergency |= part.plan->emergency;
    return ERR_OK;
}

enum err mode_of(struct op *op, const char *org, const json_t *place, struct mode *out,
                 struct error *error)
{
    *out = (struct mode){0};
    struct asking asking = {.org = org, .place = place, .mode = out};
    enum err rc = record_each(op, &noun_mode, "state = 'active' ORDER BY id", SQL_NONE, add_mode,
                              &asking, error);
    out->level = out->n ? out->at[0].level : 0;
    return rc;
}

/* ---- What follows ------------------------------------------------------------------------------
 */

double mode_number(const struct op *op, const struct mode *mode, const char *parameter,
                   double otherwise)
{
    for (size_t i = 0; i < mode->n; i++) {
        double value = contingency_value(mode->at[i].plan, parameter, (double)NAN);
        if (!isnan(value))
            return value;
    }
    const struct parameter *known = catalog_parameter(op->ops->config.catalog, parameter);
    return known ? known->normal : otherwise;
}

bool mode_channel_open(const struct mode *mode, const char *channel)
{
    for (size_t i = 0; i < mode->n; i++) {
        const struct contingency *plan = mode->at[i].plan;
        for (size_t k = 0; k < plan->channels.n; k++) {
            if (strcmp(plan->channels.at[k].id, channel) == 0)
                return plan->channels.at[k].open;
        }
    }
    return true;
}

static bool is_for(const struct priority_setting *setting, const struct service *service)
{
    for (size_t i = 0; i < setting->services.n; i++) {
        const char *word = setting->services.at[i];
        if (strcmp(word, "*") == 0 || strcmp(word, service->id) == 0 ||
            strcmp(word, service->category) == 0)
            return true;
    }
    return false;
}

int mode_priority(const struct mode *mode, const struct service *service)
{
    for (size_t i = 0; i < mode->n; i++) {
        const struct contingency *plan = mode->at[i].plan;
        for (size_t k = 0; k < plan->priorities.n; k++) {
            if (is_for(&plan->priorities.at[k], service))
                return (int)plan->priorities.at[k].more;
        }
    }
    return 0;
}

/* ---- Queries -----------------------------------------------------------------------------------
 */

static json_t *name_json(const struct names *names)
{
    return json_pack("{s:s, s:s}", "zh", names->zh, "en", names->en);
}

static json_t *parameters_json(const struct op *op, const struct mode *mode)
{
    const struct catalog *catalog = op->ops->config.catalog;
    json_t *list = json_array();
    for (size_t i = 0; i < catalog_parameters(catalog); i++) {
        const struct parameter *one = catalog_parameter_at(catalog, i);
        json_t *row =
            json_pack("{s:s, s:o, s:f, s:f}", "id", one->id, "name", name_json(&one->name),
                      "normal", one->normal, "value", mode_number(op, mode, one->id, one->normal));
        if (one->unit)
            json_object_set_new(row, "unit", json_string(one->unit));
        json_array_append_new(list, row);
    }
    return list;
}

static json_t *channels_json(const struct op *op, const struct mode *mode)
{
    const struct catalog *catalog = op->ops->config.catalog;
    json_t *list = json_array();
    for (size_t i = 0; i < catalog_channels(catalog); i++) {
        const struct channel *one = catalog_channel_at(catalog, i);
        json_array_append_new(list, json_pack("{s:s, s:o, s:b}", "id", one->id, "name",
                                              name_json(&one->name), "open",
                                              mode_channel_open(mode, one->id)));
    }
    return list;
}

enum err op_mode_at(struct op *op, struct error *error)
{
    struct mode mode;
    bool has_place = json_object_get(op->args, "lon") && json_object_get(op->args, "lat");
    enum err rc = op_refers(op, op->args, "org", &noun_org, error);
    if (rc == ERR_OK)
        rc = mode_of(op, json_text(op->args, "org", op->actor.org), has_place ? op->args : NULL,
                     &mode, error);
    if (rc != ERR_OK)
        return rc;
    json_t *modes = json_array(), *plans = json_array(), *names = json_array();
    int64_t until_ms = INT64_MAX;
    for (size_t i = 0; i < mode.n; i++) {
        json_array_append_new(modes, json_string(mode.at[i].id));
        json_array_append_new(plans, json_string(mode.at[i].plan->id));
        json_array_append_new(names, name_json(&mode.at[i].plan->name));
        until_ms = mode.at[i].until_ms < until_ms ? mode.at[i].until_ms : until_ms;
    }
    op_answer_json(
        op,
        json_pack("{s:b, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "emergency", mode.emergency, "level",
                  mode.level ? json_string(response_level_name(mode.level)) : json_null(), "modes",
                  modes, "plans", plans, "names", names, "parameters", parameters_json(op, &mode),
                  "channels", channels_json(op, &mode), "until",
                  until_ms == INT64_MAX ? json_null() : op_time(op, until_ms)));
    return ERR_OK;
}

enum err op_mode_get(struct op *op, struct error *error)
{
    return op_get(op, error);
}

enum err op_mode_list(struct op *op, struct error *error)
{
    return op_list(op, &noun_mode, error);
}

enum err op_contingency_list(struct op *op, struct error *error)
{
    (void)error;
    const struct catalog *catalog = op->ops->config.catalog;
    json_t *items = json_array();
    for (size_t i = 0; i < catalog_contingencies(catalog); i++) {
        static const char *const keys[] = {"id",        "version", "name",  "matter", "hazard",
                                           "emergency", "level",   "hours", "scopes", "approval"};
        json_t *plan = catalog_contingency_json(catalog_contingency_at(catalog, i));
        json_t *row = json_object();
        for (size_t k = 0; k < sizeof keys / sizeof *keys; k++) {
            if (json_object_get(plan, keys[k]))
                json_object_set(row, keys[k], json_object_get(plan, keys[k]));
        }
        json_object_set_new(row, "plan", plan);
        json_array_append_new(items, row);
    }
    op_answer_json(op, json_pack("{s:o, s:n}", "items", items, "next"));
    return ERR_OK;
}
