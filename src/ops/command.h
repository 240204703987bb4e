/*
 * What the generator writes about commands (src/ops/gen/commands.c, from schema/): the tables'
 * types. The tables are constant; nothing here needs freeing.
 */
#ifndef LIFELINE_OPS_COMMAND_H
#define LIFELINE_OPS_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/json.h"

enum role {
    ROLE_ADMIN,
    ROLE_MANAGER,
    ROLE_DISPATCHER,
    ROLE_AGENT,
    ROLE_CREW,
    ROLE_RESIDENT,
    ROLE_VIEWER,
    ROLE_SYSTEM,
    ROLE_COUNT
};

/* "dispatcher"; never NULL. */
const char *role_name(enum role role);
bool role_parse(const char *name, enum role *role);

enum spec_type {
    SPEC_STRING = 1,
    SPEC_INTEGER = 2,
    SPEC_NUMBER = 4, /* integers too */
    SPEC_BOOLEAN = 8,
    SPEC_OBJECT = 16,
    SPEC_ARRAY = 32,
    SPEC_NULL = 64,
};
enum spec_format { FORMAT_NONE, FORMAT_UUID, FORMAT_DATE_TIME, FORMAT_TIME_OF_DAY };
enum spec_place { IN_BODY, IN_PATH, IN_QUERY };

/* One argument or field. `min` and `max` bound a number's value, a string's characters, an array's
 * items or an open object's members. */
struct spec {
    const char *name; /* NULL: an array's item, and the end of a list of fields */
    unsigned types;   /* of enum spec_type; 0: any */
    enum spec_format format;
    enum spec_place in;
    bool optional, has_min, has_max;
    double min, max;
    const char *const *values; /* a string must be one of these; ends with NULL; NULL: any */
    const struct spec *fields; /* of an object; NULL: any */
    const struct spec *items;  /* of an array; NULL: any */
};

enum command_kind {
    COMMAND_WRITE, /* "command": changes rows, writes events */
    COMMAND_QUERY, /* reads */
    COMMAND_DOOR,  /* answered by the HTTP door itself (sign-in and sign-out) */
};
enum command_scope { SCOPE_ANY, SCOPE_ORG };
enum command_if_match { IF_MATCH_NONE, IF_MATCH_OPTIONAL, IF_MATCH_REQUIRED };

struct op; /* a call being handled: inside of ops/ */
typedef enum err op_run(struct op *op, struct error *error);

struct command {
    const char *name; /* "job.transition" */
    const char *noun; /* "job": what the path's {id} names; NULL: nothing */
    enum command_kind kind;
    const char *method, *path; /* below /api/v1; NULL: called inside only */
    int status;                /* of a success over HTTP */
    unsigned roles;            /* bit 1 << enum role: may call it */
    unsigned own;              /* these only on what is their own */
    enum command_scope scope;
    enum command_if_match if_match;
    bool slow;     /* takes long on the caller's thread before it is queued: keep off event loops */
    bool document; /* its reply is a document (print/print.h), and `format` asks for PDF or XLSX */
    const char *asks;        /* the dispatcher's advice that is asked for first; NULL: none */
    const struct spec *args; /* ends with a NULL name */
    op_run *run;             /* NULL for COMMAND_DOOR */
    const char *summary_en, *summary_zh;
};

/* The HTTP status that stands for an error, as the OpenAPI document says. */
int command_error_status(enum err code);

/* Checks `value` against fields; unknown fields are refused. The error's `where` is the path of the
 * field ("place.lon"). */
enum err spec_check(const struct spec *fields, const json_t *value, struct error *error);

#endif
