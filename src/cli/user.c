#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/instance.h"
#include "cli/options.h"
#include "ops/auth.h"

static const char USAGE[] =
    "usage: lifeline user add NAME --role ROLE [--org ID] [--crew ID] --data DIR  (password on\n"
    "                                                                              stdin)\n"
    "       lifeline user token NAME [--days N] --data DIR\n"
    "       lifeline user list --data DIR\n"
    "\n"
    "Adds a user, prints a new bearer token of one (valid 30 days), lists them. Works while a\n"
    "server runs on the same folder. ROLE: admin, manager, dispatcher, agent, crew, resident,\n"
    "viewer.\n";

enum { TOKEN_DAYS = 30, TOKEN_DAYS_MAX = 3650 };

struct user_arguments {
    const char *action, *name, *role, *org, *crew, *data;
    int64_t days;
};

static const struct cli_option OPTIONS[] = {
    {"role", CLI_TEXT, CLI_AT(user_arguments, role)},
    {"org", CLI_TEXT, CLI_AT(user_arguments, org)},
    {"crew", CLI_TEXT, CLI_AT(user_arguments, crew)},
    {"data", CLI_TEXT, CLI_AT(user_arguments, data)},
    {"days", CLI_WHOLE, CLI_AT(user_arguments, days), .min = 1, .max = TOKEN_DAYS_MAX},
    {.name = NULL},
};

/* False: not as the usage says. */
static bool read_words(const struct cli_words *words, struct user_arguments *out)
{
    out->action = words->n > 0 ? words->at[0] : "";
    out->name = words->n > 1 ? words->at[1] : NULL;
    if (!out->data)
        return false;
    if (!strcmp(out->action, "list"))
        return words->n == 1;
    return words->n == 2 &&
           (!strcmp(out->action, "token") || (!strcmp(out->action, "add") && out->role));
}

/* The first line of standard input, without its end. */
static enum err read_password(char password[AUTH_PASSWORD_MAX + 2], struct error *error)
{
    if (!fgets(password, AUTH_PASSWORD_MAX + 2, stdin))
        return error_at(error, ERR_INVALID, "password", "Give the password on standard input.");
    size_t n = strcspn(password, "\r\n");
    if (n > AUTH_PASSWORD_MAX)
        return error_at(error, ERR_LIMIT, "password", "A password has at most %d bytes.",
                        AUTH_PASSWORD_MAX);
    password[n] = 0;
    return ERR_OK;
}

static enum err add(struct instance *instance, const struct user_arguments *arguments,
                    struct error *error)
{
    char password[AUTH_PASSWORD_MAX + 2];
    struct actor by = actor_cli();
    struct ops_reply *reply = NULL;
    enum role role;
    if (!role_parse(arguments->role, &role) || role == ROLE_SYSTEM)
        return error_at(error, ERR_INVALID, "--role", "There is no role '%s'.", arguments->role);
    enum err rc = read_password(password, error);
    if (rc != ERR_OK)
        return rc;
    rc = auth_user_add(instance->ops, &by, arguments->name, password, role, arguments->org,
                       arguments->crew, &reply);
    memset(password, 0, sizeof password);
    if (rc != ERR_OK)
        *error = reply->error;
    else
        printf("added %s (%s)\n", arguments->name, arguments->role);
    ops_reply_free(reply);
    return rc;
}

static enum err token(struct instance *instance, const struct user_arguments *arguments,
                      struct error *error)
{
    enum { DAY_S = 24 * 60 * 60 };
    char text[AUTH_TOKEN_SIZE];
    enum err rc =
        auth_token_new(instance->ops, arguments->name, arguments->days * DAY_S, text, error);
    if (rc == ERR_OK)
        printf("%s\n", text);
    return rc;
}

static enum err list(struct instance *instance, struct error *error)
{
    struct actor by = actor_cli();
    struct ops_reply *reply = NULL;
    enum err rc = ops_call_name(instance->ops, "user.list", NULL, &by, &reply);
    if (rc != ERR_OK) {
        *error = reply->error;
    } else {
        size_t i;
        const json_t *user;
        json_array_foreach(json_object_get(ops_reply_json(reply), "items"), i, user)
        {
            printf("%-24s %-11s %s\n", json_text(user, "name", ""), json_text(user, "role", ""),
                   json_text(user, "created_at", ""));
        }
    }
    ops_reply_free(reply);
    return rc;
}

int cli_user(int argc, char **argv)
{
    struct user_arguments arguments = {.days = TOKEN_DAYS};
    struct instance instance = {0};
    struct error error;
    struct cli_words words;
    int code = cli_read_options(argc, argv, USAGE, OPTIONS, &arguments, &words);
    if (code != CLI_GO_ON)
        return code;
    if (!read_words(&words, &arguments))
        return cli_misused(USAGE);
    bool is_add = !strcmp(arguments.action, "add");
    struct instance_config config = {
        .data = arguments.data, .must_exist = !is_add, .no_catalog = true, .log_least = LOG_ERROR};
    enum err rc = instance_open(&config, &instance, &error);
    if (rc == ERR_OK && is_add)
        rc = add(&instance, &arguments, &error);
    else if (rc == ERR_OK && !strcmp(arguments.action, "token"))
        rc = token(&instance, &arguments, &error);
    else if (rc == ERR_OK)
        rc = list(&instance, &error);
    instance_close(&instance);
    return rc == ERR_OK ? CLI_DONE : cli_fail("user", &error);
}
