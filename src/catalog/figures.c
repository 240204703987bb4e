#include "catalog/figures.h"

#include <stdio.h>
#include <string.h>

#include "catalog/event_kind.h"
#include "catalog/shape_int.h"

static const char *const KINDS[] = {"sum", "last", "distinct", NULL};

static const struct field part_fields[] = {
    {"on", FIELD_WORDS, AT(figure_part, on), NEEDED, .min = 1, .max = 20, .refers = REFERS_EVENT},
    {"each", FIELD_WORD, AT(figure_part, each), .refers = REFERS_EVENT_LIST},
    {"when", FIELD_WORD_LISTS, AT(figure_part, when), .refers = REFERS_EVENT_FIELD},
    {"amount", FIELD_WORD, AT(figure_part, amount), .refers = REFERS_EVENT_FIELD},
    {"factor", FIELD_NUMBER, AT(figure_part, factor), .min = -1e6, .max = 1e6, .otherwise = 1},
    END,
};
static const struct shape part_shape = {"a part of a figure", sizeof(struct figure_part),
                                        part_fields, false};

static const struct field figure_fields[] = {
    {"id", FIELD_WORD, AT(figure, id), NEEDED, FREE},
    {"name", FIELD_NAMES, AT(figure, name), NEEDED, .max = 60},
    {"unit", FIELD_NAMES, AT(figure, unit), NEEDED, .max = 20},
    {"kind", FIELD_CHOICE, AT(figure, kind), NEEDED, .choices = KINDS},
    {"key", FIELD_WORD, AT(figure, key), .refers = REFERS_EVENT_FIELD},
    {"by", FIELD_WORDS, AT(figure, by), .max = 3, .refers = REFERS_EVENT_FIELD},
    {"parts", FIELD_LIST, AT(figure, parts), NEEDED, .min = 1, .max = 12, .shape = &part_shape},
    END,
};
static const struct shape figure_shape = {"a figure", sizeof(struct figure), figure_fields, true};

static const struct field time_fields[] = {
    {"at", FIELD_CLOCK, AT(report_time, at_min), NEEDED},
    END,
};
static const struct shape time_shape = {"a time of reports", sizeof(struct report_time),
                                        time_fields, false};

static const struct field reporting_fields[] = {
    {"kinds", FIELD_WORDS, AT(reporting, kinds), NEEDED, .max = 20, FREE},
    {"staff_every_min", FIELD_INT, AT(reporting, staff_every_min), .min = 5, .max = 1440},
    {"due", FIELD_LIST, AT(reporting, due), NEEDED, .min = 1, .max = 24, .shape = &time_shape},
    END,
};
static const struct shape reporting_shape = {"the rule of reporting", sizeof(struct reporting),
                                             reporting_fields, false};

static const struct field root_fields[] = {
    {"reporting", FIELD_SHAPE, AT(figures, reporting), NEEDED, .shape = &reporting_shape},
    {"figures", FIELD_LIST, AT(figures, list), NEEDED, .max = 200, .shape = &figure_shape},
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

/* ---- What events say ---------------------------------------------------------------------------
 */

static void add_all(const char *const *words, struct known *known)
{
    for (size_t i = 0; words[i]; i++)
        vec_push(&known->list, words[i]);
}

static void add_fields(const struct form_fields *fields, struct known *known)
{
    for (size_t i = 0; i < fields->n; i++)
        vec_push(&known->list, fields->at[i].id);
}

/* Whether the part's conditions let sheets of the form through. */
static bool takes_form(const struct figure_part *part, const char *form)
{
    for (size_t i = 0; i < part->when.n; i++) {
        const struct answer_is *condition = &part->when.at[i];
        bool met = strcmp(condition->question, "form") != 0;
        for (size_t k = 0; k < condition->values.n; k++)
            met |= strcmp(condition->values.at[k], form) == 0;
        if (!met)
            return false;
    }
    return true;
}

/* Fields of a form are beside the event's own; its tables are lists. */
static void add_form(const struct form *form, const struct figure_part *part, bool lists,
                     struct known *known)
{
    for (size_t b = 0; b < form->blocks.n; b++) {
        const struct form_block *block = &form->blocks.at[b];
        if (block->columns.n > 0)
            vec_push(&known->list, block->id);
        if (!lists)
            add_fields(&block->fields, known);
        if (!lists && part->each && strcmp(part->each, block->id) == 0)
            add_fields(&block->columns, known);
    }
}

static void add_part(const struct catalog *catalog, const struct figure_part *part, bool lists,
                     struct known *known)
{
    for (size_t i = 0; i < part->on.n; i++) {
        const struct event_kind *kind = event_kind(part->on.at[i]);
        /* What a type is that is not known has been told; its fields would only hide that. */
        known->is_free |= !kind;
        if (!kind)
            continue;
        if (!lists)
            add_all(kind->fields, known);
        else if (kind->list)
            vec_push(&known->list, kind->list);
        if (!lists && kind->list && part->each && strcmp(part->each, kind->list) == 0)
            add_all(kind->entries, known);
        for (size_t k = 0; kind->of_form && k < catalog_forms(catalog); k++) {
            const struct form *form = catalog_form_at(catalog, k);
            if (form->source == FORM_SHEET && takes_form(part, form->id))
                add_form(form, part, lists, known);
        }
    }
}

/* A field whose values are the words of another file. */
static void add_values(const struct catalog *catalog, const char *field, struct known *known)
{
    for (size_t i = 0; strcmp(field, "form") == 0 && i < catalog_forms(catalog); i++)
        vec_push(&known->list, catalog_form_at(catalog, i)->id);
    for (size_t i = 0; strcmp(field, "service") == 0 && i < catalog_services(catalog); i++)
        vec_push(&known->list, catalog_service_at(catalog, i)->id);
}

void figures_right_here(const struct catalog *catalog, const struct pending *pending,
                        struct known *known)
{
    size_t f = 0, p = 0;
    int found = sscanf(pending->path, "figures[%zu].parts[%zu]", &f, &p);
    if (pending->refers == REFERS_EVENT) {
        for (size_t i = 0; i < event_kinds(); i++)
            vec_push(&known->list, event_kind_at(i)->type);
        return;
    }
    if (pending->refers == REFERS_EVENT_VALUE) {
        add_values(catalog, pending->within, known);
        known->is_free = known->list.n == 0;
        return;
    }
    if (found < 1 || f < 1 || f > catalog->figures.list.n)
        return;
    /* A figure's own fields may come from any of its parts; paths count from 1. */
    const struct figure *figure = &catalog->figures.list.at[f - 1];
    for (size_t i = 0; i < figure->parts.n; i++) {
        if (found == 1 || i == p - 1)
            add_part(catalog, &figure->parts.at[i], pending->refers == REFERS_EVENT_LIST, known);
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

const struct reporting *catalog_reporting(const struct catalog *catalog)
{
    return catalog && catalog->figures.line ? &catalog->figures.reporting : NULL;
}
