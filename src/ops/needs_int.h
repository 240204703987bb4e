/* What the catalog asks for in a situation, as the JSON of a job. */
#ifndef LIFELINE_OPS_NEEDS_INT_H
#define LIFELINE_OPS_NEEDS_INT_H

#include "catalog/catalog.h"
#include "ops/ops_int.h"

/* New references. */
json_t *needs_requirements(const struct situation *situation);
json_t *needs_steps(const struct situation *situation);
json_t *needs_script(const struct situation *situation);
json_t *needs_name(const struct names *names);

/* 0 to 100: the colour, and who the customer is. */
int needs_priority(const struct situation *situation, const char *customer_class);
/* "red", "amber" or "normal". */
const char *needs_urgency(const struct situation *situation);
/* A step of a service by its code, closing steps too; NULL when there is none. */
const struct step *needs_step(const struct service *service, const char *code);

#endif
