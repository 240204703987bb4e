/* Roads that cannot be used: a bridge, a flooded street. Everybody in the city sees them. */
#include <string.h>

#include "geo/geojson.h"
#include "ops/ops_int.h"

const struct noun noun_closure = {
    .name = "closure",
    .table = "closure",
    .columns = {{"state", "state", COLUMN_TEXT}},
};

static enum err check_shape(const json_t *doc, struct error *error)
{
    const json_t *polygon = json_object_get(doc, "polygon"), *line = json_object_get(doc, "line");
    if (!polygon && !line && json_array_size(json_object_get(doc, "ways")) == 0)
        return error_at(error, ERR_INVALID, "polygon", "Name a polygon, a line or ways.");
    struct arena *arena = arena_new();
    struct geometry geometry;
    struct area area;
    enum err rc = ERR_OK;
    if (polygon && (rc = geojson_read_area(arena, polygon, &area, error)) != ERR_OK)
        error_prefix(error, "polygon.");
    if (rc == ERR_OK && line && (rc = geojson_read(arena, line, &geometry, error)) != ERR_OK)
        error_prefix(error, "line.");
    arena_free(arena);
    return rc;
}

enum err op_closure_create(struct op *op, struct error *error)
{
    struct record closure = record_new(op, &noun_closure, "");
    op_copy_args(op, closure.doc, "name", "polygon", "line", "ways", "profiles", "from", "until",
                 NULL);
    op_default(closure.doc, "profiles", json_array());
    op_default(closure.doc, "from", op_time(op, op->now_ms));
    op_default(closure.doc, "state", json_string("active"));
    enum err rc = check_shape(closure.doc, error);
    if (rc == ERR_OK)
        rc = op_check_span(closure.doc, error);
    return rc == ERR_OK ? op_created(op, &closure, error) : rc;
}

enum err op_closure_list(struct op *op, struct error *error)
{
    return op_list(op, &noun_closure, error);
}

enum err op_closure_get(struct op *op, struct error *error)
{
    return op_get(op, error);
}

enum err op_closure_update(struct op *op, struct error *error)
{
    op_copy_args(op, op->target.doc, "name", "until", "profiles", NULL);
    enum err rc = op_check_span(op->target.doc, error);
    return rc == ERR_OK ? op_changed(op, &op->target, "updated", NULL, error) : rc;
}

enum err op_closure_lift(struct op *op, struct error *error)
{
    if (strcmp(json_text(op->target.doc, "state", ""), "lifted") == 0)
        return error_set(error, ERR_STATE, "The closure has been lifted already.");
    json_object_set_new(op->target.doc, "state", json_string("lifted"));
    op_set_time(op, op->target.doc, "until", op->now_ms);
    return op_changed(op, &op->target, "lifted", NULL, error);
}
