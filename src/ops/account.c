/* Users: who may sign in, as what. Passwords never leave this file but as argon2id hashes. */
#include "ops/account_int.h"

#include <sodium.h>
#include <string.h>

#include "catalog/catalog.h"

const struct noun noun_user = {
    .name = "user",
    .table = "account",
    .columns = {{"name", "name", COLUMN_TEXT},
                {"role", "role", COLUMN_TEXT},
                {"crew", "crew", COLUMN_TEXT},
                {"password", "_password", COLUMN_TEXT}},
};

enum err account_hash_password(json_t *args, struct error *error)
{
    char hash[crypto_pwhash_STRBYTES];
    const char *password = json_text(args, "password", "");
    if (crypto_pwhash_str(hash, password, strlen(password), crypto_pwhash_OPSLIMIT_INTERACTIVE,
                          crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0)
        return error_set(error, ERR_BUSY, "There is no memory to hash the password now.");
    json_object_set_new(args, "password", json_string(hash));
    return ERR_OK;
}

/* Positions are roles of packs/terms.yaml: in what somebody decides approvals. */
static enum err check_positions(struct op *op, struct error *error)
{
    const struct catalog *catalog = op->ops->config.catalog;
    size_t i;
    json_t *position;
    json_array_foreach(json_object_get(op->args, "positions"), i, position)
    {
        if (catalog && !catalog_term(catalog, TERM_ROLE, json_string_value(position)))
            return error_at(error, ERR_INVALID, "positions", "packs/terms.yaml has no role %.80s.",
                            json_string_value(position));
    }
    return ERR_OK;
}

enum err op_user_set_positions(struct op *op, struct error *error)
{
    enum err rc = check_positions(op, error);
    if (rc != ERR_OK)
        return rc;
    op_copy_args(op, op->target.doc, "positions", NULL);
    return op_changed(op, &op->target, "positions", NULL, error);
}

enum err op_user_create(struct op *op, struct error *error)
{
    const char *org;
    enum err rc = op_org(op, &org, error);
    if (rc == ERR_OK)
        rc = op_refers(op, op->args, "crew", &noun_crew, error);
    if (rc == ERR_OK && strcmp(json_text(op->args, "role", ""), "crew") == 0 &&
        !json_text(op->args, "crew", NULL))
        rc = error_at(error, ERR_INVALID, "crew", "A user of the role crew belongs to a crew.");
    if (rc == ERR_OK)
        rc = check_positions(op, error);
    if (rc != ERR_OK)
        return rc;
    struct record user = record_new(op, &noun_user, org);
    op_copy_args(op, user.doc, "name", "role", "crew", "positions", NULL);
    json_object_set(user.doc, "_password", json_object_get(op->args, "password"));
    op_set_time(op, user.doc, "created_at", op->now_ms);
    return op_created(op, &user, error);
}

enum err op_user_list(struct op *op, struct error *error)
{
    return op_list(op, &noun_user, error);
}
