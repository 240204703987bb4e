/* The people and things that a drill file puts into the city. */
#include <string.h>

#include "catalog/item.h"
#include "drill/stage_int.h"

enum { GATES_MOST = 8, EDGE_POINTS_MAX = 512 };

/* Makes a thing; gives its id. */
static enum err make(struct stage *stage, const char *command, json_t *args, char id[ID_TEXT_SIZE],
                     struct error *error)
{
    json_t *body = NULL;
    enum err rc = stage_call(stage, &stage->self, command, args, &body, error);
    if (rc == ERR_OK && id)
        snprintf(id, ID_TEXT_SIZE, "%s", json_text(body, "id", ""));
    json_decref(body);
    return rc;
}

/* ---- Zones and closures ---------------------------------------------------------------------- */

static struct box square_of(const struct stage *stage, const json_t *thing)
{
    const json_t *at = json_object_get(thing, "at"), *place = json_object_get(thing, "place");
    struct plane plane = stage->plane;
    if (place)
        plane = plane_at((struct point){json_f64(place, "lon", 0), json_f64(place, "lat", 0)});
    double x = json_f64(at, "east_m", 0), y = json_f64(at, "north_m", 0),
           half = json_f64(thing, "half_m", 0);
    struct point low = plane_point(&plane, x - half, y - half);
    struct point high = plane_point(&plane, x + half, y + half);
    return (struct box){low.lon, low.lat, high.lon, high.lat};
}

static json_t *polygon_of(struct box b)
{
    return json_pack("{s:s, s:[[[f,f],[f,f],[f,f],[f,f],[f,f]]]}", "type", "Polygon", "coordinates",
                     b.west, b.south, b.east, b.south, b.east, b.north, b.west, b.north, b.west,
                     b.south);
}

/* Where streets cross the border of a box: there can gates stand. */
struct crossings {
    const struct road_network *network;
    struct box box;
    struct road_point points[EDGE_POINTS_MAX];
    struct point found[GATES_MOST * 4];
    size_t n, most;
};

/* The crossing of a piece with the line where one coordinate is `level`. */
static void cross(struct crossings *c, struct road_point a, struct road_point b, bool vertical,
                  double level)
{
    double from = vertical ? a.lon : a.lat, to = vertical ? b.lon : b.lat;
    if ((from < level) == (to < level) || c->n == c->most)
        return;
    double share = (level - from) / (to - from);
    struct point p = {a.lon + share * (b.lon - a.lon), a.lat + share * (b.lat - a.lat)};
    bool on_border = vertical ? p.lat >= c->box.south && p.lat <= c->box.north
                              : p.lon >= c->box.west && p.lon <= c->box.east;
    for (size_t i = 0; i < c->n && on_border; i++)
        on_border = point_distance_m(c->found[i], p) > 1; /* the other direction of the street */
    if (on_border)
        c->found[c->n++] = p;
}

static bool cross_edge(void *context, uint32_t edge)
{
    struct crossings *c = context;
    size_t n = road_edge_points(c->network, edge, c->points, NULL, EDGE_POINTS_MAX);
    n = n < EDGE_POINTS_MAX ? n : EDGE_POINTS_MAX;
    for (size_t i = 0; i + 1 < n; i++) {
        cross(c, c->points[i], c->points[i + 1], true, c->box.west);
        cross(c, c->points[i], c->points[i + 1], true, c->box.east);
        cross(c, c->points[i], c->points[i + 1], false, c->box.south);
        cross(c, c->points[i], c->points[i + 1], false, c->box.north);
    }
    return c->n < c->most;
}

/* When the gates are open; NULL: day and night. */
static json_t *gate_hours(const json_t *gates)
{
    const json_t *hours = json_object_get(gates, "hours");
    json_t *list = hours ? json_array() : NULL, *one;
    size_t i;
    json_array_foreach(hours, i, one)
    {
        json_array_append_new(list, json_pack("{s:O, s:O}", "from", json_object_get(one, "open"),
                                              "until", json_object_get(one, "close")));
    }
    return list;
}

/* The gates of a zone, for what happens to them. */
static void keep_gate(struct stage *stage, const char *zone, const char *gate)
{
    char key[256];
    snprintf(key, sizeof key, "gates.%s", zone);
    if (!json_object_get(stage->ids_of, key))
        json_object_set_new(stage->ids_of, key, json_array());
    json_array_append_new(json_object_get(stage->ids_of, key), json_string(gate));
}

static enum err make_gates(struct stage *stage, const json_t *zone, const char *id,
                           struct error *error)
{
    const json_t *gates = json_object_get(zone, "gates");
    int64_t most = json_i64(gates, "most", GATES_MOST);
    struct crossings c = {
        .network = stage->network, .box = square_of(stage, zone), .most = (size_t)most};
    const struct road_box box = {c.box.west, c.box.south, c.box.east, c.box.north};
    const uint32_t all = (2u << (ROAD_CLASS_COUNT - 1)) - 1;
    static const char first[] = "Gate";
    enum err rc = ERR_OK;
    road_network_draw(stage->network, &box, all, cross_edge, &c);
    for (size_t i = 0; i < c.n && rc == ERR_OK; i++) {
        json_t *args = json_pack(
            "{s:s, s:{s:o, s:o}, s:o, s:I}", "zone", id, "name", "zh",
            json_sprintf("%zu号门", i + 1), "en", json_sprintf("%s %zu", first, i + 1), "place",
            stage_lonlat(c.found[i]), "delay_s", (json_int_t)json_i64(gates, "delay_s", 0));
        json_t *hours = gate_hours(gates);
        if (hours)
            json_object_set_new(args, "hours", hours);
        char gate[ID_TEXT_SIZE];
        rc = make(stage, "gate.create", args, gate, error);
        if (rc == ERR_OK)
            keep_gate(stage, json_text(zone, "id", ""), gate);
    }
    return rc;
}

static enum err keep_id(struct stage *stage, const char *noun, const json_t *thing, const char *id)
{
    char key[256];
    snprintf(key, sizeof key, "%s.%s", noun, json_text(thing, "id", ""));
    json_object_set_new(stage->ids_of, key, json_string(id));
    return ERR_OK;
}

/* A zone that the city has, by its id, put under its level (or another). */
static enum err seal_existing(struct stage *stage, const json_t *zone, struct error *error)
{
    json_t *args = json_pack("{s:O}", "id", json_object_get(zone, "existing"));
    if (json_object_get(zone, "level"))
        json_object_set(args, "level", json_object_get(zone, "level"));
    keep_id(stage, "zone", zone, json_text(zone, "existing", ""));
    return make(stage, "zone.seal", args, NULL, error);
}

enum err setup_zone(struct stage *stage, const json_t *zone, struct error *error)
{
    char id[ID_TEXT_SIZE];
    if (json_object_get(zone, "existing"))
        return seal_existing(stage, zone, error);
    enum err rc =
        make(stage, "zone.create",
             json_pack("{s:O, s:O, s:O, s:o}", "name", json_object_get(zone, "name"), "policy",
                       json_object_get(zone, "policy"), "level", json_object_get(zone, "level"),
                       "polygon", polygon_of(square_of(stage, zone))),
             id, error);
    if (rc == ERR_OK)
        rc = keep_id(stage, "zone", zone, id);
    return rc == ERR_OK && json_object_get(zone, "gates") ? make_gates(stage, zone, id, error) : rc;
}

enum err setup_closure(struct stage *stage, const json_t *closure, struct error *error)
{
    char id[ID_TEXT_SIZE];
    enum err rc = make(stage, "closure.create",
                       json_pack("{s:O, s:o}", "name", json_object_get(closure, "name"), "polygon",
                                 polygon_of(square_of(stage, closure))),
                       id, error);
    return rc == ERR_OK ? keep_id(stage, "closure", closure, id) : rc;
}

/* ---- Crews ----------------------------------------------------------------------------------- */

struct template
{
    struct stage *stage;
    const json_t *json;
    char org[ID_TEXT_SIZE], depot[ID_TEXT_SIZE];
    size_t index;   /* of the template */
    int64_t listed; /* crews of the templates before it */
};

static enum err make_members(struct template *t, int64_t number, json_t *members,
                             struct error *error)
{
    enum err rc = ERR_OK;
    size_t i, k;
    json_t *skills, *code;
    json_array_foreach(json_object_get(t->json, "members"), i, skills)
    {
        char id[ID_TEXT_SIZE];
        json_t *certificates = json_array();
        json_array_foreach(json_object_get(t->json, "certificates"), k, code)
        {
            json_array_append_new(certificates, json_pack("{s:O, s:s}", "code", code, "valid_until",
                                                          "2099-01-01T00:00:00Z"));
        }
        if (rc == ERR_OK)
            rc = make(t->stage, "person.create",
                      json_pack("{s:s, s:o, s:O, s:O}", "org", t->org, "label",
                                json_sprintf("%s %lld / %zu",
                                             json_text(json_object_get(t->json, "name"), "en", ""),
                                             (long long)number, i + 1),
                                "skills", skills, "certificates", certificates),
                      id, error);
        json_decref(certificates);
        if (rc == ERR_OK)
            json_array_append_new(members, json_string(id));
    }
    return rc;
}

/* Numbered pieces of a kind that has a register are on it, two years old. */
static enum err register_pieces(struct template *t, const char *item, const json_t *serials,
                                struct error *error)
{
    const struct register_kind *kind = catalog_register_of_item(t->stage->catalog, item);
    const int64_t two_years_ms = 2 * 365 * 86400000ll;
    char made[TIME_TEXT_MAX];
    enum err rc = ERR_OK;
    size_t i;
    json_t *serial;
    time_format(t->stage->drill->start_ms - two_years_ms, t->stage->drill->offset_min, made);
    json_array_foreach(serials, i, serial)
    {
        if (kind && rc == ERR_OK)
            rc = make(t->stage, "piece.register",
                      json_pack("{s:s, s:O, s:s, s:s}", "register", kind->id, "code", serial,
                                "keeper", t->org, "made_at", made),
                      NULL, error);
    }
    return rc;
}

static enum err issue_stock(struct template *t, int64_t number, const char *crew,
                            struct error *error)
{
    enum err rc = ERR_OK;
    size_t i;
    json_t *line;
    json_array_foreach(json_object_get(t->json, "stock"), i, line)
    {
        int64_t qty = json_i64(line, "qty", 1);
        json_t *args = json_pack("{s:s, s:O, s:I}", "holder", crew, "item",
                                 json_object_get(line, "item"), "qty", (json_int_t)qty);
        if (json_flag(line, "serials", false)) {
            json_t *serials = json_array();
            for (int64_t s = 1; s <= qty; s++)
                json_array_append_new(serials,
                                      json_sprintf("T%zu-%zu-%lld-%lld", t->index + 1, i + 1,
                                                   (long long)number, (long long)s));
            json_object_set_new(args, "serials", serials);
            if (rc == ERR_OK)
                rc = register_pieces(t, json_text(line, "item", ""), serials, error);
        }
        if (rc == ERR_OK)
            rc = make(t->stage, "stock.issue", args, NULL, error);
        else
            json_decref(args);
    }
    return rc;
}

static enum err issue_permits(struct template *t, int64_t number, const char *crew,
                              struct error *error)
{
    enum err rc = ERR_OK;
    const json_t *shift = json_object_get(t->json, "shift");
    size_t i;
    json_t *permit;
    json_array_foreach(json_object_get(t->json, "permits"), i, permit)
    {
        char key[256];
        snprintf(key, sizeof key, "zone.%s", json_text(permit, "zone", ""));
        json_t *zone = json_object_get(t->stage->ids_of, key);
        if (rc != ERR_OK || !zone || number > json_i64(permit, "crews", INT64_MAX))
            continue;
        json_t *args =
            json_pack("{s:s, s:{s:s}, s:O, s:O, s:O, s:O}", "org", t->org, "holder", "crew", crew,
                      "zone", zone, "services", json_object_get(permit, "services"), "from",
                      json_object_get(shift, "from"), "until", json_object_get(shift, "until"));
        if (json_object_get(permit, "kind"))
            json_object_set(args, "kind", json_object_get(permit, "kind"));
        rc = make(t->stage, "permit.create", args, NULL, error);
    }
    return rc;
}

static enum err make_crew(struct template *t, int64_t number, struct error *error)
{
    char vehicle[ID_TEXT_SIZE], crew[ID_TEXT_SIZE];
    json_t *members = json_array();
    enum err rc = make_members(t, number, members, error);
    if (rc == ERR_OK)
        rc = make(t->stage, "vehicle.create",
                  json_pack("{s:s, s:o, s:O, s:s}", "org", t->org, "plate",
                            json_sprintf("D%zu-%03lld", t->index + 1, (long long)number), "kind",
                            json_object_get(t->json, "vehicle"), "status",
                            json_flag(t->json, "reserve", false) ? "out_of_service" : "ready"),
                  vehicle, error);
    if (rc == ERR_OK)
        rc = make(t->stage, "crew.create",
                  json_pack("{s:s, s:o, s:O, s:s, s:s, s:O}", "org", t->org, "name",
                            stage_numbered(json_object_get(t->json, "name"), number), "members",
                            members, "vehicle", vehicle, "depot", t->depot, "shift",
                            json_object_get(t->json, "shift")),
                  crew, error);
    json_decref(members);
    if (rc == ERR_OK)
        rc = issue_stock(t, number, crew, error);
    return rc == ERR_OK ? issue_permits(t, number, crew, error) : rc;
}

/* The share is kept over all templates together: small ones are rounded now up and now down. */
static int64_t crews_there(struct template *t, int64_t count)
{
    int64_t before = (int64_t)((double)t->listed * t->stage->crews + 0.5);
    t->listed += count;
    int64_t there = (int64_t)((double)t->listed * t->stage->crews + 0.5) - before;
    return there > 0 ? there : 1;
}

static enum err make_template(struct template *t, struct error *error)
{
    json_t *name = json_object_get(t->json, "name");
    enum err rc =
        make(t->stage, "site.create",
             json_pack("{s:s, s:s, s:O, s:o}", "org", t->org, "kind", "depot", "name", name,
                       "place", stage_place(t->stage, json_object_get(t->json, "depot"))),
             t->depot, error);
    int64_t count = crews_there(t, json_i64(t->json, "count", 1));
    for (int64_t number = 1; number <= count && rc == ERR_OK; number++)
        rc = make_crew(t, number, error);
    if (rc != ERR_OK) {
        char prefix[64];
        snprintf(prefix, sizeof prefix, "fleet[%zu].", t->index);
        error_prefix(error, prefix);
    }
    return rc;
}

enum err setup_people(struct stage *stage, struct error *error)
{
    const json_t *file = stage->drill->json;
    struct template t = {.stage = stage};
    enum err rc = make(stage, "org.create",
                       json_pack("{s:s, s:{s:s, s:s}}", "kind", "company", "name", "zh", "演练单位",
                                 "en", "The drill's company"),
                       t.org, error);
    json_object_set_new(stage->ids_of, "org", json_string(t.org));
    size_t i;
    json_t *item;
    json_array_foreach(json_object_get(file, "zones"), i, item)
    {
        if (rc == ERR_OK && json_flag(item, "from_start", true))
            rc = setup_zone(stage, item, error);
    }
    json_array_foreach(json_object_get(file, "fleet"), i, item)
    {
        t.json = item;
        t.index = i;
        if (rc == ERR_OK)
            rc = make_template(&t, error);
    }
    return rc == ERR_OK ? setup_staff(stage, error) : rc;
}
