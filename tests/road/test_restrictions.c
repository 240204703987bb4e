/*
 * Turn restrictions: towns in which some turns are forbidden and others commanded, at a node,
 * through ways, for some vehicles, at some hours.
 */
#include "test.h"

#include "base/clock.h"
#include "town.h"

struct restriction_case {
    const char *tags, *from, *via, *to;
    const char *left, *straight, *right; /* coming from b: to a, d, e; NULL: no way */
};

static void restrictions_at_a_node_forbid_or_command(void **state)
{
    (void)state;
    static const struct restriction_case cases[] = {
        {"restriction=no_left_turn", "bc", "c", "ac", NULL, "bc,cd", "bc,ce"},
        {"restriction=no_right_turn", "bc", "c", "ce", "bc,ac", "bc,cd", NULL},
        {"restriction=no_straight_on", "bc", "c", "cd", "bc,ac", NULL, "bc,ce"},
        {"restriction=no_u_turn", "bc", "c", "bc", "bc,ac", "bc,cd", "bc,ce"},
        {"restriction=only_left_turn", "bc", "c", "ac", "bc,ac", NULL, NULL},
        {"restriction=only_straight_on", "bc", "c", "cd", NULL, "bc,cd", NULL},
        {"restriction=only_right_turn", "bc", "c", "ce", NULL, NULL, "bc,ce"},
        {"restriction=no_exit", "bc", "c", "ac,cd", NULL, NULL, "bc,ce"},
        {"restriction=no_entry", "bc,ce", "c", "ac", NULL, "bc,cd", "bc,ce"},
        /* Not for cars, or not known. */
        {"restriction=no_left_turn except=motorcar", "bc", "c", "ac", "bc,ac", "bc,cd", "bc,ce"},
        {"restriction=no_left_turn except=psv;motor_vehicle", "bc", "c", "ac", "bc,ac", "bc,cd",
         "bc,ce"},
        {"restriction=no_left_turn except=bicycle", "bc", "c", "ac", NULL, "bc,cd", "bc,ce"},
        {"restriction:hgv=no_left_turn", "bc", "c", "ac", "bc,ac", "bc,cd", "bc,ce"},
        {"restriction:motorcar=no_left_turn", "bc", "c", "ac", NULL, "bc,cd", "bc,ce"},
        {"restriction:conditional=no_left_turn@(Mo-Fr)", "bc", "c", "ac", "bc,ac", "bc,cd",
         "bc,ce"},
        {"restriction=no_left_turn_on_red", "bc", "c", "ac", "bc,ac", "bc,cd", "bc,ce"},
        {"restriction=please_do_not", "bc", "c", "ac", "bc,ac", "bc,cd", "bc,ce"},
        /* Too many members. */
        {"restriction=no_left_turn", "bc,ce", "c", "ac", "bc,ac", "bc,cd", "bc,ce"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct town town = town_crossing("highway=primary");
        /* No way round: every arm is left only. */
        town_restriction(&town, cases[i].tags, cases[i].from, cases[i].via, cases[i].to);
        for (char arm = 'a'; arm <= 'e'; arm++)
            town_node(&town, arm, "");
        town_open(&town);
        /* Turning at a dead end and coming back is a way too; it takes far longer. */
        const char *const expected[] = {cases[i].left, cases[i].straight, cases[i].right};
        const char to[] = {'a', 'd', 'e'};
        for (int k = 0; k < 3; k++) {
            struct town_answer answer = town_route(&town, "car", 'b', to[k]);
            bool direct = answer.found && answer.duration_s < 40;
            if (direct != (expected[k] != NULL))
                fail_msg("%s: from b to %c %s", cases[i].tags, to[k], direct ? "goes" : "fails");
            if (direct)
                assert_string_equal(answer.streets, expected[k]);
        }
        /* Blue light obeys none of them. */
        assert_true(town_route(&town, "emergency", 'b', 'a').duration_s < 30);
        town_close(&town);
    }
}

static void a_restriction_for_trucks_binds_trucks_only(void **state)
{
    (void)state;
    struct town town = town_crossing("highway=primary");
    town_restriction(&town, "restriction:hgv=no_left_turn", "bc", "c", "ac");
    town_open(&town);
    assert_route(&town, "car", 'b', 'a', "bc,ac", 27.6);
    assert_true(town_route(&town, "truck", 'b', 'a').duration_s > 90);
    assert_int_equal(town.report.restrictions, 1);
    town_close(&town);
}

/* A divided road: west from d to a, east from e to h, joined at c and b and at its far end. */
static struct town divided_road(void)
{
    struct town town = town_new("a---b---c---d\n"
                                "             \n"
                                "e---f---g---h");
    const char *west = "highway=primary oneway=yes name=west";
    const char *east = "highway=primary oneway=yes name=east";
    town_way(&town, "dc", west);
    town_way(&town, "cb", west);
    town_way(&town, "ba", west);
    town_way(&town, "ef", east);
    town_way(&town, "fg", east);
    town_way(&town, "gh", east);
    town_way(&town, "cg", "highway=primary_link");
    town_way(&town, "bf", "highway=primary_link");
    town_way(&town, "ae", "highway=residential name=far");
    return town;
}

static void a_restriction_through_a_way_holds_for_those_who_came_by_it(void **state)
{
    (void)state;
    struct town town = divided_road();
    town_open(&town);
    assert_route(&town, "car", 'd', 'h', "west,cg,east", -1);
    town_close(&town);
    /* West, link, east again is forbidden at both links; by the far end it is allowed. */
    town = divided_road();
    town_restriction(&town, "restriction=no_u_turn", "dc", "cg", "gh");
    town_restriction(&town, "restriction=no_u_turn", "cb", "bf", "fg");
    town_open(&town);
    assert_int_equal(town.report.restrictions, 2);
    assert_route(&town, "car", 'd', 'h', "west,far,east", -1);
    assert_route(&town, "car", 'd', 'g', "west,cg", -1); /* the way to g itself is free */
    assert_route(&town, "emergency", 'd', 'h', "west,cg,east", -1);
    town_close(&town);
}

/* A straight road past three side streets that all lead to y. */
static struct town comb(void)
{
    struct town town = town_new("a---b---c---d---e\n"
                                "                 \n"
                                "    i   j   k    \n"
                                "                 \n"
                                "    x---y---z    ");
    town_way(&town, "ab", "highway=primary oneway=yes name=main");
    town_way(&town, "bc", "highway=primary oneway=yes name=main");
    town_way(&town, "cd", "highway=primary oneway=yes name=main");
    town_way(&town, "de", "highway=primary oneway=yes name=main");
    town_way(&town, "bix", "highway=primary oneway=yes name=first");
    town_way(&town, "cjy", "highway=primary oneway=yes name=second");
    town_way(&town, "dkz", "highway=primary oneway=yes name=third");
    town_way(&town, "xy", "highway=primary oneway=yes name=bottom");
    town_way(&town, "zy", "highway=primary oneway=yes name=bottom");
    return town;
}

static void overlapping_restrictions_hold_together(void **state)
{
    (void)state;
    struct town town = comb();
    town_restriction(&town, "restriction=no_right_turn", "ab", "bc", "cjy");
    town_restriction(&town, "restriction=no_right_turn", "ab", "bc,cd", "dkz");
    town_restriction(&town, "restriction=no_right_turn", "ab", "b", "bix");
    town_open(&town);
    assert_route(&town, "car", 'a', 'y', NULL, -1);
    assert_route(&town, "car", 'a', 'e', "main", 44.4);
    assert_route(&town, "car", 'b', 'j', "main,second", -1);
    assert_route(&town, "car", 'c', 'z', "main,third", -1);
    town_close(&town);
    /* A shorter restriction that begins inside a longer one. */
    town = comb();
    town_restriction(&town, "restriction=no_right_turn", "ab", "bc,cd", "dkz");
    town_restriction(&town, "restriction=no_right_turn", "bc", "c", "cjy");
    town_restriction(&town, "restriction=no_right_turn", "ab", "b", "bix");
    town_open(&town);
    assert_route(&town, "car", 'a', 'y', NULL, -1);
    assert_route(&town, "car", 'b', 'y', "first,bottom", -1);
    assert_route(&town, "car", 'c', 'z', "main,third", -1);
    town_close(&town);
}

static void a_command_through_a_way_holds_at_its_end(void **state)
{
    (void)state;
    struct town town = comb();
    town_restriction(&town, "restriction=only_straight_on", "ab", "bc", "cd");
    town_open(&town);
    assert_route(&town, "car", 'b', 'j', "main,second", -1);
    /* Coming from a the second street is barred; the first and the third are not. */
    assert_route(&town, "car", 'a', 'j', NULL, -1);
    assert_route(&town, "car", 'a', 'z', "main,third", -1);
    assert_route(&town, "car", 'a', 'x', "main,first", -1);
    town_close(&town);
}

static void restrictions_that_make_no_sense_are_counted(void **state)
{
    (void)state;
    struct town town = comb();
    town_restriction(&town, "restriction=no_right_turn", "ab", "c", "cjy");  /* do not touch */
    town_restriction(&town, "restriction=no_right_turn", "cjy", "c", "bc");  /* against oneway */
    town_restriction(&town, "restriction=no_right_turn", "ab", "cd", "dkz"); /* a gap */
    maker_relation(&town.maker, 7777, "type=restriction restriction=no_left_turn");
    town_open(&town);
    assert_int_equal(town.report.restrictions, 0);
    uint64_t dropped = 0;
    for (size_t i = 0; i < town.report.n_drops; i++)
        if (strstr(town.report.drops[i].reason, "restriction"))
            dropped += town.report.drops[i].count;
    assert_int_equal(dropped, 4);
    assert_route(&town, "car", 'a', 'y', "main,second", -1);
    town_close(&town);
}

/* The way between is drawn against the direction of travel and has a side street in its middle. */
static void a_way_between_may_have_pieces_in_either_direction(void **state)
{
    (void)state;
    static const char *const between[] = {"bcd", "dcb"};
    for (int i = 0; i < 2; i++) {
        struct town town = town_new("a---b---c---d---e\n"
                                    "        |   |    \n"
                                    "        x---y---z");
        town_way(&town, "ab", "highway=primary oneway=yes name=main");
        town_way(&town, between[i], "highway=primary name=main");
        town_way(&town, "de", "highway=primary oneway=yes name=main");
        town_way(&town, "cx", "highway=residential oneway=yes name=side");
        town_way(&town, "dy", "highway=primary oneway=yes name=down");
        town_way(&town, "xyz", "highway=primary oneway=yes name=low");
        town_restriction(&town, "restriction=no_right_turn", "ab", between[i], "dy");
        town_open(&town);
        assert_int_equal(town.report.restrictions, 1);
        assert_route(&town, "car", 'a', 'z', "main,side,low", -1);
        assert_route(&town, "car", 'c', 'y', "main,down", -1);
        assert_route(&town, "emergency", 'a', 'y', "main,down", -1);
        town_close(&town);
    }
}

static void a_restriction_by_hours_holds_at_its_hours(void **state)
{
    (void)state;
    static const struct {
        const char *hours, *at;
        bool forbidden;
    } cases[] = {
        {"(07:00-09:00)", "2022-09-27T08:00:00+08:00", true},
        {"(07:00-09:00)", "2022-09-27T12:00:00+08:00", false},
        {"(07:00-09:00)", "2022-09-27T08:00:00Z", false}, /* four in the afternoon there */
        {"(Mo-Fr)", "2022-09-27T08:00:00+08:00", true},   /* a Tuesday */
        {"(Mo-Fr)", "2022-09-25T08:00:00+08:00", false},  /* a Sunday */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct town town = town_crossing("highway=primary");
        town.as_of_offset_min = 8 * 60;
        assert_true(time_parse(cases[i].at, &town.as_of_ms));
        town_restriction(&town,
                         arena_printf(town.maker.arena, "restriction:conditional=no_left_turn@%s",
                                      cases[i].hours),
                         "bc", "c", "ac");
        town_open(&town);
        assert_int_equal(town.report.restrictions, cases[i].forbidden);
        assert_int_equal(town_route(&town, "car", 'b', 'a').duration_s > 40, cases[i].forbidden);
        town_close(&town);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(restrictions_at_a_node_forbid_or_command),
        cmocka_unit_test(a_restriction_for_trucks_binds_trucks_only),
        cmocka_unit_test(a_restriction_through_a_way_holds_for_those_who_came_by_it),
        cmocka_unit_test(overlapping_restrictions_hold_together),
        cmocka_unit_test(a_command_through_a_way_holds_at_its_end),
        cmocka_unit_test(restrictions_that_make_no_sense_are_counted),
        cmocka_unit_test(a_way_between_may_have_pieces_in_either_direction),
        cmocka_unit_test(a_restriction_by_hours_holds_at_its_hours),
    };
    return RUN_TESTS(tests);
}
