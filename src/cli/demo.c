/* The demo: a made-up city in an empty data folder, and users whose passwords everybody knows. */
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "city/city.h"
#include "cli/city_file.h"
#include "ops/auth.h"
#include "ops/import.h"
#include "road/road.h"

static const char PASSWORD[] = "lifeline-demo";

static const struct {
    const char *name;
    enum role role;
} USERS[] = {
    {"admin", ROLE_ADMIN}, {"manager", ROLE_MANAGER}, {"dispatcher", ROLE_DISPATCHER},
    {"agent", ROLE_AGENT}, {"crew", ROLE_CREW},       {"viewer", ROLE_VIEWER},
};
enum { USERS_N = sizeof USERS / sizeof *USERS };

/* The same seed every time: a demo that is set up again looks the same. */
static enum err make_city(struct instance *instance, struct city **out, struct error *error)
{
    struct city_options options = {
        .seed = 1,
        .at_ms = clock_now_ms(instance->clock),
        .offset_min = ops_offset_min(instance->ops),
        .catalog = instance->catalog,
    };
    return city_new(&options, out, error);
}

enum err city_make_demo(struct instance *instance, struct error *error)
{
    char map[PATH_MAX], road[PATH_MAX];
    snprintf(map, sizeof map, "%s/city.osm.pbf", instance->data);
    snprintf(road, sizeof road, "%s/city.road", instance->data);
    if (!access(road, R_OK))
        return ERR_OK;
    struct city *city = NULL;
    struct road_import_options options = {.source_path = map, .target_path = road};
    enum err rc = make_city(instance, &city, error);
    if (rc == ERR_OK)
        rc = city_write_map(city, map, error);
    if (rc == ERR_OK)
        rc = road_import(&options, NULL, error);
    city_free(city);
    return rc;
}

/* The id of the first thing of a list, or "". */
static enum err first_of(struct instance *instance, const char *list, char id[ID_TEXT_SIZE],
                         struct error *error)
{
    struct actor by = actor_cli();
    struct ops_reply *reply = NULL;
    enum err rc = ops_call_name(instance->ops, list, json_pack("{si}", "limit", 1), &by, &reply);
    if (rc != ERR_OK)
        *error = reply->error;
    else
        snprintf(id, ID_TEXT_SIZE, "%s",
                 json_text(json_array_get(json_object_get(ops_reply_json(reply), "items"), 0), "id",
                           ""));
    ops_reply_free(reply);
    return rc;
}

static enum err fill_city(struct instance *instance, struct error *error)
{
    struct actor by = actor_cli();
    struct city *city = NULL;
    json_t *list = NULL;
    char org[ID_TEXT_SIZE];
    enum err rc = first_of(instance, "org.list", org, error);
    if (rc != ERR_OK || *org)
        return rc;
    rc = make_city(instance, &city, error);
    if (rc == ERR_OK)
        rc = city_commands(city, &list, error);
    if (rc == ERR_OK)
        rc = ops_load_script(instance->ops, list, "city", &by, error);
    json_decref(list);
    city_free(city);
    return rc;
}

static enum err add_users(struct instance *instance, struct error *error)
{
    struct actor by = actor_cli();
    char crew[ID_TEXT_SIZE];
    enum err rc = first_of(instance, "crew.list", crew, error);
    for (size_t i = 0; rc == ERR_OK && i < USERS_N; i++) {
        struct ops_reply *reply = NULL;
        bool is_crew = USERS[i].role == ROLE_CREW;
        rc = auth_user_add(instance->ops, &by, USERS[i].name, PASSWORD, USERS[i].role, NULL,
                           is_crew && *crew ? crew : NULL, &reply);
        if (rc == ERR_EXISTS)
            rc = ERR_OK;
        else if (rc != ERR_OK)
            *error = reply->error;
        ops_reply_free(reply);
    }
    return rc;
}

enum err city_fill_demo(struct instance *instance, bool is_own_city, struct error *error)
{
    char user[ID_TEXT_SIZE];
    enum err rc = is_own_city ? ERR_OK : fill_city(instance, error);
    if (rc == ERR_OK)
        rc = first_of(instance, "user.list", user, error);
    return rc == ERR_OK && !*user ? add_users(instance, error) : rc;
}

void city_tell_demo(FILE *out)
{
    fputs("sign in as", out);
    for (size_t i = 0; i < USERS_N; i++)
        fprintf(out, "%s %s", i ? "," : "", USERS[i].name);
    fprintf(out, " with the password %s\n", PASSWORD);
}
