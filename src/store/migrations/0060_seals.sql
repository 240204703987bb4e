-- Sealed values are kept as ciphertext, each under a key of its own. To destroy a value its key is
-- overwritten where it stands: rows of this table are never removed or made longer, so that the
-- database never moves them and leaves no older copy of a key in the free part of a page. An
-- overwritten key's row is idle and is given a new key later.
-- (`number` is INTEGER, not BIGINT, because in SQLite only that makes it the row's own number.)
CREATE TABLE seal_key (
    number INTEGER PRIMARY KEY, bytes TEXT NOT NULL, idle INTEGER NOT NULL
);
CREATE INDEX seal_key_idle ON seal_key (idle) WHERE idle = 1;
-- Without a key: a value from before, in clear.
ALTER TABLE sealed ADD COLUMN key BIGINT;
ALTER TABLE idempotency ADD COLUMN key BIGINT;
CREATE INDEX idempotency_of_thing ON idempotency (thing_id);
-- The day of a look by a standing purpose, which is recorded once a day for each thing; else null.
ALTER TABLE look ADD COLUMN day BIGINT;
-- Requests that are over are gone through once: what their rows hold in clear is sealed and gets its
-- day.
INSERT INTO timer (noun, noun_id, at_ms) SELECT 'request', id, 0 FROM request WHERE state <> 'open'
    ON CONFLICT (noun, noun_id) DO UPDATE SET at_ms = 0;
