-- What choosing a canonical needs of some articles. One row per article of `wanted` (article_no), by number.
SELECT article_no, article_id, source, published_at, word_count, agency, agency_strength, agency_own
FROM store.articles SEMI JOIN wanted USING (article_no)
ORDER BY article_no;
