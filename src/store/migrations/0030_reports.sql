-- Situation reports and filled-in forms.
CREATE TABLE situation (
    id TEXT PRIMARY KEY, rev BIGINT NOT NULL, org TEXT NOT NULL, doc TEXT NOT NULL,
    number TEXT NOT NULL UNIQUE, stage TEXT NOT NULL, state TEXT NOT NULL, as_of_ms BIGINT NOT NULL
);
CREATE INDEX situation_of_org ON situation (org, as_of_ms);
CREATE TABLE sheet (
    id TEXT PRIMARY KEY, rev BIGINT NOT NULL, org TEXT NOT NULL, doc TEXT NOT NULL,
    number TEXT NOT NULL UNIQUE, form TEXT NOT NULL, state TEXT NOT NULL, about TEXT,
    is_open INTEGER NOT NULL
);
CREATE INDEX sheet_of_form ON sheet (form, id);
CREATE INDEX sheet_about ON sheet (about);
