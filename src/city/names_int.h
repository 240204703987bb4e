/* Invented names of streets, compounds and villages: common words that stand on signs all over the
 * country, put together by number. */
#ifndef LIFELINE_CITY_NAMES_INT_H
#define LIFELINE_CITY_NAMES_INT_H

#include <stdint.h>

struct name_pair {
    const char *zh, *en;
};

/* Any number is good: the lists are gone around. */
struct name_pair name_street(uint32_t number);
struct name_pair name_compound(uint32_t number);
/* What compounds are called besides: Garden, Residence, ... */
struct name_pair name_compound_kind(uint32_t number);
struct name_pair name_village(uint32_t number);
/* 一, 二, 三 ...; from a hundred on the list begins again. */
const char *name_numeral(uint32_t number);
uint32_t name_streets(void); /* how many there are before they repeat */
uint32_t name_compounds(void);
uint32_t name_compound_kinds(void);
uint32_t name_villages(void);

#endif
