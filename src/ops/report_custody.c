/*
 * Weights of manifests as of a moment: figures of the book (figure_custody.c), by day of the act,
 * kind and site. What was recorded later, whatever time it speaks of, does not change the answer.
 *
 * How many were held too long at the moment: those that are now, but of manifests written to since
 * then what their last event before it said.
 */
#include <stdlib.h>
#include <string.h>

#include "ops/figure_int.h"

/* The figures of a row, in the order of figure_custody.c. */
static const char *const NAMES[] = {"manifests",   "packages",      "registered_kg",
                                    "epidemic_kg", "collected_kg",  "received_kg",
                                    "treated_kg",  "difference_kg", "corrected_kg"};
enum { N_FIGURES = sizeof NAMES / sizeof *NAMES, N_COUNTS = 2 /* the first are no weights */ };

struct row {
    char group[FIGURE_GROUP_MAX]; /* "day / kind / site" */
    int64_t milli[N_FIGURES];
};

struct counting {
    struct op *op;
    size_t first;    /* figure */
    struct map rows; /* group -> struct row */
    int64_t as_of_ms;
    char from[TIME_TEXT_MAX]; /* the first day */
};

static bool is_wanted(const struct op *op, const char *kind, const char *site)
{
    return strcmp(json_text(op->args, "kind", kind), kind) == 0 &&
           strcmp(json_text(op->args, "site", site), site) == 0;
}

static void count_sum(const struct figure_sum *sum, void *context)
{
    struct counting *counting = context;
    if (strncmp(sum->group, counting->from, 10) < 0)
        return;
    struct row *row = map_get(&counting->rows, sv_of(sum->group));
    if (!row) {
        row = calloc(1, sizeof *row);
        if (!row)
            abort();
        snprintf(row->group, sizeof row->group, "%s", sum->group);
        map_set(&counting->rows, sv_of(row->group), row);
    }
    row->milli[sum->figure - counting->first] += sum->milli;
}

/* ---- Rows --------------------------------------------------------------------------------------
 */

static json_t *figures_json(const int64_t *milli)
{
    json_t *json = json_object();
    for (size_t i = 0; i < N_FIGURES; i++)
        json_object_set_new(json, NAMES[i],
                            i < N_COUNTS ? json_integer(milli[i] / 1000)
                                         : json_real((double)milli[i] / 1000));
    return json;
}

static int by_group(const void *a, const void *b)
{
    return strcmp((*(struct row *const *)a)->group, (*(struct row *const *)b)->group);
}

/* A row that everything was taken back of is none. */
static bool is_empty(const struct row *row)
{
    for (size_t i = 0; i < N_FIGURES; i++) {
        if (row->milli[i])
            return false;
    }
    return true;
}

static void add_row(struct counting *counting, struct row *row, json_t *rows, int64_t *sum)
{
    char *kind = strstr(row->group, " / "), *site = kind ? strstr(kind + 3, " / ") : NULL;
    if (!site || is_empty(row))
        return;
    *kind = *site = '\0';
    kind += 3;
    site += 3;
    if (!is_wanted(counting->op, kind, site))
        return;
    json_t *json = figures_json(row->milli);
    json_object_set_new(json, "day", json_string(row->group));
    json_object_set_new(json, "kind", json_string(kind));
    json_object_set_new(json, "site", json_string(site));
    json_array_append_new(rows, json);
    for (size_t i = 0; i < N_FIGURES; i++)
        sum[i] += row->milli[i];
}

static json_t *rows_json(struct counting *counting, int64_t *sum)
{
    struct arena *arena = arena_new();
    struct row **sorted = arena_array(arena, struct row *, counting->rows.n + 1);
    size_t n = 0, at = 0;
    struct sv key;
    void *value;
    while (map_next(&counting->rows, &at, &key, &value))
        sorted[n++] = value;
    qsort(sorted, n, sizeof *sorted, by_group);
    json_t *rows = json_array();
    for (size_t i = 0; i < n; i++)
        add_row(counting, sorted[i], rows, sum);
    for (size_t i = 0; i < n; i++)
        free(sorted[i]);
    arena_free(arena);
    return rows;
}

/* ---- Held too long -----------------------------------------------------------------------------
 */

#define MANIFESTS_ASKED " FROM manifest WHERE (? = '' OR kind = ?) AND (? = '' OR site = ?)"

/* Of the manifest: organisation, when its limit runs out now, and by its last event before the
 * moment when it was written to after it. */
#define OVERDUE                                                                                    \
    "SELECT org, (SELECT data FROM event AS e WHERE e.noun_id = manifest.id AND e.seq <= ?"        \
    " AND e.noun = 'manifest' AND e.at_ms <= ? ORDER BY e.seq DESC LIMIT 1)" MANIFESTS_ASKED       \
    " AND (due_ms < ? OR id IN (SELECT noun_id FROM event WHERE noun = 'manifest' AND seq > ?))"

static enum err count_overdue(struct counting *counting, int64_t last_seq, int64_t *overdue,
                              struct error *error)
{
    struct op *op = counting->op;
    const char *kind = json_text(op->args, "kind", ""), *site = json_text(op->args, "site", "");
    struct sql_rows *rows = NULL;
    enum err rc = sql_ask(op->sql, OVERDUE,
                          SQL_ARGS(sql_i64(last_seq), sql_i64(counting->as_of_ms), sql_text(kind),
                                   sql_text(kind), sql_text(site), sql_text(site),
                                   sql_i64(counting->as_of_ms), sql_i64(last_seq)),
                          &rows, error);
    while (rc == ERR_OK && sql_next(rows, &rc, error)) {
        json_t *data = NULL;
        bool covers = false;
        rc = org_covers(op->sql, &op->actor, sql_col_text(rows, 0), &covers, error);
        if (rc == ERR_OK && covers && !sql_col_is_null(rows, 1))
            rc = json_read(sql_col_sv(rows, 1), "event", &data, error);
        *overdue += op_time_of(data, "due_at", INT64_MAX) < counting->as_of_ms;
        json_decref(data);
    }
    sql_rows_done(rows);
    return rc;
}

/* ---- The report --------------------------------------------------------------------------------
 */

static enum err count_all(struct counting *counting, int64_t *overdue, struct error *error)
{
    struct op *op = counting->op;
    struct arena *arena = arena_new();
    struct figure_list figures;
    int64_t last_seq = 0;
    figures_all(arena, op->ops->config.catalog, &figures);
    struct figures_asked asked = {.figures = &figures,
                                  .first = figures.custody,
                                  .n = N_FIGURES,
                                  .until_ms = counting->as_of_ms,
                                  .until_seq = INT64_MAX};
    counting->first = figures.custody;
    enum err rc = figures_fresh(op, &figures, error);
    if (rc == ERR_OK)
        rc = figures_sum(op, &asked, false, count_sum, counting, error);
    if (rc == ERR_OK)
        rc = figures_last_seq(op, &asked, &last_seq, error);
    if (rc == ERR_OK)
        rc = count_overdue(counting, last_seq, overdue, error);
    figures_free(&figures);
    arena_free(arena);
    return rc;
}

enum err op_report_custody(struct op *op, struct error *error)
{
    struct counting counting = {.op = op, .as_of_ms = op_time_of(op->args, "as_of", op->now_ms)};
    int64_t overdue = 0, sum[N_FIGURES] = {0};
    time_format(op_time_of(op->args, "from", 0), op->ops->config.offset_min, counting.from);
    enum err rc = count_all(&counting, &overdue, error);
    json_t *rows = op_keep(op, rows_json(&counting, sum));
    json_t *totals = op_keep(op, figures_json(sum));
    json_object_set_new(totals, "overdue", json_integer(overdue));
    map_free(&counting.rows);
    if (rc == ERR_OK)
        op_answer_json(op, json_pack("{s:o, s:O, s:O}", "as_of", op_time(op, counting.as_of_ms),
                                     "rows", rows, "totals", totals));
    return rc;
}
