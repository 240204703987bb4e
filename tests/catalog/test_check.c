/* Packs are written by people: every mistake must be named with file, line, field and what would be
 * right. A small good catalog is broken in one place at a time. */
#include "packs_folder.h"

static const char TERMS[] = "skills: [{id: fix, name: {zh: 修, en: fix}}]\n"
                            "certificates: []\n"
                            "items: [{id: mask, name: {zh: 口罩, en: mask}}]\n"
                            "vehicles: [{id: van, name: {zh: 车, en: van}}]\n"
                            "permits: [{id: pass, name: {zh: 证, en: pass}}]\n"
                            "exposures: []\n"
                            "roles: [{id: medic, name: {zh: 医, en: medic}}]\n"
                            "categories: [{id: gas, name: {zh: 气, en: gas}}]\n";

static const char POLICY[] = "id: p1\n"
                             "hazard: epidemic\n"
                             "name: {zh: 一, en: one}\n"
                             "from: 2021-01-01\n"
                             "until: 2022-01-01\n"
                             "basis: rule\n"
                             "levels:\n"
                             "  - id: closed\n"
                             "    order: 2\n"
                             "    name: {zh: 封, en: closed}\n"
                             "    residents: {zh: 不出, en: stay}\n"
                             "    colour: \"#cc0000\"\n"
                             "    entry: {services: [gas], permits: [pass]}\n"
                             "    handover: gate\n"
                             "    gates: {hours: [{open: \"06:00\", close: \"22:00\"}]}\n"
                             "    lift: {all: [{kind: days_without_case, count: 7}]}\n";

static const char SERVICE[] =
    "id: s1\n"
    "version: 1\n"
    "category: gas\n"
    "name: {zh: 服务, en: service}\n"
    "summary: {zh: 说明, en: what it is}\n"
    "form:\n"
    "  - id: smell\n"
    "    label: {zh: 气味, en: smell}\n"
    "    kind: choice\n"
    "    options: [{id: weak, label: {zh: 弱, en: weak}},\n"
    "              {id: strong, label: {zh: 强, en: strong}}]\n"
    "  - {id: count, label: {zh: 数, en: count}, kind: number, max: 9}\n"
    "script:\n"
    "  - {id: a, say: {zh: 说, en: say}}\n"
    "priority:\n"
    "  - {is: red, when: {answers: {smell: [strong]}}}\n"
    "  - {is: green}\n"
    "due: [{minutes: 60, to: arrival}]\n"
    "crew: {size: 2, skills: [fix]}\n"
    "stock: [{item: mask, per_answer: count}]\n"
    "on_site: [{minutes: 30}]\n"
    "steps:\n"
    "  - {code: look, label: {zh: 看, en: look}, kind: check, phase: site}\n"
    "closing: []\n"
    "counters: [{id: n, label: {zh: 数, en: n}, kind: step, step: look}]\n";

static const char FIGURES[] =
    "reporting: {kinds: [company], due: [{at: \"08:00\"}, {at: \"17:00\"}]}\n"
    "figures:\n"
    "  - id: calls\n"
    "    name: {zh: 来电, en: calls}\n"
    "    unit: {zh: 件, en: calls}\n"
    "    kind: sum\n"
    "    by: [about]\n"
    "    parts:\n"
    "      - {on: [sheet.standing], when: {form: [f1]}, amount: count}\n"
    "  - id: people\n"
    "    name: {zh: 人, en: people}\n"
    "    unit: {zh: 人, en: persons}\n"
    "    kind: distinct\n"
    "    key: item\n"
    "    parts: [{on: [sheet.standing]}]\n";

static const char FORM[] =
    "id: f1\n"
    "version: 1\n"
    "name: {zh: 表, en: form}\n"
    "source: sheet\n"
    "basis: rule\n"
    "meets: {form: f1, same: [item], amount: count}\n"
    "blocks:\n"
    "  - id: head\n"
    "    fields:\n"
    "      - {id: item, label: {zh: 物, en: item}, kind: text, public: true}\n"
    "      - {id: count, label: {zh: 数, en: count}, kind: number, min: 0, max: 9}\n"
    "  - id: rows\n"
    "    columns:\n"
    "      - {id: state, label: {zh: 态, en: state}, kind: choice, options: [{id: a, label: {zh: "
    "甲, en: a}}, {id: b, label: {zh: 乙, en: b}}]}\n"
    "  - id: signed\n"
    "    signatures: [{id: one, label: {zh: 签, en: signed}, required: true}]\n";

static const char PRINTED[] =
    "id: f2\n"
    "version: 1\n"
    "name: {zh: 单, en: note}\n"
    "source: job\n"
    "basis: rule\n"
    "blocks:\n"
    "  - id: head\n"
    "    fields:\n"
    "      - {id: number, label: {zh: 号, en: number}, kind: text, from: job.number}\n";

static const char DAILY[] = "id: f3\n"
                            "version: 1\n"
                            "name: {zh: 日报, en: daily}\n"
                            "source: situation\n"
                            "basis: rule\n"
                            "blocks:\n"
                            "  - id: work\n"
                            "    figures: [calls]\n";

/* The small catalog; gives the folder's name. */
static const char *new_dir(char dir[PACKS_DIR_SIZE])
{
    packs_make(dir);
    packs_write(dir, "terms.yaml", TERMS);
    packs_write(dir, "policies/p1.yaml", POLICY);
    packs_write(dir, "services/s1.yaml", SERVICE);
    packs_write(dir, "figures.yaml", FIGURES);
    packs_write(dir, "forms/f1.yaml", FORM);
    packs_write(dir, "forms/f2.yaml", PRINTED);
    packs_write(dir, "forms/f3.yaml", DAILY);
    return dir;
}

static void the_small_catalog_itself_is_right(void **state)
{
    (void)state;
    char dir[PACKS_DIR_SIZE];
    struct catalog *catalog = packs_load(new_dir(dir));
    assert_int_equal(catalog_services(catalog), 1);
    assert_non_null(catalog_service(catalog, "s1"));
    assert_null(catalog_service(catalog, "s2"));
    assert_string_equal(catalog_term(catalog, TERM_ITEM, "mask")->en, "mask");
    assert_null(catalog_term(catalog, TERM_ITEM, "van"));
    catalog_free(catalog);
    catalog_free(NULL);
    packs_remove(dir);
}

static const struct {
    char letter;
    const char *name, *text;
} FILES[] = {{'s', "services/s1.yaml", SERVICE}, {'p', "policies/p1.yaml", POLICY},
             {'t', "terms.yaml", TERMS},         {'g', "figures.yaml", FIGURES},
             {'f', "forms/f1.yaml", FORM},       {'j', "forms/f2.yaml", PRINTED},
             {'d', "forms/f3.yaml", DAILY}};

struct broken {
    char file; /* of FILES */
    const char *old, *new;
    unsigned line;
    const char *says; /* part of the sentence */
};

static const struct broken BROKEN[] = {
    {'s', "version: 1", "verson: 1", 2,
     "'verson' is not a key of a service. Did you mean 'version'? The keys are id,"},
    {'s', "version: 1", "version: one", 2, "version: 'one' is not a whole number"},
    {'s', "version: 1", "version: 1.5", 2, "not a whole number"},
    {'s', "version: 1", "version: 0", 2, "within 1 to"},
    {'s', "version: 1", "version: [1]", 2, "must be a whole number, not a list"},
    {'s', "version: 1\n", "", 1, "a service needs the key 'version'"},
    {'s', "version: 1", "version: 1\nversion: 2", 3, "the key 'version' comes twice"},
    {'s', "id: s1", "id: s2", 1, "must be the name of the file"},
    {'s', "name: {zh: 服务, en: service}", "name: {en: service}", 4,
     "name: the Chinese text (zh) is missing"},
    {'s', "en: what it is", "fr: quoi", 5, "'fr' is no language here"},
    {'s', "en: what it is", "en: \"\"", 5, "summary.en: the text is empty"},
    {'s', "name: {zh: 服务, en: service}", "name: service", 4,
     "must be a text in both languages (zh: ..., en: ...), not a single value"},
    {'s', "label: {zh: 气味, en: smell}", "label: {zh: 气味}", 8,
     "form[1].label: the English text (en) is missing; give both"},
    {'s', "kind: choice", "kind: chioce", 9, "not one of text, number, choice, flag, date"},
    {'s', "kind: choice", "kind: text", 7, "has options, so its kind must be choice"},
    {'s', "kind: number, max: 9", "kind: text, max: 9", 12, "its kind must be number"},
    {'s', "max: 9", "min: 10, max: 9", 12, "min of 'count' is above its max"},
    {'s', "id: strong", "id: weak", 11, "form[1].options: an option named 'weak' was there before"},
    {'s', "id: count", "id: smell", 12, "a question named 'smell' was there before"},
    {'s', "id: smell", "id: Smell", 7, "'Smell' is no word; use a to z"},
    {'s', "smell: [strong]", "smel: [strong]", 16,
     "'smel' is no question of this service; known are smell, count"},
    {'s', "smell: [strong]", "smell: [storng]", 16, "known are weak, strong"},
    {'s', "answers: {smell: [strong]}", "levels: [open]", 16,
     "'open' is no level of any policy; known are none, closed"},
    {'s', "answers: {smell: [strong]}", "modes: [peace]", 16, "known are normal, emergency"},
    {'s', "answers: {smell: [strong]}", "season_from: 13-01", 16, "month and day as 11-15"},
    {'s', "{is: red, when: {answers: {smell: [strong]}}}", "{is: red}", 16,
     "priority: case 1 has no `when`"},
    {'s', "  - {is: green}\n", "", 16, "the last case must have no `when`"},
    {'s', "due: [{minutes: 60, to: arrival}]", "due: []", 18, "at least 1"},
    {'s', "skills: [fix]", "skills: [fly]", 19, "crew.skills[1]: 'fly' is no skill; known are fix"},
    {'s', "skills: [fix]", "skills: [fix, fix]", 19, "'fix' comes twice"},
    {'s', "skills: [fix]", "skills: fix", 19, "must be a list of words"},
    {'s', "size: 2", "size: 2, vehicles: [boat]", 19, "kind of vehicle; known are van"},
    {'s', "item: mask", "item: masks", 20, "'masks' is no item; known are mask"},
    {'s', "per_answer: count", "per_answer: smell", 20, "no number asked by this service"},
    {'s', "kind: check", "kind: serial_out", 23, "must name the item whose serials"},
    {'s', "kind: check", "kind: manifest_in", 23, "must name the custody"},
    {'s', "kind: check", "kind: check, custody: waste", 23, "so its kind must be manifest_in"},
    {'s', "kind: check", "kind: manifest_in, custody: waste", 23, "is no kind of custody.yaml"},
    {'s', "kind: check", "kind: check, after: [see]", 23, "'see' is no step of this service"},
    {'s', "kind: check", "kind: check, after: [look]", 23, "that step must stand before it"},
    {'s', "kind: check", "kind: check, min: 1", 23, "its kind must be number"},
    {'s', "kind: check", "kind: number, low: 5, high: 1", 23, "lower limit above"},
    {'s', "kind: check", "kind: check, required: yes", 23, "'yes' is neither true nor false"},
    {'s', "closing: []",
     "closing: [{code: look, label: {zh: 看, en: look}, kind: check, phase: after}]", 24,
     "a step named 'look' was there before"},
    {'s', "kind: step, step: look", "kind: step, step: see", 25, "known are look"},
    {'s', "kind: step, step: look", "kind: step", 25, "'n' needs a step"},
    {'s', "kind: step, step: look", "kind: sum, step: look", 25,
     "sum numbers, serials and manifests only"},
    {'s', "closing: []",
     "closing: []\nrefund: {step: look, bands: [{from: 3, below: 3, share: 1}]}", 25,
     "must end (below) above"},
    {'s', "id: s1", "id: s1\n  x: [", 2, "not valid YAML"},
    {'s', "step: look}]\n", "step: look}]\n---\nx: 1\n", 26, "second document"},
    {'s', "category: gas", "category: gass", 3, "'gass' is no category; known are gas"},
    {'p', "hazard: epidemic", "hazard: plague", 2, "not one of epidemic, flood, cordon"},
    {'p', "from: 2021-01-01", "from: 2021-02-30", 4, "a date as 2022-06-28"},
    {'p', "until: 2022-01-01", "until: 2020-01-01", 1, "later than from"},
    {'p', "\"#cc0000\"", "red", 12, "a colour as"},
    {'p', "services: [gas]", "services: [post]", 13, "known are *, gas, s1"},
    {'p', "services: [gas]", "services: [gas], everyone: true", 13, "mean nothing where everyone"},
    {'p', "services: [gas]", "services: [gas], test_on_record: true", 13,
     "test_on_record means nothing without test_valid_h"},
    {'p', "handover: gate", "handover: roof", 14, "not one of door, gate, point"},
    {'p', "open: \"06:00\"", "open: \"6\"", 15, "a time of day"},
    {'p', "close: \"22:00\"", "close: \"05:00\"", 15, "close after it opens"},
    {'p', "count: 7", "count: 0", 16, "needs a count above 0"},
    {'p', "lift: {", "lift: {to: lower, ", 16,
     "'lower' is no level of this policy; known are closed"},
    {'p', "    order: 2\n", "    order: 2\n    like: sealed\n", 10, "known are closed"},
    {'t', "items: [{id: mask, name: {zh: 口罩, en: mask}}]\n", "", 1, "needs the key 'items'"},
    {'t', "skills: [{id: fix", "skills: [{id: \"\"", 1, "is no word"},
    {'g', "at: \"08:00\"", "at: \"18:00\"", 1, "the times must follow each other"},
    {'g', "at: \"08:00\"", "at: early", 1, "reporting.due[1].at: 'early' is not a time of day"},
    {'g', "due: [{at: \"08:00\"}, {at: \"17:00\"}]", "due: []", 1, "at least 1 are needed"},
    {'g', "kind: sum", "kind: mean", 6, "not one of sum, last, distinct"},
    {'g', "kind: sum", "kind: sum\n    key: x", 3, "key belongs to last and distinct"},
    {'g', "    by: [about]\n", "    of: [about]\n", 7, "'of' is not a key of a figure"},
    {'g', "on: [sheet.standing], ", "", 9, "a part of a figure needs the key 'on'"},
    {'g', "when: {form: [f1]}", "when: [f1]", 9, "must be a mapping"},
    {'g', "amount: count", "amount: 3 kg", 9, "is no word"},
    {'g', "amount: count", "factor: much", 9, "figures[1].parts[1].factor: 'much' is not a number"},
    {'g', "id: people", "id: calls", 10, "a figure named 'calls' was there before"},
    {'g', "    key: item\n", "", 10, "give key"},
    {'g', "key: item", "key: itme", 14, "key: 'itme' is no field of these events; known are form"},
    {'g', "by: [about]", "by: [abuot]", 7, "Did you mean 'about'?"},
    {'g', "on: [sheet.standing], when", "on: [sheet.stands], when", 9,
     "figures[1].parts[1].on[1]: 'sheet.stands' is no type of events; known are"},
    {'g', "when: {form:", "when: {from:", 9, "parts[1].when: 'from' is no field of these events;"},
    {'g', "when: {form:", "when: {from:", 9, "Did you mean 'form'?"},
    {'g', "form: [f1]}, amount", "form: [f4]}, amount", 9,
     "when.form[1]: 'f4' is no value of this field; known are f1, f2"},
    {'g', "amount: count", "amount: cuont", 9, "Did you mean 'count'?"},
    {'g', "amount: count", "amount: state", 9, "'state' is no field of these events"},
    {'g', "amount: count", "each: lines", 9, "'lines' is no list in these events; known are rows"},
    {'g', "on: [sheet.standing]}", "on: [sheet.standing], amount: n}", 15,
     "leave amount and factor"},
    {'g', "unit: {zh: 人, en: persons}", "unit: {zh: 人}", 12, "the English text (en) is missing"},
    {'f', "id: f1", "id: f9", 1, "must be the name of the file"},
    {'f', "source: sheet", "source: letter", 4, "not one of sheet, job, manifest, situation"},
    {'f', "form: f1, same", "form: f4, same", 6, "meets.form: 'f4' is no form; known are f1, f2"},
    {'f', "same: [item]", "same: [thing]", 6, "'thing' must be a field of both"},
    {'f', "amount: count}", "amount: item}", 6, "'item' must be a number of both"},
    {'f', "kind: text, public", "kind: text, from: job.number, public", 10, "leave its path out"},
    {'f', "public: true", "public: true, masked: true", 10, "public, so it must be"},
    {'f', "kind: number, min: 0", "kind: text, min: 0", 11, "its kind must be number"},
    {'f', "min: 0, max: 9", "min: 10, max: 9", 11, "has a min above its max"},
    {'f', "id: count", "id: item", 11, "a field named 'item' was there before"},
    {'f', "  - id: rows\n", "  - id: rows\n    note: {zh: 注, en: note}\n", 12, "must have one of"},
    {'f', "  - id: rows\n", "  - id: item\n", 12, "names must be unique in a form"},
    {'f', ", {id: b, label: {zh: 乙, en: b}}", "", 14, "at least two options"},
    {'f', "required: true}]", "required: 1}]", 16, "'1' is neither true nor false"},
    {'f', "signatures: [{id: one, ", "figures: [calls]\n    signatures: [{id: one, ", 15,
     "must have one of"},
    {'j', ", from: job.number", "", 9, "number: say by a path what it shows"},
    {'j', "from: job.number", "from: lines.number", 9, "begins with nothing that a form of source"},
    {'d', "figures: [calls]", "figures: [cals]", 8,
     "'cals' is no figure of figures.yaml; known are"},
    {'d', "source: situation", "source: sheet", 7, "so the source must be situation"},
};

static void check_broken(const struct broken *broken)
{
    char dir[PACKS_DIR_SIZE], place[128];
    new_dir(dir);
    size_t f = 0;
    while (FILES[f].letter != broken->file)
        f++;
    const char *name = FILES[f].name;
    char *wrong = packs_changed(FILES[f].text, broken->old, broken->new);
    packs_write(dir, name, wrong);
    free(wrong);
    struct catalog *catalog = NULL;
    struct error error = {0};
    enum err rc = catalog_load(dir, &catalog, &error);
    snprintf(place, sizeof place, "%s/%s:%u", dir, name, broken->line);
    if (rc != ERR_INVALID || strcmp(error.where, place) != 0 || !strstr(error.text, broken->says))
        fail_msg("'%s': got '%s: %s' at %s", broken->new, error.where, error.text, place);
    assert_null(catalog);
    packs_remove(dir);
}

static void every_mistake_is_named_with_its_place_and_what_would_be_right(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof BROKEN / sizeof *BROKEN; i++)
        check_broken(&BROKEN[i]);
}

static void count_problem(void *context, const struct error *problem)
{
    (void)problem;
    ++*(size_t *)context;
}

static void all_mistakes_of_a_folder_are_told_at_once(void **state)
{
    (void)state;
    char dir[PACKS_DIR_SIZE];
    new_dir(dir);
    char *one = packs_changed(SERVICE, "version: 1", "version: x"),
         *two = packs_changed(one, "size: 2", "size: 0");
    packs_write(dir, "services/s1.yaml", two);
    free(one);
    free(two);
    one = packs_changed(POLICY, "order: 2", "order: -2");
    packs_write(dir, "policies/p1.yaml", one);
    free(one);
    size_t told = 0;
    assert_int_equal(catalog_check(dir, count_problem, &told), 3);
    assert_int_equal(told, 3);
    packs_remove(dir);
}

static void sets_of_one_hazard_may_not_overlap(void **state)
{
    (void)state;
    char dir[PACKS_DIR_SIZE];
    new_dir(dir);
    char *other = packs_changed(POLICY, "id: p1", "id: p2"), *later;
    packs_write(dir, "policies/p2.yaml", other);
    struct catalog *catalog = NULL;
    struct error error = {0};
    assert_int_equal(catalog_load(dir, &catalog, &error), ERR_INVALID);
    assert_non_null(strstr(error.text, "in force on the same days"));
    later = packs_changed(other, "from: 2021-01-01\nuntil: 2022-01-01", "from: 2022-01-01");
    packs_write(dir, "policies/p2.yaml", later);
    assert_int_equal(catalog_load(dir, &catalog, &error), ERR_OK);
    catalog_free(catalog);
    free(other);
    free(later);
    packs_remove(dir);
}

static void a_small_file_of_aliases_cannot_grow_without_end(void **state)
{
    (void)state;
    char dir[PACKS_DIR_SIZE], text[4096];
    new_dir(dir);
    size_t used = (size_t)snprintf(text, sizeof text, "x: &a0 [{id: a}]\nform:\n");
    for (int i = 0; i < 20; i++)
        used += (size_t)snprintf(text + used, sizeof text - used, "  - &b%d {options: *a0}\n", i);
    packs_write(dir, "services/s1.yaml", text);
    struct catalog *catalog = NULL;
    assert_int_equal(catalog_load(dir, &catalog, NULL), ERR_INVALID);
    packs_write(dir, "services/s1.yaml", "&a\nform: *a\nsteps: *a\n");
    assert_int_equal(catalog_load(dir, &catalog, NULL), ERR_INVALID);
    assert_null(catalog);
    packs_remove(dir);
}

static void a_mistake_in_the_kinds_of_custody_is_named(void **state)
{
    (void)state;
    static const struct {
        const char *keys, *says;
    } tries[] = {
        {"weight: true, ends: treated, retention_years: 3", NULL},
        {"ends: treated, retention_years: 3", "must carry something"},
        {"weight: true, names: true, ends: received, retention_years: 3", "people are counted"},
        {"weight: true, ends: burnt, retention_years: 3", "burnt"},
        {"weight: true, ends: treated", "retention_years"},
    };
    for (size_t i = 0; i < sizeof tries / sizeof *tries; i++) {
        char dir[PACKS_DIR_SIZE], text[300];
        struct catalog *catalog = NULL;
        struct error error = {0};
        new_dir(dir);
        snprintf(text, sizeof text, "kinds:\n  - {id: k, name: {zh: 单, en: k}, %s}\n",
                 tries[i].keys);
        packs_write(dir, "custody.yaml", text);
        enum err rc = catalog_load(dir, &catalog, &error);
        assert_int_equal(rc, tries[i].says ? ERR_INVALID : ERR_OK);
        if (tries[i].says &&
            (!strstr(error.text, tries[i].says) || !strstr(error.where, "/custody.yaml:2")))
            fail_msg("%s: %s: %s", tries[i].keys, error.where, error.text);
        catalog_free(catalog);
        packs_remove(dir);
    }
}

static void a_folder_that_is_not_there_is_said_so(void **state)
{
    (void)state;
    struct catalog *catalog = NULL;
    struct error error = {0};
    assert_int_equal(catalog_load("/nowhere", &catalog, &error), ERR_INVALID);
    assert_string_equal(error.where, "/nowhere/terms.yaml");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_small_catalog_itself_is_right),
        cmocka_unit_test(every_mistake_is_named_with_its_place_and_what_would_be_right),
        cmocka_unit_test(all_mistakes_of_a_folder_are_told_at_once),
        cmocka_unit_test(sets_of_one_hazard_may_not_overlap),
        cmocka_unit_test(a_small_file_of_aliases_cannot_grow_without_end),
        cmocka_unit_test(a_mistake_in_the_kinds_of_custody_is_named),
        cmocka_unit_test(a_folder_that_is_not_there_is_said_so),
    };
    return RUN_TESTS(tests);
}
