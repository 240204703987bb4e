/* Written by tools/gen.py from schema/; do not edit. */
#include "ops/gen/commands.h"

static const struct spec fields_0[] = {
    {.name = "to", .types = SPEC_STRING, .format = FORMAT_DATE_TIME, .optional = true},
    {.name = "by_s", .types = SPEC_INTEGER, .optional = true, .has_min = true, .min = 0.0, .has_max = true, .max = 31536000.0},
    {0},
};

static const struct spec fields_1[] = {
    {0},
};

static const struct spec fields_2[] = {
    {.name = "zh", .types = SPEC_STRING, .optional = true, .has_max = true, .max = 200.0},
    {.name = "en", .types = SPEC_STRING, .optional = true, .has_max = true, .max = 200.0},
    {0},
};

static const char *const words_3[] = {
    "Polygon",
    "MultiPolygon",
    NULL,
};

static const struct spec fields_4[] = {
    {.name = "type", .types = SPEC_STRING, .values = words_3},
    {.name = "coordinates", .types = SPEC_ARRAY, .has_max = true, .max = 10000.0},
    {0},
};

static const char *const words_5[] = {
    "LineString",
    NULL,
};

static const struct spec fields_6[] = {
    {.name = "type", .types = SPEC_STRING, .values = words_5},
    {.name = "coordinates", .types = SPEC_ARRAY, .has_max = true, .max = 10000.0},
    {0},
};

static const struct spec item_7[] = {
    {.types = SPEC_INTEGER, .has_min = true, .min = 1.0, .has_max = true, .max = 9007199254740992.0},
};

static const char *const words_8[] = {
    "car",
    "truck",
    "emergency",
    NULL,
};

static const struct spec item_9[] = {
    {.types = SPEC_STRING, .values = words_8},
};

static const struct spec fields_10[] = {
    {.name = "name", .types = SPEC_OBJECT, .fields = fields_2},
    {.name = "polygon", .types = SPEC_OBJECT, .optional = true, .fields = fields_4},
    {.name = "line", .types = SPEC_OBJECT, .optional = true, .fields = fields_6},
    {.name = "ways", .types = SPEC_ARRAY, .optional = true, .has_max = true, .max = 10000.0, .items = item_7},
    {.name = "profiles", .types = SPEC_ARRAY, .optional = true, .has_max = true, .max = 3.0, .items = item_9},
    {.name = "from", .types = SPEC_STRING, .format = FORMAT_DATE_TIME, .optional = true},
    {.name = "until", .types = SPEC_STRING, .format = FORMAT_DATE_TIME, .optional = true},
    {0},
};

static const struct spec fields_11[] = {
    {.name = "id", .types = SPEC_STRING, .format = FORMAT_UUID, .in = IN_PATH},
    {0},
};

static const struct spec fields_12[] = {
    {.name = "id", .types = SPEC_STRING, .format = FORMAT_UUID, .in = IN_PATH},
    {.name = "reason", .types = SPEC_STRING, .optional = true, .has_max = true, .max = 4000.0},
    {0},
};

static const char *const words_13[] = {
    "active",
    "lifted",
    NULL,
};

static const struct spec fields_14[] = {
    {.name = "state", .types = SPEC_STRING, .in = IN_QUERY, .optional = true, .values = words_13},
    {.name = "cursor", .types = SPEC_STRING, .in = IN_QUERY, .optional = true, .has_max = true, .max = 200.0},
    {.name = "limit", .types = SPEC_INTEGER, .in = IN_QUERY, .optional = true, .has_min = true, .min = 1.0, .has_max = true, .max = 1000.0},
    {0},
};

static const struct spec fields_15[] = {
    {.name = "id", .types = SPEC_STRING, .format = FORMAT_UUID, .in = IN_PATH},
    {.name = "name", .types = SPEC_OBJECT, .optional = true, .fields = fields_2},
    {.name = "until", .types = SPEC_STRING | SPEC_NULL, .format = FORMAT_DATE_TIME, .optional = true},
    {.name = "profiles", .types = SPEC_ARRAY, .optional = true, .has_max = true, .max = 3.0, .items = item_9},
    {0},
};

static const struct spec item_16[] = {
    {.types = SPEC_STRING, .format = FORMAT_UUID},
};

static const struct spec fields_17[] = {
    {.name = "from", .types = SPEC_STRING, .format = FORMAT_DATE_TIME},
    {.name = "until", .types = SPEC_STRING, .format = FORMAT_DATE_TIME},
    {0},
};

static const struct spec fields_18[] = {
    {.name = "lon", .types = SPEC_NUMBER, .has_min = true, .min = -180.0, .has_max = true, .max = 180.0},
    {.name = "lat", .types = SPEC_NUMBER, .has_min = true, .min = -90.0, .has_max = true, .max = 90.0},
    {.name = "at", .types = SPEC_STRING, .format = FORMAT_DATE_TIME, .optional = true},
    {.name = "speed_m_s", .types = SPEC_NUMBER, .optional = true, .has_min = true, .min = 0.0, .has_max = true, .max = 100.0},
    {0},
};

static const char *const words_19[] = {
    "clean",
    "controlled",
    "contaminated",
    NULL,
};

static const char *const words_20[] = {
    "off",
    "idle",
    "rest",
    NULL,
};

static const struct spec fields_21[] = {
    {.name = "org", .types = SPEC_STRING, .format = FORMAT_UUID, .optional = true},
    {.name = "code", .types = SPEC_STRING, .optional = true, .has_max = true, .max = 80.0},
    {.name = "name", .types = SPEC_OBJECT, .fields = fields_2},
    {.name = "members", .types = SPEC_ARRAY, .has_min = true, .min = 1.0, .has_max = true, .max = 50.0, .items = item_16},
    {.name = "vehicle", .types = SPEC_STRING, .format = FORMAT_UUID, .optional = true},
    {.name = "shift", .types = SPEC_OBJECT, .fields = fields_17},
    {.name = "depot", .types = SPEC_STRING, .format = FORMAT_UUID, .optional = true},
    {.name = "position", .types = SPEC_OBJECT, .optional = true, .fields = fields_18},
    {.name = "exposure", .types = SPEC_STRING, .optional = true, .values = words_19},
    {.name = "state", .types = SPEC_STRING, .optional = true, .values = words_20},
    {0},
};

static const char *const words_22[] = {
    "off",
    "idle",
    "en_route",
    "at_gate",
    "on_site",
    "rest",
    NULL,
};

static const struct spec fields_23[] = {
    {.name = "org", .types = SPEC_STRING, .format = FORMAT_UUID, .in = IN_QUERY, .optional = true},
    {.name = "state", .types = SPEC_STRING, .in = IN_QUERY, .optional = true, .values = words_22},
    {.name = "cursor", .types = SPEC_STRING, .in = IN_QUERY, .optional = true, .has_max = true, .max = 200.0},
    {.name = "limit", .types = SPEC_INTEGER, .in = IN_QUERY, .optional = true, .has_min = true, .min = 1.0, .has_max = true, .max = 1000.0},
    {0},
};

static const struct spec fields_24[] = {
    {.name = "id", .types = SPEC_STRING, .format = FORMAT_UUID, .in = IN_PATH},
    {.name = "lon", .types = SPEC_NUMBER, .has_min = true, .min = -180.0, .has_max = true, .max = 180.0},
    {.name = "lat", .types = SPEC_NUMBER, .has_min = true, .min = -90.0, .has_max = true, .max = 90.0},
    {.name = "at", .types = SPEC_STRING, .format = FORMAT_DATE_TIME, .optional = true},
    {.name = "speed_m_s", .types = SPEC_NUMBER, .optional = true, .has_min = true, .min = 0.0, .has_max = true, .max = 100.0},
    {0},
};

static const struct spec fields_25[] = {
    {.name = "id", .types = SPEC_STRING, .format = FORMAT_UUID, .in = IN_PATH},
    {.name = "state", .types = SPEC_STRING, .values = words_20},
    {0},
};

static const struct spec fields_26[] = {
    {.name = "id", .types = SPEC_STRING, .format = FORMAT_UUID, .in = IN_PATH},
    {.name = "code", .types = SPEC_STRING | SPEC_NULL, .optional = true, .has_max = true, .max = 80.0},
    {.name = "name", .types = SPEC_OBJECT, .optional = true, .fields = fields_2},
    {.name = "members", .types = SPEC_ARRAY, .optional = true, .has_min = true, .min = 1.0, .has_max = true, .max = 50.0, .items = item_16},
    {.name = "vehicle", .types = SPEC_STRING | SPEC_NULL, .format = FORMAT_UUID, .optional = true},
    {.name = "shift", .types = SPEC_OBJECT, .optional = true, .fields = fields_17},
    {.name = "depot", .types = SPEC_STRING | SPEC_NULL, .format = FORMAT_UUID, .optional = true},
    {.name = "exposure", .types = SPEC_STRING | SPEC_NULL, .optional = true, .values = words_19},
    {0},
};

static const struct spec fields_27[] = {
    {.name = "id", .types = SPEC_STRING, .format = FORMAT_UUID, .in = IN_PATH},
    {.name = "all", .types = SPEC_BOOLEAN, .in = IN_QUERY, .optional = true},
    {0},
};

static const struct spec fields_28[] = {
    {.name = "after", .types = SPEC_INTEGER, .in = IN_QUERY, .optional = true, .has_min = true, .min = 0.0, .has_max = true, .max = 9007199254740992.0},
    {.name = "limit", .types = SPEC_INTEGER, .in = IN_QUERY, .optional = true, .has_min = true, .min = 1.0, .has_max = true, .max = 1000.0},
    {.name = "noun", .types = SPEC_STRING, .in = IN_QUERY, .optional = true, .has_max = true, .max = 40.0},
    {.name = "noun_id", .types = SPEC_STRING, .in = IN_QUERY, .optional = true, .has_max = true, .max = 80.0},
    {0},
};

static const struct spec fields_29[] = {
    {.name = "lon", .types = SPEC_NUMBER, .has_min = true, .min = -180.0, .has_max = true, .max = 180.0},
    {.name = "lat", .types = SPEC_NUMBER, .has_min = true, .min = -90.0, .has_max = true, .max = 90.0},
    {0},
};

static const struct spec item_30[] = {
    {.types = SPEC_INTEGER, .has_min = true, .min = 1.0, .has_max = true, .max = 7.0},
};

static const struct spec fields_31[] = {
    {.name = "days", .types = SPEC_ARRAY, .optional = true, .has_max = true, .max = 7.0, .items = item_30},
    {.name = "from", .types = SPEC_STRING, .has_min = true, .min = 5.0, .has_max = true, .max = 5.0},
    {.name = "until", .types = SPEC_STRING, .has_min = true, .min = 5.0, .has_max = true, .max = 5.0},
    {0},
};

static const struct spec item_32[] = {
    {.types = SPEC_OBJECT, .fields = fields_31},
};

static const char *const words_33[] = {
    "both",
    "in",
    "out",
    NULL,
};

static const char *const words_34[] = {
    "open",
    "closed",
    NULL,
};

static const struct spec fields_35[] = {
    {.name = "zone", .types = SPEC_STRING, .format = FORMAT_UUID},
    {.name = "name", .types = SPEC_OBJECT, .fields = fields_2},
    {.name = "place", .types = SPEC_OBJECT, .fields = fields_29},
    {.name = "hours", .types = SPEC_ARRAY, .optional = true, .has_max = true, .max = 28.0, .items = item_32},
    {.name = "delay_s", .types = SPEC_INTEGER, .optional = true, .has_min = true, .min = 0.0, .has_max = true, .max = 86400.0},
    {.name = "direction", .types = SPEC_STRING, .optional = true, .values = words_33},
    {.name = "state", .types = SPEC_STRING, .optional = true, .values = words_34},
    {0},
};

static const struct spec fields_36[] = {
    {.name = "zone", .types = SPEC_STRING, .format = FORMAT_UUID, .in = IN_QUERY, .optional = true},
    {.name = "state", .types = SPEC_STRING, .in = IN_QUERY, .optional = true, .values = words_34},
    {.name = "cursor", .types = SPEC_STRING, .in = IN_QUERY, .optional = true, .has_max = true, .max = 200.0},
    {.name = "limit", .types = SPEC_INTEGER, .in = IN_QUERY, .optional = true, .has_min = true, .min = 1.0, .has_max = true, .max = 1000.0},
    {0},
};

static const struct spec fields_37[] = {
    {.name = "id", .types = SPEC_STRING, .format = FORMAT_UUID, .in = IN_PATH},
    {.name = "name", .types = SPEC_OBJECT, .optional = true, .fields = fields_2},
    {.name = "place", .types = SPEC_OBJECT, .optional = true, .fields = fields_29},
    {.name = "hours", .types = SPEC_ARRAY | SPEC_NULL, .optional = true, .has_max = true, .max = 28.0, .items = item_32},
    {.name = "delay_s", .types = SPEC_INTEGER | SPEC_NULL, .optional = true, .has_min = true, .min = 0.0, .has_max = true, .max = 86400.0},
    {.name = "direction", .types = SPEC_STRING | SPEC_NULL, .optional = true, .values = words_33},
    {.name = "state", .types = SPEC_STRING | SPEC_NULL, .optional = true, .values = words_34},
    {0},
};

static const char *const words_38[] = {
    "new",
    "triaged",
    "planned",
    "dispatched",
    "accepted",
    "en_route",
    "at_gate",
    "on_site",
    "done",
    "closed",
    "held",
    "refused",
    "cancelled",
    "failed",
    "reopened",
    NULL,
};

static const struct spec fields_39[] = {
    {.name = "state", .types = SPEC_STRING, .in = IN_QUERY, .optional = true, .values = words_38},
    {.name = "open", .types = SPEC_BOOLEAN, .in = IN_QUERY, .optional = true},
    {.name = "service", .types = SPEC_STRING, .in = IN_QUERY, .optional = true, .has_max = true, .max = 80.0},
    {.name = "crew", .types = SPEC_STRING, .format = FORMAT_UUID, .in = IN_QUERY, .optional = true},
    {.name = "org", .types = SPEC_STRING, .format = FORMAT_UUID, .in = IN_QUERY, .optional = true},
    {.name = "cursor", .types = SPEC_STRING, .in = IN_QUERY, .optional = true, .has_max = true, .max = 200.0},
    {.name = "limit", .types = SPEC_INTEGER, .in = IN_QUERY, .optional = true, .has_min = true, .min = 1.0, .has_max = true, .max = 1000.0},
    {0},
};

static const struct spec fields_40[] = {
    {.name = "id", .types = SPEC_STRING, .format = FORMAT_UUID, .in = IN_PATH},
    {.name = "to", .types = SPEC_STRING, .values = words_38},
    {.name = "reason", .types = SPEC_STRING, .optional = true, .has_max = true, .max = 4000.0},
    {.name = "at", .types = SPEC_STRING, .format = FORMAT_DATE_TIME, .optional = true},
    {0},
};

static const struct spec fields_41[] = {
    {.name = "site", .types = SPEC_STRING, .format = FORMAT_UUID, .optional = true},
    {.name = "crew", .types = SPEC_STRING, .format = FORMAT_UUID, .optional = true},
    {.name = "vehicle", .types = SPEC_STRING, .format = FORMAT_UUID, .optional = true},
    {.name = "person", .types = SPEC_STRING, .format = FORMAT_UUID, .optional = true},
    {0},
};

static const struct spec fields_42[] = {
    {.name = "id", .types = SPEC_STRING, .format = FORMAT_UUID, .in = IN_PATH},
    {.name = "line", .types = SPEC_STRING, .has_min = true, .min = 1.0, .has_max = true, .max = 80.0},
    {.name = "party", .types = SPEC_OBJECT, .optional = true, .fields = fields_41},
    {.name = "treated", .types = SPEC_BOOLEAN, .optional = true},
    {.name = "packages", .types = SPEC_INTEGER, .optional = true, .has_min = true, .min = 0.0, .has_max = true, .max = 100000.0},
    {.name = "kg", .types = SPEC_NUMBER, .optional = true, .has_min = true, .min = 0.0, .has_max = true, .max = 1000000.0},
    {.name = "category", .types = SPEC_STRING, .optional = true, .has_max = true, .max = 80.0},
    {.name = "seal", .types = SPEC_STRING, .optional = true, .has_max = true, .max = 80.0},
    {.name = "reason", .types = SPEC_STRING, .has_min = true, .min = 1.0, .has_max = true, .max = 4000.0},
    {0},
};

static const char *const words_43[] = {
    "normal",
    "emergency",
    NULL,
};

static const struct spec fields_44[] = {
    {.name = "code", .types = SPEC_STRING, .has_min = true, .min = 1.0, .has_max = true, .max = 80.0},
    {.name = "category", .types = SPEC_STRING, .optional = true, .has_max = true, .max = 80.0},
    {.name = "packages", .types = SPEC_INTEGER, .optional = true, .has_min = true, .min = 0.0, .has_max = true, .max = 100000.0},
    {.name = "kg", .types = SPEC_NUMBER, .optional = true, .has_min = true, .min = 0.0, .has_max = true, .max = 1000000.0},
    {.name = "seal", .types = SPEC_STRING, .optional = true, .has_max = true, .max = 80.0},
    {.name = "epidemic", .types = SPEC_BOOLEAN, .optional = true},
    {.name = "name", .types = SPEC_STRING, .optional = true, .has_max = true, .max = 200.0},
    {.name = "note", .types = SPEC_STRING, .optional = true, .has_max = true, .max = 1000.0},
    {0},
};

static const struct spec item_45[] = {
    {.types = SPEC_OBJECT, .fields = fields_44},
};

static const struct spec fields_46[] = {
    {.name = "org", .types = SPEC_STRING, .format = FORMAT_UUID, .optional = true},
    {.name = "kind", .types = SPEC_STRING, .has_min = true, .min = 1.0, .has_max = true, .max = 40.0},
    {.name = "site", .types = SPEC_STRING, .format = FORMAT_UUID},
    {.name = "mode", .types = SPEC_STRING, .optional = true, .values = words_43},
    {.name = "at", .types = SPEC_STRING, .format = FORMAT_DATE_TIME, .optional = true},
    {.name = "note", .types = SPEC_STRING, .optional = true, .has_max = true, .max = 4000.0},
    {.name = "lines", .types = SPEC_ARRAY, .has_min = true, .min = 1.0, .has_max = true, .max = 500.0, .items = item_45},
    {0},
};

static const struct spec fields_47[] = {
    {.name = "code", .types = SPEC_STRING, .has_min = true, .min = 1.0, .has_max = true, .max = 80.0},
    {.name = "packages", .types = SPEC_INTEGER, .optional = true, .has_min = true, .min = 0.0, .has_max = true, .max = 100000.0},
    {.name = "kg", .types = SPEC_NUMBER, .optional = true, .has_min = true, .min = 0.0, .has_max = true, .max = 1000000.0},
    {.name = "given_kg", .types = SPEC_NUMBER, .optional = true, .has_min = true, .min = 0.0, .has_max = true, .max = 1000000.0},
    {.name = "seal", .types = SPEC_STRING, .optional = true, .has_max = true, .max = 80.0},
    {.name = "reason", .types = SPEC_STRING, .optional = true, .has_max = true, .max = 4000.0},
    {0},
};

static const struct spec item_48[] = {
    {.types = SPEC_OBJECT, .fields = fields_47},
};

static const char *const words_49[] = {
    "drawn",
    "typed",
    "scanned",
    NULL,
};

static const struct spec fields_50[] = {
    {.name = "by", .types = SPEC_STRING, .has_min = true, .min = 1.0, .has_max = true, .max = 200.0},
    {.name = "method", .types = SPEC_STRING, .values = words_49},
    {.name = "at", .types = SPEC_STRING, .format = FORMAT_DATE_TIME},
    {.name = "file", .types = SPEC_STRING, .optional = true, .has_max = true, .max = 400.0},
    {0},
};

static const struct spec fields_51[] = {
    {.name = "from", .types = SPEC_OBJECT, .optional = true, .fields = fields_50},
    {.name = "to", .types = SPEC_OBJECT, .optional = true, .fields = fields_50},
    {0},
};

static const struct spec fields_52[] = {
    {.name = "id", .types = SPEC_STRING, .format = FORMAT_UUID, .in = IN_PATH},
    {.name = "from", .types = SPEC_OBJECT, .fields = fields_41},
    {.name = "to", .types = SPEC_OBJECT, .fields = fields_41},
    {.name = "lines", .types = SPEC_ARRAY, .optional = true, .has_min = true, .min = 1.0, .has_max = true, .max = 500.0, .items = item_48},
    {.name = "signatures", .types = SPEC_OBJECT, .fields = fields_51},
    {.name = "reason", .types = SPEC_STRING, .optional = true, .has_max = true, .max = 4000.0},
    {.name = "place", .types = SPEC_OBJECT, .optional = true, .fields = fields_29},
    {.name = "photo", .types = SPEC_STRING, .optional = true, .has_max = true, .max = 400.0},
    {.name = "at", .types = SPEC_STRING, .format = FORMAT_DATE_TIME, .optional = true},
    {0},
};

static const char *const words_53[] = {
    "stored",
    "under_way",
    "received",
    "closed",
    NULL,
};

static const struct spec fields_54[] = {
    {.name = "org", .types = SPEC_STRING, .format = FORMAT_UUID, .in = IN_QUERY, .optional = true},
    {.name = "kind", .types = SPEC_STRING, .in = IN_QUERY, .optional = true, .has_max = true, .max = 40.0},
    {.name = "site", .types = SPEC_STRING, .format = FORMAT_UUID, .in = IN_QUERY, .optional = true},
    {.name = "state", .types = SPEC_STRING, .in = IN_QUERY, .optional = true, .values = words_53},
    {.name = "open", .types = SPEC_BOOLEAN, .in = IN_QUERY, .optional = true},
    {.name = "overdue", .types = SPEC_BOOLEAN, .in = IN_QUERY, .optional = true},
    {.name = "overdue_at", .types = SPEC_STRING, .format = FORMAT_DATE_TIME, .in = IN_QUERY, .optional = true},
    {.name = "cursor", .types = SPEC_STRING, .in = IN_QUERY, .optional = true, .has_max = true, .max = 200.0},
    {.name = "limit", .types = SPEC_INTEGER, .in = IN_QUERY, .optional = true, .has_min = true, .min = 1.0, .has_max = true, .max = 1000.0},
    {0},
};

static const struct spec fields_55[] = {
    {.name = "id", .types = SPEC_STRING, .format = FORMAT_UUID, .in = IN_PATH},
    {.name = "from", .types = SPEC_OBJECT, .fields = fields_41},
    {.name = "site", .types = SPEC_STRING, .format = FORMAT_UUID},
    {.name = "lines", .types = SPEC_ARRAY, .optional = true, .has_min = true, .min = 1.0, .has_max = true, .max = 500.0, .items = item_48},
    {.name = "signatures", .types = SPEC_OBJECT, .fields = fields_51},
    {.name = "reason", .types = SPEC_STRING, .optional = true, .has_max = true, .max = 4000.0},
    {.name = "place", .types = SPEC_OBJECT, .optional = true, .fields = fields_29},
    {.name = "photo", .types = SPEC_STRING, .optional = true, .has_max = true, .max = 400.0},
    {.name = "at", .types = SPEC_STRING, .format = FORMAT_DATE_TIME, .optional = true},
    {0},
};

static const struct spec item_56[] = {
    {.types = SPEC_STRING, .has_min = true, .min = 1.0, .has_max = true, .max = 80.0},
};

static const struct spec fields_57[] = {
    {.name = "id", .types = SPEC_STRING, .format = FORMAT_UUID, .in = IN_PATH},
    {.name = "from", .types = SPEC_OBJECT, .fields = fields_41},
    {.name = "to", .types = SPEC_OBJECT, .fields = fields_41},
    {.name = "lines", .types = SPEC_ARRAY, .optional = true, .has_min = true, .min = 1.0, .has_max = true, .max = 500.0, .items = item_56},
    {.name = "signature", .types = SPEC_OBJECT, .fields = fields_50},
    {.name = "reason", .types = SPEC_STRING, .has_min = true, .min = 1.0, .has_max = true, .max = 4000.0},
    {.name = "place", .types = SPEC_OBJECT, .optional = true, .fields = fields_29},
    {.name = "photo", .types = SPEC_STRING, .optional = true, .has_max = true, .max = 400.0},
    {.name = "at", .types = SPEC_STRING, .format = FORMAT_DATE_TIME, .optional = true},
    {0},
};

static const struct spec fields_58[] = {
    {.name = "id", .types = SPEC_STRING, .format = FORMAT_UUID, .in = IN_PATH},
    {.name = "site", .types = SPEC_STRING, .format = FORMAT_UUID},
    {.name = "method", .types = SPEC_STRING, .has_min = true, .min = 1.0, .has_max = true, .max = 80.0},
    {.name = "lines", .types = SPEC_ARRAY, .optional = true, .has_min = true, .min = 1.0, .has_max = true, .max = 500.0, .items = item_48},
    {.name = "signature", .types = SPEC_OBJECT, .fields = fields_50},
    {.name = "reason", .types = SPEC_STRING, .optional = true, .has_max = true, .max = 4000.0},
    {.name = "place", .types = SPEC_OBJECT, .optional = true, .fields = fields_29},
    {.name = "photo", .types = SPEC_STRING, .optional = true, .has_max = true, .max = 400.0},
    {.name = "at", .types = SPEC_STRING, .format = FORMAT_DATE_TIME, .optional = true},
    {0},
};

static const char *const words_59[] = {
    "city",
    "company",
    "station",
    "community",
    "agency",
    NULL,
};

static const struct spec fields_60[] = {
    {.name = "code", .types = SPEC_STRING, .optional = true, .has_max = true, .max = 80.0},
    {.name = "name", .types = SPEC_OBJECT, .fields = fields_2},
    {.name = "parent", .types = SPEC_STRING, .format = FORMAT_UUID, .optional = true},
    {.name = "kind", .types = SPEC_STRING, .values = words_59},
    {0},
};

static const struct spec fields_61[] = {
    {.name = "kind", .types = SPEC_STRING, .in = IN_QUERY, .optional = true, .values = words_59},
    {.name = "parent", .types = SPEC_STRING, .format = FORMAT_UUID, .in = IN_QUERY, .optional = true},
    {.name = "cursor", .types = SPEC_STRING, .in = IN_QUERY, .optional = true, .has_max = true, .max = 200.0},
    {.name = "limit", .types = SPEC_INTEGER, .in = IN_QUERY, .optional = true, .has_min = true, .min = 1.0, .has_max = true, .max = 1000.0},
    {0},
};

static const struct spec fields_62[] = {
    {.name = "id", .types = SPEC_STRING, .format = FORMAT_UUID, .in = IN_PATH},
    {.name = "code", .types = SPEC_STRING | SPEC_NULL, .optional = true, .has_max = true, .max = 80.0},
    {.name = "name", .types = SPEC_OBJECT, .optional = true, .fields = fields_2},
    {.name = "kind", .types = SPEC_STRING, .optional = true, .values = words_59},
    {0},
};

static const struct spec fields_63[] = {
    {.name = "crew", .types = SPEC_STRING, .format = FORMAT_UUID, .optional = true},
    {.name = "person", .types = SPEC_STRING, .format = FORMAT_UUID, .optional = true},
    {.name = "vehicle", .types = SPEC_STRING, .format = FORMAT_UUID, .optional = true},
    {0},
};

static const struct spec item_64[] = {
    {.types = SPEC_STRING, .has_max = true, .max = 80.0},
};

static const struct spec fields_65[] = {
    {.name = "org", .types = SPEC_STRING, .format = FORMAT_UUID, .optional = true},
    {.name = "holder", .types = SPEC_OBJECT, .fields = fields_63},
    {.name = "kind", .types = SPEC_STRING, .optional = true, .has_min = true, .min = 1.0, .has_max = true, .max = 80.0},
    {.name = "zone", .types = SPEC_STRING, .format = FORMAT_UUID, .optional = true},
    {.name = "level", .types = SPEC_STRING, .optional = true, .has_max = true, .max = 40.0},
    {.name = "services", .types = SPEC_ARRAY, .optional = true, .has_max = true, .max = 64.0, .items = item_64},
    {.name = "from", .types = SPEC_STRING, .format = FORMAT_DATE_TIME},
    {.name = "until", .types = SPEC_STRING, .format = FORMAT_DATE_TIME},
    {.name = "reason", .types = SPEC_STRING, .optional = true, .has_max = true, .max = 4000.0},
    {0},
};

static const char *const words_66[] = {
    "valid",
    "revoked",
    NULL,
};

static const struct spec fields_67[] = {
    {.name = "org", .types = SPEC_STRING, .format = FORMAT_UUID, .in = IN_QUERY, .optional = true},
    {.name = "state", .types = SPEC_STRING, .in = IN_QUERY, .optional = true, .values = words_66},
    {.name = "crew", .types = SPEC_STRING, .format = FORMAT_UUID, .in = IN_QUERY, .optional = true},
    {.name = "zone", .types = SPEC_STRING, .format = FORMAT_UUID, .in = IN_QUERY, .optional = true},
    {.name = "cursor", .types = SPEC_STRING, .in = IN_QUERY, .optional = true, .has_max = true, .max = 200.0},
    {.name = "limit", .types = SPEC_INTEGER, .in = IN_QUERY, .optional = true, .has_min = true, .min = 1.0, .has_max = true, .max = 1000.0},
    {0},
};

static const struct spec fields_68[] = {
    {.name = "id", .types = SPEC_STRING, .format = FORMAT_UUID, .in = IN_PATH},
    {.name = "zone", .types = SPEC_STRING | SPEC_NULL, .format = FORMAT_UUID, .optional = true},
    {.name = "level", .types = SPEC_STRING | SPEC_NULL, .optional = true, .has_max = true, .max = 40.0},
    {.name = "services", .types = SPEC_ARRAY | SPEC_NULL, .optional = true, .has_max = true, .max = 64.0, .items = item_64},
    {.name = "from", .types = SPEC_STRING, .format = FORMAT_DATE_TIME, .optional = true},
    {.name = "until", .types = SPEC_STRING, .format = FORMAT_DATE_TIME, .optional = true},
    {.name = "reason", .types = SPEC_STRING | SPEC_NULL, .optional = true, .has_max = true, .max = 4000.0},
    {0},
};

static const struct spec fields_69[] = {
    {.name = "code", .types = SPEC_STRING, .has_max = true, .max = 80.0},
    {.name = "valid_until", .types = SPEC_STRING, .format = FORMAT_DATE_TIME},
    {0},
};

static const struct spec item_70[] = {
    {.types = SPEC_OBJECT, .fields = fields_69},
};

static const char *const words_71[] = {
    "available",
    "off",
    "isolated",
    "ill",
    "away",
    NULL,
};

static const struct spec fields_72[] = {
    {.name = "org", .types = SPEC_STRING, .format = FORMAT_UUID, .optional = true},
    {.name = "code", .types = SPEC_STRING, .optional = true, .has_max = true, .max = 80.0},
    {.name = "name", .types = SPEC_OBJECT, .optional = true, .fields = fields_2},
    {.name = "label", .types = SPEC_STRING, .optional = true, .has_max = true, .max = 200.0},
    {.name = "role_title", .types = SPEC_STRING, .optional = true, .has_max = true, .max = 200.0},
    {.name = "phone", .types = SPEC_STRING, .optional = true, .has_max = true, .max = 40.0},
    {.name = "skills", .types = SPEC_ARRAY, .optional = true, .has_max = true, .max = 64.0, .items = item_64},
    {.name = "certificates", .types = SPEC_ARRAY, .optional = true, .has_max = true, .max = 32.0, .items = item_70},
    {.name = "status", .types = SPEC_STRING, .optional = true, .values = words_71},
    {.name = "lives_in_zone", .types = SPEC_STRING, .format = FORMAT_UUID, .optional = true},
    {0},
};

static const struct spec fields_73[] = {
    {.name = "org", .types = SPEC_STRING, .format = FORMAT_UUID, .in = IN_QUERY, .optional = true},
    {.name = "status", .types = SPEC_STRING, .in = IN_QUERY, .optional = true, .values = words_71},
    {.name = "cursor", .types = SPEC_STRING, .in = IN_QUERY, .optional = true, .has_max = true, .max = 200.0},
    {.name = "limit", .types = SPEC_INTEGER, .in = IN_QUERY, .optional = true, .has_min = true, .min = 1.0, .has_max = true, .max = 1000.0},
    {0},
};

static const struct spec fields_74[] = {
    {.name = "id", .types = SPEC_STRING, .format = FORMAT_UUID, .in = IN_PATH},
    {.name = "status", .types = SPEC_STRING, .values = words_71},
    {.name = "reason", .types = SPEC_STRING, .optional = true, .has_max = true, .max = 4000.0},
    {0},
};

static const struct spec fields_75[] = {
    {.name = "id", .types = SPEC_STRING, .format = FORMAT_UUID, .in = IN_PATH},
    {.name = "code", .types = SPEC_STRING | SPEC_NULL, .optional = true, .has_max = true, .max = 80.0},
    {.name = "name", .types = SPEC_OBJECT | SPEC_NULL, .optional = true, .fields = fields_2},
    {.name = "label", .types = SPEC_STRING | SPEC_NULL, .optional = true, .has_max = true, .max = 200.0},
    {.name = "role_title", .types = SPEC_STRING | SPEC_NULL, .optional = true, .has_max = true, .max = 200.0},
    {.name = "phone", .types = SPEC_STRING | SPEC_NULL, .optional = true, .has_max = true, .max = 40.0},
    {.name = "skills", .types = SPEC_ARRAY | SPEC_NULL, .optional = true, .has_max = true, .max = 64.0, .items = item_64},
    {.name = "certificates", .types = SPEC_ARRAY | SPEC_NULL, .optional = true, .has_max = true, .max = 32.0, .items = item_70},
    {.name = "lives_in_zone", .types = SPEC_STRING | SPEC_NULL, .format = FORMAT_UUID, .optional = true},
    {0},
};

static const struct spec fields_76[] = {
    {.name = "job", .types = SPEC_STRING, .format = FORMAT_UUID},
    {.name = "crew", .types = SPEC_STRING, .format = FORMAT_UUID},
    {.name = "seq", .types = SPEC_INTEGER, .has_min = true, .min = 0.0, .has_max = true, .max = 10000.0},
    {.name = "depart_at", .types = SPEC_STRING, .format = FORMAT_DATE_TIME},
    {.name = "arrive_at", .types = SPEC_STRING, .format = FORMAT_DATE_TIME},
    {.name = "start_at", .types = SPEC_STRING, .format = FORMAT_DATE_TIME},
    {.name = "end_at", .types = SPEC_STRING, .format = FORMAT_DATE_TIME},
    {.name = "travel_s", .types = SPEC_NUMBER, .has_min = true, .min = 0.0, .has_max = true, .max = 10000000.0},
    {.name = "distance_m", .types = SPEC_NUMBER, .has_min = true, .min = 0.0, .has_max = true, .max = 100000000.0},
    {.name = "gate", .types = SPEC_STRING | SPEC_NULL, .format = FORMAT_UUID, .optional = true},
    {.name = "geometry", .types = SPEC_STRING, .optional = true, .has_max = true, .max = 200000.0},
    {.name = "explanation", .types = SPEC_OBJECT, .optional = true, .has_max = true, .max = 64.0},
    {0},
};

static const struct spec item_77[] = {
    {.types = SPEC_OBJECT, .fields = fields_76},
};

static const struct spec fields_78[] = {
    {.name = "code", .types = SPEC_STRING, .has_max = true, .max = 80.0},
    {.name = "text", .types = SPEC_OBJECT, .fields = fields_2},
    {.name = "crews", .types = SPEC_ARRAY, .optional = true, .has_max = true, .max = 100.0, .items = item_16},
    {0},
};

static const struct spec item_79[] = {
    {.types = SPEC_OBJECT, .fields = fields_78},
};

static const struct spec fields_80[] = {
    {.name = "job", .types = SPEC_STRING, .format = FORMAT_UUID},
    {.name = "reasons", .types = SPEC_ARRAY, .has_max = true, .max = 20.0, .items = item_79},
    {0},
};

static const struct spec item_81[] = {
    {.types = SPEC_OBJECT, .fields = fields_80},
};

static const struct spec fields_82[] = {
    {.name = "base_revision", .types = SPEC_INTEGER, .has_min = true, .min = 0.0, .has_max = true, .max = 9007199254740992.0},
    {.name = "visits", .types = SPEC_ARRAY, .has_max = true, .max = 5000.0, .items = item_77},
    {.name = "unassigned", .types = SPEC_ARRAY, .optional = true, .has_max = true, .max = 5000.0, .items = item_81},
    {.name = "reason", .types = SPEC_STRING, .optional = true, .has_max = true, .max = 400.0},
    {0},
};

static const struct spec fields_83[] = {
    {.name = "crew", .types = SPEC_STRING, .format = FORMAT_UUID, .in = IN_QUERY, .optional = true},
    {0},
};

static const struct spec fields_84[] = {
    {.name = "as_of", .types = SPEC_STRING, .format = FORMAT_DATE_TIME, .in = IN_QUERY, .optional = true},
    {0},
};

static const struct spec fields_85[] = {
    {.name = "as_of", .types = SPEC_STRING, .format = FORMAT_DATE_TIME, .in = IN_QUERY, .optional = true},
    {.name = "kind", .types = SPEC_STRING, .in = IN_QUERY, .optional = true, .has_max = true, .max = 40.0},
    {.name = "site", .types = SPEC_STRING, .format = FORMAT_UUID, .in = IN_QUERY, .optional = true},
    {0},
};

static const struct spec fields_86[] = {
    {.name = "name", .types = SPEC_STRING, .optional = true, .has_max = true, .max = 200.0},
    {.name = "phone", .types = SPEC_STRING, .optional = true, .has_max = true, .max = 40.0},
    {0},
};

static const struct spec fields_87[] = {
    {.name = "lon", .types = SPEC_NUMBER, .optional = true, .has_min = true, .min = -180.0, .has_max = true, .max = 180.0},
    {.name = "lat", .types = SPEC_NUMBER, .optional = true, .has_min = true, .min = -90.0, .has_max = true, .max = 90.0},
    {.name = "site", .types = SPEC_STRING, .format = FORMAT_UUID, .optional = true},
    {.name = "address", .types = SPEC_STRING, .optional = true, .has_max = true, .max = 400.0},
    {0},
};

static const struct spec fields_88[] = {
    {.name = "org", .types = SPEC_STRING, .format = FORMAT_UUID, .optional = true},
    {.name = "service", .types = SPEC_STRING, .has_min = true, .min = 1.0, .has_max = true, .max = 80.0},
    {.name = "caller", .types = SPEC_OBJECT, .fields = fields_86},
    {.name = "place", .types = SPEC_OBJECT, .fields = fields_87},
    {.name = "answers", .types = SPEC_OBJECT, .optional = true, .has_max = true, .max = 64.0},
    {.name = "note", .types = SPEC_STRING, .optional = true, .has_max = true, .max = 4000.0},
    {0},
};

static const struct spec fields_89[] = {
    {.name = "id", .types = SPEC_STRING, .format = FORMAT_UUID, .in = IN_PATH},
    {.name = "score", .types = SPEC_INTEGER, .has_min = true, .min = 1.0, .has_max = true, .max = 5.0},
    {.name = "comment", .types = SPEC_STRING, .optional = true, .has_max = true, .max = 4000.0},
    {0},
};

static const char *const words_90[] = {
    "open",
    "closed",
    "cancelled",
    NULL,
};

static const struct spec fields_91[] = {
    {.name = "state", .types = SPEC_STRING, .in = IN_QUERY, .optional = true, .values = words_90},
    {.name = "service", .types = SPEC_STRING, .in = IN_QUERY, .optional = true, .has_max = true, .max = 80.0},
    {.name = "org", .types = SPEC_STRING, .format = FORMAT_UUID, .in = IN_QUERY, .optional = true},
    {.name = "cursor", .types = SPEC_STRING, .in = IN_QUERY, .optional = true, .has_max = true, .max = 200.0},
    {.name = "limit", .types = SPEC_INTEGER, .in = IN_QUERY, .optional = true, .has_min = true, .min = 1.0, .has_max = true, .max = 1000.0},
    {0},
};

static const struct spec fields_92[] = {
    {.name = "id", .types = SPEC_STRING, .format = FORMAT_UUID, .in = IN_PATH},
    {.name = "step", .types = SPEC_STRING, .has_max = true, .max = 80.0},
    {0},
};

static const struct spec fields_93[] = {
    {.name = "id", .types = SPEC_STRING, .in = IN_PATH, .has_max = true, .max = 80.0},
    {0},
};

static const struct spec fields_94[] = {
    {.name = "name", .types = SPEC_STRING, .has_min = true, .min = 1.0, .has_max = true, .max = 64.0},
    {.name = "password", .types = SPEC_STRING, .has_min = true, .min = 1.0, .has_max = true, .max = 256.0},
    {0},
};

static const char *const words_95[] = {
    "isolation",
    "medical",
    "resident",
    "other",
    NULL,
};

static const struct spec fields_96[] = {
    {.name = "org", .types = SPEC_STRING, .format = FORMAT_UUID, .optional = true},
    {.name = "code", .types = SPEC_STRING, .optional = true, .has_max = true, .max = 80.0},
    {.name = "kind", .types = SPEC_STRING, .has_min = true, .min = 1.0, .has_max = true, .max = 40.0},
    {.name = "name", .types = SPEC_OBJECT, .fields = fields_2},
    {.name = "address", .types = SPEC_STRING, .optional = true, .has_max = true, .max = 400.0},
    {.name = "place", .types = SPEC_OBJECT, .fields = fields_29},
    {.name = "customer_class", .types = SPEC_STRING, .optional = true, .values = words_95},
    {.name = "contact", .types = SPEC_OBJECT, .optional = true, .fields = fields_86},
    {0},
};

static const struct spec fields_97[] = {
    {.name = "org", .types = SPEC_STRING, .format = FORMAT_UUID, .in = IN_QUERY, .optional = true},
    {.name = "kind", .types = SPEC_STRING, .in = IN_QUERY, .optional = true, .has_max = true, .max = 40.0},
    {.name = "address", .types = SPEC_STRING, .in = IN_QUERY, .optional = true, .has_max = true, .max = 400.0},
    {.name = "cursor", .types = SPEC_STRING, .in = IN_QUERY, .optional = true, .has_max = true, .max = 200.0},
    {.name = "limit", .types = SPEC_INTEGER, .in = IN_QUERY, .optional = true, .has_min = true, .min = 1.0, .has_max = true, .max = 1000.0},
    {0},
};

static const struct spec fields_98[] = {
    {.name = "id", .types = SPEC_STRING, .format = FORMAT_UUID, .in = IN_PATH},
    {.name = "code", .types = SPEC_STRING | SPEC_NULL, .optional = true, .has_max = true, .max = 80.0},
    {.name = "kind", .types = SPEC_STRING, .optional = true, .has_min = true, .min = 1.0, .has_max = true, .max = 40.0},
    {.name = "name", .types = SPEC_OBJECT, .optional = true, .fields = fields_2},
    {.name = "address", .types = SPEC_STRING | SPEC_NULL, .optional = true, .has_max = true, .max = 400.0},
    {.name = "place", .types = SPEC_OBJECT, .optional = true, .fields = fields_29},
    {.name = "customer_class", .types = SPEC_STRING | SPEC_NULL, .optional = true, .values = words_95},
    {.name = "contact", .types = SPEC_OBJECT | SPEC_NULL, .optional = true, .fields = fields_86},
    {0},
};

static const struct spec fields_99[] = {
    {.name = "id", .types = SPEC_STRING, .format = FORMAT_UUID, .in = IN_PATH},
    {.name = "code", .types = SPEC_STRING, .in = IN_PATH, .has_max = true, .max = 80.0},
    {.name = "value"},
    {.name = "at", .types = SPEC_STRING, .format = FORMAT_DATE_TIME, .optional = true},
    {0},
};

static const struct spec fields_100[] = {
    {.name = "holder", .types = SPEC_STRING, .format = FORMAT_UUID},
    {.name = "item", .types = SPEC_STRING, .has_min = true, .min = 1.0, .has_max = true, .max = 80.0},
    {.name = "qty", .types = SPEC_NUMBER, .has_min = true, .min = 0.0, .has_max = true, .max = 1000000.0},
    {.name = "serials", .types = SPEC_ARRAY, .optional = true, .has_max = true, .max = 1000.0, .items = item_64},
    {.name = "from", .types = SPEC_STRING, .format = FORMAT_UUID, .optional = true},
    {0},
};

static const struct spec fields_101[] = {
    {.name = "holder", .types = SPEC_STRING, .format = FORMAT_UUID, .in = IN_QUERY, .optional = true},
    {.name = "item", .types = SPEC_STRING, .in = IN_QUERY, .optional = true, .has_max = true, .max = 80.0},
    {.name = "cursor", .types = SPEC_STRING, .in = IN_QUERY, .optional = true, .has_max = true, .max = 200.0},
    {.name = "limit", .types = SPEC_INTEGER, .in = IN_QUERY, .optional = true, .has_min = true, .min = 1.0, .has_max = true, .max = 1000.0},
    {0},
};

static const char *const words_102[] = {
    "admin",
    "manager",
    "dispatcher",
    "agent",
    "crew",
    "resident",
    "viewer",
    NULL,
};

static const struct spec fields_103[] = {
    {.name = "name", .types = SPEC_STRING, .has_min = true, .min = 1.0, .has_max = true, .max = 64.0},
    {.name = "role", .types = SPEC_STRING, .values = words_102},
    {.name = "org", .types = SPEC_STRING, .format = FORMAT_UUID, .optional = true},
    {.name = "crew", .types = SPEC_STRING, .format = FORMAT_UUID, .optional = true},
    {.name = "password", .types = SPEC_STRING, .has_min = true, .min = 8.0, .has_max = true, .max = 256.0},
    {0},
};

static const struct spec fields_104[] = {
    {.name = "cursor", .types = SPEC_STRING, .in = IN_QUERY, .optional = true, .has_max = true, .max = 200.0},
    {.name = "limit", .types = SPEC_INTEGER, .in = IN_QUERY, .optional = true, .has_min = true, .min = 1.0, .has_max = true, .max = 1000.0},
    {0},
};

static const char *const words_105[] = {
    "van",
    "car",
    "truck",
    "bus",
    "motorcycle",
    "tricycle",
    NULL,
};

static const char *const words_106[] = {
    "ready",
    "out_of_service",
    "dirty",
    NULL,
};

static const struct spec fields_107[] = {
    {.name = "org", .types = SPEC_STRING, .format = FORMAT_UUID, .optional = true},
    {.name = "plate", .types = SPEC_STRING, .has_min = true, .min = 1.0, .has_max = true, .max = 40.0},
    {.name = "kind", .types = SPEC_STRING, .values = words_105},
    {.name = "profile", .types = SPEC_STRING, .optional = true, .values = words_8},
    {.name = "capacity", .types = SPEC_OBJECT, .optional = true, .has_max = true, .max = 16.0},
    {.name = "status", .types = SPEC_STRING, .optional = true, .values = words_106},
    {.name = "last_disinfected_at", .types = SPEC_STRING, .format = FORMAT_DATE_TIME, .optional = true},
    {0},
};

static const struct spec fields_108[] = {
    {.name = "id", .types = SPEC_STRING, .format = FORMAT_UUID, .in = IN_PATH},
    {.name = "at", .types = SPEC_STRING, .format = FORMAT_DATE_TIME, .optional = true},
    {.name = "agent", .types = SPEC_STRING, .optional = true, .has_max = true, .max = 200.0},
    {.name = "minutes", .types = SPEC_INTEGER, .optional = true, .has_min = true, .min = 0.0, .has_max = true, .max = 1440.0},
    {0},
};

static const struct spec fields_109[] = {
    {.name = "org", .types = SPEC_STRING, .format = FORMAT_UUID, .in = IN_QUERY, .optional = true},
    {.name = "status", .types = SPEC_STRING, .in = IN_QUERY, .optional = true, .values = words_106},
    {.name = "cursor", .types = SPEC_STRING, .in = IN_QUERY, .optional = true, .has_max = true, .max = 200.0},
    {.name = "limit", .types = SPEC_INTEGER, .in = IN_QUERY, .optional = true, .has_min = true, .min = 1.0, .has_max = true, .max = 1000.0},
    {0},
};

static const struct spec fields_110[] = {
    {.name = "id", .types = SPEC_STRING, .format = FORMAT_UUID, .in = IN_PATH},
    {.name = "plate", .types = SPEC_STRING, .optional = true, .has_min = true, .min = 1.0, .has_max = true, .max = 40.0},
    {.name = "kind", .types = SPEC_STRING, .optional = true, .values = words_105},
    {.name = "profile", .types = SPEC_STRING | SPEC_NULL, .optional = true, .values = words_8},
    {.name = "capacity", .types = SPEC_OBJECT | SPEC_NULL, .optional = true, .has_max = true, .max = 16.0},
    {.name = "status", .types = SPEC_STRING | SPEC_NULL, .optional = true, .values = words_106},
    {.name = "last_disinfected_at", .types = SPEC_STRING | SPEC_NULL, .format = FORMAT_DATE_TIME, .optional = true},
    {0},
};

static const char *const words_111[] = {
    "planned",
    "dispatched",
    "accepted",
    "en_route",
    "at_gate",
    "on_site",
    "done",
    "cancelled",
    "failed",
    NULL,
};

static const struct spec fields_112[] = {
    {.name = "id", .types = SPEC_STRING, .format = FORMAT_UUID, .in = IN_PATH},
    {.name = "to", .types = SPEC_STRING, .values = words_111},
    {.name = "reason", .types = SPEC_STRING, .optional = true, .has_max = true, .max = 4000.0},
    {.name = "at", .types = SPEC_STRING, .format = FORMAT_DATE_TIME, .optional = true},
    {0},
};

static const struct spec fields_113[] = {
    {.name = "lon", .types = SPEC_NUMBER, .in = IN_QUERY, .has_min = true, .min = -180.0, .has_max = true, .max = 180.0},
    {.name = "lat", .types = SPEC_NUMBER, .in = IN_QUERY, .has_min = true, .min = -90.0, .has_max = true, .max = 90.0},
    {0},
};

static const struct spec fields_114[] = {
    {.name = "name", .types = SPEC_OBJECT, .fields = fields_2},
    {.name = "policy", .types = SPEC_STRING, .has_max = true, .max = 80.0},
    {.name = "level", .types = SPEC_STRING, .has_max = true, .max = 40.0},
    {.name = "polygon", .types = SPEC_OBJECT, .fields = fields_4},
    {.name = "from", .types = SPEC_STRING, .format = FORMAT_DATE_TIME, .optional = true},
    {.name = "until", .types = SPEC_STRING, .format = FORMAT_DATE_TIME, .optional = true},
    {0},
};

static const struct spec fields_115[] = {
    {.name = "state", .types = SPEC_STRING, .in = IN_QUERY, .optional = true, .values = words_13},
    {.name = "policy", .types = SPEC_STRING, .in = IN_QUERY, .optional = true, .has_max = true, .max = 80.0},
    {.name = "cursor", .types = SPEC_STRING, .in = IN_QUERY, .optional = true, .has_max = true, .max = 200.0},
    {.name = "limit", .types = SPEC_INTEGER, .in = IN_QUERY, .optional = true, .has_min = true, .min = 1.0, .has_max = true, .max = 1000.0},
    {0},
};

static const struct spec fields_116[] = {
    {.name = "id", .types = SPEC_STRING, .format = FORMAT_UUID, .in = IN_PATH},
    {.name = "level", .types = SPEC_STRING, .optional = true, .has_max = true, .max = 40.0},
    {.name = "from", .types = SPEC_STRING, .format = FORMAT_DATE_TIME, .optional = true},
    {.name = "reason", .types = SPEC_STRING, .optional = true, .has_max = true, .max = 4000.0},
    {0},
};

static const struct spec fields_117[] = {
    {.name = "id", .types = SPEC_STRING, .format = FORMAT_UUID, .in = IN_PATH},
    {.name = "name", .types = SPEC_OBJECT, .optional = true, .fields = fields_2},
    {.name = "level", .types = SPEC_STRING, .optional = true, .has_max = true, .max = 40.0},
    {.name = "polygon", .types = SPEC_OBJECT, .optional = true, .fields = fields_4},
    {.name = "until", .types = SPEC_STRING | SPEC_NULL, .format = FORMAT_DATE_TIME, .optional = true},
    {.name = "policy", .types = SPEC_STRING, .optional = true, .has_max = true, .max = 80.0},
    {0},
};

const struct command commands[COMMANDS_N] = {
    {
        .name = "clock.advance",
        .noun = NULL,
        .kind = COMMAND_WRITE,
        .method = "POST",
        .path = "/clock/advance",
        .status = 200,
        .roles = 1u << ROLE_ADMIN | 1u << ROLE_SYSTEM,
        .own = 0,
        .scope = SCOPE_ANY,
        .if_match = IF_MATCH_NONE,
        .slow = false,
        .args = fields_0,
        .run = op_clock_advance,
        .summary_en = "Moves a virtual clock forward.",
        .summary_zh = "推进虚拟时钟",
    },
    {
        .name = "clock.get",
        .noun = NULL,
        .kind = COMMAND_QUERY,
        .method = "GET",
        .path = "/clock",
        .status = 200,
        .roles = 1u << ROLE_ADMIN | 1u << ROLE_MANAGER | 1u << ROLE_DISPATCHER | 1u << ROLE_AGENT | 1u << ROLE_CREW | 1u << ROLE_RESIDENT | 1u << ROLE_VIEWER | 1u << ROLE_SYSTEM,
        .own = 0,
        .scope = SCOPE_ANY,
        .if_match = IF_MATCH_NONE,
        .slow = false,
        .args = fields_1,
        .run = op_clock_get,
        .summary_en = "Shows the time the city goes by.",
        .summary_zh = "查看时钟",
    },
    {
        .name = "closure.create",
        .noun = NULL,
        .kind = COMMAND_WRITE,
        .method = "POST",
        .path = "/closures",
        .status = 201,
        .roles = 1u << ROLE_ADMIN | 1u << ROLE_MANAGER | 1u << ROLE_DISPATCHER | 1u << ROLE_SYSTEM,
        .own = 0,
        .scope = SCOPE_ANY,
        .if_match = IF_MATCH_NONE,
        .slow = false,
        .args = fields_10,
        .run = op_closure_create,
        .summary_en = "Makes a road closure.",
        .summary_zh = "新建道路封闭",
    },
    {
        .name = "closure.get",
        .noun = "closure",
        .kind = COMMAND_QUERY,
        .method = "GET",
        .path = "/closures/{id}",
        .status = 200,
        .roles = 1u << ROLE_ADMIN | 1u << ROLE_MANAGER | 1u << ROLE_DISPATCHER | 1u << ROLE_AGENT | 1u << ROLE_CREW | 1u << ROLE_RESIDENT | 1u << ROLE_VIEWER | 1u << ROLE_SYSTEM,
        .own = 0,
        .scope = SCOPE_ANY,
        .if_match = IF_MATCH_NONE,
        .slow = false,
        .args = fields_11,
        .run = op_closure_get,
        .summary_en = "Shows a road closure.",
        .summary_zh = "查看道路封闭",
    },
    {
        .name = "closure.lift",
        .noun = "closure",
        .kind = COMMAND_WRITE,
        .method = "POST",
        .path = "/closures/{id}/lift",
        .status = 200,
        .roles = 1u << ROLE_ADMIN | 1u << ROLE_MANAGER | 1u << ROLE_DISPATCHER | 1u << ROLE_SYSTEM,
        .own = 0,
        .scope = SCOPE_ANY,
        .if_match = IF_MATCH_OPTIONAL,
        .slow = false,
        .args = fields_12,
        .run = op_closure_lift,
        .summary_en = "Opens a closed road again.",
        .summary_zh = "解除道路封闭",
    },
    {
        .name = "closure.list",
        .noun = NULL,
        .kind = COMMAND_QUERY,
        .method = "GET",
        .path = "/closures",
        .status = 200,
        .roles = 1u << ROLE_ADMIN | 1u << ROLE_MANAGER | 1u << ROLE_DISPATCHER | 1u << ROLE_AGENT | 1u << ROLE_CREW | 1u << ROLE_RESIDENT | 1u << ROLE_VIEWER | 1u << ROLE_SYSTEM,
        .own = 0,
        .scope = SCOPE_ANY,
        .if_match = IF_MATCH_NONE,
        .slow = false,
        .args = fields_14,
        .run = op_closure_list,
        .summary_en = "Lists: road closure.",
        .summary_zh = "列出道路封闭",
    },
    {
        .name = "closure.update",
        .noun = "closure",
        .kind = COMMAND_WRITE,
        .method = "PATCH",
        .path = "/closures/{id}",
        .status = 200,
        .roles = 1u << ROLE_ADMIN | 1u << ROLE_MANAGER | 1u << ROLE_DISPATCHER | 1u << ROLE_SYSTEM,
        .own = 0,
        .scope = SCOPE_ANY,
        .if_match = IF_MATCH_REQUIRED,
        .slow = false,
        .args = fields_15,
        .run = op_closure_update,
        .summary_en = "Changes a road closure; null takes an optional field away.",
        .summary_zh = "修改道路封闭",
    },
    {
        .name = "crew.create",
        .noun = NULL,
        .kind = COMMAND_WRITE,
        .method = "POST",
        .path = "/crews",
        .status = 201,
        .roles = 1u << ROLE_ADMIN | 1u << ROLE_MANAGER | 1u << ROLE_DISPATCHER | 1u << ROLE_SYSTEM,
        .own = 0,
        .scope = SCOPE_ORG,
        .if_match = IF_MATCH_NONE,
        .slow = false,
        .args = fields_21,
        .run = op_crew_create,
        .summary_en = "Makes a crew.",
        .summary_zh = "新建班组",
    },
    {
        .name = "crew.get",
        .noun = "crew",
        .kind = COMMAND_QUERY,
        .method = "GET",
        .path = "/crews/{id}",
        .status = 200,
        .roles = 1u << ROLE_ADMIN | 1u << ROLE_MANAGER | 1u << ROLE_DISPATCHER | 1u << ROLE_AGENT | 1u << ROLE_CREW | 1u << ROLE_VIEWER | 1u << ROLE_SYSTEM,
        .own = 1u << ROLE_CREW,
        .scope = SCOPE_ORG,
        .if_match = IF_MATCH_NONE,
        .slow = false,
        .args = fields_11,
        .run = op_crew_get,
        .summary_en = "Shows a crew.",
        .summary_zh = "查看班组",
    },
    {
        .name = "crew.list",
        .noun = NULL,
        .kind = COMMAND_QUERY,
        .method = "GET",
        .path = "/crews",
        .status = 200,
        .roles = 1u << ROLE_ADMIN | 1u << ROLE_MANAGER | 1u << ROLE_DISPATCHER | 1u << ROLE_AGENT | 1u << ROLE_CREW | 1u << ROLE_VIEWER | 1u << ROLE_SYSTEM,
        .own = 1u << ROLE_CREW,
        .scope = SCOPE_ORG,
        .if_match = IF_MATCH_NONE,
        .slow = false,
        .args = fields_23,
        .run = op_crew_list,
        .summary_en = "Lists: crew.",
        .summary_zh = "列出班组",
    },
    {
        .name = "crew.report_position",
        .noun = "crew",
        .kind = COMMAND_WRITE,
        .method = "POST",
        .path = "/crews/{id}/position",
        .status = 200,
        .roles = 1u << ROLE_ADMIN | 1u << ROLE_MANAGER | 1u << ROLE_DISPATCHER | 1u << ROLE_CREW | 1u << ROLE_SYSTEM,
        .own = 1u << ROLE_CREW,
        .scope = SCOPE_ORG,
        .if_match = IF_MATCH_NONE,
        .slow = false,
        .args = fields_24,
        .run = op_crew_report_position,
        .summary_en = "Says where a crew is.",
        .summary_zh = "上报班组位置",
    },
    {
        .name = "crew.set_state",
        .noun = "crew",
        .kind = COMMAND_WRITE,
        .method = "POST",
        .path = "/crews/{id}/state",
        .status = 200,
        .roles = 1u << ROLE_ADMIN | 1u << ROLE_MANAGER | 1u << ROLE_DISPATCHER | 1u << ROLE_CREW | 1u << ROLE_SYSTEM,
        .own = 1u << ROLE_CREW,
        .scope = SCOPE_ORG,
        .if_match = IF_MATCH_OPTIONAL,
        .slow = false,
        .args = fields_25,
        .run = op_crew_set_state,
        .summary_en = "Sends a crew off duty, to rest or back.",
        .summary_zh = "变更班组状态",
    },
    {
        .name = "crew.update",
        .noun = "crew",
        .kind = COMMAND_WRITE,
        .method = "PATCH",
        .path = "/crews/{id}",
        .status = 200,
        .roles = 1u << ROLE_ADMIN | 1u << ROLE_MANAGER | 1u << ROLE_DISPATCHER | 1u << ROLE_SYSTEM,
        .own = 0,
        .scope = SCOPE_ORG,
        .if_match = IF_MATCH_REQUIRED,
        .slow = false,
        .args = fields_26,
        .run = op_crew_update,
        .summary_en = "Changes a crew; null takes an optional field away.",
        .summary_zh = "修改班组",
    },
    {
        .name = "crew.visits",
        .noun = "crew",
        .kind = COMMAND_QUERY,
        .method = "GET",
        .path = "/crews/{id}/visits",
        .status = 200,
        .roles = 1u << ROLE_ADMIN | 1u << ROLE_MANAGER | 1u << ROLE_DISPATCHER | 1u << ROLE_AGENT | 1u << ROLE_CREW | 1u << ROLE_VIEWER | 1u << ROLE_SYSTEM,
        .own = 1u << ROLE_CREW,
        .scope = SCOPE_ORG,
        .if_match = IF_MATCH_NONE,
        .slow = false,
        .args = fields_27,
        .run = op_crew_visits,
        .summary_en = "Lists the visits of a crew that are not over, in order.",
        .summary_zh = "班组上门列表",
    },
    {
        .name = "event.list",
        .noun = NULL,
        .kind = COMMAND_QUERY,
        .method = "GET",
        .path = "/event-log",
        .status = 200,
        .roles = 1u << ROLE_ADMIN | 1u << ROLE_MANAGER | 1u << ROLE_DISPATCHER | 1u << ROLE_AGENT | 1u << ROLE_VIEWER | 1u << ROLE_SYSTEM,
        .own = 0,
        .scope = SCOPE_ORG,
        .if_match = IF_MATCH_NONE,
        .slow = false,
        .args = fields_28,
        .run = op_event_list,
        .summary_en = "Lists what happened, oldest first.",
        .summary_zh = "事件日志",
    },
    {
        .name = "gate.create",
        .noun = NULL,
        .kind = COMMAND_WRITE,
        .method = "POST",
        .path = "/gates",
        .status = 201,
        .roles = 1u << ROLE_ADMIN | 1u << ROLE_MANAGER | 1u << ROLE_DISPATCHER | 1u << ROLE_SYSTEM,
        .own = 0,
        .scope = SCOPE_ANY,
        .if_match = IF_MATCH_NONE,
        .slow = false,
        .args = fields_35,
        .run = op_gate_create,
        .summary_en = "Makes a gate.",
        .summary_zh = "新建卡口",
    },
    {
        .name = "gate.get",
        .noun = "gate",
        .kind = COMMAND_QUERY,
        .method = "GET",
        .path = "/gates/{id}",
        .status = 200,
        .roles = 1u << ROLE_ADMIN | 1u << ROLE_MANAGER | 1u << ROLE_DISPATCHER | 1u << ROLE_AGENT | 1u << ROLE_CREW | 1u << ROLE_RESIDENT | 1u << ROLE_VIEWER | 1u << ROLE_SYSTEM,
        .own = 0,
        .scope = SCOPE_ANY,
        .if_match = IF_MATCH_NONE,
        .slow = false,
        .args = fields_11,
        .run = op_gate_get,
        .summary_en = "Shows a gate.",
        .summary_zh = "查看卡口",
    },
    {
        .name = "gate.list",
        .noun = NULL,
        .kind = COMMAND_QUERY,
        .method = "GET",
        .path = "/gates",
        .status = 200,
        .roles = 1u << ROLE_ADMIN | 1u << ROLE_MANAGER | 1u << ROLE_DISPATCHER | 1u << ROLE_AGENT | 1u << ROLE_CREW | 1u << ROLE_RESIDENT | 1u << ROLE_VIEWER | 1u << ROLE_SYSTEM,
        .own = 0,
        .scope = SCOPE_ANY,
        .if_match = IF_MATCH_NONE,
        .slow = false,
        .args = fields_36,
        .run = op_gate_list,
        .summary_en = "Lists: gate.",
        .summary_zh = "列出卡口",
    },
    {
        .name = "gate.update",
        .noun = "gate",
        .kind = COMMAND_WRITE,
        .method = "PATCH",
        .path = "/gates/{id}",
        .status = 200,
        .roles = 1u << ROLE_ADMIN | 1u << ROLE_MANAGER | 1u << ROLE_DISPATCHER | 1u << ROLE_SYSTEM,
        .own = 0,
        .scope = SCOPE_ANY,
        .if_match = IF_MATCH_REQUIRED,
        .slow = false,
        .args = fields_37,
        .run = op_gate_update,
        .summary_en = "Changes a gate; null takes an optional field away.",
        .summary_zh = "修改卡口",
    },
    {
        .name = "job.get",
        .noun = "job",
        .kind = COMMAND_QUERY,
        .method = "GET",
        .path = "/jobs/{id}",
        .status = 200,
        .roles = 1u << ROLE_ADMIN | 1u << ROLE_MANAGER | 1u << ROLE_DISPATCHER | 1u << ROLE_AGENT | 1u << ROLE_CREW | 1u << ROLE_RESIDENT | 1u << ROLE_VIEWER | 1u << ROLE_SYSTEM,
        .own = 1u << ROLE_CREW | 1u << ROLE_RESIDENT,
        .scope = SCOPE_ORG,
        .if_match = IF_MATCH_NONE,
        .slow = false,
        .args = fields_11,
        .run = op_job_get,
        .summary_en = "Shows a work order with its crew, estimate, visit and the reasons why it is unassigned.",
        .summary_zh = "查看工单",
    },
    {
        .name = "job.list",
        .noun = NULL,
        .kind = COMMAND_QUERY,
        .method = "GET",
        .path = "/jobs",
        .status = 200,
        .roles = 1u << ROLE_ADMIN | 1u << ROLE_MANAGER | 1u << ROLE_DISPATCHER | 1u << ROLE_AGENT | 1u << ROLE_CREW | 1u << ROLE_VIEWER | 1u << ROLE_SYSTEM,
        .own = 1u << ROLE_CREW,
        .scope = SCOPE_ORG,
        .if_match = IF_MATCH_NONE,
        .slow = false,
        .args = fields_39,
        .run = op_job_list,
        .summary_en = "Lists work orders, oldest first.",
        .summary_zh = "工单列表",
    },
    {
        .name = "job.transition",
        .noun = "job",
        .kind = COMMAND_WRITE,
        .method = "POST",
        .path = "/jobs/{id}/transitions",
        .status = 200,
        .roles = 1u << ROLE_ADMIN | 1u << ROLE_MANAGER | 1u << ROLE_DISPATCHER | 1u << ROLE_AGENT | 1u << ROLE_CREW | 1u << ROLE_SYSTEM,
        .own = 1u << ROLE_CREW,
        .scope = SCOPE_ORG,
        .if_match = IF_MATCH_OPTIONAL,
        .slow = false,
        .args = fields_40,
        .run = op_job_transition,
        .summary_en = "Moves a work order to another state; its visit moves with it.",
        .summary_zh = "变更工单状态",
    },
    {
        .name = "manifest.correct",
        .noun = "manifest",
        .kind = COMMAND_WRITE,
        .method = "POST",
        .path = "/manifests/{id}/corrections",
        .status = 200,
        .roles = 1u << ROLE_ADMIN | 1u << ROLE_MANAGER | 1u << ROLE_DISPATCHER | 1u << ROLE_SYSTEM,
        .own = 0,
        .scope = SCOPE_ORG,
        .if_match = IF_MATCH_OPTIONAL,
        .slow = false,
        .args = fields_42,
        .run = op_manifest_correct,
        .summary_en = "Corrects what a party is booked with, or a line's category or seal; the reason and what was before stay in the history.",
        .summary_zh = "联单更正",
    },
    {
        .name = "manifest.create",
        .noun = NULL,
        .kind = COMMAND_WRITE,
        .method = "POST",
        .path = "/manifests",
        .status = 201,
        .roles = 1u << ROLE_ADMIN | 1u << ROLE_MANAGER | 1u << ROLE_DISPATCHER | 1u << ROLE_CREW | 1u << ROLE_SYSTEM | 1u << ROLE_AGENT,
        .own = 0,
        .scope = SCOPE_ORG,
        .if_match = IF_MATCH_NONE,
        .slow = false,
        .args = fields_46,
        .run = op_manifest_create,
        .summary_en = "Makes a manifest: what a site will give away.",
        .summary_zh = "新建转移联单",
    },
    {
        .name = "manifest.get",
        .noun = "manifest",
        .kind = COMMAND_QUERY,
        .method = "GET",
        .path = "/manifests/{id}",
        .status = 200,
        .roles = 1u << ROLE_ADMIN | 1u << ROLE_MANAGER | 1u << ROLE_DISPATCHER | 1u << ROLE_AGENT | 1u << ROLE_CREW | 1u << ROLE_VIEWER | 1u << ROLE_SYSTEM,
        .own = 0,
        .scope = SCOPE_ORG,
        .if_match = IF_MATCH_NONE,
        .slow = false,
        .args = fields_11,
        .run = op_manifest_get,
        .summary_en = "Shows a manifest with its holders and its history.",
        .summary_zh = "查看转移联单",
    },
    {
        .name = "manifest.hand_over",
        .noun = "manifest",
        .kind = COMMAND_WRITE,
        .method = "POST",
        .path = "/manifests/{id}/hand_overs",
        .status = 200,
        .roles = 1u << ROLE_ADMIN | 1u << ROLE_MANAGER | 1u << ROLE_DISPATCHER | 1u << ROLE_CREW | 1u << ROLE_SYSTEM,
        .own = 0,
        .scope = SCOPE_ORG,
        .if_match = IF_MATCH_OPTIONAL,
        .slow = false,
        .args = fields_52,
        .run = op_manifest_hand_over,
        .summary_en = "Records a hand-over: weights and counts as received, both signatures. Without 'lines' everything the giver holds.",
        .summary_zh = "联单交接",
    },
    {
        .name = "manifest.list",
        .noun = NULL,
        .kind = COMMAND_QUERY,
        .method = "GET",
        .path = "/manifests",
        .status = 200,
        .roles = 1u << ROLE_ADMIN | 1u << ROLE_MANAGER | 1u << ROLE_DISPATCHER | 1u << ROLE_AGENT | 1u << ROLE_CREW | 1u << ROLE_VIEWER | 1u << ROLE_SYSTEM,
        .own = 0,
        .scope = SCOPE_ORG,
        .if_match = IF_MATCH_NONE,
        .slow = false,
        .args = fields_54,
        .run = op_manifest_list,
        .summary_en = "Lists: manifest.",
        .summary_zh = "列出转移联单",
    },
    {
        .name = "manifest.receive",
        .noun = "manifest",
        .kind = COMMAND_WRITE,
        .method = "POST",
        .path = "/manifests/{id}/receipts",
        .status = 200,
        .roles = 1u << ROLE_ADMIN | 1u << ROLE_MANAGER | 1u << ROLE_DISPATCHER | 1u << ROLE_CREW | 1u << ROLE_SYSTEM,
        .own = 0,
        .scope = SCOPE_ORG,
        .if_match = IF_MATCH_OPTIONAL,
        .slow = false,
        .args = fields_55,
        .run = op_manifest_receive,
        .summary_en = "Records the arrival at the destination (plant, laboratory, bank, isolation site) as a hand-over to it.",
        .summary_zh = "联单到达接收",
    },
    {
        .name = "manifest.refuse",
        .noun = "manifest",
        .kind = COMMAND_WRITE,
        .method = "POST",
        .path = "/manifests/{id}/refusals",
        .status = 200,
        .roles = 1u << ROLE_ADMIN | 1u << ROLE_MANAGER | 1u << ROLE_DISPATCHER | 1u << ROLE_CREW | 1u << ROLE_SYSTEM,
        .own = 0,
        .scope = SCOPE_ORG,
        .if_match = IF_MATCH_OPTIONAL,
        .slow = false,
        .args = fields_57,
        .run = op_manifest_refuse,
        .summary_en = "Records that a party did not take what was offered; it stays with the giver.",
        .summary_zh = "联单拒收",
    },
    {
        .name = "manifest.treat",
        .noun = "manifest",
        .kind = COMMAND_WRITE,
        .method = "POST",
        .path = "/manifests/{id}/treatments",
        .status = 200,
        .roles = 1u << ROLE_ADMIN | 1u << ROLE_MANAGER | 1u << ROLE_DISPATCHER | 1u << ROLE_CREW | 1u << ROLE_SYSTEM,
        .own = 0,
        .scope = SCOPE_ORG,
        .if_match = IF_MATCH_OPTIONAL,
        .slow = false,
        .args = fields_58,
        .run = op_manifest_treat,
        .summary_en = "Records the treatment at the destination: method, time, signature.",
        .summary_zh = "联单处置",
    },
    {
        .name = "org.create",
        .noun = NULL,
        .kind = COMMAND_WRITE,
        .method = "POST",
        .path = "/orgs",
        .status = 201,
        .roles = 1u << ROLE_ADMIN | 1u << ROLE_MANAGER | 1u << ROLE_SYSTEM,
        .own = 0,
        .scope = SCOPE_ORG,
        .if_match = IF_MATCH_NONE,
        .slow = false,
        .args = fields_60,
        .run = op_org_create,
        .summary_en = "Makes a organisation.",
        .summary_zh = "新建机构",
    },
    {
        .name = "org.get",
        .noun = "org",
        .kind = COMMAND_QUERY,
        .method = "GET",
        .path = "/orgs/{id}",
        .status = 200,
        .roles = 1u << ROLE_ADMIN | 1u << ROLE_MANAGER | 1u << ROLE_DISPATCHER | 1u << ROLE_AGENT | 1u << ROLE_CREW | 1u << ROLE_VIEWER | 1u << ROLE_SYSTEM,
        .own = 0,
        .scope = SCOPE_ORG,
        .if_match = IF_MATCH_NONE,
        .slow = false,
        .args = fields_11,
        .run = op_org_get,
        .summary_en = "Shows a organisation.",
        .summary_zh = "查看机构",
    },
    {
        .name = "org.list",
        .noun = NULL,
        .kind = COMMAND_QUERY,
        .method = "GET",
        .path = "/orgs",
        .status = 200,
        .roles = 1u << ROLE_ADMIN | 1u << ROLE_MANAGER | 1u << ROLE_DISPATCHER | 1u << ROLE_AGENT | 1u << ROLE_CREW | 1u << ROLE_VIEWER | 1u << ROLE_SYSTEM,
        .own = 0,
        .scope = SCOPE_ORG,
        .if_match = IF_MATCH_NONE,
        .slow = false,
        .args = fields_61,
        .run = op_org_list,
        .summary_en = "Lists: organisation.",
        .summary_zh = "列出机构",
    },
    {
        .name = "org.update",
        .noun = "org",
        .kind = COMMAND_WRITE,
        .method = "PATCH",
        .path = "/orgs/{id}",
        .status = 200,
        .roles = 1u << ROLE_ADMIN | 1u << ROLE_MANAGER | 1u << ROLE_SYSTEM,
        .own = 0,
        .scope = SCOPE_ORG,
        .if_match = IF_MATCH_REQUIRED,
        .slow = false,
        .args = fields_62,
        .run = op_org_update,
        .summary_en = "Changes a organisation; null takes an optional field away.",
        .summary_zh = "修改机构",
    },
    {
        .name = "permit.create",
        .noun = NULL,
        .kind = COMMAND_WRITE,
        .method = "POST",
        .path = "/permits",
        .status = 201,
        .roles = 1u << ROLE_ADMIN | 1u << ROLE_MANAGER | 1u << ROLE_DISPATCHER | 1u << ROLE_SYSTEM,
        .own = 0,
        .scope = SCOPE_ORG,
        .if_match = IF_MATCH_NONE,
        .slow = false,
        .args = fields_65,
        .run = op_permit_create,
        .summary_en = "Makes a permit.",
        .summary_zh = "新建通行证",
    },
    {
        .name = "permit.get",
        .noun = "permit",
        .kind = COMMAND_QUERY,
        .method = "GET",
        .path = "/permits/{id}",
        .status = 200,
        .roles = 1u << ROLE_ADMIN | 1u << ROLE_MANAGER | 1u << ROLE_DISPATCHER | 1u << ROLE_AGENT | 1u << ROLE_CREW | 1u << ROLE_VIEWER | 1u << ROLE_SYSTEM,
        .own = 0,
        .scope = SCOPE_ORG,
        .if_match = IF_MATCH_NONE,
        .slow = false,
        .args = fields_11,
        .run = op_permit_get,
        .summary_en = "Shows a permit.",
        .summary_zh = "查看通行证",
    },
    {
        .name = "permit.list",
        .noun = NULL,
        .kind = COMMAND_QUERY,
        .method = "GET",
        .path = "/permits",
        .status = 200,
        .roles = 1u << ROLE_ADMIN | 1u << ROLE_MANAGER | 1u << ROLE_DISPATCHER | 1u << ROLE_AGENT | 1u << ROLE_CREW | 1u << ROLE_VIEWER | 1u << ROLE_SYSTEM,
        .own = 0,
        .scope = SCOPE_ORG,
        .if_match = IF_MATCH_NONE,
        .slow = false,
        .args = fields_67,
        .run = op_permit_list,
        .summary_en = "Lists: permit.",
        .summary_zh = "列出通行证",
    },
    {
        .name = "permit.revoke",
        .noun = "permit",
        .kind = COMMAND_WRITE,
        .method = "POST",
        .path = "/permits/{id}/revoke",
        .status = 200,
        .roles = 1u << ROLE_ADMIN | 1u << ROLE_MANAGER | 1u << ROLE_DISPATCHER | 1u << ROLE_SYSTEM,
        .own = 0,
        .scope = SCOPE_ORG,
        .if_match = IF_MATCH_OPTIONAL,
        .slow = false,
        .args = fields_12,
        .run = op_permit_revoke,
        .summary_en = "Takes a permit back.",
        .summary_zh = "吊销通行证",
    },
    {
        .name = "permit.update",
        .noun = "permit",
        .kind = COMMAND_WRITE,
        .method = "PATCH",
        .path = "/permits/{id}",
        .status = 200,
        .roles = 1u << ROLE_ADMIN | 1u << ROLE_MANAGER | 1u << ROLE_DISPATCHER | 1u << ROLE_SYSTEM,
        .own = 0,
        .scope = SCOPE_ORG,
        .if_match = IF_MATCH_REQUIRED,
        .slow = false,
        .args = fields_68,
        .run = op_permit_update,
        .summary_en = "Changes a permit; null takes an optional field away.",
        .summary_zh = "修改通行证",
    },
    {
        .name = "person.create",
        .noun = NULL,
        .kind = COMMAND_WRITE,
        .method = "POST",
        .path = "/persons",
        .status = 201,
        .roles = 1u << ROLE_ADMIN | 1u << ROLE_MANAGER | 1u << ROLE_DISPATCHER | 1u << ROLE_SYSTEM,
        .own = 0,
        .scope = SCOPE_ORG,
        .if_match = IF_MATCH_NONE,
        .slow = false,
        .args = fields_72,
        .run = op_person_create,
        .summary_en = "Makes a person.",
        .summary_zh = "新建人员",
    },
    {
        .name = "person.get",
        .noun = "person",
        .kind = COMMAND_QUERY,
        .method = "GET",
        .path = "/persons/{id}",
        .status = 200,
        .roles = 1u << ROLE_ADMIN | 1u << ROLE_MANAGER | 1u << ROLE_DISPATCHER | 1u << ROLE_AGENT | 1u << ROLE_CREW | 1u << ROLE_VIEWER | 1u << ROLE_SYSTEM,
        .own = 0,
        .scope = SCOPE_ORG,
        .if_match = IF_MATCH_NONE,
        .slow = false,
        .args = fields_11,
        .run = op_person_get,
        .summary_en = "Shows a person.",
        .summary_zh = "查看人员",
    },
    {
        .name = "person.list",
        .noun = NULL,
        .kind = COMMAND_QUERY,
        .method = "GET",
        .path = "/persons",
        .status = 200,
        .roles = 1u << ROLE_ADMIN | 1u << ROLE_MANAGER | 1u << ROLE_DISPATCHER | 1u << ROLE_AGENT | 1u << ROLE_CREW | 1u << ROLE_VIEWER | 1u << ROLE_SYSTEM,
        .own = 0,
        .scope = SCOPE_ORG,
        .if_match = IF_MATCH_NONE,
        .slow = false,
        .args = fields_73,
        .run = op_person_list,
        .summary_en = "Lists: person.",
        .summary_zh = "列出人员",
    },
    {
        .name = "person.set_status",
        .noun = "person",
        .kind = COMMAND_WRITE,
        .method = "POST",
        .path = "/persons/{id}/status",
        .status = 200,
        .roles = 1u << ROLE_ADMIN | 1u << ROLE_MANAGER | 1u << ROLE_DISPATCHER | 1u << ROLE_SYSTEM,
        .own = 0,
        .scope = SCOPE_ORG,
        .if_match = IF_MATCH_OPTIONAL,
        .slow = false,
        .args = fields_74,
        .run = op_person_set_status,
        .summary_en = "Says whether a person can work.",
        .summary_zh = "变更人员状态",
    },
    {
        .name = "person.update",
        .noun = "person",
        .kind = COMMAND_WRITE,
        .method = "PATCH",
        .path = "/persons/{id}",
        .status = 200,
        .roles = 1u << ROLE_ADMIN | 1u << ROLE_MANAGER | 1u << ROLE_DISPATCHER | 1u << ROLE_SYSTEM,
        .own = 0,
        .scope = SCOPE_ORG,
        .if_match = IF_MATCH_REQUIRED,
        .slow = false,
        .args = fields_75,
        .run = op_person_update,
        .summary_en = "Changes a person; null takes an optional field away.",
        .summary_zh = "修改人员",
    },
    {
        .name = "plan.commit",
        .noun = NULL,
        .kind = COMMAND_WRITE,
        .method = "POST",
        .path = "/plan",
        .status = 201,
        .roles = 1u << ROLE_ADMIN | 1u << ROLE_MANAGER | 1u << ROLE_DISPATCHER | 1u << ROLE_SYSTEM,
        .own = 0,
        .scope = SCOPE_ANY,
        .if_match = IF_MATCH_NONE,
        .slow = false,
        .args = fields_82,
        .run = op_plan_commit,
        .summary_en = "Puts a new plan in force for the jobs it names; refused as stale when another came first.",
        .summary_zh = "提交计划",
    },
    {
        .name = "plan.get",
        .noun = NULL,
        .kind = COMMAND_QUERY,
        .method = "GET",
        .path = "/plan",
        .status = 200,
        .roles = 1u << ROLE_ADMIN | 1u << ROLE_MANAGER | 1u << ROLE_DISPATCHER | 1u << ROLE_AGENT | 1u << ROLE_CREW | 1u << ROLE_VIEWER | 1u << ROLE_SYSTEM,
        .own = 1u << ROLE_CREW,
        .scope = SCOPE_ORG,
        .if_match = IF_MATCH_NONE,
        .slow = false,
        .args = fields_83,
        .run = op_plan_get,
        .summary_en = "Shows who does what when, and what nobody can do.",
        .summary_zh = "查看计划",
    },
    {
        .name = "plan.revision",
        .noun = NULL,
        .kind = COMMAND_QUERY,
        .method = "GET",
        .path = "/plan/revision",
        .status = 200,
        .roles = 1u << ROLE_ADMIN | 1u << ROLE_MANAGER | 1u << ROLE_DISPATCHER | 1u << ROLE_AGENT | 1u << ROLE_CREW | 1u << ROLE_VIEWER | 1u << ROLE_SYSTEM,
        .own = 0,
        .scope = SCOPE_ANY,
        .if_match = IF_MATCH_NONE,
        .slow = false,
        .args = fields_1,
        .run = op_plan_revision,
        .summary_en = "The number of the plan in force: what a commit is based on.",
        .summary_zh = "当前计划的版本号",
    },
    {
        .name = "policy.list",
        .noun = NULL,
        .kind = COMMAND_QUERY,
        .method = "GET",
        .path = "/policies",
        .status = 200,
        .roles = 1u << ROLE_ADMIN | 1u << ROLE_MANAGER | 1u << ROLE_DISPATCHER | 1u << ROLE_AGENT | 1u << ROLE_CREW | 1u << ROLE_RESIDENT | 1u << ROLE_VIEWER | 1u << ROLE_SYSTEM,
        .own = 0,
        .scope = SCOPE_ANY,
        .if_match = IF_MATCH_NONE,
        .slow = false,
        .args = fields_1,
        .run = op_policy_list,
        .summary_en = "Lists the zone policy sets.",
        .summary_zh = "区域政策列表",
    },
    {
        .name = "report.counters",
        .noun = NULL,
        .kind = COMMAND_QUERY,
        .method = "GET",
        .path = "/reports/counters",
        .status = 200,
        .roles = 1u << ROLE_ADMIN | 1u << ROLE_MANAGER | 1u << ROLE_DISPATCHER | 1u << ROLE_AGENT | 1u << ROLE_VIEWER | 1u << ROLE_SYSTEM,
        .own = 0,
        .scope = SCOPE_ANY,
        .if_match = IF_MATCH_NONE,
        .slow = false,
        .args = fields_84,
        .run = op_report_counters,
        .summary_en = "Figures as of a moment, counted from the event log: the same moment gives the same figures whenever asked.",
        .summary_zh = "截至统计",
    },
    {
        .name = "report.custody",
        .noun = NULL,
        .kind = COMMAND_QUERY,
        .method = "GET",
        .path = "/reports/custody",
        .status = 200,
        .roles = 1u << ROLE_ADMIN | 1u << ROLE_MANAGER | 1u << ROLE_DISPATCHER | 1u << ROLE_AGENT | 1u << ROLE_VIEWER | 1u << ROLE_SYSTEM,
        .own = 0,
        .scope = SCOPE_ORG,
        .if_match = IF_MATCH_NONE,
        .slow = false,
        .args = fields_85,
        .run = op_report_custody,
        .summary_en = "Weights by day, kind and site as of a moment, counted from the event log: the same moment gives the same figures whenever asked.",
        .summary_zh = "联单截至统计",
    },
    {
        .name = "request.cancel",
        .noun = "request",
        .kind = COMMAND_WRITE,
        .method = "POST",
        .path = "/requests/{id}/cancel",
        .status = 200,
        .roles = 1u << ROLE_ADMIN | 1u << ROLE_MANAGER | 1u << ROLE_DISPATCHER | 1u << ROLE_AGENT | 1u << ROLE_RESIDENT | 1u << ROLE_SYSTEM,
        .own = 1u << ROLE_RESIDENT,
        .scope = SCOPE_ORG,
        .if_match = IF_MATCH_OPTIONAL,
        .slow = false,
        .args = fields_12,
        .run = op_request_cancel,
        .summary_en = "Takes a request back and cancels its job.",
        .summary_zh = "取消诉求",
    },
    {
        .name = "request.create",
        .noun = NULL,
        .kind = COMMAND_WRITE,
        .method = "POST",
        .path = "/requests",
        .status = 201,
        .roles = 1u << ROLE_ADMIN | 1u << ROLE_MANAGER | 1u << ROLE_DISPATCHER | 1u << ROLE_AGENT | 1u << ROLE_RESIDENT | 1u << ROLE_SYSTEM,
        .own = 0,
        .scope = SCOPE_ORG,
        .if_match = IF_MATCH_NONE,
        .slow = false,
        .args = fields_88,
        .run = op_request_create,
        .summary_en = "Takes in what somebody needs: finds the zone, makes the job, answers with the script to read out.",
        .summary_zh = "受理诉求",
    },
    {
        .name = "request.feedback",
        .noun = "request",
        .kind = COMMAND_WRITE,
        .method = "POST",
        .path = "/requests/{id}/feedback",
        .status = 200,
        .roles = 1u << ROLE_ADMIN | 1u << ROLE_MANAGER | 1u << ROLE_DISPATCHER | 1u << ROLE_AGENT | 1u << ROLE_RESIDENT | 1u << ROLE_SYSTEM,
        .own = 1u << ROLE_RESIDENT,
        .scope = SCOPE_ORG,
        .if_match = IF_MATCH_OPTIONAL,
        .slow = false,
        .args = fields_89,
        .run = op_request_feedback,
        .summary_en = "Records the call-back: a score and a remark.",
        .summary_zh = "回访",
    },
    {
        .name = "request.get",
        .noun = "request",
        .kind = COMMAND_QUERY,
        .method = "GET",
        .path = "/requests/{id}",
        .status = 200,
        .roles = 1u << ROLE_ADMIN | 1u << ROLE_MANAGER | 1u << ROLE_DISPATCHER | 1u << ROLE_AGENT | 1u << ROLE_CREW | 1u << ROLE_RESIDENT | 1u << ROLE_VIEWER | 1u << ROLE_SYSTEM,
        .own = 1u << ROLE_CREW | 1u << ROLE_RESIDENT,
        .scope = SCOPE_ORG,
        .if_match = IF_MATCH_NONE,
        .slow = false,
        .args = fields_11,
        .run = op_request_get,
        .summary_en = "Shows a request.",
        .summary_zh = "查看诉求",
    },
    {
        .name = "request.list",
        .noun = NULL,
        .kind = COMMAND_QUERY,
        .method = "GET",
        .path = "/requests",
        .status = 200,
        .roles = 1u << ROLE_ADMIN | 1u << ROLE_MANAGER | 1u << ROLE_DISPATCHER | 1u << ROLE_AGENT | 1u << ROLE_RESIDENT | 1u << ROLE_VIEWER | 1u << ROLE_SYSTEM,
        .own = 1u << ROLE_RESIDENT,
        .scope = SCOPE_ORG,
        .if_match = IF_MATCH_NONE,
        .slow = false,
        .args = fields_91,
        .run = op_request_list,
        .summary_en = "Lists requests, newest first.",
        .summary_zh = "诉求列表",
    },
    {
        .name = "request.script_done",
        .noun = "request",
        .kind = COMMAND_WRITE,
        .method = "POST",
        .path = "/requests/{id}/script",
        .status = 200,
        .roles = 1u << ROLE_ADMIN | 1u << ROLE_MANAGER | 1u << ROLE_DISPATCHER | 1u << ROLE_AGENT | 1u << ROLE_SYSTEM,
        .own = 0,
        .scope = SCOPE_ORG,
        .if_match = IF_MATCH_NONE,
        .slow = false,
        .args = fields_92,
        .run = op_request_script_done,
        .summary_en = "Ticks a line of the call script off.",
        .summary_zh = "话术执行",
    },
    {
        .name = "service.get",
        .noun = NULL,
        .kind = COMMAND_QUERY,
        .method = "GET",
        .path = "/services/{id}",
        .status = 200,
        .roles = 1u << ROLE_ADMIN | 1u << ROLE_MANAGER | 1u << ROLE_DISPATCHER | 1u << ROLE_AGENT | 1u << ROLE_CREW | 1u << ROLE_RESIDENT | 1u << ROLE_VIEWER | 1u << ROLE_SYSTEM,
        .own = 0,
        .scope = SCOPE_ANY,
        .if_match = IF_MATCH_NONE,
        .slow = false,
        .args = fields_93,
        .run = op_service_get,
        .summary_en = "Shows a service: its form, script and steps.",
        .summary_zh = "查看服务",
    },
    {
        .name = "service.list",
        .noun = NULL,
        .kind = COMMAND_QUERY,
        .method = "GET",
        .path = "/services",
        .status = 200,
        .roles = 1u << ROLE_ADMIN | 1u << ROLE_MANAGER | 1u << ROLE_DISPATCHER | 1u << ROLE_AGENT | 1u << ROLE_CREW | 1u << ROLE_RESIDENT | 1u << ROLE_VIEWER | 1u << ROLE_SYSTEM,
        .own = 0,
        .scope = SCOPE_ANY,
        .if_match = IF_MATCH_NONE,
        .slow = false,
        .args = fields_1,
        .run = op_service_list,
        .summary_en = "Lists the services of the catalog.",
        .summary_zh = "服务目录",
    },
    {
        .name = "session.create",
        .noun = NULL,
        .kind = COMMAND_DOOR,
        .method = "POST",
        .path = "/session",
        .status = 201,
        .roles = 1u << ROLE_ADMIN | 1u << ROLE_MANAGER | 1u << ROLE_DISPATCHER | 1u << ROLE_AGENT | 1u << ROLE_CREW | 1u << ROLE_RESIDENT | 1u << ROLE_VIEWER | 1u << ROLE_SYSTEM,
        .own = 0,
        .scope = SCOPE_ANY,
        .if_match = IF_MATCH_NONE,
        .slow = false,
        .args = fields_94,
        .run = NULL,
        .summary_en = "Signs in.",
        .summary_zh = "登录",
    },
    {
        .name = "session.delete",
        .noun = NULL,
        .kind = COMMAND_DOOR,
        .method = "DELETE",
        .path = "/session",
        .status = 204,
        .roles = 1u << ROLE_ADMIN | 1u << ROLE_MANAGER | 1u << ROLE_DISPATCHER | 1u << ROLE_AGENT | 1u << ROLE_CREW | 1u << ROLE_RESIDENT | 1u << ROLE_VIEWER | 1u << ROLE_SYSTEM,
        .own = 0,
        .scope = SCOPE_ANY,
        .if_match = IF_MATCH_NONE,
        .slow = false,
        .args = fields_1,
        .run = NULL,
        .summary_en = "Signs out.",
        .summary_zh = "退出登录",
    },
    {
        .name = "session.get",
        .noun = NULL,
        .kind = COMMAND_DOOR,
        .method = "GET",
        .path = "/session",
        .status = 200,
        .roles = 1u << ROLE_ADMIN | 1u << ROLE_MANAGER | 1u << ROLE_DISPATCHER | 1u << ROLE_AGENT | 1u << ROLE_CREW | 1u << ROLE_RESIDENT | 1u << ROLE_VIEWER | 1u << ROLE_SYSTEM,
        .own = 0,
        .scope = SCOPE_ANY,
        .if_match = IF_MATCH_NONE,
        .slow = false,
        .args = fields_1,
        .run = NULL,
        .summary_en = "Shows who is signed in.",
        .summary_zh = "当前会话",
    },
    {
        .name = "site.create",
        .noun = NULL,
        .kind = COMMAND_WRITE,
        .method = "POST",
        .path = "/sites",
        .status = 201,
        .roles = 1u << ROLE_ADMIN | 1u << ROLE_MANAGER | 1u << ROLE_DISPATCHER | 1u << ROLE_AGENT | 1u << ROLE_SYSTEM,
        .own = 0,
        .scope = SCOPE_ORG,
        .if_match = IF_MATCH_NONE,
        .slow = false,
        .args = fields_96,
        .run = op_site_create,
        .summary_en = "Makes a site.",
        .summary_zh = "新建场所",
    },
    {
        .name = "site.get",
        .noun = "site",
        .kind = COMMAND_QUERY,
        .method = "GET",
        .path = "/sites/{id}",
        .status = 200,
        .roles = 1u << ROLE_ADMIN | 1u << ROLE_MANAGER | 1u << ROLE_DISPATCHER | 1u << ROLE_AGENT | 1u << ROLE_CREW | 1u << ROLE_VIEWER | 1u << ROLE_SYSTEM,
        .own = 0,
        .scope = SCOPE_ORG,
        .if_match = IF_MATCH_NONE,
        .slow = false,
        .args = fields_11,
        .run = op_site_get,
        .summary_en = "Shows a site.",
        .summary_zh = "查看场所",
    },
    {
        .name = "site.list",
        .noun = NULL,
        .kind = COMMAND_QUERY,
        .method = "GET",
        .path = "/sites",
        .status = 200,
        .roles = 1u << ROLE_ADMIN | 1u << ROLE_MANAGER | 1u << ROLE_DISPATCHER | 1u << ROLE_AGENT | 1u << ROLE_CREW | 1u << ROLE_VIEWER | 1u << ROLE_SYSTEM,
        .own = 0,
        .scope = SCOPE_ORG,
        .if_match = IF_MATCH_NONE,
        .slow = false,
        .args = fields_97,
        .run = op_site_list,
        .summary_en = "Lists: site.",
        .summary_zh = "列出场所",
    },
    {
        .name = "site.update",
        .noun = "site",
        .kind = COMMAND_WRITE,
        .method = "PATCH",
        .path = "/sites/{id}",
        .status = 200,
        .roles = 1u << ROLE_ADMIN | 1u << ROLE_MANAGER | 1u << ROLE_DISPATCHER | 1u << ROLE_AGENT | 1u << ROLE_SYSTEM,
        .own = 0,
        .scope = SCOPE_ORG,
        .if_match = IF_MATCH_REQUIRED,
        .slow = false,
        .args = fields_98,
        .run = op_site_update,
        .summary_en = "Changes a site; null takes an optional field away.",
        .summary_zh = "修改场所",
    },
    {
        .name = "step.record",
        .noun = "visit",
        .kind = COMMAND_WRITE,
        .method = "POST",
        .path = "/visits/{id}/steps/{code}",
        .status = 200,
        .roles = 1u << ROLE_ADMIN | 1u << ROLE_MANAGER | 1u << ROLE_DISPATCHER | 1u << ROLE_CREW | 1u << ROLE_SYSTEM,
        .own = 1u << ROLE_CREW,
        .scope = SCOPE_ORG,
        .if_match = IF_MATCH_OPTIONAL,
        .slow = false,
        .args = fields_99,
        .run = op_step_record,
        .summary_en = "Records a step of a visit's checklist.",
        .summary_zh = "记录步骤",
    },
    {
        .name = "stock.issue",
        .noun = NULL,
        .kind = COMMAND_WRITE,
        .method = "POST",
        .path = "/stock/issues",
        .status = 201,
        .roles = 1u << ROLE_ADMIN | 1u << ROLE_MANAGER | 1u << ROLE_DISPATCHER | 1u << ROLE_SYSTEM,
        .own = 0,
        .scope = SCOPE_ORG,
        .if_match = IF_MATCH_NONE,
        .slow = false,
        .args = fields_100,
        .run = op_stock_issue,
        .summary_en = "Hands stock to a crew or site; from another holder when one is named.",
        .summary_zh = "发放物资",
    },
    {
        .name = "stock.list",
        .noun = NULL,
        .kind = COMMAND_QUERY,
        .method = "GET",
        .path = "/stock",
        .status = 200,
        .roles = 1u << ROLE_ADMIN | 1u << ROLE_MANAGER | 1u << ROLE_DISPATCHER | 1u << ROLE_AGENT | 1u << ROLE_CREW | 1u << ROLE_VIEWER | 1u << ROLE_SYSTEM,
        .own = 0,
        .scope = SCOPE_ORG,
        .if_match = IF_MATCH_NONE,
        .slow = false,
        .args = fields_101,
        .run = op_stock_list,
        .summary_en = "Lists what a holder has.",
        .summary_zh = "库存列表",
    },
    {
        .name = "term.list",
        .noun = NULL,
        .kind = COMMAND_QUERY,
        .method = "GET",
        .path = "/terms",
        .status = 200,
        .roles = 1u << ROLE_ADMIN | 1u << ROLE_MANAGER | 1u << ROLE_DISPATCHER | 1u << ROLE_AGENT | 1u << ROLE_CREW | 1u << ROLE_RESIDENT | 1u << ROLE_VIEWER | 1u << ROLE_SYSTEM,
        .own = 0,
        .scope = SCOPE_ANY,
        .if_match = IF_MATCH_NONE,
        .slow = false,
        .args = fields_1,
        .run = op_term_list,
        .summary_en = "Lists the words of the catalog: what skills, items, permits are called.",
        .summary_zh = "术语列表",
    },
    {
        .name = "user.create",
        .noun = NULL,
        .kind = COMMAND_WRITE,
        .method = "POST",
        .path = "/users",
        .status = 201,
        .roles = 1u << ROLE_ADMIN | 1u << ROLE_SYSTEM,
        .own = 0,
        .scope = SCOPE_ANY,
        .if_match = IF_MATCH_NONE,
        .slow = true,
        .args = fields_103,
        .run = op_user_create,
        .summary_en = "Adds somebody who may sign in.",
        .summary_zh = "新建用户",
    },
    {
        .name = "user.list",
        .noun = NULL,
        .kind = COMMAND_QUERY,
        .method = "GET",
        .path = "/users",
        .status = 200,
        .roles = 1u << ROLE_ADMIN | 1u << ROLE_MANAGER | 1u << ROLE_SYSTEM,
        .own = 0,
        .scope = SCOPE_ORG,
        .if_match = IF_MATCH_NONE,
        .slow = false,
        .args = fields_104,
        .run = op_user_list,
        .summary_en = "Lists who may sign in.",
        .summary_zh = "用户列表",
    },
    {
        .name = "vehicle.create",
        .noun = NULL,
        .kind = COMMAND_WRITE,
        .method = "POST",
        .path = "/vehicles",
        .status = 201,
        .roles = 1u << ROLE_ADMIN | 1u << ROLE_MANAGER | 1u << ROLE_DISPATCHER | 1u << ROLE_SYSTEM,
        .own = 0,
        .scope = SCOPE_ORG,
        .if_match = IF_MATCH_NONE,
        .slow = false,
        .args = fields_107,
        .run = op_vehicle_create,
        .summary_en = "Makes a vehicle.",
        .summary_zh = "新建车辆",
    },
    {
        .name = "vehicle.disinfected",
        .noun = "vehicle",
        .kind = COMMAND_WRITE,
        .method = "POST",
        .path = "/vehicles/{id}/disinfections",
        .status = 200,
        .roles = 1u << ROLE_ADMIN | 1u << ROLE_MANAGER | 1u << ROLE_DISPATCHER | 1u << ROLE_CREW | 1u << ROLE_SYSTEM,
        .own = 0,
        .scope = SCOPE_ORG,
        .if_match = IF_MATCH_OPTIONAL,
        .slow = false,
        .args = fields_108,
        .run = op_vehicle_disinfected,
        .summary_en = "Records that a vehicle has been disinfected.",
        .summary_zh = "记录车辆消毒",
    },
    {
        .name = "vehicle.get",
        .noun = "vehicle",
        .kind = COMMAND_QUERY,
        .method = "GET",
        .path = "/vehicles/{id}",
        .status = 200,
        .roles = 1u << ROLE_ADMIN | 1u << ROLE_MANAGER | 1u << ROLE_DISPATCHER | 1u << ROLE_AGENT | 1u << ROLE_CREW | 1u << ROLE_VIEWER | 1u << ROLE_SYSTEM,
        .own = 0,
        .scope = SCOPE_ORG,
        .if_match = IF_MATCH_NONE,
        .slow = false,
        .args = fields_11,
        .run = op_vehicle_get,
        .summary_en = "Shows a vehicle.",
        .summary_zh = "查看车辆",
    },
    {
        .name = "vehicle.list",
        .noun = NULL,
        .kind = COMMAND_QUERY,
        .method = "GET",
        .path = "/vehicles",
        .status = 200,
        .roles = 1u << ROLE_ADMIN | 1u << ROLE_MANAGER | 1u << ROLE_DISPATCHER | 1u << ROLE_AGENT | 1u << ROLE_CREW | 1u << ROLE_VIEWER | 1u << ROLE_SYSTEM,
        .own = 0,
        .scope = SCOPE_ORG,
        .if_match = IF_MATCH_NONE,
        .slow = false,
        .args = fields_109,
        .run = op_vehicle_list,
        .summary_en = "Lists: vehicle.",
        .summary_zh = "列出车辆",
    },
    {
        .name = "vehicle.update",
        .noun = "vehicle",
        .kind = COMMAND_WRITE,
        .method = "PATCH",
        .path = "/vehicles/{id}",
        .status = 200,
        .roles = 1u << ROLE_ADMIN | 1u << ROLE_MANAGER | 1u << ROLE_DISPATCHER | 1u << ROLE_SYSTEM,
        .own = 0,
        .scope = SCOPE_ORG,
        .if_match = IF_MATCH_REQUIRED,
        .slow = false,
        .args = fields_110,
        .run = op_vehicle_update,
        .summary_en = "Changes a vehicle; null takes an optional field away.",
        .summary_zh = "修改车辆",
    },
    {
        .name = "visit.get",
        .noun = "visit",
        .kind = COMMAND_QUERY,
        .method = "GET",
        .path = "/visits/{id}",
        .status = 200,
        .roles = 1u << ROLE_ADMIN | 1u << ROLE_MANAGER | 1u << ROLE_DISPATCHER | 1u << ROLE_AGENT | 1u << ROLE_CREW | 1u << ROLE_VIEWER | 1u << ROLE_SYSTEM,
        .own = 1u << ROLE_CREW,
        .scope = SCOPE_ORG,
        .if_match = IF_MATCH_NONE,
        .slow = false,
        .args = fields_11,
        .run = op_visit_get,
        .summary_en = "Shows a visit and its steps.",
        .summary_zh = "查看上门",
    },
    {
        .name = "visit.transition",
        .noun = "visit",
        .kind = COMMAND_WRITE,
        .method = "POST",
        .path = "/visits/{id}/transitions",
        .status = 200,
        .roles = 1u << ROLE_ADMIN | 1u << ROLE_MANAGER | 1u << ROLE_DISPATCHER | 1u << ROLE_CREW | 1u << ROLE_SYSTEM,
        .own = 1u << ROLE_CREW,
        .scope = SCOPE_ORG,
        .if_match = IF_MATCH_OPTIONAL,
        .slow = false,
        .args = fields_112,
        .run = op_visit_transition,
        .summary_en = "Moves a visit to another state; its job moves with it.",
        .summary_zh = "变更上门状态",
    },
    {
        .name = "zone.at",
        .noun = NULL,
        .kind = COMMAND_QUERY,
        .method = "GET",
        .path = "/zone-at",
        .status = 200,
        .roles = 1u << ROLE_ADMIN | 1u << ROLE_MANAGER | 1u << ROLE_DISPATCHER | 1u << ROLE_AGENT | 1u << ROLE_CREW | 1u << ROLE_RESIDENT | 1u << ROLE_VIEWER | 1u << ROLE_SYSTEM,
        .own = 0,
        .scope = SCOPE_ANY,
        .if_match = IF_MATCH_NONE,
        .slow = false,
        .args = fields_113,
        .run = op_zone_at,
        .summary_en = "Lists the zones in force at a position, strictest first.",
        .summary_zh = "查询位置所在区域",
    },
    {
        .name = "zone.create",
        .noun = NULL,
        .kind = COMMAND_WRITE,
        .method = "POST",
        .path = "/zones",
        .status = 201,
        .roles = 1u << ROLE_ADMIN | 1u << ROLE_MANAGER | 1u << ROLE_DISPATCHER | 1u << ROLE_SYSTEM,
        .own = 0,
        .scope = SCOPE_ANY,
        .if_match = IF_MATCH_NONE,
        .slow = false,
        .args = fields_114,
        .run = op_zone_create,
        .summary_en = "Makes a zone.",
        .summary_zh = "新建区域",
    },
    {
        .name = "zone.get",
        .noun = "zone",
        .kind = COMMAND_QUERY,
        .method = "GET",
        .path = "/zones/{id}",
        .status = 200,
        .roles = 1u << ROLE_ADMIN | 1u << ROLE_MANAGER | 1u << ROLE_DISPATCHER | 1u << ROLE_AGENT | 1u << ROLE_CREW | 1u << ROLE_RESIDENT | 1u << ROLE_VIEWER | 1u << ROLE_SYSTEM,
        .own = 0,
        .scope = SCOPE_ANY,
        .if_match = IF_MATCH_NONE,
        .slow = false,
        .args = fields_11,
        .run = op_zone_get,
        .summary_en = "Shows a zone.",
        .summary_zh = "查看区域",
    },
    {
        .name = "zone.lift",
        .noun = "zone",
        .kind = COMMAND_WRITE,
        .method = "POST",
        .path = "/zones/{id}/lift",
        .status = 200,
        .roles = 1u << ROLE_ADMIN | 1u << ROLE_MANAGER | 1u << ROLE_DISPATCHER | 1u << ROLE_SYSTEM,
        .own = 0,
        .scope = SCOPE_ANY,
        .if_match = IF_MATCH_OPTIONAL,
        .slow = false,
        .args = fields_12,
        .run = op_zone_lift,
        .summary_en = "Lifts a zone: from now on its rules no longer hold.",
        .summary_zh = "解除区域管控",
    },
    {
        .name = "zone.list",
        .noun = NULL,
        .kind = COMMAND_QUERY,
        .method = "GET",
        .path = "/zones",
        .status = 200,
        .roles = 1u << ROLE_ADMIN | 1u << ROLE_MANAGER | 1u << ROLE_DISPATCHER | 1u << ROLE_AGENT | 1u << ROLE_CREW | 1u << ROLE_RESIDENT | 1u << ROLE_VIEWER | 1u << ROLE_SYSTEM,
        .own = 0,
        .scope = SCOPE_ANY,
        .if_match = IF_MATCH_NONE,
        .slow = false,
        .args = fields_115,
        .run = op_zone_list,
        .summary_en = "Lists: zone.",
        .summary_zh = "列出区域",
    },
    {
        .name = "zone.seal",
        .noun = "zone",
        .kind = COMMAND_WRITE,
        .method = "POST",
        .path = "/zones/{id}/seal",
        .status = 200,
        .roles = 1u << ROLE_ADMIN | 1u << ROLE_MANAGER | 1u << ROLE_DISPATCHER | 1u << ROLE_SYSTEM,
        .own = 0,
        .scope = SCOPE_ANY,
        .if_match = IF_MATCH_OPTIONAL,
        .slow = false,
        .args = fields_116,
        .run = op_zone_seal,
        .summary_en = "Puts a zone in force again, at the same or another level.",
        .summary_zh = "重新封控区域",
    },
    {
        .name = "zone.tick",
        .noun = NULL,
        .kind = COMMAND_WRITE,
        .method = NULL,
        .path = NULL,
        .status = 200,
        .roles = 1u << ROLE_SYSTEM,
        .own = 0,
        .scope = SCOPE_ANY,
        .if_match = IF_MATCH_NONE,
        .slow = false,
        .args = fields_1,
        .run = op_zone_tick,
        .summary_en = "Lifts zones whose time is over and judges open jobs by the zones that hold now.",
        .summary_zh = "按时间更新区域状态",
    },
    {
        .name = "zone.update",
        .noun = "zone",
        .kind = COMMAND_WRITE,
        .method = "PATCH",
        .path = "/zones/{id}",
        .status = 200,
        .roles = 1u << ROLE_ADMIN | 1u << ROLE_MANAGER | 1u << ROLE_DISPATCHER | 1u << ROLE_SYSTEM,
        .own = 0,
        .scope = SCOPE_ANY,
        .if_match = IF_MATCH_REQUIRED,
        .slow = false,
        .args = fields_117,
        .run = op_zone_update,
        .summary_en = "Changes a zone; null takes an optional field away.",
        .summary_zh = "修改区域",
    },
};

int command_error_status(enum err code)
{
    switch (code) {
    case ERR_INVALID:
        return 422;
    case ERR_FORMAT:
        return 400;
    case ERR_NOT_FOUND:
        return 404;
    case ERR_EXISTS:
        return 409;
    case ERR_STATE:
        return 409;
    case ERR_RULE:
        return 422;
    case ERR_STALE:
        return 412;
    case ERR_CONDITION_MISSING:
        return 428;
    case ERR_KEY_REUSED:
        return 422;
    case ERR_UNAUTHENTICATED:
        return 401;
    case ERR_DENIED:
        return 403;
    case ERR_LIMIT:
        return 413;
    case ERR_BUSY:
        return 503;
    case ERR_CANCELLED:
        return 503;
    case ERR_IO:
        return 500;
    case ERR_UNSUPPORTED:
        return 501;
    case ERR_INTERNAL:
        return 500;
    case ERR_OK:
        return 200;
    case ERR_COUNT:
        break;
    }
    return 500;
}

static const char *const roles[ROLE_COUNT] = {"admin", "manager", "dispatcher", "agent", "crew", "resident", "viewer", "system"};

const char *role_name(enum role role)
{
    return roles[role];
}
