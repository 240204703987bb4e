/*
 * Where somebody who is ill has been and whom they met at work in the hours before: from visits,
 * passages through gates and the events of crews and manifests. Names are shown to accounts with
 * the position `health` only, to others masked; the look is on record with its reason.
 */
#include <string.h>

#include "base/json_find.h"
#include "base/map.h"
#include "ops/privacy_int.h"

enum { HOURS = 48, HOUR_MS = 3600000 };

struct trace {
    struct record person;
    int64_t from_ms, until_ms;
    struct map mine; /* ids of the person, their crews and the vehicles of these */
    struct map met;  /* people and manifests that are listed already */
    json_t *crews;   /* ids */
    json_t *people, *visits, *gates, *manifests;
    bool sees;
};

static bool in_span(const struct trace *trace, int64_t at_ms)
{
    return at_ms >= trace->from_ms && at_ms <= trace->until_ms;
}

static enum err find_position(struct op *op, struct trace *trace, struct error *error)
{
    struct record user;
    enum err rc = ERR_OK;
    trace->sees = op->actor.id[0] &&
                  record_find(op, &noun_user, "id", op->actor.id, &user, &rc, error) &&
                  json_has(json_object_get(user.doc, "positions"), "health");
    return rc;
}

/* ---- Crews and who was in them -----------------------------------------------------------------
 */

/* Crews that the person is in now, or was put into or taken out of by an event. */
static enum err find_crews(struct op *op, struct trace *trace, struct error *error)
{
    char like[ID_TEXT_SIZE + 8];
    struct sql_rows *rows = NULL;
    snprintf(like, sizeof like, "%%\"%s\"%%", trace->person.id);
    enum err rc =
        sql_ask(op->sql,
                "SELECT id FROM crew WHERE doc LIKE ? UNION SELECT noun_id FROM event"
                " WHERE noun = 'crew' AND type IN ('crew.created', 'crew.updated',"
                " 'crew.substituted') AND at_ms <= ? AND data LIKE ?",
                SQL_ARGS(sql_text(like), sql_i64(trace->until_ms), sql_text(like)), &rows, error);
    while (rc == ERR_OK && sql_next(rows, &rc, error))
        json_array_append_new(trace->crews, json_string(sql_col_text(rows, 0)));
    sql_rows_done(rows);
    return rc;
}

static json_t *name_for(const struct trace *trace, const json_t *name)
{
    if (!name)
        return json_null();
    return trace->sees ? json_incref((json_t *)name) : privacy_masked_name(name);
}

static enum err add_member(struct op *op, struct trace *trace, const char *crew, const char *id,
                           struct error *error)
{
    struct record person;
    if (map_has(&trace->met, sv_of(id)) || strcmp(id, trace->person.id) == 0)
        return ERR_OK;
    map_set(&trace->met, sv_of(id), trace);
    enum err rc = record_load(op, &noun_person, id, "person", &person, error);
    if (rc != ERR_OK)
        return rc;
    const json_t *name = json_object_get(person.doc, "name");
    json_array_append_new(
        trace->people,
        json_pack("{s:s, s:s, s:o}", "person", id, "crew", crew, "name",
                  name_for(trace, name ? name : json_object_get(person.doc, "label"))));
    return ERR_OK;
}

static enum err add_crew(struct op *op, struct trace *trace, const char *id, struct error *error)
{
    struct record crew;
    size_t i;
    json_t *member;
    enum err rc = record_load(op, &noun_crew, id, "crew", &crew, error);
    if (rc != ERR_OK)
        return rc;
    const char *vehicle = json_text(crew.doc, "vehicle", "");
    map_set(&trace->mine, sv_of(crew.id), trace);
    if (*vehicle)
        map_set(&trace->mine, sv_of(vehicle), trace);
    json_array_foreach(json_object_get(crew.doc, "members"), i, member)
    {
        if (rc == ERR_OK)
            rc = add_member(op, trace, crew.id, json_string_value(member), error);
    }
    return rc;
}

/* ---- Visits and gates --------------------------------------------------------------------------
 */

static enum err add_visit(struct op *op, struct record *visit, void *context, struct error *error)
{
    struct trace *trace = context;
    struct record job;
    int64_t from_ms =
        op_time_of(visit->doc, "inside_at", op_time_of(visit->doc, "started_at", INT64_MAX));
    if (from_ms > trace->until_ms ||
        op_time_of(visit->doc, "done_at", trace->until_ms) < trace->from_ms)
        return ERR_OK;
    enum err rc = record_load(op, &noun_job, json_text(visit->doc, "job", ""), "job", &job, error);
    if (rc != ERR_OK)
        return rc;
    json_t *row = json_pack("{s:s, s:O, s:s, s:O, s:O, s:o}", "visit", visit->id, "crew",
                            json_object_get(visit->doc, "crew"), "job", job.id, "number",
                            json_object_get(job.doc, "number"), "service",
                            json_object_get(job.doc, "service"), "from", op_time(op, from_ms));
    json_t *until = json_object_get(visit->doc, "done_at");
    const char *zone = json_text(json_object_get(job.doc, "zone"), "id", NULL);
    json_object_set_new(row, "until", until ? json_incref(until) : json_null());
    if (json_text(job.doc, "site", NULL))
        json_object_set(row, "site", json_object_get(job.doc, "site"));
    if (zone)
        json_object_set_new(row, "zone", json_string(zone));
    json_array_append_new(trace->visits, row);
    return ERR_OK;
}

static enum err add_passage(struct op *op, struct record *passage, void *context,
                            struct error *error)
{
    (void)op, (void)error;
    struct trace *trace = context;
    if (in_span(trace, op_time_of(passage->doc, "at", INT64_MIN)))
        json_array_append_new(trace->gates,
                              json_pack("{s:O, s:O, s:O, s:O}", "gate",
                                        json_object_get(passage->doc, "gate"), "direction",
                                        json_object_get(passage->doc, "direction"), "result",
                                        json_object_get(passage->doc, "result"), "at",
                                        json_object_get(passage->doc, "at")));
    return ERR_OK;
}

static enum err add_ways(struct op *op, struct trace *trace, const char *crew, struct error *error)
{
    enum err rc = record_each(op, &noun_visit, "crew = ? ORDER BY depart_ms",
                              SQL_ARGS(sql_text(crew)), add_visit, trace, error);
    return rc == ERR_OK
               ? record_each(op, &noun_passage,
                             "permit IN (SELECT id FROM permit WHERE crew = ?) ORDER BY id",
                             SQL_ARGS(sql_text(crew)), add_passage, trace, error)
               : rc;
}

/* ---- Manifests ---------------------------------------------------------------------------------
 */

static bool is_mine(const struct trace *trace, const json_t *party)
{
    const char *key;
    json_t *id;
    json_object_foreach((json_t *)party, key, id)
    {
        if (strcmp(key, "site") != 0 && map_has(&trace->mine, sv_of(json_string_value(id))))
            return true;
    }
    return false;
}

/* Who stood on a list that they took along. */
static enum err add_manifest_people(struct op *op, struct trace *trace, const char *id, json_t *row,
                                    struct error *error)
{
    struct record manifest;
    size_t i;
    json_t *line;
    enum err rc = record_load(op, &noun_manifest, id, "manifest", &manifest, error);
    if (rc != ERR_OK)
        return rc;
    json_object_set(row, "number", json_object_get(manifest.doc, "number"));
    json_object_set(row, "kind", json_object_get(manifest.doc, "kind"));
    if (map_has(&trace->met, sv_of(id)))
        return ERR_OK;
    map_set(&trace->met, sv_of(id), trace);
    json_array_foreach(json_object_get(manifest.doc, "lines"), i, line)
    {
        if (json_object_get(line, "name"))
            json_array_append_new(trace->people,
                                  json_pack("{s:s, s:o}", "manifest", id, "name",
                                            name_for(trace, json_object_get(line, "name"))));
    }
    return ERR_OK;
}

static void add_hand_over(struct trace *trace, const char *id, const json_t *data)
{
    const json_t *entry = json_object_get(data, "entry");
    json_t *from = json_object_get(entry, "from"), *to = json_object_get(entry, "to");
    if (is_mine(trace, from) || is_mine(trace, to))
        json_array_append_new(trace->manifests,
                              json_pack("{s:s, s:O, s:O?, s:O?, s:O}", "manifest", id, "what",
                                        json_object_get(entry, "what"), "from", from, "to", to,
                                        "at", json_object_get(data, "at")));
}

static enum err find_manifests(struct op *op, struct trace *trace, struct error *error)
{
    struct sql_rows *rows = NULL;
    size_t i;
    json_t *row;
    enum err rc =
        sql_ask(op->sql,
                "SELECT noun_id, data FROM event WHERE noun = 'manifest'"
                " AND at_ms >= ? AND at_ms <= ? ORDER BY seq",
                SQL_ARGS(sql_i64(trace->from_ms), sql_i64(trace->until_ms)), &rows, error);
    while (rc == ERR_OK && sql_next(rows, &rc, error)) {
        json_t *data = NULL;
        rc = json_read(sql_col_sv(rows, 1), "event", &data, error);
        if (rc == ERR_OK)
            add_hand_over(trace, sql_col_text(rows, 0), data);
        json_decref(data);
    }
    sql_rows_done(rows);
    json_array_foreach(trace->manifests, i, row)
    {
        if (rc == ERR_OK)
            rc = add_manifest_people(op, trace, json_text(row, "manifest", ""), row, error);
    }
    return rc;
}

/* ---- The command -------------------------------------------------------------------------------
 */

static enum err begin(struct op *op, struct trace *trace, struct error *error)
{
    bool covers = false;
    json_t **const lists[] = {&trace->crews, &trace->people, &trace->visits, &trace->gates,
                              &trace->manifests};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        *lists[i] = op_keep(op, json_array());
    trace->until_ms = op_time_of(op->args, "until", op->now_ms);
    trace->from_ms = trace->until_ms - json_i64(op->args, "hours", HOURS) * HOUR_MS;
    enum err rc = record_load(op, &noun_person, json_text(op->args, "person", ""), "person",
                              &trace->person, error);
    if (rc == ERR_OK)
        rc = org_covers(op->sql, &op->actor, trace->person.org, &covers, error);
    if (rc == ERR_OK && !covers)
        rc = error_at(error, ERR_DENIED, "person", "This person is of another organisation.");
    if (rc == ERR_OK)
        map_set(&trace->mine, sv_of(trace->person.id), trace);
    return rc == ERR_OK ? find_position(op, trace, error) : rc;
}

enum err op_privacy_trace(struct op *op, struct error *error)
{
    struct trace trace = {.from_ms = 0};
    size_t i;
    json_t *crew;
    enum err rc = begin(op, &trace, error);
    if (rc == ERR_OK)
        rc = find_crews(op, &trace, error);
    json_array_foreach(trace.crews, i, crew)
    {
        if (rc == ERR_OK)
            rc = add_crew(op, &trace, json_string_value(crew), error);
        if (rc == ERR_OK)
            rc = add_ways(op, &trace, json_string_value(crew), error);
    }
    if (rc == ERR_OK)
        rc = record_each(op, &noun_passage,
                         "permit IN (SELECT id FROM permit WHERE person = ?) ORDER BY id",
                         SQL_ARGS(sql_text(trace.person.id)), add_passage, &trace, error);
    if (rc == ERR_OK)
        rc = find_manifests(op, &trace, error);
    if (rc == ERR_OK) {
        privacy_note_trace(op, &trace.person);
        op_answer_json(op,
                       json_pack("{s:o, s:o, s:b, s:O, s:O, s:O, s:O}", "from",
                                 op_time(op, trace.from_ms), "until", op_time(op, trace.until_ms),
                                 "masked", !trace.sees, "people", trace.people, "visits",
                                 trace.visits, "gates", trace.gates, "manifests", trace.manifests));
    }
    map_free(&trace.mine);
    map_free(&trace.met);
    return rc;
}
