/* The time the city goes by. A virtual clock is moved by command, so that a drill is on record. */
#include "ops/ops_int.h"

static void answer_clock(struct op *op)
{
    struct clock *clock = op->ops->config.clock;
    op_answer_json(op,
                   json_pack("{s:o, s:b, s:i}", "now", op_time(op, clock_now_ms(clock)), "virtual",
                             clock_is_virtual(clock), "offset_min", op->ops->config.offset_min));
}

enum err op_clock_get(struct op *op, struct error *error)
{
    (void)error;
    answer_clock(op);
    return ERR_OK;
}

enum err op_clock_advance(struct op *op, struct error *error)
{
    struct clock *clock = op->ops->config.clock;
    if (!clock_is_virtual(clock))
        return error_set(error, ERR_UNSUPPORTED, "This city goes by the real clock.");
    bool has_to = json_object_get(op->args, "to"), has_by = json_object_get(op->args, "by_s");
    if (has_to == has_by)
        return error_at(error, ERR_INVALID, "to", "Give either 'to' or 'by_s'.");
    int64_t to_ms = has_to ? op_time_of(op->args, "to", op->now_ms)
                           : op->now_ms + 1000 * json_i64(op->args, "by_s", 0);
    if (to_ms < op->now_ms)
        return error_at(error, ERR_INVALID, "to", "A clock moves forward only.");
    json_t *data = json_object();
    op_set_time(op, data, "to", to_ms);
    enum err rc = op_event_of(op, "clock.advanced", "clock", "", "", data, error);
    if (rc != ERR_OK)
        return rc;
    clock_move_to(clock, to_ms);
    answer_clock(op);
    return ERR_OK;
}
