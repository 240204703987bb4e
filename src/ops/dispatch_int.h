/* How a service is dispatched: as its pack says, until a manager says otherwise. */
#ifndef LIFELINE_OPS_DISPATCH_INT_H
#define LIFELINE_OPS_DISPATCH_INT_H

#include "catalog/catalog.h"
#include "ops/ops_int.h"

/* "automatic", "propose" or "manual". */
enum err dispatch_mode(struct op *op, const struct service *service, const char **mode,
                       struct error *error);
/* Sets it and writes "service.dispatch". */
enum err dispatch_set(struct op *op, const struct service *service, const char *mode,
                      struct error *error);
/* {id, title, version, dispatch, form, script, steps}; the whole pack only for one. New. */
enum err service_json(struct op *op, const struct service *service, bool whole, json_t **out,
                      struct error *error);

#endif
