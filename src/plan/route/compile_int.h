/* Parts of plan_model_new: what the caller's jobs, facilities and vehicles become. */
#ifndef LIFELINE_PLAN_ROUTE_COMPILE_INT_H
#define LIFELINE_PLAN_ROUTE_COMPILE_INT_H

#include "plan/route/model_int.h"

/* Copies into the model's arena. */
void *compile_copy(struct plan_model *model, const void *from, size_t n, size_t size);
const int64_t *compile_load(struct plan_model *model, const int64_t *load);
/* A set of skills, n_skill_words long; whether all that is needed is there. */
uint64_t *compile_skills(struct plan_model *model, const uint32_t *skills, uint32_t n);
bool model_skills_within(const struct plan_model *model, const uint64_t *need,
                         const uint64_t *have);

/* Job `j`, whose first node is `first`. */
void compile_job(struct plan_model *model, const struct plan_input *in, uint32_t j, uint32_t first);
void compile_facility(struct plan_model *model, const struct plan_input *in, uint32_t f);
/* Money is divided by `divisor`. */
void compile_vehicle(struct plan_model *model, const struct plan_input *in, uint32_t v,
                     int64_t divisor);
/* Vehicles that nobody can tell apart get one kind. */
void compile_kinds(struct plan_model *model);

#endif
