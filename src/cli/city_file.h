/*
 * What a served city is made of beside its database: the street network of the data folder, and
 * the demo city.
 */
#ifndef LIFELINE_CLI_CITY_FILE_H
#define LIFELINE_CLI_CITY_FILE_H

#include <stdio.h>

#include "cli/instance.h"

struct road_network;

/* Opens `file`, or DATA/city.road without one. OpenStreetMap files are imported into DATA/city.road
 * when that is missing or older. `*out` stays NULL when there is no network at all. Tells the
 * commands the bounds of the city. */
enum err city_open_roads(struct instance *instance, const char *file, struct road_network **out,
                         struct error *error);

/* The demo (demo.c): makes the street network of the folder, once; with the roads open fills the
 * empty database with the city's people and things and with users, once; says how to sign in. With
 * an own city (--city) only the users are made. */
enum err city_make_demo(struct instance *instance, struct error *error);
enum err city_fill_demo(struct instance *instance, bool is_own_city, struct error *error);
void city_tell_demo(FILE *out);

#endif
