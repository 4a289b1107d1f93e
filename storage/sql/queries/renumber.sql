-- Lay out which article gets which number, in the temporary table `renumbered` (old_no, new_no).
-- Reads the view `incoming` (article_id, article_no: the new one).
CREATE OR REPLACE TEMP TABLE renumbered AS
SELECT stored.article_no AS old_no, incoming.article_no AS new_no
FROM incoming JOIN store.articles AS stored USING (article_id);
