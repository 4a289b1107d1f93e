-- Every pair of reports that alone would hold a story together. One row per pair. $threshold
SELECT left_no, right_no FROM store.story_pairs WHERE score >= $threshold;
