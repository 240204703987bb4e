#include "plan/format/routes.h"

#include <string.h>
#include <strings.h>

#include "base/limits.h"
#include "base/vec.h"
#include "plan/format/lines_int.h"

/* "Route #3:" or "Route 3 :" at the head of the line; leaves the fields behind it. */
static enum err read_head(struct lines *lines, int64_t *number)
{
    struct sv rest = lines->line, head = sv_cut(&rest, ':');
    if (!rest.at)
        return lines_fail(lines, ERR_FORMAT, "A route is written as 'Route #1: 4 7 12'.");
    head = sv_trim(sv_from(head.at + 5, head.n - 5));
    if (head.n && head.at[0] == '#')
        head = sv_trim(sv_from(head.at + 1, head.n - 1));
    if (!sv_to_i64(head, number) || *number < 0)
        return lines_fail(lines, ERR_FORMAT, "A route has a number, as in 'Route #1:'.");
    lines->fields = rest;
    return ERR_OK;
}

static enum err read_stops(struct lines *lines, struct arena *arena, struct routes_route *route)
{
    VEC(int64_t) stops = {0};
    struct lines ahead = *lines;
    struct sv field;
    enum err rc = ERR_OK;
    while (!rc && lines_field(&ahead, &field)) {
        int64_t stop = 0;
        rc = lines_i64(lines, "customer number", 0, INT32_MAX, &stop);
        if (!rc && stops.n >= LIMIT_PLAN_NODES)
            rc =
                lines_fail(lines, ERR_LIMIT, "The route has more than %d stops.", LIMIT_PLAN_NODES);
        vec_push(&stops, stop);
    }
    route->n = stops.n;
    route->stops = (void *)arena_dup(arena, stops.at, stops.n * sizeof *stops.at);
    vec_free(&stops);
    return rc;
}

static enum err read_cost(struct lines *lines, struct routes *routes)
{
    struct sv field;
    lines_field(lines, &field); /* "Cost" or "Cost:" */
    routes->has_cost = true;
    return lines_f64(lines, "cost", -1e15, 1e15, &routes->cost);
}

static bool starts_with(struct sv line, const char *word)
{
    return line.n >= strlen(word) && !strncasecmp(line.at, word, strlen(word));
}

enum err routes_read(struct sv text, const char *name, struct arena *arena, struct routes **out,
                     struct error *error)
{
    struct lines lines = lines_of(text, name, error);
    struct routes *routes = arena_make(arena, struct routes);
    VEC(struct routes_route) all = {0};
    enum err rc = ERR_OK;
    while (!rc && lines_next(&lines)) {
        if (starts_with(lines.line, "Route")) {
            struct routes_route route = {0};
            rc = read_head(&lines, &route.number);
            if (!rc)
                rc = read_stops(&lines, arena, &route);
            if (!rc && all.n >= LIMIT_PLAN_NODES)
                rc = lines_fail(&lines, ERR_LIMIT, "There are more than %d routes.",
                                LIMIT_PLAN_NODES);
            vec_push(&all, route);
        } else if (starts_with(lines.line, "Cost")) {
            rc = read_cost(&lines, routes);
        }
    }
    if (!rc && !all.n)
        rc = error_at(error, ERR_FORMAT, name, "There is no 'Route #1: ...' line in the solution.");
    routes->n = all.n;
    routes->at = (void *)arena_dup(arena, all.at, all.n * sizeof *all.at);
    vec_free(&all);
    if (!rc)
        *out = routes;
    return rc;
}

void routes_write(FILE *stream, const struct routes *routes, int digits)
{
    for (size_t r = 0; r < routes->n; r++) {
        fprintf(stream, "Route #%lld:", (long long)routes->at[r].number);
        for (size_t i = 0; i < routes->at[r].n; i++)
            fprintf(stream, " %lld", (long long)routes->at[r].stops[i]);
        fputc('\n', stream);
    }
    if (routes->has_cost)
        fprintf(stream, "Cost %.*f\n", digits, routes->cost);
}
