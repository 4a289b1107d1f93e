-- What is stored of some articles, but for texts. One row per article of $article_ids that is there.
SELECT article_id, external_id, url, source, authors, published_at, language, extra
FROM store.articles
WHERE article_id IN (SELECT unnest($article_ids::VARCHAR[]))
ORDER BY article_id;
