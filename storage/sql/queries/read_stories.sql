-- Stories, the most printed first, then the latest. One row per story, at most $limit.
-- $since  only stories with an article of then or later; null: all
SELECT
    story_id, title, canonical_article_id, canonical_reason, first_published, last_published,
    article_count, outlet_count, copy_count, language
FROM stories
WHERE $since IS NULL OR last_published >= $since
ORDER BY article_count DESC, last_published DESC NULLS LAST, story_id
LIMIT $limit;
