#include "city/layout_int.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "city/names_int.h"

#define BLOCK_M             320.0
#define RESIDENTS_PER_BLOCK 234.0
#define MIDDLE              ((struct point){106.20, 37.99})

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

uint64_t city_dice(const struct city *city, uint32_t what, uint32_t a, uint32_t b)
{
    struct rng rng;
    rng_seed(&rng, city->options.seed ^ (uint64_t)what << 58 ^ (uint64_t)a << 29 ^ b);
    return rng_u64(&rng);
}

/* Within -1 to 1. */
static double dice_signed(const struct city *city, enum dice what, uint32_t a, uint32_t b)
{
    return (double)(city_dice(city, what, a, b) >> 11) * 0x1.0p-52 - 1;
}

enum err city_new(const struct city_options *options, struct city **out, struct error *error)
{
    uint32_t residents = options->residents ? options->residents : CITY_RESIDENTS_DEFAULT;
    if (residents < CITY_RESIDENTS_MIN || residents > CITY_RESIDENTS_MAX)
        return error_at(error, ERR_INVALID, "size",
                        "A demo city has %d to %u residents, %u is outside of that.",
                        CITY_RESIDENTS_MIN, CITY_RESIDENTS_MAX, residents);
    uint32_t district = options->district_blocks;
    if (district && (district < CITY_DISTRICT_MIN || district > CITY_DISTRICT_MAX))
        return error_at(error, ERR_INVALID, "districts",
                        "A district has %d to %d blocks along a side, %u is outside of that.",
                        CITY_DISTRICT_MIN, CITY_DISTRICT_MAX, district);
    struct city *city = calloc(1, sizeof *city);
    if (!city)
        abort();
    city->options = *options;
    city->options.residents = residents;
    city->n = (uint32_t)lround(sqrt(residents / RESIDENTS_PER_BLOCK));
    city->river = city->n * 3 / 8;
    city->bridge_every = city->n / 3 < 12 ? city->n / 3 : 12;
    if (city->bridge_every < 2)
        city->bridge_every = 2;
    city->villages = city->n / 2 < 400 ? city->n / 2 : 400;
    city->plane = plane_at(MIDDLE);
    *out = city;
    return ERR_OK;
}

void city_free(struct city *city)
{
    free(city);
}

static double middle_line(const struct city *city)
{
    return city->n / 2.0;
}

struct box city_bounds(const struct city *city)
{
    struct box box = box_none();
    double half_m = middle_line(city) * BLOCK_M + 7000; /* the longest country road and a bit */
    box_add(&box, plane_point(&city->plane, -half_m, -half_m));
    box_add(&box, plane_point(&city->plane, half_m, half_m));
    return box;
}

/* ---- Streets ----------------------------------------------------------------------------------
 */

struct point layout_crossing(const struct city *city, uint32_t i, uint32_t j)
{
    double x = (i - middle_line(city)) * BLOCK_M, y = (j - middle_line(city)) * BLOCK_M;
    /* The ring is straight; inside, no crossing is exactly where a ruler would put it. */
    if (i != 0 && i != city->n)
        x += 24 * dice_signed(city, DICE_CROSSING_X, i, j);
    if (j != 0 && j != city->n)
        y += 24 * dice_signed(city, DICE_CROSSING_Y, i, j);
    return plane_point(&city->plane, x, y);
}

static struct point between(struct point a, struct point b, double share)
{
    return (struct point){a.lon + (b.lon - a.lon) * share, a.lat + (b.lat - a.lat) * share};
}

struct point layout_halfway(const struct city *city, bool north, uint32_t i, uint32_t j)
{
    struct point middle =
        between(layout_crossing(city, i, j), layout_crossing(city, i + !north, j + north), 0.5);
    double x, y, off_m = 10 * dice_signed(city, DICE_HALFWAY, i * 2 + north, j);
    plane_xy(&city->plane, middle, &x, &y);
    return plane_point(&city->plane, x + (north ? off_m : 0), y + (north ? 0 : off_m));
}

static bool is_bridge_row(const struct city *city, uint32_t j)
{
    return j % city->bridge_every == city->bridge_every / 2;
}

/* Does a canal between districts flow in this column or row of blocks? None next to the ring road.
 */
static bool is_canal(const struct city *city, uint32_t line)
{
    uint32_t district = city->options.district_blocks;
    return district && line % district == district - 1 && line + 2 < city->n;
}

/* The column or row of blocks that a street of the given direction crosses behind line k. */
static bool is_water(const struct city *city, bool column, uint32_t k)
{
    uint32_t off = k > city->river ? k - city->river : city->river - k;
    return column ? off == 0 || (off > 2 && is_canal(city, k)) : is_canal(city, k);
}

/* Streets over a canal: the ring, and every sixth one. Canals between larger parts of the city have
 * fewer: the number of streets that lead out of a part grows more slowly than its border. */
static bool crosses_canal(const struct city *city, uint32_t canal, uint32_t line)
{
    uint32_t between = (canal + 1) / city->options.district_blocks, every = 6;
    for (int level = 0; between % 2 == 0; level++, between /= 2)
        every *= level % 2 ? 2 : 1;
    return line == 0 || line == city->n || line % every == every / 2;
}

bool layout_is_bridge(const struct city *city, bool north, uint32_t i, uint32_t j)
{
    if (!north && i == city->river)
        return is_bridge_row(city, j);
    return is_water(city, !north, north ? j : i) &&
           crosses_canal(city, north ? j : i, north ? i : j);
}

bool layout_street_exists(const struct city *city, bool north, uint32_t i, uint32_t j)
{
    bool inside = north ? j < city->n && i <= city->n : i < city->n && j <= city->n;
    return inside &&
           (!is_water(city, !north, north ? j : i) || layout_is_bridge(city, north, i, j));
}

static bool is_riverside(const struct city *city, bool north, uint32_t line)
{
    return is_water(city, north, line) || (line > 0 && is_water(city, north, line - 1));
}

enum street_class layout_class(const struct city *city, bool north, uint32_t line)
{
    if (line == 0 || line == city->n)
        return STREET_TRUNK;
    if (line % 6 == 0)
        return STREET_PRIMARY;
    if (line % 3 == 0 || is_riverside(city, north, line) || (!north && is_bridge_row(city, line)))
        return STREET_SECONDARY;
    return line % 3 == 1 ? STREET_TERTIARY : STREET_RESIDENTIAL;
}

int layout_oneway(const struct city *city, bool north, uint32_t line)
{
    if (layout_class(city, north, line) != STREET_RESIDENTIAL)
        return 0;
    uint64_t dice = city_dice(city, DICE_ONEWAY, north, line);
    if (dice % 4 != 0)
        return 0;
    return dice / 4 % 2 ? 1 : -1;
}

void layout_street_name(const struct city *city, bool north, uint32_t line, struct place_name *out)
{
    if (line == 0 || line == city->n) {
        static const struct name_pair rings[] = {{"环城南路", "South Ring Road"},
                                                 {"环城北路", "North Ring Road"},
                                                 {"环城西路", "West Ring Road"},
                                                 {"环城东路", "East Ring Road"}};
        struct name_pair ring = rings[(north ? 2 : 0) + (line ? 1 : 0)];
        snprintf(out->zh, sizeof out->zh, "%s", ring.zh);
        snprintf(out->en, sizeof out->en, "%s", ring.en);
        return;
    }
    /* East-west streets are roads (路), north-south ones streets (街); the second time around the
     * list they get a number. */
    uint32_t number = line - 1 + (north ? 11 : 0), again = number / name_streets();
    struct name_pair name = name_street(number);
    if (again) {
        snprintf(out->zh, sizeof out->zh, "%s%s%s", name.zh, name_numeral(again + 1),
                 north ? "街" : "路");
        snprintf(out->en, sizeof out->en, "%s %s %u", name.en, north ? "Street" : "Road",
                 again + 1);
    } else {
        snprintf(out->zh, sizeof out->zh, "%s%s", name.zh, north ? "街" : "路");
        snprintf(out->en, sizeof out->en, "%s %s", name.en, north ? "Street" : "Road");
    }
}

/* ---- Blocks -----------------------------------------------------------------------------------
 */

/* The first of two neighbours that are both dry, from k on. */
static uint32_t two_dry(const struct city *city, bool columns, uint32_t k)
{
    while (is_water(city, columns, k) || is_water(city, columns, k + 1))
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
    if (is_water(city, true, block.i) || is_water(city, false, block.j))
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
        between(crossing_of_corner(city, block, 0), crossing_of_corner(city, block, 1), 0.5);
    struct point north =
        between(crossing_of_corner(city, block, 2), crossing_of_corner(city, block, 3), 0.5);
    return between(south, north, 0.5);
}

struct point layout_corner(const struct city *city, struct block block, int corner, double share)
{
    return between(crossing_of_corner(city, block, corner), layout_middle(city, block), share);
}

struct point layout_side(const struct city *city, struct block block, int side, double share)
{
    return between(layout_corner(city, block, side, share),
                   layout_corner(city, block, (side + 1) % CORNERS, share), 0.5);
}

/* The street on a side of a block, as its direction and numbers. */
static void street_of_side(struct block block, int side, bool *north, uint32_t *i, uint32_t *j)
{
    *north = side == 1 || side == 3;
    *i = block.i + (side == 1);
    *j = block.j + (side == 2);
}

struct point layout_street_beside(const struct city *city, struct block block, int side)
{
    bool north;
    uint32_t i, j;
    street_of_side(block, side, &north, &i, &j);
    return layout_halfway(city, north, i, j);
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

/* ---- Villages ---------------------------------------------------------------------------------
 */

static const double outwards[SIDES][2] = {{0, -1}, {1, 0}, {0, 1}, {-1, 0}};

/* Villages lie around the city in turn: south, east, north, west. */
static struct block village_crossing(const struct city *city, uint32_t village)
{
    uint32_t n = city->n, rows = (city->villages + SIDES - 1) / SIDES;
    uint32_t along = 1 + (village / SIDES * (n - 2) + (n - 2) / 2) / rows;
    switch (village % SIDES) {
    case 0:
        return (struct block){along, 0};
    case 1:
        return (struct block){n, along};
    case 2:
        return (struct block){along, n};
    default:
        return (struct block){0, along};
    }
}

uint32_t layout_village_road(const struct city *city, uint32_t village,
                             struct point places[VILLAGE_ROAD_MAX], struct block *ring_crossing)
{
    struct block from = village_crossing(city, village);
    const double *out = outwards[village % SIDES];
    uint32_t n =
        6 + (uint32_t)(city_dice(city, DICE_VILLAGE_LENGTH, village, 0) % (VILLAGE_ROAD_MAX - 6));
    double x, y;
    *ring_crossing = from;
    plane_xy(&city->plane, layout_crossing(city, from.i, from.j), &x, &y);
    double bend_m = 0;
    for (uint32_t k = 0; k < n; k++) {
        places[k] = plane_point(&city->plane, x + out[0] * 250 * k + out[1] * bend_m,
                                y + out[1] * 250 * k + out[0] * bend_m);
        bend_m += 60 * dice_signed(city, DICE_VILLAGE_BEND, village, k);
    }
    return n;
}

struct point layout_village_node(const struct city *city, uint32_t village, int column, int row)
{
    struct point places[VILLAGE_ROAD_MAX];
    struct block ring;
    uint32_t n = layout_village_road(city, village, places, &ring);
    double x, y;
    plane_xy(&city->plane, places[n - 1], &x, &y);
    /* The road ends in the middle of the village. */
    return plane_point(&city->plane, x + 110 * (column - 1), y + 110 * (row - 1));
}

void layout_village_name(const struct city *city, uint32_t village, struct place_name *out)
{
    uint32_t again = village / name_villages();
    struct name_pair name = name_village(village);
    (void)city;
    if (again) {
        snprintf(out->zh, sizeof out->zh, "%s%s组", name.zh, name_numeral(again + 1));
        snprintf(out->en, sizeof out->en, "%s Village Group %u", name.en, again + 1);
    } else {
        snprintf(out->zh, sizeof out->zh, "%s村", name.zh);
        snprintf(out->en, sizeof out->en, "%s Village", name.en);
    }
}

/* ---- Ids --------------------------------------------------------------------------------------
 */

/* Elements are numbered group by group, so that they come in rising order. */
static int64_t crossings(const struct city *city)
{
    return (int64_t)(city->n + 1) * (city->n + 1);
}

int64_t layout_crossing_id(const struct city *city, uint32_t i, uint32_t j)
{
    return 1 + (int64_t)j * (city->n + 1) + i;
}

int64_t layout_halfway_id(const struct city *city, bool north, uint32_t i, uint32_t j)
{
    return layout_crossing_id(city, i, j) + crossings(city) * (north ? 2 : 1);
}

int64_t layout_block_id(const struct city *city, struct block block, int k)
{
    assert(k < 32);
    return 1 + 3 * crossings(city) + ((int64_t)block.j * city->n + block.i) * 32 + k;
}

int64_t layout_village_id(const struct city *city, uint32_t village, int k)
{
    assert(k < 64);
    return layout_block_id(city, (struct block){0, city->n}, 0) + (int64_t)village * 64 + k;
}

int64_t layout_street_way_id(const struct city *city, bool north, uint32_t i, uint32_t j)
{
    return layout_crossing_id(city, i, j) + (north ? crossings(city) : 0);
}

int64_t layout_block_way_id(const struct city *city, struct block block, int k)
{
    assert(k < 16);
    return 1 + 2 * crossings(city) + ((int64_t)block.j * city->n + block.i) * 16 + k;
}

int64_t layout_village_way_id(const struct city *city, uint32_t village, int k)
{
    assert(k < 16);
    return layout_block_way_id(city, (struct block){0, city->n}, 0) + (int64_t)village * 16 + k;
}
