-- The canonical article of some copies, with its reason. One row each, by number.
-- Reads the view `wanted` (group_no).
SELECT copy_no AS group_no, canonical_no, canonical_reason
FROM store.copies SEMI JOIN wanted ON group_no = copy_no
ORDER BY group_no;
