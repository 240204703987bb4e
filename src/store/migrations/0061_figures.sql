-- The book of figures (ops/figure_book.c): postings counted from the event log, so that a report need
-- not read the log again. All of it follows from the log and the definitions of the figures; it is
-- written anew when these change.
CREATE TABLE figure_head (
    one INTEGER PRIMARY KEY CHECK (one = 1), definition TEXT NOT NULL, seq BIGINT NOT NULL
);
INSERT INTO figure_head (one, definition, seq) VALUES (1, '', 0);
-- One row a posting. `number` is the figure, the event's seq and a count within the event, so that the
-- postings of a figure lie beside each other in the order of the log. `value` is of a figure that
-- counts distinct values.
-- (`number` is INTEGER, not BIGINT, because in SQLite only that makes it the row's own number.)
CREATE TABLE figure_posting (
    number INTEGER PRIMARY KEY, at_ms BIGINT NOT NULL, org TEXT NOT NULL, grp TEXT NOT NULL,
    milli BIGINT NOT NULL, value TEXT NOT NULL
);
-- Their sums by day, and over all days.
CREATE TABLE figure_day (
    figure BIGINT NOT NULL, day BIGINT NOT NULL, org TEXT NOT NULL, grp TEXT NOT NULL,
    milli BIGINT NOT NULL, PRIMARY KEY (figure, day, org, grp)
);
CREATE TABLE figure_total (
    figure BIGINT NOT NULL, org TEXT NOT NULL, grp TEXT NOT NULL, milli BIGINT NOT NULL,
    PRIMARY KEY (figure, org, grp)
);
-- Which events were recorded on a day.
CREATE TABLE figure_seq (day BIGINT PRIMARY KEY, first_seq BIGINT NOT NULL, last_seq BIGINT NOT NULL);
-- What a thing counts with at the head.
CREATE TABLE figure_standing (
    thing TEXT NOT NULL, figure BIGINT NOT NULL, key TEXT NOT NULL,
    milli BIGINT NOT NULL, org TEXT NOT NULL, grp TEXT NOT NULL,
    PRIMARY KEY (thing, figure, key)
);
-- Events of a noun (the custody report reads those of manifests).
CREATE INDEX event_by_noun ON event (noun, seq);
-- What a holder, or an organisation, has and has used, without reading the postings themselves.
DROP INDEX stock_posting_of_holder;
CREATE INDEX stock_posting_of_holder ON stock_posting (holder, item, recorded_ms, milli);
CREATE INDEX stock_posting_of_org ON stock_posting (org, holder_kind, item, recorded_ms, milli);
CREATE INDEX stock_posting_by_use
    ON stock_posting (org, holder_kind, at_ms, item, recorded_ms, milli, other_kind, other);
