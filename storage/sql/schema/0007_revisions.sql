-- What becomes of an article whose page has changed, or was extracted anew: see docs/decisions/0008.

-- One row per text that an article has had, of those that have had more than one; never changed.
CREATE TABLE store.revisions (
    article_id  VARCHAR NOT NULL,
    revision    INTEGER NOT NULL,   -- 0: as it was first taken in; 1, 2 ... in order
    cause       VARCHAR NOT NULL,   -- first, page (it had changed), extraction (it was read anew)
    seen_at     TIMESTAMP NOT NULL, -- UTC
    title       VARCHAR,
    text        VARCHAR NOT NULL USING COMPRESSION zstd,
    word_count  INTEGER NOT NULL,
    text_sha256 BLOB NOT NULL,
    changed     FLOAT NOT NULL,     -- share of the words that are others than in the one before
    run_no      INTEGER NOT NULL
);

-- Articles whose place is to be found anew by the next clustering.
CREATE TABLE store.unsettled (
    article_no INTEGER NOT NULL,
    cause      VARCHAR              -- page, extraction: its text is another; null: it was compared with one
);

-- One row per text of an article that has had several. `is_judged`: it is the article's text, by
-- which its place among the stories was found.
CREATE VIEW main.revisions AS
SELECT
    article_id, revision, cause, seen_at, revisions.title, revisions.text, revisions.word_count,
    lower(hex(revisions.text_sha256)) AS text_sha256, changed,
    revisions.text_sha256 = articles.text_sha256
        AND revisions.title IS NOT DISTINCT FROM articles.title AS is_judged,
    run_id
FROM store.revisions
JOIN store.articles USING (article_id)
JOIN store.runs ON runs.run_no = revisions.run_no;
