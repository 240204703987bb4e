/* What the catalog says, for forms and maps. */
#include <string.h>

#include "catalog/catalog.h"
#include "ops/dispatch_int.h"
#include "ops/needs_int.h"

static json_t *part_of(const json_t *pack, const char *key)
{
    json_t *part = json_object_get(pack, key);
    return part ? json_incref(part) : json_array();
}

enum err service_json(struct op *op, const struct service *service, bool whole, json_t **out,
                      struct error *error)
{
    const char *mode;
    enum err rc = dispatch_mode(op, service, &mode, error);
    if (rc != ERR_OK)
        return rc;
    json_t *pack = catalog_service_json(service);
    *out = json_pack("{s:s, s:o, s:o, s:s, s:b, s:o, s:o, s:o}", "id", service->id, "title",
                     needs_name(&service->name), "version",
                     json_sprintf("%lld", (long long)service->version), "dispatch", mode,
                     "residents", service->residents, "form", part_of(pack, "form"), "script",
                     part_of(pack, "script"), "steps", part_of(pack, "steps"));
    if (whole)
        json_object_set(*out, "pack", pack);
    json_decref(pack);
    return ERR_OK;
}

enum err op_service_list(struct op *op, struct error *error)
{
    const struct catalog *catalog = op->ops->config.catalog;
    json_t *items = op_keep(op, json_array());
    enum err rc = ERR_OK;
    for (size_t i = 0; catalog && rc == ERR_OK && i < catalog_services(catalog); i++) {
        json_t *shown = NULL;
        rc = service_json(op, catalog_service_at(catalog, i), false, &shown, error);
        if (rc == ERR_OK)
            json_array_append_new(items, shown);
    }
    if (rc == ERR_OK)
        op_answer_json(op, json_pack("{s:O, s:n}", "items", items, "next"));
    return rc;
}

enum err op_service_get(struct op *op, struct error *error)
{
    const struct catalog *catalog = op->ops->config.catalog;
    const char *id = json_text(op->args, "id", "");
    const struct service *service = catalog ? catalog_service(catalog, id) : NULL;
    json_t *shown = NULL;
    if (!service)
        return error_at(error, ERR_NOT_FOUND, "id", "The catalog has no service %.80s.", id);
    enum err rc = service_json(op, service, true, &shown, error);
    if (rc == ERR_OK)
        op_answer_json(op, shown);
    return rc;
}

static json_t *policy_json(const struct policy *policy)
{
    json_t *pack = catalog_policy_json(policy);
    json_t *shown = json_pack("{s:s, s:o, s:o}", "id", policy->id, "title",
                              needs_name(&policy->name), "levels", part_of(pack, "levels"));
    json_decref(pack);
    if (policy->from)
        json_object_set_new(shown, "from", json_string(policy->from));
    json_object_set_new(shown, "until", policy->until ? json_string(policy->until) : json_null());
    return shown;
}

enum err op_policy_list(struct op *op, struct error *error)
{
    (void)error;
    const struct catalog *catalog = op->ops->config.catalog;
    json_t *items = json_array();
    for (size_t i = 0; catalog && i < catalog_policies(catalog); i++)
        json_array_append_new(items, policy_json(catalog_policy_at(catalog, i)));
    op_answer_json(op, json_pack("{s:o, s:n}", "items", items, "next"));
    return ERR_OK;
}

/* One list of all kinds; a term's kind is named as its list in packs/terms.yaml is. */
enum err op_term_list(struct op *op, struct error *error)
{
    (void)error;
    const struct catalog *catalog = op->ops->config.catalog;
    json_t *items = json_array(), *terms = catalog ? catalog_terms_json(catalog) : json_object();
    const char *kind;
    json_t *list, *term;
    size_t i;
    json_object_foreach(terms, kind, list)
    {
        json_array_foreach(list, i, term)
        {
            json_object_set_new(term, "kind", json_string(kind));
            json_array_append(items, term);
        }
    }
    json_decref(terms);
    op_answer_json(op, json_pack("{s:o, s:n}", "items", items, "next"));
    return ERR_OK;
}
