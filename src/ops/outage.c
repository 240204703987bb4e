/* Facilities that close for a time: the public is told within the hour, with alternatives. */
#include <stdlib.h>
#include <string.h>

#include "ops/notice_int.h"

const struct noun noun_outage = {
    .name = "outage",
    .table = "outage",
    .columns = {{"site", "site", COLUMN_TEXT}, {"state", "state", COLUMN_TEXT}},
    .newest_first = true,
};

/* "East station (12 Main St), West station": names of sites in one language. */
struct listing {
    char text[2][2000];
};

static void add_name(struct listing *listing, const struct record *site)
{
    static const char *const languages[] = {"zh", "en"}, *const parts[] = {"、", ", "};
    const json_t *name = json_object_get(site->doc, "name");
    const char *address = json_text(site->doc, "address", "");
    for (size_t i = 0; i < 2; i++) {
        char *text = listing->text[i];
        size_t n = strlen(text);
        snprintf(text + n, sizeof listing->text[i] - n, "%s%s%s%s%s", n ? parts[i] : "",
                 json_text(name, languages[i], json_text(name, "zh", json_text(name, "en", ""))),
                 *address ? (i ? " (" : "（") : "", address, *address ? (i ? ")" : "）") : "");
    }
}

static enum err list_alternatives(struct op *op, struct listing *listing, struct error *error)
{
    const char *site = json_text(op->args, "site", "");
    enum err rc = ERR_OK;
    size_t i;
    json_t *id;
    json_array_foreach(json_object_get(op->args, "alternatives"), i, id)
    {
        struct record other;
        if (strcmp(json_string_value(id), site) == 0)
            return error_at(error, ERR_INVALID, "alternatives",
                            "The closed site is no alternative to itself.");
        rc = record_load(op, &noun_site, json_string_value(id), "alternatives", &other, error);
        if (rc != ERR_OK)
            return rc;
        add_name(listing, &other);
    }
    return rc;
}

static enum err announce(struct op *op, struct record *outage, const struct record *site,
                         const struct listing *others, struct error *error)
{
    const json_t *name = json_object_get(site->doc, "name");
    const json_t *reason = json_object_get(outage->doc, "reason");
    const char *zh = json_text(name, "zh", json_text(name, "en", "")),
               *en = json_text(name, "en", json_text(name, "zh", ""));
    char texts[6][2400];
    snprintf(texts[0], sizeof texts[0], "%s暂停服务", zh);
    snprintf(texts[1], sizeof texts[1], "%s is closed for now", en);
    snprintf(texts[2], sizeof texts[2], "%s", json_text(reason, "zh", ""));
    snprintf(texts[3], sizeof texts[3], "%s", json_text(reason, "en", ""));
    snprintf(texts[4], sizeof texts[4], "请改往：%s。", others->text[0]);
    snprintf(texts[5], sizeof texts[5], "Please use instead: %s.", others->text[1]);
    struct notice_draft draft = {.kind = "facility_closure",
                                 .headline = {texts[0], texts[1]},
                                 .description = {texts[2], texts[3]},
                                 .instruction = {texts[4], texts[5]},
                                 .source = outage,
                                 .until_ms = op_time_of(outage->doc, "until", INT64_MAX)};
    struct record notice;
    enum err rc = notice_make(op, &draft, &notice, error);
    if (rc == ERR_OK)
        json_object_set_new(outage->doc, "notice", json_string(notice.id));
    return rc;
}

enum err op_outage_open(struct op *op, struct error *error)
{
    struct record site, other;
    struct listing others = {0};
    enum err rc =
        record_load(op, &noun_site, json_text(op->args, "site", ""), "site", &site, error);
    bool covers = true;
    if (rc == ERR_OK)
        rc = org_covers(op->sql, &op->actor, site.org, &covers, error);
    if (rc == ERR_OK && !covers)
        rc = error_at(error, ERR_DENIED, "site", "This site belongs to another organisation.");
    if (rc != ERR_OK)
        return rc;
    if (record_find(op, &noun_outage, "site", site.id, &other, &rc, error) &&
        strcmp(json_text(other.doc, "state", ""), "closed") == 0)
        return error_at(error, ERR_EXISTS, "site", "The site is closed already.");
    if (rc == ERR_OK)
        rc = list_alternatives(op, &others, error);
    if (rc != ERR_OK)
        return rc;
    struct record outage = record_new(op, &noun_outage, site.org);
    op_copy_args(op, outage.doc, "site", "reason", "until", "alternatives", NULL);
    json_object_set(outage.doc, "site_name", json_object_get(site.doc, "name"));
    json_object_set_new(outage.doc, "state", json_string("closed"));
    op_set_time(op, outage.doc, "from", op->now_ms);
    rc = announce(op, &outage, &site, &others, error);
    return rc == ERR_OK ? op_created(op, &outage, error) : rc;
}

enum err op_outage_end(struct op *op, struct error *error)
{
    struct record *outage = &op->target;
    if (strcmp(json_text(outage->doc, "state", ""), "closed") != 0)
        return error_set(error, ERR_STATE, "The site is open again already.");
    json_object_set_new(outage->doc, "state", json_string("ended"));
    op_set_time(op, outage->doc, "ended_at", op->now_ms);
    enum err rc = notices_end(op, outage->id, json_text(op->args, "reason", ""), error);
    return rc == ERR_OK ? op_changed(op, outage, "ended", NULL, error) : rc;
}

enum err op_outage_get(struct op *op, struct error *error)
{
    return op_get(op, error);
}

enum err op_outage_list(struct op *op, struct error *error)
{
    return op_list(op, &noun_outage, error);
}
