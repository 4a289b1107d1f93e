-- Articles with the very same text as one of `wanted` (article_no), those included. One row each.
SELECT article_no FROM store.articles
WHERE text_sha256 IN (SELECT text_sha256 FROM store.articles SEMI JOIN wanted USING (article_no));
