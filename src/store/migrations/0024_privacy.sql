-- Personal values lie apart from the rows they belong to and never enter the event log, so that they
-- can be destroyed while the log stays whole. Every look at them is a row of its own.
CREATE TABLE sealed (
    noun TEXT NOT NULL, noun_id TEXT NOT NULL, field TEXT NOT NULL, rule TEXT NOT NULL,
    value TEXT NOT NULL, destroy_ms BIGINT,
    PRIMARY KEY (noun, noun_id, field)
);
CREATE INDEX sealed_by_time ON sealed (destroy_ms);
CREATE TABLE look (
    id TEXT PRIMARY KEY, rev BIGINT NOT NULL, org TEXT NOT NULL, doc TEXT NOT NULL,
    thing TEXT NOT NULL, by_user TEXT NOT NULL, purpose TEXT NOT NULL
);
CREATE INDEX look_of_thing ON look (thing);
