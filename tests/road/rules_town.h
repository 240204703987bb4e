/*
 * A town in which every rule of every profile's file shows: a street for each, and two crossings.
 * What the three profiles make of it is written beside each in our own words.
 */
#ifndef LIFELINE_TESTS_ROAD_RULES_TOWN_H
#define LIFELINE_TESTS_ROAD_RULES_TOWN_H

#include "town.h"

enum { PROFILES = 3 };
static const char *const profile_names[PROFILES] = {"car", "emergency", "truck"};

/* Not opened yet. */
struct town rules_town(void);

struct findings {
    bool wrong[PROFILES]; /* this profile sees something otherwise than it is written */
    char first[200];      /* what; "" when nothing is */
};
struct findings rules_look(const struct town *town);

#endif
