/* Notices: draft, two checks, release, update, cancel, expiry. */
#include "ops/notice_int.h"

#include <stdlib.h>
#include <string.h>

#include "ops/approval_int.h"
#include "ops/needs_int.h"
#include "ops/timer_int.h"

const struct noun noun_notice = {
    .name = "notice",
    .table = "notice",
    .columns = {{"number", "number", COLUMN_TEXT},
                {"kind", "kind", COLUMN_TEXT},
                {"state", "state", COLUMN_TEXT},
                {"identifier", "identifier", COLUMN_TEXT},
                {"expires_ms", "expires", COLUMN_TIME}},
    .newest_first = true,
};

static bool is_state(const struct record *notice, const char *state)
{
    return strcmp(json_text(notice->doc, "state", ""), state) == 0;
}

/* ---- The text ----------------------------------------------------------------------------------
 */

/* Both languages, or the notice cannot go out. */
static enum err check_texts(const json_t *doc, struct error *error)
{
    static const char *const texts[] = {"headline", "description", "instruction"};
    static const char *const languages[] = {"zh", "en"};
    for (size_t i = 0; i < 3; i++) {
        for (size_t k = 0; k < 2; k++) {
            if (!*json_text(json_object_get(doc, texts[i]), languages[k], ""))
                return error_at(error, ERR_INVALID, texts[i],
                                "A notice has each text in Chinese and in English.");
        }
    }
    return ERR_OK;
}

/* The areas of the zones that are named; none: the whole city. */
static enum err set_areas(struct op *op, json_t *doc, struct error *error)
{
    json_t *areas = json_array(), *id;
    enum err rc = ERR_OK;
    size_t i;
    json_object_set_new(doc, "areas", areas);
    json_array_foreach(json_object_get(doc, "zones"), i, id)
    {
        struct record zone;
        if (rc == ERR_OK)
            rc = record_load(op, &noun_zone, json_string_value(id), "zones", &zone, error);
        if (rc == ERR_OK)
            json_array_append_new(areas,
                                  json_pack("{s:O, s:O}", "name", json_object_get(zone.doc, "name"),
                                            "polygon", json_object_get(zone.doc, "polygon")));
    }
    return rc;
}

static enum err set_fields(struct op *op, json_t *doc, struct error *error)
{
    op_copy_args(op, doc, "kind", "headline", "description", "instruction", "zones", "status",
                 "expires", NULL);
    op_default(doc, "status", json_string("Actual"));
    op_default(doc, "zones", json_array());
    op_default(doc, "expires", json_null());
    if (!catalog_notice_kind(op->ops->config.catalog, json_text(doc, "kind", "")))
        return error_at(error, ERR_INVALID, "kind", "packs/notices.yaml has no kind %.80s.",
                        json_text(doc, "kind", ""));
    if (op_time_of(doc, "expires", INT64_MAX) <= op->now_ms)
        return error_at(error, ERR_INVALID, "expires", "It must lie in the future.");
    enum err rc = check_texts(doc, error);
    return rc == ERR_OK ? set_areas(op, doc, error) : rc;
}

static enum err begin(struct op *op, struct record *notice, const char *org, struct error *error)
{
    char number[40];
    enum err rc = op_number(op, "N", number, error);
    if (rc != ERR_OK)
        return rc;
    *notice = record_new(op, &noun_notice, org);
    json_object_set_new(notice->doc, "number", json_string(number));
    json_object_set_new(notice->doc, "state", json_string("draft"));
    json_object_set_new(notice->doc, "type", json_string("Alert"));
    json_object_set_new(notice->doc, "drafted_by", json_string(op->actor.name));
    op_set_time(op, notice->doc, "drafted_at", op->now_ms);
    return ERR_OK;
}

static enum err tell(struct op *op, const struct record *notice, const char *type,
                     struct error *error)
{
    static const char *const keys[] = {"number", "kind", "state", "type", "identifier", "headline"};
    json_t *data = json_object();
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        if (json_object_get(notice->doc, keys[i]))
            json_object_set(data, keys[i], json_object_get(notice->doc, keys[i]));
    }
    return op_event(op, type, notice, data, error);
}

/* To the checkers, with the time by which it must be out. */
static enum err submit(struct op *op, struct record *notice, struct error *error)
{
    const struct catalog *catalog = op->ops->config.catalog;
    const struct notice_kind *kind =
        catalog_notice_kind(catalog, json_text(notice->doc, "kind", ""));
    struct record approval;
    struct names title = {json_text(json_object_get(notice->doc, "headline"), "zh", ""),
                          json_text(json_object_get(notice->doc, "headline"), "en", "")};
    struct approval_wish wish = {.chain = catalog_chain(catalog, catalog_notice_chain(catalog)),
                                 .about = notice,
                                 .number = json_text(notice->doc, "number", ""),
                                 .title = &title};
    enum err rc = approval_ask(op, &wish, &approval, error);
    if (rc != ERR_OK)
        return rc;
    int64_t due_ms = op->now_ms + kind->within_min * 60 * 1000;
    json_object_set_new(notice->doc, "state", json_string("checking"));
    json_object_set_new(notice->doc, "approval", json_string(approval.id));
    op_set_time(op, notice->doc, "due_at", due_ms);
    rc = record_save(op, notice, error);
    if (rc == ERR_OK)
        rc = timer_set(op, notice, due_ms, error);
    return rc == ERR_OK ? tell(op, notice, "notice.submitted", error) : rc;
}

enum err notice_make(struct op *op, const struct notice_draft *draft, struct record *out,
                     struct error *error)
{
    enum err rc = begin(op, out, draft->source->org, error);
    if (rc != ERR_OK)
        return rc;
    json_t *doc = out->doc;
    json_object_set_new(doc, "kind", json_string(draft->kind));
    json_object_set_new(doc, "headline", needs_name(&draft->headline));
    json_object_set_new(doc, "description", needs_name(&draft->description));
    json_object_set_new(doc, "instruction", needs_name(&draft->instruction));
    json_object_set_new(doc, "status", json_string("Actual"));
    json_object_set_new(doc, "zones", json_array());
    json_object_set_new(doc, "areas", json_array());
    json_object_set_new(doc, "expires",
                        draft->until_ms == INT64_MAX ? json_null() : op_time(op, draft->until_ms));
    json_object_set_new(
        doc, "source",
        json_pack("{s:s, s:s}", "noun", draft->source->noun->name, "id", draft->source->id));
    rc = record_insert(op, out, error);
    if (rc == ERR_OK)
        rc = tell(op, out, "notice.created", error);
    return rc == ERR_OK ? submit(op, out, error) : rc;
}

/* ---- Commands ----------------------------------------------------------------------------------
 */

enum err op_notice_create(struct op *op, struct error *error)
{
    const char *org, *replaced = json_text(op->args, "replaces", NULL);
    struct record notice, old;
    enum err rc = op_org(op, &org, error);
    if (rc == ERR_OK && replaced)
        rc = record_load(op, &noun_notice, replaced, "replaces", &old, error);
    if (rc == ERR_OK && replaced && !is_state(&old, "published"))
        rc = error_at(error, ERR_STATE, "replaces",
                      "That notice is %s; only a published one is "
                      "updated.",
                      json_text(old.doc, "state", ""));
    if (rc == ERR_OK)
        rc = begin(op, &notice, org, error);
    if (rc != ERR_OK)
        return rc;
    if (replaced) {
        json_object_set_new(notice.doc, "type", json_string("Update"));
        json_object_set_new(notice.doc, "replaces", json_string(old.id));
    }
    rc = set_fields(op, notice.doc, error);
    if (rc == ERR_OK)
        rc = record_insert(op, &notice, error);
    if (rc == ERR_OK)
        rc = tell(op, &notice, "notice.created", error);
    return rc == ERR_OK ? op_answer(op, &notice, error) : rc;
}

enum err op_notice_edit(struct op *op, struct error *error)
{
    if (!is_state(&op->target, "draft") && !is_state(&op->target, "rejected"))
        return error_set(error, ERR_STATE,
                         "The notice is %s; what has been published is changed by an update.",
                         json_text(op->target.doc, "state", ""));
    enum err rc = set_fields(op, op->target.doc, error);
    if (rc == ERR_OK)
        rc = record_save(op, &op->target, error);
    if (rc == ERR_OK)
        rc = tell(op, &op->target, "notice.edited", error);
    return rc == ERR_OK ? op_answer(op, &op->target, error) : rc;
}

enum err op_notice_submit(struct op *op, struct error *error)
{
    if (!is_state(&op->target, "draft") && !is_state(&op->target, "rejected"))
        return error_set(error, ERR_STATE, "The notice is %s.",
                         json_text(op->target.doc, "state", ""));
    enum err rc = submit(op, &op->target, error);
    return rc == ERR_OK ? op_answer(op, &op->target, error) : rc;
}

/* R-C2: issuer code, local time to the second, a number within the second. */
static enum err identifier(struct op *op, char out[64], struct error *error)
{
    const struct issuer *issuer = catalog_issuer(op->ops->config.catalog);
    char time[TIME_TEXT_MAX], name[48];
    int64_t n = 0;
    time_format(op->now_ms, op->ops->config.offset_min, time);
    snprintf(name, sizeof name, "%s_%.4s%.2s%.2s%.2s%.2s%.2s", issuer->code, time, time + 5,
             time + 8, time + 11, time + 14, time + 17);
    enum err rc = op_count(op, name, 1, &n, error);
    snprintf(out, 64, "%s_%lld", name, (long long)n);
    return rc;
}

/* "sender,identifier,sent" of a notice, as CAP refers to it. */
static json_t *reference(const struct op *op, const struct record *notice)
{
    return json_sprintf("%s,%s,%s", catalog_issuer(op->ops->config.catalog)->sender,
                        json_text(notice->doc, "identifier", ""),
                        json_text(notice->doc, "sent_at", ""));
}

/* The notice that is updated goes out of force with its update. */
static enum err supersede(struct op *op, struct record *notice, struct error *error)
{
    struct record old;
    const char *id = json_text(notice->doc, "replaces", NULL);
    if (!id)
        return ERR_OK;
    enum err rc = record_load(op, &noun_notice, id, "replaces", &old, error);
    if (rc != ERR_OK)
        return rc;
    json_object_set_new(notice->doc, "references", reference(op, &old));
    json_object_set_new(old.doc, "state", json_string("superseded"));
    json_object_set_new(old.doc, "superseded_by", json_string(notice->id));
    rc = record_save(op, &old, error);
    if (rc == ERR_OK)
        rc = timer_set(op, &old, INT64_MAX, error);
    return rc == ERR_OK ? tell(op, &old, "notice.superseded", error) : rc;
}

static enum err publish(struct op *op, struct record *notice, struct error *error)
{
    char text[64];
    enum err rc = identifier(op, text, error);
    if (rc != ERR_OK)
        return rc;
    json_object_set_new(notice->doc, "identifier", json_string(text));
    json_object_set_new(notice->doc, "state", json_string("published"));
    op_set_time(op, notice->doc, "sent_at", op->now_ms);
    rc = supersede(op, notice, error);
    if (rc == ERR_OK)
        rc = record_save(op, notice, error);
    if (rc == ERR_OK)
        rc = timer_set(op, notice, op_time_of(notice->doc, "expires", INT64_MAX), error);
    return rc == ERR_OK ? tell(op, notice, "notice.published", error) : rc;
}

enum err notice_approved(struct op *op, const char *id, bool approved, struct error *error)
{
    struct record notice;
    enum err rc = record_load(op, &noun_notice, id, "notice", &notice, error);
    if (rc != ERR_OK || !is_state(&notice, "checking"))
        return rc;
    if (approved)
        return publish(op, &notice, error);
    json_object_set_new(notice.doc, "state", json_string("rejected"));
    rc = record_save(op, &notice, error);
    if (rc == ERR_OK)
        rc = timer_set(op, &notice, INT64_MAX, error);
    return rc == ERR_OK ? tell(op, &notice, "notice.rejected", error) : rc;
}

/* The end is announced (R-C1): a Cancel with an identifier of its own. One that never went out is
 * only taken back. */
static enum err cancel(struct op *op, struct record *notice, const char *reason,
                       struct error *error)
{
    char text[64];
    enum err rc = ERR_OK;
    if (is_state(notice, "published")) {
        rc = identifier(op, text, error);
        json_object_set_new(notice->doc, "references", reference(op, notice));
        json_object_set_new(notice->doc, "cancel",
                            json_pack("{s:s, s:o, s:s}", "identifier", text, "sent_at",
                                      op_time(op, op->now_ms), "reason", reason));
    }
    json_object_set_new(notice->doc, "state", json_string("cancelled"));
    if (rc == ERR_OK)
        rc = approvals_withdraw(op, notice->id, error);
    if (rc == ERR_OK)
        rc = record_save(op, notice, error);
    if (rc == ERR_OK)
        rc = timer_set(op, notice, INT64_MAX, error);
    return rc == ERR_OK ? tell(op, notice, "notice.cancelled", error) : rc;
}

static bool is_over(const struct record *notice)
{
    return is_state(notice, "cancelled") || is_state(notice, "expired") ||
           is_state(notice, "superseded");
}

enum err op_notice_cancel(struct op *op, struct error *error)
{
    if (is_over(&op->target))
        return error_set(error, ERR_STATE, "The notice is %s.",
                         json_text(op->target.doc, "state", ""));
    enum err rc = cancel(op, &op->target, json_text(op->args, "reason", ""), error);
    return rc == ERR_OK ? op_answer(op, &op->target, error) : rc;
}

struct ending {
    VEC(struct record) list;
    const char *source;
};

static enum err add_of_source(struct op *op, struct record *notice, void *context,
                              struct error *error)
{
    (void)op, (void)error;
    struct ending *ending = context;
    const json_t *source = json_object_get(notice->doc, "source");
    if (strcmp(json_text(source, "id", ""), ending->source) == 0)
        vec_push(&ending->list, *notice);
    return ERR_OK;
}

enum err notices_end(struct op *op, const char *source, const char *reason, struct error *error)
{
    struct ending ending = {.source = source};
    enum err rc = record_each(op, &noun_notice,
                              "state IN ('draft', 'checking', 'published', 'rejected') ORDER BY id",
                              SQL_NONE, add_of_source, &ending, error);
    for (size_t i = 0; rc == ERR_OK && i < ending.list.n; i++)
        rc = cancel(op, &ending.list.at[i], reason, error);
    vec_free(&ending.list);
    return rc;
}

enum err notice_timer(struct op *op, struct record *notice, struct error *error)
{
    bool published = is_state(notice, "published");
    if (!published && !is_state(notice, "checking"))
        return ERR_OK;
    if (published)
        json_object_set_new(notice->doc, "state", json_string("expired"));
    else
        json_object_set_new(notice->doc, "late", json_true());
    enum err rc = record_save(op, notice, error);
    return rc == ERR_OK ? tell(op, notice, published ? "notice.expired" : "notice.late", error)
                        : rc;
}

/* ---- Queries -----------------------------------------------------------------------------------
 */

enum err op_notice_get(struct op *op, struct error *error)
{
    return op_get(op, error);
}

enum err op_notice_list(struct op *op, struct error *error)
{
    return op_list(op, &noun_notice, error);
}

/* What the public may read has been out at some time. */
static enum err check_public(const struct op *op, struct error *error)
{
    if (json_text(op->target.doc, "identifier", NULL) || op->actor.role != ROLE_SYSTEM)
        return ERR_OK;
    return error_at(error, ERR_NOT_FOUND, "id", "There is no notice of this id.");
}

static void answer_text(struct op *op, const char *type, char *text)
{
    op_answer_json(op, json_pack("{s:s, s:s}", "type", type, "text", text));
    free(text);
}

enum err op_notice_format(struct op *op, struct error *error)
{
    const struct catalog *catalog = op->ops->config.catalog;
    const struct issuer *issuer = catalog_issuer(catalog);
    const char *format = json_text(op->args, "format", ""),
               *lang = json_text(op->args, "lang", "zh");
    const json_t *doc = op->target.doc;
    enum err rc = check_public(op, error);
    const struct notice_kind *kind = catalog_notice_kind(catalog, json_text(doc, "kind", ""));
    if (rc == ERR_OK && (!kind || !issuer))
        rc = error_set(error, ERR_STATE, "The kind of this notice is no longer in the packs.");
    if (rc != ERR_OK)
        return rc;
    if (strcmp(format, "cap") == 0)
        answer_text(op, "application/cap+xml; charset=utf-8", notice_cap(doc, issuer, kind));
    else if (strcmp(format, "web") == 0)
        answer_text(op, "text/html; charset=utf-8", notice_page(doc, NULL, issuer, lang));
    else if (strcmp(format, "short") == 0)
        answer_text(op, "text/plain; charset=utf-8", notice_short(doc, issuer, lang));
    else {
        json_t *one = json_pack("[O]", (json_t *)doc);
        answer_text(op, "application/atom+xml; charset=utf-8",
                    notice_feed(one, issuer, "atom", lang, issuer->web ? issuer->web : "",
                                json_text(doc, "sent_at", json_text(doc, "drafted_at", ""))));
        json_decref(one);
    }
    return ERR_OK;
}

static enum err add_doc(struct op *op, struct record *notice, void *context, struct error *error)
{
    (void)op, (void)error;
    json_array_append(context, notice->doc);
    return ERR_OK;
}

/* All that is in force, and what was cancelled or expired in the last days, newest first. */
enum err op_notice_public(struct op *op, struct error *error)
{
    const struct issuer *issuer = catalog_issuer(op->ops->config.catalog);
    const char *format = json_text(op->args, "format", "web"),
               *lang = json_text(op->args, "lang", "zh");
    json_t *notices = op_keep(op, json_array());
    char updated[TIME_TEXT_MAX];
    if (!issuer)
        return error_set(error, ERR_NOT_FOUND, "This city has no packs/notices.yaml.");
    enum err rc = record_each(op, &noun_notice,
                              "state IN ('published', 'cancelled', 'expired')"
                              " AND identifier IS NOT NULL ORDER BY id DESC LIMIT 200",
                              SQL_NONE, add_doc, notices, error);
    if (rc != ERR_OK)
        return rc;
    time_format(op->now_ms, op->ops->config.offset_min, updated);
    if (strcmp(format, "web") == 0)
        answer_text(op, "text/html; charset=utf-8", notice_page(NULL, notices, issuer, lang));
    else
        answer_text(
            op,
            strcmp(format, "rss") == 0 ? "application/rss+xml; charset=utf-8"
                                       : "application/atom+xml; charset=utf-8",
            notice_feed(notices, issuer, format, lang, issuer->web ? issuer->web : "", updated));
    return ERR_OK;
}
