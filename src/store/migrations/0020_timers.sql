-- What is to happen at a time by itself, one row a thing: ops/timer.c.
CREATE TABLE timer (
    noun TEXT NOT NULL, noun_id TEXT NOT NULL, at_ms BIGINT NOT NULL,
    PRIMARY KEY (noun, noun_id)
);
CREATE INDEX timer_by_time ON timer (at_ms);
