#include "ops/batch_int.h"

#include <string.h>

#include "ops/account_int.h"
#include "store/mark.h"

static enum err run_one(struct batch *batch, const struct command *command, json_t *args,
                        char id[ID_TEXT_SIZE], struct error *error)
{
    struct op op = {.ops = batch->ops,
                    .sql = batch->sql,
                    .command = command,
                    .args = json_incref(args),
                    .actor = *batch->actor,
                    .now_ms = clock_now_ms(batch->ops->config.clock)};
    enum err rc = check_call(command, batch->actor, args, error);
    if (rc == ERR_OK && command->slow)
        rc = account_hash_password(args, error);
    if (rc == ERR_OK)
        rc = check_target(&op, -1, error);
    if (rc == ERR_OK)
        rc = command->run(&op, error);
    if (rc == ERR_OK && id)
        memcpy(id, op.id, ID_TEXT_SIZE);
    op_end(&op);
    return rc;
}

enum err batch_command(struct batch *batch, const char *name, json_t *args, char id[ID_TEXT_SIZE],
                       struct error *error)
{
    const struct command *command = ops_command(name);
    enum err rc = ERR_OK;
    if (!command || command->kind != COMMAND_WRITE)
        rc = error_at(error, ERR_INVALID, "command", "There is no command %.80s.", name);
    if (rc == ERR_OK)
        rc = sql_run(batch->sql, "SAVEPOINT part", SQL_NONE, error);
    if (rc == ERR_OK) {
        struct event_mark before = event_mark(batch->sql);
        rc = run_one(batch, command, args, id, error);
        if (rc != ERR_OK) {
            sql_run(batch->sql, "ROLLBACK TO part", SQL_NONE, NULL);
            event_take_back(batch->sql, &before);
        }
        enum err released =
            sql_run(batch->sql, "RELEASE part", SQL_NONE, rc == ERR_OK ? error : NULL);
        rc = rc == ERR_OK ? released : rc;
    }
    json_decref(args);
    return rc;
}

struct running {
    struct batch batch;
    batch_work *work;
    void *context;
};

static enum err run_all(struct sql *sql, void *context, struct error *error)
{
    struct running *running = context;
    running->batch.sql = sql;
    return running->work(&running->batch, running->context, error);
}

enum err batch_run(struct ops *ops, const struct actor *actor, batch_work *work, void *context,
                   struct error *error)
{
    struct running running = {
        .batch = {.ops = ops, .actor = actor}, .work = work, .context = context};
    return store_call(ops->config.store, run_all, &running, error);
}
