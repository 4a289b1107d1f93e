-- What the comparing steps need of some articles. One row per article of `wanted` (article_no), by number.
SELECT article_no, title, text, language, published_at
FROM store.articles SEMI JOIN wanted USING (article_no)
ORDER BY article_no;
