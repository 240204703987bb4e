#include <math.h>
#include <string.h>

#include "base/json_find.h"
#include "ops/manifest_int.h"

enum { HOUR_MS = 3600000, GRAMS_MAX = 1000000000 };

int64_t grams_of(const json_t *object, const char *key)
{
    return llround(json_f64(object, key, 0) * 1000);
}

json_t *kg_of(int64_t grams)
{
    return json_real((double)grams / 1000);
}

struct amount amount_of(const json_t *object)
{
    return (struct amount){json_i64(object, "packages", 0), grams_of(object, "kg")};
}

static void set_amount(json_t *object, struct amount amount)
{
    json_object_set_new(object, "packages", json_integer(amount.packages));
    json_object_set_new(object, "kg", kg_of(amount.grams));
}

static bool is_empty(struct amount amount)
{
    return amount.packages == 0 && amount.grams == 0;
}

static enum custody_stage stage_of(const json_t *holding)
{
    int stage = STAGE_PRODUCER;
    const char *name = json_text(holding, "stage", "");
    while (stage < STAGE_TREATED &&
           strcmp(custody_stage_name((enum custody_stage)stage), name) != 0)
        stage++;
    return (enum custody_stage)stage;
}

enum err book_open(struct op *op, json_t *doc, int64_t at_ms, struct book *out, struct error *error)
{
    const char *id = json_text(doc, "kind", "");
    const struct custody_kind *kind = catalog_custody(op->ops->config.catalog, id);
    if (!kind)
        return error_at(error, ERR_INVALID, "kind",
                        "There is no kind of manifest %.40s; packs/custody.yaml lists them.", id);
    *out = (struct book){.op = op,
                         .kind = kind,
                         .doc = doc,
                         .at_ms = at_ms,
                         .moved = op_keep(op, json_array()),
                         .postings = op_keep(op, json_array())};
    return ERR_OK;
}

json_t *book_line(const struct book *book, const char *code)
{
    return json_find(json_object_get(book->doc, "lines"), "code", code);
}

/* ---- Holdings ---------------------------------------------------------------------------------
 */

/* What the party has in hand of the line; where it was at two stages, what is not empty. */
static json_t *in_hand(const json_t *line, const json_t *party)
{
    size_t i;
    json_t *holding, *found = NULL;
    json_array_foreach(json_object_get(line, "holdings"), i, holding)
    {
        if (stage_of(holding) != STAGE_TREATED &&
            json_equal(json_object_get(holding, "party"), party) &&
            (!found || is_empty(amount_of(found))))
            found = holding;
    }
    return found;
}

static json_t *at_stage(const json_t *line, const json_t *party, enum custody_stage stage)
{
    size_t i;
    json_t *holding;
    json_array_foreach(json_object_get(line, "holdings"), i, holding)
    {
        if (stage_of(holding) == stage && json_equal(json_object_get(holding, "party"), party))
            return holding;
    }
    return NULL;
}

static void post(struct book *book, const json_t *line, enum custody_stage stage, struct amount by)
{
    json_array_append_new(
        book->postings,
        json_pack("{s:O, s:s, s:I, s:o, s:b}", "code", json_object_get(line, "code"), "stage",
                  custody_stage_name(stage), "packages", (json_int_t)by.packages, "kg",
                  kg_of(by.grams), "epidemic", json_flag(line, "epidemic", false)));
}

static void take(struct book *book, const json_t *line, json_t *holding, struct amount by)
{
    struct amount had = amount_of(holding);
    set_amount(holding, (struct amount){had.packages - by.packages, had.grams - by.grams});
    post(book, line, stage_of(holding), (struct amount){-by.packages, -by.grams});
}

static void give(struct book *book, json_t *line, const json_t *party, enum custody_stage stage,
                 struct amount by)
{
    json_t *holding = at_stage(line, party, stage);
    if (!holding) {
        holding = json_pack("{s:O, s:s}", "party", party, "stage", custody_stage_name(stage));
        json_array_append_new(json_object_get(line, "holdings"), holding);
    }
    struct amount had = amount_of(holding);
    if (is_empty(had))
        op_set_time(book->op, holding, "since", book->at_ms);
    set_amount(holding, (struct amount){had.packages + by.packages, had.grams + by.grams});
    post(book, line, stage, by);
}

/* ---- Entering ---------------------------------------------------------------------------------
 */

static enum err check_amount(const struct book *book, struct amount amount, const char *code,
                             struct error *error)
{
    const struct custody_kind *kind = book->kind;
    if (kind->count ? amount.packages == 0 : amount.packages != 0)
        return error_at(error, ERR_INVALID, "lines.packages",
                        kind->count ? "Line %.80s needs a count of packages."
                                    : "Line %.80s: this kind is not counted.",
                        code);
    if (kind->weight ? amount.grams <= 0 : amount.grams != 0)
        return error_at(error, ERR_INVALID, "lines.kg",
                        kind->weight ? "Line %.80s needs a weight in kg."
                                     : "Line %.80s: this kind is not weighed.",
                        code);
    if (kind->names && amount.packages != 1)
        return error_at(error, ERR_INVALID, "lines.packages", "Line %.80s is one person.", code);
    return ERR_OK;
}

enum err book_enter(struct book *book, const json_t *producer, const json_t *entry,
                    struct error *error)
{
    const char *code = json_text(entry, "code", "");
    struct amount amount = amount_of(entry);
    if (book->kind->names && !json_object_get(entry, "packages"))
        amount.packages = 1;
    if (book_line(book, code))
        return error_at(error, ERR_INVALID, "lines.code", "The code %.80s stands twice.", code);
    if (book->kind->seal && !*json_text(entry, "seal", ""))
        return error_at(error, ERR_INVALID, "lines.seal", "Line %.80s needs its seal.", code);
    if (book->kind->names != (*json_text(entry, "name", "") != '\0'))
        return error_at(error, ERR_INVALID, "lines.name",
                        book->kind->names ? "Line %.80s needs the person's name."
                                          : "Line %.80s: this kind has no names.",
                        code);
    enum err rc = check_amount(book, amount, code, error);
    if (rc != ERR_OK)
        return rc;
    json_t *line = json_copy((json_t *)entry);
    set_amount(line, amount);
    json_object_set_new(line, "holdings", json_array());
    json_array_append_new(json_object_get(book->doc, "lines"), line);
    give(book, line, producer, STAGE_PRODUCER, amount);
    return ERR_OK;
}

/* ---- Moving -----------------------------------------------------------------------------------
 */

static enum err check_seal(const struct book *book, const json_t *line, const json_t *part,
                           const char *reason, struct error *error)
{
    const char *seal = json_text(part, "seal", ""), *code = json_text(line, "code", "");
    if (book->kind->seal && !*seal)
        return error_at(error, ERR_RULE, "lines.seal", "Read the seal of line %.80s.", code);
    if (*seal && strcmp(seal, json_text(line, "seal", "")) != 0 && !*reason)
        return error_at(error, ERR_RULE, "lines.reason",
                        "The seal of line %.80s is not the one it left with; say why.", code);
    return ERR_OK;
}

/* What leaves the giver's books and what the taker gets: the same, or different with a reason. */
static enum err amounts(const struct book *book, const json_t *part, struct amount held,
                        struct amount *given, struct amount *got, const char *reason,
                        const char *code, struct error *error)
{
    bool weighed = json_object_get(part, "kg") != NULL;
    *got = (struct amount){json_i64(part, "packages", held.packages),
                           weighed ? grams_of(part, "kg") : held.grams};
    bool all = book->kind->count && got->packages == held.packages;
    if (!weighed && !all && book->kind->weight && book->kind->count)
        return error_at(error, ERR_RULE, "lines.kg",
                        "Part of line %.80s is handed over: weigh it (kg).", code);
    *given = (struct amount){got->packages, json_object_get(part, "given_kg")
                                                ? grams_of(part, "given_kg")
                                            : all ? held.grams
                                                  : got->grams};
    if (is_empty(*got) || (book->kind->count && got->packages == 0))
        return error_at(error, ERR_RULE, "lines.packages", "Nothing of line %.80s is handed over.",
                        code);
    if (given->packages > held.packages || given->grams > held.grams)
        return error_at(
            error, ERR_RULE, "lines.code",
            "The giver holds %lld packages, %.3f kg of line %.80s; more cannot be given.",
            (long long)held.packages, (double)held.grams / 1000, code);
    if (all && given->grams != held.grams)
        return error_at(error, ERR_RULE, "lines.given_kg",
                        "With its last packages all weight of line %.80s leaves the giver.", code);
    if (book->kind->weight ? got->grams == 0 : got->grams != 0)
        return error_at(error, ERR_RULE, "lines.kg", "The weight of line %.80s cannot be this.",
                        code);
    if (given->grams != got->grams && !*reason)
        return error_at(error, ERR_RULE, "lines.reason",
                        "Line %.80s: %.3f kg were given and %.3f kg received; say why.", code,
                        (double)given->grams / 1000, (double)got->grams / 1000);
    return ERR_OK;
}

/* A party holds a line at one stage at a time. */
static enum err check_taker(const json_t *line, const json_t *to, enum custody_stage stage,
                            struct error *error)
{
    const json_t *has = stage == STAGE_TREATED ? NULL : in_hand(line, to);
    if (has && !is_empty(amount_of(has)) && stage_of(has) != stage)
        return error_at(error, ERR_RULE, "to",
                        "The taker holds a part of line %.80s as %s already.",
                        json_text(line, "code", ""), custody_stage_name(stage_of(has)));
    return ERR_OK;
}

static void note_moved(struct book *book, const json_t *line, const json_t *part, struct amount got,
                       int64_t difference_g)
{
    json_t *moved = json_pack("{s:O, s:I, s:o}", "code", json_object_get(line, "code"), "packages",
                              (json_int_t)got.packages, "kg", kg_of(got.grams));
    if (difference_g)
        json_object_set_new(moved, "difference_kg", kg_of(difference_g));
    static const char *const copied[] = {"seal", "reason"};
    for (size_t i = 0; i < sizeof copied / sizeof *copied; i++) {
        if (json_object_get(part, copied[i]))
            json_object_set(moved, copied[i], json_object_get(part, copied[i]));
    }
    json_array_append_new(book->moved, moved);
}

static enum err move_line(struct book *book, json_t *line, const json_t *from, const json_t *to,
                          enum custody_stage to_stage, const json_t *part, const char *reason,
                          struct error *error)
{
    const char *code = json_text(line, "code", ""), *why = json_text(part, "reason", reason);
    struct amount given = {0}, got = {0};
    json_t *holding = in_hand(line, from);
    if (!holding || is_empty(amount_of(holding)))
        return error_at(error, ERR_RULE, "lines.code", "The giver holds nothing of line %.80s.",
                        code);
    if (to_stage == STAGE_TREATED && stage_of(holding) != STAGE_DESTINATION)
        return error_at(error, ERR_RULE, "lines.code",
                        "Line %.80s has not been received there; receive it first.", code);
    if (book->at_ms < op_time_of(holding, "since", INT64_MIN))
        return error_at(error, ERR_INVALID, "at", "The giver did not hold line %.80s yet.", code);
    enum err rc = check_taker(line, to, to_stage, error);
    if (rc == ERR_OK && to_stage != STAGE_TREATED)
        rc = check_seal(book, line, part, why, error);
    if (rc == ERR_OK)
        rc = amounts(book, part, amount_of(holding), &given, &got, why, code, error);
    if (rc == ERR_OK && amount_of(at_stage(line, to, to_stage)).grams + got.grams > GRAMS_MAX)
        rc = error_at(error, ERR_LIMIT, "lines.kg", "Line %.80s grows beyond 1,000 t.", code);
    if (rc != ERR_OK)
        return rc;
    take(book, line, holding, given);
    give(book, line, to, to_stage, got);
    note_moved(book, line, part, got, got.grams - given.grams);
    book->difference_g += got.grams - given.grams;
    return ERR_OK;
}

enum err book_move(struct book *book, const json_t *from, const json_t *to,
                   enum custody_stage to_stage, const json_t *parts, const char *reason,
                   struct error *error)
{
    enum err rc = ERR_OK;
    size_t i;
    json_t *each;
    if (!parts && !book_holds(book, from, NULL))
        return error_at(error, ERR_RULE, "from", "The giver holds nothing of this manifest.");
    json_array_foreach(parts ? parts : json_object_get(book->doc, "lines"), i, each)
    {
        const char *code = json_text(each, "code", "");
        json_t *line = book_line(book, code);
        if (!parts && !book_holds(book, from, code))
            continue;
        if (rc == ERR_OK && !line)
            rc = error_at(error, ERR_NOT_FOUND, "lines.code", "The manifest has no line %.80s.",
                          code);
        if (rc == ERR_OK)
            rc = move_line(book, line, from, to, to_stage, parts ? each : NULL, reason, error);
    }
    return rc;
}

int64_t book_arrived(const struct book *book)
{
    int64_t grams = 0;
    size_t i;
    json_t *posting;
    json_array_foreach(book->postings, i, posting)
    {
        int64_t by = grams_of(posting, "kg");
        bool arrives =
            strcmp(json_text(posting, "stage", ""), custody_stage_name(STAGE_DESTINATION)) == 0;
        grams += arrives && by > 0 ? by : 0;
    }
    return grams;
}

bool book_holds(const struct book *book, const json_t *party, const char *code)
{
    size_t i;
    json_t *line;
    json_array_foreach(json_object_get(book->doc, "lines"), i, line)
    {
        const json_t *holding = in_hand(line, party);
        if ((!code || strcmp(code, json_text(line, "code", "")) == 0) && holding &&
            !is_empty(amount_of(holding)))
            return true;
    }
    return false;
}

/* ---- Correcting -------------------------------------------------------------------------------
 */

enum err book_correct(struct book *book, const char *code, const json_t *party, bool treated,
                      const json_t *is, json_t *was, struct error *error)
{
    json_t *line = book_line(book, code);
    json_t *holding = treated ? at_stage(line, party, STAGE_TREATED) : in_hand(line, party);
    if (!holding)
        return error_at(error, ERR_RULE, "party", "The party never held line %.80s.", code);
    struct amount had = amount_of(holding);
    struct amount now = {json_i64(is, "packages", had.packages),
                         json_object_get(is, "kg") ? grams_of(is, "kg") : had.grams};
    const struct custody_kind *kind = book->kind;
    if (!is_empty(now)) {
        enum err rc = check_amount(book, now, code, error);
        if (rc != ERR_OK)
            return rc;
    }
    set_amount(was, had);
    if (!kind->weight)
        json_object_del(was, "kg");
    set_amount(holding, now);
    post(book, line, stage_of(holding),
         (struct amount){now.packages - had.packages, now.grams - had.grams});
    book->corrected_g += now.grams - had.grams;
    return ERR_OK;
}

/* ---- What follows from the holdings -----------------------------------------------------------
 */

struct amount book_sum(const json_t *line)
{
    struct amount sum = {0, 0};
    size_t i;
    json_t *holding;
    json_array_foreach(json_object_get(line, "holdings"), i, holding)
    {
        struct amount amount = amount_of(holding);
        sum.packages += amount.packages;
        sum.grams += amount.grams;
    }
    return sum;
}

struct standing {
    bool emergency, open, stored, received;
    int64_t due_ms;
    const char *limit;
};

static void stand(const struct book *book, const json_t *holding, struct standing *standing)
{
    enum custody_stage stage = stage_of(holding);
    if (is_empty(amount_of(holding)))
        return;
    enum custody_stage last =
        book->kind->ends == CUSTODY_ENDS_TREATED ? STAGE_TREATED : STAGE_DESTINATION;
    standing->open |= stage < last;
    standing->stored &= stage == STAGE_PRODUCER;
    standing->received &= stage >= STAGE_DESTINATION;
    for (size_t i = 0; stage < last && i < book->kind->limits.n; i++) {
        const struct custody_limit *limit = &book->kind->limits.at[i];
        int64_t hours = standing->emergency ? limit->emergency_h : limit->normal_h;
        int64_t due_ms = op_time_of(holding, "since", book->at_ms) + hours * HOUR_MS;
        if (limit->held_at == stage && hours > 0 && due_ms < standing->due_ms) {
            standing->due_ms = due_ms;
            standing->limit = limit->id;
        }
    }
}

void book_settle(struct book *book)
{
    json_t *doc = book->doc, *line, *holding;
    struct standing standing = {.emergency = sv_is(json_sv(doc, "mode"), "emergency"),
                                .stored = true,
                                .received = true,
                                .due_ms = INT64_MAX};
    size_t i, k;
    json_array_foreach(json_object_get(doc, "lines"), i, line)
        json_array_foreach(json_object_get(line, "holdings"), k, holding)
            stand(book, holding, &standing);
    json_object_set_new(doc, "state",
                        json_string(!standing.open      ? "closed"
                                    : standing.stored   ? "stored"
                                    : standing.received ? "received"
                                                        : "under_way"));
    json_object_set_new(doc, "open", json_boolean(standing.open));
    json_object_set_new(doc, "due_at", json_null());
    json_object_del(doc, "due_limit");
    if (standing.limit) {
        op_set_time(book->op, doc, "due_at", standing.due_ms);
        json_object_set_new(doc, "due_limit", json_string(standing.limit));
    }
}
