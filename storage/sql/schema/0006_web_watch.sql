-- What a run says of its sources on the web: whose poll took a URL, what moved for good, alarms.

ALTER TABLE store.urls ADD COLUMN moved_to VARCHAR;    -- where its host sends every request, for good
ALTER TABLE store.urls ADD COLUMN taken_by VARCHAR;    -- the source whose poll took it last
ALTER TABLE store.url_outcomes ADD COLUMN source VARCHAR DEFAULT '';       -- that source
ALTER TABLE store.url_outcomes ADD COLUMN is_first BOOLEAN DEFAULT FALSE;  -- it never ended before
ALTER TABLE store.polls ADD COLUMN fresh INTEGER DEFAULT 0;   -- of those taken: never listed before
ALTER TABLE store.listers ADD COLUMN moved_to VARCHAR;
ALTER TABLE store.listers ADD COLUMN gone_at TIMESTAMP;       -- UTC: its host said 410, gone for good

-- One row per run and alarm: a source that the run's summary warns of.
CREATE TABLE store.alarms (
    run_no INTEGER NOT NULL,
    source VARCHAR NOT NULL,
    kind   VARCHAR NOT NULL,     -- silent, failing, gone, rejections
    since  TIMESTAMP NOT NULL,   -- UTC: when what it warns of began
    detail VARCHAR NOT NULL
);

CREATE VIEW main.source_alarms AS
SELECT run_id, source, kind, since, detail
FROM store.alarms JOIN store.runs USING (run_no);

-- One row per run and URL that it asked for.
CREATE VIEW main.url_outcomes AS
SELECT run_id, source, url, ended_at, outcome, detail, article_id
FROM store.url_outcomes JOIN store.runs USING (run_no);

-- One row per run and lister that it polled: listed + retried = known + repeated + asked.
CREATE VIEW main.source_polls AS
SELECT run_id, source, url, asked_at, outcome, detail, listed, retried,
    passed_over AS known, repeated, taken AS asked, fresh
FROM store.polls JOIN store.runs USING (run_no)
WHERE source <> '';
