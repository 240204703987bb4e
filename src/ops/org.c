/* Organisations: a tree. A row's hidden `_path` is "/root/.../own id/", so a subtree is a range. */
#include <string.h>

#include "base/limits.h"
#include "ops/ops_int.h"

const struct noun noun_org = {
    .name = "org",
    .table = "org",
    .columns = {{"parent", "parent", COLUMN_TEXT},
                {"path", "_path", COLUMN_TEXT},
                {"code", "code", COLUMN_TEXT},
                {"kind", "kind", COLUMN_TEXT}},
};

enum { ORG_LEVELS_MAX = 16 };

enum err org_covers(struct sql *sql, const struct actor *actor, const char *org, bool *covers,
                    struct error *error)
{
    *covers = !actor->org[0] || !org[0] || strcmp(actor->org, org) == 0;
    if (*covers)
        return ERR_OK;
    int64_t n = 0;
    enum err rc = sql_ask_i64(sql,
                              "SELECT count(*) FROM org AS above, org AS below"
                              " WHERE above.id = ? AND below.id = ?"
                              " AND substr(below.path, 1, length(above.path)) = above.path",
                              SQL_ARGS(sql_text(actor->org), sql_text(org)), 0, &n, error);
    *covers = n > 0;
    return rc;
}

/* Where the new organisation hangs in the tree. */
static enum err place_in_tree(struct op *op, struct record *org, struct error *error)
{
    char path[LIMIT_TEXT_BYTES] = "/";
    const char *id = json_text(op->args, "parent", op->actor.org[0] ? op->actor.org : NULL);
    if (id) {
        struct record parent;
        bool covers = false;
        enum err rc = record_load(op, &noun_org, id, "parent", &parent, error);
        if (rc == ERR_OK)
            rc = org_covers(op->sql, &op->actor, parent.id, &covers, error);
        if (rc == ERR_OK && !covers)
            rc = error_at(error, ERR_DENIED, "parent",
                          "This is another organisation than the caller's.");
        if (rc != ERR_OK)
            return rc;
        snprintf(path, sizeof path, "%s", json_text(parent.doc, "_path", "/"));
        json_object_set_new(org->doc, "parent", json_string(parent.id));
    }
    if (strlen(path) > ORG_LEVELS_MAX * ID_TEXT_SIZE)
        return error_at(error, ERR_LIMIT, "parent", "Organisations have at most %d levels.",
                        ORG_LEVELS_MAX);
    json_object_set_new(org->doc, "_path", json_sprintf("%s%s/", path, org->id));
    return ERR_OK;
}

enum err op_org_create(struct op *op, struct error *error)
{
    struct record org = record_new(op, &noun_org, "");
    memcpy(org.org, org.id, sizeof org.org);
    json_object_del(org.doc, "org");
    op_copy_args(op, org.doc, "code", "name", "kind", NULL);
    enum err rc = place_in_tree(op, &org, error);
    return rc == ERR_OK ? op_created(op, &org, error) : rc;
}

enum err op_org_list(struct op *op, struct error *error)
{
    return op_list(op, &noun_org, error);
}

enum err op_org_get(struct op *op, struct error *error)
{
    return op_get(op, error);
}

enum err op_org_update(struct op *op, struct error *error)
{
    op_copy_args(op, op->target.doc, "code", "name", "kind", NULL);
    return op_changed(op, &op->target, "updated", NULL, error);
}
