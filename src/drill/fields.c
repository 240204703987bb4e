/* The fields of a drill file, as a table; docs/drills.md tells what they mean. */
#include "drill/file_int.h"

#define TEXT(field)                                                                                \
    .name = (field), .types = SPEC_STRING, .has_min = true, .min = 1, .has_max = true, .max = 200
#define TIME(field)        .name = (field), .types = SPEC_STRING, .format = FORMAT_DATE_TIME
#define TIME_OF_DAY(field) .name = (field), .types = SPEC_STRING, .format = FORMAT_TIME_OF_DAY
#define WHOLE(field)       .name = (field), .types = SPEC_INTEGER, .has_min = true, .has_max = true
#define NUMBER(field)                                                                              \
    .name = (field), .types = SPEC_NUMBER | SPEC_INTEGER, .has_min = true, .has_max = true
#define LIST(field, most) .name = (field), .types = SPEC_ARRAY, .has_max = true, .max = (most)
#define THING(field)      .name = (field), .types = SPEC_OBJECT
#define OPTIONAL          .optional = true
/* Minutes from the start, in a drill that begins with a city's state. */
#define AFTER                                                                                      \
    {                                                                                              \
        NUMBER("after_min"), .min = 0, .max = 44640, OPTIONAL                                      \
    }
#define UNTIL                                                                                      \
    {                                                                                              \
        NUMBER("until_min"), .min = 0, .max = 44640, OPTIONAL                                      \
    }

static const struct spec names[] = {{TEXT("zh")}, {TEXT("en")}, {0}};
static const struct spec word = {
    .types = SPEC_STRING, .has_min = true, .min = 1, .has_max = true, .max = 80};
static const struct spec name_item = {.types = SPEC_OBJECT, .fields = names};

static const struct spec point[] = {
    {NUMBER("lon"), .min = -180, .max = 180}, {NUMBER("lat"), .min = -90, .max = 90}, {0}};
static const struct spec city[] = {{WHOLE("seed"), .min = 0, .max = 1e15, OPTIONAL},
                                   {WHOLE("residents"), .min = 8000, .max = 1e6, OPTIONAL},
                                   {TEXT("policy"), OPTIONAL},
                                   {TEXT("extract"), OPTIONAL},
                                   {THING("centre"), .fields = point, OPTIONAL},
                                   {0}};

/* Metres east and north of the city's centre. */
static const struct spec offset[] = {
    {NUMBER("east_m"), .min = -1e5, .max = 1e5}, {NUMBER("north_m"), .min = -1e5, .max = 1e5}, {0}};
static const struct spec span[] = {{TIME("from")}, {TIME("until")}, {0}};
static const struct spec stock[] = {{TEXT("item")},
                                    {WHOLE("qty"), .min = 1, .max = 100000},
                                    {.name = "serials", .types = SPEC_BOOLEAN, OPTIONAL},
                                    {0}};
static const struct spec stock_item = {.types = SPEC_OBJECT, .fields = stock};
static const struct spec skills_item = {
    .types = SPEC_ARRAY, .items = &word, .has_max = true, .max = 20};
static const struct spec permit[] = {{TEXT("zone")},
                                     {LIST("services", 20), .items = &word},
                                     {TEXT("kind"), OPTIONAL},
                                     {WHOLE("crews"), .min = 1, .max = 1000, OPTIONAL},
                                     {0}};
static const struct spec permit_item = {.types = SPEC_OBJECT, .fields = permit};

static const struct spec crews[] = {
    {THING("name"), .fields = names},
    {WHOLE("count"), .min = 1, .max = 1000},
    {LIST("members", 20), .items = &skills_item, .has_min = true, .min = 1},
    {LIST("certificates", 20), .items = &word, OPTIONAL},
    {TEXT("vehicle")},
    {THING("shift"), .fields = span},
    {THING("depot"), .fields = offset},
    {LIST("stock", 40), .items = &stock_item, OPTIONAL},
    {LIST("permits", 20), .items = &permit_item, OPTIONAL},
    {.name = "reserve", .types = SPEC_BOOLEAN, OPTIONAL},
    {0}};
static const struct spec crews_item = {.types = SPEC_OBJECT, .fields = crews};

static const struct spec staff[] = {{THING("name"), .fields = names},
                                    {TEXT("unit"), OPTIONAL},
                                    {WHOLE("count"), .min = 1, .max = 5000},
                                    {LIST("skills", 20), .items = &word, OPTIONAL},
                                    {0}};
static const struct spec staff_item = {.types = SPEC_OBJECT, .fields = staff};
static const struct spec shift[] = {{TIME_OF_DAY("from")},
                                    {TIME_OF_DAY("until")},
                                    {WHOLE("people"), .min = 1, .max = 200},
                                    {LIST("skills", 10), .items = &word, OPTIONAL},
                                    {0}};
static const struct spec shift_item = {.types = SPEC_OBJECT, .fields = shift};
static const struct spec post[] = {
    {THING("name"), .fields = names},
    {TEXT("unit"), OPTIONAL},
    {WHOLE("count"), .min = 1, .max = 1000},
    {LIST("shifts", 12), .items = &shift_item, .has_min = true, .min = 1},
    {0}};
static const struct spec post_item = {.types = SPEC_OBJECT, .fields = post};

static const struct spec hours[] = {{TIME_OF_DAY("open")}, {TIME_OF_DAY("close")}, {0}};
static const struct spec hours_item = {.types = SPEC_OBJECT, .fields = hours};
static const struct spec gates[] = {{WHOLE("delay_s"), .min = 0, .max = 86400, OPTIONAL},
                                    {LIST("hours", 14), .items = &hours_item, OPTIONAL},
                                    {WHOLE("most"), .min = 1, .max = 32, OPTIONAL},
                                    {0}};
static const struct spec zone[] = {{TEXT("id")},
                                   {THING("name"), .fields = names},
                                   {TEXT("policy"), OPTIONAL},
                                   {TEXT("level"), OPTIONAL},
                                   {THING("at"), .fields = offset, OPTIONAL},
                                   {THING("place"), .fields = point, OPTIONAL},
                                   {NUMBER("half_m"), .min = 20, .max = 20000, OPTIONAL},
                                   {TEXT("existing"), OPTIONAL},
                                   {THING("gates"), .fields = gates, OPTIONAL},
                                   {.name = "from_start", .types = SPEC_BOOLEAN, OPTIONAL},
                                   {0}};
static const struct spec zone_item = {.types = SPEC_OBJECT, .fields = zone};
static const struct spec closure[] = {{TEXT("id")},
                                      {THING("name"), .fields = names},
                                      {THING("at"), .fields = offset},
                                      {NUMBER("half_m"), .min = 5, .max = 20000},
                                      {0}};
static const struct spec closure_item = {.types = SPEC_OBJECT, .fields = closure};

static const struct spec call[] = {{TIME("at"), OPTIONAL},
                                   AFTER,
                                   {TEXT("service")},
                                   {THING("place"), .fields = offset},
                                   {THING("answers"), OPTIONAL},
                                   {THING("steps"), OPTIONAL},
                                   {0}};
static const struct spec call_item = {.types = SPEC_OBJECT, .fields = call};
static const struct spec area[] = {{NUMBER("east_m"), .min = -1e5, .max = 1e5},
                                   {NUMBER("north_m"), .min = -1e5, .max = 1e5},
                                   {NUMBER("radius_m"), .min = 1, .max = 1e5},
                                   {0}};
static const struct spec rate[] = {{TEXT("service")},
                                   {NUMBER("per_hour"), .min = 0, .max = 10000},
                                   {TIME("from"), OPTIONAL},
                                   {TIME("until"), OPTIONAL},
                                   AFTER,
                                   UNTIL,
                                   {THING("area"), .fields = area},
                                   {THING("answers"), OPTIONAL},
                                   {THING("steps"), OPTIONAL},
                                   {0}};
static const struct spec rate_item = {.types = SPEC_OBJECT, .fields = rate};
static const struct spec group[] = {{TEXT("service")},
                                    {WHOLE("count"), .min = 1, .max = 100000},
                                    {TIME("from"), OPTIONAL},
                                    {TIME("until"), OPTIONAL},
                                    AFTER,
                                    UNTIL,
                                    {THING("area"), .fields = area},
                                    {THING("answers"), OPTIONAL},
                                    {THING("steps"), OPTIONAL},
                                    {0}};
static const struct spec group_item = {.types = SPEC_OBJECT, .fields = group};
static const struct spec demand[] = {{LIST("calls", 10000), .items = &call_item, OPTIONAL},
                                     {LIST("groups", 100), .items = &group_item, OPTIONAL},
                                     {LIST("rates", 100), .items = &rate_item, OPTIONAL},
                                     {0}};

static const struct spec noise[] = {{NUMBER("travel"), .min = 0, .max = 2, OPTIONAL},
                                    {NUMBER("service"), .min = 0, .max = 2, OPTIONAL},
                                    {WHOLE("accept_s"), .min = 0, .max = 86400, OPTIONAL},
                                    {WHOLE("report_s"), .min = 10, .max = 86400, OPTIONAL},
                                    {WHOLE("line_s"), .min = 0, .max = 600, OPTIONAL},
                                    {NUMBER("twice"), .min = 0, .max = 1, OPTIONAL},
                                    {0}};

static const char *const kinds[] = {
    "seal",  "lift",   "close", "open",    "isolate", "return",     "lose",       "call_out",
    "break", "repair", "short", "offline", "online",  "shut_gates", "open_gates", "restart",
    "crash", "fault",  "jump",  "surge",   "do",      "stand",      NULL};
static const struct spec happening[] = {{TIME("at"), OPTIONAL},
                                        AFTER,
                                        UNTIL,
                                        {.name = "kind", .types = SPEC_STRING, .values = kinds},
                                        {TEXT("zone"), OPTIONAL},
                                        {TEXT("closure"), OPTIONAL},
                                        {TEXT("crew"), OPTIONAL},
                                        {WHOLE("member"), .min = 1, .max = 20, OPTIONAL},
                                        {NUMBER("share"), .min = 0, .max = 1, OPTIONAL},
                                        {TEXT("service"), OPTIONAL},
                                        {NUMBER("factor"), .min = 0, .max = 100, OPTIONAL},
                                        {TIME("until"), OPTIONAL},
                                        {TEXT("fleet"), OPTIONAL},
                                        {TEXT("staff"), OPTIONAL},
                                        {WHOLE("people"), .min = 1, .max = 5000, OPTIONAL},
                                        {TEXT("roster"), OPTIONAL},
                                        {WHOLE("crews"), .min = 1, .max = 1000, OPTIONAL},
                                        {TEXT("item"), OPTIONAL},
                                        {WHOLE("qty"), .min = 1, .max = 100000, OPTIONAL},
                                        {WHOLE("writes"), .min = 1, .max = 1000, OPTIONAL},
                                        {WHOLE("minutes"), .min = 1, .max = 1440, OPTIONAL},
                                        {TEXT("command"), OPTIONAL},
                                        {THING("args"), OPTIONAL},
                                        {TEXT("as"), OPTIONAL},
                                        {TEXT("by"), OPTIONAL},
                                        {TEXT("keep"), OPTIONAL},
                                        {.name = "refused", .types = SPEC_BOOLEAN, OPTIONAL},
                                        {0}};
static const struct spec happening_item = {.types = SPEC_OBJECT, .fields = happening};

const char *const drill_metrics[] = {"calls",
                                     "done",
                                     "closed",
                                     "open",
                                     "late",
                                     "lost",
                                     "on_time_share",
                                     "arrived_share",
                                     "response_p50_min",
                                     "response_p90_min",
                                     "response_p99_min",
                                     "response_max_min",
                                     "told_first_share",
                                     "crew_size_min",
                                     "km",
                                     "crew_hours_used",
                                     "overtime_h",
                                     "waiting_h",
                                     "promises",
                                     "promises_moved",
                                     "promises_kept_share",
                                     "coverage_gap_min",
                                     "reason_after_max_min",
                                     "taken_over_max_min",
                                     "in_slot_share",
                                     "contacts",
                                     "from_next_door",
                                     "vehicles_used",
                                     "counter",
                                     "waiting_for",
                                     "answer",
                                     "plan_changes",
                                     "plan_changes_per_crew",
                                     "unassigned",
                                     "refused_commands",
                                     "dirty_departures",
                                     "rule_breaks",
                                     NULL};
static const char *const operators[] = {"<=", ">=", "==", NULL};
static const struct spec target[] = {
    {.name = "metric", .types = SPEC_STRING, .values = drill_metrics},
    {TEXT("service"), OPTIONAL},
    {WHOLE("call"), .min = 1, .max = 10000, OPTIONAL},
    {.name = "listed", .types = SPEC_BOOLEAN, OPTIONAL},
    {TEXT("counter"), OPTIONAL},
    {TEXT("reason"), OPTIONAL},
    {TEXT("command"), OPTIONAL},
    {THING("args"), OPTIONAL},
    {TEXT("as"), OPTIONAL},
    {TEXT("by"), OPTIONAL},
    {TEXT("crew"), OPTIONAL},
    {TEXT("path"), OPTIONAL},
    {.name = "op", .types = SPEC_STRING, .values = operators},
    {NUMBER("value"), .min = -1e12, .max = 1e12},
    {.name = "source", .types = SPEC_STRING, .has_max = true, .max = 400},
    {0}};
static const struct spec target_item = {.types = SPEC_OBJECT, .fields = target};

const struct spec drill_fields[] = {{THING("name"), .fields = names},
                                    {TEXT("like"), OPTIONAL},
                                    {LIST("notes", 20), .items = &name_item, OPTIONAL},
                                    {WHOLE("seed"), .min = 1, .max = 1e15, OPTIONAL},
                                    {.name = "state", .types = SPEC_BOOLEAN, OPTIONAL},
                                    {NUMBER("lately_h"), .min = 0.1, .max = 744, OPTIONAL},
                                    {NUMBER("hours"), .min = 0.1, .max = 744, OPTIONAL},
                                    {THING("city"), .fields = city, OPTIONAL},
                                    {TIME("start"), OPTIONAL},
                                    {TIME("end"), OPTIONAL},
                                    {.name = "people",
                                     .types = SPEC_STRING,
                                     .values = (const char *const[]){"demo", NULL},
                                     OPTIONAL},
                                    {LIST("fleet", 100), .items = &crews_item, OPTIONAL},
                                    {LIST("staff", 100), .items = &staff_item, OPTIONAL},
                                    {LIST("posts", 100), .items = &post_item, OPTIONAL},
                                    {LIST("zones", 100), .items = &zone_item, OPTIONAL},
                                    {LIST("closures", 100), .items = &closure_item, OPTIONAL},
                                    {THING("demand"), .fields = demand, OPTIONAL},
                                    {THING("noise"), .fields = noise, OPTIONAL},
                                    {LIST("slots", 14), .items = &hours_item, OPTIONAL},
                                    {WHOLE("promise_min"), .min = 1, .max = 1440, OPTIONAL},
                                    {LIST("happenings", 1000), .items = &happening_item, OPTIONAL},
                                    {LIST("targets", 100), .items = &target_item, OPTIONAL},
                                    {0}};
