/* What somebody may have meant: the word of a list that is fewest keystrokes away. */
#ifndef LIFELINE_CATALOG_NEAREST_INT_H
#define LIFELINE_CATALOG_NEAREST_INT_H

#include "base/sv.h"

enum { NEAREST_TEXT_MAX = 100 };

struct nearest {
    struct sv wrong;
    const char *word; /* NULL: none is near */
    size_t away;
};

/* Begins with a wrong word; offer each right one. */
struct nearest nearest_to(struct sv wrong);
void nearest_offer(struct nearest *nearest, const char *word);
/* " Did you mean 'version'?" or "". */
const char *nearest_text(const struct nearest *nearest, char text[NEAREST_TEXT_MAX]);

#endif
