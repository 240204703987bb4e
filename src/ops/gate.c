/* Gates: the ways through the edge of a zone, with their hours. */
#include <string.h>

#include "ops/job_int.h"
#include "ops/zone_int.h"

const struct noun noun_gate = {
    .name = "gate",
    .table = "gate",
    .columns = {{"zone", "zone", COLUMN_TEXT},
                {"state", "state", COLUMN_TEXT},
                {"post", "post", COLUMN_TEXT}},
};

static enum err set_fields(struct op *op, json_t *doc, struct error *error)
{
    op_copy_args(op, doc, "zone", "name", "place", "hours", "delay_s", "direction", "state", "post",
                 "entrance", "emergency_contact", NULL);
    op_default(doc, "hours", json_array());
    op_default(doc, "delay_s", json_integer(0));
    op_default(doc, "direction", json_string("both"));
    op_default(doc, "state", json_string("open"));
    enum err rc = op_refers(op, doc, "zone", &noun_zone, error);
    if (rc == ERR_OK)
        rc = op_refers(op, doc, "post", &noun_site, error);
    return rc == ERR_OK ? op_check_place(op, json_object_get(doc, "place"), "place", error) : rc;
}

/* ---- One entrance ---------------------------------------------------------------------------- */

struct entrances {
    bool any, only; /* one of them is open; the level keeps no other */
};

static enum err look_for_entrance(struct op *op, struct record *gate, void *context,
                                  struct error *error)
{
    (void)op, (void)error;
    struct entrances *entrances = context;
    entrances->any |= json_flag(gate->doc, "entrance", false) &&
                      strcmp(json_text(gate->doc, "state", ""), "open") == 0;
    return ERR_OK;
}

/* Shut, or open again what the level had shut; other closed gates stay as people left them. */
static enum err follow(struct op *op, struct record *gate, void *context, struct error *error)
{
    const struct entrances *entrances = context;
    bool shut = entrances->any && entrances->only && !json_flag(gate->doc, "entrance", false);
    bool is_open = strcmp(json_text(gate->doc, "state", ""), "open") == 0;
    if (shut ? !is_open : !json_flag(gate->doc, "shut_by_level", false))
        return ERR_OK;
    json_object_set_new(gate->doc, "state", json_string(shut ? "closed" : "open"));
    if (shut)
        json_object_set_new(gate->doc, "shut_by_level", json_true());
    else
        json_object_del(gate->doc, "shut_by_level");
    enum err rc = record_save(op, gate, error);
    return rc == ERR_OK
               ? op_event(op, "gate.updated", gate,
                          json_pack("{s:O}", "state", json_object_get(gate->doc, "state")), error)
               : rc;
}

enum err gates_follow(struct op *op, const struct record *zone, struct error *error)
{
    const struct zone_level *level = zone_level_of(op, zone->doc);
    struct entrances entrances = {.only =
                                      level && level->gates.one_entrance &&
                                      strcmp(json_text(zone->doc, "state", ""), "active") == 0 &&
                                      op_time_of(zone->doc, "from", INT64_MIN) <= op->now_ms};
    enum err rc = record_each(op, &noun_gate, "zone = ? ORDER BY id", SQL_ARGS(sql_text(zone->id)),
                              look_for_entrance, &entrances, error);
    return rc == ERR_OK ? record_each(op, &noun_gate, "zone = ? ORDER BY id",
                                      SQL_ARGS(sql_text(zone->id)), follow, &entrances, error)
                        : rc;
}

/* What follows for the other gates of the zone, and for jobs; the gate is answered as it is then.
 */
static enum err changed(struct op *op, struct record *gate, struct error *error)
{
    struct record zone;
    enum err rc =
        record_load(op, &noun_zone, json_text(gate->doc, "zone", ""), "zone", &zone, error);
    if (rc == ERR_OK)
        rc = gates_follow(op, &zone, error);
    if (rc == ERR_OK)
        rc = record_load(op, &noun_gate, gate->id, "id", gate, error);
    if (rc == ERR_OK)
        rc = op_answer(op, gate, error);
    return rc == ERR_OK ? jobs_reassess(op, error) : rc;
}

/* ---- Commands -------------------------------------------------------------------------------- */

enum err op_gate_create(struct op *op, struct error *error)
{
    struct record gate = record_new(op, &noun_gate, "");
    enum err rc = set_fields(op, gate.doc, error);
    if (rc == ERR_OK)
        rc = op_created(op, &gate, error);
    return rc == ERR_OK ? changed(op, &gate, error) : rc;
}

enum err op_gate_list(struct op *op, struct error *error)
{
    return op_list(op, &noun_gate, error);
}

enum err op_gate_get(struct op *op, struct error *error)
{
    return op_get(op, error);
}

enum err op_gate_update(struct op *op, struct error *error)
{
    enum err rc = set_fields(op, op->target.doc, error);
    if (rc == ERR_OK)
        rc = op_changed(op, &op->target, "updated", NULL, error);
    return rc == ERR_OK ? changed(op, &op->target, error) : rc;
}
