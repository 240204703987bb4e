/*
 * The plan of a demo city: where everything is, as functions of the seed and of small numbers.
 *
 *        0   1   2 ..  r  r+1 ..  n        lines of streets, n blocks between them each way;
 *      n +---+---+-- ~ +   + ~ --+         line 0 and n are the ring road;
 *        |   |   |    ~|   |~    |         between r and r + 1 flows the river, crossed by the
 *        +---+---+-- --+===+-- --+         streets of some rows only (===);
 *        |   | c |     |   |     |         a block c lies between lines i, i + 1 and j, j + 1.
 *      0 +---+---+-- --+   +-- --+
 *
 * In a city of districts a column or row of blocks between any two districts is a canal, crossed as
 * the river is.
 *
 * Between two crossings every street has one node half-way; gates of compounds open there. Blocks
 * have four sides and corners, numbered south, east, north, west and from the south-west onwards:
 *
 *        corner 3 --- side 2 --- corner 2
 *        side 3                  side 1
 *        corner 0 --- side 0 --- corner 1
 *
 * Nothing is stored: a node's place and id follow from its numbers, so a map of any size is written
 * in constant memory.
 */
#ifndef LIFELINE_CITY_LAYOUT_INT_H
#define LIFELINE_CITY_LAYOUT_INT_H

#include "city/city.h"

enum street_class {
    STREET_TRUNK,
    STREET_PRIMARY,
    STREET_SECONDARY,
    STREET_TERTIARY,
    STREET_RESIDENTIAL,
};

enum block_kind {
    BLOCK_COMPOUND,
    BLOCK_RIVER,
    BLOCK_PARK,
    BLOCK_SCHOOL,
    BLOCK_MARKET,
    BLOCK_FACTORY,
    BLOCK_HOSPITAL,
    BLOCK_HOTEL,
    BLOCK_HEAT_STATION,
    BLOCK_LPG_DEPOT,
    BLOCK_GAS_COMPANY,
    BLOCK_HEAT_COMPANY,
    BLOCK_DISPOSAL_PLANT,
    BLOCK_HELP_CENTRE,
    BLOCK_KIND_COUNT,
};

enum { CORNERS = 4, SIDES = 4, BUILDINGS = 4, NAME_MAX_BYTES = 120 };
enum { VILLAGE_ROAD_MAX = 24, VILLAGE_SIDE = 3 };

struct city {
    struct city_options options;
    uint32_t n;     /* blocks along a side */
    uint32_t river; /* the column of blocks that is the river */
    uint32_t bridge_every;
    uint32_t villages;
    struct plane plane; /* the middle of the city */
};

struct block {
    uint32_t i, j;
};

/* A name in both languages, in buffers of its own. */
struct place_name {
    char zh[NAME_MAX_BYTES], en[NAME_MAX_BYTES];
};

/* What a throw of the dice is for: two uses of the same numbers must not agree. */
enum dice {
    DICE_CROSSING_X,
    DICE_CROSSING_Y,
    DICE_HALFWAY,
    DICE_KIND,
    DICE_GATES,
    DICE_ONEWAY,
    DICE_VILLAGE_LENGTH,
    DICE_VILLAGE_BEND,
};

/* A random number that depends on the seed and these numbers only. */
uint64_t city_dice(const struct city *city, uint32_t what, uint32_t a, uint32_t b);

/* A share of the way from a to b. */
struct point layout_between(struct point a, struct point b, double share);

/* ---- Streets ----------------------------------------------------------------------------------
 */

struct point layout_crossing(const struct city *city, uint32_t i, uint32_t j);
/* Half-way along the street east (from i, j to i + 1, j) or north (to i, j + 1). */
struct point layout_halfway(const struct city *city, bool north, uint32_t i, uint32_t j);
/* Does water flow in column (else row) k of blocks: the river, or a canal between districts? */
bool layout_is_water(const struct city *city, bool column, uint32_t k);
/* A street may not cross the river here. */
bool layout_street_exists(const struct city *city, bool north, uint32_t i, uint32_t j);
bool layout_is_bridge(const struct city *city, bool north, uint32_t i, uint32_t j);
/* `line` is j of an east-west street, i of a north-south one. */
enum street_class layout_class(const struct city *city, bool north, uint32_t line);
/* 0: both ways; 1: with the numbers; -1: against them. */
int layout_oneway(const struct city *city, bool north, uint32_t line);
void layout_street_name(const struct city *city, bool north, uint32_t line, struct place_name *out);

/* ---- Blocks -----------------------------------------------------------------------------------
 */

enum block_kind layout_block_kind(const struct city *city, struct block block);
/* The corner moved towards the middle by `share` (0: the crossing, 1: the middle). */
struct point layout_corner(const struct city *city, struct block block, int corner, double share);
/* The middle of a side of the quadrangle of corners moved inwards by `share`. */
struct point layout_side(const struct city *city, struct block block, int side, double share);
/* Where the drive of a block ends. */
struct point layout_middle(const struct city *city, struct block block);
#define SHARE_ZONE     0.17 /* the line drawn around a closed compound */
#define SHARE_WALL     0.20
#define SHARE_BUILDING 0.31
#define SHARE_LOOP     0.42 /* the drive inside */
/* Bit s: a gate opens on side s. At least one. */
unsigned layout_gates(const struct city *city, struct block block);
/* The gate that stays open when only one may. */
int layout_main_gate(const struct city *city, struct block block);
/* Id of the half-way node of the street on a side, where drives and gates open. */
int64_t layout_street_beside_id(const struct city *city, struct block block, int side);
void layout_block_name(const struct city *city, struct block block, struct place_name *out);
void layout_gate_name(const struct city *city, struct block block, int side,
                      struct place_name *out);
struct point layout_building(const struct city *city, struct block block, int building);
/* Where things are that the city has one of. */
struct block layout_one(const struct city *city, enum block_kind kind);

/* ---- Villages ---------------------------------------------------------------------------------
 */

/* The country road: place 0 is on the ring, the last one in the village. */
uint32_t layout_village_road(const struct city *city, uint32_t village,
                             struct point places[VILLAGE_ROAD_MAX], struct block *ring_crossing);
struct point layout_village_node(const struct city *city, uint32_t village, int column, int row);
void layout_village_name(const struct city *city, uint32_t village, struct place_name *out);

/* ---- Ids of OpenStreetMap elements ------------------------------------------------------------
 */

int64_t layout_crossing_id(const struct city *city, uint32_t i, uint32_t j);
int64_t layout_halfway_id(const struct city *city, bool north, uint32_t i, uint32_t j);
int64_t layout_block_id(const struct city *city, struct block block, int k); /* k < 32 */
int64_t layout_village_id(const struct city *city, uint32_t village, int k); /* k < 64 */
int64_t layout_street_way_id(const struct city *city, bool north, uint32_t i, uint32_t j);
int64_t layout_block_way_id(const struct city *city, struct block block, int k); /* k < 16 */
int64_t layout_village_way_id(const struct city *city, uint32_t village, int k); /* k < 16 */

/* Calls `each` for every block, row by row, until it returns false. */
void layout_each_block(const struct city *city, bool (*each)(void *context, struct block block),
                       void *context);

#endif
