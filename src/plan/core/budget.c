#include "plan/core/budget.h"

#include "base/clock.h"

bool budget_is_over(struct budget *budget)
{
    int64_t now_ns = budget->deadline_ns || budget->beat ? clock_monotonic_ns() : 0;
    if (budget->iterations && budget->spent >= budget->iterations)
        budget->over = true;
    if (budget->deadline_ns && now_ns >= budget->deadline_ns)
        budget->over = true;
    if (budget->beat && !budget->over)
        budget->beat(budget->context, now_ns);
    if (budget_is_cancelled(budget))
        budget->over = true;
    return budget->over;
}

double budget_share(const struct budget *budget)
{
    double by_time = 0, by_count = 0;
    if (budget->iterations)
        by_count = (double)budget->spent / (double)budget->iterations;
    if (budget->deadline_ns)
        by_time = (double)(clock_monotonic_ns() - budget->start_ns) /
                  ((double)(budget->deadline_ns - budget->start_ns) + 1);
    return by_time > by_count ? by_time : by_count;
}
