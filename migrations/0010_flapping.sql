-- An incident whose alerts begin again and again flaps: the newest times at which they did (milliseconds, as JSON), since
-- when it flaps, and when that is over unless something begins or ends before.
ALTER TABLE incident ADD COLUMN flips TEXT NOT NULL DEFAULT '[]';
ALTER TABLE incident ADD COLUMN flapping_since_ms INTEGER;
ALTER TABLE incident ADD COLUMN quiet_by_ms INTEGER;
CREATE INDEX incident_quiet ON incident (quiet_by_ms) WHERE quiet_by_ms IS NOT NULL;

-- When one that a person closed opens again, if its alerts fire on.
ALTER TABLE incident ADD COLUMN remind_at_ms INTEGER;
CREATE INDEX incident_remind ON incident (remind_at_ms) WHERE remind_at_ms IS NOT NULL;
-- Those of the last day; of older ones nobody has missed anything since.
UPDATE incident SET remind_at_ms = resolved_at_ms + CASE priority
        WHEN 'P1' THEN 1800000 WHEN 'P2' THEN 14400000 ELSE 86400000 END
WHERE status = 'resolved' AND resolved_by IS NOT NULL AND firing_count > 0
    AND resolved_at_ms > (unixepoch() - 86400) * 1000;
