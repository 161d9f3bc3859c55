-- What people can do with an incident beside taking and closing it: an acknowledgement or a snooze ends by itself at
-- a time that is its own, its owner is reminded before, and somebody may have been handed it who has not taken it yet.
ALTER TABLE incident ADD COLUMN taken_until_ms INTEGER;
ALTER TABLE incident ADD COLUMN remind_owner_at_ms INTEGER;
ALTER TABLE incident ADD COLUMN snoozed INTEGER NOT NULL DEFAULT 0 CHECK (snoozed IN (0, 1));
ALTER TABLE incident ADD COLUMN handed_over_by TEXT;
CREATE INDEX incident_taken_until ON incident (taken_until_ms) WHERE taken_until_ms IS NOT NULL;
CREATE INDEX incident_remind_owner ON incident (remind_owner_at_ms) WHERE remind_owner_at_ms IS NOT NULL;
-- What was taken under an older release ends with the first of its policies that goes on; its owner is not reminded.
UPDATE incident SET taken_until_ms = (
    SELECT min(next_due_at_ms) FROM escalation
    WHERE escalation.incident_id = incident.id AND escalation.status = 'paused')
WHERE status = 'acknowledged';
-- The person who asked that somebody is told, though the incident is taken: wanted until it is over.
ALTER TABLE notification ADD COLUMN asked_by TEXT;
