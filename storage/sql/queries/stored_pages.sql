-- Pages whose bodies are kept, to be read anew: of an article the body that its newest page text came
-- from, else the last one that gave no article. One row per URL, in the order of their reading.
-- seen_at: what the clock said when it was read, as dates are judged by it.
-- $source: only what this source listed first, null: all. $since: only what was read then or later.
-- $rejected: the outcomes of pages that came and held no article.
WITH bodies AS (
    SELECT urls.url, urls.source, ends.run_no, ends.digest, urls.article_id,
        row_number() OVER (PARTITION BY urls.url ORDER BY ends.run_no DESC, ends.ended_at DESC) AS age
    FROM store.urls
    JOIN store.url_outcomes AS ends USING (url)
    WHERE ends.digest IS NOT NULL AND CASE
        WHEN urls.article_id IS NULL THEN ends.outcome IN (SELECT unnest($rejected::VARCHAR[]))
        ELSE ends.article_id = urls.article_id AND ends.outcome IN ('article', 'revision')
    END
),
read_at AS (SELECT run_no, max(ended_at) AS ended_at FROM store.url_outcomes GROUP BY run_no),
changed_at AS (
    SELECT article_id, max(seen_at) AS seen_at FROM store.revisions WHERE cause = 'page'
    GROUP BY article_id
),
pages AS (
    SELECT bodies.url, bodies.source, digest, bodies.article_id,
        coalesce(changed_at.seen_at, articles.fetched_at, read_at.ended_at) AS seen_at
    FROM bodies
    JOIN read_at USING (run_no)
    LEFT JOIN store.articles ON articles.article_id = bodies.article_id
    LEFT JOIN changed_at ON changed_at.article_id = bodies.article_id
    WHERE age = 1
)
SELECT url, source, digest, article_id, seen_at FROM pages
WHERE ($source IS NULL OR source = $source) AND ($since IS NULL OR seen_at >= $since)
ORDER BY seen_at, url;
