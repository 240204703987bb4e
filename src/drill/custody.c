/* Hand-overs that a checklist asks for: the desk makes the manifest, both sides sign, the crew
 * takes over or gives away. What is fetched at the depot goes to the call's place, and the other
 * way. */
#include <string.h>

#include "catalog/custody.h"
#include "drill/play_int.h"

/* The place of the call as a site: a manifest begins and ends at one. */
static const char *site_of_call(struct play *play, struct demand *demand)
{
    json_t *site = NULL;
    if (demand->site[0])
        return demand->site;
    play_do(play, &play->agent, "site.create",
            json_pack("{s:s, s:{s:s, s:s}, s:o}", "kind", "call", "name", "zh", "演练地点", "en",
                      "Place of a call", "place", stage_lonlat(demand->place)),
            &site);
    snprintf(demand->site, ID_TEXT_SIZE, "%s", json_text(site, "id", ""));
    json_decref(site);
    return demand->site;
}

static json_t *signed_by(struct play *play, const char *who)
{
    char time[TIME_TEXT_MAX];
    time_format(play_now(play), play->stage.drill->offset_min, time);
    return json_pack("{s:s, s:s, s:s}", "by", who, "method", "typed", "at", time);
}

/* So many lines, or so many kg where the kind is weighed. */
static json_t *lines_of(const struct custody_kind *kind, const struct demand *demand, double said)
{
    json_t *lines = json_array();
    int64_t n = kind->weight ? 1 : (int64_t)said;
    for (int64_t i = 1; i <= n; i++) {
        json_t *line = json_pack("{s:o}", "code", json_sprintf("L%lld", (long long)i));
        if (kind->weight)
            json_object_set_new(line, "kg", json_real(said));
        if (kind->count)
            json_object_set_new(line, "packages", json_integer(1));
        if (kind->seal)
            json_object_set_new(line, "seal",
                                json_sprintf("S%u-%lld", demand->number, (long long)i));
        if (kind->names)
            json_object_set_new(line, "name",
                                json_sprintf("乘客%u-%lld", demand->number, (long long)i));
        json_array_append_new(lines, line);
    }
    return lines;
}

/* What changes hands, line by line: seals are read again. */
static json_t *parts_of(const json_t *manifest)
{
    json_t *parts = json_array(), *line;
    size_t i;
    json_array_foreach(json_object_get(manifest, "lines"), i, line)
    {
        json_t *part = json_pack("{s:O}", "code", json_object_get(line, "code"));
        if (json_object_get(line, "seal"))
            json_object_set(part, "seal", json_object_get(line, "seal"));
        json_array_append_new(parts, part);
    }
    return parts;
}

json_t *custody_take(struct play *play, struct player *player, const json_t *step, double said)
{
    struct demand *demand = &play->demand.at[player->demand];
    const char *name = json_text(json_object_get(step, "limits"), "custody", "");
    const struct custody_kind *kind = catalog_custody(play->stage.catalog, name);
    bool at_depot = strcmp(json_text(step, "phase", ""), "depart") == 0;
    const char *depot = player->depot;
    json_t *manifest = NULL;
    const char *from = at_depot ? depot : site_of_call(play, demand);
    snprintf(demand->goes_to, ID_TEXT_SIZE, "%s", at_depot ? site_of_call(play, demand) : depot);
    if (!kind || play_do(play, &play->agent, "manifest.create",
                         json_pack("{s:s, s:s, s:o}", "kind", name, "site", from, "lines",
                                   lines_of(kind, demand, said)),
                         &manifest) != ERR_OK)
        return json_string("");
    snprintf(demand->manifest, ID_TEXT_SIZE, "%s", json_text(manifest, "id", ""));
    phone_do(play, player, "manifest.hand_over",
             json_pack("{s:s, s:{s:s}, s:{s:s}, s:o, s:{s:o, s:o}}", "id", demand->manifest, "from",
                       "site", from, "to", "crew", player->id, "lines", parts_of(manifest),
                       "signatures", "from", signed_by(play, "giver"), "to",
                       signed_by(play, "crew")));
    json_t *number = json_incref(json_object_get(manifest, "number"));
    json_decref(manifest);
    return number;
}

json_t *custody_give(struct play *play, struct player *player)
{
    struct demand *demand = &play->demand.at[player->demand];
    json_t *manifest = NULL;
    stage_call(&play->stage, &player->phone, "manifest.get",
               json_pack("{s:s}", "id", demand->manifest), &manifest, NULL);
    if (!manifest)
        return json_string("");
    phone_do(play, player, "manifest.receive",
             json_pack("{s:s, s:{s:s}, s:s, s:o, s:{s:o, s:o}}", "id", demand->manifest, "from",
                       "crew", player->id, "site", demand->goes_to, "lines", parts_of(manifest),
                       "signatures", "from", signed_by(play, "crew"), "to",
                       signed_by(play, "taker")));
    json_t *number = json_incref(json_object_get(manifest, "number"));
    json_decref(manifest);
    return number;
}
