-- What a collector measured, as JSON of its series; absent where it measured nothing.
CREATE TABLE artifact_chart (
    artifact_id INTEGER PRIMARY KEY REFERENCES diagnostic_artifact (id) ON DELETE CASCADE,
    chart TEXT NOT NULL
) STRICT;
