/*
 * Every size that comes from outside has a maximum; this is the list. An error that refuses
 * something for its size names the limit and the number.
 */
#ifndef LIFELINE_BASE_LIMITS_H
#define LIFELINE_BASE_LIMITS_H

enum {
    LIMIT_BODY_BYTES = 1024 * 1024,            /* a request's body */
    LIMIT_SOLVE_BODY_BYTES = 64 * 1024 * 1024, /* a routing problem's body (matrices) */
    LIMIT_HEADER_BYTES = 16 * 1024,
    LIMIT_STREETS_HEADER_BYTES = 128 * 1024, /* a thousand coordinates, a bearing and radius each */
    LIMIT_HEADER_FIELDS = 100,
    LIMIT_JSON_DEPTH = 64,
    LIMIT_TEXT_BYTES = 4000, /* a free text field */
    LIMIT_NAME_BYTES = 200,  /* a name, a title */
    LIMIT_KEY_BYTES = 128,   /* an idempotency key */
    LIMIT_PAGE_ROWS = 1000,  /* rows of one answer */
    LIMIT_CONNECTIONS = 4096,
    LIMIT_STREAM_BACKLOG_BYTES = 256 * 1024, /* unsent bytes of one event stream */
    LIMIT_IMPORT_ROWS = 200000,
    LIMIT_POLYGON_POINTS = 10000,
    LIMIT_PLAN_NODES = 200000,       /* places of a routing problem */
    LIMIT_PLAN_VEHICLES = 20000,     /* vehicles of a routing problem */
    LIMIT_PLAN_MATRIX_NODES = 20000, /* above: times on demand, no n * n matrix */
    LIMIT_YAML_BYTES = 4 * 1024 * 1024,
    LIMIT_ATTACHMENT_BYTES = 700 * 1024, /* a photo, before base64; below the body's limit after */
};

#endif
