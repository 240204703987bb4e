#include "test.h"

#include "base/rng.h"
#include "plan/roster/roster.h"

enum { HOUR = 3600, DAY = 24 * HOUR, MOST = 4000 };

/* Posts with shifts round the clock, and people of units; all on the heap of the test. */
struct world {
    struct roster_person people[MOST];
    struct roster_slot slots[MOST];
    struct roster_problem problem;
    struct roster *roster;
};

static struct world *new_world(uint32_t people)
{
    struct world *world = calloc(1, sizeof *world);
    assert_non_null(world);
    world->problem = (struct roster_problem){
        .people = world->people,
        .n_people = people,
        .slots = world->slots,
        .rules = {.rest_s = 12 * HOUR, .week_s = 44 * HOUR, .week_days = 6, .lends = true}};
    return world;
}

/* One post, every day the same shifts of so many hours from an hour on. */
static void add_post(struct world *world, uint32_t unit, int days, int from_h, int shifts,
                     int hours, uint32_t people)
{
    static uint32_t post;
    struct roster_problem *problem = &world->problem;
    post++;
    for (int i = 0; i < days * shifts; i++) {
        int64_t from_s = (i / shifts) * (int64_t)DAY + (from_h + i % shifts * hours) * HOUR;
        world->slots[problem->n_slots++] = (struct roster_slot){
            .span = {from_s, from_s + hours * HOUR}, .post = post, .unit = unit, .people = people};
    }
}

/* Nobody stands twice in less than a rest, works more than the rules allow, or where they must not.
 * Written apart from the planner: it looks at every pair and every hour. */
static void check(const struct world *world)
{
    const struct roster_problem *problem = &world->problem;
    const struct roster *roster = world->roster;
    uint32_t gaps = 0;
    for (uint32_t s = 0; s < problem->n_slots; s++) {
        const struct roster_slot *a = &problem->slots[s];
        for (uint32_t i = roster->first[s]; i < roster->first[s + 1]; i++) {
            uint32_t who = roster->who[i];
            int64_t week_s = 0;
            if (who == ROSTER_NOBODY && ++gaps)
                continue;
            const struct roster_person *person = &problem->people[who];
            assert_int_equal(person->skills & a->skills, a->skills);
            assert_true(problem->rules.lends || a->unit == ROSTER_NOBODY ||
                        person->unit == a->unit);
            for (uint32_t x = 0; x < person->n_away; x++)
                assert_true(person->away[x].until_s <= a->span.from_s ||
                            person->away[x].from_s >= a->span.until_s);
            for (uint32_t t = 0; t < problem->n_slots; t++) {
                const struct roster_slot *b = &problem->slots[t];
                for (uint32_t j = roster->first[t]; j < roster->first[t + 1]; j++) {
                    if (roster->who[j] != who)
                        continue;
                    if (i != j)
                        assert_true(b->span.from_s >= a->span.until_s + problem->rules.rest_s ||
                                    a->span.from_s >= b->span.until_s + problem->rules.rest_s);
                    if (b->span.from_s >= a->span.from_s &&
                        b->span.from_s < a->span.from_s + 7 * DAY)
                        week_s += b->span.until_s - b->span.from_s;
                }
            }
            assert_true(week_s <= problem->rules.week_s);
        }
    }
    assert_int_equal(gaps, roster->gaps);
    assert_true(roster->gaps >= roster->gaps_least);
}

static void solve(struct world *world)
{
    struct error error = {0};
    if (roster_plan(&world->problem, &world->roster, &error) != ERR_OK)
        fail_msg("%s: %s", error.where, error.text);
    check(world);
}

static void end(struct world *world)
{
    roster_free(world->roster);
    free(world);
}

/* Two shifts of twelve hours with a rest of twelve: one person stands every other shift at most,
 * and 44 hours are three shifts; 14 shifts of a week need five people. */
static void the_least_people_of_a_small_post_suffice_and_one_less_does_not(void **state)
{
    (void)state;
    struct world *world = new_world(5);
    add_post(world, 0, 7, 8, 2, 12, 1);
    solve(world);
    assert_int_equal(world->roster->gaps, 0);
    assert_int_equal(world->roster->people_least, 5);
    end(world);
    world = new_world(4);
    add_post(world, 0, 7, 8, 2, 12, 1);
    solve(world);
    assert_int_equal(world->roster->gaps, 2);
    assert_int_equal(world->roster->gaps_least, 2);
    assert_int_equal(world->roster->shortage.cause, ROSTER_SHORT_OF_HOURS);
    assert_int_equal(world->roster->shortage.wanted, 14);
    assert_int_equal(world->roster->shortage.there, 12);
    end(world);
}

/* One skilled person for two shifts of eight hours in a row: the second cannot be filled, however
 * many others there are. */
static void a_gap_names_the_skill_that_is_short(void **state)
{
    (void)state;
    struct world *world = new_world(20);
    add_post(world, 0, 1, 6, 2, 8, 1);
    for (uint32_t s = 0; s < world->problem.n_slots; s++)
        world->slots[s].skills = 4;
    world->people[7].skills = 4 | 1;
    solve(world);
    assert_int_equal(world->roster->gaps, 1);
    assert_int_equal(world->roster->gaps_least, 1);
    assert_int_equal(world->roster->shortage.skills, 4);
    assert_int_equal(world->roster->shortage.cause, ROSTER_SHORT_AT_ONCE);
    end(world);
}

/* What was stood before the roster begins is rested from. */
static void the_night_before_counts(void **state)
{
    (void)state;
    static const struct roster_span night = {-8 * HOUR, 0};
    struct world *world = new_world(2);
    add_post(world, 0, 1, 8, 1, 8, 1);
    world->people[0].stood = &night;
    world->people[0].n_stood = 1;
    solve(world);
    assert_int_equal(world->roster->who[0], 1);
    end(world);
}

/* In order of time alone the one with both skills is taken for the first shift and missing at the
 * second: somebody is moved along. */
static void a_place_is_filled_by_moving_somebody_along(void **state)
{
    (void)state;
    struct world *world = new_world(2);
    add_post(world, 0, 1, 8, 1, 8, 1);
    add_post(world, 0, 1, 18, 1, 8, 1);
    world->slots[1].skills = 1;
    world->people[0].skills = 1;
    solve(world);
    assert_int_equal(world->roster->gaps, 0);
    assert_int_equal(world->roster->who[1], 0);
    end(world);
}

/* The 21 posts of nine units, four at each of three shifts; the unit with five posts has 36 people,
 * too few without lending, and the gap says of which unit. */
static struct world *duty_posts(void)
{
    static const uint32_t posts[] = {2, 3, 5, 2, 2, 2, 1, 1, 3};
    static const uint32_t people[] = {40, 110, 36, 120, 110, 110, 60, 80, 134};
    struct world *world = new_world(0);
    for (uint32_t unit = 0; unit < 9; unit++) {
        for (uint32_t p = 0; p < posts[unit]; p++)
            add_post(world, unit, 7, 6, 3, 8, 4);
        for (uint32_t p = 0; p < people[unit]; p++)
            world->people[world->problem.n_people++].unit = unit;
    }
    return world;
}

static void a_post_without_a_unit_is_anybodys(void **state)
{
    (void)state;
    struct world *world = new_world(0);
    add_post(world, ROSTER_NOBODY, 7, 6, 3, 8, 1);
    for (uint32_t unit = 0; unit < 5; unit++)
        world->people[world->problem.n_people++].unit = unit;
    world->problem.rules.lends = false;
    solve(world);
    assert_int_equal(world->roster->gaps, 0);
    assert_false(roster_is_lent(&world->people[0], &world->slots[0]));
    end(world);
}

static void twenty_one_posts_and_800_people_have_no_gap(void **state)
{
    (void)state;
    struct world *world = duty_posts();
    solve(world);
    assert_int_equal(world->problem.n_people, 800);
    assert_int_equal(world->roster->gaps, 0);
    assert_int_equal(world->roster->people_least, 353); /* 1764 shifts, five each */
    assert_true(world->roster->most_s <= 44 * HOUR);
    end(world);
    world = duty_posts();
    world->problem.rules.lends = false;
    solve(world);
    assert_int_equal(world->roster->gaps, 240); /* 420 shifts, five for each of 36 */
    assert_int_equal(world->roster->gaps_least, 240);
    assert_int_equal(world->roster->shortage.unit, 2);
    end(world);
}

/* Sixty become close contacts: planned again, no gap, and only what they had changes. */
static void sixty_fall_out_and_nobody_else_is_told_anew(void **state)
{
    (void)state;
    static const struct roster_span away = {0, 14 * DAY};
    struct world *world = duty_posts();
    solve(world);
    struct roster *before = world->roster;
    uint32_t theirs = 0;
    for (uint32_t s = 0; s < world->problem.n_slots; s++)
        world->slots[s].told = before->who + before->first[s];
    for (uint32_t i = 0; i < before->first[world->problem.n_slots]; i++)
        theirs += before->who[i] % 13 == 5 && before->who[i] / 13 < 60;
    for (uint32_t p = 5; p < 60 * 13; p += 13) {
        world->people[p].away = &away;
        world->people[p].n_away = 1;
    }
    solve(world);
    assert_int_equal(world->roster->gaps, 0);
    assert_int_equal(world->roster->changed, theirs);
    roster_free(before);
    end(world);
}

/* The 74 guard posts: 24 round the clock, 50 for sixteen hours, two people each; 482 by arithmetic.
 */
static void the_74_guard_posts_need_no_more_than_482(void **state)
{
    (void)state;
    struct world *world = new_world(482);
    for (int i = 0; i < 24; i++)
        add_post(world, 0, 7, 6, 3, 8, 2);
    for (int i = 0; i < 50; i++)
        add_post(world, 0, 7, 6, 2, 8, 2);
    solve(world);
    assert_int_equal(world->roster->people_least, 482);
    assert_int_equal(world->roster->gaps, 0);
    end(world);
}

/* Random small ones: always by the rules, never fewer gaps than what is proved. */
static void random_rosters_keep_the_rules(void **state)
{
    (void)state;
    struct rng rng;
    rng_seed(&rng, 20220928);
    for (int round = 0; round < 60; round++) {
        struct world *world = new_world(3 + rng_below(&rng, 20));
        static struct roster_span away[MOST];
        world->problem.rules.lends = rng_below(&rng, 2);
        for (uint32_t p = 0; p < world->problem.n_people; p++) {
            world->people[p].unit = rng_below(&rng, 2);
            world->people[p].skills = rng_below(&rng, 4);
            away[p].from_s = rng_below(&rng, 7 * 24) * (int64_t)HOUR;
            away[p].until_s = away[p].from_s + 20 * HOUR;
            world->people[p].away = &away[p];
            world->people[p].n_away = rng_below(&rng, 3) == 0;
        }
        for (uint32_t posts = 1 + rng_below(&rng, 3); posts > 0; posts--)
            add_post(world, rng_below(&rng, 2), 8, (int)rng_below(&rng, 8), 3, 8,
                     1 + rng_below(&rng, 2));
        for (uint32_t s = 0; s < world->problem.n_slots; s++)
            world->slots[s].skills = rng_below(&rng, 6) == 0;
        solve(world);
        end(world);
    }
}

static void what_is_wrong_with_a_problem_is_said(void **state)
{
    (void)state;
    struct error error = {0};
    struct roster *roster = NULL;
    struct world *world = new_world(1);
    add_post(world, 0, 1, 0, 1, 8, 1);
    world->slots[0].span.until_s = world->slots[0].span.from_s;
    assert_int_equal(roster_plan(&world->problem, &roster, &error), ERR_INVALID);
    world->slots[0].span.until_s += 8 * HOUR;
    world->slots[0].people = 0;
    assert_int_equal(roster_plan(&world->problem, &roster, &error), ERR_INVALID);
    world->slots[0].people = ROSTER_PLACES_MAX + 1;
    assert_int_equal(roster_plan(&world->problem, &roster, &error), ERR_INVALID);
    world->slots[0].people = 1;
    world->problem.rules.week_days = 8;
    assert_int_equal(roster_plan(&world->problem, &roster, &error), ERR_INVALID);
    assert_null(roster);
    end(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_least_people_of_a_small_post_suffice_and_one_less_does_not),
        cmocka_unit_test(a_gap_names_the_skill_that_is_short),
        cmocka_unit_test(the_night_before_counts),
        cmocka_unit_test(a_place_is_filled_by_moving_somebody_along),
        cmocka_unit_test(a_post_without_a_unit_is_anybodys),
        cmocka_unit_test(twenty_one_posts_and_800_people_have_no_gap),
        cmocka_unit_test(sixty_fall_out_and_nobody_else_is_told_anew),
        cmocka_unit_test(the_74_guard_posts_need_no_more_than_482),
        cmocka_unit_test(random_rosters_keep_the_rules),
        cmocka_unit_test(what_is_wrong_with_a_problem_is_said),
    };
    return RUN_TESTS(tests);
}
