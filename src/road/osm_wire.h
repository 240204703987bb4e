/*
 * Bounded reading of protobuf's wire format (https://protobuf.dev/programming-guides/encoding).
 *
 * A cursor never passes its end: every function says with its result whether there was enough.
 * These are inline because decoding dense nodes is the hot path of an import.
 */
#ifndef LIFELINE_ROAD_OSM_WIRE_H
#define LIFELINE_ROAD_OSM_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct wire {
    const uint8_t *at, *end;
};

enum { WIRE_VARINT = 0, WIRE_FIXED64 = 1, WIRE_BYTES = 2, WIRE_FIXED32 = 5 };

struct wire_field {
    uint32_t number, type;
    uint64_t value;    /* of a varint */
    struct wire bytes; /* of a WIRE_BYTES field */
};

enum wire_step { WIRE_END, WIRE_FIELD, WIRE_BROKEN };

static inline struct wire wire_of(const void *bytes, size_t size)
{
    return (struct wire){bytes, (const uint8_t *)bytes + size};
}

static inline size_t wire_left(const struct wire *wire)
{
    return (size_t)(wire->end - wire->at);
}

static inline bool wire_varint_long(struct wire *wire, uint64_t *out)
{
    uint64_t value = 0;
    for (unsigned shift = 0; shift < 64 && wire->at < wire->end; shift += 7) {
        uint8_t byte = *wire->at++;
        value |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80) {
            *out = value;
            return shift < 63 || byte <= 1;
        }
    }
    return false;
}

static inline bool wire_varint(struct wire *wire, uint64_t *out)
{
    if (wire->at < wire->end && *wire->at < 0x80) {
        *out = *wire->at++;
        return true;
    }
    return wire_varint_long(wire, out);
}

/* A zigzag difference added to `sum`, which wraps: the caller checks the range of the result. */
static inline bool wire_delta(struct wire *wire, int64_t *sum)
{
    uint64_t raw;
    if (!wire_varint(wire, &raw))
        return false;
    uint64_t step = (raw >> 1) ^ (0 - (raw & 1));
    *sum = (int64_t)((uint64_t)*sum + step);
    return true;
}

static inline int64_t wire_zigzag(uint64_t raw)
{
    return (int64_t)((raw >> 1) ^ (0 - (raw & 1)));
}

/* The next field of a message; groups and unknown wire types are broken. */
static inline enum wire_step wire_next(struct wire *wire, struct wire_field *field)
{
    uint64_t key;
    if (wire->at == wire->end)
        return WIRE_END;
    if (!wire_varint(wire, &key) || key >> 3 == 0 || key >> 3 > 0x1fffffff)
        return WIRE_BROKEN;
    field->number = (uint32_t)(key >> 3);
    field->type = (uint32_t)(key & 7);
    field->value = 0;
    field->bytes = (struct wire){wire->at, wire->at};
    uint64_t size = 0;
    switch (field->type) {
    case WIRE_VARINT:
        return wire_varint(wire, &field->value) ? WIRE_FIELD : WIRE_BROKEN;
    case WIRE_FIXED64:
        size = 8;
        break;
    case WIRE_FIXED32:
        size = 4;
        break;
    case WIRE_BYTES:
        if (!wire_varint(wire, &size))
            return WIRE_BROKEN;
        break;
    default:
        return WIRE_BROKEN;
    }
    if (size > wire_left(wire))
        return WIRE_BROKEN;
    field->bytes = wire_of(wire->at, (size_t)size);
    wire->at += size;
    return WIRE_FIELD;
}

#endif
