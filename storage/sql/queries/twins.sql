-- The articles whose very text another one prints too, each with the first that prints it. One row per
-- article, that first one included.
WITH printed AS (
    SELECT text_sha256, min(article_no) AS first_no
    FROM store.articles
    GROUP BY text_sha256
    HAVING count(*) > 1
)
SELECT article_no, first_no FROM store.articles JOIN printed USING (text_sha256);
