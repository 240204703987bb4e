/* What the report of manifests adds up, as figures of the book: a row of the table is a figure. */
#include <string.h>

#include "ops/figure_int.h"
#include "ops/manifest_int.h"

static const char *const BY[] = {FIGURE_BY_DAY, "kind", "site"};
static const char *const ALL[] = {"manifest.created", "manifest.handed_over", "manifest.received",
                                  "manifest.treated", "manifest.corrected"};
static const char *const COLLECTED[] = {"carrier", "destination", "treated"};
static const char *const YES[] = {"true"};

/* Stages are counted from the last backwards: what is treated was received and collected. */
static const struct {
    const char *id, *each, *amount;
    const char *field; /* of a condition */
    const char *const *values;
    size_t n;
    size_t events; /* of ALL */
} FIGURES[] = {
    {"custody/manifests", NULL, NULL, NULL, NULL, 0, 1},
    {"custody/packages", "postings", "packages", NULL, NULL, 0, 5},
    {"custody/registered_kg", "postings", "kg", NULL, NULL, 0, 5},
    {"custody/epidemic_kg", "postings", "kg", "epidemic", YES, 1, 5},
    {"custody/collected_kg", "postings", "kg", "stage", COLLECTED, 3, 5},
    {"custody/received_kg", "postings", "kg", "stage", COLLECTED + 1, 2, 5},
    {"custody/treated_kg", "postings", "kg", "stage", COLLECTED + 2, 1, 5},
    {"custody/difference_kg", NULL, "difference_kg", NULL, NULL, 0, 5},
    {"custody/corrected_kg", NULL, "corrected_kg", NULL, NULL, 0, 5},
};

static struct words words_of(const char *const *at, size_t n)
{
    return (struct words){(const char **)(uintptr_t)at, n};
}

void figures_of_custody(struct arena *arena, struct figure_list *out)
{
    for (size_t i = 0; i < sizeof FIGURES / sizeof *FIGURES; i++) {
        struct figure *figure = arena_make(arena, struct figure);
        struct figure_part *part = arena_make(arena, struct figure_part);
        figure->id = FIGURES[i].id;
        figure->name = figure->unit = (struct names){"", ""};
        figure->by = words_of(BY, 3);
        figure->parts.at = part;
        figure->parts.n = 1;
        part->on = words_of(ALL, FIGURES[i].events);
        part->each = FIGURES[i].each;
        part->amount = FIGURES[i].amount;
        part->factor = 1;
        if (FIGURES[i].field) {
            part->when.at = arena_make(arena, struct answer_is);
            part->when.at[part->when.n++] =
                (struct answer_is){FIGURES[i].field, words_of(FIGURES[i].values, FIGURES[i].n)};
        }
        vec_push(&out->list, figure);
    }
}
