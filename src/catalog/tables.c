/* What the keys of packs, policies and terms are: the whole format, once, for reading and JSON. */
#include "catalog/shape_int.h"

#include <math.h>

#define TEXTS(...)                                                                                 \
    (const char *const[])                                                                          \
    {                                                                                              \
        __VA_ARGS__, NULL                                                                          \
    }

static const char *const DISPATCHES[] = {"automatic", "propose", "manual", NULL};
static const char *const HANDOVERS[] = {"door", "gate", "point", NULL};

/* ---- Conditions -------------------------------------------------------------------------------
 */

static const struct field condition_fields[] = {
    {"answers", FIELD_WORD_LISTS, AT(condition, answers), .refers = REFERS_QUESTION},
    {"levels", FIELD_WORDS, AT(condition, levels), .refers = REFERS_LEVEL_OR_NONE},
    {"modes", FIELD_WORDS, AT(condition, modes), .refers = REFERS_MODE},
    {"season_from", FIELD_MONTH_DAY, AT(condition, season_from)},
    {"season_until", FIELD_MONTH_DAY, AT(condition, season_until)},
    END,
};
const struct shape condition_shape = {"a condition (when)", sizeof(struct condition),
                                      condition_fields, false};

#define WHEN(type)                                                                                 \
    {                                                                                              \
        "when", FIELD_SHAPE, AT(type, when), .shape = &condition_shape                             \
    }

/* ---- Form and script --------------------------------------------------------------------------
 */

static const struct field option_fields[] = {
    {"id", FIELD_WORD, AT(answer_option, id), NEEDED, FREE},
    {"label", FIELD_NAMES, AT(answer_option, label), NEEDED},
    END,
};
static const struct shape option_shape = {"an option", sizeof(struct answer_option), option_fields,
                                          true};

static const struct field question_fields[] = {
    {"id", FIELD_WORD, AT(question, id), NEEDED, FREE},
    {"label", FIELD_NAMES, AT(question, label), NEEDED},
    {"kind", FIELD_CHOICE, AT(question, kind), NEEDED,
     .choices = TEXTS("text", "number", "choice", "flag", "date")},
    {"required", FIELD_FLAG, AT(question, required)},
    {"sensitive", FIELD_FLAG, AT(question, sensitive)},
    {"options", FIELD_LIST, AT(question, options), .max = 50, .shape = &option_shape},
    {"min", FIELD_NUMBER, AT(question, min), ANY_NUMBER, .otherwise = -HUGE_VAL},
    {"max", FIELD_NUMBER, AT(question, max), ANY_NUMBER, .otherwise = HUGE_VAL},
    {"integer", FIELD_FLAG, AT(question, integer)},
    {"chars_max", FIELD_INT, AT(question, chars_max), .min = 1, .max = 4000, .otherwise = 400},
    WHEN(question),
    END,
};
static const struct shape question_shape = {"a question", sizeof(struct question), question_fields,
                                            true};

static const struct field script_fields[] = {
    {"id", FIELD_WORD, AT(script_line, id), NEEDED, FREE},
    {"say", FIELD_NAMES, AT(script_line, say), NEEDED},
    {"confirm", FIELD_FLAG, AT(script_line, confirm)},
    WHEN(script_line),
    END,
};
static const struct shape script_shape = {"a script line", sizeof(struct script_line),
                                          script_fields, true};

/* ---- The job ----------------------------------------------------------------------------------
 */

static const struct field priority_fields[] = {
    {"is", FIELD_CHOICE, AT(priority_case, is), NEEDED, .choices = TEXTS("green", "yellow", "red")},
    WHEN(priority_case),
    END,
};
static const struct shape priority_shape = {"a priority case", sizeof(struct priority_case),
                                            priority_fields, false};

static const struct field due_fields[] = {
    {"minutes", FIELD_INT, AT(due_case, minutes), NEEDED, .min = 1, .max = 60 * 24 * 366},
    {"to", FIELD_CHOICE, AT(due_case, to), NEEDED, .choices = TEXTS("arrival", "done")},
    WHEN(due_case),
    END,
};
static const struct shape due_shape = {"a due case", sizeof(struct due_case), due_fields, false};

static const struct field crew_fields[] = {
    {"size", FIELD_INT, AT(crew_need, size), NEEDED, .min = 1, .max = 100},
    {"skills", FIELD_WORDS, AT(crew_need, skills), .refers = REFERS_SKILL},
    {"each", FIELD_WORDS, AT(crew_need, each), .refers = REFERS_SKILL},
    {"certificates", FIELD_WORDS, AT(crew_need, certificates), .refers = REFERS_CERTIFICATE},
    {"vehicles", FIELD_WORDS, AT(crew_need, vehicles), .refers = REFERS_VEHICLE},
    END,
};
static const struct shape crew_shape = {"a crew", sizeof(struct crew_need), crew_fields, false};

static const struct field gear_fields[] = {
    {"item", FIELD_WORD, AT(gear, item), NEEDED, .refers = REFERS_ITEM},
    {"per_person", FIELD_INT, AT(gear, per_person), .min = 1, .max = 100, .otherwise = 1},
    END,
};
static const struct shape gear_shape = {"an item of protection", sizeof(struct gear), gear_fields,
                                        true};

static const struct field gear_part_fields[] = {
    {"items", FIELD_LIST, AT(gear_part, items), NEEDED, .min = 1, .shape = &gear_shape},
    WHEN(gear_part),
    END,
};
static const struct shape gear_part_shape = {"a part of the protection", sizeof(struct gear_part),
                                             gear_part_fields, false};

static const struct field stock_fields[] = {
    {"item", FIELD_WORD, AT(stock_part, item), NEEDED, .refers = REFERS_ITEM},
    {"count", FIELD_INT, AT(stock_part, count), .min = 1, .max = 100000, .otherwise = 1},
    {"per_answer", FIELD_WORD, AT(stock_part, per_answer), .refers = REFERS_NUMBER_QUESTION},
    {"serial", FIELD_FLAG, AT(stock_part, serial)},
    {"returns", FIELD_FLAG, AT(stock_part, returns)},
    WHEN(stock_part),
    END,
};
static const struct shape stock_shape = {"an item of stock", sizeof(struct stock_part),
                                         stock_fields, false};

static const struct field minutes_fields[] = {
    {"minutes", FIELD_INT, AT(minutes_case, minutes), NEEDED, .min = 0, .max = 60 * 24},
    WHEN(minutes_case),
    END,
};
static const struct shape minutes_shape = {"a case of minutes", sizeof(struct minutes_case),
                                           minutes_fields, false};

static const struct field step_fields[] = {
    {"code", FIELD_WORD, AT(step, code), NEEDED, FREE},
    {"label", FIELD_NAMES, AT(step, label), NEEDED},
    {"kind", FIELD_CHOICE, AT(step, kind), NEEDED,
     .choices = TEXTS("check", "number", "text", "choice", "serial_in", "serial_out", "photo",
                      "signature", "manifest_in", "manifest_out")},
    {"phase", FIELD_CHOICE, AT(step, phase), NEEDED,
     .choices = TEXTS("depart", "gate", "site", "after")},
    {"required", FIELD_FLAG, AT(step, required)},
    {"min", FIELD_NUMBER, AT(step, min), ANY_NUMBER, .otherwise = -HUGE_VAL},
    {"max", FIELD_NUMBER, AT(step, max), ANY_NUMBER, .otherwise = HUGE_VAL},
    {"low", FIELD_NUMBER, AT(step, low), ANY_NUMBER, .otherwise = -HUGE_VAL},
    {"high", FIELD_NUMBER, AT(step, high), ANY_NUMBER, .otherwise = HUGE_VAL},
    {"unit", FIELD_TEXT, AT(step, unit), .max = 20},
    {"options", FIELD_LIST, AT(step, options), .max = 50, .shape = &option_shape},
    {"item", FIELD_WORD, AT(step, item), .refers = REFERS_ITEM},
    {"custody", FIELD_WORD, AT(step, custody), .refers = REFERS_CUSTODY},
    {"disinfects", FIELD_FLAG, AT(step, disinfects)},
    {"after", FIELD_WORDS, AT(step, after), .max = 20, .refers = REFERS_STEP},
    WHEN(step),
    END,
};
static const struct shape step_shape = {"a step", sizeof(struct step), step_fields, true};

static const struct field permit_fields[] = {
    {"permit", FIELD_WORD, AT(permit_part, permit), NEEDED, .refers = REFERS_PERMIT},
    WHEN(permit_part),
    END,
};
static const struct shape permit_shape = {"a permit", sizeof(struct permit_part), permit_fields,
                                          true};

static const struct field approval_fields[] = {
    {"id", FIELD_WORD, AT(approval_part, id), NEEDED, FREE},
    {"label", FIELD_NAMES, AT(approval_part, label), NEEDED},
    {"chain", FIELD_WORD, AT(approval_part, chain), .refers = REFERS_CHAIN},
    {"role", FIELD_WORD, AT(approval_part, role), .refers = REFERS_ROLE},
    {"within_min", FIELD_INT, AT(approval_part, within_min), .min = 1, .max = 60 * 24 * 30},
    {"after", FIELD_FLAG, AT(approval_part, after)},
    WHEN(approval_part),
    END,
};
static const struct shape approval_shape = {"an approval", sizeof(struct approval_part),
                                            approval_fields, true};

static const struct field handover_fields[] = {
    {"at", FIELD_CHOICE, AT(handover_case, at), NEEDED, .choices = HANDOVERS},
    WHEN(handover_case),
    END,
};
static const struct shape handover_shape = {"a handover case", sizeof(struct handover_case),
                                            handover_fields, false};

static const struct field counter_fields[] = {
    {"id", FIELD_WORD, AT(counter, id), NEEDED, FREE},
    {"label", FIELD_NAMES, AT(counter, label), NEEDED},
    {"kind", FIELD_CHOICE, AT(counter, kind), NEEDED, .choices = TEXTS("jobs", "step", "sum")},
    {"step", FIELD_WORD, AT(counter, step), .refers = REFERS_STEP},
    END,
};
static const struct shape counter_shape = {"a counter", sizeof(struct counter), counter_fields,
                                           true};

static const struct field exposure_fields[] = {
    {"is", FIELD_WORD, AT(exposure_case, is), NEEDED, .refers = REFERS_EXPOSURE},
    WHEN(exposure_case),
    END,
};
static const struct shape exposure_shape = {"an exposure case", sizeof(struct exposure_case),
                                            exposure_fields, false};

static const struct field band_fields[] = {
    {"from", FIELD_NUMBER, AT(refund_band, from), ANY_NUMBER, .otherwise = -HUGE_VAL},
    {"below", FIELD_NUMBER, AT(refund_band, below), NEEDED, ANY_NUMBER},
    {"share", FIELD_NUMBER, AT(refund_band, share), NEEDED, .min = 0, .max = 1},
    END,
};
static const struct shape band_shape = {"a refund band", sizeof(struct refund_band), band_fields,
                                        false};

static const struct field refund_fields[] = {
    {"step", FIELD_WORD, AT(refund, step), NEEDED, .refers = REFERS_STEP},
    {"days", FIELD_WORD, AT(refund, days), .refers = REFERS_STEP},
    {"bands", FIELD_LIST, AT(refund, bands), NEEDED, .min = 1, .shape = &band_shape},
    END,
};
static const struct shape refund_shape = {"a refund", sizeof(struct refund), refund_fields, false};

/* ---- Service ----------------------------------------------------------------------------------
 */

static const struct field service_fields[] = {
    {"id", FIELD_WORD, AT(service, id), NEEDED, FREE},
    {"version", FIELD_INT, AT(service, version), NEEDED, .min = 1, .max = 1e9},
    {"category", FIELD_WORD, AT(service, category), NEEDED, .refers = REFERS_CATEGORY},
    {"name", FIELD_NAMES, AT(service, name), NEEDED, .max = 60},
    {"summary", FIELD_NAMES, AT(service, summary), NEEDED},
    {"dispatch", FIELD_CHOICE, AT(service, dispatch), .choices = DISPATCHES},
    {"residents", FIELD_FLAG, AT(service, residents)},
    {"form", FIELD_LIST, AT(service, form), NEEDED, .max = 60, .shape = &question_shape},
    {"script", FIELD_LIST, AT(service, script), NEEDED, .max = 60, .shape = &script_shape},
    {"priority", FIELD_CASES, AT(service, priority), NEEDED, .min = 1, .shape = &priority_shape},
    {"due", FIELD_CASES, AT(service, due), NEEDED, .min = 1, .shape = &due_shape},
    {"crew", FIELD_SHAPE, AT(service, crew), NEEDED, .shape = &crew_shape},
    {"protection", FIELD_LIST, AT(service, protection), .max = 30, .shape = &gear_part_shape},
    {"stock", FIELD_LIST, AT(service, stock), .max = 60, .shape = &stock_shape},
    {"on_site", FIELD_CASES, AT(service, on_site), NEEDED, .min = 1, .shape = &minutes_shape},
    {"donning", FIELD_CASES, AT(service, donning), .shape = &minutes_shape},
    {"disinfection", FIELD_CASES, AT(service, disinfection), .shape = &minutes_shape},
    {"steps", FIELD_LIST, AT(service, steps), NEEDED, .min = 1, .max = 100, .shape = &step_shape},
    {"permits", FIELD_LIST, AT(service, permits), .max = 20, .shape = &permit_shape},
    {"approvals", FIELD_LIST, AT(service, approvals), .max = 20, .shape = &approval_shape},
    {"handover", FIELD_CASES, AT(service, handover), .shape = &handover_shape},
    {"closing", FIELD_LIST, AT(service, closing), NEEDED, .max = 30, .shape = &step_shape},
    {"counters", FIELD_LIST, AT(service, counters), NEEDED, .max = 30, .shape = &counter_shape},
    {"exposure", FIELD_CASES, AT(service, exposure), .shape = &exposure_shape},
    {"refund", FIELD_SHAPE, AT(service, refund), .shape = &refund_shape},
    {"disinfected_after", FIELD_WORD, AT(service, trips), .refers = REFERS_PARAMETER},
    END,
};
const struct shape service_shape = {"a service", sizeof(struct service), service_fields, true};

/* ---- Policies ---------------------------------------------------------------------------------
 */

static const struct field entry_fields[] = {
    {"everyone", FIELD_FLAG, AT(entry_rule, everyone)},
    {"services", FIELD_WORDS, AT(entry_rule, services), .refers = REFERS_SERVICE},
    {"roles", FIELD_WORDS, AT(entry_rule, roles), .refers = REFERS_ROLE},
    {"permits", FIELD_WORDS, AT(entry_rule, permits), .refers = REFERS_PERMIT},
    {"skills", FIELD_WORDS, AT(entry_rule, skills), .refers = REFERS_SKILL},
    {"test_valid_h", FIELD_INT, AT(entry_rule, test_valid_h), .min = 0, .max = 720},
    {"test_on_record", FIELD_FLAG, AT(entry_rule, test_on_record)},
    END,
};
static const struct shape entry_shape = {"an entry rule", sizeof(struct entry_rule), entry_fields,
                                         false};

static const struct field hours_fields[] = {
    {"open", FIELD_CLOCK, AT(gate_hours, open_min), NEEDED},
    {"close", FIELD_CLOCK, AT(gate_hours, close_min), NEEDED},
    END,
};
static const struct shape hours_shape = {"opening hours", sizeof(struct gate_hours), hours_fields,
                                         false};

static const struct field gates_fields[] = {
    {"one_entrance", FIELD_FLAG, AT(gate_rule, one_entrance)},
    {"delay_min", FIELD_INT, AT(gate_rule, delay_min), .min = 0, .max = 240},
    {"emergency_any_hour", FIELD_FLAG, AT(gate_rule, emergency_any_hour)},
    {"hours", FIELD_LIST, AT(gate_rule, hours), .max = 6, .shape = &hours_shape},
    END,
};
static const struct shape gates_shape = {"a gate rule", sizeof(struct gate_rule), gates_fields,
                                         false};

static const struct field lift_condition_fields[] = {
    {"kind", FIELD_CHOICE, AT(lift_condition, kind), NEEDED,
     .choices = TEXTS("days_without_case", "days_since_contact", "days_all_negative",
                      "hours_below_mark", "order")},
    {"count", FIELD_INT, AT(lift_condition, count), .min = 0, .max = 1000},
    END,
};
static const struct shape lift_condition_shape = {"a lift condition", sizeof(struct lift_condition),
                                                  lift_condition_fields, false};

static const struct field lift_fields[] = {
    {"to", FIELD_WORD, AT(lift_rule, to), .refers = REFERS_OWN_LEVEL},
    {"all", FIELD_LIST, AT(lift_rule, all), NEEDED, .min = 1, .shape = &lift_condition_shape},
    END,
};
static const struct shape lift_shape = {"a lift rule", sizeof(struct lift_rule), lift_fields,
                                        false};

static const struct field level_fields[] = {
    {"id", FIELD_WORD, AT(zone_level, id), NEEDED, FREE},
    {"order", FIELD_INT, AT(zone_level, order), NEEDED, .min = 1, .max = 100},
    {"name", FIELD_NAMES, AT(zone_level, name), NEEDED, .max = 60},
    {"residents", FIELD_NAMES, AT(zone_level, residents), NEEDED},
    {"colour", FIELD_COLOUR, AT(zone_level, colour), NEEDED},
    {"like", FIELD_WORD, AT(zone_level, like), .refers = REFERS_LEVEL},
    {"entry", FIELD_SHAPE, AT(zone_level, entry), NEEDED, .shape = &entry_shape},
    {"protection", FIELD_LIST, AT(zone_level, protection), .max = 30, .shape = &gear_shape},
    {"donning_min", FIELD_INT, AT(zone_level, donning_min), .min = 0, .max = 240},
    {"disinfection_min", FIELD_INT, AT(zone_level, disinfection_min), .min = 0, .max = 1440},
    {"handover", FIELD_CHOICE, AT(zone_level, handover), NEEDED, .choices = HANDOVERS},
    {"gates", FIELD_SHAPE, AT(zone_level, gates), NEEDED, .shape = &gates_shape},
    {"exposure", FIELD_WORD, AT(zone_level, exposure), .refers = REFERS_EXPOSURE},
    {"lift", FIELD_SHAPE, AT(zone_level, lift), NEEDED, .shape = &lift_shape},
    END,
};
static const struct shape level_shape = {"a level", sizeof(struct zone_level), level_fields, true};

static const struct field policy_fields[] = {
    {"id", FIELD_WORD, AT(policy, id), NEEDED, FREE},
    {"hazard", FIELD_CHOICE, AT(policy, hazard), NEEDED,
     .choices = TEXTS("epidemic", "flood", "cordon")},
    {"name", FIELD_NAMES, AT(policy, name), NEEDED, .max = 60},
    {"from", FIELD_DATE, AT(policy, from), NEEDED},
    {"until", FIELD_DATE, AT(policy, until)},
    {"basis", FIELD_TEXT, AT(policy, basis), NEEDED},
    {"levels", FIELD_LIST, AT(policy, levels), NEEDED, .min = 1, .max = 12, .shape = &level_shape},
    END,
};
const struct shape policy_shape = {"a policy set", sizeof(struct policy), policy_fields, true};

/* ---- Terms ------------------------------------------------------------------------------------
 */

static const struct field term_fields[] = {
    {"id", FIELD_WORD, AT(term, id), NEEDED, FREE},
    {"name", FIELD_NAMES, AT(term, name), NEEDED, .max = 60},
    END,
};
static const struct shape term_shape = {"a term", sizeof(struct term), term_fields, true};

#define TERMS(key, kind)                                                                           \
    {                                                                                              \
        key, FIELD_LIST, AT(terms, kinds[kind]), NEEDED, .shape = &term_shape                      \
    }

static const struct field terms_fields[] = {
    TERMS("skills", TERM_SKILL),
    TERMS("certificates", TERM_CERTIFICATE),
    TERMS("items", TERM_ITEM),
    TERMS("vehicles", TERM_VEHICLE),
    TERMS("permits", TERM_PERMIT),
    TERMS("exposures", TERM_EXPOSURE),
    TERMS("roles", TERM_ROLE),
    TERMS("categories", TERM_CATEGORY),
    END,
};
const struct shape terms_shape = {"the terms", sizeof(struct terms), terms_fields, false};
