-- Pairs of copy groups whose reports are kin, in the mean over all pairs of their articles, to the
-- degree that holds a story together. One row per pair: left_group < right_group.
-- Reads the views `nodes` (article_no, group_no), `fresh_pairs` (left_no, right_no, score) and
-- `stale` (left_no, right_no). $threshold  the mean; a pair that was never scored counts as 0.
WITH pairs AS (
    SELECT left_no, right_no, score FROM store.story_pairs ANTI JOIN stale USING (left_no, right_no)
    UNION ALL
    SELECT left_no, right_no, score FROM fresh_pairs
),
sizes AS (
    SELECT group_no, count(*) AS size FROM nodes GROUP BY group_no
),
met AS (
    SELECT
        least(one.group_no, other.group_no) AS left_group,
        greatest(one.group_no, other.group_no) AS right_group,
        sum(score::DOUBLE) AS total
    FROM pairs
    JOIN nodes AS one ON one.article_no = left_no
    JOIN nodes AS other ON other.article_no = right_no
    WHERE one.group_no <> other.group_no
    GROUP BY ALL
)
SELECT left_group, right_group
FROM met
JOIN sizes AS one ON one.group_no = left_group
JOIN sizes AS other ON other.group_no = right_group
WHERE total >= $threshold * one.size * other.size;
