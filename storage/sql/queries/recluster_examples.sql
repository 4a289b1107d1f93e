-- Stories that a recluster merged or split, in words. One row per event, at most $limit. $run_no.
SELECT
    CASE events.kind
        WHEN 'merged' THEN 's' || other_story_no || ' would be merged into s' || story_no
        ELSE 's' || story_no || ' would be split off from s' || other_story_no
    END || ': ' || coalesce(title, left(text, 80)) AS line
FROM store.events
JOIN store.stories USING (story_no)
JOIN store.articles ON articles.article_no = canonical_no
WHERE events.run_no = $run_no AND events.kind IN ('merged', 'split')
ORDER BY event_no
LIMIT $limit;
