-- Silences: nobody is told of the alerts that one matches while it is in force. Both its times are of the calendar, as a
-- person gave them: they stay when the system's clock is set.
CREATE TABLE silence (
    id INTEGER PRIMARY KEY,
    -- Conditions in Alertmanager's syntax that must all hold, as a JSON list.
    matchers TEXT NOT NULL,
    starts_at_ms INTEGER NOT NULL,
    ends_at_ms INTEGER NOT NULL,
    made_by TEXT NOT NULL,
    why TEXT NOT NULL,
    made_at_ms INTEGER NOT NULL,
    -- When somebody ended it before its time, and who.
    expired_at_ms INTEGER,
    expired_by TEXT,
    CHECK (starts_at_ms < ends_at_ms),
    CHECK ((expired_at_ms IS NULL) = (expired_by IS NULL))
) STRICT;
CREATE INDEX silence_ends ON silence (ends_at_ms) WHERE expired_at_ms IS NULL;

-- Of an open incident of which all that fires is silenced: by what, and when the first of it ends.
ALTER TABLE incident ADD COLUMN silenced_by TEXT;
ALTER TABLE incident ADD COLUMN silence_ends_at_ms INTEGER;
CREATE INDEX incident_silenced ON incident (silence_ends_at_ms) WHERE silence_ends_at_ms IS NOT NULL;
