/* Words and sentences of the reasons. */
#include "plan/plan.h"

static const struct {
    enum plan_reason reason;
    const char *slug, *text;
} reasons[PLAN_REASON_COUNT] = {
    {PLAN_BAD_SKILLS, "skills", "The vehicle or its crew lacks a skill that the job needs."},
    {PLAN_BAD_ASSIGNMENT, "assignment", "The job is tied to other vehicles, or forbidden here."},
    {PLAN_BAD_LOAD, "load", "The load would be above the capacity."},
    {PLAN_BAD_WINDOW, "window", "A visit would begin after its time window."},
    {PLAN_BAD_SHIFT, "shift", "The route would end after the vehicle's working hours."},
    {PLAN_BAD_BREAK, "break", "A break could not be taken in its window or with that load."},
    {PLAN_BAD_MAX_TASKS, "max_tasks", "The vehicle would have more stops than allowed."},
    {PLAN_BAD_MAX_TRAVEL, "max_travel_time", "The vehicle would travel longer than allowed."},
    {PLAN_BAD_MAX_DISTANCE, "max_distance", "The vehicle would drive farther than allowed."},
    {PLAN_BAD_MAX_DURATION, "max_duration", "The route would last longer than allowed."},
    {PLAN_BAD_MAX_TRIPS, "max_trips", "The vehicle would make more trips than allowed."},
    {PLAN_BAD_EXPOSURE, "exposure", "The crew comes from a place of a higher exposure class."},
    {PLAN_BAD_RELATION, "relation", "A rule between this job and others would be broken."},
    {PLAN_BAD_FACILITY, "facility",
     "No facility can take or hand out the goods: full to its limit, closed then, or not for it."},
    {PLAN_BAD_UNREACHABLE, "unreachable", "There is no way to the place or on from it."},
    {PLAN_BAD_PRECEDENCE, "precedence", "Pickup and delivery, or frozen stops, would be torn."},
    {PLAN_BAD_COST, "cost", "It is possible, but costs more than leaving the job out."},
};

const char *plan_reason_slug(enum plan_reason reason)
{
    for (int i = 0; i < PLAN_REASON_COUNT; i++) {
        if (reasons[i].reason == reason)
            return reasons[i].slug;
    }
    return "unknown";
}

const char *plan_reason_text(enum plan_reason reason)
{
    for (int i = 0; i < PLAN_REASON_COUNT; i++) {
        if (reasons[i].reason == reason)
            return reasons[i].text;
    }
    return "The reason is not known.";
}
