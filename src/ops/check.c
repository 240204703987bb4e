/* The one place where rights, arguments and versions are checked. */
#include <string.h>

#include "ops/ops_int.h"

enum err check_call(const struct command *command, const struct actor *actor, const json_t *args,
                    struct error *error)
{
    if (!(command->roles & 1u << actor->role))
        return error_set(error, ERR_DENIED, "The role %s may not call %s.", role_name(actor->role),
                         command->name);
    return spec_check(command->args, args, error);
}

static enum err count_own(struct op *op, const char *query, const char *own, int64_t *n,
                          struct error *error)
{
    if (!query || !own[0])
        return ERR_OK;
    return sql_ask_i64(op->sql, query, SQL_ARGS(sql_text(op->target.id), sql_text(own)), 0, n,
                       error);
}

/* Roles that may only touch what is their own: a crew its work, a resident their requests. */
static enum err check_own(struct op *op, struct error *error)
{
    if (!(op->command->own & 1u << op->actor.role))
        return ERR_OK;
    const struct noun *noun = op->target.noun;
    int64_t n = 0;
    enum err rc = op->actor.role == ROLE_CREW
                      ? count_own(op, noun->own_crew, op->actor.crew, &n, error)
                      : count_own(op, noun->own_user, op->actor.id, &n, error);
    if (rc == ERR_OK && n == 0)
        rc =
            error_at(error, ERR_DENIED, "id", "The role %s may only touch its own; this %s is not.",
                     role_name(op->actor.role), noun->name);
    return rc;
}

static enum err check_if_match(const struct op *op, int64_t if_match, struct error *error)
{
    if (op->command->if_match == IF_MATCH_NONE)
        return ERR_OK;
    if (if_match < 0 && op->command->if_match == IF_MATCH_REQUIRED)
        return error_at(error, ERR_CONDITION_MISSING, "If-Match",
                        "%s needs If-Match with the rev that was read.", op->command->name);
    if (if_match >= 0 && if_match != op->target.rev)
        return error_at(error, ERR_STALE, "If-Match",
                        "The %s has changed since it was read: it is at rev %lld, not %lld.",
                        op->target.noun->name, (long long)op->target.rev, (long long)if_match);
    return ERR_OK;
}

enum err check_target(struct op *op, int64_t if_match, struct error *error)
{
    if (!op->command->noun)
        return ERR_OK;
    enum err rc = record_load(op, noun_of(op->command->noun), json_text(op->args, "id", ""), "id",
                              &op->target, error);
    bool covers = true;
    if (rc == ERR_OK && op->command->scope == SCOPE_ORG)
        rc = org_covers(op->sql, &op->actor, op->target.org, &covers, error);
    if (rc == ERR_OK && !covers)
        rc = error_at(error, ERR_DENIED, "id", "This %s belongs to another organisation.",
                      op->target.noun->name);
    if (rc == ERR_OK)
        rc = check_own(op, error);
    return rc == ERR_OK ? check_if_match(op, if_match, error) : rc;
}
