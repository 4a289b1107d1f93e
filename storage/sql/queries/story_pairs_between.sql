-- The compared reports of which the later one has a number from $low on and below $below. One row per
-- pair, in no order.
SELECT left_no, right_no, score FROM store.story_pairs
WHERE right_no >= $low AND right_no < $below;
