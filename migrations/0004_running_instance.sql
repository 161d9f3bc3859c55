-- A row for each server that works on this database. What is claimed by one that is not here, or that was not seen for a
-- while, is taken back; what a living one has claimed is its own, also where several work on one database.
CREATE TABLE running_instance (
    -- As it stands in lease_owner.
    id TEXT PRIMARY KEY,
    started_at_ms INTEGER NOT NULL,
    seen_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Written while a write was refused, to see whether as much fits again, and emptied at once.
ALTER TABLE installation ADD COLUMN probe_filler BLOB;
