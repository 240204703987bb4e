/* Steps of a checklist that are hand-overs of a chain of custody. */
#include <string.h>

#include "ops/manifest_int.h"
#include "ops/visit_int.h"

/* The crew of the visit, and the vehicle it is on, as parties of a manifest. */
struct hands {
    json_t *crew, *vehicle; /* the second may be NULL; the op keeps both */
};

static enum err hands_of(struct op *op, struct hands *out, struct error *error)
{
    struct record crew;
    enum err rc =
        record_load(op, &noun_crew, json_text(op->target.doc, "crew", ""), "crew", &crew, error);
    if (rc != ERR_OK)
        return rc;
    const char *vehicle = json_text(crew.doc, "vehicle", NULL);
    out->crew = op_keep(op, json_pack("{s:s}", "crew", crew.id));
    out->vehicle = vehicle ? op_keep(op, json_pack("{s:s}", "vehicle", vehicle)) : NULL;
    return ERR_OK;
}

static bool is_hand(const struct hands *hands, const json_t *party)
{
    return party && (json_equal(party, hands->crew) || json_equal(party, hands->vehicle));
}

/* What went to (or from) these hands, over all entries of the history. */
static struct amount carried(const json_t *manifest, const struct hands *hands, const char *end)
{
    struct amount sum = {0, 0};
    size_t i, k;
    json_t *entry, *line;
    json_array_foreach(json_object_get(manifest, "history"), i, entry)
    {
        const char *what = json_text(entry, "what", "");
        bool moved = strcmp(what, "handed_over") == 0 || strcmp(what, "received") == 0;
        if (!moved || !is_hand(hands, json_object_get(entry, end)))
            continue;
        json_array_foreach(json_object_get(entry, "lines"), k, line)
        {
            struct amount amount = amount_of(line);
            sum.packages += amount.packages;
            sum.grams += amount.grams;
        }
    }
    return sum;
}

static enum err check_manifest(struct op *op, const struct record *manifest,
                               const struct record *job, const struct step *declared,
                               struct error *error)
{
    const char *number = json_text(manifest->doc, "number", "");
    const char *kind = json_text(manifest->doc, "kind", "");
    const char *other = json_text(manifest->doc, "job", job->id);
    bool covers = false;
    enum err rc = org_covers(op->sql, &op->actor, manifest->org, &covers, error);
    if (rc != ERR_OK)
        return rc;
    if (!covers)
        return error_at(error, ERR_DENIED, "value",
                        "The manifest belongs to another organisation.");
    if (strcmp(kind, declared->custody) != 0)
        return error_at(error, ERR_RULE, "value",
                        "%.40s is a manifest of %.40s; this step needs %s.", number, kind,
                        declared->custody);
    if (strcmp(other, job->id) != 0)
        return error_at(error, ERR_RULE, "value", "%.40s belongs to another work order.", number);
    return ERR_OK;
}

/* The crew took something over; or it has given all away. */
static enum err check_hands(struct op *op, const struct record *manifest,
                            const struct step *declared, struct amount *moved, struct error *error)
{
    struct hands hands;
    struct book book;
    bool in = declared->kind == STEP_MANIFEST_IN;
    const char *number = json_text(manifest->doc, "number", "");
    enum err rc = hands_of(op, &hands, error);
    if (rc == ERR_OK)
        rc = book_open(op, manifest->doc, op->now_ms, &book, error);
    if (rc != ERR_OK)
        return rc;
    *moved = carried(manifest->doc, &hands, in ? "to" : "from");
    if (moved->packages == 0 && moved->grams == 0)
        return error_at(error, ERR_RULE, "value", "%.40s: nothing of it was %s this crew.", number,
                        in ? "handed over to" : "handed over by");
    if (!in && (book_holds(&book, hands.crew, NULL) ||
                (hands.vehicle && book_holds(&book, hands.vehicle, NULL))))
        return error_at(error, ERR_RULE, "value",
                        "%.40s: part of it is still with this crew; as many go off as came on.",
                        number);
    return ERR_OK;
}

enum err visit_custody(struct op *op, const struct record *job, const struct step *declared,
                       const json_t *value, json_t *step, struct error *error)
{
    struct record manifest;
    struct amount moved;
    enum err rc = ERR_OK;
    if (!record_find(op, &noun_manifest, "number", json_string_value(value), &manifest, &rc, error))
        return rc == ERR_OK ? error_at(error, ERR_NOT_FOUND, "value", "There is no manifest %.40s.",
                                       json_string_value(value))
                            : rc;
    rc = check_manifest(op, &manifest, job, declared, error);
    if (rc == ERR_OK)
        rc = check_hands(op, &manifest, declared, &moved, error);
    if (rc != ERR_OK)
        return rc;
    const struct custody_kind *kind = catalog_custody(op->ops->config.catalog, declared->custody);
    json_object_set_new(step, "carried",
                        kind && kind->weight ? kg_of(moved.grams) : json_integer(moved.packages));
    if (json_object_get(manifest.doc, "job"))
        return ERR_OK;
    json_object_set_new(manifest.doc, "job", json_string(job->id));
    return record_save(op, &manifest, error);
}
