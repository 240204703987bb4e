#include "ops/dispatch_int.h"

#include <string.h>

#include "ops/decision_int.h"

static const char *const modes[] = {[DISPATCH_AUTOMATIC] = "automatic",
                                    [DISPATCH_PROPOSE] = "propose",
                                    [DISPATCH_MANUAL] = "manual"};

enum err dispatch_mode(struct op *op, const struct service *service, const char **mode,
                       struct error *error)
{
    struct sql_rows *rows = NULL;
    *mode = modes[service->dispatch];
    enum err rc = sql_ask(op->sql, "SELECT mode FROM service_dispatch WHERE service = ?",
                          SQL_ARGS(sql_text(service->id)), &rows, error);
    if (rc == ERR_OK && sql_next(rows, &rc, error)) {
        for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
            if (strcmp(sql_col_text(rows, 0), modes[i]) == 0)
                *mode = modes[i];
        }
    }
    sql_rows_done(rows);
    return rc;
}

enum err dispatch_set(struct op *op, const struct service *service, const char *mode,
                      struct error *error)
{
    enum err rc = sql_run(op->sql,
                          "INSERT INTO service_dispatch (service, mode) VALUES (?, ?)"
                          " ON CONFLICT (service) DO UPDATE SET mode = excluded.mode",
                          SQL_ARGS(sql_text(service->id), sql_text(mode)), error);
    if (rc != ERR_OK)
        return rc;
    json_t *data = json_pack("{s:s}", "mode", mode);
    if (json_object_get(op->args, "reason"))
        json_object_set(data, "reason", json_object_get(op->args, "reason"));
    return op_event_of(op, "service.dispatch", "service", service->id, "", data, error);
}

enum err op_service_set_dispatch(struct op *op, struct error *error)
{
    const struct catalog *catalog = op->ops->config.catalog;
    const char *id = json_text(op->args, "id", ""), *mode = json_text(op->args, "mode", ""), *was;
    const struct service *service = catalog ? catalog_service(catalog, id) : NULL;
    struct decision decision;
    json_t *shown = NULL;
    if (!service)
        return error_at(error, ERR_NOT_FOUND, "id", "The catalog has no service %.80s.", id);
    decision_begin(&decision, op);
    enum err rc = dispatch_mode(op, service, &was, error);
    if (rc == ERR_OK)
        decision_of_service(&decision, id, was, mode);
    if (rc == ERR_OK)
        rc = dispatch_set(op, service, mode, error);
    if (rc == ERR_OK)
        rc = decision_end(&decision, json_object(), error);
    if (rc == ERR_OK)
        rc = service_json(op, service, false, &shown, error);
    if (rc == ERR_OK)
        op_answer_json(op, shown);
    return rc;
}
