-- Chains of custody. `due_ms` is when the next limit of a holder runs out; NULL: none runs.
CREATE TABLE manifest (
    id TEXT PRIMARY KEY, rev BIGINT NOT NULL, org TEXT NOT NULL, doc TEXT NOT NULL,
    number TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, site TEXT NOT NULL REFERENCES site (id),
    state TEXT NOT NULL, is_open INTEGER NOT NULL, due_ms BIGINT
);
CREATE INDEX manifest_by_due ON manifest (due_ms);
CREATE INDEX manifest_of_site ON manifest (site, kind);
