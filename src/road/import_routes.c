/*
 * Compass directions of numbered roads. A relation of type=route says by its `direction` or by the
 * roles of its members which way a road leads ("I 80 west"); a relation of such relations may say
 * it for them. Where a profile wants it (cardinal_directions), the direction is put behind the
 * number of the road that fits the relation best: "I 80 $west".
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "road/import_int.h"

enum { NUMBERS_MAX = 16, NUMBER_BYTES = 1024 };

enum role { NO_ROLE, NORTH, EAST, SOUTH, WEST, FORWARD, BACKWARD };

static const char *const role_words[] = {"",     "north",   "east",    "south",
                                         "west", "forward", "backward"};

static uint8_t role_of(struct sv word)
{
    for (enum role role = NORTH; role <= BACKWARD; role++)
        if (sv_is(word, role_words[role]))
            return (uint8_t)role;
    return NO_ROLE;
}

static uint8_t compass(uint8_t role)
{
    return role <= WEST ? role : NO_ROLE;
}

static uint32_t keep_text(struct raw_routes *routes, struct sv text)
{
    uint32_t at = (uint32_t)routes->text.n;
    vec_reserve(&routes->text, routes->text.n + text.n + 1);
    if (text.n)
        memcpy(routes->text.at + at, text.at, text.n);
    routes->text.at[at + text.n] = '\0';
    routes->text.n += text.n + 1;
    return at;
}

void routes_add(struct raw_routes *routes, const struct osm_relation *relation)
{
    struct raw_route route = {.id = relation->id,
                              .is_road = sv_is(osm_tag(relation->tags, "route"), "road"),
                              .direction = compass(role_of(osm_tag(relation->tags, "direction")))};
    struct sv ref = osm_tag(relation->tags, "ref"), name = osm_tag(relation->tags, "name");
    if (routes->all.n == IMPORT_ROUTES_MAX || ref.n + name.n > NUMBER_BYTES)
        return;
    route.ref = keep_text(routes, ref);
    route.name = keep_text(routes, name);
    for (size_t i = 0; i < relation->member_count; i++) {
        const struct osm_member *member = &relation->members[i];
        if (member->kind != OSM_NODE && routes->members.n < IMPORT_ROUTE_MEMBERS_MAX)
            vec_push(&routes->members,
                     ((struct raw_route_member){.ref = member->ref,
                                                .route = (uint32_t)routes->all.n,
                                                .role = role_of(member->role),
                                                .is_way = member->kind == OSM_WAY}));
    }
    vec_push(&routes->all, route);
}

void routes_free(struct raw_routes *routes)
{
    vec_free(&routes->all);
    vec_free(&routes->members);
    vec_free(&routes->text);
}

/* ---- who belongs to what ---- */

static int by_ref(const void *a, const void *b)
{
    const struct raw_route_member *x = a, *y = b;
    if (x->is_way != y->is_way)
        return x->is_way ? 1 : -1;
    if (x->ref != y->ref)
        return x->ref < y->ref ? -1 : 1;
    return (x->route > y->route) - (x->route < y->route);
}

/* The first membership of a way or a relation among the sorted ones. */
static size_t first_membership(const struct raw_routes *routes, int64_t ref, bool is_way)
{
    struct raw_route_member key = {.ref = ref, .is_way = is_way};
    size_t low = 0, high = routes->members.n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (by_ref(&routes->members.at[middle], &key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool is_membership(const struct raw_routes *routes, size_t i, int64_t ref, bool is_way)
{
    return i < routes->members.n && routes->members.at[i].ref == ref &&
           routes->members.at[i].is_way == is_way;
}

/* What the relations above a route say: a direction, unless two of them do. */
static uint8_t direction_above(const struct raw_routes *routes, const struct raw_route *route)
{
    uint8_t found = NO_ROLE;
    for (size_t i = first_membership(routes, route->id, false);
         is_membership(routes, i, route->id, false); i++) {
        const struct raw_route_member *member = &routes->members.at[i];
        uint8_t own =
            compass(member->role) ? member->role : routes->all.at[member->route].direction;
        if (own && found)
            return NO_ROLE;
        found = own ? own : found;
    }
    return found;
}

/* Where the route leads on a member; nothing when what is said contradicts itself. */
static uint8_t direction_on(const struct raw_routes *routes, const struct raw_route_member *member)
{
    const struct raw_route *route = &routes->all.at[member->route];
    uint8_t by_role = route->is_road ? compass(member->role) : NO_ROLE;
    uint8_t above = direction_above(routes, route);
    uint8_t own = by_role ? by_role : route->direction;
    if (by_role && route->direction && by_role != route->direction)
        own = NO_ROLE;
    if (own && above && own != above)
        return NO_ROLE;
    return own ? own : above;
}

/* ---- which of a road's numbers a route is about ---- */

static struct sv next_word(struct sv *text)
{
    size_t from = 0, to;
    while (from < text->n && !isalnum((unsigned char)text->at[from]))
        from++;
    for (to = from; to < text->n && isalnum((unsigned char)text->at[to]);)
        to++;
    struct sv word = sv_from(text->at + from, to - from);
    *text = sv_from(text->at + to, text->n - to);
    return word;
}

static bool has_word(struct sv text, struct sv word)
{
    for (struct sv at = next_word(&text); at.n; at = next_word(&text))
        if (sv_eq(at, word))
            return true;
    return false;
}

/* Words that a number shares with a text; figures count double. */
static int likeness(struct sv number, struct sv text)
{
    int score = 0;
    for (struct sv word = next_word(&number); word.n; word = next_word(&number)) {
        bool figures = true;
        for (size_t i = 0; i < word.n; i++)
            figures = figures && isdigit((unsigned char)word.at[i]);
        score += has_word(text, word) ? 1 + figures : 0;
    }
    return score;
}

struct number {
    struct sv text;
    uint8_t forward, backward; /* directions */
};

static void assign(const struct raw_routes *routes, const struct raw_route_member *member,
                   struct number *numbers, size_t n)
{
    const struct raw_route *route = &routes->all.at[member->route];
    struct sv ref = sv_of(routes->text.at + route->ref),
              name = sv_of(routes->text.at + route->name);
    uint8_t direction = direction_on(routes, member);
    int best_score = -1;
    size_t best = 0;
    if (!direction || (!ref.n && !name.n))
        return;
    for (size_t i = 0; i < n; i++) {
        int by_name = likeness(numbers[i].text, name), by_ref_text = likeness(numbers[i].text, ref);
        int score = by_name > by_ref_text ? by_name : by_ref_text;
        if (score > best_score) {
            best_score = score;
            best = i;
        }
    }
    if (member->role != BACKWARD)
        numbers[best].forward = direction;
    if (member->role != FORWARD)
        numbers[best].backward = direction;
}

static void write_numbers(const struct number *numbers, size_t n, bool backward,
                          char text[NUMBER_BYTES])
{
    size_t at = 0;
    text[0] = '\0';
    for (size_t i = 0; i < n && at < NUMBER_BYTES; i++) {
        uint8_t direction = backward ? numbers[i].backward : numbers[i].forward;
        at +=
            (size_t)snprintf(text + at, NUMBER_BYTES - at, "%s%.*s%s%s", i ? "; " : "",
                             SV_ARG(numbers[i].text), direction ? " $" : "", role_words[direction]);
    }
}

static void number_way(struct import *import, struct raw_way *way, size_t membership)
{
    const struct raw_routes *routes = &import->raw.routes;
    char old[NUMBER_BYTES], forward[NUMBER_BYTES], backward[NUMBER_BYTES];
    struct number numbers[NUMBERS_MAX];
    size_t n = 0;
    snprintf(old, sizeof old, "%s", graph_added_name(import->builder, way->ref));
    for (struct sv rest = sv_of(old); rest.at && n < NUMBERS_MAX; n++)
        numbers[n] = (struct number){.text = sv_trim(sv_cut(&rest, ';'))};
    for (size_t i = membership; is_membership(routes, i, way->id, true); i++)
        assign(routes, &routes->members.at[i], numbers, n);
    write_numbers(numbers, n, false, forward);
    write_numbers(numbers, n, true, backward);
    way->ref = graph_add_name_pair(import->builder, forward,
                                   strcmp(forward, backward) == 0 ? "" : backward);
}

void routes_apply(struct import *import)
{
    struct raw_routes *routes = &import->raw.routes;
    if (routes->members.n == 0)
        return;
    qsort(routes->members.at, routes->members.n, sizeof *routes->members.at, by_ref);
    for (size_t i = 0; i < import->raw.ways.n; i++) {
        struct raw_way *way = &import->raw.ways.at[i];
        size_t membership = first_membership(routes, way->id, true);
        if (way->ref && is_membership(routes, membership, way->id, true))
            number_way(import, way, membership);
    }
}
