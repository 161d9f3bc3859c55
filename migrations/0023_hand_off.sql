-- A bulletin may tell the hand-off of a rota.
ALTER TABLE bulletin ADD COLUMN rota TEXT;
-- Who was on call until then, and who is from then on; absent is nobody.
ALTER TABLE bulletin ADD COLUMN hand_off_from TEXT;
ALTER TABLE bulletin ADD COLUMN hand_off_to TEXT;

-- Who was on call by a rota at its last hand-off, or when it was looked at first: what has been told, whatever restarts or
-- sets the clock.
CREATE TABLE rota_watch (
    rota TEXT PRIMARY KEY,
    -- Absent is nobody.
    person TEXT,
    -- Before that nothing is looked at.
    since_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
