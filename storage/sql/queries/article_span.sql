-- Articles by number, for keys to be made anew. One row per article within [$first, $last].
SELECT article_no, title, text, language FROM store.articles
WHERE article_no BETWEEN $first AND $last ORDER BY article_no;
