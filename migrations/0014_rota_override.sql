-- Who is on call for a while, whosever turn the rota says it is: a swap among colleagues has to hold at once, for every
-- process, and who made it and why is asked later. Its times are dates that people wrote, so they stay when the system's
-- clock is set. One that is taken back keeps its row: what was in force then can still be told.
CREATE TABLE rota_override (
    id INTEGER PRIMARY KEY,
    rota TEXT NOT NULL,
    person TEXT NOT NULL,
    begins_at_ms INTEGER NOT NULL,
    ends_at_ms INTEGER NOT NULL,
    made_by TEXT NOT NULL,
    reason TEXT NOT NULL,
    made_at_ms INTEGER NOT NULL,
    removed_at_ms INTEGER,
    removed_by TEXT,
    CHECK (begins_at_ms < ends_at_ms),
    CHECK ((removed_at_ms IS NULL) = (removed_by IS NULL))
) STRICT;

CREATE INDEX rota_override_end ON rota_override (ends_at_ms);
