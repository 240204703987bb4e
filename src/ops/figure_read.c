/*
 * Figures read from the book.
 *
 * As of a moment within day D: the sums of the days before D, and the postings of D up to the
 * moment. Near the end of the log it is less work to begin with the sums over all, and to take D
 * and the days behind it back.
 */
#include <stdio.h>

#include "base/map.h"
#include "ops/figure_number_int.h"

/* ---- Reading: whose ---------------------------------------------------------------------------
 */

struct scope {
    struct op *op;
    struct actor actor; /* whose tree is counted */
    bool named;         /* what belongs to the city is in no organisation's figures */
    struct map known;   /* organisation -> whether it is covered: "y" or "n" */
};

static void scope_open(struct scope *scope, struct op *op, const struct figures_asked *asked)
{
    *scope = (struct scope){.op = op, .actor = op->actor, .named = asked->org != NULL};
    if (asked->org)
        snprintf(scope->actor.org, sizeof scope->actor.org, "%s", asked->org);
}

static enum err scope_covers(struct scope *scope, const char *org, bool *covers,
                             struct error *error)
{
    const char *known = map_get(&scope->known, sv_of(org));
    if (scope->named && !*org) {
        *covers = false;
        return ERR_OK;
    }
    if (known) {
        *covers = *known == 'y';
        return ERR_OK;
    }
    enum err rc = org_covers(scope->op->sql, &scope->actor, org, covers, error);
    map_set(&scope->known, sv_of(org), (void *)(uintptr_t)(*covers ? "y" : "n"));
    return rc;
}

/* ---- Reading: sums ----------------------------------------------------------------------------
 */

struct summing {
    struct op *op;
    const struct figures_asked *asked;
    struct scope scope;
    bool by_day;
    int64_t cut_day; /* days before it count whole */
    figure_sum_visit *visit;
    void *context;
};

/* Rows of (figure, org, group, day, milli). */
static enum err tell_sums(struct summing *summing, const char *text, const struct sql_value *values,
                          size_t n, int64_t sign, struct error *error)
{
    struct sql_rows *rows = NULL;
    enum err rc = sql_ask(summing->op->sql, text, values, n, &rows, error);
    while (rc == ERR_OK && sql_next(rows, &rc, error)) {
        bool covers = false;
        struct figure_sum sum = {.figure = (size_t)sql_col_i64(rows, 0),
                                 .org = sql_col_text(rows, 1),
                                 .group = sql_col_text(rows, 2),
                                 .at_ms = figure_day_begins_ms(summing->op, sql_col_i64(rows, 3)),
                                 .milli = sign * sql_col_i64(rows, 4)};
        rc = scope_covers(&summing->scope, sum.org, &covers, error);
        if (rc == ERR_OK && covers)
            summing->visit(&sum, summing->context);
    }
    sql_rows_done(rows);
    return rc;
}

#define FIGURES_ASKED "figure >= ? AND figure < ?"

/* Whole days: summed from the beginning, or taken back from the end. */
static enum err tell_days(struct summing *summing, struct error *error)
{
    const struct figures_asked *asked = summing->asked;
    int64_t first = 0, last = 0;
    const struct sql_value values[] = {sql_i64((int64_t)asked->first),
                                       sql_i64((int64_t)(asked->first + asked->n)),
                                       sql_i64(summing->cut_day)};
    if (summing->by_day)
        return tell_sums(summing,
                         "SELECT figure, org, grp, day, milli FROM figure_day WHERE " FIGURES_ASKED
                         " AND day < ?",
                         values, 3, 1, error);
    struct sql *sql = summing->op->sql;
    enum err rc = sql_ask_i64(sql, "SELECT min(day) FROM figure_seq", SQL_NONE, 0, &first, error);
    if (rc == ERR_OK)
        rc = sql_ask_i64(sql, "SELECT max(day) FROM figure_seq", SQL_NONE, 0, &last, error);
    if (rc != ERR_OK)
        return rc;
    if (summing->cut_day - first <= last - summing->cut_day)
        return tell_sums(summing,
                         "SELECT figure, org, grp, 0, sum(milli) FROM figure_day"
                         " WHERE " FIGURES_ASKED " AND day < ? GROUP BY figure, org, grp",
                         values, 3, 1, error);
    rc = tell_sums(summing,
                   "SELECT figure, org, grp, 0, milli FROM figure_total WHERE " FIGURES_ASKED,
                   values, 2, 1, error);
    return rc == ERR_OK
               ? tell_sums(summing,
                           "SELECT figure, org, grp, 0, sum(milli) FROM figure_day"
                           " WHERE " FIGURES_ASKED " AND day >= ? GROUP BY figure, org, grp",
                           values, 3, -1, error)
               : rc;
}

/* The day in which the moment lies, and what is not whole behind it. */
static enum err tell_rest(struct summing *summing, size_t figure, int64_t first_seq,
                          struct error *error)
{
    const struct figures_asked *asked = summing->asked;
    struct sql_rows *rows = NULL;
    enum err rc = sql_ask(
        summing->op->sql,
        "SELECT org, grp, at_ms, milli FROM figure_posting WHERE number >= ? AND number <= ?"
        " AND at_ms >= ? AND at_ms <= ?",
        SQL_ARGS(sql_i64(figure_number(figure, first_seq, 0)),
                 sql_i64(figure_last_number(figure, asked->until_seq)),
                 sql_i64(figure_day_begins_ms(summing->op, summing->cut_day)),
                 sql_i64(asked->until_ms)),
        &rows, error);
    while (rc == ERR_OK && sql_next(rows, &rc, error)) {
        bool covers = false;
        struct figure_sum sum = {.figure = figure,
                                 .org = sql_col_text(rows, 0),
                                 .group = sql_col_text(rows, 1),
                                 .at_ms = sql_col_i64(rows, 2),
                                 .milli = sql_col_i64(rows, 3)};
        rc = scope_covers(&summing->scope, sum.org, &covers, error);
        if (rc == ERR_OK && covers)
            summing->visit(&sum, summing->context);
    }
    sql_rows_done(rows);
    return rc;
}

static void tell_row(const struct figure_row *row, void *context)
{
    const struct summing *summing = context;
    struct figure_sum sum = {.figure = summing->asked->first,
                             .org = row->org,
                             .group = row->group,
                             .at_ms = row->at_ms,
                             .milli = row->milli};
    summing->visit(&sum, summing->context);
}

/* Values that have come before in another organisation count once in what is asked for: only the
 * rows know. */
static enum err tell_distinct(struct summing *summing, size_t figure, struct error *error)
{
    struct figures_asked one = *summing->asked;
    one.first = figure;
    one.n = 1;
    struct summing of_one = *summing;
    of_one.asked = &one;
    return figures_rows(summing->op, &one, tell_row, &of_one, error);
}

static bool is_distinct(const struct figures_asked *asked, size_t figure)
{
    return asked->figures->list.at[figure]->kind == FIGURE_DISTINCT;
}

/* The first day that does not count whole: the moment's own, or an earlier one that goes beyond the
 * last event asked for. */
static enum err find_cut(struct summing *summing, int64_t *first_seq, struct error *error)
{
    const struct figures_asked *asked = summing->asked;
    int64_t day =
        figure_day(summing->op, asked->until_ms < INT64_MAX / 2 ? asked->until_ms : INT64_MAX / 2);
    struct sql *sql = summing->op->sql;
    enum err rc =
        sql_ask_i64(sql, "SELECT min(day) FROM figure_seq WHERE last_seq > ?",
                    SQL_ARGS(sql_i64(asked->until_seq)), INT64_MAX, &summing->cut_day, error);
    if (day < summing->cut_day)
        summing->cut_day = day;
    return rc == ERR_OK ? sql_ask_i64(sql, "SELECT min(first_seq) FROM figure_seq WHERE day >= ?",
                                      SQL_ARGS(sql_i64(summing->cut_day)), -1, first_seq, error)
                        : rc;
}

/* Sums of whole days leave out what only rows know. */
struct without_distinct {
    const struct summing *summing;
};

static void tell_but_distinct(const struct figure_sum *sum, void *context)
{
    const struct summing *summing = ((const struct without_distinct *)context)->summing;
    if (!is_distinct(summing->asked, sum->figure))
        summing->visit(sum, summing->context);
}

enum err figures_sum(struct op *op, const struct figures_asked *asked, bool by_day,
                     figure_sum_visit *visit, void *context, struct error *error)
{
    struct summing summing = {
        .op = op, .asked = asked, .by_day = by_day, .visit = visit, .context = context};
    int64_t first_seq = -1;
    scope_open(&summing.scope, op, asked);
    enum err rc = find_cut(&summing, &first_seq, error);
    if (rc == ERR_OK) {
        struct without_distinct without = {&summing};
        struct summing of_days = summing;
        of_days.visit = tell_but_distinct;
        of_days.context = &without;
        rc = tell_days(&of_days, error);
        summing.scope.known = of_days.scope.known;
    }
    for (size_t i = asked->first; rc == ERR_OK && i < asked->first + asked->n; i++) {
        if (is_distinct(asked, i))
            rc = tell_distinct(&summing, i, error);
        else if (first_seq >= 0)
            rc = tell_rest(&summing, i, first_seq, error);
    }
    map_free(&summing.scope.known);
    return rc;
}

/* ---- Reading: rows ----------------------------------------------------------------------------
 */

enum err figures_rows(struct op *op, const struct figures_asked *asked, figure_row_visit *visit,
                      void *context, struct error *error)
{
    struct scope scope;
    struct map seen = {0};
    struct sql_rows *rows = NULL;
    scope_open(&scope, op, asked);
    enum err rc = sql_ask(op->sql,
                          "SELECT number, at_ms, org, grp, milli, value FROM figure_posting"
                          " WHERE number >= ? AND number <= ? AND at_ms <= ? ORDER BY number",
                          SQL_ARGS(sql_i64(figure_number(asked->first, 0, 0)),
                                   sql_i64(figure_last_number(asked->first, asked->until_seq)),
                                   sql_i64(asked->until_ms)),
                          &rows, error);
    while (rc == ERR_OK && sql_next(rows, &rc, error)) {
        bool covers = false;
        struct sv value = sql_col_sv(rows, 5);
        struct figure_row row = {.seq = figure_seq(sql_col_i64(rows, 0)),
                                 .at_ms = sql_col_i64(rows, 1),
                                 .org = sql_col_text(rows, 2),
                                 .group = sql_col_text(rows, 3),
                                 .milli = sql_col_i64(rows, 4)};
        rc = scope_covers(&scope, row.org, &covers, error);
        if (rc != ERR_OK || !covers || (value.n && map_set(&seen, value, &seen)))
            continue;
        visit(&row, context);
    }
    sql_rows_done(rows);
    map_free(&seen);
    map_free(&scope.known);
    return rc;
}

enum err figures_last_seq(struct op *op, const struct figures_asked *asked, int64_t *seq,
                          struct error *error)
{
    struct summing summing = {.op = op, .asked = asked};
    int64_t first_seq = -1, before = 0;
    enum err rc = find_cut(&summing, &first_seq, error);
    if (rc == ERR_OK)
        rc = sql_ask_i64(op->sql, "SELECT max(last_seq) FROM figure_seq WHERE day < ?",
                         SQL_ARGS(sql_i64(summing.cut_day)), 0, &before, error);
    if (rc != ERR_OK || first_seq < 0) {
        *seq = before;
        return rc;
    }
    return sql_ask_i64(
        op->sql,
        "SELECT seq FROM event WHERE seq >= ? AND seq <= ? AND at_ms <= ?"
        " ORDER BY seq DESC LIMIT 1",
        SQL_ARGS(sql_i64(first_seq), sql_i64(asked->until_seq), sql_i64(asked->until_ms)), before,
        seq, error);
}
