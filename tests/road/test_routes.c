/* Names that are spoken, and numbers of roads with the direction of their route. */
#include "test.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "road/profile.h"
#include "town.h"

/* The built-in profiles in a folder, where cars tell compass directions. */
static void write_profiles(const char *folder)
{
    static const char *const names[] = {"car", "emergency", "truck"};
    for (size_t i = 0; i < 3; i++) {
        char path[256];
        struct sv text = profile_builtin(names[i]);
        snprintf(path, sizeof path, "%s/%s.yaml", folder, names[i]);
        FILE *file = fopen(path, "w");
        assert_non_null(file);
        const char *key = "cardinal_directions: no";
        const char *at = memmem(text.at, text.n, key, strlen(key));
        assert_non_null(at);
        size_t before = (size_t)(at - text.at), after = before + strlen(key);
        fwrite(text.at, 1, before, file);
        fputs(i == 0 ? "cardinal_directions: yes" : key, file);
        fwrite(text.at + after, 1, text.n - after, file);
        fclose(file);
    }
}

static void remove_profiles(const char *folder)
{
    static const char *const names[] = {"car", "emergency", "truck"};
    for (size_t i = 0; i < 3; i++) {
        char path[256];
        snprintf(path, sizeof path, "%s/%s.yaml", folder, names[i]);
        unlink(path);
    }
    rmdir(folder);
}

enum { FIRST_RELATION = 9000 };

/* A road from west to east, "S-7; K-21", and its relations. */
struct road_case {
    struct {
        const char *tags, *role; /* of the road in it; NULL: a relation of the one before */
        const char *inner_role;
    } relations[3];
    const char *forward, *backward;
};

static void check_case(const struct road_case *c, const char *profile_dir)
{
    struct town town = town_new("a---b");
    town.profile_dir = profile_dir;
    int64_t way = town.next_id;
    town_way(&town, "ab", "highway=primary ref=S-7;K-21");
    for (int i = 0; i < 3 && c->relations[i].tags; i++) {
        maker_relation(&town.maker, FIRST_RELATION + i, c->relations[i].tags);
        if (c->relations[i].role)
            maker_member(&town.maker, OSM_WAY, way, c->relations[i].role);
        else
            maker_member(&town.maker, OSM_RELATION, FIRST_RELATION + i - 1,
                         c->relations[i].inner_role);
    }
    town_open(&town);
    const struct graph *graph = town.graph;
    uint32_t ref = graph->edge_ref[0];
    const char *backward = graph_name_second(graph, ref);
    assert_string_equal(graph_name(graph, ref), c->forward);
    assert_string_equal(*backward ? backward : graph_name(graph, ref), c->backward);
    town_close(&town);
}

static const struct road_case cases[] = {
    {{{NULL}}, "S-7; K-21", "S-7; K-21"},
    {{{"type=route route=road ref=7", "east", NULL}}, "S-7 $east; K-21", "S-7 $east; K-21"},
    {{{"type=route route=road ref=21 direction=north", "", NULL}},
     "S-7; K-21 $north",
     "S-7; K-21 $north"},
    {{{"type=route route=road name=K-21 direction=west", "backward", NULL},
      {"type=route route=road ref=K-21 direction=east", "forward", NULL}},
     "S-7; K-21 $east",
     "S-7; K-21 $west"},
    /* what contradicts itself says nothing */
    {{{"type=route route=road ref=7 direction=north", "east", NULL}}, "S-7; K-21", "S-7; K-21"},
    /* roles of a bus line are none of a road's */
    {{{"type=route route=bus ref=7", "east", NULL}}, "S-7; K-21", "S-7; K-21"},
    {{{"type=route route=road ref=7", "forward", NULL},
      {"type=route route=road direction=south", NULL, ""}},
     "S-7 $south; K-21",
     "S-7; K-21"},
    {{{"type=route route=road ref=7", "", NULL}, {"type=route route=road", NULL, "west"}},
     "S-7 $west; K-21",
     "S-7 $west; K-21"},
    {{{"type=route route=road ref=7", "east", NULL}, {"type=route route=road", NULL, "west"}},
     "S-7; K-21",
     "S-7; K-21"},
    {{{"type=route route=road", "east", NULL}}, "S-7; K-21", "S-7; K-21"},
};

static void a_road_is_numbered_with_the_direction_of_its_route(void **state)
{
    (void)state;
    char folder[] = "/tmp/lifeline-profiles-XXXXXX";
    assert_non_null(mkdtemp(folder));
    write_profiles(folder);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check_case(&cases[i], folder);
    remove_profiles(folder);
}

static void without_the_profile_asking_routes_say_nothing(void **state)
{
    (void)state;
    struct road_case plain = cases[1];
    plain.forward = plain.backward = "S-7; K-21";
    check_case(&plain, NULL);
}

static void a_name_is_kept_with_how_it_is_spoken(void **state)
{
    (void)state;
    struct town town = town_new("a---b---c---d");
    town_way(&town, "ab", "highway=primary name=Read name:pronunciation=red");
    town_way(&town, "bc", "highway=primary name=Read name:pronunciation=reed");
    town_way(&town, "cd", "highway=primary name=Read");
    town_open(&town);
    static const char *const spoken[] = {"red", "reed", ""};
    for (uint32_t e = 0; e < 3; e++) {
        assert_string_equal(graph_name(town.graph, town.graph->edge_name[e]), "Read");
        assert_string_equal(graph_name_second(town.graph, town.graph->edge_name[e]), spoken[e]);
    }
    town_close(&town);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_road_is_numbered_with_the_direction_of_its_route),
        cmocka_unit_test(without_the_profile_asking_routes_say_nothing),
        cmocka_unit_test(a_name_is_kept_with_how_it_is_spoken),
    };
    return RUN_TESTS(tests);
}
