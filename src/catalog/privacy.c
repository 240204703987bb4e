#include "catalog/privacy.h"

#include <string.h>

#include "catalog/shape_int.h"

static const char *const MATTERS[] = {"health", "location", "contact", NULL};

static const struct field sight_fields[] = {
    {"role", FIELD_WORD, AT(privacy_sight, role), NEEDED, FREE},
    {"purpose", FIELD_WORD, AT(privacy_sight, purpose), NEEDED, FREE},
    {"asks", FIELD_FLAG, AT(privacy_sight, asks)},
    {"standing", FIELD_FLAG, AT(privacy_sight, standing)},
    END,
};
static const struct shape sight_shape = {"who sees it", sizeof(struct privacy_sight), sight_fields,
                                         true};

static const struct field rule_fields[] = {
    {"id", FIELD_WORD, AT(privacy_rule, id), NEEDED, FREE},
    {"noun", FIELD_WORD, AT(privacy_rule, noun), NEEDED, FREE},
    {"fields", FIELD_WORDS, AT(privacy_rule, fields), NEEDED, .min = 1, .max = 20, FREE},
    {"matter", FIELD_CHOICE, AT(privacy_rule, matter), NEEDED, .choices = MATTERS},
    {"keep_days", FIELD_INT, AT(privacy_rule, keep_days), NEEDED, .min = 0, .max = 36500},
    {"seen_by", FIELD_LIST, AT(privacy_rule, seen_by), NEEDED, .max = 10, .shape = &sight_shape},
    END,
};
static const struct shape rule_shape = {"a privacy rule", sizeof(struct privacy_rule), rule_fields,
                                        true};

static const struct field privacy_fields[] = {
    {"rules", FIELD_LIST, AT(privacy, rules), NEEDED, .max = 50, .shape = &rule_shape},
    END,
};
const struct shape privacy_shape = {"the privacy rules", sizeof(struct privacy), privacy_fields,
                                    false};

void privacy_check_sense(struct problems *problems, const char *file, const struct privacy *privacy)
{
    static const char *const nouns[] = {"request",  "person",  "job",   "crew",     "visit",
                                        "manifest", "passage", "sheet", "feedback", "welfare"};
    for (size_t i = 0; i < privacy->rules.n; i++) {
        const struct privacy_rule *rule = &privacy->rules.at[i];
        bool known = false;
        for (size_t k = 0; k < sizeof nouns / sizeof *nouns; k++)
            known |= strcmp(nouns[k], rule->noun) == 0;
        if (!known)
            problem_add(problems, file, rule->line,
                        "%s: '%s' has no fields that can be sealed; known are request, person, job,"
                        " crew, visit, manifest, passage, sheet, feedback, welfare.",
                        rule->id, rule->noun);
    }
}

size_t catalog_privacy_rules(const struct catalog *catalog)
{
    return catalog ? catalog->privacy.rules.n : 0;
}

const struct privacy_rule *catalog_privacy_rule_at(const struct catalog *catalog, size_t i)
{
    return &catalog->privacy.rules.at[i];
}
