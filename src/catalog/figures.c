#include "catalog/figures.h"

#include <string.h>

#include "catalog/shape_int.h"

#define AT(type, member) .at = offsetof(struct type, member)
#define END                                                                                        \
    {                                                                                              \
        .key = NULL                                                                                \
    }
#define FREE .refers = REFERS_NOTHING

static const char *const KINDS[] = {"sum", "last", "distinct", NULL};

static const struct field part_fields[] = {
    {"on", FIELD_WORDS, AT(figure_part, on), .required = true, .min = 1, .max = 20, FREE},
    {"each", FIELD_WORD, AT(figure_part, each), FREE},
    {"when", FIELD_WORD_LISTS, AT(figure_part, when), FREE},
    {"amount", FIELD_WORD, AT(figure_part, amount), FREE},
    {"factor", FIELD_NUMBER, AT(figure_part, factor), .min = -1e6, .max = 1e6, .otherwise = 1},
    END,
};
static const struct shape part_shape = {"a part of a figure", sizeof(struct figure_part),
                                        part_fields, false};

static const struct field figure_fields[] = {
    {"id", FIELD_WORD, AT(figure, id), .required = true, FREE},
    {"name", FIELD_NAMES, AT(figure, name), .required = true, .max = 60},
    {"unit", FIELD_NAMES, AT(figure, unit), .required = true, .max = 20},
    {"kind", FIELD_CHOICE, AT(figure, kind), .required = true, .choices = KINDS},
    {"key", FIELD_WORD, AT(figure, key), FREE},
    {"by", FIELD_WORDS, AT(figure, by), .max = 3, FREE},
    {"parts", FIELD_LIST, AT(figure, parts), .required = true, .min = 1, .max = 12,
     .shape = &part_shape},
    END,
};
static const struct shape figure_shape = {"a figure", sizeof(struct figure), figure_fields, true};

static const struct field time_fields[] = {
    {"at", FIELD_CLOCK, AT(report_time, at_min), .required = true},
    END,
};
static const struct shape time_shape = {"a time of reports", sizeof(struct report_time),
                                        time_fields, false};

static const struct field reporting_fields[] = {
    {"kinds", FIELD_WORDS, AT(reporting, kinds), .required = true, .max = 20, FREE},
    {"staff_every_min", FIELD_INT, AT(reporting, staff_every_min), .min = 5, .max = 1440},
    {"due", FIELD_LIST, AT(reporting, due), .required = true, .min = 1, .max = 24,
     .shape = &time_shape},
    END,
};
static const struct shape reporting_shape = {"the rule of reporting", sizeof(struct reporting),
                                             reporting_fields, false};

static const struct field root_fields[] = {
    {"reporting", FIELD_SHAPE, AT(figures, reporting), .required = true, .shape = &reporting_shape},
    {"figures", FIELD_LIST, AT(figures, list), .required = true, .max = 200,
     .shape = &figure_shape},
    END,
};
const struct shape figures_shape = {"the figures", sizeof(struct figures), root_fields, false};

void figures_check_sense(struct problems *problems, const char *file, const struct figures *figures)
{
    for (size_t i = 0; i < figures->list.n; i++) {
        const struct figure *figure = &figures->list.at[i];
        if (figure->kind == FIGURE_DISTINCT && !figure->key)
            problem_add(problems, file, figure->line,
                        "%s: a distinct figure must name the field it counts: give key.",
                        figure->id);
        if (figure->kind == FIGURE_SUM && figure->key)
            problem_add(problems, file, figure->line,
                        "%s: a sum adds every event; key belongs to last and distinct.",
                        figure->id);
        for (size_t k = 0; k < figure->parts.n; k++) {
            const struct figure_part *part = &figure->parts.at[k];
            if (figure->kind == FIGURE_DISTINCT && (part->amount || part->factor != 1))
                problem_add(problems, file, part->line,
                            "%s: what is distinct counts 1; leave amount and factor out.",
                            figure->id);
        }
    }
    const struct reporting *reporting = &figures->reporting;
    for (size_t i = 1; i < reporting->due.n; i++) {
        if (reporting->due.at[i].at_min <= reporting->due.at[i - 1].at_min)
            problem_add(problems, file, reporting->due.at[i].line,
                        "reporting.due: the times must follow each other within the day.");
    }
}

size_t catalog_figures(const struct catalog *catalog)
{
    return catalog ? catalog->figures.list.n : 0;
}

const struct figure *catalog_figure_at(const struct catalog *catalog, size_t i)
{
    return &catalog->figures.list.at[i];
}

const struct figure *catalog_figure(const struct catalog *catalog, const char *id)
{
    return catalog ? BY_ID(catalog->figures.list.at, catalog_figures(catalog), id) : NULL;
}

const struct reporting *catalog_reporting(const struct catalog *catalog)
{
    return catalog && catalog->figures.line ? &catalog->figures.reporting : NULL;
}
