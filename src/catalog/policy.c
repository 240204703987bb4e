#include "catalog/policy.h"

#include <string.h>

#include "base/clock.h"
#include "catalog/shape_int.h"

size_t catalog_policies(const struct catalog *catalog)
{
    return catalog->n_policies;
}

const struct policy *catalog_policy_at(const struct catalog *catalog, size_t i)
{
    return &catalog->policies[i];
}

const struct policy *catalog_policy(const struct catalog *catalog, const char *id)
{
    return BY_ID(catalog->policies, catalog->n_policies, id);
}

const struct policy *catalog_policy_in_force(const struct catalog *catalog, enum hazard hazard,
                                             int64_t at_ms, int offset_min)
{
    char text[TIME_TEXT_MAX];
    time_format(at_ms, offset_min, text);
    text[10] = '\0'; /* dates compare as texts */
    for (size_t i = 0; i < catalog->n_policies; i++) {
        const struct policy *policy = &catalog->policies[i];
        if (policy->hazard == hazard && strcmp(policy->from, text) <= 0 &&
            (!policy->until || strcmp(text, policy->until) < 0))
            return policy;
    }
    return NULL;
}

const struct zone_level *policy_level(const struct policy *policy, const char *id)
{
    return BY_ID(policy->levels.at, policy->levels.n, id);
}

bool zone_level_admits(const struct zone_level *level, const char *service_id, const char *category)
{
    if (level->entry.everyone)
        return true;
    for (size_t i = 0; i < level->entry.services.n; i++) {
        const char *word = level->entry.services.at[i];
        if (strcmp(word, "*") == 0 || strcmp(word, service_id) == 0 || strcmp(word, category) == 0)
            return true;
    }
    return false;
}

bool zone_level_gates_open(const struct zone_level *level, int minute_of_day, bool emergency)
{
    const struct gate_rule *gates = &level->gates;
    if (gates->hours.n == 0 || (emergency && gates->emergency_any_hour))
        return true;
    for (size_t i = 0; i < gates->hours.n; i++) {
        if (minute_of_day >= gates->hours.at[i].open_min &&
            minute_of_day < gates->hours.at[i].close_min)
            return true;
    }
    return false;
}
