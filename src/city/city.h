/*
 * Demo cities without any download: a prefecture that looks like one, from a seed and a size.
 *
 * The map is OpenStreetMap data, as XML or PBF, and goes through the very same importer as a real
 * extract: a grid of named streets in a ring road, a river with few bridges, walled compounds with
 * gates, villages along country roads, hospitals, hotels, heat stations, an LPG depot. The people
 * are a list of commands ({"command", "args", "as"}), and loading the city is calling them:
 * organisations, sites with addresses, zones with gates, persons, vehicles, crews on shift, permits
 * and stock. All names are invented; people are called by their work and a number.
 *
 * The same options give the same bytes. The map is computed while it is written, so its size is
 * bounded by the disk, not by memory; the list of commands stops growing with the first
 * CITY_COMPOUNDS_MAX compounds.
 *
 * Order: city_new, then any of the others, city_free.
 */
#ifndef LIFELINE_CITY_CITY_H
#define LIFELINE_CITY_CITY_H

#include <jansson.h>
#include <stdint.h>

#include "base/err.h"
#include "catalog/catalog.h"
#include "geo/point.h"

enum { CITY_RESIDENTS_MIN = 8000, CITY_RESIDENTS_DEFAULT = 60000, CITY_COMPOUNDS_MAX = 300 };
enum { CITY_DISTRICT_MIN = 8, CITY_DISTRICT_MAX = 64 };
#define CITY_RESIDENTS_MAX 1000000000u

struct city_options {
    uint64_t seed;
    uint32_t residents; /* 0: CITY_RESIDENTS_DEFAULT; about 15 residents a road node */
    /* Blocks along a side of a district: canals lie between districts and are crossed by main
     * streets only, as in real towns. 0: the river is the only water. */
    uint32_t district_blocks;
    int64_t at_ms;  /* the moment the city begins: shifts, permits and zones start here */
    int offset_min; /* of local time; China: 480 */
    const struct catalog *catalog; /* borrowed; gives the policy set in force; may be NULL when only
                                      the map is written */
    const char *policy;            /* id of an epidemic policy set to use instead; may be NULL */
};

struct city;

enum err city_new(const struct city_options *options, struct city **out, struct error *error);
void city_free(struct city *city); /* NULL does nothing */

struct box city_bounds(const struct city *city);

/* Writes the map: PBF when the name ends in ".pbf", XML otherwise. */
enum err city_write_map(const struct city *city, const char *path, struct error *error);
/* The commands that make the city's people and things, in order. New reference. */
enum err city_commands(const struct city *city, json_t **out, struct error *error);
/* Places for the two stories and what stands there: {"lpg": {...}, "leak": {...}}. New. */
json_t *city_stories(const struct city *city);

#endif
