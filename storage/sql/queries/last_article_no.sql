-- The highest article number given so far, 0 in an empty store. One row.
SELECT coalesce(max(article_no), 0) FROM store.articles;
