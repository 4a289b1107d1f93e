-- Every article's number and lasting id. One row per article, by number.
SELECT article_no, article_id FROM store.articles ORDER BY article_no;
