-- A silence is about alerts: by what an alert that fires is silenced, in words, and when that ends. It counts for nothing in
-- its incident while others fire that are not; what has ended keeps what it was silenced by.
ALTER TABLE occurrence ADD COLUMN silenced_by TEXT;
ALTER TABLE occurrence ADD COLUMN silence_ends_at_ms INTEGER;
CREATE INDEX occurrence_silenced ON occurrence (incident_id) WHERE silenced_by IS NOT NULL AND status = 'firing';
-- Of an incident that is silenced every alert was.
UPDATE occurrence SET (silenced_by, silence_ends_at_ms) = (
    SELECT silenced_by, silence_ends_at_ms FROM incident WHERE incident.id = occurrence.incident_id)
WHERE status = 'firing' AND incident_id IN (SELECT id FROM incident WHERE silence_ends_at_ms IS NOT NULL);
