#include <stdlib.h>
#include <string.h>

#include "ops/ops.h"

const char *ops_reply_text(struct ops_reply *reply)
{
    if (!reply->text_ && reply->json_)
        reply->text_ = json_dumps(reply->json_, JSON_COMPACT | JSON_REAL_PRECISION(15));
    return reply->text_;
}

const json_t *ops_reply_json(struct ops_reply *reply)
{
    if (!reply->json_ && reply->text_)
        json_read(sv_of(reply->text_), "reply", &reply->json_, NULL);
    return reply->json_;
}

void ops_reply_free(struct ops_reply *reply)
{
    if (!reply)
        return;
    json_decref(reply->json_);
    free(reply->text_);
    free(reply);
}
