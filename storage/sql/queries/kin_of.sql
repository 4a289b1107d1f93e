-- Articles whose report was found kin to one of `wanted` (article_no), so near that the two alone
-- would hold a story. One row per article, with repeats. $threshold
-- $low  the lowest number wanted: of an earlier pair both are below it
SELECT right_no AS article_no FROM store.story_pairs
WHERE score >= $threshold AND right_no >= $low AND left_no IN (SELECT article_no FROM wanted)
UNION ALL
SELECT left_no FROM store.story_pairs
WHERE score >= $threshold AND right_no >= $low AND right_no IN (SELECT article_no FROM wanted);
