/* Persons, vehicles, crews, permits and stock of a demo city. */
#include <stdio.h>
#include <string.h>

#include "city/script_int.h"

enum { WORDS_MAX = 4, ITEMS_MAX = 12 };

struct item {
    const char *name;
    unsigned qty;
    bool serial;
};

/* One trade: how many crews it has for 60,000 residents, of whom, with what. */
struct trade {
    const char *id, *zh, *en, *org;
    enum block_kind depot;
    unsigned crews, members;
    const char *skills[WORDS_MAX];
    const char *certificates[WORDS_MAX];
    const char *vehicle;
    const char *services[WORDS_MAX]; /* what a permit is for */
    unsigned reach;                  /* blocks from the depot within which crews stand */
    unsigned trained, permitted;     /* the first so many crews */
    struct item items[ITEMS_MAX];    /* on board of each crew */
};

static const struct trade TRADES[] = {
    {.id = "courier",
     .zh = "送瓶工",
     .en = "courier",
     .org = "@org.lpg",
     .depot = BLOCK_LPG_DEPOT,
     .crews = 12,
     .members = 1,
     .reach = 1,
     .trained = 8,
     .permitted = 4,
     .skills = {"gas_delivery"},
     .certificates = {"lpg_handling", "dangerous_goods_driver"},
     .vehicle = "van",
     .services = {"gas.lpg.delivery"},
     .items = {{"lpg_cylinder_15kg_full", 6, true},
               {"soap_spray", 1, false},
               {"n95_mask", 10, false},
               {"gloves", 20, false},
               {"full_protective_suit", 2, false},
               {"face_shield", 2, false},
               {"boot_covers", 2, false}}},
    {.id = "gas",
     .zh = "燃气抢修员",
     .en = "gas fitter",
     .org = "@org.gas",
     .depot = BLOCK_GAS_COMPANY,
     .crews = 6,
     .members = 2,
     .reach = 3,
     .trained = 6,
     .permitted = 3,
     .skills = {"gas_emergency"},
     .certificates = {"gas_repair"},
     .vehicle = "van",
     .services = {"gas.leak"},
     .items = {{"gas_detector", 1, false},
               {"spark_free_tools", 1, false},
               {"repair_kit_indoor", 6, false},
               {"n95_mask", 12, false},
               {"gloves", 24, false},
               {"full_protective_suit", 6, false},
               {"face_shield", 6, false},
               {"boot_covers", 6, false}}},
    {.id = "heat",
     .zh = "供热服务员",
     .en = "heating technician",
     .org = "@org.heat",
     .depot = BLOCK_HEAT_COMPANY,
     .crews = 5,
     .members = 1,
     .reach = 4,
     .trained = 4,
     .permitted = 2,
     .skills = {"heat_service"},
     .vehicle = "car",
     .services = {"heat.indoor_temperature"},
     .items = {{"thermometer", 1, false},
               {"n95_mask", 10, false},
               {"gloves", 20, false},
               {"isolation_gown", 4, false},
               {"full_protective_suit", 2, false},
               {"face_shield", 2, false},
               {"boot_covers", 2, false}}},
    {.id = "helper",
     .zh = "志愿者",
     .en = "volunteer",
     .org = "@org.help",
     .depot = BLOCK_HELP_CENTRE,
     .crews = 8,
     .members = 1,
     .reach = 4,
     .trained = 6,
     .permitted = 3,
     .skills = {"errand", "driving"},
     .vehicle = "car",
     .services = {"help.errand"},
     .items = {{"n95_mask", 20, false},
               {"gloves", 40, false},
               {"full_protective_suit", 2, false},
               {"face_shield", 2, false},
               {"boot_covers", 2, false}}},
};
enum { TRADES_COUNT = sizeof TRADES / sizeof *TRADES };

/* What every depot keeps for its crews. */
static const struct item STORE[] = {
    {"full_protective_suit", 120, false},
    {"n95_mask", 1000, false},
    {"gloves", 2000, false},
    {"face_shield", 120, false},
    {"boot_covers", 120, false},
    {"isolation_gown", 60, false},
    {"disinfectant_spray", 20, false},
};

static unsigned crews_of(const struct city *city, const struct trade *trade)
{
    uint64_t crews = (uint64_t)trade->crews * city->options.residents / CITY_RESIDENTS_DEFAULT;
    unsigned most = trade->crews * 5;
    if (crews < 2)
        crews = 2;
    return crews < most ? (unsigned)crews : most;
}

static json_t *words(const char *const *list)
{
    json_t *out = json_array();
    for (size_t i = 0; i < WORDS_MAX && list[i]; i++)
        json_array_append_new(out, json_string(list[i]));
    return out;
}

/* ---- Persons and vehicles ---------------------------------------------------------------------
 */

static void add_person(struct script *script, const struct trade *trade, unsigned crew,
                       unsigned number)
{
    char zh[64], en[64], code[64];
    snprintf(zh, sizeof zh, "%s%02u", trade->zh, number);
    snprintf(en, sizeof en, "%s %02u", trade->en, number);
    snprintf(code, sizeof code, "%s-%02u", trade->id, number);
    json_t *skills = words(trade->skills), *certificates = json_array();
    if (crew <= trade->trained)
        json_array_append_new(skills, json_string("ppe_trained"));
    for (size_t i = 0; i < WORDS_MAX && trade->certificates[i]; i++)
        json_array_append_new(certificates, json_pack("{s:s,s:s}", "code", trade->certificates[i],
                                                      "valid_until", script->year_on));
    json_t *args = json_pack("{s:s,s:s,s:o,s:s,s:s,s:o,s:o,s:s}", "org", trade->org, "code", code,
                             "name", script_names(zh, en), "label", en, "role_title", trade->zh,
                             "skills", skills, "certificates", certificates, "status", "available");
    script_add(script, "person.create", args, "person.%s", code);
}

static void add_vehicle(struct script *script, const struct trade *trade, unsigned crew)
{
    char plate[32];
    snprintf(plate, sizeof plate, "DEMO-%s-%02u", trade->id, crew);
    json_t *args = json_pack("{s:s,s:s,s:s,s:s,s:s}", "org", trade->org, "plate", plate, "kind",
                             trade->vehicle, "profile", "car", "status", "ready");
    script_add(script, "vehicle.create", args, "vehicle.%s.%u", trade->id, crew);
}

/* ---- Crews ------------------------------------------------------------------------------------
 */

/* Crews of a closed loop live in and are on duty all month; the last one of a trade works by day
 * only, from 07:00 to 19:00. */
static json_t *shift_of(const struct script *script, bool by_day)
{
    if (!by_day)
        return json_pack("{s:s,s:s}", "from", script->today, "until", script->month_on);
    char from[TIME_TEXT_MAX], until[TIME_TEXT_MAX];
    int64_t today_ms = 0;
    if (!time_parse(script->today, &today_ms))
        today_ms = script->city->options.at_ms;
    time_format(today_ms + 7 * 3600000LL, script->city->options.offset_min, from);
    time_format(today_ms + 19 * 3600000LL, script->city->options.offset_min, until);
    return json_pack("{s:s,s:s}", "from", from, "until", until);
}

static const char *depot_code(enum block_kind kind)
{
    switch (kind) {
    case BLOCK_LPG_DEPOT:
        return "@site.lpg_depot";
    case BLOCK_GAS_COMPANY:
        return "@site.gas_depot";
    case BLOCK_HEAT_COMPANY:
        return "@site.heat_depot";
    default:
        return "@site.help_centre";
    }
}

static uint32_t near_line(const struct city *city, uint32_t line, unsigned reach, uint64_t dice)
{
    int64_t moved = (int64_t)line + (int64_t)(dice % (2 * reach + 1)) - reach;
    return moved < 0 ? 0 : moved >= city->n ? city->n - 1 : (uint32_t)moved;
}

/* The first crew stands at the depot, the others in the streets around it. */
static struct point place_of_crew(const struct script *script, const struct trade *trade,
                                  unsigned crew)
{
    enum { DICE_CREW = 32 }; /* other than those of the layout */
    const struct city *city = script->city;
    struct block depot = layout_one(city, trade->depot), block = depot;
    for (uint32_t try = 0; crew > 1 && try < 20; try++) {
        uint64_t dice = city_dice(city, DICE_CREW + try, (uint32_t)trade->depot, crew);
        block = (struct block){near_line(city, depot.i, trade->reach, dice >> 8),
                               near_line(city, depot.j, trade->reach, dice >> 32)};
        bool same_bank = (block.i > city->river) == (depot.i > city->river);
        if (layout_block_kind(city, block) != BLOCK_RIVER && same_bank &&
            !script_is_closed(script, block))
            return layout_middle(city, block);
    }
    return layout_middle(city, depot);
}

static void add_crew(struct script *script, const struct trade *trade, unsigned crew, bool last)
{
    char zh[64], en[64], code[64], vehicle[64];
    json_t *members = json_array();
    for (unsigned k = 0; k < trade->members; k++) {
        char person[64];
        snprintf(person, sizeof person, "@person.%s-%02u", trade->id,
                 (crew - 1) * trade->members + k + 1);
        json_array_append_new(members, json_string(person));
    }
    snprintf(zh, sizeof zh, "%s班组%02u", trade->zh, crew);
    snprintf(en, sizeof en, "%s crew %02u", trade->en, crew);
    snprintf(code, sizeof code, "%s-crew-%02u", trade->id, crew);
    snprintf(vehicle, sizeof vehicle, "@vehicle.%s.%u", trade->id, crew);
    struct point place = place_of_crew(script, trade, crew);
    json_t *args =
        json_pack("{s:s,s:s,s:o,s:o,s:s,s:o,s:s,s:o,s:s,s:s}", "org", trade->org, "code", code,
                  "name", script_names(zh, en), "members", members, "vehicle", vehicle, "shift",
                  shift_of(script, last), "depot", depot_code(trade->depot), "position",
                  script_point(place), "exposure", "clean", "state", "idle");
    script_add(script, "crew.create", args, "crew.%s.%u", trade->id, crew);
}

static void add_permit(struct script *script, const struct trade *trade, unsigned crew,
                       const char *level)
{
    char holder[64];
    snprintf(holder, sizeof holder, "@crew.%s.%u", trade->id, crew);
    json_t *args =
        json_pack("{s:s,s:{s:s},s:s,s:o,s:s,s:s,s:s}", "org", trade->org, "holder", "crew", holder,
                  "level", level, "services", words(trade->services), "from", script->today,
                  "until", script->month_on, "reason", "民生保障 / service assurance");
    script_add(script, "permit.create", args, NULL);
}

/* ---- Stock ------------------------------------------------------------------------------------
 */

static void add_stock(struct script *script, const char *holder, const struct item *item)
{
    json_t *args =
        json_pack("{s:s,s:s,s:i}", "holder", holder, "item", item->name, "qty", (int)item->qty);
    if (item->serial) {
        json_t *serials = json_array();
        for (unsigned k = 0; k < item->qty; k++) {
            char serial[32];
            snprintf(serial, sizeof serial, "QHW-%06u", ++script->serials);
            json_array_append_new(serials, json_string(serial));
        }
        json_object_set_new(args, "serials", serials);
    }
    script_add(script, "stock.issue", args, NULL);
}

static void add_store(struct script *script, const struct trade *trade)
{
    const char *depot = depot_code(trade->depot);
    for (size_t i = 0; i < sizeof STORE / sizeof *STORE; i++)
        add_stock(script, depot, &STORE[i]);
    if (trade->depot == BLOCK_LPG_DEPOT) {
        static const struct item cylinders = {"lpg_cylinder_15kg_full", 240, true};
        add_stock(script, depot, &cylinders);
    }
}

/* Suits and what goes with them are handed to trained crews only. */
static bool goes_with_training(const char *item)
{
    return !strcmp(item, "full_protective_suit") || !strcmp(item, "face_shield") ||
           !strcmp(item, "boot_covers");
}

static void add_trade(struct script *script, const struct trade *trade)
{
    unsigned crews = crews_of(script->city, trade);
    add_store(script, trade);
    for (unsigned crew = 1; crew <= crews; crew++) {
        char holder[64];
        snprintf(holder, sizeof holder, "@crew.%s.%u", trade->id, crew);
        for (unsigned k = 0; k < trade->members; k++)
            add_person(script, trade, crew, (crew - 1) * trade->members + k + 1);
        add_vehicle(script, trade, crew);
        add_crew(script, trade, crew, crew == crews);
        for (size_t i = 0; i < ITEMS_MAX && trade->items[i].name; i++) {
            if (crew <= trade->trained || !goes_with_training(trade->items[i].name))
                add_stock(script, holder, &trade->items[i]);
        }
        if (crew <= trade->permitted) {
            add_permit(script, trade, crew, script->sealed->id);
            if (script->control != script->sealed)
                add_permit(script, trade, crew, script->control->id);
        }
    }
}

void script_people(struct script *script)
{
    for (int i = 0; i < TRADES_COUNT; i++)
        add_trade(script, &TRADES[i]);
}
