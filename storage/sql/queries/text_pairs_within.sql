-- The compared texts among `wanted` (article_no). One row per pair, both within.
SELECT * FROM store.text_pairs
WHERE left_no IN (SELECT article_no FROM wanted) AND right_no IN (SELECT article_no FROM wanted)
ORDER BY left_no, right_no;
