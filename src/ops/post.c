/* Posts: places that are manned in shifts, every day the same. */
#include <string.h>

#include "ops/roster_int.h"

const struct noun noun_post = {
    .name = "post",
    .table = "post",
    .columns = {{"zone", "zone", COLUMN_TEXT},
                {"from_ms", "from", COLUMN_TIME},
                {"until_ms", "until", COLUMN_TIME}},
};

static enum err set_fields(struct op *op, json_t *doc, struct error *error)
{
    op_copy_args(op, doc, "name", "kind", "place", "zone", "shifts", "until", "note", NULL);
    enum err rc = op_refers(op, doc, "zone", &noun_zone, error);
    if (rc == ERR_OK && json_object_get(doc, "place"))
        rc = op_check_place(op, json_object_get(doc, "place"), "place", error);
    return rc == ERR_OK ? op_check_span(doc, error) : rc;
}

enum err op_post_create(struct op *op, struct error *error)
{
    const char *org;
    enum err rc = op_org(op, &org, error);
    if (rc != ERR_OK)
        return rc;
    struct record post = record_new(op, &noun_post, org);
    op_set_time(op, post.doc, "from", op_time_of(op->args, "from", op->now_ms));
    rc = set_fields(op, post.doc, error);
    return rc == ERR_OK ? op_created(op, &post, error) : rc;
}

enum err op_post_update(struct op *op, struct error *error)
{
    json_t *doc = op->target.doc;
    if (json_object_get(op->args, "from"))
        op_set_time(op, doc, "from", op_time_of(op->args, "from", op->now_ms));
    enum err rc = set_fields(op, doc, error);
    return rc == ERR_OK ? op_changed(op, &op->target, "updated", NULL, error) : rc;
}

enum err op_post_get(struct op *op, struct error *error)
{
    return op_get(op, error);
}

enum err op_post_list(struct op *op, struct error *error)
{
    return op_list(op, &noun_post, error);
}
