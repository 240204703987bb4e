/* Rosters through the commands: planned, issued, stood, and put right when somebody falls out. */
#include "../ops/town.h"
#include "catalog/watches.h"
#include "live/live_int.h"

/* From the town's beginning to that of the rosters. */
enum { HOUR_S = 3600, TO_FIRST_S = 20 * HOUR_S + 28 * 60, PEOPLE_MAX = 40 };

static const char FROM[] = "2022-09-28T08:00:00+08:00";

struct watch {
    struct town town;
    char unit[ID_TEXT_SIZE], other[ID_TEXT_SIZE], post[ID_TEXT_SIZE], roster[ID_TEXT_SIZE];
    char people[PEOPLE_MAX][ID_TEXT_SIZE];
};

static enum err advise(void *context, const char *question, const json_t *args, json_t **answer,
                       struct error *error)
{
    assert_string_equal(question, "roster");
    return roster_answer(context, args, answer, error);
}

/* A post of one person in two shifts of twelve hours from eight on, and so many people of its unit.
 */
static void open_watch(struct watch *watch, int people)
{
    struct town *town = &watch->town;
    town_open(town);
    ops_advised_by(town->ops, advise, town->ops);
    town_do(town, watch->unit, "org.create", "{\"name\":{\"en\":\"Unit\"},\"kind\":\"company\"}");
    town_do(town, watch->other, "org.create",
            "{\"name\":{\"en\":\"Other\"},\"kind\":\"company\",\"parent\":\"%s\"}", watch->unit);
    town_do(town, watch->post, "post.create",
            "{\"org\":\"%s\",\"name\":{\"en\":\"North gate\"},\"shifts\":["
            "{\"from\":\"08:00\",\"until\":\"20:00\",\"people\":1,\"skills\":[\"watch\"]},"
            "{\"from\":\"20:00\",\"until\":\"08:00\",\"people\":1,\"skills\":[\"watch\"]}]}",
            watch->unit);
    for (int i = 0; i < people; i++)
        town_do(town, watch->people[i], "person.create",
                "{\"org\":\"%s\",\"name\":{\"en\":\"P%d\"},\"skills\":[\"watch\",\"x\"]}",
                watch->unit, i);
}

static void close_watch(struct watch *watch)
{
    ops_advised_by(watch->town.ops, NULL, NULL);
    town_close(&watch->town);
}

static json_t *plan(struct watch *watch, int days)
{
    town_do(&watch->town, watch->roster, "roster.plan",
            "{\"org\":\"%s\",\"from\":\"%s\",\"days\":%d}", watch->unit, FROM, days);
    return town_get(&watch->town, "roster.get", "{\"id\":\"%s\"}", watch->roster);
}

/* The duties of the roster in a state; of all when it is "". */
static json_t *duties(struct watch *watch, const char *state)
{
    char filter[80] = "";
    if (*state)
        snprintf(filter, sizeof filter, ",\"state\":\"%s\"", state);
    json_t *list = town_get(&watch->town, "duty.list", "{\"roster\":\"%s\",\"limit\":1000%s}",
                            watch->roster, filter);
    json_t *items = json_incref(json_object_get(list, "items"));
    json_decref(list);
    return items;
}

/* The duty that begins so many hours after the roster; ids in `id` and `person`. */
static void duty_at(struct watch *watch, int hours, char id[ID_TEXT_SIZE],
                    char person[ID_TEXT_SIZE])
{
    int64_t from_ms = 0, at_ms = 0;
    json_t *list = duties(watch, "planned"), *duty;
    size_t i;
    assert_true(time_parse(FROM, &from_ms));
    *id = 0;
    json_array_foreach(list, i, duty)
    {
        if (time_parse(json_text(duty, "from", ""), &at_ms) &&
            at_ms == from_ms + (int64_t)hours * HOUR_S * 1000) {
            snprintf(id, ID_TEXT_SIZE, "%s", json_text(duty, "id", ""));
            snprintf(person, ID_TEXT_SIZE, "%s", json_text(duty, "person", ""));
        }
    }
    json_decref(list);
    assert_true(*id);
}

static double cover(struct watch *watch, const char *figure, const char *until)
{
    json_t *said =
        town_get(&watch->town, "roster.cover", "{\"id\":\"%s\"%s}", watch->roster, until);
    double value = json_f64(said, figure, -1);
    json_decref(said);
    return value;
}

static void a_week_of_one_post_takes_five_and_four_are_told_to_be_too_few(void **state)
{
    (void)state;
    struct watch watch;
    open_watch(&watch, 5);
    json_t *roster = plan(&watch, 7);
    assert_int_equal(json_i64(roster, "places", 0), 14);
    assert_int_equal(json_i64(roster, "gap_places", -1), 0);
    assert_int_equal(json_i64(roster, "people_least", 0), 5);
    assert_null(json_object_get(roster, "shortage"));
    assert_true(json_f64(roster, "most_h", 99) <= 44);
    json_decref(roster);
    json_t *list = duties(&watch, "planned");
    assert_int_equal(json_array_size(list), 14);
    json_decref(list);
    close_watch(&watch);

    open_watch(&watch, 4);
    roster = plan(&watch, 7);
    const json_t *shortage = json_object_get(roster, "shortage");
    assert_int_equal(json_i64(roster, "gap_places", 0), 2);
    assert_int_equal(json_i64(roster, "gap_places_least", 0), 2);
    assert_int_equal(json_array_size(json_object_get(roster, "gaps")), 2);
    assert_string_equal(json_text(shortage, "cause", ""), "hours");
    assert_string_equal(
        json_text(json_object_get(shortage, "text"), "en", ""),
        "Within their hours these people can stand 12 shifts; 14 are asked of them.");
    json_decref(roster);
    assert_true(cover(&watch, "planned_gap_min", "") == 2 * 12 * 60);
    close_watch(&watch);
}

/* Who is not relieved stays; both sign; a late relief leaves no gap, an absent one does. */
static void a_post_is_handed_over_and_nobody_leaves_before(void **state)
{
    (void)state;
    struct watch watch;
    char first[ID_TEXT_SIZE], second[ID_TEXT_SIZE], third[ID_TEXT_SIZE], who[ID_TEXT_SIZE];
    open_watch(&watch, 5);
    struct town *town = &watch.town;
    json_decref(plan(&watch, 2));
    duty_at(&watch, 0, first, who);
    duty_at(&watch, 12, second, who);
    duty_at(&watch, 24, third, who);
    assert_int_equal(town_try(town, &town->admin, "duty.take_over", NULL,
                              "{\"id\":\"%s\",\"signatures\":[\"A\"]}", first),
                     ERR_STATE); /* a draft */
    town_do(town, NULL, "roster.issue", "{\"id\":\"%s\"}", watch.roster);
    town_advance(town, TO_FIRST_S);
    town_do(town, NULL, "duty.take_over", "{\"id\":\"%s\",\"signatures\":[\"A\"]}", first);
    town_advance(town, 12 * HOUR_S + 900); /* a quarter of an hour late */
    assert_int_equal(town_try(town, &town->admin, "duty.take_over", NULL,
                              "{\"id\":\"%s\",\"signatures\":[\"B\"]}", second),
                     ERR_INVALID);
    town_do(town, NULL, "duty.take_over",
            "{\"id\":\"%s\",\"signatures\":[\"A\",\"B\"],\"handed_over\":\"two radios\"}", second);
    json_t *over = duties(&watch, "relieved");
    assert_int_equal(json_array_size(over), 1);
    assert_string_equal(json_text(json_array_get(over, 0), "id", ""), first);
    assert_string_equal(json_text(json_array_get(over, 0), "relieved_by", ""), second);
    json_decref(over);
    assert_true(cover(&watch, "gap_min", "") == 0);
    /* The third does not come, and the second is let go an hour after the end of the shift. */
    town_do(town, NULL, "duty.absent", "{\"id\":\"%s\",\"reason\":\"isolated\"}", third);
    town_advance(town, 13 * HOUR_S - 900); /* 09:00 of the 29th */
    assert_true(cover(&watch, "gap_min", ",\"until\":\"2022-09-29T09:00:00+08:00\"") == 0);
    town_do(town, NULL, "duty.end", "{\"id\":\"%s\"}", second);
    town_advance(town, 2 * HOUR_S);
    assert_true(cover(&watch, "gap_min", ",\"until\":\"2022-09-29T11:00:00+08:00\"") == 120);
    assert_true(cover(&watch, "changes", "") == 1);
    assert_true(cover(&watch, "changes_unsigned", "") == 0);
    close_watch(&watch);
}

static void a_substitute_is_skilled_rested_and_below_their_hours(void **state)
{
    (void)state;
    struct watch watch;
    char duty[ID_TEXT_SIZE], who[ID_TEXT_SIZE], next[ID_TEXT_SIZE], after[ID_TEXT_SIZE];
    open_watch(&watch, 5);
    struct town *town = &watch.town;
    town_do(town, NULL, "person.create",
            "{\"org\":\"%s\",\"name\":{\"en\":\"Cook\"},\"skills\":[\"x\"]}", watch.unit);
    json_decref(plan(&watch, 2));
    town_do(town, NULL, "roster.issue", "{\"id\":\"%s\"}", watch.roster);
    duty_at(&watch, 12, duty, who);
    duty_at(&watch, 24, next, after); /* must rest before it */
    town_do(town, NULL, "duty.absent", "{\"id\":\"%s\",\"reason\":\"ill\"}", duty);
    json_t *list = town_get(town, "duty.substitutes", "{\"id\":\"%s\"}", duty);
    const json_t *items = json_object_get(list, "items");
    /* Of five: not the one who fell out, nor those who stand just before and just after. */
    assert_int_equal(json_array_size(items), 2);
    assert_int_equal(town_try(town, &town->admin, "duty.substitute", NULL,
                              "{\"id\":\"%s\",\"person\":\"%s\"}", duty, after),
                     ERR_RULE);
    town_do(town, NULL, "duty.substitute", "{\"id\":\"%s\",\"person\":\"%s\"}", duty,
            json_text(json_array_get(items, 0), "person", ""));
    assert_int_equal(town_try(town, &town->admin, "duty.substitute", NULL,
                              "{\"id\":\"%s\",\"person\":\"%s\"}", duty,
                              json_text(json_array_get(items, 1), "person", "")),
                     ERR_STATE); /* somebody has it */
    json_decref(list);
    assert_true(cover(&watch, "gap_min", "") == 0);
    close_watch(&watch);
}

/* Somebody is isolated: planned again, no gap, and only their shifts change hands. */
static void planned_again_only_what_must_changes(void **state)
{
    (void)state;
    struct watch watch;
    char duty[ID_TEXT_SIZE], who[ID_TEXT_SIZE];
    open_watch(&watch, 8);
    struct town *town = &watch.town;
    json_decref(plan(&watch, 7));
    town_do(town, NULL, "roster.issue", "{\"id\":\"%s\"}", watch.roster);
    duty_at(&watch, 24, duty, who);
    json_t *before = duties(&watch, "planned"), *item;
    town_do(town, NULL, "person.set_status", "{\"id\":\"%s\",\"status\":\"isolated\"}", who);
    town_do(town, NULL, "roster.replan", "{\"id\":\"%s\",\"reason\":\"a close contact\"}",
            watch.roster);
    json_t *after = duties(&watch, "planned");
    size_t i, kept = 0, theirs = 0;
    json_array_foreach(before, i, item)
    {
        theirs += strcmp(json_text(item, "person", ""), who) == 0;
    }
    json_array_foreach(after, i, item)
    {
        assert_string_not_equal(json_text(item, "person", ""), who);
        for (size_t j = 0; j < json_array_size(before); j++)
            kept += json_equal(json_object_get(json_array_get(before, j), "id"),
                               json_object_get(item, "id"));
    }
    assert_int_equal(json_array_size(after), 14);
    assert_int_equal(kept, 14 - theirs);
    json_t *roster = town_get(town, "roster.get", "{\"id\":\"%s\"}", watch.roster);
    assert_int_equal(json_i64(roster, "changed", 0), theirs);
    assert_int_equal(json_i64(roster, "gap_places", -1), 0);
    json_decref(roster);
    json_decref(before);
    json_decref(after);
    close_watch(&watch);
}

static void a_unit_without_people_borrows_or_shows_its_gap(void **state)
{
    (void)state;
    struct watch watch;
    open_watch(&watch, 6);
    struct town *town = &watch.town;
    town_do(town, NULL, "post.create",
            "{\"org\":\"%s\",\"name\":{\"en\":\"Depot\"},\"shifts\":[{\"from\":\"08:00\","
            "\"until\":\"16:00\",\"people\":1}]}",
            watch.other);
    json_t *roster = plan(&watch, 2);
    assert_int_equal(json_i64(roster, "gap_places", -1), 0);
    assert_int_equal(json_i64(roster, "lent", -1), 2);
    const json_t *borrows = json_array_get(json_object_get(roster, "borrows"), 0);
    assert_string_equal(json_text(borrows, "org", ""), watch.other);
    assert_int_equal(json_i64(borrows, "places", 0), 2);
    json_decref(roster);
    town_do(town, watch.roster, "roster.plan",
            "{\"org\":\"%s\",\"from\":\"%s\",\"days\":2,\"rules\":{\"lend\":false}}", watch.unit,
            FROM);
    roster = town_get(town, "roster.get", "{\"id\":\"%s\"}", watch.roster);
    assert_int_equal(json_i64(roster, "gap_places", -1), 2);
    assert_string_equal(json_text(json_object_get(roster, "shortage"), "org", ""), watch.other);
    json_decref(roster);
    close_watch(&watch);
}

/* ---- Who does not come ----------------------------------------------------------------------- */

static void restart(struct watch *watch)
{
    ops_close(watch->town.ops);
    folder_close(&watch->town.folder);
    folder_open(&watch->town.folder, NULL);
    town_open_ops(&watch->town);
    ops_advised_by(watch->town.ops, advise, watch->town.ops);
}

/* Asserts that an alarm is open about a duty, or about none; of so high a step. */
static void assert_missing(struct watch *watch, const char *duty, int64_t step)
{
    json_t *alarm = town_alarm(&watch->town, "no_relief");
    assert_string_equal(json_text(alarm, "about", ""), duty);
    assert_int_equal(json_i64(alarm, "step", 0), step);
    if (step > 0)
        town_assert_told(alarm, step == 1 ? "leader" : "leader duty_manager");
    json_decref(alarm);
}

static int after_s(const struct watch *watch, size_t step)
{
    return (int)catalog_watches(watch->town.catalog)->no_relief.at[step - 1].after_min * 60;
}

/* The night's relief does not come: the leader hears of it, then the duty manager, whatever stops
 * and starts meanwhile; who stands on the post stays; it is over when both have signed. */
static void a_relief_that_does_not_come_is_told_until_it_has_come(void **state)
{
    (void)state;
    struct watch watch;
    char first[ID_TEXT_SIZE], second[ID_TEXT_SIZE], who[ID_TEXT_SIZE];
    open_watch(&watch, 5);
    struct town *town = &watch.town;
    json_decref(plan(&watch, 2));
    duty_at(&watch, 0, first, who);
    duty_at(&watch, 12, second, who);
    town_do(town, NULL, "roster.issue", "{\"id\":\"%s\"}", watch.roster);
    town_tick(town, TO_FIRST_S);
    town_do(town, NULL, "duty.take_over", "{\"id\":\"%s\",\"signatures\":[\"A\"]}", first);
    town_tick(town, 12 * HOUR_S + after_s(&watch, 1) - 1);
    assert_missing(&watch, "", 0);
    restart(&watch);
    town_tick(town, 1);
    assert_missing(&watch, second, 1);
    json_t *alarm = town_alarm(town, "no_relief");
    assert_string_equal(json_text(json_object_get(alarm, "text"), "en", ""),
                        "Nobody has taken over: North gate, 09-28 20:00 (who is there stays until "
                        "relieved)");
    json_decref(alarm);
    restart(&watch);
    town_tick(town, after_s(&watch, 2) - after_s(&watch, 1) - 1);
    assert_missing(&watch, second, 1);
    town_tick(town, 1);
    assert_missing(&watch, second, 2);
    json_t *on = duties(&watch, "on");
    assert_int_equal(json_array_size(on), 1);
    assert_string_equal(json_text(json_array_get(on, 0), "id", ""), first);
    json_decref(on);
    town_do(town, NULL, "duty.take_over", "{\"id\":\"%s\",\"signatures\":[\"A\",\"B\"]}", second);
    assert_missing(&watch, "", 0);
    town_tick(town, 11 * HOUR_S);
    assert_missing(&watch, "", 0);
    close_watch(&watch);
}

/* Who has said that they do not come is awaited until somebody stands in; that one has the same
 * time from when they were asked, and the shift's end is the end of it. */
static void a_substitute_is_awaited_in_turn(void **state)
{
    (void)state;
    struct watch watch;
    char first[ID_TEXT_SIZE], who[ID_TEXT_SIZE], other[ID_TEXT_SIZE];
    open_watch(&watch, 5);
    struct town *town = &watch.town;
    json_decref(plan(&watch, 1));
    duty_at(&watch, 0, first, who);
    town_do(town, NULL, "roster.issue", "{\"id\":\"%s\"}", watch.roster);
    town_do(town, NULL, "duty.absent", "{\"id\":\"%s\",\"reason\":\"ill\"}", first);
    town_tick(town, TO_FIRST_S + after_s(&watch, 2));
    json_t *alarm = town_alarm(town, "no_relief");
    assert_string_equal(json_text(alarm, "about", ""), first);
    assert_string_equal(json_text(json_object_get(alarm, "text"), "zh", ""),
                        "无人接岗：North gate 09-28 08:00（岗上无人）");
    json_decref(alarm);
    json_t *list = town_get(town, "duty.substitutes", "{\"id\":\"%s\"}", first);
    town_do(town, other, "duty.substitute", "{\"id\":\"%s\",\"person\":\"%s\"}", first,
            json_text(json_array_get(json_object_get(list, "items"), 0), "person", ""));
    json_decref(list);
    assert_missing(&watch, "", 0);
    town_tick(town, after_s(&watch, 1) - 1);
    assert_missing(&watch, "", 0);
    town_tick(town, 1);
    assert_missing(&watch, other, 1);
    town_tick(town, 12 * HOUR_S - after_s(&watch, 2) - after_s(&watch, 1) - 1);
    assert_missing(&watch, other, 2);
    town_tick(town, 1); /* the shift is over */
    assert_missing(&watch, "", 0);
    close_watch(&watch);
}

/* A draft awaits nobody; nor is who fell out awaited when somebody else was planned, nor who was
 * planned before. */
static void only_who_is_planned_at_last_is_awaited(void **state)
{
    (void)state;
    struct watch watch;
    char first[ID_TEXT_SIZE], who[ID_TEXT_SIZE];
    open_watch(&watch, 6);
    struct town *town = &watch.town;
    json_decref(plan(&watch, 1));
    town_tick(town, TO_FIRST_S + after_s(&watch, 1));
    assert_missing(&watch, "", 0);
    close_watch(&watch);

    open_watch(&watch, 6);
    json_decref(plan(&watch, 1));
    town_do(town, NULL, "roster.issue", "{\"id\":\"%s\"}", watch.roster);
    duty_at(&watch, 12, first, who);
    town_do(town, NULL, "person.set_status", "{\"id\":\"%s\",\"status\":\"isolated\"}", who);
    duty_at(&watch, 0, first, who);
    town_do(town, NULL, "duty.absent", "{\"id\":\"%s\",\"reason\":\"ill\"}", first);
    town_do(town, NULL, "person.set_status", "{\"id\":\"%s\",\"status\":\"isolated\"}", who);
    town_do(town, NULL, "roster.replan", "{\"id\":\"%s\",\"reason\":\"two are ill\"}",
            watch.roster);
    json_t *planned = duties(&watch, "planned"), *duty;
    size_t i;
    assert_int_equal(json_array_size(planned), 2);
    town_tick(town, TO_FIRST_S);
    json_array_foreach(planned, i, duty)
    {
        assert_missing(&watch, "", 0);
        town_tick(town, after_s(&watch, 1));
        assert_missing(&watch, json_text(duty, "id", ""), 1);
        town_do(town, NULL, "duty.take_over", "{\"id\":\"%s\",\"signatures\":[\"A\",\"B\"]}",
                json_text(duty, "id", ""));
        town_tick(town, 12 * HOUR_S - after_s(&watch, 1));
    }
    json_decref(planned);
    json_t *said = town_get(town, "event.list", "{\"noun\":\"duty\"}"), *event;
    assert_true(json_array_size(json_object_get(said, "items")) > 0);
    json_array_foreach(json_object_get(said, "items"), i, event)
    {
        assert_string_not_equal(json_text(event, "type", ""), "timer.failed");
    }
    json_decref(said);
    close_watch(&watch);
}

static void what_is_wrong_is_refused(void **state)
{
    (void)state;
    struct watch watch;
    open_watch(&watch, 5);
    struct town *town = &watch.town;
    assert_int_equal(town_try(town, &town->admin, "post.create", NULL,
                              "{\"name\":{\"en\":\"X\"},\"shifts\":[{\"from\":\"8 Uhr\","
                              "\"until\":\"16:00\",\"people\":1}]}"),
                     ERR_INVALID);
    json_decref(plan(&watch, 2));
    town_do(town, NULL, "roster.issue", "{\"id\":\"%s\"}", watch.roster);
    json_decref(plan(&watch, 1));
    assert_int_equal(
        town_try(town, &town->admin, "roster.issue", NULL, "{\"id\":\"%s\"}", watch.roster),
        ERR_EXISTS);
    ops_advised_by(town->ops, NULL, NULL);
    assert_int_equal(town_try(town, &town->admin, "roster.plan", NULL,
                              "{\"org\":\"%s\",\"from\":\"%s\",\"days\":2}", watch.unit, FROM),
                     ERR_STATE);
    town_close(town);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_week_of_one_post_takes_five_and_four_are_told_to_be_too_few),
        cmocka_unit_test(a_post_is_handed_over_and_nobody_leaves_before),
        cmocka_unit_test(a_substitute_is_skilled_rested_and_below_their_hours),
        cmocka_unit_test(planned_again_only_what_must_changes),
        cmocka_unit_test(a_unit_without_people_borrows_or_shows_its_gap),
        cmocka_unit_test(a_relief_that_does_not_come_is_told_until_it_has_come),
        cmocka_unit_test(a_substitute_is_awaited_in_turn),
        cmocka_unit_test(only_who_is_planned_at_last_is_awaited),
        cmocka_unit_test(what_is_wrong_is_refused),
    };
    return RUN_TESTS(tests);
}
