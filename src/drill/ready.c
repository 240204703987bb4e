/* Who stood ready, and for how long nobody did. */
#include <string.h>

#include "drill/cover_int.h"
#include "drill/kpi_int.h"

static bool can_serve(const struct player *player, const struct service *service)
{
    if ((int64_t)json_array_size(player->members) < service->crew.size)
        return false;
    for (size_t s = 0; s < service->crew.skills.n; s++) {
        bool has = false;
        for (size_t i = 0; i < json_array_size(player->skills) && !has; i++)
            has = !strcmp(json_string_value(json_array_get(player->skills, i)),
                          service->crew.skills.at[s]);
        if (!has)
            return false;
    }
    return true;
}

typedef VEC(struct span) spans_t;

static void add_span(spans_t *spans, int64_t from_ms, int64_t until_ms)
{
    if (until_ms > from_ms)
        vec_push(spans, ((struct span){from_ms, until_ms}));
}

/* When the crew was on shift and had nothing to do. */
static void add_ready(spans_t *spans, const struct player *player, int64_t end_ms)
{
    int64_t at_ms = player->shift_from_ms;
    int64_t until_ms = player->shift_until_ms < end_ms ? player->shift_until_ms : end_ms;
    for (size_t s = 0; s < player->stints.n && at_ms < until_ms; s++) {
        const struct stint *stint = &player->stints.at[s];
        add_span(spans, at_ms, stint->from_ms < until_ms ? stint->from_ms : until_ms);
        at_ms = stint->until_ms > at_ms ? stint->until_ms : at_ms;
    }
    if (player->doing == CREW_FREE || player->doing == CREW_TOLD)
        add_span(spans, at_ms, until_ms);
}

/* The longest time, while a crew for the service was on shift, without one that stood ready. */
json_t *ready_gap(const struct play *play, const char *service_id)
{
    const struct service *service = catalog_service(play->stage.catalog, service_id);
    int64_t from_ms = INT64_MAX, until_ms = play->stage.drill->start_ms;
    spans_t spans = {0};
    for (size_t c = 0; c < play->crews.n && service; c++) {
        const struct player *player = &play->crews.at[c];
        if (!can_serve(player, service))
            continue;
        from_ms = player->shift_from_ms < from_ms ? player->shift_from_ms : from_ms;
        until_ms = player->shift_until_ms > until_ms ? player->shift_until_ms : until_ms;
        add_ready(&spans, player, play->end_ms);
    }
    from_ms = from_ms > play->stage.drill->start_ms ? from_ms : play->stage.drill->start_ms;
    until_ms = until_ms < play->end_ms ? until_ms : play->end_ms;
    bool any = from_ms < until_ms;
    int64_t gap_ms = any ? cover_gap_ms(spans.at, spans.n, from_ms, until_ms) : 0;
    vec_free(&spans);
    return any ? json_real(kpi_rounded((double)gap_ms / 60000)) : json_null();
}
