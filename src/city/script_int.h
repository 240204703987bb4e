/* A list of commands being written: shared by the files that write parts of it. */
#ifndef LIFELINE_CITY_SCRIPT_INT_H
#define LIFELINE_CITY_SCRIPT_INT_H

#include "base/clock.h"
#include "city/layout_int.h"

enum { CLOSED_COMPOUNDS = 3, REF_BYTES = 64 };

/* What the story places and the lists of commands agree on. */
struct script {
    const struct city *city;
    json_t *list;
    const struct zone_level *sealed, *control; /* of the set in force */
    const struct policy *flood;                /* may be NULL */
    struct block closed[CLOSED_COMPOUNDS];     /* the first is sealed, the others controlled */
    char today[TIME_TEXT_MAX];                 /* local midnight before the city begins */
    char month_on[TIME_TEXT_MAX], year_on[TIME_TEXT_MAX];
    unsigned serials; /* handed out so far */
};

/* Appends {"command", "args", "as"}; takes over `args`. `as` NULL: nobody refers to it. */
void script_add(struct script *script, const char *command, json_t *args, const char *as, ...)
    __attribute__((format(printf, 4, 5)));

json_t *script_names(const char *zh, const char *en);
json_t *script_point(struct point place);

void script_choose_closed(struct script *script);
bool script_is_closed(const struct script *script, struct block block);

void script_places(struct script *script); /* organisations, sites, zones, gates */
void script_people(struct script *script); /* persons, vehicles, crews, permits, stock */

#endif
