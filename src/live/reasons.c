#include <string.h>

#include "live/eligible_int.h"

/* In a text, %s is the missing thing and %c the crews; in the shift's, %t is the time. */
static const struct {
    const char *code, *zh, *en;
} reasons[REFUSAL_COUNT] = {
    [REFUSAL_SKILL] = {"no_skill", "没有具备技能“%s”的班组", "No crew has the skill %s"},
    [REFUSAL_PINNED] = {"pinned", "已由人工指定其他班组（%c）",
                        "A person gave the job to another crew (%c)"},
    [REFUSAL_FORBIDDEN] = {"forbidden", "已由人工禁止（%c）", "Forbidden by a person (%c)"},
    [REFUSAL_BY_HAND] = {"by_hand", "该服务由人工派单", "The service is dispatched by hand"},
    [REFUSAL_KIND] = {"vehicle_kind", "车辆类型“%s”不适用（%c）",
                      "The service does not use a vehicle of kind %s (%c)"},
    [REFUSAL_PEOPLE] = {"people_unavailable", "具备技能“%s”的人员当前不可用（%c）",
                        "The people with the skill %s are not available (%c)"},
    [REFUSAL_CREW_SIZE] = {"crew_too_small", "可用且受过培训的人员不足 %s 人（%c）",
                           "Fewer people than the %s needed are available and trained (%c)"},
    [REFUSAL_CERTIFICATE] = {"no_certificate", "没有持有效证书“%s”的可用人员（%c）",
                             "Nobody available holds a valid certificate %s (%c)"},
    [REFUSAL_TEST] = {"test_too_old", "%s 小时内检测阴性的可用人员不足（%c）",
                      "Too few available people were tested within %s hours (%c)"},
    [REFUSAL_SHIFT] = {"no_shift", "%t 之前没有具备所需技能的班组在班（%c）",
                       "No crew with %k is on shift before %t (%c)"},
    [REFUSAL_VEHICLE] = {"vehicle_not_ready", "车辆 %s 不可用（%c）",
                         "The vehicle %s is not ready (%c)"},
    [REFUSAL_LOOP] = {"closed_loop", "闭环班组只服务本闭环区域（%c）",
                      "A closed-loop crew serves only its loop (%c)"},
    [REFUSAL_PERMIT] = {"no_permit", "缺少进入“%z”的通行证（%c）",
                        "The permit for %s is missing (%c)"},
    [REFUSAL_PROTECTION] = {"no_protection", "随车防护用品“%s”不足（%c）",
                            "Not enough protection on board: %s (%c)"},
    [REFUSAL_STOCK] = {"no_stock", "随车物资“%s”不足（%c）", "Not enough stock on board: %s (%c)"},
    [REFUSAL_GATE] = {"gate_closed", "在班期间“%z”没有开放的卡口（%c）",
                      "No gate of the zone is open during the shift (%c)"},
    [REFUSAL_ROAD] = {"no_way", "在当前封闭情况下没有道路可到达（%c）",
                      "There is no way under the present closures (%c)"},
    [REFUSAL_TIME] = {"no_time", "班次剩余时间内排不下（%c）",
                      "It does not fit into what is left of the shift (%c)"},
};

enum { CREWS_NAMED_MAX = 5, REASON_TEXT_MAX = 400 };

struct filling {
    const char *word, *skill, *zone, *crews, *time;
};

/* Writes a template with its places filled. */
static void fill_text(const char *template, const struct filling *with, char *text, size_t size)
{
    size_t n = 0;
    for (const char *c = template; *c && n + 1 < size; c++) {
        const char *part = NULL;
        if (c[0] == '%')
            part = c[1] == 's'   ? with->word
                   : c[1] == 'c' ? with->crews
                   : c[1] == 'k' ? with->skill
                   : c[1] == 'z' ? with->zone
                   : c[1] == 't' ? with->time
                                 : NULL;
        if (!part) {
            text[n++] = *c;
            continue;
        }
        int written = snprintf(text + n, size - n, "%s", part);
        n = written < 0 || (size_t)written >= size - n ? size - 1 : n + (size_t)written;
        c++;
    }
    text[n < size ? n : size - 1] = '\0';
}

static void name_crews(const struct world *world, const struct refusal_of *refusals, size_t n,
                       enum refusal stage, const char *language, char *text, size_t size)
{
    size_t written = 0, named = 0, of = 0;
    text[0] = '\0';
    for (size_t i = 0; i < n; i++) {
        if (refusals[i].refusal != stage || ++of > CREWS_NAMED_MAX)
            continue;
        const json_t *crew = world_get(world, WORLD_CREW, refusals[i].crew);
        const char *name = json_text(json_object_get(crew, "name"), language, refusals[i].crew);
        int more = snprintf(text + written, size - written, "%s%s", named++ ? ", " : "", name);
        if (more < 0 || (size_t)more >= size - written)
            return;
        written += (size_t)more;
    }
    if (of > CREWS_NAMED_MAX)
        snprintf(text + written, size - written, ", +%zu", of - CREWS_NAMED_MAX);
}

/* The time of day of the earliest shift ahead, or a dash. */
static void name_shift(const struct refusal_of *refusals, size_t n, int offset_min, char text[16])
{
    int64_t first_ms = 0;
    for (size_t i = 0; i < n; i++) {
        if (refusals[i].refusal == REFUSAL_SHIFT && refusals[i].when_ms &&
            (!first_ms || refusals[i].when_ms < first_ms))
            first_ms = refusals[i].when_ms;
    }
    char full[TIME_TEXT_MAX];
    if (first_ms)
        snprintf(text, 16, "%.5s", time_format(first_ms, offset_min, full) + 11);
    else
        snprintf(text, 16, "24:00");
}

/* What a missing thing is called; a number or a plate stays as it is. */
static struct names name_of(const struct catalog *catalog, enum refusal stage, const char *word)
{
    static const int kinds[REFUSAL_COUNT] = {
        [REFUSAL_SKILL] = TERM_SKILL,
        [REFUSAL_PEOPLE] = TERM_SKILL,
        [REFUSAL_KIND] = TERM_VEHICLE,
        [REFUSAL_CERTIFICATE] = TERM_CERTIFICATE,
        [REFUSAL_PROTECTION] = TERM_ITEM,
        [REFUSAL_STOCK] = TERM_ITEM,
        [REFUSAL_PINNED] = -1,
        [REFUSAL_FORBIDDEN] = -1,
        [REFUSAL_BY_HAND] = -1,
        [REFUSAL_CREW_SIZE] = -1,
        [REFUSAL_SHIFT] = -1,
        [REFUSAL_VEHICLE] = -1,
        [REFUSAL_LOOP] = -1,
        [REFUSAL_PERMIT] = -1,
        [REFUSAL_GATE] = -1,
        [REFUSAL_ROAD] = -1,
        [REFUSAL_TIME] = -1,
    };
    const struct names *term =
        catalog && kinds[stage] >= 0 ? catalog_term(catalog, kinds[stage], word) : NULL;
    return term ? *term : (struct names){word, word};
}

struct telling {
    const struct world *world;
    const struct catalog *catalog;
    const json_t *job;
    int offset_min;
};

static json_t *reason_of(const struct telling *telling, const struct refusal_of *refusals, size_t n,
                         enum refusal stage)
{
    const struct world *world = telling->world;
    const json_t *job = telling->job;
    int offset_min = telling->offset_min;
    const json_t *zone = json_object_get(job, "zone");
    const json_t *skills = json_object_get(json_object_get(job, "requirements"), "skills");
    const char *word = "";
    json_t *crews = json_array();
    for (size_t i = 0; i < n; i++) {
        if (refusals[i].refusal != stage)
            continue;
        word = refusals[i].word;
        if (json_array_size(crews) < 100)
            json_array_append_new(crews, json_string(refusals[i].crew));
    }
    char names_zh[REASON_TEXT_MAX / 2], names_en[REASON_TEXT_MAX / 2], time[16];
    name_crews(world, refusals, n, stage, "zh", names_zh, sizeof names_zh);
    name_crews(world, refusals, n, stage, "en", names_en, sizeof names_en);
    name_shift(refusals, n, offset_min, time);
    const char *skill = json_string_value(json_array_get(skills, 0));
    struct names missing = name_of(telling->catalog, stage, word);
    struct names needed = name_of(telling->catalog, REFUSAL_SKILL, skill ? skill : "");
    struct filling zh = {missing.zh, needed.zh, json_text(json_object_get(zone, "name"), "zh", ""),
                         names_zh, time};
    struct filling en = {missing.en, needed.en, json_text(json_object_get(zone, "name"), "en", ""),
                         names_en, time};
    char text_zh[REASON_TEXT_MAX], text_en[REASON_TEXT_MAX];
    fill_text(reasons[stage].zh, &zh, text_zh, sizeof text_zh);
    fill_text(reasons[stage].en, &en, text_en, sizeof text_en);
    return json_pack("{s:s, s:{s:s, s:s}, s:o}", "code", reasons[stage].code, "text", "zh", text_zh,
                     "en", text_en, "crews", crews);
}

json_t *reason_for_one(const struct world *world, const struct catalog *catalog, const json_t *job,
                       const struct refusal_of *refusal, int offset_min)
{
    const struct telling telling = {world, catalog, job, offset_min};
    return reason_of(&telling, refusal, 1, refusal->refusal);
}

static bool stage_is_reached(const struct refusal_of *refusals, size_t n, enum refusal stage)
{
    for (size_t i = 0; i < n; i++) {
        if (refusals[i].refusal == stage)
            return true;
    }
    return false;
}

json_t *reasons_for(const struct world *world, const struct catalog *catalog, const json_t *job,
                    const struct refusal_of *refusals, size_t n, int offset_min)
{
    const struct telling telling = {world, catalog, job, offset_min};
    json_t *list = json_array();
    for (int stage = REFUSAL_COUNT - 1; stage > REFUSAL_SKILL; stage--) {
        if (stage_is_reached(refusals, n, (enum refusal)stage))
            json_array_append_new(list, reason_of(&telling, refusals, n, (enum refusal)stage));
    }
    if (json_array_size(list) > 0)
        return list;

    const json_t *skills = json_object_get(json_object_get(job, "requirements"), "skills");
    struct refusal_of nobody = {.refusal = REFUSAL_SKILL};
    const char *skill = json_string_value(json_array_get(skills, 0));
    snprintf(nobody.word, sizeof nobody.word, "%s", skill ? skill : "");
    json_t *reason = reason_of(&telling, &nobody, 1, REFUSAL_SKILL);
    json_array_clear(json_object_get(reason, "crews"));
    json_array_append_new(list, reason);
    return list;
}
