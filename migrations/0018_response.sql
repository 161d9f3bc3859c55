-- By when somebody is to have taken an incident, and the deadline that nobody kept: a missed one is told, so it has to survive
-- a restart as the steps do. It is written with the incident, and the index holds only what is still waited for.
ALTER TABLE incident ADD COLUMN respond_by_ms INTEGER;
ALTER TABLE incident ADD COLUMN respond_missed_at_ms INTEGER;
CREATE INDEX incident_respond_by ON incident (respond_by_ms) WHERE respond_by_ms IS NOT NULL;
