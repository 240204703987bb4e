/*
 * The catalog: services (packs), zone policies and terms, loaded from a folder of YAML files.
 *
 *   packs/terms.yaml        the words: skills, certificates, items, vehicles, permits, exposures
 *   packs/custody.yaml      kinds of manifests (custody.h); may be absent
 *   packs/items.yaml        what is known of goods (item.h); may be absent
 *   packs/registers.yaml    kinds of registered pieces (item.h); may be absent
 *   packs/approvals.yaml    chains of approval (chain.h)
 *   packs/notices.yaml     notices to the public (issuer.h)
 *   packs/privacy.yaml     sensitive fields (privacy.h)
 *   packs/parameters.yaml   what a mode switches (contingency.h)
 *   packs/plans/ *.yaml     contingency plans (contingency.h)
 *   packs/policies/ *.yaml  zone policy sets (policy.h)
 *   packs/services/ *.yaml  one service a file
 *
 * In order of use: `catalog_load` once at start, then read and evaluate from any thread;
 * `catalog_free` at the end frees everything that was ever handed out. A loaded catalog is right:
 * all keys known, all values in range, both languages there, all references met. `docs/packs.md`
 * is the manual for people who write packs.
 *
 * What a service asks for depends on the situation: the answers, the zone's level, the mode, the
 * season. Where the data is a list of cases, the first case whose condition holds counts and the
 * last case has no condition; where it is a list of parts, every part whose condition holds counts.
 */
#ifndef LIFELINE_CATALOG_CATALOG_H
#define LIFELINE_CATALOG_CATALOG_H

#include <jansson.h>

#include "base/err.h"
#include "catalog/policy.h"

/* ---- Conditions ------------------------------------------------------------------------------ */

struct answer_is {
    const char *question;
    struct words values; /* one of these; "true" and "false" for a flag */
};

/* Everything that is given must hold; within a list one is enough. Nothing given: always holds. */
struct condition {
    unsigned line;
    struct {
        struct answer_is *at;
        size_t n;
    } answers;
    struct words levels;                    /* level ids; "none" is outside of any zone */
    struct words modes;                     /* "normal", "emergency" */
    const char *season_from, *season_until; /* "11-15": month and day, both days included */
};

/* ---- The intake form and the call script ----------------------------------------------------- */

struct answer_option {
    unsigned line;
    const char *id;
    struct names label;
};
struct options {
    struct answer_option *at;
    size_t n;
};

enum question_kind {
    QUESTION_TEXT,
    QUESTION_NUMBER,
    QUESTION_CHOICE,
    QUESTION_FLAG,
    QUESTION_DATE,
};
struct question {
    unsigned line;
    const char *id;
    struct names label;
    enum question_kind kind;
    bool required;
    bool sensitive; /* personal: shown to those who handle the job only */
    struct options options;
    double min, max; /* of a number */
    bool integer;
    int64_t chars_max; /* of a text */
    struct condition when;
};

struct script_line {
    unsigned line;
    const char *id;
    struct names say;
    bool confirm; /* the caller must say that it is done */
    struct condition when;
};

/* ---- What the job is --------------------------------------------------------------------------
 */

enum priority { PRIORITY_GREEN, PRIORITY_YELLOW, PRIORITY_RED };
struct priority_case {
    unsigned line;
    enum priority is;
    struct condition when;
};

enum due_to { DUE_ARRIVAL, DUE_DONE };
struct due_case {
    unsigned line;
    int64_t minutes; /* from the call */
    enum due_to to;
    struct condition when;
};

struct crew_need {
    unsigned line;
    int64_t size;              /* at least so many people */
    struct words skills;       /* somebody in the crew has each */
    struct words each;         /* everybody in the crew has each */
    struct words certificates; /* somebody in the crew holds each, valid */
    struct words vehicles;     /* one of these kinds; none: any or on foot */
};

struct gear_part {
    unsigned line;
    struct gears items;
    struct condition when;
};

struct stock_part {
    unsigned line;
    const char *item;
    int64_t count;          /* per job */
    const char *per_answer; /* times the number answered to this question; NULL: once */
    bool serial;            /* each one is tracked by its number */
    bool returns;           /* comes back (tools): must be on board, is not used up */
    struct condition when;
};

struct minutes_case {
    unsigned line;
    int64_t minutes;
    struct condition when;
};
struct minutes_cases {
    struct minutes_case *at;
    size_t n;
};

enum step_kind {
    STEP_CHECK,
    STEP_NUMBER,
    STEP_TEXT,
    STEP_CHOICE,
    STEP_SERIAL_IN,  /* serials taken back */
    STEP_SERIAL_OUT, /* serials handed over */
    STEP_PHOTO,
    STEP_SIGNATURE,
    STEP_MANIFEST_IN,  /* the manifest of what the crew took over */
    STEP_MANIFEST_OUT, /* the manifest of what the crew gave away, all of it */
};
enum step_phase { PHASE_DEPART, PHASE_GATE, PHASE_SITE, PHASE_AFTER };
struct step {
    unsigned line;
    const char *code;
    struct names label;
    enum step_kind kind;
    enum step_phase phase;
    bool required;
    double min, max;  /* of a number: outside is refused */
    double low, high; /* of a number: outside is accepted and marked as a finding */
    const char *unit;
    struct options options;
    const char *item;    /* of a serial step */
    const char *custody; /* of a manifest step: the kind of packs/custody.yaml */
    bool disinfects;     /* people and vehicle are clean again when it is recorded */
    struct words after;  /* steps that must be recorded before this one, where they apply */
    struct condition when;
};
struct steps {
    struct step *at;
    size_t n;
};

struct permit_part {
    unsigned line;
    const char *permit;
    struct condition when;
};

struct approval_part {
    unsigned line;
    const char *id;
    struct names label;
    const char *chain;  /* of packs/approvals.yaml; NULL: the role below within the time below */
    const char *role;   /* who approves */
    int64_t within_min; /* decided no later than this */
    bool after;         /* work may start before (act first, papers later) */
    struct condition when;
};

struct handover_case {
    unsigned line;
    enum handover at;
    struct condition when;
};

enum counter_kind {
    COUNTER_JOBS, /* jobs done */
    COUNTER_STEP, /* jobs in which the step was done */
    COUNTER_SUM,  /* sum of the numbers, count of the serials, or what the manifests of the step
                     carried: kg where their kind is weighed, else packages */
};
struct counter {
    unsigned line;
    const char *id;
    struct names label;
    enum counter_kind kind;
    const char *step;
};

struct exposure_case {
    unsigned line;
    const char *is; /* a term */
    struct condition when;
};

struct refund_band {
    unsigned line;
    double from, below; /* [from, below) */
    double share;       /* of the charge, 0 to 1 */
};

struct refund {
    unsigned line;
    const char *step; /* the number that decides */
    const char *days; /* the number of days it is given for; NULL: not counted */
    struct {
        struct refund_band *at;
        size_t n;
    } bands;
};

/* Who decides: the program, people who confirm what it proposes, or people alone. */
enum dispatch { DISPATCH_AUTOMATIC, DISPATCH_PROPOSE, DISPATCH_MANUAL };

struct service {
    unsigned line;
    const char *id; /* "gas.lpg.delivery" */
    int64_t version;
    const char *category; /* "gas" */
    struct names name, summary;
    enum dispatch dispatch; /* until a manager says otherwise */
    bool residents;         /* people may ask for it themselves, online */
    struct {
        struct question *at;
        size_t n;
    } form;
    struct {
        struct script_line *at;
        size_t n;
    } script; /* said before anything else */
    struct {
        struct priority_case *at;
        size_t n;
    } priority;
    struct {
        struct due_case *at;
        size_t n;
    } due;
    struct crew_need crew;
    struct {
        struct gear_part *at;
        size_t n;
    } protection; /* beyond what the zone's level asks */
    struct {
        struct stock_part *at;
        size_t n;
    } stock;
    struct minutes_cases on_site;      /* duration of the work */
    struct minutes_cases donning;      /* at least; the zone's level may ask for more */
    struct minutes_cases disinfection; /* likewise */
    struct steps steps;
    struct {
        struct permit_part *at;
        size_t n;
    } permits; /* beyond what the zone's level asks */
    struct {
        struct approval_part *at;
        size_t n;
    } approvals;
    struct {
        struct handover_case *at;
        size_t n;
    } handover;           /* empty: as the zone's level says */
    struct steps closing; /* before the job may be closed */
    struct {
        struct counter *at;
        size_t n;
    } counters;
    struct {
        struct exposure_case *at;
        size_t n;
    } exposure;           /* empty: as the zone's level says */
    struct refund refund; /* no step: none */
    const char
        *trips; /* parameter: so many visits until the vehicle must be disinfected; or NULL */
};

/* ---- Loading ----------------------------------------------------------------------------------
 */

/* Loads everything below `dir`. On failure `error` is the first problem, with "file:line". */
enum err catalog_load(const char *dir, struct catalog **out, struct error *error);
/* The same check for people who write packs: tells every problem (at most CATALOG_PROBLEMS_MAX) in
 * the order of files and lines; returns how many. */
enum { CATALOG_PROBLEMS_MAX = 200 };
typedef void catalog_problem(void *context, const struct error *problem);
size_t catalog_check(const char *dir, catalog_problem *tell, void *context);
void catalog_free(struct catalog *catalog); /* NULL does nothing */

/* ---- Reading ----------------------------------------------------------------------------------
 */

size_t catalog_services(const struct catalog *catalog);
const struct service *catalog_service_at(const struct catalog *catalog, size_t i);
/* NULL when there is none. */
const struct service *catalog_service(const struct catalog *catalog, const char *id);

enum term_kind {
    TERM_SKILL,
    TERM_CERTIFICATE,
    TERM_ITEM,
    TERM_VEHICLE,
    TERM_PERMIT,
    TERM_EXPOSURE,
    TERM_ROLE,
    TERM_CATEGORY, /* of services */
    TERM_KIND_COUNT
};
/* What a word is called; NULL for an unknown word. */
const struct names *catalog_term(const struct catalog *catalog, enum term_kind kind,
                                 const char *word);

/* 0: clean; the words for exposures are listed from the cleanest up. -1: no such word. */
int catalog_exposure_class(const struct catalog *catalog, const char *word);
/* "clean" for classes that there are not. */
const char *catalog_exposure_word(const struct catalog *catalog, uint32_t class);
/* How long it takes until those who were exposed so are clean: the most that a level asks.
 */
int64_t catalog_decontamination_min(const struct catalog *catalog, const char *word);

/* New references, everything as in the files: for the API and the web's form, script and steps. */
json_t *catalog_service_json(const struct service *service);
json_t *catalog_policy_json(const struct policy *policy);
json_t *catalog_terms_json(const struct catalog *catalog);

/* ---- Evaluating -------------------------------------------------------------------------------
 */

/* The situation of one request. */
struct situation {
    const struct service *service;
    const json_t *answers;          /* an object, or NULL */
    const struct zone_level *level; /* NULL: outside of any zone */
    bool emergency;                 /* mode */
    int64_t at_ms;                  /* of the call */
    int offset_min;                 /* the city's offset from UTC */
};

/* Checks answers against the form: unknown, missing (where the question applies), of the wrong
 * kind, too long, outside of limits. `where` is "answers.QUESTION". Answers may be NULL. */
enum err service_check_answers(const struct situation *situation, struct error *error);
/* Checks the value of a step: true, a number, a text, an option, a list of serials. */
enum err step_check_value(const struct step *step, const json_t *value, struct error *error);
/* Whether the (allowed) number is outside of the step's low to high. */
bool step_is_finding(const struct step *step, const json_t *value);

bool condition_holds(const struct condition *condition, const struct situation *situation);
enum priority situation_priority(const struct situation *situation);
/* When the job is due, and to what: arrival on site or end of the work. */
int64_t situation_due_ms(const struct situation *situation, enum due_to *to);
int64_t situation_on_site_min(const struct situation *situation);
int64_t situation_donning_min(const struct situation *situation);
int64_t situation_disinfection_min(const struct situation *situation);
enum handover situation_handover(const struct situation *situation);
/* What staff count as afterwards; NULL: nothing. */
const char *situation_exposure(const struct situation *situation);

/* Lists: fill at most `room` and return how many there are. */
size_t situation_script(const struct situation *situation, const struct script_line **out,
                        size_t room);
size_t situation_steps(const struct situation *situation, const struct step **out, size_t room);
size_t situation_approvals(const struct situation *situation, const struct approval_part **out,
                           size_t room);
/* Kinds of permit that the crew needs: of the level and of the service. */
size_t situation_permits(const struct situation *situation, const char **out, size_t room);
/* Training that everybody in the crew needs: of the level and of the service. */
size_t situation_skills_each(const struct situation *situation, const char **out, size_t room);
/* Items for each person: of the level and of the service; where both ask, the larger number. */
size_t situation_protection(const struct situation *situation, struct gear *out, size_t room);

struct stock_need {
    const char *item;
    int64_t count;
    bool serial, returns;
};
/* What must be on board for the job itself. */
size_t situation_stock(const struct situation *situation, struct stock_need *out, size_t room);

/* The script as the call-taker reads it: [{"id", "say": {"zh","en"}, "confirm"}]. New. */
json_t *situation_script_json(const struct situation *situation);
/* The share of the charge that a reading gives back (R-H4); 0 when the service has no refund. */
double service_refund_share(const struct service *service, double reading);

#endif
