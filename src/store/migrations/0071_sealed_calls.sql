-- What was said in welfare calls of before is sealed as well.
INSERT INTO timer (noun, noun_id, at_ms)
    SELECT DISTINCT 'again welfare', welfare, 0 FROM welfare_call WHERE result <> '' OR note <> ''
    ON CONFLICT (noun, noun_id) DO UPDATE SET at_ms = 0;
