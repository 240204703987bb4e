/* What everybody stands in some days, and whether one more shift is within the rules. */
#include <stdlib.h>
#include <string.h>

#include "ops/roster_int.h"

enum { HOUR_MS = 3600000, REST_SHOWN_H = 24 * 7 };
static const int64_t WEEK_MS = (int64_t)7 * 24 * HOUR_MS, DAY_MS = (int64_t)24 * HOUR_MS;

static struct duty_list *list_of(struct duty_book *book, const char *person)
{
    uintptr_t at = (uintptr_t)map_get(&book->people, sv_of(person));
    if (!at) {
        vec_add(&book->lists);
        at = book->lists.n;
        map_set(&book->people, sv_of(person), (void *)at);
    }
    return &book->lists.at[at - 1];
}

enum err duty_book_read(struct op *op, const struct record *roster, const struct record *but,
                        int64_t from_ms, int64_t until_ms, struct duty_book *book,
                        struct error *error)
{
    struct sql_rows *rows = NULL;
    enum err rc =
        sql_ask(op->sql,
                "SELECT duty.person, duty.from_ms, duty.until_ms FROM duty"
                " JOIN roster ON roster.id = duty.roster WHERE duty.state <> 'absent'"
                " AND duty.from_ms < ? AND duty.until_ms > ? AND duty.id <> ?"
                " AND (roster.state <> 'draft' OR roster.id = ?) ORDER BY duty.from_ms, duty.id",
                SQL_ARGS(sql_i64(until_ms), sql_i64(from_ms), sql_text(but ? but->id : ""),
                         sql_text(roster ? roster->id : "")),
                &rows, error);
    while (rc == ERR_OK && sql_next(rows, &rc, error)) {
        struct duty_list *list = list_of(book, sql_col_text(rows, 0));
        vec_push(&list->spans, ((struct duty_span){sql_col_i64(rows, 1), sql_col_i64(rows, 2)}));
    }
    sql_rows_done(rows);
    return rc;
}

void duty_book_free(struct duty_book *book)
{
    for (size_t i = 0; i < book->lists.n; i++)
        vec_free(&book->lists.at[i].spans);
    vec_free(&book->lists);
    map_free(&book->people);
}

/* Work begun within seven days from a moment on, with the shift. */
static int64_t week_ms(const struct duty_list *list, struct duty_span shift, int64_t from_ms)
{
    int64_t sum_ms = shift.until_ms - shift.from_ms;
    for (size_t i = 0; list && i < list->spans.n; i++) {
        const struct duty_span *span = &list->spans.at[i];
        if (span->from_ms >= from_ms && span->from_ms < from_ms + WEEK_MS)
            sum_ms += span->until_ms - span->from_ms;
    }
    return sum_ms;
}

/* The fullest seven days that hold the shift: they begin with it or with a duty before it. */
static int64_t fullest_ms(const struct duty_list *list, struct duty_span shift)
{
    int64_t most_ms = week_ms(list, shift, shift.from_ms);
    for (size_t i = 0; list && i < list->spans.n; i++) {
        int64_t from_ms = list->spans.at[i].from_ms;
        if (from_ms > shift.from_ms || from_ms <= shift.from_ms - WEEK_MS)
            continue;
        int64_t sum_ms = week_ms(list, shift, from_ms);
        most_ms = sum_ms > most_ms ? sum_ms : most_ms;
    }
    return most_ms;
}

struct duty_look duty_book_look(const struct duty_book *book, const char *person,
                                struct duty_span shift, const json_t *rules)
{
    uintptr_t at = (uintptr_t)map_get(&book->people, sv_of(person));
    const struct duty_list *list = at ? &book->lists.at[at - 1] : NULL;
    int64_t rest_ms = (int64_t)(json_f64(rules, "rest_h", ROSTER_REST_H) * HOUR_MS);
    int64_t rested_ms = DAY_MS * 7, sum_ms = fullest_ms(list, shift);
    struct duty_look look = {.may = true, .week_h = (double)sum_ms / HOUR_MS};
    for (size_t i = 0; list && i < list->spans.n; i++) {
        const struct duty_span *span = &list->spans.at[i];
        if (span->from_ms < shift.until_ms + rest_ms && shift.from_ms < span->until_ms + rest_ms)
            look.why = "They have a shift too close to it";
        if (span->until_ms <= shift.from_ms && shift.from_ms - span->until_ms < rested_ms)
            rested_ms = shift.from_ms - span->until_ms;
    }
    if (!look.why && look.week_h > json_f64(rules, "week_h", ROSTER_WEEK_H))
        look.why = "They would work more hours in seven days than the roster allows";
    look.may = look.why == NULL;
    look.rested_h = rested_ms / HOUR_MS;
    return look;
}

bool duty_skilled(const json_t *person, const json_t *skills)
{
    size_t i, j;
    json_t *wanted, *has;
    json_array_foreach(skills, i, wanted)
    {
        bool found = false;
        json_array_foreach(json_object_get(person, "skills"), j, has)
        {
            found |= json_equal(wanted, has);
        }
        if (!found)
            return false;
    }
    return true;
}
