-- The numbers of some articles in the order of their ids, which never change. One row per article of
-- the view `wanted` (article_no).
SELECT article_no FROM store.articles SEMI JOIN wanted USING (article_no) ORDER BY article_id;
