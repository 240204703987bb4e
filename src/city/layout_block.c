/* What stands in the blocks between the streets of a demo city. */
#include <stdio.h>

#include "city/layout_int.h"
#include "city/names_int.h"

/* The first of two neighbours that are both dry, from k on. */
static uint32_t two_dry(const struct city *city, bool columns, uint32_t k)
{
    while (layout_is_water(city, columns, k) || layout_is_water(city, columns, k + 1))
        k++;
    return k;
}

struct block layout_one(const struct city *city, enum block_kind kind)
{
    uint32_t n = city->n, east = city->river + 2;
    uint32_t i = two_dry(city, true, east + (n - east) / 3), j = two_dry(city, false, n / 2 - 1);
    switch (kind) {
    case BLOCK_LPG_DEPOT:
        return (struct block){n - 1, 1};
    case BLOCK_DISPOSAL_PLANT:
        return (struct block){n - 1, n - 1};
    case BLOCK_GAS_COMPANY:
        return (struct block){i, j + 1};
    case BLOCK_HEAT_COMPANY:
        return (struct block){1, j + 1};
    default:
        return (struct block){i + 1, j}; /* the help centre */
    }
}

static bool same_block(struct block a, struct block b)
{
    return a.i == b.i && a.j == b.j;
}

enum block_kind layout_block_kind(const struct city *city, struct block block)
{
    static const enum block_kind ones[] = {BLOCK_LPG_DEPOT, BLOCK_DISPOSAL_PLANT, BLOCK_GAS_COMPANY,
                                           BLOCK_HEAT_COMPANY, BLOCK_HELP_CENTRE};
    if (layout_is_water(city, true, block.i) || layout_is_water(city, false, block.j))
        return BLOCK_RIVER;
    for (size_t k = 0; k < sizeof ones / sizeof *ones; k++) {
        if (same_block(block, layout_one(city, ones[k])))
            return ones[k];
    }
    if (block.i % 4 == 1 && block.j % 4 == 2)
        return BLOCK_HEAT_STATION;
    if (block.i % 8 == 3 && block.j % 8 == 4)
        return BLOCK_HOSPITAL;
    if (block.i % 7 == 4 && block.j % 6 == 1)
        return BLOCK_HOTEL;
    uint32_t dice = (uint32_t)(city_dice(city, DICE_KIND, block.i, block.j) % 100);
    if (dice < 6)
        return BLOCK_PARK;
    if (dice < 11)
        return BLOCK_SCHOOL;
    if (dice < 15)
        return BLOCK_MARKET;
    return dice < 20 ? BLOCK_FACTORY : BLOCK_COMPOUND;
}

static struct point crossing_of_corner(const struct city *city, struct block block, int corner)
{
    return layout_crossing(city, block.i + (corner == 1 || corner == 2), block.j + (corner >= 2));
}

struct point layout_middle(const struct city *city, struct block block)
{
    struct point south =
        layout_between(crossing_of_corner(city, block, 0), crossing_of_corner(city, block, 1), 0.5);
    struct point north =
        layout_between(crossing_of_corner(city, block, 2), crossing_of_corner(city, block, 3), 0.5);
    return layout_between(south, north, 0.5);
}

struct point layout_corner(const struct city *city, struct block block, int corner, double share)
{
    return layout_between(crossing_of_corner(city, block, corner), layout_middle(city, block),
                          share);
}

struct point layout_side(const struct city *city, struct block block, int side, double share)
{
    return layout_between(layout_corner(city, block, side, share),
                          layout_corner(city, block, (side + 1) % CORNERS, share), 0.5);
}

/* The street on a side of a block, as its direction and numbers. */
static void street_of_side(struct block block, int side, bool *north, uint32_t *i, uint32_t *j)
{
    *north = side == 1 || side == 3;
    *i = block.i + (side == 1);
    *j = block.j + (side == 2);
}

int64_t layout_street_beside_id(const struct city *city, struct block block, int side)
{
    bool north;
    uint32_t i, j;
    street_of_side(block, side, &north, &i, &j);
    return layout_halfway_id(city, north, i, j);
}

/* No gate opens onto the ring road. */
static unsigned sides_allowed(const struct city *city, struct block block)
{
    unsigned sides = 0;
    for (int side = 0; side < SIDES; side++) {
        bool north;
        uint32_t i, j;
        street_of_side(block, side, &north, &i, &j);
        if (layout_class(city, north, north ? i : j) != STREET_TRUNK)
            sides |= 1U << side;
    }
    return sides;
}

int layout_main_gate(const struct city *city, struct block block)
{
    unsigned allowed = sides_allowed(city, block);
    int side = (int)(city_dice(city, DICE_GATES, block.i, block.j) % SIDES);
    while (!(allowed & 1U << side))
        side = (side + 1) % SIDES;
    return side;
}

unsigned layout_gates(const struct city *city, struct block block)
{
    uint64_t dice = city_dice(city, DICE_GATES, block.i, block.j);
    unsigned more = (unsigned)(dice / 16 % 16) & (unsigned)(dice / 256 % 16);
    return (more & sides_allowed(city, block)) | 1U << layout_main_gate(city, block);
}

void layout_block_name(const struct city *city, struct block block, struct place_name *out)
{
    static const struct name_pair kinds[BLOCK_KIND_COUNT] = {
        [BLOCK_RIVER] = {"河道", "River"},
        [BLOCK_PARK] = {"公园", "Park"},
        [BLOCK_SCHOOL] = {"学校", "School"},
        [BLOCK_MARKET] = {"市场", "Market"},
        [BLOCK_FACTORY] = {"产业园", "Works"},
        [BLOCK_HOSPITAL] = {"医院", "Hospital"},
        [BLOCK_HOTEL] = {"酒店", "Hotel"},
        [BLOCK_HEAT_STATION] = {"换热站", "Heat Exchange Station"},
        [BLOCK_LPG_DEPOT] = {"液化气供应站", "LPG Depot"},
        [BLOCK_GAS_COMPANY] = {"燃气抢修中心", "Gas Repair Centre"},
        [BLOCK_HEAT_COMPANY] = {"供热服务中心", "Heating Service Centre"},
        [BLOCK_DISPOSAL_PLANT] = {"医疗废物处置中心", "Medical Waste Plant"},
        [BLOCK_HELP_CENTRE] = {"便民服务中心", "Help Centre"},
    };
    enum block_kind is = layout_block_kind(city, block);
    uint32_t number = block.j * city->n + block.i, round = number / name_compounds();
    /* Neighbours must not sound alike: the list is gone through in steps of 7, and every time
     * around compounds are called another kind of place. Then they get a number. */
    struct name_pair name = name_compound(number * 7), kind = kinds[is];
    if (is == BLOCK_COMPOUND) {
        kind = name_compound_kind(round);
        round /= name_compound_kinds();
    } else if (is >= BLOCK_LPG_DEPOT) { /* the only one: called after the city */
        name = (struct name_pair){"清河湾", "Qinghewan"};
        round = 0;
    }
    if (round) {
        snprintf(out->zh, sizeof out->zh, "%s%s%s", name.zh, name_numeral(round + 1), kind.zh);
        snprintf(out->en, sizeof out->en, "%s %s %u", name.en, kind.en, round + 1);
    } else {
        snprintf(out->zh, sizeof out->zh, "%s%s", name.zh, kind.zh);
        snprintf(out->en, sizeof out->en, "%s %s", name.en, kind.en);
    }
}

void layout_gate_name(const struct city *city, struct block block, int side, struct place_name *out)
{
    static const struct name_pair gates[SIDES] = {{"南门", "South Gate"},
                                                  {"东门", "East Gate"},
                                                  {"北门", "North Gate"},
                                                  {"西门", "West Gate"}};
    struct place_name name;
    layout_block_name(city, block, &name);
    snprintf(out->zh, sizeof out->zh, "%.90s%s", name.zh, gates[side].zh);
    snprintf(out->en, sizeof out->en, "%.90s %s", name.en, gates[side].en);
}

struct point layout_building(const struct city *city, struct block block, int building)
{
    return layout_corner(city, block, building % CORNERS, SHARE_BUILDING);
}

void layout_each_block(const struct city *city, bool (*each)(void *context, struct block block),
                       void *context)
{
    for (uint32_t j = 0; j < city->n; j++) {
        for (uint32_t i = 0; i < city->n; i++) {
            if (!each(context, (struct block){i, j}))
                return;
        }
    }
}
