#include "ops/alarm_int.h"

#include <string.h>

#include "catalog/watches.h"

const struct noun noun_alarm = {
    .name = "alarm",
    .table = "alarm",
    .columns = {{"kind", "kind", COLUMN_TEXT},
                {"about", "about", COLUMN_TEXT},
                {"is_open", "open", COLUMN_NUMBER},
                {"raised_ms", "raised_at", COLUMN_TIME},
                {"crew", "crew", COLUMN_TEXT}},
    .own_crew = "SELECT count(*) FROM alarm WHERE id = ? AND crew = ?",
    .own_crew_where = "crew = ?",
    .newest_first = true,
};

/* %n: number of the job, or what the thing is called; %c: name of the crew; %w: the word. */
static const struct {
    const char *code, *severity, *zh, *en;
} kinds[ALARM_KINDS] = {
    [ALARM_NO_ANSWER] = {"no_answer", "urgent", "%c 未应答 %n，通知%w",
                         "%c does not answer about %n: tell %w"},
    [ALARM_OVERDUE] = {"overdue", "urgent", "%n 已到时限，仍无人到场",
                       "%n is due and nobody is there"},
    [ALARM_IN_DANGER] = {"in_danger", "warning", "%n 预计晚于时限到达",
                         "%n is planned later than it is due"},
    [ALARM_CHECK_IN] = {"check_in", "urgent", "%c 在封控区内未按时报平安",
                        "%c has not checked in from a dangerous place"},
    [ALARM_SUIT] = {"suit", "warning", "%c 防护服穿着已达时限，须更换",
                    "%c has worn protective suits for too long: change them"},
    [ALARM_DRIVING] = {"driving", "warning", "%c 连续驾驶已达时限，须停车休息",
                       "%c has driven for too long: stop and rest"},
    [ALARM_HELD] = {"held_too_long", "urgent", "联单 %n 超过时限：%w",
                    "Manifest %n is held too long: %w"},
    [ALARM_FULL] = {"plant_full", "urgent", "%n 今日接收能力将满。可协同处置：%w",
                    "%n takes little more today. Mutual aid: %w"},
    [ALARM_RELIEF] = {"no_relief", "urgent", "无人接岗：%w", "Nobody has taken over: %w"},
    [ALARM_REPORT] = {"no_report", "warning", "%n 未按时报送情况（无情况须零报告）",
                      "%n has not reported in time (nothing to report is a report)"},
};

struct filling {
    const char *number, *crew, *word;
};

static json_t *text_of(const char *template, struct filling with)
{
    char text[400];
    size_t n = 0;
    for (const char *c = template; *c && n + 1 < sizeof text; c++) {
        const char *part = c[0] != '%'   ? NULL
                           : c[1] == 'n' ? with.number
                           : c[1] == 'c' ? with.crew
                                         : with.word;
        if (!part) {
            text[n++] = *c;
            continue;
        }
        int more = snprintf(text + n, sizeof text - n, "%s", part);
        n = more < 0 || (size_t)more >= sizeof text - n ? sizeof text - 1 : n + (size_t)more;
        c++;
    }
    return json_stringn(text, n);
}

static bool find_open(struct op *op, enum alarm_kind kind, const char *about, struct record *out,
                      enum err *rc, struct error *error)
{
    struct sql_rows *rows = NULL;
    char id[ID_TEXT_SIZE] = "";
    *rc = sql_ask(op->sql, "SELECT id FROM alarm WHERE is_open = 1 AND kind = ? AND about = ?",
                  SQL_ARGS(sql_text(kinds[kind].code), sql_text(about)), &rows, error);
    if (*rc == ERR_OK && sql_next(rows, rc, error))
        snprintf(id, sizeof id, "%s", sql_col_text(rows, 0));
    sql_rows_done(rows);
    if (*rc == ERR_OK && *id)
        *rc = record_load(op, &noun_alarm, id, "alarm", out, error);
    return *rc == ERR_OK && *id;
}

/* Number or name of the thing. */
static const char *called(const struct record *thing, const char *lang)
{
    const json_t *name = json_object_get(thing->doc, "name");
    const char *other = json_text(name, "en", json_text(name, "zh", thing->id));
    return json_text(thing->doc, "number", json_text(name, lang, other));
}

static enum err set_text(struct op *op, struct record *alarm, enum alarm_kind kind,
                         const struct record *thing, const char *crew, const struct names *word,
                         struct error *error)
{
    struct record found;
    const json_t *name = NULL;
    if (*crew) {
        enum err rc = record_load(op, &noun_crew, crew, "crew", &found, error);
        if (rc != ERR_OK)
            return rc;
        name = json_object_get(found.doc, "name");
        json_object_set_new(alarm->doc, "crew", json_string(crew));
    }
    const char *en = json_text(name, "en", json_text(name, "zh", "")),
               *zh = json_text(name, "zh", en);
    struct filling in_zh = {called(thing, "zh"), zh, word ? word->zh : ""};
    struct filling in_en = {called(thing, "en"), en, word ? word->en : ""};
    json_object_set_new(alarm->doc, "text",
                        json_pack("{s:o, s:o}", "zh", text_of(kinds[kind].zh, in_zh), "en",
                                  text_of(kinds[kind].en, in_en)));
    return ERR_OK;
}

static enum err tell(struct op *op, const struct record *alarm, const char *what,
                     struct error *error)
{
    return op_event(op, what, alarm,
                    json_pack("{s:O, s:O, s:O, s:O}", "kind", json_object_get(alarm->doc, "kind"),
                              "about", json_object_get(alarm->doc, "about"), "step",
                              json_object_get(alarm->doc, "step"), "text",
                              json_object_get(alarm->doc, "text")),
                    error);
}

/* ---- Telling people -------------------------------------------------------------------------- */

static const char OTHER_ORGANISATION[] = "other_organisation";

/* Notes on the alarm who was told when, and says so: phones and consoles hear it. What another
 * organisation is told is no longer of one alone. */
static enum err tell_one(struct op *op, struct record *alarm, const char *to, struct error *error)
{
    json_t *line = json_pack("{s:s}", "to", to);
    op_set_time(op, line, "at", op->now_ms);
    op_default(alarm->doc, "told", json_array());
    json_array_append_new(json_object_get(alarm->doc, "told"), line);
    if (strcmp(to, OTHER_ORGANISATION) == 0) {
        alarm->org[0] = '\0';
        json_object_set_new(alarm->doc, "org", json_null());
    }
    return op_event(op, "alarm.told", alarm,
                    json_pack("{s:s, s:O, s:O?, s:O?, s:O}", "to", to, "kind",
                              json_object_get(alarm->doc, "kind"), "crew",
                              json_object_get(alarm->doc, "crew"), "job",
                              json_object_get(alarm->doc, "job"), "text",
                              json_object_get(alarm->doc, "text")),
                    error);
}

/* Who is told of this alarm at this step. Before the alarm is saved. */
static enum err tell_people(struct op *op, struct record *alarm, enum alarm_kind kind, int64_t step,
                            struct error *error)
{
    const struct watches *watches = catalog_watches(op->ops->config.catalog);
    enum err rc = ERR_OK;
    if (kind == ALARM_NO_ANSWER && step >= 1 && (size_t)step <= watches->no_answer.n)
        return tell_one(op, alarm, watches->no_answer.at[step - 1].id, error);
    if (kind == ALARM_RELIEF && step >= 1 && (size_t)step <= watches->no_relief.n)
        return tell_one(op, alarm, watches->no_relief.at[step - 1].id, error);
    for (size_t i = 0; i < watches->tell.n; i++) {
        const struct telling_of *telling = &watches->tell.at[i];
        for (size_t w = 0; rc == ERR_OK && w < telling->to.n; w++) {
            if (strcmp(telling->id, kinds[kind].code) == 0)
                rc = tell_one(op, alarm, telling->to.at[w], error);
        }
    }
    return rc;
}

enum err alarm_raise(struct op *op, enum alarm_kind kind, const struct record *about,
                     const struct record *job, const char *crew, int64_t step,
                     const struct names *word, struct error *error)
{
    struct record alarm;
    enum err rc;
    bool climbs = find_open(op, kind, about->id, &alarm, &rc, error);
    if (rc != ERR_OK || (climbs && json_i64(alarm.doc, "step", 0) >= step))
        return rc;
    if (!climbs) {
        alarm = record_new(op, &noun_alarm, about->org);
        json_object_set_new(alarm.doc, "kind", json_string(kinds[kind].code));
        json_object_set_new(alarm.doc, "severity", json_string(kinds[kind].severity));
        json_object_set_new(alarm.doc, "noun", json_string(about->noun->name));
        json_object_set_new(alarm.doc, "about", json_string(about->id));
        json_object_set_new(alarm.doc, "open", json_true());
        op_set_time(op, alarm.doc, "raised_at", op->now_ms);
    }
    json_object_del(alarm.doc, "acknowledged_at");
    json_object_del(alarm.doc, "acknowledged_by");
    json_object_set_new(alarm.doc, "step", json_integer(step));
    if (job)
        json_object_set_new(alarm.doc, "job", json_string(job->id));
    rc = set_text(op, &alarm, kind, job ? job : about, crew, word, error);
    if (rc == ERR_OK)
        rc = tell_people(op, &alarm, kind, step, error);
    if (rc == ERR_OK)
        rc = climbs ? record_save(op, &alarm, error) : record_insert(op, &alarm, error);
    return rc == ERR_OK ? tell(op, &alarm, climbs ? "alarm.climbed" : "alarm.raised", error) : rc;
}

enum err alarm_clear(struct op *op, enum alarm_kind kind, const char *about, struct error *error)
{
    struct record alarm;
    enum err rc;
    if (!find_open(op, kind, about, &alarm, &rc, error))
        return rc;
    json_object_set_new(alarm.doc, "open", json_false());
    op_set_time(op, alarm.doc, "cleared_at", op->now_ms);
    rc = record_save(op, &alarm, error);
    return rc == ERR_OK ? tell(op, &alarm, "alarm.cleared", error) : rc;
}

enum err op_alarm_list(struct op *op, struct error *error)
{
    if (json_object_get(op->args, "open"))
        json_object_set_new(op->args, "is_open", json_integer(json_flag(op->args, "open", true)));
    return op_list(op, &noun_alarm, error);
}

enum err op_alarm_get(struct op *op, struct error *error)
{
    return op_get(op, error);
}

enum err op_alarm_acknowledge(struct op *op, struct error *error)
{
    json_t *doc = op->target.doc;
    if (!json_flag(doc, "open", false))
        return error_at(error, ERR_STATE, "id", "The alarm is over.");
    if (json_object_get(doc, "acknowledged_at"))
        return op_answer(op, &op->target, error);
    op_set_time(op, doc, "acknowledged_at", op->now_ms);
    json_object_set_new(doc, "acknowledged_by", json_string(op->actor.name));
    return op_changed(op, &op->target, "acknowledged", NULL, error);
}
