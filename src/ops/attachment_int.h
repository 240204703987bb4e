/*
 * Attachments are named by the SHA-256 of their bytes: uploading one again changes nothing, and
 * whoever has the name can prove that the bytes are the ones that were signed for.
 */
#ifndef LIFELINE_OPS_ATTACHMENT_INT_H
#define LIFELINE_OPS_ATTACHMENT_INT_H

#include "ops/ops_int.h"

/* A text that refers to an attachment must name one that is kept; NULL is fine. */
enum err attachment_check(struct op *op, const char *sha256, const char *field,
                          struct error *error);

/* Takes the bytes of an attachment away, if it is there: what it was attached to is over. */
enum err attachment_wipe(struct op *op, const char *sha256, struct error *error);

/* Whether a text has the form of a name: 64 digits of a SHA-256. */
bool is_attachment_name(const char *text);

#endif
