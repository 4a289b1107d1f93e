-- Forget the pairs of texts of the view `incoming` (left_no, right_no).
DELETE FROM store.text_pairs
WHERE (left_no, right_no) IN (SELECT (left_no, right_no) FROM incoming);
