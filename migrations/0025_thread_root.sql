-- A conversation in a mailbox holds only where each of its mails names one that is there and has the same subject. So what
-- began it is kept as it goes out, from before the first attempt: the incident's title and priority change.
CREATE TABLE thread_root (
    notification_id INTEGER PRIMARY KEY REFERENCES notification (id) ON DELETE CASCADE,
    -- What the mail is known by, without angle brackets; the domain in it may change in the tables.
    message_id TEXT NOT NULL,
    subject TEXT NOT NULL,
    -- The incident's then, which the subject says.
    priority TEXT NOT NULL CHECK (priority GLOB 'P[1-4]')
) STRICT;
