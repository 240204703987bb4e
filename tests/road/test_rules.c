/*
 * Every rule of every profile has a street that shows it.
 *
 * First the town is as it is told (rules_town.c). Then every entry of every profile's file is
 * changed, one after the other: a number is halved, a yes becomes a no, an entry of a list is taken
 * out, two neighbours in a list of keys change places. If after that all is still as it was
 * written, no street shows the rule, and the test fails with its name. So a rule that is added
 * needs a street there.
 */
#include "test.h"

#include <stdlib.h>
#include <unistd.h>
#include <yaml.h>

#include "road/profile.h"
#include "rules_town.h"

static void every_rule_is_as_it_is_told(void **state)
{
    (void)state;
    struct town town = rules_town();
    town_open(&town);
    struct findings findings = rules_look(&town);
    if (findings.first[0])
        fail_msg("otherwise than told: %s", findings.first);
    town_close(&town);
}

/* ---- The rules, from the files --------------------------------------------------------------- */

/* A scalar of a profile: a value, or an entry of a list. */
struct entry {
    char path[96]; /* "signal_s", "surface_caps_kmh/mud", "access_no/forestry" */
    size_t start, end;
    bool in_list;
};

struct file {
    struct sv text;
    VEC(struct entry) entries;
};

static void add_entry(struct file *file, const yaml_node_t *node, const char *field,
                      const char *name, bool in_list)
{
    struct entry *entry = vec_add(&file->entries);
    snprintf(entry->path, sizeof entry->path, "%s%s%s", field, name ? "/" : "", name ? name : "");
    entry->start = node->start_mark.index;
    entry->end = node->end_mark.index;
    entry->in_list = in_list;
}

static const char *text_of(const yaml_node_t *node)
{
    return (const char *)node->data.scalar.value;
}

static void read_field(struct file *file, yaml_document_t *document, const char *field,
                       const yaml_node_t *value)
{
    if (value->type == YAML_SCALAR_NODE)
        add_entry(file, value, field, NULL, false);
    if (value->type == YAML_SEQUENCE_NODE)
        for (int *item = value->data.sequence.items.start; item < value->data.sequence.items.top;
             item++) {
            const yaml_node_t *entry = yaml_document_get_node(document, *item);
            add_entry(file, entry, field, text_of(entry), true);
        }
    if (value->type == YAML_MAPPING_NODE)
        for (yaml_node_pair_t *pair = value->data.mapping.pairs.start;
             pair < value->data.mapping.pairs.top; pair++)
            add_entry(file, yaml_document_get_node(document, pair->value), field,
                      text_of(yaml_document_get_node(document, pair->key)), false);
}

static struct file read_file(const char *profile)
{
    struct file file = {.text = profile_builtin(profile)};
    yaml_parser_t parser;
    yaml_document_t document;
    assert_true(yaml_parser_initialize(&parser));
    yaml_parser_set_input_string(&parser, (const unsigned char *)file.text.at, file.text.n);
    assert_true(yaml_parser_load(&parser, &document));
    const yaml_node_t *root = yaml_document_get_root_node(&document);
    for (yaml_node_pair_t *pair = root->data.mapping.pairs.start;
         pair < root->data.mapping.pairs.top; pair++)
        read_field(&file, &document, text_of(yaml_document_get_node(&document, pair->key)),
                   yaml_document_get_node(&document, pair->value));
    yaml_document_delete(&document);
    yaml_parser_delete(&parser);
    return file;
}

/* ---- Changing them --------------------------------------------------------------------------- */

/* A rule that says something else; `other`: two entries of a list in each other's place. */
struct change {
    const char *path, *other;
};

static const struct entry *entry_of(const struct file *file, const char *path)
{
    for (size_t i = 0; path && i < file->entries.n; i++)
        if (strcmp(file->entries.at[i].path, path) == 0)
            return &file->entries.at[i];
    return NULL;
}

static struct sv changed_value(const struct file *file, const struct entry *entry, char text[32])
{
    struct sv value = sv_from(file->text.at + entry->start, entry->end - entry->start);
    double number;
    if (entry->in_list)
        return sv_of(strncmp(entry->path, "excludable", 10) == 0 ? "restricted" : "zz");
    if (sv_is(value, "yes") || sv_is(value, "no"))
        return sv_of(sv_is(value, "yes") ? "no" : "yes");
    assert_true(sv_to_f64(value, &number));
    snprintf(text, 32, "%g", number > 0 ? number / 2 : 100);
    return sv_of(text);
}

/* Writes the profile as it is, or changed; false when it has no such rule. */
static bool write_profile(const char *folder, const char *name, const struct file *file,
                          const struct change *change)
{
    char path[256], text[32];
    const struct entry *a = entry_of(file, change->path), *b = entry_of(file, change->other);
    bool changes = a && (b || !change->other);
    struct sv whole = file->text;
    snprintf(path, sizeof path, "%s/%s.yaml", folder, name);
    FILE *out = fopen(path, "w");
    assert_non_null(out);
    if (!changes) {
        fprintf(out, SV_FMT, SV_ARG(whole));
    } else if (b) {
        fprintf(out, "%.*s" SV_FMT SV_FMT SV_FMT SV_FMT, (int)a->start, whole.at,
                SV_ARG(sv_from(whole.at + b->start, b->end - b->start)),
                SV_ARG(sv_from(whole.at + a->end, b->start - a->end)),
                SV_ARG(sv_from(whole.at + a->start, a->end - a->start)),
                SV_ARG(sv_from(whole.at + b->end, whole.n - b->end)));
    } else {
        fprintf(out, "%.*s" SV_FMT SV_FMT, (int)a->start, whole.at,
                SV_ARG(changed_value(file, a, text)),
                SV_ARG(sv_from(whole.at + a->end, whole.n - a->end)));
    }
    fclose(out);
    return changes;
}

/* What a file must say but nobody can see: of some things the first profile's word counts for all,
 * and signs about axle loads are not for a vehicle whose load is not given. */
static bool is_silent(uint32_t profile, const char *path)
{
    static const char *const of_first[] = {"left_hand_driving", "cardinal_directions",
                                           "access_no_start_on_service/private"};
    for (size_t i = 0; i < sizeof of_first / sizeof *of_first; i++)
        if (profile > 0 && strcmp(path, of_first[i]) == 0)
            return true;
    return profile < 2 && strcmp(path, "limit_axle_load_keys/maxaxleload") == 0;
}

/* Gives the number of profiles for which nothing was seen of the change. */
static size_t unseen(struct town *town, const struct file files[PROFILES], struct change change)
{
    bool changed[PROFILES];
    size_t n = 0;
    for (uint32_t p = 0; p < PROFILES; p++)
        changed[p] = write_profile(town->profile_dir, profile_names[p], &files[p], &change);
    town_reopen(town);
    struct findings findings = rules_look(town);
    for (uint32_t p = 0; p < PROFILES; p++)
        if (changed[p] && !findings.wrong[p] && !is_silent(p, change.path)) {
            print_error("no street shows this rule of %s: %s%s%s\n", profile_names[p], change.path,
                        change.other ? " before " : "", change.other ? change.other : "");
            n++;
        }
    return n;
}

static bool is_in_earlier(const struct file files[PROFILES], uint32_t profile, struct change change)
{
    for (uint32_t p = 0; p < profile; p++)
        if (entry_of(&files[p], change.path) &&
            (!change.other || entry_of(&files[p], change.other)))
            return true;
    return false;
}

static bool same_field(const struct entry *a, const struct entry *b)
{
    size_t n = strcspn(a->path, "/");
    return n == strcspn(b->path, "/") && strncmp(a->path, b->path, n) == 0 &&
           memmem(a->path, n, "_keys", 5);
}

static void every_rule_has_a_street_that_shows_it(void **state)
{
    (void)state;
    char folder[] = "/tmp/lifeline-rules-XXXXXX", path[256];
    struct town town = rules_town();
    struct file files[PROFILES];
    size_t n_unseen = 0, n_rules = 0;
    assert_non_null(mkdtemp(folder));
    for (uint32_t p = 0; p < PROFILES; p++)
        files[p] = read_file(profile_names[p]);
    town_open(&town);
    town.profile_dir = folder;
    for (uint32_t p = 0; p < PROFILES; p++)
        for (size_t i = 0; i < files[p].entries.n; i++) {
            const struct entry *entry = &files[p].entries.at[i];
            struct change change = {entry->path, NULL};
            if (strcmp(entry->path, "name") != 0 && !is_in_earlier(files, p, change)) {
                n_unseen += unseen(&town, files, change);
                n_rules++;
            }
            if (i + 1 == files[p].entries.n || !same_field(entry, entry + 1))
                continue;
            change.other = entry[1].path;
            if (!is_in_earlier(files, p, change)) {
                n_unseen += unseen(&town, files, change);
                n_rules++;
            }
        }
    print_message("# %zu rules\n", n_rules);
    assert_true(n_rules > 200);
    assert_int_equal(n_unseen, 0);
    town_close(&town);
    for (uint32_t p = 0; p < PROFILES; p++) {
        vec_free(&files[p].entries);
        snprintf(path, sizeof path, "%s/%s.yaml", folder, profile_names[p]);
        unlink(path);
    }
    rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_rule_is_as_it_is_told),
        cmocka_unit_test(every_rule_has_a_street_that_shows_it),
    };
    return RUN_TESTS(tests);
}
