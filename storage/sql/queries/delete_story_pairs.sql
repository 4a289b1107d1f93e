-- Forget the pairs of the view `incoming` (left_no, right_no).
DELETE FROM store.story_pairs
WHERE (left_no, right_no) IN (SELECT (left_no, right_no) FROM incoming);
