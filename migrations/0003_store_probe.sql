-- When the readiness probe last wrote; only a real write shows that the disk takes one.
ALTER TABLE installation ADD COLUMN probed_at_ms INTEGER;
