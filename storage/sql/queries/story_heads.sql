-- The canonical article of some stories, with its reason. One row each, by number.
-- Reads the view `wanted` (group_no).
SELECT story_no AS group_no, canonical_no, canonical_reason
FROM store.stories SEMI JOIN wanted ON group_no = story_no
ORDER BY group_no;
