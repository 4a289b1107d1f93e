-- What readers see. Columns may be added; none is dropped or renamed.
CREATE VIEW main.articles AS
SELECT
    article_id, external_id, url, source, title, text, authors, published_at, fetched_at, language,
    word_count, lower(hex(text_sha256)) AS text_sha256,
    agency, agency_own, agency_proof, name AS input, extra
FROM store.articles;

CREATE VIEW main.stories AS
WITH tally AS (
    SELECT
        story_no,
        min(published_at)                  AS first_published,
        max(published_at)                  AS last_published,
        count(*)                           AS article_count,
        count(DISTINCT coalesce(source, url, external_id)) AS outlet_count,
        count(DISTINCT copy_no)            AS copy_count
    FROM store.memberships JOIN store.articles USING (article_no)
    GROUP BY story_no
)
SELECT
    's' || story_no       AS story_id,
    coalesce(canonical.title, left(split_part(canonical.text, chr(10), 1), 120)) AS title,
    canonical.article_id  AS canonical_article_id,
    canonical_reason,
    first_published, last_published, article_count, outlet_count, copy_count,
    canonical.language
FROM store.stories
JOIN tally USING (story_no)
JOIN store.articles AS canonical ON canonical.article_no = canonical_no;

CREATE VIEW main.variants AS
SELECT
    's' || memberships.story_no AS story_id,
    article_id,
    'c' || copy_no              AS copy_id,
    relation, similarity, containment,
    relation = 'canonical'      AS is_canonical
FROM store.memberships
JOIN store.articles USING (article_no);

CREATE VIEW main.rejections AS
SELECT run_id, input, reason, detail
FROM store.rejections JOIN store.runs USING (run_no);

CREATE VIEW main.runs AS
WITH tally AS (
    SELECT
        run_no,
        sum(inputs)::BIGINT AS inputs, sum(articles)::BIGINT AS articles,
        sum(known)::BIGINT AS known, sum(rejected)::BIGINT AS rejections
    FROM store.progress GROUP BY run_no
)
SELECT
    run_id, started_at, finished_at, version, scheme,
    coalesce(inputs, 0) AS inputs, coalesce(articles, 0) AS articles,
    coalesce(rejections, 0) AS rejections, stories, coalesce(known, 0) AS known
FROM store.runs LEFT JOIN tally USING (run_no)
WHERE status = 'finished';

CREATE VIEW main.story_events AS
SELECT
    happened_at, kind, 's' || story_no AS story_id, article_id,
    's' || other_story_no AS other_story_id, reason, run_id
FROM store.events
LEFT JOIN store.articles USING (article_no)
JOIN store.runs ON runs.run_no = events.run_no;

-- Where a story went that is no longer there: follow it until it is in `stories`.
CREATE VIEW main.story_redirects AS
SELECT 's' || old_no AS story_id, 's' || new_no AS now_story_id, run_id
FROM store.redirects JOIN store.runs USING (run_no)
WHERE kind = 'story';

-- One row per copy group: articles that carry one text, whole or cut.
CREATE VIEW main.copies AS
SELECT
    'c' || copy_no       AS copy_id,
    canonical.article_id AS canonical_article_id,
    canonical_reason,
    count(*)             AS article_count
FROM store.copies
JOIN store.memberships USING (copy_no)
JOIN store.articles AS canonical ON canonical.article_no = canonical_no
GROUP BY ALL;
