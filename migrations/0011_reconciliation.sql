-- What Alertmanager's API is compared with: who sent what, and what is muted over there.
-- Senders of bodies: an answer of an Alertmanager speaks for the alerts that came from it and for no others.
CREATE TABLE alert_sender (
    id INTEGER PRIMARY KEY,
    receiver TEXT NOT NULL,
    external_url TEXT NOT NULL,
    -- Whether an Alertmanager that is asked has listed an alert that came from it.
    recognised INTEGER NOT NULL DEFAULT 0 CHECK (recognised = 0 OR recognised = 1),
    UNIQUE (receiver, external_url)
) STRICT;
-- Of the body that it began with; absent for our own alerts and Grafana's, and for what was stored before. No foreign key:
-- it would be looked up for each alert that begins, and nothing is ever deleted there.
ALTER TABLE occurrence ADD COLUMN sender_id INTEGER;
-- What mutes it in Alertmanager, in words for people; absent when nothing does.
ALTER TABLE occurrence ADD COLUMN muted TEXT;
