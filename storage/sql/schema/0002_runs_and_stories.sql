-- One row per run. status: running (being done, or cut off and to be carried on), finished.
CREATE TABLE store.runs (
    run_no      INTEGER NOT NULL,
    run_id      VARCHAR NOT NULL,
    status      VARCHAR NOT NULL,
    started_at  TIMESTAMP NOT NULL,
    finished_at TIMESTAMP,
    version     VARCHAR NOT NULL,
    scheme      VARCHAR NOT NULL,   -- how fingerprints and salient terms were made
    stories     INTEGER             -- in the store when the run had finished
);

-- One row per run and source: how far it has read, and what became of what it read.
CREATE TABLE store.progress (
    run_no         INTEGER NOT NULL,
    source_key     VARCHAR NOT NULL,
    source_version VARCHAR NOT NULL,  -- changes when the source does: then its place means nothing
    place          BIGINT NOT NULL,   -- the last input committed
    inputs         BIGINT NOT NULL,
    articles       BIGINT NOT NULL,
    known          BIGINT NOT NULL,
    rejected       BIGINT NOT NULL
);

CREATE TABLE store.rejections (
    run_no INTEGER NOT NULL,
    source_key VARCHAR NOT NULL,
    input  VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    detail VARCHAR NOT NULL
);

-- Verified pairs of texts: left_no < right_no. Kept where the shorter is covered well enough to matter.
CREATE TABLE store.text_pairs (
    left_no           INTEGER NOT NULL,
    right_no          INTEGER NOT NULL,
    jaccard           FLOAT NOT NULL,
    containment_left  FLOAT NOT NULL,  -- share of left's shingles found in right
    containment_right FLOAT NOT NULL,
    short_cover       FLOAT NOT NULL,  -- ordered coverage of the shorter text
    long_cover        FLOAT NOT NULL,
    grade             UTINYINT NOT NULL,
    is_copy           BOOLEAN NOT NULL
);

-- Verified pairs of reports: left_no < right_no. Kept where the score is at the edge floor or above.
CREATE TABLE store.story_pairs (
    left_no  INTEGER NOT NULL,
    right_no INTEGER NOT NULL,
    score    FLOAT NOT NULL
);

-- Keys whose bucket outgrew the cap: too common to say anything. kind: bands, sketches, terms.
CREATE TABLE store.crowded (
    kind       VARCHAR NOT NULL,
    bucket_key UINTEGER NOT NULL,
    bin        INTEGER NOT NULL,   -- the span of days the bucket covers; 0 where it covers all time
    size       BIGINT NOT NULL,    -- articles in it when it outgrew the cap
    run_no     INTEGER NOT NULL
);

-- One row per living story, copy group; their numbers are given once and never again.
CREATE TABLE store.stories (
    story_no         INTEGER NOT NULL,
    canonical_no     INTEGER NOT NULL,
    canonical_reason VARCHAR NOT NULL,
    run_no           INTEGER NOT NULL   -- the run that created it
);
CREATE TABLE store.copies (
    copy_no          INTEGER NOT NULL,
    canonical_no     INTEGER NOT NULL,
    canonical_reason VARCHAR NOT NULL,
    run_no           INTEGER NOT NULL
);

-- One row per article: every article is in exactly one story and one copy group, if alone.
CREATE TABLE store.memberships (
    article_no  INTEGER NOT NULL,
    story_no    INTEGER NOT NULL,
    copy_no     INTEGER NOT NULL,
    relation    VARCHAR NOT NULL,
    similarity  FLOAT NOT NULL,
    containment FLOAT NOT NULL
);

-- A story (or copy group) that was merged away, and the one that lives on.
CREATE TABLE store.redirects (
    kind   VARCHAR NOT NULL,   -- story, copy
    old_no INTEGER NOT NULL,
    new_no INTEGER NOT NULL,
    run_no INTEGER NOT NULL
);

-- What happened to stories, in order. Only ever added to.
CREATE TABLE store.events (
    event_no       INTEGER NOT NULL,
    happened_at    TIMESTAMP NOT NULL,
    kind           VARCHAR NOT NULL,   -- created, joined, merged, split, canonical-changed
    story_no       INTEGER NOT NULL,
    article_no     INTEGER,
    other_story_no INTEGER,
    reason         VARCHAR NOT NULL,
    run_no         INTEGER NOT NULL
);

-- The next number of each kind; a number is never given twice, even when its story is gone.
CREATE TABLE store.counters (
    kind    VARCHAR NOT NULL,
    next_no INTEGER NOT NULL
);
INSERT INTO store.counters VALUES ('story', 1), ('copy', 1), ('event', 1);
