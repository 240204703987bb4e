/*
 * The map of responsibility: every place resolves to one named person. What names the site itself
 * counts before any area, of areas the smallest one, of equal ones the older. When the person
 * cannot work, the first substitute who can stands in.
 */
#include <string.h>

#include "base/arena.h"
#include "base/map.h"
#include "base/vec.h"
#include "geo/geojson.h"
#include "ops/ops_int.h"

enum { GAPS_MAX = 1000 };

const struct noun noun_responsibility = {
    .name = "responsibility",
    .table = "responsibility",
    .columns = {{"person", "person", COLUMN_TEXT},
                {"site", "site", COLUMN_TEXT},
                {"is_open", "open", COLUMN_NUMBER},
                {"size_m2", "_size_m2", COLUMN_NUMBER}},
};

/* ---- Making -----------------------------------------------------------------------------------
 */

static enum err set_area(struct op *op, json_t *doc, struct error *error)
{
    const json_t *polygon = json_object_get(doc, "polygon");
    struct arena *arena = arena_new();
    struct area area;
    if (!polygon) {
        arena_free(arena);
        return ERR_OK;
    }
    enum err rc = geojson_read_area(arena, polygon, &area, error);
    if (rc == ERR_OK)
        json_object_set_new(doc, "_size_m2", json_integer((json_int_t)area_size_m2(&area)));
    else
        error_prefix(error, "polygon.");
    arena_free(arena);
    (void)op;
    return rc;
}

static enum err check_people(struct op *op, struct error *error)
{
    enum err rc = op_refers(op, op->args, "person", &noun_person, error);
    size_t i;
    json_t *each;
    json_array_foreach(json_object_get(op->args, "substitutes"), i, each)
    {
        struct record person;
        if (rc == ERR_OK)
            rc = record_load(op, &noun_person, json_string_value(each), "substitutes", &person,
                             error);
    }
    return rc;
}

static enum err check_site_free(struct op *op, const char *site, struct error *error)
{
    int64_t n = 0;
    enum err rc =
        sql_ask_i64(op->sql, "SELECT count(*) FROM responsibility WHERE site = ? AND is_open = 1",
                    SQL_ARGS(sql_text(site)), 0, &n, error);
    if (rc == ERR_OK && n)
        rc = error_at(error, ERR_EXISTS, "site", "Somebody answers for this site already.");
    return rc;
}

enum err op_responsibility_create(struct op *op, struct error *error)
{
    const char *org, *site = json_text(op->args, "site", NULL);
    enum err rc = op_org(op, &org, error);
    if (rc == ERR_OK && !site == !json_object_get(op->args, "polygon"))
        rc = error_at(error, ERR_INVALID, "site", "Name a site or draw an area.");
    if (rc == ERR_OK)
        rc = check_people(op, error);
    if (rc == ERR_OK)
        rc = op_refers(op, op->args, "site", &noun_site, error);
    if (rc == ERR_OK && site)
        rc = check_site_free(op, site, error);
    if (rc != ERR_OK)
        return rc;
    struct record one = record_new(op, &noun_responsibility, org);
    op_copy_args(op, one.doc, "name", "person", "substitutes", "site", "polygon", "note", NULL);
    op_default(one.doc, "substitutes", json_array());
    json_object_set_new(one.doc, "open", json_true());
    rc = set_area(op, one.doc, error);
    return rc == ERR_OK ? op_created(op, &one, error) : rc;
}

enum err op_responsibility_update(struct op *op, struct error *error)
{
    enum err rc = check_people(op, error);
    if (rc != ERR_OK)
        return rc;
    op_copy_args(op, op->target.doc, "name", "person", "substitutes", "note", NULL);
    return op_changed(op, &op->target, "updated", NULL, error);
}

enum err op_responsibility_end(struct op *op, struct error *error)
{
    if (!json_flag(op->target.doc, "open", false))
        return error_set(error, ERR_STATE, "It has ended already.");
    json_object_set_new(op->target.doc, "open", json_false());
    return op_changed(op, &op->target, "ended", NULL, error);
}

enum err op_responsibility_list(struct op *op, struct error *error)
{
    return op_list(op, &noun_responsibility, error);
}

/* ---- Resolving --------------------------------------------------------------------------------
 */

struct claim {
    struct record record;
    struct area area; /* no polygons: of a site */
};

struct map_of_claims {
    struct arena *arena;
    VEC(struct claim) areas; /* smallest first */
    struct map sites;        /* site -> index + 1 into `named` */
    VEC(struct record) named;
};

static enum err add_claim(struct op *op, struct record *record, void *context, struct error *error)
{
    (void)op;
    struct map_of_claims *all = context;
    const char *site = json_text(record->doc, "site", NULL);
    if (site) {
        vec_push(&all->named, *record);
        map_set(&all->sites, sv_of(site), (void *)(uintptr_t)all->named.n);
        return ERR_OK;
    }
    struct claim *claim = vec_add(&all->areas);
    claim->record = *record;
    return geojson_read_area(all->arena, json_object_get(record->doc, "polygon"), &claim->area,
                             error);
}

static enum err claims_open(struct op *op, struct map_of_claims *all, struct error *error)
{
    *all = (struct map_of_claims){.arena = arena_new()};
    return record_each(op, &noun_responsibility, "is_open = 1 ORDER BY size_m2, id", SQL_NONE,
                       add_claim, all, error);
}

static void claims_close(struct map_of_claims *all)
{
    vec_free(&all->areas);
    vec_free(&all->named);
    map_free(&all->sites);
    arena_free(all->arena);
}

static const struct record *claim_of(const struct map_of_claims *all, const char *site,
                                     struct point at)
{
    uintptr_t index = (uintptr_t)map_get(&all->sites, sv_of(site ? site : ""));
    if (index)
        return &all->named.at[index - 1];
    for (size_t i = 0; i < all->areas.n; i++) {
        if (area_contains(&all->areas.at[i].area, at))
            return &all->areas.at[i].record;
    }
    return NULL;
}

/* The person, or the first substitute who can work when the person cannot. */
static enum err who(struct op *op, const struct record *claim, struct record *out, bool *stands_in,
                    struct error *error)
{
    struct record other;
    size_t i;
    json_t *each;
    *stands_in = false;
    enum err rc =
        record_load(op, &noun_person, json_text(claim->doc, "person", ""), "person", out, error);
    if (rc != ERR_OK || strcmp(json_text(out->doc, "status", ""), "available") == 0)
        return rc;
    json_array_foreach(json_object_get(claim->doc, "substitutes"), i, each)
    {
        if (rc == ERR_OK && !*stands_in)
            rc = record_load(op, &noun_person, json_string_value(each), "substitutes", &other,
                             error);
        if (rc == ERR_OK && !*stands_in &&
            strcmp(json_text(other.doc, "status", ""), "available") == 0) {
            *out = other;
            *stands_in = true;
        }
    }
    return rc;
}

static enum err answer_who(struct op *op, const struct record *claim, struct error *error)
{
    struct record person;
    bool stands_in = false;
    enum err rc = who(op, claim, &person, &stands_in, error);
    if (rc != ERR_OK)
        return rc;
    json_t *json = json_pack("{s:s, s:s, s:b, s:b}", "responsibility", claim->id, "person",
                             person.id, "substitute", stands_in, "available",
                             strcmp(json_text(person.doc, "status", ""), "available") == 0);
    static const char *const keys[] = {"name", "label", "phone"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        json_t *value = json_object_get(person.doc, keys[i]);
        if (value)
            json_object_set(json, keys[i], value);
    }
    op_answer_json(op, json);
    return ERR_OK;
}

enum err op_responsibility_resolve(struct op *op, struct error *error)
{
    struct map_of_claims all;
    const char *site = json_text(op->args, "site", NULL);
    const json_t *place = op->args;
    struct record record;
    enum err rc = ERR_OK;
    if (site) {
        rc = record_load(op, &noun_site, site, "site", &record, error);
        place = rc == ERR_OK ? json_object_get(record.doc, "place") : NULL;
    }
    if (rc != ERR_OK)
        return rc;
    rc = claims_open(op, &all, error);
    const struct record *claim =
        rc == ERR_OK
            ? claim_of(&all, site,
                       (struct point){json_f64(place, "lon", 0), json_f64(place, "lat", 0)})
            : NULL;
    if (rc == ERR_OK && !claim)
        rc = error_at(error, ERR_NOT_FOUND, "site", "Nobody answers for this place.");
    if (rc == ERR_OK)
        rc = answer_who(op, claim, error);
    claims_close(&all);
    return rc;
}

/* ---- Gaps -------------------------------------------------------------------------------------
 */

struct checking {
    struct map_of_claims all;
    json_t *gaps;
    int64_t sites, resolved;
};

static enum err check_site(struct op *op, struct record *site, void *context, struct error *error)
{
    struct checking *checking = context;
    const json_t *place = json_object_get(site->doc, "place");
    bool covers = false;
    enum err rc = org_covers(op->sql, &op->actor, site->org, &covers, error);
    if (rc != ERR_OK || !covers)
        return rc;
    checking->sites++;
    if (claim_of(&checking->all, site->id,
                 (struct point){json_f64(place, "lon", 0), json_f64(place, "lat", 0)})) {
        checking->resolved++;
        return ERR_OK;
    }
    if (json_array_size(checking->gaps) < GAPS_MAX)
        json_array_append_new(checking->gaps,
                              json_pack("{s:s, s:O?, s:s}", "site", site->id, "name",
                                        json_object_get(site->doc, "name"), "address",
                                        json_text(site->doc, "address", "")));
    return ERR_OK;
}

enum err op_responsibility_gaps(struct op *op, struct error *error)
{
    struct checking checking = {.gaps = op_keep(op, json_array())};
    enum err rc = claims_open(op, &checking.all, error);
    if (rc == ERR_OK)
        rc = record_each(op, &noun_site, "kind = COALESCE(?, kind) ORDER BY id",
                         SQL_ARGS(sql_text(json_text(op->args, "kind", NULL))), check_site,
                         &checking, error);
    claims_close(&checking.all);
    if (rc == ERR_OK)
        op_answer_json(op,
                       json_pack("{s:I, s:I, s:O}", "sites", (json_int_t)checking.sites, "resolved",
                                 (json_int_t)checking.resolved, "gaps", checking.gaps));
    return rc;
}
