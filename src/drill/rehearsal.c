#include "drill/rehearsal_int.h"

#include <string.h>

#include "drill/file_int.h"

enum { BREAKS_MAX = 20, GATE_DELAY_S = 240 };

static void set_minutes(json_t *to, const char *key, const json_t *from, const char *time_key,
                        int64_t now_ms)
{
    int64_t at_ms = file_time(from, time_key, now_ms);
    double minutes = at_ms > now_ms ? (double)(at_ms - now_ms) / 60000 : 0;
    json_object_set_new(to, key, json_real(minutes));
}

/* A zone that is drawn has gates where streets cross its border. */
static json_t *zone_of(const json_t *what, const char *id)
{
    static const char *const copied[] = {"policy", "level", "place", "half_m"};
    json_t *zone = json_pack("{s:s, s:{s:s, s:s}, s:b}", "id", id, "name", "zh", "假设的封控区",
                             "en", "Supposed zone", "from_start", 0);
    for (size_t i = 0; i < sizeof copied / sizeof *copied; i++) {
        json_t *value = json_object_get(what, copied[i]);
        if (json_is_string(value) || json_is_number(value) || json_is_object(value))
            json_object_set(zone, copied[i], value);
    }
    if (json_is_string(json_object_get(what, "zone")))
        json_object_set(zone, "existing", json_object_get(what, "zone"));
    else
        json_object_set_new(zone, "gates", json_pack("{s:i}", "delay_s", GATE_DELAY_S));
    return zone;
}

static json_t *happening_of(const json_t *what, const char *zone, int64_t now_ms)
{
    static const char *const copied[] = {"crews", "factor", "service"};
    const char *kind = json_text(what, "kind", "");
    json_t *happening = json_pack("{s:s}", "kind", kind);
    set_minutes(happening, "after_min", what, "at", now_ms);
    if (strcmp(kind, "seal") == 0 || strcmp(kind, "lift") == 0)
        json_object_set_new(happening, "zone", json_string(zone));
    if (json_is_string(json_object_get(what, "until")))
        set_minutes(happening, "until_min", what, "until", now_ms);
    for (size_t i = 0; i < sizeof copied / sizeof *copied; i++) {
        json_t *value = json_object_get(what, copied[i]);
        if (json_is_string(value) || json_is_number(value))
            json_object_set(happening, copied[i], value);
    }
    return happening;
}

json_t *rehearsal_drill(const json_t *rehearsal, int64_t now_ms)
{
    const char *name = json_text(rehearsal, "name", "");
    json_t *zones = json_array(), *happenings = json_array(), *what;
    size_t i;
    json_array_foreach(json_object_get(rehearsal, "happenings"), i, what)
    {
        char id[24];
        snprintf(id, sizeof id, "zone-%zu", i + 1);
        bool of_zone = json_object_get(what, "zone") || json_object_get(what, "place");
        if (of_zone)
            json_array_append_new(zones, zone_of(what, id));
        json_array_append_new(happenings, happening_of(what, id, now_ms));
    }
    json_t *drill = json_pack(
        "{s:{s:s, s:s}, s:b, s:O, s:o, s:o, s:[{s:s, s:s, s:i, s:s}, {s:s, s:s, s:i, s:s}]}",
        "name", "zh", *name ? name : "推演", "en", *name ? name : "What if", "state", 1, "hours",
        json_object_get(rehearsal, "hours"), "zones", zones, "happenings", happenings, "targets",
        "metric", "lost", "op", "==", "value", 0, "source", "no job is lost", "metric",
        "rule_breaks", "op", "==", "value", 0, "source", "no rule is broken");
    if (json_f64(rehearsal, "lately_h", 0) >= 0.1)
        json_object_set(drill, "lately_h", json_object_get(rehearsal, "lately_h"));
    return drill;
}

json_t *rehearsal_result(const json_t *report)
{
    static const char *const kept[] = {"start", "end", "kpis", "as_it_is", "targets", "met"};
    json_t *result = json_object(), *breaks = json_array();
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
        if (json_object_get(report, kept[i]))
            json_object_set(result, kept[i], json_object_get(report, kept[i]));
    }
    for (size_t i = 0; i < BREAKS_MAX; i++)
        json_array_append(breaks, json_array_get(json_object_get(report, "breaks"), i));
    json_object_set_new(result, "breaks", breaks);
    return result;
}
