/* Organisations, sites, zones and gates of a demo city. */
#include <stdio.h>
#include <string.h>

#include "city/script_int.h"
#include "geo/geojson.h"

/* ---- Organisations ----------------------------------------------------------------------------
 */

static void add_organisations(struct script *script)
{
    static const struct {
        const char *as, *kind, *zh, *en;
    } orgs[] = {
        {"org.city", "city", "清河湾市保供指挥部", "Qinghewan service assurance command"},
        {"org.lpg", "company", "清河湾液化气公司", "Qinghewan LPG company"},
        {"org.gas", "company", "清河湾燃气公司", "Qinghewan gas company"},
        {"org.heat", "company", "清河湾供热公司", "Qinghewan heating company"},
        {"org.waste", "company", "清河湾医疗废物处置公司", "Qinghewan medical waste company"},
        {"org.help", "agency", "清河湾志愿服务队", "Qinghewan volunteer service"},
        {"org.community", "community", "清河湾城区社区", "Qinghewan town communities"},
    };
    for (size_t i = 0; i < sizeof orgs / sizeof *orgs; i++) {
        json_t *args = json_pack("{s:s,s:s,s:o}", "code", orgs[i].as + strlen("org."), "kind",
                                 orgs[i].kind, "name", script_names(orgs[i].zh, orgs[i].en));
        if (i > 0)
            json_object_set_new(args, "parent", json_string("@org.city"));
        script_add(script, "org.create", args, "%s", orgs[i].as);
    }
}

/* ---- Sites ------------------------------------------------------------------------------------
 */

struct site {
    const char *kind, *org, *customer_class;
};

static const struct site *site_of(enum block_kind kind)
{
    static const struct site sites[BLOCK_KIND_COUNT] = {
        [BLOCK_COMPOUND] = {"compound", "@org.community", "resident"},
        [BLOCK_SCHOOL] = {"school", "@org.community", "other"},
        [BLOCK_MARKET] = {"market", "@org.community", "other"},
        [BLOCK_FACTORY] = {"factory", "@org.community", "other"},
        [BLOCK_HOSPITAL] = {"hospital", "@org.city", "medical"},
        [BLOCK_HOTEL] = {"hotel", "@org.city", "isolation"},
        [BLOCK_HEAT_STATION] = {"heat_station", "@org.heat", "other"},
        [BLOCK_LPG_DEPOT] = {"lpg_depot", "@org.lpg", "other"},
        [BLOCK_GAS_COMPANY] = {"gas_depot", "@org.gas", "other"},
        [BLOCK_HEAT_COMPANY] = {"heat_depot", "@org.heat", "other"},
        [BLOCK_DISPOSAL_PLANT] = {"disposal_plant", "@org.waste", "other"},
        [BLOCK_HELP_CENTRE] = {"help_centre", "@org.help", "other"},
    };
    return sites[kind].kind ? &sites[kind] : NULL;
}

static void street_of_block(const struct city *city, struct block block, struct place_name *out)
{
    int side = layout_main_gate(city, block);
    bool north = side == 1 || side == 3;
    layout_street_name(city, north, north ? block.i + (side == 1) : block.j + (side == 2), out);
}

static void add_site(struct script *script, const struct site *site, const char *code,
                     const struct place_name *name, const char *address, struct point place)
{
    json_t *args =
        json_pack("{s:s,s:s,s:s,s:o,s:s,s:o,s:s}", "org", site->org, "code", code, "kind",
                  site->kind, "name", script_names(name->zh, name->en), "address", address, "place",
                  script_point(place), "customer_class", site->customer_class);
    script_add(script, "site.create", args, "site.%s", code);
}

static void add_buildings(struct script *script, struct block block, const struct place_name *name,
                          const struct place_name *street)
{
    static const struct site building = {"building", "@org.community", "resident"};
    for (int k = 0; k < BUILDINGS / 2; k++) {
        struct place_name own;
        char code[REF_BYTES], address[400];
        snprintf(code, sizeof code, "building.%u.%u.%d", block.i, block.j, k + 1);
        snprintf(own.zh, sizeof own.zh, "%.90s%d号楼", name->zh, k + 1);
        snprintf(own.en, sizeof own.en, "%.90s Building %d", name->en, k + 1);
        snprintf(address, sizeof address, "%s%s", street->zh, own.zh);
        add_site(script, &building, code, &own, address, layout_building(script->city, block, k));
    }
}

struct adding {
    struct script *script;
    unsigned compounds;
};

static bool add_block_sites(void *context, struct block block)
{
    struct adding *adding = context;
    const struct city *city = adding->script->city;
    enum block_kind kind = layout_block_kind(city, block);
    const struct site *site = site_of(kind);
    /* Things the city has one of are added first, whatever its size. */
    if (!site || kind >= BLOCK_LPG_DEPOT)
        return true;
    struct place_name name, street;
    char code[REF_BYTES], address[400];
    layout_block_name(city, block, &name);
    street_of_block(city, block, &street);
    snprintf(code, sizeof code, "%s.%u.%u", site->kind, block.i, block.j);
    snprintf(address, sizeof address, "%s%s", street.zh, name.zh);
    add_site(adding->script, site, code, &name, address, layout_middle(city, block));
    if (kind == BLOCK_COMPOUND) {
        add_buildings(adding->script, block, &name, &street);
        adding->compounds++;
    }
    return adding->compounds < CITY_COMPOUNDS_MAX;
}

static void add_sites(struct script *script)
{
    for (int kind = BLOCK_LPG_DEPOT; kind < BLOCK_KIND_COUNT; kind++) {
        struct block block = layout_one(script->city, (enum block_kind)kind);
        const struct site *site = site_of((enum block_kind)kind);
        struct place_name name, street;
        char address[400];
        layout_block_name(script->city, block, &name);
        street_of_block(script->city, block, &street);
        snprintf(address, sizeof address, "%s%s", street.zh, name.zh);
        add_site(script, site, site->kind, &name, address, layout_middle(script->city, block));
    }
    struct adding adding = {script, 0};
    layout_each_block(script->city, add_block_sites, &adding);
    for (uint32_t v = 0; v < script->city->villages; v++) {
        static const struct site village = {"village", "@org.community", "resident"};
        struct place_name name;
        char code[REF_BYTES];
        layout_village_name(script->city, v, &name);
        snprintf(code, sizeof code, "village.%u", v);
        add_site(script, &village, code, &name, name.zh,
                 layout_village_node(script->city, v, 1, 1));
    }
}

/* ---- Zones and gates --------------------------------------------------------------------------
 */

static json_t *hours_of(const struct zone_level *level)
{
    json_t *hours = json_array();
    for (size_t i = 0; i < level->gates.hours.n; i++) {
        char from[16], until[16];
        const struct gate_hours *open = &level->gates.hours.at[i];
        snprintf(from, sizeof from, "%02d:%02d", (int)(open->open_min / 60),
                 (int)(open->open_min % 60));
        snprintf(until, sizeof until, "%02d:%02d", (int)(open->close_min / 60),
                 (int)(open->close_min % 60));
        json_array_append_new(hours, json_pack("{s:s,s:s}", "from", from, "until", until));
    }
    return hours;
}

static void add_zone(struct script *script, const char *as, const struct zone_level *level,
                     const struct place_name *name, struct polygon *polygon)
{
    struct area area = area_of(polygon, 1);
    json_t *args = json_pack("{s:o,s:s,s:s,s:o,s:s}", "name", script_names(name->zh, name->en),
                             "policy", level->policy->id, "level", level->id, "polygon",
                             geojson_area(&area), "from", script->today);
    script_add(script, "zone.create", args, "%s", as);
}

static void add_gate(struct script *script, const char *zone, int number,
                     const struct zone_level *level, const struct place_name *name,
                     struct point place, bool open)
{
    char reference[REF_BYTES + 1];
    snprintf(reference, sizeof reference, "@%s", zone);
    json_t *args = json_pack("{s:s,s:o,s:o,s:I,s:s,s:s}", "zone", reference, "name",
                             script_names(name->zh, name->en), "place", script_point(place),
                             "delay_s", (json_int_t)(level->gates.delay_min * 60), "direction",
                             "both", "state", open ? "open" : "closed");
    if (level->gates.hours.n > 0)
        json_object_set_new(args, "hours", hours_of(level));
    script_add(script, "gate.create", args, "gate.%s.%d", zone + strlen("zone."), number);
}

/* A compound behind its wall: the line is drawn just outside, so that it crosses the drives between
 * street and gate. */
static void add_closed_compound(struct script *script, int number)
{
    const struct city *city = script->city;
    struct block block = script->closed[number];
    const struct zone_level *level = number == 0 ? script->sealed : script->control;
    struct arena *arena = arena_new();
    struct point corners[CORNERS + 1];
    for (int k = 0; k <= CORNERS; k++)
        corners[k] = layout_corner(city, block, k % CORNERS, SHARE_ZONE);
    struct ring ring = {corners, CORNERS + 1};
    struct polygon polygon;
    struct place_name name, gate_name;
    char as[REF_BYTES];
    layout_block_name(city, block, &name);
    snprintf(as, sizeof as, "zone.%s.%d", number == 0 ? "sealed" : "control", number);
    /* Corners of a block never cross: the grid moves them by less than a tenth of its size. */
    if (polygon_make(arena, &ring, 1, &polygon, NULL) == ERR_OK) {
        add_zone(script, as, level, &name, &polygon);
        for (int side = 0; side < SIDES; side++) {
            if (!(layout_gates(city, block) & 1U << side))
                continue;
            bool open = !level->gates.one_entrance || side == layout_main_gate(city, block);
            layout_gate_name(city, block, side, &gate_name);
            add_gate(script, as, side, level, &gate_name,
                     layout_side(city, block, side, SHARE_WALL), open);
        }
    }
    arena_free(arena);
}

/* A village that the water has cut off: one crossing on its road. */
static void add_flooded_village(struct script *script)
{
    const struct zone_level *level = script->flood ? policy_level(script->flood, "cut_off") : NULL;
    if (!level || script->city->villages < 4)
        return;
    struct arena *arena = arena_new();
    struct point places[VILLAGE_ROAD_MAX];
    struct block ring;
    struct place_name name;
    uint32_t village = 3, n = layout_village_road(script->city, village, places, &ring);
    struct box box = box_none();
    box_add(&box, layout_village_node(script->city, village, 0, 0));
    box_add(&box, layout_village_node(script->city, village, 2, 2));
    struct polygon polygon = polygon_of_box(arena, box_grown(box, 60));
    layout_village_name(script->city, village, &name);
    add_zone(script, "zone.flood.0", level, &name, &polygon);
    add_gate(script, "zone.flood.0", 0, level, &name, places[n - 2], true);
    arena_free(arena);
}

void script_places(struct script *script)
{
    add_organisations(script);
    add_sites(script);
    for (int k = 0; k < CLOSED_COMPOUNDS; k++)
        add_closed_compound(script, k);
    add_flooded_village(script);
}
