-- What-ifs from the city as it is; their pages apart, because lists do not read them.
CREATE TABLE rehearsal (
    id TEXT PRIMARY KEY, rev BIGINT NOT NULL, org TEXT NOT NULL, doc TEXT NOT NULL, state TEXT NOT NULL
);
CREATE INDEX rehearsal_of_state ON rehearsal (state);
CREATE TABLE rehearsal_page (
    rehearsal TEXT PRIMARY KEY REFERENCES rehearsal (id), text TEXT NOT NULL
);
