/* Sites: places that work is done at, goods are kept at, and plants with a capacity. */
#include "ops/site_int.h"

#include <math.h>
#include <string.h>

#include "ops/alarm_int.h"

const struct noun noun_site = {
    .name = "site",
    .table = "site",
    .columns = {{"code", "code", COLUMN_TEXT},
                {"kind", "kind", COLUMN_TEXT},
                {"address", "address", COLUMN_TEXT}},
};

static enum err set_fields(struct op *op, json_t *doc, struct error *error)
{
    op_copy_args(op, doc, "code", "kind", "name", "address", "place", "customer_class", "contact",
                 "capacity_kg_day", "mutual_aid", NULL);
    enum err rc = op_check_place(op, json_object_get(doc, "place"), "place", error);
    size_t i;
    json_t *partner;
    json_array_foreach(json_object_get(doc, "mutual_aid"), i, partner)
    {
        struct record record;
        if (rc == ERR_OK)
            rc = record_load(op, &noun_site, json_string_value(partner), "mutual_aid", &record,
                             error);
    }
    return rc;
}

/* ---- Capacity ---------------------------------------------------------------------------------
 */

/* Grams still free on the day; INT64_MAX for a site without a capacity. */
static enum err room_of(struct op *op, const struct record *site, const char *day, int64_t *taken,
                        int64_t *room, struct error *error)
{
    double capacity_kg = json_f64(site->doc, "capacity_kg_day", -1);
    enum err rc = sql_ask_i64(op->sql, "SELECT grams FROM site_intake WHERE site = ? AND day = ?",
                              SQL_ARGS(sql_text(site->id), sql_text(day)), 0, taken, error);
    *room = capacity_kg < 0 ? INT64_MAX : llround(capacity_kg * 1000) - *taken;
    return rc;
}

static const char *name_of(const struct record *site, const char *lang)
{
    const json_t *name = json_object_get(site->doc, "name");
    return json_text(name, lang, json_text(name, "en", json_text(name, "zh", site->id)));
}

/* Who has room, in both languages: "Yongning plant 3000 kg, ...". */
struct partners {
    char zh[320], en[320];
};

static void add_partner(char *text, size_t size, const char *name, int64_t room)
{
    size_t n = strlen(text);
    if (n + 160 > size)
        return;
    n += (size_t)snprintf(text + n, size - n, "%s%.80s", n ? ", " : "", name);
    if (room < INT64_MAX)
        snprintf(text + n, size - n, " %g kg", (double)room / 1000);
}

static enum err list_partners(struct op *op, const struct record *site, const char *day,
                              struct partners *out, struct error *error)
{
    enum err rc = ERR_OK;
    size_t i;
    json_t *id;
    *out = (struct partners){"", ""};
    json_array_foreach(json_object_get(site->doc, "mutual_aid"), i, id)
    {
        struct record partner;
        int64_t taken = 0, room = 0;
        if (rc == ERR_OK)
            rc = record_load(op, &noun_site, json_string_value(id), "mutual_aid", &partner, error);
        if (rc == ERR_OK)
            rc = room_of(op, &partner, day, &taken, &room, error);
        if (rc != ERR_OK || room <= 0)
            continue;
        add_partner(out->zh, sizeof out->zh, name_of(&partner, "zh"), room);
        add_partner(out->en, sizeof out->en, name_of(&partner, "en"), room);
    }
    if (!out->en[0])
        *out = (struct partners){"无", "nobody has room"};
    return rc;
}

enum err site_take_in(struct op *op, const char *id, int64_t grams, int64_t at_ms,
                      struct error *error)
{
    struct record site;
    struct partners partners;
    char day[TIME_TEXT_MAX];
    int64_t taken = 0, room = 0;
    time_format(at_ms, op->ops->config.offset_min, day);
    day[10] = '\0';
    enum err rc = record_load(op, &noun_site, id, "site", &site, error);
    if (rc == ERR_OK)
        rc = room_of(op, &site, day, &taken, &room, error);
    if (rc == ERR_OK && room < INT64_MAX)
        rc = list_partners(op, &site, day, &partners, error);
    if (rc == ERR_OK && grams > room)
        return error_at(error, ERR_RULE, "site",
                        "%.80s takes %g kg a day and has %g kg; %g kg more do not fit. "
                        "Mutual aid: %s.",
                        name_of(&site, "en"), json_f64(site.doc, "capacity_kg_day", 0),
                        (double)taken / 1000, (double)grams / 1000, partners.en);
    if (rc == ERR_OK)
        rc = sql_run(op->sql,
                     "INSERT INTO site_intake (site, day, grams) VALUES (?, ?, ?)"
                     " ON CONFLICT (site, day) DO UPDATE SET grams = excluded.grams",
                     SQL_ARGS(sql_text(id), sql_text(day), sql_i64(taken + grams)), error);
    return rc == ERR_OK && room < INT64_MAX
               ? watch_plant(op, &site, taken + grams, taken + room,
                             &(struct names){.zh = partners.zh, .en = partners.en}, error)
               : rc;
}

enum err op_site_create(struct op *op, struct error *error)
{
    const char *org;
    enum err rc = op_org(op, &org, error);
    if (rc != ERR_OK)
        return rc;
    struct record site = record_new(op, &noun_site, org);
    rc = set_fields(op, site.doc, error);
    return rc == ERR_OK ? op_created(op, &site, error) : rc;
}

enum err op_site_list(struct op *op, struct error *error)
{
    return op_list(op, &noun_site, error);
}

enum err op_site_get(struct op *op, struct error *error)
{
    return op_get(op, error);
}

enum err op_site_update(struct op *op, struct error *error)
{
    enum err rc = set_fields(op, op->target.doc, error);
    return rc == ERR_OK ? op_changed(op, &op->target, "updated", NULL, error) : rc;
}
