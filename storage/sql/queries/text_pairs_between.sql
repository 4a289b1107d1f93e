-- What grouping asks of the compared texts of which the later one has a number from $low on and below
-- $below. One row per pair, in no order.
SELECT left_no, right_no, short_cover, long_cover, grade, is_copy FROM store.text_pairs
WHERE right_no >= $low AND right_no < $below;
