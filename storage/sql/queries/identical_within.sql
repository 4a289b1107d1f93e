-- Articles of `wanted` (article_no) with the very same text, each beside the first of them. One row per
-- further article.
-- They are copies whatever their buckets hold: a text that thousands print crowds every one of its own.
WITH printed AS (
    SELECT article_no AS right_no, min(article_no) OVER (PARTITION BY text_sha256) AS left_no
    FROM store.articles SEMI JOIN wanted USING (article_no)
)
SELECT left_no, right_no FROM printed WHERE left_no < right_no ORDER BY left_no, right_no;
