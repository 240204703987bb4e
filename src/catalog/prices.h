/*
 * What counts when a crew is chosen: packs/dispatch.yaml. All prices are in seconds of a crew's
 * travel. A city may do without the file; then the usual prices hold.
 */
#ifndef LIFELINE_CATALOG_PRICES_H
#define LIFELINE_CATALOG_PRICES_H

#include <stddef.h>
#include <stdint.h>

struct catalog;

/* From a priority on, a second from the call until somebody is there. */
struct wait_price {
    unsigned line;
    const char *id;
    int64_t from_priority;
    double price; /* 0 to 1000 */
};

/* What is planned so far ahead is written and told again when it moves by more. */
struct tell_again {
    unsigned line;
    const char *id;
    int64_t from_min; /* from now */
    int64_t by_s;
};

struct prices {
    unsigned line;
    double late; /* a second beyond the due time, for priority 0; each ten of it once more */
    struct {
        struct wait_price *at;
        size_t n;
    } waits; /* rising priorities */
    double change_crew, change_hour;
    int64_t change_tolerance_s;
    struct {
        struct tell_again *at;
        size_t n;
    } tell_again; /* rising from_min */
    /* From this priority on a call takes a crew from work below that one which it has accepted and
     * is not at the door of, when it is there so much sooner; 0: never. */
    int64_t take_back_from, take_back_below, take_back_sooner_s;
};

/* Never NULL. */
const struct prices *catalog_prices(const struct catalog *catalog);
/* The last one that the priority reaches; 0: none. */
double prices_wait(const struct prices *prices, int64_t priority);
/* By how much what is planned `ahead_s` from now may move untold: the last one that reaches so far;
 * 0: none. */
int64_t prices_tell_again_s(const struct prices *prices, int64_t ahead_s);

#endif
