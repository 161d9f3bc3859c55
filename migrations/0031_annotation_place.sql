-- Up to which entry the timeline has been told Grafana as annotations; what comes after it is still owed. The timeline itself is
-- the queue: an incident that opens writes nothing more for it, and none of it is a notification, which it could delay.
CREATE TABLE annotation_place (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    timeline_entry_id INTEGER NOT NULL
) STRICT;
