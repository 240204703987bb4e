/*
 * Reliefs that do not come: a shift of an issued roster that nobody has taken over so long after
 * its beginning (`no_relief` in packs/watches.yaml; R-D2). Whoever stands on the post stays there.
 */
#include <string.h>

#include "catalog/watches.h"
#include "ops/alarm_int.h"
#include "ops/roster_int.h"

enum { MINUTE_MS = 60 * 1000 };

/* Nobody has taken it over, and nobody was put in their place. */
static bool waits(const struct record *duty)
{
    const char *state = json_text(duty->doc, "state", "");
    return strcmp(state, "planned") == 0 ||
           (strcmp(state, "absent") == 0 && !json_object_get(duty->doc, "began_at") &&
            !json_object_get(duty->doc, "substituted_by"));
}

struct post_words {
    char zh[300], en[300];
};

/* Which post, which hour, and whether anybody is there. */
static enum err post_words(struct op *op, const struct record *duty, struct post_words *words,
                           struct error *error)
{
    struct record post;
    char text[TIME_TEXT_MAX];
    int64_t there = 0;
    const char *id = json_text(duty->doc, "post", "");
    enum err rc = record_load(op, &noun_post, id, "post", &post, error);
    if (rc == ERR_OK)
        rc = sql_ask_i64(op->sql, "SELECT count(*) FROM duty WHERE post = ? AND state = 'on'",
                         SQL_ARGS(sql_text(id)), 0, &there, error);
    if (rc != ERR_OK)
        return rc;
    const json_t *name = json_object_get(post.doc, "name");
    const char *en = json_text(name, "en", json_text(name, "zh", "")),
               *zh = json_text(name, "zh", en);
    time_format(op_time_of(duty->doc, "from", 0), op->ops->config.offset_min, text);
    /* 2022-09-27T11:32:00+08:00: the day and the minute. */
    snprintf(words->zh, sizeof words->zh, "%.120s %.5s %.5s（%s）", zh, text + 5, text + 11,
             there ? "在岗人员留岗至交接" : "岗上无人");
    snprintf(words->en, sizeof words->en, "%.120s, %.5s %.5s (%s)", en, text + 5, text + 11,
             there ? "who is there stays until relieved" : "nobody is there");
    return ERR_OK;
}

/* Climbs to where the time has come, and says when the next step is. */
static enum err climb(struct op *op, const struct record *duty, int64_t since_ms, int64_t *next_ms,
                      struct error *error)
{
    const struct watches *watches = catalog_watches(op->ops->config.catalog);
    int64_t step = 0;
    struct post_words words;
    for (size_t i = 0; i < watches->no_relief.n; i++) {
        int64_t at_ms = since_ms + watches->no_relief.at[i].after_min * MINUTE_MS;
        if (at_ms > op->now_ms) {
            *next_ms = at_ms < *next_ms ? at_ms : *next_ms;
            break;
        }
        step = (int64_t)i + 1;
    }
    if (step == 0)
        return ERR_OK;
    enum err rc = post_words(op, duty, &words, error);
    const struct names word = {.zh = words.zh, .en = words.en};
    return rc == ERR_OK ? alarm_raise(op, ALARM_RELIEF, duty, NULL, "", step, &word, error) : rc;
}

enum err watch_duty(struct op *op, struct record *duty, struct error *error)
{
    struct record roster;
    int64_t until_ms = op_time_of(duty->doc, "until", 0), next_ms = until_ms;
    int64_t since_ms = op_time_of(duty->doc, "from", 0);
    int64_t asked_ms = op_time_of(duty->doc, "asked_at", since_ms);
    enum err rc =
        record_load(op, &noun_roster, json_text(duty->doc, "roster", ""), "roster", &roster, error);
    if (rc != ERR_OK)
        return rc;
    bool watched = waits(duty) && until_ms > op->now_ms &&
                   strcmp(json_text(roster.doc, "state", ""), "issued") == 0;
    rc = watched ? climb(op, duty, asked_ms > since_ms ? asked_ms : since_ms, &next_ms, error)
                 : alarm_clear(op, ALARM_RELIEF, duty->id, error);
    return rc == ERR_OK ? timer_set(op, duty, watched ? next_ms : INT64_MAX, error) : rc;
}

enum err duty_timer(struct op *op, struct record *duty, struct error *error)
{
    return watch_duty(op, duty, error);
}

enum err watch_roster(struct op *op, const struct record *roster, int64_t planned_ms,
                      struct error *error)
{
    const struct watches *watches = catalog_watches(op->ops->config.catalog);
    if (watches->no_relief.n == 0)
        return ERR_OK;
    enum err rc = sql_run(op->sql,
                          "DELETE FROM timer WHERE noun = 'duty' AND noun_id IN"
                          " (SELECT id FROM duty WHERE roster = ? AND from_ms > ?)",
                          SQL_ARGS(sql_text(roster->id), sql_i64(planned_ms)), error);
    return rc != ERR_OK
               ? rc
               : sql_run(op->sql,
                         "INSERT INTO timer (noun, noun_id, at_ms)"
                         " SELECT 'duty', id, from_ms + ? FROM duty"
                         " WHERE roster = ? AND until_ms > ?"
                         " AND (state = 'planned' OR state = 'absent' AND from_ms <= ?)"
                         " ON CONFLICT (noun, noun_id) DO NOTHING",
                         SQL_ARGS(sql_i64(watches->no_relief.at[0].after_min * MINUTE_MS),
                                  sql_text(roster->id), sql_i64(op->now_ms), sql_i64(planned_ms)),
                         error);
}
