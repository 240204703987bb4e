/* What a plan would change if it were switched now: for the preview, and for the switch itself. */
#include <string.h>

#include "ops/mode_int.h"
#include "ops/needs_int.h"

enum err mode_scope(struct op *op, struct scope *out, struct error *error)
{
    const char *zone = json_text(op->args, "zone", NULL), *org = json_text(op->args, "org", NULL);
    bool covers = true;
    *out = (struct scope){.kind = zone ? "zone" : org ? "org" : "city"};
    if (zone && org)
        return error_at(error, ERR_INVALID, "zone", "Name a zone or an organisation, not both.");
    enum err rc = ERR_OK;
    if (zone)
        rc = record_load(op, &noun_zone, zone, "zone", &out->about, error);
    else if (org)
        rc = record_load(op, &noun_org, org, "org", &out->about, error);
    if (rc == ERR_OK && org)
        rc = org_covers(op->sql, &op->actor, out->about.id, &covers, error);
    /* What is the whole city's is not an organisation's to switch. */
    if (rc == ERR_OK && (!covers || (!org && op->actor.org[0])))
        rc = error_at(error, ERR_DENIED, "org",
                      "A mode is switched for the caller's own organisation and those below it.");
    return rc;
}

/* ---- Parameters, channels, priorities ---------------------------------------------------------
 */

static const json_t *scope_place(const struct scope *scope, json_t **made)
{
    *made = NULL;
    if (strcmp(scope->kind, "zone") != 0)
        return NULL;
    /* Any point of the zone: modes are laid over zones as a whole. */
    const json_t *ring =
        json_object_get(json_object_get(scope->about.doc, "polygon"), "coordinates");
    while (json_is_array(json_array_get(ring, 0)))
        ring = json_array_get(ring, 0);
    *made = json_pack("{s:f, s:f}", "lon", json_number_value(json_array_get(ring, 0)), "lat",
                      json_number_value(json_array_get(ring, 1)));
    return *made;
}

/* The values of before are what holds now, so that overlapping plans are seen as they are. */
static json_t *parameters(struct op *op, const struct contingency *plan, const struct mode *before)
{
    json_t *list = json_array();
    for (size_t i = 0; i < plan->parameters.n; i++) {
        const struct parameter_setting *setting = &plan->parameters.at[i];
        const struct parameter *one = catalog_parameter(op->ops->config.catalog, setting->id);
        json_t *row = json_pack(
            "{s:s, s:o, s:f, s:f}", "id", one->id, "name", needs_name(&one->name), "normal",
            mode_number(op, before, one->id, one->normal), "value", setting->value);
        if (one->unit)
            json_object_set_new(row, "unit", json_string(one->unit));
        json_array_append_new(list, row);
    }
    return list;
}

static json_t *channels(struct op *op, const struct contingency *plan)
{
    json_t *list = json_array();
    for (size_t i = 0; i < plan->channels.n; i++) {
        const struct channel_setting *setting = &plan->channels.at[i];
        const struct channel *one = catalog_channel(op->ops->config.catalog, setting->id);
        json_array_append_new(list, json_pack("{s:s, s:o, s:b}", "id", one->id, "name",
                                              needs_name(&one->name), "open", setting->open));
    }
    return list;
}

static json_t *priorities(const struct contingency *plan)
{
    json_t *list = json_array();
    for (size_t i = 0; i < plan->priorities.n; i++) {
        const struct priority_setting *setting = &plan->priorities.at[i];
        json_t *services = json_array();
        for (size_t k = 0; k < setting->services.n; k++)
            json_array_append_new(services, json_string(setting->services.at[k]));
        json_array_append_new(
            list, json_pack("{s:o, s:I}", "services", services, "more", (json_int_t)setting->more));
    }
    return list;
}

static json_t *measures(const struct contingency *plan)
{
    json_t *list = json_array();
    for (size_t i = 0; i < plan->measures.n; i++)
        json_array_append_new(list, json_pack("{s:s, s:o}", "id", plan->measures.at[i].id, "name",
                                              needs_name(&plan->measures.at[i].name)));
    return list;
}

/* ---- Reserve vehicles and organisations -------------------------------------------------------
 */

struct gathering {
    const struct contingency *plan;
    const struct scope *scope;
    json_t *list;
};

static enum err in_scope(struct op *op, const struct scope *scope, const char *org, bool *is_in,
                         struct error *error)
{
    struct actor above = {0};
    *is_in = strcmp(scope->kind, "org") != 0;
    if (*is_in || !org[0])
        return ERR_OK;
    memcpy(above.org, scope->about.id, sizeof above.org);
    return org_covers(op->sql, &above, org, is_in, error);
}

static enum err add_vehicle(struct op *op, struct record *vehicle, void *context,
                            struct error *error)
{
    struct gathering *to = context;
    const char *kind = json_text(vehicle->doc, "kind", "");
    bool wanted = false, is_in = false;
    for (size_t i = 0; i < to->plan->reserves.n; i++)
        wanted |= strcmp(to->plan->reserves.at[i], kind) == 0;
    enum err rc = wanted ? in_scope(op, to->scope, vehicle->org, &is_in, error) : ERR_OK;
    if (rc == ERR_OK && wanted && is_in)
        json_array_append_new(to->list,
                              json_pack("{s:s, s:s, s:s}", "id", vehicle->id, "plate",
                                        json_text(vehicle->doc, "plate", ""), "kind", kind));
    return rc;
}

static int64_t shift_ms(const struct contingency *plan)
{
    return (int64_t)(contingency_value(plan, "shift_length_h", 0) * 3600 * 1000);
}

/* A crew at work now whose shift would end before the pattern's does. */
static enum err add_crew(struct op *op, struct record *crew, void *context, struct error *error)
{
    struct gathering *to = context;
    int64_t length_ms = shift_ms(to->plan);
    const json_t *shift = json_object_get(crew->doc, "shift");
    int64_t from_ms = op_time_of(shift, "from", INT64_MAX),
            until_ms = op_time_of(shift, "until", INT64_MIN),
            longer_ms = from_ms < INT64_MAX ? from_ms + length_ms : 0;
    bool is_in = false;
    if (from_ms > op->now_ms || until_ms <= op->now_ms || longer_ms <= until_ms)
        return ERR_OK;
    enum err rc = in_scope(op, to->scope, crew->org, &is_in, error);
    if (rc != ERR_OK || !is_in)
        return rc;
    json_t *row =
        json_pack("{s:s, s:O?, s:O}", "id", crew->id, "name", json_object_get(crew->doc, "name"),
                  "was", json_object_get(shift, "until"));
    op_set_time(op, row, "until", longer_ms);
    json_array_append_new(to->list, row);
    return ERR_OK;
}

static enum err add_org(struct op *op, struct record *org, void *context, struct error *error)
{
    struct gathering *to = context;
    for (size_t i = 0; i < to->plan->acknowledge.n; i++) {
        const struct acknowledge_rule *rule = &to->plan->acknowledge.at[i];
        bool is_in = false;
        if (strcmp(rule->kind, json_text(org->doc, "kind", "")) != 0)
            continue;
        enum err rc = in_scope(op, to->scope, org->id, &is_in, error);
        if (rc != ERR_OK || !is_in)
            return rc;
        json_t *row = json_pack("{s:s, s:O, s:n, s:b}", "org", org->id, "name",
                                json_object_get(org->doc, "name"), "at", "late", 0);
        op_set_time(op, row, "due_at", op->now_ms + rule->within_min * 60000);
        json_array_append_new(to->list, row);
    }
    return ERR_OK;
}

enum { GATHERED_MAX = 1000 };

static enum err gather(struct op *op, const struct noun *noun, const char *where,
                       record_visit *visit, struct gathering *to, struct error *error)
{
    enum err rc = record_each(op, noun, where, SQL_NONE, visit, to, error);
    if (rc == ERR_OK && json_array_size(to->list) > GATHERED_MAX)
        rc =
            error_set(error, ERR_LIMIT, "A mode reaches at most %d %ss.", GATHERED_MAX, noun->name);
    return rc;
}

enum err mode_effects(struct op *op, const struct contingency *plan, const struct scope *scope,
                      json_t *into, struct error *error)
{
    struct mode before;
    json_t *made = NULL;
    const char *org = strcmp(scope->kind, "org") == 0 ? scope->about.id : "";
    enum err rc = mode_of(op, org, scope_place(scope, &made), &before, error);
    json_decref(made);
    struct gathering vehicles = {plan, scope, op_keep(op, json_array())},
                     orgs = {plan, scope, op_keep(op, json_array())},
                     crews = {plan, scope, op_keep(op, json_array())};
    if (rc == ERR_OK)
        rc = gather(op, &noun_vehicle, "status = 'reserve' ORDER BY id", add_vehicle, &vehicles,
                    error);
    if (rc == ERR_OK)
        rc = gather(op, &noun_org, "1 = 1 ORDER BY path", add_org, &orgs, error);
    if (rc == ERR_OK && plan->roster.pattern)
        rc = gather(op, &noun_crew, "state <> 'off' ORDER BY id", add_crew, &crews, error);
    if (rc != ERR_OK)
        return rc;
    json_object_set_new(into, "measures", measures(plan));
    json_object_set_new(into, "parameters", parameters(op, plan, &before));
    json_object_set_new(into, "channels", channels(op, plan));
    json_object_set_new(into, "priorities", priorities(plan));
    json_object_set(into, "vehicles", vehicles.list);
    json_object_set(into, "acknowledgements", orgs.list);
    if (plan->roster.pattern)
        json_object_set_new(into, "roster",
                            json_pack("{s:s, s:o, s:f, s:O}", "pattern", plan->roster.pattern,
                                      "name", needs_name(&plan->roster.name), "shift_h",
                                      contingency_value(plan, "shift_length_h", 0), "crews",
                                      crews.list));
    return ERR_OK;
}
