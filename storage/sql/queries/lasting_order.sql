-- The numbers of all articles in the order of their ids, which never change. One row per article.
SELECT article_no FROM store.articles ORDER BY article_id;
