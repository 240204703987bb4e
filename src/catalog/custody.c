#include "catalog/custody.h"

#include <string.h>

#include "catalog/shape_int.h"

#define HOURS .min = 0, .max = 24 * 366

static const char *const STAGES[] = {"producer", "carrier", "destination", "treated", NULL};
static const char *const HOLDING_STAGES[] = {"producer", "carrier", "destination", NULL};
static const char *const ENDS[] = {"received", "treated", NULL};

static const struct field limit_fields[] = {
    {"id", FIELD_WORD, AT(custody_limit, id), NEEDED, FREE},
    {"name", FIELD_NAMES, AT(custody_limit, name), NEEDED, .max = 60},
    {"held_at", FIELD_CHOICE, AT(custody_limit, held_at), NEEDED, .choices = HOLDING_STAGES},
    {"normal_h", FIELD_INT, AT(custody_limit, normal_h), HOURS},
    {"emergency_h", FIELD_INT, AT(custody_limit, emergency_h), HOURS},
    END,
};
static const struct shape limit_shape = {"a limit", sizeof(struct custody_limit), limit_fields,
                                         true};

static const struct field kind_fields[] = {
    {"id", FIELD_WORD, AT(custody_kind, id), NEEDED, FREE},
    {"name", FIELD_NAMES, AT(custody_kind, name), NEEDED, .max = 60},
    {"weight", FIELD_FLAG, AT(custody_kind, weight)},
    {"count", FIELD_FLAG, AT(custody_kind, count)},
    {"seal", FIELD_FLAG, AT(custody_kind, seal)},
    {"names", FIELD_FLAG, AT(custody_kind, names)},
    {"giver_signs", FIELD_FLAG, AT(custody_kind, giver_signs)},
    {"taker_signs", FIELD_FLAG, AT(custody_kind, taker_signs)},
    {"soils", FIELD_FLAG, AT(custody_kind, soils)},
    {"ends", FIELD_CHOICE, AT(custody_kind, ends), NEEDED, .choices = ENDS},
    {"limits", FIELD_LIST, AT(custody_kind, limits), .max = 10, .shape = &limit_shape},
    {"retention_years", FIELD_INT, AT(custody_kind, retention_years), NEEDED, .min = 1, .max = 100},
    END,
};
static const struct shape kind_shape = {"a kind of custody", sizeof(struct custody_kind),
                                        kind_fields, true};

static const struct field custody_fields[] = {
    {"kinds", FIELD_LIST, AT(custody, kinds), NEEDED, .max = 30, .shape = &kind_shape},
    END,
};
const struct shape custody_shape = {"the kinds of custody", sizeof(struct custody), custody_fields,
                                    false};

void custody_check_sense(struct problems *problems, const char *file, const struct custody *custody)
{
    for (size_t i = 0; i < custody->kinds.n; i++) {
        const struct custody_kind *kind = &custody->kinds.at[i];
        if (!kind->weight && !kind->count)
            problem_add(problems, file, kind->line,
                        "%s: a line must carry something: say weight: true or count: true.",
                        kind->id);
        if (kind->names && (!kind->count || kind->weight))
            problem_add(problems, file, kind->line,
                        "%s: people are counted: names need count: true and no weight.", kind->id);
    }
}

const struct custody_kind *catalog_custody(const struct catalog *catalog, const char *id)
{
    return catalog ? BY_ID(catalog->custody.kinds.at, catalog->custody.kinds.n, id) : NULL;
}

const char *custody_stage_name(enum custody_stage stage)
{
    return STAGES[stage];
}
