#include "catalog/issuer.h"

#include <ctype.h>
#include <string.h>

#include "catalog/shape_int.h"

/* As the XSD of CAP 1.2 lists them. */
static const char *const CATEGORIES[] = {"Geo",   "Met",    "Safety", "Security",  "Rescue",
                                         "Fire",  "Health", "Env",    "Transport", "Infra",
                                         "CBRNE", "Other",  NULL};
static const char *const URGENCIES[] = {"Immediate", "Expected", "Future", "Past", "Unknown", NULL};
static const char *const SEVERITIES[] = {"Extreme", "Severe", "Moderate", "Minor", "Unknown", NULL};
static const char *const CERTAINTIES[] = {"Observed", "Likely",  "Possible",
                                          "Unlikely", "Unknown", NULL};
static const char *const RESPONSES[] = {"Shelter", "Evacuate", "Prepare",  "Execute", "Avoid",
                                        "Monitor", "Assess",   "AllClear", "None",    NULL};

static const struct field issuer_fields[] = {
    {"code", FIELD_TEXT, AT(issuer, code), NEEDED, .max = 14},
    {"sender", FIELD_TEXT, AT(issuer, sender), NEEDED, .max = 80},
    {"name", FIELD_NAMES, AT(issuer, name), NEEDED, .max = 80},
    {"contact", FIELD_NAMES, AT(issuer, contact), NEEDED, .max = 80},
    {"web", FIELD_TEXT, AT(issuer, web), .max = 200},
    END,
};
static const struct shape issuer_shape = {"an issuer", sizeof(struct issuer), issuer_fields, false};

static const struct field kind_fields[] = {
    {"id", FIELD_WORD, AT(notice_kind, id), NEEDED, FREE},
    {"name", FIELD_NAMES, AT(notice_kind, name), NEEDED, .max = 60},
    {"category", FIELD_CHOICE, AT(notice_kind, category), NEEDED, .choices = CATEGORIES},
    {"urgency", FIELD_CHOICE, AT(notice_kind, urgency), NEEDED, .choices = URGENCIES},
    {"severity", FIELD_CHOICE, AT(notice_kind, severity), NEEDED, .choices = SEVERITIES},
    {"certainty", FIELD_CHOICE, AT(notice_kind, certainty), NEEDED, .choices = CERTAINTIES},
    {"response", FIELD_CHOICE, AT(notice_kind, response), NEEDED, .choices = RESPONSES},
    {"within_min", FIELD_INT, AT(notice_kind, within_min), NEEDED, .min = 1, .max = 60 * 24 * 30},
    END,
};
static const struct shape kind_shape = {"a kind of notice", sizeof(struct notice_kind), kind_fields,
                                        true};

static const struct field notices_fields[] = {
    {"issuer", FIELD_SHAPE, AT(notices, issuer), NEEDED, .shape = &issuer_shape},
    {"chain", FIELD_WORD, AT(notices, chain), NEEDED, .refers = REFERS_CHAIN},
    {"kinds", FIELD_LIST, AT(notices, kinds), NEEDED, .min = 1, .max = 50, .shape = &kind_shape},
    END,
};
const struct shape notices_shape = {"the notices", sizeof(struct notices), notices_fields, false};

void notices_check_sense(struct problems *problems, const char *file, const struct notices *notices)
{
    const struct issuer *issuer = &notices->issuer;
    size_t n = 0;
    while (issuer->code && isalnum((unsigned char)issuer->code[n]))
        n++;
    if (issuer->code && (n != 14 || issuer->code[n]))
        problem_add(problems, file, issuer->line,
                    "issuer.code: '%s' must have exactly 14 letters and digits.", issuer->code);
    if (issuer->sender && strpbrk(issuer->sender, " ,<&"))
        problem_add(problems, file, issuer->line,
                    "issuer.sender: '%s' must have no blank, comma, '<' or '&'.", issuer->sender);
}

const struct issuer *catalog_issuer(const struct catalog *catalog)
{
    return catalog && catalog->notices.issuer.code ? &catalog->notices.issuer : NULL;
}

const char *catalog_notice_chain(const struct catalog *catalog)
{
    return catalog->notices.chain;
}

const struct notice_kind *catalog_notice_kind(const struct catalog *catalog, const char *id)
{
    return catalog ? BY_ID(catalog->notices.kinds.at, catalog->notices.kinds.n, id) : NULL;
}

const char *notice_category(const struct notice_kind *kind)
{
    return CATEGORIES[kind->category];
}

const char *notice_urgency(const struct notice_kind *kind)
{
    return URGENCIES[kind->urgency];
}

const char *notice_severity(const struct notice_kind *kind)
{
    return SEVERITIES[kind->severity];
}

const char *notice_certainty(const struct notice_kind *kind)
{
    return CERTAINTIES[kind->certainty];
}

const char *notice_response(const struct notice_kind *kind)
{
    return RESPONSES[kind->response];
}
