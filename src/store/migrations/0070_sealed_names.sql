-- Names of transfer lists, registers, sheets and feedback, and what is said of staff's health, are
-- sealed as well: each row that holds them in clear is written again once, and gets its day when it is
-- over.
INSERT INTO timer (noun, noun_id, at_ms) SELECT 'again manifest', id, 0 FROM manifest;
INSERT INTO timer (noun, noun_id, at_ms) SELECT 'again passage', id, 0 FROM passage;
INSERT INTO timer (noun, noun_id, at_ms) SELECT 'again sheet', id, 0 FROM sheet;
INSERT INTO timer (noun, noun_id, at_ms) SELECT 'again feedback', id, 0 FROM feedback;
INSERT INTO timer (noun, noun_id, at_ms) SELECT 'again welfare', id, 0 FROM welfare;
INSERT INTO timer (noun, noun_id, at_ms)
    SELECT 'again person', id, 0 FROM person WHERE status IN ('ill', 'isolated');
-- How many of an organisation are ill or isolated is counted under its own name.
INSERT INTO timer (noun, noun_id, at_ms) SELECT 'staff', noun_id, at_ms FROM timer WHERE noun = 'org';
DELETE FROM timer WHERE noun = 'org';
