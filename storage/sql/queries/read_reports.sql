-- Every article with its text and its place. One row per article, by its own id.
SELECT
    article_id, external_id, url, source, title, text, language, published_at, story_id, copy_id
FROM articles JOIN variants USING (article_id)
ORDER BY external_id, article_id;
