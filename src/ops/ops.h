/*
 * The commands: everything the program can be told or asked. A door (HTTP, CLI, a drill) and the
 * live side call these and nothing else; they never touch the store.
 *
 * What commands there are, what they take, who may call them and what they answer is data
 * (schema/commands, generated into ops/gen). Every call passes one gate in this order: the role may
 * call it; the arguments are of the declared form; a repeated Idempotency-Key gives the earlier
 * answer; the named thing exists and lies in the caller's organisation; If-Match fits. Then the
 * handler of the noun checks the rules, changes rows and writes events, all in one transaction.
 *
 * Commands run on the store's writer thread; `done` is called there after the commit is durable and
 * must be quick (hand over to your own loop). Queries run on the caller's thread against the last
 * committed state. Times go in and out as RFC 3339 text, out in the city's offset.
 *
 * JSON ownership: `args` are taken over by ops_submit, ops_call and ops_query (also on failure);
 * NULL means no arguments. Replies are the caller's: `ops_reply_free`.
 */
#ifndef LIFELINE_OPS_OPS_H
#define LIFELINE_OPS_OPS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/id.h"
#include "base/json.h"
#include "base/log.h"
#include "ops/command.h"
#include "store/store.h"

struct ops;
struct catalog;

struct ops_config {
    struct store *store;           /* borrowed, as everything here */
    struct clock *clock;           /* real, or virtual for drills */
    const struct catalog *catalog; /* packs and policies; may be NULL for tests without services */
    struct id_source *ids;
    struct log *log; /* may be NULL */
    int offset_min;  /* the city's offset from UTC: +480 for China */
    /* Places outside these bounds are refused; all zero: none. */
    double lon_min, lat_min, lon_max, lat_max;
};

/* Life cycle. One `struct ops` a store. Close the store before it: what waits in the store's queue
 * still runs, and is answered, while the store closes. */
enum err ops_open(const struct ops_config *config, struct ops **out, struct error *error);
void ops_close(struct ops *ops);
struct clock *ops_clock(struct ops *ops);
int ops_offset_min(const struct ops *ops);
/* Sets the bounds above, e.g. once the road network is loaded. */
void ops_set_bounds(struct ops *ops, double lon_min, double lat_min, double lon_max,
                    double lat_max);

/* Who calls. Empty texts where there is none; an empty `org` sees the whole city. */
struct actor {
    enum role role;
    char kind[16];         /* "user", "system", "cli" */
    char id[ID_TEXT_SIZE]; /* of the user */
    char name[64];
    char org[ID_TEXT_SIZE];
    char crew[ID_TEXT_SIZE]; /* the caller's own crew (role crew) */
};

/* The program itself, with every right of the role `system`; `part` names it ("dispatcher"). */
struct actor actor_system(const char *part);
/* The person at the machine's command line: an administrator. */
struct actor actor_cli(void);

struct ops_call {
    const struct command *command;
    json_t *args;              /* taken over */
    const struct actor *actor; /* copied */
    const char *key;           /* Idempotency-Key, copied; NULL: none */
    int64_t if_match;          /* rev of If-Match; < 0: none */
};

/* A reply. On failure `error` says why and there is no body. */
struct ops_reply {
    enum err code;
    struct error error;
    int http_status;       /* of a success, as the schema says: 200, 201 or 204 */
    bool replayed;         /* an earlier answer to the same Idempotency-Key */
    int64_t rev;           /* of the thing answered, for ETag; 0: none */
    char id[ID_TEXT_SIZE]; /* of the thing answered or created; "" */
    json_t *json_;         /* use the functions below */
    char *text_;
};

/* The body as compact JSON text or as a value; NULL when there is none. Borrowed. */
const char *ops_reply_text(struct ops_reply *reply);
const json_t *ops_reply_json(struct ops_reply *reply);
void ops_reply_free(struct ops_reply *reply);

/* Queues a command. `done` is called exactly once, with a reply that becomes the callee's: on the
 * writer thread after the commit, or at once on this thread when the gate refuses it unheard. */
typedef void ops_done(struct ops_reply *reply, void *context);
void ops_submit(struct ops *ops, struct ops_call call, ops_done *done, void *context);
/* The same and waits: for the CLI, the live side and tests. Never from the writer thread. Gives
 * the code; `*out` is always set and the caller's. Queries are answered too. */
enum err ops_call(struct ops *ops, struct ops_call call, struct ops_reply **out);
/* Answers a query on this thread. */
enum err ops_query(struct ops *ops, struct ops_call call, struct ops_reply **out);
/* By name, for code: an unknown name is ERR_NOT_FOUND. */
enum err ops_call_name(struct ops *ops, const char *name, json_t *args, const struct actor *actor,
                       struct ops_reply **out);

/* Lookup. NULL when there is none. */
const struct command *ops_command(const char *name);
/* By HTTP method and path below /api/v1 ("/jobs/0190.../transitions"): path arguments are put into
 * the object `args`. Without a command, `*path_known` says whether another method has the path
 * (405, not 404). */
const struct command *ops_route(const char *method, const char *path, json_t *args,
                                bool *path_known);
/* Puts a query string's value (already decoded) into `args`, converted as the command declares. */
enum err ops_arg_from_text(const struct command *command, const char *name, const char *text,
                           json_t *args, struct error *error);

/* Committed events, in order, in the form `event.list` answers. Called on the writer thread after
 * the commit and before the replies of the group; must be quick and must not call commands.
 * Subscribe before serving; at most OPS_SUBSCRIBERS_MAX. */
enum { OPS_SUBSCRIBERS_MAX = 8 };
struct ops_event {
    int64_t seq, at_ms;
    const char *type, *noun, *noun_id, *org; /* borrowed; "" for none */
    const char *data;                        /* JSON text */
    const char *text;                        /* the whole event as JSON text */
};
typedef void ops_listener(const struct ops_event *events, size_t n, void *context);
enum err ops_subscribe(struct ops *ops, ops_listener *listener, void *context, struct error *error);
/* Ends it: once this returns, the listener is not called again. Never from a listener. */
void ops_unsubscribe(struct ops *ops, ops_listener *listener, void *context);
/* Replays committed events after `after_seq` (at most `limit`) to a listener, on this thread. */
enum err ops_events_after(struct ops *ops, int64_t after_seq, int64_t limit, ops_listener *listener,
                          void *context, struct error *error);
/* Who answers questions about the plan, while there is somebody: the dispatcher. `answer` is a new
 * reference. Called on the asking thread, one at a time; must not call commands. NULL ends it: once
 * that returns, nobody is asked any more. */
typedef enum err ops_adviser(void *context, const char *question, const json_t *args,
                             json_t **answer, struct error *error);
void ops_advised_by(struct ops *ops, ops_adviser *adviser, void *context);
/* Whether the actor may see a thing or event of an organisation ("" is the city's: everyone). */
bool ops_may_see(struct ops *ops, const struct actor *actor, const char *org);

#endif
