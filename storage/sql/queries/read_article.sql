-- Articles of a name: an article id, else an input's own id, else a url. One row each. $name.
WITH named AS (
    SELECT *, CASE $name WHEN article_id THEN 1 WHEN external_id THEN 2 ELSE 3 END AS how
    FROM articles
    WHERE $name IN (article_id, external_id, url)
)
SELECT
    article_id, external_id, url, source, title, text, language, published_at, story_id, copy_id
FROM named JOIN variants USING (article_id)
WHERE how = (SELECT min(how) FROM named)
ORDER BY article_id;
