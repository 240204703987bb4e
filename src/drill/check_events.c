/*
 * Every number against its events: states of jobs, who has them, and what crews have on board, each
 * worked out anew from the log and the ledger, without the tables they are read from.
 */
#include <math.h>
#include <string.h>

#include "drill/play_int.h"

enum { PAGE = 1000 };

/* Notes what an event says of a job: its state, and its crew ("" nobody). */
static void hear_of_job(json_t *jobs, const char *type, const char *id, const json_t *data)
{
    json_t *job = json_object_get(jobs, id);
    if (strcmp(type, "job.created") == 0) {
        json_object_set_new(
            jobs, id,
            json_pack("{s:s, s:s}", "state", json_text(data, "state", "new"), "crew", ""));
        return;
    }
    if (!job)
        return;
    if (strcmp(type, "job.state") == 0)
        json_object_set(job, "state", json_object_get(data, "to"));
    else if (strcmp(type, "job.assigned") == 0)
        json_object_set(job, "crew", json_object_get(data, "crew"));
    else if (strcmp(type, "job.unassigned") == 0)
        json_object_set_new(job, "crew", json_string(""));
}

/* The jobs as the log tells them; NULL when it cannot be read. */
static json_t *jobs_by_events(struct play *play)
{
    json_t *jobs = json_object(), *page = NULL, *event;
    int64_t after = 0;
    size_t n = PAGE, i;
    while (n == PAGE) {
        if (stage_call(&play->stage, &play->stage.self, "event.list",
                       json_pack("{s:I, s:i}", "after", (json_int_t)after, "limit", PAGE), &page,
                       NULL) != ERR_OK) {
            json_decref(jobs);
            return NULL;
        }
        const json_t *items = json_object_get(page, "items");
        n = json_array_size(items);
        json_array_foreach(items, i, event)
        {
            after = json_i64(event, "seq", after);
            hear_of_job(jobs, json_text(event, "type", ""), json_text(event, "noun_id", ""),
                        json_object_get(event, "data"));
        }
        json_decref(page);
    }
    return jobs;
}

static void check_jobs_by_events(struct play *play)
{
    json_t *told = jobs_by_events(play), *jobs = NULL, *job;
    size_t i;
    if (!told || stage_list(&play->stage, "job.list", NULL, &jobs, NULL) != ERR_OK)
        play_break(play, "the jobs could not be held against the log");
    json_array_foreach(jobs, i, job)
    {
        const json_t *said = json_object_get(told, json_text(job, "id", ""));
        const char *number = json_text(job, "number", ""), *state = json_text(job, "state", "");
        if (!said)
            play_break(play, "no event made %s", number);
        else if (strcmp(json_text(said, "state", ""), state) != 0)
            play_break(play, "%s is %s; its events say %s", number, state,
                       json_text(said, "state", ""));
        bool open = !strcmp(state, "planned") || !strcmp(state, "dispatched");
        if (said && open && strcmp(json_text(said, "crew", ""), json_text(job, "crew", "")) != 0)
            play_break(play, "%s is with another crew than its events say", number);
    }
    json_decref(jobs);
    json_decref(told);
}

/* ---- Stock ----------------------------------------------------------------------------------- */

static void move(json_t *sums, const json_t *end, const char *item, double qty)
{
    char key[ID_TEXT_SIZE + 88];
    if (strcmp(json_text(end, "kind", ""), "crew") != 0)
        return;
    snprintf(key, sizeof key, "%s %s", json_text(end, "id", ""), item);
    json_object_set_new(sums, key, json_real(json_f64(sums, key, 0) + qty));
}

static void check_stock_by_moves(struct play *play)
{
    json_t *moves = NULL, *levels = NULL, *sums = json_object(), *line;
    size_t i;
    if (stage_list(&play->stage, "stock.moves", NULL, &moves, NULL) != ERR_OK ||
        stage_list(&play->stage, "stock.list", NULL, &levels, NULL) != ERR_OK)
        play_break(play, "the stock could not be held against its moves");
    json_array_foreach(moves, i, line)
    {
        const char *item = json_text(line, "item", "");
        double qty = json_f64(line, "qty", 0);
        move(sums, json_object_get(line, "from"), item, -qty);
        move(sums, json_object_get(line, "to"), item, qty);
    }
    json_array_foreach(levels, i, line)
    {
        char key[ID_TEXT_SIZE + 88];
        const char *item = json_text(line, "item", "");
        double qty = json_f64(line, "qty", 0);
        snprintf(key, sizeof key, "%s %s", json_text(line, "holder", ""), item);
        if (qty < 0)
            play_break(play, "there are %g of %s", qty, item);
        if (strcmp(json_text(line, "holder_kind", ""), "crew") == 0 &&
            fabs(qty - json_f64(sums, key, 0)) > 1e-6)
            play_break(play, "a crew has %g of %s; its moves say %g", qty, item,
                       json_f64(sums, key, 0));
    }
    json_decref(moves);
    json_decref(levels);
    json_decref(sums);
}

void check_events(struct play *play)
{
    check_jobs_by_events(play);
    check_stock_by_moves(play);
}
