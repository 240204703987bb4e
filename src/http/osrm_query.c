#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

#include "base/clock.h"
#include "geo/polyline.h"
#include "http/osrm_int.h"
#include "http/parse.h"

bool osrm_fault_set(struct osrm_fault *fault, const char *code, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fault->code = code;
    vsnprintf(fault->message, sizeof fault->message, format, args);
    va_end(args);
    return false;
}

/* --- the path --- */

static bool parse_service(struct sv name, struct osrm_query *out)
{
    static const char *const NAMES[] = {"route", "table", "nearest", "match", "trip"};
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++)
        if (sv_is(name, NAMES[i])) {
            out->service = (enum osrm_service)i;
            return true;
        }
    return false;
}

static size_t points_max(enum osrm_service service)
{
    switch (service) {
    case OSRM_TABLE:
        return OSRM_TABLE_MAX;
    case OSRM_MATCH:
        return OSRM_MATCH_MAX;
    default:
        return OSRM_ROUTE_MAX;
    }
}

static bool parse_points(struct arena *arena, struct sv text, struct sv whole,
                         struct osrm_query *out, struct osrm_fault *fault)
{
    size_t room = 1;
    for (size_t i = 0; i < text.n; i++)
        room += text.at[i] == ';';
    out->points = arena_array(arena, struct point, room);
    for (struct sv rest = text; rest.at;) {
        struct sv latitude = sv_cut(&rest, ';'), longitude = sv_cut(&latitude, ',');
        struct point *point = &out->points[out->n];
        if (!sv_to_f64(longitude, &point->lon) || !sv_to_f64(latitude, &point->lat))
            return osrm_fault_set(fault, "InvalidQuery",
                                  "Query string malformed close to position %zu",
                                  (size_t)(longitude.at - whole.at));
        if (!point_is_valid(*point))
            return osrm_fault_set(fault, "InvalidValue", "Invalid coordinate value.");
        out->n++;
    }
    return true;
}

/* "polyline(...)" and "polyline6(...)"; false: not of that form. */
static bool strip_call(struct sv *text, const char *name)
{
    size_t n = strlen(name);
    if (!sv_starts(*text, name) || text->n < n + 2 || text->at[n] != '(' ||
        text->at[text->n - 1] != ')')
        return false;
    *text = sv_from(text->at + n + 1, text->n - n - 2);
    return true;
}

static bool parse_coordinates(struct arena *arena, struct sv text, struct sv whole,
                              struct osrm_query *out, struct osrm_fault *fault)
{
    if (sv_ends(text, ".json"))
        text.n -= 5;
    bool is_5 = strip_call(&text, "polyline"), is_6 = !is_5 && strip_call(&text, "polyline6");
    if (!is_5 && !is_6)
        return parse_points(arena, text, whole, out, fault);
    if (polyline_decode(arena, text, is_5 ? POLYLINE_5 : POLYLINE_6, &out->points, &out->n, NULL) !=
        ERR_OK)
        return osrm_fault_set(fault, "InvalidQuery", "Query string malformed close to position %zu",
                              (size_t)(text.at - whole.at));
    return true;
}

static bool parse_path(struct arena *arena, struct sv path, struct osrm_query *out,
                       struct osrm_fault *fault)
{
    struct sv rest = path;
    sv_cut(&rest, '/');
    struct sv service = sv_cut(&rest, '/'), version = sv_cut(&rest, '/');
    out->profile = sv_cut(&rest, '/');
    if (!parse_service(service, out))
        return osrm_fault_set(fault, "InvalidService", "Service %.*s not found!", SV_ARG(service));
    if (!sv_is(version, "v1"))
        return osrm_fault_set(fault, "InvalidVersion", "Service %.*s not found!", SV_ARG(service));
    if (!rest.at || !rest.n)
        return osrm_fault_set(fault, "InvalidUrl", "URL string malformed close to position %zu",
                              path.n);
    if (!parse_coordinates(arena, rest, path, out, fault))
        return false;
    if (out->n > points_max(out->service))
        return osrm_fault_set(fault, "TooBig",
                              "Number of coordinates %zu is higher than current "
                              "maximum (%zu)",
                              out->n, points_max(out->service));
    if (out->service == OSRM_NEAREST ? out->n != 1 : out->n < 2)
        return osrm_fault_set(fault, "InvalidOptions", "Number of coordinates needs to be %s.",
                              out->service == OSRM_NEAREST ? "exactly one" : "at least two");
    return true;
}

/* --- options --- */

static bool parse_bool(struct sv value, bool *out)
{
    *out = sv_is(value, "true");
    return *out || sv_is(value, "false");
}

/* Chooses by word; the words end with NULL. */
static bool parse_word(struct sv value, const char *const *words, int *out)
{
    for (int i = 0; words[i]; i++)
        if (sv_is(value, words[i])) {
            *out = i;
            return true;
        }
    return false;
}

static bool parse_indexes(struct arena *arena, struct sv value, size_t n, struct osrm_indexes *out)
{
    if (sv_is(value, "all"))
        return true;
    out->all = false;
    out->at = arena_array(arena, uint32_t, value.n + 1);
    for (struct sv rest = value; rest.at;) {
        int64_t index;
        if (!sv_to_i64(sv_cut(&rest, ';'), &index) || index < 0 || (size_t)index >= n)
            return false;
        out->at[out->n++] = (uint32_t)index;
    }
    return out->n > 0;
}

/* Lists with an element for each coordinate, which may be empty. */
typedef bool element_fn(struct sv element, struct osrm_query *out, size_t i);

static bool parse_each(struct sv value, struct osrm_query *out, element_fn *element)
{
    size_t i = 0;
    for (struct sv rest = value; rest.at; i++) {
        struct sv item = sv_cut(&rest, ';');
        if (i >= out->n || (item.n && !element(item, out, i)))
            return false;
    }
    return i == out->n;
}

static bool one_radius(struct sv element, struct osrm_query *out, size_t i)
{
    if (sv_is(element, "unlimited"))
        return true;
    return sv_to_f64(element, &out->snap[i].radius_m) && out->snap[i].radius_m >= 0;
}

static bool one_bearing(struct sv element, struct osrm_query *out, size_t i)
{
    struct sv range = element, value = sv_cut(&range, ',');
    struct road_snap_options *snap = &out->snap[i];
    return sv_to_f64(value, &snap->bearing_deg) && sv_to_f64(range, &snap->bearing_range_deg) &&
           snap->bearing_deg >= 0 && snap->bearing_deg <= 360 && snap->bearing_range_deg >= 0 &&
           snap->bearing_range_deg <= 180;
}

static bool one_approach(struct sv element, struct osrm_query *out, size_t i)
{
    out->snap[i].curb_side = sv_is(element, "curb");
    out->snap[i].opposite_side = sv_is(element, "opposite");
    return out->snap[i].curb_side || out->snap[i].opposite_side || sv_is(element, "unrestricted");
}

static bool one_timestamp(struct sv element, struct osrm_query *out, size_t i)
{
    return sv_to_i64(element, &out->timestamps[i]) && out->timestamps[i] >= 0;
}

static bool any_hint(struct sv element, struct osrm_query *out, size_t i)
{
    (void)element; /* a hint saves OSRM a search; ours is quick, and any hint is fine */
    (void)out;
    (void)i;
    return true;
}

/* RFC 3339, where a plus that was sent as it is has become a blank; or seconds since 1970. */
static bool parse_depart(struct sv value, struct osrm_query *out)
{
    enum { OFFSET = 6 };                      /* bytes of "+08:00" */
    const int64_t seconds_max = 253402300799; /* the end of the year 9999 */
    char text[TIME_TEXT_MAX] = "";
    int64_t seconds = 0;
    out->any_hour = sv_is(value, "any");
    if (out->any_hour)
        return true;
    if (sv_to_i64(value, &seconds)) {
        out->depart_ms = seconds > 0 && seconds <= seconds_max ? seconds * 1000 : 0;
        return out->depart_ms > 0;
    }
    if (value.n >= sizeof text)
        return false;
    memcpy(text, value.at, value.n);
    if (value.n > OFFSET && text[value.n - OFFSET] == ' ')
        text[value.n - OFFSET] = '+';
    return time_parse(text, &out->depart_ms) && out->depart_ms > 0;
}

static bool parse_exclude(struct sv value, struct osrm_query *out)
{
    out->exclude = 0;
    for (struct sv rest = value; rest.at;) {
        struct sv name = sv_cut(&rest, ',');
        unsigned i = 0;
        while (road_kind_name(i) && !sv_is(name, road_kind_name(i)))
            i++;
        if (!name.n)
            return false;
        out->exclude |= road_kind_name(i) ? 1u << i : OSRM_EXCLUDE_UNKNOWN;
    }
    return true;
}

static bool parse_annotations(struct sv value, struct osrm_query *out)
{
    static const char *const NAMES[] = {"nodes",  "distance", "duration", "datasources",
                                        "weight", "speed",    NULL};
    if (sv_is(value, "true") || sv_is(value, "false")) {
        out->annotations = sv_is(value, "true") ? OSRM_ANNOTATION_ALL : 0;
        return true;
    }
    out->annotations = 0;
    for (struct sv rest = value; rest.at;) {
        int i;
        if (!parse_word(sv_cut(&rest, ','), NAMES, &i))
            return false;
        out->annotations |= 1u << i;
    }
    return true;
}

static bool parse_route_option(struct arena *arena, struct sv name, struct sv value,
                               struct osrm_query *out, bool *known)
{
    static const char *const GEOMETRIES[] = {"polyline", "polyline6", "geojson", NULL};
    static const char *const OVERVIEWS[] = {"simplified", "full", "false", NULL};
    int64_t count;
    int word = 0;
    bool flag, fine = false;
    if (sv_is(name, "steps"))
        return parse_bool(value, &out->steps);
    if (sv_is(name, "annotations"))
        return parse_annotations(value, out);
    if (sv_is(name, "alternatives")) {
        fine = parse_bool(value, &flag);
        if (!fine && (!sv_to_i64(value, &count) || count < 0))
            return false;
        out->alternatives = fine ? flag : (uint32_t)(count < UINT32_MAX ? count : UINT32_MAX);
        return true;
    }
    if (sv_is(name, "geometries")) {
        fine = parse_word(value, GEOMETRIES, &word);
        out->geometries = (enum osrm_geometries)word;
        return fine;
    }
    if (sv_is(name, "overview")) {
        fine = parse_word(value, OVERVIEWS, &word);
        out->overview = (enum osrm_overview)word;
        return fine;
    }
    if (sv_is(name, "continue_straight")) {
        if (sv_is(value, "default"))
            return true;
        return parse_bool(value, &out->straight_at_via);
    }
    if (sv_is(name, "waypoints"))
        return parse_indexes(arena, value, UINT32_MAX, &out->waypoints);
    *known = false;
    return false;
}

static bool parse_table_option(struct arena *arena, struct sv name, struct sv value,
                               struct osrm_query *out, bool *known)
{
    if (sv_is(name, "sources"))
        return parse_indexes(arena, value, out->n, &out->sources);
    if (sv_is(name, "destinations"))
        return parse_indexes(arena, value, out->n, &out->destinations);
    if (sv_is(name, "annotations"))
        return parse_annotations(value, out) &&
               !(out->annotations & ~(unsigned)(OSRM_DURATION | OSRM_DISTANCE));
    if (sv_is(name, "fallback_speed"))
        return sv_to_f64(value, &out->fallback_speed) && out->fallback_speed > 0;
    if (sv_is(name, "scale_factor"))
        return sv_to_f64(value, &out->scale_factor) && out->scale_factor > 0;
    if (sv_is(name, "fallback_coordinate")) {
        out->fallback_snapped = sv_is(value, "snapped");
        return out->fallback_snapped || sv_is(value, "input");
    }
    *known = false;
    return false;
}

static bool parse_common_option(struct sv name, struct sv value, struct osrm_query *out,
                                bool *known)
{
    if (sv_is(name, "radiuses"))
        return parse_each(value, out, one_radius);
    if (sv_is(name, "bearings"))
        return parse_each(value, out, one_bearing);
    if (sv_is(name, "approaches"))
        return parse_each(value, out, one_approach);
    if (sv_is(name, "hints"))
        return parse_each(value, out, any_hint);
    if (sv_is(name, "depart_at"))
        return parse_depart(value, out);
    if (sv_is(name, "exclude"))
        return parse_exclude(value, out);
    if (sv_is(name, "generate_hints"))
        return parse_bool(value, &out->generate_hints);
    if (sv_is(name, "skip_waypoints"))
        return parse_bool(value, &out->skip_waypoints);
    if (sv_is(name, "snapping")) {
        for (size_t i = 0; i < out->n; i++)
            out->snap[i].any_road = sv_is(value, "any");
        return sv_is(value, "any") || sv_is(value, "default");
    }
    *known = false;
    return false;
}

static bool parse_option(struct arena *arena, struct sv name, struct sv value,
                         struct osrm_query *out)
{
    bool known = true;
    bool fine = parse_common_option(name, value, out, &known);
    if (known)
        return fine;
    if (out->service == OSRM_NEAREST) {
        int64_t number = 0;
        fine = sv_is(name, "number") && sv_to_i64(value, &number) && number >= 1 &&
               number <= OSRM_NEAREST_MAX;
        out->number = (uint32_t)number;
        return fine;
    }
    if (out->service == OSRM_TABLE)
        return parse_table_option(arena, name, value, out, &known);
    if (out->service == OSRM_MATCH && sv_is(name, "timestamps")) {
        out->timestamps = arena_array(arena, int64_t, out->n);
        return parse_each(value, out, one_timestamp);
    }
    if (out->service == OSRM_MATCH && sv_is(name, "gaps")) {
        out->ignore_gaps = sv_is(value, "ignore");
        return out->ignore_gaps || sv_is(value, "split");
    }
    bool tidy;
    if (out->service == OSRM_MATCH && sv_is(name, "tidy"))
        return parse_bool(value, &tidy);
    return parse_route_option(arena, name, value, out, &known);
}

/* Indexes beyond the coordinates, or without the ends, are told by OSRM in sentences of their own.
 */
static bool mark_waypoints(struct arena *arena, struct osrm_query *out, struct osrm_fault *fault)
{
    const struct osrm_indexes *given = &out->waypoints;
    if (given->all)
        return true;
    out->is_waypoint = arena_array(arena, bool, out->n);
    memset(out->is_waypoint, 0, out->n * sizeof *out->is_waypoint);
    for (size_t i = 0; i < given->n; i++) {
        if (given->at[i] >= out->n)
            return osrm_fault_set(fault, "InvalidOptions",
                                  "Waypoint %" PRIu32 " is beyond the last coordinate, %zu.",
                                  given->at[i], out->n - 1);
        out->is_waypoint[given->at[i]] = true;
    }
    if (given->at[0] != 0 || given->at[given->n - 1] != out->n - 1)
        return osrm_fault_set(fault, "InvalidValue",
                              "First and last coordinates must be specified as waypoints.");
    return true;
}

bool osrm_parse(struct arena *arena, struct sv path, struct sv query, struct osrm_query *out,
                struct osrm_fault *fault)
{
    struct sv decoded, name, value;
    bool broken = false;
    *out = (struct osrm_query){.generate_hints = true, .number = 1, .scale_factor = 1};
    out->waypoints.all = out->sources.all = out->destinations.all = true;
    if (!http_decode(path, false, arena, &decoded))
        return osrm_fault_set(fault, "InvalidUrl", "The path holds a broken percent escape.");
    if (!parse_path(arena, decoded, out, fault))
        return false;
    out->snap = arena_array(arena, struct road_snap_options, out->n);
    out->annotations = out->service == OSRM_TABLE ? OSRM_DURATION : 0;
    for (struct sv rest = query; http_query_next(&rest, arena, &name, &value, &broken);)
        if (!parse_option(arena, name, value, out))
            return osrm_fault_set(fault, "InvalidQuery",
                                  "Query string malformed close to position %zu (%.*s)",
                                  path.n + 1 + (size_t)(rest.at ? rest.at - query.at : 0),
                                  (int)(name.n < 40 ? name.n : 40), name.at);
    if (broken)
        return osrm_fault_set(fault, "InvalidQuery", "The query holds a broken percent escape.");
    return mark_waypoints(arena, out, fault);
}
