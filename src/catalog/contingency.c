#include "catalog/contingency.h"

#include <string.h>

#include "catalog/shape_int.h"

#define PARAMETER .min = -1e9, .max = 1e9

static const char *const LEVELS[] = {"I", "II", "III", "IV", NULL};
static const char *const SCOPES[] = {"city", "zone", "org", NULL};

/* ---- packs/parameters.yaml --------------------------------------------------------------------
 */

static const struct field parameter_fields[] = {
    {"id", FIELD_WORD, AT(parameter, id), NEEDED, FREE},
    {"name", FIELD_NAMES, AT(parameter, name), NEEDED, .max = 60},
    {"unit", FIELD_TEXT, AT(parameter, unit), .max = 20},
    {"normal", FIELD_NUMBER, AT(parameter, normal), NEEDED, PARAMETER},
    {"per_day", FIELD_FLAG, AT(parameter, per_day)},
    END,
};
static const struct shape parameter_shape = {"a parameter", sizeof(struct parameter),
                                             parameter_fields, true};

static const struct field channel_fields[] = {
    {"id", FIELD_WORD, AT(channel, id), NEEDED, FREE},
    {"name", FIELD_NAMES, AT(channel, name), NEEDED, .max = 60},
    END,
};
static const struct shape channel_shape = {"a channel", sizeof(struct channel), channel_fields,
                                           true};

static const struct field switchable_fields[] = {
    {"parameters", FIELD_LIST, AT(switchable, parameters), NEEDED, .max = 200,
     .shape = &parameter_shape},
    {"channels", FIELD_LIST, AT(switchable, channels), NEEDED, .max = 30, .shape = &channel_shape},
    END,
};
const struct shape switchable_shape = {"what a mode switches", sizeof(struct switchable),
                                       switchable_fields, false};

/* ---- packs/plans/ID.yaml ----------------------------------------------------------------------
 */

static const struct field measure_fields[] = {
    {"id", FIELD_WORD, AT(measure, id), NEEDED, FREE},
    {"name", FIELD_NAMES, AT(measure, name), NEEDED, .max = 200},
    END,
};
static const struct shape measure_shape = {"a measure", sizeof(struct measure), measure_fields,
                                           true};

static const struct field parameter_setting_fields[] = {
    {"id", FIELD_WORD, AT(parameter_setting, id), NEEDED, .refers = REFERS_PARAMETER},
    {"value", FIELD_NUMBER, AT(parameter_setting, value), NEEDED, PARAMETER},
    END,
};
static const struct shape parameter_setting_shape = {
    "a parameter's value", sizeof(struct parameter_setting), parameter_setting_fields, true};

static const struct field channel_notice_fields[] = {
    {"headline", FIELD_NAMES, AT(channel_notice, headline), NEEDED, .max = 150},
    {"description", FIELD_NAMES, AT(channel_notice, description), NEEDED},
    {"instruction", FIELD_NAMES, AT(channel_notice, instruction), NEEDED},
    END,
};
static const struct shape channel_notice_shape = {"a notice", sizeof(struct channel_notice),
                                                  channel_notice_fields, false};

static const struct field channel_setting_fields[] = {
    {"id", FIELD_WORD, AT(channel_setting, id), NEEDED, .refers = REFERS_CHANNEL},
    {"open", FIELD_FLAG, AT(channel_setting, open), NEEDED},
    {"notice", FIELD_SHAPE, AT(channel_setting, notice), .shape = &channel_notice_shape},
    END,
};
static const struct shape channel_setting_shape = {
    "a channel's state", sizeof(struct channel_setting), channel_setting_fields, true};

static const struct field priority_setting_fields[] = {
    {"services", FIELD_WORDS, AT(priority_setting, services), NEEDED, .min = 1,
     .refers = REFERS_SERVICE},
    {"more", FIELD_INT, AT(priority_setting, more), NEEDED, .min = -100, .max = 100},
    END,
};
static const struct shape priority_setting_shape = {"a priority", sizeof(struct priority_setting),
                                                    priority_setting_fields, false};

static const struct field acknowledge_fields[] = {
    {"kind", FIELD_WORD, AT(acknowledge_rule, kind), NEEDED, FREE},
    {"within_min", FIELD_INT, AT(acknowledge_rule, within_min), NEEDED, .min = 1,
     .max = 60 * 24 * 7},
    END,
};
static const struct shape acknowledge_shape = {"who acknowledges", sizeof(struct acknowledge_rule),
                                               acknowledge_fields, true};

static const struct field roster_fields[] = {
    {"pattern", FIELD_WORD, AT(roster_setting, pattern), NEEDED, FREE},
    {"name", FIELD_NAMES, AT(roster_setting, name), NEEDED, .max = 60},
    END,
};
static const struct shape roster_shape = {"a roster pattern", sizeof(struct roster_setting),
                                          roster_fields, false};

static const char *const HAZARD_WORDS[] = {"epidemic", "flood", "cordon", NULL};

static const struct field contingency_fields[] = {
    {"id", FIELD_WORD, AT(contingency, id), NEEDED, FREE},
    {"version", FIELD_INT, AT(contingency, version), NEEDED, .min = 1, .max = 1e9},
    {"name", FIELD_NAMES, AT(contingency, name), NEEDED, .max = 60},
    {"matter", FIELD_NAMES, AT(contingency, matter), NEEDED},
    {"hazard", FIELD_CHOICE, AT(contingency, hazard), NEEDED, .choices = HAZARD_WORDS},
    {"emergency", FIELD_FLAG, AT(contingency, emergency)},
    {"level", FIELD_CHOICE, AT(contingency, level), NEEDED, .choices = LEVELS},
    {"hours", FIELD_INT, AT(contingency, hours), NEEDED, .min = 1, .max = 24 * 366},
    {"scopes", FIELD_WORDS, AT(contingency, scopes), NEEDED, .min = 1, FREE},
    {"approval", FIELD_WORD, AT(contingency, approval), .refers = REFERS_CHAIN},
    {"measures", FIELD_LIST, AT(contingency, measures), NEEDED, .min = 1, .max = 50,
     .shape = &measure_shape},
    {"parameters", FIELD_LIST, AT(contingency, parameters), .max = 200,
     .shape = &parameter_setting_shape},
    {"channels", FIELD_LIST, AT(contingency, channels), .max = 30, .shape = &channel_setting_shape},
    {"priorities", FIELD_LIST, AT(contingency, priorities), .max = 30,
     .shape = &priority_setting_shape},
    {"reserves", FIELD_WORDS, AT(contingency, reserves), .refers = REFERS_VEHICLE},
    {"roster", FIELD_SHAPE, AT(contingency, roster), .shape = &roster_shape},
    {"acknowledge", FIELD_LIST, AT(contingency, acknowledge), .max = 10,
     .shape = &acknowledge_shape},
    END,
};
const struct shape contingency_shape = {"a contingency plan", sizeof(struct contingency),
                                        contingency_fields, true};

static bool is_one_of(const char *word, const char *const *words)
{
    for (; *words; words++) {
        if (strcmp(word, *words) == 0)
            return true;
    }
    return false;
}

void contingency_check_sense(struct problems *problems, const char *file,
                             const struct contingency *plan)
{
    static const char *const kinds[] = {"city", "company", "station", "community", "agency", NULL};
    for (size_t i = 0; i < plan->scopes.n; i++) {
        if (!is_one_of(plan->scopes.at[i], SCOPES))
            problem_add(problems, file, plan->line,
                        "scopes[%zu]: '%s' is no scope of a plan; known are city, zone, org.",
                        i + 1, plan->scopes.at[i]);
    }
    for (size_t i = 0; i < plan->acknowledge.n; i++) {
        const struct acknowledge_rule *rule = &plan->acknowledge.at[i];
        if (!is_one_of(rule->kind, kinds))
            problem_add(problems, file, rule->line,
                        "acknowledge[%zu].kind: '%s' is no kind of organisation; known are city, "
                        "company, station, community, agency.",
                        i + 1, rule->kind);
    }
    double shift_h = contingency_value(plan, "shift_length_h", 0);
    if (plan->roster.pattern && (shift_h < 1 || shift_h > 24))
        problem_add(problems, file, plan->roster.line,
                    "roster: the plan must set the parameter 'shift_length_h' within 1 to 24, for"
                    " how long crews stay.");
    for (size_t i = 0; i < plan->channels.n; i++) {
        const struct channel_setting *setting = &plan->channels.at[i];
        if (setting->open && setting->notice.headline.zh)
            problem_add(problems, file, setting->line,
                        "channels[%zu]: a notice is for a channel that closes; this one is open.",
                        i + 1);
    }
}

/* ---- Reading ----------------------------------------------------------------------------------
 */

double contingency_value(const struct contingency *plan, const char *parameter, double otherwise)
{
    for (size_t i = 0; i < plan->parameters.n; i++) {
        if (strcmp(plan->parameters.at[i].id, parameter) == 0)
            return plan->parameters.at[i].value;
    }
    return otherwise;
}

size_t catalog_contingencies(const struct catalog *catalog)
{
    return catalog ? catalog->n_contingencies : 0;
}

const struct contingency *catalog_contingency_at(const struct catalog *catalog, size_t i)
{
    return &catalog->contingencies[i];
}

const struct contingency *catalog_contingency(const struct catalog *catalog, const char *id)
{
    return catalog ? BY_ID(catalog->contingencies, catalog_contingencies(catalog), id) : NULL;
}

size_t catalog_parameters(const struct catalog *catalog)
{
    return catalog ? catalog->switchable.parameters.n : 0;
}

const struct parameter *catalog_parameter_at(const struct catalog *catalog, size_t i)
{
    return &catalog->switchable.parameters.at[i];
}

const struct parameter *catalog_parameter(const struct catalog *catalog, const char *id)
{
    return catalog ? BY_ID(catalog->switchable.parameters.at, catalog_parameters(catalog), id)
                   : NULL;
}

size_t catalog_channels(const struct catalog *catalog)
{
    return catalog ? catalog->switchable.channels.n : 0;
}

const struct channel *catalog_channel_at(const struct catalog *catalog, size_t i)
{
    return &catalog->switchable.channels.at[i];
}

const struct channel *catalog_channel(const struct catalog *catalog, const char *id)
{
    return catalog ? BY_ID(catalog->switchable.channels.at, catalog_channels(catalog), id) : NULL;
}

const char *response_level_name(int level)
{
    return level >= 1 && level <= RESPONSE_LEVELS ? LEVELS[level - 1] : "";
}

int response_level_parse(const char *name)
{
    for (int i = 0; i < RESPONSE_LEVELS; i++) {
        if (strcmp(LEVELS[i], name) == 0)
            return i + 1;
    }
    return 0;
}

bool contingency_fits(const struct contingency *plan, const char *scope)
{
    for (size_t i = 0; i < plan->scopes.n; i++) {
        if (strcmp(plan->scopes.at[i], scope) == 0)
            return true;
    }
    return false;
}

json_t *catalog_contingency_json(const struct contingency *plan)
{
    json_t *json = shape_json(&contingency_shape, plan);
    json_t *settings = json_object_get(json, "channels"), *setting;
    size_t i;
    /* A struct in place is written even when the file had none. */
    json_array_foreach(settings, i, setting)
    {
        if (!plan->channels.at[i].notice.headline.zh)
            json_object_del(setting, "notice");
    }
    if (!plan->roster.pattern)
        json_object_del(json, "roster");
    return json;
}
