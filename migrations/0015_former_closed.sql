-- Whether all that was open of the incident under former keys is known to have been closed with this message.
ALTER TABLE notification ADD COLUMN former_closed INTEGER NOT NULL DEFAULT 0 CHECK (former_closed IN (0, 1));
