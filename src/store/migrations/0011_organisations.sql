-- People and vehicles lent to another organisation. Each belongs to one home; a loan says where it works.
CREATE TABLE loan (
    id TEXT PRIMARY KEY, rev BIGINT NOT NULL, org TEXT NOT NULL, doc TEXT NOT NULL,
    person TEXT REFERENCES person (id), vehicle TEXT REFERENCES vehicle (id),
    from_org TEXT NOT NULL, to_org TEXT NOT NULL REFERENCES org (id),
    from_ms BIGINT NOT NULL, until_ms BIGINT
);
CREATE INDEX loan_of_person ON loan (person);
CREATE INDEX loan_of_vehicle ON loan (vehicle);
-- Units register with the community of their seat, members where they live.
CREATE TABLE affiliation (
    id TEXT PRIMARY KEY, rev BIGINT NOT NULL, org TEXT NOT NULL, doc TEXT NOT NULL,
    community TEXT NOT NULL REFERENCES org (id), unit TEXT REFERENCES org (id),
    person TEXT REFERENCES person (id), is_open INTEGER NOT NULL
);
CREATE INDEX affiliation_of_community ON affiliation (community, is_open);
CREATE INDEX affiliation_of_unit ON affiliation (unit);
CREATE INDEX affiliation_of_person ON affiliation (person);
-- Who answers for a site or an area. `size_m2` decides between areas: the smallest one counts.
CREATE TABLE responsibility (
    id TEXT PRIMARY KEY, rev BIGINT NOT NULL, org TEXT NOT NULL, doc TEXT NOT NULL,
    person TEXT NOT NULL REFERENCES person (id), site TEXT REFERENCES site (id),
    is_open INTEGER NOT NULL, size_m2 BIGINT
);
CREATE INDEX responsibility_of_site ON responsibility (site, is_open);
-- People who are called every day until they are released, and the calls.
CREATE TABLE welfare (
    id TEXT PRIMARY KEY, rev BIGINT NOT NULL, org TEXT NOT NULL, doc TEXT NOT NULL,
    person TEXT NOT NULL REFERENCES person (id), is_open INTEGER NOT NULL
);
CREATE TABLE welfare_call (
    welfare TEXT NOT NULL REFERENCES welfare (id), day TEXT NOT NULL, at_ms BIGINT NOT NULL,
    result TEXT NOT NULL, note TEXT NOT NULL, by_name TEXT NOT NULL
);
CREATE INDEX welfare_call_of_day ON welfare_call (day, welfare);
-- Standing contacts and agreements with partners. `due_ms`: the next contact.
CREATE TABLE agreement (
    id TEXT PRIMARY KEY, rev BIGINT NOT NULL, org TEXT NOT NULL, doc TEXT NOT NULL,
    state TEXT NOT NULL, due_ms BIGINT
);
