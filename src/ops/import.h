/*
 * Bringing many things in at once: CSV files of organisations, people, vehicles, sites, crews and
 * stock, and lists of commands as a demo city is written in. Both are all or nothing: one durable
 * commit, or none and every bad row named.
 *
 * CSV: UTF-8 (a byte order mark is skipped), RFC 4180 quoting, comma, first line names the columns.
 * Lists inside a cell are separated by ';'. A thing is referred to by its `code` column or name.
 */
#ifndef LIFELINE_OPS_IMPORT_H
#define LIFELINE_OPS_IMPORT_H

#include "base/vec.h"
#include "ops/ops.h"

struct import_row_error {
    char where[ERROR_WHERE_MAX]; /* "people.csv:12" */
    char field[64];
    char text[ERROR_TEXT_MAX];
};

struct import_result {
    int64_t rows;
    VEC(struct import_row_error) errors; /* at most IMPORT_ERRORS_MAX */
};
enum { IMPORT_ERRORS_MAX = 100 };

/* `kind`: "orgs", "people", "vehicles", "sites", "crews" or "stock". `path` is only read. `org` is
 * the id or code of the organisation for rows that name none; may be NULL. */
enum err ops_import_csv(struct ops *ops, const char *kind, const char *path, const char *org,
                        const struct actor *actor, struct import_result *out, struct error *error);
void import_result_free(struct import_result *result);

/* Runs a list of {"command": "...", "args": {...}, "as": "name"} in order. A text in any args that
 * begins with "@" stands for the id of the thing an earlier entry made "as" that name. `args` of
 * the list are borrowed. Where it fails the error names the entry ("city.json[12].args.place"). */
enum err ops_load_script(struct ops *ops, const json_t *list, const char *name,
                         const struct actor *actor, struct error *error);

#endif
