/* What handlers of all nouns share. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "ops/privacy_int.h"

/* ---- Events and answers ------------------------------------------------------------------------
 */

enum err op_event_of(struct op *op, const char *type, const char *noun, const char *noun_id,
                     const char *org, json_t *data, struct error *error)
{
    char *text = data ? json_canonical(data) : strdup("{}");
    json_decref(data);
    struct event event = {.at_ms = op->now_ms,
                          .id = id_new(op->ops->config.ids),
                          .actor_kind = op->actor.kind,
                          .actor_id = op->actor.id,
                          .actor_role = role_name(op->actor.role),
                          .actor_name = op->actor.name,
                          .org = org,
                          .type = type,
                          .noun = noun,
                          .noun_id = noun_id,
                          .data = text};
    enum err rc = event_append(op->sql, &event, error);
    free(text);
    return rc;
}

enum err op_event(struct op *op, const char *type, const struct record *about, json_t *data,
                  struct error *error)
{
    return op_event_of(op, type, about->noun->name, about->id, about->org, data, error);
}

enum err op_answer(struct op *op, const struct record *record, struct error *error)
{
    json_t *shown = NULL;
    enum err rc = record_show(op, record, &shown, error);
    if (rc != ERR_OK)
        return rc;
    op_answer_json(op, json_incref(shown));
    op->rev = record->rev;
    memcpy(op->id, record->id, sizeof op->id);
    return ERR_OK;
}

void op_answer_json(struct op *op, json_t *reply)
{
    json_decref(op->reply);
    op->reply = reply;
}

/* The arguments as an event's data: without the id, and never a secret. */
static json_t *args_data(const struct op *op, const struct record *about)
{
    json_t *data = json_copy(op->args);
    json_object_del(data, "id");
    json_object_del(data, "password");
    privacy_blank(op, about->noun->name, data);
    return data;
}

enum err op_created(struct op *op, struct record *record, struct error *error)
{
    char type[64];
    snprintf(type, sizeof type, "%s.created", record->noun->name);
    enum err rc = record_insert(op, record, error);
    if (rc == ERR_OK)
        rc = op_event(op, type, record, args_data(op, record), error);
    return rc == ERR_OK ? op_answer(op, record, error) : rc;
}

enum err op_changed(struct op *op, struct record *record, const char *what, json_t *data,
                    struct error *error)
{
    char type[64];
    snprintf(type, sizeof type, "%s.%s", record->noun->name, what);
    if (data)
        privacy_blank(op, record->noun->name, data);
    else
        data = args_data(op, record);
    enum err rc = record_save(op, record, error);
    if (rc != ERR_OK) {
        json_decref(data);
        return rc;
    }
    rc = op_event(op, type, record, data, error);
    return rc == ERR_OK ? op_answer(op, record, error) : rc;
}

enum err op_get(struct op *op, struct error *error)
{
    return op_answer(op, &op->target, error);
}

/* ---- Arguments ----------------------------------------------------------------------------------
 */

void op_copy_args(struct op *op, json_t *doc, ...)
{
    va_list keys;
    va_start(keys, doc);
    for (const char *key; (key = va_arg(keys, const char *));) {
        json_t *value = json_object_get(op->args, key);
        if (json_is_null(value))
            json_object_del(doc, key);
        else if (value)
            json_object_set(doc, key, value);
    }
    va_end(keys);
}

void op_default(json_t *doc, const char *key, json_t *value)
{
    if (json_object_get(doc, key))
        json_decref(value);
    else
        json_object_set_new(doc, key, value);
}

enum err op_org(struct op *op, const char **org, struct error *error)
{
    const char *given = json_text(op->args, "org", NULL);
    *org = given ? given : op->actor.org;
    if (!given)
        return ERR_OK;
    bool covers = false;
    enum err rc = op_refers(op, op->args, "org", &noun_org, error);
    if (rc == ERR_OK)
        rc = org_covers(op->sql, &op->actor, given, &covers, error);
    if (rc == ERR_OK && !covers)
        rc = error_at(error, ERR_DENIED, "org", "This is another organisation than the caller's.");
    return rc;
}

enum err op_refers(struct op *op, const json_t *object, const char *key, const struct noun *noun,
                   struct error *error)
{
    const char *id = json_text(object, key, NULL);
    struct record record;
    return id ? record_load(op, noun, id, key, &record, error) : ERR_OK;
}

/* ---- Times --------------------------------------------------------------------------------------
 */

json_t *op_time(struct op *op, int64_t time_ms)
{
    char text[TIME_TEXT_MAX];
    return json_string(time_format(time_ms, op->ops->config.offset_min, text));
}

void op_set_time(struct op *op, json_t *doc, const char *key, int64_t time_ms)
{
    json_object_set_new(doc, key, op_time(op, time_ms));
}

int64_t op_time_of(const json_t *object, const char *key, int64_t otherwise)
{
    int64_t time_ms;
    return time_parse(json_text(object, key, ""), &time_ms) ? time_ms : otherwise;
}

enum err op_at(struct op *op, int64_t *at_ms, struct error *error)
{
    *at_ms = op_time_of(op->args, "at", op->now_ms);
    /* Phones' clocks differ a little. */
    if (*at_ms > op->now_ms + 60000)
        return error_at(error, ERR_INVALID, "at", "It lies in the future.");
    return ERR_OK;
}

enum err op_check_span(const json_t *object, struct error *error)
{
    if (op_time_of(object, "until", INT64_MAX) <= op_time_of(object, "from", INT64_MIN))
        return error_at(error, ERR_INVALID, "until", "It must lie after 'from'.");
    return ERR_OK;
}

/* ---- Places and counters
 * -------------------------------------------------------------------------- */

enum err op_check_place(struct op *op, const json_t *place, const char *where, struct error *error)
{
    double lon = json_f64(place, "lon", 0), lat = json_f64(place, "lat", 0);
    struct ops *ops = op->ops;
    pthread_mutex_lock(&ops->mutex);
    double west = ops->lon_min, south = ops->lat_min, east = ops->lon_max, north = ops->lat_max;
    pthread_mutex_unlock(&ops->mutex);
    bool bounded = west < east && south < north;
    if (bounded && (lon < west || lon > east || lat < south || lat > north))
        return error_at(error, ERR_INVALID, where,
                        "%.6f, %.6f lies outside the city (%.4f to %.4f, %.4f to %.4f).", lon, lat,
                        west, east, south, north);
    return ERR_OK;
}

enum err op_count(struct op *op, const char *name, int64_t by, int64_t *value, struct error *error)
{
    enum err rc = sql_ask_i64(op->sql, "SELECT value FROM counter WHERE name = ?",
                              SQL_ARGS(sql_text(name)), 0, value, error);
    if (rc != ERR_OK || by == 0)
        return rc;
    *value += by;
    return sql_run(op->sql,
                   "INSERT INTO counter (name, value) VALUES (?, ?)"
                   " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                   SQL_ARGS(sql_text(name), sql_i64(*value)), error);
}

enum err op_number(struct op *op, const char *letter, char number[40], struct error *error)
{
    char time[TIME_TEXT_MAX], name[24];
    time_format(op->now_ms, op->ops->config.offset_min, time);
    snprintf(name, sizeof name, "%s-%.4s%.2s%.2s", letter, time, time + 5, time + 8);
    int64_t value = 0;
    enum err rc = op_count(op, name, 1, &value, error);
    if (rc == ERR_OK)
        snprintf(number, 40, "%s-%04lld", name, (long long)value);
    return rc;
}
