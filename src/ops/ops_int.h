/*
 * Inside of ops/: a call being handled, and what handlers are made of.
 *
 * A handler gets a `struct op` whose arguments, rights, target and If-Match have been checked. It
 * reads and changes rows through records, says what happened with `op_event`, and leaves its answer
 * with `op_answer` or `op_answer_json`. JSON that it makes and does not hand over is given to
 * `op_keep`, which frees it with the op: handlers need no cleaning up.
 */
#ifndef LIFELINE_OPS_OPS_INT_H
#define LIFELINE_OPS_OPS_INT_H

#include <pthread.h>

#include "base/arena.h"
#include "base/map.h"
#include "base/vec.h"
#include "ops/gen/commands.h"
#include "ops/ops.h"

struct noun;

/* A row of a noun's table. `doc` is kept by the op. */
struct record {
    const struct noun *noun;
    char id[ID_TEXT_SIZE];
    char org[ID_TEXT_SIZE]; /* "" for the city's */
    int64_t rev;
    json_t *doc;
};

struct op {
    struct ops *ops;
    struct sql *sql;
    const struct command *command;
    json_t *args;
    struct actor actor;
    int64_t now_ms;
    struct record target; /* what the argument `id` names; noun NULL when the command has none */
    VEC(json_t *) kept;
    json_t *looks; /* at sensitive values, to be recorded (privacy.c); NULL: none */

    json_t *reply;
    int64_t rev;
    char id[ID_TEXT_SIZE];
};

/* Keeps a new reference until the op ends, and gives it back. */
json_t *op_keep(struct op *op, json_t *value);
void op_end(struct op *op);

/* ---- Nouns and records (record.c) -------------------------------------------------------------
 */

enum column_kind { COLUMN_TEXT, COLUMN_NUMBER, COLUMN_TIME };

/* A column that repeats a field of the doc ("holder.crew") for searching and sorting. Fields that
 * begin with '_' are for columns only and are not shown. */
struct column {
    const char *name, *field;
    enum column_kind kind;
};

enum { NOUN_COLUMNS_MAX = 8 };

struct noun {
    const char *name, *table;
    struct column columns[NOUN_COLUMNS_MAX]; /* ends with a NULL name */
    bool newest_first;                       /* order of lists */
    /* What makes a thing somebody's own: queries that count with (id, caller's crew or user id),
     * and conditions of lists on the same value. NULL: nothing is. */
    const char *own_crew, *own_crew_where;
    const char *own_user, *own_user_where;
    /* Adds what is derived before the thing is shown; NULL: nothing is. */
    enum err (*show)(struct op *op, const struct record *record, json_t *doc, struct error *error);
};

extern const struct noun noun_alarm, noun_org, noun_person, noun_vehicle, noun_crew, noun_site,
    noun_zone, noun_gate, noun_permit, noun_closure, noun_request, noun_job, noun_visit, noun_user,
    noun_manifest, noun_transfer, noun_quote, noun_piece, noun_loan, noun_affiliation,
    noun_responsibility, noun_welfare, noun_agreement, noun_sheet, noun_situation, noun_mode,
    noun_approval, noun_delegation, noun_passage, noun_notice, noun_outage, noun_round, noun_look,
    noun_feedback, noun_rehearsal, noun_post, noun_roster, noun_duty;

const struct noun *noun_of(const char *name);

/* A new thing with id and org, not yet a row. */
struct record record_new(struct op *op, const struct noun *noun, const char *org);
/* ERR_NOT_FOUND names the noun and the field that gave the id. */
enum err record_load(struct op *op, const struct noun *noun, const char *id, const char *field,
                     struct record *out, struct error *error);
/* The first row whose column has the value; false when there is none. */
bool record_find(struct op *op, const struct noun *noun, const char *column, const char *value,
                 struct record *out, enum err *rc, struct error *error);
enum err record_insert(struct op *op, struct record *record, struct error *error);
/* Writes the doc back and counts `rev` up. */
enum err record_save(struct op *op, struct record *record, struct error *error);
/* The thing as it is shown. Kept by the op. */
enum err record_show(struct op *op, const struct record *record, json_t **out, struct error *error);

/* All rows for which `where` (with its values) holds, in the noun's order; stops at an error. */
typedef enum err record_visit(struct op *op, struct record *record, void *context,
                              struct error *error);
enum err record_each(struct op *op, const struct noun *noun, const char *where,
                     const struct sql_value *values, size_t n, record_visit *visit, void *context,
                     struct error *error);

/* ---- What nouns have in common (common.c) ------------------------------------------------------
 */

/* The `list` query: filters are the arguments that are columns; pages by id; the caller's scope. */
enum err op_list(struct op *op, const struct noun *noun, struct error *error);
/* The `get` query: shows the target. */
enum err op_get(struct op *op, struct error *error);
/* Copies the named arguments into the doc (NULL ends); null takes a field away. */
void op_copy_args(struct op *op, json_t *doc, ...) __attribute__((sentinel));
void op_default(json_t *doc, const char *key, json_t *value);
/* The organisation of a new thing: the argument `org`, else the caller's. */
enum err op_org(struct op *op, const char **org, struct error *error);
/* Inserts, writes "<noun>.created" and answers. */
enum err op_created(struct op *op, struct record *record, struct error *error);
/* Saves, writes "<noun>.<what>" with `data` (stolen; NULL: the arguments) and answers. */
enum err op_changed(struct op *op, struct record *record, const char *what, json_t *data,
                    struct error *error);
/* An argument that names a thing of a noun must name one; absent and null are fine. */
enum err op_refers(struct op *op, const json_t *object, const char *key, const struct noun *noun,
                   struct error *error);

/* Events and answers. `data` is stolen. */
enum err op_event(struct op *op, const char *type, const struct record *about, json_t *data,
                  struct error *error);
enum err op_event_of(struct op *op, const char *type, const char *noun, const char *noun_id,
                     const char *org, json_t *data, struct error *error);
enum err op_answer(struct op *op, const struct record *record, struct error *error);
void op_answer_json(struct op *op, json_t *reply); /* stolen */

/* Asks the dispatcher with the call's arguments, and answers with what it says. */
enum err op_ask(struct op *op, const char *question, struct error *error);

/* ---- Times, places, counters (common.c) ---------------------------------------------------------
 */

json_t *op_time(struct op *op, int64_t time_ms); /* new; in the city's offset */
/* Puts a time argument, in the city's offset, under a key. */
void op_set_time(struct op *op, json_t *doc, const char *key, int64_t time_ms);
/* A time field in milliseconds; `otherwise` when absent or null. */
int64_t op_time_of(const json_t *object, const char *key, int64_t otherwise);
/* The argument `at`: when it happened; not in the future. */
enum err op_at(struct op *op, int64_t *at_ms, struct error *error);
/* `until` must lie behind `from`. */
enum err op_check_span(const json_t *object, struct error *error);
enum err op_check_place(struct op *op, const json_t *place, const char *where, struct error *error);
/* "R-20220927-0001": the next number of the day. */
enum err op_number(struct op *op, const char *letter, char number[40], struct error *error);
enum err op_count(struct op *op, const char *name, int64_t by, int64_t *value, struct error *error);

/* ---- The organisation tree (org.c)
 * ----------------------------------------------------------------
 */

/* Whether `org` lies in the tree of the actor's; "" does for everybody. */
enum err org_covers(struct sql *sql, const struct actor *actor, const char *org, bool *covers,
                    struct error *error);

/* ---- The struct behind the public header
 * --------------------------------------------------------- */

struct subscriber {
    ops_listener *listener;
    void *context;
};

struct ops {
    struct ops_config config;
    pthread_mutex_t mutex; /* of the bounds */
    double lon_min, lat_min, lon_max, lat_max;
    pthread_mutex_t telling; /* of the subscribers; held while they are told */
    struct subscriber subscribers[OPS_SUBSCRIBERS_MAX];
    size_t n_subscribers;
    pthread_mutex_t asking; /* of the adviser; held while it is asked */
    ops_adviser *adviser;
    void *adviser_context;
    pthread_mutex_t knowing; /* of what follows */
    struct map looked;       /* "user thing purpose": looks of `looked_day` that are on record */
    int64_t looked_day;
    struct map covered; /* "org org": whether the first covers the second; trees never change */
};

/* The JSON text of an event as `event.list` shows it. */
const char *event_text(struct arena *arena, const struct event *event, int offset_min);

/* ---- The gate every call passes (check.c) -----------------------------------------------------
 */

/* Role and form of the arguments: what can be said without the store. */
enum err check_call(const struct command *command, const struct actor *actor, const json_t *args,
                    struct error *error);
/* Loads the target and checks that the caller may touch it, and If-Match. */
enum err check_target(struct op *op, int64_t if_match, struct error *error);

#endif
