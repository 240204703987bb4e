#include "catalog/prices.h"

#include "catalog/shape_int.h"

static const struct field wait_fields[] = {
    {"id", FIELD_WORD, AT(wait_price, id), NEEDED, FREE},
    {"from_priority", FIELD_INT, AT(wait_price, from_priority), NEEDED, .min = 0, .max = 100},
    {"price", FIELD_NUMBER, AT(wait_price, price), NEEDED, .min = 0, .max = 1000},
    END,
};
static const struct shape wait_shape = {"a price of waiting", sizeof(struct wait_price),
                                        wait_fields, true};

static const struct field tell_again_fields[] = {
    {"id", FIELD_WORD, AT(tell_again, id), .required = true, .refers = REFERS_NOTHING},
    {"from_min", FIELD_INT, AT(tell_again, from_min), .required = true, .min = 0, .max = 1440},
    {"by_s", FIELD_INT, AT(tell_again, by_s), .required = true, .min = 0, .max = 3600},
    END,
};
static const struct shape tell_again_shape = {"a tolerance of what was told",
                                              sizeof(struct tell_again), tell_again_fields, true};

static const struct field prices_fields[] = {
    {"late", FIELD_NUMBER, AT(prices, late), NEEDED, .min = 0, .max = 1000},
    {"waits", FIELD_LIST, AT(prices, waits), .max = 20, .shape = &wait_shape},
    {"change_crew", FIELD_NUMBER, AT(prices, change_crew), .min = 0, .max = 86400},
    {"change_hour", FIELD_NUMBER, AT(prices, change_hour), .min = 0, .max = 86400},
    {"change_tolerance_s", FIELD_INT, AT(prices, change_tolerance_s), .min = 0, .max = 86400},
    {"take_back_from", FIELD_INT, AT(prices, take_back_from), .min = 0, .max = 100},
    {"take_back_below", FIELD_INT, AT(prices, take_back_below), .min = 0, .max = 100},
    {"take_back_sooner_s", FIELD_INT, AT(prices, take_back_sooner_s), .min = 0, .max = 86400},
    {"tell_again", FIELD_LIST, AT(prices, tell_again), .max = 20, .shape = &tell_again_shape},
    END,
};
const struct shape prices_shape = {"the prices", sizeof(struct prices), prices_fields, false};

void prices_check_sense(struct problems *problems, const char *file, const struct prices *prices)
{
    for (size_t i = 1; i < prices->waits.n; i++) {
        const struct wait_price *wait = &prices->waits.at[i];
        if (wait->from_priority <= wait[-1].from_priority)
            problem_add(problems, file, wait->line,
                        "%s: each price is for a higher priority than the one before.", wait->id);
    }
    if (prices->take_back_from && prices->take_back_below > prices->take_back_from)
        problem_add(problems, file, prices->line,
                    "take_back_below: work is taken back for what is more urgent only.");
    for (size_t i = 1; i < prices->tell_again.n; i++) {
        const struct tell_again *tell = &prices->tell_again.at[i];
        if (tell->from_min <= tell[-1].from_min)
            problem_add(problems, file, tell->line,
                        "%s: each tolerance is for what is further ahead than the one before.",
                        tell->id);
    }
}

const struct prices *catalog_prices(const struct catalog *catalog)
{
    static const struct prices usual = {
        .late = 10, .change_crew = 600, .change_hour = 300, .change_tolerance_s = 120};
    return catalog && catalog->prices.line ? &catalog->prices : &usual;
}

double prices_wait(const struct prices *prices, int64_t priority)
{
    double price = 0;
    for (size_t i = 0; i < prices->waits.n && prices->waits.at[i].from_priority <= priority; i++)
        price = prices->waits.at[i].price;
    return price;
}

int64_t prices_tell_again_s(const struct prices *prices, int64_t ahead_s)
{
    int64_t by_s = 0;
    for (size_t i = 0;
         i < prices->tell_again.n && prices->tell_again.at[i].from_min * 60 <= ahead_s; i++)
        by_s = prices->tell_again.at[i].by_s;
    return by_s;
}
