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

struct point layout_between(struct point a, struct point b, double share)
{
    return (struct point){a.lon + (b.lon - a.lon) * share, a.lat + (b.lat - a.lat) * share};
}

struct point layout_halfway(const struct city *city, bool north, uint32_t i, uint32_t j)
{
    struct point middle = layout_between(layout_crossing(city, i, j),
                                         layout_crossing(city, i + !north, j + north), 0.5);
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

bool layout_is_water(const struct city *city, bool column, uint32_t k)
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
    return layout_is_water(city, !north, north ? j : i) &&
           crosses_canal(city, north ? j : i, north ? i : j);
}

bool layout_street_exists(const struct city *city, bool north, uint32_t i, uint32_t j)
{
    bool inside = north ? j < city->n && i <= city->n : i < city->n && j <= city->n;
    return inside &&
           (!layout_is_water(city, !north, north ? j : i) || layout_is_bridge(city, north, i, j));
}

static bool is_riverside(const struct city *city, bool north, uint32_t line)
{
    return layout_is_water(city, north, line) ||
           (line > 0 && layout_is_water(city, north, line - 1));
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
