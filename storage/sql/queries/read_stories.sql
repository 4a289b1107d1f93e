-- Stories, the most printed first, then the latest. One row per story, at most $limit.
-- $since  only stories with an article of then or later; null: all
-- The view `stories`, but for the few that are asked for: to count the outlets of all stories, and to
-- unpack every text for the head of one without a title, takes a second of 100,000 articles.
WITH counted AS (
    SELECT story_no, count(*) AS article_count FROM store.memberships
    WHERE $since IS NULL OR story_no IN (
        SELECT story_no FROM store.memberships JOIN store.articles USING (article_no)
        WHERE published_at >= $since)
    GROUP BY story_no
),
-- Those with as many articles as the last one of the answer are judged by their dates below.
most_printed AS (
    SELECT story_no, article_count FROM counted
    QUALIFY rank() OVER (ORDER BY article_count DESC) <= $limit
),
latest AS (
    SELECT story_no, article_count, max(published_at) AS last_published
    FROM most_printed
    JOIN store.memberships USING (story_no)
    JOIN store.articles USING (article_no)
    GROUP BY story_no, article_count
    ORDER BY article_count DESC, last_published DESC NULLS LAST, 's' || story_no
    LIMIT $limit
),
told AS (
    SELECT
        story_no, article_count, last_published,
        min(published_at)                                  AS first_published,
        count(DISTINCT coalesce(source, url, external_id)) AS outlet_count,
        count(DISTINCT copy_no)                            AS copy_count
    FROM latest
    JOIN store.memberships USING (story_no)
    JOIN store.articles USING (article_no)
    GROUP BY ALL
),
untitled AS (
    SELECT article_no, left(split_part(text, chr(10), 1), 120) AS first_line
    FROM store.articles WHERE title IS NULL
)
SELECT
    's' || story_no AS story_id, coalesce(title, first_line) AS title,
    article_id AS canonical_article_id, canonical_reason, first_published, last_published,
    article_count, outlet_count, copy_count, language
FROM told
JOIN store.stories USING (story_no)
JOIN store.articles AS canonical ON canonical.article_no = canonical_no
LEFT JOIN untitled ON untitled.article_no = canonical_no
ORDER BY article_count DESC, last_published DESC NULLS LAST, story_id;
