#include "road/profile_int.h"

#include <assert.h>
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <yaml.h>

#include "base/limits.h"
#include "road/profile_builtin.h"
#include "road/road.h"

/* ---- Tags by key ----------------------------------------------------------------------------- */

void tag_slots_init(struct tag_slots *slots)
{
    static const char *const fixed[] = {
#define X(name, text) text,
        TAG_KEYS(X)
#undef X
    };
    *slots = (struct tag_slots){0};
    for (unsigned i = 0; i < TAG_FIXED_COUNT; i++) {
        unsigned slot = tag_slots_add(slots, sv_of(fixed[i]));
        assert(slot == i);
        (void)slot;
    }
}

void tag_slots_free(struct tag_slots *slots)
{
    map_free(&slots->slot_of);
    slots->n = 0;
}

unsigned tag_slots_add(struct tag_slots *slots, struct sv key)
{
    uintptr_t known = (uintptr_t)map_get(&slots->slot_of, key);
    if (known)
        return (unsigned)known - 1;
    if (slots->n == TAG_SLOTS_MAX)
        return TAG_SLOTS_MAX;
    map_set(&slots->slot_of, key, (void *)(uintptr_t)++slots->n);
    return slots->n - 1;
}

void tag_view_fill(const struct tag_slots *slots, struct osm_tags tags, struct tag_view *view)
{
    memset(view->value, 0, slots->n * sizeof *view->value);
    for (size_t i = 0; i < tags.n; i++) {
        uintptr_t slot = (uintptr_t)map_get(&slots->slot_of, tags.at[i].key);
        if (slot)
            view->value[slot - 1] = tags.at[i].value;
    }
}

/* ---- Reading the YAML ------------------------------------------------------------------------ */

enum field_kind {
    FIELD_NUMBER,
    FIELD_FLAG,
    FIELD_KEYS,
    FIELD_MODES,
    FIELD_SET,
    FIELD_NUMBERS,
    FIELD_KINDS,
};

struct field {
    const char *name;
    enum field_kind kind;
    size_t offset;
    double least, most; /* of numbers */
};

#define FIELD(name, kind, member, least, most)                                                     \
    {                                                                                              \
        name, kind, offsetof(struct profile, member), least, most                                  \
    }
#define NUMBER(name, member, least, most) FIELD(name, FIELD_NUMBER, member, least, most)
#define NUMBERS(name, member, most)       FIELD(name, FIELD_NUMBERS, member, 0, most)
#define FLAG(name, member)                FIELD(name, FIELD_FLAG, member, 0, 0)
#define KEYS(name, member)                FIELD(name, FIELD_KEYS, member, 0, 0)
#define MODES(name, member)               FIELD(name, FIELD_MODES, member, 0, 0)
#define SET(name, member)                 FIELD(name, FIELD_SET, member, 0, 0)
#define KINDS(name, member)               FIELD(name, FIELD_KINDS, member, 0, 0)

static const struct field fields[] = {
    NUMBER("vehicle_height_m", height_m, 0, 20),
    NUMBER("vehicle_width_m", width_m, 0, 20),
    NUMBER("vehicle_length_m", length_m, 0, 100),
    NUMBER("vehicle_weight_kg", weight_kg, 0, 500000),
    NUMBER("vehicle_axle_load_kg", axle_load_kg, 0, 100000),
    FLAG("hazmat", hazmat),
    NUMBER("speed_max_kmh", speed_max_kmh, 0, 300),
    FLAG("left_hand_driving", turns.left_hand),
    KEYS("access_keys", access_keys),
    MODES("mode_keys", modes),
    SET("access_no", access_no),
    SET("access_local", access_local),
    SET("access_local_highways", access_local_highways),
    SET("access_no_start_on_service", no_start_on_service),
    SET("service_forbidden", service_forbidden),
    SET("avoid_highways", avoid_highways),
    SET("construction_harmless", construction_harmless),
    FLAG("avoid_hov_lanes", avoid_hov_lanes),
    FLAG("obey_oneway", obey_oneway),
    FLAG("cardinal_directions", cardinal_directions),
    FLAG("obey_turn_restrictions", turns.obey_restrictions),
    SET("barriers_passable", barriers_passable),
    NUMBERS("barrier_delays_s", barrier_delays_s, 3600),
    KEYS("limit_height_keys", height_keys),
    KEYS("limit_width_keys", width_keys),
    KEYS("limit_length_keys", length_keys),
    KEYS("limit_weight_keys", weight_keys),
    KEYS("limit_axle_load_keys", axle_load_keys),
    NUMBERS("highway_speeds_kmh", highway_speeds, 300),
    NUMBER("default_speed_kmh", default_speed_kmh, 1, 300),
    NUMBERS("route_speeds_kmh", route_speeds, 300),
    NUMBERS("bridge_speeds_kmh", bridge_speeds, 300),
    KEYS("maxspeed_keys", maxspeed_keys),
    NUMBER("maxspeed_factor", maxspeed_factor, 0.1, 2),
    NUMBERS("maxspeed_zones_kmh", maxspeed_zones, 300),
    NUMBERS("maxspeed_names_kmh", maxspeed_names, 300),
    NUMBERS("surface_caps_kmh", surface_caps, 300),
    NUMBERS("tracktype_caps_kmh", tracktype_caps, 300),
    NUMBERS("smoothness_caps_kmh", smoothness_caps, 300),
    NUMBERS("service_rates", service_rates, 1),
    NUMBER("narrow_rate", narrow_rate, 0.01, 1),
    NUMBER("narrow_width_m", narrow_width_m, 0, 20),
    NUMBER("alternating_rate", alternating_rate, 0.01, 1),
    NUMBER("side_road_rate", side_road_rate, 0.01, 1),
    NUMBER("turn_penalty_s", turns.penalty_s, 0, 600),
    NUMBER("turn_bias", turns.bias, 0.5, 2),
    NUMBER("u_turn_penalty_s", turns.u_turn_s, 0, 600),
    NUMBER("signal_s", turns.signal_s, 0, 600),
    NUMBER("stop_s", turns.stop_s, 0, 600),
    NUMBER("give_way_s", turns.give_way_s, 0, 600),
    KINDS("excludable", excludable),
};
enum { FIELD_COUNT = sizeof fields / sizeof *fields };

struct reader {
    struct profile *profile;
    struct tag_slots *slots;
    yaml_document_t *document;
    const char *source;
    struct error *error;
};

static enum err wrong(const struct reader *reader, const yaml_node_t *node, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
static enum err wrong(const struct reader *reader, const yaml_node_t *node, const char *format, ...)
{
    char text[ERROR_TEXT_MAX], where[ERROR_WHERE_MAX];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    snprintf(where, sizeof where, "%.150s:%zu", reader->source, node->start_mark.line + 1);
    return error_at(reader->error, ERR_INVALID, where, "%s", text);
}

static yaml_node_t *node_at(const struct reader *reader, int index)
{
    return yaml_document_get_node(reader->document, index);
}

static struct sv scalar(const yaml_node_t *node)
{
    return node && node->type == YAML_SCALAR_NODE
               ? sv_from((const char *)node->data.scalar.value, node->data.scalar.length)
               : (struct sv){NULL, 0};
}

static enum err read_number(const struct reader *reader, const struct field *field,
                            const yaml_node_t *node, double *out)
{
    if (!sv_to_f64(scalar(node), out) || *out < field->least || *out > field->most)
        return wrong(reader, node, "%s must be a number from %g to %g.", field->name, field->least,
                     field->most);
    return ERR_OK;
}

static enum err read_flag(const struct reader *reader, const struct field *field,
                          const yaml_node_t *node, bool *out)
{
    struct sv text = scalar(node);
    if (!sv_is(text, "yes") && !sv_is(text, "no"))
        return wrong(reader, node, "%s must be yes or no.", field->name);
    *out = sv_is(text, "yes");
    return ERR_OK;
}

/* The slot of PREFIX KEY SUFFIX. */
static enum err add_slot(const struct reader *reader, const yaml_node_t *node, const char *prefix,
                         const char *suffix, unsigned *out)
{
    char key[200];
    struct sv middle = scalar(node);
    int n = snprintf(key, sizeof key, "%s" SV_FMT "%s", prefix, SV_ARG(middle), suffix);
    if (n < 0 || (size_t)n >= sizeof key)
        return wrong(reader, node, "A key of at most 150 bytes is expected here.");
    *out = tag_slots_add(reader->slots, sv_of(key));
    if (*out == TAG_SLOTS_MAX)
        return wrong(reader, node, "The profiles name more than %d different keys.", TAG_SLOTS_MAX);
    return ERR_OK;
}

static enum err read_key(const struct reader *reader, const yaml_node_t *node,
                         struct profile_keys *keys)
{
    struct profile_key *key = &keys->at[keys->n++];
    enum err err = add_slot(reader, node, "", "", &key->plain);
    if (!err)
        err = add_slot(reader, node, "", ":forward", &key->forward);
    return err ? err : add_slot(reader, node, "", ":backward", &key->backward);
}

static enum err read_mode(const struct reader *reader, const yaml_node_t *node,
                          struct profile_modes *modes)
{
    struct sv name = scalar(node);
    size_t i = modes->n++;
    modes->at[i].name = sv_from(arena_dup(reader->profile->arena, name.at, name.n), name.n);
    enum err err = add_slot(reader, node, "oneway:", "", &modes->at[i].oneway);
    return err ? err : add_slot(reader, node, "restriction:", "", &modes->at[i].restriction);
}

/* Kinds of road that are excluded together: "toll", "toll+motorway". */
static enum err read_kinds(const struct reader *reader, const yaml_node_t *node,
                           struct profile_excludable *out)
{
    unsigned set = 0;
    for (struct sv rest = scalar(node); rest.at;) {
        struct sv name = sv_cut(&rest, '+');
        unsigned i = 0;
        while (road_kind_name(i) && !sv_is(name, road_kind_name(i)))
            i++;
        if (!road_kind_name(i))
            return wrong(reader, node, "There is no kind of road \"%.*s\" to be excluded.",
                         (int)(name.n < 60 ? name.n : 60), name.at ? name.at : "");
        set |= 1u << i;
    }
    if (out->n == PROFILE_EXCLUDABLE_MAX)
        return wrong(reader, node, "At most %d sets may be excludable.", PROFILE_EXCLUDABLE_MAX);
    out->sets[out->n++] = (uint8_t)set;
    return ERR_OK;
}

static enum err read_list(const struct reader *reader, const struct field *field,
                          const yaml_node_t *node, void *out)
{
    if (node->type != YAML_SEQUENCE_NODE)
        return wrong(reader, node, "%s must be a list.", field->name);
    yaml_node_item_t *item = node->data.sequence.items.start;
    size_t n = (size_t)(node->data.sequence.items.top - item);
    if ((field->kind == FIELD_KEYS || field->kind == FIELD_MODES) && n > PROFILE_KEYS_MAX)
        return wrong(reader, node, "%s may have at most %d entries.", field->name,
                     PROFILE_KEYS_MAX);
    for (enum err err = ERR_OK; item < node->data.sequence.items.top; item++) {
        const yaml_node_t *entry = node_at(reader, *item);
        if (!scalar(entry).n)
            return wrong(reader, entry, "An entry of %s must be a text.", field->name);
        if (field->kind == FIELD_KEYS)
            err = read_key(reader, entry, out);
        else if (field->kind == FIELD_MODES)
            err = read_mode(reader, entry, out);
        else if (field->kind == FIELD_KINDS)
            err = read_kinds(reader, entry, out);
        else
            map_set(&((struct profile_values *)out)->map, scalar(entry), reader->profile);
        if (err)
            return err;
    }
    return ERR_OK;
}

static enum err read_numbers(const struct reader *reader, const struct field *field,
                             const yaml_node_t *node, struct profile_values *out)
{
    if (node->type != YAML_MAPPING_NODE)
        return wrong(reader, node, "%s must be a map of numbers.", field->name);
    yaml_node_pair_t *pair = node->data.mapping.pairs.start;
    for (; pair < node->data.mapping.pairs.top; pair++) {
        const yaml_node_t *key = node_at(reader, pair->key);
        double *number = arena_make(reader->profile->arena, double);
        enum err err = read_number(reader, field, node_at(reader, pair->value), number);
        if (err)
            return err;
        if (!scalar(key).n || map_set(&out->map, scalar(key), number))
            return wrong(reader, key, "%s has an empty or a repeated entry.", field->name);
    }
    return ERR_OK;
}

static enum err read_field(const struct reader *reader, const struct field *field,
                           const yaml_node_t *node)
{
    void *out = (char *)reader->profile + field->offset;
    switch (field->kind) {
    case FIELD_NUMBER:
        return read_number(reader, field, node, out);
    case FIELD_FLAG:
        return read_flag(reader, field, node, out);
    case FIELD_NUMBERS:
        return read_numbers(reader, field, node, out);
    default:
        return read_list(reader, field, node, out);
    }
}

static enum err read_name(const struct reader *reader, const yaml_node_t *node)
{
    struct sv name = scalar(node);
    if (!name.n || name.n >= PROFILE_NAME_BYTES || memchr(name.at, '\0', name.n) ||
        !sv_is_utf8(name))
        return wrong(reader, node, "A profile's name has 1 to %d bytes.", PROFILE_NAME_BYTES - 1);
    memcpy(reader->profile->name, name.at, name.n);
    return ERR_OK;
}

static size_t field_index(struct sv name)
{
    size_t i = 0;
    while (i < FIELD_COUNT && !sv_is(name, fields[i].name))
        i++;
    return i;
}

static enum err read_document(const struct reader *reader)
{
    bool seen[FIELD_COUNT] = {0};
    const yaml_node_t *root = yaml_document_get_root_node(reader->document);
    if (!root || root->type != YAML_MAPPING_NODE)
        return error_at(reader->error, ERR_FORMAT, reader->source,
                        "A profile is a YAML map of its fields.");
    yaml_node_pair_t *pair = root->data.mapping.pairs.start;
    for (; pair < root->data.mapping.pairs.top; pair++) {
        const yaml_node_t *key = node_at(reader, pair->key), *value = node_at(reader, pair->value);
        struct sv name = scalar(key);
        size_t i = field_index(name);
        if (i == FIELD_COUNT && !sv_is(name, "name"))
            return wrong(reader, key, "A profile has no field \"%.*s\".",
                         (int)(name.n < 60 ? name.n : 60), name.at ? name.at : "");
        if (i < FIELD_COUNT && seen[i])
            return wrong(reader, key, "%s stands here a second time.", fields[i].name);
        enum err err =
            i < FIELD_COUNT ? read_field(reader, &fields[i], value) : read_name(reader, value);
        if (err)
            return err;
        if (i < FIELD_COUNT)
            seen[i] = true;
    }
    if (!reader->profile->name[0])
        return wrong(reader, root, "The field name is missing.");
    for (size_t i = 0; i < FIELD_COUNT; i++)
        if (!seen[i])
            return wrong(reader, root, "The field %s is missing.", fields[i].name);
    return ERR_OK;
}

enum err profile_read(struct sv text, const char *source, struct tag_slots *slots,
                      struct profile **out, struct error *error)
{
    yaml_parser_t parser;
    yaml_document_t document;
    struct arena *arena = arena_new();
    struct profile *profile = arena_make(arena, struct profile);
    profile->arena = arena;
    *out = NULL;
    if (!yaml_parser_initialize(&parser))
        abort();
    yaml_parser_set_input_string(&parser, (const unsigned char *)text.at, text.n);
    enum err err;
    if (!yaml_parser_load(&parser, &document)) {
        char where[ERROR_WHERE_MAX];
        snprintf(where, sizeof where, "%.150s:%zu", source, parser.problem_mark.line + 1);
        err = error_at(error, ERR_FORMAT, where, "The YAML is broken here: %s.",
                       parser.problem ? parser.problem : "it cannot be read");
    } else {
        struct reader reader = {profile, slots, &document, source, error};
        err = read_document(&reader);
        yaml_document_delete(&document);
    }
    yaml_parser_delete(&parser);
    if (err)
        profile_free(profile);
    else
        *out = profile;
    return err;
}

struct sv profile_builtin(const char *name)
{
    for (size_t i = 0; i < PROFILE_BUILTIN_COUNT; i++)
        if (strcmp(profile_builtins[i].name, name) == 0)
            return sv_from((const char *)profile_builtins[i].text, profile_builtins[i].size);
    return (struct sv){NULL, 0};
}

enum err profile_open(const char *folder, const char *name, struct tag_slots *slots,
                      struct profile **out, struct error *error)
{
    *out = NULL;
    if (!folder)
        return profile_read(profile_builtin(name), name, slots, out, error);
    char path[4096];
    int length = snprintf(path, sizeof path, "%s/%s.yaml", folder, name);
    FILE *file = length > 0 && (size_t)length < sizeof path ? fopen(path, "rb") : NULL;
    if (!file)
        return error_at(error, errno == ENOENT ? ERR_NOT_FOUND : ERR_IO, folder,
                        "The profile %s.yaml cannot be opened here: %s.", name, strerror(errno));
    char *text = malloc(LIMIT_YAML_BYTES + 1);
    if (!text)
        abort();
    size_t n = fread(text, 1, LIMIT_YAML_BYTES + 1, file);
    bool failed = ferror(file) != 0;
    fclose(file);
    enum err err;
    if (failed)
        err = error_at(error, ERR_IO, path, "The profile cannot be read.");
    else if (n > LIMIT_YAML_BYTES)
        err = error_at(error, ERR_LIMIT, path, "A profile may have at most %d bytes.",
                       LIMIT_YAML_BYTES);
    else
        err = profile_read(sv_from(text, n), path, slots, out, error);
    free(text);
    return err;
}

void profile_free(struct profile *profile)
{
    if (!profile)
        return;
    for (size_t i = 0; i < FIELD_COUNT; i++)
        if (fields[i].kind == FIELD_SET || fields[i].kind == FIELD_NUMBERS)
            map_free(&((struct profile_values *)((char *)profile + fields[i].offset))->map);
    arena_free(profile->arena);
}

const char *profile_name(const struct profile *profile)
{
    return profile->name;
}

bool profile_cardinal(const struct profile *profile)
{
    return profile->cardinal_directions;
}

const struct profile_excludable *profile_excludable(const struct profile *profile)
{
    return &profile->excludable;
}

const struct profile_turns *profile_turns(const struct profile *profile)
{
    return &profile->turns;
}
