-- What was stored of an output is not what was written: secrets were taken out, lines filtered, the middle cut. So many were
-- taken out, and this is the hash of all that was written, by which somebody who has the original can show that it is that.
-- Absent where nothing was asked, and in those of an older release.
ALTER TABLE diagnostic_artifact ADD COLUMN redactions INTEGER;
-- In lower-case hexadecimal.
ALTER TABLE diagnostic_artifact ADD COLUMN sha256 TEXT;
