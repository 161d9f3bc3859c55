-- A body that says word for word what its group's last one said is kept once: Alertmanager repeats itself, and what it
-- says is most of what is stored.
ALTER TABLE intake ADD COLUMN same_as INTEGER REFERENCES intake (id) ON DELETE RESTRICT;
-- The last body of the group that was kept whole.
ALTER TABLE alert_group ADD COLUMN body_id INTEGER;
