#include "catalog/chain.h"

#include <string.h>

#include "catalog/shape_int.h"

static const char *const GRANTS[] = {"nothing", "exception", NULL};

static const struct field step_fields[] = {
    {"id", FIELD_WORD, AT(chain_step, id), NEEDED, FREE},
    {"label", FIELD_NAMES, AT(chain_step, label), NEEDED, .max = 100},
    {"role", FIELD_WORD, AT(chain_step, role), NEEDED, .refers = REFERS_ROLE},
    {"org", FIELD_TEXT, AT(chain_step, org), .max = 80},
    {"quorum", FIELD_INT, AT(chain_step, quorum), .min = 1, .max = 20, .otherwise = 1},
    {"within_min", FIELD_INT, AT(chain_step, within_min), NEEDED, .min = 1, .max = 60 * 24 * 30},
    {"escalates", FIELD_WORD, AT(chain_step, escalates), .refers = REFERS_ROLE},
    END,
};
static const struct shape step_shape = {"a step of a chain", sizeof(struct chain_step), step_fields,
                                        true};

static const struct field paper_fields[] = {
    {"id", FIELD_WORD, AT(chain_paper, id), NEEDED, FREE},
    {"label", FIELD_NAMES, AT(chain_paper, label), NEEDED, .max = 100},
    {"within_h", FIELD_INT, AT(chain_paper, within_h), NEEDED, .min = 1, .max = 24 * 366},
    END,
};
static const struct shape paper_shape = {"a paper", sizeof(struct chain_paper), paper_fields, true};

static const struct field chain_fields[] = {
    {"id", FIELD_WORD, AT(chain, id), NEEDED, FREE},
    {"name", FIELD_NAMES, AT(chain, name), NEEDED, .max = 60},
    {"grants", FIELD_CHOICE, AT(chain, grants), .choices = GRANTS},
    {"after", FIELD_FLAG, AT(chain, after)},
    {"distinct", FIELD_FLAG, AT(chain, distinct)},
    {"steps", FIELD_LIST, AT(chain, steps), NEEDED, .min = 1, .max = 10, .shape = &step_shape},
    {"emergency_steps", FIELD_LIST, AT(chain, emergency_steps), .max = 10, .shape = &step_shape},
    {"papers", FIELD_LIST, AT(chain, papers), .max = 20, .shape = &paper_shape},
    END,
};
static const struct shape chain_shape = {"a chain", sizeof(struct chain), chain_fields, true};

static const struct field chains_fields[] = {
    {"chains", FIELD_LIST, AT(chains, list), NEEDED, .max = 200, .shape = &chain_shape},
    END,
};
const struct shape chains_shape = {"the chains of approval", sizeof(struct chains), chains_fields,
                                   false};

void chains_check_sense(struct problems *problems, const char *file, const struct chains *chains)
{
    for (size_t i = 0; i < chains->list.n; i++) {
        const struct chain *chain = &chains->list.at[i];
        if (chain->papers.n > 0 && !chain->after)
            problem_add(problems, file, chain->line,
                        "%s: papers come later only where the work may start before: say after: "
                        "true.",
                        chain->id);
    }
}

const struct chain *catalog_chain(const struct catalog *catalog, const char *id)
{
    return catalog ? BY_ID(catalog->chains.list.at, catalog->chains.list.n, id) : NULL;
}
