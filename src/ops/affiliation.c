/*
 * Dual registration: a unit registers with the community of its seat, a member with the one where
 * they live. What they did for the community is kept with it.
 */
#include <string.h>

#include "ops/ops_int.h"

enum { HELPS_MAX = 1000 };

const struct noun noun_affiliation = {
    .name = "affiliation",
    .table = "affiliation",
    .columns = {{"community", "community", COLUMN_TEXT},
                {"unit", "unit", COLUMN_TEXT},
                {"person", "person", COLUMN_TEXT},
                {"is_open", "open", COLUMN_NUMBER}},
    .newest_first = true,
};

static enum err check_community(struct op *op, struct record *community, struct error *error)
{
    enum err rc = record_load(op, &noun_org, json_text(op->args, "community", ""), "community",
                              community, error);
    if (rc == ERR_OK && strcmp(json_text(community->doc, "kind", ""), "community") != 0)
        rc = error_at(error, ERR_RULE, "community", "This organisation is no community.");
    return rc;
}

/* A unit may help several communities, each once; a member lives in one. */
static enum err check_once(struct op *op, struct error *error)
{
    const char *unit = json_text(op->args, "unit", NULL);
    int64_t n = 0;
    enum err rc =
        unit ? sql_ask_i64(op->sql,
                           "SELECT count(*) FROM affiliation WHERE unit = ? AND community = ?"
                           " AND is_open = 1",
                           SQL_ARGS(sql_text(unit), sql_text(json_text(op->args, "community", ""))),
                           0, &n, error)
             : sql_ask_i64(op->sql,
                           "SELECT count(*) FROM affiliation WHERE person = ? AND is_open = 1",
                           SQL_ARGS(sql_text(json_text(op->args, "person", ""))), 0, &n, error);
    if (rc == ERR_OK && n)
        rc = unit ? error_at(error, ERR_EXISTS, "unit", "It is registered with this community.")
                  : error_at(error, ERR_EXISTS, "person",
                             "The person is registered with a community; end that first.");
    return rc;
}

enum err op_affiliation_create(struct op *op, struct error *error)
{
    struct record community;
    enum err rc = check_community(op, &community, error);
    if (rc == ERR_OK && !json_text(op->args, "unit", NULL) == !json_text(op->args, "person", NULL))
        rc = error_at(error, ERR_INVALID, "unit", "Name a unit or a person.");
    if (rc == ERR_OK)
        rc = op_refers(op, op->args, "unit", &noun_org, error);
    if (rc == ERR_OK)
        rc = op_refers(op, op->args, "person", &noun_person, error);
    if (rc == ERR_OK)
        rc = check_once(op, error);
    if (rc != ERR_OK)
        return rc;
    struct record affiliation = record_new(op, &noun_affiliation, community.id);
    op_copy_args(op, affiliation.doc, "community", "unit", "person", "note", NULL);
    json_object_set_new(affiliation.doc, "open", json_true());
    json_object_set_new(affiliation.doc, "helps", json_array());
    op_set_time(op, affiliation.doc, "from", op->now_ms);
    return op_created(op, &affiliation, error);
}

enum err op_affiliation_help(struct op *op, struct error *error)
{
    json_t *helps = json_object_get(op->target.doc, "helps"), *help = json_object();
    int64_t at_ms;
    op_copy_args(op, help, "what", "hours", NULL);
    enum err rc = op_at(op, &at_ms, error);
    if (rc == ERR_OK && json_array_size(helps) >= HELPS_MAX)
        rc = error_at(error, ERR_LIMIT, "id", "At most %d entries are kept.", HELPS_MAX);
    op_set_time(op, help, "at", at_ms);
    json_array_append_new(helps, help);
    return rc == ERR_OK ? op_changed(op, &op->target, "helped", NULL, error) : rc;
}

enum err op_affiliation_end(struct op *op, struct error *error)
{
    if (!json_flag(op->target.doc, "open", false))
        return error_set(error, ERR_STATE, "The registration has ended already.");
    json_object_set_new(op->target.doc, "open", json_false());
    op_set_time(op, op->target.doc, "until", op->now_ms);
    return op_changed(op, &op->target, "ended", NULL, error);
}

enum err op_affiliation_list(struct op *op, struct error *error)
{
    return op_list(op, &noun_affiliation, error);
}
