#include "catalog/nearest_int.h"

#include <stdio.h>
#include <string.h>

enum { LETTERS_MAX = 64 };

/* Letters left out, put in, changed, or two neighbours exchanged (optimal string alignment). */
static size_t keystrokes(struct sv a, struct sv b)
{
    size_t rows[3][LETTERS_MAX + 1];
    size_t *older = rows[0], *old = rows[1], *now = rows[2];
    for (size_t j = 0; j <= b.n; j++)
        old[j] = j;
    for (size_t i = 1; i <= a.n; i++) {
        now[0] = i;
        for (size_t j = 1; j <= b.n; j++) {
            size_t best = old[j - 1] + (a.at[i - 1] != b.at[j - 1]);
            best = old[j] + 1 < best ? old[j] + 1 : best;
            best = now[j - 1] + 1 < best ? now[j - 1] + 1 : best;
            bool swapped =
                i > 1 && j > 1 && a.at[i - 1] == b.at[j - 2] && a.at[i - 2] == b.at[j - 1];
            now[j] = swapped && older[j - 2] + 1 < best ? older[j - 2] + 1 : best;
        }
        size_t *spare = older;
        older = old;
        old = now;
        now = spare;
    }
    return old[b.n];
}

struct nearest nearest_to(struct sv wrong)
{
    /* Further than a third of its letters nothing was meant. */
    return (struct nearest){.wrong = wrong, .away = wrong.n / 3 + 1};
}

void nearest_offer(struct nearest *nearest, const char *word)
{
    struct sv right = sv_of(word);
    if (!word || right.n > LETTERS_MAX || nearest->wrong.n > LETTERS_MAX)
        return;
    size_t away = keystrokes(nearest->wrong, right);
    if (away < nearest->away + !nearest->word) {
        nearest->away = away;
        nearest->word = word;
    }
}

const char *nearest_text(const struct nearest *nearest, char text[NEAREST_TEXT_MAX])
{
    text[0] = '\0';
    if (nearest->word)
        snprintf(text, NEAREST_TEXT_MAX, " Did you mean '%s'?", nearest->word);
    return text;
}
