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

struct prices {
    unsigned line;
    double late; /* a second beyond the due time, for priority 0; each ten of it once more */
    struct {
        struct wait_price *at;
        size_t n;
    } waits; /* rising priorities */
    double change_crew, change_hour;
    int64_t change_tolerance_s;
};

/* Never NULL. */
const struct prices *catalog_prices(const struct catalog *catalog);
/* The last one that the priority reaches; 0: none. */
double prices_wait(const struct prices *prices, int64_t priority);

#endif
