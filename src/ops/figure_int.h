/*
 * Figures counted from the event log. Reading the log makes postings: one for everything that
 * changes a figure, with the event behind it. A figure as of a moment is the sum of its postings
 * recorded up to that moment, so what is behind a figure always adds up to it, and what is recorded
 * later changes nothing.
 *
 * Amounts are whole thousandths: sums are exact.
 */
#ifndef LIFELINE_OPS_FIGURE_INT_H
#define LIFELINE_OPS_FIGURE_INT_H

#include "catalog/figures.h"
#include "ops/ops_int.h"

enum { FIGURE_GROUP_MAX = 200, FIGURES_AT_ONCE = 4000 };

struct posting {
    size_t figure; /* by its number in the list asked for */
    const struct event *event;
    int64_t milli;
    const char *group; /* values of the figure's `by`, with " / " between them; "" for none */
};

struct figures_asked {
    const struct figure *const *list;
    size_t n;
    int64_t until_ms;  /* recorded up to then, inclusive */
    int64_t until_seq; /* and up to this event; INT64_MAX: the last */
    const char *org;   /* of this one and those below it only; NULL: what the caller sees */
};

typedef void posting_visit(const struct posting *posting, void *context);

/* Reads the log once. The postings come in the order of the events. `*last_seq` (may be NULL) is
 * the last event that was looked at. */
enum err figures_read(struct op *op, const struct figures_asked *asked, posting_visit *visit,
                      void *context, int64_t *last_seq, struct error *error);

/* The figures that the services' counters are: "gas.lpg.delivery/cylinders_delivered". In the
 * arena. */
struct figure_list {
    VEC(const struct figure *) list;
};
void figures_of_services(struct arena *arena, const struct catalog *catalog,
                         struct figure_list *out);

json_t *milli_json(int64_t milli); /* new; a whole number where it is one */

#endif
