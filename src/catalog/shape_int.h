/*
 * Shapes: tables that say which keys a mapping of a YAML file has, of what kind, in what range and
 * where in a C struct the value goes. One reader fills structs from them and names everything that
 * is wrong with file, line and key; one writer makes JSON of the same structs.
 *
 * Every struct with a shape begins with `unsigned line`, the line in its file. A list is a struct
 * of a pointer and a count, in this order.
 */
#ifndef LIFELINE_CATALOG_SHAPE_INT_H
#define LIFELINE_CATALOG_SHAPE_INT_H

#include <string.h>

#include "base/arena.h"
#include "base/sv.h"
#include "base/vec.h"
#include "catalog/catalog.h"
#include "catalog/chain.h"
#include "catalog/contingency.h"
#include "catalog/custody.h"
#include "catalog/figures.h"
#include "catalog/forms.h"
#include "catalog/issuer.h"
#include "catalog/item.h"
#include "catalog/prices.h"
#include "catalog/privacy.h"
#include "catalog/watches.h"

/* What a word must be the name of. The first ones are the kinds of terms. */
enum reference {
    REFERS_SKILL,
    REFERS_CERTIFICATE,
    REFERS_ITEM,
    REFERS_VEHICLE,
    REFERS_PERMIT,
    REFERS_EXPOSURE,
    REFERS_ROLE,
    REFERS_CATEGORY,
    REFERS_NOTHING,
    REFERS_LEVEL,           /* any policy's level */
    REFERS_LEVEL_OR_NONE,   /* or "none" */
    REFERS_OWN_LEVEL,       /* a level of the same policy */
    REFERS_SERVICE,         /* a service, a category or "*" */
    REFERS_QUESTION,        /* of the same service */
    REFERS_NUMBER_QUESTION, /* of the same service, answered by a number */
    REFERS_ANSWER,          /* an option, or true and false, of the question at hand */
    REFERS_STEP,            /* of the same service, closing steps too */
    REFERS_MODE,            /* normal or emergency */
    REFERS_FIGURE,          /* of packs/figures.yaml */
    REFERS_FORM,            /* of packs/forms */
    REFERS_PARAMETER,       /* of packs/parameters.yaml */
    REFERS_CHANNEL,         /* likewise */
    REFERS_CHAIN,           /* of packs/approvals.yaml */
    REFERS_CUSTODY,         /* a kind of packs/custody.yaml */
    REFERS_EVENT,           /* a type of events */
    REFERS_EVENT_LIST,      /* a list in the events that this part of a figure counts */
    REFERS_EVENT_FIELD,     /* what they say; of a figure: what any of its parts' events do */
    REFERS_EVENT_VALUE,     /* what that field can be, where a pack says so */
};

enum field_kind {
    FIELD_TEXT,       /* const char * */
    FIELD_WORD,       /* const char *: a-z, 0-9, '.', '_', '-' */
    FIELD_DATE,       /* const char *: 2022-06-28 */
    FIELD_MONTH_DAY,  /* const char *: 11-15 */
    FIELD_COLOUR,     /* const char *: #rrggbb */
    FIELD_CLOCK,      /* int64_t minutes of the day: "06:30", "24:00" */
    FIELD_INT,        /* int64_t */
    FIELD_NUMBER,     /* double */
    FIELD_FLAG,       /* bool */
    FIELD_CHOICE,     /* an enum, numbered as `choices` */
    FIELD_NAMES,      /* struct names */
    FIELD_WORDS,      /* struct words */
    FIELD_WORD_LISTS, /* list of struct answer_is: word -> words */
    FIELD_SHAPE,      /* a struct in place */
    FIELD_LIST,       /* list of structs */
    FIELD_CASES,      /* the same; only the last may and must have no `when` */
    FIELD_KIND_COUNT
};

struct shape;

struct field {
    const char *key; /* NULL ends a table */
    enum field_kind kind;
    size_t at; /* offset in the struct */
    bool required;
    double min, max;  /* of numbers; of texts: characters; of lists: items; 0, 0: the usual */
    double otherwise; /* of numbers, when absent */
    const char *const *choices; /* ends with NULL */
    const struct shape *shape;
    enum reference refers;
};

struct shape {
    const char *what; /* "a question" */
    size_t size;
    const struct field *fields;
    bool named; /* the first field is a name, unique in its list */
};

/* The words of a table: where the value goes, what must be there, a word that names nothing. */
#define AT(type, member) .at = offsetof(struct type, member)
#define NEEDED           .required = true
#define FREE             .refers = REFERS_NOTHING
#define ANY_NUMBER       .min = -1e12, .max = 1e12
#define END                                                                                        \
    {                                                                                              \
        .key = NULL                                                                                \
    }

extern const struct shape service_shape, policy_shape, terms_shape, condition_shape, custody_shape,
    items_shape, registers_shape, figures_shape, form_shape, switchable_shape, contingency_shape,
    chains_shape, notices_shape, prices_shape, privacy_shape, watches_shape;

struct term {
    unsigned line;
    const char *id;
    struct names name;
};
struct terms {
    unsigned line;
    struct {
        struct term *at;
        size_t n;
    } kinds[TERM_KIND_COUNT];
};

struct custody {
    unsigned line;
    struct {
        struct custody_kind *at;
        size_t n;
    } kinds;
};

struct items {
    unsigned line;
    struct {
        struct item *at;
        size_t n;
    } list;
};

struct registers {
    unsigned line;
    struct {
        struct register_kind *at;
        size_t n;
    } list;
};

struct figures {
    unsigned line;
    struct reporting reporting;
    struct {
        struct figure *at;
        size_t n;
    } list;
};

struct switchable {
    unsigned line;
    struct {
        struct parameter *at;
        size_t n;
    } parameters;
    struct {
        struct channel *at;
        size_t n;
    } channels;
};

struct notices {
    unsigned line;
    struct issuer issuer;
    const char *chain;
    struct {
        struct notice_kind *at;
        size_t n;
    } kinds;
};

struct privacy {
    unsigned line;
    struct {
        struct privacy_rule *at;
        size_t n;
    } rules;
};

struct chains {
    unsigned line;
    struct {
        struct chain *at;
        size_t n;
    } list;
};

/* Any list or words, as the tables see them. */
struct list {
    void *at;
    size_t n;
};

/* Words that would be right in a place. */
struct known {
    VEC(const char *) list;
    bool is_free; /* any word is */
};

/* A word that must be met once everything is read. */
struct pending {
    enum reference refers;
    const char *file, *path, *word, *within;
    unsigned line;
    const void *owner; /* the service, policy or figures that say it */
};

struct problems {
    VEC(struct error) list;
};

struct reader {
    struct arena *arena; /* for what is kept */
    struct problems *problems;
    VEC(struct pending) pending;
    const char *file;  /* kept */
    const void *owner; /* of what is being read */
    char path[256];
    size_t nodes_left; /* aliases could make a small file huge */
};

/* Reads one file into `out` (zeroed before); false when it cannot be read at all. Problems are
 * added to the reader's list. */
bool shape_read_file(struct reader *reader, const char *path, const struct shape *shape, void *out);
/* The same for bytes in memory. */
bool shape_read(struct reader *reader, struct sv yaml, const struct shape *shape, void *out);
/* New reference. */
json_t *shape_json(const struct shape *shape, const void *in);

void problem_add(struct problems *problems, const char *file, unsigned line, const char *format,
                 ...) __attribute__((format(printf, 4, 5)));

bool condition_is_empty(const struct condition *condition);

/* What the loaded catalog is. */
struct catalog {
    struct arena *arena;
    struct terms terms;
    struct watches watches; /* packs/watches.yaml */
    struct prices prices;   /* packs/dispatch.yaml */
    struct custody custody; /* empty without packs/custody.yaml, as the three below */
    struct items items;
    struct registers registers;
    struct figures figures;
    struct form *forms; /* sorted by id; none without packs/forms */
    size_t n_forms;
    const char **form_files; /* by the same numbers */
    struct switchable switchable;
    struct chains chains;
    struct notices notices;
    struct privacy privacy;
    struct contingency *contingencies; /* sorted by id */
    size_t n_contingencies;
    struct service *services; /* sorted by id */
    size_t n_services;
    struct policy *policies; /* sorted by id */
    size_t n_policies;
    const char **service_files, **policy_files; /* by the same numbers */
};

/* Adds what tables cannot say: references, pairs of fields that must fit, dates that overlap. */
void catalog_check_references(struct reader *reader, const struct catalog *catalog);
void catalog_check_sense(struct problems *problems, const struct catalog *catalog);

/* Adds what the table of kinds cannot say. */
void watches_check_sense(struct problems *problems, const char *file,
                         const struct watches *watches);
void prices_check_sense(struct problems *problems, const char *file, const struct prices *prices);
void custody_check_sense(struct problems *problems, const char *file,
                         const struct custody *custody);
void items_check_sense(struct problems *problems, const char *file, const struct items *items);
void registers_check_sense(struct problems *problems, const char *file,
                           const struct registers *registers);
void figures_check_sense(struct problems *problems, const char *file,
                         const struct figures *figures);
/* The words that are right where a figure names events and their fields. */
void figures_right_here(const struct catalog *catalog, const struct pending *pending,
                        struct known *known);
void forms_check_meets(struct problems *problems, const struct catalog *catalog);
void form_check_sense(struct problems *problems, const char *file, const struct form *form);
/* The same of the others. */
void notices_check_sense(struct problems *problems, const char *file,
                         const struct notices *notices);
void privacy_check_sense(struct problems *problems, const char *file,
                         const struct privacy *privacy);
void contingency_check_sense(struct problems *problems, const char *file,
                             const struct contingency *plan);
void chains_check_sense(struct problems *problems, const char *file, const struct chains *chains);

/* ---- Looking up
 * ------------------------------------------------------------------------------ */

/* The element of an array whose member `id` is the text; NULL when there is none. Elements that
 * were read with a mistake may have no id. */
#define BY_ID(list, n, text)                                                                       \
    ((__typeof__(&*(list)))by_id((list), (n), sizeof *(list), offsetof(__typeof__(*(list)), id),   \
                                 (text)))
static inline const void *by_id(const void *list, size_t n, size_t size, size_t id_at,
                                const char *text)
{
    for (const char *at = list; n > 0; n--, at += size) {
        const char *id = *(const char *const *)(const void *)(at + id_at);
        if (id && strcmp(id, text) == 0)
            return at;
    }
    return NULL;
}

#endif
