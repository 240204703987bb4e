/* Levels of stock of one holder or of an organisation and everything below it. */
#ifndef LIFELINE_OPS_COVER_INT_H
#define LIFELINE_OPS_COVER_INT_H

#include "base/arena.h"
#include "base/map.h"
#include "catalog/item.h"
#include "ops/ops_int.h"

/* Of one item, in thousandths. */
struct level {
    const char *item;
    int64_t on_hand, in_transit, reserved;
    int64_t tools;   /* of the promised ones: those that come back */
    int64_t minimum; /* of all places in question */
    int64_t used;    /* over the window */
    bool is_kit;
    double kit_days; /* -1: undefined */
};

struct cover {
    struct arena *arena;
    const char *holder; /* NULL: the organisation; borrowed */
    char org[ID_TEXT_SIZE];
    const char *path_from, *path_until; /* the organisation's tree */
    int64_t as_of_ms, window_ms;
    bool current;       /* as of now: reservations are known */
    double days_wanted; /* of goods for emergencies, in the mode that holds (stock_cover_days) */
    struct map levels;
};

/* Moment, window and organisation from the arguments; set `holder`, then take. Always close. */
enum err cover_open(struct op *op, struct cover *cover, struct error *error);
enum err cover_take(struct op *op, struct cover *cover, struct error *error);
void cover_close(struct cover *cover);

struct level **cover_sorted(struct cover *cover); /* `cover->levels.n` of them, by item */
/* Days the stock lasts at the rate of the window; -1: undefined. */
double cover_days(const struct cover *cover, const struct level *level);
/* Adds what is wrong: "below_minimum", "promised", "gone_before_delivery", "below_cover". */
bool cover_short(const struct op *op, const struct cover *cover, const struct level *level,
                 json_t *reasons);
json_t *cover_json(struct op *op, const struct cover *cover, const struct level *level); /* new */

#endif
