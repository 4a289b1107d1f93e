-- Articles to be placed anew, and why: cause is null for those compared with one. One row per article.
SELECT article_no, max(cause) AS cause FROM store.unsettled GROUP BY article_no ORDER BY article_no;
