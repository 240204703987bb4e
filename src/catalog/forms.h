/*
 * Forms (packs/forms/ID.yaml): papers that people know, as data. A form is a list of blocks -
 * fields, a table, figures, signatures, a note - and is printed as PDF or XLSX by one renderer.
 *
 * A form of source `sheet` is filled in by people (ops/sheet.c keeps what they wrote); a form of
 * another source shows a thing that is there already, each field saying by its path (`from`) what
 * it shows.
 */
#ifndef LIFELINE_CATALOG_FORMS_H
#define LIFELINE_CATALOG_FORMS_H

#include "catalog/catalog.h"

enum form_source { FORM_SHEET, FORM_JOB, FORM_MANIFEST, FORM_SITUATION };
enum form_paper { PAPER_A4, PAPER_A4_WIDE };
enum form_field_kind {
    FORM_TEXT,
    FORM_NUMBER,
    FORM_TIME,
    FORM_DATE,
    FORM_CHOICE,
    FORM_FLAG,
};

struct form_field {
    unsigned line;
    const char *id;
    struct names label;
    enum form_field_kind kind;
    const char *from; /* "request.caller.phone"; NULL in a sheet */
    bool required;
    bool wide;   /* takes the whole width; of a column: twice the width */
    bool open;   /* (key `public`) shown to everybody in the form's ledger */
    bool masked; /* printed and shown with its first character only, but to those who manage */
    struct options options;
    double min, max; /* of a number */
    const char *unit;
};
struct form_fields {
    struct form_field *at;
    size_t n;
};

struct form_signature {
    unsigned line;
    const char *id;
    struct names label;
    const char *from; /* a signature's path; NULL in a sheet */
    bool required;
};

/* A table of a sheet whose rows are moves of the ledger of stock: a row names its move, and what
 * the ledger says of it stands in the other columns. No `move`: an ordinary table. */
struct form_posted {
    unsigned line;
    const char *move;                  /* column, text: the move's id, an issue */
    const char *item, *quantity, *day; /* columns that are filled in from the ledger */
    const char *limit;                 /* a number of the form: no more is handed out in all */
};

/* One of fields, columns, figures, signatures and note. */
struct form_block {
    unsigned line;
    const char *id; /* of a table: the name of its rows in a sheet */
    struct names title;
    struct form_fields fields;
    const char *rows; /* path of the table's rows; NULL in a sheet */
    struct form_fields columns;
    int64_t rows_max;
    struct form_posted posted;
    struct words figures;
    struct {
        struct form_signature *at;
        size_t n;
    } signatures;
    struct names note;
};

/* A sheet that answers another one: it must be about a standing sheet of that form which says the
 * same in these fields, and brings at most what that one is still short of. */
struct form_meets {
    unsigned line;
    const char *form;
    struct words same;
    const char *amount; /* a number of both forms */
};

struct form_copy {
    unsigned line;
    const char *id;
    struct names label;
};

struct form {
    unsigned line;
    const char *id;
    int64_t version;
    struct names name;
    enum form_source source;
    enum form_paper paper;
    const char *basis;       /* the rules its fields come from */
    struct form_meets meets; /* no form: answers nothing */
    struct {
        struct form_copy *at;
        size_t n;
    } copies; /* none: one without a label */
    struct {
        struct form_block *at;
        size_t n;
    } blocks;
};

size_t catalog_forms(const struct catalog *catalog);
const struct form *catalog_form_at(const struct catalog *catalog, size_t i);
/* NULL when there is none. */
const struct form *catalog_form(const struct catalog *catalog, const char *id);
json_t *catalog_form_json(const struct form *form); /* new */
const char *form_source_name(enum form_source source);

/* A field, a table or a signature of a sheet by its id; NULL when there is none. */
const struct form_field *form_field(const struct form_fields *fields, const char *id);
const struct form_field *form_field_of(const struct form *form, const char *id);
const struct form_block *form_table_of(const struct form *form, const char *id);
const struct form_signature *form_signature_of(const struct form *form, const char *id);
/* Whether sheets of this form are answered by those of another, and so stay open until they are. */
bool form_is_met(const struct catalog *catalog, const struct form *form);
/* Checks a value against its field; the error says where by the field's id. */
enum err form_check_value(const struct form_field *field, const json_t *value, struct error *error);

#endif
