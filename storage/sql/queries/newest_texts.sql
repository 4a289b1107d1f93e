-- The newest text of some articles: its place in `revisions`, null where it never changed. One row per
-- article of $article_ids that is there.
SELECT
    article_id, coalesce(last.title, articles.title) AS title,
    coalesce(last.text, articles.text) AS text,
    lower(hex(coalesce(last.text_sha256, articles.text_sha256))) AS text_sha256,
    last.revision, articles.published_at
FROM store.articles
LEFT JOIN (
    SELECT article_id, max(revision) AS revision, max_by(title, revision) AS title,
        max_by(text, revision) AS text, max_by(text_sha256, revision) AS text_sha256
    FROM store.revisions
    WHERE article_id IN (SELECT unnest($article_ids::VARCHAR[]))
    GROUP BY article_id
) AS last USING (article_id)
WHERE article_id IN (SELECT unnest($article_ids::VARCHAR[]))
ORDER BY article_id;
