/*
 * Lending: people and vehicles that work for another organisation for a time. Everybody belongs to
 * one home and works at one place at a moment, so however often somebody is lent, a roll-up counts
 * them once.
 */
#include <string.h>

#include "ops/ops_int.h"

const struct noun noun_loan = {
    .name = "loan",
    .table = "loan",
    .columns = {{"person", "person", COLUMN_TEXT},
                {"vehicle", "vehicle", COLUMN_TEXT},
                {"from_org", "from_org", COLUMN_TEXT},
                {"to_org", "to_org", COLUMN_TEXT},
                {"from_ms", "from", COLUMN_TIME},
                {"until_ms", "until", COLUMN_TIME}},
    .newest_first = true,
};

/* The person or vehicle that the arguments name, exactly one. */
static enum err find_thing(struct op *op, struct record *thing, struct error *error)
{
    const char *person = json_text(op->args, "person", NULL);
    const char *vehicle = json_text(op->args, "vehicle", NULL);
    bool covers = false;
    if (!person == !vehicle)
        return error_at(error, ERR_INVALID, "person", "Name a person or a vehicle.");
    enum err rc = record_load(op, person ? &noun_person : &noun_vehicle, person ? person : vehicle,
                              person ? "person" : "vehicle", thing, error);
    if (rc == ERR_OK)
        rc = org_covers(op->sql, &op->actor, thing->org, &covers, error);
    if (rc == ERR_OK && !covers)
        rc = error_at(error, ERR_DENIED, thing->noun->name, "It belongs to another organisation.");
    if (rc == ERR_OK && !thing->org[0])
        rc = error_at(error, ERR_RULE, thing->noun->name, "It has no home that could lend it.");
    return rc;
}

/* Nobody is lent to two at once. */
static enum err check_free(struct op *op, const struct record *thing, int64_t from_ms,
                           int64_t until_ms, struct error *error)
{
    int64_t n = 0;
    const char *text = thing->noun == &noun_person
                           ? "SELECT count(*) FROM loan WHERE person = ? AND from_ms < ?"
                             " AND (until_ms IS NULL OR until_ms > ?)"
                           : "SELECT count(*) FROM loan WHERE vehicle = ? AND from_ms < ?"
                             " AND (until_ms IS NULL OR until_ms > ?)";
    enum err rc = sql_ask_i64(op->sql, text,
                              SQL_ARGS(sql_text(thing->id), sql_i64(until_ms), sql_i64(from_ms)), 0,
                              &n, error);
    if (rc == ERR_OK && n)
        rc = error_at(error, ERR_RULE, "from", "The %s is lent in that time already.",
                      thing->noun->name);
    return rc;
}

enum err op_loan_create(struct op *op, struct error *error)
{
    struct record thing;
    int64_t from_ms = op_time_of(op->args, "from", op->now_ms);
    int64_t until_ms = op_time_of(op->args, "until", INT64_MAX);
    enum err rc = find_thing(op, &thing, error);
    if (rc == ERR_OK)
        rc = op_refers(op, op->args, "to_org", &noun_org, error);
    if (rc == ERR_OK && until_ms <= from_ms)
        rc = error_at(error, ERR_INVALID, "until", "It must lie after 'from'.");
    if (rc == ERR_OK && strcmp(thing.org, json_text(op->args, "to_org", "")) == 0)
        rc = error_at(error, ERR_RULE, "to_org", "It belongs there.");
    if (rc == ERR_OK)
        rc = check_free(op, &thing, from_ms, until_ms, error);
    if (rc != ERR_OK)
        return rc;
    /* Both sides see it: a loan is the city's. */
    struct record loan = record_new(op, &noun_loan, "");
    op_copy_args(op, loan.doc, "person", "vehicle", "to_org", "until", "reason", NULL);
    json_object_set_new(loan.doc, "from_org", json_string(thing.org));
    op_set_time(op, loan.doc, "from", from_ms);
    return op_created(op, &loan, error);
}

enum err op_loan_end(struct op *op, struct error *error)
{
    json_t *doc = op->target.doc;
    bool lender = false, borrower = false;
    int64_t at_ms;
    enum err rc = org_covers(op->sql, &op->actor, json_text(doc, "from_org", ""), &lender, error);
    if (rc == ERR_OK)
        rc = org_covers(op->sql, &op->actor, json_text(doc, "to_org", ""), &borrower, error);
    if (rc == ERR_OK && !lender && !borrower)
        rc = error_at(error, ERR_DENIED, "id", "It is a loan between other organisations.");
    if (rc == ERR_OK)
        rc = op_at(op, &at_ms, error);
    if (rc == ERR_OK && op_time_of(doc, "until", INT64_MAX) <= at_ms)
        rc = error_set(error, ERR_STATE, "The loan has ended already.");
    if (rc != ERR_OK)
        return rc;
    int64_t from_ms = op_time_of(doc, "from", at_ms);
    op_set_time(op, doc, "until", at_ms > from_ms ? at_ms : from_ms);
    return op_changed(op, &op->target, "ended", NULL, error);
}

enum err op_loan_list(struct op *op, struct error *error)
{
    return op_list(op, &noun_loan, error);
}
