/*
 * Sealed values: one row of `sealed` a value, as ciphertext (secretbox of libsodium: XSalsa20 and
 * Poly1305) under a key of its own in `seal_key`. To destroy a value is to overwrite its key where
 * it stands; ciphertext that is left anywhere - in the free part of a page, in an older page of the
 * write-ahead log - then says nothing. Values of databases from before have no key and lie in clear
 * until they are saved again.
 */
#ifndef LIFELINE_OPS_SEAL_INT_H
#define LIFELINE_OPS_SEAL_INT_H

#include "ops/ops_int.h"

/* A thing's value under the path of its field; the same value again changes nothing. */
struct seal {
    const char *noun, *id, *field, *rule;
};
enum err seal_put(struct op *op, const struct seal *seal, const char *plain, struct error *error);
/* Destroys it if it is there. */
enum err seal_take(struct op *op, const struct seal *seal, struct error *error);

typedef void seal_visit(const char *field, struct sv plain, void *context);
enum err seal_each(struct op *op, const char *noun, const char *id, seal_visit *visit,
                   void *context, struct error *error);

/* Destroys the thing's values whose day has come; with `until_ms` < 0 all of them. `*n` counts up.
 */
enum err seal_destroy(struct op *op, const char *noun, const char *id, int64_t until_ms, int64_t *n,
                      struct error *error);

/* ---- A text beside a row of another table (replay.c)
 * ------------------------------------------- */

enum err seal_text(struct op *op, const char *plain, int64_t *key, char **out, struct error *error);
/* `*out` is new; NULL when the key has been overwritten. */
enum err seal_open(struct op *op, int64_t key, const char *text, char **out, struct error *error);
/* Overwrites the keys that a query gives: SEAL_FORGET "(SELECT key FROM ...)". */
#define SEAL_FORGET                                                                                \
    "UPDATE seal_key SET idle = 1,"                                                                \
    " bytes = '0000000000000000000000000000000000000000000000000000000000000000'"                  \
    " WHERE number IN "

#endif
