-- A crew sees the alarms that are about it on its phone.
ALTER TABLE alarm ADD COLUMN crew TEXT;
CREATE INDEX alarm_of_crew ON alarm (crew, is_open);
