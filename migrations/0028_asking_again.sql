-- A round may be of some collectors only: of the one that a person asked for, or of those that were not asked, because who
-- has to answer had not answered others.
-- Their names, as JSON; absent for all that are meant for the alert.
ALTER TABLE diagnosis ADD COLUMN collectors TEXT;
-- Who it waits for, redacted; absent where it is no such round. It has the reason of the round that it follows.
ALTER TABLE diagnosis ADD COLUMN target TEXT;
