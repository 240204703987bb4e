#include "live/eligible_int.h"

#include <string.h>

#include "base/json_find.h"

enum { HOUR_MS = 3600000 };

static enum refusal refuse(struct refusal_of *why, enum refusal refusal, const char *word)
{
    why->refusal = refusal;
    snprintf(why->word, sizeof why->word, "%s", word);
    return refusal;
}

/* Whether any member, available or not, brings the skill. */
static bool somebody_has(const struct world *world, const json_t *crew, const char *skill)
{
    size_t i;
    json_t *member;
    json_array_foreach(json_object_get(crew, "members"), i, member)
    {
        const json_t *person = world_get(world, WORLD_PERSON, json_string_value(member));
        if (json_has(json_object_get(person, "skills"), skill))
            return true;
    }
    return false;
}

static enum refusal check_skills(const struct world *world, const json_t *needs, const json_t *crew,
                                 struct refusal_of *why)
{
    size_t i;
    json_t *skill;
    json_array_foreach(json_object_get(needs, "skills"), i, skill)
    {
        if (!somebody_has(world, crew, json_string_value(skill)))
            return refuse(why, REFUSAL_SKILL, json_string_value(skill));
    }
    return REFUSAL_NONE;
}

static enum refusal check_kind(const struct world *world, const json_t *needs, const json_t *crew,
                               struct refusal_of *why)
{
    const json_t *kinds = json_object_get(needs, "vehicles");
    const json_t *vehicle = world_get(world, WORLD_VEHICLE, json_text(crew, "vehicle", ""));
    const char *kind = json_text(vehicle, "kind", "");
    if (json_array_size(kinds) == 0 || json_has(kinds, kind))
        return REFUSAL_NONE;
    return refuse(why, REFUSAL_KIND, *kind ? kind : "none");
}

/* A member who can work now, or NULL. */
static const json_t *member_at_work(const struct world *world, const json_t *crew, size_t i)
{
    const json_t *id = json_array_get(json_object_get(crew, "members"), i);
    const json_t *person = world_get(world, WORLD_PERSON, json_string_value(id));
    bool available = person && strcmp(json_text(person, "status", ""), "available") == 0;
    return available ? person : NULL;
}

static bool has_all(const json_t *person, const json_t *skills)
{
    size_t i;
    json_t *skill;
    json_array_foreach(skills, i, skill)
    {
        if (!json_has(json_object_get(person, "skills"), json_string_value(skill)))
            return false;
    }
    return true;
}

/* Skills among those at work, and enough of them with the training that each must have. */
static enum refusal check_people(const struct world *world, const json_t *needs, const json_t *crew,
                                 struct refusal_of *why)
{
    size_t i, members = json_array_size(json_object_get(crew, "members"));
    json_t *skill;
    json_array_foreach(json_object_get(needs, "skills"), i, skill)
    {
        bool found = false;
        for (size_t m = 0; m < members && !found; m++)
            found = json_has(json_object_get(member_at_work(world, crew, m), "skills"),
                             json_string_value(skill));
        if (!found)
            return refuse(why, REFUSAL_PEOPLE, json_string_value(skill));
    }
    int64_t size = json_i64(needs, "crew_size", 1), fit = 0;
    for (size_t m = 0; m < members; m++) {
        const json_t *person = member_at_work(world, crew, m);
        fit += person && has_all(person, json_object_get(needs, "each"));
    }
    if (fit >= size)
        return REFUSAL_NONE;
    char number[24];
    snprintf(number, sizeof number, "%lld", (long long)size);
    return refuse(why, REFUSAL_CREW_SIZE, number);
}

static bool holds_certificate(const json_t *person, const char *code, int64_t now_ms)
{
    size_t i;
    json_t *certificate;
    json_array_foreach(json_object_get(person, "certificates"), i, certificate)
    {
        if (strcmp(json_text(certificate, "code", ""), code) == 0 &&
            world_time(certificate, "valid_until", 0) > now_ms)
            return true;
    }
    return false;
}

static enum refusal check_certificates(const struct world *world, const json_t *needs,
                                       const json_t *crew, int64_t now_ms, struct refusal_of *why)
{
    size_t i, members = json_array_size(json_object_get(crew, "members"));
    json_t *code;
    json_array_foreach(json_object_get(needs, "certificates"), i, code)
    {
        bool found = false;
        for (size_t m = 0; m < members && !found; m++)
            found =
                holds_certificate(member_at_work(world, crew, m), json_string_value(code), now_ms);
        if (!found)
            return refuse(why, REFUSAL_CERTIFICATE, json_string_value(code));
    }
    return REFUSAL_NONE;
}

/* A test that is on record must be young enough; whose tests are not on record is asked at the
 * gate, or counts as not tested where the level wants them on record. */
static enum refusal check_tests(const struct world *world, const json_t *needs, const json_t *crew,
                                int64_t now_ms, struct refusal_of *why)
{
    size_t members = json_array_size(json_object_get(crew, "members"));
    int64_t hours = json_i64(needs, "test_h", 0), fit = 0;
    int64_t unknown_ms = json_flag(needs, "test_on_record", false) ? INT64_MIN : now_ms;
    for (size_t m = 0; m < members && hours; m++) {
        const json_t *person = member_at_work(world, crew, m);
        fit += person && has_all(person, json_object_get(needs, "each")) &&
               world_time(person, "tested_at", unknown_ms) >= now_ms - hours * HOUR_MS;
    }
    if (!hours || fit >= json_i64(needs, "crew_size", 1))
        return REFUSAL_NONE;
    char number[24];
    snprintf(number, sizeof number, "%lld", (long long)hours);
    return refuse(why, REFUSAL_TEST, number);
}

struct working_hours eligible_hours(const json_t *crew)
{
    const json_t *shift = json_object_get(crew, "shift");
    return (struct working_hours){.from_ms = world_time(shift, "from", 0),
                                  .until_ms = world_time(shift, "until", INT64_MAX),
                                  .off = strcmp(json_text(crew, "state", ""), "off") == 0};
}

/* A shift that begins before the job is due is no refusal: the plan puts the visit behind its
 * beginning. One that begins later is taken up when it begins. */
static enum refusal check_hours(const struct working_hours *hours, int64_t due_ms, int64_t now_ms,
                                struct refusal_of *why)
{
    bool begins_in_time = hours->from_ms <= now_ms || hours->from_ms <= due_ms;
    if (begins_in_time && hours->until_ms > now_ms && !hours->off)
        return REFUSAL_NONE;
    why->when_ms = hours->from_ms > now_ms ? hours->from_ms : 0;
    return refuse(why, REFUSAL_SHIFT, "");
}

static enum refusal check_shift(const json_t *job, const json_t *crew, int64_t now_ms,
                                struct refusal_of *why)
{
    struct working_hours hours = eligible_hours(crew);
    return check_hours(&hours, world_time(job, "due_at", now_ms), now_ms, why);
}

static enum refusal check_vehicle(const struct world *world, const json_t *crew,
                                  struct refusal_of *why)
{
    const char *id = json_text(crew, "vehicle", "");
    if (!*id)
        return REFUSAL_NONE; /* goes on foot or by what is at hand */
    const json_t *vehicle = world_get(world, WORLD_VEHICLE, id);
    const char *status = json_text(vehicle, "status", "out_of_service");
    if (strcmp(status, "ready") == 0)
        return REFUSAL_NONE;
    return refuse(why, REFUSAL_VEHICLE, json_text(vehicle, "plate", id));
}

static bool permit_covers(const json_t *permit, const char *kind, const json_t *job, int64_t now_ms)
{
    const json_t *zone = json_object_get(job, "zone");
    const json_t *services = json_object_get(permit, "services");
    const char *for_zone = json_text(permit, "zone", ""),
               *for_level = json_text(permit, "level", "");
    return strcmp(json_text(permit, "state", ""), "valid") == 0 &&
           strcmp(json_text(permit, "kind", "zone_entry"), kind) == 0 &&
           world_time(permit, "from", 0) <= now_ms &&
           world_time(permit, "until", INT64_MAX) > now_ms &&
           (!*for_zone || strcmp(for_zone, json_text(zone, "id", "")) == 0) &&
           (!*for_level || strcmp(for_level, json_text(zone, "level", "")) == 0) &&
           (json_array_size(services) == 0 || json_has(services, json_text(job, "service", "")));
}

static bool one_covers(const struct world *world, const char *holder, const char *kind,
                       const json_t *job, int64_t now_ms)
{
    for (const struct world_object *o = world_permits_of(world, holder); o; o = o->next) {
        if (permit_covers(o->json, kind, job, now_ms))
            return true;
    }
    return false;
}

/* A permit of the crew or its vehicle covers all; permits of persons must cover enough of them. */
static bool is_permitted(const struct world *world, const char *kind, const json_t *job,
                         const json_t *crew, int64_t now_ms)
{
    const char *vehicle = json_text(crew, "vehicle", NULL);
    if (one_covers(world, json_text(crew, "id", "-"), kind, job, now_ms) ||
        (vehicle && one_covers(world, vehicle, kind, job, now_ms)))
        return true;
    int64_t persons = 0;
    size_t i;
    json_t *member;
    json_array_foreach(json_object_get(crew, "members"), i, member)
    {
        persons += one_covers(world, json_string_value(member), kind, job, now_ms);
    }
    return persons >= json_i64(json_object_get(job, "requirements"), "crew_size", 1);
}

static enum refusal check_permits(const struct world *world, const json_t *job, const json_t *crew,
                                  int64_t now_ms, struct refusal_of *why)
{
    const json_t *zone = json_object_get(job, "zone");
    size_t i;
    json_t *kind;
    json_array_foreach(json_object_get(json_object_get(job, "requirements"), "permits"), i, kind)
    {
        if (!is_permitted(world, json_string_value(kind), job, crew, now_ms))
            return refuse(why, REFUSAL_PERMIT,
                          json_text(json_object_get(zone, "name"), "en", json_string_value(kind)));
    }
    return REFUSAL_NONE;
}

static double stock_of(const json_t *crew, const char *item)
{
    size_t i;
    json_t *level;
    json_array_foreach(json_object_get(crew, "stock"), i, level)
    {
        if (strcmp(json_text(level, "item", ""), item) == 0)
            return json_f64(level, "qty", 0);
    }
    return 0;
}

static enum refusal check_goods(const json_t *wanted, const json_t *crew, enum refusal refusal,
                                struct refusal_of *why)
{
    size_t i;
    json_t *line;
    json_array_foreach(wanted, i, line)
    {
        const char *item = json_text(line, "item", "");
        if (stock_of(crew, item) < json_f64(line, "qty", 0))
            return refuse(why, refusal, item);
    }
    return REFUSAL_NONE;
}

/* Who lives and works in a closed loop stays in it. */
static enum refusal check_loop(const json_t *job, const json_t *crew, struct refusal_of *why)
{
    const char *loop = json_text(crew, "loop", "");
    if (!*loop || strcmp(loop, json_text(json_object_get(job, "zone"), "id", "")) == 0)
        return REFUSAL_NONE;
    return refuse(why, REFUSAL_LOOP, "");
}

static enum refusal check_protection(const json_t *needs, const json_t *crew,
                                     struct refusal_of *why)
{
    return check_goods(json_object_get(needs, "protection"), crew, REFUSAL_PROTECTION, why);
}

enum { SHIFT_STEP = 5, CHECKS = 11 };

/* The checks in their order; REFUSAL_NONE from the last one on. */
static enum refusal check_step(int step, const struct world *world, const json_t *job,
                               const json_t *crew, int64_t now_ms, struct refusal_of *why)
{
    const json_t *needs = json_object_get(job, "requirements");
    switch (step) {
    case 0:
        return check_skills(world, needs, crew, why);
    case 1:
        return check_kind(world, needs, crew, why);
    case 2:
        return check_people(world, needs, crew, why);
    case 3:
        return check_certificates(world, needs, crew, now_ms, why);
    case 4:
        return check_tests(world, needs, crew, now_ms, why);
    case SHIFT_STEP:
        return check_shift(job, crew, now_ms, why);
    case 6:
        return check_vehicle(world, crew, why);
    case 7:
        return check_permits(world, job, crew, now_ms, why);
    case 8:
        return check_loop(job, crew, why);
    case 9:
        return check_protection(needs, crew, why);
    default:
        return check_goods(json_object_get(needs, "stock"), crew, REFUSAL_STOCK, why);
    }
}

static void begin_refusal(struct refusal_of *why, const json_t *crew)
{
    *why = (struct refusal_of){.refusal = REFUSAL_NONE};
    snprintf(why->crew, sizeof why->crew, "%s", json_text(crew, "id", ""));
}

bool eligible_alike(const json_t *job, const json_t *other)
{
    static const char *const asked[] = {"service", "requirements", "zone"};
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        const json_t *a = json_object_get(job, asked[i]), *b = json_object_get(other, asked[i]);
        if (a != b && !json_equal(a, b))
            return false;
    }
    return true;
}

void eligible_judge(const struct world *world, const json_t *job, const json_t *crew,
                    int64_t now_ms, struct verdict *verdict)
{
    begin_refusal(&verdict->why, crew);
    for (verdict->step = 0; verdict->step < CHECKS; verdict->step++) {
        if (verdict->step != SHIFT_STEP &&
            check_step(verdict->step, world, job, crew, now_ms, &verdict->why) != REFUSAL_NONE)
            return;
    }
}

enum refusal eligible_in_time(const struct verdict *verdict, const struct working_hours *hours,
                              int64_t due_ms, int64_t now_ms, struct refusal_of *why)
{
    *why = verdict->why;
    if (verdict->step < SHIFT_STEP)
        return why->refusal;
    struct refusal_of late = *why;
    if (check_hours(hours, due_ms, now_ms, &late) == REFUSAL_NONE)
        return why->refusal;
    *why = late;
    return REFUSAL_SHIFT;
}

enum refusal eligible_check(const struct world *world, const json_t *job, const json_t *crew,
                            int64_t now_ms, struct refusal_of *why)
{
    struct working_hours hours = eligible_hours(crew);
    struct verdict verdict;
    eligible_judge(world, job, crew, now_ms, &verdict);
    return eligible_in_time(&verdict, &hours, world_time(job, "due_at", now_ms), now_ms, why);
}

uint32_t eligible_conflicts(const struct world *world, const json_t *job, const json_t *crew,
                            int64_t now_ms, struct refusal_of conflicts[REFUSAL_COUNT])
{
    uint32_t n = 0;
    if (eligible_decided(world, job, crew, &conflicts[n]) == REFUSAL_FORBIDDEN)
        n++;
    for (int step = 0; step < CHECKS; step++) {
        begin_refusal(&conflicts[n], crew);
        if (check_step(step, world, job, crew, now_ms, &conflicts[n]) != REFUSAL_NONE)
            n++;
    }
    return n;
}

/* ---- What people decided --------------------------------------------------------------------- */

enum eligible_mode eligible_mode_of(const struct world *world, const json_t *job)
{
    const json_t *service = world_get(world, WORLD_SERVICE, json_text(job, "service", ""));
    const char *mode = json_text(service, "dispatch", "automatic");
    return strcmp(mode, "propose") == 0  ? MODE_PROPOSE
           : strcmp(mode, "manual") == 0 ? MODE_MANUAL
                                         : MODE_AUTOMATIC;
}

bool eligible_is_decided(const struct world *world, const json_t *job)
{
    return json_array_size(json_object_get(job, "forbidden")) > 0 ||
           json_is_object(json_object_get(job, "pin")) ||
           eligible_mode_of(world, job) == MODE_MANUAL;
}

enum refusal eligible_decided(const struct world *world, const json_t *job, const json_t *crew,
                              struct refusal_of *why)
{
    const char *id = json_text(crew, "id", ""), *has = json_text(job, "crew", "");
    const char *pinned = json_text(json_object_get(job, "pin"), "crew", "");
    begin_refusal(why, crew);
    if (json_find(json_object_get(job, "forbidden"), "crew", id))
        return refuse(why, REFUSAL_FORBIDDEN, "");
    if (*pinned)
        return strcmp(pinned, id) == 0 ? REFUSAL_NONE : refuse(why, REFUSAL_PINNED, "");
    if (eligible_mode_of(world, job) == MODE_MANUAL && strcmp(has, id) != 0)
        return refuse(why, REFUSAL_BY_HAND, "");
    return REFUSAL_NONE;
}
