/* Masking, sealing and showing. */
#include "ops/privacy_int.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "catalog/catalog.h"
#include "ops/attachment_int.h"
#include "ops/privacy_part_int.h"
#include "ops/seal_int.h"
#include "ops/visit_int.h"

/* ---- Which fields ------------------------------------------------------------------------------
 */

/* The sensitive questions of the service that a request is about. */
static enum err each_answer(struct privacy_walk *walk, json_t *doc, const struct privacy_rule *rule,
                            struct error *error)
{
    const struct service *service =
        catalog_service(walk->op->ops->config.catalog, json_text(doc, "service", ""));
    enum err rc = ERR_OK;
    for (size_t i = 0; rc == ERR_OK && service && i < service->form.n; i++) {
        struct privacy_spot spot = {rule, json_object_get(doc, "answers"), service->form.at[i].id,
                                    ""};
        if (!service->form.at[i].sensitive || !spot.parent)
            continue;
        snprintf(spot.path, sizeof spot.path, "answers.%s", spot.key);
        rc = walk->visit(walk, &spot, error);
    }
    return rc;
}

static bool is_personal_step(const char *kind)
{
    static const char *const kinds[] = {"text", "photo", "signature"};
    bool found = false;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        found |= strcmp(kinds[i], kind) == 0;
    return found;
}

/* What was written, signed and photographed at somebody's. */
static enum err each_step(struct privacy_walk *walk, json_t *doc, const struct privacy_rule *rule,
                          struct error *error)
{
    enum err rc = ERR_OK;
    size_t i;
    json_t *step;
    json_array_foreach(json_object_get(doc, "steps"), i, step)
    {
        struct privacy_spot spot = {rule, step, "value", ""};
        snprintf(spot.path, sizeof spot.path, "steps.%s", json_text(step, "code", ""));
        if (rc == ERR_OK && json_object_get(step, "value") &&
            is_personal_step(json_text(step, "kind", "")))
            rc = walk->visit(walk, &spot, error);
    }
    return rc;
}

/* A field of the doc, or of an object in it ("feedback.comment"). */
static enum err one_field(struct privacy_walk *walk, json_t *doc, const struct privacy_rule *rule,
                          const char *field, struct error *error)
{
    const char *dot = strchr(field, '.');
    char name[96];
    snprintf(name, sizeof name, "%.*s", dot ? (int)(dot - field) : 0, field);
    struct privacy_spot spot = {rule, dot ? json_object_get(doc, name) : doc, dot ? dot + 1 : field,
                                ""};
    snprintf(spot.path, sizeof spot.path, "%s", field);
    return spot.parent ? walk->visit(walk, &spot, error) : ERR_OK;
}

/* A part that lies in many places: for the visit it stands under its name, as one value. */
static enum err one_part(struct privacy_walk *walk, json_t *doc, const struct privacy_rule *rule,
                         const char *field, struct error *error)
{
    const char *noun = rule->noun;
    if (!part_applies(walk->op, noun, doc))
        return ERR_OK;
    struct privacy_spot spot = {rule, doc, field, ""};
    json_t *part = part_take(walk->op, noun, doc);
    snprintf(spot.path, sizeof spot.path, "%s", field);
    if (json_object_size(part))
        json_object_set(doc, field, part);
    json_decref(part);
    enum err rc = walk->visit(walk, &spot, error);
    if (json_object_get(doc, field))
        part_give(walk->op, noun, doc, json_object_get(doc, field));
    json_object_del(doc, field);
    return rc;
}

static enum err each_of_rule(struct privacy_walk *walk, json_t *doc,
                             const struct privacy_rule *rule, struct error *error)
{
    enum err rc = ERR_OK;
    for (size_t k = 0; rc == ERR_OK && k < rule->fields.n; k++) {
        const char *field = rule->fields.at[k];
        if (strcmp(field, "answers") == 0)
            rc = each_answer(walk, doc, rule, error);
        else if (strcmp(field, "steps") == 0)
            rc = each_step(walk, doc, rule, error);
        else if (is_part(rule->noun, field))
            rc = one_part(walk, doc, rule, field, error);
        else
            rc = one_field(walk, doc, rule, field, error);
    }
    return rc;
}

enum err privacy_each(struct privacy_walk *walk, json_t *doc, struct error *error)
{
    const struct catalog *catalog = walk->op->ops->config.catalog;
    enum err rc = ERR_OK;
    for (size_t i = 0; i < catalog_privacy_rules(catalog); i++) {
        const struct privacy_rule *rule = catalog_privacy_rule_at(catalog, i);
        if (rc == ERR_OK && strcmp(rule->noun, walk->record->noun->name) == 0)
            rc = each_of_rule(walk, doc, rule, error);
    }
    return rc;
}

bool privacy_applies(const struct op *op, const struct record *record)
{
    const struct catalog *catalog = op->ops->config.catalog;
    const char *noun = record->noun->name;
    for (size_t i = 0; i < catalog_privacy_rules(catalog); i++) {
        const struct privacy_rule *rule = catalog_privacy_rule_at(catalog, i);
        for (size_t k = 0; strcmp(rule->noun, noun) == 0 && k < rule->fields.n; k++) {
            if (!is_part(noun, rule->fields.at[k]) || part_applies(op, noun, record->doc))
                return true;
        }
    }
    return false;
}

static bool is_column(const struct noun *noun, const char *path)
{
    for (const struct column *column = noun->columns; column->name; column++) {
        if (strcmp(column->field, path) == 0)
            return true;
    }
    return false;
}

/* ---- Masking -----------------------------------------------------------------------------------
 */

/* How the caller sees what a rule guards without asking; NULL: not at all. */
static const struct privacy_sight *sight_of(const struct op *op, const struct privacy_rule *rule)
{
    for (size_t i = 0; i < rule->seen_by.n; i++) {
        const struct privacy_sight *sight = &rule->seen_by.at[i];
        if (strcmp(sight->role, role_name(op->actor.role)) == 0)
            return sight->asks ? NULL : sight;
    }
    return NULL;
}

/* A place to a hundredth of a degree, about a kilometre: the part of town, not the door. */
static json_t *coarse_place(const json_t *place)
{
    static const char *const keys[] = {"lon", "lat"};
    json_t *coarse = json_object();
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const json_t *degrees = json_object_get(place, keys[i]);
        if (json_is_number(degrees))
            json_object_set_new(coarse, keys[i],
                                json_real(round(json_number_value(degrees) * 100.0) / 100.0));
    }
    return coarse;
}

static bool is_unavailable(const char *status)
{
    return strcmp(status, "ill") == 0 || strcmp(status, "isolated") == 0;
}

/* What is left of a text: of a phone number the last digits, of a name the first character. */
static json_t *masked_text(const char *key, const char *text)
{
    size_t n = strlen(text), first = 1;
    if (strcmp(key, "status") == 0)
        return json_string(is_unavailable(text) ? "away" : text);
    if (strcmp(key, "phone") == 0)
        return json_sprintf("****%s", n > 4 ? text + n - 4 : "");
    while (first < n && ((unsigned char)text[first] & 0xc0) == 0x80)
        first++;
    return json_sprintf("%.*s**", (int)(n ? first : 0), text);
}

static json_t *masked(const char *key, const json_t *value)
{
    if (json_is_string(value))
        return masked_text(key, json_string_value(value));
    if (!json_is_object(value))
        return NULL;
    json_t *object = json_object(), *part;
    const char *name;
    json_object_foreach((json_t *)value, name, part)
    {
        json_t *left = masked(name, part);
        if (left)
            json_object_set_new(object, name, left);
    }
    return object;
}

/* What is left for those who may not see it; NULL: nothing. */
static json_t *left_of(const struct privacy_spot *spot, const json_t *value)
{
    if (spot->rule->matter == MATTER_LOCATION)
        return json_is_object(value) ? coarse_place(value) : NULL;
    return masked(spot->key, value);
}

json_t *privacy_masked_name(const json_t *name)
{
    return masked("name", name);
}

/* ---- Sealing -----------------------------------------------------------------------------------
 */

/* What is searched by stays a column, of which the row says no more than everybody is shown; what
 * says nothing about anybody's health is not sealed. */
static enum err seal_column(struct privacy_walk *walk, struct privacy_spot *spot,
                            const struct seal *seal, struct error *error)
{
    json_t *value = json_object_get(spot->parent, spot->key);
    json_t *left = masked(spot->key, value);
    enum err rc = ERR_OK;
    if (!left || json_equal(left, value)) {
        rc = seal_take(walk->op, seal, error);
    } else {
        char *text = json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT);
        rc = seal_put(walk->op, seal, text, error);
        free(text);
        json_object_set(spot->parent, spot->key, left);
    }
    json_decref(left);
    return rc;
}

static enum err seal_one(struct privacy_walk *walk, struct privacy_spot *spot, struct error *error)
{
    const struct record *record = walk->record;
    json_t *value = json_object_get(spot->parent, spot->key);
    const struct seal seal = {record->noun->name, record->id, spot->path, spot->rule->id};
    if (is_column(record->noun, spot->path))
        return seal_column(walk, spot, &seal, error);
    /* What was taken out of the doc must not come back from where it lay. */
    if (!value)
        return seal_take(walk->op, &seal, error);
    char *text = json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT);
    enum err rc = seal_put(walk->op, &seal, text, error);
    free(text);
    json_object_del(spot->parent, spot->key);
    return rc;
}

enum err privacy_seal(struct op *op, const struct record *record, json_t **stored,
                      struct error *error)
{
    *stored = json_incref(record->doc);
    if (!privacy_applies(op, record))
        return ERR_OK;
    json_decref(*stored);
    *stored = json_deep_copy(record->doc);
    struct privacy_walk walk = {.op = op, .record = record, .visit = seal_one};
    return privacy_each(&walk, *stored, error);
}

static void put_back(const char *path, struct sv text, void *context)
{
    json_t *doc = context, *parent = doc;
    const char *dot = strchr(path, '.'), *key = dot ? dot + 1 : path;
    char name[96];
    snprintf(name, sizeof name, "%.*s", dot ? (int)(dot - path) : 0, path);
    if (dot && strcmp(name, "steps") == 0) {
        parent = visit_step(doc, key);
        key = "value";
    } else if (dot) {
        parent = json_object_get(doc, name);
    }
    json_t *value = json_loadb(text.at, text.n, JSON_DECODE_ANY, NULL);
    if (parent && value)
        json_object_set(parent, key, value);
    json_decref(value);
}

/* The parts that were put back under their names go to their places. */
static void spread_parts(struct op *op, struct record *record)
{
    const struct catalog *catalog = op->ops->config.catalog;
    const char *noun = record->noun->name;
    for (size_t i = 0; i < catalog_privacy_rules(catalog); i++) {
        const struct privacy_rule *rule = catalog_privacy_rule_at(catalog, i);
        for (size_t k = 0; strcmp(rule->noun, noun) == 0 && k < rule->fields.n; k++) {
            json_t *part = json_object_get(record->doc, rule->fields.at[k]);
            if (!part || !is_part(noun, rule->fields.at[k]))
                continue;
            part_give(op, noun, record->doc, part);
            json_object_del(record->doc, rule->fields.at[k]);
        }
    }
}

enum err privacy_unseal(struct op *op, struct record *record, struct error *error)
{
    if (!privacy_applies(op, record))
        return ERR_OK;
    enum err rc = seal_each(op, record->noun->name, record->id, put_back, record->doc, error);
    spread_parts(op, record);
    return rc;
}

/* ---- Showing -----------------------------------------------------------------------------------
 */

static enum err mask_one(struct privacy_walk *walk, struct privacy_spot *spot, struct error *error)
{
    (void)error;
    json_t *value = json_object_get(spot->parent, spot->key);
    const struct privacy_sight *sight = sight_of(walk->op, spot->rule);
    if (!value || (strcmp(spot->key, "status") == 0 && !is_unavailable(json_string_value(value))))
        return ERR_OK;
    if (sight && (sight->standing || walk->whole))
        return privacy_note(walk->op, walk->record, spot->path, sight, error);
    json_t *left = left_of(spot, value);
    if (left)
        json_object_set_new(spot->parent, spot->key, left);
    else
        json_object_del(spot->parent, spot->key);
    json_array_append_new(walk->context, json_string(spot->path));
    return ERR_OK;
}

/* The program itself, and who asked for something themselves, see it as it is. */
static bool sees_all(const struct op *op, const struct record *record)
{
    bool own = op->actor.id[0] && strcmp(json_text(record->doc, "_by_user", ""), op->actor.id) == 0;
    return op->actor.role == ROLE_SYSTEM || (own && op->actor.role == ROLE_RESIDENT);
}

enum err privacy_mask(struct op *op, const struct record *record, json_t *shown,
                      struct error *error)
{
    static const char *const inner[] = {"answers", "steps", "feedback",   "lines",
                                        "values",  "rows",  "corrections"};
    if (!privacy_applies(op, record) || sees_all(op, record))
        return ERR_OK;
    bool whole = op->command->noun != NULL && op->command->kind == COMMAND_QUERY;
    json_t *list = json_array();
    struct privacy_walk walk = {
        .op = op, .record = record, .whole = whole, .visit = mask_one, .context = list};
    /* What is masked must not reach into the doc. */
    for (size_t i = 0; i < sizeof inner / sizeof *inner; i++) {
        json_t *object = json_object_get(shown, inner[i]);
        if (object)
            json_object_set_new(shown, inner[i], json_deep_copy(object));
    }
    enum err rc = privacy_each(&walk, shown, error);
    if (json_array_size(list))
        json_object_set(shown, "masked", list);
    json_decref(list);
    return rc;
}

void privacy_blank(const struct op *op, const char *noun, json_t *data)
{
    const struct catalog *catalog = op->ops->config.catalog;
    for (size_t i = 0; i < catalog_privacy_rules(catalog); i++) {
        const struct privacy_rule *rule = catalog_privacy_rule_at(catalog, i);
        for (size_t k = 0; strcmp(rule->noun, noun) == 0 && k < rule->fields.n; k++) {
            json_t *value = json_object_get(data, rule->fields.at[k]);
            if (value)
                json_object_set_new(data, rule->fields.at[k],
                                    rule->matter == MATTER_LOCATION && json_is_object(value)
                                        ? coarse_place(value)
                                        : json_pack("{s:b}", "sealed", 1));
        }
    }
}

json_t *privacy_step_value(const json_t *step)
{
    json_t *value = json_object_get(step, "value");
    bool kept = !is_personal_step(json_text(step, "kind", "")) ||
                (json_is_string(value) && is_attachment_name(json_string_value(value)));
    return kept ? json_incref(value) : json_pack("{s:b}", "sealed", 1);
}
