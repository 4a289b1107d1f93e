-- One story by id, or the one it was merged into, however often. At most one row. $story_id.
WITH RECURSIVE followed AS (
    SELECT $story_id AS story_id
    UNION
    SELECT now_story_id FROM story_redirects JOIN followed USING (story_id)
)
SELECT
    story_id, title, canonical_article_id, canonical_reason, first_published, last_published,
    article_count, outlet_count, copy_count, language
FROM stories SEMI JOIN followed USING (story_id);
