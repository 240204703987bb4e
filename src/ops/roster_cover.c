/* How a roster is stood: where a post had, or will have, too few people. */
#include <stdlib.h>
#include <string.h>

#include "ops/roster_int.h"

enum { GAPS_SHOWN = 500, MINUTE_MS = 60000 };

/* From a moment on, more or fewer people are wanted on a post or stand there. */
struct step {
    size_t post; /* in order of appearance */
    int64_t at_ms;
    int32_t wanted, there;
};

struct cover {
    int64_t from_ms, until_ms, now_ms;
    VEC(struct step) steps;
    struct map posts; /* id -> index + 1 */
    json_t *ids;      /* of posts, by index */
    json_t *gaps;
    int64_t gap_ms, planned_gap_ms, changes, unsigned_changes;
};

static size_t post_of(struct cover *cover, const char *id)
{
    uintptr_t at = (uintptr_t)map_get(&cover->posts, sv_of(id));
    if (!at) {
        json_array_append_new(cover->ids, json_string(id));
        at = json_array_size(cover->ids);
        map_set(&cover->posts, sv_of(id), (void *)at);
    }
    return at - 1;
}

/* Clipped to what is asked about. */
static void add(struct cover *cover, size_t post, int64_t from_ms, int64_t until_ms, int32_t wanted,
                int32_t there)
{
    from_ms = from_ms > cover->from_ms ? from_ms : cover->from_ms;
    until_ms = until_ms < cover->until_ms ? until_ms : cover->until_ms;
    if (until_ms <= from_ms)
        return;
    vec_push(&cover->steps, ((struct step){post, from_ms, wanted, there}));
    vec_push(&cover->steps, ((struct step){post, until_ms, -wanted, -there}));
}

/* A place is wanted once, whoever has it; up to now only who has taken over stands there, from now
 * on who is planned. */
static enum err add_duty(struct op *op, struct record *duty, void *context, struct error *error)
{
    (void)op, (void)error;
    struct cover *cover = context;
    const json_t *doc = duty->doc;
    const char *state = json_text(doc, "state", "");
    size_t post = post_of(cover, json_text(doc, "post", ""));
    int64_t from_ms = op_time_of(doc, "from", 0), until_ms = op_time_of(doc, "until", 0);
    int64_t began_ms = op_time_of(doc, "began_at", INT64_MAX);
    if (!json_object_get(doc, "stands_in_for"))
        add(cover, post, from_ms, until_ms, 1, 0);
    if (began_ms != INT64_MAX) {
        /* On duty until relieved; from now on until the shift's end at least. */
        int64_t still_ms = until_ms > cover->now_ms ? until_ms : cover->now_ms;
        add(cover, post, began_ms, op_time_of(doc, "ended_at", still_ms), 0, 1);
    } else if (strcmp(state, "planned") == 0) {
        add(cover, post, from_ms > cover->now_ms ? from_ms : cover->now_ms, until_ms, 0, 1);
    }
    if (json_object_get(doc, "relieves")) {
        cover->changes++;
        cover->unsigned_changes += json_array_size(json_object_get(doc, "signatures")) < 2;
    }
    return ERR_OK;
}

static void add_gaps(struct cover *cover, const struct record *roster)
{
    size_t i;
    json_t *gap;
    json_array_foreach(json_object_get(roster->doc, "gaps"), i, gap)
    {
        int64_t missing = json_i64(gap, "missing", 0), from_ms = op_time_of(gap, "from", 0),
                until_ms = op_time_of(gap, "until", 0);
        add(cover, post_of(cover, json_text(gap, "post", "")), from_ms, until_ms, (int32_t)missing,
            0);
        cover->planned_gap_ms += until_ms - from_ms;
    }
}

static int by_post_and_time(const void *a, const void *b)
{
    const struct step *x = a, *y = b;
    if (x->post != y->post)
        return x->post < y->post ? -1 : 1;
    return (x->at_ms > y->at_ms) - (x->at_ms < y->at_ms);
}

static enum err note_gap(struct op *op, struct cover *cover, const struct step *from,
                         int64_t until_ms, int32_t missing, struct error *error)
{
    struct record post;
    cover->gap_ms += until_ms - from->at_ms;
    if (json_array_size(cover->gaps) >= GAPS_SHOWN)
        return ERR_OK;
    enum err rc =
        record_load(op, &noun_post, json_string_value(json_array_get(cover->ids, from->post)),
                    "post", &post, error);
    if (rc == ERR_OK)
        json_array_append_new(cover->gaps, json_pack("{s:s, s:O, s:o, s:o, s:i}", "post", post.id,
                                                     "name", json_object_get(post.doc, "name"),
                                                     "from", op_time(op, from->at_ms), "until",
                                                     op_time(op, until_ms), "missing", missing));
    return rc;
}

static enum err sweep(struct op *op, struct cover *cover, struct error *error)
{
    enum err rc = ERR_OK;
    int32_t wanted = 0, there = 0;
    if (cover->steps.n)
        qsort(cover->steps.at, cover->steps.n, sizeof *cover->steps.at, by_post_and_time);
    for (size_t i = 0; i < cover->steps.n && rc == ERR_OK; i++) {
        const struct step *step = &cover->steps.at[i];
        bool is_last = i + 1 == cover->steps.n || cover->steps.at[i + 1].post != step->post;
        wanted += step->wanted;
        there += step->there;
        int64_t until_ms = is_last ? step->at_ms : cover->steps.at[i + 1].at_ms;
        if (there < wanted && until_ms > step->at_ms)
            rc = note_gap(op, cover, step, until_ms, wanted - there, error);
        if (is_last)
            wanted = there = 0;
    }
    return rc;
}

enum err op_roster_cover(struct op *op, struct error *error)
{
    const struct record *roster = &op->target;
    struct cover cover = {
        .ids = op_keep(op, json_array()),
        .gaps = op_keep(op, json_array()),
        .now_ms = op->now_ms,
        .from_ms = op_time_of(op->args, "from", op_time_of(roster->doc, "from", 0)),
        .until_ms = op_time_of(op->args, "until", op_time_of(roster->doc, "until", 0))};
    enum err rc = record_each(op, &noun_duty, "roster = ? ORDER BY id",
                              SQL_ARGS(sql_text(roster->id)), add_duty, &cover, error);
    add_gaps(&cover, roster);
    if (rc == ERR_OK)
        rc = sweep(op, &cover, error);
    if (rc == ERR_OK)
        op_answer_json(op,
                       json_pack("{s:o, s:o, s:I, s:f, s:f, s:O, s:I, s:I}", "from",
                                 op_time(op, cover.from_ms), "until", op_time(op, cover.until_ms),
                                 "posts", (json_int_t)json_array_size(cover.ids), "planned_gap_min",
                                 (double)cover.planned_gap_ms / MINUTE_MS, "gap_min",
                                 (double)cover.gap_ms / MINUTE_MS, "gaps", cover.gaps, "changes",
                                 (json_int_t)cover.changes, "changes_unsigned",
                                 (json_int_t)cover.unsigned_changes));
    vec_free(&cover.steps);
    map_free(&cover.posts);
    return rc;
}
