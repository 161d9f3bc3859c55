-- What is asked while nothing is wrong, so that an incident can show what is different: what a collector asks about alerts with
-- these labels. The arguments are redacted, as an artifact has them; `told` is what else of the labels the answer may depend on.
CREATE TABLE baseline_question (
    id INTEGER PRIMARY KEY,
    collector TEXT NOT NULL,
    arguments TEXT NOT NULL,
    told TEXT NOT NULL,
    -- With which it is asked again.
    labels TEXT NOT NULL,
    -- When an incident asked it last, or since when the tables have it.
    asked_at_ms INTEGER NOT NULL,
    due_at_ms INTEGER NOT NULL,
    UNIQUE (collector, arguments, told)
) STRICT;

-- What came of it, redacted and filtered as an artifact is.
CREATE TABLE baseline (
    id INTEGER PRIMARY KEY,
    question_id INTEGER NOT NULL REFERENCES baseline_question (id) ON DELETE CASCADE,
    taken_at_ms INTEGER NOT NULL,
    output TEXT NOT NULL
) STRICT;
CREATE INDEX baseline_of_question ON baseline (question_id, taken_at_ms);

-- What is different in an artifact from the newest baseline before its incident; absent where there was none.
CREATE TABLE artifact_comparison (
    artifact_id INTEGER PRIMARY KEY REFERENCES diagnostic_artifact (id) ON DELETE CASCADE,
    baseline_at_ms INTEGER NOT NULL,
    -- As JSON: a list of rows, `[]` where nothing is.
    changes TEXT NOT NULL,
    -- How many more there are.
    omitted INTEGER NOT NULL
) STRICT;
