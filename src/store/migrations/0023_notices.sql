-- Notices to the public, and facilities that are closed for a time.
CREATE TABLE notice (
    id TEXT PRIMARY KEY, rev BIGINT NOT NULL, org TEXT NOT NULL, doc TEXT NOT NULL,
    number TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, state TEXT NOT NULL, identifier TEXT UNIQUE,
    expires_ms BIGINT
);
CREATE INDEX notice_by_state ON notice (state);
CREATE TABLE outage (
    id TEXT PRIMARY KEY, rev BIGINT NOT NULL, org TEXT NOT NULL, doc TEXT NOT NULL,
    site TEXT NOT NULL REFERENCES site (id), state TEXT NOT NULL
);
CREATE INDEX outage_by_state ON outage (state);
