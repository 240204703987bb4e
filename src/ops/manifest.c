/* Chains of custody: manifests, their hand-overs, refusals, receipts, treatments and corrections.
 */
#include <string.h>

#include "ops/alarm_int.h"
#include "ops/attachment_int.h"
#include "ops/manifest_int.h"
#include "ops/mode_int.h"
#include "ops/privacy_int.h"
#include "ops/site_int.h"

enum { HISTORY_MAX = 400 };
#define YEAR_MS (366LL * 24 * 3600 * 1000)

/* ---- Showing ----------------------------------------------------------------------------------
 */

static enum err show(struct op *op, const struct record *record, json_t *doc, struct error *error)
{
    (void)error;
    const struct custody_kind *kind =
        catalog_custody(op->ops->config.catalog, json_text(doc, "kind", ""));
    struct amount sum = {0, 0};
    size_t i;
    json_t *line;
    json_array_foreach(json_object_get(record->doc, "lines"), i, line)
    {
        struct amount amount = book_sum(line);
        sum.packages += amount.packages;
        sum.grams += amount.grams;
    }
    json_object_set_new(doc, "packages", json_integer(sum.packages));
    json_object_set_new(doc, "kg", kg_of(sum.grams));
    json_object_set_new(doc, "overdue",
                        json_boolean(op_time_of(doc, "due_at", INT64_MAX) < op->now_ms));
    op_set_time(op, doc, "keep_until",
                op_time_of(doc, "created_at", op->now_ms) +
                    (kind ? kind->retention_years : 1) * YEAR_MS);
    return ERR_OK;
}

const struct noun noun_manifest = {
    .name = "manifest",
    .table = "manifest",
    .columns = {{"number", "number", COLUMN_TEXT},
                {"kind", "kind", COLUMN_TEXT},
                {"site", "site", COLUMN_TEXT},
                {"state", "state", COLUMN_TEXT},
                {"is_open", "open", COLUMN_NUMBER},
                {"due_ms", "due_at", COLUMN_TIME}},
    .newest_first = true,
    .show = show,
};

enum err op_manifest_get(struct op *op, struct error *error)
{
    return op_get(op, error);
}

enum err op_manifest_list(struct op *op, struct error *error)
{
    return op_list(op, &noun_manifest, error);
}

/* ---- What every entry has ---------------------------------------------------------------------
 */

static enum err check_party(struct op *op, const json_t *party, const char *field,
                            struct error *error)
{
    if (json_object_size(party) != 1)
        return error_at(error, ERR_INVALID, field,
                        "Name exactly one of site, crew, vehicle and person.");
    enum err rc = op_refers(op, party, "site", &noun_site, error);
    if (rc == ERR_OK)
        rc = op_refers(op, party, "crew", &noun_crew, error);
    if (rc == ERR_OK)
        rc = op_refers(op, party, "vehicle", &noun_vehicle, error);
    if (rc == ERR_OK)
        rc = op_refers(op, party, "person", &noun_person, error);
    if (rc != ERR_OK)
        error_prefix(error, field);
    return rc;
}

/* Crews sign for themselves and for the vehicle they are on. */
static enum err check_hand(struct op *op, const json_t *from, const json_t *to, struct error *error)
{
    if (op->actor.role != ROLE_CREW)
        return ERR_OK;
    struct record crew;
    enum err rc = record_load(op, &noun_crew, op->actor.crew, "crew", &crew, error);
    if (rc != ERR_OK)
        return rc;
    const char *vehicle = json_text(crew.doc, "vehicle", "-");
    const json_t *both[] = {from, to};
    for (size_t i = 0; i < 2; i++) {
        if (strcmp(json_text(both[i], "crew", ""), crew.id) == 0 ||
            strcmp(json_text(both[i], "vehicle", ""), vehicle) == 0)
            return ERR_OK;
    }
    return error_at(error, ERR_DENIED, "from", "A crew records what it gives or takes itself.");
}

/* A scanned pass must be the pass of somebody known: the code of their record. */
static enum err check_pass(struct op *op, json_t *signature, const char *field, struct error *error)
{
    struct record person;
    enum err rc = ERR_OK;
    const char *pass = json_text(signature, "pass", NULL);
    if (strcmp(json_text(signature, "method", ""), "scanned") != 0)
        return ERR_OK;
    if (!pass ||
        (!record_find(op, &noun_person, "code", pass, &person, &rc, error) && rc == ERR_OK))
        return rc == ERR_OK ? error_at(error, ERR_RULE, field, "Nobody has the pass %.80s.",
                                       pass ? pass : "")
                            : rc;
    /* Where the phone knows no more than the code, the pass says whose it is. */
    const json_t *name = json_object_get(person.doc, "name");
    const char *called =
        json_text(name, "zh", json_text(name, "en", json_text(person.doc, "label", pass)));
    if (rc == ERR_OK && strcmp(json_text(signature, "by", ""), pass) == 0)
        json_object_set_new(signature, "by", json_string(called));
    return rc;
}

static enum err check_signature(struct op *op, json_t *signature, bool needed, const char *field,
                                struct error *error)
{
    if (!signature && needed)
        return error_at(error, ERR_RULE, field, "This signature is missing.");
    if (op_time_of(signature, "at", INT64_MIN) > op->now_ms + 60000)
        return error_at(error, ERR_INVALID, field, "It was signed in the future.");
    enum err rc = check_pass(op, signature, field, error);
    return rc == ERR_OK ? attachment_check(op, json_text(signature, "file", NULL), field, error)
                        : rc;
}

static enum err check_signatures(const struct book *book, struct error *error)
{
    const json_t *both = json_object_get(book->op->args, "signatures");
    enum err rc = check_signature(book->op, json_object_get(both, "from"), book->kind->giver_signs,
                                  "signatures.from", error);
    return rc == ERR_OK ? check_signature(book->op, json_object_get(both, "to"),
                                          book->kind->taker_signs, "signatures.to", error)
                        : rc;
}

static enum err begin(struct op *op, struct book *book, struct error *error)
{
    int64_t at_ms;
    const json_t *place = json_object_get(op->args, "place");
    enum err rc = op_at(op, &at_ms, error);
    if (rc == ERR_OK)
        rc = book_open(op, op->target.doc, at_ms, book, error);
    if (rc == ERR_OK && json_array_size(json_object_get(op->target.doc, "history")) >= HISTORY_MAX)
        rc = error_at(error, ERR_LIMIT, "id", "A manifest has at most %d entries.", HISTORY_MAX);
    if (rc == ERR_OK)
        rc = attachment_check(op, json_text(op->args, "photo", NULL), "photo", error);
    return rc == ERR_OK && place ? op_check_place(op, place, "place", error) : rc;
}

/* What the report counts by and adds up. Names stay out of events. */
static json_t *event_data(const struct book *book)
{
    json_t *data = json_pack(
        "{s:O, s:O, s:O, s:O, s:O, s:o, s:o}", "kind", json_object_get(book->doc, "kind"), "site",
        json_object_get(book->doc, "site"), "mode", json_object_get(book->doc, "mode"), "due_at",
        json_object_get(book->doc, "due_at"), "postings", book->postings, "difference_kg",
        kg_of(book->difference_g), "corrected_kg", kg_of(book->corrected_g));
    op_set_time(book->op, data, "at", book->at_ms);
    return data;
}

/* Adds the entry (a new reference) to the history, saves, says it and answers. */
static enum err finish(struct book *book, const char *what, json_t *entry, struct error *error)
{
    struct op *op = book->op;
    json_object_set_new(entry, "what", json_string(what));
    op_set_time(op, entry, "at", book->at_ms);
    op_set_time(op, entry, "recorded_at", op->now_ms);
    json_object_set_new(entry, "recorded_by", json_string(op->actor.name));
    json_object_set(entry, "lines", book->moved);
    op_copy_args(op, entry, "place", "photo", "reason", "method", "signatures", NULL);
    json_array_append(json_object_get(book->doc, "history"), entry);
    book_settle(book);
    json_t *data = event_data(book);
    json_object_set_new(data, "entry", entry);
    enum err rc = op_changed(op, &op->target, what, data, error);
    if (rc == ERR_OK)
        rc = privacy_settle(op, &op->target, error);
    return rc == ERR_OK ? watch_manifest(op, &op->target, error) : rc;
}

/* ---- Commands ---------------------------------------------------------------------------------
 */

static void begin_doc(struct op *op, json_t *doc, bool emergency, int64_t at_ms)
{
    bool epidemic = false;
    size_t i;
    json_t *entry;
    json_array_foreach(json_object_get(op->args, "lines"), i, entry) epidemic |=
        json_flag(entry, "epidemic", false);
    op_copy_args(op, doc, "kind", "site", "mode", "note", NULL);
    op_default(doc, "mode", json_string(epidemic || emergency ? "emergency" : "normal"));
    op_set_time(op, doc, "created_at", at_ms);
    json_object_set_new(doc, "lines", json_array());
    json_object_set_new(doc, "history", json_array());
}

static enum err create(struct op *op, struct record *manifest, int64_t at_ms, struct error *error)
{
    struct book book;
    char number[40];
    size_t i;
    json_t *entry;
    json_t *producer = op_keep(op, json_pack("{s:O}", "site", json_object_get(op->args, "site")));
    struct mode mode;
    struct record site;
    enum err rc =
        record_load(op, &noun_site, json_text(op->args, "site", ""), "site", &site, error);
    if (rc == ERR_OK)
        rc = mode_of(op, manifest->org, json_object_get(site.doc, "place"), &mode, error);
    if (rc != ERR_OK)
        return rc;
    begin_doc(op, manifest->doc, mode.emergency, at_ms);
    rc = book_open(op, manifest->doc, at_ms, &book, error);
    json_array_foreach(json_object_get(op->args, "lines"), i, entry)
    {
        if (rc == ERR_OK)
            rc = book_enter(&book, producer, entry, error);
    }
    if (rc == ERR_OK)
        rc = op_number(op, "M", number, error);
    if (rc != ERR_OK)
        return rc;
    json_object_set_new(manifest->doc, "number", json_string(number));
    book_settle(&book);
    rc = record_insert(op, manifest, error);
    if (rc == ERR_OK)
        rc = op_event(op, "manifest.created", manifest, event_data(&book), error);
    if (rc == ERR_OK)
        rc = watch_manifest(op, manifest, error);
    return rc == ERR_OK ? op_answer(op, manifest, error) : rc;
}

enum err op_manifest_create(struct op *op, struct error *error)
{
    const char *org;
    int64_t at_ms;
    enum err rc = op_org(op, &org, error);
    if (rc == ERR_OK)
        rc = op_at(op, &at_ms, error);
    if (rc == ERR_OK)
        rc = op_refers(op, op->args, "site", &noun_site, error);
    if (rc != ERR_OK)
        return rc;
    struct record manifest = record_new(op, &noun_manifest, org);
    return create(op, &manifest, at_ms, error);
}

/* A vehicle that has not been disinfected since its last load takes nothing that soils. */
static enum err check_clean(const struct book *book, const json_t *to, struct error *error)
{
    const char *id = json_text(to, "vehicle", NULL);
    struct record vehicle;
    if (!id || !book->kind->soils)
        return ERR_OK;
    enum err rc = record_load(book->op, &noun_vehicle, id, "to.vehicle", &vehicle, error);
    if (rc == ERR_OK && strcmp(json_text(vehicle.doc, "status", ""), "dirty") == 0)
        rc = error_at(error, ERR_RULE, "to.vehicle",
                      "The vehicle has not been disinfected since its last load.");
    return rc;
}

/* The load has left the vehicle: it waits for its disinfection. */
static enum err soil(const struct book *book, const json_t *from, struct error *error)
{
    const char *id = json_text(from, "vehicle", NULL);
    struct record vehicle;
    if (!id || !book->kind->soils)
        return ERR_OK;
    enum err rc = record_load(book->op, &noun_vehicle, id, "from.vehicle", &vehicle, error);
    if (rc != ERR_OK || strcmp(json_text(vehicle.doc, "status", ""), "dirty") == 0)
        return rc;
    json_object_set_new(vehicle.doc, "status", json_string("dirty"));
    rc = record_save(book->op, &vehicle, error);
    return rc == ERR_OK ? op_event(book->op, "vehicle.soiled", &vehicle,
                                   json_pack("{s:s}", "manifest", book->op->target.id), error)
                        : rc;
}

static enum err hand_over(struct op *op, const json_t *from, const json_t *to,
                          enum custody_stage stage, const char *what, struct error *error)
{
    struct book book;
    enum err rc = begin(op, &book, error);
    if (rc == ERR_OK)
        rc = check_party(op, from, "from", error);
    if (rc == ERR_OK)
        rc = check_party(op, to, "to", error);
    if (rc == ERR_OK && json_equal(from, to))
        rc = error_at(error, ERR_INVALID, "to", "Nobody hands over to themselves.");
    if (rc == ERR_OK)
        rc = check_hand(op, from, to, error);
    if (rc == ERR_OK)
        rc = check_signatures(&book, error);
    if (rc == ERR_OK)
        rc = check_clean(&book, to, error);
    /* What comes back to its producer is with the producer again. */
    const char *producer = json_text(op->target.doc, "site", "-");
    if (stage == STAGE_CARRIER && strcmp(json_text(to, "site", ""), producer) == 0)
        stage = STAGE_PRODUCER;
    if (rc == ERR_OK)
        rc = book_move(&book, from, to, stage, json_object_get(op->args, "lines"),
                       json_text(op->args, "reason", ""), error);
    if (rc == ERR_OK && stage == STAGE_DESTINATION)
        rc = soil(&book, from, error);
    if (rc == ERR_OK && stage == STAGE_DESTINATION)
        rc = site_take_in(op, json_text(to, "site", ""), book_arrived(&book), book.at_ms, error);
    return rc == ERR_OK
               ? finish(&book, what, json_pack("{s:O, s:O}", "from", from, "to", to), error)
               : rc;
}

enum err op_manifest_hand_over(struct op *op, struct error *error)
{
    return hand_over(op, json_object_get(op->args, "from"), json_object_get(op->args, "to"),
                     STAGE_CARRIER, "handed_over", error);
}

/* The site argument as a party. */
static json_t *site_party(struct op *op)
{
    return op_keep(op, json_pack("{s:O}", "site", json_object_get(op->args, "site")));
}

enum err op_manifest_receive(struct op *op, struct error *error)
{
    json_t *to = site_party(op);
    if (strcmp(json_text(to, "site", ""), json_text(op->target.doc, "site", "-")) == 0)
        return error_at(error, ERR_RULE, "site", "The producer is not the destination.");
    return hand_over(op, json_object_get(op->args, "from"), to, STAGE_DESTINATION, "received",
                     error);
}

enum err op_manifest_refuse(struct op *op, struct error *error)
{
    struct book book;
    const json_t *from = json_object_get(op->args, "from"), *to = json_object_get(op->args, "to");
    const json_t *codes = json_object_get(op->args, "lines"), *code;
    json_t *signature = json_object_get(op->args, "signature");
    size_t i;
    enum err rc = begin(op, &book, error);
    if (rc == ERR_OK)
        rc = check_party(op, from, "from", error);
    if (rc == ERR_OK)
        rc = check_party(op, to, "to", error);
    if (rc == ERR_OK)
        rc = check_hand(op, from, to, error);
    if (rc == ERR_OK)
        rc = check_signature(op, signature, true, "signature", error);
    if (rc == ERR_OK && !codes && !book_holds(&book, from, NULL))
        rc = error_at(error, ERR_RULE, "from", "The giver holds nothing of this manifest.");
    json_array_foreach(codes, i, code)
    {
        const char *text = json_string_value(code);
        if (rc == ERR_OK && !book_holds(&book, from, text))
            rc = error_at(error, ERR_RULE, "lines", "The giver holds nothing of line %.80s.", text);
        json_array_append_new(book.moved,
                              json_pack("{s:O, s:i, s:f}", "code", code, "packages", 0, "kg", 0.0));
    }
    return rc == ERR_OK ? finish(&book, "refused",
                                 json_pack("{s:O, s:O, s:{s:O}}", "from", from, "to", to,
                                           "signatures", "to", signature),
                                 error)
                        : rc;
}

enum err op_manifest_treat(struct op *op, struct error *error)
{
    struct book book;
    json_t *plant = site_party(op);
    json_t *signature = json_object_get(op->args, "signature");
    enum err rc = begin(op, &book, error);
    if (rc == ERR_OK && book.kind->ends != CUSTODY_ENDS_TREATED)
        rc = error_at(error, ERR_RULE, "id", "A %s manifest ends with its receipt.", book.kind->id);
    if (rc == ERR_OK)
        rc = check_party(op, plant, "site", error);
    if (rc == ERR_OK && op->actor.role == ROLE_CREW)
        rc = error_at(error, ERR_DENIED, "site", "Treatment is recorded by its plant.");
    if (rc == ERR_OK)
        rc = check_signature(op, signature, true, "signature", error);
    if (rc == ERR_OK)
        rc = book_move(&book, plant, plant, STAGE_TREATED, json_object_get(op->args, "lines"),
                       json_text(op->args, "reason", ""), error);
    return rc == ERR_OK
               ? finish(&book, "treated",
                        json_pack("{s:O, s:{s:O}}", "from", plant, "signatures", "from", signature),
                        error)
               : rc;
}

/* Category and seal of the line; what was before goes into `was`. */
static void correct_words(struct op *op, json_t *line, json_t *was)
{
    static const char *const words[] = {"category", "seal"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        json_t *value = json_object_get(op->args, words[i]);
        if (!value)
            continue;
        json_object_set_new(was, words[i], json_string(json_text(line, words[i], "")));
        json_object_set(line, words[i], value);
    }
}

enum err op_manifest_correct(struct op *op, struct error *error)
{
    struct book book;
    const char *code = json_text(op->args, "line", "");
    json_t *party = json_object_get(op->args, "party"), *was = op_keep(op, json_object());
    json_t *is = op_keep(op, json_object());
    op_copy_args(op, is, "packages", "kg", "category", "seal", NULL);
    if (!party)
        party = op_keep(op, json_pack("{s:O}", "site", json_object_get(op->target.doc, "site")));
    enum err rc = begin(op, &book, error);
    if (rc == ERR_OK && json_object_size(is) == 0)
        rc = error_at(error, ERR_INVALID, "line", "Say what is right.");
    if (rc == ERR_OK && !book_line(&book, code))
        rc = error_at(error, ERR_NOT_FOUND, "line", "The manifest has no line %.80s.", code);
    if (rc == ERR_OK)
        rc = check_party(op, party, "party", error);
    if (rc == ERR_OK && (json_object_get(is, "kg") || json_object_get(is, "packages")))
        rc =
            book_correct(&book, code, party, json_flag(op->args, "treated", false), is, was, error);
    if (rc != ERR_OK)
        return rc;
    correct_words(op, book_line(&book, code), was);
    struct amount sum = book_sum(book_line(&book, code));
    json_array_append_new(book.moved, json_pack("{s:s, s:I, s:o}", "code", code, "packages",
                                                (json_int_t)sum.packages, "kg", kg_of(sum.grams)));
    return finish(&book, "corrected",
                  json_pack("{s:O, s:O, s:O}", "from", party, "was", was, "is", is), error);
}
