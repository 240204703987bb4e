/* The tables of the house, each broken in one place: custody, goods, registers, chains of approval,
 * parameters, contingency plans, notices, figures, forms. The error must name file, line and field
 * and say what would be right. Lines are counted from the text that was put in, so the tables may
 * grow. */
#include "packs_folder.h"

static const struct mistake {
    const char *file, *old, *new;
    const char *at;   /* text of the line where the error must be; NULL: that of `new` */
    const char *says; /* part of the sentence */
} MISTAKES[] = {
    {"custody.yaml", "ends: treated", "ends: burnt", NULL, "not one of received, treated"},
    {"custody.yaml", "retention_years:", "retention_year:", NULL,
     "is not a key of a kind of custody. Did you mean 'retention_years'?"},
    {"custody.yaml", "held_at: producer", "held_at: roof", NULL, "producer, carrier, destination"},
    {"items.yaml", "item: full_protective_suit}", "item: full_suit}", NULL,
     "'full_suit' is no item; known are"},
    {"items.yaml", "lead_h: 72", "lead_h: soon", NULL, "'soon' is not a whole number"},
    {"items.yaml", "{at: gas_depot, qty: 40}", "{at: gas_depot}", NULL, "needs the key 'qty'"},
    {"items.yaml", "unit: {zh: 件, en: piece}", "unit: {zh: 件}", NULL, "the English text (en)"},
    {"registers.yaml", "life_years: 8", "life_years: -1", NULL, "within 0 to"},
    {"registers.yaml", "from: lpg_cylinder_15kg_empty", "from: lpg_bottle", NULL,
     "must be among the register's items"},
    {"registers.yaml", "bars_overdue: [issue", "bars_overdue: [lend", "- id: lpg_cylinder",
     "'lend' is no kind of move"},
    {"approvals.yaml", "role: command_post, within_min: 15", "role: king, within_min: 15", NULL,
     "'king' is no role; known are"},
    {"approvals.yaml", "within_min: 15", "within_min: 0", NULL, "within 1 to"},
    {"approvals.yaml", "grants: exception", "grants: wishes", NULL, "not one of"},
    {"approvals.yaml", "    after: true\n", "", "- id: green_channel", "say after: true"},
    {"parameters.yaml", "unit: h, normal: 24", "unit: h", NULL, "needs the key 'normal'"},
    {"parameters.yaml", "id: online", "id: phone", "id: phone, name: {zh: 网", "was there before"},
    {"plans/peace_to_emergency.yaml", "id: inspection_interval_h", "id: interval", NULL,
     "'interval' is no parameter"},
    {"plans/peace_to_emergency.yaml", "scopes: [city, zone, org]", "scopes: [moon]",
     "id: peace_to_emergency", "known are city, zone, org"},
    {"plans/peace_to_emergency.yaml", "reserves: [van", "reserves: [airship", NULL,
     "'airship' is no kind of vehicle; known are"},
    {"plans/peace_to_emergency.yaml", "level: III", "level: V", NULL, "not one of"},
    {"plans/peace_to_emergency.yaml", "approval: mode_switch", "approval: nobody", NULL,
     "known are"},
    {"plans/peace_to_emergency.yaml", "kind: company", "kind: club", NULL,
     "is no kind of organisation; known are"},
    {"notices.yaml", "category: Health", "category: Wealth", NULL, "not one of"},
    {"notices.yaml", "within_min: 60", "within_min: -1", NULL, "within_min"},
    {"notices.yaml", "chain: notice", "chain: gossip", NULL, "known are"},
    {"figures.yaml", "kind: last", "kind: first", NULL, "not one of sum, last, distinct"},
    {"forms/waste_manifest.yaml", "from: first.signatures.from", "from: start.signatures", NULL,
     "begins with nothing that a form of source manifest has"},
    {"forms/donation_receipt.yaml", "same: [item, unit]", "same: [colour]", NULL,
     "must be a field of both"},
    {"services/power.fault.yaml", "after: [work_permit]", "after: [work_prmit]", NULL,
     "'work_prmit' is no step of this service; known are"},
    {"services/power.connection.yaml", "chain: green_channel", "chain: red_channel", NULL,
     "'red_channel' is no chain"},
    /* The nearest right word, for keys, choices and references. */
    {"custody.yaml", "ends: treated", "ends: treatd", NULL, "Did you mean 'treated'?"},
    {"items.yaml", "item: full_protective_suit}", "item: full_protectve_suit}", NULL,
     "Did you mean 'full_protective_suit'?"},
    {"items.yaml", "lead_h: 72", "laed_h: 72", NULL, "Did you mean 'lead_h'?"},
    {"registers.yaml", "life_years: 8", "life_year: 8", NULL, "Did you mean 'life_years'?"},
    {"approvals.yaml", "escalates: duty_manager", "escalate: duty_manager", NULL,
     "Did you mean 'escalates'?"},
    {"parameters.yaml", "unit: h, normal: 24", "unit: h, normel: 24", NULL,
     "Did you mean 'normal'?"},
    {"plans/peace_to_emergency.yaml", "pattern: closed", "patern: closed", NULL,
     "Did you mean 'pattern'?"},
    {"plans/peace_to_emergency.yaml", "id: waste_interval_h", "id: waste_intervall_h", NULL,
     "Did you mean 'waste_interval_h'?"},
    {"plans/peace_to_emergency.yaml", "shift_length_h, value: 12", "shift_length_h, value: 25",
     "roster: {pattern", "within 1 to 24"},
    {"registers.yaml", "bars_unregistered: [deliver]", "bars_unregistered: [sell]",
     "- id: lpg_cylinder", "'sell' is no kind of move"},
    {"dispatch.yaml", "id: later, from_min: 30", "id: later, from_min: 0", NULL,
     "further ahead than the one before"},
    {"watches.yaml", "{id: plant_full, to", "{id: full, to", NULL, "'full' is no alarm"},
    {"notices.yaml", "category: Health", "category: Helth", NULL, "Did you mean 'Health'?"},
    {"figures.yaml", "amount: isolated", "amuont: isolated", NULL, "Did you mean 'amount'?"},
    {"watches.yaml", "{id: duty_manager, after_min: 30", "{id: duty_manager, after_min: 15", NULL,
     "no_relief: each step comes later than the one before"},
    {"watches.yaml", "{id: duty_manager, after_min", "{id: mayor, after_min", NULL,
     "the ladder of no_answer has no step mayor"},
    {"watches.yaml", "drive_min: 240", "drve_min: 240", NULL, "Did you mean 'drive_min'?"},
    {"privacy.yaml", "keep_days: 30", "keep_day: 30", NULL, "Did you mean 'keep_days'?"},
    {"privacy.yaml", "matter: contact", "matter: gossip", NULL,
     "not one of health, location, contact"},
    {"privacy.yaml", "noun: request", "noun: notice", "- id: caller",
     "has no fields that can be sealed; known are request"},
    {"policies/epidemic-2021.yaml", "handover:", "handovr:", NULL, "Did you mean 'handover'?"},
    {"services/transport.shuttle.yaml", "disinfected_after: trips_per_disinfection",
     "disinfected_after: trips", NULL, "'trips' is no parameter; known are"},
    {"services/gas.leak.yaml", "phase: depart", "phase: departure", NULL, "Did you mean 'depart'?"},
    {"services/gas.leak.yaml", "sensitive: true", "sensitiv: true", NULL,
     "Did you mean 'sensitive'?"},
    {"forms/donation_receipt.yaml", "posted: {move: move", "posted: {move: gone", NULL,
     "must be a column of 'issues' of the kind text"},
    {"forms/donation_receipt.yaml", "limit: quantity", "limit: donor", NULL,
     "must be a field of the form of the kind number"},
    {"forms/waste_manifest.yaml", "source: manifest", "source: manifst", NULL,
     "Did you mean 'manifest'?"},
};

static char *slurp(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        fail_msg("%s cannot be opened", path);
    char *text = calloc(1, 1 << 18);
    assert_true(fread(text, 1, (1 << 18) - 1, file) > 0);
    fclose(file);
    return text;
}

static unsigned line_of(const char *text, const char *part)
{
    const char *at = strstr(text, part);
    unsigned line = 1;
    if (!at)
        fail_msg("'%s' is not in the file", part);
    for (const char *c = text; c < at; c++)
        line += *c == '\n';
    return line;
}

/* False, and a line that tells it, when the mistake is not told as it should be. */
static bool is_told(const char *dir, const struct mistake *mistake)
{
    char path[PACKS_PATH_SIZE], place[560];
    snprintf(path, sizeof path, "%s/%s", dir, mistake->file);
    char *text = slurp(path);
    char *wrong = packs_changed(text, mistake->old, mistake->new);
    packs_write(dir, mistake->file, wrong);
    struct catalog *catalog = NULL;
    struct error error = {0};
    enum err rc = catalog_load(dir, &catalog, &error);
    snprintf(place, sizeof place, "%s:%u", path,
             line_of(wrong, mistake->at ? mistake->at : mistake->new));
    bool told = rc == ERR_INVALID && strcmp(error.where, place) == 0 &&
                strstr(error.text, mistake->says) != NULL;
    if (!told)
        print_message("# '%s' in %s: got '%s: %s', not %s with '%s'\n", mistake->new, mistake->file,
                      error.where, error.text, place, mistake->says);
    catalog_free(catalog);
    packs_write(dir, mistake->file, text);
    free(text);
    free(wrong);
    return told;
}

static void every_table_names_its_mistakes(void **state)
{
    (void)state;
    char dir[PACKS_DIR_SIZE], house[PACKS_PATH_SIZE], command[1024];
    packs_make(dir);
    packs_path(house);
    snprintf(command, sizeof command, "cp -r '%s/.' '%s'", house, dir);
    assert_int_equal(system(command), 0);
    size_t untold = 0;
    for (size_t i = 0; i < sizeof MISTAKES / sizeof *MISTAKES; i++)
        untold += !is_told(dir, &MISTAKES[i]);
    packs_remove(dir);
    assert_int_equal(untold, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_table_names_its_mistakes),
    };
    return RUN_TESTS(tests);
}
