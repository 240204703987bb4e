/*
 * The deterministic simulation test: random days of a small city, each from a seed, with what can
 * happen to it and to the program (disks that fail, crashes in the middle of a write, phones that
 * are offline or send twice, a clock that jumps), and the rules held after every moment.
 * LIFELINE_DRILL_SEED=N plays one seed again, LIFELINE_DRILL_SEEDS=N plays as many instead of the
 * usual number, LIFELINE_DRILL_FIRST=N begins with another.
 */
#include "test.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/rng.h"
#include "base/vec.h"
#include "drill/drill.h"

enum { SEEDS = 200, TEXT_MAX = 16384 };

static const char frame[] =
    "name: {zh: 随机日, en: a random day}\n"
    "city: {seed: 1, residents: 8000}\n"
    "start: 2022-03-19T09:00:00+08:00\n"
    "end: 2022-03-19T10:30:00+08:00\n"
    "zones:\n"
    "  - {id: a, name: {zh: 甲, en: A}, policy: epidemic-2021, level: control, half_m: 180,\n"
    "     at: {east_m: 150, north_m: 120}, gates: {delay_s: 120}}\n"
    "  - {id: b, name: {zh: 乙, en: B}, policy: epidemic-2021, level: sealed, half_m: 150,\n"
    "     at: {east_m: -350, north_m: 100}, gates: {delay_s: 60, hours: [{open: '06:00', close: "
    "'22:00'}]},\n"
    "     from_start: false}\n"
    "closures:\n"
    "  - {id: street, name: {zh: 积水, en: Flooded}, at: {east_m: 80, north_m: -120}, half_m: 50}\n"
    "fleet:\n"
    "  - name: {zh: 急修, en: Repair}\n"
    "    count: 1\n"
    "    vehicle: van\n"
    "    members: [[gas_emergency, ppe_trained], [ppe_trained]]\n"
    "    certificates: [gas_repair]\n"
    "    shift: {from: 2022-03-19T08:00:00+08:00, until: 2022-03-19T10:20:00+08:00}\n"
    "    depot: {east_m: -200, north_m: -150}\n"
    "    permits: [{zone: a, services: [gas.leak], crews: 1}]\n"
    "    stock: [{item: full_protective_suit, qty: 4}, {item: n95_mask, qty: 8},\n"
    "            {item: gloves, qty: 16}, {item: face_shield, qty: 4}, {item: boot_covers, qty: "
    "4},\n"
    "            {item: gas_detector, qty: 1}, {item: spark_free_tools, qty: 1},\n"
    "            {item: repair_kit_indoor, qty: 3}]\n"
    "  - name: {zh: 送瓶工, en: Courier}\n"
    "    count: 2\n"
    "    vehicle: tricycle\n"
    "    members: [[gas_delivery, ppe_trained]]\n"
    "    certificates: [lpg_handling]\n"
    "    shift: {from: 2022-03-19T08:00:00+08:00, until: 2022-03-19T10:20:00+08:00}\n"
    "    depot: {east_m: 300, north_m: -200}\n"
    "    permits: [{zone: a, services: [gas.lpg.delivery], crews: 1}]\n"
    "    stock: [{item: lpg_cylinder_15kg_full, qty: 3, serials: true}, {item: soap_spray, qty: "
    "1},\n"
    "            {item: n95_mask, qty: 3}, {item: gloves, qty: 3},\n"
    "            {item: full_protective_suit, qty: 2}, {item: face_shield, qty: 2},\n"
    "            {item: boot_covers, qty: 2}]\n"
    "demand:\n"
    "  rates:\n"
    "    - {service: gas.leak, per_hour: 1, until: 2022-03-19T09:50:00+08:00,\n"
    "       area: {east_m: 0, north_m: 0, radius_m: 500}, answers: {smell: strong}}\n"
    "    - {service: gas.lpg.delivery, per_hour: 3, until: 2022-03-19T09:50:00+08:00,\n"
    "       area: {east_m: 0, north_m: 0, radius_m: 500}, answers: {cylinders: 1}}\n"
    "noise: {travel: 0.3, service: 0.4, accept_s: 60, report_s: 600, line_s: 60, twice: 0.15}\n"
    "happenings:\n";

/* What may happen, and what may end it later. */
static const struct {
    const char *begins, *ends;
} happenings[] = {
    {"kind: seal, zone: b", "kind: lift, zone: b"},
    {"kind: close, closure: street", "kind: open, closure: street"},
    {"kind: shut_gates, zone: a", "kind: open_gates, zone: a"},
    {"kind: isolate, share: 0.2", "kind: return, share: 1"},
    {"kind: isolate, crew: Repair 1, member: 2", "kind: return, crew: Repair 1, member: 2"},
    {"kind: lose, crews: 1", "kind: return, share: 1"},
    {"kind: break, crew: Courier 2", "kind: repair, crew: Courier 2"},
    {"kind: short, crew: Courier 1, item: lpg_cylinder_15kg_full, qty: 2", NULL},
    {"kind: short, crew: Repair 1, item: n95_mask", NULL},
    {"kind: offline, crew: Courier 1", "kind: online, crew: Courier 1"},
    {"kind: offline, crew: Repair 1", "kind: online, crew: Repair 1"},
    {"kind: surge, factor: 3, until: 2022-03-19T09:50:00+08:00", NULL},
    {"kind: jump, minutes: 7", NULL},
    {"kind: fault, writes: 1", "kind: fault, writes: 2"},
    {"kind: crash", NULL},
    {"kind: restart", NULL},
};
enum { HAPPENINGS = sizeof happenings / sizeof *happenings };

static size_t add(char *text, size_t n, unsigned minute, const char *what)
{
    return n + (size_t)snprintf(text + n, TEXT_MAX - n,
                                "  - {at: 2022-03-19T%02u:%02u:30+08:00, %s}\n", 9 + minute / 60,
                                minute % 60, what);
}

/* The frame and some happenings at random times. */
static void write_day(uint64_t seed, char text[TEXT_MAX])
{
    struct rng rng;
    rng_seed(&rng, seed);
    size_t n = (size_t)snprintf(text, TEXT_MAX, "%s", frame);
    for (size_t i = 0; i < HAPPENINGS; i++) {
        unsigned minute = rng_below(&rng, 60), later = 1 + rng_below(&rng, 20);
        bool ends = rng_below(&rng, 4) != 0;
        if (rng_below(&rng, 3) != 0)
            continue;
        n = add(text, n, minute, happenings[i].begins);
        if (happenings[i].ends && ends)
            n = add(text, n, minute + later, happenings[i].ends);
    }
    add(text, n, 89, "kind: restart");
}

static struct catalog *packs_read;
static char maps[] = "/tmp/lifeline-test-drill-XXXXXX";

static json_t *play(uint64_t seed)
{
    char text[TEXT_MAX];
    struct drill *drill = NULL;
    struct error error = {0};
    json_t *report = NULL;
    const struct drill_options options = {
        .seed = seed, .catalog = packs_read, .maps = maps, .least = LOG_ERROR, .checked = true};
    write_day(seed, text);
    if (drill_read_text(sv_of(text), "day.yaml", &drill, &error) != ERR_OK)
        fail_msg("seed %llu: %s: %s", (unsigned long long)seed, error.where, error.text);
    if (drill_run(drill, &options, &report, &error) != ERR_OK)
        fail_msg("seed %llu: %s: %s", (unsigned long long)seed, error.where, error.text);
    drill_free(drill);
    return report;
}

static void no_rule_breaks_on_random_days(void **state)
{
    (void)state;
    const char *one = getenv("LIFELINE_DRILL_SEED"), *many = getenv("LIFELINE_DRILL_SEEDS");
    const char *begin = getenv("LIFELINE_DRILL_FIRST");
    uint64_t first = one ? strtoull(one, NULL, 10) : begin ? strtoull(begin, NULL, 10) : 1;
    uint64_t n = one ? 1 : many ? strtoull(many, NULL, 10) : SEEDS;
    int64_t done = 0;
    for (uint64_t seed = first; seed < first + n; seed++) {
        json_t *report = play(seed);
        const json_t *breaks = json_object_get(report, "breaks");
        for (size_t i = 0; i < json_array_size(breaks); i++)
            print_error("seed %llu: %s\n", (unsigned long long)seed,
                        json_string_value(json_array_get(breaks, i)));
        if (json_array_size(breaks)) {
            char text[TEXT_MAX];
            write_day(seed, text);
            print_error("%s", strstr(text, "happenings:"));
            fail_msg("LIFELINE_DRILL_SEED=%llu plays this day again.", (unsigned long long)seed);
        }
        const json_t *all = json_object_get(json_object_get(report, "kpis"), "all");
        assert_int_equal(json_i64(all, "lost", -1), 0);
        done += json_i64(all, "done", 0);
        json_decref(report);
    }
    if (n > 1)
        assert_true(done > 0);
}

static void the_same_seed_gives_the_same_figures(void **state)
{
    (void)state;
    json_t *first = play(3), *second = play(3);
    char *a = json_canonical(json_object_get(first, "kpis"));
    char *b = json_canonical(json_object_get(second, "kpis"));
    assert_string_equal(a, b);
    char *days[2] = {json_canonical(json_object_get(first, "pictures")),
                     json_canonical(json_object_get(second, "pictures"))};
    assert_string_equal(days[0], days[1]);
    free(days[0]);
    free(days[1]);
    free(a);
    free(b);
    json_decref(first);
    json_decref(second);
}

static int make_maps(void **state)
{
    (void)state;
    char packs[512];
    struct error error = {0};
    snprintf(packs, sizeof packs, "%s/packs", getenv("LIFELINE_ROOT"));
    if (catalog_load(packs, &packs_read, &error) != ERR_OK)
        fail_msg("%s: %s", error.where, error.text);
    return mkdtemp(maps) ? 0 : -1;
}

static int remove_maps(void **state)
{
    (void)state;
    char file[128];
    catalog_free(packs_read);
    snprintf(file, sizeof file, "%s/city-1-8000.road", maps);
    unlink(file);
    return rmdir(maps);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_rule_breaks_on_random_days),
        cmocka_unit_test(the_same_seed_gives_the_same_figures),
    };
    return cmocka_run_group_tests(tests, make_maps, remove_maps);
}
