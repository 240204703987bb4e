#include "drill/queue_int.h"

static bool is_before(const struct moment *a, const struct moment *b)
{
    return a->at_ms != b->at_ms ? a->at_ms < b->at_ms : a->seq < b->seq;
}

void queue_put(struct queue *queue, int64_t at_ms, enum moment_kind kind, uint32_t who,
               uint32_t turn)
{
    struct moment moment = {at_ms, queue->seq++, kind, who, turn};
    vec_push(&queue->heap, moment);
    size_t at = queue->heap.n - 1;
    for (; at > 0 && is_before(&moment, &queue->heap.at[(at - 1) / 2]); at = (at - 1) / 2)
        queue->heap.at[at] = queue->heap.at[(at - 1) / 2];
    queue->heap.at[at] = moment;
}

bool queue_take(struct queue *queue, struct moment *out)
{
    if (queue->heap.n == 0)
        return false;
    *out = queue->heap.at[0];
    struct moment last = vec_pop(&queue->heap);
    size_t at = 0, n = queue->heap.n;
    while (2 * at + 1 < n) {
        size_t next = 2 * at + 1;
        if (next + 1 < n && is_before(&queue->heap.at[next + 1], &queue->heap.at[next]))
            next++;
        if (!is_before(&queue->heap.at[next], &last))
            break;
        queue->heap.at[at] = queue->heap.at[next];
        at = next;
    }
    if (n > 0)
        queue->heap.at[at] = last;
    return true;
}

void queue_free(struct queue *queue)
{
    vec_free(&queue->heap);
}
