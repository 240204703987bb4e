/* What the pages of drills share: head, escaped text, numbers. */
#ifndef LIFELINE_DRILL_PAGE_INT_H
#define LIFELINE_DRILL_PAGE_INT_H

#include <stdio.h>

#include "base/json.h"

/* Up to the heading, with the name in both languages. */
void page_begin(FILE *out, const json_t *name);
void page_text(FILE *out, const char *text);
/* A dash for what is no number. */
void page_value(FILE *out, const json_t *value);

#endif
