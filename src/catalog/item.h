/*
 * What the catalog knows of goods (packs/items.yaml) and of things that have a number and a life of
 * their own (packs/registers.yaml). Names of items are terms (packs/terms.yaml); an item without an
 * entry here is a plain counted one.
 *
 * A register is a table of rules: how long a piece lives, which tests it needs and when, what may
 * be done with it and by whom, which moves a void or overdue piece is kept from, and the chain that
 * a delivery must show. LPG cylinders are one; ops/piece.c knows nothing of gas.
 */
#ifndef LIFELINE_CATALOG_ITEM_H
#define LIFELINE_CATALOG_ITEM_H

#include <stdbool.h>
#include <stdint.h>

#include "catalog/policy.h"

/* A site of the kind should have at least so much. */
struct item_minimum {
    unsigned line;
    const char *at; /* kind of site: "lpg_station" */
    double qty;
};

/* A part of a kit. */
struct item_part {
    unsigned line;
    const char *item;
    double qty; /* in one kit */
};

struct item {
    unsigned line;
    const char *id; /* a term */
    struct names unit;
    const char *kind; /* "protection" */
    bool serials;     /* each piece has a number */
    bool lots;        /* comes in batches with an expiry */
    int64_t lead_h;   /* from order to delivery; 0: not known */
    bool emergency;   /* is to last for `stock_cover_days` of the mode */
    struct {
        struct item_minimum *at;
        size_t n;
    } minimum;
    struct {
        struct item_part *at;
        size_t n;
    } parts; /* of a kit: what is handed out, used and counted in its stead */
    struct words alternatives;
};

/* NULL for an item without an entry. */
const struct item *catalog_item(const struct catalog *catalog, const char *id);
size_t catalog_items(const struct catalog *catalog);
const struct item *catalog_item_at(const struct catalog *catalog, size_t i);

struct register_test {
    unsigned line;
    const char *id; /* "periodic" */
    struct names name;
    int64_t every_years;   /* due again after so long; 0: not by the calendar */
    int64_t extends_years; /* passing it adds so much to the life, once; 0: nothing */
};

/* Something done with a piece: filling, disinfection. */
struct register_act {
    unsigned line;
    const char *id;
    struct names name;
    const char *from, *becomes; /* items; NULL: stays what it is */
    bool keeper_only;           /* only by the organisation the piece is registered with */
    const char *step;           /* of the chain; NULL: none */
};

struct register_kind {
    unsigned line;
    const char *id; /* "lpg_cylinder" */
    struct names name;
    struct words items;   /* what a piece can be in the stock */
    bool registered_only; /* pieces that are not on the register do not move */
    int64_t life_years;   /* from making */
    int64_t warn_days;    /* before a test or the end of life is due */
    struct words bars_void,
        bars_overdue; /* kinds of moves and acts that such a piece is kept from */
    /* Kinds of moves that a piece is kept from that is not on the register, in organisations that
     * keep one; a dispatcher or manager may say why it goes all the same. */
    struct words bars_unregistered;
    struct {
        struct register_test *at;
        size_t n;
    } tests;
    struct {
        struct register_act *at;
        size_t n;
    } acts;
    struct {
        struct register_link *at;
        size_t n;
    } chain; /* what the history of a delivered piece must show, in this order */
};

/* A link of the chain: an act's step, or a kind of move. */
struct register_link {
    unsigned line;
    const char *id;
    struct names name;
    struct words moves; /* kinds of moves that count; none: acts of this step */
};

/* NULL when there is none. */
const struct register_kind *catalog_register(const struct catalog *catalog, const char *id);
size_t catalog_registers(const struct catalog *catalog);
const struct register_kind *catalog_register_at(const struct catalog *catalog, size_t i);
/* The register that keeps pieces of an item; NULL when none does. */
const struct register_kind *catalog_register_of_item(const struct catalog *catalog,
                                                     const char *item);

bool words_have(const struct words *words, const char *word);

#endif
