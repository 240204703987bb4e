/*
 * Figures counted from the event log. Reading the log makes postings: one for everything that
 * changes a figure, with the event behind it. A figure as of a moment is the sum of its postings
 * recorded up to that moment, so what is behind a figure always adds up to it, and what is recorded
 * later changes nothing.
 *
 * Postings are made once an event and kept in a book with sums by day and over all (migration
 * 0061). `figures_fresh` brings the book to the end of the log; answers come from the sums, and
 * from the postings of the one day in which the moment lies.
 *
 * A figure of kind `last` follows its thing: when that changes group or organisation, what it
 * counted with is taken back there and posted here. A figure of kind `distinct` counts a value once
 * in what is asked for, so the book has the first time of a value for each organisation.
 *
 * Amounts are whole thousandths: sums are exact.
 */
#ifndef LIFELINE_OPS_FIGURE_INT_H
#define LIFELINE_OPS_FIGURE_INT_H

#include "catalog/figures.h"
#include "ops/ops_int.h"

enum { FIGURE_GROUP_MAX = 200, FIGURE_KEY_MAX = 250, FIGURES_MAX = 2000 };

/* All figures that the book has, in this order: those of the catalog, the counters of the services
 * ("gas.lpg.delivery/cylinders_delivered"), what is counted of every service (`states`), and what
 * the report of manifests adds up, by day of the act, kind and site (`custody`). In the arena. */
struct figure_list {
    VEC(const struct figure *) list;
    size_t services, states, custody; /* where these begin */
};
void figures_all(struct arena *arena, const struct catalog *catalog, struct figure_list *out);
void figures_free(struct figure_list *figures);
/* Adds what the report of manifests adds up (figure_custody.c). */
void figures_of_custody(struct arena *arena, struct figure_list *out);
/* In `by`: the day of the act (`at`) and not that of recording. */
#define FIGURE_BY_DAY "@day"

json_t *milli_json(int64_t milli); /* new; a whole number where it is one */

/* ---- Making postings: figure.c
 * ----------------------------------------------------------------- */

struct posting {
    size_t figure; /* by its number in the list */
    int64_t milli;
    const char *org;
    const char *group; /* values of the figure's `by`, with " / " between them; "" for none */
    const char *value; /* of a figure of distinct values; "" otherwise */
};

/* What a thing counts with at the moment. */
struct standing {
    bool is_known, is_changed;
    int64_t milli;
    char org[ID_TEXT_SIZE], group[FIGURE_GROUP_MAX];
};

struct figure_counting {
    const struct figure_list *figures;
    /* Where it is kept; never NULL. */
    struct standing *(*standing)(void *context, size_t figure, const char *thing, const char *key);
    void (*post)(void *context, const struct event *event, const struct posting *posting);
    void *context;
};
void figures_count(const struct figure_counting *counting, const struct event *event);

/* ---- The book: figure_book.c
 * ------------------------------------------------------------------- */

/* Brings the book to the end of the log. A query's reader is given back and taken anew. */
enum err figures_fresh(struct op *op, const struct figure_list *figures, struct error *error);
/* The same for a part of the log, when the book is far behind it: for the keeper's tick. */
enum err figures_keep_up(struct op *op, struct error *error);

/* ---- Reading it: figure_read.c
 * ------------------------------------------------------------------ */

struct figures_asked {
    const struct figure_list *figures;
    size_t first, n;
    int64_t until_ms;  /* recorded up to then, inclusive */
    int64_t until_seq; /* and up to this event; INT64_MAX: the last */
    const char *org;   /* of this one and those below it only; NULL: what the caller sees */
};

/* Sums as of the moment, by figure, organisation, group and, if asked for, day (of `at_ms`).
 * Several may come for the same; some may be taken back by others. */
struct figure_sum {
    size_t figure;
    int64_t at_ms; /* on the day of the sum; 0 when not by day */
    int64_t milli;
    const char *org, *group;
};
typedef void figure_sum_visit(const struct figure_sum *sum, void *context);
enum err figures_sum(struct op *op, const struct figures_asked *asked, bool by_day,
                     figure_sum_visit *visit, void *context, struct error *error);

/* The postings of one figure up to the moment, in the order of the log. */
struct figure_row {
    int64_t seq, at_ms, milli;
    const char *org, *group;
};
typedef void figure_row_visit(const struct figure_row *row, void *context);
enum err figures_rows(struct op *op, const struct figures_asked *asked, figure_row_visit *visit,
                      void *context, struct error *error);

/* The last event up to the moment; 0 for none. */
enum err figures_last_seq(struct op *op, const struct figures_asked *asked, int64_t *seq,
                          struct error *error);

#endif
