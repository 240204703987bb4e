/*
 * What the event log holds, for those who count it: the types of events, the fields of their data,
 * and what the entries of a list among them say. Tests compare it with every event that they make
 * (tests/ops/town.h), so that a figure is refused that names what no event has.
 */
#ifndef LIFELINE_CATALOG_EVENT_KIND_H
#define LIFELINE_CATALOG_EVENT_KIND_H

#include <stdbool.h>
#include <stddef.h>

enum { EVENT_FIELDS_MAX = 20 };

struct event_kind {
    const char *type;
    const char *fields[EVENT_FIELDS_MAX]; /* of its data; ends with NULL */
    const char *list;                     /* one of these whose entries have fields; or NULL */
    const char *entries[EVENT_FIELDS_MAX];
    bool of_form; /* and what the form of the sheet asks */
};

size_t event_kinds(void);
const struct event_kind *event_kind_at(size_t i);
/* NULL when there is none. */
const struct event_kind *event_kind(const char *type);
/* Whether the field stands in the data of such events, as far as that depends on no form. */
bool event_kind_says(const struct event_kind *kind, const char *field);

#endif
