-- Posts that are manned in shifts, rosters, and who stands when.
CREATE TABLE post (
    id TEXT PRIMARY KEY, rev BIGINT NOT NULL, org TEXT NOT NULL, doc TEXT NOT NULL,
    zone TEXT, from_ms BIGINT NOT NULL, until_ms BIGINT
);
CREATE INDEX post_of_zone ON post (zone);
CREATE TABLE roster (
    id TEXT PRIMARY KEY, rev BIGINT NOT NULL, org TEXT NOT NULL, doc TEXT NOT NULL,
    state TEXT NOT NULL, from_ms BIGINT NOT NULL, until_ms BIGINT NOT NULL
);
CREATE INDEX roster_of_state ON roster (state, from_ms);
CREATE TABLE duty (
    id TEXT PRIMARY KEY, rev BIGINT NOT NULL, org TEXT NOT NULL, doc TEXT NOT NULL,
    roster TEXT NOT NULL REFERENCES roster (id), post TEXT NOT NULL REFERENCES post (id),
    person TEXT NOT NULL REFERENCES person (id), state TEXT NOT NULL,
    from_ms BIGINT NOT NULL, until_ms BIGINT NOT NULL
);
CREATE INDEX duty_of_roster ON duty (roster, from_ms);
CREATE INDEX duty_of_post ON duty (post, from_ms);
CREATE INDEX duty_of_person ON duty (person, from_ms);
