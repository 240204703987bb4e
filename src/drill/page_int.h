/* What the pages of drills share: head, words in both languages, escaped text, figures. */
#ifndef LIFELINE_DRILL_PAGE_INT_H
#define LIFELINE_DRILL_PAGE_INT_H

#include <stdio.h>

#include "base/json.h"

/* Up to the heading. A page shows the reader's language (zh or en) and has a button for the other;
 * without scripts it is Chinese. */
void page_begin(FILE *out, const json_t *name);
void page_text(FILE *out, const char *text); /* escaped */
/* Both languages, of which one is shown; not escaped. */
void page_words(FILE *out, const char *zh, const char *en);
void page_heading(FILE *out, const char *zh, const char *en);
void page_name(FILE *out, const json_t *name); /* {zh, en}, escaped */
/* A figure by its key: shares in percent, one decimal; a dash for what is no number. */
void page_figure(FILE *out, const char *key, const json_t *value);
/* The name of a figure in both languages; its key where it has none. */
void page_figure_name(FILE *out, const char *key);

/* page_draw.c: the crews' day, the calls and their answers, the map; of a report's "pictures". */
void page_day(FILE *out, const json_t *pictures);
void page_answers(FILE *out, const json_t *pictures);
void page_map(FILE *out, const json_t *pictures);

#endif
