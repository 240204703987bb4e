/* Random histories of manifests: the books, the history and the report agree. */
#include "chain.h"

enum { HISTORIES = 100, ACTS = 30, MANIFESTS = 3 };

/* Figures of all manifests beside those of the report, and of every line beside its history. */
static void check_sums(struct chain *chain)
{
    json_t *list = town_get(&chain->town, "manifest.list", "{\"limit\":1000}");
    json_t *report = town_get(&chain->town, "report.custody", "{}");
    const json_t *totals = json_object_get(report, "totals");
    int64_t sum = 0, treated = 0, first = 0, packages = 0;
    size_t i, k, l;
    json_t *manifest, *line, *holding;
    json_array_foreach(json_object_get(list, "items"), i, manifest)
    {
        sum += grams(manifest, "kg");
        packages += json_i64(manifest, "packages", 0);
        json_array_foreach(json_object_get(manifest, "lines"), k, line)
        {
            first += grams(line, "kg");
            json_array_foreach(json_object_get(line, "holdings"), l, holding)
            {
                assert_true(grams(holding, "kg") >= 0 && json_i64(holding, "packages", -1) >= 0);
                /* Weight without a package would be weight nobody can find. */
                assert_true(json_i64(holding, "packages", -1) > 0 || grams(holding, "kg") == 0);
                if (strcmp(json_text(holding, "stage", ""), "treated") == 0)
                    treated += grams(holding, "kg");
            }
        }
    }
    assert_int_equal(grams(totals, "registered_kg"), sum);
    assert_int_equal(grams(totals, "treated_kg"), treated);
    assert_int_equal(json_i64(totals, "packages", -1), packages);
    assert_int_equal(first + grams(totals, "difference_kg") + grams(totals, "corrected_kg"), sum);
    json_decref(list);
    json_decref(report);
}

static void the_report_equals_the_manifests_after_any_history_and_as_of_stays(void **state)
{
    (void)state;
    struct chain chain;
    struct rng rng;
    rng_seed(&rng, 20220928);
    printf("# seed 20220928\n");
    chain_open(&chain);
    json_t *before = NULL;
    for (int h = 0; h < HISTORIES; h++) {
        char ids[MANIFESTS][ID_TEXT_SIZE];
        const char *names[MANIFESTS];
        for (int m = 0; m < MANIFESTS; m++) {
            waste(&chain, TWO_BAGS);
            memcpy(ids[m], chain.id, sizeof ids[m]);
            names[m] = ids[m];
        }
        for (int a = 0; a < ACTS; a++)
            chain_random_act(&chain, &rng, names, MANIFESTS);
        if (h % 10 == 9)
            check_sums(&chain);
        if (h == HISTORIES / 2) {
            before = town_get(&chain.town, "report.custody", "{}");
            town_advance(&chain.town, 1);
        }
    }
    check_sums(&chain);
    json_t *again = town_get(&chain.town, "report.custody", "{\"as_of\":\"%s\"}",
                             json_text(before, "as_of", ""));
    assert_true(json_equal(before, again));
    json_t *now = town_get(&chain.town, "report.custody", "{}");
    assert_false(json_equal(json_object_get(before, "totals"), json_object_get(now, "totals")));
    const json_t *totals = json_object_get(now, "totals");
    printf("# %lld manifests, %.3f kg, treated %.3f kg, differences %.3f kg, corrected %.3f kg\n",
           (long long)json_i64(totals, "manifests", 0), json_f64(totals, "registered_kg", 0),
           json_f64(totals, "treated_kg", 0), json_f64(totals, "difference_kg", 0),
           json_f64(totals, "corrected_kg", 0));
    assert_int_equal(json_i64(totals, "manifests", 0), HISTORIES * MANIFESTS);
    assert_true(json_f64(totals, "treated_kg", 0) > 0);
    json_decref(before);
    json_decref(again);
    json_decref(now);
    town_close(&chain.town);
}

/* The peak day: 820 sampling points of 7.5 kg, 49 hotels of 95 kg, 20 sealed compounds of 110 kg.
 */
static void a_day_of_889_sites_adds_up_to_thirteen_tonnes(void **state)
{
    (void)state;
    static const struct {
        int sites;
        double kg;
    } groups[] = {{820, 7.5}, {49, 95}, {20, 110}};
    struct chain chain;
    chain_open(&chain);
    for (size_t g = 0; g < sizeof groups / sizeof *groups; g++) {
        for (int s = 0; s < groups[g].sites; s++) {
            char line[120];
            town_do(&chain.town, chain.hotel, "site.create",
                    "{\"kind\":\"waste_point\",\"name\":{\"en\":\"S\"},\"place\":{\"lon\":106.2,"
                    "\"lat\":37.98}}");
            snprintf(line, sizeof line,
                     "[{\"code\":\"B\",\"packages\":1,\"kg\":%.1f,\"epidemic\":true}]",
                     groups[g].kg);
            waste(&chain, line);
            town_do(&chain.town, NULL, "manifest.hand_over",
                    "{\"id\":\"%s\",\"from\":{\"site\":\"%s\"},\"to\":{\"crew\":\"%s\"}," BOTH "}",
                    chain.id, chain.hotel, chain.town.crew);
        }
    }
    json_t *report = town_get(&chain.town, "report.custody", "{}");
    const json_t *totals = json_object_get(report, "totals");
    assert_int_equal(json_array_size(json_object_get(report, "rows")), 889);
    assert_int_equal(json_i64(totals, "manifests", 0), 889);
    assert_int_equal(grams(totals, "collected_kg"), 13005000);
    assert_int_equal(grams(totals, "epidemic_kg"), 13005000);
    json_decref(report);
    town_close(&chain.town);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_report_equals_the_manifests_after_any_history_and_as_of_stays),
        cmocka_unit_test(a_day_of_889_sites_adds_up_to_thirteen_tonnes),
    };
    return RUN_TESTS(tests);
}
