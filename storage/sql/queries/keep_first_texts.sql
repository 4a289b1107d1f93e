-- Keep the texts of articles as they were first taken in, as revision 0. $article_ids: of those that have
-- no revisions yet.
INSERT INTO store.revisions BY NAME
SELECT article_id, 0 AS revision, 'first' AS cause, fetched_at AS seen_at, title, text, word_count,
    text_sha256, 0 AS changed, run_no
FROM store.articles
WHERE article_id IN (SELECT unnest($article_ids::VARCHAR[]));
